#!/usr/bin/env bash
# Runs the tests and ends with one line "N passed, N failed"; exit 1 when anything failed.
#   tests/run.sh [GROUP...]      groups: the folders below tests/ that hold test_*.c, programs, or run.sh, a script; all of them by
#                                default (but bench, which tests nothing)
# BUILD names the build folder (default: build). The programs run JOBS at a time (default: one a core, at most 4), the scripts,
# which use all cores themselves, one after the other.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
groups=("$@")
if [ ${#groups[@]} -eq 0 ]; then
    for folder in tests/*/; do
        group=$(basename "$folder")
        [ "$group" != bench ] && { compgen -G "tests/$group/test_*.c" || compgen -G "tests/$group/run.sh"; } >/dev/null && groups+=("$group")
    done
fi
passed=0 failed=0
failures=()
JOBS=${JOBS:-$(nproc)}
[ "$JOBS" -le 4 ] || JOBS=4
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
log=$logs/script

# Counts what one test program or script said; a program that says nothing has failed.
count() { # NAME STATUS
    local p f
    p=$(grep -aoE '\[  PASSED  \] [0-9]+' "$log" | awk '{s+=$4} END {print s+0}')
    f=$(grep -aE '^\[  FAILED  \] [a-z_A-Z0-9]+' "$log" | sort -u | grep -avcE 'FAILED  \] [0-9]+ test|FAILED  \] tests:')
    if grep -aqE '^[0-9]+ passed, [0-9]+ failed' "$log"; then
        p=$(grep -aE '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1 | awk '{print $1}')
        f=$(grep -aE '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1 | awk '{print $3}')
    fi
    if [ "$2" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
    if [ "$((p + f))" -eq 0 ] && ! grep -aq "^SKIP" "$log"; then f=1; fi
    passed=$((passed + p)) failed=$((failed + f))
    if [ "$f" -gt 0 ]; then
        failures+=("$1")
        tail -n 40 "$log"
        echo "FAIL $1: $p passed, $f failed"
    else
        echo "ok   $1: $p passed"
    fi
}

# All programs of all groups: job N leaves N.log and N.status; they are reported in this order, as they end.
programs=()
for group in "${groups[@]}"; do
    for source in tests/"$group"/test_*.c; do
        [ -e "$source" ] && programs+=("$group/$(basename "${source%.c}")")
    done
done
reported=0
report_ended() {
    while [ -e "$logs/$reported.status" ]; do
        log=$logs/$reported.log
        count "${programs[reported]}" "$(cat "$logs/$reported.status")"
        reported=$((reported + 1))
    done
}
for n in "${!programs[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$JOBS" ]; do wait -n; done
    report_ended
    (
        timeout 300 "$BUILD/tests/${programs[n]}" >"$logs/$n.log" 2>&1
        echo $? >"$logs/$n.ended"
        mv "$logs/$n.ended" "$logs/$n.status"
    ) &
done
wait
report_ended

for group in "${groups[@]}"; do
    if [ ! -e "tests/$group" ]; then
        echo "FAIL no such group of tests: $group"
        failed=$((failed + 1)) failures+=("$group")
    elif [ -e "tests/$group/run.sh" ]; then
        log=$logs/script
        BUILD=$BUILD timeout 900 bash "tests/$group/run.sh" >"$log" 2>&1
        count "$group" $?
        grep -a '^SKIP' "$log"
    fi
done
[ ${#failures[@]} -eq 0 ] || echo "failed: ${failures[*]}"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

#!/usr/bin/env bash
# Runs the tests and ends with one line "N passed, N failed"; exit 1 when anything failed.
#   tests/run.sh [GROUP...]      groups: the folders below tests/ (base atoms pdf strain truth thermal synth report study worker validate
#                                are programs built from C, cli and external scripts, physics both); all of them by default
# BUILD names the build folder (default: build).
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
groups=("$@")
[ ${#groups[@]} -gt 0 ] || groups=(base atoms pdf strain truth thermal synth report study worker validate physics cli external)
passed=0 failed=0
failures=()
log=$(mktemp)
trap 'rm -f "$log"' EXIT

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

for group in "${groups[@]}"; do
    if [ ! -e "tests/$group" ]; then
        echo "FAIL no such group of tests: $group"
        failed=$((failed + 1)) failures+=("$group")
        continue
    fi
    for source in tests/"$group"/test_*.c; do
        [ -e "$source" ] || continue
        program=$BUILD/${source%.c}
        timeout 300 "$program" >"$log" 2>&1
        count "$group/$(basename "$program")" $?
    done
    if [ -e tests/"$group"/run.sh ]; then
        BUILD=$BUILD timeout 900 bash tests/"$group"/run.sh >"$log" 2>&1
        count "$group" $?
        grep -a '^SKIP' "$log"
    fi
done
[ ${#failures[@]} -eq 0 ] || echo "failed: ${failures[*]}"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

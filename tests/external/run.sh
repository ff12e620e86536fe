#!/usr/bin/env bash
# What other people's programs make of glassbed's files. Runs every tests/external/check_*.py (or those named: run.sh check_images) and ends with
# "N passed, N failed"; exit 1 when anything failed. Each says in its second line which Python modules it needs
# (`# needs: pyFAI fabio`); where they are missing it is skipped, loudly. A script gets the program and an empty folder as
# arguments and prints a line "ok   NAME" or "FAIL NAME: why" for each check.
#   PYTHON: default /usr/bin/python3, where Debian's modules are;  BUILD: build folder (default: build)
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$root/$BUILD ;; esac
PYTHON=${PYTHON:-/usr/bin/python3}
export GLASSBED_DATA=${GLASSBED_DATA:-$root} PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=2 MPLBACKEND=Agg
passed=0 failed=0
names=("$@")
[ ${#names[@]} -gt 0 ] || names=($(cd "$root/tests/external" && basename -s .py check_*.py))
for name in "${names[@]}"; do
    script=$root/tests/external/$name.py
    needs=$(sed -n '2s/^# needs: //p' "$script")
    missing=""
    for module in $needs; do
        "$PYTHON" -c "import $module" >/dev/null 2>&1 || missing="$missing $module"
    done
    if [ -n "$missing" ]; then
        echo "SKIP external/$name: NOT CHECKED, $PYTHON has no module$missing (make deps installs them)"
        continue
    fi
    work=$(mktemp -d)
    (cd "$work" && "$PYTHON" "$script" "$BUILD/glassbed" "$work") >"$work.log" 2>&1
    status=$?
    cat "$work.log"
    p=$(grep -c '^ok ' "$work.log") f=$(grep -c '^FAIL ' "$work.log")
    if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
    if [ "$((p + f))" -eq 0 ]; then f=1; fi
    passed=$((passed + p)) failed=$((failed + f))
    rm -rf "$work" "$work.log"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

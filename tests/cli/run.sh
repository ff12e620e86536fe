#!/usr/bin/env bash
# The command as users type it. Reads every tests/cli/NN-*.sh (or those named: tests/cli/run.sh 10-command) and ends with
# "N passed, N failed"; exit 1 when anything failed. BUILD names the build folder (default: build).
#
# For the files, each read in an empty folder of its own, with:
#   glassbed ARGS...                        the program under test (a function; gb is its path, root the checkout)
#   expect NAME STATUS PATTERN COMMAND...   passes when COMMAND exits with STATUS and its output (both streams) has a line that
#                                           matches the extended regular expression PATTERN ('': whatever it says); the output
#                                           is left in ./out
#   check NAME COMMAND...                   passes when COMMAND exits with 0
#   skip NAME WHY                           counts as neither
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$root/$BUILD ;; esac
gb=$BUILD/glassbed
export GLASSBED_DATA=${GLASSBED_DATA:-$root}
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

glassbed() { "$gb" "$@"; }
pass() { passed=$((passed + 1)); echo "ok   $1"; }
fail() { # NAME WHY
    failed=$((failed + 1))
    echo "FAIL $1: $2"
}
skip() { echo "SKIP $1: $2"; }

expect() {
    local name=$1 status=$2 pattern=$3 got
    shift 3
    "$@" >out 2>&1 </dev/null
    got=$?
    if [ "$got" -ne "$status" ]; then
        fail "$name" "exit status $got, expected $status; it said:"
        tail -n 5 out
    elif [ -n "$pattern" ] && ! grep -aqE -e "$pattern" out; then
        fail "$name" "no line matches '$pattern'; it said:"
        tail -n 5 out
    else
        pass "$name"
    fi
}

check() {
    local name=$1
    shift
    if "$@" >out 2>&1 </dev/null; then pass "$name"; else
        fail "$name" "'$*' exited with $?; it said:"
        tail -n 5 out
    fi
}

[ -x "$gb" ] || { echo "FAIL $gb is not there: run make"; echo "0 passed, 1 failed"; exit 1; }
files=("$root"/tests/cli/[0-9]*.sh)
if [ $# -gt 0 ]; then
    files=()
    for name in "$@"; do files+=("$root/tests/cli/$(basename "$name" .sh).sh"); done
fi
for file in "${files[@]}"; do
    mkdir "$work/$(basename "$file" .sh)" && cd "$work/$(basename "$file" .sh)" || exit 1
    # shellcheck disable=SC1090
    . "$file" || fail "$(basename "$file")" "ended early"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

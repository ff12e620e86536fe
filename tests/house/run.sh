#!/usr/bin/env bash
# The house is in order (check.sh); and each rule notices when it is broken, in copies of the sources. BUILD: objects.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${BUILD:-build}" && pwd) || exit 1
passed=0 failed=0
said() { # NAME STATUS: of a test
    if [ "$2" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "FAIL $1"; fi
}
tests/house/check.sh . "$build"
said "the house is in order" $?

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A copy of the sources is broken by COMMAND, in it; then check.sh says so, in words that match REGEX. In the copy's
# own build folder are the objects of what COMMAND compiled into objects/.
broken() { # NAME REGEX COMMAND
    rm -rf "$work/copy"
    mkdir -p "$work/copy/tests/house" "$work/copy/objects/sim" "$work/copy/objects/analysis"
    cp -r sim analysis "$work/copy/"
    cp tests/house/rooms.txt "$work/copy/tests/house/"
    ln -s "$build/sim/table" "$work/copy/objects/sim/table" # so that there are objects
    (cd "$work/copy" && eval "$3") || { said "$1: cannot break it" 1; return; }
    tests/house/check.sh "$work/copy" "$work/copy/objects" >"$work/out"
    [ $? -ne 0 ] && grep -qE "$2" "$work/out"
    said "$1" $?
}
compile() { mkdir -p "objects/$(dirname "$1")" && "${CC:-gcc}" -c -o "objects/${1%.c}.o" "$1"; }

broken "analysis uses sim" 'analysis/strain/shell.c: includes run/store.h: analysis/strain may not use sim/run' \
    'echo "#include \"run/store.h\"" >>analysis/strain/shell.c'
broken "the worker uses the study" 'sim/worker/rest.c: includes study/study.h' 'echo "#include \"study/study.h\"" >>sim/worker/rest.c'
broken "another room's private header" 'sim/page/page.c: includes sim/experiment/parts.h, which is private' \
    'echo "#include \"experiment/parts.h\"" >>sim/page/page.c'
broken "a circle of includes" 'circle: .*base/file .*base/table' 'echo "#include \"base/table.h\"" >>analysis/base/file.c'
broken "a circle of calls" 'circle: .*calls pool_' '
    mkdir -p objects/sim/pool
    echo "void pool_b(void); void pool_a(void) { pool_b(); }" >sim/pool/a.c
    echo "void pool_a(void); void pool_b(void) { pool_a(); }" >sim/pool/b.c
    compile sim/pool/a.c && compile sim/pool/b.c'
broken "a symbol without prefix" 'sim/pool/a.c: helper has no prefix' 'echo "void helper(void) {}" >sim/pool/a.c; compile sim/pool/a.c'
broken "a symbol with another room's prefix" 'sim/pool/a.c: page_a has the prefix page of sim/page' \
    'echo "void page_a(void) {}" >sim/pool/a.c; compile sim/pool/a.c'
broken "a prefix of two rooms" 'prefix page is given to sim/page and to sim/pool' \
    'echo "prefix sim/pool : page" >>tests/house/rooms.txt'
broken "a second file with FFTW" 'sim/pool/pool.h: includes <fftw3.h>' 'echo "#include <fftw3.h>" >>sim/pool/pool.h'
broken "a long file" 'sim/page/page.c: [0-9]+ lines' 'seq 450 >>sim/page/page.c'
broken "a full folder" 'sim/table: [0-9]+ sources' 'for i in $(seq 40); do touch sim/table/t$i.h; done'
broken "a folder that explains nothing" 'sim/plan: has neither' 'mv sim/plan/plan.h sim/plan/other.h'
broken "a room that nobody knows" 'rooms.txt has no room sim/attic' 'mkdir sim/attic; touch sim/attic/attic.h'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

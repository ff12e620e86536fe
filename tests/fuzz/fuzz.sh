#!/usr/bin/env bash
# Fuzzes every parser with libFuzzer under AddressSanitizer and UBSan: tests/fuzz/fuzz.sh [SECONDS [TARGET...]], 60 s in all by
# default (SECONDS is shared by the targets). Seeds are the checkout's own files and tests/fuzz/corpus/TARGET; what is found on the
# way is kept in BUILD-fuzz/corpus/TARGET, crashes in BUILD-fuzz/crash-TARGET-*. Ends with "N passed, N failed". Needs clang 14 or
# later (make deps installs it where CI wants it); without it SKIP.
set -u
cd "$(dirname "$0")/../.." || exit 1
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(sed -n 's/^static int \([a-z]*\)(const uint8_t \*d, size_t n.*/\1/p' tests/fuzz/fuzz.c)
BUILD=${BUILD:-build}-fuzz
CC=${CLANG:-clang}
command -v "$CC" >/dev/null || { echo "SKIP fuzz: no $CC"; echo "0 passed, 0 failed"; exit 0; }
flags="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined"
make -s -j"$(nproc)" BUILD="$BUILD" CC="$CC" OPT="-O1 -g" SAN="$flags" fuzz-objects >"$BUILD.log" 2>&1 || { tail -n 20 "$BUILD.log"; echo "0 passed, 1 failed"; exit 1; }
each=$((seconds / ${#targets[@]}))
[ "$each" -gt 0 ] || each=1
passed=0 failed=0
seed() { # TARGET: its seeds, into BUILD/seed-TARGET
    rm -rf "$BUILD/seed-$1" && mkdir -p "$BUILD/seed-$1" "$BUILD/corpus/$1"
    case $1 in
        study) cp configs/*.xml "$BUILD/seed-$1" ;;
        model) cp potentials/*.xml "$BUILD/seed-$1" ;;
        summary) cp tests/data/*/summary.tsv "$BUILD/seed-$1" 2>/dev/null ;;
    esac
    cp tests/fuzz/corpus/"$1"/* "$BUILD/seed-$1" 2>/dev/null
    true
}
one() { # TARGET
    make -s BUILD="$BUILD" CC="$CC" OPT="-O1 -g" SAN="$flags" "$BUILD/fuzz-$1" >>"$BUILD.log" 2>&1 || { tail -n 5 "$BUILD.log"; return 1; }
    seed "$1"
    GLASSBED_DATA=. "$BUILD/fuzz-$1" -max_total_time="$each" -max_len=8192 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$BUILD/crash-$1-" "$BUILD/corpus/$1" "$BUILD/seed-$1" >"$BUILD/$1.log" 2>&1
}
for target in "${targets[@]}"; do
    if one "$target"; then
        passed=$((passed + 1))
        echo "ok   fuzz $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$BUILD/$target.log") executions"
    else
        failed=$((failed + 1))
        echo "FAIL fuzz $target: $(grep -aE 'ERROR|SUMMARY|runtime error' "$BUILD/$target.log" | head -n 2 | tr '\n' ' ')"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# Speed: measures, and prints one table; bench.tsv and bench.svg go to results/bench (make bench). Installs nothing.
#   tests/bench/run.sh [OUT]     QUICK=1: half a minute, small sizes: that it runs and that counts agree, not speed
# BUILD names the build folder (default: build). Exit 3 when counts that must be equal are not.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root" || exit 1
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$root/$BUILD ;; esac
bin=$BUILD/tests/bench
out=${1:-results/bench}
export GLASSBED_DATA=${GLASSBED_DATA:-$root}
mkdir -p "$out" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
lines=$work/lines
status=0

# Sizes (atoms), budgets (seconds) and what each part is expected to take on one core (for the time left).
if [ -n "${QUICK:-}" ]; then
    big=20000 mid=10000 sizes="1000 10000" budget=3 size_budget=2 peer_atoms=4000 peer_r=12 rdf_atoms=5000
    quench="500 400 1 1"
    expected=(1 2 2 2 2 2 2 1 2 1 1 6)
else
    big=1000000 mid=100000 sizes="10000 100000 1000000 10000000" budget=50 size_budget=45 peer_atoms=10000 peer_r=20
    rdf_atoms=100000 quench="4000 1000 5 45"
    expected=(1 50 30 65 20 5 25 12 25 2 15 50)
fi
part=0 begun=$SECONDS

# Announces a part: what, and about how long the rest takes, judged by how long what is done took.
step() { # NAME
    local done_s=0 left=0 i spent=$((SECONDS - begun))
    for i in "${!expected[@]}"; do
        if [ "$i" -lt "$part" ]; then done_s=$((done_s + expected[i])); else left=$((left + expected[i])); fi
    done
    if [ "$part" -gt 1 ] && [ "$spent" -gt "$done_s" ]; then left=$((left * spent / done_s)); fi
    part=$((part + 1))
    printf 'bench %2d/%d  %-42s about %d s left\n' "$part" "${#expected[@]}" "$1" "$left" >&2
}

# Runs a program, keeps its lines; the first failure decides the exit status, the rest goes on.
measure() { # COMMAND...
    local s=0
    "$@" >>"$lines" || s=$?
    if [ "$s" -ne 0 ]; then
        printf 'note\tFAILED with status %d: %s\n' "$s" "$(basename "$1") ${*:2}" >>"$lines"
        [ "$status" -ne 0 ] || status=$s
    fi
}

absent() { # PROGRAM PACKAGE
    echo "bench: NOT INSTALLED, left out: $1 (Debian: apt-get install $2)" >&2
    printf 'note\tnot installed, left out: %s (Debian: apt-get install %s)\n' "$1" "$2" >>"$lines"
}

machine_line() { printf 'machine\t%s\t%s\n' "$1" "$2" >>"$lines"; }

step "the machine"
measure "$bin/bench-machine"
machine_line date "$(date -u +%Y-%m-%dT%H:%MZ)"
if [ -n "${QUICK:-}" ]; then printf 'note\tQUICK: a smoke test; these rates mean nothing\n' >>"$lines"; fi

step "pair sums: instruction sets, threads"
measure "$bin/bench-pairs" machine "$big" "$budget"
step "pair sums: harmonics, axes, partials, boxes"
measure "$bin/bench-pairs" choices "$mid" "$((budget * 3 / 5))"

step "pair sums: number of atoms"
for n in $sizes; do measure "$bin/bench-pairs" size "$n" "$size_budget"; done

step "LAMMPS compute rdf"
(cd "$work" && "$bin/bench-lammps" rdf "$rdf_atoms" "$((budget / 4))") >"$work/rdf" || status=$?
cat "$work/rdf" >>"$lines"

step "gmx rdf"
if gmx=$(command -v gmx); then
    version=$(gmx --version 2>/dev/null | awk -F': *' '/^GROMACS version/ {print $2; exit}')
    machine_line gromacs "$version"
    measure "$bin/bench-peers" gmx "$work" "$gmx" "gmx rdf, whole run" "$peer_atoms" "$peer_r" "$((budget / 8))"
else
    absent "gmx rdf" gromacs
fi

step "MDAnalysis InterRDF"
python=
for p in python3 /usr/bin/python3; do
    if version=$("$p" -W ignore -c 'import MDAnalysis; print(MDAnalysis.__version__)' 2>/dev/null); then
        python=$p
        break
    fi
done
if [ -n "$python" ]; then
    machine_line mdanalysis "$version"
    measure "$bin/bench-peers" mdanalysis "$work" "$python" "$root/tests/bench/mdanalysis_rdf.py" \
        "MDAnalysis InterRDF" "$peer_atoms" "$peer_r" "$((budget / 8))"
else
    absent "MDAnalysis InterRDF" "python3-mdanalysis python3-numpy"
fi

step "reading"
measure "$bin/bench-read" "$work" "$big"
step "displacements"
measure "$bin/bench-truth" "$big" "$((budget / 2))"
step "transforms"
measure "$bin/bench-transforms"
step "glassbed pdf"
measure "$bin/bench-command" "$work" "$BUILD/glassbed" "$big" "$((budget / 2))"
step "a quench, ours and bare LAMMPS in turns"
# shellcheck disable=SC2086 # four words
measure "$bin/bench-drivers" "$work/quench" "$BUILD/glassbed-worker" "$bin/bench-lammps" $quench

"$bin/bench-report" "$lines" "$out"
s=$?
[ "$status" -ne 0 ] || status=$s
echo "bench: $((SECONDS - begun)) s" >&2
exit "$status"

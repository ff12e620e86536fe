#!/usr/bin/env bash
# Physics with the real LAMMPS: known answers, and a study that is killed at random moments. Ends with "N passed, N failed".
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$root/$BUILD ;; esac
gb=$BUILD/glassbed
export GLASSBED_DATA=${GLASSBED_DATA:-$root}
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

result() { # NAME STATUS
    if [ "$2" -eq 0 ]; then passed=$((passed + 1)) && echo "ok   $1"; else failed=$((failed + 1)) && echo "FAIL $1"; fi
}

# 1. Known answers, each counted by itself.
"$gb" validate -o validate -q >answers 2>&1
status=$?
cat answers
while read -r line; do
    case $line in
    *"DOES NOT HOLD"*) result "known answer: ${line%%  *}" 1 ;;
    *" holds ("*) result "known answer: ${line%%  *}" 0 ;;
    esac
done <answers
[ "$status" -eq 0 ]
result "validate exits with 0" $?
[ "$(grep -c ' holds (' answers)" -ge 56 ]
result "validate checked everything it should" $?

# 2. A wrong potential is noticed: epsilon of the A-B pair off by 2 % moves e_IS by more than its tolerance.
mkdir -p wrong/potentials && cp -r "$root/configs" wrong/ && cp "$root"/potentials/* wrong/potentials/
sed -i 's/pair_coeff 1 2 1.5 0.8 2.0/pair_coeff 1 2 1.53 0.8 2.0/' wrong/potentials/kob-andersen-cut.xml
sed -i 's/atoms="2000"/atoms="500"/; s/r-max="5.5" fit="2.2 5.3"/r-max="5.2" fit="2.2 5.0"/' wrong/configs/validate-cut.xml
sed -i 's/atoms="2000"/atoms="500"/; s/r-max="5.5" fit="2.2 5.3"/r-max="5.2" fit="2.2 5.0"/' wrong/configs/validate-smooth.xml
GLASSBED_DATA=$PWD/wrong "$gb" validate -o wrong/out -q >wrong/answers 2>&1
[ $? -eq 3 ] && grep -q 'e_IS .*DOES NOT HOLD' wrong/answers
result "validate exits with 3 for a wrong potential" $?

# 3. Killed again and again, runner and worker, it ends in the same summary.
cat >study.xml <<'E2'
<study name="kill" seed="11">
  <glass model="kob-andersen" atoms="500" samples="2"/>
  <quench melt="2.0" from="0.8" to="0.0" melt-time="5" equilibrate-time="5" checkpoint-steps="400"><rate>0.1</rate></quench>
  <compress axes="z"><strain>0.002</strain></compress>
  <measure r-max="5.2" fit="2.2 5.0"/>
</study>
E2
"$gb" run study.xml -o whole -q >/dev/null 2>&1
result "a small study runs" $?
RANDOM=1998
killed=0
for try in $(seq 40); do
    "$gb" run study.xml -o killed -q >/dev/null 2>&1 &
    runner=$!
    sleep "0.$((RANDOM % 90 + 10))"
    if [ $((try % 2)) -eq 0 ]; then
        kill -9 "$runner" 2>/dev/null && killed=$((killed + 1))
    else
        pkill -9 -P "$runner" 2>/dev/null && killed=$((killed + 1))
    fi
    wait "$runner" 2>/dev/null
    [ -e killed/summary/summary.tsv ] && break
done
"$gb" run study.xml -o killed -q >/dev/null 2>&1
result "killed $killed times, it resumes" $?
[ "$killed" -ge 3 ] && cmp whole/summary/summary.tsv killed/summary/summary.tsv
result "the summary is the same, byte for byte" $?

# 4. Somebody's glass from a file: the reference of the study above, as data, dump and extended XYZ, gives the same energy.
glass=$(find whole/reference -name reference.dump | sort | head -n 1)
energy=$(awk '$1 == "e_is" {print $2}' "$(dirname "$glass")/values.tsv")
cp "$glass" glass.dump
cat >file.xml <<'E2'
<study name="file" seed="1">
  <glass model="kob-andersen" file="glass.dump"/>
  <compress axes="x y z"><strain>0.002</strain></compress>
  <measure r-max="5.2" fit="2.2 5.0"/>
</study>
E2
"$gb" run file.xml -o file -q >/dev/null 2>&1
result "a glass from a file runs" $?
awk -v e="$energy" '$1 == "e_is" {d = $2 - e; exit !(d < 1e-7 && d > -1e-7)}' file/reference/as-given/s1/values.tsv
result "and has the energy it was given with" $?

# 5. Fictive temperature by the equilibrium liquid. Three liquids of little viscosity: all in equilibrium, the energy at
# rest rises with T, and the line through the outer two gives the middle one its own T back within four errors. A glass
# quenched from 0.8 lies near or below; a second study takes the line and finds the same; one that relaxes otherwise may not.
study() { # NAME EXTRA LINE
    cat >"$1.xml" <<E2
<study name="$1" seed="5">
  <glass model="kob-andersen" atoms="150" samples="2"/>
  <quench melt="2.0" from="0.8" to="0.0" melt-time="5" equilibrate-time="10"><rate>0.02</rate></quench>$2
  $3
  <compress axes="z"><strain>0.002</strain></compress>
  <measure r-max="4.6" fit="2.2 4.4"/>
</study>
E2
}
study line "" '<equilibrium time="100"><T>0.65</T><T>0.8</T><T>1.1</T></equilibrium>'
"$gb" run line.xml -o line -q >/dev/null 2>&1
result "a study with an equilibrium line runs" $?
cat line/summary/equilibrium.tsv
awk '!/^#/ {n++; used += $12; e[n] = $2; err[n] = $3; if (n == 2) d = ($13 - $1) / $14}
     END {exit !(n == 3 && used == 3 && e[3] - e[1] > 2 * sqrt(err[1]^2 + err[3]^2) && d < 4 && d > -4)}' line/summary/equilibrium.tsv
result "liquids in equilibrium: e_IS rises with T, and the middle one comes back" $?
column() { # DIR NAME: of the first row
    awk -F'\t' -v name="$2" '/^# rate\t/ {for (i = 1; i <= NF; i++) if ($i == name) c = i} !/^#/ {print $c; exit}' "$1/summary/summary.tsv"
}
T=$(column line T_f_is) err=$(column line T_f_is_err)
echo "T_f_is $T +- $err"
awk -v T="$T" -v e="$err" 'BEGIN {exit !(T > 0.3 && T < 0.8 + 3 * e && e > 0 && e < 0.3)}'
result "the glass has a fictive temperature below where its cooling began" $?
"$gb" run line.xml -o line 2>&1 | grep -q 'all .* stages are there'
result "a second run has nothing to do" $?
study other "" '<equilibrium file="line/summary/equilibrium.tsv"/>'
"$gb" run other.xml -o other -q >/dev/null 2>&1
awk -v a="$T" -v b="$(column other T_f_is)" 'BEGIN {exit !(a - b < 1e-6 && b - a < 1e-6)}'
result "another study takes the line" $?
study unlike '<reference relax="none"/>' '<equilibrium file="line/summary/equilibrium.tsv"/>'
"$gb" plan unlike.xml >said 2>&1
[ $? -eq 2 ] && grep -q "its relax is 'isotropic', this study's 'none'" said
result "but not one that relaxes otherwise" $?

# 6. Histories: held just below the glass transition a glass falls in energy, deformed and brought back it rises. Of the
# same melt, 500 atoms, fast cooling: the changes are -0.04 and +0.025, and scatter by 0.003 between melts.
cat >histories.xml <<'E2'
<study name="histories" seed="3">
  <glass model="kob-andersen" atoms="500" samples="2"/>
  <quench melt="2.0" from="0.7" melt-time="4" equilibrate-time="16" liquid-fit="0.55 0.7"><rate>1e-1</rate></quench>
  <history name="old"><quench rate="1e-1" to="0.35"/><anneal T="0.4" time="50"/><quench rate="1e-1"/></history>
  <history name="young"><quench rate="1e-1"/><prestrain T="0.05" strain="0.1" strain-rate="0.01"/><quench rate="1e-1"/></history>
  <compress axes="z" both-signs="no"><strain>0.001</strain></compress>
  <measure r-max="5.2" fit="2.2 5.0" partials="no"/>
</study>
E2
"$gb" run histories.xml -o histories -q >/dev/null 2>&1
result "a study of histories runs" $?
energy() { awk '$1 == "e_is" {print $2}' "histories/reference/$1/s$2/values.tsv"; }
for k in 1 2; do
    awk -v q="$(energy 1e-1 $k)" -v old="$(energy old $k)" -v young="$(energy young $k)" \
        'BEGIN {print "e_is", q, "old", old, "young", young; exit !(old < q - 0.01 && young > q + 0.01)}'
    result "sample $k: annealing lowers the energy, deformation raises it" $?
done

# 7. Near T = 0 the glass answers a stress as it does at rest: modulus, Poisson's ratio, far strain and loss, from mean
# positions and from snapshots (500 atoms, one axis: noise of the thermal cell and positions), and the displacements
# explain g20.
cat >cold.xml <<'E2'
<study name="cold" seed="1">
  <glass model="kob-andersen" file="glass.dump"/>
  <reference relax="lengths"/>
  <compress axes="z"><stress>0.05</stress></compress>
  <compress mode="thermal" T="0.0005" equilibrate-time="10" time="20" snapshots="10"><stress>0.05</stress></compress>
  <measure r-max="5.2" fit="2.2 5.0" partials="no"/>
</study>
E2
"$gb" run cold.xml -o cold -q >/dev/null 2>&1
result "a glass near T = 0 under stress runs" $?
for basis in mean snapshots; do
    awk -v basis="$basis" '
        /^# history\t/ { for (i = 1; i <= NF; i++) at[$i] = i - 1 } # the first word is the sign #
        $2 == "stress-0.05" { for (name in at) rest[name] = $(at[name]) }
        $2 == "T0.0005-stress-0.05-" basis { for (name in at) warm[name] = $(at[name]) }
        function off(name) { return warm[name] > rest[name] ? warm[name] - rest[name] : rest[name] - warm[name] }
        END { exit !(rest["young"] > 0 && warm["T"] > 0.00045 && off("young") < 0.01 * rest["young"] && off("poisson") < 0.01 && \
                     off("eps_inf_over_true") < 0.04 && off("loss") < 0.04 && off("cont_slope") < 0.04) }' cold/summary/thermal.tsv
    result "and is as at rest, $basis" $?
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

# The command itself, and what run and status say about bad input. shellcheck shell=bash
for name in run plan status report pdf strain truth synth models validate; do
    expect "help lists $name" 0 "^  $name " glassbed --help
    expect "$name --help" 0 "^usage: glassbed $name" glassbed "$name" --help
done
expect "help: -h" 0 'usage: glassbed SUBCOMMAND' glassbed -h
expect "help tells the exit status" 0 '130 interrupted' glassbed help
expect "nothing given" 2 'usage: glassbed SUBCOMMAND' glassbed
expect "--version" 0 '^glassbed [0-9]+\.[0-9]+\.[0-9]+$' glassbed --version
expect "-v" 0 '^glassbed [0-9]' glassbed -v
expect "unknown subcommand" 2 "unknown subcommand 'quench'; there are: run plan status" glassbed quench
expect "misspelt subcommand" 2 "unknown subcommand 'stauts'; did you mean status\?" glassbed stauts
expect "full standard output" 1 '' bash -c "'$gb' --help >/dev/full"

expect "run: no study" 2 '^glassbed run: which study\?' glassbed run
expect "run: study is missing" 2 '^glassbed run: none\.xml' glassbed run none.xml
expect "run: unknown option" 2 "unknown option '--frehs'; did you mean --fresh" glassbed run a.xml --frehs
expect "run: two studies" 2 "unexpected argument 'b.xml'" glassbed run a.xml b.xml
expect "run: cores" 2 "--cores x: is not a whole number" glassbed run a.xml -j x
expect "run: empty folder name" 2 'the folder.s name is empty' glassbed run a.xml -o ''
expect "status: no folder" 2 'which folder\?' glassbed status
expect "status: nothing there" 2 'none: there is no study here' glassbed status none

# A study of seconds with a worker that only fails: the runner's side of things.
cat >study.xml <<'END'
<study name="short" seed="3">
  <glass model="kob-andersen" atoms="500" samples="2"/>
  <quench melt="2.0" from="0.8" to="0.0"><rate>0.1</rate></quench>
  <compress><strain>0.005</strain></compress>
  <measure r-max="5.2" fit="2.2 5.0"/>
</study>
END
cat >worker <<'END'
#!/bin/sh
[ "$1" = run ] || exit 9
cd "$3" || exit 9
if [ -n "$FAKE_SLEEP" ]; then echo "progress 1 2 T=0.5" >&3; exec sleep 60; fi
printf 'ERROR: Unrecognized pair style (src/force.cpp:275)\nLast command: pair_style foo\n' >log.lammps
exit 1
END
chmod +x worker
export GLASSBED_WORKER=$PWD/worker FAKE_SLEEP=
mkdir photos && echo meow >photos/cat
expect "run: folder holds other things" 2 'photos: holds files but no study' glassbed run study.xml -o photos
check "run: nothing was put there" test ! -e photos/.lock
expect "run: folder cannot be made" 2 'study.xml/x: ' glassbed run study.xml -o study.xml/x
expect "run: study beside itself" 2 'study.xml: would be overwritten' glassbed run study.xml -o .
expect "run: LAMMPS error in one line" 1 \
    '^glassbed: melt/s[12]: LAMMPS: ERROR: Unrecognized pair style .*; command: pair_style foo; log: results/short/melt/s[12]\.partial/log\.lammps$' \
    glassbed run study.xml
check "run: quiet says only errors" bash -c "! '$gb' run study.xml -q 2>&1 | grep 'stages to run'"
expect "status: begun" 0 '^begun melt/s1$' glassbed status results/short
expect "run: worker is missing" 1 'none/worker: the program that runs LAMMPS cannot be started' \
    env GLASSBED_WORKER=/none/worker "$gb" run study.xml

sed 's/atoms="500"/atoms="600"/' study.xml >other.xml
FAKE_SLEEP=1 setsid "$gb" run study.xml >first 2>&1 &
first=$!
for _ in $(seq 100); do glassbed status results/short 2>&1 | grep -q '^a run works here' && break; sleep 0.1; done
expect "run: second run at the same time" 2 'results/short: another run is working here \(process [0-9]+ on ' glassbed run study.xml
expect "status: while it runs" 0 '^running melt/s1$' glassbed status results/short
kill -TERM "$first"
wait "$first"
check "run: interrupted is 130" test $? -eq 130
check "run: says that it resumes" grep -q 'the same command resumes' first
expect "run: partial folders of another study are discarded" 1 'LAMMPS: ERROR' glassbed run other.xml -o results/short

# Several studies in one file.
{ echo '<studies name="two">' && cat study.xml && sed 's/name="short"/name="long"/' study.xml && echo '</studies>'; } >two.xml
expect "studies: plan" 0 '^long +kob-andersen +2 +500 ' glassbed plan two.xml
expect "studies: interrupted" 130 '^glassbed run: study 1 of 2, short: interrupted: 0 of ' \
    timeout --preserve-status -s TERM 1.5 env FAKE_SLEEP=1 "$gb" run two.xml
expect "studies: a failure does not stop the next" 1 '^glassbed run: 2 of 2 studies failed \(short, long\), see above' glassbed run two.xml
check "studies: the first one's failure was told" bash -c "'$gb' run two.xml 2>&1 | grep -q '^glassbed: study 1 of 2, short: melt/s[12]: LAMMPS: ERROR'"
expect "studies: status" 0 '^long +0 +[1-9]' glassbed status results/two
expect "studies: nothing to report" 2 'results/two: no study can be shown \(short: is not complete\)' glassbed report results/two
expect "studies: a study cannot live there" 2 'results/two: holds several studies' glassbed run study.xml -o results/two
unset GLASSBED_WORKER FAKE_SLEEP

# What cannot be written is not done.
[ -e /dev/full ] && for words in "--help" "--version" "run --help" "plan $root/configs/tiny.xml" "plan --settings" "plan --effective $root/configs/tiny.xml" \
    models "validate --help" "pdf --help" "strain --help" "truth --help" "synth --help" "status --help" "report --help" "models --help"; do
    # shellcheck disable=SC2086
    expect "a full disk: ${words/"$root"\//}" 1 '^glassbed.*: standard output: write failed: No space left' bash -c "'$gb' $words >/dev/full"
done

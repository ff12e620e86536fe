# Folders with ordinary names: blanks, #, $, %, quotes, line ends and umlauts in the folder of the study, of its results, of a model
# and of its potential file; no name of them is a word to LAMMPS. shellcheck shell=bash disable=SC2016,SC2154
odd=$'a b#c$d $(1+1) 100% \'q" \xc3\xa9\n*x'
mkdir "$odd" && cd "$odd" || exit 1
cat >lj.xml <<'E2'
<study name="odd" seed="3"><glass model="kob-andersen" atoms="200" samples="1"/>
<quench melt="2" from="0.8" to="0" melt-time="1" equilibrate-time="1"><rate>0.5</rate></quench>
<compress axes="z" both-signs="no"><strain>0.003</strain></compress><measure r-max="4.6" fit="2.2 4.5"/></study>
E2
expect "an odd folder: study" 0 'report.html' glassbed run lj.xml -o 'out $x #1' -q
mkdir plain && cp lj.xml plain
expect "a plain folder: study" 0 'report.html' glassbed run plain/lj.xml -o "$PWD/../plain" -q
check "the same table from both" cmp 'out $x #1/summary/summary.tsv' ../plain/summary/summary.tsv
check "no links of LAMMPS's input are left" test -z "$(find . -name '.lammps-*')"
file=/usr/share/lammps/potentials/CuZr_mm.eam.fs
if [ -e "$file" ]; then
    mkdir '../b c $(1+1) é' && cd '../b c $(1+1) é' || exit 1 # a path in a study file is one line of text
    mkdir 'pots $y' && cp "$file" 'pots $y/' && cp "$root/potentials/cu-zr-2007.xml" 'pots $y/own.xml'
    cat >metal.xml <<'E2'
<study name="metal" seed="3"><glass model="pots $y/own.xml" atoms="200" samples="1"/>
<quench melt="2000" from="1500" to="300" melt-time="0.3" equilibrate-time="0.3"><rate>2e15</rate></quench>
<compress axes="z" both-signs="no"><strain>0.003</strain></compress><measure r-max="10.5" fit="5 10"/></study>
E2
    expect "an odd folder: a potential file" 0 'report.html' glassbed run metal.xml -o 'metal %' -q
else
    skip "an odd folder: a potential file" "lammps-data is not installed"
fi

# Bad input as people type it: one line that says where, what, what is allowed and what to do; exit 2. shellcheck shell=bash
study() { # writes study.xml from the middle given
    printf '<study name="t" seed="1">\n%s\n</study>\n' "$1" >study.xml
}
good='<glass model="kob-andersen" atoms="500" samples="1"/>
<quench melt="2" from="0.8" to="0"><rate>0.1</rate></quench>
<compress><strain>0.002</strain></compress>
<measure r-max="5.2" fit="2.2 5.0"/>'
edited() { study "$(printf '%s' "$good" | sed "$1")"; }
# One error line and nothing else; then the pattern.
refused() { # NAME PATTERN COMMAND...
    local name=$1 pattern=$2
    shift 2
    expect "$name" 2 "$pattern" "$@"
    [ "$(wc -l <out)" -eq 1 ] || fail "$name: says one line" "it said $(wc -l <out)"
}

study "$good"
check "a good study plans" "$gb" plan study.xml
printf 'not xml' >study.xml
refused "study: not XML" 'study\.xml:1: is not well-formed XML' glassbed plan study.xml
printf '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<study name="t"/>\n' >study.xml
refused "study: entities" 'DOCTYPE' glassbed plan study.xml
refused "study: missing" 'none\.xml: cannot be read' glassbed plan none.xml
edited 's/<quench/<qwench/; s/quench>/qwench>/'
refused "study: unknown element" "study\.xml:3: <qwench>.*did you mean 'quench'" glassbed plan study.xml
edited 's/atoms=/atom=/'
refused "study: unknown attribute" "study\.xml:2: <glass>.*atom.*atoms" glassbed plan study.xml
edited 's/atoms="500"/atoms="many"/'
refused "study: wrong type" "study\.xml:2: <glass> atoms='many'" glassbed plan study.xml
edited 's/>0.1</>-0.1</'
refused "study: negative rate" "study\.xml:3: <rate>.*-0\.1" glassbed plan study.xml
edited 's/from="0.8" to="0"/from="0.2" to="0.5"/'
refused "study: from below to" "study\.xml:3: <quench>.*from" glassbed plan study.xml
edited 's/>0.002</>0.5</'
refused "study: a strain of 0.5" "study\.xml:4: <strain>.*0\.5" glassbed plan study.xml
edited 's/>0.002</>-0.002</'
refused "study: a negative strain" "study\.xml:4: <strain>.*-0\.002" glassbed plan study.xml
edited 's/samples="1"/samples="0"/'
refused "study: no samples" "study\.xml:2: <glass> samples='0'" glassbed plan study.xml
edited 's/kob-andersen/kob-anderson/'
refused "study: unknown model" "study\.xml:2: <glass> model='kob-anderson'.*kob-andersen" glassbed plan study.xml
edited 's/2.2 5.0/2.2 6.0/'
refused "study: fit beyond r-max" "study\.xml:5: <measure>.*fit" glassbed plan study.xml
printf '<studies name="s">\n<study name="t">%s</study>\n<study name="t">%s</study>\n</studies>\n' "$good" "$good" >study.xml
refused "studies: a name twice" "study\\.xml:6: <study> name='t': is the name of the study on line 2 too" glassbed plan study.xml

# Configurations.
cat >good.data <<'END'
four atoms

4 atoms
2 atom types
0 4 xlo xhi
0 4 ylo yhi
0 4 zlo zhi

Atoms # atomic

1 1 0.5 0.5 0.5
2 1 2.5 0.5 0.5
3 2 0.5 2.5 0.5
4 2 0.5 0.5 2.5
END
check "a good data file" "$gb" pdf good.data --r-max 2
refused "pdf: missing file" 'none\.data: ' glassbed pdf none.data
head -n 12 good.data >short.data
refused "pdf: truncated data" 'short\.data:12: .*2.*4' glassbed pdf short.data
sed 's/^2 1 /1 1 /' good.data >twice.data
refused "pdf: an id twice" 'twice\.data:.*(twice|again|two)' glassbed pdf twice.data
sed 's/^2 1 2.5/2 1 nan/' good.data >nan.data
refused "pdf: a coordinate that is no number" 'nan\.data:12: .*nan' glassbed pdf nan.data
sed 's/^0 4 zlo/0 0 zlo/' good.data >flat.data
refused "pdf: zero volume" 'flat\.data:7: ' glassbed pdf flat.data
sed 's/^4 2 /4 3 /' good.data >type.data
refused "pdf: a type beyond those announced" 'type\.data:14: .*3' glassbed pdf type.data
head -c 4000 /bin/ls >binary.dat
refused "pdf: something else" 'binary\.dat' glassbed pdf binary.dat
refused "pdf: negative r-max" 'r-max' glassbed pdf good.data --r-max -3
expect "pdf: beyond the box, images are summed and it says so" 0 'images' "$gb" pdf good.data --r-max 5
printf 'ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n3\nITEM: BOX BOUNDS pp pp pp\n0 4\n0 4\n0 4\nITEM: ATOMS id type x y z\n1 1 0 0 0\n2 1 1 1 1\n' >cut.dump
refused "truth: truncated dump" 'cut\.dump:1[12]: ' glassbed truth good.data cut.dump
sed 's/^4 2 /9 2 /; s/^0 4 zlo/0 3.99 zlo/' good.data >other.data
refused "truth: other atoms" 'id' glassbed truth good.data other.data

# A glass of more species than its model.
printf '<study name="t">\n<glass model="kob-andersen" file="three.data"/>\n<compress><strain>0.002</strain></compress>\n<measure r-max="5.2" fit="2.2 5.0"/>\n</study>\n' >study.xml
sed 's/^2 atom types/3 atom types/; s/^4 2 /4 3 /' good.data >three.data
expect "run: types without a model" 2 'three\.data: has 3 atom types; allowed: at most 2' "$gb" run study.xml -o three

# Curves.
printf '# r g00 g20\n0.1 0 0\n0.2 1\n' >bad.tsv
refused "strain: a row too short" 'bad\.tsv:3: expected 3 columns' glassbed strain bad.tsv --poisson 0.3
refused "strain: no Poisson ratio" 'poisson' glassbed strain bad.tsv

# What cannot be written.
study "$good"
expect "run: folder cannot be written" 2 'nowhere: ' "$gb" run study.xml -o /proc/nowhere
expect "pdf: output folder is not there" 2 "-o /proc/none/x: there is no folder /proc/none" "$gb" pdf good.data --r-max 2 -o /proc/none/x
expect "pdf: a full disk" 1 'No space left' "$gb" pdf good.data --r-max 2 -o /dev/full

# What would be lost, mixed up or never end.
cp good.data keep.data
ln keep.data link.data
refused "pdf: output over its input" '^glassbed pdf: -o link\.data: is an input too' glassbed pdf keep.data --r-max 2 -o link.data
check "pdf: the input is as it was" cmp good.data keep.data
refused "truth: both outputs in one" 'both write x\.out' glassbed truth good.data keep.data -o x.out --atoms x.out
sed 's/^0 4 zlo/0 3.99 zlo/' good.data >strained.data
refused "truth: smoothing wider than the range" 'smooth 50: allowed is up to a quarter of r-max' \
    glassbed truth good.data strained.data --smooth 50
refused "pdf: an element twice" 'Cu is there twice' glassbed pdf good.data --elements Cu,Cu
for unit in ang sigma; do
    echo "# r_$unit g00 g20" >$unit.tsv
    for k in $(seq 20); do echo "$k.5 $((k > 2)) 0"; done >>$unit.tsv
done
refused "strain: two units" 'sigma\.tsv: its r is in sigma' glassbed strain ang.tsv --unloaded sigma.tsv --poisson 0.4
edited 's/<measure /<measure smooth="1" /'
refused "study: smoothing away the first shell" "study\.xml:5: <measure> smooth='1'.*up to a quarter" glassbed plan study.xml
mkdir mine && printf '<study name="mine"/>' >mine/study.xml && : >mine/.lock
study "$good"
refused "run: another study's folder" "mine: holds the study 'mine', not 't'" glassbed run study.xml -o mine -q

# Packed or not, by the content when read and by the name when written.
seq 400 | awk 'BEGIN {print "# r_ang g00 g20"} {r = $1 / 50; shell = exp(-8 * (r - 2.8)^2); print r, (r > 2) * (1 + shell), -0.02 * r * (r - 2.8) * shell}' >curve.tsv
gzip -kf curve.tsv good.data
check "strain: a plain curve" bash -c "'$gb' strain curve.tsv --poisson 0.37 --fit 3:7 | grep -v '^#' >plain"
check "strain: a packed curve" bash -c "'$gb' strain curve.tsv.gz --poisson 0.37 --fit 3:7 | grep -v '^#' | cmp - plain"
check "strain: a packed curve on standard input" bash -c "'$gb' strain - --poisson 0.37 --fit 3:7 <curve.tsv.gz | grep -v '^#' | cmp - plain"
check "pdf: a packed table" bash -c "'$gb' pdf good.data.gz --r-max 2 -o g.tsv.gz && gzip -t g.tsv.gz"
check "pdf: it holds the same" bash -c "'$gb' pdf good.data --r-max 2 | grep -v '^#' >plain; zcat g.tsv.gz | grep -v '^#' | cmp - plain"
head -c 2000 curve.tsv.gz >cut.tsv.gz
refused "strain: a packed curve cut off" 'cut\.tsv\.gz: cannot be read: the gzip data is truncated' glassbed strain cut.tsv.gz --poisson 0.37 --fit 3:7

# Sectors, a file each, give what their curve does: named by the shell, by a pattern, or by a list; angles from the names.
"$gb" strain curve.tsv --poisson 0.37 --fit 3:7 >curve
for chi in 15 45 75; do
    awk -v c=$chi 'BEGIN {x = cos(c * 3.14159265 / 180)^2} !/^#/ {print $1, $2 + sqrt(5) * (1.5 * x - 0.5) * $3}' curve.tsv >g-$chi.txt
done
for files in "g-15.txt g-45.txt g-75.txt" "g-*.txt" "g-15.txt,g-45.txt,g-75.txt"; do
    check "strain: sectors as '$files'" bash -c "set -f; '$gb' strain $files --data 'g(r)' --poisson 0.37 --fit 3:7 2>said >sectors &&
        grep -q 'angles from the names of the files: chi = 15, 45, 75' said &&
        awk '/^eps_inf /{v[n++] = \$2} END {exit !(n == 2 && v[0] > 0.99 * v[1] && v[0] < 1.01 * v[1])}' curve sectors"
done
refused "strain: a pattern without files" 'none-\*\.txt: no file has such a name' glassbed strain 'none-*.txt' --poisson 0.37
sed 's/\./,/g' g-15.txt >comma.txt
refused "strain: decimal commas" 'numbers with a decimal comma; write them with a point' glassbed strain comma.txt,g-45.txt --chi 15,45 --data 'g(r)' --poisson 0.37

# Bounds: a device, or a few packed kilobytes, does not take all memory or time.
refused "a device as a study" '/dev/zero: holds more than 4 MiB' glassbed plan /dev/zero
refused "a device as a table" '/dev/zero: holds more than 512 MiB' glassbed strain /dev/zero --poisson 0.3
refused "a device as atoms" '/dev/zero: is not a text file' glassbed pdf /dev/zero
{ printf '<study name="t"' && seq -f ' a%.0f="1"' 40000 | tr -d '\n' && echo '/>'; } >many.xml
refused "forty thousand attributes" 'many\.xml:1: an element with more than 1000 attributes' glassbed plan many.xml
head -c 64M /dev/zero | tr '\0' ' ' | gzip >packed.xml.gz
refused "a packed study" 'packed\.xml\.gz: holds more than 4 MiB \(unpacked\)' glassbed plan packed.xml.gz

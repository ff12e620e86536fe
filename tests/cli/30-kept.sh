# The kept tables of long studies (tests/data) are of the studies in configs/ as they stand. shellcheck shell=bash
labels() { grep -o "$1" "$2" | sed 's/.*[>"]//' | sort -u; } # PATTERN FILE: what ends each match, sorted
rows() { awk '!/^#/ {print $1}' "$1" | sort -u; }
same() { diff <(labels "$1" "$2") <(rows "$3"); }
for name in stress thermal cooling-rate; do
    table=$root/tests/data/$name/summary.tsv xml=$root/configs/$name.xml
    samples=$(sed -n 's/.*samples="\([0-9]*\)".*/\1/p' "$xml")
    check "kept table $name: samples as in configs/" grep -q "^# samples: $samples\$" "$table"
    check "kept table $name: histories as in configs/" same '<rate>[^<]*\|<history name="[^"]*' "$xml" "$table"
done
check "kept table alloys: studies as in configs/" same '<study name="[^"]*' "$root/configs/alloys.xml" "$root/tests/data/alloys/comparison.tsv"

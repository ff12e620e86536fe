#!/bin/bash
# Keeps what a study took long to find as small tables: tests/data/keep.sh DIR, the folder of a study or of several
# compared that ran to its end. Of summary.tsv the main method's rows, number weights; the other tables as they are.
set -eu
dir=${1:?which folder?}
here=$(dirname "$0")
keep() { # TABLE FILE NAME
    mkdir -p "$here/$3"
    {
        echo "# made by: glassbed run configs/$3.xml; tests/data/keep.sh results/$3"
        cat "$1"
    } >"$here/$3/$2"
    echo "$here/$3/$2"
}
if [ -f "$dir/comparison.tsv" ]; then
    name=$(awk '/^# studies: / {print $3; exit}' "$dir/comparison.tsv")
    keep "$dir/comparison.tsv" comparison.tsv "$name"
    exit
fi
summary=$dir/summary
name=$(awk '/^# study: / {print $3; exit}' "$summary/summary.tsv")
main=$(awk '/^# main-method: / {print $3}' "$summary/summary.tsv")
awk -F'\t' -v main="$main" '/^#/ ? !/^# warning/ : $4 == "number" && $5 == main' "$summary/summary.tsv" >"$summary/.main"
keep "$summary/.main" summary.tsv "$name"
rm "$summary/.main"
for table in histories trends moduli equilibrium thermal; do
    [ -f "$summary/$table.tsv" ] && keep "$summary/$table.tsv" "$table.tsv" "$name"
done
exit 0

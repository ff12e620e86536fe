# What comments cite of analysis/METHODS.md is there: `METHODS (12)`, `METHODS (3), (4)`, `METHODS, "Heading"`.
# shellcheck shell=bash
methods=$root/analysis/METHODS.md
equations() { sed -n 's/^    .*(\([0-9]\{1,3\}\))$/\1/p' "$methods"; }
headings() { sed -n 's/^##* //p' "$methods"; }
# Citations in files and folders, each with its file; where a comment goes on in the next line, in one.
cited() {
    grep -rlwI METHODS --exclude=METHODS.md --exclude=40-methods.sh "$@" | sort | while read -r file; do
        tr '\n' ' ' <"$file" | sed -E 's,  *(\*|//|#)* *, ,g' |
            grep -oP '\bMETHODS\b(?!\.md)(, "[^"]*"| \(\d+\)((, | and | to )\(\d+\))*|.{0,30})' | sed "s|^|${file#"$root"/}: |"
    done
}
# Says which of these citations lead nowhere.
astray() {
    local line wrong=0
    while IFS= read -r line; do
        case $line in
        *'METHODS, "'*) headings | grep -qxF -e "$(sed 's/.*METHODS, "\([^"]*\)".*/\1/' <<<"$line")" ;;
        *'METHODS ('[0-9]*) ! grep -oE '\([0-9]+\)' <<<"${line#*METHODS}" | tr -d '()' | grep -qvxF "$(equations)" ;;
        *) false ;;
        esac || { echo "not in analysis/METHODS.md: $line"; wrong=1; }
    done < <(cited "$@")
    return $wrong
}
numbered() { diff <(equations) <(seq "$(equations | wc -l)"); }
own() { ! grep -v '^    ' "$methods" | grep -oE '\([0-9]{1,3}\)' | tr -d '()' | grep -vxF "$(equations)"; }
files() {
    local file wrong=0
    for file in $(grep -oE '`(analysis|sim|tests)/[a-z0-9_/.-]+`' "$methods" | tr -d '`'); do
        [ -e "$root/$file" ] || { echo "$file is not there"; wrong=1; }
    done
    return $wrong
}
check "METHODS: equations are numbered through" numbered
check "METHODS: its own references" own
check "METHODS: the files that it names" files
check "METHODS: cited often" test "$(cited "$root"/analysis "$root"/sim | wc -l)" -ge 20
check "METHODS: every citation leads somewhere" astray "$root"/{analysis,sim,tests,configs,potentials,README.md,CHANGELOG.md}
last=$(equations | tail -n 1)
printf '/* The ratio (METHODS (1), (%d) and, of the atoms,\n * METHODS\n * (2)), from METHODS, "The\n * pipeline". */\n' "$last" >good.h
check "METHODS: citations across lines" astray good.h
[ "$(cited good.h | wc -l)" -eq 3 ] || fail "METHODS: citations across lines" "$(cited good.h)"
printf '/* METHODS (1), (%d) */\n' $((last + 1)) >number.h
expect "METHODS: an equation that is not there" 1 "number\.h: METHODS \(1\), \($((last + 1))\)" astray number.h
printf '/* METHODS, "No such heading" */\n' >heading.h
expect "METHODS: a heading that is not there" 1 'heading\.h: METHODS, "No such heading"' astray heading.h
printf '/* as METHODS says */\nenum { N_METHODS };\n' >vague.h
expect "METHODS: no number and no heading" 1 'vague\.h: METHODS says' astray vague.h

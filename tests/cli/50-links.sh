# What the READMEs point to is there: links, headings, paths; the main README is short and lists the subcommands.
# shellcheck shell=bash disable=SC2016,SC2154
# Paths are held to what git tracks, so that a file on this disk only does not hide a broken link.
tracked() { git -c safe.directory='*' -C "$root" ls-files -- "$@"; }
ignored() { git -c safe.directory='*' -C "$root" check-ignore -q -- "$1"; }

# Neither fenced nor indented code.
prose() {
    awk '/^ *```/ {fence = !fence; next} fence {next}
         /^    / && (blank || block) {block = 1; next} {block = 0; blank = $0 == ""; print}' "$1"
}
code_blocks() { awk '/^ *```/ {fence = !fence; print ""; next} fence' "$1"; }
# Paragraphs in one line each, as code spans and links may go over the end of a line.
paragraphs() { prose "$1" | awk 'BEGIN {RS = ""} {gsub(/\n/, " "); print}'; }
code_spans() { paragraphs "$1" | grep -o '`[^`]*`' | tr -d '`'; }
# As GitHub makes them: no markup, lower case, only letters, digits, _ and -, blanks as -; a second of a name ends in -1.
headings() {
    prose "$1" | sed -n 's/^##*  *//p' | sed 's/\[\([^]]*\)\]([^)]*)/\1/g' |
        LC_ALL=C.UTF-8 sed 's/.*/\L&/; s/[^[:alnum:]_ -]//g; s/ /-/g' | awk '{print $0 (n[$0]++ ? "-" n[$0] - 1 : "")}'
}
# Where links lead: [text](HERE "title"), images too, and [text]: HERE; not those in code.
targets() {
    paragraphs "$1" | sed 's/`[^`]*`//g' | grep -o '\]([^)]*)' | sed 's/^](\([^ )]*\).*/\1/'
    prose "$1" | sed -n 's/^ *\[[^]]*\]: *\([^ ]*\).*/\1/p'
}

links_hold() { # FILE [TEXT]: the links of TEXT (default: FILE) as if it stood at FILE
    local target path anchor bad=0
    while read -r target; do
        case $target in [a-z]*://* | mailto:*) continue ;; esac
        path=${target%%#*} anchor=${target#"$path"}
        [ -z "$path" ] || path=$(realpath -m --relative-to="$root" "$root/$(dirname "$1")/$path")
        if [ -n "$path" ] && [ -z "$(tracked ":(literal)$path")" ]; then
            echo "$1: link to $target: there is no $path" && bad=1
        elif [ -n "$anchor" ] && ! headings "${path:+$root/}${path:-${2:-$root/$1}}" | grep -qxF -e "${anchor#\#}"; then
            echo "$1: link to $target: ${path:-$1} has no such heading" && bad=1
        fi
    done < <(targets "${2:-$root/$1}")
    return $bad
}

# Words of code that begin with a top folder; globs are allowed, and what git ignores (results/NAME) is an output.
paths_hold() { # FILE [TEXT]
    local path bad=0
    while read -r path; do
        if [ -z "$(tracked "$path")" ] && ! ignored "$path"; then echo "$1: there is no $path" && bad=1; fi
    done < <({ code_spans "${2:-$root/$1}" && code_blocks "${2:-$root/$1}"; } | grep -oE "(^|[ (])($folders)/[][A-Za-z0-9_.*?/+-]*" | tr -d ' (')
    return $bad
}

all_hold() { links_hold "$@" && paths_hold "$@"; }

if [ -z "$(tracked README.md 2>/dev/null)" ]; then
    skip "links" "NOT CHECKED, $root is no checkout, or there is no git"
else
    folders=$(tracked | sed -n 's|^\([^./][^/]*\)/.*|\1|p' | sort -u | paste -sd '|')
    printf '# A b\n# A b\n[1](sim/README.md) [2](#a-b-1) `configs/*.xml` `results/demo/x.tsv` `sim/`\n\n```\nrun configs/demo.xml\n[3](no)\n```\n' >good.md
    expect "links: good ones hold" 0 '' links_hold README.md good.md
    expect "links: good paths hold" 0 '' paths_hold README.md good.md
    while read -r name wrong; do
        printf '# A b\n\n%s\n' "$wrong" >bad.md
        expect "links: noticed, $name" 1 '^README.md: (link to .*: )?(there is no|README.md has no such|sim/README.md has no such)' \
            all_hold README.md bad.md
    done <<'BAD'
file [x](sim/nowhere.md)
image ![x](results/example/nowhere.svg)
folder [x](nowhere/)
heading [x](sim/README.md#nowhere)
heading-here [x](#nowhere)
reference [x]: nowhere.md
path `configs/nowhere.xml`
path-of-command `glassbed run configs/nowhere.xml`
glob `tests/nowhere*.c`
kept-result `results/example/nowhere.svg`
BAD
    while read -r file; do
        expect "links of $file" 0 '' links_hold "$file"
        expect "paths of $file" 0 '' paths_hold "$file"
    done < <(tracked '*.md')
fi

check "README: at most 120 lines" test "$(wc -l <"$root/README.md")" -le 120
sed -n '/^## The command$/,/^## /s/^glassbed \([a-z]*\) .*/\1/p' "$root/README.md" >listed
glassbed --help | sed -n 's/^  \([a-z]*\) .*/\1/p' >there
check "README: lists the subcommands" diff listed there

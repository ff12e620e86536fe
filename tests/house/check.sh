#!/usr/bin/env bash
# Is the house in order? Reads rooms.txt, the sources below ROOT and the symbols of the objects below BUILD; says each fault in a
# line and ends with status 1 when there was one. Needs bash, awk and nm.
#   tests/house/check.sh [ROOT [BUILD]]      default: this repository, build
# Rules: rooms include what rooms.txt allows; private headers (parts.h, *_parts.h) stay in their folder; no circle of files,
# X.c and X.h being one, by includes and by calls; exported symbols carry a prefix of their room; a foreign library is in
# the files that rooms.txt names; folders and files stay small; a folder has a README.md or a header of its name.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "${1:-$here/../..}" && pwd) || exit 1
build=${2:-${BUILD:-build}}
build=$(cd "$build" && pwd) || exit 1
cd "$root" || exit 1
facts=$(mktemp)
trap 'rm -f "$facts"' EXIT

mapfile -t sources < <(find sim analysis -name '*.[ch]' | LC_ALL=C sort)
printf 'file %s\n' "${sources[@]}" >"$facts"
awk 'match($0, /^[ \t]*#[ \t]*include[ \t]*["<][^">]+/) {
        s = substr($0, RSTART, RLENGTH); sub(/^[^"<]*/, "", s)
        print (substr(s, 1, 1) == "<" ? "system" : "include"), FILENAME, substr(s, 2)
    }
    ' "${sources[@]}" >>"$facts"
wc -l "${sources[@]}" | awk '$2 != "total" { print "lines", $2, $1 }' >>"$facts"
for folder in $(printf '%s\n' "${sources[@]}" | sed 's|/[^/]*$||' | sort -u); do
    [ -e "$folder/README.md" ] || [ -e "$folder/$(basename "$folder").h" ] || echo "silent $folder -" >>"$facts"
done
# A kernel is compiled once for each instruction set: X_kernel.avx2.o is of X_kernel.c. Objects of sources that are gone are left out.
while read -r object; do
    source=${object#"$build"/}
    source=${source%.o}
    case $source in *_kernel.*) source=${source%.*} ;; esac
    [ -e "$source.c" ] || continue
    nm -g -P "$object" | awk -v source="$source" '{ print ($2 == "U" ? "uses" : "defines"), source, $1 }' >>"$facts"
done < <(find "$build/sim" "$build/analysis" -name '*.o' 2>/dev/null | LC_ALL=C sort)

LC_ALL=C awk -f "$here/check.awk" "$root/tests/house/rooms.txt" "$facts"

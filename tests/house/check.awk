# check.sh's rules. First file: rooms.txt; second: facts, a line each:
#   file F | include F NAME | system F NAME | lines F N | silent FOLDER - | defines STEM SYMBOL | uses STEM SYMBOL
# A stem is a source without .c or .h: the node of the graph of files.

function fault(what, key) { # key: as in `except`
    if (key in except) { met[key] = 1; return }
    print what
    faults++
}
function folder_of(f) { sub(/\/[^\/]*$/, "", f); return f }
function room_of(f,    part, n) {
    n = split(f, part, "/")
    return n < 3 ? part[1] "/" part[2] : part[1] "/" part[2]
}
function stem_of(f) { sub(/\.[ch]$/, "", f); return f }
function words_after_colon(    s) { s = $0; sub(/^[^:]*:[ \t]*/, "", s); return s }

FNR == 1 { reading++ }
/^[ \t]*(#|$)/ { next }

# ---- rooms.txt ----
reading == 1 && $1 == "room" {
    room = $2; known[room] = 1
    n = split(words_after_colon(), to)
    for (i = 1; i <= n; i++) may[room, to[i]] = 1
}
reading == 1 && $1 == "prefix" {
    n = split(words_after_colon(), to)
    for (i = 1; i <= n; i++) {
        if (to[i] in owner) fault("rooms.txt: prefix " to[i] " is given to " owner[to[i]] " and to " $2, "-")
        owner[to[i]] = $2
    }
}
reading == 1 && $1 == "library" {
    library[++n_library] = $2
    n = split(words_after_colon(), to)
    for (i = 1; i <= n; i++) user[n_library, to[i]] = 1
}
reading == 1 && $1 == "limit" { limit[$2] = $3 }
reading == 1 && $1 == "except" { key = $2 " " $3; if ($4 != ":") key = key " " $4; except[key] = 1 }
reading == 1 { next }

# ---- facts ----
$1 == "file" { there[$2] = 1; room = room_of($2); if (!(room in known)) fault($2 ": rooms.txt has no room " room, "-"); sources[folder_of($2)]++ }
$1 == "include" { from[++n_include] = $2; name[n_include] = $3 }
$1 == "system" {
    for (i = 1; i <= n_library; i++)
        if ($3 ~ "^" library[i] && !((i, $2) in user))
            fault($2 ": includes <" $3 ">, which is another file's", "library " $2)
}
$1 == "lines" && $3 > limit["lines"] { fault($2 ": " $3 " lines; allowed: " limit["lines"], "lines " $2) }
$1 == "silent" { fault($2 ": has neither README.md nor " $2 "'s header", "silent " $2) }
$1 == "defines" && $3 != "main" {
    where[$3] = $2
    best = ""
    for (p in owner)
        if (($3 == p || index($3, p "_") == 1) && length(p) > length(best)) best = p
    if (best == "") fault($2 ".c: " $3 " has no prefix of " room_of($2), "symbol " $3)
    else if (owner[best] != room_of($2)) fault($2 ".c: " $3 " has the prefix " best " of " owner[best], "symbol " $3)
}
$1 == "uses" { caller[++n_use] = $2; used[n_use] = $3 }

function edge(a, b, why) {
    if (a == b || ((a, b) in reason)) return
    if (("circle " a " " b) in except) { met["circle " a " " b] = 1; return }
    reason[a, b] = why
    next_of[a] = next_of[a] " " b
    node[a] = 1; node[b] = 1
}
# Depth first; path[1..depth] is where we are.
function visit(v, depth,    w, n, k, i, text) {
    state[v] = 1; path[depth] = v
    n = split(next_of[v], w, " ")
    for (k = 1; k <= n; k++) {
        if (state[w[k]] == 1) {
            for (i = depth; path[i] != w[k]; i--) ;
            text = path[i]
            for (i = i + 1; i <= depth; i++) text = text " -> " path[i] " (" reason[path[i - 1], path[i]] ")"
            fault("circle: " text " -> " w[k] " (" reason[v, w[k]] ")", "-")
        } else if (state[w[k]] == 0) visit(w[k], depth + 1)
    }
    state[v] = 2
}

END {
    for (k = 1; k <= n_include; k++) {
        f = from[k]
        g = folder_of(f) "/" name[k]
        if (!(g in there)) g = "analysis/" name[k]
        if (!(g in there)) g = "sim/" name[k]
        if (!(g in there)) { fault(f ": " name[k] " is nowhere", "-"); continue }
        a = room_of(f); b = room_of(g)
        if (a != b && !((a, b) in may)) fault(f ": includes " name[k] ": " a " may not use " b, "include " f " " name[k])
        if (g ~ /(^|[\/_])parts\.h$/ && a != b) fault(f ": includes " g ", which is private to " b, "include " f " " name[k])
        # A header without a .c declares what several files define: who calls whom, their symbols say.
        if (f ~ /\.c$/ && !((stem_of(g) ".c") in there)) continue
        edge(stem_of(f), stem_of(g), "includes " name[k])
    }
    for (k = 1; k <= n_use; k++)
        if (used[k] in where) edge(caller[k], where[used[k]], "calls " used[k])
    for (f in there) { v = stem_of(f); if ((v in node) && state[v] == 0) visit(v, 1) }
    for (f in sources) if (sources[f] > limit["sources"]) fault(f ": " sources[f] " sources; allowed in a folder: " limit["sources"], "sources " f)
    if (n_use == 0) fault("no objects: build first, or name the build folder", "-")
    for (key in except) if (!(key in met)) print "rooms.txt: no longer needed: except " key
    exit faults > 0
}

/* The second line of an extended XYZ file (https://github.com/libAtoms/extxyz): key=value, and words without a value. A
 * value is "quoted", 'quoted', [in, brackets], {in braces} (each may hold more of them) or a word.
 */
#include "atoms/read.h"
#include "base/mem.h"

#include <string.h>
#include <strings.h>

static const char *skip_blanks(const char *p) { return p + strspn(p, " \t\r"); }

/* Behind the quote that closes; a backslash keeps the next character. */
static const char *skip_quoted(const char *p) {
    const char quote = *p++;
    while (*p && *p != quote) p += p[0] == '\\' && p[1] ? 2 : 1;
    return *p ? p + 1 : p;
}

/* Behind the bracket that closes the first. */
static const char *skip_bracket(const char *p) {
    int depth = 0;
    do {
        if (*p == '[' || *p == '{') depth++;
        if (*p == ']' || *p == '}') depth--;
        p = *p == '"' ? skip_quoted(p) : p + 1;
    } while (*p && depth > 0);
    return p;
}

/* The text that ends at `end`, without what encloses it; what brackets hold without commas and further brackets. */
static char *copy_value(const char *p, const char *end) {
    const char first = *p;
    const bool bracket = first == '[' || first == '{';
    const char close = bracket ? (first == '[' ? ']' : '}') : first;
    const bool enclosed = bracket || first == '"' || first == '\'';
    if (enclosed) p++;
    if (enclosed && end > p && end[-1] == close) end--;
    const size_t n = end > p ? (size_t)(end - p) : 0;
    char *v = gb_realloc(NULL, n + 1, 1);
    memcpy(v, p, n);
    v[n] = '\0';
    for (size_t k = 0; bracket && k < n; k++)
        if (strchr("[]{},\"", v[k])) v[k] = ' ';
    return v;
}

static char *find(const char *keys, const char *key, int (*compare)(const char *, const char *, size_t)) {
    const size_t n = strlen(key);
    for (const char *p = skip_blanks(keys); *p; p = skip_blanks(p)) {
        const char *word = p;
        if (*p == '"' || *p == '\'')
            p = skip_quoted(p);
        else
            p += strcspn(p, "= \t\r");
        const bool found = (size_t)(p - word) == n && compare(word, key, n) == 0;
        if (*skip_blanks(p) != '=') continue;
        const char *value = p = skip_blanks(skip_blanks(p) + 1);
        if (*p == '"' || *p == '\'')
            p = skip_quoted(p);
        else if (*p == '[' || *p == '{')
            p = skip_bracket(p);
        else
            p += strcspn(p, " \t\r");
        if (found) return copy_value(value, p);
    }
    return NULL;
}

char *xyz_key(const char *keys, const char *key) {
    char *exact = find(keys, key, strncmp);
    return exact ? exact : find(keys, key, strncasecmp);
}

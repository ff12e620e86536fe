/* Fields and numbers, see scan.h. */
#include "atoms/scan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

/* Most bytes are above the blank: one comparison tells. */
static bool is_black(char c) { return (unsigned char)c > ' ' || (c != '\0' && !is_blank(c)); }

size_t scan_fields(char *line, char *field[SCAN_MAX_FIELDS]) {
    size_t n = 0;
    for (char *p = line;;) {
        while (is_blank(*p)) p++;
        if (*p == '\0') return n;
        if (n == SCAN_MAX_FIELDS) return SCAN_MAX_FIELDS + 1;
        field[n++] = p;
        while (is_black(*p)) p++;
        if (*p != '\0') *p++ = '\0';
    }
}

bool scan_long_double(const char *s, long double *v) {
    double rough;
    if (!scan_double(s, &rough)) return false;
    *v = strtold(s, NULL);
    return true;
}

/* The integer at the start of s; where it ends, NULL when there is none or it is too large. */
static const char *take_int64(const char *s, int64_t *v) {
    const bool negative = *s == '-';
    if (*s == '-' || *s == '+') s++;
    const char *first = s;
    uint64_t x = 0;
    for (unsigned c; (c = (unsigned)*s - '0') < 10; s++) {
        if (x > INT64_MAX / 10) return NULL;
        x = x * 10 + c;
    }
    if (s == first || x > INT64_MAX) return NULL;
    *v = negative ? -(int64_t)x : (int64_t)x;
    return s;
}

bool scan_int64(const char *s, int64_t *v) {
    const char *end = take_int64(s, v);
    return end && *end == '\0';
}

static const char *take_word(const char *s) {
    while (is_black(*s)) s++;
    return s;
}

/* Where the column that begins at s ends; NULL when it does not hold what it should. */
static const char *take_column(const char *s, enum scan_role role, int64_t max_type, struct scan_atom *a) {
    const char *end;
    int64_t v;
    switch (role) {
    case SCAN_PASS: return take_word(s);
    case SCAN_NAME:
        end = take_word(s);
        a->name = s;
        a->name_len = (size_t)(end - s);
        return end;
    case SCAN_INT: return (end = take_int64(s, &v)) && v >= -INT32_MAX && v <= INT32_MAX ? end : NULL;
    case SCAN_ID: return (end = take_int64(s, &a->id)) && a->id >= 1 ? end : NULL;
    case SCAN_TYPE: return (end = take_int64(s, &a->type)) && a->type >= 1 && a->type <= max_type ? end : NULL;
    default: return gb_scan_double(s, &a->x[role - SCAN_X]);
    }
}

bool scan_atom(const char *line, const struct scan_plan *plan, struct scan_atom *a) {
    const char *s = line;
    for (size_t k = 0; k < plan->n; k++) {
        while (is_blank(*s)) s++;
        const char *end = take_column(s, plan->role[k], plan->max_type, a);
        if (!end || end == s || is_black(*end)) return false;
        s = end;
    }
    while (is_blank(*s)) s++;
    return *s == '\0';
}

struct scan_shown scan_show(const char *s) {
    struct scan_shown out;
    size_t n = 0;
    for (; n < 40 && s[n]; n++) out.s[n] = isprint((unsigned char)s[n]) ? s[n] : '?';
    strcpy(out.s + n, s[n] ? "..." : "");
    return out;
}

/* Numbers as text, see number.h. */
#include "base/number.h"

#include "base/mem.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool blank_after(const char *end) {
    while (isspace((unsigned char)*end)) end++;
    return *end == '\0';
}

bool gb_parse_double(const char *s, double *v) {
    if (!s) return false;
    while (isspace((unsigned char)*s)) s++;
    if (strpbrk(s, "xXnN")) return false; /* hexadecimal, nan, inf */
    char *end;
    double x = strtod(s, &end);
    if (end == s || !blank_after(end) || !isfinite(x)) return false;
    *v = x;
    return true;
}

bool gb_parse_int64(const char *s, int64_t *v) {
    if (!s) return false;
    char *end;
    errno = 0;
    long long x = strtoll(s, &end, 10);
    if (end == s || !blank_after(end) || errno) return false;
    *v = x;
    return true;
}

bool gb_parse_uint64(const char *s, uint64_t *v) {
    if (!s || strchr(s, '-')) return false;
    char *end;
    errno = 0;
    unsigned long long x = strtoull(s, &end, 10);
    if (end == s || !blank_after(end) || errno) return false;
    *v = x;
    return true;
}

bool gb_parse_range(const char *s, double *lo, double *hi) {
    const char *colon = s ? strchr(s, ':') : NULL;
    if (!colon) return false;
    char *left = gb_strdup(s);
    left[colon - s] = '\0';
    bool ok = gb_parse_double(left, lo) && gb_parse_double(colon + 1, hi) && *lo < *hi;
    free(left);
    return ok;
}

char *gb_print_double(char buf[32], double v) {
    if (isnan(v)) return strcpy(buf, "nan");
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(buf, 32, "%.*g", digits, v);
        if (strtod(buf, NULL) == v) break;
    }
    return buf;
}

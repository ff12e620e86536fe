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

bool scan_int64(const char *s, int64_t *v) {
    const bool negative = *s == '-';
    if (*s == '-' || *s == '+') s++;
    if (*s == '\0') return false;
    uint64_t x = 0;
    for (; *s; s++) {
        const unsigned c = (unsigned)*s - '0';
        if (c > 9 || x > INT64_MAX / 10) return false;
        x = x * 10 + c;
    }
    if (x > INT64_MAX) return false;
    *v = negative ? -(int64_t)x : (int64_t)x;
    return true;
}

struct scan_shown scan_show(const char *s) {
    struct scan_shown out;
    size_t n = 0;
    for (; n < 40 && s[n]; n++) out.s[n] = isprint((unsigned char)s[n]) ? s[n] : '?';
    strcpy(out.s + n, s[n] ? "..." : "");
    return out;
}

/* Fields and numbers, see scan.h.
 *
 * A decimal is m * 10^e. With m < 2^53 and |e| <= 22 both are doubles, and one multiplication or division rounds
 * correctly (W. D. Clinger, PLDI 1990). Numbers of 17 digits do not fit that; there, on x87, m < 2^64 and 10^|e|, |e|
 * <= 27, are exact 64-bit significands: one operation gives the 64-bit rounding q, and rounding q to 53 bits is correct
 * unless q lies exactly half way (the true value may be on either side of it). All else goes to strtod.
 */
#include "atoms/scan.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

size_t scan_fields(char *line, char *field[SCAN_MAX_FIELDS]) {
    size_t n = 0;
    for (char *p = line;;) {
        while (is_blank(*p)) p++;
        if (*p == '\0') return n;
        if (n == SCAN_MAX_FIELDS) return SCAN_MAX_FIELDS + 1;
        field[n++] = p;
        while (*p != '\0' && !is_blank(*p)) p++;
        if (*p != '\0') *p++ = '\0';
    }
}

struct decimal {
    uint64_t m;
    int e;
    bool negative, exact; /* exact: m holds every digit */
};

static bool read_decimal(const char *s, struct decimal *out) {
    uint64_t m = 0;
    int e = 0;
    size_t digits = 0;
    bool exact = true;
    out->negative = *s == '-';
    if (*s == '-' || *s == '+') s++;
    for (unsigned c; (c = (unsigned)*s - '0') < 10; s++, digits++) {
        if (m > (UINT64_MAX - 9) / 10)
            exact = false;
        else
            m = m * 10 + c;
    }
    if (*s == '.') {
        s++;
        for (unsigned c; (c = (unsigned)*s - '0') < 10; s++, digits++) {
            if (m > (UINT64_MAX - 9) / 10)
                exact = false;
            else
                m = m * 10 + c, e -= e > -100000;
        }
    }
    if (digits == 0) return false;
    if (*s == 'e' || *s == 'E') {
        s++;
        const bool minus = *s == '-';
        if (*s == '-' || *s == '+') s++;
        int power = 0;
        const char *first = s;
        for (unsigned c; (c = (unsigned)*s - '0') < 10; s++)
            if (power < 100000) power = power * 10 + (int)c;
        if (s == first) return false;
        e += minus ? -power : power;
    }
    out->m = m;
    out->e = e;
    out->exact = exact;
    return *s == '\0';
}

static bool exact_double(const struct decimal *d, double *v) {
    static const double p10[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (d->m > UINT64_C(1) << 53 || d->e < -22 || d->e > 22) return false;
    *v = d->e < 0 ? (double)d->m / p10[-d->e] : (double)d->m * p10[d->e];
    return true;
}

#if LDBL_MANT_DIG == 64 && defined(__x86_64__)
static bool wide_double(const struct decimal *d, double *v) {
    static const long double p10[] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,
                                      1e10L, 1e11L, 1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L,
                                      1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L};
    if (d->e < -27 || d->e > 27) return false;
    const long double q = d->e < 0 ? (long double)d->m / p10[-d->e] : (long double)d->m * p10[d->e];
    uint64_t significand;
    memcpy(&significand, &q, sizeof significand);
    if ((significand & 0x7ff) == 0x400) return false;
    *v = (double)q;
    return true;
}
#else
static bool wide_double(const struct decimal *d, double *v) {
    (void)d;
    (void)v;
    return false;
}
#endif

bool scan_double(const char *s, double *v) {
    struct decimal d;
    double x;
    if (!read_decimal(s, &d)) return false;
    if (d.exact && (exact_double(&d, &x) || wide_double(&d, &x))) {
        *v = d.negative ? -x : x;
        return true;
    }
    *v = strtod(s, NULL);
    return isfinite(*v);
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
    int64_t x = 0;
    for (; *s; s++) {
        const unsigned c = (unsigned)*s - '0';
        if (c > 9 || x > (INT64_MAX - (int64_t)c) / 10) return false;
        x = x * 10 + (int64_t)c;
    }
    *v = negative ? -x : x;
    return true;
}

struct scan_shown scan_show(const char *s) {
    struct scan_shown out;
    size_t n = 0;
    for (; n < 40 && s[n]; n++) out.s[n] = isprint((unsigned char)s[n]) ? s[n] : '?';
    strcpy(out.s + n, s[n] ? "..." : "");
    return out;
}

/* Numbers as text, see number.h.
 *
 * Reading. A decimal is m 10^e. With m <= 2^53 and |e| <= 22 both are doubles, and one multiplication or division
 * rounds correctly (W. D. Clinger, PLDI 1990). Numbers of 17 digits do not fit that; there, on x87, m < 2^64 and
 * 10^|e|, |e| <= 27, are exact 64-bit significands: one operation gives the 64-bit rounding q, and rounding q to 53
 * bits is correct unless q lies exactly half way (the true value may be on either side of it). All else goes to strtod.
 *
 * Writing 17 digits. For 1e-4 <= v < 1e17 a power of ten, 10^k with k <= 27, brings v to 1e16 <= v 10^k < 1e17, of
 * which the 64-bit rounding q holds the integer and 7 bits or more. Halves are among what q can be, so that rounding q
 * to an integer is correct unless q's fraction is one half (the true value's may be more or less). All else goes to
 * snprintf.
 */
#include "base/number.h"

#include "base/mem.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if LDBL_MANT_DIG == 64 && (defined(__x86_64__) || defined(__i386__))
enum { WIDE = 1, MAX_POWER = 27 }; /* 5^27 < 2^64 */
#else
enum { WIDE = 0, MAX_POWER = 27 };
#endif

static const long double power10[MAX_POWER + 1] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,
                                                   1e10L, 1e11L, 1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L,
                                                   1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L};

struct decimal {
    uint64_t m;
    int64_t e;
    bool negative, exact; /* exact: m holds every digit */
};

/* m wraps when it gets too many; whoever counts the digits will see. */
static const char *take_digits(const char *s, uint64_t *m) {
    uint64_t x = *m;
    for (unsigned c; (c = (unsigned)*s - '0') < 10; s++) x = 10 * x + c;
    *m = x;
    return s;
}

/* "e-07"; NULL when no digits follow. Stops counting far beyond what any length of text could make up for. */
static const char *take_exponent(const char *s, int64_t *e) {
    const bool minus = *++s == '-';
    if (*s == '-' || *s == '+') s++;
    const char *first = s;
    int64_t power = 0;
    for (unsigned c; (c = (unsigned)*s - '0') < 10; s++)
        if (power < INT64_MAX / 20) power = 10 * power + c;
    *e += minus ? -power : power;
    return s == first ? NULL : s;
}

static const char *take_decimal(const char *s, struct decimal *d) {
    d->negative = *s == '-';
    if (*s == '-' || *s == '+') s++;
    const char *first = s;
    d->m = 0;
    d->e = 0;
    s = take_digits(s, &d->m);
    ptrdiff_t digits = s - first;
    if (*s == '.') {
        const char *point = s++;
        s = take_digits(s, &d->m);
        d->e = -(s - point - 1);
        digits += s - point - 1;
    }
    if (digits == 0) return NULL;
    if (digits > 19) /* 10^19 < 2^64; zeros in front do not count */
        for (; digits > 0 && (*first == '0' || *first == '.'); first++) digits -= *first == '0';
    d->exact = digits <= 19;
    return *s == 'e' || *s == 'E' ? take_exponent(s, &d->e) : s;
}

/* Clinger's. Where doubles are kept wider than they are (FLT_EVAL_METHOD), two roundings could differ from one. */
static bool double_product(const struct decimal *d, double *v) {
    if (FLT_EVAL_METHOD != 0 || d->m > UINT64_C(1) << 53 || d->e < -22 || d->e > 22) return false;
    *v = d->e < 0 ? (double)d->m / (double)power10[-d->e] : (double)d->m * (double)power10[d->e];
    return true;
}

static bool wide_product(const struct decimal *d, double *v) {
    if (!WIDE || d->e < -MAX_POWER || d->e > MAX_POWER) return false;
    const long double q = d->e < 0 ? (long double)d->m / power10[-d->e] : (long double)d->m * power10[d->e];
    uint64_t significand;
    memcpy(&significand, &q, sizeof significand); /* x87: the lower 8 bytes */
    if ((significand & 0x7ff) == 0x400) return false;
    *v = (double)q;
    return true;
}

const char *gb_scan_double(const char *s, double *v) {
    struct decimal d;
    double x;
    const char *end = take_decimal(s, &d);
    if (!end) return NULL;
    if (d.exact && (double_product(&d, &x) || wide_product(&d, &x))) {
        *v = d.negative ? -x : x;
        return end;
    }
    x = strtod(s, NULL);
    if (!isfinite(x)) return NULL;
    *v = x;
    return end;
}

static bool blank_after(const char *end) {
    while (isspace((unsigned char)*end)) end++;
    return *end == '\0';
}

bool gb_parse_double(const char *s, double *v) {
    if (!s) return false;
    while (isspace((unsigned char)*s)) s++;
    double x;
    const char *end = gb_scan_double(s, &x);
    if (!end || !blank_after(end)) return false;
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

/* The 17 digits of v and the power of ten of the first, where they are certain. */
static bool exact_digits(double v, uint64_t *digits, int *power) {
    if (!WIDE || !(v >= 1e-4 && v < 1e17)) return false;
    int e;
    frexp(v, &e);
    int k = 1233 * (4095 + e) / 4096 - 1233; /* floor((e - 1) log10 2), this or one more is the power */
    long double q = v * power10[16 - k];
    if (q >= power10[17]) q = v * power10[16 - ++k];
    const uint64_t whole = (uint64_t)q;
    const double fraction = (double)(q - (long double)whole);
    *digits = whole + (fraction > 0.5);
    *power = k;
    return fraction != 0.5 && q >= power10[16] && *digits < UINT64_C(100000000000000000);
}

/* m in n digits, the last ones first: pairs, which need half the divisions. */
static void put_digits(char *s, size_t n, uint64_t m) {
    for (; n >= 2; n -= 2, m /= 100) {
        const unsigned pair = (unsigned)(m % 100);
        s[n - 1] = (char)('0' + pair % 10);
        s[n - 2] = (char)('0' + pair / 10);
    }
    if (n) s[0] = (char)('0' + m % 10);
}

size_t gb_print_exact(char buf[32], double v) {
    uint64_t m;
    int power;
    if (!exact_digits(fabs(v), &m, &power)) return (size_t)snprintf(buf, 32, "%.17g", v);
    char digit[17], *s = buf;
    put_digits(digit, 9, m / 100000000); /* in two parts, which do not wait for one another */
    put_digits(digit + 9, 8, m % 100000000);
    size_t n = 17, whole = (size_t)(power + 1);
    while (digit[n - 1] == '0') n--;
    if (v < 0) *s++ = '-';
    if (power < 0) {
        memcpy(s, "0.000", 5);
        s += 1 - power;
        whole = 0;
    } else {
        memcpy(s, digit, whole);
        s += whole;
        if (n > whole) *s++ = '.';
    }
    if (n > whole) {
        memcpy(s, digit + whole, n - whole);
        s += n - whole;
    }
    *s = '\0';
    return (size_t)(s - buf);
}

size_t gb_print_int64(char buf[24], int64_t v) {
    const uint64_t m = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    size_t n = 1, sign = v < 0;
    for (uint64_t rest = m; rest >= 10; rest /= 10) n++;
    buf[0] = '-';
    put_digits(buf + sign, n, m);
    buf[sign + n] = '\0';
    return sign + n;
}

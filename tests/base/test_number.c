/* Numbers of text and text of numbers: bit for bit what strtod gives, byte for byte what printf writes. */
#include "base/number.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t next(uint64_t *state) { /* xorshift64* */
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static size_t pick(uint64_t *state, size_t n) { return (size_t)((next(state) >> 32) * n >> 32); }

/* The number in front of a tail is taken as strtod takes it, and refused only where strtod overflows. */
static void same(const char *s) {
    double v = 0;
    char *want_end;
    const double want = strtod(s, &want_end);
    const char *end = gb_scan_double(s, &v);
    if (!isfinite(want) && !end) return;
    if (end != want_end || memcmp(&v, &want, sizeof v) != 0)
        fail_msg("'%s' gives %a up to '%s', strtod %a up to '%s'", s, v, end ? end : "(refused)", want, want_end);
}

static void by_hand(void **state) {
    (void)state;
    static const char *const s[] = {"0",
                                    "-0",
                                    "0.0",
                                    "-0.0e5",
                                    "1",
                                    "+1.5",
                                    ".5",
                                    "5.",
                                    "-.25e1",
                                    "-3.46092097E-02",
                                    "1e22",
                                    "1e23",
                                    "1e-22",
                                    "1e-23",
                                    "9007199254740993",
                                    "9007199254740992",
                                    "9007199254740993e22",
                                    "9007199254740991.5",
                                    "18446744073709551615",
                                    "18446744073709551616",
                                    "9999999999999999999e27",
                                    "9999999999999999999e-27",
                                    "123456789012345678901234567890",
                                    "0.000000000000000000000000000000123",
                                    "0.0000000000000000000012345678901234567891",
                                    "1e-320",
                                    "4.9e-324",
                                    "2.4703282292062327e-324",
                                    "2.4703282292062328e-324",
                                    "1e-400",
                                    "1.7976931348623157e308",
                                    "1.7976931348623159e308",
                                    "2.2250738585072014e-308",
                                    "2.2250738585072011e-308",
                                    "0e99999999999",
                                    "0e30",
                                    "0e-99999999999999999999999",
                                    "1.00000000000000011102230246251565",
                                    "21.496300000000002",
                                    "00000000000000000000000000001.5",
                                    "1.5 2",
                                    "1.5.2",
                                    "1-1"};
    for (size_t k = 0; k < sizeof s / sizeof s[0]; k++) same(s[k]);
    double v;
    const char *hexadecimal = "0x10";
    assert_ptr_equal(gb_scan_double(hexadecimal, &v), hexadecimal + 1); /* the rest is for the caller to refuse */
    char far[100100]; /* an exponent that a long row of zeros makes up for, and one that it does not */
    static const int powers[] = {99990, 100002, 199989, 1000008, 10000080};
    for (size_t k = 0; k < sizeof powers / sizeof powers[0]; k++) {
        memset(far, '0', sizeof far);
        far[1] = '.';
        snprintf(far + 100000, 100, "1234e%d", powers[k]);
        same(far);
    }
}

static void not_numbers(void **state) {
    (void)state;
    static const char *const bad[] = {"",    "+",    "-",     ".",      "e5",  "1e",  "1e+", "-.e1", "nan",
                                      "inf", "-inf", "1e999", "-1e309", "--1", "+-1", " 1",  "x"};
    double v = 2.5;
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++)
        if (gb_scan_double(bad[k], &v)) fail_msg("'%s' was taken for %g", bad[k], v);
    assert_true(v == 2.5); /* untouched */
}

static char *add_digits(char *s, size_t n, uint64_t *seed) {
    for (; n > 0; n--) *s++ = (char)('0' + pick(seed, 10));
    return s;
}

/* Digits with a point anywhere or nowhere, and an exponent: near, within a double's range, or beyond. */
static void any_text(void **state) {
    (void)state;
    uint64_t seed = 20220415;
    char text[64];
    for (int k = 0; k < 1500000; k++) {
        char *s = text;
        const size_t n = 1 + pick(&seed, 25), before = pick(&seed, n + 1);
        if (pick(&seed, 2)) *s++ = pick(&seed, 4) ? '-' : '+';
        s = add_digits(s, before, &seed);
        if (before < n || pick(&seed, 2)) *s++ = '.';
        s = add_digits(s, n - before, &seed);
        const int range = (int[]){0, 0, 60, 700}[pick(&seed, 4)];
        *s = '\0';
        if (range) snprintf(s, 16, "%c%+d", pick(&seed, 2) ? 'e' : 'E', (int)pick(&seed, (size_t)range) - range / 2);
        same(text);
    }
}

/* Decimals at and beside the middle between two doubles, where one rounding too many would show. */
static void half_way(void **state) {
    (void)state;
    uint64_t seed = 7;
    char s[64];
    for (int k = 0; k < 500000; k++) { /* m 10^e with m near (2j + 1) 2^i: an exact tie of an integer, or next to it */
        const uint64_t odd = (UINT64_C(1) << 53 | next(&seed) >> 11) | 1;
        const uint64_t m = (odd << pick(&seed, 10)) + pick(&seed, 3) - 1;
        const size_t zeros = pick(&seed, 4);
        snprintf(s, sizeof s, "%" PRIu64 "%.*s", m, (int)zeros, "000");
        same(s);
    }
    for (int k = 0; k < 50000; k++) {
        const double v = ldexp((double)(next(&seed) >> 11), (int)pick(&seed, 120) - 100);
        const long double between = ((long double)v + (long double)nextafter(v, INFINITY)) / 2;
        snprintf(s, sizeof s, "%.*Lg", 17 + (int)pick(&seed, 6), between);
        same(s);
    }
}

static void same_print(double v) {
    char got[32], want[32];
    const int n = snprintf(want, sizeof want, "%.17g", v);
    if (gb_print_exact(got, v) != (size_t)n || strcmp(got, want) != 0) fail_msg("%a is '%s', printf %s", v, got, want);
}

/* Coordinates, all magnitudes, few digits, ties, and the neighbours of powers of ten and of two. */
static void printed_as_printf(void **state) {
    (void)state;
    uint64_t seed = 3;
    for (int k = 0; k < 200000; k++) {
        const double u = (double)(next(&seed) >> 11) * 0x1p-53, sign = k % 2 ? -1 : 1;
        same_print(sign * u * 100);
        same_print(sign * ldexp(u, (int)pick(&seed, 80) - 15));
        if (k % 8) continue;
        same_print(sign * (double)pick(&seed, 1000000) / 1000);
        same_print(sign * ldexp((double)(next(&seed) >> 40), (int)pick(&seed, 64) - 40)); /* ends in 5: ties */
        same_print(sign * ldexp(u, (int)pick(&seed, 2000) - 1000));
    }
    for (int e = -8; e < 20; e++) {
        const double p = pow(10, e);
        same_print(p);
        for (double up = p, down = p, k = 0; k < 50; k++) {
            same_print(up = nextafter(up, INFINITY));
            same_print(down = nextafter(down, 0));
        }
    }
    for (int e = -1074; e < 1024; e++) same_print(ldexp(1, e));
    static const double v[] = {0, -0.0, 5e-324, 1e22, 1e-4, 99999999999999999.0, 0.99999999999999994, INFINITY};
    for (size_t k = 0; k < sizeof v / sizeof v[0]; k++) same_print(v[k]);
}

static void integers_as_printf(void **state) {
    (void)state;
    uint64_t seed = 5;
    char got[24], want[24];
    for (int k = 0; k < 100000; k++) {
        static const int64_t edge[] = {0, 1, -1, 9, 10, -10, 99, 100, INT64_MAX, INT64_MIN};
        const int64_t v = k < 10 ? edge[k] : (int64_t)next(&seed) >> pick(&seed, 64);
        const int n = snprintf(want, sizeof want, "%" PRId64, v);
        if (gb_print_int64(got, v) != (size_t)n || strcmp(got, want) != 0) fail_msg("'%s', printf %s", got, want);
    }
}

/* "%.17g" of any bits reads back. */
static void any_double_reads_back(void **state) {
    (void)state;
    uint64_t seed = 11;
    for (int k = 0; k < 100000; k++) {
        const uint64_t bits = next(&seed);
        double v, back = 0;
        char s[32];
        memcpy(&v, &bits, sizeof v);
        if (!isfinite(v)) continue;
        if (k % 2) v = fmod(v, 1000);
        gb_print_exact(s, v);
        const char *end = gb_scan_double(s, &back);
        if (!end || *end != '\0' || memcmp(&back, &v, sizeof v) != 0) fail_msg("%a written as '%s' is %a", v, s, back);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(not_numbers),
        cmocka_unit_test(any_text),
        cmocka_unit_test(half_way),
        cmocka_unit_test(printed_as_printf),
        cmocka_unit_test(integers_as_printf),
        cmocka_unit_test(any_double_reads_back),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}

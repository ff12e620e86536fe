/* Numbers of text: bit for bit what strtod gives, and nothing else accepted. */
#include "atoms/configs.h"

#include "atoms/scan.h"

static void same(const char *s) {
    double v = 0;
    const double want = strtod(s, NULL);
    if (!scan_double(s, &v) || memcmp(&v, &want, sizeof v) != 0) fail_msg("'%s' gives %a, strtod %a", s, v, want);
}

static void test_as_strtod(void **state) {
    (void)state;
    static const char *const hand[] = {"0",
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
                                       "9007199254740993",
                                       "9007199254740992",
                                       "9007199254740991.5",
                                       "18446744073709551615",
                                       "18446744073709551616",
                                       "123456789012345678901234567890",
                                       "0.000000000000000000000000000000123",
                                       "1e-320",
                                       "4.9e-324",
                                       "1e-400",
                                       "1.7976931348623157e308",
                                       "2.2250738585072014e-308",
                                       "0e99999999999",
                                       "0e30",
                                       "1.00000000000000011102230246251565",
                                       "21.496300000000002",
                                       "00000000000000000000000000001.5"};
    for (size_t k = 0; k < sizeof hand / sizeof hand[0]; k++) same(hand[k]);
    uint64_t seed = 99;
    char s[64];
    for (int k = 0; k < 200000; k++) {
        const double v = (help_random(&seed) - 0.5) * pow(10, floor(12 * help_random(&seed)) - 5);
        snprintf(s, sizeof s, "%.*g", 1 + (int)(19 * help_random(&seed)), v);
        same(s);
        /* Half way between two doubles, where one rounding too many would show. */
        const long double between = ((long double)v + (long double)nextafter(v, INFINITY)) / 2;
        snprintf(s, sizeof s, "%.19Lg", between);
        same(s);
    }
}

static void test_refused(void **state) {
    (void)state;
    static const char *const bad[] = {"",    "+",    "-",   ".",  "e5", "1e",    "1e+",    "1x",    "0x10", "nan",
                                      "inf", "-inf", "1,5", "1 ", " 1", "1e999", "-1e309", "1.2.3", "--1",  "1d5"};
    double v;
    int64_t n;
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++)
        if (scan_double(bad[k], &v)) fail_msg("'%s' was taken for %g", bad[k], v);
    static const char *const bad_int[] = {"",   "-",  "+", "1.0", "1e3", "9223372036854775808", "99999999999999999999",
                                          "1 ", "0x1"};
    for (size_t k = 0; k < sizeof bad_int / sizeof bad_int[0]; k++)
        if (scan_int64(bad_int[k], &n)) fail_msg("'%s' was taken for an integer", bad_int[k]);
    assert_true(scan_int64("9223372036854775807", &n) && n == INT64_MAX);
    assert_true(scan_int64("-17", &n) && n == -17);
}

static void test_fields(void **state) {
    (void)state;
    char *f[SCAN_MAX_FIELDS], line[] = " \t a  bc\td ";
    assert_int_equal(scan_fields(line, f), 3);
    assert_string_equal(f[0], "a");
    assert_string_equal(f[1], "bc");
    assert_string_equal(f[2], "d");
    char empty[] = "  ";
    assert_int_equal(scan_fields(empty, f), 0);
    char many[2 * SCAN_MAX_FIELDS + 3];
    for (int k = 0; k < SCAN_MAX_FIELDS + 1; k++) memcpy(many + 2 * k, "a ", 3);
    assert_int_equal(scan_fields(many, f), SCAN_MAX_FIELDS + 1);
    assert_string_equal(scan_show("a\x01\xff").s, "a??");
    assert_int_equal(strlen(scan_show("0123456789012345678901234567890123456789012345").s), 43);
}

/* Either all of the line as planned, or nothing said and nothing touched. */
static void test_atom(void **state) {
    (void)state;
    const struct scan_plan plan = {
        .n = 7,
        .max_type = 3,
        .role = {SCAN_PASS, SCAN_Z, SCAN_ID, SCAN_NAME, SCAN_TYPE, SCAN_X, SCAN_INT},
    };
    static const char *const good[] = {"what 1.5 7 Cu 3 -2.5e-1 -8", " \t nan 1.5\t+7\v\fCu 3  -.25 2147483647 \r",
                                       "7 15e-1 0007 Cu 03 -0.250 -2147483647"};
    static const char *const bad[] = {"",
                                      "what 1.5 7 Cu 3 -0.25",
                                      "what 1.5 7 Cu 3 -0.25 ",
                                      "what 1.5 7 Cu 3 -0.25 0 0",
                                      "what 1.5x 7 Cu 3 -0.25 0",
                                      "what 1.5 7Cu 3 -0.25 0",
                                      "what nan 7 Cu 3 -0.25 0",
                                      "what 0x1 7 Cu 3 -0.25 0",
                                      "what 1e999 7 Cu 3 -0.25 0",
                                      "what 1.5 7.0 Cu 3 -0.25 0",
                                      "what 1.5 0 Cu 3 -0.25 0",
                                      "what 1.5 -7 Cu 3 -0.25 0",
                                      "what 1.5 9223372036854775808 Cu 3 -0.25 0",
                                      "what 1.5 7 Cu 4 -0.25 0",
                                      "what 1.5 7 Cu 0 -0.25 0",
                                      "what 1.5 7 Cu 3 - 0",
                                      "what 1.5 7 Cu 3 -0.25 2147483648",
                                      "what 1.5 7 Cu 3 -0.25 0.5",
                                      "what 1.5 7 Cu 3 -0.25 0\x01"};
    for (size_t k = 0; k < sizeof good / sizeof good[0]; k++) {
        struct scan_atom a = {.x = {0, 9, 0}};
        if (!scan_atom(good[k], &plan, &a)) fail_msg("'%s' was not taken", good[k]);
        assert_true(a.id == 7 && a.type == 3 && a.x[0] == -0.25 && a.x[1] == 9 && a.x[2] == 1.5);
        assert_true(a.name_len == 2 && memcmp(a.name, "Cu", 2) == 0);
    }
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        struct scan_atom a;
        if (scan_atom(bad[k], &plan, &a)) fail_msg("'%s' was taken", bad[k]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_strtod),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_atom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

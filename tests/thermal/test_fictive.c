/* Fictive temperature of cooling curves made of two known lines. */
#include "help.h"

#include "thermal/fictive.h"

enum { N = 200 };
static double T[N], h[N];
static const struct fictive_windows windows = {0.048, 0.252, 0.498, 0.802};

/* Slopes 1.5 and 2.6 that meet at 0.385, with a rounded knee between 0.28 and 0.48 that both windows leave out;
 * cooling. */
static void make(double offset, double noise) {
    unsigned seed = 5;
    for (int i = 0; i < N; i++) {
        seed = seed * 1664525u + 1013904223u;
        T[i] = 1.0 - 0.005 * i;
        const double u = T[i] - 0.385, knee = fabs(u) < 0.1 ? 0.3 * pow(0.1 - fabs(u), 2) : 0;
        h[i] = offset + (u < 0 ? 1.5 : 2.6) * u + knee + noise * (seed / 4294967296.0 - 0.5);
    }
}

static int crossing(size_t n, const struct fictive_windows *w, struct fictive_result *r, struct gb_error *err) {
    const struct fictive_curve c = {n, T, h};
    return fictive_temperature(&c, &c, w, r, err);
}

static void test_crossing(void **state) {
    (void)state;
    struct fictive_result r;
    make(-6.1, 0);
    assert_int_equal(crossing(N, &windows, &r, NULL), GB_OK);
    assert_near(r.T_f, 0.385, 1e-12);
    assert_near(r.h_f, -6.1, 1e-12);
    assert_near(r.glass_slope, 1.5, 1e-12);
    assert_near(r.liquid_slope, 2.6, 1e-12);
    assert_near(r.glass_intercept, -6.1 - 1.5 * 0.385, 1e-12);
    assert_near(r.liquid_intercept, -6.1 - 2.6 * 0.385, 1e-12);
    assert_int_equal(r.n_glass, 41);
    assert_int_equal(r.n_liquid, 61);
    /* h of a whole box: a large offset must not cost digits */
    make(-6.1e7, 0);
    assert_int_equal(crossing(N, &windows, &r, NULL), GB_OK);
    assert_near(r.T_f, 0.385, 1e-6);
}

static void test_noise_order_and_gaps(void **state) {
    (void)state;
    struct fictive_result r, back;
    make(-6.1, 0.02);
    h[30] = NAN;
    T[180] = NAN;
    assert_int_equal(crossing(N, &windows, &r, NULL), GB_OK);
    assert_near(r.T_f, 0.385, 0.01);
    for (int i = 0; i < N / 2; i++) {
        double t = T[i];
        T[i] = T[N - 1 - i], T[N - 1 - i] = t;
        t = h[i];
        h[i] = h[N - 1 - i], h[N - 1 - i] = t;
    }
    assert_int_equal(crossing(N, &windows, &back, NULL), GB_OK);
    assert_near(back.T_f, r.T_f, 1e-12);
}

/* A fast quench that never was a liquid: its own line lies above; the liquid line of a slow one meets it. */
static void test_liquid_of_another(void **state) {
    (void)state;
    struct fictive_result r;
    double fast[N];
    make(-6.1, 0);
    for (int i = 0; i < N; i++) fast[i] = -6.1 + 1.5 * (T[i] - 0.385) + 0.22; /* meets at 0.385 + 0.22/1.1 */
    const struct fictive_curve glass = {N, T, fast}, liquid = {N, T, h};
    assert_int_equal(fictive_temperature(&glass, &glass, &windows, &r, NULL), GB_EFAIL);
    assert_int_equal(fictive_temperature(&glass, &liquid, &windows, &r, NULL), GB_OK);
    assert_near(r.T_f, 0.585, 1e-12);
}

static void fails(int code, size_t n, struct fictive_windows w, const char *text) {
    struct gb_error err = GB_ERROR_INIT;
    struct fictive_result r;
    assert_int_equal(crossing(n, &w, &r, &err), code);
    if (!strstr(err.text, text)) fail_msg("'%s' not in '%s'", text, err.text);
    gb_error_clear(&err);
}

static void test_errors(void **state) {
    (void)state;
    make(-6.1, 0);
    fails(GB_EFAIL, N, (struct fictive_windows){0.051, 0.062, 0.5, 0.8},
          "glass window, T = 0.051 to 0.062, holds 2 points");
    fails(GB_EFAIL, 0, windows, "holds 0 points");
    fails(GB_EFAIL, N, (struct fictive_windows){0.05, 0.25, 2, 3}, "liquid window, T = 2 to 3, holds 0 points");
    fails(GB_EINPUT, N, (struct fictive_windows){0.05, 0.6, 0.5, 0.8}, "the glass must end where the liquid begins");
    fails(GB_EINPUT, N, (struct fictive_windows){0.3, 0.2, 0.5, 0.8}, "each must rise");
    fails(GB_EINPUT, N, (struct fictive_windows){NAN, 0.2, 0.5, 0.8}, "each must rise");
    fails(GB_EFAIL, N, (struct fictive_windows){0.55, 0.65, 0.7, 0.9}, "parallel");
    for (int i = 0; i < N; i++) h[i] += T[i] > 0.4 ? 3 : 0;
    fails(GB_EFAIL, N, windows, "outside 0.048 to 0.802");
    for (int i = 0; i < N; i++) T[i] = T[i] < 0.4 ? 0.1 : 0.6;
    fails(GB_EFAIL, N, windows, "are at T = 0.1");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_crossing), cmocka_unit_test(test_liquid_of_another),
                                       cmocka_unit_test(test_noise_order_and_gaps), cmocka_unit_test(test_errors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

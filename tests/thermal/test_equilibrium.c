/* The equilibrium line through points of known laws, its inversion, and what makes a point one of equilibrium. */
#include "help.h"

#include "thermal/equilibrium.h"

enum { N = 6 };
static const double T[N] = {0.47, 0.5, 0.55, 0.61, 0.7, 0.83};

static double noise(unsigned *seed) { /* of variance 1, about normal */
    double sum = -6;
    for (int i = 0; i < 12; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        sum += *seed / 4294967296.0;
    }
    return sum;
}

static double gaussian(double t) { return -7.23 - 0.217 / t; }
static double curved(double t) { return -7.4 - 0.061 / t - 0.031 / t / t; }

static void points(double law(double), double error, unsigned *seed, struct estimate e[N]) {
    for (int i = 0; i < N; i++) e[i] = (struct estimate){law(T[i]) + (seed ? error * noise(seed) : 0), error};
}

static void test_gaussian_landscape(void **state) {
    (void)state;
    struct estimate e[N], f;
    struct equilibrium_line l;
    bool outside;
    points(gaussian, 2e-3, NULL, e);
    assert_int_equal(equilibrium_fit(&l, N, T, e, NULL), GB_OK);
    assert_int_equal(l.degree, 1);
    assert_near(l.a[1], -0.217, 1e-12);
    assert_near(l.a[0] - l.a[1] * l.x_mid, -7.23, 1e-12);
    assert_near(l.chi2, 0, 1e-15);
    assert_near(equilibrium_energy(&l, 0.53).value, gaussian(0.53), 1e-12);
    assert_true(isnan(equilibrium_energy(&l, 0).value));
    assert_int_equal(equilibrium_invert(&l, (struct estimate){gaussian(0.53), 3e-3}, &f, &outside, NULL), GB_OK);
    assert_near(f.value, 0.53, 1e-12);
    assert_false(outside);
    /* the error the long way: the glass's and the mean's at x, both through dT/de = T^2/b */
    double sxx = 0, x = 1 / 0.53 - l.x_mid;
    for (int i = 0; i < N; i++) sxx += pow(1 / T[i] - l.x_mid, 2);
    assert_near(f.err, 0.53 * 0.53 / 0.217 * hypot(3e-3, 2e-3 * sqrt(1.0 / N + x * x / sxx)), 1e-12);
    assert_int_equal(equilibrium_invert(&l, (struct estimate){gaussian(0.42), 3e-3}, &f, &outside, NULL), GB_OK);
    assert_near(f.value, 0.42, 1e-12);
    assert_true(outside);
    assert_int_equal(equilibrium_invert(&l, (struct estimate){gaussian(0.9), NAN}, &f, &outside, NULL), GB_OK);
    assert_true(outside && isnan(f.err));
    assert_int_equal(equilibrium_invert(&l, (struct estimate){gaussian(T[0]), 0}, &f, &outside, NULL), GB_OK);
    assert_false(outside); /* its end belongs to it */
}

/* What the errors promise: T_f of a known glass, over many noisy lines, scatters as they say, and chi^2 is that of its
 * degrees of freedom. */
static void test_errors_are_true(void **state) {
    (void)state;
    enum { DRAWS = 2000 };
    unsigned seed = 4;
    double chi2 = 0, square = 0, promised = 0, bias = 0;
    size_t n_curved = 0;
    for (int k = 0; k < DRAWS; k++) {
        struct estimate e[N], f, glass = {gaussian(0.45) + 2e-3 * noise(&seed), 2e-3};
        struct equilibrium_line l;
        bool outside;
        points(gaussian, 1.5e-3, &seed, e);
        assert_int_equal(equilibrium_fit(&l, N, T, e, NULL), GB_OK);
        assert_int_equal(equilibrium_invert(&l, glass, &f, &outside, NULL), GB_OK);
        n_curved += l.degree == 2;
        if (l.degree == 2) continue;
        chi2 += l.chi2 / DRAWS;
        bias += (f.value - 0.45) / DRAWS;
        square += pow(f.value - 0.45, 2) / DRAWS;
        promised += f.err * f.err / DRAWS;
    }
    assert_true(n_curved < 40);                    /* 1 % of 2000 */
    assert_near(chi2, 4, 0.25);                    /* sqrt(8/2000) = 0.06, less the rejected ones */
    assert_near(bias, 0, 0.0004);                  /* 0.0025/sqrt(2000) = 0.00006; curvature of 1/T adds err^2/T */
    assert_near(sqrt(square / promised), 1, 0.12); /* chi^2 > dof scales promised up: 7 % too large in the mean */
}

static void test_curved(void **state) {
    (void)state;
    struct estimate e[N], f;
    struct equilibrium_line l;
    bool outside;
    points(curved, 2e-4, NULL, e);
    assert_int_equal(equilibrium_fit(&l, N, T, e, NULL), GB_OK);
    assert_int_equal(l.degree, 2);
    assert_near(l.a[2], -0.031, 1e-9);
    assert_int_equal(equilibrium_invert(&l, (struct estimate){curved(0.58), 1e-3}, &f, &outside, NULL), GB_OK);
    assert_near(f.value, 0.58, 1e-9);
    assert_false(outside);
    /* the other way round: a line that turns. Beyond its end there is no temperature. */
    for (int i = 0; i < N; i++) e[i] = (struct estimate){-7 + 0.1 * pow(1 / T[i] - 1.8, 2), 2e-4};
    assert_int_equal(equilibrium_fit(&l, N, T, e, NULL), GB_OK); /* falls(degree 2) is not so: degree 1, large chi^2 */
    assert_int_equal(l.degree, 1);
    assert_true(l.chi2 > 100 && l.p < 1e-9);
    for (int i = 0; i < N; i++) e[i] = (struct estimate){-7 + 0.1 * pow(1 / T[i] - 2.6, 2), 2e-4};
    assert_int_equal(equilibrium_fit(&l, N, T, e, NULL), GB_OK);
    assert_int_equal(l.degree, 2);
    assert_int_equal(equilibrium_invert(&l, (struct estimate){-6.95, 1e-3}, &f, &outside, NULL), GB_OK);
    assert_near(f.value, 1 / (2.6 - sqrt(0.5)), 1e-9); /* the branch of the points, not the one that rises */
    /* a line that does not fit says so in its errors */
    struct estimate rough[4] = {{-7.66, 1e-3}, {-7.60, 1e-3}, {-7.59, 1e-3}, {-7.53, 1e-3}};
    struct equilibrium_line first;
    assert_int_equal(equilibrium_fit(&l, 3, T, rough, NULL), GB_OK);
    assert_true(l.chi2 > 10);
    const double once = equilibrium_energy(&l, 0.5).err / sqrt(l.chi2);
    for (int i = 0; i < 3; i++) rough[i].err *= 100;
    assert_int_equal(equilibrium_fit(&first, 3, T, rough, NULL), GB_OK);
    assert_near(once, equilibrium_energy(&first, 0.5).err / 100, 1e-9);
}

static void fails_to_fit(size_t n, const double *t, const struct estimate *e, const char *text) {
    struct gb_error err = GB_ERROR_INIT;
    struct equilibrium_line l;
    assert_int_equal(equilibrium_fit(&l, n, t, e, &err), GB_EFAIL);
    if (!strstr(err.text, text)) fail_msg("'%s' not in '%s'", text, err.text);
    gb_error_clear(&err);
}

static void fails_to_invert(const struct equilibrium_line *l, double e, const char *text) {
    struct gb_error err = GB_ERROR_INIT;
    struct estimate f = {1, 1};
    bool outside = true;
    assert_int_equal(equilibrium_invert(l, (struct estimate){e, 1e-3}, &f, &outside, &err), GB_EFAIL);
    if (!strstr(err.text, text)) fail_msg("'%s' not in '%s'", text, err.text);
    assert_true(isnan(f.value) && isnan(f.err) && !outside);
    gb_error_clear(&err);
}

static void test_faults(void **state) {
    (void)state;
    struct estimate e[N];
    struct equilibrium_line l;
    points(gaussian, 1e-3, NULL, e);
    fails_to_fit(0, T, e, "has 0 points");
    fails_to_fit(1, T, e, "has 1 point ");
    fails_to_fit(2, (const double[]){0.5, 0.5}, e, "2 points at one temperature");
    fails_to_fit(2, (const double[]){0.5, -0.6}, e, "T = -0.6, e_IS = ");
    e[2].err = 0;
    fails_to_fit(N, T, e, "error 0; allowed");
    e[2] = (struct estimate){NAN, 1};
    fails_to_fit(N, T, e, "e_IS = nan");
    points(gaussian, 1e-3, NULL, e);
    const struct estimate falling[2] = {e[1], e[0]};
    fails_to_fit(2, T, falling, "does not rise with T: e_IS = -7.664 at T = 0.47, -7.6917 at 0.5");
    assert_int_equal(equilibrium_fit(&l, 2, T, e, NULL), GB_OK); /* two points make a line, without a test of it */
    assert_true(isnan(l.p));
    fails_to_invert(&l, -7.22,
                    "(degree 1, e_IS -7.6917 to -7.664 at T = 0.47 to 0.5) never has the glass's e_IS = -7.22");
    fails_to_invert(&l, NAN, "no inherent-structure energy");
    for (int i = 0; i < N; i++) e[i] = (struct estimate){-7 + 0.1 * pow(1 / T[i] - 2.6, 2), 2e-4};
    assert_int_equal(equilibrium_fit(&l, N, T, e, NULL), GB_OK);
    fails_to_invert(&l, -7.001, "(degree 2, ");
}

static void test_points(void **state) {
    (void)state;
    const double e[2 * 5] = {-7.50, -7.52, -9, -7.51, -7.49, -7.47, -7.50, -9, -7.48, -7.49};
    double flat[2 * 5], overlap[2] = {0.1, 0.3};
    for (int i = 0; i < 10; i++) flat[i] = i % 5 == 2 ? -7.5 : e[i]; /* the middle one, too */
    struct equilibrium_runs r = {0.6, 2, 5, flat, overlap};
    struct equilibrium_point p;
    equilibrium_judge(&r, &p);
    assert_near(p.T, 0.6, 0);
    assert_near(p.e.value, -7.496, 1e-12);
    assert_near(p.e.err, 0.008, 1e-12); /* means -7.504 and -7.488 */
    assert_near(p.spread, sqrt((16 + 256 + 16 + 36 + 196 + 324 + 144 + 144 + 64 + 4) * 1e-6 / 8), 1e-9);
    assert_near(p.drift.value, (0.01 + 0.0) / 2, 1e-12);
    assert_near(p.drift.err, sqrt((200 + 200 + 450 + 50) * 1e-6 / 4 * 2 / 4), 1e-12); /* the samples' is 0.005 */
    assert_near(p.overlap, 0.2, 1e-12);
    assert_int_equal(p.fault, EQUILIBRIUM_OK);
    overlap[1] = 0.7;
    equilibrium_judge(&r, &p);
    assert_int_equal(p.fault, EQUILIBRIUM_STUCK);
    overlap[1] = NAN;
    equilibrium_judge(&r, &p);
    assert_int_equal(p.fault, EQUILIBRIUM_STUCK);
    overlap[1] = 0.3;
    flat[6] = NAN;
    equilibrium_judge(&r, &p);
    assert_int_equal(p.fault, EQUILIBRIUM_GAPS);
    for (int i = 0; i < 10; i++) flat[i] = -7.5;
    equilibrium_judge(&r, &p);
    assert_int_equal(p.fault, EQUILIBRIUM_GAPS); /* all the same: no error, no weight */
    /* one sample: errors of independent snapshots, or what the drift shows */
    const double ageing[8] = {-7.50, -7.51, -7.50, -7.51, -7.55, -7.56, -7.55, -7.56};
    r = (struct equilibrium_runs){0.4, 1, 8, ageing, overlap};
    equilibrium_judge(&r, &p);
    assert_near(p.drift.value, -0.05, 1e-12);
    assert_near(p.e.err, 0.025, 1e-12);
    assert_int_equal(p.fault, EQUILIBRIUM_DRIFTS);
}

/* Ageing samples are caught, stationary ones hardly ever. */
static void test_drift_is_found(void **state) {
    (void)state;
    unsigned seed = 9;
    size_t caught[2] = {0, 0};
    for (int run = 0; run < 500; run++)
        for (int ages = 0; ages < 2; ages++) {
            double e[3 * 10], overlap[3] = {0.2, 0.2, 0.2};
            for (int i = 0; i < 30; i++) e[i] = -7.5 + 0.01 * noise(&seed) - (ages ? 0.004 * (i % 10) : 0);
            struct equilibrium_point p;
            equilibrium_judge(&(struct equilibrium_runs){0.5, 3, 10, e, overlap}, &p);
            caught[ages] += p.fault == EQUILIBRIUM_DRIFTS;
        }
    assert_true(caught[0] <= 10); /* 0.3 % of 500, with errors from the scatter itself */
    assert_true(caught[1] > 300);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaussian_landscape),
        cmocka_unit_test(test_errors_are_true),
        cmocka_unit_test(test_curved),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_drift_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Bessel transforms against analytic pairs, against direct sums, and there and back. */
#include "pdf/bessel.h"

#include "base/mem.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double rho0 = 0.0577;
static const struct pdf_grid grid = {1500, 0.0131};

/* A shell of width s at R: (g-1) r = e^{-(r-R)^2/2s^2} - e^{-(r+R)^2/2s^2}; integral (g-1) j0 r^2 dr = sqrt(2 pi) s
 * e^{-Q^2 s^2/2} sin(QR)/Q. */
static const double R = 2.71, s = 0.113;
static double shell(double r) {
    const double a = (r - R) / s, b = (r + R) / s;
    return (exp(-a * a / 2) - exp(-b * b / 2)) / r;
}
static double shell_slope(double r) { /* r d/dr of the above */
    const double a = (r - R) / s, b = (r + R) / s;
    return -shell(r) - (a * exp(-a * a / 2) - b * exp(-b * b / 2)) / s;
}
static double shell_S(double q) {
    return 4 * M_PI * rho0 * sqrt(2 * M_PI) * s * exp(-q * q * s * s / 2) * sin(q * R) / q;
}
static double shell_minus_Q_dS(double q) {
    const double amp = 4 * M_PI * rho0 * sqrt(2 * M_PI) * s * exp(-q * q * s * s / 2);
    return amp * (sin(q * R) / q + q * s * s * sin(q * R) - R * cos(q * R));
}

static double *sample(double (*f)(double), double limit) {
    double *g = GB_ARRAY(grid.n, double);
    for (size_t k = 0; k < grid.n; k++) g[k] = limit + f(pdf_r(grid, k));
    return g;
}

static double worst(const double *a, const double *b, size_t n) {
    double w = 0;
    for (size_t i = 0; i < n; i++) w = fmax(w, fabs(a[i] - b[i]));
    return w;
}

static void assert_small(double v, double limit, const char *what) {
    print_message("%s: %.2g (allowed %.2g)\n", what, v, limit);
    assert_true(v <= limit);
}

/* r^2 e^{-r^2/2w^2} <-> sqrt(pi/2) w^7 Q^2 e^{-Q^2 w^2/2} for l = 2 */
static const double w2 = 0.61;
static double bump(double r) { return r * r * exp(-r * r / (2 * w2 * w2)); }
static double bump_S(double q) {
    return -4 * M_PI * rho0 * sqrt(M_PI / 2) * pow(w2, 7) * q * q * exp(-q * q * w2 * w2 / 2);
}

/* r^4 e^{-r^2/2w^2} <-> sqrt(pi/2) w^11 Q^4 e^{-Q^2 w^2/2} for l = 4 */
static double lobe(double r) { return r * r * bump(r); }
static double lobe_S(double q) { return -bump_S(q) * pow(w2, 4) * q * q; }

enum { NQ = 700 };
static const double dq = 0.0473; /* to 33, no relation to the r grid */

static void test_analytic_forward(void **state) {
    (void)state;
    double S[NQ], exact[NQ];
    double *g = sample(shell, 1);
    assert_int_equal(bessel_forward(0, grid, g, rho0, NQ, dq, S, NULL), GB_OK);
    for (size_t j = 0; j < NQ; j++) exact[j] = 1 + shell_S(((double)j + 0.5) * dq);
    assert_small(worst(S, exact, NQ), 1e-12, "l = 0, Gaussian shell");

    assert_int_equal(bessel_forward_r_derivative(grid, g, rho0, NQ, dq, S, NULL), GB_OK);
    for (size_t j = 0; j < NQ; j++) exact[j] = shell_minus_Q_dS(((double)j + 0.5) * dq);
    assert_small(worst(S, exact, NQ), 1e-12, "-Q dS00/dQ of it");
    free(g);

    g = sample(shell_slope, 0);
    assert_int_equal(bessel_forward(2, grid, g, rho0, NQ, dq, S, NULL), GB_OK);
    assert_small(worst(S, exact, NQ), 1e-11, "l = 2 of r dg/dr");
    free(g);

    g = sample(bump, 0);
    assert_int_equal(bessel_forward(2, grid, g, rho0, NQ, dq, S, NULL), GB_OK);
    for (size_t j = 0; j < NQ; j++) exact[j] = bump_S(((double)j + 0.5) * dq);
    assert_small(worst(S, exact, NQ), 1e-12, "l = 2, r^2 Gaussian");
    free(g);

    g = sample(lobe, 0);
    assert_int_equal(bessel_forward(4, grid, g, rho0, NQ, dq, S, NULL), GB_OK);
    for (size_t j = 0; j < NQ; j++) exact[j] = lobe_S(((double)j + 0.5) * dq);
    assert_small(worst(S, exact, NQ), 1e-11, "l = 4, r^4 Gaussian");
    free(g);
}

static void test_analytic_inverse(void **state) {
    (void)state;
    enum { N = 900 };
    double S[N];
    double *out = GB_ARRAY(grid.n, double), *exact = sample(bump, 0);
    for (size_t j = 0; j < N; j++) S[j] = bump_S(((double)j + 0.5) * 0.021);
    assert_int_equal(bessel_inverse(2, N, 0.021, S, rho0, grid, out, NULL), GB_OK);
    assert_small(worst(out, exact, grid.n), 1e-11, "inverse l = 2, r^2 Gaussian");

    assert_int_equal(bessel_inverse_derivative(N, 0.021, S, rho0, grid, out, NULL), GB_OK);
    for (size_t k = 0; k < grid.n; k++) {
        const double r = pdf_r(grid, k);
        exact[k] = (2 * r - r * r * r / (w2 * w2)) * exp(-r * r / (2 * w2 * w2));
    }
    assert_small(worst(out, exact, grid.n), 1e-10, "its derivative");
    free(out);
    free(exact);
}

static void test_against_direct(void **state) {
    (void)state;
    double fast[NQ], slow[NQ];
    double *g = GB_ARRAY(grid.n, double);
    unsigned seed = 12345;
    for (size_t k = 0; k < grid.n; k++) {
        seed = seed * 1664525u + 1013904223u;
        g[k] = 1 + (seed / 4294967296.0 - 0.5) / (1 + pdf_r(grid, k));
    }
    for (int l = 0; l <= 4; l += 2) {
        assert_int_equal(bessel_forward(l, grid, g, rho0, NQ, dq, fast, NULL), GB_OK);
        assert_int_equal(bessel_forward_direct(l, grid, g, rho0, NQ, dq, slow, NULL), GB_OK);
        double size = 0;
        for (size_t j = 0; j < NQ; j++) size = fmax(size, fabs(slow[j]));
        assert_small(worst(fast, slow, NQ) / size, l == 4 ? 1e-11 : 1e-12,
                     l == 0   ? "l = 0 against j_0 by GSL, noise"
                     : l == 2 ? "l = 2 against j_2 by GSL, noise"
                              : "l = 4 against j_4 by GSL, noise");
    }
    free(g);
}

static void test_round_trip(void **state) {
    (void)state;
    enum { N = 4000 };
    const double step = 75.0 / N; /* beyond Q = 75 the shell's S is 1e-14 */
    double *S = GB_ARRAY(N, double), *back = GB_ARRAY(grid.n, double);
    for (int l = 0; l <= 4; l += 2) {
        double *g = l ? sample(shell_slope, 0) : sample(shell, 1);
        assert_int_equal(bessel_forward(l, grid, g, rho0, N, step, S, NULL), GB_OK);
        assert_int_equal(bessel_inverse(l, N, step, S, rho0, grid, back, NULL), GB_OK);
        assert_small(worst(g, back, grid.n), 1e-11, l ? "round trip l = 2, 4 (up to 5)" : "round trip l = 0");
        free(g);
    }
    free(S);
    free(back);
}

static void test_round_trip_matched_grid_is_exact(void **state) {
    (void)state;
    /* dq = pi/(n dr): the discrete l = 0 transform is orthogonal, so any curve, noise too, comes back */
    const double step = M_PI / ((double)grid.n * grid.dr);
    double *g = GB_ARRAY(grid.n, double), *S = GB_ARRAY(grid.n, double), *back = GB_ARRAY(grid.n, double);
    unsigned seed = 7;
    for (size_t k = 0; k < grid.n; k++) {
        seed = seed * 1664525u + 1013904223u;
        g[k] = seed / 4294967296.0;
    }
    assert_int_equal(bessel_forward(0, grid, g, rho0, grid.n, step, S, NULL), GB_OK);
    assert_int_equal(bessel_inverse(0, grid.n, step, S, rho0, grid, back, NULL), GB_OK);
    assert_small(worst(g, back, grid.n), 1e-9, "round trip l = 0, noise, matched grids");
    free(g);
    free(S);
    free(back);
}

static void test_sine_curve(void **state) {
    (void)state;
    double S2[NQ], S0[NQ];
    double *g20 = sample(shell_slope, 0), *h = GB_ARRAY(grid.n, double), *exact = GB_ARRAY(grid.n, double);
    assert_int_equal(bessel_sine_curve(grid, g20, h, NULL), GB_OK);
    for (size_t k = 0; k < grid.n; k++) exact[k] = shell_slope(pdf_r(grid, k)) + 3 * shell(pdf_r(grid, k));
    assert_small(worst(h, exact, grid.n), 2e-5, "h of r dg/dr = r dg/dr + 3(g - 1)");
    for (size_t k = 0; k < grid.n; k++) h[k] += 1;
    assert_int_equal(bessel_forward(0, grid, h, rho0, NQ, dq, S0, NULL), GB_OK);
    assert_int_equal(bessel_forward(2, grid, g20, rho0, NQ, dq, S2, NULL), GB_OK);
    for (size_t j = 0; j < NQ; j++) S0[j] -= 1;
    assert_small(worst(S0, S2, NQ), 2e-5, "sine transform of h = S20");
    free(g20);
    free(h);
    free(exact);
}

static void fails(int rc, struct gb_error *err, const char *text) {
    assert_int_equal(rc, GB_EINPUT);
    if (!strstr(err->text, text)) fail_msg("'%s' not in '%s'", text, err->text);
    gb_error_clear(err);
}

static void test_errors(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    double S[4], g[4] = {1, 1, 1, 1};
    const struct pdf_grid small = {4, 0.5};
    fails(bessel_forward(1, small, g, 1, 4, 0.1, S, &err), &err, "order 1");
    fails(bessel_forward(0, small, g, 0, 4, 0.1, S, &err), &err, "number density 0");
    fails(bessel_forward(0, small, g, 1, 0, 0.1, S, &err), &err, "0 points of Q");
    fails(bessel_forward(0, small, g, 1, 4, -1, S, &err), &err, "step -1 of Q");
    fails(bessel_forward(0, small, g, 1, 4, 2.1, S, &err), &err, "use smaller bins or a lower Q");
    fails(bessel_inverse(0, 4, 2.1, S, 1, small, g, &err), &err, "smaller steps or a lower r");
    fails(bessel_forward(0, (struct pdf_grid){0, 0.5}, g, 1, 4, 0.1, S, &err), &err, "0 points of r");
    g[2] = NAN;
    fails(bessel_forward(2, small, g, 1, 4, 0.1, S, &err), &err, "not finite at r = 1.25");
    fails(bessel_sine_curve(small, g, S, &err), &err, "not finite at r = 1.25");
    fails(bessel_forward_direct(6, small, g, 1, 4, 0.1, S, &err), &err, "order 6");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_analytic_forward),
        cmocka_unit_test(test_analytic_inverse),
        cmocka_unit_test(test_against_direct),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_round_trip_matched_grid_is_exact),
        cmocka_unit_test(test_sine_curve),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Smoothing against closed forms, and the promise that g20 = K survives every smoothing. */
#include "pdf/smooth.h"

#include "base/mem.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct pdf_grid grid = {1200, 0.0103};
static double g00[1200], g20[1200], out[1200], out2[1200], wide[1200];

static double peak(double r, double R, double w) { return exp(-(r - R) * (r - R) / (2 * w * w)) / w; }
static double peak_slope(double r, double R, double w) { return -(r - R) / (w * w) * peak(r, R, w); }

static double worst(const double *a, const double *b, size_t lo, size_t hi) {
    double w = 0;
    for (size_t i = lo; i < hi; i++) w = fmax(w, fabs(a[i] - b[i]));
    return w;
}
static void assert_small(double v, double limit, const char *what) {
    print_message("%s: %.2g (allowed %.2g)\n", what, v, limit);
    assert_true(v <= limit);
}

/* A Gaussian of width w becomes one of width sqrt(w^2 + s^2), same area; its slope and r times its slope likewise. */
static void test_gaussian_closed_form(void **state) {
    (void)state;
    const struct smoothing s = {.kind = SMOOTH_GAUSSIAN, .width = 0.071};
    const double R = 3.1, w = 0.09, v = hypot(w, 0.071);
    for (size_t k = 0; k < grid.n; k++) g20[k] = peak(pdf_r(grid, k), R, w);
    for (size_t k = 0; k < grid.n; k++) wide[k] = peak(pdf_r(grid, k), R, v);
    assert_int_equal(smooth_apply(&s, grid, 2, g20, out, NULL), GB_OK);
    assert_small(worst(out, wide, 0, grid.n), 1e-12, "Gaussian of Gaussian");

    for (size_t k = 0; k < grid.n; k++) wide[k] = peak_slope(pdf_r(grid, k), R, v);
    assert_int_equal(smooth_derivative(&s, grid, g20, out, NULL), GB_OK);
    assert_small(worst(out, wide, 0, grid.n), 1e-10, "its slope");

    /* L[r f'] = L[R f' + (r-R) f']; (r-R) f' = -f - w^2 f'', L of each in closed form */
    for (size_t k = 0; k < grid.n; k++) {
        const double r = pdf_r(grid, k), u = r - R, f = peak(r, R, v);
        wide[k] = R * peak_slope(r, R, v) - f - w * w * (u * u / (v * v) - 1) / (v * v) * f;
        g00[k] = 1 + g20[k];
    }
    assert_int_equal(smooth_r_derivative(&s, grid, g00, out, NULL), GB_OK);
    assert_small(worst(out, wide, 0, grid.n), 1e-10, "L[r dg/dr]");
}

static void test_constants_kept(void **state) {
    (void)state;
    const struct smoothing some[] = {{.kind = SMOOTH_NONE},
                                     {.kind = SMOOTH_GAUSSIAN, .width = 0.0103},
                                     {.kind = SMOOTH_GAUSSIAN, .width = 0.3},
                                     {.kind = SMOOTH_QWINDOW, .q_max = 21.5, .window = QWINDOW_LORCH}};
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; k < grid.n; k++) g00[k] = 1;
        assert_int_equal(smooth_apply(&some[i], grid, 0, g00, out, NULL), GB_OK);
        assert_small(worst(out, g00, 0, grid.n), 1e-12, "L[1] - 1");
        assert_int_equal(smooth_r_derivative(&some[i], grid, g00, out, NULL), GB_OK);
        for (size_t k = 0; k < grid.n; k++) wide[k] = 0;
        assert_small(worst(out, wide, 0, grid.n), 1e-10, "L[r d1/dr]");
    }
}

static void test_straight_line_keeps_its_slope(void **state) {
    (void)state;
    /* even at one bin of width, where the sampled Gaussian's moments are off by 1e-7 */
    const struct smoothing s = {.kind = SMOOTH_GAUSSIAN, .width = 0.0103};
    for (size_t k = 0; k < grid.n; k++) g20[k] = 0.37 * pdf_r(grid, k);
    assert_int_equal(smooth_derivative(&s, grid, g20, out, NULL), GB_OK);
    for (size_t k = 0; k < grid.n; k++) wide[k] = 0.37;
    assert_small(worst(out, wide, 20, grid.n - 20), 1e-12, "slope of a line");
}

/* g00 a sum of shells, g20 = r dg00/dr sampled: after any L, g20 = L[r dg00/dr] of the raw g00. */
static void test_same_operator(void **state) {
    (void)state;
    static const double R[] = {2.7, 4.5, 5.2, 7.1}, w[] = {0.14, 0.2, 0.22, 0.3}, a[] = {0.5, 0.3, -0.2, 0.1};
    for (size_t k = 0; k < grid.n; k++) {
        const double r = pdf_r(grid, k);
        g00[k] = 1;
        g20[k] = 0;
        for (int i = 0; i < 4; i++) {
            g00[k] += a[i] * peak(r, R[i], w[i]);
            g20[k] += r * a[i] * peak_slope(r, R[i], w[i]);
        }
    }
    const struct smoothing some[] = {{.kind = SMOOTH_GAUSSIAN, .width = 0.06},
                                     {.kind = SMOOTH_QWINDOW, .q_max = 20, .window = QWINDOW_LORCH},
                                     {.kind = SMOOTH_QWINDOW, .q_max = 25, .window = QWINDOW_GAUSSIAN},
                                     {.kind = SMOOTH_QWINDOW, .q_max = 12.3, .window = QWINDOW_STEP}};
    for (int i = 0; i < 4; i++) {
        char *name = smooth_describe(&some[i], "ang");
        assert_int_equal(smooth_apply(&some[i], grid, 2, g20, out, NULL), GB_OK);
        assert_int_equal(smooth_r_derivative(&some[i], grid, g00, out2, NULL), GB_OK);
        assert_small(worst(out, out2, 0, grid.n), 1e-10, name);
        free(name);
    }
    /* central differences: second order */
    const struct smoothing none = {.kind = SMOOTH_NONE};
    assert_int_equal(smooth_r_derivative(&none, grid, g00, out2, NULL), GB_OK);
    assert_small(worst(g20, out2, 0, grid.n), 0.1, "none: dr^2 r g'''/6, 0.09 of 16");
}

/* A wide window leaves a smooth curve alone, and its slope is right. */
static void test_wide_window(void **state) {
    (void)state;
    const struct smoothing s = {.kind = SMOOTH_QWINDOW, .q_max = 120, .window = QWINDOW_STEP};
    for (size_t k = 0; k < grid.n; k++) g20[k] = peak(pdf_r(grid, k), 3.3, 0.12);
    for (size_t k = 0; k < grid.n; k++) wide[k] = peak_slope(pdf_r(grid, k), 3.3, 0.12);
    assert_int_equal(smooth_apply(&s, grid, 2, g20, out, NULL), GB_OK);
    assert_small(worst(out, g20, 0, grid.n), 1e-9, "step at 120, l = 2");
    assert_int_equal(smooth_derivative(&s, grid, g20, out, NULL), GB_OK);
    assert_small(worst(out, wide, 0, grid.n), 1e-7, "its slope");
    for (size_t k = 0; k < grid.n; k++) g00[k] = 1 + g20[k];
    assert_int_equal(smooth_apply(&s, grid, 0, g00, out, NULL), GB_OK);
    assert_small(worst(out, g00, 0, grid.n), 1e-9, "step at 120, l = 0");
}

/* Below r = 0 a curve continues evenly: exp(-r^2/2w^2) stays a Gaussian about 0. */
static void test_even_at_zero(void **state) {
    (void)state;
    const struct smoothing s = {.kind = SMOOTH_GAUSSIAN, .width = 0.11};
    const double w = 0.2, v = hypot(w, 0.11);
    for (size_t k = 0; k < grid.n; k++) g20[k] = peak(pdf_r(grid, k), 0, w);
    for (size_t k = 0; k < grid.n; k++) wide[k] = peak(pdf_r(grid, k), 0, v);
    assert_int_equal(smooth_apply(&s, grid, 2, g20, out, NULL), GB_OK);
    assert_small(worst(out, wide, 0, grid.n), 1e-12, "Gaussian about 0");
}

/* A line in bin R comes out, for l = 0 and far from r = 0 (to 1/(2 Q_max r)), with the height (1/pi) int_0^Qmax window
 * dQ: the shape of each window. */
static void test_window_heights(void **state) {
    (void)state;
    const size_t at = 400;
    const double Si_pi = 1.8519370519824662;
    const double area[] = {
        [QWINDOW_STEP] = 1, [QWINDOW_LORCH] = Si_pi / M_PI, [QWINDOW_GAUSSIAN] = sqrt(M_PI / 8) * erf(sqrt(2))};
    for (int w = 0; w < 3; w++) {
        const struct smoothing s = {.kind = SMOOTH_QWINDOW, .q_max = 20, .window = (enum q_window)w};
        for (size_t k = 0; k < grid.n; k++) g00[k] = 1;
        g00[at] += 1 / grid.dr;
        assert_int_equal(smooth_apply(&s, grid, 0, g00, out, NULL), GB_OK);
        const double height = 20 * area[w] / M_PI;
        char *name = smooth_describe(&s, "ang");
        assert_small(fabs(out[at] - 1 - height) / height, 7e-3, name);
        free(name);
    }
}

static void fails(int code, int rc, struct gb_error *err, const char *text) {
    assert_int_equal(rc, code);
    if (!strstr(err->text, text)) fail_msg("'%s' not in '%s'", text, err->text);
    gb_error_clear(err);
}

static void test_errors(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    for (size_t k = 0; k < grid.n; k++) g00[k] = 1;
    struct smoothing s = {.kind = SMOOTH_GAUSSIAN, .width = 0.005};
    fails(GB_EINPUT, smooth_apply(&s, grid, 0, g00, out, &err), &err, "smoothing width 0.005: allowed are 0.0103");
    s.width = 10;
    fails(GB_EINPUT, smooth_derivative(&s, grid, g00, out, &err), &err, "smoothing width 10");
    s.width = NAN;
    fails(GB_EINPUT, smooth_derivative(&s, grid, g00, out, &err), &err, "smoothing width");
    s.width = 0.1;
    fails(GB_EINPUT, smooth_apply(&s, grid, 1, g00, out, &err), &err, "order 1");
    fails(GB_EINPUT, smooth_apply(&s, (struct pdf_grid){2, 1}, 0, g00, out, &err), &err, "at least 3 bins");
    s = (struct smoothing){.kind = SMOOTH_QWINDOW, .q_max = 400};
    fails(GB_EINPUT, smooth_r_derivative(&s, grid, g00, out, &err), &err, "Q_max 400: allowed are");
    s = (struct smoothing){.kind = SMOOTH_NONE};
    g00[3] = NAN;
    fails(GB_EFAIL, smooth_r_derivative(&s, grid, g00, out, &err), &err, "not finite at r = 0.03605");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaussian_closed_form),
        cmocka_unit_test(test_constants_kept),
        cmocka_unit_test(test_straight_line_keeps_its_slope),
        cmocka_unit_test(test_same_operator),
        cmocka_unit_test(test_wide_window),
        cmocka_unit_test(test_even_at_zero),
        cmocka_unit_test(test_window_heights),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

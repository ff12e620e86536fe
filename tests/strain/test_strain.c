/* The pipeline on curves whose strain is known. */
#include "help.h"

#include "strain/strain.h"

#include "strain/shell.h"

enum { N = 1150 };
static const struct pdf_grid grid = {N, 0.0213}; /* to 24.5 */
static const double nu = 0.37;
static double g00[N], g20[N], slope[N]; /* slope: r dg00/dr */
static double c_nu(void) { return 2 * (1 + nu) / (3 * sqrt(5)); }

static double gauss(double u, double w) { return exp(-u * u / (2 * w * w)); }

/* A glass of Gaussian shells: a step from 0 to 1 at R[0]-ish (error function), and oscillating shells that die out. */
struct glass {
    const char *name;
    int n;
    double R[8], w[8], a[8], step_r, step_w;
};
static const struct glass cu_zr = {"Cu-Zr like",
                                   6,
                                   {2.72, 3.7, 4.6, 5.4, 6.9, 9.1},
                                   {0.21, 0.35, 0.3, 0.3, 0.5, 0.6},
                                   {2.3, -0.55, 0.35, 0.2, 0.15, 0.08},
                                   2.5,
                                   0.12};
static const struct glass split = {"split first peak",
                                   6,
                                   {2.6, 3.1, 4.0, 5.0, 6.3, 8.4},
                                   {0.12, 0.17, 0.3, 0.3, 0.5, 0.6},
                                   {3.1, 2.2, -0.6, 0.4, 0.2, 0.1},
                                   2.6,
                                   0.1};
static const struct glass shallow = {"shallow, wide",
                                     5,
                                     {2.8, 3.9, 4.9, 7.2, 9.3, 0},
                                     {0.35, 0.5, 0.5, 0.6, 0.7, 1},
                                     {1.1, -0.3, 0.2, 0.1, 0.05, 0},
                                     2.5,
                                     0.2};

static void make(const struct glass *m) {
    for (size_t k = 0; k < N; k++) {
        const double r = pdf_r(grid, k), u0 = (r - m->step_r) / m->step_w;
        g00[k] = 0.5 * erfc(-u0 / sqrt(2));
        slope[k] = r * gauss(r - m->step_r, m->step_w) / (sqrt(2 * M_PI) * m->step_w);
        for (int i = 0; i < m->n; i++) {
            const double u = r - m->R[i], f = m->a[i] * gauss(u, m->w[i]);
            g00[k] += f;
            slope[k] -= r * u / (m->w[i] * m->w[i]) * f;
        }
    }
}

static struct strain_options options(enum strain_pick pick, double width) {
    struct strain_options o = {nu, 6, 20, pick, {.kind = SMOOTH_GAUSSIAN, .width = width}};
    if (width <= 0) o.smoothing.kind = SMOOTH_NONE;
    return o;
}

static struct strain_result measured(const struct strain_options *o) {
    struct strain_result res;
    struct gb_error err = GB_ERROR_INIT;
    if (strain_measure(grid, g00, g20, o, &res, NULL, &err) != GB_OK) fail_msg("%s", err.text);
    return res;
}

/* g20 = eps K: every strain is eps, whatever the smoothing and the picking. */
static void test_affine(void **state) {
    (void)state;
    const struct glass *all[] = {&cu_zr, &split, &shallow};
    const double eps = 0.00385;
    for (int m = 0; m < 3; m++) {
        make(all[m]);
        for (size_t k = 0; k < N; k++) g20[k] = eps * c_nu() * slope[k];
        for (int how = 0; how < 12; how++) {
            struct strain_options o = options((enum strain_pick)(how % 3), 0.06);
            if (how / 3 == 1)
                o.smoothing = (struct smoothing){.kind = SMOOTH_QWINDOW, .q_max = 20, .window = QWINDOW_LORCH};
            if (how / 3 == 2)
                o.smoothing = (struct smoothing){.kind = SMOOTH_QWINDOW, .q_max = 17, .window = QWINDOW_STEP};
            if (how / 3 == 3) o.smoothing.width = 0.2;
            const struct strain_result r = measured(&o);
            close_to(r.eps_inf, eps, eps * 1e-10, all[m]->name);
            close_to(r.eps_1, eps, eps * 1e-10, all[m]->name);
            close_to(r.eps_2, eps, eps * 1e-10, all[m]->name);
            close_to(r.ratio, 0, 1e-10, all[m]->name);
            assert_true(r.residual < 1e-10);
            assert_true(r.A_1 > 0 && r.A_2 < 0 && r.r_1 < r.r_2 && r.r_1 < r.r_peak && r.r_2 > r.r_peak);
            assert_true(r.r_min > r.r_peak + 0.5 && r.r_min < 1.7 * r.r_peak);
        }
    }
}

/* g20 = eps(r) K with half the strain below 4.2: raw curves, so A_i sits where the local strain is constant. */
static void test_switch(void **state) {
    (void)state;
    make(&cu_zr);
    const double eps = 0.005;
    for (size_t k = 0; k < N; k++) {
        const double r = pdf_r(grid, k), part = 0.55 + 0.45 / (1 + exp(-(r - 4.4) / 0.04));
        g20[k] = eps * part * c_nu() * slope[k];
    }
    for (int pick = 0; pick < 3; pick++) {
        const struct strain_options o = options((enum strain_pick)pick, 0.06);
        const struct strain_result r = measured(&o);
        close_to(r.eps_inf, eps, eps * 1e-8, "eps_inf");
        close_to(r.eps_1, 0.55 * eps, eps * 2e-5, "eps_1");
        close_to(r.eps_2, 0.55 * eps, eps * 2e-5, "eps_2");
        close_to(r.ratio, 0.45, 2e-5, "ratio");
        assert_string_equal(strain_pick_name(o.pick), pick == 0 ? "own" : pick == 1 ? "at-k" : "shell");
    }
}

/* Different strain on the two flanks: eps_1 and eps_2 are told apart, and own and K's extrema differ in A, little in
 * eps. */
static void test_two_flanks(void **state) {
    (void)state;
    make(&cu_zr);
    for (size_t k = 0; k < N; k++) {
        const double r = pdf_r(grid, k), part = r < 5 ? 0.6 + 0.3 / (1 + exp(-(r - 2.72) / 0.03)) : 1;
        g20[k] = 0.004 * part * c_nu() * slope[k];
    }
    struct strain_options o = options(STRAIN_OWN_EXTREMUM, 0.045);
    const struct strain_result r = measured(&o);
    close_to(r.eps_1, 0.004 * 0.6, 0.004 * 0.01, "eps_1");
    close_to(r.eps_2, 0.004 * 0.9, 0.004 * 0.01, "eps_2");
    close_to(r.ratio, 1 - 0.75, 0.01, "ratio");
    close_to(r.ratio, 1 - (r.eps_1 + r.eps_2) / (2 * r.eps_inf), 1e-15, "definition of the ratio");
}

/* The number that strain.h quotes: a g20 that saw a wider smoothing than K fakes a ratio. */
static void test_mismatch_fakes_a_ratio(void **state) {
    (void)state;
    make(&cu_zr);
    double blurred[N];
    const struct smoothing wide = {.kind = SMOOTH_GAUSSIAN, .width = 0.1};
    for (size_t k = 0; k < N; k++) blurred[k] = 0.004 * c_nu() * slope[k];
    assert_int_equal(smooth_apply(&wide, grid, 2, blurred, g20, NULL), GB_OK);
    const struct strain_options raw = options(STRAIN_OWN_EXTREMUM, 0);
    const struct strain_result r = measured(&raw);
    print_message("ratio faked by s = 0.1 in g20 only: %.4f; eps_inf/eps = %.4f\n", r.ratio, r.eps_inf / 0.004);
    close_to(r.ratio, 0.138, 0.001, "faked ratio");

    for (size_t k = 0; k < N; k++) g20[k] = blurred[k];
    const struct strain_options same = options(STRAIN_OWN_EXTREMUM, 0.1);
    close_to(measured(&same).ratio, 0, 1e-10, "same smoothing");
}

/* Noise: ripples at small r where g00 = 0, and bins that scatter; the shell stays where it is. */
static void test_noise(void **state) {
    (void)state;
    make(&cu_zr);
    unsigned seed = 99;
    for (size_t k = 0; k < N; k++) {
        const double r = pdf_r(grid, k);
        g20[k] = 0.005 * c_nu() * slope[k];
        seed = seed * 1664525u + 1013904223u;
        const double noise = seed / 4294967296.0 - 0.5;
        if (r < 2) g00[k] += 1.3 * cos(6 * r) * exp(-r), g20[k] += 0.05 * noise / (r + 0.1);
        if (r > 2) g00[k] += 0.02 * noise / r, g20[k] += 0.001 * noise;
    }
    for (int pick = 0; pick < 3; pick++) {
        const struct strain_options o = options((enum strain_pick)pick, 0.08);
        const struct strain_result r = measured(&o);
        close_to(r.r_peak, 2.72, 0.06, "r_peak");
        close_to(r.r_min, 3.7, 0.15, "r_min");
        close_to(r.ratio, 0, 0.03, "ratio");
    }
}

/* Linear in g20: twice the strain, twice everything but the ratio; curves come out as they were used. */
static void test_curves(void **state) {
    (void)state;
    make(&split);
    for (size_t k = 0; k < N; k++) g20[k] = 0.003 * c_nu() * slope[k];
    static double a[N], b[N], K[N];
    const struct strain_curves curves = {a, b, K};
    const struct strain_options o = options(STRAIN_AT_K, 0.05);
    struct strain_result r;
    assert_int_equal(strain_measure(grid, g00, g20, &o, &r, &curves, NULL), GB_OK);
    double top = 0;
    for (size_t k = 0; k < N; k++) {
        close_to(b[k], 0.003 * K[k], 1e-12, "g20 against K");
        top = fmax(top, b[k]);
    }
    close_to(r.A_1, top, 1e-3 * top, "A_1 is the top");
    const struct strain_curves only_K = {NULL, NULL, b};
    assert_int_equal(strain_measure(grid, g00, g20, &o, &r, &only_K, NULL), GB_OK);
    assert_memory_equal(b, K, sizeof b);
}

static void fails(int code, const struct strain_options *o, const char *text) {
    struct gb_error err = GB_ERROR_INIT;
    struct strain_result r;
    assert_int_equal(strain_measure(grid, g00, g20, o, &r, NULL, &err), code);
    if (!strstr(err.text, text)) fail_msg("'%s' not in '%s'", text, err.text);
    gb_error_clear(&err);
}

static void affine(const struct glass *m, double eps) {
    make(m);
    for (size_t k = 0; k < N; k++) g20[k] = eps * c_nu() * slope[k];
}

/* Where g20 is no multiple of K every bin counts: the sums over the bins between the limits, taken here from the curves
 * that come out. */
static void test_sums_over_ranges(void **state) {
    (void)state;
    static double a[N], b[N], K[N];
    const struct strain_curves curves = {a, b, K};
    make(&cu_zr);
    for (size_t k = 0; k < N; k++) {
        const double r = pdf_r(grid, k);
        g20[k] = c_nu() * slope[k] * (0.004 + 0.0011 * sin(1.7 * r)) + 1e-4 * cos(23 * r);
    }
    struct strain_options o = options(STRAIN_WHOLE_SHELL, 0);
    o.fit_lo = pdf_r(grid, 282) - 0.2 * grid.dr; /* 282 is in, 281 not; 933 is in, 934 not */
    o.fit_hi = pdf_r(grid, 933) + 0.3 * grid.dr;
    struct strain_result r;
    assert_int_equal(strain_measure(grid, g00, g20, &o, &r, &curves, NULL), GB_OK);
    double xx = 0, xy = 0, yy = 0, left = 0;
    for (size_t k = 282; k <= 933; k++) xx += K[k] * K[k], xy += K[k] * b[k], yy += b[k] * b[k];
    for (size_t k = 282; k <= 933; k++) left += pow(b[k] - xy / xx * K[k], 2);
    close_to(r.eps_inf, xy / xx, 1e-14, "eps_inf");
    close_to(r.eps_inf_lsq_err, sqrt(left / (933 - 282) / xx), 1e-14, "eps_inf_lsq_err");
    close_to(r.residual, sqrt(left / yy), 1e-12, "residual");
    assert_true(r.eps_inf_lsq_err > 1e-6 && r.residual > 0.05);

    /* the shell: from a tenth of the first peak, bin by bin, to the lowest point after it */
    size_t peak = 0, on, min;
    for (size_t k = 0; k < N; k++)
        if (a[k] > a[peak]) peak = k;
    for (on = peak; a[on - 1] > a[peak] / 10;) on--;
    min = peak;
    for (size_t k = peak; pdf_r(grid, k) < 4.2; k++)
        if (a[k] < a[min]) min = k;
    close_to(r.r_peak, pdf_r(grid, peak), 1e-12, "r_peak");
    close_to(r.r_min, pdf_r(grid, min), 1e-12, "r_min");
    xx = xy = 0;
    for (size_t k = on; k <= min; k++) xx += K[k] * K[k], xy += K[k] * b[k];
    close_to(r.eps_1, xy / xx, 1e-14, "eps_1");
    close_to(r.eps_2, xy / xx, 1e-14, "eps_2");
    close_to(r.ratio, 1 - xy / xx / r.eps_inf, 1e-12, "ratio");
}

/* A_1 is sought from where the shell begins, A_2 up to 0.05 r_peak beyond its end: spikes on either side of both
 * limits.
 */
static void test_where_peaks_are_sought(void **state) {
    (void)state;
    make(&cu_zr);
    const struct strain_options o = options(STRAIN_OWN_EXTREMUM, 0);
    struct strain_result r;
    affine(&cu_zr, 0.004);
    assert_int_equal(strain_measure(grid, g00, g20, &o, &r, NULL, NULL), GB_OK);
    const double past = floor(0.05 * r.r_peak / grid.dr);
    const size_t min = (size_t)(r.r_min / grid.dr);
    size_t on = (size_t)(r.r_peak / grid.dr);
    while (g00[on - 1] > g00[(size_t)(r.r_peak / grid.dr)] / 10) on--;
    assert_true(past == 6);
    g20[on] = 3 * r.A_1;
    assert_int_equal(strain_measure(grid, g00, g20, &o, &r, NULL, NULL), GB_OK);
    close_to(r.r_1, pdf_r(grid, on), 0.5 * grid.dr, "r_1 at the beginning");
    const double first = r.A_1 / 3;
    affine(&cu_zr, 0.004);
    g20[on - 1] = 3 * first;
    assert_int_equal(strain_measure(grid, g00, g20, &o, &r, NULL, NULL), GB_OK);
    assert_true(r.r_1 > pdf_r(grid, on) + 2 * grid.dr && r.A_1 < 1.5 * first);

    for (size_t beyond = 6; beyond <= 7; beyond++) {
        make(&cu_zr);
        for (size_t k = 0; k < N; k++) g20[k] = 0.004 * c_nu() * slope[k];
        for (size_t k = min + 1; k < min + 12; k++)
            g00[k] = g00[min] + 1e-3; /* flat: K is of what follows the minimum */
        g00[min + beyond - 1] += 2e-3;
        g00[min + beyond + 1] -= 5e-4;
        g20[min + beyond] = -3 * first;
        assert_int_equal(strain_measure(grid, g00, g20, &o, &r, NULL, NULL), GB_OK);
        close_to(r.r_min, pdf_r(grid, min), 1e-12, "r_min stays");
        if (beyond == 6) close_to(r.r_2, pdf_r(grid, min + 6), 0.5 * grid.dr, "r_2 at the end");
        if (beyond == 7) assert_true(r.r_2 < r.r_min);
    }
}

/* The affine law in Q with something beside it: slope, rest and range from sums taken here. */
static void test_law_in_q(void **state) {
    (void)state;
    enum { M = 400 };
    double S00[M], S20[M], x[M], xx = 0, xy = 0, yy = 0, left = 0;
    const double dq = 0.05;
    for (int j = 0; j < M; j++) {
        const double Q = (j + 0.5) * dq;
        S00[j] = 1 + 1.7 * gauss(Q - 3.1, 0.4) - 0.4 * gauss(Q - 4.3, 0.5) + 0.3 * gauss(Q - 5.6, 0.6);
        const double d = -1.7 * (Q - 3.1) / 0.16 * gauss(Q - 3.1, 0.4) + 0.4 * (Q - 4.3) / 0.25 * gauss(Q - 4.3, 0.5) -
                         0.3 * (Q - 5.6) / 0.36 * gauss(Q - 5.6, 0.6);
        x[j] = -c_nu() * Q * d;
        S20[j] = 0.0047 * x[j] + 0.004 * sin(2.3 * Q);
        if (Q < 1.2 || Q > 12.9) continue;
        xx += x[j] * x[j], xy += x[j] * S20[j], yy += S20[j] * S20[j];
    }
    for (int j = 0; j < M; j++)
        if ((j + 0.5) * dq > 1.2 && (j + 0.5) * dq < 12.9) left += pow(S20[j] - xy / xx * x[j], 2);
    const struct structure reference = {.n = M, .dq = dq, .S = {S00, S00, S00}},
                           signal = {.n = M, .dq = dq, .S = {S00, S20}};
    struct strain_q_fit fit;
    assert_int_equal(strain_q_law(&reference, &signal, nu, 1.2, 12.9, &fit, NULL), GB_OK);
    close_to(fit.eps, xy / xx, 1e-4 * xy / xx, "eps"); /* the slope of S00 is a difference there */
    close_to(fit.residual, sqrt(left / yy), 1e-3, "residual");
    assert_int_equal(fit.points, 234);
    assert_true(fit.residual > 0.1 && fit.residual < 0.6);
}

static void test_bad_options(void **state) {
    (void)state;
    affine(&cu_zr, 0.004);
    struct strain_options o = options(STRAIN_OWN_EXTREMUM, 0.05);
    o.poisson = 0.7;
    fails(GB_EINPUT, &o, "Poisson's ratio 0.7: must be");
    o.poisson = NAN;
    fails(GB_EINPUT, &o, "Poisson's ratio");
    o = options(STRAIN_OWN_EXTREMUM, 0.05);
    o.fit_hi = 30;
    fails(GB_EINPUT, &o, "the curves end at r = 24.495");
    o.fit_hi = 5;
    fails(GB_EINPUT, &o, "must begin at 0 or above");
    o.fit_hi = 6.1;
    fails(GB_EINPUT, &o, "holds 4 bins; at least 10");
    o = options(STRAIN_OWN_EXTREMUM, 0.001);
    fails(GB_EINPUT, &o, "smoothing width 0.001");
}

static void test_no_peaks(void **state) {
    (void)state;
    const struct strain_options own = options(STRAIN_OWN_EXTREMUM, 0.05), at_K = options(STRAIN_AT_K, 0.05);
    affine(&cu_zr, -0.004);
    fails(GB_EFAIL, &own, "tension");
    affine(&cu_zr, 0.004);
    for (size_t k = 0; k < N; k++)
        if (pdf_r(grid, k) < 5) g20[k] = 0;
    fails(GB_EFAIL, &own, "no positive peak of g20 in the first shell, r = 2.2");
    affine(&cu_zr, 0.004);
    for (size_t k = 0; k < N; k++) g20[k] = fabs(g20[k]);
    fails(GB_EFAIL, &own, "no negative peak of g20 after");
    for (size_t k = 0; k < N; k++) g00[k] = 1;
    fails(GB_EFAIL, &at_K, "no first peak: g00 stays at or below 1");
    for (size_t k = 0; k < N; k++) g00[k] = 1 + gauss(pdf_r(grid, k) - 24, 0.3);
    fails(GB_EFAIL, &at_K, "no minimum of g00 between its first peak at r = 2");
    for (size_t k = 0; k < N; k++) g00[k] = g20[k] = NAN;
    fails(GB_EFAIL, &at_K, "g00: the curve is not finite at r = 0.01065");
    affine(&cu_zr, 0.004);
    g20[700] = INFINITY;
    fails(GB_EFAIL, &at_K, "g20: the curve is not finite");
    /* nothing beyond the first shell: K is zero in the fit window */
    for (size_t k = 0; k < N; k++) {
        const double r = pdf_r(grid, k);
        g00[k] = r < 2 ? 0 : r < 3 ? 2 : r < 4 ? 0.5 : 1;
        g20[k] = 0;
    }
    const struct strain_options none = options(STRAIN_AT_K, 0);
    fails(GB_EFAIL, &none, "g00 has no structure to fit");
}

static void test_extrema(void **state) {
    (void)state;
    const struct pdf_grid g = {9, 0.5};
    double f[9], h[9];
    for (size_t k = 0; k < 9; k++) {
        const double r = pdf_r(g, k);
        f[k] = 3.7 - 1.3 * (r - 2.31) * (r - 2.31);
        h[k] = 2 + 0.7 * r;
    }
    struct extremum e;
    assert_true(extremum_find(&e, g, f, 1, 0, 8));
    close_to(e.r, 2.31, 1e-12, "vertex");
    close_to(extremum_value(&e, f), 3.7, 1e-12, "height");
    close_to(extremum_value(&e, h), 2 + 0.7 * 2.31, 1e-12, "another curve there");
    assert_false(extremum_find(&e, g, f, -1, 0, 8)); /* the ends are no extrema */
    assert_false(extremum_find(&e, g, h, 1, 0, 8));
}

/* What a cut of S(Q) leaves grows as 1/r towards r = 0: however high, it is not the first shell. */
static void test_spike_at_zero(void **state) {
    (void)state;
    struct shell clean, spiked;
    struct gb_error err = GB_ERROR_INIT;
    make(&cu_zr);
    assert_int_equal(shell_find(&clean, grid, g00, &err), GB_OK);
    for (size_t k = 0; k < N; k++) g00[k] += 0.4 / pdf_r(grid, k) * cos(25 * pdf_r(grid, k)) * exp(-pdf_r(grid, k) / 2);
    assert_true(g00[0] > 10 * g00[clean.peak]);
    assert_int_equal(shell_find(&spiked, grid, g00, &err), GB_OK);
    close_to(spiked.r_peak, clean.r_peak, 0.1, "r_peak");
    close_to(spiked.r_min, clean.r_min, 0.2, "r_min");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_affine),
        cmocka_unit_test(test_switch),
        cmocka_unit_test(test_two_flanks),
        cmocka_unit_test(test_mismatch_fakes_a_ratio),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_curves),
        cmocka_unit_test(test_sums_over_ranges),
        cmocka_unit_test(test_law_in_q),
        cmocka_unit_test(test_where_peaks_are_sought),
        cmocka_unit_test(test_bad_options),
        cmocka_unit_test(test_no_peaks),
        cmocka_unit_test(test_extrema),
        cmocka_unit_test(test_spike_at_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

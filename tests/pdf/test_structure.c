/* S_l0(Q) from partials and back: shells with known transforms, weights, the affine law, the ends of r and Q, errors.
 */
#include "pdf/structure.h"

#include "base/mem.h"
#include "pdf/bessel.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double rho0 = 0.0617;
static const struct pdf_grid grid = {2200, 0.0097};
enum { NQ = 1300 };
static const double dq = 0.0193; /* to 25 */

/* Gaussian shells of three pairs; (g-1) r = A (e^{-(r-R)^2/2s^2} - e^{-(r+R)^2/2s^2}) has S - 1 = 4 pi rho0 sqrt(2 pi)
 * s A e^{-Q^2 s^2/2} sin(QR)/Q, and r dg/dr has -Q dS/dQ for l = 2. */
struct shell {
    double R, s, A;
};
static const struct shell shell[3] = {{2.59, 0.13, 0.9}, {2.84, 0.15, 1.3}, {3.17, 0.21, 0.7}};

static double h(struct shell p, double r) {
    const double a = (r - p.R) / p.s, b = (r + p.R) / p.s;
    return p.A * (exp(-a * a / 2) - exp(-b * b / 2)) / r;
}
static double h_slope(struct shell p, double r) { /* r dh/dr */
    const double a = (r - p.R) / p.s, b = (r + p.R) / p.s;
    return -h(p, r) - p.A * (a * exp(-a * a / 2) - b * exp(-b * b / 2)) / p.s;
}
static double S00(struct shell p, double q) {
    return 1 + 4 * M_PI * rho0 * sqrt(2 * M_PI) * p.s * p.A * exp(-q * q * p.s * p.s / 2) * sin(q * p.R) / q;
}
static double minus_Q_dS00(struct shell p, double q) {
    const double amp = 4 * M_PI * rho0 * sqrt(2 * M_PI) * p.s * p.A * exp(-q * q * p.s * p.s / 2);
    return amp * (sin(q * p.R) / q + q * p.s * p.s * sin(q * p.R) - p.R * cos(q * p.R));
}
/* For l = 4, r^4 e^{-r^2/2w^2} has sqrt(pi/2) w^11 Q^4 e^{-Q^2 w^2/2}. */
static const double w4 = 0.57;
static double lobe(double r) { return pow(r, 4) * exp(-r * r / (2 * w4 * w4)); }
static double S40(double q) {
    return 4 * M_PI * rho0 * sqrt(M_PI / 2) * pow(w4, 11) * pow(q, 4) * exp(-q * q * w4 * w4 / 2);
}

/* g[l/2 * 3 + pair] of the three shells: g00, eps c r dg00/dr, a lobe. */
static const double eps_c = 0.0123;
struct partials {
    double *g[9];
};
static struct partials partials(struct pdf_grid at) {
    struct partials p;
    for (int i = 0; i < 9; i++) p.g[i] = GB_ARRAY(at.n, double);
    for (size_t k = 0; k < at.n; k++)
        for (int i = 0; i < 3; i++) {
            const double r = pdf_r(at, k);
            p.g[i][k] = 1 + h(shell[i], r);
            p.g[3 + i][k] = eps_c * h_slope(shell[i], r);
            p.g[6 + i][k] = (i + 1) * lobe(r);
        }
    return p;
}
static void partials_free(struct partials *p) {
    for (int i = 0; i < 9; i++) free(p->g[i]);
}

static void near(double v, double expected, double tolerance, const char *what) {
    if (!(fabs(v - expected) <= tolerance))
        fail_msg("%s: %.15g, expected %.15g within %g", what, v, expected, tolerance);
}

static struct scatter cu_zr(enum scatter_probe probe) {
    struct scatter s;
    assert_int_equal(scatter_parse(&s, probe, "Cu64.5Zr35.5", NULL), GB_OK);
    return s;
}

static struct structure transform(const struct scatter *sc, const struct structure_input *in, size_t n, double step) {
    struct structure s;
    struct gb_error err = GB_ERROR_INIT;
    if (structure_from_partials(&s, sc, in, n, step, &err) != GB_OK) fail_msg("%s", err.text);
    return s;
}

/* Each probe, l = 0, 2, 4: the sum of weights times what each shell has. */
static void known_shells(void **state) {
    (void)state;
    struct partials p = partials(grid);
    for (int probe = 0; probe < SCATTER_N_PROBES; probe++) {
        const struct scatter sc = cu_zr((enum scatter_probe)probe);
        const struct structure_input in = {grid, rho0, 4, (const double *const *)p.g, 0, 1};
        struct structure s = transform(&sc, &in, NQ, dq);
        assert_true(s.n == NQ && s.dq == dq && s.rho0 == rho0);
        for (size_t j = 0; j < NQ; j++) {
            const double q = structure_q(&s, j);
            double expected[3] = {1, 0, 0};
            for (int a = 0, i = 0; a < 2; a++)
                for (int b = a; b < 2; b++, i++) {
                    const double w = scatter_weight(&sc, a, b, q);
                    expected[0] += w * (S00(shell[i], q) - 1);
                    expected[1] += w * eps_c * minus_Q_dS00(shell[i], q);
                    expected[2] += w * (i + 1) * S40(q);
                }
            near(s.S[0][j], expected[0], 1e-11, "S00");
            near(s.S[1][j], expected[1], 1e-11, "S20");
            near(s.S[2][j], expected[2], 1e-10, "S40");
        }
        structure_clear(&s);
        assert_null(s.S[0]);
    }
    partials_free(&p);
}

/* l_max = 0 and 2 leave out what was not asked for. */
static void fewer_orders(void **state) {
    (void)state;
    struct partials p = partials(grid);
    const struct scatter sc = cu_zr(SCATTER_XRAY);
    for (int l_max = 0; l_max <= 2; l_max += 2) {
        const struct structure_input in = {grid, rho0, l_max, (const double *const *)p.g, 0, 1};
        struct structure s = transform(&sc, &in, 50, dq);
        assert_non_null(s.S[0]);
        assert_true(!s.S[1] == (l_max == 0));
        assert_null(s.S[2]);
        double g[10];
        struct gb_error err = GB_ERROR_INIT;
        const struct q_cut cut = {0, 50 * dq, QWINDOW_STEP};
        assert_int_equal(structure_g(&s, &cut, 4, (struct pdf_grid){10, 0.1}, g, &err), GB_EINPUT);
        assert_string_equal(err.text, "S_40 is not there");
        gb_error_clear(&err);
        structure_clear(&s);
    }
    partials_free(&p);
}

/* In units of sigma with to_angstrom = 2.2: the same curve at Q sigma. */
static void other_length_unit(void **state) {
    (void)state;
    const double sigma = 2.2;
    struct partials p = partials(grid);
    const struct scatter sc = cu_zr(SCATTER_XRAY);
    const struct structure_input ang = {grid, rho0, 2, (const double *const *)p.g, 0, 1};
    const struct structure_input lj = {
        {grid.n, grid.dr / sigma}, rho0 * pow(sigma, 3), 2, (const double *const *)p.g, 0, sigma};
    struct structure a = transform(&sc, &ang, NQ, dq), b = transform(&sc, &lj, NQ, dq * sigma);
    for (size_t j = 0; j < NQ; j++) {
        near(b.S[0][j], a.S[0][j], 1e-11, "S00 in sigma");
        near(b.S[1][j], a.S[1][j], 1e-11, "S20 in sigma");
    }
    structure_clear(&a);
    structure_clear(&b);
    partials_free(&p);
}

/* A species without atoms has no partials: NaN is passed over where its fraction is 0, and said where not. */
static void absent_species(void **state) {
    (void)state;
    struct partials p = partials(grid);
    for (size_t k = 0; k < grid.n; k++) p.g[1][k] = p.g[2][k] = p.g[4][k] = p.g[5][k] = NAN;
    struct scatter sc = cu_zr(SCATTER_XRAY);
    sc.fraction[0] = 1;
    sc.fraction[1] = 0;
    const struct structure_input in = {grid, rho0, 2, (const double *const *)p.g, 0, 1};
    struct structure s = transform(&sc, &in, NQ, dq);
    near(s.S[0][300], S00(shell[0], structure_q(&s, 300)), 1e-11, "S00 of one species");
    structure_clear(&s);
    struct gb_error err = GB_ERROR_INIT;
    sc = cu_zr(SCATTER_XRAY);
    assert_int_equal(structure_from_partials(&s, &sc, &in, NQ, dq, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "partial 1-2, l = 0: the curve to transform is not finite at r = 0.00485"));
    gb_error_clear(&err);
    partials_free(&p);
}

/* The affine law S20 = -eps c Q dS00/dQ of a strained shell, by the difference of sixth order; its error (r dq)^6/140.
 */
static void affine_law(void **state) {
    (void)state;
    struct partials p = partials(grid);
    const struct scatter sc = cu_zr(SCATTER_NUMBER);
    const struct structure_input in = {grid, rho0, 2, (const double *const *)p.g, 0, 1};
    double error[2] = {0, 0}, size = 0;
    for (int i = 0; i < 2; i++) {
        const double step = i ? 0.1 : 0.2;
        const size_t n = (size_t)(20 / step);
        struct structure s = transform(&sc, &in, n, step);
        double *slope = GB_ARRAY(n, double);
        structure_slope(&s, slope);
        for (size_t j = 0; j + 4 < n; j++) {
            error[i] = fmax(error[i], fabs(s.S[1][j] - eps_c * slope[j]));
            size = fmax(size, fabs(s.S[1][j]));
        }
        free(slope);
        structure_clear(&s);
    }
    print_message("affine law: error %.2g at dq = 0.2, %.2g at 0.1, of %.2g\n", error[0], error[1], size);
    near(error[0] / size, pow(2.85 * 0.2, 6) / 140, 2e-4, "error at dq = 0.2, relative");
    near(log2(error[0] / error[1]), 6, 0.3, "order");
    partials_free(&p);
}

/* The slope of one wave, sin(QR)/Q: what is lost is (R dq)^6/140 of it. */
static void slope_is_sixth_order(void **state) {
    (void)state;
    enum { N = 400 };
    double S[N], slope[N];
    const double step = 0.05, R = 12;
    const struct structure s = {N, step, rho0, {S, NULL, NULL}};
    for (size_t j = 0; j < N; j++) S[j] = 1 + cos(R * structure_q(&s, j));
    structure_slope(&s, slope);
    double kept = 0, all = 0;
    for (size_t j = 20; j + 4 < N; j++) {
        const double q = structure_q(&s, j), exact = q * R * sin(R * q);
        kept += slope[j] * exact;
        all += exact * exact;
    }
    near(1 - kept / all, pow(R * step, 6) / 140, 0.3 * pow(R * step, 6) / 140, "lost of the slope");
}

/* S to a Q where nothing is left, and back, for each order, through no window. */
static void round_trip(void **state) {
    (void)state;
    struct partials p = partials(grid);
    const struct scatter sc = cu_zr(SCATTER_NUMBER);
    const struct structure_input in = {grid, rho0, 4, (const double *const *)p.g, 0, 1};
    struct structure s = transform(&sc, &in, 4000, 0.0161); /* to 64 */
    const struct q_cut cut = {0, 64.4, QWINDOW_STEP};
    double *g = GB_ARRAY(grid.n, double), *K = GB_ARRAY(grid.n, double);
    const double w[3] = {0.645 * 0.645, 2 * 0.645 * 0.355, 0.355 * 0.355};
    for (int l = 0; l <= 4; l += 2) {
        assert_int_equal(structure_g(&s, &cut, l, grid, g, NULL), GB_OK);
        for (size_t k = 0; k < grid.n; k++) {
            double expected = 0;
            for (int i = 0; i < 3; i++) expected += w[i] * p.g[3 * (l / 2) + i][k];
            near(g[k], expected, 1e-9, l == 0 ? "g00 back" : l == 2 ? "g20 back" : "g40 back");
        }
    }
    assert_int_equal(structure_g(&s, &cut, 2, grid, g, NULL), GB_OK);
    assert_int_equal(structure_r_derivative(&s, &cut, grid, K, NULL), GB_OK);
    double error = 0, size = 0;
    for (size_t k = 0; k < grid.n; k++) {
        error = fmax(error, fabs(eps_c * K[k] - g[k]));
        size = fmax(size, fabs(g[k]));
    }
    near(error / size, 0, 3e-8, "g20 = eps c r dg00/dr"); /* (3.2 dq)^6/140 = 1.3e-10 and the shells' widths */
    free(g);
    free(K);
    structure_clear(&s);
    partials_free(&p);
}

/* Whatever the window and the cut, hard ones in the middle of a shell's waves included, an affine g20 and K are the
 * same curve: the window acts after the derivative. */
static void window_after_derivative(void **state) {
    (void)state;
    struct partials p = partials(grid);
    const struct scatter sc = cu_zr(SCATTER_NUMBER);
    const struct structure_input in = {grid, rho0, 2, (const double *const *)p.g, 0, 1};
    struct structure s = transform(&sc, &in, NQ, dq);
    double *g = GB_ARRAY(grid.n, double), *K = GB_ARRAY(grid.n, double);
    for (int w = 0; w < QWINDOW_N; w++)
        for (int cuts = 0; cuts < 2; cuts++) {
            const struct q_cut cut = {cuts ? 0.8 : 0, cuts ? 11.3 : 24.7, (enum q_window)w};
            assert_int_equal(structure_g(&s, &cut, 2, grid, g, NULL), GB_OK);
            assert_int_equal(structure_r_derivative(&s, &cut, grid, K, NULL), GB_OK);
            for (size_t k = 0; k < grid.n; k++) near(eps_c * K[k], g[k], 3e-8, q_window_name((enum q_window)w));
        }
    free(g);
    free(K);
    structure_clear(&s);
    partials_free(&p);
}

/* structure_g against a plain sum with GSL-free j2, window, Q_max and the continuation below Q_min by hand. */
static void cut_by_hand(void **state) {
    (void)state;
    struct partials p = partials(grid);
    const struct scatter sc = cu_zr(SCATTER_XRAY);
    const struct structure_input in = {grid, rho0, 2, (const double *const *)p.g, 0, 1};
    struct structure s = transform(&sc, &in, NQ, dq);
    const struct q_cut cut = {1.3, 17.9, QWINDOW_LORCH};
    const struct pdf_grid few = {40, 0.31};
    double g[40];
    for (int l = 0; l <= 2; l += 2) {
        assert_int_equal(structure_g(&s, &cut, l, few, g, NULL), GB_OK);
        size_t first = 0;
        while (structure_q(&s, first) < 1.3) first++;
        for (size_t k = 0; k < few.n; k++) {
            const double r = pdf_r(few, k);
            double sum = 0;
            for (size_t j = 0; j < NQ && structure_q(&s, j) <= 17.9; j++) {
                const double q = structure_q(&s, j), t = q * r, x = M_PI * q / 17.9;
                double f = s.S[l / 2][j] - (l == 0);
                if (j < first && l == 0) f = s.S[0][first] - 1;
                if (j < first && l == 2) f = s.S[1][first] * pow(q / structure_q(&s, first), 2);
                const double j0 = sin(t) / t, j2 = (3 / (t * t) - 1) * j0 - 3 * cos(t) / (t * t);
                sum += f * sin(x) / x * (l == 0 ? j0 : j2) * q * q;
            }
            const double expected = (l == 0 ? 1 : 0) + (l == 0 ? 1 : -1) * sum * dq / (2 * M_PI * M_PI * rho0);
            near(g[k], expected, 1e-9, "by hand");
        }
    }
    structure_clear(&s);
    partials_free(&p);
}

/* An exponentially damped wave, cut at r_max: what is lost is known from the whole. The taper takes the ripples off,
 * and the estimate of the residual is within a factor of two of the truth. */
static const double wave_k = 2.8, decay = 5.1;
static double wave(double r) { return 1.7 * exp(-r / decay) * sin(wave_k * r) / r * (1 - exp(-r * r)); }
static void end_of_r(void **state) {
    (void)state;
    const struct scatter one = {.probe = SCATTER_NUMBER, .n = 1, .fraction = {1}};
    const size_t n_long = 12000, n_short = 1800;
    double *g00 = GB_ARRAY(n_long, double), *g20 = GB_ARRAY(n_long, double);
    const double *g[2] = {g00, g20};
    for (size_t k = 0; k < n_long; k++) {
        const double r = ((double)k + 0.5) * 0.01, d = 1e-4;
        g00[k] = 1 + wave(r);
        g20[k] = r * (wave(r + d) - wave(r - d)) / (2 * d);
    }
    const struct structure_input whole = {{n_long, 0.01}, rho0, 2, g, 0, 1}, cut = {{n_short, 0.01}, rho0, 2, g, 0, 1},
                                 tapered = {{n_short, 0.01}, rho0, 2, g, 6, 1};
    struct structure a = transform(&one, &whole, NQ, dq), b = transform(&one, &cut, NQ, dq),
                     c = transform(&one, &tapered, NQ, dq), estimate;
    assert_int_equal(structure_residual(&estimate, &one, &cut, NQ, dq, NULL), GB_OK);
    for (int i = 0; i < 2; i++) {
        double far_cut = 0, far_tapered = 0, peak = 0, peak_estimate = 0;
        size_t n = 0;
        for (size_t j = 0; j < NQ; j++) {
            const double q = structure_q(&a, j), error = b.S[i][j] - a.S[i][j];
            if (q > 6 && q < 20) {
                far_cut += pow(error, 2);
                far_tapered += pow(c.S[i][j] - a.S[i][j], 2);
            }
            if (fabs(q - wave_k) < 3 * M_PI / 18) {
                peak += error * error;
                n++;
            }
            if (fabs(q - wave_k) <= dq / 2) peak_estimate = estimate.S[i][j];
        }
        peak = sqrt(peak / (double)n);
        print_message("l = %d, cut at 18: rms off the peak %.2g, tapered %.2g; at the peak %.3g, estimated %.3g\n",
                      2 * i, sqrt(far_cut / 725), sqrt(far_tapered / 725), peak, peak_estimate);
        assert_true(far_tapered < 0.1 * far_cut);
        assert_true(peak_estimate > peak / 2 && peak_estimate < 2 * peak);
    }
    structure_clear(&a);
    structure_clear(&b);
    structure_clear(&c);
    structure_clear(&estimate);
    free(g00);
    free(g20);
}

static void refused(int rc, struct gb_error *err, const char *says) {
    assert_int_equal(rc, GB_EINPUT);
    if (!strstr(err->text, says)) fail_msg("'%s' is not in '%s'", says, err->text);
    gb_error_clear(err);
}

static void errors(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct partials p = partials(grid);
    struct scatter sc = cu_zr(SCATTER_XRAY);
    const struct structure_input good = {grid, rho0, 4, (const double *const *)p.g, 0, 1};
    struct structure s;
    struct structure_input in = good;
    in.taper = -1;
    refused(structure_from_partials(&s, &sc, &in, NQ, dq, &err), &err, "taper -1: allowed are 0 to 21.34");
    in.taper = NAN;
    refused(structure_from_partials(&s, &sc, &in, NQ, dq, &err), &err, "taper nan");
    in.taper = 22;
    refused(structure_from_partials(&s, &sc, &in, NQ, dq, &err), &err, "taper 22");
    in = good;
    in.to_angstrom = NAN;
    refused(structure_from_partials(&s, &sc, &in, NQ, dq, &err), &err, "length unit of nan angstrom");
    refused(structure_residual(&s, &sc, &in, NQ, dq, &err), &err, "length unit of nan angstrom");
    in = good;
    in.rho0 = 0;
    refused(structure_from_partials(&s, &sc, &in, NQ, dq, &err), &err, "partial 1-1, l = 0: number density 0");
    refused(structure_from_partials(&s, &sc, &good, 80, 1, &err), &err, "Q up to 80 1/angstrom: form factors");
    sc.probe = SCATTER_NUMBER;
    refused(structure_from_partials(&s, &sc, &good, 400, 1, &err), &err, "use smaller bins or a lower Q");

    s = transform(&sc, &good, NQ, dq);
    double g[10];
    const struct pdf_grid few = {10, 0.3}, far = {10, 30};
    const struct q_cut cut[] = {{-1, 20, 0}, {3, 3, 0}, {0, 26, 0}, {NAN, 20, 0}, {0, NAN, 0}, {19.9, 20, 0}};
    for (int i = 0; i < 5; i++)
        refused(structure_g(&s, &cut[i], 0, few, g, &err), &err, "allowed is 0 <= Q_min < Q_max <= 25.09");
    refused(structure_g(&s, &cut[5], 0, few, g, &err), &err, "holds fewer than 10 points of 0.0193");
    refused(structure_r_derivative(&s, &cut[0], few, g, &err), &err, "Q from -1 to 20");
    const struct q_cut fine = {0.5, 20, QWINDOW_LORCH};
    refused(structure_g(&s, &fine, 1, few, g, &err), &err, "S_10 is not there");
    refused(structure_g(&s, &fine, 6, few, g, &err), &err, "S_60 is not there");
    refused(structure_g(&s, &fine, -2, few, g, &err), &err, "S_-20 is not there");
    refused(structure_g(&s, &fine, 0, far, g, &err), &err, "smaller steps or a lower r");
    s.n = 3;
    refused(structure_r_derivative(&s, &fine, few, g, &err), &err, "3 points of Q: a slope needs at least 4");
    structure_clear(&s);
    partials_free(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_shells),
        cmocka_unit_test(fewer_orders),
        cmocka_unit_test(other_length_unit),
        cmocka_unit_test(absent_species),
        cmocka_unit_test(affine_law),
        cmocka_unit_test(slope_is_sixth_order),
        cmocka_unit_test(round_trip),
        cmocka_unit_test(window_after_derivative),
        cmocka_unit_test(cut_by_hand),
        cmocka_unit_test(end_of_r),
        cmocka_unit_test(errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

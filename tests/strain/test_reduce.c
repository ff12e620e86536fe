/* Reduction: intensities made from a known S(Q, chi) give it back. */
#include "help.h"

#include "strain/reduce.h"

enum { N = 1200, SECTORS = 12 };
static const double step = 0.0213, wavelength = 0.124, rho0 = 0.0612;
static struct scatter cu_zr;

/* S of a hard core that is smeared out, and two shells; exact integral of Q^2 (S - 1): -2 pi^2 rho0 (1 - 0). */
static double S_true(double Q, double chi_part) {
    double g = 0;
    const double R[] = {2.71, 4.8}, w[] = {0.23, 0.35}, a[] = {2.3, 0.6};
    /* core: g - 1 = -exp(-r^2/2 s^2), s = 1.1 */
    g -= 4 * M_PI * rho0 * pow(2 * M_PI, 1.5) / (4 * M_PI) * pow(1.1, 3) * exp(-Q * Q * 1.21 / 2);
    for (int i = 0; i < 2; i++)
        g += 4 * M_PI * rho0 * a[i] * R[i] * sqrt(2 * M_PI) * w[i] * exp(-Q * Q * w[i] * w[i] / 2) * sin(Q * R[i]) / Q;
    return 1 + g + chi_part * 0.01 * Q * cos(2.7 * Q) * exp(-Q / 6);
}

/* Sensitivity: each sector's own factor, 1 + defect cos(2 phi). */
static struct sectors make(double A, double background, double defect, bool compton) {
    struct sectors s;
    double angle[SECTORS];
    sectors_ring(SECTORS, angle);
    sectors_init(&s, SECTORS_INTENSITY, "Q_1/ang", N, step, SECTORS, angle, true);
    s.azimuth = true;
    s.wavelength = wavelength;
    s.width = 30;
    for (size_t i = 0; i < SECTORS * N; i++) {
        const double Q = sectors_x(&s, i % N), f = scatter_mean_f(&cu_zr, Q), phi = angle[i / N];
        const double S = S_true(Q, sectors_basis(2, phi, 30, sectors_cos_theta(&s, Q)));
        s.value[i] = background + A * (1 + defect * cos(phi * M_PI / 90)) *
                                      (f * f * (S - 1) + scatter_mean_f_squared(&cu_zr, Q) +
                                       (compton ? scatter_compton_seen(&cu_zr, Q, wavelength) : 0));
        s.sigma[i] = sqrt(s.value[i]);
    }
    return s;
}

/* Worst error of S from Q = 0.5 on. */
static double worst(const struct sectors *s) {
    double w = 0;
    for (size_t i = 0; i < SECTORS * N; i++) {
        const double Q = sectors_x(s, i % N);
        const double S = S_true(Q, sectors_basis(2, s->angle[i / N], 30, sectors_cos_theta(s, Q)));
        if (Q > 0.5 && isfinite(s->value[i])) w = fmax(w, fabs(s->value[i] - S));
    }
    return w;
}

static void test_compton_seen(void **state) {
    (void)state;
    /* 90 degrees at 100 keV: E/E' = 1 + E/511 keV */
    const double lambda = 12.398420 / 100, Q = 4 * M_PI / lambda * sin(M_PI / 4);
    const double recoil = 1 / (1 + 100 / 510.99895);
    close_to(scatter_compton_seen(&cu_zr, Q, lambda) / scatter_compton(&cu_zr, Q), recoil * recoil, 1e-6, "recoil");
    assert_true(isnan(scatter_compton_seen(&cu_zr, Q, 0)) && isnan(scatter_compton_seen(&cu_zr, 2 * Q, lambda)));
    assert_true(scatter_compton_seen(&cu_zr, 0, lambda) == 0);
}

static void test_known_S_comes_back(void **state) {
    (void)state;
    struct sectors in = make(37.1, 0, 0, true), out;
    struct reduce_options opt = {.scatter = &cu_zr, .q_lo = 12, .q_hi = 25, .rho0 = rho0};
    struct reduce_result r;
    for (int k = 0; k < 4; k++) {
        opt.rule = k / 2 ? REDUCE_INTEGRAL : REDUCE_HIGH_Q;
        opt.each_sector = k % 2;
        assert_int_equal(reduce_intensity(&in, &opt, &out, &r, NULL), GB_OK);
        print_message("%s%s: A %.5f (37.1), drift %.2g, slope %.2g, S off by at most %.2g\n",
                      reduce_rule_name(opt.rule), k % 2 ? ", each" : "", r.A, r.drift, r.slope, worst(&out));
        assert_true(fabs(r.A / 37.1 - 1) < 1e-3 && worst(&out) < 5e-3 && fabs(r.slope) < 1e-3);
        assert_true(k % 2 || r.A_spread == 0);
        const size_t at = 3 * N + 500;
        const double f = scatter_mean_f(&cu_zr, sectors_x(&in, 500));
        close_to(out.sigma[at], in.sigma[at] / (r.A * f * f), 1e-5 * in.sigma[at], "sigma");
        sectors_clear(&out);
    }
    sectors_clear(&in);
}

/* What each correction is for: without it, this much is left. */
static void test_what_is_left_out_shows(void **state) {
    (void)state;
    struct reduce_options opt = {.scatter = &cu_zr, .q_lo = 12, .q_hi = 25, .rho0 = rho0};
    struct reduce_result r;
    struct sectors out, in = make(5, 0, 0, false);
    assert_int_equal(reduce_intensity(&in, &opt, &out, &r, NULL), GB_OK);
    print_message("Compton that is not there: slope %.3f, drift %.3f\n", r.slope, r.drift);
    assert_true(r.slope < -0.1 && r.drift > 0.05);
    sectors_clear(&in);
    sectors_clear(&out);

    in = make(5, 800, 0, true);
    assert_int_equal(reduce_intensity(&in, &opt, &out, &r, NULL), GB_OK);
    print_message("background left in: slope %.3f\n", r.slope);
    assert_true(r.slope > 0.1);
    sectors_clear(&out);
    opt.background = 800;
    assert_int_equal(reduce_intensity(&in, &opt, &out, &r, NULL), GB_OK);
    assert_true(fabs(r.A / 5 - 1) < 1e-3 && worst(&out) < 5e-3);
    sectors_clear(&out);
    opt.background = 0;
    struct sectors b = make(5, 0, 0, true);
    for (size_t i = 0; i < SECTORS * N; i++) b.value[i] = 800;
    opt.background_of = &b;
    assert_int_equal(reduce_intensity(&in, &opt, &out, &r, NULL), GB_OK);
    assert_true(fabs(r.A / 5 - 1) < 1e-3);
    sectors_clear(&out);
    sectors_clear(&in);
    sectors_clear(&b);
    opt.background_of = NULL;

    /* 1 % cos 2 phi in the intensity: normalising each sector takes it out */
    for (int each = 0; each < 2; each++) {
        opt.each_sector = each;
        in = make(5, 0, 0.01, true);
        assert_int_equal(reduce_intensity(&in, &opt, &out, &r, NULL), GB_OK);
        print_message("1 %% cos 2phi, %s: S off by %.2g, spread %.2g\n", each ? "each sector" : "together", worst(&out),
                      r.A_spread / r.A);
        assert_true(each ? worst(&out) < 5e-3 : worst(&out) > 0.02);
        sectors_clear(&in);
        sectors_clear(&out);
    }
}

/* Points that are missing are left out, and stay missing. */
static void test_gaps(void **state) {
    (void)state;
    struct sectors in = make(5, 0, 0, true), out;
    struct reduce_options opt = {.scatter = &cu_zr, .q_lo = 12, .q_hi = 25, .rho0 = rho0};
    struct reduce_result r;
    for (size_t i = 0; i < SECTORS; i++)
        for (size_t j = 0; j < N; j++)
            if (j < 25 || (i == 4 && j > 700 && j < 800)) in.value[i * N + j] = NAN;
    for (int k = 0; k < 2; k++) {
        opt.rule = (enum reduce_rule)k;
        assert_int_equal(reduce_intensity(&in, &opt, &out, &r, NULL), GB_OK);
        close_to(r.A, 5, 0.01, reduce_rule_name(opt.rule));
        assert_true(isnan(out.value[4 * N + 750]) && isnan(out.value[3]) && isfinite(out.value[3 * N + 750]));
        sectors_clear(&out);
    }
    /* a sector without any has no part in the integral, either */
    opt.rule = REDUCE_INTEGRAL;
    assert_int_equal(reduce_intensity(&in, &opt, &out, &r, NULL), GB_OK);
    const double A = r.A;
    sectors_clear(&out);
    for (size_t j = 0; j < 3 * N; j++) in.value[4 * N + j] = NAN;
    assert_int_equal(reduce_intensity(&in, &opt, &out, &r, NULL), GB_OK);
    print_message("integral with three of %d sectors missing: A changes by %.2g of it\n", SECTORS, r.A / A - 1);
    close_to(r.A / A, 1, 2e-5, "A");
    sectors_clear(&out);
    struct gb_error err = GB_ERROR_INIT;
    opt.each_sector = true;
    opt.rule = REDUCE_HIGH_Q;
    assert_int_equal(reduce_intensity(&in, &opt, &out, &r, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "the sector at -60 deg is not measured at Q = 1"));
    gb_error_clear(&err);
    sectors_clear(&in);
}

static void test_bad_requests(void **state) {
    (void)state;
    struct scatter number = {.probe = SCATTER_NUMBER, .n = 1};
    struct sectors in = make(5, 0, 0, true), b = make(5, 0, 0, true), out;
    const struct reduce_options good = {.scatter = &cu_zr, .q_lo = 12, .q_hi = 25, .rho0 = rho0};
    struct reduce_options bad[10];
    for (int i = 0; i < 10; i++) bad[i] = good;
    b.angle[3] += 1;
    bad[0].scatter = &number;
    bad[1].q_hi = 26;
    bad[2].q_lo = 24.9;
    bad[3].rule = REDUCE_INTEGRAL, bad[3].rho0 = 0;
    bad[4].background = NAN;
    bad[5].background_of = &b;
    bad[6].background = 1e9;
    const char *const text[] = {"number weights",
                                "allowed is 0 <= from < to <= 25.56",
                                "fewer than 10 points",
                                "the integral rule needs the number density",
                                "background nan",
                                "the background has other sectors",
                                "it must be above 0; is the background too large?"};
    for (int i = 0; i < 7; i++) {
        struct gb_error err = GB_ERROR_INIT;
        struct reduce_result r;
        assert_int_equal(reduce_intensity(&in, &bad[i], &out, &r, &err), i == 6 ? GB_EFAIL : GB_EINPUT);
        if (!strstr(err.text, text[i])) fail_msg("'%s' not in '%s'", text[i], err.text);
        gb_error_clear(&err);
    }
    struct gb_error err = GB_ERROR_INIT;
    struct reduce_result r;
    in.wavelength = 0.6;
    assert_int_equal(reduce_intensity(&in, &good, &out, &r, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "it ends at 4 pi/lambda"));
    in.data = SECTORS_S;
    assert_int_equal(reduce_intensity(&in, &good, &out, &r, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "only intensity is reduced"));
    gb_error_clear(&err);
    sectors_clear(&in);
    sectors_clear(&b);
}

static int enter(void **state) {
    (void)state;
    return scatter_parse(&cu_zr, SCATTER_XRAY, "Cu64.5Zr35.5", NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compton_seen),           cmocka_unit_test(test_known_S_comes_back),
        cmocka_unit_test(test_what_is_left_out_shows), cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_bad_requests),
    };
    return cmocka_run_group_tests(tests, enter, NULL);
}

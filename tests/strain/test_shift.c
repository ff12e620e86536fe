/* Competing methods on affine phantoms that are exact by construction: S(Q, chi) = S(|F^T Q|) of an isotropic curve. */
#include "help.h"

#include "strain/shift.h"

#include "strain/strain.h"

enum { N = 1000 };
static const double step = 0.0273, nu = 0.37;

/* A first peak with a shoulder, and damped oscillations about 1. */
static double S_iso(double Q) {
    const double u = (Q - 2.74) / 0.22, v = (Q - 3.15) / 0.3;
    return 1 - exp(-Q * Q / 3) + 1.9 * exp(-u * u / 2) + 0.25 * exp(-v * v / 2) +
           (0.9 * sin(2.71 * Q) + 0.4 * sin(4.6 * Q + 1)) / Q * exp(-Q * Q * 0.006) * (1 - exp(-Q * Q / 6));
}

/* |F^T q| / |q| for compression eps along z. */
static double stretch(double cos_chi, double eps) {
    const double c2 = cos_chi * cos_chi, z = 1 - eps, p = 1 + nu * eps;
    return sqrt(z * z * c2 + p * p * (1 - c2));
}

static struct sectors phantom(size_t n_sectors, double wavelength, double eps) {
    struct sectors s;
    double *angle = GB_ARRAY(n_sectors, double);
    for (size_t i = 0; i < n_sectors; i++) angle[i] = 90.0 * (double)i / (double)(n_sectors - 1);
    sectors_init(&s, SECTORS_S, "Q_1/ang", N, step, n_sectors, angle, false);
    s.azimuth = wavelength > 0;
    s.wavelength = wavelength;
    for (size_t i = 0; i < n_sectors; i++)
        for (size_t j = 0; j < N; j++) {
            const double Q = sectors_x(&s, j);
            s.value[i * N + j] = S_iso(Q * stretch(sectors_cos_theta(&s, Q) * cos(s.angle[i] * M_PI / 180), eps));
        }
    free(angle);
    return s;
}

static void test_first_peak(void **state) {
    (void)state;
    for (int k = 0; k < 4; k++) {
        const double eps = (const double[]){0.004, -0.004, 0.00002, 0.02}[k], wavelength = k % 2 ? 0 : 0.124;
        struct sectors loaded = phantom(10, wavelength, eps), unloaded = phantom(10, wavelength, 0);
        struct shift s;
        /* to first order: what is left is eps^2 */
        assert_int_equal(shift_first_peak(&loaded, &unloaded, nu, &s, NULL), GB_OK);
        close_to(s.eps, eps, 0.8 * eps * eps + 5e-4 * fabs(eps), "first peak, against unloaded");
        close_to(s.e_zz, -eps, 0.8 * eps * eps + 5e-4 * fabs(eps), "along the axis");
        close_to(s.e_perp, nu * eps, 0.8 * eps * eps + 5e-4 * fabs(eps), "across it");
        assert_true(s.err < 0.3 * eps * eps + 5e-4 * fabs(eps) && s.sectors == 10 && fabs(s.place - 2.75) < 0.06);
        assert_int_equal(shift_first_peak(&loaded, NULL, nu, &s, NULL), GB_OK);
        close_to(s.eps, eps, 1.5 * eps * eps + 5e-4 * fabs(eps), "against the mean ring");
        sectors_clear(&loaded);
        sectors_clear(&unloaded);
    }
}

static void test_shells(void **state) {
    (void)state;
    const double eps = 0.004;
    for (int k = 0; k < 4; k++) {
        const struct q_cut cut = {0.5, k < 2 ? 25 : 18, k % 2 ? QWINDOW_STEP : QWINDOW_LORCH};
        struct sectors loaded = phantom(10, 0, eps), unloaded = phantom(10, 0, 0);
        struct shift s[4];
        size_t found;
        assert_int_equal(shift_shells(&loaded, &unloaded, &cut, nu, 4, s, &found, NULL), GB_OK);
        assert_true(found >= 2);
        for (size_t i = 0; i < found; i++) {
            print_message("%s %g: shell at %.4f: eps %.6f +- %.1g (%+.2f %%)\n", q_window_name(cut.window), cut.q_max,
                          s[i].place, s[i].eps, s[i].err, 100 * (s[i].eps / eps - 1));
            /* ripples of a hard cut stand still where the shells move */
            assert_true(fabs(s[i].eps / eps - 1) < (k == 0 || i == 0 ? 0.04 : 0.15));
        }
        close_to(s[0].place, 2.71, 0.06, "first shell");
        sectors_clear(&loaded);
        sectors_clear(&unloaded);
    }
}

/* An azimuth taken for chi, as sine transforms of sectors do: at 100 keV cos^2 theta is 0.98 at Q = 3, 0.9 at 25. */
static void test_shells_by_azimuth(void **state) {
    (void)state;
    const struct q_cut cut = {0.5, 25, QWINDOW_LORCH};
    struct sectors loaded = phantom(10, 0.124, 0.004), unloaded = phantom(10, 0.124, 0);
    struct shift s[2];
    size_t found;
    assert_int_equal(shift_shells(&loaded, &unloaded, &cut, nu, 2, s, &found, NULL), GB_OK);
    print_message("by azimuth, 100 keV: first shell %+.2f %%\n", 100 * (s[0].eps / 0.004 - 1));
    assert_true(s[0].eps < 0.004 && s[0].eps > 0.0037);
    sectors_clear(&loaded);
    sectors_clear(&unloaded);
}

/* G(r) or its stretched copy in sectors: shells move by exactly that. */
static void test_shells_of_g(void **state) {
    (void)state;
    double angle[7];
    for (int i = 0; i < 7; i++) angle[i] = 15 * i;
    struct sectors s;
    sectors_init(&s, SECTORS_G, "r_ang", 900, 0.0137, 7, angle, false);
    for (size_t i = 0; i < 7 * 900; i++) {
        const double chi = angle[i / 900] * M_PI / 180, r = sectors_x(&s, i % 900) / stretch(cos(chi), 0.003);
        s.value[i] = 1 + (1.5 * exp(-pow((r - 2.7) / 0.2, 2)) - 0.5 * exp(-pow((r - 3.6) / 0.3, 2)) +
                          0.4 * exp(-pow((r - 4.7) / 0.3, 2))) *
                             2.7 / r;
    }
    struct shift out[5];
    size_t found;
    assert_int_equal(shift_shells(&s, NULL, NULL, nu, 5, out, &found, NULL), GB_OK);
    assert_int_equal(found, 2);
    for (size_t i = 0; i < found; i++) close_to(out[i].eps, 0.003, 3e-5, "shell of g(r)");
    close_to(out[1].place, 4.7, 0.005, "second shell");
    sectors_clear(&s);
}

/* From S00 and S20, the affine law to first order. */
static void test_made_sectors(void **state) {
    (void)state;
    struct structure S = {.n = N, .dq = step, .rho0 = 0.06};
    S.S[0] = GB_ARRAY(N, double);
    S.S[1] = GB_ARRAY(N, double);
    for (size_t j = 0; j < N; j++) S.S[0][j] = S_iso(structure_q(&S, j));
    structure_slope(&S, S.S[1]);
    for (size_t j = 0; j < N; j++) S.S[1][j] *= 0.001 * strain_affine_factor(nu);
    struct sectors s;
    struct shift out;
    shift_make_sectors(&S, 18, &s);
    assert_int_equal(shift_first_peak(&s, NULL, nu, &out, NULL), GB_OK);
    close_to(out.eps, 0.001, 3e-6, "first peak of S00, S20");
    sectors_clear(&s);
    structure_clear(&S);
}

/* The error said is the scatter that it has; missing sectors only enlarge it. */
static void test_noise(void **state) {
    (void)state;
    unsigned seed = 5;
    double chi2 = 0;
    enum { TRIALS = 60 };
    for (int t = 0; t < TRIALS; t++) {
        struct sectors s = phantom(12, 0, 0.004);
        for (size_t i = 0; i < 12 * N; i++) {
            seed = seed * 1664525u + 1013904223u;
            s.value[i] += 0.01 * ((seed >> 8) / 16777216.0 - 0.5);
        }
        for (size_t j = 90; j < 110; j++) s.value[3 * N + j] = NAN;
        struct shift out;
        assert_int_equal(shift_first_peak(&s, NULL, nu, &out, NULL), GB_OK);
        assert_int_equal(out.sectors, 11);
        chi2 += pow((out.eps - 0.004) / out.err, 2) / TRIALS;
        sectors_clear(&s);
    }
    print_message("chi^2 %.2f\n", chi2); /* Student's t with 9: 1.29 */
    assert_true(chi2 > 0.8 && chi2 < 1.9);
}

static void refused(int rc, int code, struct gb_error *err, const char *text) {
    assert_int_equal(rc, code);
    if (!strstr(err->text, text)) fail_msg("'%s' not in '%s'", text, err->text);
    gb_error_clear(err);
}

static void test_bad_input(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct sectors s = phantom(10, 0, 0.004), other = phantom(9, 0, 0);
    struct shift out;
    size_t found;
    const struct q_cut cut = {0.5, 25, QWINDOW_LORCH}, far = {0.5, 35, QWINDOW_LORCH};
    refused(shift_first_peak(&s, NULL, 0.6, &out, &err), GB_EINPUT, &err, "Poisson's ratio 0.6: must be");
    refused(shift_first_peak(&s, &other, nu, &out, &err), GB_EINPUT, &err, "loaded and unloaded: different sectors");
    refused(shift_shells(&s, NULL, &far, nu, 1, &out, &found, &err), GB_EINPUT, &err, "Q from 0.5 to 35");
    refused(shift_shells(&s, NULL, NULL, nu, 1, &out, &found, &err), GB_EINPUT, &err, "shells need S(Q) with a range");
    s.data = SECTORS_G;
    refused(shift_first_peak(&s, NULL, nu, &out, &err), GB_EINPUT, &err, "the data are g(r)");
    s.data = SECTORS_S;
    for (int i = 0; i < 10; i++) s.angle[i] = 40;
    refused(shift_first_peak(&s, NULL, nu, &out, &err), GB_EFAIL, &err, "too much alike in cos^2 chi");
    for (size_t i = N; i < 10 * N; i++) s.value[i] = NAN;
    refused(shift_first_peak(&s, NULL, nu, &out, &err), GB_EFAIL, &err, "is seen in 1 of 10 sectors");
    for (size_t i = 0; i < 10 * N; i++) s.value[i] = (double)(i % N);
    refused(shift_first_peak(&s, NULL, nu, &out, &err), GB_EFAIL, &err, "no first peak in the mean over the sectors");
    s.data = SECTORS_G;
    refused(shift_shells(&s, NULL, NULL, nu, 1, &out, &found, &err), GB_EFAIL, &err, "no first shell in G(r)");
    s.data = SECTORS_S;
    refused(shift_shells(&s, NULL, &cut, nu, 1, &out, &found, &err), GB_EFAIL, &err, "no first peak");
    sectors_clear(&s);
    sectors_clear(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_peak),        cmocka_unit_test(test_shells),
        cmocka_unit_test(test_shells_by_azimuth), cmocka_unit_test(test_shells_of_g),
        cmocka_unit_test(test_made_sectors),      cmocka_unit_test(test_noise),
        cmocka_unit_test(test_bad_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

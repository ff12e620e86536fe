/* Sectors: the expansion against what was put in, the known biases, files, and every message. */
#include "strain/sectors.h"

#include "base/file.h"
#include "base/mem.h"

#include <gsl/gsl_sf_legendre.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { N = 60 };
static const double step = 0.43, wavelength = 0.1236;
static double S00[N], S20[N], S40[N];
static const double *const coefficients[3] = {S00, S20, S40};
static char dir[] = "/tmp/glassbed-sectors-XXXXXX";

static void set_coefficients(void) {
    for (int j = 0; j < N; j++) {
        const double Q = (j + 0.5) * step;
        S00[j] = 1 + 0.7 * sin(2.3 * Q) * exp(-Q / 9);
        S20[j] = 0.013 * Q * cos(2.3 * Q) * exp(-Q / 9);
        S40[j] = 0.0031 * sin(1.7 * Q);
    }
}

static struct sectors ring(size_t n_sectors, double width, bool with_l4, bool sigma) {
    double *angle = GB_ARRAY(n_sectors, double);
    struct sectors s;
    sectors_ring(n_sectors, angle);
    sectors_init(&s, SECTORS_S, "Q_1/ang", N, step, n_sectors, angle, sigma);
    s.azimuth = true;
    s.wavelength = wavelength;
    s.width = width;
    sectors_fill(&s, (const double *const[]){S00, S20, with_l4 ? S40 : NULL});
    free(angle);
    return s;
}

static double worst(const double *a, const double *b, size_t first, size_t end) {
    double w = 0;
    for (size_t i = first; i < end; i++) w = fmax(w, fabs(a[i] - b[i]));
    return w;
}

static void assert_small(double v, double limit, const char *what) {
    print_message("%s: %.2g (allowed %.2g)\n", what, v, limit);
    assert_true(v <= limit);
}

/* The averages in closed form against the mean of many directions. */
static void test_basis(void **state) {
    (void)state;
    for (int l = 0; l <= 4; l += 2)
        for (int i = 0; i < 20; i++) {
            const double angle = -170 + 17.3 * i, width = 2.5 * i, cos_theta = 0.9 + 0.005 * i;
            enum { STEPS = 20000 };
            double sum = 0;
            for (int k = 0; k < STEPS; k++) {
                const double phi = (angle + width * ((k + 0.5) / STEPS - 0.5)) * M_PI / 180;
                sum += sqrt(2 * l + 1) * gsl_sf_legendre_Pl(l, cos_theta * cos(phi)) / STEPS;
            }
            assert_true(fabs(sum - sectors_basis(l, angle, width, cos_theta)) < 1e-8);
        }
}

static void test_what_was_put_in_comes_back(void **state) {
    (void)state;
    const size_t counts[] = {3, 4, 7, 8, 12, 36, 360};
    for (int i = 1; i < 7; i++)
        for (int l_max = 2; l_max <= 4; l_max += 2) {
            struct sectors s = ring(counts[i], 360.0 / (double)counts[i], l_max == 4, false);
            struct sectors_expansion e;
            assert_int_equal(sectors_expand(&s, &(struct sectors_options){l_max, false, false}, &e, NULL),
                             counts[i] == 4 && l_max == 4 ? GB_EINPUT : GB_OK);
            for (int a = 0; a <= l_max / 2 && e.n; a++) assert_true(worst(e.c[a], coefficients[a], 0, N) < 1e-12);
            assert_true(e.n == 0 || (e.first == 0 && e.n == N && e.misfit < 1e-7));
            sectors_expansion_clear(&e);
            sectors_clear(&s);
        }
}

/* The naive ways, each with its known size. */
static void test_known_biases(void **state) {
    (void)state;
    const struct {
        size_t n;
        double bias;
    } known[] = {{72, 0.0013}, {36, 0.0051}, {12, 0.045}, {8, 0.100}};
    struct sectors_expansion e;
    for (int i = 0; i < 4; i++) {
        struct sectors s = ring(known[i].n, 360.0 / (double)known[i].n, false, false);
        assert_int_equal(sectors_expand(&s, &(struct sectors_options){2, true, false}, &e, NULL), GB_OK);
        const double bias = 1 - e.c[1][13] / S20[13];
        print_message("%zu sectors at their centres: S20 %.2f %% too small\n", known[i].n, 100 * bias);
        assert_true(fabs(bias - known[i].bias) < 0.0006);
        sectors_expansion_clear(&e);
        sectors_clear(&s);
    }
    struct sectors s = ring(36, 10, false, false);
    assert_int_equal(sectors_expand(&s, &(struct sectors_options){2, false, true}, &e, NULL), GB_OK);
    const double added = (e.c[0][0] - S00[0]) / S20[0]; /* theta is 0 there, nearly */
    assert_true(fabs(added - sqrt(5) / 4) < 1e-3);
    assert_true(worst(e.c[1], S20, 0, N) < 1e-12);
    sectors_expansion_clear(&e);
    sectors_clear(&s);
}

static double gauss(unsigned *seed) {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        sum += (*seed >> 8) / 16777216.0;
    }
    return sum;
}

/* The errors said are those that the coefficients have, with sigmas and without. */
static void test_errors(void **state) {
    (void)state;
    unsigned seed = 20220415;
    for (int given = 0; given < 2; given++) {
        double chi2[2] = {0}, expected = 0;
        for (int trial = 0; trial < 60; trial++) {
            struct sectors s = ring(24, 15, false, given);
            struct sectors_expansion e;
            for (size_t i = 0; i < s.n_sectors * N; i++) {
                const double sigma = given ? 0.002 * (1 + (double)(i / N % 5)) : 0.004;
                if (given) s.sigma[i] = sigma;
                s.value[i] += sigma * gauss(&seed);
            }
            assert_int_equal(sectors_expand(&s, &(struct sectors_options){2, false, false}, &e, NULL), GB_OK);
            for (int j = 0; j < N; j++) {
                for (int a = 0; a < 2; a++) chi2[a] += pow((e.c[a][j] - coefficients[a][j]) / e.error[a][j], 2);
                expected += given ? 1 : 22.0 / 20; /* Student's t with 22 degrees of freedom */
            }
            if (given) assert_true(fabs(e.misfit - sqrt(22.0 / 24)) < 0.08);
            sectors_expansion_clear(&e);
            sectors_clear(&s);
        }
        for (int a = 0; a < 2; a++) {
            print_message("%s: chi^2 of S%d0 %.3f of what it should be\n", given ? "sigmas" : "scatter", 2 * a,
                          chi2[a] / expected);
            assert_true(fabs(chi2[a] / expected - 1) < 0.1);
        }
    }
}

static void test_missing_sectors(void **state) {
    (void)state;
    struct sectors s = ring(36, 10, false, false);
    struct sectors_expansion e;
    for (size_t i = 0; i < 36; i++)
        for (size_t j = 0; j < N; j++)
            if (j < 3 || j >= 55 || (i > 4 && i < 20 && j < 30)) s.value[i * N + j] = NAN;
    assert_int_equal(sectors_expand(&s, &(struct sectors_options){2, false, false}, &e, NULL), GB_OK);
    assert_int_equal(e.first, 3);
    assert_int_equal(e.n, 55);
    assert_true(worst(e.c[1], S20, 3, 55) < 1e-12);
    struct structure S;
    sectors_structure(&e, 0.06, &S);
    assert_int_equal(S.n, 55);
    assert_true(S.S[0][20] == e.c[0][20] && S.S[1][3] == e.c[1][3] && !S.S[2]);
    assert_true(fabs(S.S[0][2] - 2 * e.c[0][3] + e.c[0][4]) < 1e-15); /* the slope goes on */
    assert_true(fabs(S.S[1][0] - e.c[1][3] / 49) < 1e-15);
    structure_clear(&S);
    sectors_expansion_clear(&e);
    sectors_clear(&s);
}

static void expand_refused(const struct sectors *s, int l_max, const char *text) {
    struct gb_error err = GB_ERROR_INIT;
    struct sectors_expansion e;
    assert_int_equal(sectors_expand(s, &(struct sectors_options){l_max, false, false}, &e, &err), GB_EINPUT);
    if (!strstr(err.text, text)) fail_msg("'%s' not in '%s'", text, err.text);
    assert_null(e.c[0]);
    gb_error_clear(&err);
}

static void test_bad_sectors(void **state) {
    (void)state;
    struct sectors s = ring(36, 10, false, true);
    expand_refused(&s, 3, "expansion up to l = 3: allowed are 2 and 4");
    expand_refused(&s, 2, "sector at -180 deg, x = 0.215: sigma = 0; it must be above 0");
    for (size_t i = 0; i < 36 * N; i++) s.sigma[i] = 1;
    s.n_sectors = 2;
    expand_refused(&s, 4, "2 sectors: an expansion up to l = 4 needs at least 3");
    s.angle[1] = -178;
    expand_refused(&s, 2, "the 2 angles do not tell l = 0 to 2 apart");
    s.n_sectors = 36;
    s.width = 181;
    expand_refused(&s, 2, "sector width 181: allowed are 0 to 180");
    s.width = 10;
    s.wavelength = 0;
    expand_refused(&s, 2, "azimuths phi need one above 0");
    s.wavelength = 0.5;
    expand_refused(&s, 2, "it ends at 4 pi/lambda = 25.1327");
    s.wavelength = wavelength;
    for (size_t i = 1; i < 36; i++) s.value[i * N + 20] = s.value[i * N + 21] = NAN;
    expand_refused(&s, 2, "from 8.815 to 9.245 too few sectors");
    for (size_t i = 0; i < 36 * N; i++)
        if (i / N != i % 30) s.value[i] = NAN;
    expand_refused(&s, 2, "at most 1 sectors are measured at any one place; 2 are needed");
    sectors_clear(&s);
}

static void test_files(void **state) {
    (void)state;
    struct sectors s = ring(8, 45, false, true), back;
    for (size_t i = 0; i < 8 * N; i++) s.sigma[i] = 0.001 + 1e-6 * (double)i;
    for (size_t i = 0; i < 8; i++) s.value[i * N] = NAN;
    s.value[2 * N + 7] = NAN;
    assert_int_equal(sectors_write(&s, "a ring", "all.gz", 17, NULL), GB_OK);
    assert_int_equal(sectors_read(&back, 1, (const char *const[]){"all.gz"}, NULL, NULL), GB_OK);
    assert_int_equal(sectors_match(&s, "a", &back, "b", NULL), GB_OK);
    assert_true(!back.interpolated && back.sigma);
    for (size_t i = 0; i < 8 * N; i++) {
        assert_true(isnan(s.value[i]) ? isnan(back.value[i]) : back.value[i] == s.value[i]);
        assert_true(i % N == 0 || back.sigma[i] == s.sigma[i]);
    }
    sectors_clear(&back);

    /* one file for each angle, angles in their heads */
    assert_int_equal(sectors_write_each(&s, "a ring", "one", ".txt", 17, NULL), GB_OK);
    char *path[8];
    for (int i = 0; i < 8; i++) path[i] = gb_format("one_phi_%g.txt", s.angle[i]);
    assert_int_equal(sectors_read(&back, 8, (const char *const *)path, NULL, NULL), GB_OK);
    assert_int_equal(sectors_match(&s, "a", &back, "b", NULL), GB_OK);
    for (size_t i = 0; i < 8 * N; i++) assert_true(isnan(s.value[i]) || back.value[i] == s.value[i]);
    sectors_clear(&back);
    for (int i = 0; i < 8; i++) free(path[i]);
    sectors_clear(&s);

    /* as AniPDF's: bare numbers, angles given */
    const double angle[] = {0, 45, 90};
    for (int i = 0; i < 3; i++) {
        struct gb_text b = {0};
        for (int j = 0; j < N; j++)
            gb_text_add(&b, "%.10g %.10g\n", (j + 0.5) * step, S00[j] + S20[j] * sectors_basis(2, angle[i], 0, 1));
        char *name = gb_format("bare%d", i);
        assert_int_equal(gb_file_write(name, b.s, b.len, NULL), GB_OK);
        free(name);
        free(b.s);
    }
    const struct sectors_defaults d = {.width = NAN, .angle = angle};
    assert_int_equal(sectors_read(&back, 3, (const char *const[]){"bare0", "bare1", "bare2"}, &d, NULL), GB_OK);
    struct sectors_expansion e;
    assert_int_equal(sectors_expand(&back, &(struct sectors_options){2, false, false}, &e, NULL), GB_OK);
    assert_small(worst(e.c[1], S20, 0, N), 1e-9, "S20 from three bare files");
    sectors_expansion_clear(&e);
    sectors_clear(&back);
}

/* A file whose Q are no bin centres: a spline between gaps. */
static void test_other_grid(void **state) {
    (void)state;
    struct gb_text b = {0};
    gb_text_add(&b, "# data: intensity\n# wavelength_ang: 0.1\n# Q phi_0 phi_90 sigma_phi_90 sigma_phi_0\n");
    for (int i = 0; i <= 400; i++) {
        const double Q = 0.5 + 0.05 * i, v = 10 + sin(Q);
        gb_text_add(&b, i >= 100 && i < 110 ? "%.10g nan %.10g 2 1\n" : "%.10g %.10g %.10g 2 1\n", Q, v, v);
    }
    assert_int_equal(gb_file_write("shifted", b.s, b.len, NULL), GB_OK);
    free(b.s);
    struct sectors s;
    assert_int_equal(sectors_read(&s, 1, (const char *const[]){"shifted"}, NULL, NULL), GB_OK);
    assert_true(s.interpolated && s.n_sectors == 2 && s.data == SECTORS_INTENSITY);
    for (size_t j = 0; j < s.n; j++) {
        const double Q = sectors_x(&s, j);
        assert_true(isnan(s.value[j]) == (Q < 0.5 || (Q > 5.45 && Q < 6)));
        if (Q > 0.7 && Q < 20.3 && isfinite(s.value[j])) assert_true(fabs(s.value[j] - 10 - sin(Q)) < 1e-4);
        if (isfinite(s.value[s.n + j])) assert_true(s.sigma[s.n + j] == 2 && (isnan(s.value[j]) || s.sigma[j] == 1));
    }
    sectors_clear(&s);
}

static void refused(const char *text_of_file, const struct sectors_defaults *d, const char *message) {
    struct gb_error err = GB_ERROR_INIT;
    struct sectors s;
    struct gb_text b = {0};
    gb_text_add(&b, "%s", text_of_file);
    for (int i = 0; i < 12; i++) gb_text_add(&b, "%g 1 2\n", 0.25 + 0.5 * i);
    assert_int_equal(gb_file_write("bad", b.s, b.len, NULL), GB_OK);
    free(b.s);
    assert_int_equal(sectors_read(&s, 1, (const char *const[]){"bad"}, d, &err), GB_EINPUT);
    if (!strstr(err.text, message)) fail_msg("'%s' not in '%s'", message, err.text);
    gb_error_clear(&err);
}

static void test_bad_tables(void **state) {
    (void)state;
    const struct sectors_defaults d = {.width = 10, .wavelength = 0.2, .data = "S(Q)"};
    refused("# x chi_0 chi_90\n", NULL, "bad: first column 'x': expected Q_1/ang or r_ang before the sectors");
    refused("# Q chi_0 S00\n", NULL, "bad: column 'S00': expected phi_DEG, chi_DEG or sigma_phi_DEG");
    refused("# Q chi_0 phi_90\n", NULL, "columns of phi and of chi");
    refused("# Q chi_0 chi_181\n", NULL, "chi = 181: allowed are 0 to 180 degrees");
    refused("# Q phi_-361 phi_90\n", NULL, "phi = -361: allowed are -360 to 360");
    refused("# Q chi_5 chi_5.0\n", NULL, "the sector at 5 degrees is there twice");
    refused("# Q chi_5 sigma_chi_6\n", NULL, "column 'sigma_chi_6' does not belong to one sector");
    refused("# Q sigma_chi_5 sigma_chi_6\n", NULL, "0 sectors, but 2 columns of sigma");
    refused("# Q phi_0 phi_90\n", NULL, "data by azimuth phi needs the wavelength");
    refused("# data: intensity\n# Q chi_0 chi_90\n", NULL, "intensity needs the wavelength");
    refused("# data: g(r)\n# Q chi_0 chi_90\n", NULL, "data g(r) in a column of Q");
    refused("# data: F(Q)\n# Q chi_0 chi_90\n", NULL, "data 'F(Q)': allowed are S(Q), g(r) and intensity");
    refused("# data: intensity\n# Q chi_0 chi_90\n", &d, "'# data: intensity', but S(Q) was given");
    refused("# r_ang phi_0 phi_90\n", NULL, "g(r) by azimuth phi");
    refused("# wavelength_ang: 0.1\n# Q phi_0 phi_90\n", &d, "'# wavelength_ang: 0.1', but 0.2 was given");
    refused("# wavelength_ang: -1\n# Q phi_0 phi_90\n", NULL, "wavelength -1 angstrom: must be above 0");
    refused("# wavelength_ang: 1 A\n# Q phi_0 phi_90\n", NULL, "'# wavelength_ang: 1 A' is not a finite number");
    refused("# sector-width_deg: 181\n# Q chi_0 chi_90\n", NULL, "sector width 181: allowed are 0 to 180");
    refused("# Q chi_0 chi_90\n0.25 1 1\n0.76 1 1\n", NULL, "Q = ");
    refused("# wavelength_ang: 0.1\n# data: intensity\n# Q chi_0 chi_90\n-0.25 -1 1\n", NULL,
            "bad:4: chi_0: intensity -1 is negative");
    refused("# Q chi_0 sigma_chi_0\n-0.25 1 -1\n", NULL, "bad:2: sigma_chi_0 = -1: a standard error must be above 0");
    refused("# chi_deg: 12 deg\n# Q S\n", NULL, "'# chi_deg: 12 deg' is not a finite number");
    refused("# chi_deg: 12\n# phi_deg: 12\n# Q S x\n", NULL, "has both phi_deg and chi_deg");
    refused("# Q S sigma\n", NULL, "at which angle?");
    refused("# chi_deg: 12\n# Q S sigma\n", &(struct sectors_defaults){.width = NAN, .angle = (double[]){15}},
            "'# chi_deg: 12', but chi = 15 was given");
}

static void test_files_that_differ(void **state) {
    (void)state;
    struct sectors s, a = ring(4, 0, false, false), b = ring(4, 0, false, false);
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(sectors_write_each(&a, "", "a", "", 12, NULL), GB_OK);
    b.n = N - 1; /* the values' layout does not matter here */
    assert_int_equal(sectors_write_each(&b, "", "short", "", 12, NULL), GB_OK);
    const char *const grids[] = {"a_phi_-180", "short_phi_90"}, *const twice[] = {"a_phi_-180", "a_phi_-180"};
    assert_int_equal(sectors_read(&s, 2, grids, NULL, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "short_phi_90:66: its grid is 59 points of 0.43 in Q_1/ang, that of a_phi_-180"));
    assert_int_equal(sectors_read(&s, 2, twice, NULL, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "the sector at -180 degrees is there twice"));
    assert_int_equal(sectors_match(&a, "A", &b, "B", &err), GB_EINPUT);
    assert_string_equal(err.text,
                        "A has 60 steps of 0.43 in Q_1/ang, up to 25.8, B 59 of 0.43, up to 25.37; rebin to one");
    b.n = N;
    b.width = 1;
    assert_int_equal(sectors_match(&a, "A", &b, "B", &err), GB_EINPUT);
    assert_int_equal(sectors_write_each(&b, "", "wide", "", 12, NULL), GB_OK);
    const char *const widths[] = {"a_phi_-180", "wide_phi_90"};
    assert_int_equal(sectors_read(&s, 2, widths, NULL, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "all must be alike"));
    b.width = 0;
    b.angle[1] += 1;
    assert_int_equal(sectors_match(&a, "A", &b, "B", &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "different angles"));
    gb_error_clear(&err);
    sectors_clear(&a);
    sectors_clear(&b);
}

static int enter(void **state) {
    (void)state;
    set_coefficients();
    return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}
static int leave(void **state) {
    (void)state;
    return chdir("/") == 0 ? gb_remove_tree(dir, NULL) : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_basis),           cmocka_unit_test(test_what_was_put_in_comes_back),
        cmocka_unit_test(test_known_biases),    cmocka_unit_test(test_errors),
        cmocka_unit_test(test_missing_sectors), cmocka_unit_test(test_bad_sectors),
        cmocka_unit_test(test_files),           cmocka_unit_test(test_other_grid),
        cmocka_unit_test(test_bad_tables),      cmocka_unit_test(test_files_that_differ),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}

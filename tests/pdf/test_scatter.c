/* The elements as scatterers and the Faber-Ziman weights: known values, limits, sums, every error. */
#include "pdf/scatter.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <xraylib/xraylib.h>

#include <cmocka.h>

static void near(double v, double expected, double tolerance, const char *what) {
    if (!(fabs(v - expected) <= tolerance))
        fail_msg("%s: %.12g, expected %.12g within %g", what, v, expected, tolerance);
}

static const struct element *need(const char *symbol) {
    const struct element *e = element_find(symbol);
    assert_non_null(e);
    return e;
}

/* f0(0) = Z within what the authors' fit leaves (worst: thulium to lutetium, 0.03 electrons); falls with Q; each
 * element against another library's form factors, which were computed otherwise (Hubbell): two electrons in a hundred
 * would be a slip of a digit. */
static void form_factors_of_all(void **state) {
    (void)state;
    double worst = 0;
    for (int Z = 1; Z <= 98; Z++) {
        char *symbol = AtomicNumberToSymbol(Z, NULL);
        const struct element *e = need(symbol);
        assert_int_equal(e->Z, Z);
        near(element_f0(e, 0), Z, 0.04, symbol);
        /* of the unstable, each table chooses its isotope */
        near(e->mass, AtomicWeight(Z, NULL), (Z == 43 || Z == 61 || Z > 83 ? 0.03 : 0.011) * e->mass, symbol);
        for (double Q = 0.5; Q < 50; Q *= 1.3) {
            const double theirs = FF_Rayl(Z, Q / (4 * M_PI), NULL);
            near(element_f0(e, Q), theirs, 0.02 * Z, symbol);
            worst = fmax(worst, fabs(element_f0(e, Q) - theirs) / Z);
        }
        xrlFree(symbol);
    }
    print_message("form factors of 98 elements agree with Hubbell's within %.4f Z\n", worst);
    assert_null(element_find("Xx"));
    assert_null(element_find("cu"));
    assert_null(element_find(""));
    assert_null(element_find("A"));
}

/* Copper by hand: s = Q/4 pi, a exp(-b s^2). */
static void form_factor_of_copper(void **state) {
    (void)state;
    const double s2 = 0.25; /* Q = 2 pi */
    const double by_hand = 14.014192 * exp(-3.738280 * s2) + 4.784577 * exp(-0.003744 * s2) +
                           5.056806 * exp(-13.034982 * s2) + 1.457971 * exp(-72.554794 * s2) +
                           6.932996 * exp(-0.265666 * s2) - 3.254477;
    near(element_f0(need("Cu"), 2 * M_PI), by_hand, 1e-12, "Cu at s = 0.5");
}

static void neutrons(void **state) {
    (void)state;
    near(need("Cu")->b_coh, 7.718, 1e-9, "Cu");
    near(need("Ti")->b_coh, -3.37, 1e-9, "Ti, negative");
    near(need("H")->b_coh, -3.7409, 1e-9, "H");
    near(need("Ni")->b_coh, 10.3, 1e-9, "Ni");
    assert_true(isnan(need("Po")->b_coh));
}

static void compton(void **state) {
    (void)state;
    for (int i = 0; i < 4; i++) {
        static const char *const symbol[] = {"P", "Ni", "Zr", "La"};
        const struct element *e = need(symbol[i]);
        near(element_compton(e, 0), 0, 0, symbol[i]);
        near(element_compton(e, 1e-4), 0, 1e-3, symbol[i]);
        near(element_compton(e, 60) / e->Z, 1, 0.1, symbol[i]);
        for (double Q = 0.5; Q < 50; Q++) assert_true(element_compton(e, Q) < element_compton(e, Q + 1));
    }
    struct scatter s;
    assert_int_equal(scatter_parse(&s, SCATTER_XRAY, "Cu50Zr50", NULL), GB_OK);
    const double expected[][2] = {{10, 0.13}, {20, 0.74}, {25, 1.2}}; /* Compton over <f^2>, METHODS, "Weights" */
    for (int i = 0; i < 3; i++) {
        const double Q = expected[i][0], ratio = scatter_compton(&s, Q) / scatter_mean_f_squared(&s, Q);
        near(ratio, expected[i][1], 0.06 * expected[i][1], "Compton of Cu50Zr50");
    }
    assert_int_equal(scatter_parse(&s, SCATTER_NEUTRON, "Cu50Zr50", NULL), GB_OK);
    near(scatter_compton(&s, 10), 0, 0, "no Compton of neutrons");
}

static void probes(void **state) {
    (void)state;
    for (int p = 0; p < SCATTER_N_PROBES; p++)
        assert_int_equal(scatter_probe_find(scatter_probe_name((enum scatter_probe)p)), p);
    assert_int_equal(scatter_probe_find("xrays"), SCATTER_N_PROBES);
    assert_int_equal(scatter_probe_find(""), SCATTER_N_PROBES);
}

static void parsing(void **state) {
    (void)state;
    struct scatter s;
    const char *const same[] = {"Cu64.5Zr35.5", "Cu0.645 Zr0.355", " Cu6.45e1  Zr35.5 ", "Cu1.29Zr.71"};
    for (int i = 0; i < 4; i++) {
        struct gb_error err = GB_ERROR_INIT;
        if (scatter_parse(&s, SCATTER_XRAY, same[i], &err) != GB_OK) fail_msg("%s: %s", same[i], err.text);
        assert_int_equal(s.n, 2);
        assert_int_equal(s.element[0]->Z, 29);
        assert_int_equal(s.element[1]->Z, 40);
        near(s.fraction[0], 0.645, 1e-12, same[i]);
        near(s.fraction[1], 0.355, 1e-12, same[i]);
    }
    assert_int_equal(scatter_parse(&s, SCATTER_XRAY, "NiP", NULL), GB_OK);
    near(s.fraction[0], 0.5, 0, "no number is 1");
    near(scatter_mass(&s), (58.6934 + 30.973761) / 2, 1e-9, "mass");
}

/* One element: w = 1. Two: sums 1, mixed pairs counted once for ab and ba; <f>, <f^2> by hand. */
static void weights(void **state) {
    (void)state;
    struct scatter s;
    for (int p = 0; p < SCATTER_N_PROBES; p++)
        for (double Q = 0; Q < 40; Q += 2.385) {
            assert_int_equal(scatter_parse(&s, (enum scatter_probe)p, "Zr41.2Ti13.8Cu12.5Ni10Be22.5", NULL), GB_OK);
            double sum = 0, mean = 0, square = 0;
            for (int a = 0; a < s.n; a++) {
                for (int b = a; b < s.n; b++) {
                    sum += scatter_weight(&s, a, b, Q);
                    near(scatter_weight(&s, a, b, Q), scatter_weight(&s, b, a, Q), 1e-15, "w_ab = w_ba");
                }
                mean += s.fraction[a] * scatter_f(&s, a, Q);
                square += s.fraction[a] * pow(scatter_f(&s, a, Q), 2);
            }
            near(sum, 1, 1e-12, "sum of the weights");
            near(scatter_mean_f(&s, Q), mean, 1e-12 * fabs(mean), "<f>");
            near(scatter_mean_f_squared(&s, Q), square, 1e-12 * square, "<f^2>");
        }
    assert_int_equal(scatter_parse(&s, SCATTER_XRAY, "Cu", NULL), GB_OK);
    near(scatter_weight(&s, 0, 0, 3.1), 1, 1e-15, "one element");
    assert_int_equal(scatter_parse(&s, SCATTER_NEUTRON, "Cu64.5Zr35.5", NULL), GB_OK);
    const double mean = 0.645 * 7.718 + 0.355 * 7.16;
    near(scatter_weight(&s, 0, 1, 3.1), 2 * 0.645 * 0.355 * 7.718 * 7.16 / (mean * mean), 1e-12, "neutrons, Cu-Zr");
    near(scatter_weight(&s, 0, 1, 0), scatter_weight(&s, 0, 1, 20), 0, "neutrons: the same at any Q");
    assert_int_equal(scatter_parse(&s, SCATTER_NUMBER, "Cu64.5Zr35.5", NULL), GB_OK);
    near(scatter_weight(&s, 0, 1, 3.1), 2 * 0.645 * 0.355, 1e-15, "number");
    /* x-rays at Q = 0: electrons */
    assert_int_equal(scatter_parse(&s, SCATTER_XRAY, "Cu64.5Zr35.5", NULL), GB_OK);
    near(scatter_mean_f(&s, 0), 0.645 * 29 + 0.355 * 40, 0.03, "<f> at 0");
}

/* Model atoms of no element carry number weights only. */
static void nameless(void **state) {
    (void)state;
    struct scatter s;
    struct gb_error err = GB_ERROR_INIT;
    const char *const name[] = {"A", "B"};
    const double fraction[] = {8, 2};
    assert_int_equal(scatter_init(&s, SCATTER_NUMBER, 2, name, fraction, &err), GB_OK);
    near(s.fraction[0], 0.8, 1e-15, "normalised");
    assert_int_equal(scatter_init(&s, SCATTER_NUMBER, 2, NULL, fraction, &err), GB_OK);
    near(scatter_weight(&s, 0, 1, 7), 0.32, 1e-15, "without names");
    near(scatter_mass(&s), 0, 0, "no mass is known");
}

static void refused(int rc, struct gb_error *err, const char *says) {
    assert_int_equal(rc, GB_EINPUT);
    if (!strstr(err->text, says)) fail_msg("'%s' is not in '%s'", says, err->text);
    gb_error_clear(err);
}

static void errors(void **state) {
    (void)state;
    struct scatter s;
    struct gb_error err = GB_ERROR_INIT;
    const enum scatter_probe x = SCATTER_XRAY;
    refused(scatter_parse(&s, x, "", &err), &err, "no species");
    refused(scatter_parse(&s, x, "Cu0Zr0", &err), &err, "all their fractions are 0");
    refused(scatter_parse(&s, x, "Cu1e308Zr1e308", &err), &err, "the fractions add up to more than a number holds");
    refused(scatter_parse(&s, x, "Xx5", &err), &err, "'Xx' is not an element; write it like Cu64.5Zr35.5");
    refused(scatter_parse(&s, x, "cu50", &err), &err, "'cu' is not an element");
    refused(scatter_parse(&s, x, "Cu50Zr-50", &err), &err, "'-' is not an element");
    refused(scatter_parse(&s, x, "Cu50Cu50", &err), &err, "Cu is there twice");
    refused(scatter_parse(&s, x, "Cu.Zr50", &err), &err, "no number at '.Zr50'");
    refused(scatter_parse(&s, x, "Cu1e999", &err), &err, "no number at '1e999'");
    refused(scatter_parse(&s, x, "Cu0x10", &err), &err, "'x' is not an element");
    refused(scatter_parse(&s, x, "Cu 64.5", &err), &err, "'6' is not an element");
    refused(scatter_parse(&s, x, "HHeLiBeBCNOFNeNaMgAlSiPSCl", &err), &err, "more than 16 species");
    refused(scatter_parse(&s, SCATTER_NEUTRON, "CuPo", &err), &err, "neutron scattering length of Po is not known");
    refused(scatter_parse(&s, SCATTER_NEUTRON, "Ti67.61Zr31.82", &err), &err, "<b> = 0");
    const double bad[] = {0.5, -0.5}, good[] = {0.5, 0.5};
    const char *const name[] = {"Cu", "B1"};
    refused(scatter_init(&s, SCATTER_NUMBER, 2, NULL, bad, &err), &err, "fraction -0.5 of species");
    refused(scatter_init(&s, x, 2, name, good, &err), &err, "'B1' is not an element with a form factor");
    refused(scatter_init(&s, x, 2, NULL, good, &err), &err, "is not an element with a form factor");

    assert_int_equal(scatter_parse(&s, x, "CuZr", &err), GB_OK);
    assert_int_equal(scatter_check_q(&s, 75.3, 1, &err), GB_OK);
    assert_int_equal(scatter_check_q(&s, 150, 2.2, &err), GB_OK);
    refused(scatter_check_q(&s, 75.5, 1, &err), &err, "Q up to 75.5 1/angstrom: form factors are known up to 75.39");
    refused(scatter_check_q(&s, 30, NAN, &err), &err, "length unit of nan angstrom: xray weights need");
    refused(scatter_check_q(&s, 30, 0, &err), &err, "length unit of 0 angstrom");
    s.probe = SCATTER_NUMBER;
    assert_int_equal(scatter_check_q(&s, 1e9, NAN, &err), GB_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(form_factors_of_all),
        cmocka_unit_test(form_factor_of_copper),
        cmocka_unit_test(neutrons),
        cmocka_unit_test(compton),
        cmocka_unit_test(probes),
        cmocka_unit_test(parsing),
        cmocka_unit_test(weights),
        cmocka_unit_test(nameless),
        cmocka_unit_test(errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

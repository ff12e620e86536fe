/* Names of r, Q and 2 theta as people write them, and what becomes of their columns. */
#include "help.h"

#include "pdf/axis.h"
#include "pdf/head.h"

static void expect(const char *name, enum axis_kind kind, const char *unit, double factor) {
    struct axis a;
    struct gb_error err = GB_ERROR_INIT;
    if (axis_of(name, "F", &a, &err) != GB_OK) fail_msg("%s: %s", name, err.text);
    if (a.kind != kind || strcmp(a.unit, unit) != 0 || fabs(a.factor - factor) > 1e-12 * factor)
        fail_msg("%s: kind %d, unit %s, factor %g", name, (int)a.kind, a.unit, a.factor);
}

static void test_names(void **state) {
    (void)state;
    const char *const in_ang[] = {"Q_1/ang",
                                  "Q_ang^-1",
                                  "q_A^-1",
                                  "Q_A-1",
                                  "Q(1/A)",
                                  "Q_AA^-1",
                                  "Q_1/AA",
                                  "q_angstrom^-1",
                                  "Q(\u00c5$^{-1}$)",
                                  "Q(\u00c5^{-1})",
                                  "Q[\u00c5\u207b\u00b9]",
                                  "Q/\u00c5^-1",
                                  "Q_invA",
                                  "Q(\xc5^-1)",
                                  "Q_1/Angstrom",
                                  "Q(InverseAngstroms)"};
    for (size_t i = 0; i < sizeof in_ang / sizeof *in_ang; i++) expect(in_ang[i], AXIS_Q, "ang", 1);
    const char *const in_nm[] = {"q_nm^-1", "Q_nm^-1", "Q_1/nm", "Q[1/nm]", "q(nm$^{-1}$)", "Q(InverseNanometres)",
                                 "Q/nm**-1"};
    for (size_t i = 0; i < sizeof in_nm / sizeof *in_nm; i++) expect(in_nm[i], AXIS_Q, "ang", 0.1);
    const char *const degrees[] = {"2th_deg",          "2Th_Deg",         "tth",       "TTH", "2theta", "two-theta",
                                   "2-Theta(Degrees)", "2\u03b8(\u00b0)", "2theta_deg"};
    for (size_t i = 0; i < sizeof degrees / sizeof *degrees; i++) expect(degrees[i], AXIS_TWO_THETA, "rad", M_PI / 180);
    expect("2th_rad", AXIS_TWO_THETA, "rad", 1);
    expect("r", AXIS_R, "-", 1);
    expect("R", AXIS_R, "-", 1);
    expect("q", AXIS_Q, "-", 1);
    expect("r_ang", AXIS_R, "ang", 1);
    expect("r(\u00c5)", AXIS_R, "ang", 1);
    expect("r_A", AXIS_R, "ang", 1);
    expect("r_nm", AXIS_R, "ang", 10);
    expect("r_sigma", AXIS_R, "sigma", 1);
    expect("Q_1/sigma", AXIS_Q, "sigma", 1);
    const char *const other[] = {"x", "1", "ratio", "theta", "S00", "qx", "rho", "2", "intensity"};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) expect(other[i], AXIS_OTHER, "-", 1);
}

static void test_refused(void **state) {
    (void)state;
    struct axis a;
    struct gb_error err = GB_ERROR_INIT;
    const char *const bad[] = {"r_mm", "r_1/ang", "Q_furlong^-1", "Q_deg", "r_deg", "2th_nm", "Q_", "2th_A^-1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(axis_of(bad[i], "F", &a, &err), GB_EINPUT);
        assert_non_null(strstr(err.text, "allowed are "));
    }
    assert_int_equal(axis_of("r_mm", "F", &a, &err), GB_EINPUT);
    assert_string_equal(err.text, "F: column 'r_mm': unit 'mm': allowed are r_ang, r_nm, r_sigma and plain r");
    gb_error_clear(&err);
}

/* A smooth curve on equal steps of 2 theta is the same curve on equal steps of Q. */
static void test_two_theta(void **state) {
    (void)state;
    enum { N = 600 };
    const double lambda = 0.1236, step = 0.031;
    struct gb_table *t = gb_table_create("", "2th_deg chi_15 sigma_chi_15");
    for (int i = 0; i < N; i++) {
        const double two_theta = 0.5 + step * i, Q = 4 * M_PI / lambda * sin(two_theta * M_PI / 360);
        gb_table_add(t, (double[]){two_theta, i >= 300 && i < 310 ? NAN : 2 + sin(3 * Q), i < 200 ? 0.01 : 1});
    }
    struct gb_error err = GB_ERROR_INIT;
    struct gb_text notes = {0};
    assert_int_equal(axis_convert(t, 0, "F", 0, &notes, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "F: column '2th_deg': 2 theta becomes Q"));
    assert_non_null(strstr(err.text, "give --wavelength"));
    assert_int_equal(axis_convert(t, 0, "F", lambda, &notes, &err), GB_OK);
    assert_string_equal(t->name[0], "Q_1/ang");
    assert_non_null(strstr(notes.s, "'2th_deg' became Q = 4 pi sin(theta)/lambda with lambda = 0.1236"));
    const double dq = t->v[3] - t->v[0];
    size_t missing = 0;
    for (size_t i = 0; i < t->n_row; i++) {
        const double *row = t->v + 3 * i, k = row[0] / dq - 0.5;
        assert_true(fabs(k - round(k)) < 1e-6);
        missing += isnan(row[1]) ? 1 : 0;
        if (i > 3 && i + 4 < t->n_row && isfinite(row[1])) assert_true(fabs(row[1] - 2 - sin(3 * row[0])) < 1e-3);
        assert_true(row[2] > 0.01 - 1e-12 && row[2] < 1 + 1e-12); /* errors go by straight lines: no spline below 0 */
    }
    assert_true(missing >= 9 && missing <= 12 && t->n_row > N - 3);
    gb_table_free(t);
    t = gb_table_create("", "tth S");
    for (int i = 0; i < 40; i++) gb_table_add(t, (double[]){i < 20 ? i : i + 1, 1});
    assert_int_equal(axis_convert(t, 0, "F", lambda, NULL, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "2theta must rise by equal steps"));
    gb_table_free(t);
    free(notes.s);
    gb_error_clear(&err);
}

static void test_wavelength(void **state) {
    (void)state;
    static const struct {
        const char *key, *value;
        double ang;
    } all[] = {{"Wavelength", "1.2398e-11 m", 0.12398}, {"wavelength", "0.12398", 0.12398},
               {"wavelength", "1.2398e-11", 0.12398},   {"Wavelength", "0.0124 nm", 0.124},
               {"wavelength_ang", "0.2", 0.2},          {"wavelength", "?", NAN}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct gb_table *t = gb_table_create("", "Q S");
        double lambda;
        gb_table_meta(t, all[i].key, "%s", all[i].value);
        assert_int_equal(head_wavelength(t, "F", NAN, &lambda, NULL), GB_OK);
        assert_true(isnan(all[i].ang) ? isnan(lambda) : fabs(lambda - all[i].ang) < 1e-12);
        if (isfinite(all[i].ang)) assert_int_equal(head_wavelength(t, "F", 0.5, &lambda, NULL), GB_EINPUT);
        gb_table_free(t);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names), cmocka_unit_test(test_refused),
                                       cmocka_unit_test(test_two_theta), cmocka_unit_test(test_wavelength)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

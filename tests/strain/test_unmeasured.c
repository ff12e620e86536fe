/* Zeros that are no measurement, and zeros that are. */
#include "help.h"

#include "strain/unmeasured.h"

enum { N = 400 };

static struct gb_table *curve(double (*f)(int)) {
    struct gb_table *t = gb_table_create("", "Q v");
    for (int j = 0; j < N; j++) gb_table_add(t, (double[]){0.05 * j, f(j)});
    return t;
}

static size_t nans(const struct gb_table *t) {
    size_t n = 0;
    for (size_t i = 0; i < t->n_row; i++) n += isnan(t->v[2 * i + 1]) ? 1 : 0;
    return n;
}

static size_t left_out(double (*f)(int), bool intensity, bool may_be_zero) {
    struct gb_table *t = curve(f);
    const size_t n = intensity ? unmeasured_intensity(t, 1, may_be_zero) : unmeasured_structure(t, 1);
    assert_int_equal(n, nans(t));
    gb_table_free(t);
    return n;
}

static double smooth(int j) { return 2000 + 900 * sin(0.3 * j); }
static double arm(int j) { return j < 40 || j == 100 || (j >= 200 && j < 203) ? 0 : smooth(j); }
static double scaled_arm(int j) { return 1e-9 * arm(j); }
static double nothing(int j) { return 0 * j; }

/* Poisson counts by inversion, the same each time. */
static double counts(int j, double mean) {
    static unsigned seed = 5;
    if (j == 0) seed = 5;
    double u = 0, p = exp(-mean), sum = p, k = 0;
    seed = seed * 1664525u + 1013904223u;
    u = seed / 4294967296.0;
    while (sum < u && k < 1000) sum += p *= mean / ++k;
    return k;
}
static double few(int j) { return counts(j, 3); }
static double few_scaled(int j) { return 2.5e-6 * counts(j, 3); }
static double few_behind_stop(int j) { return j < 40 ? 0 : counts(j, 3); }
static double many(int j) { return j == 100 ? 0 : counts(j, 100); }

static void test_intensity(void **state) {
    (void)state;
    assert_int_equal(left_out(smooth, true, false), 0);
    assert_int_equal(left_out(arm, true, false), 44);
    assert_int_equal(left_out(scaled_arm, true, false), 44); /* whatever the unit */
    assert_int_equal(left_out(nothing, true, false), N);     /* beside the detector */
    assert_int_equal(left_out(nothing, true, true), 0);      /* a background of nothing */
    size_t zeros = 0;
    for (int j = 0; j < N; j++) zeros += few(j) == 0 ? 1 : 0;
    assert_true(zeros > 10);
    assert_int_equal(left_out(few, true, false), 0); /* with three counts to a point, none is one, too */
    assert_int_equal(left_out(few_scaled, true, false), 0);
    assert_int_equal(left_out(few_behind_stop, true, false), 40);
    assert_int_equal(left_out(many, true, false), 1);
}

static double S(int j) { return 1 + 0.5 * sin(0.2 * j); }
static double S_gap(int j) { return j >= 200 && j < 206 ? 0 : S(j); }
static double S_one(int j) { return j == 200 ? 0 : S(j); }
static double S_ends(int j) { return j < 8 || j > N - 3 ? 0 : S(j); }
static double S_rounded(int j) { return j < 20 ? floor(0.1 * j) / 100 : S(j); } /* 0.00 0.00 ... 0.01 */
static double F_crossing(int j) { return j % 20 == 10 ? 0 : sin(M_PI * (j - 10) / 20); }

static void test_structure(void **state) {
    (void)state;
    assert_int_equal(left_out(S, false, false), 0);
    assert_int_equal(left_out(S_gap, false, false), 6);
    assert_int_equal(left_out(S_one, false, false), 1);
    assert_int_equal(left_out(S_ends, false, false), 10);
    assert_int_equal(left_out(S_rounded, false, false), 0);
    assert_int_equal(left_out(F_crossing, false, false), 0);
    assert_int_equal(left_out(nothing, false, false), N);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_intensity), cmocka_unit_test(test_structure)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

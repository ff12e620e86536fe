/* Jackknife against formulas and against a ratio with a known error. */
#include "help.h"

#include "strain/jackknife.h"

static void test_mean(void **state) {
    (void)state;
    const double x[] = {2.385, -0.71, 3.3, 1.92, 0.46};
    const struct estimate e = jackknife_mean(5, x);
    assert_near(e.value, 1.471, 1e-14);
    assert_near(e.err, 0.7127804711129507, 1e-14); /* Python: statistics.stdev(x)/sqrt(5) */
    /* the jackknife of a mean is its standard error */
    double theta[5];
    for (int i = 0; i < 5; i++) theta[i] = (5 * 1.471 - x[i]) / 4;
    const struct estimate j = jackknife(5, 1.471, theta);
    assert_near(j.value, e.value, 1e-14);
    assert_near(j.err, e.err, 1e-13);
}

static void test_ratio_of_means(void **state) {
    (void)state;
    /* small scatter: the jackknife error of mean(y)/mean(x) is that of linear error propagation */
    const double x[] = {4.01, 3.98, 4.03, 4.00, 3.97, 4.02}, y[] = {2.52, 2.47, 2.49, 2.51, 2.50, 2.48};
    double sx = 0, sy = 0, theta[6];
    for (int i = 0; i < 6; i++) sx += x[i], sy += y[i];
    for (int i = 0; i < 6; i++) theta[i] = (sy - y[i]) / (sx - x[i]);
    const double q = sy / sx;
    double sum = 0;
    for (int i = 0; i < 6; i++) sum += pow(y[i] - q * x[i], 2);
    const double linear = sqrt(sum / 5 / 6) / (sx / 6);
    const struct estimate e = jackknife(6, q, theta);
    assert_near(e.value, q, 0);
    assert_near(e.err, linear, 0.01 * linear);
}

static double sd(size_t n, const double *x, size_t left_out) {
    double mean = 0, sum = 0, m = left_out < n ? (double)n - 1 : (double)n;
    for (size_t i = 0; i < n; i++) mean += i == left_out ? 0 : x[i] / m;
    for (size_t i = 0; i < n; i++) sum += i == left_out ? 0 : (x[i] - mean) * (x[i] - mean);
    return sqrt(sum / (m - 1));
}

static void test_scatter(void **state) {
    (void)state;
    enum { M = 5 };
    const double x[M] = {2.385, -0.71, 3.3, 1.92, 0.46};
    double theta[15], of_sd[M];
    /* the scatter of a mean is that of its samples, and its error the jackknife of their standard deviation */
    for (int i = 0; i < M; i++) theta[i] = (5 * 1.471 - x[i]) / 4;
    for (size_t i = 0; i < M; i++) of_sd[i] = sd(M, x, i);
    const struct estimate e = jackknife_scatter(M, 1, theta), long_way = jackknife(M, sd(M, x, M), of_sd);
    assert_near(e.value, sd(M, x, M), 1e-13);
    assert_near(e.err, long_way.err, 1e-12);
    assert_true(e.err > 0.1);
    assert_near(e.value / sqrt(M), jackknife(M, 1.471, theta).err, 1e-13);
    /* sets: their mean square, whatever their means; three equal ones say no more than one */
    for (int i = 0; i < M; i++) theta[M + i] = 7 + 2 * theta[i], theta[2 * M + i] = -3 * theta[i];
    const struct estimate sets = jackknife_scatter(M, 3, theta);
    assert_near(sets.value, e.value * sqrt((1 + 4 + 9) / 3.0), 1e-12);
    assert_near(sets.err, e.err * sqrt((1 + 4 + 9) / 3.0), 1e-12);
    assert_true(isnan(jackknife_scatter(1, 1, theta).value));
    assert_true(isfinite(jackknife_scatter(2, 1, theta).value));
    assert_true(isnan(jackknife_scatter(2, 1, theta).err));
    theta[3] = NAN;
    assert_true(isnan(jackknife_scatter(M, 1, theta).value));
}

static void test_few_and_missing(void **state) {
    (void)state;
    const double x[] = {1.7, NAN, 2.1};
    assert_true(isnan(jackknife(1, 1.7, x).err));
    assert_near(jackknife(1, 1.7, x).value, 1.7, 0);
    assert_true(isnan(jackknife(3, 1.9, x).err));
    assert_near(jackknife(3, 1.9, x).value, 1.9, 0);
    assert_true(isnan(jackknife_mean(0, NULL).value));
    assert_near(jackknife_mean(1, x).value, 1.7, 0);
    assert_true(isnan(jackknife_mean(1, x).err));
    assert_true(isnan(jackknife_mean(3, x).err));
}

/* Student's t: with one degree of freedom a Cauchy variable, P(|t| > 3) = 1 - 2 atan(3)/pi; with two 1 - t/sqrt(2+t^2);
 * with many normal. */
static void test_chance(void **state) {
    (void)state;
    const struct estimate e = {5.3, 0.1};
    assert_near(jackknife_chance(e, 5, 2), 1 - 2 * atan(3) / acos(-1), 1e-12);
    assert_near(jackknife_chance(e, 5.6, 3), 1 - 3 / sqrt(11), 1e-12);
    assert_near(jackknife_chance(e, 5, 100001), 0.0027, 1e-5);
    assert_true(isnan(jackknife_chance((struct estimate){1, NAN}, 0, 3)) && isnan(jackknife_chance(e, 0, 1)));
    assert_near(jackknife_chance((struct estimate){1, 0}, 1, 3), 1, 0);
    assert_near(jackknife_chance((struct estimate){1, 0}, 2, 3), 0, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mean), cmocka_unit_test(test_ratio_of_means),
                                       cmocka_unit_test(test_few_and_missing), cmocka_unit_test(test_scatter),
                                       cmocka_unit_test(test_chance)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

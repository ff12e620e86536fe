/* The generator against the numbers of its reference implementation, and the shapes drawn from it. */
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_reference(void **state) {
    (void)state;
    const uint64_t expected[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
                                 UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
                                 UINT64_C(16408922859458223821)};
    uint64_t s = 1234567;
    for (int i = 0; i < 5; i++) assert_true(random_next(&s) == expected[i]);
}

static void test_moments(void **state) {
    (void)state;
    enum { N = 1000000 };
    double u[3] = {0}, g[4] = {0}, count[7] = {0};
    uint64_t s = 2385;
    for (int i = 0; i < N; i++) {
        const double x = random_uniform(&s), y = random_normal(&s);
        assert_true(x > 0 && x < 1);
        u[1] += x / N, u[2] += x * x / N;
        g[1] += y / N, g[2] += y * y / N, g[3] += y * y * y * y / N;
        count[random_below(&s, 7)] += 7.0 / N;
    }
    assert_true(fabs(u[1] - 0.5) < 5 * sqrt(1.0 / 12 / N) && fabs(u[2] - 1.0 / 3) < 5 * sqrt(4.0 / 45 / N));
    assert_true(fabs(g[1]) < 5 / sqrt(N) && fabs(g[2] - 1) < 5 * sqrt(2.0 / N) && fabs(g[3] - 3) < 5 * sqrt(96.0 / N));
    for (int k = 0; k < 7; k++) assert_true(fabs(count[k] - 1) < 5 * sqrt(6.0 / N));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reference), cmocka_unit_test(test_moments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

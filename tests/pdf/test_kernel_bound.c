/* The errors of the sums of many random pairs: as small as pdf_kernel.c says, and without a mean. A rounding that
 * leaned to one side would grow like the count, not like its root. The box is no whole number of quanta. */
#include "pdf/kernel_help.h"

enum { N_ATOMS = 13000 };

/* Errors over sqrt(count) of one component, gathered over bins. */
struct errors {
    double n, sum, sum2, worst, all, pairs; /* all, pairs: of all bins together */
};

static void gather(struct errors *e, const double *v, const double *expected, const uint64_t *count, size_t n) {
    for (size_t k = 0; k < n; k++) {
        if (count[k] == 0) continue;
        const double z = (v[k] - expected[k]) / sqrt((double)count[k]);
        e->n++;
        e->sum += z;
        e->sum2 += z * z;
        e->worst = fmax(e->worst, fabs(z));
        e->all += v[k] - expected[k];
        e->pairs += (double)count[k];
    }
}

static void check_errors(const char *what, const struct errors *e, double least_count) {
    const double rms = sqrt(e->sum2 / e->n), mean = e->sum / e->n, all = e->all / sqrt(e->pairs);
    if (getenv("GLASSBED_TEST_VERBOSE"))
        print_message("%-24s bins %4g: rms %.2e mean %+.2e worst %.2e; all %+.2e\n", what, e->n, rms, mean, e->worst,
                      all);
    assert_true(e->pairs / e->n > least_count);
    if (!(rms < 4e-8 * (1 + 3.5 / sqrt(2 * e->n)))) fail_msg("%s: rms of errors %g sqrt(count)", what, rms);
    if (!(e->worst < RANDOM.random)) fail_msg("%s: an error of %g sqrt(count)", what, e->worst);
    if (!(fabs(mean) < 4.5 * rms / sqrt(e->n))) fail_msg("%s: mean error %g of rms %g", what, mean, rms);
    if (!(fabs(all) < 4.5 * rms)) fail_msg("%s: together off by %g sqrt(count), rms %g", what, all, rms);
}

static void test_errors(void **state) {
    (void)state;
    uint64_t seed = 31;
    static const double direction[3] = {0.8, -1.7, 0.55};
    struct config *c = help_config(N_ATOMS, 1, (double[]){20.137, 21.321, 18.771}, (double[]){0, 0, 0}, &seed);
    const struct pdf_grid grids[] = {{900, 6.0 / 900}, {9, 6.0 / 9}};
    const struct mode mode[] = {{.axes = 7, .l_max = 4},
                                {.axes = 1, .l_max = 4},
                                {.axes = 2, .l_max = 2},
                                {.axes = 4, .l_max = 4, .along = true}};
    for (int g = 0; g < 2; g++) {
        struct oracle *o = oracle_create(c, grids[g], direction, pairs_visit);
        const size_t n = grids[g].n;
        assert_true(o->n_all > 9000000);
        for (size_t m = 0; m < sizeof mode / sizeof *mode; m++) {
            struct pdf_sums *s = help_sums(c, grids[g], direction, &mode[m], PAIRS_ISA_BEST, 1);
            assert_memory_equal(s->count, o->count, n * sizeof *o->count);
            for (int l = 2; l <= mode[m].l_max; l += 2)
                for (int a = 0; a < 3; a++) {
                    const int from = mode[m].along ? 3 : a;
                    struct errors e = {0};
                    if (!s->p[a]) continue;
                    gather(&e, s->p[a] + (l == 4 ? n : 0), l == 4 ? o->p4[from] : o->p2[from], o->count, n);
                    check_errors(mode_text(&mode[m], PAIRS_ISA_BEST, 1), &e, g == 0 ? 1e4 : 1e6);
                }
            for (int a = 0; a < 3; a++) {
                struct errors e = {0};
                if (!s->product[a]) continue;
                gather(&e, s->product[a], o->product[a], o->count, n);
                check_errors("products", &e, g == 0 ? 1e4 : 1e6);
            }
            pdf_sums_free(s);
        }
        oracle_free(o);
    }
    config_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_errors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The pair sums of every instruction set, number of threads and mode against brute force in double: counts equal, sums
 * within the bound of pdf_kernel.c, the same bits everywhere. */
#include "pdf/kernel_help.h"

static double smallest_height(const struct config *c) {
    double h[3];
    box_heights(&c->box, h);
    return fmin(h[0], fmin(h[1], h[2]));
}

static struct config *cube(size_t n, int n_types, double edge, uint64_t *seed) {
    return help_config(n, n_types, (double[]){edge, edge, edge}, (double[]){0, 0, 0}, seed);
}

/* Without images that repeat: r_max below half of every height. */
static void test_random_boxes(void **state) {
    (void)state;
    uint64_t seed = 4711;
    size_t total = 0;
    for (int trial = 0; trial < 8; trial++) {
        double edge[3], tilt[3];
        for (int d = 0; d < 3; d++) {
            edge[d] = 8 * exp(help_random(&seed) - 0.5);
            tilt[d] = trial % 2 == 0 ? 0 : 1.6 * (help_random(&seed) - 0.5);
        }
        const int types = 1 + trial % 3;
        struct config *c = help_config(300 + (size_t)(300 * help_random(&seed)), types, edge, tilt, &seed);
        const size_t bins = (size_t)pow(10, 1 + 1.5 * help_random(&seed));
        total += check_all(c, (struct pdf_grid){bins, 0.499 * smallest_height(c) / (double)bins}, RANDOM);
        config_free(c);
    }
    assert_true(total > 50000);
}

/* r_max of many boxes: every atom meets images of all, itself among them. */
static void test_tiny_boxes(void **state) {
    (void)state;
    uint64_t seed = 5;
    for (size_t n = 1; n <= 9; n += 2) {
        const double t = n % 4 == 1 ? 0.7 : 0;
        struct config *c = help_config(n, 2, (double[]){1.3, 0.9, 1.1}, (double[]){t, -t, t / 2}, &seed);
        check_all(c, (struct pdf_grid){91, n < 3 ? 0.1177 : 0.0457}, REPEATED);
        config_free(c);
    }
}

/* Needles and plates, 100 to 1, along each edge, upright and tilted. */
static void test_elongated(void **state) {
    (void)state;
    uint64_t seed = 6;
    for (int d = 0; d < 6; d++) {
        double edge[3] = {d < 3 ? 1.1 : 30, d < 3 ? 1.1 : 30, d < 3 ? 1.1 : 30};
        edge[d % 3] = d < 3 ? 110 : 0.3;
        const double t = d % 2 ? 0.4 : 0;
        struct config *c = help_config(70, 2, edge, (double[]){t, -t, t}, &seed);
        assert_true(check_all(c, (struct pdf_grid){37, d < 3 ? 0.1191 : 0.0537}, REPEATED) > 100);
        config_free(c);
    }
}

/* So thin that chunks hold one atom each; pairs are there because the atoms come in twos and threes. */
static void test_gas(void **state) {
    (void)state;
    uint64_t seed = 7;
    struct config *c = cube(240, 3, 900, &seed);
    for (size_t i = 1; i < c->n; i++)
        for (size_t d = 0; i % 3 != 0 && d < 3; d++)
            c->x[3 * i + d] = c->x[3 * (i - 1) + d] + 1.4 * (help_random(&seed) - 0.5);
    assert_true(check_all(c, (struct pdf_grid){40, 0.0531}, RANDOM) > 200);
    assert_true(check_all(c, (struct pdf_grid){3, 29}, RANDOM) > 200);
    for (size_t i = 1; i < c->n; i++) /* separations that coordinates of this size hardly tell */
        for (size_t d = 0; i % 3 != 0 && d < 3; d++)
            c->x[3 * i + d] = c->x[3 * (i - 1) + d] + 3e-10 * (help_random(&seed) - 0.5);
    assert_true(check_all(c, (struct pdf_grid){40, 1e-11}, RANDOM) > 200);
    assert_true(check_all(c, (struct pdf_grid){7, 3e-11}, RANDOM) > 100);
    config_free(c);
}

/* Atoms on faces and edges, outside the box by rounding or by whole boxes, and several on one point. */
static void test_faces(void **state) {
    (void)state;
    uint64_t seed = 8;
    struct config *c = config_create(90, 2);
    for (int d = 0; d < 3; d++) c->box.h[d][d] = 6;
    static const double on[] = {0, 6, -0.0, 3, 1.5, 5.999999999999999, -1e-17, 6.000000000000001, -18, 2.25};
    for (size_t k = 0; k < 3 * c->n; k++) c->x[k] = on[(size_t)(10 * help_random(&seed))];
    for (size_t i = 0; i < c->n; i += 2) c->type[i] = 2;
    check_all(c, (struct pdf_grid){20, 0.14}, REPEATED);
    check_all(c, (struct pdf_grid){14, 0.5}, REPEATED); /* on edges of bins */
    c->box.h[0][1] = 3;
    c->box.h[1][2] = -1.5;
    check_all(c, (struct pdf_grid){4, 1.125}, REPEATED);
    config_free(c);
}

/* A lattice of spacing a, and bins of a/8, a/5 and such: most distances are on edges as double computes them or one
 * rounding off, and some are r_max itself. */
static void test_on_edges(void **state) {
    (void)state;
    const double a[] = {1, 0.7, 2.0 / 3};
    for (int m = 0; m < 3; m++) {
        struct config *c = config_create(512, 1);
        for (int d = 0; d < 3; d++) {
            c->box.h[d][d] = 8 * a[m];
            c->box.origin[d] = m == 1 ? -3.3 : 0;
        }
        for (size_t i = 0; i < c->n; i++) {
            c->x[3 * i] = a[m] * (double)(i % 8);
            c->x[3 * i + 1] = a[m] * (double)(i / 8 % 8);
            c->x[3 * i + 2] = a[m] * (double)(i / 64);
        }
        const size_t n[] = {24, 15, 9};
        assert_true(check_all(c, (struct pdf_grid){n[m], 3 * a[m] / (double)n[m]}, REPEATED) >= 256 * 92);
        config_free(c);
    }
}

/* Twos of atoms whose distance is an edge, or r_max, and a little more or less: by parts in 1e16 to 1e5. */
static void test_beside_edges(void **state) {
    (void)state;
    uint64_t seed = 9;
    enum { N = 1600 };
    const struct pdf_grid grids[] = {{10, 0.3}, {1, 3}, {3000, 0.001}};
    for (int g = 0; g < 3; g++) {
        struct config *c = config_create(N, 1);
        for (int d = 0; d < 3; d++) c->box.h[d][d] = 200;
        for (size_t i = 0; i < N; i += 2) { /* on a grid of 5 apart, so that only twos meet */
            double v[3], r2 = 0;
            for (size_t d = 0; d < 3; d++) {
                v[d] = help_random(&seed) - 0.5;
                r2 += v[d] * v[d];
            }
            const double edge = i % 4 == 0 ? 3 : (double)grids[g].n * help_random(&seed),
                         r = (i % 4 == 0 ? 3 : floor(edge) * grids[g].dr) *
                             (1 + (help_random(&seed) - 0.5) * pow(10, -5 - 11 * help_random(&seed)));
            const double at[3] = {(double)(i / 2 % 13), (double)(i / 26 % 13), (double)(i / 338)};
            for (size_t d = 0; d < 3; d++) {
                c->x[3 * i + d] = 10 + 14 * at[d] + help_random(&seed);
                c->x[3 * i + 3 + d] = c->x[3 * i + d] + r * v[d] / sqrt(r2);
            }
        }
        assert_in_range(check_all(c, grids[g], RANDOM), N / 4, N / 2 - 1);
        config_free(c);
    }
}

static void test_few_atoms(void **state) {
    (void)state;
    struct config *c = config_create(1, 1);
    for (int d = 0; d < 3; d++) c->x[d] = 0.125;
    assert_int_equal(check_all(c, (struct pdf_grid){10, 0.1}, REPEATED), 0); /* its images are at r_max */
    assert_int_equal(check_all(c, (struct pdf_grid){3, 0.5}, REPEATED), 3 + 6);
    config_free(c);
    c = config_create(2, 3); /* species without atoms */
    for (int d = 0; d < 3; d++) c->box.h[d][d] = 9.5;
    c->type[0] = 3;
    c->x[3] = 9.25; /* next to atom 0 across the face */
    assert_int_equal(check_all(c, (struct pdf_grid){10, 0.1}, RANDOM), 1);
    c->x[3] = 0; /* both on one point */
    assert_int_equal(check_all(c, (struct pdf_grid){10, 0.1}, RANDOM), 1);
    config_free(c);
}

/* Seven species, three of them without atoms. */
static void test_many_species(void **state) {
    (void)state;
    uint64_t seed = 10;
    struct config *c = cube(400, 7, 9, &seed);
    for (size_t i = 0; i < c->n; i++)
        if (c->type[i] % 2 == 1) c->type[i] = 2 + 2 * (int)(i % 3);
    c->type[17] = 7;
    assert_true(check_all(c, (struct pdf_grid){60, 0.07}, RANDOM) > 10000);
    config_free(c);
}

/* One bin; and so many that hardly a pair is clear of the edges, as float knows them. */
static void test_bins(void **state) {
    (void)state;
    uint64_t seed = 11;
    struct config *c = cube(250, 2, 10, &seed);
    check_all(c, (struct pdf_grid){1, 4.7}, RANDOM);
    check_all(c, (struct pdf_grid){30000, 3.1 / 30000}, RANDOM);
    config_free(c);
}

/* So many pairs in a bin that its word is read out several times, all with P2 = 1: no bit may run over. */
static void test_full_words(void **state) {
    (void)state;
    uint64_t seed = 12;
    enum { N = 1100 };
    struct config *c = config_create(N, 1);
    for (int d = 0; d < 3; d++) c->box.h[d][d] = 40;
    for (size_t i = 0; i < N; i++) c->x[3 * i + 2] = 19 * help_random(&seed);
    assert_int_equal(check_all(c, (struct pdf_grid){1, 19}, REPEATED), N / 2 * (N - 1));
    config_free(c);
}

/* Surroundings of a block beyond one segment (PAIRS_SLOTS chunks): thousands of images of a small box. */
static void test_segments(void **state) {
    (void)state;
    uint64_t seed = 13;
    struct config *c = help_config(20, 2, (double[]){1, 1, 1}, (double[]){0, 0, 0}, &seed);
    assert_true(check_all(c, (struct pdf_grid){40, 0.13}, REPEATED) > 100000);
    config_free(c);
    c = help_config(4, 3, (double[]){1.2, 0.9, 1.1}, (double[]){0.3, 0.1, -0.4}, &seed);
    assert_true(check_all(c, (struct pdf_grid){40, 0.19}, REPEATED) > 10000);
    config_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_boxes), cmocka_unit_test(test_tiny_boxes), cmocka_unit_test(test_elongated),
        cmocka_unit_test(test_gas),          cmocka_unit_test(test_faces),      cmocka_unit_test(test_on_edges),
        cmocka_unit_test(test_beside_edges), cmocka_unit_test(test_few_atoms),  cmocka_unit_test(test_many_species),
        cmocka_unit_test(test_bins),         cmocka_unit_test(test_full_words), cmocka_unit_test(test_segments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

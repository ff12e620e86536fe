/* What must not change the pair sums: moving, wrapping and renumbering atoms, another cell of the same crystal, turning
 * all; and what follows from the five l = 2 components: P2 about any direction. */
#include "pdf/kernel_help.h"

static const double NO_DIRECTION[3] = {0, 0, 1};
static const struct mode FULL = {.axes = 7, .l_max = 4, .partials = true};

static struct pdf_sums *full_sums(const struct config *c, struct pdf_grid grid) {
    return help_sums(c, grid, NO_DIRECTION, &FULL, PAIRS_ISA_BEST, 2);
}

/* b has `times` the pairs of a; its axis d is a's axis axis[d]. */
static void same_sums(const struct pdf_sums *a, const struct pdf_sums *b, uint64_t times, const int axis[3]) {
    const size_t n = a->grid.n;
    assert_int_equal(a->n_pairs, b->n_pairs);
    for (size_t k = 0; k < a->n_pairs * n; k++) {
        const double m = (double)times, count = m * (double)a->count[k];
        const size_t at = k / n * 2 * n + k % n;
        if (b->count[k] != times * a->count[k])
            fail_msg("%zu pairs in bin %zu, expected %g", (size_t)b->count[k], k, count);
        for (int d = 0; d < 3; d++) {
            const struct bound both = {2 * m * RANDOM.random, 0};
            within("P2", &FULL, k, b->p[d][at], m * a->p[axis[d]][at], count, both);
            within("P4", &FULL, k, b->p[d][at + n], m * a->p[axis[d]][at + n], count, both);
            /* products xy, xz, yz: of all axes but 2, 1, 0 */
            within("product", &FULL, k, b->product[d][k], m * a->product[2 - axis[2 - d]][k], count, both);
        }
    }
}

static const int AS_IS[3] = {0, 1, 2};
static const struct pdf_grid GRID = {61, 0.0713};

static struct config *glass(const double tilt[3], uint64_t *seed) {
    return help_config(420, 3, (double[]){8.9, 9.3, 10.1}, tilt, seed);
}

static void test_move_and_wrap(void **state) {
    (void)state;
    uint64_t seed = 21;
    struct config *c = glass((double[]){0.4, -0.3, 0.2}, &seed);
    struct pdf_sums *a = full_sums(c, GRID), *b;
    for (size_t i = 0; i < c->n; i++) {
        c->x[3 * i] += 3.217;
        c->x[3 * i + 1] -= 17.1;
        c->x[3 * i + 2] += 0.77;
    }
    same_sums(a, b = full_sums(c, GRID), 1, AS_IS);
    pdf_sums_free(b);
    for (size_t i = 0; i < c->n; i++) /* by whole edges, another for each atom */
        for (size_t d = 0; d < 3; d++)
            for (size_t e = 0; e < 3; e++) c->x[3 * i + d] += c->box.h[d][e] * (double)((i + e) % 7);
    same_sums(a, b = full_sums(c, GRID), 1, AS_IS);
    pdf_sums_free(b);
    for (int d = 0; d < 3; d++) c->box.origin[d] += 4.4;
    same_sums(a, b = full_sums(c, GRID), 1, AS_IS);
    pdf_sums_free(b);
    c->box.h[0][2] += 2 * c->box.h[0][0]; /* other edges, same lattice */
    c->box.h[0][2] += c->box.h[0][1];
    c->box.h[1][2] += c->box.h[1][1];
    same_sums(a, b = full_sums(c, GRID), 1, AS_IS);
    pdf_sums_free(b);
    pdf_sums_free(a);
    config_free(c);
}

/* Exactly: with i and j exchanged a separation changes its sign alone. */
static void test_permute(void **state) {
    (void)state;
    uint64_t seed = 22;
    struct config *c = glass((double[]){0.4, -0.3, 0.2}, &seed);
    struct pdf_sums *a = full_sums(c, GRID);
    for (size_t i = c->n - 1; i > 0; i--) {
        const size_t j = (size_t)(help_random(&seed) * (double)(i + 1));
        const int type = c->type[i];
        c->type[i] = c->type[j];
        c->type[j] = type;
        for (size_t d = 0; d < 3; d++) {
            const double x = c->x[3 * i + d];
            c->x[3 * i + d] = c->x[3 * j + d];
            c->x[3 * j + d] = x;
        }
    }
    struct pdf_sums *b = full_sums(c, GRID);
    assert_true(same_bits(a, b));
    pdf_sums_free(a);
    pdf_sums_free(b);
    config_free(c);
}

static void test_replicate(void **state) {
    (void)state;
    uint64_t seed = 23;
    struct config *c = help_config(90, 3, (double[]){4.1, 4.7, 5.3}, (double[]){0.4, -0.3, 0.2}, &seed);
    struct config *m = config_create(90 * 12, 3);
    const int times[3] = {2, 3, 2};
    m->box = c->box;
    for (int d = 0; d < 3; d++)
        for (int e = 0; e < 3; e++) m->box.h[d][e] *= times[e];
    size_t at = 0;
    for (int x = 0; x < 2; x++)
        for (int y = 0; y < 3; y++)
            for (int z = 0; z < 2; z++)
                for (size_t i = 0; i < c->n; i++, at++) {
                    m->type[at] = c->type[i];
                    for (size_t d = 0; d < 3; d++)
                        m->x[3 * at + d] =
                            c->x[3 * i + d] + c->box.h[d][0] * x + c->box.h[d][1] * y + c->box.h[d][2] * z;
                }
    struct pdf_sums *a = full_sums(c, GRID), *b = full_sums(m, GRID);
    same_sums(a, b, 12, AS_IS);
    pdf_sums_free(a);
    pdf_sums_free(b);
    config_free(c);
    config_free(m);
}

/* x to y to z to x: of axes, atoms and box. */
static void test_exchange_axes(void **state) {
    (void)state;
    uint64_t seed = 24;
    struct config *c = glass((double[]){0, 0, 0}, &seed), *turned = config_copy(c);
    for (size_t d = 0; d < 3; d++) {
        const size_t to = (d + 1) % 3;
        turned->box.origin[to] = c->box.origin[d];
        turned->box.h[to][to] = c->box.h[d][d];
        for (size_t i = 0; i < c->n; i++) turned->x[3 * i + to] = c->x[3 * i + d];
    }
    struct pdf_sums *a = full_sums(c, GRID), *b = full_sums(turned, GRID);
    same_sums(a, b, 1, (int[]){2, 0, 1});
    pdf_sums_free(a);
    pdf_sums_free(b);
    config_free(c);
    config_free(turned);
}

/* A ball of atoms in empty space, turned by a quaternion q. */
static struct config *ball(const double q[4]) {
    uint64_t seed = 25;
    struct config *c = config_create(200, 2);
    double r[3][3];
    for (int d = 0; d < 3; d++) {
        const int e = (d + 1) % 3, f = (d + 2) % 3;
        c->box.h[d][d] = 20;
        r[d][d] = q[0] * q[0] + q[d + 1] * q[d + 1] - q[e + 1] * q[e + 1] - q[f + 1] * q[f + 1];
        r[d][e] = 2 * (q[d + 1] * q[e + 1] - q[0] * q[f + 1]);
        r[e][d] = 2 * (q[d + 1] * q[e + 1] + q[0] * q[f + 1]);
    }
    for (size_t i = 0; i < c->n;) {
        double x[3], r2 = 0;
        for (int d = 0; d < 3; d++) {
            x[d] = 6 * help_random(&seed) - 3;
            r2 += x[d] * x[d];
        }
        if (r2 > 9) continue;
        for (size_t d = 0; d < 3; d++) c->x[3 * i + d] = 7 + r[d][0] * x[0] + r[d][1] * x[1] + r[d][2] * x[2];
        c->type[i] = 1 + (int)(i % 2);
        i++;
    }
    return c;
}

/* Of the five components of l = 2. */
static double length(const struct pdf_sums *s, size_t row, size_t k) {
    const size_t at = row * 2 * s->grid.n + k;
    double sum = pow(s->p[2][at], 2) + pow((s->p[0][at] - s->p[1][at]) / sqrt(3), 2);
    for (int d = 0; d < 3; d++) sum += pow(s->product[d][row * s->grid.n + k], 2);
    return sqrt(sum);
}

static void test_rotate(void **state) {
    (void)state;
    const struct pdf_grid grid = {67, 0.0911};
    struct config *c = ball((double[]){1, 0, 0, 0});
    struct pdf_sums *a = full_sums(c, grid);
    config_free(c);
    double largest = 0;
    for (int turn = 0; turn < 4; turn++) {
        static const double q[4][4] = {
            {0.5, 0.5, -0.5, 0.5}, {0.8, 0.36, 0.48, 0}, {0.1, -0.7, 0.5, 0.5}, {0.48, 0, 0.6, -0.64}};
        c = ball(q[turn]);
        struct pdf_sums *b = full_sums(c, grid);
        for (size_t row = 0; row < a->n_pairs; row++)
            for (size_t k = 0; k < grid.n; k++) {
                const size_t at = row * grid.n + k;
                assert_int_equal(a->count[at], b->count[at]);
                const double n = (double)a->count[at], v = length(a, row, k);
                largest = fmax(largest, v / (n + 1));
                within("length of l = 2", &FULL, at, length(b, row, k), v, n, (struct bound){4 * RANDOM.random, 0});
            }
        pdf_sums_free(b);
        config_free(c);
    }
    assert_true(largest > 0.1);
    pdf_sums_free(a);
}

/* P2 about n: sum_a n_a^2 P2(a) + sqrt3 (n_x n_y xy + n_x n_z xz + n_y n_z yz). */
static void test_directions(void **state) {
    (void)state;
    uint64_t seed = 26;
    struct config *c = glass((double[]){0.4, -0.3, 0.2}, &seed);
    struct pdf_sums *five = full_sums(c, GRID);
    static const double direction[6][3] = {{0, 0, 3}, {2, 0, 0},        {0, -1e-3, 0},
                                           {1, 1, 1}, {-0.3, 0.8, 1e3}, {4, -5, 3}};
    for (int m = 0; m < 6; m++) {
        const struct mode along = {.axes = 4, .l_max = 2 + 2 * (m % 2), .partials = true, .along = true};
        struct pdf_sums *s = help_sums(c, GRID, direction[m], &along, PAIRS_ISA_BEST, 1);
        double n[3], norm = 0;
        for (int d = 0; d < 3; d++) norm += direction[m][d] * direction[m][d];
        for (int d = 0; d < 3; d++) n[d] = direction[m][d] / sqrt(norm);
        for (size_t row = 0; row < s->n_pairs; row++)
            for (size_t k = 0; k < GRID.n; k++) {
                const size_t at = row * 2 * GRID.n + k, cell = row * GRID.n + k;
                double v = 0;
                for (int d = 0; d < 3; d++) v += n[d] * n[d] * five->p[d][at];
                v += sqrt(3) * (n[0] * n[1] * five->product[0][cell] + n[0] * n[2] * five->product[1][cell] +
                                n[1] * n[2] * five->product[2][cell]);
                assert_int_equal(s->count[cell], five->count[cell]);
                within("P2", &along, cell, s->p[2][at], v, (double)s->count[cell],
                       (struct bound){3 * RANDOM.random, 0});
            }
        pdf_sums_free(s);
    }
    pdf_sums_free(five);
    config_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_move_and_wrap), cmocka_unit_test(test_permute), cmocka_unit_test(test_replicate),
        cmocka_unit_test(test_exchange_axes), cmocka_unit_test(test_rotate),  cmocka_unit_test(test_directions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

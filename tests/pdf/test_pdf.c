/* g_l0 against known answers and invariants. */
#include "help.h"

#include "pdf/pdf.h"

static uint64_t random_state = 88172645463325252u;
static double uniform(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (double)(random_state >> 11) / 9007199254740992.0;
}

static void set_box(struct config *c, double xx, double yy, double zz, double xy, double xz, double yz) {
    const double h[3][3] = {{xx, xy, xz}, {0, yy, yz}, {0, 0, zz}};
    memcpy(c->box.h, h, sizeof h);
}

/* Uniformly random atoms of n_types kinds in a tilted box. */
static struct config *gas(size_t n, int n_types) {
    struct config *c = config_create(n, n_types);
    set_box(c, 10.3, 9.1, 11.7, 2.2, -1.7, 3.1);
    for (size_t i = 0; i < n; i++) {
        const double s[3] = {uniform(), uniform(), uniform()};
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++) c->x[3 * i + (size_t)a] += c->box.h[a][b] * s[b];
        c->type[i] = 1 + (int)(i % (size_t)n_types);
    }
    return c;
}

static struct pdf_sums *sums_of(const struct config *c, struct pdf_grid grid, unsigned axes) {
    struct pdf_sums *s;
    struct gb_error err = GB_ERROR_INIT;
    if (pdf_accumulate(&s, c, grid, axes, &err) != GB_OK) fail_msg("%s", err.text);
    return s;
}

/* What n equal pairs may be off by together (pdf_kernel.c), for sums of P_l; in a crystal all roundings are alike. */
static double rounding(double n) { return 3e-7 * n; }

static void test_grid(void **state) {
    (void)state;
    const struct pdf_grid g = {700, 0.1};
    double sum = 0;
    for (size_t k = 0; k < g.n; k++) {
        /* half-open, also where k dr is not the double nearest to the quotient */
        assert_int_equal(pdf_bin(g, (double)k * g.dr), k);
        assert_int_equal(pdf_bin(g, nextafter((double)(k + 1) * g.dr, 0)), k);
        sum += pdf_shell_volume(g, k);
    }
    close_to(sum, 4 * M_PI / 3 * 70 * 70 * 70, 1e-6, "shells fill the sphere");
    close_to(pdf_r(g, 3), 0.35, 1e-15, "centre");
    size_t next = 0;
    for (int a = 0; a < 5; a++)
        for (int b = a; b < 5; b++, next++) {
            assert_int_equal(pdf_pair_index(5, a, b), next);
            assert_int_equal(pdf_pair_index(5, b, a), next);
        }
}

/* <g00> = (N-1)/N by the N^2 normalisation. */
static void test_ideal_gas(void **state) {
    (void)state;
    const struct pdf_grid grid = {8, 0.55}; /* up to 4.4, half the smallest height or less */
    enum { N = 3000, SETS = 6 };
    double sum[3][8] = {{0}}, sum2[3][8] = {{0}}, g[8];
    for (int m = 0; m < SETS; m++) {
        struct config *c = gas(N, 1);
        struct pdf_sums *s = sums_of(c, grid, 7);
        for (int l = 0; l < 3; l++) {
            pdf_g(s, PDF_TOTAL, 2 * l, 2, g);
            for (size_t k = 0; k < 8; k++) sum[l][k] += g[k] / SETS, sum2[l][k] += g[k] * g[k] / SETS;
        }
        pdf_sums_free(s);
        config_free(c);
    }
    for (size_t k = 1; k < 8; k++) {
        /* pairs per bin are Poisson: relative error of g00 is 1/sqrt(pairs), and <(2l+1) P_l^2> = 1 makes g_l0's the
         * same */
        const double pairs = 0.5 * N * (N - 1) * pdf_shell_volume(grid, k) / (10.3 * 9.1 * 11.7) * SETS;
        close_to(sum[0][k], (N - 1.0) / N, 4 / sqrt(pairs), "g00");
        close_to(sum[1][k], 0, 4 / sqrt(pairs), "g20");
        close_to(sum[2][k], 0, 4 / sqrt(pairs), "g40");
        assert_true(pairs > 500);
    }
}

/* fcc: 12 neighbours at a/sqrt 2, 6 at a, 24 at a sqrt(3/2), 12 at a sqrt 2; cubic: P2 sums are zero, P4's are not. */
static struct config *fcc(double a, int m) {
    static const double basis[4][3] = {{0, 0, 0}, {0, .5, .5}, {.5, 0, .5}, {.5, .5, 0}};
    struct config *c = config_create((size_t)(4 * m * m * m), 2);
    set_box(c, a * m, a * m, a * m, 0, 0, 0);
    size_t i = 0;
    for (int x = 0; x < m; x++)
        for (int y = 0; y < m; y++)
            for (int z = 0; z < m; z++)
                for (int b = 0; b < 4; b++, i++) {
                    c->x[3 * i] = a * (x + basis[b][0]);
                    c->x[3 * i + 1] = a * (y + basis[b][1]);
                    c->x[3 * i + 2] = a * (z + basis[b][2]);
                    c->type[i] = b == 0 ? 1 : 2; /* L1_2: A on the corners */
                }
    return c;
}

static double neighbours(const struct config *c, struct pdf_grid grid, double r) {
    struct pdf_sums *s = sums_of(c, grid, 4);
    double *g = GB_ARRAY(grid.n, double);
    pdf_g(s, PDF_TOTAL, 0, 2, g);
    const size_t k = pdf_bin(grid, r);
    const double n = g[k] * (double)c->n / box_volume(&c->box) * pdf_shell_volume(grid, k);
    free(g);
    pdf_sums_free(s);
    return n;
}

static void test_fcc_shells(void **state) {
    (void)state;
    const double a = 4.05;
    const struct pdf_grid grid = {613, 0.0131};
    /* one cell of 4 atoms, where every neighbour is an image, says the same as 108 atoms */
    for (int m = 1; m <= 3; m += 2) {
        struct config *c = fcc(a, m);
        close_to(neighbours(c, grid, a * sqrt(0.5)), 12, 1e-9, "first shell");
        close_to(neighbours(c, grid, a), 6, 1e-9, "second shell");
        close_to(neighbours(c, grid, a * sqrt(1.5)), 24, 1e-9, "third shell");
        close_to(neighbours(c, grid, a * sqrt(2)), 12, 1e-9, "fourth shell");
        close_to(neighbours(c, grid, a * 0.9), 0, 0, "between shells");
        struct pdf_sums *s = sums_of(c, grid, 7);
        double *g2 = GB_ARRAY(grid.n, double), *g4 = GB_ARRAY(grid.n, double), *g0 = GB_ARRAY(grid.n, double);
        for (int axis = 0; axis < 3; axis++) {
            pdf_g(s, PDF_TOTAL, 0, axis, g0);
            pdf_g(s, PDF_TOTAL, 2, axis, g2);
            pdf_g(s, PDF_TOTAL, 4, axis, g4);
            const size_t k1 = pdf_bin(grid, a * sqrt(0.5)), k2 = pdf_bin(grid, a);
            close_to(g2[k1] / g0[k1], 0, sqrt(5) * rounding(1), "cubic: no l = 2");
            /* P4 is -13/32 at 45 degrees (8 bonds), 3/8 at 90 degrees (4 and 4), 1 along the axis (2) */
            close_to(g4[k1] / g0[k1], 3 * (8 * (-13.0 / 32) + 4 * 3.0 / 8) / 12, 3 * rounding(1), "l = 4, first shell");
            close_to(g4[k2] / g0[k2], 3 * (2 + 4 * 3.0 / 8) / 6, 3 * rounding(1), "l = 4, second shell");
        }
        free(g0);
        free(g2);
        free(g4);
        pdf_sums_free(s);
        config_free(c);
    }
}

/* L1_2: an A atom has 12 B and no A neighbours; a B atom 4 A and 8 B. */
static void test_partials_of_l12(void **state) {
    (void)state;
    struct config *c = fcc(3.57, 3);
    const struct pdf_grid grid = {450, 0.0123};
    struct pdf_sums *s = sums_of(c, grid, 0);
    double g[450];
    const size_t k = pdf_bin(grid, 3.57 * sqrt(0.5));
    const double V = box_volume(&c->box), v = pdf_shell_volume(grid, k);
    pdf_g(s, (int)pdf_pair_index(2, 0, 0), 0, 0, g);
    close_to(g[k], 0, 0, "A-A");
    pdf_g(s, (int)pdf_pair_index(2, 0, 1), 0, 0, g);
    close_to(g[k] * 81 / V * v, 12, 1e-9, "B around A");
    close_to(g[k] * 27 / V * v, 4, 1e-9, "A around B");
    pdf_g(s, (int)pdf_pair_index(2, 1, 1), 0, 0, g);
    close_to(g[k] * 81 / V * v, 8, 1e-9, "B around B");
    pdf_g(s, PDF_TOTAL, 2, 1, g);
    assert_true(isnan(g[k])); /* no axis was asked for */
    pdf_sums_free(s);

    /* a type that no atom has */
    for (size_t i = 0; i < c->n; i++) c->type[i] = 2;
    s = sums_of(c, grid, 4);
    pdf_g(s, (int)pdf_pair_index(2, 0, 1), 2, 2, g);
    assert_true(isnan(g[k]) && isnan(g[0]));
    pdf_g(s, (int)pdf_pair_index(2, 1, 1), 0, 2, g);
    close_to(g[k] * 108 / V * v, 12, 1e-9, "all B");
    pdf_sums_free(s);
    config_free(c);
}

/* One chain along z: every bond is parallel to the axis, P2 = P4 = 1 about z, -1/2 and 3/8 about x. */
static void test_parallel_bonds(void **state) {
    (void)state;
    struct config *c = config_create(10, 1);
    set_box(c, 40, 40, 12, 0, 0, 0);
    for (size_t i = 0; i < 10; i++) {
        c->x[3 * i] = c->x[3 * i + 1] = 5.5;
        c->x[3 * i + 2] = 1.2 * (double)i;
    }
    const struct pdf_grid grid = {100, 0.173};
    struct pdf_sums *s = sums_of(c, grid, 7);
    double g0[100], g2[100], g4[100], gx[100], g4x[100];
    pdf_g(s, PDF_TOTAL, 0, 0, g0);
    pdf_g(s, PDF_TOTAL, 2, 2, g2);
    pdf_g(s, PDF_TOTAL, 4, 2, g4);
    pdf_g(s, PDF_TOTAL, 2, 0, gx);
    pdf_g(s, PDF_TOTAL, 4, 0, g4x);
    size_t filled = 0;
    for (size_t k = 0; k < 100; k++) {
        filled += g0[k] > 0;
        close_to(g2[k], sqrt(5) * g0[k], 1e-12 * g0[k], "g20 about z");
        close_to(g4[k], 3 * g0[k], 1e-12 * g0[k], "g40 about z");
        close_to(gx[k], -sqrt(5) / 2 * g0[k], 1e-12 * g0[k], "g20 about x");
        close_to(g4x[k], 9.0 / 8 * g0[k], 1e-12 * g0[k], "g40 about x");
    }
    assert_int_equal(filled, 14); /* 1.2, 2.4 .. 16.8; beyond 12 they are images of images */
    pdf_sums_free(s);
    config_free(c);
}

static void test_three_axes_cancel(void **state) {
    (void)state;
    struct config *c = gas(400, 3);
    const struct pdf_grid grid = {200, 0.05};
    struct pdf_sums *s = sums_of(c, grid, 7);
    double largest = 0;
    for (size_t pair = 0; pair < s->n_pairs; pair++)
        for (size_t k = 0; k < grid.n; k++) {
            const size_t at = 2 * pair * grid.n + k;
            close_to(s->p[0][at] + s->p[1][at] + s->p[2][at], 0, 1e-13 * (1 + (double)s->count[pair * grid.n + k]),
                     "P2 sums");
            largest = fmax(largest, fabs(s->p[2][at]));
        }
    assert_true(largest > 5);
    pdf_sums_free(s);
    config_free(c);
}

/* c_a c_b g_ab summed over both orders is the total, for each l; the sums do not depend on which axes were asked for.
 */
static void test_sum_rule(void **state) {
    (void)state;
    struct config *c = gas(301, 3);
    const struct pdf_grid grid = {90, 0.11};
    struct pdf_sums *s = sums_of(c, grid, 7), *only_y = sums_of(c, grid, 2);
    double g[90], total[90], sum[90];
    for (int l = 0; l <= 4; l += 2) {
        memset(sum, 0, sizeof sum);
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++) {
                pdf_g(s, (int)pdf_pair_index(3, a, b), l, 1, g);
                const double w = (double)(s->n_of_type[a] * s->n_of_type[b]) / (301.0 * 301);
                for (size_t k = 0; k < 90; k++) sum[k] += w * g[k];
            }
        pdf_g(s, PDF_TOTAL, l, 1, total);
        for (size_t k = 0; k < 90; k++) close_to(sum[k], total[k], 1e-12 * (1 + fabs(total[k])), "sum rule");
        pdf_g(only_y, PDF_TOTAL, l, 1, g);
        for (size_t k = 0; k < 90; k++)
            close_to(g[k], total[k], l ? 1e-6 * (1 + fabs(total[k])) : 0, "one axis or three");
    }
    assert_null(only_y->p[0]);
    pdf_sums_free(s);
    pdf_sums_free(only_y);
    config_free(c);
}

/* The same crystal in an orthogonal box and in a tilted one; also translated, and with atoms outside the box. */
static void test_triclinic_is_orthogonal(void **state) {
    (void)state;
    const double a = 3.9;
    struct config *c = config_create(64, 1), *t;
    set_box(c, 4 * a, 4 * a, 4 * 1.1 * a, 0, 0, 0);
    for (size_t i = 0; i < 64; i++) {
        c->x[3 * i] = a * (double)(i % 4) + 0.01;
        c->x[3 * i + 1] = a * (double)(i / 4 % 4) + 0.02;
        c->x[3 * i + 2] = 1.1 * a * (double)(i / 16) + 0.03;
    }
    t = config_copy(c);
    set_box(t, 4 * a, 4 * a, 4 * 1.1 * a, a, -2 * a, a);
    for (size_t i = 0; i < 64; i++) t->x[3 * i] += 1.234 + (i % 5 == 0 ? 8 * a : 0);
    const struct pdf_grid grid = {290, 0.0347}; /* beyond half the box: no distance of the crystal is near an edge */
    struct pdf_sums *s = sums_of(c, grid, 7), *u = sums_of(t, grid, 7);
    assert_memory_equal(s->count, u->count, grid.n * sizeof(uint64_t));
    for (int axis = 0; axis < 3; axis++)
        for (size_t k = 0; k < 2 * grid.n; k++)
            close_to(s->p[axis][k], u->p[axis][k], rounding((double)s->count[k % grid.n]), "P_l sums");
    pdf_sums_free(s);
    pdf_sums_free(u);
    config_free(c);
    config_free(t);
}

static void test_coincident_atoms(void **state) {
    (void)state;
    struct config *c = gas(30, 1);
    memcpy(c->x, c->x + 3, 3 * sizeof(double));
    const struct pdf_grid grid = {20, 0.2};
    struct pdf_sums *s = sums_of(c, grid, 7);
    assert_true(s->count[0] >= 1);
    for (size_t k = 0; k < 2 * grid.n; k++) assert_true(isfinite(s->p[2][k]));
    pdf_sums_free(s);
    config_free(c);
}

static void fails(const struct config *c, struct pdf_grid grid, const char *text) {
    struct gb_error err = GB_ERROR_INIT;
    struct pdf_sums *s = NULL;
    assert_int_equal(pdf_accumulate(&s, c, grid, 4, &err), GB_EINPUT);
    assert_null(s);
    if (!strstr(err.text, text)) fail_msg("'%s' not in '%s'", text, err.text);
    gb_error_clear(&err);
}

static void test_errors(void **state) {
    (void)state;
    struct config *c = gas(30, 1);
    fails(c, (struct pdf_grid){0, 0.1}, "0 bins of r: allowed are 1 to 10000000");
    fails(c, (struct pdf_grid){SIZE_MAX, 0.1}, "bins of r: allowed are");
    fails(c, (struct pdf_grid){10, -0.1}, "bin width -0.1: must be");
    fails(c, (struct pdf_grid){10, NAN}, "bin width");
    fails(c, (struct pdf_grid){1000, 1e4}, "lower r_max"); /* pairs_visit's own */
    config_free(c);
    pdf_sums_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grid),
        cmocka_unit_test(test_ideal_gas),
        cmocka_unit_test(test_fcc_shells),
        cmocka_unit_test(test_partials_of_l12),
        cmocka_unit_test(test_parallel_bonds),
        cmocka_unit_test(test_three_axes_cancel),
        cmocka_unit_test(test_sum_rule),
        cmocka_unit_test(test_triclinic_is_orthogonal),
        cmocka_unit_test(test_coincident_atoms),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

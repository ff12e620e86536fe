/* Pairs: cells against the oracle pair for pair, the oracle against a plain sum, and crystals with known shells. */
#include "atoms/configs.h"

#include "pairs/pairs.h"

/* A pair with i <= j, and for self pairs the separation's first nonzero component (z, y, x) positive, to compare lists.
 */
struct seen {
    uint32_t i, j;
    double d[3], r;
};
struct list {
    size_t n, cap;
    struct seen *p;
    double r_max;
    bool fault;
};

static void collect(const struct pair_batch *b, void *ctx) {
    struct list *l = ctx;
    if (b->n == 0 || b->n > PAIRS_BATCH) l->fault = true;
    for (size_t k = 0; k < b->n; k++) {
        if (l->n == l->cap) l->p = gb_realloc(l->p, l->cap = l->cap ? 2 * l->cap : 256, sizeof *l->p);
        struct seen s = {b->i[k], b->j[k], {b->dx[k], b->dy[k], b->dz[k]}, b->r[k]};
        if (!(s.r < l->r_max) || fabs(s.r - sqrt(s.d[0] * s.d[0] + s.d[1] * s.d[1] + s.d[2] * s.d[2])) > 1e-14 * s.r)
            l->fault = true;
        bool flip = s.i > s.j;
        if (s.i == s.j) {
            int m = 2;
            while (m > 0 && s.d[m] == 0) m--;
            flip = s.d[m] < 0;
        }
        if (flip) {
            const uint32_t i = s.i;
            s.i = s.j;
            s.j = i;
            for (int m = 0; m < 3; m++) s.d[m] = 0 - s.d[m];
        }
        l->p[l->n++] = s;
    }
}

static int by_pair(const void *pa, const void *pb) {
    const struct seen *a = pa, *b = pb;
    if (a->i != b->i) return a->i < b->i ? -1 : 1;
    if (a->j != b->j) return a->j < b->j ? -1 : 1;
    for (int m = 0; m < 3; m++)
        if (a->d[m] != b->d[m]) return a->d[m] < b->d[m] ? -1 : 1;
    return 0;
}

static struct list visit(const struct config *c, double r_max,
                         int (*how)(const struct config *, double, pairs_fn *, void *, struct gb_error *)) {
    struct list l = {.r_max = r_max};
    struct gb_error err = GB_ERROR_INIT;
    if (how(c, r_max, collect, &l, &err) != GB_OK) fail_msg("%s", err.text);
    assert_false(l.fault);
    if (l.n) qsort(l.p, l.n, sizeof *l.p, by_pair);
    return l;
}

static size_t same_as_oracle(const struct config *c, double r_max) {
    struct list a = visit(c, r_max, pairs_visit), b = visit(c, r_max, pairs_visit_brute);
    if (a.n != b.n) fail_msg("cells find %zu pairs, the oracle %zu (n %zu, r_max %g)", a.n, b.n, c->n, r_max);
    for (size_t k = 0; k < a.n; k++)
        if (by_pair(&a.p[k], &b.p[k]) != 0 || a.p[k].r != b.p[k].r)
            fail_msg("pair %zu: %u-%u at %.17g, the oracle has %u-%u at %.17g", k, a.p[k].i, a.p[k].j, a.p[k].r,
                     b.p[k].i, b.p[k].j, b.p[k].r);
    for (size_t k = 1; k < a.n; k++)
        if (by_pair(&a.p[k - 1], &a.p[k]) == 0) fail_msg("pair %u-%u twice", a.p[k].i, a.p[k].j);
    free(a.p);
    free(b.p);
    return a.n;
}

static void check_list(const struct list *a, const struct list *b) {
    assert_int_equal(a->n, b->n);
    for (size_t k = 0; k < a->n; k++) assert_true(by_pair(&a->p[k], &b->p[k]) == 0 && a->p[k].r == b->p[k].r);
}

/* The shares of several threads are together the oracle's list; the same threads get the same shares in the same order;
 * and pairs_count finds as many, whatever the instruction set. */
static void check_threads(const struct config *c, double r_max) {
    enum { MOST = 5 };
    struct list all = visit(c, r_max, pairs_visit_brute);
    for (int n = 1; n <= MOST; n++) {
        struct list share[2][MOST] = {{{0}}}, together = {0};
        for (int again = 0; again < 2; again++) {
            void *ctx[MOST];
            for (int t = 0; t < n; t++) {
                share[again][t].r_max = r_max;
                ctx[t] = &share[again][t];
            }
            assert_int_equal(pairs_visit_threads(c, r_max, n, collect, ctx, NULL), GB_OK);
        }
        together.p = GB_ARRAY(all.n + 1, struct seen);
        for (int t = 0; t < n; t++) {
            assert_false(share[0][t].fault);
            check_list(&share[0][t], &share[1][t]);
            assert_true(together.n + share[0][t].n <= all.n);
            if (share[0][t].n) memcpy(together.p + together.n, share[0][t].p, share[0][t].n * sizeof *together.p);
            together.n += share[0][t].n;
            free(share[0][t].p);
            free(share[1][t].p);
        }
        if (together.n) qsort(together.p, together.n, sizeof *together.p, by_pair);
        check_list(&together, &all);
        free(together.p);
        for (enum pairs_isa isa = PAIRS_ISA_BEST; isa < PAIRS_N_ISA; isa++) {
            uint64_t found;
            if (!pairs_isa_present(isa)) continue;
            assert_int_equal(pairs_count(&found, c, r_max, n, isa, NULL), GB_OK);
            assert_int_equal(found, all.n);
        }
    }
    free(all.p);
}

static void test_threads(void **state) {
    (void)state;
    uint64_t seed = 99;
    for (int trial = 0; trial < 24; trial++) {
        double edge[3], tilt[3];
        for (int d = 0; d < 3; d++) {
            edge[d] = pow(10, 1.6 * help_random(&seed) - 0.3);
            tilt[d] = trial % 2 ? 3 * (help_random(&seed) - 0.5) : 0;
        }
        const size_t n = 1 + (size_t)(help_random(&seed) * (trial % 4 == 0 ? 4 : 300));
        struct config *c = help_config(n, 2, edge, tilt, &seed);
        check_threads(c, cbrt((10 + 100 * help_random(&seed)) * box_volume(&c->box) / (4.18879 * (double)n)));
        config_free(c);
    }
}

static void test_random_boxes(void **state) {
    (void)state;
    uint64_t seed = 20220415;
    size_t total = 0;
    for (int trial = 0; trial < 160; trial++) {
        double edge[3], tilt[3];
        for (int d = 0; d < 3; d++) {
            edge[d] = pow(10, 1.6 * help_random(&seed) - 0.3); /* 0.5 to 20: elongated up to 40 */
            tilt[d] = trial % 3 == 0 ? 0 : (trial % 3 == 1 ? 1 : 4) * (help_random(&seed) - 0.5);
        }
        const size_t n = 1 + (size_t)(help_random(&seed) * (trial % 4 == 0 ? 4 : 120));
        struct config *c = help_config(n, 2, edge, tilt, &seed);
        const double want =
            10 + 300 * help_random(&seed); /* neighbours of an atom: r_max from below to several boxes */
        total += same_as_oracle(c, cbrt(want * box_volume(&c->box) / (4.18879 * (double)n)));
        config_free(c);
    }
    assert_true(total > 200000);
}

/* The oracle against sums over images of the positions as stored, with another loop and another way of wrapping. */
static void test_oracle(void **state) {
    (void)state;
    uint64_t seed = 8;
    for (int trial = 0; trial < 12; trial++) {
        struct config *c = help_config(12, 1, (double[]){1.5, 2, 1.2},
                                       (double[]){0.4 * (trial % 2), -0.3 * (trial % 3), 0.2 * (trial % 2)}, &seed);
        const double r_max = 0.4 + 0.4 * trial;
        struct list l = visit(c, r_max, pairs_visit_brute);
        uint64_t twice = 0;
        double sum = 0, sum_l = 0;
        const struct box *b = &c->box;
        for (size_t i = 0; i < c->n; i++) {
            for (size_t j = 0; j < c->n; j++) {
                for (int nz = -14; nz <= 14; nz++) {
                    for (int ny = -14; ny <= 14; ny++) {
                        for (int nx = -14; nx <= 14; nx++) {
                            if (i == j && nx == 0 && ny == 0 && nz == 0) continue;
                            const double x =
                                c->x[3 * j] - c->x[3 * i] + nx * b->h[0][0] + ny * b->h[0][1] + nz * b->h[0][2];
                            const double y = c->x[3 * j + 1] - c->x[3 * i + 1] + ny * b->h[1][1] + nz * b->h[1][2];
                            const double z = c->x[3 * j + 2] - c->x[3 * i + 2] + nz * b->h[2][2];
                            const double r = sqrt(x * x + y * y + z * z);
                            if (r >= r_max) continue;
                            twice++;
                            sum += r / 2;
                        }
                    }
                }
            }
        }
        for (size_t k = 0; k < l.n; k++) sum_l += l.p[k].r;
        assert_int_equal(twice, 2 * l.n);
        assert_true(fabs(sum - sum_l) <= 1e-10 * sum);
        free(l.p);
        config_free(c);
    }
}

/* Separations are differences of stored positions plus whole edges, also for atoms far outside the box. */
static void test_separation(void **state) {
    (void)state;
    uint64_t seed = 77;
    struct config *c = help_config(60, 1, (double[]){4, 5, 6}, (double[]){0.3, -0.2, 0.45}, &seed);
    for (size_t i = 0; i < c->n; i += 7) c->x[3 * i] += 1e5 * c->box.h[0][0];
    struct list l = visit(c, 3, pairs_visit);
    double inv[3][3];
    struct box b = c->box;
    memset(b.origin, 0, sizeof b.origin);
    box_invert(&b, inv);
    assert_true(l.n > 500);
    for (size_t k = 0; k < l.n; k++) {
        double d[3], s[3];
        for (size_t m = 0; m < 3; m++) d[m] = l.p[k].d[m] - (c->x[3 * l.p[k].j + m] - c->x[3 * l.p[k].i + m]);
        box_fractional(&b, inv, d, s);
        for (int m = 0; m < 3; m++) assert_true(fabs(s[m] - round(s[m])) < 1e-9);
    }
    free(l.p);
    same_as_oracle(c, 3);
    config_free(c);
}

static struct config *fcc(int m, double a) {
    static const double at[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
    struct config *c = config_create((size_t)(4 * m * m * m), 1);
    size_t n = 0;
    for (int d = 0; d < 3; d++) c->box.h[d][d] = m * a;
    for (int x = 0; x < m; x++)
        for (int y = 0; y < m; y++)
            for (int z = 0; z < m; z++)
                for (int k = 0; k < 4; k++, n++) {
                    c->x[3 * n] = a * (x + at[k][0]); /* on faces of the box and of cells */
                    c->x[3 * n + 1] = a * (y + at[k][1]);
                    c->x[3 * n + 2] = a * (z + at[k][2]);
                }
    return c;
}

static size_t count(const struct list *l, double lo, double hi) {
    size_t n = 0;
    for (size_t k = 0; k < l->n; k++) n += l->p[k].r >= lo && l->p[k].r < hi;
    return n;
}

static void test_fcc_shells(void **state) {
    (void)state;
    for (int m = 1; m <= 5; m++) { /* from one cell, where every pair is an image, to five */
        struct config *c = fcc(m, 3.7);
        struct list l = visit(c, 3.7 * 1.3, pairs_visit);
        const double a = 3.7;
        assert_int_equal(2 * count(&l, 0, 0.8 * a), 12 * c->n);
        assert_int_equal(2 * count(&l, 0.8 * a, 1.1 * a), 6 * c->n);
        assert_int_equal(2 * count(&l, 1.1 * a, 1.3 * a), 24 * c->n);
        free(l.p);
        same_as_oracle(c, 3.7 * 1.3);
        same_as_oracle(c, 3.7); /* a shell right on r_max */
        config_free(c);
    }
}

/* The same crystal in a primitive, strongly tilted description. */
static void test_fcc_triclinic(void **state) {
    (void)state;
    struct config *c = config_create(1, 1);
    const double a = 3.7, d = a / sqrt(2); /* edges: nearest-neighbour vectors */
    c->box = (struct box){.origin = {5, 6, 7},
                          .h = {{d, d / 2, d / 2}, {0, d * sqrt(3) / 2, d * sqrt(3) / 6}, {0, 0, d * sqrt(2.0 / 3)}}};
    struct list l = visit(c, 1.3 * a, pairs_visit);
    assert_int_equal(count(&l, 0, 0.8 * a), 6);
    assert_int_equal(count(&l, 0.8 * a, 1.1 * a), 3);
    assert_int_equal(count(&l, 1.1 * a, 1.3 * a), 12);
    free(l.p);
    c->box.h[0][1] += 3 * d; /* other edges, same lattice */
    c->box.h[0][2] -= 5 * d;
    assert_int_equal(same_as_oracle(c, 1.3 * a), 21);
    config_free(c);
}

static void test_one_atom(void **state) {
    (void)state;
    struct config *c = config_create(1, 1);
    for (int m = 0; m < 3; m++) c->x[m] = -0.25;
    size_t want = 0; /* half of the lattice points within 5.5, the origin apart */
    for (int x = -6; x <= 6; x++)
        for (int y = -6; y <= 6; y++)
            for (int z = -6; z <= 6; z++) want += x * x + y * y + z * z > 0 && sqrt(x * x + y * y + z * z) < 5.5;
    assert_int_equal(same_as_oracle(c, 5.5), want / 2);
    assert_int_equal(same_as_oracle(c, 1.0), 0); /* strictly below r_max */
    assert_int_equal(same_as_oracle(c, 1.0000001), 3);
    config_free(c);
}

static void test_faces_and_coincidence(void **state) {
    (void)state;
    uint64_t seed = 3;
    struct config *c = config_create(64, 1);
    for (int d = 0; d < 3; d++) c->box.h[d][d] = 6;
    for (size_t k = 0; k < 192; k++) {
        static const double on[] = {0, 6, -0.0, 3, 1.5, 5.999999999999999, -1e-17, 6.000000000000001};
        c->x[k] = on[(size_t)(8 * help_random(&seed))];
    }
    same_as_oracle(c, 2);
    same_as_oracle(c, 7);
    config_free(c);
}

static void add_r(const struct pair_batch *b, void *ctx) {
    double *sum = ctx;
    for (size_t k = 0; k < b->n; k++) {
        sum[0]++;
        sum[1] += b->r[k];
    }
}

/* Larger: the number expected of an ideal gas, and moving or permuting the atoms changes nothing. */
static void test_large(void **state) {
    (void)state;
    uint64_t seed = 12;
    const double edge[3] = {20, 25, 18}, tilt[3] = {0.3, 0.4, -0.2};
    struct config *c = help_config(20000, 1, edge, tilt, &seed);
    double a[2] = {0}, b[2] = {0};
    assert_int_equal(pairs_visit(c, 2.5, add_r, a, NULL), GB_OK);
    const double expected = 20000.0 * 20000 / 2 * 4.18879020478639 * 2.5 * 2.5 * 2.5 / 9000;
    assert_true(fabs(a[0] / expected - 1) < 4 / sqrt(expected));
    for (size_t i = 0; i < c->n; i++) c->x[3 * i + 2] += 7.25;
    for (size_t k = 0; k < 30000; k++) { /* turn the order round */
        const double keep = c->x[k];
        const size_t other = 3 * (c->n - 1 - k / 3) + k % 3;
        c->x[k] = c->x[other];
        c->x[other] = keep;
    }
    assert_int_equal(pairs_visit(c, 2.5, add_r, b, NULL), GB_OK);
    assert_true(a[0] == b[0] && fabs(a[1] / b[1] - 1) < 1e-12);
    config_free(c);
}

static void never(const struct pair_batch *b, void *ctx) {
    (void)b;
    (void)ctx;
    fail_msg("a pair of a refused call");
}

static void refused(const struct config *c, double r_max, const char *what) {
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(pairs_visit(c, r_max, never, NULL, &err), GB_EINPUT);
    if (!strstr(err.text, what)) fail_msg("message '%s'; wanted '%s'", err.text, what);
    assert_int_equal(pairs_visit_brute(c, r_max, never, NULL, NULL), GB_EINPUT);
    uint64_t n;
    assert_int_equal(pairs_count(&n, c, r_max, 1, PAIRS_ISA_BEST, NULL), GB_EINPUT);
    gb_error_clear(&err);
}

static void test_refused(void **state) {
    (void)state;
    struct config *c = config_create(200000, 1);
    refused(c, 0, "r_max = 0; allowed");
    refused(c, -1, "r_max = -1; allowed");
    refused(c, NAN, "r_max");
    refused(c, INFINITY, "r_max");
    refused(c, 3, "pairs within r_max = 3; allowed: 2e11; lower r_max");
    refused(c, 200, "periodic images of the box; allowed: 1e7 images; lower r_max");
    config_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_boxes), cmocka_unit_test(test_threads),
        cmocka_unit_test(test_oracle),       cmocka_unit_test(test_separation),
        cmocka_unit_test(test_fcc_shells),   cmocka_unit_test(test_fcc_triclinic),
        cmocka_unit_test(test_one_atom),     cmocka_unit_test(test_faces_and_coincidence),
        cmocka_unit_test(test_large),        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The layout of the pair sums: what pairs_layout.h and pairs_near.h promise. */
#include "atoms/configs.h"

#include "pairs/pairs.h"
#include "pairs/pairs_near.h"

static struct pair_layout *layout_of(const struct config *c, double r_max, double frame[3][3], int threads) {
    struct gb_error err = GB_ERROR_INIT;
    struct pair_layout *l;
    if (pair_layout_create(&l, c, r_max, frame, threads, &err) != GB_OK) fail_msg("%s", err.text);
    return l;
}

static double apart(const struct box *b, double inv[3][3], const double *p, const double *q) {
    double d[3], s[3], worst = 0;
    for (int m = 0; m < 3; m++) d[m] = b->origin[m] + (p[m] - q[m]);
    box_fractional(b, inv, d, s);
    for (int m = 0; m < 3; m++) worst = fmax(worst, fabs(s[m] - round(s[m])));
    return worst;
}

/* Every atom once, in its chunk's box, wrapped; chunks and blocks cover all without gaps. */
static void check_layout(const struct pair_layout *l, const struct config *c) {
    double inv[3][3], s[3];
    box_invert(&c->box, inv);
    const size_t columns = (size_t)(l->n_columns[0] * l->n_columns[1]);
    bool *seen = GB_ARRAY(c->n, bool);
    size_t atoms = 0, chunks = 0;
    assert_int_equal(l->n, c->n);
    assert_true(columns <= c->n + 8);
    assert_true(frexp(l->scale, &(int){0}) == 0.5); /* a power of two */
    for (size_t k = 0; k < l->n_chunks; k++) {
        const struct pair_chunk *chunk = &l->chunk[k];
        assert_int_equal(chunk->first, atoms);
        assert_in_range(chunk->n, 1, PAIRS_CHUNK);
        for (uint32_t a = chunk->first; a < chunk->first + chunk->n; a++) {
            const double *x = l->x + 3 * (size_t)a;
            assert_true(l->index[a] < c->n && !seen[l->index[a]]);
            seen[l->index[a]] = true;
            assert_int_equal(l->type[a], c->type[l->index[a]] - 1);
            assert_true(apart(&c->box, inv, x, c->x + 3 * (size_t)l->index[a]) < 1e-9);
            box_fractional(&c->box, inv, x, s);
            for (int d = 0; d < 3; d++) {
                assert_true(s[d] > -1e-9 && s[d] < 1 + 1e-9);
                assert_in_range(l->q[d][a], 0, chunk->size[d]);
                const double q = l->scale * (l->frame[d][0] * x[0] + l->frame[d][1] * x[1] + l->frame[d][2] * x[2]);
                assert_true(fabs((double)(chunk->lo[d] + l->q[d][a]) - q) <= 0.5 + 1e-15 * fabs(q));
            }
            assert_true(x[0] >= chunk->x_lo && x[0] <= chunk->x_hi);
        }
        atoms += chunk->n;
    }
    assert_int_equal(atoms, c->n);
    assert_int_equal(l->column_start[0], 0);
    assert_int_equal(l->column_start[columns], l->n_chunks);
    for (size_t k = 0; k < columns; k++)
        for (uint32_t m = l->column_start[k]; m + 1 < l->column_start[k + 1]; m++)
            assert_true(l->chunk[m].x_lo <= l->chunk[m + 1].x_lo && l->chunk[m].x_hi <= l->chunk[m + 1].x_hi);
    for (size_t k = 0; k < l->n_blocks; k++) {
        const struct pair_block *b = &l->block[k];
        assert_int_equal(b->first, chunks);
        assert_in_range(b->n, 1, PAIRS_BLOCK_CHUNKS);
        assert_in_range(b->first, l->column_start[b->column], l->column_start[b->column + 1] - 1);
        assert_true(b->first + b->n <= l->column_start[b->column + 1]);
        int64_t lo[3] = {INT64_MAX, INT64_MAX, INT64_MAX}, hi[3] = {INT64_MIN, INT64_MIN, INT64_MIN};
        for (uint32_t m = b->first; m < b->first + b->n; m++)
            for (int d = 0; d < 3; d++) {
                if (l->chunk[m].lo[d] < lo[d]) lo[d] = l->chunk[m].lo[d];
                if (l->chunk[m].lo[d] + l->chunk[m].size[d] > hi[d]) hi[d] = l->chunk[m].lo[d] + l->chunk[m].size[d];
            }
        for (int d = 0; d < 3; d++) /* "no atom" is out of reach, and no difference to it overflows */
            assert_true((double)(hi[d] - lo[d]) + l->r_max * l->scale < 2147483648.0 - 2048);
        chunks += b->n;
    }
    assert_int_equal(chunks, l->n_chunks);
    assert_true(l->n_rows > 0 && l->row[0].oy == 0 && l->row[0].oz == 0);
    free(seen);
}

static void same_layout(const struct pair_layout *a, const struct pair_layout *b) {
    const size_t columns = (size_t)(a->n_columns[0] * a->n_columns[1]);
    assert_int_equal(a->n_chunks, b->n_chunks);
    assert_int_equal(a->n_blocks, b->n_blocks);
    assert_int_equal(a->n_rows, b->n_rows);
    assert_memory_equal(a->n_columns, b->n_columns, sizeof a->n_columns);
    assert_true(a->scale == b->scale);
    assert_memory_equal(a->x, b->x, 3 * a->n * sizeof *a->x);
    for (int d = 0; d < 3; d++) assert_memory_equal(a->q[d], b->q[d], a->n * sizeof *a->q[d]);
    assert_memory_equal(a->index, b->index, a->n * sizeof *a->index);
    assert_memory_equal(a->type, b->type, a->n * sizeof *a->type);
    assert_memory_equal(a->column_start, b->column_start, (columns + 1) * sizeof *a->column_start);
    for (size_t k = 0; k < a->n_chunks; k++) {
        const struct pair_chunk *p = &a->chunk[k], *q = &b->chunk[k];
        assert_true(p->first == q->first && p->n == q->n && p->x_lo == q->x_lo && p->x_hi == q->x_hi);
        assert_memory_equal(p->lo, q->lo, sizeof p->lo);
        assert_memory_equal(p->size, q->size, sizeof p->size);
    }
    assert_memory_equal(a->block, b->block, a->n_blocks * sizeof *a->block);
}

/* Boxes of all shapes, a few atoms or hundreds, from crowds to gases. */
static struct config *any_config(int trial, uint64_t *seed) {
    double edge[3], tilt[3];
    for (int d = 0; d < 3; d++) {
        edge[d] = pow(10, (trial % 5 == 0 ? 3 : 1.4) * help_random(seed));
        tilt[d] = trial % 2 ? 3 * (help_random(seed) - 0.5) : 0;
    }
    return help_config(1 + (size_t)(help_random(seed) * (trial % 3 == 0 ? 5 : 700)), 3, edge, tilt, seed);
}

static double any_r_max(const struct config *c, uint64_t *seed) {
    return cbrt(box_volume(&c->box) / (double)c->n * 30 * help_random(seed) + 1e-3);
}

static void test_invariants(void **state) {
    (void)state;
    uint64_t seed = 41;
    double frame[3][3] = {{0, 0.6, 0.8}, {1, 0, 0}, {0, 0.8, -0.6}};
    for (int trial = 0; trial < 120; trial++) {
        struct config *c = any_config(trial, &seed);
        const double r_max = any_r_max(c, &seed);
        struct pair_layout *one = layout_of(c, r_max, trial % 4 < 2 ? NULL : frame, 1);
        check_layout(one, c);
        for (int threads = 2; threads <= 7; threads += 1 + threads / 3) {
            struct pair_layout *l = layout_of(c, r_max, trial % 4 < 2 ? NULL : frame, threads);
            same_layout(one, l);
            pair_layout_free(l);
        }
        pair_layout_free(one);
        config_free(c);
    }
    pair_layout_free(NULL);
}

/* ---- segments ---- */

struct met {
    const struct config *c;
    double r2_max;
    size_t n, segments;
    double sum[4]; /* of |d| and of what tells pairs apart */
};

/* What a list of pairs adds up to, whatever their order and direction. */
static void add_pair(double sum[4], uint32_t i, uint32_t j, const double d[3], double r2) {
    sum[0] += sqrt(r2);
    sum[1] += (1 + (double)i) * (1 + (double)j);
    sum[2] += d[0] * d[1] + 2 * d[1] * d[2] - 3 * d[0] * d[2];
    sum[3] += d[0] * d[0] * (double)(i + j);
}

static void meet(struct pair_segment *s, void *ctx) {
    struct met *m = ctx;
    const struct pair_layout *l = s->layout;
    m->segments++;
    assert_in_range(s->n_slots, 1, PAIRS_SLOTS);
    assert_in_range(s->n_atoms, 1, PAIRS_BLOCK);
    for (uint32_t i = 0; i < s->n_atoms; i++) {
        if (s->own) assert_true(s->j[0][s->place[i]] == s->i[0][i]);
        for (uint32_t j = 0; j < s->n_slots * PAIRS_CHUNK; j++) {
            const struct pair_chunk *chunk = &l->chunk[s->chunk[j / PAIRS_CHUNK]];
            int64_t dq[3];
            double q2 = 0, d[3];
            for (int k = 0; k < 3; k++) {
                dq[k] = (int64_t)s->j[k][j] - s->i[k][i];
                q2 += (double)dq[k] * (double)dq[k];
            }
            if (j % PAIRS_CHUNK >= chunk->n) { /* no atom: out of reach, without overflow */
                assert_true(s->j[0][j] == s->far && dq[0] <= INT32_MAX);
                assert_true((double)dq[0] > l->r_max * l->scale + 512);
                continue;
            }
            for (int k = 0; k < 3; k++) {
                assert_true(dq[k] <= INT32_MAX && dq[k] >= INT32_MIN);
                assert_true((double)s->j[k][j] > (double)s->lo[k][j / PAIRS_CHUNK]);
                assert_true((double)s->j[k][j] < (double)s->hi[k][j / PAIRS_CHUNK]);
            }
            if (s->own && j <= s->place[i]) continue;
            const uint32_t a = l->index[s->first + i], b = l->index[chunk->first + j % PAIRS_CHUNK];
            pairs_exact(s, i, j, d);
            const double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
            assert_int_equal(s->type[i], m->c->type[a] - 1);
            assert_int_equal(s->j_type[j], m->c->type[b] - 1);
            for (int k = 0; k < 3; k++) { /* the integers are the separation to two quanta */
                const double *f = l->frame[k];
                assert_true(fabs((double)dq[k] / l->scale - (f[0] * d[0] + f[1] * d[1] + f[2] * d[2])) <=
                            2.1 / l->scale + 1e-12 * sqrt(r2));
            }
            if (r2 > m->r2_max) continue;
            m->n++;
            add_pair(m->sum, a, b, d, r2);
        }
    }
}

static void add_batch(const struct pair_batch *b, void *ctx) {
    struct met *m = ctx;
    for (size_t k = 0; k < b->n; k++) {
        const double d[3] = {b->dx[k], b->dy[k], b->dz[k]};
        m->n++;
        add_pair(m->sum, b->i[k], b->j[k], d, d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    }
}

static void check_segments(const struct config *c, double r_max, double frame[3][3], size_t least_segments) {
    struct pair_layout *l = layout_of(c, r_max, frame, 1);
    struct pair_segment *s = GB_NEW(struct pair_segment);
    struct met met = {.c = c, .r2_max = pairs_largest_square(r_max)}, all = {0};
    for (size_t b = 0; b < l->n_blocks; b++) pairs_near(s, l, b, meet, &met);
    assert_int_equal(pairs_visit_brute(c, r_max, add_batch, &all, NULL), GB_OK);
    assert_int_equal(met.n, all.n);
    for (int k = 0; k < 4; k++) assert_true(fabs(met.sum[k] - all.sum[k]) <= 1e-9 * (fabs(all.sum[k]) + (double)all.n));
    assert_true(met.segments >= least_segments);
    free(s);
    pair_layout_free(l);
}

/* Every pair within r_max is in the segments once; and what they say of it is so. */
static void test_segments(void **state) {
    (void)state;
    uint64_t seed = 42;
    double frame[3][3] = {{0, 0.6, 0.8}, {1, 0, 0}, {0, 0.8, -0.6}};
    for (int trial = 0; trial < 40; trial++) {
        struct config *c = any_config(trial, &seed);
        check_segments(c, any_r_max(c, &seed), trial % 4 < 2 ? NULL : frame, 1);
        config_free(c);
    }
    struct config *c = help_config(4, 3, (double[]){1.2, 0.9, 1.1}, (double[]){0.3, 0.1, -0.4}, &seed);
    check_segments(c, 8, NULL, 3);
    config_free(c);
}

/* Boxes far from the origin, and r_max that is tiny beside the box: integers must not run over. */
static void test_scales(void **state) {
    (void)state;
    uint64_t seed = 43;
    struct config *c = help_config(60, 1, (double[]){9, 10, 11}, (double[]){0.2, -0.1, 0.3}, &seed);
    for (size_t d = 0; d < 3; d++) {
        c->box.origin[d] += 1e6;
        for (size_t i = 0; i < c->n; i++) c->x[3 * i + d] += 1e6;
    }
    check_segments(c, 3, NULL, 1);
    for (size_t i = 0; i + 1 < c->n; i += 2) /* twos, as near as doubles of this size can tell */
        for (size_t d = 0; d < 3; d++) c->x[3 * i + 3 + d] = c->x[3 * i + d] + 1e-9 * (d == i % 3);
    for (double r_max = 1e-2; r_max > 1e-10; r_max /= 10) {
        struct pair_layout *l = layout_of(c, r_max, NULL, 1);
        check_layout(l, c);
        pair_layout_free(l);
        check_segments(c, r_max, NULL, 1);
    }
    config_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_invariants),
        cmocka_unit_test(test_segments),
        cmocka_unit_test(test_scales),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

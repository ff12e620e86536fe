/* What the tests of the pair sums share: an oracle in double, and its comparison with every instruction set, number of
 * threads and mode. */
#ifndef GB_TESTS_PDF_KERNEL_HELP_H
#define GB_TESTS_PDF_KERNEL_HELP_H

#include "atoms/configs.h"

#include "pairs/pairs.h"
#include "pdf/pdf.h"

typedef int help_visit(const struct config *c, double r_max, pairs_fn *fn, void *ctx, struct gb_error *err);

/* Sums over pairs in double, by pair of types as in struct pdf_sums. */
struct oracle {
    const struct config *c;
    struct pdf_grid grid;
    double direction[3]; /* a unit vector */
    size_t n_pairs, n_all;
    uint64_t *count;
    double *p2[4], *p4[4]; /* about x, y, z and `direction` */
    double *product[3];
};

static inline void oracle_add(const struct pair_batch *b, void *ctx) {
    struct oracle *o = ctx;
    for (size_t m = 0; m < b->n; m++) {
        const size_t k = pdf_bin(o->grid, b->r[m]);
        o->n_all++;
        if (k >= o->grid.n) fail_msg("r = %.17g beyond the last bin", b->r[m]);
        const double d[3] = {b->dx[m], b->dy[m], b->dz[m]}, r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
        const size_t pair = pdf_pair_index(o->c->n_types, o->c->type[b->i[m]] - 1, o->c->type[b->j[m]] - 1),
                     at = pair * o->grid.n + k;
        o->count[at]++;
        if (!(r2 > 0)) continue;
        const double along = d[0] * o->direction[0] + d[1] * o->direction[1] + d[2] * o->direction[2];
        for (int a = 0; a < 4; a++) {
            const double v = a < 3 ? d[a] : along, c2 = v * v / r2;
            o->p2[a][at] += 1.5 * c2 - 0.5;
            o->p4[a][at] += (35 * c2 * c2 - 30 * c2 + 3) / 8;
        }
        o->product[0][at] += sqrt(3) * d[0] * d[1] / r2;
        o->product[1][at] += sqrt(3) * d[0] * d[2] / r2;
        o->product[2][at] += sqrt(3) * d[1] * d[2] / r2;
    }
}

static inline struct oracle *oracle_create(const struct config *c, struct pdf_grid grid, const double direction[3],
                                           help_visit *visit) {
    struct oracle *o = GB_NEW(struct oracle);
    struct gb_error err = GB_ERROR_INIT;
    o->c = c;
    o->grid = grid;
    const double length = sqrt(direction[0] * direction[0] + direction[1] * direction[1] + direction[2] * direction[2]);
    for (int d = 0; d < 3; d++) o->direction[d] = direction[d] / length;
    o->n_pairs = (size_t)c->n_types * ((size_t)c->n_types + 1) / 2;
    const size_t cells = o->n_pairs * grid.n;
    o->count = GB_ARRAY(cells, uint64_t);
    for (int a = 0; a < 4; a++) {
        o->p2[a] = GB_ARRAY(cells, double);
        o->p4[a] = GB_ARRAY(cells, double);
        if (a < 3) o->product[a] = GB_ARRAY(cells, double);
    }
    if (visit(c, (double)grid.n * grid.dr, oracle_add, o, &err) != GB_OK) fail_msg("%s", err.text);
    return o;
}

static inline void oracle_free(struct oracle *o) {
    free(o->count);
    for (int a = 0; a < 4; a++) {
        free(o->p2[a]);
        free(o->p4[a]);
        if (a < 3) free(o->product[a]);
    }
    free(o);
}

/* One way to call pdf_accumulate_with. */
struct mode {
    unsigned axes;
    int l_max;
    bool partials, along; /* `direction` */
};

/* All of them; two axes alone only at l_max 4. */
static inline const struct mode *help_modes(size_t *n) {
    static struct mode mode[64];
    static size_t filled;
    for (unsigned axes = filled ? 8 : 0; axes < 8; axes++) {
        const bool two = axes == 3 || axes == 5 || axes == 6;
        for (int l_max = two ? 4 : 0; l_max <= 4; l_max += 2)
            for (int m = two ? 1 : 0; m < (axes == 4 ? 4 : 2); m++)
                mode[filled++] = (struct mode){axes, l_max, m % 2 == 1, m >= 2};
    }
    *n = filled;
    return mode;
}

static inline const char *mode_text(const struct mode *m, enum pairs_isa isa, int threads) {
    static char text[128];
    snprintf(text, sizeof text, "%s, %d threads, axes %u%s, l_max %d%s", pairs_isa_name(isa), threads, m->axes,
             m->along ? " along a direction" : "", m->l_max, m->partials ? ", partials" : "");
    return text;
}

static inline struct pdf_sums *help_sums(const struct config *c, struct pdf_grid grid, const double *direction,
                                         const struct mode *m, enum pairs_isa isa, int threads) {
    const struct pdf_options o = {.axes = m->axes,
                                  .l_max = m->l_max,
                                  .partials = m->partials,
                                  .direction = m->along ? direction : NULL,
                                  .threads = threads,
                                  .isa = isa};
    struct gb_error err = GB_ERROR_INIT;
    struct pdf_sums *s;
    if (pdf_accumulate_with(&s, c, grid, &o, &err) != GB_OK) fail_msg("%s: %s", mode_text(m, isa, threads), err.text);
    return s;
}

/* All that pdf_sums holds, bit by bit. */
static inline bool same_bits(const struct pdf_sums *a, const struct pdf_sums *b) {
    const size_t cells = a->n_pairs * a->grid.n;
    bool same = a->n_pairs == b->n_pairs && a->l_max == b->l_max && a->n_types == b->n_types &&
                memcmp(a->n_of_type, b->n_of_type, (size_t)a->n_types * sizeof *a->n_of_type) == 0 &&
                memcmp(a->count, b->count, cells * sizeof *a->count) == 0;
    for (int d = 0; same && d < 3; d++) {
        same = !a->p[d] == !b->p[d] && !a->product[d] == !b->product[d];
        if (same && a->p[d]) same = memcmp(a->p[d], b->p[d], 2 * cells * sizeof *a->p[d]) == 0;
        if (same && a->product[d]) same = memcmp(a->product[d], b->product[d], cells * sizeof *a->product[d]) == 0;
    }
    return same;
}

/* What sums over n pairs may be off by: like the steps of a random walk, or, where the same pair comes again and again
 * (images, crystals), each by the same. */
struct bound {
    double random, each;
};
static const struct bound RANDOM = {2e-7, 0}, REPEATED = {0, 3e-7};
static inline double bound_of(struct bound b, double n) { return b.random * sqrt(n) + b.each * n; }

static inline void within(const char *what, const struct mode *m, size_t k, double v, double expected, double n,
                          struct bound b) {
    if (!(fabs(v - expected) <= bound_of(b, n)))
        fail_msg("%s, %s, bin %zu of %g pairs: %.17g, in double %.17g", mode_text(m, PAIRS_ISA_BEST, 0), what, k, n, v,
                 expected);
}

/* Sums of `fine` (by pair of types) to those of s, which may be over all types. */
static inline double expected_of(const struct pdf_sums *s, const struct oracle *o, const double *fine, size_t pair,
                                 size_t k) {
    if (s->n_pairs == o->n_pairs) return fine[pair * o->grid.n + k];
    double sum = 0;
    for (size_t p = 0; p < o->n_pairs; p++) sum += fine[p * o->grid.n + k];
    return sum;
}

static inline void against_oracle(const struct pdf_sums *s, const struct oracle *o, const struct mode *m,
                                  struct bound b) {
    const size_t n = o->grid.n;
    assert_int_equal(s->n_pairs, m->partials ? o->n_pairs : 1);
    for (size_t pair = 0; pair < s->n_pairs; pair++) {
        for (size_t k = 0; k < n; k++) {
            uint64_t count = 0;
            for (size_t p = 0; p < o->n_pairs; p++)
                if (p == pair || s->n_pairs != o->n_pairs) count += o->count[p * n + k];
            const size_t at = pair * n + k;
            if (s->count[at] != count)
                fail_msg("%s: %zu pairs in bin %zu, the oracle has %zu", mode_text(m, PAIRS_ISA_BEST, 0),
                         (size_t)s->count[at], k, (size_t)count);
            for (int a = 0; a < 3; a++) {
                if (!s->p[a]) continue;
                const int from = m->along ? 3 : a;
                const double *g = s->p[a] + 2 * pair * n + k;
                within("P2", m, k, g[0], m->l_max >= 2 ? expected_of(s, o, o->p2[from], pair, k) : 0, (double)count, b);
                within("P4", m, k, g[n], m->l_max == 4 ? expected_of(s, o, o->p4[from], pair, k) : 0, (double)count, b);
                if (s->product[a])
                    within("product", m, k, s->product[a][at],
                           m->l_max >= 2 ? expected_of(s, o, o->product[a], pair, k) : 0, (double)count, b);
            }
        }
    }
}

/* Every mode: right in one thread, and the same bits for any number of them and any instruction set; of many pairs, one
 * number of threads for each mode. How many pairs there are. */
static inline size_t check_all(const struct config *c, struct pdf_grid grid, struct bound b) {
    static const double direction[3] = {0.8, -1.7, 0.55};
    struct oracle *o = oracle_create(c, grid, direction, pairs_visit_brute);
    const size_t n_all = o->n_all;
    size_t n_modes;
    const struct mode *mode = help_modes(&n_modes);
    for (size_t k = 0; k < n_modes; k++) {
        struct pdf_sums *first = help_sums(c, grid, direction, &mode[k], PAIRS_ISA_BEST, 1);
        against_oracle(first, o, &mode[k], b);
        for (enum pairs_isa isa = PAIRS_ISA_PLAIN; isa < PAIRS_N_ISA; isa++) {
            if (!pairs_isa_present(isa)) continue;
            for (int threads = 1; threads <= 3; threads++) {
                if ((n_all > 20000 || grid.n > 1000) && threads != 1 + (int)(k + isa) % 3) continue;
                struct pdf_sums *s = help_sums(c, grid, direction, &mode[k], isa, threads);
                if (!same_bits(first, s)) fail_msg("%s: other bits", mode_text(&mode[k], isa, threads));
                pdf_sums_free(s);
            }
        }
        pdf_sums_free(first);
    }
    for (enum pairs_isa isa = PAIRS_ISA_BEST; isa < PAIRS_N_ISA; isa++) {
        if (!pairs_isa_present(isa)) continue;
        for (int threads = 1; threads <= 3; threads++) {
            uint64_t n;
            assert_int_equal(pairs_count(&n, c, (double)grid.n * grid.dr, threads, isa, NULL), GB_OK);
            assert_int_equal(n, n_all);
        }
    }
    oracle_free(o);
    return n_all;
}

#endif

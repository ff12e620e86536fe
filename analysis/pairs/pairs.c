/* Pairs within r_max, see pairs.h: the layout (pairs_layout.h) walked block by block, hits found by the widest kernel
 * there is and worked out in double.
 *
 * The separation is (x_j - x_i) + shift, components added in this order: exchanging i and j changes its sign and
 * nothing else, so that the oracle, whatever order it takes them in, finds the same r to the last bit.
 *
 * Cost: about 4 ns a pair; memory as in pairs_layout.h.
 */
#include "pairs/pairs.h"

#include "base/mem.h"
#include "base/threads.h"
#include "pairs/pairs_kernel.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

/* ---- batches ---- */

struct emitter {
    struct pair_batch b; /* r holds r^2 until the batch is full */
    double max2;
    pairs_fn *fn;
    void *ctx;
};

static struct emitter *emitter_create(double r_max, pairs_fn *fn, void *ctx) {
    struct emitter *e = GB_NEW(struct emitter);
    e->max2 = pairs_largest_square(r_max);
    e->fn = fn;
    e->ctx = ctx;
    return e;
}

static void flush(struct emitter *e) {
    for (size_t k = 0; k < e->b.n; k++) e->b.r[k] = sqrt(e->b.r[k]);
    if (e->b.n) e->fn(&e->b, e->ctx);
    e->b.n = 0;
}

/* ---- the walk ---- */

struct walk {
    struct emitter *e;
    pairs_hits_fn *hits;
    struct pairs_scratch scratch;
    struct pair_segment segment;
};

/* Own atom i and its n hits. Each pair is written behind the last and kept by advancing the count. */
static void emit(struct emitter *e, const struct pair_segment *s, uint32_t i, const int32_t *atom, size_t n) {
    const struct pair_layout *l = s->layout;
    const double *xi = l->x + 3 * (size_t)(s->first + i), max2 = e->max2;
    const uint32_t ii = l->index[s->first + i];
    for (size_t k = 0; k < n; k++) {
        if (e->b.n == PAIRS_BATCH) flush(e);
        struct pair_batch *b = &e->b;
        const uint32_t slot = (uint32_t)atom[k] / PAIRS_CHUNK;
        const size_t j = l->chunk[s->chunk[slot]].first + (uint32_t)atom[k] % PAIRS_CHUNK, at = b->n;
        const double *xj = l->x + 3 * j, *shift = s->shift[slot];
        const double dx = (xj[0] - xi[0]) + shift[0], dy = (xj[1] - xi[1]) + shift[1], dz = (xj[2] - xi[2]) + shift[2];
        const double r2 = dx * dx + dy * dy + dz * dz;
        b->i[at] = ii;
        b->j[at] = l->index[j];
        b->dx[at] = dx;
        b->dy[at] = dy;
        b->dz[at] = dz;
        b->r[at] = r2;
        b->n += r2 <= max2;
    }
}

static void walk_segment(struct pair_segment *s, void *ctx) {
    struct walk *w = ctx;
    for (uint32_t i = 0; i < s->n_atoms; i++) {
        const size_t n = w->hits(s, i, &w->scratch);
        emit(w->e, s, i, w->scratch.atom, n);
    }
}

struct visit {
    const struct pair_layout *layout;
    int n_threads;
    pairs_fn *fn;
    void *const *ctx;
};

static void visit_share(int t, void *ctx) {
    static pairs_hits_fn *const hits[PAIRS_N_ISA] = PAIRS_KERNELS(pairs_hits);
    const struct visit *v = ctx;
    struct walk *w = GB_NEW(struct walk);
    w->e = emitter_create(v->layout->r_max, v->fn, v->ctx[t]);
    w->hits = hits[pairs_isa_choose(PAIRS_ISA_BEST)];
    for (size_t b = (size_t)t; b < v->layout->n_blocks; b += (size_t)v->n_threads)
        pairs_near(&w->segment, v->layout, b, walk_segment, w);
    flush(w->e);
    free(w->e);
    free(w);
}

int pairs_visit_threads(const struct config *c, double r_max, int n_threads, pairs_fn *fn, void *const *ctx,
                        struct gb_error *err) {
    struct visit v = {.n_threads = n_threads, .fn = fn, .ctx = ctx};
    struct pair_layout *l;
    const int rc = pair_layout_create(&l, c, r_max, NULL, n_threads, err);
    if (rc != GB_OK) return rc;
    v.layout = l;
    gb_threads_run(n_threads, visit_share, &v);
    pair_layout_free(l);
    return GB_OK;
}

int pairs_visit(const struct config *c, double r_max, pairs_fn *fn, void *ctx, struct gb_error *err) {
    return pairs_visit_threads(c, r_max, 1, fn, &ctx, err);
}

/* ---- counting ---- */

struct count {
    const struct pair_layout *layout;
    double r2_max;
    pairs_number_fn *number;
    atomic_size_t next; /* block */
    uint64_t *n;        /* [threads] */
};

struct count_walk {
    const struct count *count;
    uint64_t n;
    struct pairs_scratch scratch;
    struct pair_segment segment;
};

static void count_segment(struct pair_segment *s, void *ctx) {
    struct count_walk *w = ctx;
    w->n += w->count->number(s, &w->scratch, w->count->r2_max);
}

static void count_blocks(int t, void *ctx) {
    struct count *count = ctx;
    struct count_walk *w = GB_NEW(struct count_walk);
    w->count = count;
    for (size_t b; (b = atomic_fetch_add(&count->next, 1)) < count->layout->n_blocks;)
        pairs_near(&w->segment, count->layout, b, count_segment, w);
    count->n[t] = w->n;
    free(w);
}

int pairs_count(uint64_t *n, const struct config *c, double r_max, int threads, enum pairs_isa isa,
                struct gb_error *err) {
    static pairs_number_fn *const number[PAIRS_N_ISA] = PAIRS_KERNELS(pairs_number);
    if (!pairs_isa_present(isa))
        return gb_fail(err, GB_EINPUT, "instruction set %s: this processor lacks it", pairs_isa_name(isa));
    if (threads <= 0) threads = gb_cores();
    struct pair_layout *l;
    const int rc = pair_layout_create(&l, c, r_max, NULL, threads, err);
    if (rc != GB_OK) return rc;
    struct count count = {.layout = l, .r2_max = pairs_largest_square(r_max), .number = number[pairs_isa_choose(isa)]};
    count.n = GB_ARRAY((size_t)threads, uint64_t);
    gb_threads_run(threads, count_blocks, &count);
    *n = 0;
    for (int t = 0; t < threads; t++) *n += count.n[t];
    free(count.n);
    pair_layout_free(l);
    return GB_OK;
}

/* ---- the oracle ---- */

/* Images n of j around i, for all |n_d| that can matter: two points of the box are less than |n_d| + 1 heights apart.
 */
static void brute_pair(struct emitter *e, const struct config *c, const double *xw, size_t i, size_t j,
                       const long reach[3]) {
    for (long nz = i == j ? 0 : -reach[2]; nz <= reach[2]; nz++) {
        for (long ny = i == j && nz == 0 ? 0 : -reach[1]; ny <= reach[1]; ny++) {
            for (long nx = i == j && nz == 0 && ny == 0 ? 1 : -reach[0]; nx <= reach[0]; nx++) {
                double shift[3], d[3];
                pair_shift(&c->box, (double)nx, (double)ny, (double)nz, shift);
                for (size_t k = 0; k < 3; k++) d[k] = (xw[3 * j + k] - xw[3 * i + k]) + shift[k];
                const double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
                if (!(r2 <= e->max2)) continue;
                const size_t n = e->b.n++;
                e->b.i[n] = (uint32_t)i;
                e->b.j[n] = (uint32_t)j;
                e->b.dx[n] = d[0];
                e->b.dy[n] = d[1];
                e->b.dz[n] = d[2];
                e->b.r[n] = r2;
                if (e->b.n == PAIRS_BATCH) flush(e);
            }
        }
    }
}

int pairs_visit_brute(const struct config *c, double r_max, pairs_fn *fn, void *ctx, struct gb_error *err) {
    const int rc = pairs_check(c, r_max, err);
    if (rc != GB_OK) return rc;
    double height[3], inv[3][3], s[3], *xw = gb_calloc(c->n, 3 * sizeof *xw);
    long reach[3];
    box_invert(&c->box, inv);
    for (size_t i = 0; i < c->n; i++) pair_wrap(&c->box, inv, c->x + 3 * i, xw + 3 * i, s);
    box_heights(&c->box, height);
    for (int d = 0; d < 3; d++) reach[d] = (long)floor(r_max / height[d] + 1e-9) + 1;
    struct emitter *e = emitter_create(r_max, fn, ctx);
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = i; j < c->n; j++) brute_pair(e, c, xw, i, j, reach);
    flush(e);
    free(e);
    free(xw);
    return GB_OK;
}

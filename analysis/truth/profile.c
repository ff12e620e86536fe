/* Sums over the reference's pairs of how each moved, per pair of types and bin. See truth.h; METHODS (27) to (29).
 *
 * The loaded separation of a reference pair r (any image, self images included) is r' = F r + w_j - w_i, so
 * du = (F - 1) r + w_j - w_i. With c = cos chi, s = sin chi about the loading axis, t^ the unit vector of increasing
 * chi:
 *     (du.r^) P2 / r  = (du.r) P2 / r^2
 *     (du.t^) dP2 / r = -3c [ c (du_perp.r_perp)/r - s^2 du_axis ] / r      (dP2 = -3 c s; regular at s = 0)
 *     P2^2,  dP2^2 = 9 c^2 s^2,  A = P2' - P2,  B = P2 (r' - r)
 * A and B use the finite r' and P2', so that their sums over +/- loads differ from first order only at third.
 *
 * Atoms are put into the order of the pair layout first: then the displacements of neighbours are neighbours in memory.
 * The sums of one bin are one line of the cache (8 doubles, 6 used). Each thread has sums of its own, added in the
 * order of the threads. Cost: the pair search (4 ns a pair) and about 8 ns a pair and load; 48 bytes a bin, pair of
 * types, load and thread.
 */
#include "truth/truth.h"

#include "base/mem.h"
#include "base/threads.h"
#include "pairs/pairs_layout.h"
#include "truth/truth_kernel.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STRIDE = 8 }; /* of a bin's sums */

struct visit {                /* shared by the threads */
    const struct config *ref; /* sorted */
    struct pdf_grid grid;
    const size_t *row; /* [n_types^2] pair index of two types */
    size_t n_loads, n_cells;
    struct truth_load *load;
    truth_kernel_fn *kernel;
};
struct share { /* one thread's */
    const struct visit *v;
    double *sum; /* [(load * (n_cells + 1) + cell) * STRIDE + which]; the last cell takes what lies beyond */
    double value[TRUTH_N_SUMS][PAIRS_BATCH];
    struct pair_batch turned;
};

/* Pairs in the directions of the reference's file, for a box that was turned: the loads' axes are of files. */
static const struct pair_batch *turn_back(struct share *s, const struct pair_batch *b) {
    const double(*R)[3] = s->v->ref->frame;
    struct pair_batch *t = &s->turned;
    *t = *b;
    for (size_t p = 0; p < b->n; p++) {
        t->dx[p] = R[0][0] * b->dx[p] + R[1][0] * b->dy[p] + R[2][0] * b->dz[p];
        t->dy[p] = R[0][1] * b->dx[p] + R[1][1] * b->dy[p] + R[2][1] * b->dz[p];
        t->dz[p] = R[0][2] * b->dx[p] + R[1][2] * b->dy[p] + R[2][2] * b->dz[p];
    }
    return t;
}

static void visit_batch(const struct pair_batch *found, void *ctx) {
    struct share *s = ctx;
    const struct visit *v = s->v;
    const struct pair_batch *const b = v->ref->rotated ? turn_back(s, found) : found;
    const int *type = v->ref->type;
    const size_t n = v->grid.n, n_types = (size_t)v->ref->n_types;
    size_t at[PAIRS_BATCH] = {0};
    for (size_t p = 0; p < b->n; p++) {
        const size_t k = (size_t)(b->r[p] / v->grid.dr);
        const size_t row = v->row[(size_t)(type[b->i[p]] - 1) * n_types + (size_t)(type[b->j[p]] - 1)];
        at[p] = STRIDE * (k < n ? row * n + k : v->n_cells);
    }
    for (size_t l = 0; l < v->n_loads; l++) {
        v->kernel(b, &v->load[l], s->value);
        double *sum = s->sum + l * (v->n_cells + 1) * STRIDE;
        for (size_t p = 0; p < b->n; p++)
            for (size_t m = 0; m < TRUTH_N_SUMS; m++) sum[at[p] + m] += s->value[m][p];
    }
}

static struct truth_profile *profile_create(struct pdf_grid grid, int n_types) {
    struct truth_profile *p = GB_NEW(struct truth_profile);
    p->grid = grid;
    p->n_types = n_types;
    p->n_pairs = (size_t)n_types * ((size_t)n_types + 1) / 2;
    p->n_of_type = GB_ARRAY((size_t)n_types, size_t);
    p->sum = gb_calloc(p->n_pairs * TRUTH_N_SUMS * grid.n, sizeof(double));
    return p;
}

void truth_profile_free(struct truth_profile *p) {
    if (!p) return;
    free(p->n_of_type);
    free(p->sum);
    free(p);
}

struct truth_profile *truth_profile_zero_like(const struct truth_profile *p) {
    struct truth_profile *z = profile_create(p->grid, p->n_types);
    z->volume = p->volume;
    memcpy(z->n_of_type, p->n_of_type, (size_t)p->n_types * sizeof(size_t));
    return z;
}

void truth_profile_add(struct truth_profile *acc, double factor, const struct truth_profile *p) {
    assert(acc->grid.n == p->grid.n && acc->n_pairs == p->n_pairs);
    const size_t n = p->grid.n;
    for (size_t row = 0; row < p->n_pairs * TRUTH_N_SUMS; row++) {
        size_t which = row % TRUTH_N_SUMS;
        double f = which == TRUTH_P2P2 || which == TRUTH_DPDP ? fabs(factor) : factor;
        for (size_t k = 0; k < n; k++) acc->sum[row * n + k] += f * p->sum[row * n + k];
    }
    acc->dlnV += factor * p->dlnV;
}

/* Everything one load needs: its map, its displacements (the caller's), its empty profile. */
static int prepare(struct truth_load *ld, double **w, struct truth_profile **out, const struct config *ref,
                   const struct config *loaded, int axis, struct pdf_grid grid, struct gb_error *err) {
    struct truth_deformation d;
    int rc = truth_deformation(ref, loaded, axis, &d, err);
    if (rc == GB_OK) rc = truth_nonaffine(ref, loaded, w, err);
    if (rc != GB_OK) return rc;
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) ld->G[a][b] = d.F[a][b] - (a == b);
    ld->axis = axis;
    for (size_t i = 0; loaded->rotated && i < ref->n; i++) { /* into the directions of the loaded file */
        double *wi = *w + 3 * i;
        const double in[3] = {wi[0], wi[1], wi[2]};
        for (int a = 0; a < 3; a++)
            wi[a] = loaded->frame[0][a] * in[0] + loaded->frame[1][a] * in[1] + loaded->frame[2][a] * in[2];
    }
    struct truth_profile *p = profile_create(grid, ref->n_types);
    p->volume = box_volume(&ref->box);
    p->dlnV = log(d.volume_ratio);
    for (size_t i = 0; i < ref->n; i++) p->n_of_type[ref->type[i] - 1]++;
    *out = p;
    return GB_OK;
}

/* Atoms, and vectors of atoms, in the order of `index`. */
static struct config *sorted(const struct config *c, const uint32_t *index) {
    struct config *s = config_copy(c);
    for (size_t i = 0; i < c->n; i++) {
        memcpy(s->x + 3 * i, c->x + 3 * (size_t)index[i], 3 * sizeof *s->x);
        s->type[i] = c->type[index[i]];
    }
    return s;
}
static void sort_vectors(double **w, const uint32_t *index, size_t n) {
    double *s = gb_calloc(n, 3 * sizeof *s);
    for (size_t i = 0; i < n; i++) memcpy(s + 3 * i, *w + 3 * (size_t)index[i], 3 * sizeof *s);
    free(*w);
    *w = s;
}

/* One pass over the pairs; the threads' sums are added to the profiles in their order. */
static int accumulate(struct visit *v, struct truth_profile **out, double r_max, int threads, struct gb_error *err) {
    static truth_kernel_fn *const kernel[PAIRS_N_ISA] = PAIRS_KERNELS(truth_kernel);
    v->kernel = kernel[pairs_isa_choose(PAIRS_ISA_BEST)];
    void **ctx = GB_ARRAY((size_t)threads, void *);
    for (int t = 0; t < threads; t++) {
        struct share *s = GB_NEW(struct share);
        s->v = v;
        s->sum = gb_calloc(v->n_loads * (v->n_cells + 1), STRIDE * sizeof *s->sum);
        ctx[t] = s;
    }
    const int rc = pairs_visit_threads(v->ref, r_max, threads, visit_batch, ctx, err);
    for (int t = 0; t < threads; t++) {
        struct share *s = ctx[t];
        for (size_t l = 0; l < v->n_loads && rc == GB_OK; l++)
            for (size_t cell = 0; cell < v->n_cells; cell++) {
                const double *sum = s->sum + (l * (v->n_cells + 1) + cell) * STRIDE;
                const size_t row = cell / v->grid.n, k = cell % v->grid.n;
                for (size_t m = 0; m < TRUTH_N_SUMS; m++)
                    out[l]->sum[(row * TRUTH_N_SUMS + m) * v->grid.n + k] += sum[m];
            }
        free(s->sum);
        free(s);
    }
    free(ctx);
    return rc;
}

int truth_profiles(struct truth_profile **out, size_t n_loads, const struct config *ref,
                   const struct config *const *loaded, const int *axis, struct pdf_grid grid, int threads,
                   struct gb_error *err) {
    for (size_t l = 0; l < n_loads; l++) out[l] = NULL;
    if (grid.n == 0 || !(grid.dr > 0)) return gb_fail(err, GB_EINPUT, "the radial grid is empty");
    if (threads <= 0) threads = gb_cores();
    const size_t n_types = (size_t)ref->n_types;
    const double r_max = (double)grid.n * grid.dr;
    size_t *row = gb_calloc(n_types * n_types, sizeof *row);
    for (size_t a = 0; a < n_types; a++)
        for (size_t b = 0; b < n_types; b++) row[a * n_types + b] = pdf_pair_index(ref->n_types, (int)a, (int)b);
    struct truth_load *load = GB_ARRAY(n_loads, struct truth_load);
    double **w = GB_ARRAY(n_loads, double *);
    struct pair_layout *order = NULL;
    int rc = pair_layout_create(&order, ref, r_max, NULL, threads, err);
    for (size_t l = 0; l < n_loads && rc == GB_OK; l++) {
        rc = prepare(&load[l], &w[l], &out[l], ref, loaded[l], axis[l], grid, err);
        if (rc != GB_OK) break;
        sort_vectors(&w[l], order->index, ref->n);
        load[l].w = w[l];
    }
    if (rc == GB_OK) {
        struct config *s = sorted(ref, order->index);
        pair_layout_free(order);
        order = NULL;
        struct visit v = {.ref = s, .grid = grid, .row = row, .n_loads = n_loads, .load = load};
        v.n_cells = n_types * (n_types + 1) / 2 * grid.n;
        rc = accumulate(&v, out, r_max, threads, err);
        config_free(s);
    }
    pair_layout_free(order);
    for (size_t l = 0; l < n_loads; l++) {
        free(w[l]);
        if (rc == GB_OK) continue;
        truth_profile_free(out[l]);
        out[l] = NULL;
    }
    free(w);
    free(load);
    free(row);
    return rc;
}

int truth_profile(struct truth_profile **out, const struct config *ref, const struct config *loaded, int axis,
                  struct pdf_grid grid, int threads, struct gb_error *err) {
    return truth_profiles(out, 1, ref, &loaded, &axis, grid, threads, err);
}

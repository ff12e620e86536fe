/* Sums over the reference's pairs of how each moved, per pair of types and bin. See truth.h; METHODS §3.
 *
 * The loaded separation of a reference pair r (any image, self images included) is r' = F r + w_j - w_i, so
 * du = (F - 1) r + w_j - w_i. With c = cos chi, s = sin chi about the loading axis, t^ the unit vector of increasing
 * chi: (du.r^) P2 / r      = (du.r) P2 / r^2 (du.t^) dP2 / r     = -3c [ c (du_perp.r_perp)/r - s^2 du_axis ] / r (dP2
 * = -3 c s; regular at s = 0) P2^2,  dP2^2 = 9 c^2 s^2,  A = P2' - P2,  B = P2 (r' - r) A and B use the finite r' and
 * P2', so that their sums over +/- loads differ from first order only at third. Cost: the pair search, plus about 40
 * flops for each pair and load.
 */
#include "truth/truth.h"

#include "atoms/pairs.h"
#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct load {
    double G[3][3]; /* F - 1 */
    double *w;      /* [3n], owned */
    int axis;
    double *sum; /* borrowed from the profile */
};

struct visit {
    const struct config *ref;
    struct pdf_grid grid;
    const size_t *row; /* [n_types^2] pair index of two types */
    size_t n_loads;
    struct load *load;
};

static void add_pair(const struct load *ld, const double r[3], double len, const double dw[3], double *sum, size_t n) {
    const int ax = ld->axis;
    double du[3], dot = 0, sq = 0;
    for (int a = 0; a < 3; a++) {
        du[a] = ld->G[a][0] * r[0] + ld->G[a][1] * r[1] + ld->G[a][2] * r[2] + dw[a];
        dot += du[a] * r[a];
        sq += du[a] * du[a];
    }
    const double r2 = len * len, after2 = r2 + 2 * dot + sq;
    if (!(after2 > 0)) return; /* two atoms on one point have no direction */
    const double after = sqrt(after2), c = r[ax] / len, c2 = c * c, s2 = 1 - c2, P2 = 1.5 * c2 - 0.5;
    const double z = r[ax] + du[ax], P2_after = 1.5 * z * z / after2 - 0.5;
    const double perp = dot - du[ax] * r[ax];
    sum[TRUTH_RAD_NUM * n] += dot / r2 * P2;
    sum[TRUTH_TAN_NUM * n] += -3 * c * (c * perp / len - s2 * du[ax]) / len;
    sum[TRUTH_P2P2 * n] += P2 * P2;
    sum[TRUTH_DPDP * n] += 9 * c2 * s2;
    sum[TRUTH_A * n] += P2_after - P2;
    sum[TRUTH_B * n] += P2 * (2 * dot + sq) / (after + len); /* = P2 (r' - r) without cancellation */
}

static void visit_batch(const struct pair_batch *b, void *ctx) {
    const struct visit *v = ctx;
    const int *type = v->ref->type;
    const size_t n = v->grid.n, n_types = (size_t)v->ref->n_types;
    size_t at[PAIRS_BATCH];
    for (size_t p = 0; p < b->n; p++) {
        size_t k = (size_t)(b->r[p] / v->grid.dr);
        size_t row = v->row[(size_t)(type[b->i[p]] - 1) * n_types + (size_t)(type[b->j[p]] - 1)];
        at[p] = k < n && b->r[p] > 0 ? row * TRUTH_N_SUMS * n + k : SIZE_MAX;
    }
    for (size_t l = 0; l < v->n_loads; l++) {
        const struct load *ld = &v->load[l];
        for (size_t p = 0; p < b->n; p++) {
            if (at[p] == SIZE_MAX) continue;
            const double *wi = ld->w + 3 * (size_t)b->i[p], *wj = ld->w + 3 * (size_t)b->j[p];
            const double dw[3] = {wj[0] - wi[0], wj[1] - wi[1], wj[2] - wi[2]};
            const double r[3] = {b->dx[p], b->dy[p], b->dz[p]};
            add_pair(ld, r, b->r[p], dw, ld->sum + at[p], n);
        }
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

/* Everything one load needs: its map, its displacements, its empty profile. */
static int prepare(struct load *ld, struct truth_profile **out, const struct config *ref, const struct config *loaded,
                   int axis, struct pdf_grid grid, struct gb_error *err) {
    struct truth_deformation d;
    int rc = truth_deformation(ref, loaded, axis, &d, err);
    if (rc == GB_OK) rc = truth_nonaffine(ref, loaded, &ld->w, err);
    if (rc != GB_OK) return rc;
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) ld->G[a][b] = d.F[a][b] - (a == b);
    ld->axis = axis;
    struct truth_profile *p = profile_create(grid, ref->n_types);
    p->volume = box_volume(&ref->box);
    p->dlnV = log(d.volume_ratio);
    for (size_t i = 0; i < ref->n; i++) p->n_of_type[ref->type[i] - 1]++;
    ld->sum = p->sum;
    *out = p;
    return GB_OK;
}

int truth_profiles(struct truth_profile **out, size_t n_loads, const struct config *ref,
                   const struct config *const *loaded, const int *axis, struct pdf_grid grid, struct gb_error *err) {
    for (size_t l = 0; l < n_loads; l++) out[l] = NULL;
    if (grid.n == 0 || !(grid.dr > 0)) return gb_fail(err, GB_EINPUT, "the radial grid is empty");
    const size_t n_types = (size_t)ref->n_types;
    size_t *row = gb_calloc(n_types * n_types, sizeof *row);
    for (size_t a = 0; a < n_types; a++)
        for (size_t b = 0; b < n_types; b++) row[a * n_types + b] = pdf_pair_index(ref->n_types, (int)a, (int)b);
    struct load *load = GB_ARRAY(n_loads, struct load);
    int rc = GB_OK;
    for (size_t l = 0; l < n_loads && rc == GB_OK; l++)
        rc = prepare(&load[l], &out[l], ref, loaded[l], axis[l], grid, err);
    struct visit v = {ref, grid, row, n_loads, load};
    if (rc == GB_OK) rc = pairs_visit(ref, (double)grid.n * grid.dr, visit_batch, &v, err);
    for (size_t l = 0; l < n_loads; l++) {
        free(load[l].w);
        if (rc == GB_OK) continue;
        truth_profile_free(out[l]);
        out[l] = NULL;
    }
    free(load);
    free(row);
    return rc;
}

int truth_profile(struct truth_profile **out, const struct config *ref, const struct config *loaded, int axis,
                  struct pdf_grid grid, struct gb_error *err) {
    return truth_profiles(out, 1, ref, &loaded, &axis, grid, err);
}

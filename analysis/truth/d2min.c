/* D2min, local strain, bonds cut and formed. See truth.h.
 *
 * Falk & Langer, Phys. Rev. E 57, 7192 (1998), Eqs. 2.11-2.14: J minimises sum_j |r'_ij - J r_ij|^2 over the neighbours
 * j of i in the reference:
 *     J = X Y^-1,   X = sum r' r^T,   Y = sum r r^T
 * Here r' = F r + dw with dw = w_j - w_i, so
 *     J = F + G,   G = (sum dw r^T) Y^-1,   D2min = sum |dw|^2 - G : (sum dw r^T)
 * which loses no digits to the affine part (D2min is 1e-6 of sum r^2). Sums are even in r: a pair gives i and j the
 * same. Von Mises shear of E = (J^T J - 1)/2:
 *     sqrt(Exy^2 + Exz^2 + Eyz^2 + [(Exx-Eyy)^2 + (Exx-Ezz)^2 + (Eyy-Ezz)^2]/6)
 * Cost: one pair search to r_cut, 17 doubles an atom.
 */
#include "truth/truth.h"

#include "base/mem.h"
#include "pairs/pairs.h"

#include <math.h>
#include <stdlib.h>

struct moments {
    double X[3][3]; /* sum dw r^T */
    double Y[6];    /* sum r r^T: xx yy zz xy xz yz */
    double sq;      /* sum |dw|^2 */
    double n;
};

struct gather {
    const double *w;
    struct moments *m;
};

static void gather_batch(const struct pair_batch *b, void *ctx) {
    const struct gather *g = ctx;
    for (size_t p = 0; p < b->n; p++) {
        const double r[3] = {b->dx[p], b->dy[p], b->dz[p]};
        const double *wi = g->w + 3 * (size_t)b->i[p], *wj = g->w + 3 * (size_t)b->j[p];
        const double d[3] = {wj[0] - wi[0], wj[1] - wi[1], wj[2] - wi[2]};
        struct moments *both[2] = {&g->m[b->i[p]], &g->m[b->j[p]]};
        for (int k = 0; k < 2; k++) {
            struct moments *m = both[k];
            for (int a = 0; a < 3; a++)
                for (int c = 0; c < 3; c++) m->X[a][c] += d[a] * r[c];
            for (int a = 0; a < 3; a++) m->Y[a] += r[a] * r[a];
            m->Y[3] += r[0] * r[1];
            m->Y[4] += r[0] * r[2];
            m->Y[5] += r[1] * r[2];
            m->sq += d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
            m->n += 1;
        }
    }
}

/* Inverse of the symmetric Y by cofactors; false when its determinant is nothing against its trace (a flat or straight
 * neighbourhood). */
static bool invert(const double Y[6], double inv[3][3]) {
    const double xx = Y[0], yy = Y[1], zz = Y[2], xy = Y[3], xz = Y[4], yz = Y[5];
    const double c[6] = {yy * zz - yz * yz, xx * zz - xz * xz, xx * yy - xy * xy,
                         xz * yz - xy * zz, xy * yz - xz * yy, xy * xz - xx * yz};
    const double det = xx * c[0] + xy * c[3] + xz * c[4], mean = (xx + yy + zz) / 3;
    if (!(det > 1e-9 * mean * mean * mean)) return false;
    const int at[3][3] = {{0, 3, 4}, {3, 1, 5}, {4, 5, 2}};
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) inv[a][b] = c[at[a][b]] / det;
    return true;
}

static double von_mises(double J[3][3]) {
    double E[3][3];
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            double jj = J[0][a] * J[0][b] + J[1][a] * J[1][b] + J[2][a] * J[2][b];
            E[a][b] = 0.5 * (jj - (a == b));
        }
    const double d1 = E[0][0] - E[1][1], d2 = E[0][0] - E[2][2], d3 = E[1][1] - E[2][2];
    return sqrt(E[0][1] * E[0][1] + E[0][2] * E[0][2] + E[1][2] * E[1][2] + (d1 * d1 + d2 * d2 + d3 * d3) / 6);
}

/* D2min (sum) and shear of one atom; NaN when they are not defined. */
static void solve(const struct moments *m, double F[3][3], double *d2, double *shear) {
    double inv[3][3], J[3][3], fitted = 0;
    *d2 = *shear = NAN;
    if (m->n < 3 || !invert(m->Y, inv)) return;
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            double G = m->X[a][0] * inv[0][b] + m->X[a][1] * inv[1][b] + m->X[a][2] * inv[2][b];
            fitted += G * m->X[a][b];
            J[a][b] = F[a][b] + G;
        }
    *d2 = fmax(0, m->sq - fitted);
    *shear = von_mises(J);
}

int truth_d2min(const struct config *ref, const struct config *loaded, double r_cut, double *d2min_mean,
                double *d2min_sum, double *shear_strain, struct gb_error *err) {
    double *w = NULL, F[3][3];
    int rc = truth_nonaffine(ref, loaded, &w, err);
    if (rc != GB_OK) return rc;
    truth_gradient(ref, loaded, F);
    struct gather g = {w, GB_ARRAY(ref->n, struct moments)};
    rc = pairs_visit(ref, r_cut, gather_batch, &g, err);
    for (size_t i = 0; i < ref->n && rc == GB_OK; i++) {
        double d2, shear;
        solve(&g.m[i], F, &d2, &shear);
        if (d2min_mean) d2min_mean[i] = d2 / g.m[i].n;
        if (d2min_sum) d2min_sum[i] = d2;
        if (shear_strain) shear_strain[i] = shear;
    }
    free(g.m);
    free(w);
    return rc;
}

struct bonds {
    double F[3][3], r_bond;
    const double *w;
    uint64_t before, kept, after;
};

static void count_reference(const struct pair_batch *b, void *ctx) {
    struct bonds *s = ctx;
    for (size_t p = 0; p < b->n; p++) {
        const double *wi = s->w + 3 * (size_t)b->i[p], *wj = s->w + 3 * (size_t)b->j[p];
        double sq = 0;
        for (int a = 0; a < 3; a++) {
            double x = s->F[a][0] * b->dx[p] + s->F[a][1] * b->dy[p] + s->F[a][2] * b->dz[p] + wj[a] - wi[a];
            sq += x * x;
        }
        s->before++;
        s->kept += sqrt(sq) < s->r_bond;
    }
}

static void count_loaded(const struct pair_batch *b, void *ctx) { ((struct bonds *)ctx)->after += b->n; }

int truth_bonds(const struct config *ref, const struct config *loaded, double r_bond, uint64_t *before, uint64_t *cut,
                uint64_t *formed, struct gb_error *err) {
    double *w = NULL;
    int rc = truth_nonaffine(ref, loaded, &w, err);
    if (rc != GB_OK) return rc;
    struct bonds s = {.r_bond = r_bond, .w = w};
    truth_gradient(ref, loaded, s.F);
    rc = pairs_visit(ref, r_bond, count_reference, &s, err);
    if (rc == GB_OK) rc = pairs_visit(loaded, r_bond, count_loaded, &s, err);
    *before = s.before;
    *cut = s.before - s.kept;
    /* A loaded bond was kept or is new; rounding at the very edge may tell the two counts apart by one. */
    *formed = s.after > s.kept ? s.after - s.kept : 0;
    free(w);
    return rc;
}

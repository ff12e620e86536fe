/* From sums of pair displacements to strain profiles and to the g20 they imply. See truth.h; METHODS (30) to (33).
 *
 * The raw g20_k = sqrt5 2V/(N^2 v_k) sum P2 puts weight 1/v(r_ij) on a pair at r_ij, so the smoothed one is
 *     (L g20)(r) = norm sum_ij P2_ij W(r - r_ij) / v(r_ij),         norm = sqrt5 2V/N^2 (dr with v)
 * and moving the pairs changes it, to first order, with v'/v = 2/r (v ~ r^2), by
 *     norm sum [ dP2 W/v - 2 P2 dr W/(r v) - P2 dr W'/v ]
 * With the bin sums A = sum dP2, B = sum P2 dr, and because d/dr W(r - r_ij) = W':
 *     dg20 = L[near] - d/dr L[flux],    near = norm (A/v - 2B/(r v)),   flux = norm B/v.
 * Where the pairs move affinely, <dP2> = (2/5) de and <P2 dr> = (2/15) r de, so near = m g00, flux = m r g00 with
 * m = (2 sqrt5/15) de, and dg20 = -m r dg00/dr = eps c r dg00/dr, Eq. 2 of the paper. This part never dies out with r;
 * it is taken through smooth_r_derivative, as K is, and only the rest, which does die out, is smoothed as it stands. A
 * Q window does not commute with d/dr: there the rest is differentiated first (fourth order) and then smoothed.
 */
#include "truth/truth.h"

#include "base/mem.h"
#include "truth/slope.h"

#include <math.h>
#include <stdlib.h>

/* 2V/N^2 or V/(N_a N_b); infinite or NaN for a species without atoms. */
static double norm(const struct truth_profile *p, int pair) {
    if (pair == PDF_TOTAL) {
        double n = 0;
        for (int a = 0; a < p->n_types; a++) n += (double)p->n_of_type[a];
        return 2 * p->volume / (n * n);
    }
    for (int a = 0; a < p->n_types; a++)
        for (int b = a; b < p->n_types; b++) {
            if (pdf_pair_index(p->n_types, a, b) != (size_t)pair) continue;
            double na = (double)p->n_of_type[a], nb = (double)p->n_of_type[b];
            if (na * nb == 0) return NAN;
            return (a == b ? 2 : 1) * p->volume / (na * nb);
        }
    return NAN;
}

void truth_density(const struct truth_profile *p, int pair, enum truth_sum which, double *out) {
    const double f = norm(p, pair);
    const size_t n = p->grid.n, first = pair == PDF_TOTAL ? 0 : (size_t)pair,
                 last = pair == PDF_TOTAL ? p->n_pairs : first + 1;
    for (size_t k = 0; k < n; k++) {
        double sum = 0;
        for (size_t row = first; row < last; row++) sum += p->sum[(row * TRUTH_N_SUMS + which) * n + k];
        out[k] = f * sum / pdf_shell_volume(p->grid, k);
    }
}

void truth_continuity(const struct truth_profile *p, int pair, double *near, double *flux) {
    truth_density(p, pair, TRUTH_A, near);
    truth_density(p, pair, TRUTH_B, flux);
    for (size_t k = 0; k < p->grid.n; k++) {
        flux[k] *= sqrt(5);
        near[k] = sqrt(5) * near[k] - 2 * flux[k] / pdf_r(p->grid, k);
    }
}

int truth_continuity_g20(struct pdf_grid grid, const double *g00, const double *near, const double *flux, double de,
                         const struct smoothing *s, double *out, struct gb_error *err) {
    const double m = 2 * sqrt(5) / 15 * de;
    double *rest = GB_ARRAY(grid.n, double), *moved = GB_ARRAY(grid.n, double), *tmp = GB_ARRAY(grid.n, double);
    for (size_t k = 0; k < grid.n; k++) {
        rest[k] = near[k] - m * g00[k];
        moved[k] = flux[k] - m * pdf_r(grid, k) * g00[k];
    }
    int rc = GB_OK;
    if (s->kind == SMOOTH_QWINDOW) {
        truth_slope(grid, moved, tmp);
        for (size_t k = 0; k < grid.n; k++) {
            rest[k] -= tmp[k];
            moved[k] = 0;
        }
    } else {
        rc = smooth_derivative(s, grid, moved, tmp, err);
        for (size_t k = 0; k < grid.n && rc == GB_OK; k++) moved[k] = tmp[k];
    }
    if (rc == GB_OK) rc = smooth_apply(s, grid, 2, rest, tmp, err);
    if (rc == GB_OK) rc = smooth_r_derivative(s, grid, g00, rest, err);
    for (size_t k = 0; k < grid.n && rc == GB_OK; k++) out[k] = tmp[k] - moved[k] - m * rest[k];
    free(rest);
    free(moved);
    free(tmp);
    return rc;
}

/* L of a curve that vanishes far away, as an l = 0 curve (limit 1) less 1. */
static int smooth_vanishing(const struct smoothing *s, struct pdf_grid grid, double *f, double *out,
                            struct gb_error *err) {
    for (size_t k = 0; k < grid.n; k++) f[k] += 1;
    int rc = smooth_apply(s, grid, 0, f, out, err);
    for (size_t k = 0; k < grid.n && rc == GB_OK; k++) out[k] -= 1;
    return rc;
}

int truth_smoothed_ratio(struct pdf_grid grid, const double *num, const double *den, double limit,
                         const struct smoothing *s, double *ratio, struct gb_error *err) {
    double above = 0, below = 0, largest = 0;
    for (size_t k = grid.n / 2; k < grid.n; k++) { /* the ratio far away, where num and den do not vanish */
        double v = pdf_shell_volume(grid, k);
        above += v * num[k];
        below += v * den[k];
    }
    const double m = below > 0 ? above / below : 0;
    double *f = GB_ARRAY(grid.n, double), *top = GB_ARRAY(grid.n, double), *bottom = GB_ARRAY(grid.n, double);
    for (size_t k = 0; k < grid.n; k++) f[k] = num[k] - m * den[k];
    int rc = smooth_vanishing(s, grid, f, top, err);
    for (size_t k = 0; k < grid.n; k++) f[k] = den[k] / limit;
    if (rc == GB_OK) rc = smooth_apply(s, grid, 0, f, bottom, err);
    for (size_t k = 0; k < grid.n && rc == GB_OK; k++) largest = fmax(largest, bottom[k]);
    for (size_t k = 0; k < grid.n && rc == GB_OK; k++)
        ratio[k] = bottom[k] >= TRUTH_MIN_WEIGHT * largest && bottom[k] > 0 ? m + top[k] / (limit * bottom[k]) : NAN;
    free(f);
    free(top);
    free(bottom);
    return rc;
}

int truth_strain_profiles(const struct truth_profile *p, int pair, double nu, const struct smoothing *s,
                          double *eps_rad, double *eps_tan, struct gb_error *err) {
    const size_t n = p->grid.n;
    double *num = GB_ARRAY(n, double), *den = GB_ARRAY(n, double);
    truth_density(p, pair, TRUTH_RAD_NUM, num);
    truth_density(p, pair, TRUTH_P2P2, den);
    int rc = truth_smoothed_ratio(p->grid, num, den, TRUTH_P2P2_LIMIT, s, eps_rad, err);
    truth_density(p, pair, TRUTH_TAN_NUM, num);
    truth_density(p, pair, TRUTH_DPDP, den);
    if (rc == GB_OK) rc = truth_smoothed_ratio(p->grid, num, den, TRUTH_DPDP_LIMIT, s, eps_tan, err);
    for (size_t k = 0; k < n && rc == GB_OK; k++) {
        eps_rad[k] *= -1.5 / (1 + nu);
        eps_tan[k] *= -3 / (1 + nu);
    }
    free(num);
    free(den);
    return rc;
}

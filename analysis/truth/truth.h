/* The truth, from the atoms (METHODS §3): what the displacements say, and what g20 they imply.
 *
 * Affine map F = h_loaded h_ref^-1; each atom's displacement u_i = x'_i(unwrapped to the image nearest F x_i) - x_i; for a
 * reference pair r (any image) du = the loaded separation of the same two images - r.
 *     a(r) = <(du.r^) P2> / <P2^2>               eps_rad(r) = -(3/2) a / (r (1+nu))
 *     b(r) = <(du.t^) dP2/dtheta> / <(dP2/dtheta)^2>   eps_tan(r) = -3 b / (r (1+nu))
 *     g20 from continuity, kernel form: per bin A = sum (P2' - P2), B = sum P2 (r' - r); see truth_continuity.
 * All are linear sums over the pairs of a bin, so axes, signs and samples are averaged before anything is divided.
 */
#ifndef GB_TRUTH_TRUTH_H
#define GB_TRUTH_TRUTH_H

#include "pdf/pdf.h"
#include "pdf/smooth.h"

/* Deformation gradient F = h_loaded h_ref^-1, and the strains along and across the axis: e_par = F_aa - 1,
 * e_perp = mean of the other two diagonal elements - 1 (engineering strain of the cell, relative to the reference). */
struct truth_deformation {
    double F[3][3];
    double e_par, e_perp;
    double volume_ratio;
};
int truth_deformation(const struct config *ref, const struct config *loaded, int axis, struct truth_deformation *d,
                      struct gb_error *err);

/* Non-affine displacements w_i = x'_i - F x_i (minimum image in the loaded box), [3n], the caller's. GB_EINPUT when ids or
 * types differ between the two (names the first id). */
int truth_nonaffine(const struct config *ref, const struct config *loaded, double **w, struct gb_error *err);

/* Per-pair-type, per-bin sums of one load about one axis. */
enum truth_sum { TRUTH_RAD_NUM, TRUTH_TAN_NUM, TRUTH_P2P2, TRUTH_DPDP, TRUTH_A, TRUTH_B, TRUTH_N_SUMS };
struct truth_profile {
    struct pdf_grid grid;
    int n_types;
    size_t n_pairs;
    double volume;     /* of the reference */
    size_t *n_of_type; /* owned */
    double dlnV;       /* ln(V_loaded/V_ref) */
    double *sum;       /* [(pair*TRUTH_N_SUMS + which)*grid.n + k]; RAD_NUM = sum (du.r^)P2/r, TAN_NUM = sum (du.t^)dP2/r;
                          t^: unit vector of increasing theta; owned */
};
/* One pass over the reference's pairs. */
int truth_profile(struct truth_profile **out, const struct config *ref, const struct config *loaded, int axis,
                  struct pdf_grid grid, struct gb_error *err);
/* Many loads about their own axes in one pass over the reference's pairs (the pair search is the cost). */
int truth_profiles(struct truth_profile **out, size_t n_loads, const struct config *ref,
                   const struct config *const *loaded, const int *axis, struct pdf_grid grid, struct gb_error *err);
void truth_profile_free(struct truth_profile *p);
/* acc += factor * p (same grid, types, counts); used for axes and for (plus - minus)/2. The normalisation sums P2P2 and
 * DPDP are added with |factor|. */
void truth_profile_add(struct truth_profile *acc, double factor, const struct truth_profile *p);
struct truth_profile *truth_profile_zero_like(const struct truth_profile *p);

/* pair: PDF_TOTAL or a pair index. Unsmoothed first-order change of g20 as two curves (each grid.n, the caller's):
 *   dg(r) = L[near](r) - d/dr L[flux](r):  near_k = norm (A/v - 2 B/(r v)) + dlnV g20_ref-free part is left out (stated),
 *   flux_k = norm B / v, norm as in pdf.h with sqrt 5. */
void truth_continuity(const struct truth_profile *p, int pair, double *near, double *flux);
/* eps_rad(r), eps_tan(r) with Poisson's ratio nu, sums smoothed by `s` before dividing; NaN where the bin's weight is below
 * 1e-6 of its largest value. */
int truth_strain_profiles(const struct truth_profile *p, int pair, double nu, const struct smoothing *s, double *eps_rad,
                          double *eps_tan, struct gb_error *err);

/* Falk & Langer 1998: per atom, minimised over the best-fit local gradient J; neighbours in the reference within r_cut; mean
 * over neighbours (also the sum when `sum`). strain[i]: von Mises shear of the local J's Green-Lagrange strain. All arrays n,
 * caller's; NULL when not wanted. Atoms with fewer than 3 neighbours or a singular moment give NaN. */
int truth_d2min(const struct config *ref, const struct config *loaded, double r_cut, double *d2min_mean, double *d2min_sum,
                double *shear_strain, struct gb_error *err);

/* Bonds (pairs within r_bond) of the reference that are longer than r_bond*1.0 afterwards, and new ones. */
int truth_bonds(const struct config *ref, const struct config *loaded, double r_bond, uint64_t *before, uint64_t *cut,
                uint64_t *formed, struct gb_error *err);

#endif

/* The truth, from the atoms (METHODS, "Truth"): what the displacements say, and what g20 they imply.
 *
 * Affine map F = h_loaded h_ref^-1; each atom's displacement u_i = x'_i(unwrapped to the image nearest F x_i) - x_i;
 * for a reference pair r (any image) du = the loaded separation of the same two images - r.
 *     a(r) = <(du.r^) P2> / <P2^2>                     eps_rad(r) = -(3/2) a / (r (1+nu))
 *     b(r) = <(du.t^) dP2/dtheta> / <(dP2/dtheta)^2>   eps_tan(r) = -3 b / (r (1+nu))
 *     g20 from continuity, kernel form: per bin A = sum (P2' - P2), B = sum P2 (r' - r); see truth_continuity.
 * All are linear sums over the pairs of a bin, so axes, signs and samples are averaged before anything is divided.
 */
#ifndef GB_TRUTH_TRUTH_H
#define GB_TRUTH_TRUTH_H

#include "pdf/pdf.h"
#include "pdf/smooth.h"

/* Deformation gradient F = h_loaded h_ref^-1 in the boxes' own directions; h as in the configurations. */
void truth_gradient(const struct config *ref, const struct config *loaded, double F[3][3]);

/* The same in directions of the files (boxes may have been turned, each by its own frame), and the strains along and
 * across the axis: e_par = F_aa - 1, e_perp = mean of the other two diagonal elements - 1 (engineering strain of the
 * cell, relative to the reference). GB_EINPUT when an element of F - 1 exceeds TRUTH_MAX_STRAIN: then the two boxes are
 * not one small strain apart (other glasses, a replicated cell, a tilt flipped to an equivalent cell). */
#define TRUTH_MAX_STRAIN 0.3
struct truth_deformation {
    double F[3][3];
    double e_par, e_perp;
    double volume_ratio;
};
int truth_deformation(const struct config *ref, const struct config *loaded, int axis, struct truth_deformation *d,
                      struct gb_error *err);

/* Non-affine displacements w_i = x'_i - F x_i (nearest image in the loaded box, in its directions), [3n], the caller's.
 * A rigid translation of all atoms is not a displacement: it is found first (so that an origin moved by half a box does
 * no harm) and the mean of w is zero. GB_EINPUT when ids or types differ between the two (names the first id). */
int truth_nonaffine(const struct config *ref, const struct config *loaded, double **w, struct gb_error *err);

/* GB_EINPUT where the rms of w exceeds TRUTH_MAX_SHIFT of the atoms' spacing (V/N)^(1/3): then these are not two states
 * of one glass (or ids were given anew), and no displacement means anything. */
#define TRUTH_MAX_SHIFT 0.5
int truth_check_same(const struct config *ref, const struct config *loaded, struct gb_error *err);

/* The affine copy: the reference's atoms in the loaded box, x' = o' + F (x - o); the caller's. What a pipeline finds on
 * it is that pipeline's floor. */
struct config *truth_affine_copy(const struct config *ref, const struct config *loaded);

/* Per-pair-type, per-bin sums of one load about one axis. */
enum truth_sum { TRUTH_RAD_NUM, TRUTH_TAN_NUM, TRUTH_P2P2, TRUTH_DPDP, TRUTH_A, TRUTH_B, TRUTH_N_SUMS };
struct truth_profile {
    struct pdf_grid grid;
    int n_types;
    size_t n_pairs;
    double volume;     /* of the reference */
    size_t *n_of_type; /* owned */
    double dlnV;       /* ln(V_loaded/V_ref) */
    double *sum; /* [(pair*TRUTH_N_SUMS + which)*grid.n + k]; RAD_NUM = sum (du.r^)P2/r, TAN_NUM = sum (du.t^)dP2/r;
                    t^: unit vector of increasing theta; owned */
};
/* One pass over the reference's pairs: those with r < grid.n grid.dr in the reference, whatever r' is. Within five
 * smoothing widths (and the largest pair displacement) of the end of the grid continuity lacks the pairs that come in
 * from outside: measure that much further than is used. The two configurations are compared as in truth_nonaffine. */
int truth_profile(struct truth_profile **out, const struct config *ref, const struct config *loaded, int axis,
                  struct pdf_grid grid, int threads, struct gb_error *err);
/* Many loads about their own axes in one pass over the reference's pairs (the pair search is the cost); out[n_loads],
 * each the caller's, all NULL on failure. */
int truth_profiles(struct truth_profile **out, size_t n_loads, const struct config *ref,
                   const struct config *const *loaded, const int *axis, struct pdf_grid grid, int threads,
                   struct gb_error *err);
void truth_profile_free(struct truth_profile *p);
/* acc += factor * p (same grid, types, counts); used for axes and for (plus - minus)/2. The normalisation sums P2P2 and
 * DPDP are added with |factor|. */
void truth_profile_add(struct truth_profile *acc, double factor, const struct truth_profile *p);
struct truth_profile *truth_profile_zero_like(const struct truth_profile *p);

/* One sum as a density per pair, comparable between samples: out_k = norm sum_k / v_k, norm = 2V/N^2 (or V/(N_a N_b))
 * as in pdf.h without sqrt(2l+1), so that P2P2 -> 1/5 and DPDP -> 6/5 far away. pair: PDF_TOTAL or a pair index; NaN
 * for a species without atoms. out: grid.n, the caller's. */
void truth_density(const struct truth_profile *p, int pair, enum truth_sum which, double *out);

/* pair: PDF_TOTAL or a pair index. First-order change of g20 as two unsmoothed curves (each grid.n, the caller's):
 *   dg20 = near - d flux/dr,   near_k = norm (A/v - 2 B/(r v)),   flux_k = norm B/v,   norm as in pdf.h with sqrt 5.
 * The change of V in the norm, dlnV g20_ref, is left out: it is zero in the average over three axes. */
void truth_continuity(const struct truth_profile *p, int pair, double *near, double *flux);
/* The g20 that they imply at resolution s. Far away near tends to m g00 and flux to m r g00 with m = (2 sqrt 5/15) de,
 * de = e_par - e_perp: this affine part goes through smooth_r_derivative of g00 (the reference's, unsmoothed), the
 * rest, which vanishes far away, through L directly. Exact linear algebra for any de. out: grid.n, the caller's. */
int truth_continuity_g20(struct pdf_grid grid, const double *g00, const double *near, const double *flux, double de,
                         const struct smoothing *s, double *out, struct gb_error *err);

/* L[num]/L[den] of two densities that tend to constants far away (limit: that of den); NaN where L[den] is below
 * TRUTH_MIN_WEIGHT of its largest value. */
#define TRUTH_MIN_WEIGHT 1e-3
#define TRUTH_P2P2_LIMIT 0.2
#define TRUTH_DPDP_LIMIT 1.2
int truth_smoothed_ratio(struct pdf_grid grid, const double *num, const double *den, double limit,
                         const struct smoothing *s, double *ratio, struct gb_error *err);
/* eps_rad(r), eps_tan(r) with Poisson's ratio nu: smoothed ratios of the sums. */
int truth_strain_profiles(const struct truth_profile *p, int pair, double nu, const struct smoothing *s,
                          double *eps_rad, double *eps_tan, struct gb_error *err);

/* Falk & Langer 1998: per atom, minimised over the best-fit local gradient J; neighbours in the reference within r_cut;
 * mean over neighbours (also the sum). shear_strain[i]: von Mises shear of the local J's Green-Lagrange strain
 * (Shimizu, Ogata, Li 2007). All arrays n, caller's; NULL when not wanted. Atoms with fewer than 3 neighbours or a
 * singular moment give NaN. */
int truth_d2min(const struct config *ref, const struct config *loaded, double r_cut, double *d2min_mean,
                double *d2min_sum, double *shear_strain, struct gb_error *err);

/* Bonds are pairs within r_bond: how many the reference has, how many of these are longer afterwards, how many are new.
 */
int truth_bonds(const struct config *ref, const struct config *loaded, double r_bond, uint64_t *before, uint64_t *cut,
                uint64_t *formed, struct gb_error *err);

#endif

/* The experimental pipeline (METHODS (18) to (21); Wang et al., PRL 128, 155501 (2022), Eqs. 2 and 3).
 *
 *     K(r) = c r dg00/dr,  c = 2(1+nu)/(3 sqrt 5)        affine: g20 = eps K,  eps > 0 compression
 *     eps_inf = least squares of g20 on K over [fit_lo, fit_hi]
 *     eps_i = A_i / K(r_i): A_1, r_1 height and place of g20's first positive peak, A_2, r_2 of the negative peak next
 *     to it; with STRAIN_AT_K the r_i are K's own extrema and A_i = g20(r_i). Extrema are refined by a parabola.
 *     ratio = 1 - (eps_1 + eps_2) / (2 eps_inf)
 *
 * The first shell (strain/shell.h): from where smoothed g00 rises above a tenth of its first peak to the minimum after
 * it. A_1: the largest positive local maximum of g20 there; A_2: the most negative local minimum after it, up to 0.05
 * r_peak beyond the shell. With STRAIN_AT_K and STRAIN_WHOLE_SHELL the same search is made in K. K at a place between
 * bins is interpolated by the same parabola as g20, so that g20 = eps K gives eps exactly.
 *
 * Use one smoothing for all. A g20 of lower resolution than its K fakes a ratio: for Gaussian shells (the first of
 * width 0.21 at 2.7) and an affine strain, g20 through s = 0.1 against an unsmoothed K gives 0.14
 * (tests/strain/test_strain.c).
 */
#ifndef GB_STRAIN_STRAIN_H
#define GB_STRAIN_STRAIN_H

#include "pdf/smooth.h"
#include "pdf/structure.h"

enum strain_pick { STRAIN_OWN_EXTREMUM, STRAIN_AT_K, STRAIN_WHOLE_SHELL };

struct strain_options {
    double poisson;
    double fit_lo, fit_hi;
    enum strain_pick pick;
    struct smoothing smoothing;
};

struct strain_result {
    double eps_inf, eps_inf_lsq_err; /* the least-squares error: far too small, see METHODS, "The pipeline" */
    double eps_1, eps_2, ratio;
    double A_1, A_2, r_1, r_2; /* WHOLE_SHELL: eps_1 = eps_2 = the fit over the shell; A, r are those of K's extrema */
    double r_peak, r_min;      /* first maximum and following minimum of smoothed g00 */
    double residual;           /* rms of g20 - eps_inf K over the fit window, over the rms of g20 there */
};

/* The smoothed curves, for figures; each grid.n doubles, caller's, or NULL when not wanted. */
struct strain_curves {
    double *g00, *g20, *K;
};

/* g00, g20: unsmoothed, on the grid. sign of g20 as for compression (divide tension by -1 before). GB_EINPUT when the
 * fit window leaves the grid or holds fewer than 10 bins; GB_EFAIL when no positive and negative peak can be found in
 * the first shell (says where it looked), or K has the other sign at one (noise, or tension); all-NaN input (an absent
 * partial) is GB_EFAIL too. On failure res holds what was found so far, else zeros. */
int strain_measure(struct pdf_grid grid, const double *g00, const double *g20, const struct strain_options *opt,
                   struct strain_result *res, const struct strain_curves *curves, struct gb_error *err);

/* The same through reciprocal space: g00, g20 and K from S00 of `reference` and S20 of `signal`, all with the cut's
 * window (structure.h); opt->smoothing is not used. grid: where the curves are wanted, up to the fit window's end. */
int strain_measure_q(const struct structure *reference, const struct structure *signal, const struct q_cut *cut,
                     struct pdf_grid grid, const struct strain_options *opt, struct strain_result *res,
                     const struct strain_curves *curves, struct gb_error *err);

/* eps from the affine law in Q, S20 = -eps c Q dS00/dQ: least squares over q_lo..q_hi. Exact for number weights; an
 * x-ray total has also the slope of its weights. residual: rms of what is left over rms of S20. GB_EINPUT: different
 * grids, fewer than 10 points. */
struct strain_q_fit {
    double eps, residual;
    size_t points;
};
int strain_q_law(const struct structure *reference, const struct structure *signal, double poisson, double q_lo,
                 double q_hi, struct strain_q_fit *fit, struct gb_error *err);
/* The same for noisy data. Noise of S00 is in its slope, Q dS00/dQ, many times over; being in the regressor, it lowers
 * eps (to a third with 1e5 counts at the peak of each of 36 sectors, steps of 0.02 and Q up to 25). So both sides pass
 * a Gaussian of width `width` in Q (0: none; one linear operator, so that an affine strain stays exact), and what is
 * left of white noise of standard errors sigma[n] of S00 (NULL: none) is taken off sum x^2: eps = sum x y / (sum x^2 -
 * sum var x). No weights: where the strain is not affine they would choose which Q counts. GB_EFAIL where more than 0.8
 * of the sum is noise. */
int strain_q_law_noisy(const struct structure *reference, const struct structure *signal, double poisson, double q_lo,
                       double q_hi, double width, const double *sigma, struct strain_q_fit *fit, struct gb_error *err);

/* c = 2(1+nu)/(3 sqrt 5). */
static inline double strain_affine_factor(double poisson) { return 2 * (1 + poisson) / (3 * sqrt(5)); }

/* "own", "at-k", "shell" */
const char *strain_pick_name(enum strain_pick pick);

#endif

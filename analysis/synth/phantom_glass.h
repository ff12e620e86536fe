/* The isotropic glass that a phantom is made from: partial g00(R) as curves that can be asked anywhere, and their
 * slope.
 *
 * Analytic: for each pair of species, with Phi the normal distribution function (a core with a soft edge),
 *     g00(R) = Phi((R - core)/edge) [1 + (A/R) exp(-R/xi) cos(k R + phase)] + sum_i h_i exp(-(R - R_i)^2/(2 s_i^2))
 * "cu-zr": three partials, numbers fitted to g(r) and S(Q) of a model Cu64.5Zr35.5 glass (Mendelev 2009 potential,
 * cooled at 1e10 K/s): first peaks at 2.58, 2.83, 3.22 angstrom, first peak of the total S(Q) at 2.78 1/angstrom,
 * S > 0.01 with number, x-ray and neutron weights, |S - 1| < 0.002 beyond 21 1/angstrom, rho0 0.06292 1/angstrom^3.
 * "cu-zr-mean": every partial is the number-weighted mean of the three, for any composition: then the weights of an
 * experiment drop out exactly.
 *
 * Curves: bin centres through a natural cubic spline (GSL); g00 - 1 is brought to 0 by a half cosine over the last
 * `taper` of the grid and is 0 beyond, so that the phantom is one definite glass whose S(Q) has no cut in it.
 */
#ifndef GB_SYNTH_PHANTOM_GLASS_H
#define GB_SYNTH_PHANTOM_GLASS_H

#include "pdf/pdf.h"

struct phantom_glass {
    int n_species;
    size_t n_pairs;                      /* n (n+1)/2, as pdf_pair_index */
    double rho0;                         /* number density, 1/length^3 */
    double r_end;                        /* g00 = 1 beyond it; INFINITY for analytic glasses */
    const struct phantom_shells *shells; /* analytic; static */
    bool mean;                           /* "cu-zr-mean" */
    struct phantom_curves *curves;       /* owned */
};

/* "cu-zr" (2 species, Cu and Zr) or "cu-zr-mean" (n_species of any kind). GB_EINPUT lists what is known. */
int phantom_glass_analytic(struct phantom_glass *glass, const char *name, int n_species, struct gb_error *err);
/* g00[pair][grid.n], copied; bins that no pair reaches are 0. GB_EINPUT: fewer than 10 bins, values that are not
 * finite, rho0 not above 0, a taper longer than the grid. */
int phantom_glass_curves(struct phantom_glass *glass, int n_species, struct pdf_grid grid, const double *const *g00,
                         double rho0, double taper, struct gb_error *err);
void phantom_glass_clear(struct phantom_glass *glass);

/* g00 of a pair of species at R >= 0 and, where slope is not NULL, dg00/dR. */
double phantom_g00(const struct phantom_glass *glass, size_t pair, double R, double *slope);

/* The number-weighted total's first peak and the minimum after it, of the fractions c[n_species]: where a reduced first
 * shell ends by default. GB_EFAIL when there is none. */
int phantom_first_shell(const struct phantom_glass *glass, const double *c, double *r_peak, double *r_min,
                        struct gb_error *err);

#endif

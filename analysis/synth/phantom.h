/* Phantoms: pair distributions under an imposed strain, exact at finite strain, with nothing fitted and nothing random.
 *
 * A pair at separation R of the reference, whose pairs are isotropic with density rho0 g00(R), goes to
 *     r_z = R_z (1 - eps(R)),   r_perp = R_perp (1 + nu eps(R)),   R = |R|,   z the loading axis, eps > 0 compression
 * so that with pairs conserved, rho0' = rho0/[(1 - eps_inf)(1 + nu eps_inf)^2] and D = diag(1 + nu e, 1 + nu e, 1 - e),
 *     g'(r, chi) = (rho0/rho0') g00(R)/det(dr/dR),
 *     det(dr/dR) = det D {1 + R e' [nu (1 - x^2)/(1 + nu e) - x^2/(1 - e)]},   x = R_z/R,  e = eps(R), e' = deps/dR
 * For r and chi, R solves R^2 = r_z^2/(1 - e)^2 + r_perp^2/(1 + nu e)^2 (Newton within a bracket; one root, because the
 * map is checked to be one to one). Then g_l0(r) = sqrt(2l+1) integral_0^1 g' P_l dcos(chi), by Gauss and Legendre, the
 * number of nodes doubled until no value moves by more than 1e-9 (or PHANTOM_MAX_NODES; what moved last is told).
 * Every pair of species goes by the same map. Moments beyond l = 4 (of order eps^3) are not kept.
 *
 * First order in eps, both radial and tangential pair strain being eps(r) (METHODS (61)):
 *     g20 = c r d(g00 eps)/dr,   c = 2(1+nu)/(3 sqrt5)
 * What a pipeline calls eps_1 or eps_2 is therefore eps(r_i) only where eps is flat over the peaks.
 *
 * Cost: some 1e6 curve evaluations, a quarter of a second for 1e4 bins and three pairs of an analytic glass.
 */
#ifndef GB_SYNTH_PHANTOM_H
#define GB_SYNTH_PHANTOM_H

#include "synth/phantom_glass.h"
#include "synth/phantom_profile.h"

enum { PHANTOM_MAX_NODES = 256 };

/* Partial g_l0(r) of one state, as structure_from_partials takes them. */
struct phantom_state {
    struct pdf_grid grid;
    double rho0; /* of this state */
    int l_max;   /* 0, 2, 4 */
    size_t n_pairs;
    double **g;  /* g[(l/2) * n_pairs + pair][grid.n]; owned */
    int nodes;   /* of the projection; 0: not projected */
    double left; /* the largest change of a value when they were doubled last */
};
void phantom_state_clear(struct phantom_state *s);

/* The reference: g00, and zeros for l > 0. *s is the caller's. */
void phantom_unloaded(struct phantom_state *s, const struct phantom_glass *glass, struct pdf_grid grid, int l_max);
/* The loaded state. GB_EINPUT as phantom_check_map, and l_max other than 0, 2, 4. */
int phantom_loaded(struct phantom_state *s, const struct phantom_glass *glass, const struct phantom_profile *profile,
                   double nu, struct pdf_grid grid, int l_max, struct gb_error *err);
/* g20 to first order; g20: grid.n, the caller's. */
void phantom_first_order(const struct phantom_glass *glass, size_t pair, const struct phantom_profile *profile,
                         double nu, struct pdf_grid grid, double *g20);

/* The separation in the reference of pairs that are at r, cos chi (mu) in the loaded state, and rho0/(rho0' det). The
 * map has been checked. */
struct phantom_origin {
    double R, factor;
};
struct phantom_origin phantom_pull_back(const struct phantom_profile *profile, double nu, double r, double mu);

#endif

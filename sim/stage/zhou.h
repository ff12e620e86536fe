/* The embedded-atom potential of Zhou, Johnson and Wadley, Phys. Rev. B 69, 144113 (2004), for any mixture of its 16
 * metals.
 *
 *     E = sum_i F_i(rho_i) + sum_{i<j} phi_ij(r_ij),   rho_i = sum_j f_j(r_ij)
 *     f(r)      = f_e exp(-beta (x - 1)) / (1 + (x - lambda)^20),   x = r / r_e
 *     phi_aa(r) = A exp(-alpha (x - 1)) / (1 + (x - kappa)^20) - B exp(-beta (x - 1)) / (1 + (x - lambda)^20)
 *     phi_ab(r) = (f_b/f_a phi_aa + f_a/f_b phi_bb) / 2             the mixing rule
 *     F(rho)    = sum_0^3 Fn_k (rho / (rho_low rho_e) - 1)^k        for rho < rho_low rho_e
 *               = sum_0^3 F_k (rho / rho_e - 1)^k                   for rho < rho_high rho_e
 *               = F_e (1 - eta ln(rho/rho_s)) (rho/rho_s)^eta       beyond
 *
 * Angstrom, eV. Fitted to the pure metals; between species there is nothing but the rule: qualitative for alloys.
 * Tabulated as the authors' own program does, so that the tables are theirs point by point: 2000 points each; cut off
 * at sqrt(10)/2 of the largest lattice parameter sqrt(2) r_e; r < 0.5 has the values at 0.5; rho to the largest of 100,
 * twice the largest rho_e and the largest f. There f and phi still are some 1e-4 and 3e-5 eV (Zr), and so minimisations
 * of a glass stall: with a taper w, both go smoothly (to the second derivative) to zero over the last w of the cut-off.
 * Cost: 10 ms an alloy.
 */
#ifndef GB_STAGE_ZHOU_H
#define GB_STAGE_ZHOU_H

#include "base/error.h"
#include "base/mem.h"

struct zhou {
    double Z, r_e, f_e, rho_e, rho_s, alpha, beta, A, B, kappa, lambda, Fn[4], F[4], eta, F_e, rho_low, rho_high;
};

/* Reads an element's line of a parameter file (potentials/zjw2004.tsv). GB_EINPUT with file:line, or with the elements
 * there are. */
int zhou_read(struct zhou *z, const char *path, const char *element, struct gb_error *err);

double zhou_density(const struct zhou *z, double r);
double zhou_pair(const struct zhou *a, const struct zhou *b, double r); /* symmetric in a and b */
double zhou_embedding(const struct zhou *z, double rho);

/* Adds n elements as a setfl table (LAMMPS eam/alloy) to out; mass in g/mol; taper in angstrom, 0: none, as published.
 */
void zhou_setfl(int n, const struct zhou *z, const char *const *element, const double *mass, double taper,
                struct gb_text *out);

#endif

/* Variance reduction: what a finite glass' frozen-in anisotropy adds to its own g20, known pair by pair, to be taken
 * off.
 *
 * To first order g20 is what the pairs' displacements make of it (truth.h). In each bin split them into their means
 *     a = sum (du.r^) P2 / sum P2^2,      b = sum (du.t^) dP2 / sum dP2^2          (METHODS §3)
 * and a rest, whose own sums are zero by this choice. With A = b sum dP2^2 and B = a sum P2^2 in the kernel form,
 *     g20 = norm sqrt5 { [ b sum dP2^2 - 2 a sum P2^2 ] / v  -  d/dr [ r a sum P2^2 / v ] }      a, b here over r
 * so a sample's g20 is proportional to its weights sum P2^2 and sum dP2^2. In an isotropic glass they are n/5 and 6n/5
 * for n pairs; in a sample they scatter about that by its frozen-in l = 2 and l = 4 anisotropy (P2^2 = 1/5 + 2/7 P2 +
 * 18/35 P4): three axes cancel P2 exactly, P4 not. The excess
 *     X(r) = sqrt5 { [ b x_t - 2 a x_r ] - d/dr [ r a x_r ] },   x_r = p2p2 - g00/5,  x_t = dpdp - 6/5 g00 (densities)
 * is what this scatter adds. g20 - X is g20 with the weights of an isotropic glass and the displacements of the sample.
 *
 * Why it is unbiased: by isotropy the means of x_r and x_t over samples are zero in every bin, exactly, whatever a and
 * b; and X is linear in them. a and b come from the same pairs, which leaves cov(a, x), of order 1/(pairs in the pool
 * within a smoothing width). What the histograms hold beyond first order (large displacements, even orders) is left as
 * measured. Here a ratio of sums, a and b, enters the signal: take it on the pool of all samples, not sample by sample.
 *
 * What it cannot do: the displacements' own scatter from sample to sample stays. It needs the atoms of both states; a
 * beamline has no such thing. Limit: texture that is not accident (a glass deformed before) has <P2^2> != 1/5 by
 * nature, and g20 - X is then the response per isotropic pair. Cost: two smoothings.
 */
#ifndef GB_TRUTH_CONTROL_H
#define GB_TRUTH_CONTROL_H

#include "truth/truth.h"

/* The densities of truth_density (p2p2, dpdp with their weights; rad_num, tan_num: sums of the same pairs and axes) and
 * the reference's g00; each grid.n, borrowed, unsmoothed. */
struct truth_sums {
    const double *g00, *p2p2, *dpdp, *rad_num, *tan_num;
};

/* excess = X, unsmoothed like the g20 it is to be taken off; a, b at the resolution s (zero where they cannot be had:
 * there are no pairs). excess: grid.n, the caller's. Fails as truth_smoothed_ratio. */
int truth_excess(struct pdf_grid grid, const struct truth_sums *sums, const struct smoothing *s, double *excess,
                 struct gb_error *err);
/* The same where the displacements are affine, de = e_par - e_perp: a = 2/3 de, b = 1/3 de (over r). What has to be
 * taken off the affine copies' g20; rad_num and tan_num are not read. */
void truth_excess_affine(struct pdf_grid grid, const struct truth_sums *sums, double de, double *excess);

#endif

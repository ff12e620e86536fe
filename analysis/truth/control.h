/* Variance reduction: what a finite glass' frozen-in anisotropy adds to its own g20, known pair by pair, to be taken
 * off.
 *
 * To first order g20 is what the pairs' displacements make of it (truth.h). Let them be those of the known affine map,
 * du.r^ = 2/3 de r P2 and du.t^ = 1/3 de r dP2 (and a dilation; de = e_par - e_perp, from the cell). The kernel form is
 *     g20 = norm sqrt5 de { [ 1/3 sum dP2^2 - 4/3 sum P2^2 ] / v  -  d/dr [ 2/3 r sum P2^2 / v ] }
 * so a sample's g20 is proportional to its weights sum P2^2 and sum dP2^2. In an isotropic glass they are n/5 and 6n/5
 * for n pairs, and this is the affine law; in a sample they scatter by its frozen-in l = 2 and l = 4 anisotropy (P2^2 =
 * 1/5 + 2/7 P2 + 18/35 P4): three axes cancel P2 exactly, P4 not. The excess
 *     X(r) = sqrt5 de { [ 1/3 x_t - 4/3 x_r ] - d/dr [ 2/3 r x_r ] },
 *     x_r = p2p2 - g00/5,  x_t = dpdp - 6/5 g00      (densities of truth_density)
 * is what this scatter adds to the g20 of an affine strain, and nearly what it adds to that of the true displacements,
 * which follow the affine ones in the mean (e_r, e_t of METHODS (32) are about one). g20 - X is the controlled signal:
 * X is a control variate with coefficient one.
 *
 * Why it is unbiased: by isotropy x_r and x_t have the mean zero over samples, in every bin, exactly, and X is linear
 * in them with a known coefficient: nothing is fitted or divided, so the mean of g20 - X is that of g20 for any
 * response. Axes, signs and samples may be averaged before or after.
 *
 * What it does: on affine copies of 2000-atom glasses the scatter of the ratio falls from 0.02 to 0.005 (what is left
 * is of second order, and l > 4 through the picking of peaks). What it cannot do: the response's own scatter from
 * sample to sample stays, and with it most of the error of a badly annealed glass. With the measured profiles a(r),
 * b(r) in the place of 2/3 de and 1/3 de, summed by pairs of species or not, it does no better (Kob-Andersen, 24 and 32
 * samples). It needs the atoms: a beamline has no such thing. Texture that is no accident (a glass deformed before) has
 * <P2^2> != 1/5 by nature: there g20 - X is not the mean of g20. With one axis the frozen l = 2 part that the dilation
 * carries stays. Cost: none.
 */
#ifndef GB_TRUTH_CONTROL_H
#define GB_TRUTH_CONTROL_H

#include "truth/truth.h"

/* excess = X, unsmoothed like the g20 it is to be taken off. g00: the reference's; p2p2, dpdp: truth_density of the
 * same pairs, mean over the axes of g20; all grid.n and unsmoothed. excess: grid.n, the caller's. */
void truth_excess(struct pdf_grid grid, const double *g00, const double *p2p2, const double *dpdp, double de,
                  double *excess);

#endif

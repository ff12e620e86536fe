/* The competing methods: strain from how far peaks move with direction.
 *
 *     first peak of S(Q, chi): e(chi) = q0/q - 1               Poulsen et al., Nature Mater. 4, 33 (2005)
 *     shells of G(r, chi):     e(chi) = r/r0 - 1               Hufnagel, Ott and Almer, Phys. Rev. B 73, 064204 (2006)
 *     e(chi) = e_zz cos^2 chi + e_perp sin^2 chi,  least squares over sectors;  eps = -(e_zz - e_perp)/(1 + nu)
 *
 * eps > 0 is compression, e > 0 an extension. An affine strain gives eps to first order: +-(1 + nu) eps of it, 0.5 %
 * of eps at eps = 0.4 %.
 *
 * A place: where a parabola, fitted to the curve with weights (1 - u^2)^2, u = (x - place)/h, has its top at `place`
 * itself; h is 0.1 of the first peak's (first shell's) place and stretches with the place, so that a stretched curve
 * has its place stretched alike, whatever its shape. References q0, r0: of the same sector unloaded, where given; else
 * of the mean over the sectors, whose isotropic strain then drops out. The first peak of S(Q) is its highest; the
 * shells are the tops of G(r)'s positive lobes that reach a tenth of the highest one, from that one on.
 *
 * G(r, chi) = (2/pi) integral W(Q) Q [S(Q, chi) - 1] sin(Qr) dQ of each sector, as it is usually done: with cos theta =
 * 1, and a sine transform where l = 2 would need j_2 (it mixes g20 with its integral, bessel.h). What that costs in
 * eps is seen on phantoms (tests/strain/test_shift.c).
 */
#ifndef GB_STRAIN_SHIFT_H
#define GB_STRAIN_SHIFT_H

#include "strain/sectors.h"

struct shift {
    double eps, err; /* err: from the scatter of the sectors; NaN with two of them */
    double e_zz, e_perp;
    double place;   /* of the peak, in the mean over the sectors */
    double misfit;  /* rms of e - fit */
    size_t sectors; /* used: those measured around the peak */
};

/* unloaded: NULL, or of the same sectors and grid (sectors_match). Data S(Q) (or intensity: then the form factors'
 * slope is in it). GB_EINPUT: not data of Q, Poisson's ratio outside (-1, 0.5]; GB_EFAIL: no peak, fewer than two
 * sectors with one, directions too much alike. */
int shift_first_peak(const struct sectors *loaded, const struct sectors *unloaded, double poisson, struct shift *out,
                     struct gb_error *err);
/* The first n shells; *found of them fill out[]. Of S(Q), through the cut's window, or of g(r) (cut NULL). Sectors not
 * measured all over the cut are left out. A shell that fewer than two sectors show ends the list. Cost: a sine
 * transform a sector. */
int shift_shells(const struct sectors *loaded, const struct sectors *unloaded, const struct q_cut *cut, double poisson,
                 size_t n, struct shift *out, size_t *found, struct gb_error *err);

/* Sectors for data that come as S00 and S20 (and S40): chi in n equal steps from 0 to 90 degrees, at their middles. */
void shift_make_sectors(const struct structure *S, size_t n, struct sectors *out);

#endif

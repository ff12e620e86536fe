/* S_l0(Q), l = 0, 2, 4: from partial g_l0^ab(r), weighted as an experiment weighs them, and back to g_l0(r) as an
 * experiment would have it (METHODS (10), (11), (14)).
 *
 *     S_l0^ab(Q) - d_l0 = 4 pi i^l rho0 integral (g_l0^ab - d_l0) j_l(Qr) r^2 dr
 *     S_l0 - d_l0 = sum_ab w_ab(Q) (S_l0^ab - d_l0)                     pdf/scatter.h
 *     g_l0 - d_l0 = i^l/(2 pi^2 rho0) integral W(Q) (S_l0 - d_l0) j_l(Qr) Q^2 dQ,   Q_min..Q_max
 *     affine strain: S20 = -eps c Q dS00/dQ (exact for partials and number weights; an x-ray total has also the slope
 *     of w_ab(Q))
 *     S(Q, chi) = sum_l sqrt(2l+1) P_l(cos chi) S_l0(Q)
 *
 * What the ends leave, measured on a published Cu64.5Zr35.5 glass of 5000 atoms (half box 21 angstrom) against the sum
 * over the box's own Q vectors (reciprocal.h), which knows S to its own 2 % speckle:
 *
 * r_max: the tail 4 pi rho0 r (g00 - 1) falls as e^{-r/5 angstrom}. Cutting it spreads the first peak of S00 over
 * pi/r_max, lower by about 0.5 % at 21 angstrom, 2.5 % at 15, 5 % at 12, and leaves ripples below Q = 2, where S00 is
 * 0.03: rms 0.005 in S00, 0.015 in S20. A taper over the last third takes them (0.003 is left in both, the speckle) for
 * another 0.8 % of the peak at 21; the residual of the affine law in Q of a 0.5 % strain falls from 0.11 to 0.06 and
 * its eps moves by 0.1 %. Beyond Q = 4 neither is to be seen. structure_residual estimates from the curves what a cut
 * leaves: within a factor of 2 at the peaks.
 *
 * Bins: a histogram's S - d_l0 is smaller by sin(x)/x, x = Q dr/2: 0.07 % at Q = 25 with 0.005.
 *
 * Box: in a closed box of N atoms g00 goes to 1 - S(0)/N, not to 1. That puts S00 wrong by up to S(0)/2 (0.01 in a
 * glass) where Q r_max < 4, and by less than S(0)/20 beyond: neither it nor anything else below Q = 4/r_max is to be
 * had from one box. It is left as it is.
 *
 * All Q grids are bin centres Q_j = (j + 1/2) dq, as those of r are (bessel.h). r in the length unit that Q is the
 * inverse of; x-ray weights need angstrom: give `to_angstrom` = sigma for a model in reduced units.
 */
#ifndef GB_PDF_STRUCTURE_H
#define GB_PDF_STRUCTURE_H

#include "pdf/pdf.h"
#include "pdf/scatter.h"
#include "pdf/window.h"

struct structure {
    size_t n;
    double dq;
    double rho0;  /* number density, 1/length^3 */
    double *S[3]; /* S[l/2], each [n]; owned; NULL for an l that is not there */
};
static inline double structure_q(const struct structure *s, size_t j) { return ((double)j + 0.5) * s->dq; }
void structure_clear(struct structure *s);

/* How r ends. Beyond the grid g_l0 - d_l0 is taken as 0; taper > 0: it is brought there by a half cosine over the last
 * `taper` (length) of the grid, which trades ripples of period 2 pi/r_max for a slightly lower resolution in Q. */
struct structure_input {
    struct pdf_grid grid;
    double rho0;
    int l_max;              /* 0, 2, 4 */
    const double *const *g; /* g[(l/2) * n_pairs + pair], each grid.n; pair as pdf_pair_index, n_pairs = n(n+1)/2;
                               a pair of a species without atoms may be NaN when its fraction is 0 */
    double taper;
    double to_angstrom; /* length unit in angstrom; 1 for metals */
};
/* *out is the caller's. GB_EINPUT as in bessel.h. */
int structure_from_partials(struct structure *out, const struct scatter *sc, const struct structure_input *in,
                            size_t n_q, double dq, struct gb_error *err);

/* Estimate, from the curves themselves, of how far the end of the grid puts S_l0 wrong: the rms over +-3 pi/r_max in Q
 * of the change when the last third is tapered (in->taper is not used). Within a factor of 2 of the truth where the
 * tail decays (structure.h, above); where it is noise, an estimate of that noise. out->S: the estimates; the caller's.
 */
int structure_residual(struct structure *out, const struct scatter *sc, const struct structure_input *in, size_t n_q,
                       double dq, struct gb_error *err);

/* Range and window of the way back. Below q_min, where an experiment sees nothing, S00 is held at its value there and
 * S_l0, l > 0, falls as Q^l. */
struct q_cut {
    double q_min, q_max;
    enum q_window window;
};
/* GB_EINPUT where 0 <= q_min < q_max < (n + 1) dq does not hold (a resampled grid may lack a part of its last step,
 * which counts as S = its limit), or fewer than 10 points lie between. */
int structure_check_cut(const struct structure *s, const struct q_cut *cut, struct gb_error *err);
/* g_l0(r) for l = 0, 2, 4; g: grid.n, the caller's. */
int structure_g(const struct structure *s, const struct q_cut *cut, int l, struct pdf_grid grid, double *g,
                struct gb_error *err);
/* r dg00/dr at the resolution of structure_g's g20: the l = 2 transform of W (-Q dS00/dQ), so that the window acts
 * after the derivative. The slope in Q is a difference of sixth order: (r dq)^6/140 of it is lost at r. */
int structure_r_derivative(const struct structure *s, const struct q_cut *cut, struct pdf_grid grid, double *out,
                           struct gb_error *err);
/* -Q dS00/dQ on the Q grid; out: s->n. */
void structure_slope(const struct structure *s, double *out);

#endif

/* S_l0(Q), l = 0, 2, 4: from partial g_l0^ab(r), weighted as an experiment weighs them, and back to g_l0(r) as an
 * experiment would have it (METHODS §2).
 *
 *     S_l0^ab(Q) - d_l0 = 4 pi i^l rho0 integral (g_l0^ab - d_l0) j_l(Qr) r^2 dr
 *     S_l0 - d_l0 = sum_ab w_ab(Q) (S_l0^ab - d_l0)                     pdf/scatter.h
 *     g_l0 - d_l0 = i^l/(2 pi^2 rho0) integral W(Q) (S_l0 - d_l0) j_l(Qr) Q^2 dQ,   Q_min..Q_max
 *     affine strain: S20 = -eps c Q dS00/dQ (exact for partials and number weights; an x-ray total has also the slope
 *     of w_ab(Q))
 *     S(Q, chi) = sum_l sqrt(2l+1) P_l(cos chi) S_l0(Q)
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

/* Range and window of the way back. Below q_min, where an experiment sees nothing, S00 is held at its value there and
 * S_l0, l > 0, falls as Q^l. */
struct q_cut {
    double q_min, q_max;
    enum q_window window;
};
/* GB_EINPUT where 0 <= q_min < q_max <= n dq does not hold, or fewer than 10 points lie between. */
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

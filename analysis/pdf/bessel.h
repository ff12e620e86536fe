/* Spherical Bessel transforms on uniform grids (METHODS (10), (11)):
 *     S_l0(Q) - d_l0 = 4 pi i^l rho0 integral (g_l0 - d_l0) j_l(Qr) r^2 dr
 *     g_l0(r) - d_l0 = i^l/(2 pi^2 rho0) integral (S_l0 - d_l0) j_l(Qr) Q^2 dQ            l = 0, 2, 4;  i^2 = -1
 * Both grids are bin centres: r_k = (k + 1/2) dr, Q_j = (j + 1/2) dq; dq and n_q are free. j_l are sines and
 * cosines over powers, so each transform is a few sine and cosine sums, done by FFTW (chirp-z, any dq) in O(n log n).
 *
 * Quadrature: midpoints. Where f is smooth on the scale of the bins, even in r (every g_l0 is) and gone at the end of
 * the grid, its error falls faster than any power of dr: below 1e-14 for Gaussian shells of width 8 dr.
 * A curve that is cut off leaves ripples: end the grid where it has decayed. Rounding: 1e-12 (l = 4: 1e-11) of
 * integral |f| r^2 dr.
 *
 * Functions need finite input; GB_EINPUT names what is not. Q beyond pi/dr (r beyond pi/dq) is refused: it would be a
 * mirror image. FFTW plans are FFTW_ESTIMATE, so results repeat bit for bit; its planner is not safe to enter from two
 * threads at once. Only bessel.c includes fftw3.h.
 */
#ifndef GB_PDF_BESSEL_H
#define GB_PDF_BESSEL_H

#include "pdf/pdf.h"

/* S(Q) at Q_j, j < n_q; rho0 in 1/length^3. g includes the 1 for l = 0; S likewise. */
int bessel_forward(int l, struct pdf_grid grid, const double *g, double rho0, size_t n_q, double dq, double *S,
                   struct gb_error *err);
int bessel_inverse(int l, size_t n_q, double dq, const double *S, double rho0, struct pdf_grid grid, double *g,
                   struct gb_error *err);

/* The l = 2 transform of r dg00/dr without a derivative in r: it is -Q dS00/dQ, taken exactly from the sum over r. */
int bessel_forward_r_derivative(struct pdf_grid grid, const double *g00, double rho0, size_t n_q, double dq, double *S,
                                struct gb_error *err);
/* d/dr of what bessel_inverse gives for l = 2. */
int bessel_inverse_derivative(size_t n_q, double dq, const double *S, double rho0, struct pdf_grid grid, double *dg,
                              struct gb_error *err);

/* h(r) = g20(r) - 3 integral_r^inf g20(s) ds/s, the curve whose l = 0 transform is S20: what the plain sine transform
 * of directional data shows in place of g20. The integral is of a cubic through neighbouring bins (error dr^4) and ends
 * with the grid. */
int bessel_sine_curve(struct pdf_grid grid, const double *g20, double *h, struct gb_error *err);

/* Oracle: the same sums with GSL's j_l, one by one; O(n_r n_q). */
int bessel_forward_direct(int l, struct pdf_grid grid, const double *g, double rho0, size_t n_q, double dq, double *S,
                          struct gb_error *err);

#endif

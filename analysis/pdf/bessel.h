/* Spherical Bessel transforms on uniform grids by FFTW sine transforms (METHODS §2):
 *     S_l0(Q) - d_l0 = 4 pi i^l rho0 integral (g_l0 - d_l0) j_l(Qr) r^2 dr
 *     g_l0(r) - d_l0 = i^l/(2 pi^2 rho0) integral (S_l0 - d_l0) j_l(Qr) Q^2 dQ            l = 0, 2
 * l = 2 through h(r) = g20(r) - 3 integral_r^inf g20(s) ds/s, whose l = 0 transform is -(that of g20 with j_2).
 * r at bin centres (k + 1/2) dr. Only this file includes fftw3.h.
 */
#ifndef GB_PDF_BESSEL_H
#define GB_PDF_BESSEL_H

#include "pdf/pdf.h"

/* S(Q) at Q_j = (j + 1/2) dq, j < n_q, dq free; rho0 in 1/length^3. g includes the 1 for l = 0; S likewise. */
int bessel_forward(int l, struct pdf_grid grid, const double *g, double rho0, size_t n_q, double dq, double *S,
                   struct gb_error *err);
int bessel_inverse(int l, size_t n_q, double dq, const double *S, double rho0, struct pdf_grid grid, double *g,
                   struct gb_error *err);
/* Oracle: direct quadrature with GSL's j_l; O(n_r n_q). */
int bessel_forward_direct(int l, struct pdf_grid grid, const double *g, double rho0, size_t n_q, double dq, double *S,
                          struct gb_error *err);

#endif

/* The resolution that g20 and its affine reference K share.
 *
 * A linear operator L. GAUSSIAN of width s:  (L f)(r) = integral W_s(r - r') f(r') dr', and with the exact derivative
 * form so that K = c r dg00/dr passes through *the same* L:
 *     L[r g00'](r) = r (W' * g00)(r) + s^2 (W'' * g00)(r)
 * QWINDOW: g20 and K are both transformed by the l = 2 Bessel transform, multiplied by the window up to Q_max, and
 * transformed back; g00 likewise with l = 0 (see bessel.h). The window acts after the derivative: a hard cut adds no
 * boundary term to K. NONE: no smoothing; derivative by central differences.
 *
 * Input beyond the last bin is taken as its limit (g00 = 1, g20 = 0), below r = 0 as even. Measure 5 s further than is
 * used; with a Q window 10 pi/Q_max further (a curve that ends off its limit ripples there).
 *
 * Faults: GB_EINPUT when the width is not between one bin and a quarter of the range, or Q_max not between 2 pi over
 * the range and pi over the bin; GB_EFAIL when the curve is not finite (an absent partial).
 *
 * Cost: n s/dr, or n log n for QWINDOW.
 */
#ifndef GB_PDF_SMOOTH_H
#define GB_PDF_SMOOTH_H

#include "pdf/pdf.h"
#include "pdf/window.h"

enum smooth_kind { SMOOTH_NONE, SMOOTH_GAUSSIAN, SMOOTH_QWINDOW };

struct smoothing {
    enum smooth_kind kind;
    double width;         /* GAUSSIAN: s, in length units */
    double q_max;         /* QWINDOW: 1/length */
    enum q_window window; /* QWINDOW */
};

/* out = L f, for a curve of order l (0: limit 1, 2: limit 0). out may not be f. */
int smooth_apply(const struct smoothing *s, struct pdf_grid grid, int l, const double *f, double *out,
                 struct gb_error *err);
/* out = L[r dg00/dr] from the unsmoothed g00. */
int smooth_r_derivative(const struct smoothing *s, struct pdf_grid grid, const double *g00, double *out,
                        struct gb_error *err);
/* For the continuity kernel: out = d/dr (L f) of an l = 2 curve, f -> 0 at infinity. */
int smooth_derivative(const struct smoothing *s, struct pdf_grid grid, const double *f, double *out,
                      struct gb_error *err);
/* "gaussian 0.06 sigma", "lorch Q_max 22 1/ang", "none", for headers; the caller's. */
char *smooth_describe(const struct smoothing *s, const char *length_unit);

#endif

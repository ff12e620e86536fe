/* Where the first shell is, and the extrema inside it. Used by strain.c and by whoever wants r1 (fit windows in units
 * of it).
 *
 * First shell, from the smoothed g00: its lobe is the first stretch above 1 that reaches a quarter of the highest
 * r (g00 - 1) of the curve (ripples and a few early pairs do not; those that a cut of S(Q) leaves grow as 1/r towards
 * r = 0, hence the factor r); r_peak is the top of the lobe, so a peak split in two by two kinds of pairs is one shell.
 * r_on: going down from r_peak, where g00 last exceeds a tenth of the peak. r_min: the lowest point (the first of
 * equals) after the lobe, before g00 rises again above 1 by a tenth of the first peak's rise.
 */
#ifndef GB_STRAIN_SHELL_H
#define GB_STRAIN_SHELL_H

#include "pdf/pdf.h"

#include <stdbool.h>

struct shell {
    size_t on, peak, min; /* bins, on <= peak < min */
    double r_on, r_peak, r_min;
};

/* GB_EFAIL when g00 has no such peak or no minimum after it, says what was seen. */
int shell_find(struct shell *s, struct pdf_grid grid, const double *g00, struct gb_error *err);

/* An extremum between bins, by the parabola through three: place (k + t + 1/2) dr, |t| <= 1/2. */
struct extremum {
    size_t k;
    double t, r;
};

/* The largest local maximum of sign * f that is > 0, among bins lo..hi. False when there is none. */
bool extremum_find(struct extremum *e, struct pdf_grid grid, const double *f, int sign, size_t lo, size_t hi);
/* Value at an extremum's place, of any curve, by the parabola through the same three bins. Linear in f. */
double extremum_value(const struct extremum *e, const double *f);

#endif

/* df/dr of an unsmoothed curve, inside analysis/truth: fourth-order central difference (error (q dr)^4/30 of a wave of
 * number q; with bins of a thirtieth of the smoothing width nothing), beyond the ends the curve keeps its end value.
 * df: grid.n, the caller's, not f. */
#ifndef GB_TRUTH_SLOPE_H
#define GB_TRUTH_SLOPE_H

#include "pdf/pdf.h"

#include <stddef.h>

static inline void truth_slope(struct pdf_grid grid, const double *f, double *df) {
    const ptrdiff_t n = (ptrdiff_t)grid.n;
    for (ptrdiff_t k = 0; k < n; k++) {
        double v[5];
        for (ptrdiff_t j = -2; j <= 2; j++) {
            ptrdiff_t i = k + j < 0 ? 0 : k + j >= n ? n - 1 : k + j;
            v[j + 2] = f[i];
        }
        df[k] = (8 * (v[3] - v[1]) - (v[4] - v[0])) / (12 * grid.dr);
    }
}

#endif

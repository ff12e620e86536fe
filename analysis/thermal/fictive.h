/* Fictive temperature from a cooling curve: where the glass line and the liquid line of enthalpy against T cross
 * (METHODS (47)). Straight lines by least squares (GSL) over two windows of temperature. The liquid line is a property
 * of the liquid: take it from the slowest cooling that there is, which stays in equilibrium longest; a fast one leaves
 * the liquid line where it starts and has none of its own.
 */
#ifndef GB_THERMAL_FICTIVE_H
#define GB_THERMAL_FICTIVE_H

#include "base/error.h"

#include <stddef.h>

struct fictive_windows {
    double glass_lo, glass_hi, liquid_lo, liquid_hi;
};
struct fictive_result {
    double T_f, h_f;
    double glass_slope, glass_intercept, liquid_slope, liquid_intercept;
    size_t n_glass, n_liquid;
};
/* T, h: n points in any order, NaN allowed (left out). h may be enthalpy or volume. */
struct fictive_curve {
    size_t n;
    const double *T, *h; /* borrowed */
};
/* The glass line from `glass`, the liquid line from `liquid` (which may be the same curve). GB_EINPUT when the windows
 * do not rise or overlap; GB_EFAIL when one holds fewer than 3 points or points of one temperature only, or the lines
 * are parallel or cross outside (glass_lo, liquid_hi). Says which, with the numbers. */
int fictive_temperature(const struct fictive_curve *glass, const struct fictive_curve *liquid,
                        const struct fictive_windows *w, struct fictive_result *res, struct gb_error *err);

#endif

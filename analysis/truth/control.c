/* The excess of g20 from frozen-in anisotropy, see control.h. */
#include "truth/control.h"

#include "base/mem.h"
#include "truth/slope.h"

#include <math.h>
#include <stdlib.h>

void truth_excess(struct pdf_grid grid, const double *g00, const double *p2p2, const double *dpdp, double de,
                  double *excess) {
    double *flux = GB_ARRAY(grid.n, double), *slope = GB_ARRAY(grid.n, double);
    for (size_t k = 0; k < grid.n; k++) {
        const double x_r = p2p2[k] - TRUTH_P2P2_LIMIT * g00[k], x_t = dpdp[k] - TRUTH_DPDP_LIMIT * g00[k];
        excess[k] = sqrt(5) * de / 3 * (x_t - 4 * x_r);
        flux[k] = sqrt(5) * de * 2 / 3 * pdf_r(grid, k) * x_r;
    }
    truth_slope(grid, flux, slope);
    for (size_t k = 0; k < grid.n; k++) excess[k] -= slope[k];
    free(flux);
    free(slope);
}

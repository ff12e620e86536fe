/* The excess of g20 from frozen-in anisotropy, see control.h. */
#include "truth/control.h"

#include "base/mem.h"
#include "truth/slope.h"

#include <math.h>
#include <stdlib.h>

/* a, b: profiles over r. */
static void excess_of(struct pdf_grid grid, const struct truth_sums *t, const double *a, const double *b,
                      double *excess) {
    double *flux = GB_ARRAY(grid.n, double), *slope = GB_ARRAY(grid.n, double);
    for (size_t k = 0; k < grid.n; k++) {
        const double x_r = t->p2p2[k] - TRUTH_P2P2_LIMIT * t->g00[k], x_t = t->dpdp[k] - TRUTH_DPDP_LIMIT * t->g00[k];
        excess[k] = sqrt(5) * (b[k] * x_t - 2 * a[k] * x_r);
        flux[k] = sqrt(5) * pdf_r(grid, k) * a[k] * x_r;
    }
    truth_slope(grid, flux, slope);
    for (size_t k = 0; k < grid.n; k++) excess[k] -= slope[k];
    free(flux);
    free(slope);
}

int truth_excess(struct pdf_grid grid, const struct truth_sums *sums, const struct smoothing *s, double *excess,
                 struct gb_error *err) {
    double *a = GB_ARRAY(grid.n, double), *b = GB_ARRAY(grid.n, double);
    int rc = truth_smoothed_ratio(grid, sums->rad_num, sums->p2p2, TRUTH_P2P2_LIMIT, s, a, err);
    if (rc == GB_OK) rc = truth_smoothed_ratio(grid, sums->tan_num, sums->dpdp, TRUTH_DPDP_LIMIT, s, b, err);
    for (size_t k = 0; k < grid.n && rc == GB_OK; k++) {
        if (!isfinite(a[k])) a[k] = 0;
        if (!isfinite(b[k])) b[k] = 0;
    }
    if (rc == GB_OK) excess_of(grid, sums, a, b, excess);
    free(a);
    free(b);
    return rc;
}

void truth_excess_affine(struct pdf_grid grid, const struct truth_sums *sums, double de, double *excess) {
    double *a = GB_ARRAY(grid.n, double), *b = GB_ARRAY(grid.n, double);
    for (size_t k = 0; k < grid.n; k++) {
        a[k] = 2.0 / 3 * de;
        b[k] = 1.0 / 3 * de;
    }
    excess_of(grid, sums, a, b, excess);
    free(a);
    free(b);
}

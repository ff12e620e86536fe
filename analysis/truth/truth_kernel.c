/* See truth_kernel.h; formulas in profile.c. Loops over arrays that the compiler turns into vectors; no fused
 * multiply-add, so that every instruction set gives the same bits. A and B use the finite r' and P2', written without
 * cancellation: with q = 2 r.du + du^2, r'^2 = r^2 + q and r' - r = q/(r' + r). */
#include "truth/truth_kernel.h"

#include "pairs/simd.h"

#include <math.h>

void SIMD_NAME(truth_kernel)(const struct pair_batch *b, const struct truth_load *load,
                             double value[TRUTH_N_SUMS][PAIRS_BATCH]) {
    const size_t n = b->n;
    const double *restrict w = load->w;
    double du[3][PAIRS_BATCH];
    for (size_t p = 0; p < n; p++) { /* the displacements of the two atoms, wherever they lie */
        const double *wi = w + 3 * (size_t)b->i[p], *wj = w + 3 * (size_t)b->j[p];
        for (int a = 0; a < 3; a++) du[a][p] = wj[a] - wi[a];
    }
    const double *const r_axis = load->axis == 0 ? b->dx : load->axis == 1 ? b->dy : b->dz;
    const double *const du_axis = du[load->axis];
    for (int a = 0; a < 3; a++) {
        const double gx = load->G[a][0], gy = load->G[a][1], gz = load->G[a][2];
        for (size_t p = 0; p < n; p++) du[a][p] += gx * b->dx[p] + gy * b->dy[p] + gz * b->dz[p];
    }
    for (size_t p = 0; p < n; p++) {
        const double r2 = b->r[p] * b->r[p], inv_r = 1 / b->r[p], z = r_axis[p], dz = du_axis[p];
        const double dot = du[0][p] * b->dx[p] + du[1][p] * b->dy[p] + du[2][p] * b->dz[p];
        const double q = 2 * dot + (du[0][p] * du[0][p] + du[1][p] * du[1][p] + du[2][p] * du[2][p]);
        const double after2 = r2 + q, after = sqrt(after2), c = z * inv_r, c2 = c * c, s2 = 1 - c2;
        const double P2 = 1.5 * c2 - 0.5, z_after = z + dz, perp = dot - dz * z;
        const double some = r2 > 0 && after2 > 0 ? 1 : 0;
        value[TRUTH_RAD_NUM][p] = some > 0 ? dot * inv_r * inv_r * P2 : 0;
        value[TRUTH_TAN_NUM][p] = some > 0 ? -3 * c * (c * perp * inv_r - s2 * dz) * inv_r : 0;
        value[TRUTH_P2P2][p] = some > 0 ? P2 * P2 : 0;
        value[TRUTH_DPDP][p] = some > 0 ? 9 * c2 * s2 : 0;
        value[TRUTH_A][p] = some > 0 ? 1.5 * z_after * z_after / after2 - 0.5 - P2 : 0;
        value[TRUTH_B][p] = some > 0 ? P2 * q / (after + b->r[p]) : 0;
    }
}

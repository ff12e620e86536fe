/* Inner loop of the pair sums, see pdf_kernel.h. About 10 ns a pair for one axis. */
#include "pdf/pdf_kernel.h"

void pdf_kernel_batch(const struct pair_batch *batch, void *ctx) {
    const struct pdf_kernel *kernel = ctx;
    struct pdf_sums *s = kernel->sums;
    const int *type = kernel->type;
    const size_t n_bins = s->grid.n;

    for (size_t m = 0; m < batch->n; m++) {
        const double r = batch->r[m];
        const size_t k = pdf_bin(s->grid, r);
        if (k >= n_bins) continue;
        const size_t pair = pdf_pair_index(s->n_types, type[batch->i[m]] - 1, type[batch->j[m]] - 1);
        s->count[pair * n_bins + k]++;
        if (r <= 0) continue;

        const double d[3] = {batch->dx[m], batch->dy[m], batch->dz[m]};
        const double inv_r2 = 1 / (r * r);
        for (int a = 0; a < 3; a++) {
            if (!s->p[a]) continue;
            const double c2 = d[a] * d[a] * inv_r2;
            double *restrict p = s->p[a] + 2 * pair * n_bins + k;
            p[0] += 1.5 * c2 - 0.5;
            p[n_bins] += (35 * c2 * c2 - 30 * c2 + 3) / 8;
        }
    }
}

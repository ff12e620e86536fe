/* What the stages say of glasses whose elastic constants are made by hand. */
#ifndef TESTS_SUMMARY_GLASSES_H
#define TESTS_SUMMARY_GLASSES_H

#include "base/mem.h"
#include "summary/moduli.h"

/* The moduli of each sample, averaged, as stage elastic has them. */
static inline void put_scalars(struct moduli_glass *g) {
    const size_t n_rep = pool_n_replicates(g->n);
    g->scalar = gb_calloc(n_rep, sizeof *g->scalar);
    for (size_t rep = 0; rep < n_rep; rep++) {
        double *q = g->scalar[rep], n = 0, bulk = 0, shear = 0, bulk_affine = 0, shear_affine = 0;
        for (size_t k = 0; k < g->n; k++) {
            if (k + 1 == rep) continue;
            const struct moduli relaxed = stiffness_voigt(&g->relaxed[k]), affine = stiffness_voigt(&g->affine[k]);
            n++;
            bulk += relaxed.bulk;
            shear += relaxed.shear;
            bulk_affine += affine.bulk;
            shear_affine += affine.shear;
        }
        q[Q_BULK] = bulk / n;
        q[Q_SHEAR] = shear / n;
        q[Q_BULK_AFFINE] = bulk_affine / n;
        q[Q_SHEAR_AFFINE] = shear_affine / n;
        q[Q_SHEAR_LOST] = 1 - q[Q_SHEAR] / q[Q_SHEAR_AFFINE];
    }
}

#endif

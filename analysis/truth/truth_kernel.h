/* What each pair adds to a load's sums: the arithmetic of profile.c, compiled once for each instruction set. */
#ifndef GB_TRUTH_TRUTH_KERNEL_H
#define GB_TRUTH_TRUTH_KERNEL_H

#include "pairs/pairs.h"
#include "truth/truth.h"

struct truth_load {
    double G[3][3];  /* F - 1 */
    const double *w; /* [3n] nonaffine displacements */
    int axis;
};

/* value[s][p]: what pair p of the batch adds to sum s; 0 for pairs without a direction, before or after. */
typedef void truth_kernel_fn(const struct pair_batch *b, const struct truth_load *load,
                             double value[TRUTH_N_SUMS][PAIRS_BATCH]);
truth_kernel_fn truth_kernel_plain, truth_kernel_avx2, truth_kernel_avx512;

#endif

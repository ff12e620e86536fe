/* The kernels of pairs_visit and pairs_count, compiled once for each instruction set; see pairs_kernel.c. */
#ifndef GB_ATOMS_PAIRS_KERNEL_H
#define GB_ATOMS_PAIRS_KERNEL_H

#include "pairs/pairs_near.h"

/* One thread's lists: slots, and atoms of a segment. */
struct pairs_scratch {
    int32_t slot[PAIRS_SLOTS + 16], atom[PAIRS_SLOTS * PAIRS_CHUNK + 16];
};

/* The atoms of the segment that own atom i meets: w->atom[0..n), ascending; a few may lie just beyond r_max. */
typedef size_t pairs_hits_fn(struct pair_segment *s, uint32_t i, struct pairs_scratch *w);
pairs_hits_fn pairs_hits_plain, pairs_hits_avx2, pairs_hits_avx512;

/* How many pairs of the segment have r < r_max; r2_max: pairs_largest_square. */
typedef uint64_t pairs_number_fn(struct pair_segment *s, struct pairs_scratch *w, double r2_max);
pairs_number_fn pairs_number_plain, pairs_number_avx2, pairs_number_avx512;

#endif

/* Instruction sets that the kernels are compiled for, chosen at run time.
 *
 * A kernel is one source (`*_kernel.c`), compiled once for each set under a name of its own; pairs/simd.h gives it
 * vectors. All of them do the same IEEE operations in the same order on each pair (no fused multiply-add, no
 * approximate reciprocal), so that the instruction set changes the speed and not one bit of the result.
 */
#ifndef GB_ATOMS_ISA_H
#define GB_ATOMS_ISA_H

#include <stdbool.h>

enum pairs_isa { PAIRS_ISA_BEST, PAIRS_ISA_PLAIN, PAIRS_ISA_AVX2, PAIRS_ISA_AVX512, PAIRS_N_ISA };

/* Compiled in and supported by this processor; PAIRS_ISA_BEST and PAIRS_ISA_PLAIN always are. */
bool pairs_isa_present(enum pairs_isa isa);
/* "best", "plain", "avx2", "avx512" */
const char *pairs_isa_name(enum pairs_isa isa);
/* isa, or the widest one present for PAIRS_ISA_BEST. */
enum pairs_isa pairs_isa_choose(enum pairs_isa isa);

/* Initialises an array of PAIRS_N_ISA pointers to the versions of kernel f, to be taken by pairs_isa_choose(isa). */
#ifdef __x86_64__
#define PAIRS_KERNELS(f)                                                                                               \
    { [PAIRS_ISA_PLAIN] = f##_plain, [PAIRS_ISA_AVX2] = f##_avx2, [PAIRS_ISA_AVX512] = f##_avx512 }
#else
#define PAIRS_KERNELS(f)                                                                                               \
    { [PAIRS_ISA_PLAIN] = f##_plain }
#endif

#endif

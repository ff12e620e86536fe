/* The few vector operations of the pair kernels, one implementation for each instruction set.
 *
 *     vf, vi       SIMD_LANES floats, 32-bit integers
 *     vb           a comparison's result; vb_bits: one bit a lane, lane 0 lowest
 *     v?_pack      stores the lanes whose bit is set one behind the other; all SIMD_LANES at dst may be written
 *
 *     vf_twice_root  2 sqrt(a) to 8 u of it, u = 2^-24: not the same bits everywhere, and nothing that is kept
 *     vi_store_4   lane j of each of four vectors to dst[j]
 *     add_4        v[0..3] += those four, as 64 bits, and v[0] += first
 *
 * Every other operation is the IEEE one, rounded to nearest, so that all implementations give the same bits.
 * SIMD_NAME(f) appends the set's name to a function's.
 */
#ifndef GB_ATOMS_SIMD_H
#define GB_ATOMS_SIMD_H

#include "pairs/four.h"

#include <stddef.h>
#include <stdint.h>

#if defined(SIMD_AVX512)
#include "pairs/simd_avx512.h"
#define SIMD_NAME(f) f##_avx512
#elif defined(SIMD_AVX2)
#include "pairs/simd_avx2.h"
#define SIMD_NAME(f) f##_avx2
#else
#include "pairs/simd_plain.h"
#define SIMD_NAME(f) f##_plain
#endif

#define SIMD_ALL ((1u << SIMD_LANES) - 1)
#define SIMD_INLINE static inline __attribute__((always_inline))

#endif

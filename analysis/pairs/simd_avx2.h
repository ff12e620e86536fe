/* AVX2, eight lanes; see simd.h. Packing is one permutation, looked up by the mask. */
#ifndef GB_ATOMS_SIMD_AVX2_H
#define GB_ATOMS_SIMD_AVX2_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

enum { SIMD_LANES = 8 };
typedef __m256 vf, vb;
typedef __m256i vi;
typedef __m256i vorder; /* of lanes, from a mask */

/* Byte j of entry m: the place of the j-th set bit of m. */
#define SIMD_BIT(m, k) ((uint64_t)((m) >> (k)&1))
#define SIMD_BELOW(m, k) __builtin_popcount((m) & ((1u << (k)) - 1))
#define SIMD_PUT(m, k) (SIMD_BIT(m, k) * ((uint64_t)(k) << 8 * (SIMD_BELOW(m, k) & 7)))
#define SIMD_1(m)                                                                                                      \
    (SIMD_PUT(m, 1) | SIMD_PUT(m, 2) | SIMD_PUT(m, 3) | SIMD_PUT(m, 4) | SIMD_PUT(m, 5) | SIMD_PUT(m, 6) |             \
     SIMD_PUT(m, 7))
#define SIMD_4(m) SIMD_1(m), SIMD_1(m + 1), SIMD_1(m + 2), SIMD_1(m + 3)
#define SIMD_16(m) SIMD_4(m), SIMD_4(m + 4), SIMD_4(m + 8), SIMD_4(m + 12)
#define SIMD_64(m) SIMD_16(m), SIMD_16(m + 16), SIMD_16(m + 32), SIMD_16(m + 48)
static const uint64_t simd_order[256] = {SIMD_64(0u), SIMD_64(64u), SIMD_64(128u), SIMD_64(192u)};

static inline vf vf_load(const float *p) { return _mm256_loadu_ps(p); }
static inline vi vi_load(const int32_t *p) { return _mm256_loadu_si256((const __m256i *)(const void *)p); }
static inline void vi_store(int32_t *p, vi a) { _mm256_storeu_si256((__m256i *)(void *)p, a); }
static inline vf vf_set(float a) { return _mm256_set1_ps(a); }
static inline vi vi_set(int32_t a) { return _mm256_set1_epi32(a); }
static inline vi vi_iota(void) { return _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7); }
static inline vi vi_add(vi a, vi b) { return _mm256_add_epi32(a, b); }
static inline vi vi_sub(vi a, vi b) { return _mm256_sub_epi32(a, b); }
static inline vi vi_mul(vi a, vi b) { return _mm256_mullo_epi32(a, b); }
static inline vf vf_add(vf a, vf b) { return _mm256_add_ps(a, b); }
static inline vf vf_sub(vf a, vf b) { return _mm256_sub_ps(a, b); }
static inline vf vf_mul(vf a, vf b) { return _mm256_mul_ps(a, b); }
static inline vf vf_div(vf a, vf b) { return _mm256_div_ps(a, b); }
static inline vf vf_twice_root(vf a) {
    const vf y = _mm256_rsqrt_ps(a), ay = _mm256_mul_ps(a, y);
    return _mm256_mul_ps(ay, _mm256_sub_ps(vf_set(3), _mm256_mul_ps(ay, y)));
}
static inline vf vf_min(vf a, vf b) { return _mm256_min_ps(a, b); }
static inline vf vf_max(vf a, vf b) { return _mm256_max_ps(a, b); }
static inline vf vf_from_int(vi a) { return _mm256_cvtepi32_ps(a); }
static inline vi vi_nearest(vf a) { return _mm256_cvtps_epi32(a); }
static inline vi vi_truncate(vf a) { return _mm256_cvttps_epi32(a); }
static inline vb vf_less(vf a, vf b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
static inline vb vi_equal(vi a, vi b) { return _mm256_castsi256_ps(_mm256_cmpeq_epi32(a, b)); }
static inline vb vb_without(vb a, vb b) { return _mm256_andnot_ps(b, a); }
static inline unsigned vb_bits(vb a) { return (unsigned)_mm256_movemask_ps(a); }
static inline vf vf_pick(vb m, vf yes, vf no) { return _mm256_blendv_ps(no, yes, m); }

static inline vorder vorder_of(unsigned bits) {
    return _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)simd_order[bits]));
}
static inline void vf_pack(float *dst, vf a, vorder o) { _mm256_storeu_ps(dst, _mm256_permutevar8x32_ps(a, o)); }
static inline void vi_pack(int32_t *dst, vi a, vorder o) { vi_store(dst, _mm256_permutevar8x32_epi32(a, o)); }

static inline void vi_store_4(struct vi_4 *dst, vi a, vi b, vi c, vi d) {
    const __m256i ab_lo = _mm256_unpacklo_epi32(a, b), ab_hi = _mm256_unpackhi_epi32(a, b),
                  cd_lo = _mm256_unpacklo_epi32(c, d), cd_hi = _mm256_unpackhi_epi32(c, d);
    const __m256i lane_0_4 = _mm256_unpacklo_epi64(ab_lo, cd_lo), lane_1_5 = _mm256_unpackhi_epi64(ab_lo, cd_lo),
                  lane_2_6 = _mm256_unpacklo_epi64(ab_hi, cd_hi), lane_3_7 = _mm256_unpackhi_epi64(ab_hi, cd_hi);
    vi_store(dst[0].v, _mm256_permute2x128_si256(lane_0_4, lane_1_5, 0x20));
    vi_store(dst[2].v, _mm256_permute2x128_si256(lane_2_6, lane_3_7, 0x20));
    vi_store(dst[4].v, _mm256_permute2x128_si256(lane_0_4, lane_1_5, 0x31));
    vi_store(dst[6].v, _mm256_permute2x128_si256(lane_2_6, lane_3_7, 0x31));
}
static inline void add_4(uint64_t *v, const struct vi_4 *p, uint64_t first) {
    __m256i *at = (__m256i *)(void *)v;
    const __m256i w = _mm256_cvtepi32_epi64(_mm_loadu_si128((const __m128i *)(const void *)p->v));
    _mm256_storeu_si256(at, _mm256_add_epi64(_mm256_loadu_si256(at),
                                             _mm256_add_epi64(w, _mm256_setr_epi64x((long long)first, 0, 0, 0))));
}

#endif

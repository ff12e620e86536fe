/* AVX-512F, sixteen lanes; see simd.h. Packing is an instruction; to a register first, since its form that writes to
 * memory is slow on some processors. */
#ifndef GB_ATOMS_SIMD_AVX512_H
#define GB_ATOMS_SIMD_AVX512_H

#ifdef SIMD_EMULATED
#include "pairs/simd_emulate.h"
#else
#include <immintrin.h>
#endif
#include <stddef.h>
#include <stdint.h>

enum { SIMD_LANES = 16 };
typedef __m512 vf;
typedef __m512i vi;
typedef __mmask16 vb, vorder;

static inline vf vf_load(const float *p) { return _mm512_loadu_ps(p); }
static inline vi vi_load(const int32_t *p) { return _mm512_loadu_si512(p); }
static inline void vi_store(int32_t *p, vi a) { _mm512_storeu_si512(p, a); }
static inline vf vf_set(float a) { return _mm512_set1_ps(a); }
static inline vi vi_set(int32_t a) { return _mm512_set1_epi32(a); }
static inline vi vi_iota(void) { return _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15); }
static inline vi vi_add(vi a, vi b) { return _mm512_add_epi32(a, b); }
static inline vi vi_sub(vi a, vi b) { return _mm512_sub_epi32(a, b); }
static inline vi vi_mul(vi a, vi b) { return _mm512_mullo_epi32(a, b); }
static inline vf vf_add(vf a, vf b) { return _mm512_add_ps(a, b); }
static inline vf vf_sub(vf a, vf b) { return _mm512_sub_ps(a, b); }
static inline vf vf_mul(vf a, vf b) { return _mm512_mul_ps(a, b); }
static inline vf vf_div(vf a, vf b) { return _mm512_div_ps(a, b); }
static inline vf vf_twice_root(vf a) {
    const vf y = _mm512_rsqrt14_ps(a), ay = _mm512_mul_ps(a, y);
    return _mm512_mul_ps(ay, _mm512_sub_ps(vf_set(3), _mm512_mul_ps(ay, y)));
}
static inline vf vf_min(vf a, vf b) { return _mm512_min_ps(a, b); }
static inline vf vf_max(vf a, vf b) { return _mm512_max_ps(a, b); }
static inline vf vf_from_int(vi a) { return _mm512_cvtepi32_ps(a); }
static inline vi vi_nearest(vf a) { return _mm512_cvtps_epi32(a); }
static inline vi vi_truncate(vf a) { return _mm512_cvttps_epi32(a); }
static inline vb vf_less(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
static inline vb vi_equal(vi a, vi b) { return _mm512_cmpeq_epi32_mask(a, b); }
static inline vb vb_without(vb a, vb b) { return (vb)(a & ~b); }
static inline unsigned vb_bits(vb a) { return a; }
static inline vf vf_pick(vb m, vf yes, vf no) { return _mm512_mask_blend_ps(m, no, yes); }

static inline vorder vorder_of(unsigned bits) { return (vorder)bits; }
static inline void vf_pack(float *dst, vf a, vorder o) { _mm512_storeu_ps(dst, _mm512_maskz_compress_ps(o, a)); }
static inline void vi_pack(int32_t *dst, vi a, vorder o) { vi_store(dst, _mm512_maskz_compress_epi32(o, a)); }

static inline void vi_store_4(struct vi_4 *dst, vi a, vi b, vi c, vi d) {
    const __m512i ab_lo = _mm512_unpacklo_epi32(a, b), ab_hi = _mm512_unpackhi_epi32(a, b),
                  cd_lo = _mm512_unpacklo_epi32(c, d), cd_hi = _mm512_unpackhi_epi32(c, d);
    const __m512i quarter[4] = {_mm512_unpacklo_epi64(ab_lo, cd_lo), _mm512_unpackhi_epi64(ab_lo, cd_lo),
                                _mm512_unpacklo_epi64(ab_hi, cd_hi), _mm512_unpackhi_epi64(ab_hi, cd_hi)};
    for (int m = 0; m < 4; m++) { /* of each quarter of the lanes, number m */
        int32_t v[16];
        vi_store(v, quarter[m]);
        for (int q = 0; q < 4; q++)
            _mm_storeu_si128((__m128i *)(void *)dst[4 * q + m].v,
                             _mm_loadu_si128((const __m128i *)(const void *)(v + 4 * q)));
    }
}
static inline void add_4(uint64_t *v, const struct vi_4 *p, uint64_t first) {
    __m256i *at = (__m256i *)(void *)v;
    const __m256i w = _mm256_cvtepi32_epi64(_mm_loadu_si128((const __m128i *)(const void *)p->v));
    _mm256_storeu_si256(at, _mm256_add_epi64(_mm256_loadu_si256(at),
                                             _mm256_add_epi64(w, _mm256_setr_epi64x((long long)first, 0, 0, 0))));
}

#endif

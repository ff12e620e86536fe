/* What any processor has, four lanes: gcc's vectors (SSE2 on x86-64, NEON on ARM); see simd.h. */
#ifndef GB_ATOMS_SIMD_PLAIN_H
#define GB_ATOMS_SIMD_PLAIN_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { SIMD_LANES = 4 };
typedef float vf __attribute__((vector_size(16)));
typedef int32_t vi __attribute__((vector_size(16)));
typedef vi vb;
typedef unsigned vorder;

static inline vf vf_load(const float *p) {
    vf a;
    memcpy(&a, p, sizeof a);
    return a;
}
static inline vi vi_load(const int32_t *p) {
    vi a;
    memcpy(&a, p, sizeof a);
    return a;
}
static inline void vi_store(int32_t *p, vi a) { memcpy(p, &a, sizeof a); }
static inline vf vf_set(float a) { return (vf){a, a, a, a}; }
static inline vi vi_set(int32_t a) { return (vi){a, a, a, a}; }
static inline vi vi_iota(void) { return (vi){0, 1, 2, 3}; }
static inline vi vi_add(vi a, vi b) { return a + b; }
static inline vi vi_sub(vi a, vi b) { return a - b; }
static inline vi vi_mul(vi a, vi b) { return a * b; }
static inline vf vf_add(vf a, vf b) { return a + b; }
static inline vf vf_sub(vf a, vf b) { return a - b; }
static inline vf vf_mul(vf a, vf b) { return a * b; }
static inline vf vf_div(vf a, vf b) { return a / b; }
static inline vf vf_from_int(vi a) { return __builtin_convertvector(a, vf); }
static inline vi vi_truncate(vf a) { return __builtin_convertvector(a, vi); }
static inline vb vf_less(vf a, vf b) { return a < b; }
static inline vb vi_equal(vi a, vi b) { return a == b; }
static inline vb vb_without(vb a, vb b) { return a & ~b; }
static inline vi vi_pick(vb m, vi yes, vi no) { return (yes & m) | (no & ~m); }
static inline vf vf_pick(vb m, vf yes, vf no) { return (vf)vi_pick(m, (vi)yes, (vi)no); }
#ifdef __SSE2__
static inline vf vf_twice_root(vf a) { return 2 * (vf)_mm_sqrt_ps((__m128)a); }
static inline vf vf_min(vf a, vf b) { return (vf)_mm_min_ps((__m128)a, (__m128)b); }
static inline vf vf_max(vf a, vf b) { return (vf)_mm_max_ps((__m128)a, (__m128)b); }
static inline vi vi_nearest(vf a) { return (vi)_mm_cvtps_epi32((__m128)a); }
static inline unsigned vb_bits(vb a) { return (unsigned)_mm_movemask_ps((__m128)a); }
#else
static inline vf vf_twice_root(vf a) { return 2 * (vf){sqrtf(a[0]), sqrtf(a[1]), sqrtf(a[2]), sqrtf(a[3])}; }
static inline vf vf_min(vf a, vf b) { return vf_pick(a < b, a, b); }
static inline vf vf_max(vf a, vf b) { return vf_pick(b < a, a, b); }
static inline vi vi_nearest(vf a) {
    return (vi){(int32_t)rintf(a[0]), (int32_t)rintf(a[1]), (int32_t)rintf(a[2]), (int32_t)rintf(a[3])};
}
static inline unsigned vb_bits(vb a) { return (unsigned)((a[0] & 1) | (a[1] & 2) | (a[2] & 4) | (a[3] & 8)); }
#endif

static inline vorder vorder_of(unsigned bits) { return bits; }
static inline void vi_pack(int32_t *dst, vi a, vorder o) {
    const unsigned one = o & 1, two = one + (o >> 1 & 1), three = two + (o >> 2 & 1);
    dst[0] = a[0];
    dst[one] = a[1];
    dst[two] = a[2];
    dst[three] = a[3];
}
static inline void vf_pack(float *dst, vf a, vorder o) {
    const unsigned one = o & 1, two = one + (o >> 1 & 1), three = two + (o >> 2 & 1);
    dst[0] = a[0];
    dst[one] = a[1];
    dst[two] = a[2];
    dst[three] = a[3];
}

static inline void vi_store_4(struct vi_4 *dst, vi a, vi b, vi c, vi d) {
    for (int j = 0; j < 4; j++) vi_store(dst[j].v, (vi){a[j], b[j], c[j], d[j]});
}
static inline void add_4(uint64_t *v, const struct vi_4 *p, uint64_t first) {
    v[0] += first + (uint64_t)(int64_t)p->v[0];
    for (int m = 1; m < 4; m++) v[m] += (uint64_t)(int64_t)p->v[m];
}

#endif

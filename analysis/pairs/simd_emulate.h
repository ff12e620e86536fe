/* AVX-512F on machines that lack it, for tests (`make emulate`): SIMDe, and what its version 0.7.4 leaves out.
 *
 * The bits are those of the instructions, but for the approximate reciprocal root: here 1/sqrt cut to 14 bits, as far
 * off as the instruction may be, and always to the same side. Slow.
 */
#ifndef GB_ATOMS_SIMD_EMULATE_H
#define GB_ATOMS_SIMD_EMULATE_H

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
#include <stdint.h>

typedef simde__mmask16 __mmask16;

#ifndef _mm512_cvtepi32_ps
static inline __m512 _mm512_cvtepi32_ps(__m512i a) {
    int32_t from[16];
    float to[16];
    _mm512_storeu_si512(from, a);
    for (int k = 0; k < 16; k++) to[k] = (float)from[k];
    return _mm512_loadu_ps(to);
}
#endif

#ifndef _mm512_cvtps_epi32
static inline __m512i _mm512_cvtps_epi32(__m512 a) {
    float from[16];
    int32_t to[16];
    _mm512_storeu_ps(from, a);
    for (int k = 0; k < 16; k += 4)
        _mm_storeu_si128((__m128i *)(void *)(to + k), _mm_cvtps_epi32(_mm_loadu_ps(from + k)));
    return _mm512_loadu_si512(to);
}
#endif

#ifndef _mm512_cvttps_epi32
static inline __m512i _mm512_cvttps_epi32(__m512 a) {
    float from[16];
    int32_t to[16];
    _mm512_storeu_ps(from, a);
    for (int k = 0; k < 16; k += 4)
        _mm_storeu_si128((__m128i *)(void *)(to + k), _mm_cvttps_epi32(_mm_loadu_ps(from + k)));
    return _mm512_loadu_si512(to);
}
#endif

#ifndef _mm512_rsqrt14_ps
static inline __m512 _mm512_rsqrt14_ps(__m512 a) {
    float y[16];
    _mm512_storeu_ps(y, a);
    for (int k = 0; k < 16; k += 4) {
        const __m128 exact = _mm_div_ps(_mm_set1_ps(1), _mm_sqrt_ps(_mm_loadu_ps(y + k)));
        _mm_storeu_ps(y + k, _mm_and_ps(exact, _mm_castsi128_ps(_mm_set1_epi32(~0x1ff))));
    }
    return _mm512_loadu_ps(y);
}
#endif

#endif

/* See isa.h. SIMD_EMULATED: the AVX-512 kernels are compiled without its instructions (simd_emulate.h). */
#include "pairs/isa.h"

bool pairs_isa_present(enum pairs_isa isa) {
    switch (isa) {
    case PAIRS_ISA_BEST:
    case PAIRS_ISA_PLAIN: return true;
#ifdef __x86_64__
    case PAIRS_ISA_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
#ifdef SIMD_EMULATED
    case PAIRS_ISA_AVX512: return true;
#else
    case PAIRS_ISA_AVX512: return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("popcnt");
#endif
#endif
    default: return false;
    }
}

const char *pairs_isa_name(enum pairs_isa isa) {
    static const char *const name[PAIRS_N_ISA] = {"best", "plain", "avx2", "avx512"};
    return name[isa];
}

enum pairs_isa pairs_isa_choose(enum pairs_isa isa) {
    if (isa != PAIRS_ISA_BEST) return isa;
    for (int best = PAIRS_N_ISA - 1; best > PAIRS_ISA_PLAIN; best--)
        if (pairs_isa_present((enum pairs_isa)best)) return (enum pairs_isa)best;
    return PAIRS_ISA_PLAIN;
}

/* Neighbours listed or counted, see pairs_kernel.h: the sieve (pairs_sift.h) with nothing behind it. What it cannot
 * decide in float is decided in double, about one pair in a hundred thousand. */
#include "pairs/pairs_kernel.h"

#include "pairs/pairs_sift.h"

SIMD_INLINE vf separation2(const struct pair_segment *s, struct sift_atom a, size_t at) {
    const struct sift_vector d = sift_vector(s, a, at);
    return vf_add(vf_add(vf_mul(d.x, d.x), vf_mul(d.y, d.y)), vf_mul(d.z, d.z));
}

size_t SIMD_NAME(pairs_hits)(struct pair_segment *s, uint32_t i, struct pairs_scratch *w) {
    const struct sift_cut cut = sift_cut(s->layout);
    const size_t from = sift_begin(s, i), slots = sift_slots(s, i, from, cut.box2, w->slot);
    const struct sift_atom a = sift_atom(s, i);
    const vf pair2 = vf_set(cut.pair2);
    size_t n = 0;
    for (size_t k = 0; k < slots; k++) {
        const size_t begin = (size_t)w->slot[k] * PAIRS_CHUNK;
        for (size_t at = begin; at < begin + PAIRS_CHUNK; at += SIMD_LANES) {
            const unsigned bits = vb_bits(vf_less(separation2(s, a, at), pair2));
            vi_pack(w->atom + n, vi_add(vi_set((int32_t)at), vi_iota()), vorder_of(bits));
            n += (size_t)__builtin_popcount(bits);
        }
    }
    return n;
}

/* Of the atoms in `bits`, from place `at` on, those within r_max in double. */
static uint64_t decide(const struct pair_segment *s, uint32_t i, size_t at, unsigned bits, double r2_max) {
    uint64_t n = 0;
    for (; bits; bits &= bits - 1) {
        double d[3];
        pairs_exact(s, i, (uint32_t)at + (uint32_t)__builtin_ctz(bits), d);
        n += d[0] * d[0] + d[1] * d[1] + d[2] * d[2] <= r2_max;
    }
    return n;
}

uint64_t SIMD_NAME(pairs_number)(struct pair_segment *s, struct pairs_scratch *w, double r2_max) {
    const struct sift_cut cut = sift_cut(s->layout);
    const vf above = vf_set(cut.pair2), below = vf_set(cut.within2);
    uint64_t n = 0;
    for (uint32_t i = 0; i < s->n_atoms; i++) {
        const size_t from = sift_begin(s, i), slots = sift_slots(s, i, from, cut.box2, w->slot);
        const struct sift_atom a = sift_atom(s, i);
        for (size_t k = 0; k < slots; k++) {
            const size_t begin = (size_t)w->slot[k] * PAIRS_CHUNK;
            for (size_t at = begin; at < begin + PAIRS_CHUNK; at += SIMD_LANES) {
                const vf r2 = separation2(s, a, at);
                const unsigned sure = vb_bits(vf_less(r2, below)), hits = vb_bits(vf_less(r2, above));
                n += (uint64_t)__builtin_popcount(sure);
                if (__builtin_expect(sure != hits, 0)) n += decide(s, i, at, hits & ~sure, r2_max);
            }
        }
    }
    return n;
}

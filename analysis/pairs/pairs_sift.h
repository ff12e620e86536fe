/* The sieve of the pair kernels: which atoms of a segment are within r_max of one atom. Included by kernels only, after
 * pairs/simd.h, once for each instruction set.
 *
 *   1. slots whose boxes the sphere does not touch are left out, SIMD_LANES boxes at a time
 *   2. of the rest, differences are taken in integers (exact), made floats and squared; hits are packed
 *
 * The sieve lets through a little more than r < r_max (rounding of float, and of q): `cut2`; whoever uses the hits
 * decides in double where it matters. In a glass about 1.8 candidates are looked at for each hit.
 */
#ifndef GB_ATOMS_PAIRS_SIFT_H
#define GB_ATOMS_PAIRS_SIFT_H

#include "pairs/pairs_near.h"
#include "pairs/simd.h"

/* Squares in quanta. At or beyond box2 a slot's box is out of reach beyond all doubt (float rounds 2^31 by 64 and the
 * boxes are widened by 128), at or beyond pair2 a pair is (five roundings of 2^-24 in r^2, taken as 16.8; 3.5 quanta,
 * taken as 4: PDF_T_ERROR counts on no more); below within2 a pair is inside beyond all doubt. */
struct sift_cut {
    float box2, pair2, within2;
};
static inline struct sift_cut sift_cut(const struct pair_layout *l) {
    const double r = l->r_max * l->scale, box = r + 512, pair = r + 4, within = r > 4 ? r - 4 : 0;
    return (struct sift_cut){(float)(box * box * (1 + 1e-6)), (float)(pair * pair * (1 + 1e-6)),
                             (float)(within * within * (1 - 1e-6))};
}

/* Slots from `from` on that can hold hits of atom i; at list[0..n), which has room for all slots and SIMD_LANES more.
 */
SIMD_INLINE size_t sift_slots(const struct pair_segment *s, uint32_t i, size_t from, float box2, int32_t *list) {
    const vf x = vf_set((float)s->i[0][i]), y = vf_set((float)s->i[1][i]), z = vf_set((float)s->i[2][i]);
    const vf zero = vf_set(0), cut = vf_set(box2);
    size_t n = 0;
    for (size_t k = from - from % SIMD_LANES; k < s->n_slots; k += SIMD_LANES) {
        const vf dx = vf_max(vf_max(vf_sub(vf_load(s->lo[0] + k), x), vf_sub(x, vf_load(s->hi[0] + k))), zero);
        const vf dy = vf_max(vf_max(vf_sub(vf_load(s->lo[1] + k), y), vf_sub(y, vf_load(s->hi[1] + k))), zero);
        const vf dz = vf_max(vf_max(vf_sub(vf_load(s->lo[2] + k), z), vf_sub(z, vf_load(s->hi[2] + k))), zero);
        const vf d2 = vf_add(vf_add(vf_mul(dx, dx), vf_mul(dy, dy)), vf_mul(dz, dz));
        unsigned bits = vb_bits(vf_less(d2, cut));
        if (k < from) bits &= ~0u << (from - k);
        vi_pack(list + n, vi_add(vi_set((int32_t)k), vi_iota()), vorder_of(bits));
        n += (size_t)__builtin_popcount(bits);
    }
    return n;
}

/* Own atom i of a segment is about to be sifted: the first slot to look at. From now on it is no partner of its own
 * block's atoms, so that each pair within the block is met once. */
SIMD_INLINE size_t sift_begin(struct pair_segment *s, uint32_t i) {
    if (!s->own) return 0;
    s->j[0][s->place[i]] = s->far;
    return s->place[i] / PAIRS_CHUNK;
}

/* SIMD_LANES separations from atom i, in quanta. */
struct sift_vector {
    vf x, y, z;
};
struct sift_atom {
    vi x, y, z;
};
SIMD_INLINE struct sift_atom sift_atom(const struct pair_segment *s, uint32_t i) {
    return (struct sift_atom){vi_set(s->i[0][i]), vi_set(s->i[1][i]), vi_set(s->i[2][i])};
}
SIMD_INLINE struct sift_vector sift_vector(const struct pair_segment *s, struct sift_atom a, size_t at) {
    return (struct sift_vector){vf_from_int(vi_sub(vi_load(s->j[0] + at), a.x)),
                                vf_from_int(vi_sub(vi_load(s->j[1] + at), a.y)),
                                vf_from_int(vi_sub(vi_load(s->j[2] + at), a.z))};
}

#endif

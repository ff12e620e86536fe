/* The inner loop of the pair sums (pdf_work.h), compiled once for each instruction set.
 *
 * Memory. The layout (pairs/pairs_layout.h) and a block's surroundings (pairs/pairs_near.h) make the pairs local: 64
 * atoms meet copies of some thousand neighbours that stay in the cache, without images and in integers. Chunks of 16
 * atoms are cubes of 2.5 atomic distances; with the sieve (pairs/pairs_sift.h) 1.8 candidates are looked at for each
 * pair inside.
 *
 * Three loops. (1) sift_pairs packs the squares (for all axes: the components) of those inside, one behind the other,
 * into a buffer that stays in the first cache level; (2) find_cells makes of each its bin and its weights, no lane
 * idle; (3) drain adds them to the histogram, one 64-bit addition a pair for the count and the sum of P2 together.
 * There is one histogram a thread and no conflict to avoid in it, since its additions are scalar: private histograms
 * for each lane, with gather and scatter, cost more than they save, and two copies taken in turn do, too.
 *
 * Bins. t = r/dr in float is off by at most PDF_T_ERROR t: 3 coordinates made floats, their squares, two sums, 5 u of
 * r^2, 2.5 u of r, u = 2^-24; reciprocal root of 12 bits after one Newton step 3.4 u, its own rounding 4.2 u; the scale
 * 2 u; the rounding of positions to quanta 2 u at 2^25 quanta, closer pairs being left to double anyway: 14.1 u, taken
 * as 20. Pairs that fall into two bins when t is taken less and more by that, two in a thousand at 1000 bins, go to
 * pdf_exact_pair, which decides as pairs_visit_brute does; so does what the sieve lets through beyond r_max:
 * at most 8.4 u too far (sift_cut), it cannot look like a sure bin n, which would be another row's first.
 * Beyond about 1e5 bins most pairs do, and so in a cluster far smaller than r_max: still exact, as slow as double is.
 *
 * Weights. m = min(c^2, 1 - c^2) is a quotient of floats that IEEE rounds (for all axes, a product with such a
 * reciprocal): unbiased, which an approximate reciprocal would not be (2e-8 a pair adds up: 1e-2 in a bin of a million
 * pairs, whose noise is 500). P2 and P4 are written with m because it halves the errors where they are largest, along
 * the axis. Pairs closer than 2^25 quanta (1 A at r_max = 20 A), of which quanta would turn the direction by more than
 * 1e-7, are weighed in double. What remains, for one pair: rms 3.2e-8 (P2) and 3.6e-8 (P4), of which the last rounding,
 * to 2^-25, is 0.9e-8; 3e-7 at the most that was seen, 5e-7 if all roundings worked together. In a glass they are
 * independent and 2e-7 sqrt(count) is more than 5 sigma of a bin's sum. Where separations repeat, in a crystal or among
 * the images of one atom, they are alike and add up: 3e-7 count.
 *
 * Sums. Word 0 holds 19 bits of count above 45 bits of sum: |sum| < 2^44 as long as fewer than 2^19 pairs are in it.
 * Before that (PDF_MOST; less a buffer, since words may hold the exact cells of one that is not yet counted) all are
 * read out into 64-bit counts and sums: 1000 bins in 2 us, for every 500 000 pairs. What a pair adds is settled by the
 * layout, which alone decides which block meets it, and integer additions commute: whatever thread takes a block, and
 * in whatever order, the sums are the same. So the order is free, and the bits are fixed.
 *
 * Rows. All three axes take 5 words a bin (8 with P4): P2 about y is minus the other two.
 * By species, a row of bins for each ordered pair of species, folded at the end.
 *
 * Cost, relative to l = 0, 2 about one axis: 1.2 with l = 4, 1.25 with l = 4 and two species, 1.55 for all three axes,
 * 0.4 for the sieve alone; 25 instructions a pair with AVX2. make bench measures it.
 */
#include "pdf/pdf_kernel.h"

#include "pairs/pairs_sift.h"
#include "pdf/pdf_exact.h"

struct constants {
    vf low, high, close2; /* half the bins a quantum, less and more by PDF_T_ERROR */
    vi bins;
};

SIMD_INLINE struct constants constants_of(const struct pdf_work *w) {
    const double half = 0.5 * w->bins_per_quantum;
    return (struct constants){.low = vf_set((float)(half * (1 - PDF_T_ERROR))),
                              .high = vf_set((float)(half * (1 + PDF_T_ERROR))),
                              .close2 = vf_set(w->close2),
                              .bins = vi_set((int32_t)w->grid.n)};
}

/* P2 and P4 of c^2 in units of 2^-25, from m, the smaller of c^2 and 1 - c^2, and which it is. */
SIMD_INLINE vi weight2(vf m, vb cosine) {
    const float unit = (float)(1 << PDF_UNIT_BITS);
    const vf p0 = vf_pick(cosine, vf_set(-0.5f * unit), vf_set(unit)),
             p1 = vf_pick(cosine, vf_set(1.5f * unit), vf_set(-1.5f * unit));
    return vi_nearest(vf_add(p0, vf_mul(p1, m)));
}
SIMD_INLINE vi weight4(vf m, vb cosine) { /* about the middle of m's range, where the terms are smallest */
    const float unit = (float)(1 << PDF_UNIT_BITS);
    const vf u = vf_sub(m, vf_set(0.25f)), p0 = vf_pick(cosine, vf_set(-0.2890625f * unit), vf_set(0.0234375f * unit)),
             p1 = vf_pick(cosine, vf_set(-1.5625f * unit), vf_set(-2.8125f * unit));
    return vi_nearest(vf_add(p0, vf_mul(u, vf_add(p1, vf_mul(vf_set(4.375f * unit), u)))));
}

SIMD_INLINE vf one_axis(struct pdf_hits *h, size_t at, bool p2, bool p4) {
    const vf b = vf_load(h->x + at), a = vf_load(h->z + at), r2 = vf_add(b, a);
    if (!p2) return r2;
    const vf m = vf_div(vf_min(a, b), r2);
    const vb cosine = vf_less(a, b);
    vi_store(h->p[PDF_W_P2Z] + at, weight2(m, cosine));
    if (p4) vi_store(h->p[PDF_W_P4] + at, weight4(m, cosine));
    return r2;
}

/* Squares a along an axis and b across it. */
struct about {
    vf m;
    vb cosine;
};
SIMD_INLINE struct about about(vf a, vf b, vf inverse) {
    return (struct about){vf_mul(vf_min(a, b), inverse), vf_less(a, b)};
}

SIMD_INLINE vf all_axes(struct pdf_hits *h, size_t at, bool p4) {
    const vf x = vf_load(h->x + at), y = vf_load(h->y + at), z = vf_load(h->z + at);
    const vf xx = vf_mul(x, x), yy = vf_mul(y, y), zz = vf_mul(z, z), xx_yy = vf_add(xx, yy);
    const vf r2 = vf_add(xx_yy, zz), inverse = vf_div(vf_set(1), r2);
    const vf root3 = vf_mul(vf_set(1.7320508f * (float)(1 << PDF_UNIT_BITS)), inverse);
    const struct about ax = about(xx, vf_add(yy, zz), inverse), az = about(zz, xx_yy, inverse);
    vi_store_4(&h->four[0][at], weight2(az.m, az.cosine), weight2(ax.m, ax.cosine),
               vi_nearest(vf_mul(vf_mul(x, y), root3)), vi_nearest(vf_mul(vf_mul(x, z), root3)));
    const vi yz = vi_nearest(vf_mul(vf_mul(y, z), root3));
    if (!p4) {
        vi_store(h->p[0] + at, yz);
        return r2;
    }
    const struct about ay = about(yy, vf_add(xx, zz), inverse);
    vi_store_4(&h->four[1][at], yz, weight4(ax.m, ax.cosine), weight4(ay.m, ay.cosine), weight4(az.m, az.cosine));
    return r2;
}

#define ALL(h) ((h) == PDF_ALL_P2 || (h) == PDF_ALL_P2_P4)
#define P4(h) ((h) == PDF_P2_P4 || (h) == PDF_ALL_P2_P4)

SIMD_INLINE size_t n_words(enum pdf_harmonics harmonics) {
    return harmonics == PDF_ALL_P2_P4 ? 8 : harmonics == PDF_ALL_P2 ? 5 : harmonics == PDF_P2_P4 ? 2 : 1;
}

/* The cells of gathered hits; those near an edge of a bin, and pairs so close that quanta show, are decided in double.
 */
SIMD_INLINE void find_cells(struct pdf_work *w, const struct pair_segment *s, enum pdf_harmonics harmonics,
                            bool partials) {
    struct pdf_hits *h = &w->hits;
    const struct constants c = constants_of(w);
    const size_t n = h->n;
    for (size_t at = 0; at < n; at += SIMD_LANES) {
        const vf r2 =
            ALL(harmonics) ? all_axes(h, at, P4(harmonics)) : one_axis(h, at, harmonics != PDF_COUNT, P4(harmonics));
        const vf twice = vf_twice_root(r2);
        const vi k = vi_truncate(vf_mul(twice, c.low)), same = vi_truncate(vf_mul(twice, c.high));
        vi_store(h->cell + at, partials ? vi_add(k, vi_mul(vi_load(h->row + at), c.bins)) : k);
        const vb sure = vb_without(vi_equal(k, same), vf_less(r2, c.close2));
        for (unsigned bits = SIMD_ALL & ~vb_bits(sure); __builtin_expect(bits != 0, 0); bits &= bits - 1) {
            const size_t p = at + (size_t)__builtin_ctz(bits);
            if (p < n) pdf_exact_pair(w, s, p);
        }
    }
}

/* Gathered hits to the histogram. */
SIMD_INLINE void drain(struct pdf_work *w, const struct pair_segment *s, enum pdf_harmonics harmonics, bool partials) {
    struct pdf_hits *h = &w->hits;
    const size_t n = h->n, words = n_words(harmonics);
    find_cells(w, s, harmonics, partials);
    if (w->pending + n > PDF_MOST) pdf_read_out(w);
    w->pending += n;
    const uint64_t one = (uint64_t)1 << PDF_SUM_BITS;
    uint64_t *restrict word = w->word;
    const int32_t *restrict cell = h->cell;
#pragma GCC unroll 8
    for (size_t p = 0; p < n; p++) {
        uint64_t *v = word + (size_t)(uint32_t)cell[p] * words;
        if (ALL(harmonics)) {
            add_4(v, &h->four[0][p], one);
            if (P4(harmonics))
                add_4(v + 4, &h->four[1][p], 0);
            else
                v[4] += (uint64_t)(int64_t)h->p[0][p];
        } else {
            v[0] += harmonics == PDF_COUNT ? one : one + (uint64_t)(int64_t)h->p[0][p];
            if (P4(harmonics)) v[1] += (uint64_t)(int64_t)h->p[1][p];
        }
    }
    h->n = 0;
    h->n_from = 0;
}

/* One atom against a list of slots. */
SIMD_INLINE void sift_pairs(struct pdf_work *w, const struct pair_segment *s, uint32_t i, const int32_t *list,
                            size_t n_list, vf cut, enum pdf_harmonics harmonics, bool partials) {
    struct pdf_hits *h = &w->hits;
    const struct sift_atom a = sift_atom(s, i);
    const vi row = vi_set((int32_t)s->type[i] * w->n_types);
    size_t n = h->n, n_from = h->n_from;
    for (size_t k = 0; k < n_list; k++) {
        const size_t slot = (size_t)list[k], begin = slot * PAIRS_CHUNK, before = n;
        unsigned who = 0;
        for (size_t m = 0; m < PAIRS_CHUNK; m += SIMD_LANES) {
            const size_t at = begin + m;
            const struct sift_vector d = sift_vector(s, a, at);
            const vf xx = vf_mul(d.x, d.x), yy = vf_mul(d.y, d.y), zz = vf_mul(d.z, d.z), b = vf_add(xx, yy);
            const unsigned bits = vb_bits(vf_less(vf_add(b, zz), cut));
            const vorder order = vorder_of(bits);
            vf_pack(h->x + n, ALL(harmonics) ? d.x : b, order);
            if (ALL(harmonics)) vf_pack(h->y + n, d.y, order);
            vf_pack(h->z + n, ALL(harmonics) ? d.z : zz, order);
            if (partials) vi_pack(h->row + n, vi_add(vi_load(s->j_type + at), row), order);
            n += (size_t)__builtin_popcount(bits);
            who |= bits << m;
        }
        h->from[n_from] = (uint64_t)before << 32 | slot << 22 | (uint64_t)i << 16 | who;
        n_from += n > before;
    }
    h->n = n;
    h->n_from = n_from;
}

SIMD_INLINE void segment(struct pair_segment *s, struct pdf_work *w, enum pdf_harmonics harmonics, bool partials) {
    const struct sift_cut cut = sift_cut(s->layout);
    const vf pair2 = vf_set(cut.pair2);
    struct pdf_hits *h = &w->hits;
    for (uint32_t i = 0; i < s->n_atoms; i++) {
        const size_t from = sift_begin(s, i), n = sift_slots(s, i, from, cut.box2, w->list);
        for (size_t done = 0; done < n;) {
            size_t some = (PDF_HITS - SIMD_LANES - h->n) / PAIRS_CHUNK;
            if (some == 0) {
                drain(w, s, harmonics, partials);
                continue;
            }
            if (some > n - done) some = n - done;
            sift_pairs(w, s, i, w->list + done, some, pair2, harmonics, partials);
            done += some;
        }
    }
    drain(w, s, harmonics, partials); /* ids are the segment's */
}

void SIMD_NAME(pdf_kernel)(struct pair_segment *s, struct pdf_work *w) {
    switch (w->harmonics * 2 + w->partials) {
    case PDF_COUNT * 2: segment(s, w, PDF_COUNT, false); break;
    case PDF_COUNT * 2 + 1: segment(s, w, PDF_COUNT, true); break;
    case PDF_P2 * 2: segment(s, w, PDF_P2, false); break;
    case PDF_P2 * 2 + 1: segment(s, w, PDF_P2, true); break;
    case PDF_P2_P4 * 2: segment(s, w, PDF_P2_P4, false); break;
    case PDF_P2_P4 * 2 + 1: segment(s, w, PDF_P2_P4, true); break;
    case PDF_ALL_P2 * 2: segment(s, w, PDF_ALL_P2, false); break;
    case PDF_ALL_P2 * 2 + 1: segment(s, w, PDF_ALL_P2, true); break;
    case PDF_ALL_P2_P4 * 2: segment(s, w, PDF_ALL_P2_P4, false); break;
    case PDF_ALL_P2_P4 * 2 + 1: segment(s, w, PDF_ALL_P2_P4, true); break;
    default: break;
    }
}

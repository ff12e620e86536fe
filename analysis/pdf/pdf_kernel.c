/* The inner loop of the pair sums (pdf_kernel.h), compiled once for each instruction set.
 * (derivation to be written) */
#include "pdf/pdf_kernel.h"

#include "atoms/pairs_sift.h"

struct constants {
    vf scale, edge, far_edge, close2;
    vi bins, nowhere;
};

SIMD_INLINE struct constants constants_of(const struct pdf_work *w) {
    return (struct constants){.scale = vf_set(w->bins_per_quantum),
                              .edge = vf_set(w->near_edge),
                              .far_edge = vf_set(1 - w->near_edge),
                              .close2 = vf_set(w->close2),
                              .bins = vi_set((int32_t)w->grid.n),
                              .nowhere = vi_set((int32_t)w->n_cells)};
}

/* P2 and P4 of c^2 = a/r2, in units of 2^-25; b = r2 - a. Written with the smaller of c^2 and s^2 = b/r2. */
SIMD_INLINE void weights(vf a, vf b, vf r2, bool p4, vi *w2, vi *w4) {
    const float unit = (float)(1 << PDF_UNIT_BITS);
    const vf m = vf_div(vf_min(a, b), r2);
    const vb cosine = vf_less(a, b);
    const vf p2_0 = vf_pick(cosine, vf_set(-0.5f * unit), vf_set(unit)),
             p2_1 = vf_pick(cosine, vf_set(1.5f * unit), vf_set(-1.5f * unit));
    *w2 = vi_nearest(vf_add(p2_0, vf_mul(p2_1, m)));
    if (!p4) return;
    /* about the middle of m's range, where the terms are smallest */
    const vf u = vf_sub(m, vf_set(0.25f));
    const vf p4_0 = vf_pick(cosine, vf_set(-0.2890625f * unit), vf_set(0.0234375f * unit)),
             p4_1 = vf_pick(cosine, vf_set(-1.5625f * unit), vf_set(-2.8125f * unit));
    *w4 = vi_nearest(vf_add(p4_0, vf_mul(u, vf_add(p4_1, vf_mul(vf_set(4.375f * unit), u)))));
}

SIMD_INLINE void one_axis(const struct pdf_hits *h, size_t at, vf *r2, struct pdf_hits *out, bool p2, bool p4) {
    const vf b = vf_load(h->x + at), a = vf_load(h->z + at);
    vi w2, w4;
    *r2 = vf_add(b, a);
    if (!p2) return;
    weights(a, b, *r2, p4, &w2, &w4);
    vi_store(out->p[PDF_W_P2Z] + at, w2);
    if (p4) vi_store(out->p[PDF_W_P4] + at, w4);
}

SIMD_INLINE void all_axes(const struct pdf_hits *h, size_t at, vf *r2, struct pdf_hits *out, bool p4) {
    const float unit = (float)(1 << PDF_UNIT_BITS);
    const vf x = vf_load(h->x + at), y = vf_load(h->y + at), z = vf_load(h->z + at);
    const vf xx = vf_mul(x, x), yy = vf_mul(y, y), zz = vf_mul(z, z), b = vf_add(xx, yy);
    *r2 = vf_add(b, zz);
    vi w2, w4;
    weights(zz, b, *r2, p4, &w2, &w4);
    vi_store(out->p[PDF_W_P2Z] + at, w2);
    if (p4) vi_store(out->p[PDF_W_P4Z] + at, w4);
    weights(xx, vf_add(yy, zz), *r2, p4, &w2, &w4);
    vi_store(out->p[PDF_W_P2X] + at, w2);
    if (p4) vi_store(out->p[PDF_W_P4X] + at, w4);
    if (p4) {
        weights(yy, vf_add(xx, zz), *r2, true, &w2, &w4);
        vi_store(out->p[PDF_W_P4Y] + at, w4);
    }
    const vf one = vf_div(vf_set(1.7320508f * unit), *r2);
    vi_store(out->p[PDF_W_XY] + at, vi_nearest(vf_mul(vf_mul(x, y), one)));
    vi_store(out->p[PDF_W_XZ] + at, vi_nearest(vf_mul(vf_mul(x, z), one)));
    vi_store(out->p[PDF_W_YZ] + at, vi_nearest(vf_mul(vf_mul(y, z), one)));
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
        vf r2;
        if (ALL(harmonics))
            all_axes(h, at, &r2, h, P4(harmonics));
        else
            one_axis(h, at, &r2, h, harmonics != PDF_COUNT, P4(harmonics));
        const vf t = vf_mul(vf_root(r2), c.scale);
        const vi k = vi_truncate(t);
        const vf f = vf_sub(t, vf_from_int(k));
        vi_store(h->cell + at, partials ? vi_add(k, vi_mul(vi_load(h->row + at), c.bins)) : k);
        const vb unsure = vb_or(vb_or(vf_less(f, c.edge), vf_less(c.far_edge, f)), vf_less(r2, c.close2));
        for (unsigned bits = vb_bits(unsure); __builtin_expect(bits != 0, 0); bits &= bits - 1) {
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
    for (size_t p = 0; p < n; p++) {
        uint64_t *v = word + (size_t)(uint32_t)cell[p] * words;
        v[0] += harmonics == PDF_COUNT ? one : one + (uint64_t)(int64_t)h->p[0][p];
        for (size_t m = 1; m < words; m++) v[m] += (uint64_t)(int64_t)h->p[m][p];
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

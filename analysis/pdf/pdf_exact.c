/* What the kernel of the pair sums leaves to double, see pdf_exact.h. */
#include "pdf/pdf_exact.h"

#include <math.h>
#include <string.h>

static double p2(double c2) { return 1.5 * c2 - 0.5; }
static double p4(double c2) { return (35 * c2 * c2 - 30 * c2 + 3) / 8; }

/* Own atom and atom of the segment of hit p. */
static void whose(const struct pdf_hits *h, size_t p, uint32_t *i, uint32_t *j) {
    size_t lo = 0, hi = h->n_from; /* the last with first hit <= p */
    while (hi - lo > 1) {
        const size_t mid = lo + (hi - lo) / 2;
        if (h->from[mid] >> 32 <= p)
            lo = mid;
        else
            hi = mid;
    }
    unsigned who = (unsigned)(h->from[lo] & 0xffff);
    for (size_t skip = p - (h->from[lo] >> 32); skip > 0; skip--) who &= who - 1;
    *i = (uint32_t)(h->from[lo] >> 16 & 0x3f);
    *j = (uint32_t)(h->from[lo] >> 22 & 0x3ff) * PAIRS_CHUNK + (uint32_t)__builtin_ctz(who);
}

/* Weights of a separation d in the box's frame. */
static void weigh(const struct pdf_work *w, const struct pair_segment *s, const double d[3], double p[PDF_MAX_WORDS]) {
    const double(*f)[3] = s->layout->frame;
    double e[3], q2 = 0;
    for (int m = 0; m < 3; m++) {
        e[m] = f[m][0] * d[0] + f[m][1] * d[1] + f[m][2] * d[2];
        q2 += e[m] * e[m];
    }
    for (int m = 0; m < PDF_MAX_WORDS; m++) p[m] = 0;
    if (!(q2 > 0)) return; /* atoms on one point have no direction: the angular average, 0 */
    p[PDF_W_P2Z] = p2(e[2] * e[2] / q2);
    if (w->harmonics == PDF_P2_P4) {
        p[PDF_W_P4] = p4(e[2] * e[2] / q2);
        return;
    }
    p[PDF_W_P2X] = p2(e[0] * e[0] / q2);
    p[PDF_W_XY] = sqrt(3) * e[0] * e[1] / q2;
    p[PDF_W_XZ] = sqrt(3) * e[0] * e[2] / q2;
    p[PDF_W_YZ] = sqrt(3) * e[1] * e[2] / q2;
    p[PDF_W_P4X] = p4(e[0] * e[0] / q2);
    p[PDF_W_P4Y] = p4(e[1] * e[1] / q2);
    p[PDF_W_P4Z] = p4(e[2] * e[2] / q2);
}

/* r^2 of hit p in quanta, as the kernel has it: so that which weights are taken depends on the pair alone. */
static float hit_r2(const struct pdf_work *w, size_t p) {
    const float x = w->hits.x[p], y = w->hits.y[p], z = w->hits.z[p];
    if (w->harmonics == PDF_ALL_P2 || w->harmonics == PDF_ALL_P2_P4) return x * x + y * y + z * z;
    return x + z;
}

/* Where the kernel has word m of hit p. */
static int32_t *weight_of(struct pdf_work *w, size_t m, size_t p) {
    if (w->harmonics == PDF_P2 || w->harmonics == PDF_P2_P4) return &w->hits.p[m][p];
    if (w->harmonics == PDF_ALL_P2 && m == PDF_W_YZ) return &w->hits.p[0][p];
    return &w->hits.four[m / 4][p].v[m % 4];
}

/* The bin of a pair, grid.n beyond the last. Integers settle it unless an edge is within their own rounding: only then
 * are the positions fetched, which are seldom in the cache. */
static size_t bin_of(const struct pdf_work *w, const struct pair_segment *s, uint32_t i, uint32_t j) {
    double d[3];
    pairs_quanta(s, i, j, d);
    const double t = sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]) * w->bins_per_quantum, k = floor(t);
    const double slack = 2 * sqrt(3) * PAIRS_Q_ERROR * w->bins_per_quantum + 1e-12 * t;
    if (t - k > slack && k + 1 - t > slack && k < (double)w->grid.n) return (size_t)k;
    pairs_exact(s, i, j, d);
    const double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    return r2 <= w->r2_max ? pdf_bin(w->grid, sqrt(r2)) : w->grid.n;
}

void pdf_exact_pair(struct pdf_work *w, const struct pair_segment *s, size_t p) {
    uint32_t i, j;
    whose(&w->hits, p, &i, &j);
    const size_t k = bin_of(w, s, i, j);
    const size_t row = w->partials ? (size_t)s->type[i] * (size_t)w->n_types + (size_t)s->j_type[j] : 0;
    w->hits.cell[p] = (int32_t)(k < w->grid.n ? row * w->grid.n + k : w->n_cells);
    if (w->harmonics == PDF_COUNT || !(hit_r2(w, p) < w->close2)) return;
    double d[3], weight[PDF_MAX_WORDS];
    pairs_exact(s, i, j, d);
    weigh(w, s, d, weight);
    for (size_t m = 0; m < w->n_words; m++) *weight_of(w, m, p) = (int32_t)llrint(ldexp(weight[m], PDF_UNIT_BITS));
}

void pdf_read_out(struct pdf_work *w) {
    for (size_t k = 0; k < w->n_cells; k++) {
        const uint64_t *v = w->word + k * w->n_words;
        if (v[0] == 0) continue; /* no pair: 2^45 outweighs any sum */
        /* The sum is the low bits, signed; what is above them, the count less what the sum borrowed. */
        const int64_t sum = (int64_t)(v[0] << (64 - PDF_SUM_BITS)) >> (64 - PDF_SUM_BITS);
        w->count[k] += (v[0] - (uint64_t)sum) >> PDF_SUM_BITS;
        w->sum[k * w->n_words] += sum;
        for (size_t m = 1; m < w->n_words; m++) w->sum[k * w->n_words + m] += (int64_t)v[m];
    }
    memset(w->word, 0, (w->n_cells + 1) * w->n_words * sizeof *w->word);
    w->pending = 0;
}

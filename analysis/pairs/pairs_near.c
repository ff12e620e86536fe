/* Collecting a block's surroundings, see pairs_near.h.
 *
 * Each unordered pair of images once: a row (oy, oz) of columns away from the block's stands for its opposite too, so
 * that a block takes all images of all chunks in the rows of one half plane; in its own column it takes the chunks
 * behind itself, and of its column's images along x those on one side. Chunks whose boxes are beyond r_max of the
 * block's box are left out. Cost: a tenth of what the pairs take, for r_max = 20 A.
 */
#include "pairs/pairs_near.h"

#include <math.h>
#include <string.h>

struct near {
    struct pair_segment *s;
    const struct pair_layout *l;
    const struct pair_block *b;
    int64_t lo[3], hi[3], mid[3]; /* of the block, in q */
    double reach2;                /* r_max^2 in q, with room for rounding */
    pair_segment_fn *fn;
    void *ctx;
};

/* Copies chunk k, moved by q quanta, into the next slot. */
static void copy_chunk(struct near *w, uint32_t k, const int64_t move[3], const double shift[3]) {
    struct pair_segment *s = w->s;
    const struct pair_layout *l = w->l;
    const struct pair_chunk *c = &l->chunk[k];
    const size_t slot = s->n_slots++, at = slot * PAIRS_CHUNK;
    for (int d = 0; d < 3; d++) {
        const int32_t from = (int32_t)(c->lo[d] + move[d] - w->mid[d]), *restrict q = l->q[d] + c->first;
        int32_t *restrict j = s->j[d] + at;
        for (int m = 0; m < PAIRS_CHUNK; m++) j[m] = (int32_t)((uint32_t)q[m] + (uint32_t)from);
        s->lo[d][slot] = (float)from - 128;
        s->hi[d][slot] = (float)(from + c->size[d]) + 128;
    }
    for (uint32_t m = c->n; m < PAIRS_CHUNK; m++) s->j[0][at + m] = s->far;
    const uint16_t *restrict type = l->type + c->first;
    int32_t *restrict j_type = s->j_type + at;
    for (int m = 0; m < PAIRS_CHUNK; m++) j_type[m] = type[m];
    s->chunk[slot] = k;
    memcpy(s->shift[slot], shift, 3 * sizeof *shift);
}

static void hand_over(struct near *w) {
    struct pair_segment *s = w->s;
    for (size_t k = s->n_slots; k % PAIRS_CHUNK != 0; k++) s->lo[0][k] = s->hi[0][k] = (float)s->far;
    if (s->n_slots) w->fn(s, w->ctx);
    s->n_slots = 0;
    s->own = false;
}

/* An image's edges in quanta, below and beyond the point; of the latter 21 bits. */
struct edges {
    int64_t whole[3];
    uint64_t part[3];
};

/* The edges as chunk k sees them. Rounded to nearest they would move all pairs across a face by one and the same part
 * of a quantum, and sums of 1e7 pairs by more than all other roundings. So they are rounded up or down by chance, which
 * is the same for each block and chunk; whole ones stay what they are. */
static void round_edges(const struct near *w, uint32_t k, const struct edges *e, int64_t move[3]) {
    uint64_t h = ((uint64_t)w->b->first << 32 | k) * UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
    h ^= h >> 32;
    for (int d = 0; d < 3; d++) move[d] = e->whole[d] + (int64_t)((e->part[d] + (h >> 21 * d & 0x1fffff)) >> 21);
}

static void add_chunk(struct near *w, uint32_t k, const struct edges *e, const double shift[3]) {
    const struct pair_chunk *c = &w->l->chunk[k];
    int64_t move[3];
    double d2 = 0;
    round_edges(w, k, e, move);
    for (int d = 0; d < 3; d++) {
        const int64_t lo = c->lo[d] + move[d], above = lo - w->hi[d], below = w->lo[d] - lo - c->size[d];
        const double gap = (double)(above > below ? above : below);
        if (gap > 0) d2 += gap * gap;
    }
    if (d2 > w->reach2) return;
    if (w->s->n_slots == PAIRS_SLOTS) hand_over(w);
    copy_chunk(w, k, move, shift);
}

/* The first of chunks begin..end with x_hi >= x. */
static uint32_t first_chunk(const struct pair_chunk *chunk, uint32_t begin, uint32_t end, double x) {
    while (begin < end) {
        const uint32_t mid = begin + (end - begin) / 2;
        if (chunk[mid].x_hi < x)
            begin = mid + 1;
        else
            end = mid;
    }
    return begin;
}

/* Chunks begin..end of one column shifted by (nx, ny, nz) edges, between x_lo and x_hi. */
static void add_chunks(struct near *w, uint32_t begin, uint32_t end, const double image[3], double x_lo, double x_hi) {
    const struct pair_layout *l = w->l;
    double shift[3];
    struct edges edges;
    pair_shift(&l->box, image[0], image[1], image[2], shift);
    for (int d = 0; d < 3; d++) {
        const double q = l->scale * (l->frame[d][0] * shift[0] + l->frame[d][1] * shift[1] + l->frame[d][2] * shift[2]);
        edges.whole[d] = (int64_t)floor(q);
        edges.part[d] = (uint64_t)((q - floor(q)) * 0x1p21);
    }
    for (uint32_t k = first_chunk(l->chunk, begin, end, x_lo - shift[0]);
         k < end && l->chunk[k].x_lo + shift[0] <= x_hi; k++)
        add_chunk(w, k, &edges, shift);
}

static void add_row(struct near *w, const struct pair_row *row) {
    const struct pair_layout *l = w->l;
    const double ny = (double)l->n_columns[0], nz = (double)l->n_columns[1], xx = l->box.h[0][0];
    const double y = (double)(w->b->column % (uint32_t)l->n_columns[0]) + row->oy,
                 z = (double)(w->b->column / (uint32_t)l->n_columns[0]) + row->oz;
    double image[3] = {0, floor(y / ny), floor(z / nz)};
    const size_t column = (size_t)((z - image[2] * nz) * ny + (y - image[1] * ny));
    uint32_t begin = l->column_start[column], end = l->column_start[column + 1];
    if (begin == end) return;
    const struct pair_chunk *c = l->chunk, *own = c + w->b->first;
    const double x_lo = own[0].x_lo - row->reach, x_hi = own[w->b->n - 1].x_hi + row->reach;
    double shift[3];
    pair_shift(&l->box, 0, image[1], image[2], shift);
    const bool itself = row->oy == 0 && row->oz == 0;
    const double last = floor((x_hi - c[begin].x_lo - shift[0]) / xx * (1 + 1e-12) + 1e-9);
    double nx = ceil((x_lo - c[end - 1].x_hi - shift[0]) / xx * (1 - 1e-12) - 1e-9);
    if (itself) nx = 0;
    for (; nx <= last; nx++) {
        image[0] = nx;
        add_chunks(w, itself && nx == 0 ? w->b->first + w->b->n : begin, end, image, x_lo, x_hi);
    }
}

/* The block's own atoms, and its chunks as the first slots. */
static void begin_block(struct near *w) {
    struct pair_segment *s = w->s;
    const struct pair_layout *l = w->l;
    const struct pair_chunk *c = l->chunk + w->b->first, *end = c + w->b->n;
    for (int d = 0; d < 3; d++) {
        w->lo[d] = c->lo[d];
        w->hi[d] = c->lo[d] + c->size[d];
        for (const struct pair_chunk *k = c + 1; k < end; k++) {
            if (k->lo[d] < w->lo[d]) w->lo[d] = k->lo[d];
            if (k->lo[d] + k->size[d] > w->hi[d]) w->hi[d] = k->lo[d] + k->size[d];
        }
        w->mid[d] = w->lo[d] + (w->hi[d] - w->lo[d]) / 2;
    }
    s->layout = l;
    s->first = c->first;
    s->n_slots = 0;
    s->n_atoms = 0;
    s->own = true;
    s->far = (int32_t)(PAIRS_LIMIT - (w->hi[0] - w->mid[0]));
    const int64_t still[3] = {0};
    const double no_shift[3] = {0};
    for (uint32_t k = 0; k < w->b->n; k++) {
        for (uint32_t m = 0; m < c[k].n; m++) {
            const uint32_t a = s->n_atoms++;
            for (int d = 0; d < 3; d++) s->i[d][a] = (int32_t)(l->q[d][c[k].first + m] + c[k].lo[d] - w->mid[d]);
            s->type[a] = l->type[c[k].first + m];
            s->place[a] = (uint16_t)(k * PAIRS_CHUNK + m);
        }
        copy_chunk(w, w->b->first + k, still, no_shift);
    }
}

void pairs_near(struct pair_segment *s, const struct pair_layout *l, size_t block, pair_segment_fn *fn, void *ctx) {
    struct near w = {.s = s, .l = l, .b = &l->block[block], .fn = fn, .ctx = ctx};
    const double reach = l->r_max * l->scale * (1 + 1e-9) + 8;
    w.reach2 = reach * reach;
    begin_block(&w);
    for (size_t k = 0; k < l->n_rows; k++) add_row(&w, &l->row[k]);
    hand_over(&w);
}

void pairs_quanta(const struct pair_segment *s, uint32_t i, uint32_t j, double d[3]) {
    const struct pair_chunk *c = &s->layout->chunk[s->chunk[j / PAIRS_CHUNK]];
    const size_t own = c->first + j % PAIRS_CHUNK - s->first; /* its number in the block: there j is overwritten */
    const bool block = s->own && own < s->n_atoms && j < PAIRS_BLOCK && s->place[own] == j;
    for (int k = 0; k < 3; k++) d[k] = (double)(block ? s->i[k][own] : s->j[k][j]) - (double)s->i[k][i];
}

void pairs_exact(const struct pair_segment *s, uint32_t i, uint32_t j, double d[3]) {
    const struct pair_layout *l = s->layout;
    const uint32_t slot = j / PAIRS_CHUNK;
    const double *xi = l->x + 3 * (size_t)(s->first + i),
                 *xj = l->x + 3 * (size_t)(l->chunk[s->chunk[slot]].first + j % PAIRS_CHUNK), *shift = s->shift[slot];
    for (int k = 0; k < 3; k++) d[k] = (xj[k] - xi[k]) + shift[k];
}

/* Sorting atoms into columns, chunks and blocks, see pairs_layout.h.
 *
 * Width of a column: 16 atoms make a cube, (16/rho)^(1/3), 2.5 atomic distances. Larger chunks are pruned worse (their
 * boxes reach out of the sphere), smaller ones cost more boxes to look at; 16 fill one AVX-512 vector or two of AVX2.
 * In a column atoms are sorted by 16 bits of x, by counting: finer order gains nothing, since chunks carry the box
 * around their atoms. Chunks end early where they would grow beyond half r_max, blocks beyond 1.5 r_max (a few widths,
 * where r_max is short): only in gases, where the integers would become coarse. Cost: about 0.1 us an atom, shared by
 * the threads; the result does not depend on them.
 */
#include "pairs/pairs_layout.h"

#include "base/mem.h"
#include "base/threads.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double PI = 3.14159265358979323846;
static const double SAFE = 1 + 1e-9; /* for rounding in column_of */

double pairs_largest_square(double r_max) {
    double t = r_max * r_max;
    while (sqrt(t) >= r_max) t = nextafter(t, 0);
    while (sqrt(nextafter(t, INFINITY)) < r_max) t = nextafter(t, INFINITY);
    return t;
}

int pairs_check(const struct config *c, double r_max, struct gb_error *err) {
    if (!(r_max > 0) || !isfinite(r_max))
        return gb_fail(err, GB_EINPUT, "r_max = %g; allowed: finite and more than 0", r_max);
    if (c->n >= UINT32_MAX) return gb_fail(err, GB_EINPUT, "%zu atoms; allowed for pairs: fewer than 2^32", c->n);
    double images = 1;
    for (int d = 0; d < 3; d++) images *= 2 * r_max / c->box.h[d][d] + 1;
    if (!(images <= 1e7))
        return gb_fail(err, GB_EINPUT,
                       "r_max = %g spans about %.2g periodic images of the box; allowed: 1e7 images; lower r_max",
                       r_max, images);
    const double n = (double)c->n, sphere = 4 * PI / 3 * r_max * r_max * r_max;
    const double pairs = n / 2 * (n * sphere / box_volume(&c->box) + (images > 27 ? images : 0));
    if (!(pairs <= 2e11))
        return gb_fail(err, GB_EINPUT,
                       "about %.2g pairs within r_max = %g; allowed: 2e11; lower r_max or take fewer atoms", pairs,
                       r_max);
    return GB_OK;
}

void pair_wrap(const struct box *b, double inv[3][3], const double *from, double x[3], double s[3]) {
    box_fractional(b, inv, from, s);
    memcpy(x, from, 3 * sizeof *x);
    for (int pass = 0; pass < 2; pass++) { /* the second mends the rounding of the first, for atoms far away */
        const double n[3] = {floor(s[0]), floor(s[1]), floor(s[2])};
        if (n[0] == 0 && n[1] == 0 && n[2] == 0) return;
        for (int d = 0; d < 3; d++) x[d] -= b->h[d][0] * n[0] + b->h[d][1] * n[1] + b->h[d][2] * n[2];
        box_fractional(b, inv, x, s);
    }
}

void pair_shift(const struct box *b, double nx, double ny, double nz, double shift[3]) {
    for (int d = 0; d < 3; d++) shift[d] = b->h[d][0] * nx + b->h[d][1] * ny + b->h[d][2] * nz;
}

/* ---- columns ---- */

struct builder {
    struct pair_layout *l;
    const struct config *c;
    int threads;
    double inv[3][3];
    double x_lo, x_scale; /* sorting key: (x - x_lo) x_scale, 0..65535 */
    int64_t chunk_size, block_size;
    uint32_t *column;              /* [n] of each atom */
    uint32_t *atoms;               /* [columns + 1] */
    uint32_t *n_chunks, *n_blocks; /* [columns + 1] of a column, then where they begin */
    struct chunks *made;           /* [threads] of each thread's columns, one behind the other */
};

struct chunks {
    struct pair_chunk *k;
    size_t n, cap;
};

static struct pair_chunk *next_chunk(struct chunks *c) {
    if (c->n == c->cap) c->k = gb_realloc(c->k, c->cap = c->cap ? 3 * c->cap / 2 : 1024, sizeof *c->k);
    return &c->k[c->n++];
}

static void choose_columns(struct pair_layout *l, const struct config *c) {
    double height[3];
    box_heights(&c->box, height);
    for (double size = cbrt(PAIRS_CHUNK * box_volume(&c->box) / (double)c->n);; size *= 1.3) {
        const double ny = fmax(1, floor(height[1] / size)), nz = fmax(1, floor(height[2] / size));
        if (ny * nz > (double)c->n + 8) continue;
        l->n_columns[0] = (long)ny;
        l->n_columns[1] = (long)nz;
        return;
    }
}

static uint32_t column_of(const struct pair_layout *l, const double s[3]) {
    long k[2];
    for (int d = 0; d < 2; d++) { /* rounding at a face is brought back; rows have a tolerance for it */
        k[d] = (long)floor(s[d + 1] * (double)l->n_columns[d]);
        k[d] = k[d] < 0 ? 0 : k[d] >= l->n_columns[d] ? l->n_columns[d] - 1 : k[d];
    }
    return (uint32_t)(k[1] * l->n_columns[0] + k[0]);
}

static void share_of(size_t n, int t, int threads, size_t *begin, size_t *end) {
    *begin = n / (size_t)threads * (size_t)t;
    *end = t + 1 == threads ? n : n / (size_t)threads * (size_t)(t + 1);
}

static void find_columns(int t, void *ctx) {
    struct builder *b = ctx;
    size_t begin, end;
    share_of(b->c->n, t, b->threads, &begin, &end);
    for (size_t i = begin; i < end; i++) {
        double x[3], s[3];
        pair_wrap(&b->l->box, b->inv, b->c->x + 3 * i, x, s);
        b->column[i] = column_of(b->l, s);
    }
}

/* Atoms of a column before they are sorted. */
struct unsorted {
    double x[3];
    uint32_t index, key;
};

/* By key, keeping the order of equal ones: two passes of 8 bits. */
static void sort_column(struct unsorted *a, struct unsorted *b, size_t n) {
    for (int shift = 0; shift < 16; shift += 8) {
        uint32_t at[257] = {0};
        for (size_t i = 0; i < n; i++) at[(a[i].key >> shift & 255) + 1]++;
        for (int k = 0; k < 256; k++) at[k + 1] += at[k];
        for (size_t i = 0; i < n; i++) b[at[a[i].key >> shift & 255]++] = a[i];
        struct unsorted *swap = a;
        a = b;
        b = swap;
    }
}

static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

/* The box around two boxes; false, and nothing done, where it would be larger than `limit`. */
static bool join(int64_t lo[3], int64_t hi[3], const int64_t lo2[3], const int64_t hi2[3], int64_t limit) {
    for (int d = 0; d < 3; d++)
        if (larger(hi[d], hi2[d]) - smaller(lo[d], lo2[d]) > limit) return false;
    for (int d = 0; d < 3; d++) {
        lo[d] = smaller(lo[d], lo2[d]);
        hi[d] = larger(hi[d], hi2[d]);
    }
    return true;
}

static void chunk_hi(const struct pair_chunk *k, int64_t hi[3]) {
    for (int d = 0; d < 3; d++) hi[d] = k->lo[d] + k->size[d];
}

/* Chunks of the sorted atoms first..end, added to `made`. */
static void cut_chunks(struct builder *b, const struct unsorted *a, uint32_t first, uint32_t end, struct chunks *made) {
    struct pair_layout *l = b->l;
    const size_t begin = made->n;
    double x_hi = -INFINITY;
    for (uint32_t i = first; i < end;) {
        struct pair_chunk *k = next_chunk(made);
        int64_t lo[3] = {0}, hi[3] = {0}, q[PAIRS_CHUNK][3];
        uint32_t m = 0;
        for (; m < PAIRS_CHUNK && i + m < end; m++) {
            const double *x = a[i + m - first].x;
            for (int d = 0; d < 3; d++)
                q[m][d] = llrint(l->scale * (l->frame[d][0] * x[0] + l->frame[d][1] * x[1] + l->frame[d][2] * x[2]));
            if (m == 0) {
                memcpy(lo, q[0], sizeof lo);
                memcpy(hi, q[0], sizeof hi);
            } else if (!join(lo, hi, q[m], q[m], b->chunk_size)) {
                break;
            }
        }
        *k = (struct pair_chunk){.first = i, .n = m, .x_lo = INFINITY};
        for (uint32_t p = 0; p < m; p++) {
            const struct unsorted *u = &a[i + p - first];
            for (int d = 0; d < 3; d++) l->q[d][i + p] = (int32_t)(q[p][d] - lo[d]);
            memcpy(l->x + 3 * (size_t)(i + p), u->x, sizeof u->x);
            l->index[i + p] = u->index;
            l->type[i + p] = (uint16_t)(b->c->type[u->index] - 1);
            x_hi = fmax(x_hi, u->x[0]);
        }
        for (int d = 0; d < 3; d++) {
            k->lo[d] = lo[d];
            k->size[d] = (int32_t)(hi[d] - lo[d]);
        }
        k->x_hi = x_hi;
        i += m;
    }
    double x_lo = INFINITY; /* ascending too: the least of all that follow */
    for (size_t k = made->n; k-- > begin;) {
        struct pair_chunk *chunk = &made->k[k];
        for (uint32_t p = 0; p < chunk->n; p++) x_lo = fmin(x_lo, l->x[3 * (size_t)(chunk->first + p)]);
        chunk->x_lo = x_lo;
    }
}

/* Blocks of a column's chunks; how many. Written to `block` where it is not NULL; chunk 0 is number `first`. */
static uint32_t cut_blocks(const struct builder *b, const struct pair_chunk *chunk, uint32_t n, uint32_t first,
                           uint32_t column, struct pair_block *block) {
    uint32_t blocks = 0;
    for (uint32_t k = 0; k < n;) {
        int64_t lo[3], hi[3], hi2[3];
        memcpy(lo, chunk[k].lo, sizeof lo);
        chunk_hi(&chunk[k], hi);
        uint32_t m = 1;
        for (; m < PAIRS_BLOCK_CHUNKS && k + m < n; m++) {
            chunk_hi(&chunk[k + m], hi2);
            if (!join(lo, hi, chunk[k + m].lo, hi2, b->block_size)) break;
        }
        if (block) block[blocks] = (struct pair_block){.first = first + k, .n = m, .column = column};
        blocks++;
        k += m;
    }
    return blocks;
}

static void fill_columns(int t, void *ctx) {
    struct builder *b = ctx;
    struct pair_layout *l = b->l;
    struct chunks *made = &b->made[t];
    size_t begin, end, most = 0;
    share_of((size_t)(l->n_columns[0] * l->n_columns[1]), t, b->threads, &begin, &end);
    for (size_t k = begin; k < end; k++)
        if (b->atoms[k + 1] - b->atoms[k] > most) most = b->atoms[k + 1] - b->atoms[k];
    struct unsorted *a = GB_ARRAY(2 * most + 1, struct unsorted);
    for (size_t k = begin; k < end; k++) {
        const uint32_t first = b->atoms[k], n = b->atoms[k + 1] - first;
        for (uint32_t i = 0; i < n; i++) {
            double s[3];
            a[i].index = l->index[first + i];
            pair_wrap(&l->box, b->inv, b->c->x + 3 * (size_t)a[i].index, a[i].x, s);
            a[i].key = (uint32_t)fmin(65535, fmax(0, (a[i].x[0] - b->x_lo) * b->x_scale));
        }
        sort_column(a, a + most, n);
        const size_t before = made->n;
        cut_chunks(b, a, first, first + n, made);
        b->n_chunks[k + 1] = (uint32_t)(made->n - before);
        b->n_blocks[k + 1] = cut_blocks(b, made->k + before, b->n_chunks[k + 1], 0, 0, NULL);
    }
    free(a);
}

/* ---- rows ---- */

/* The least |c + t| for |t| <= spread. */
static double gap(double c, double spread) { return fabs(c) > spread ? fabs(c) - spread : 0; }

/* Two points of columns o apart differ by H(o + t), |t| <= 1, H a column's edges; each component's range follows with
 * the others' t left free, which errs on the safe side. */
static void find_rows(struct pair_layout *l) {
    double(*e)[3] = l->box.h;
    const double yy = e[1][1] / (double)l->n_columns[0], yz = e[1][2] / (double)l->n_columns[1],
                 zz = e[2][2] / (double)l->n_columns[1];
    const double r = l->r_max * SAFE, spread_y = SAFE * (yy + fabs(yz)), spread_z = SAFE * zz;
    size_t cap = 0;
    for (double oz = 0; gap(zz * oz, spread_z) < r; oz++) {
        const double dz = gap(zz * oz, spread_z), reach = sqrt(r * r - dz * dz) + spread_y, centre = yz * oz;
        double oy = oz > 0 ? ceil((-reach - centre) / yy) : 0;
        for (const double end = floor((reach - centre) / yy); oy <= end; oy++) {
            const double dy = gap(yy * oy + centre, spread_y), w2 = r * r - dy * dy - dz * dz;
            if (w2 < 0) continue;
            if (l->n_rows == cap) l->row = gb_realloc(l->row, cap = cap ? 2 * cap : 64, sizeof *l->row);
            l->row[l->n_rows++] = (struct pair_row){.oy = oy, .oz = oz, .reach = sqrt(w2)};
        }
    }
}

/* ---- the whole ---- */

/* The sizes at which chunks and blocks are cut, and the scale that these allow: no difference within a block and its
 * reach may exceed 31 bits. Where r_max is less than a column is wide, two and six r_max. Where the box is 1e5 r_max
 * and more, quanta are no finer than 16 roundings of a coordinate: else separations in double, which decide, would be
 * off by more than the quanta's own rounding, and positions would run over 63 bits. */
static void choose_scale(struct builder *b) {
    struct pair_layout *l = b->l;
    double height[3];
    box_heights(&l->box, height);
    const double r = l->r_max, width = fmax(height[1] / (double)l->n_columns[0], height[2] / (double)l->n_columns[1]);
    const double chunk = fmin(fmax(r / 2, 1.3 * width), 2 * r), block = fmin(fmax(1.5 * r, 4.5 * width), 6 * r);
    int exponent;
    frexp((2147483648.0 - 4096) / (r + chunk + block), &exponent);
    double extent = r;
    for (int d = 0; d < 3; d++) {
        const double *h = l->box.h[d];
        extent = fmax(extent, fabs(l->box.origin[d]) + fabs(h[0]) + fabs(h[1]) + fabs(h[2]));
    }
    int finest;
    frexp(0x1p48 / extent, &finest);
    l->scale = ldexp(0.5, exponent < finest ? exponent : finest);
    b->chunk_size = (int64_t)(chunk * l->scale);
    b->block_size = (int64_t)(block * l->scale);
}

static void choose_keys(struct builder *b) {
    double(*h)[3] = b->l->box.h;
    const double lo = b->l->box.origin[0] + fmin(0, h[0][1]) + fmin(0, h[0][2]);
    const double size = h[0][0] + fabs(h[0][1]) + fabs(h[0][2]);
    b->x_lo = lo;
    b->x_scale = 65536 / size;
}

static void sums(uint32_t *a, size_t n) {
    for (size_t k = 0; k < n; k++) a[k + 1] += a[k];
}

/* Chunks to one array, blocks made; column_start. */
static void gather(struct builder *b) {
    struct pair_layout *l = b->l;
    const size_t columns = (size_t)(l->n_columns[0] * l->n_columns[1]);
    sums(b->n_chunks, columns);
    sums(b->n_blocks, columns);
    l->n_chunks = b->n_chunks[columns];
    l->n_blocks = b->n_blocks[columns];
    l->block = GB_ARRAY(l->n_blocks, struct pair_block);
    l->chunk = GB_ARRAY(l->n_chunks, struct pair_chunk);
    size_t at = 0;
    for (int t = 0; t < b->threads; t++) {
        if (b->made[t].n) memcpy(l->chunk + at, b->made[t].k, b->made[t].n * sizeof *l->chunk);
        at += b->made[t].n;
        free(b->made[t].k);
    }
    for (size_t k = 0; k < columns; k++) {
        const uint32_t first = b->n_chunks[k], n = b->n_chunks[k + 1] - first;
        cut_blocks(b, l->chunk + first, n, first, (uint32_t)k, l->block + b->n_blocks[k]);
    }
    l->column_start = b->n_chunks;
}

int pair_layout_create(struct pair_layout **out, const struct config *c, double r_max, double frame[3][3], int threads,
                       struct gb_error *err) {
    *out = NULL;
    const int rc = pairs_check(c, r_max, err);
    if (rc != GB_OK) return rc;
    struct pair_layout *l = GB_NEW(struct pair_layout);
    l->n = c->n;
    l->box = c->box;
    l->r_max = r_max;
    for (int d = 0; d < 3; d++)
        for (int e = 0; e < 3; e++) l->frame[d][e] = frame ? frame[d][e] : d == e;
    choose_columns(l, c);
    const size_t columns = (size_t)(l->n_columns[0] * l->n_columns[1]);
    struct builder b = {.l = l, .c = c, .threads = threads};
    box_invert(&l->box, b.inv);
    choose_scale(&b);
    choose_keys(&b);

    b.column = GB_ARRAY(c->n, uint32_t);
    b.atoms = GB_ARRAY(columns + 2, uint32_t);
    gb_threads_run(threads, find_columns, &b);
    for (size_t i = 0; i < c->n; i++) b.atoms[b.column[i] + 2]++;
    sums(b.atoms + 1, columns);
    l->index = GB_ARRAY(c->n, uint32_t);
    for (size_t i = 0; i < c->n; i++) l->index[b.atoms[b.column[i] + 1]++] = (uint32_t)i;
    free(b.column);

    l->x = gb_calloc(c->n, 3 * sizeof *l->x);
    for (int d = 0; d < 3; d++) l->q[d] = GB_ARRAY(c->n + PAIRS_CHUNK, int32_t); /* whole chunks are read */
    l->type = GB_ARRAY(c->n + PAIRS_CHUNK, uint16_t);
    b.n_chunks = GB_ARRAY(columns + 1, uint32_t);
    b.n_blocks = GB_ARRAY(columns + 1, uint32_t);
    b.made = GB_ARRAY((size_t)threads, struct chunks);
    gb_threads_run(threads, fill_columns, &b);
    gather(&b);
    free(b.made);
    free(b.atoms);
    free(b.n_blocks);
    find_rows(l);
    *out = l;
    return GB_OK;
}

void pair_layout_free(struct pair_layout *l) {
    if (!l) return;
    free(l->x);
    for (int d = 0; d < 3; d++) free(l->q[d]);
    free(l->index);
    free(l->type);
    free(l->column_start);
    free(l->chunk);
    free(l->block);
    free(l->row);
    free(l);
}

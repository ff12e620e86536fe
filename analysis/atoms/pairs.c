/* Pairs within r_max by linked cells, see pairs.h.
 *
 * Atoms are wrapped into the box and sorted by cell, x fastest. A cell at c and the one at c + o, o any integers, hold
 * images of atoms: c + o taken modulo the number of cells is where its atoms are stored, the quotient counts the box
 * edges by which they are shifted. So r_max beyond the box needs nothing special: o then spans several images. Taking
 * one of o and -o only (and i < j within a cell, o = 0) meets every unordered pair of images once, self images i == j
 * included. All o with the same (o_y, o_z) are a row of cells that lie behind one another in memory but for the box's
 * edge: each atom goes through the part of each row that it can reach, with one shift for each piece, and finds no
 * minimum image.
 *
 * The separation is (x_j - x_i) + shift, components added in this order: exchanging i and j changes its sign and
 * nothing else, so that the oracle, whatever order it takes them in, finds the same r to the last bit.
 *
 * Cost: about 12 ns a pair, at 68 and more pairs an atom; memory about 130 bytes an atom while the cells are filled.
 */
#include "atoms/pairs.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double PI = 3.14159265358979323846;

/* Separations are compared squared: the largest square whose root is still below r_max. */
static double largest_square(double r_max) {
    double t = r_max * r_max;
    while (sqrt(t) >= r_max) t = nextafter(t, 0);
    while (sqrt(nextafter(t, INFINITY)) < r_max) t = nextafter(t, INFINITY);
    return t;
}

/* Positions wrapped into the box, xw[3n]; s[3n] their fractional coordinates (0..1 to rounding). */
static void wrap(const struct config *c, double *xw, double *s) {
    double inv[3][3];
    box_invert(&c->box, inv);
    for (size_t i = 0; i < c->n; i++) {
        double *x = xw + 3 * i, *si = s + 3 * i;
        box_fractional(&c->box, inv, c->x + 3 * i, si);
        memcpy(x, c->x + 3 * i, 3 * sizeof *x);
        for (int pass = 0; pass < 2; pass++) { /* the second mends the rounding of the first, for atoms far away */
            const double n[3] = {floor(si[0]), floor(si[1]), floor(si[2])};
            for (int d = 0; d < 3; d++) x[d] -= c->box.h[d][0] * n[0] + c->box.h[d][1] * n[1] + c->box.h[d][2] * n[2];
            box_fractional(&c->box, inv, x, si);
        }
    }
}

static void image_shift(const struct box *b, double nx, double ny, double nz, double shift[3]) {
    for (int d = 0; d < 3; d++) shift[d] = b->h[d][0] * nx + b->h[d][1] * ny + b->h[d][2] * nz;
}

static int check(const struct config *c, double r_max, struct gb_error *err) {
    if (!(r_max > 0) || !isfinite(r_max))
        return gb_fail(err, GB_EINPUT, "r_max = %g; allowed: finite and more than 0", r_max);
    if (c->n >= UINT32_MAX) return gb_fail(err, GB_EINPUT, "%zu atoms; allowed for pairs: fewer than 2^32", c->n);
    double images = 1;
    for (int d = 0; d < 3; d++) images *= 2 * r_max / c->box.h[d][d] + 1;
    if (!(images <= 1e7))
        return gb_fail(err, GB_EINPUT,
                       "r_max = %g spans about %.2g periodic images of the box; allowed: 1e7; lower r_max", r_max,
                       images);
    const double n = (double)c->n, sphere = 4 * PI / 3 * r_max * r_max * r_max;
    const double pairs = n / 2 * (n * sphere / box_volume(&c->box) + (images > 27 ? images : 0));
    if (!(pairs <= 2e11))
        return gb_fail(err, GB_EINPUT,
                       "about %.2g pairs within r_max = %g; allowed: 2e11; lower r_max or take fewer atoms", pairs,
                       r_max);
    return GB_OK;
}

/* ---- batches ---- */

struct emitter {
    struct pair_batch b; /* r holds r^2 until the batch is full */
    double max2;
    pairs_fn *fn;
    void *ctx;
};

static struct emitter *emitter_create(double r_max, pairs_fn *fn, void *ctx) {
    struct emitter *e = GB_NEW(struct emitter);
    e->max2 = largest_square(r_max);
    e->fn = fn;
    e->ctx = ctx;
    return e;
}

static void flush(struct emitter *e) {
    for (size_t k = 0; k < e->b.n; k++) e->b.r[k] = sqrt(e->b.r[k]);
    if (e->b.n) e->fn(&e->b, e->ctx);
    e->b.n = 0;
}

/* ---- cells ---- */

struct cells {
    size_t n;
    long nc[3];
    struct box edge;            /* of one cell; origin unused */
    double *x, *y, *z, (*t)[3]; /* wrapped; place within the cell, 0..1 */
    uint32_t *index;            /* into the configuration */
    size_t *start;              /* [nc0 nc1 nc2 + 1] */
};

/* A row of cells (oy, oz) away from those of a column, a line of cells along x. */
struct row {
    double oy, oz;
};
struct placed_row {
    double oy, oz;
    double ny, nz;       /* box edges that its atoms are shifted by */
    const size_t *start; /* of its first cell */
};

/* How many cells along each edge. Columns about r_max/4 wide, or 8 atoms a cube where that is wider; cells along x are
 * only marks in a sorted column, and half as long. At most 4 cells an atom in all, however odd the box. */
static void choose_counts(struct cells *cl, const struct config *c, double r_max) {
    double height[3];
    box_heights(&c->box, height);
    double size = fmax(r_max / 4, cbrt(8 * box_volume(&c->box) / (double)c->n));
    for (;; size *= 1.3) {
        double total = 1;
        for (int d = 0; d < 3; d++) total *= fmax(1, floor(height[d] / (d == 0 ? size / 2 : size)));
        if (total <= 4 * (double)c->n + 8) break;
    }
    for (int d = 0; d < 3; d++) {
        cl->nc[d] = (long)fmax(1, floor(height[d] / (d == 0 ? size / 2 : size)));
        for (int r = 0; r < 3; r++) cl->edge.h[r][d] = c->box.h[r][d] / (double)cl->nc[d];
    }
}

/* The cell of a point, and where in it (0..1): s in, t out. */
static size_t cell_of(const struct cells *cl, double s[3]) {
    long k[3];
    for (int d = 0; d < 3; d++) {
        s[d] *= (double)cl->nc[d];
        k[d] = (long)floor(s[d]);
        if (k[d] < 0) k[d] = 0; /* rounding at a face; rows have a tolerance for it */
        if (k[d] >= cl->nc[d]) k[d] = cl->nc[d] - 1;
        s[d] -= (double)k[d];
    }
    return (size_t)((k[2] * cl->nc[1] + k[1]) * cl->nc[0] + k[0]);
}

static void cells_fill(struct cells *cl, const struct config *c, double r_max) {
    const size_t n = c->n;
    *cl = (struct cells){.n = n};
    choose_counts(cl, c, r_max);
    const size_t n_cells = (size_t)(cl->nc[0] * cl->nc[1] * cl->nc[2]);
    double *xw = gb_calloc(n, 3 * sizeof *xw), *s = gb_calloc(n, 3 * sizeof *s);
    size_t *cell = GB_ARRAY(n, size_t);
    wrap(c, xw, s);
    cl->x = GB_ARRAY(n, double);
    cl->y = GB_ARRAY(n, double);
    cl->z = GB_ARRAY(n, double);
    cl->t = gb_calloc(n, sizeof *cl->t);
    cl->index = GB_ARRAY(n, uint32_t);
    cl->start = GB_ARRAY(n_cells + 2, size_t);
    for (size_t i = 0; i < n; i++) cl->start[(cell[i] = cell_of(cl, s + 3 * i)) + 2]++;
    for (size_t k = 0; k < n_cells; k++) cl->start[k + 2] += cl->start[k + 1];
    for (size_t i = 0; i < n; i++) { /* start[k + 1] moves from the beginning of cell k to its end */
        const size_t at = cl->start[cell[i] + 1]++;
        cl->x[at] = xw[3 * i];
        cl->y[at] = xw[3 * i + 1];
        cl->z[at] = xw[3 * i + 2];
        memcpy(cl->t[at], s + 3 * i, sizeof *cl->t);
        cl->index[at] = (uint32_t)i;
    }
    free(xw);
    free(s);
    free(cell);
}

static void cells_clear(struct cells *cl) {
    free(cl->x);
    free(cl->y);
    free(cl->z);
    free(cl->t);
    free(cl->index);
    free(cl->start);
}

/* The least |c + t| for |t| <= spread. */
static double gap(double c, double spread) { return fabs(c) > spread ? fabs(c) - spread : 0; }

static const double SAFE = 1 + 1e-9; /* for rounding in cell_of */

/* Rows that can hold anything within r_max of anything in a column, one of each pair of opposite ones. Two points of
 * cells o apart differ by H(o + t), |t| <= 1, H the cell's edges; each component's range follows with the others' t
 * left free, which errs on the safe side. The first is the column itself. */
static struct row *find_rows(const struct cells *cl, double r_max, size_t *n_rows) {
    const double(*h)[3] = cl->edge.h;
    const double r = r_max * SAFE, spread_y = SAFE * (h[1][1] + fabs(h[1][2])), spread_z = SAFE * h[2][2];
    struct row *row = NULL;
    size_t n = 0, cap = 0;
    for (double oz = 0; gap(h[2][2] * oz, spread_z) < r; oz++) {
        const double dz = gap(h[2][2] * oz, spread_z), reach = sqrt(r * r - dz * dz) + spread_y, centre = h[1][2] * oz;
        double oy = oz > 0 ? ceil((-reach - centre) / h[1][1]) : 0;
        for (const double end = floor((reach - centre) / h[1][1]); oy <= end; oy++) {
            if (n == cap) row = gb_realloc(row, cap = cap ? 2 * cap : 64, sizeof *row);
            row[n++] = (struct row){.oy = oy, .oz = oz};
        }
    }
    *n_rows = n;
    return row;
}

static long floor_div(long a, long b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

/* Where the rows of column (cy, cz) are stored and how they are shifted. */
static void place_rows(const struct cells *cl, double cy, double cz, const struct row *row, size_t n_rows,
                       struct placed_row *p) {
    const double nc_y = (double)cl->nc[1], nc_z = (double)cl->nc[2];
    for (size_t k = 0; k < n_rows; k++) {
        const double y = cy + row[k].oy, z = cz + row[k].oz;
        p[k] = (struct placed_row){.oy = row[k].oy, .oz = row[k].oz, .ny = floor(y / nc_y), .nz = floor(z / nc_z)};
        p[k].start = cl->start + ((size_t)(z - p[k].nz * nc_z) * (size_t)cl->nc[1] + (size_t)(y - p[k].ny * nc_y)) *
                                     (size_t)cl->nc[0];
    }
}

/* Atom i against the atoms begin..end shifted. First their indices are sifted: each is written behind the last hit and
 * kept by advancing the count, so that there is no branch to mispredict; then the hits are worked out. */
static void visit(struct emitter *e, const struct cells *cl, size_t i, size_t begin, size_t end,
                  const double shift[3]) {
    enum { PIECE = 128 };
    const double xi = cl->x[i], yi = cl->y[i], zi = cl->z[i], sx = shift[0], sy = shift[1], sz = shift[2],
                 max2 = e->max2;
    const double *restrict x = cl->x, *restrict y = cl->y, *restrict z = cl->z;
    const uint32_t *restrict index = cl->index, ii = index[i];
    uint32_t hit[PIECE];
    while (begin < end) {
        const size_t stop = end - begin > PIECE ? begin + PIECE : end;
        size_t hits = 0;
        for (size_t j = begin; j < stop; j++) {
            const double dx = (x[j] - xi) + sx, dy = (y[j] - yi) + sy, dz = (z[j] - zi) + sz;
            hit[hits] = (uint32_t)j;
            hits += dx * dx + dy * dy + dz * dz <= max2;
        }
        begin = stop;
        if (e->b.n + hits > PAIRS_BATCH) flush(e);
        struct pair_batch *restrict b = &e->b;
        for (size_t k = 0, n = b->n; k < hits; k++, n++) {
            const size_t j = hit[k];
            const double dx = (x[j] - xi) + sx, dy = (y[j] - yi) + sy, dz = (z[j] - zi) + sz;
            b->i[n] = ii;
            b->j[n] = index[j];
            b->dx[n] = dx;
            b->dy[n] = dy;
            b->dz[n] = dz;
            b->r[n] = dx * dx + dy * dy + dz * dz;
        }
        b->n += hits;
    }
}

/* Atom i, in cell cx of its column, against a row. Its place t in the cell is known, so that the distance to the row
 * leaves a narrower range of cells (bounds as in find_rows, with |t_j| from 0 to 1), which is then cut at the box's
 * edges. */
static void visit_row(struct emitter *e, const struct cells *cl, const struct box *box, size_t i, long cx,
                      const struct placed_row *p, double r) {
    const double(*h)[3] = cl->edge.h, *t = cl->t[i];
    const double ty = p->oy - t[1], tz = p->oz - t[2];
    const double dz = gap(h[2][2] * (tz + 0.5), SAFE * 0.5 * h[2][2]);
    const double y0 = h[1][1] * (ty + 0.5) + h[1][2] * (tz + 0.5);
    const double dy = gap(y0, SAFE * 0.5 * (h[1][1] + fabs(h[1][2])));
    const double w2 = r * r - dy * dy - dz * dz;
    if (w2 < 0) return;
    const double reach = sqrt(w2) + SAFE * 0.5 * (h[0][0] + fabs(h[0][1]) + fabs(h[0][2]));
    const double x0 = h[0][0] * (0.5 - t[0]) + h[0][1] * (ty + 0.5) + h[0][2] * (tz + 0.5);
    const long lo = cx + (long)ceil((-reach - x0) / h[0][0]), hi = cx + (long)floor((reach - x0) / h[0][0]);
    const bool own = p->oy == 0 && p->oz == 0; /* the atom's own column: only what comes after it */
    for (long x = own ? cx : lo; x <= hi;) {
        const long nx = floor_div(x, cl->nc[0]), first = x - nx * cl->nc[0];
        const long count = hi - x + 1 < cl->nc[0] - first ? hi - x + 1 : cl->nc[0] - first;
        const size_t begin = own && x == cx ? i + 1 : p->start[first], end = p->start[first + count];
        double shift[3];
        image_shift(box, (double)nx, p->ny, p->nz, shift);
        visit(e, cl, i, begin, end, shift);
        x += count;
    }
}

int pairs_visit(const struct config *c, double r_max, pairs_fn *fn, void *ctx, struct gb_error *err) {
    int rc = check(c, r_max, err);
    if (rc != GB_OK) return rc;
    struct cells cl;
    cells_fill(&cl, c, r_max);
    size_t n_rows, cell = 0;
    struct row *row = find_rows(&cl, r_max, &n_rows);
    struct placed_row *placed = GB_ARRAY(n_rows, struct placed_row);
    struct emitter *e = emitter_create(r_max, fn, ctx);
    for (long cz = 0; cz < cl.nc[2]; cz++) {
        for (long cy = 0; cy < cl.nc[1]; cy++) {
            place_rows(&cl, (double)cy, (double)cz, row, n_rows, placed);
            for (long cx = 0; cx < cl.nc[0]; cx++, cell++)
                for (size_t i = cl.start[cell]; i < cl.start[cell + 1]; i++)
                    for (size_t k = 0; k < n_rows; k++) visit_row(e, &cl, &c->box, i, cx, &placed[k], r_max * SAFE);
        }
    }
    flush(e);
    free(e);
    free(placed);
    free(row);
    cells_clear(&cl);
    return GB_OK;
}

/* ---- the oracle ---- */

/* Images n of j around i, for all |n_d| that can matter: two points of the box are less than |n_d| + 1 heights apart.
 */
static void brute_pair(struct emitter *e, const struct config *c, const double *xw, size_t i, size_t j,
                       const long reach[3]) {
    for (long nz = i == j ? 0 : -reach[2]; nz <= reach[2]; nz++) {
        for (long ny = i == j && nz == 0 ? 0 : -reach[1]; ny <= reach[1]; ny++) {
            for (long nx = i == j && nz == 0 && ny == 0 ? 1 : -reach[0]; nx <= reach[0]; nx++) {
                double shift[3], d[3];
                image_shift(&c->box, (double)nx, (double)ny, (double)nz, shift);
                for (size_t k = 0; k < 3; k++) d[k] = (xw[3 * j + k] - xw[3 * i + k]) + shift[k];
                const double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
                if (!(r2 <= e->max2)) continue;
                const size_t n = e->b.n++;
                e->b.i[n] = (uint32_t)i;
                e->b.j[n] = (uint32_t)j;
                e->b.dx[n] = d[0];
                e->b.dy[n] = d[1];
                e->b.dz[n] = d[2];
                e->b.r[n] = r2;
                if (e->b.n == PAIRS_BATCH) flush(e);
            }
        }
    }
}

int pairs_visit_brute(const struct config *c, double r_max, pairs_fn *fn, void *ctx, struct gb_error *err) {
    int rc = check(c, r_max, err);
    if (rc != GB_OK) return rc;
    double height[3], *xw = gb_calloc(c->n, 3 * sizeof *xw), *s = gb_calloc(c->n, 3 * sizeof *s);
    long reach[3];
    wrap(c, xw, s);
    box_heights(&c->box, height);
    for (int d = 0; d < 3; d++) reach[d] = (long)floor(r_max / height[d] + 1e-9) + 1;
    struct emitter *e = emitter_create(r_max, fn, ctx);
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = i; j < c->n; j++) brute_pair(e, c, xw, i, j, reach);
    flush(e);
    free(e);
    free(xw);
    free(s);
    return GB_OK;
}

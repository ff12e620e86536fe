/* Pair sums and their normalisation, see pdf.h. Cost: the pairs (pairs/pairs.h). Memory of each
 * thread: 8 (1 + 2 W) bytes a bin and ordered pair of types, W = 1, 2, 5 or 8 words (pdf_work.h: one axis, with P4, all
 * axes, with P4). Sums are integers, so the order of the pairs changes nothing: the same input gives the same bits. */
#include "pdf/pdf.h"

#include "base/mem.h"
#include "base/threads.h"
#include "pairs/pairs_layout.h"
#include "pdf/pdf_exact.h"
#include "pdf/pdf_kernel.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { MAX_BINS = 10 * 1000 * 1000 };

size_t pdf_pair_index(int n_types, int a, int b) {
    const int lo = a < b ? a : b, hi = a < b ? b : a;
    return (size_t)(lo * n_types - lo * (lo - 1) / 2 + hi - lo);
}

static struct pdf_sums *sums_create(const struct config *c, struct pdf_grid grid, const struct pdf_options *o) {
    struct pdf_sums *s = GB_NEW(struct pdf_sums);
    s->grid = grid;
    s->n_types = c->n_types;
    s->l_max = o->l_max;
    s->n_pairs = o->partials ? (size_t)c->n_types * ((size_t)c->n_types + 1) / 2 : 1;
    s->volume = box_volume(&c->box);
    s->n_of_type = GB_ARRAY((size_t)c->n_types, size_t);
    for (size_t i = 0; i < c->n; i++) s->n_of_type[c->type[i] - 1]++;
    s->count = GB_ARRAY(s->n_pairs * grid.n, uint64_t);
    for (unsigned a = 0; a < 3; a++) {
        if (o->axes & (1u << a)) s->p[a] = GB_ARRAY(2 * s->n_pairs * grid.n, double);
        if (o->axes == 7) s->product[a] = GB_ARRAY(s->n_pairs * grid.n, double);
    }
    return s;
}

static int check(const struct config *c, struct pdf_grid grid, const struct pdf_options *o, struct gb_error *err) {
    if (!(grid.dr > 0) || !isfinite(grid.dr))
        return gb_fail(err, GB_EINPUT, "bin width %g: must be a finite number above 0", grid.dr);
    if (grid.n < 1 || grid.n > MAX_BINS)
        return gb_fail(err, GB_EINPUT, "%zu bins of r: allowed are 1 to %d; change r-max or r-bin", grid.n, MAX_BINS);
    if (c->n_types < 1 || c->n_types > 1000)
        return gb_fail(err, GB_EINPUT, "%s: %d types of atoms: allowed are 1 to 1000",
                       c->path ? c->path : "configuration", c->n_types);
    const double cells = (double)grid.n * (o->partials ? (double)c->n_types * (double)c->n_types : 1);
    if (cells >= INT32_MAX)
        return gb_fail(
            err, GB_EINPUT,
            "%zu bins for each of %d x %d pairs of types: allowed are fewer than 2^31 in all; take wider bins", grid.n,
            c->n_types, c->n_types);
    if (!pairs_isa_present(o->isa))
        return gb_fail(err, GB_EINPUT, "instruction set %s: this processor lacks it", pairs_isa_name(o->isa));
    return GB_OK;
}

/* ---- the sweep ---- */

struct sweep {
    const struct pair_layout *layout;
    struct pdf_work **work; /* [threads] */
    pdf_kernel_fn *kernel;
    atomic_size_t next; /* block */
    const struct pdf_options *options;
};

static void sum_segment(struct pair_segment *s, void *ctx) {
    const struct sweep *sweep = ((void **)ctx)[0];
    sweep->kernel(s, ((void **)ctx)[1]);
}

/* Blocks are taken as threads become free: in which thread a pair is summed does not matter. */
static void sweep_blocks(int t, void *ctx) {
    struct sweep *sweep = ctx;
    struct pair_segment *s = GB_NEW(struct pair_segment);
    void *both[] = {sweep, sweep->work[t]};
    enum { SOME = 8 };
    for (;;) {
        const size_t begin = atomic_fetch_add(&sweep->next, SOME), n = sweep->layout->n_blocks;
        for (size_t b = begin; b < begin + SOME && b < n; b++) pairs_near(s, sweep->layout, b, sum_segment, both);
        if (t == 0 && sweep->options->progress)
            sweep->options->progress((double)begin / (double)n, sweep->options->progress_ctx);
        if (begin + SOME >= n) break;
    }
    pdf_read_out(sweep->work[t]);
    free(s);
}

static struct pdf_work *work_create(const struct pair_layout *l, const struct config *c, struct pdf_grid grid,
                                    const struct pdf_options *o) {
    struct pdf_work *w = GB_NEW(struct pdf_work);
    const bool all = o->axes != 1 && o->axes != 2 && o->axes != 4;
    w->harmonics = o->l_max == 0 || o->axes == 0 ? PDF_COUNT
                   : o->l_max == 2               ? (all ? PDF_ALL_P2 : PDF_P2)
                                                 : (all ? PDF_ALL_P2_P4 : PDF_P2_P4);
    static const size_t n_words[PDF_N_HARMONICS] = {1, 1, 2, 5, 8};
    w->n_words = n_words[w->harmonics];
    w->partials = o->partials && c->n_types > 1;
    w->grid = grid;
    w->n_types = c->n_types;
    w->n_cells = grid.n * (w->partials ? (size_t)c->n_types * (size_t)c->n_types : 1);
    w->r2_max = pairs_largest_square(l->r_max);
    w->bins_per_quantum = 1 / (grid.dr * l->scale);
    w->close2 = 0x1p50f;
    w->word = GB_ARRAY((w->n_cells + 1) * w->n_words, uint64_t);
    w->count = GB_ARRAY(w->n_cells, uint64_t);
    w->sum = GB_ARRAY(w->n_cells * w->n_words, int64_t);
    return w;
}

static void work_free(struct pdf_work *w) {
    free(w->word);
    free(w->count);
    free(w->sum);
    free(w);
}

static void work_add(struct pdf_work *w, const struct pdf_work *other) {
    for (size_t k = 0; k < w->n_cells; k++) w->count[k] += other->count[k];
    for (size_t k = 0; k < w->n_cells * w->n_words; k++) w->sum[k] += other->sum[k];
}

/* Word m of a cell to a sum of doubles. */
static double part(const struct pdf_work *w, size_t cell, int m) {
    return ldexp((double)w->sum[cell * w->n_words + (size_t)m], -PDF_UNIT_BITS);
}

/* Rows (a, b) and (b, a) to pair p of types. */
static void add_row(struct pdf_sums *s, const struct pdf_work *w, size_t row, size_t p) {
    const size_t n = s->grid.n;
    const bool all = w->harmonics == PDF_ALL_P2 || w->harmonics == PDF_ALL_P2_P4;
    for (size_t k = 0; k < n; k++) {
        const size_t cell = row * n + k;
        s->count[p * n + k] += w->count[cell];
        if (w->harmonics == PDF_COUNT) continue;
        const double x = all ? part(w, cell, PDF_W_P2X) : 0, z = part(w, cell, PDF_W_P2Z);
        const double about[3] = {all ? x : z, all ? -x - z : z, z}; /* P2 about x, y and z: their sum is 0 */
        for (int a = 0; a < 3; a++) {
            if (s->product[a]) s->product[a][p * n + k] += part(w, cell, PDF_W_XY + a);
            if (!s->p[a]) continue;
            s->p[a][2 * p * n + k] += about[a];
            if (s->l_max == 4) s->p[a][(2 * p + 1) * n + k] += part(w, cell, all ? PDF_W_P4X + a : PDF_W_P4);
        }
    }
}

/* The basis whose third vector is the axis, in directions of the file: a cyclic exchange for x, y, z. */
static void file_frame(const struct pdf_options *o, double f[3][3]) {
    const int third = o->axes == 1 ? 0 : o->axes == 2 ? 1 : 2;
    for (int d = 0; d < 3; d++)
        for (int e = 0; e < 3; e++) f[d][e] = e == (third + 1 + d) % 3;
    if (!o->direction) return;
    const double *v = o->direction, len = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    int least = 0;
    for (int d = 1; d < 3; d++)
        if (fabs(v[d]) < fabs(v[least])) least = d;
    for (int d = 0; d < 3; d++) f[2][d] = v[d] / len;
    double norm2 = 0;
    for (int d = 0; d < 3; d++) {
        f[0][d] = (d == least) - f[2][least] * f[2][d];
        norm2 += f[0][d] * f[0][d];
    }
    for (int d = 0; d < 3; d++) f[0][d] /= sqrt(norm2);
    for (int d = 0; d < 3; d++) {
        const int e = (d + 1) % 3, g = (d + 2) % 3;
        f[1][d] = f[2][e] * f[0][g] - f[2][g] * f[0][e];
    }
}

/* The same in the box's directions. */
static void choose_frame(const struct pdf_options *o, const struct config *c, double f[3][3]) {
    double file[3][3];
    file_frame(o, file);
    for (int d = 0; d < 3; d++) config_to_box(c, file[d], f[d]);
}

int pdf_accumulate_with(struct pdf_sums **out, const struct config *c, struct pdf_grid grid,
                        const struct pdf_options *o, struct gb_error *err) {
    static pdf_kernel_fn *const kernel[PAIRS_N_ISA] = PAIRS_KERNELS(pdf_kernel);
    *out = NULL;
    int rc = check(c, grid, o, err);
    if (rc != GB_OK) return rc;
    const int threads = o->threads > 0 ? o->threads : gb_cores();
    double frame[3][3];
    choose_frame(o, c, frame);
    struct pair_layout *l;
    rc = pair_layout_create(&l, c, (double)grid.n * grid.dr, frame, threads, err);
    if (rc != GB_OK) return rc;
    struct sweep sweep = {.layout = l, .options = o, .kernel = kernel[pairs_isa_choose(o->isa)]};
    sweep.work = GB_ARRAY((size_t)threads, struct pdf_work *);
    for (int t = 0; t < threads; t++) sweep.work[t] = work_create(l, c, grid, o);
    gb_threads_run(threads, sweep_blocks, &sweep);
    for (int t = 1; t < threads; t++) {
        work_add(sweep.work[0], sweep.work[t]);
        work_free(sweep.work[t]);
    }
    struct pdf_sums *s = sums_create(c, grid, o);
    const struct pdf_work *w = sweep.work[0];
    const int rows = w->partials ? c->n_types : 1;
    for (int a = 0; a < rows; a++)
        for (int b = 0; b < rows; b++) add_row(s, w, (size_t)(a * rows + b), pdf_pair_index(rows, a, b));
    work_free(sweep.work[0]);
    free(sweep.work);
    pair_layout_free(l);
    *out = s;
    return GB_OK;
}

int pdf_accumulate(struct pdf_sums **out, const struct config *c, struct pdf_grid grid, unsigned axes,
                   struct gb_error *err) {
    const struct pdf_options o = {.axes = axes, .l_max = 4, .partials = true, .threads = 1};
    return pdf_accumulate_with(out, c, grid, &o, err);
}

void pdf_sums_free(struct pdf_sums *s) {
    if (!s) return;
    free(s->n_of_type);
    free(s->count);
    for (int a = 0; a < 3; a++) {
        free(s->p[a]);
        free(s->product[a]);
    }
    free(s);
}

static void add_to(double *acc, const double *v, size_t n) {
    for (size_t i = 0; acc && v && i < n; i++) acc[i] += v[i];
}

void pdf_sums_add(struct pdf_sums *acc, const struct pdf_sums *s) {
    const size_t n = acc->n_pairs * acc->grid.n;
    for (size_t i = 0; i < n; i++) acc->count[i] += s->count[i];
    for (int a = 0; a < 3; a++) {
        add_to(acc->p[a], s->p[a], 2 * n);
        add_to(acc->product[a], s->product[a], n);
    }
}

/* The pair sum of P_l in bin k. */
static double legendre_sum(const struct pdf_sums *s, size_t pair, int l, int axis, size_t k) {
    if (l == 0) return (double)s->count[pair * s->grid.n + k];
    if (!s->p[axis] || l > s->l_max) return NAN;
    return s->p[axis][(2 * pair + (size_t)(l / 2 - 1)) * s->grid.n + k];
}

static double product_sum(const struct pdf_sums *s, size_t pair, int which, int axis, size_t k) {
    (void)axis;
    return s->product[which] ? s->product[which][pair * s->grid.n + k] : NAN;
}

/* Number of ordered pairs of atoms over the number of times an unordered pair is counted: N^2/2, N_a N_b or N_a^2/2. */
static double pair_weight(const struct pdf_sums *s, int pair) {
    double n_all = 0;
    for (int a = 0; a < s->n_types; a++) {
        n_all += (double)s->n_of_type[a];
        for (int b = a; b < s->n_types; b++)
            if (pair >= 0 && pdf_pair_index(s->n_types, a, b) == (size_t)pair)
                return (double)s->n_of_type[a] * (double)s->n_of_type[b] * (a == b ? 0.5 : 1);
    }
    return 0.5 * n_all * n_all;
}

/* g_l0 or a product from the sums of each pair of types. */
static void normalise(const struct pdf_sums *s, int pair, double factor,
                      double (*sum_of)(const struct pdf_sums *s, size_t pair, int what, int axis, size_t k), int what,
                      int axis, double *g) {
    const double weight = pair_weight(s, pair);
    for (size_t k = 0; k < s->grid.n; k++) {
        double sum = 0;
        if (pair == PDF_TOTAL)
            for (size_t p = 0; p < s->n_pairs; p++) sum += sum_of(s, p, what, axis, k);
        else
            sum = sum_of(s, (size_t)pair, what, axis, k);
        /* weight 0: a species without atoms */
        g[k] = weight > 0 ? factor * s->volume * sum / (weight * pdf_shell_volume(s->grid, k)) : NAN;
    }
}

void pdf_g(const struct pdf_sums *s, int pair, int l, int axis, double *g) {
    normalise(s, pair, sqrt(2 * l + 1), legendre_sum, l, axis, g);
}

void pdf_g_product(const struct pdf_sums *s, int pair, int which, double *g) {
    normalise(s, pair, sqrt(5), product_sum, which, 0, g);
}

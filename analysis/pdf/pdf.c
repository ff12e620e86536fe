/* Pair sums and their normalisation, see pdf.h. Cost: the pairs (atoms/pairs.h) and 8 (1 + 2 axes) bytes a bin and pair
 * of types. Sums are plain doubles in the fixed order of the pairs: the same input gives the same bits. */
#include "pdf/pdf.h"

#include "base/mem.h"
#include "pdf/pdf_kernel.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_BINS = 10 * 1000 * 1000 };

double pdf_shell_volume(struct pdf_grid g, size_t k) {
    /* (k+1)^3 - k^3 written out: no cancellation at large k */
    const double x = (double)k;
    return 4 * M_PI / 3 * g.dr * g.dr * g.dr * (3 * x * (x + 1) + 1);
}

size_t pdf_pair_index(int n_types, int a, int b) {
    const int lo = a < b ? a : b, hi = a < b ? b : a;
    return (size_t)(lo * n_types - lo * (lo - 1) / 2 + hi - lo);
}

size_t pdf_bin(struct pdf_grid g, double r) {
    size_t k = (size_t)(r / g.dr);
    /* The quotient may be rounded over an edge; the edges themselves, k dr, decide. */
    while (k > 0 && r < (double)k * g.dr) k--;
    while (r >= (double)(k + 1) * g.dr) k++;
    return k;
}

static struct pdf_sums *sums_create(const struct config *c, struct pdf_grid grid, unsigned axes) {
    struct pdf_sums *s = GB_NEW(struct pdf_sums);
    s->grid = grid;
    s->n_types = c->n_types;
    s->n_pairs = (size_t)c->n_types * ((size_t)c->n_types + 1) / 2;
    s->volume = box_volume(&c->box);
    s->n_of_type = GB_ARRAY((size_t)c->n_types, size_t);
    for (size_t i = 0; i < c->n; i++) s->n_of_type[c->type[i] - 1]++;
    s->count = GB_ARRAY(s->n_pairs * grid.n, uint64_t);
    for (unsigned a = 0; a < 3; a++)
        if (axes & (1u << a)) s->p[a] = GB_ARRAY(2 * s->n_pairs * grid.n, double);
    return s;
}

int pdf_accumulate(struct pdf_sums **out, const struct config *c, struct pdf_grid grid, unsigned axes,
                   struct gb_error *err) {
    *out = NULL;
    if (!(grid.dr > 0) || !isfinite(grid.dr))
        return gb_fail(err, GB_EINPUT, "bin width %g: must be a finite number above 0", grid.dr);
    if (grid.n < 1 || grid.n > MAX_BINS)
        return gb_fail(err, GB_EINPUT, "%zu bins of r: allowed are 1 to %d; change r-max or r-bin", grid.n, MAX_BINS);
    if (c->n_types < 1 || c->n_types > 1000)
        return gb_fail(err, GB_EINPUT, "%s: %d types of atoms: allowed are 1 to 1000",
                       c->path ? c->path : "configuration", c->n_types);
    struct pdf_sums *s = sums_create(c, grid, axes);
    struct pdf_kernel kernel = {c->type, s};
    int rc = pairs_visit(c, (double)grid.n * grid.dr, pdf_kernel_batch, &kernel, err);
    if (rc != GB_OK) {
        pdf_sums_free(s);
        return rc;
    }
    *out = s;
    return GB_OK;
}

void pdf_sums_free(struct pdf_sums *s) {
    if (!s) return;
    free(s->n_of_type);
    free(s->count);
    for (int a = 0; a < 3; a++) free(s->p[a]);
    free(s);
}

/* The pair sum of P_l in bin k. */
static double sum_of(const struct pdf_sums *s, size_t pair, int l, int axis, size_t k) {
    if (l == 0) return (double)s->count[pair * s->grid.n + k];
    if (!s->p[axis]) return NAN;
    return s->p[axis][(2 * pair + (size_t)(l / 2 - 1)) * s->grid.n + k];
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

void pdf_g(const struct pdf_sums *s, int pair, int l, int axis, double *g) {
    const double weight = pair_weight(s, pair);
    for (size_t k = 0; k < s->grid.n; k++) {
        double sum = 0;
        if (pair == PDF_TOTAL)
            for (size_t p = 0; p < s->n_pairs; p++) sum += sum_of(s, p, l, axis, k);
        else
            sum = sum_of(s, (size_t)pair, l, axis, k);
        /* weight 0: a species without atoms */
        g[k] = weight > 0 ? sqrt(2 * l + 1) * s->volume * sum / (weight * pdf_shell_volume(s->grid, k)) : NAN;
    }
}

/* Crystalline atoms, see crystal.h. */
#include "worker/plain/crystal.h"

#include "base/mem.h"
#include "pairs/pairs.h"

#include <math.h>
#include <stdlib.h>

const int crystal_degree[CRYSTAL_N_DEGREES] = {4, 6, 8, 10, 12};

double crystal_unit(const struct config *c) { return cbrt(box_volume(&c->box) / (double)c->n); }

void crystal_part(int l, double Q, const double *components, float *out) {
    const double *zero = components + 2 * l;
    out[0] = (float)(Q * zero[0]);
    for (int k = 2; k < 2 * l + 2; k++) out[k - 1] = (float)(sqrt(2) * Q * zero[k]);
}

void crystal_normalise(float environment[CRYSTAL_DIMENSION]) {
    double sum = 0;
    for (int k = 0; k < CRYSTAL_DIMENSION; k++) sum += (double)environment[k] * (double)environment[k];
    for (int k = 0; k < CRYSTAL_DIMENSION && sum > 0; k++) environment[k] = (float)((double)environment[k] / sqrt(sum));
}

struct search {
    const float *environment;
    unsigned *alike;
    size_t *parent; /* of the clusters; the root is its own */
};

static void count_alike(const struct pair_batch *batch, void *ctx) {
    const struct search *s = ctx;
    for (size_t k = 0; k < batch->n; k++) {
        const size_t i = batch->i[k], j = batch->j[k];
        const float *a = s->environment + i * CRYSTAL_DIMENSION, *b = s->environment + j * CRYSTAL_DIMENSION;
        float dot = 0;
        for (int m = 0; m < CRYSTAL_DIMENSION; m++) dot += a[m] * b[m];
        if (i == j || !((double)dot > CRYSTAL_ALIKE)) continue; /* an atom's own image repeats the box */
        s->alike[i]++;
        s->alike[j]++;
    }
}

static size_t root(size_t *parent, size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
}

static void connect(const struct pair_batch *batch, void *ctx) {
    const struct search *s = ctx;
    for (size_t k = 0; k < batch->n; k++) {
        const size_t i = batch->i[k], j = batch->j[k];
        if (s->alike[i] < CRYSTAL_REPEATS || s->alike[j] < CRYSTAL_REPEATS) continue;
        s->parent[root(s->parent, i)] = root(s->parent, j);
    }
}

int crystal_find(const struct config *c, const float *environment, unsigned *alike, struct crystals *found,
                 struct gb_error *err) {
    const double unit = crystal_unit(c);
    size_t *size = gb_calloc(c->n, sizeof *size);
    struct search s = {environment, alike, GB_ARRAY(c->n, size_t)};
    *found = (struct crystals){0, 0};
    for (size_t i = 0; i < c->n; i++) {
        alike[i] = 0;
        s.parent[i] = i;
    }
    int rc = pairs_visit(c, CRYSTAL_RANGE * unit, count_alike, &s, err);
    if (rc == GB_OK) rc = pairs_visit(c, CRYSTAL_BOND * unit, connect, &s, err);
    for (size_t i = 0; i < c->n && rc == GB_OK; i++) {
        if (alike[i] < CRYSTAL_REPEATS) continue;
        const size_t r = root(s.parent, i);
        found->atoms++;
        if (++size[r] > found->largest) found->largest = size[r];
    }
    free(size);
    free(s.parent);
    return rc;
}

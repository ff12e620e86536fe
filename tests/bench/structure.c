/* The atoms that are benchmarked, see structure.h. */
#include "structure.h"

#include "base/mem.h"
#include "base/random.h"

#include <math.h>
#include <stdlib.h>

static double uniform(uint64_t *seed) { return (double)(random_next(seed) >> 11) * 0x1p-53; }

/* Mean 0, standard deviation 1: three uniform numbers; bounded by 3, so that no two atoms meet. */
static double bell(uint64_t *seed) { return 2 * (uniform(seed) + uniform(seed) + uniform(seed) - 1.5); }

static size_t *shuffled(size_t n, uint64_t *seed) {
    size_t *site = GB_ARRAY(n, size_t);
    for (size_t i = 0; i < n; i++) site[i] = i;
    for (size_t i = 0; i + 1 < n; i++) {
        const size_t j = i + random_below(seed, n - i), keep = site[i];
        site[i] = site[j];
        site[j] = keep;
    }
    return site;
}

struct config *structure_create(size_t atoms, double density, double tilt, uint64_t seed) {
    static const double basis[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
    const size_t cells = (size_t)fmax(1, round(cbrt((double)atoms / 4))), n = 4 * cells * cells * cells;
    const double a = cbrt(4 / density), L = a * (double)cells, sigma = 0.1 * a / sqrt(2);
    struct config *c = config_create(n, 2);
    for (int k = 0; k < 3; k++) c->box.h[k][k] = L;
    c->box.h[0][1] = tilt * L;
    c->box.h[0][2] = -0.5 * tilt * L;
    c->box.h[1][2] = 0.7 * tilt * L;
    size_t *site = shuffled(n, &seed);
    for (size_t i = 0; i < n; i++) {
        const size_t cell = site[i] / 4, at[3] = {cell % cells, cell / cells % cells, cell / cells / cells};
        double s[3];
        for (int k = 0; k < 3; k++) s[k] = ((double)at[k] + basis[site[i] % 4][k] + 0.25) / (double)cells;
        for (int row = 0; row < 3; row++) {
            double x = sigma * bell(&seed);
            for (int col = row; col < 3; col++) x += c->box.h[row][col] * s[col];
            c->x[3 * i + (size_t)row] = x;
        }
        c->type[i] = i < n - n / 5 ? 1 : 2;
    }
    free(site);
    return c;
}

struct config *structure_loaded(const struct config *ref, double strain, double amplitude, uint64_t seed) {
    struct config *c = config_copy(ref);
    c->box.h[2][2] *= 1 - strain;
    for (size_t i = 0; i < c->n; i++) {
        c->x[3 * i + 2] *= 1 - strain;
        for (size_t k = 0; k < 3; k++) c->x[3 * i + k] += amplitude * (2 * uniform(&seed) - 1);
    }
    return c;
}

/* Exact cases without simulation (METHODS, "Known answers").
 *
 *   ideal gas      g00 = 1, g20 = 0: count-weighted means over all bins; sqrt5 P2 has variance 1, so both means have
 *                  the standard error 1/sqrt(pairs); tolerance 4 of them
 *   fcc            12, 6 and 24 neighbours in the first shells; tolerance 0
 *   bonds along z  g20 = sqrt5 g00 in the bond's bin; tolerance rounding
 *   cells          counts equal to the double loop over all images, in a triclinic box shorter than r_max; tolerance 0
 *   transform      S20 of two Gaussian shells and back; tolerance 1e-6 of the largest value
 */
#include "validate/validate.h"

#include "base/mem.h"
#include "base/random.h"
#include "pairs/pairs.h"
#include "pdf/bessel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double uniform(uint64_t *state) { return (double)(random_next(state) >> 11) * 0x1p-53; }

static struct config *gas(size_t n, const double h[3][3], uint64_t seed) {
    struct config *c = config_create(n, 1);
    memcpy(c->box.h, h, sizeof c->box.h);
    for (size_t i = 0; i < n; i++) {
        double s[3] = {uniform(&seed), uniform(&seed), uniform(&seed)};
        c->id[i] = (int64_t)i + 1;
        c->type[i] = 1;
        for (int a = 0; a < 3; a++) {
            c->x[3 * i + (size_t)a] = 0;
            for (int k = 0; k < 3; k++) c->x[3 * i + (size_t)a] += h[a][k] * s[k];
        }
    }
    return c;
}

static int ideal_gas(struct checks *c, struct gb_error *err) {
    const double h[3][3] = {{27.3, 4.1, -3.2}, {0, 26.1, 5.7}, {0, 0, 28.9}};
    struct config *a = gas(20000, h, 2385);
    struct pdf_sums *s = NULL;
    const struct pdf_grid grid = {.n = 100, .dr = 0.05};
    int rc = pdf_accumulate(&s, a, grid, 4, err);
    if (rc == GB_OK) {
        double pairs = 0, expected = 0, p2 = 0;
        for (size_t k = 0; k < grid.n; k++) {
            pairs += (double)s->count[k];
            p2 += s->p[2][k];
            expected += pdf_shell_volume(grid, k) * (double)a->n * (double)a->n / 2 / s->volume;
        }
        double error = 1 / sqrt(expected);
        checks_add(c, "ideal gas: g00", pairs / expected, 1, 4 * error, "4 standard errors");
        checks_add(c, "ideal gas: g20", sqrt(5) * p2 / expected, 0, 4 * error, "4 standard errors");
    }
    pdf_sums_free(s);
    config_free(a);
    return rc;
}

static int fcc_shells(struct checks *c, struct gb_error *err) {
    enum { CELLS = 4 };
    static const double basis[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
    struct config *a = config_create(4 * CELLS * CELLS * CELLS, 1);
    for (int k = 0; k < 3; k++) a->box.h[k][k] = CELLS;
    for (size_t i = 0; i < a->n; i++) {
        const size_t cell[3] = {i / 4 % CELLS, i / 4 / CELLS % CELLS, i / 4 / CELLS / CELLS};
        a->id[i] = (int64_t)i + 1;
        a->type[i] = 1;
        for (size_t k = 0; k < 3; k++) a->x[3 * i + k] = (double)cell[k] + basis[i % 4][k];
    }
    struct pdf_sums *s = NULL;
    const struct pdf_grid grid = {.n = 130, .dr = 0.01};
    int rc = pdf_accumulate(&s, a, grid, 4, err);
    if (rc == GB_OK) {
        static const char *const name[3] = {"fcc: first shell", "fcc: second shell", "fcc: third shell"};
        const double r[3] = {sqrt(0.5), 1, sqrt(1.5)}, neighbours[3] = {12, 6, 24};
        for (int k = 0; k < 3; k++) {
            double n = 0;
            for (size_t b = 0; b < grid.n; b++)
                if (fabs(pdf_r(grid, b) - r[k]) < 0.05) n += 2 * (double)s->count[b] / (double)a->n;
            checks_add(c, name[k], n, neighbours[k], 0, "a count");
        }
    }
    pdf_sums_free(s);
    config_free(a);
    return rc;
}

static int bonds_along_z(struct checks *c, struct gb_error *err) {
    enum { DIMERS = 5 };
    struct config *a = config_create(2 * DIMERS, 1);
    for (int k = 0; k < 3; k++) a->box.h[k][k] = 10 * DIMERS;
    for (size_t i = 0; i < a->n; i++) {
        a->id[i] = (int64_t)i + 1;
        a->type[i] = 1;
        for (size_t k = 0; k < 3; k++) a->x[3 * i + k] = 10 * (double)(i / 2) + (k == 2 ? 1.234 * (double)(i % 2) : 0);
    }
    struct pdf_sums *s = NULL;
    const struct pdf_grid grid = {.n = 20, .dr = 0.1};
    int rc = pdf_accumulate(&s, a, grid, 4, err);
    if (rc == GB_OK) {
        double g00[20], g20[20];
        pdf_g(s, PDF_TOTAL, 0, 2, g00);
        pdf_g(s, PDF_TOTAL, 2, 2, g20);
        checks_add(c, "all bonds along z: g20/g00", g20[12] / g00[12], sqrt(5), 1e-12, "rounding");
    }
    pdf_sums_free(s);
    config_free(a);
    return rc;
}

struct histogram {
    uint64_t count[64];
    double dr;
};

static void fill(const struct pair_batch *b, void *ctx) {
    struct histogram *h = ctx;
    for (size_t p = 0; p < b->n; p++) h->count[(size_t)(b->r[p] / h->dr)]++;
}

static int cells_against_brute(struct checks *c, struct gb_error *err) {
    const double h[3][3] = {{5.3, 2.1, -1.7}, {0, 31.7, 9.3}, {0, 0, 6.1}}, r_max = 6.4;
    struct config *a = gas(600, h, 31);
    struct histogram cells = {.dr = 0.1}, brute = {.dr = 0.1};
    int rc = pairs_visit(a, r_max, fill, &cells, err);
    if (rc == GB_OK) rc = pairs_visit_brute(a, r_max, fill, &brute, err);
    if (rc == GB_OK) {
        double differ = 0, total = 0;
        for (size_t k = 0; k < 64; k++) {
            differ += fabs((double)cells.count[k] - (double)brute.count[k]);
            total += (double)brute.count[k];
        }
        checks_add(c, "cells against all images: counts that differ", differ, 0, 0, "a count");
        checks_add(c, "all images: pairs over expected",
                   total / (600.0 * 600 / 2 / box_volume(&a->box) * 4 * M_PI / 3 * pow(r_max, 3)), 1, 0.03,
                   "4 standard errors and N^2 for N(N-1)");
    }
    config_free(a);
    return rc;
}

int known_pair_sums(struct checks *c, struct gb_error *err) {
    int rc = ideal_gas(c, err);
    if (rc == GB_OK) rc = fcc_shells(c, err);
    if (rc == GB_OK) rc = bonds_along_z(c, err);
    if (rc == GB_OK) rc = cells_against_brute(c, err);
    return rc;
}

int known_transform(struct checks *c, struct gb_error *err) {
    const struct pdf_grid grid = {.n = 2048, .dr = 0.01};
    const size_t n_q = 4096;
    const double dq = 0.025, rho0 = 1.2;
    double *g = GB_ARRAY(grid.n, double), *back = GB_ARRAY(grid.n, double), *S = GB_ARRAY(n_q, double);
    int rc = GB_OK;
    for (int l = 0; l <= 2 && rc == GB_OK; l += 2) {
        double worst = 0, largest = 0;
        for (size_t k = 0; k < grid.n; k++) {
            double r = pdf_r(grid, k);
            g[k] = (l == 0) + 0.02 * exp(-pow((r - 2.85) / 0.2, 2)) - 0.01 * exp(-pow((r - 4.9) / 0.4, 2));
        }
        rc = bessel_forward(l, grid, g, rho0, n_q, dq, S, err);
        if (rc == GB_OK) rc = bessel_inverse(l, n_q, dq, S, rho0, grid, back, err);
        for (size_t k = 10; k < grid.n; k++) {
            worst = fmax(worst, fabs(back[k] - g[k]));
            largest = fmax(largest, fabs(g[k] - (l == 0)));
        }
        checks_add(c, l ? "g20 to S20 and back: largest error" : "g00 to S00 and back: largest error", worst / largest,
                   0, 1e-6, "of the largest value");
    }
    free(g);
    free(back);
    free(S);
    return rc;
}

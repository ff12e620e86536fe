/* Crystalline atoms and Voronoi indices, without LAMMPS: harmonics of bonds worked out here, lattices whose answer is
 * known, all pairs as oracle, and polyhedra from their faces. */
#include "base/mem.h"
#include "base/random.h"
#include "worker/plain/crystal.h"
#include "worker/plain/voronoi.h"

#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* P_l^m(x) sqrt((l-m)!/(l+m)!), m >= 0, by recursion. */
static double legendre(int l, int m, double x) {
    double pmm = 1, before = 0, scale = 1;
    for (int k = 1; k <= m; k++) pmm *= -(2 * k - 1) * sqrt(1 - x * x);
    double p = pmm;
    for (int k = m + 1; k <= l; k++) {
        double next = ((2 * k - 1) * x * p - (k + m - 1) * before) / (k - m);
        before = p;
        p = next;
    }
    for (int k = l - m + 1; k <= l + m; k++) scale /= k;
    return p * sqrt(scale);
}

/* Components m = -l .. l of the sum of Y_lm over the bonds, normalised to 1, and Q_l, as LAMMPS has them. */
static double components(int l, size_t n, const double (*bond)[3], double *out) {
    double norm = 0;
    for (int m = -l; m <= l; m++) {
        double complex sum = 0;
        for (size_t b = 0; b < n; b++) {
            const double *d = bond[b], r = sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
            const double sign = m < 0 && m % 2 != 0 ? -1 : 1;
            sum += sign * legendre(l, abs(m), d[2] / r) * CMPLX(cos(m * atan2(d[1], d[0])), sin(m * atan2(d[1], d[0])));
        }
        out[2 * (m + l)] = creal(sum) / (double)n;
        out[2 * (m + l) + 1] = cimag(sum) / (double)n;
        norm += pow(cabs(sum) / (double)n, 2);
    }
    for (int k = 0; k < 2 * (2 * l + 1); k++) out[k] /= sqrt(norm);
    return sqrt(norm);
}

static void random_bonds(uint64_t *g, size_t n, double (*bond)[3]) {
    for (size_t b = 0; b < n; b++)
        for (int a = 0; a < 3; a++) bond[b][a] = random_uniform(g) - 0.5;
}

/* The real vector keeps every scalar product: that of two environments is Sum_b,b' P_l(cos) over their bonds. */
static void scalar_products(void **state) {
    (void)state;
    uint64_t g = 7;
    double one[9][3], two[14][3], c1[50], c2[50];
    float f1[25], f2[25];
    for (int d = 0; d < CRYSTAL_N_DEGREES; d++) {
        const int l = crystal_degree[d];
        random_bonds(&g, 9, one);
        random_bonds(&g, 14, two);
        crystal_part(l, components(l, 9, (const double(*)[3])one, c1), c1, f1);
        crystal_part(l, components(l, 14, (const double(*)[3])two, c2), c2, f2);
        double dot = 0, sum = 0;
        for (int k = 0; k < 2 * l + 1; k++) dot += (double)f1[k] * (double)f2[k];
        for (int i = 0; i < 9; i++)
            for (int j = 0; j < 14; j++) {
                const double *a = one[i], *b = two[j];
                double x = (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) /
                           sqrt((a[0] * a[0] + a[1] * a[1] + a[2] * a[2]) * (b[0] * b[0] + b[1] * b[1] + b[2] * b[2]));
                sum += legendre(l, 0, x) / (9 * 14);
            }
        if (!(fabs(dot - sum) < 1e-6)) fail_msg("l = %d: %.9g, expected %.9g", l, dot, sum);
    }
    float all[CRYSTAL_DIMENSION];
    double length = 0;
    for (int k = 0; k < CRYSTAL_DIMENSION; k++) all[k] = (float)(random_uniform(&g) - 0.5);
    crystal_normalise(all);
    for (int k = 0; k < CRYSTAL_DIMENSION; k++) length += (double)all[k] * (double)all[k];
    assert_true(fabs(length - 1) < 1e-6);
    memset(all, 0, sizeof all);
    crystal_normalise(all);
    assert_true(all[0] == 0);
}

/* n^3 atoms of a simple cubic lattice of constant 1 (so that lengths are in units of rho^(-1/3)); stretched: edges. */
static struct config *cubic(size_t n) {
    struct config *c = config_create(n * n * n, 1);
    for (int a = 0; a < 3; a++) c->box.h[a][a] = (double)n;
    for (size_t i = 0; i < c->n; i++) {
        c->x[3 * i] = 0.1 + (double)(i % n);
        c->x[3 * i + 1] = 0.1 + (double)(i / n % n);
        c->x[3 * i + 2] = 0.1 + (double)(i / n / n);
    }
    return c;
}

static void random_environment(uint64_t *g, float *e) {
    for (int k = 0; k < CRYSTAL_DIMENSION; k++) e[k] = (float)(random_uniform(g) - 0.5);
    crystal_normalise(e);
}

/* Two slabs whose atoms are alike within each, in a matrix of which no two atoms are: counts against all pairs. */
static void slabs(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    uint64_t g = 3;
    const size_t n = 16;
    struct config *c = cubic(n);
    float *e = GB_ARRAY(c->n * CRYSTAL_DIMENSION, float), kind[2][CRYSTAL_DIMENSION];
    unsigned *alike = GB_ARRAY(c->n, unsigned);
    struct crystals found;
    random_environment(&g, kind[0]);
    random_environment(&g, kind[1]);
    for (size_t i = 0; i < c->n; i++) {
        const size_t z = i / n / n;
        if (z < 3 || (z >= 8 && z < 10)) /* three layers of one kind, two of the other */
            memcpy(e + i * CRYSTAL_DIMENSION, kind[z >= 8], sizeof kind[0]);
        else
            random_environment(&g, e + i * CRYSTAL_DIMENSION);
    }
    assert_int_equal(crystal_find(c, e, alike, &found, &err), GB_OK);
    for (size_t i = 0; i < c->n; i += 37) {
        unsigned expected = 0;
        for (size_t j = 0; j < c->n; j++) {
            double d[3], dot = 0;
            for (int a = 0; a < 3; a++) d[a] = c->x[3 * j + (size_t)a] - c->x[3 * i + (size_t)a];
            box_minimum_image(&c->box, d);
            for (size_t k = 0; k < CRYSTAL_DIMENSION; k++)
                dot += (double)e[i * CRYSTAL_DIMENSION + k] * (double)e[j * CRYSTAL_DIMENSION + k];
            expected += i != j && dot > CRYSTAL_ALIKE && sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]) < CRYSTAL_RANGE;
        }
        assert_int_equal(alike[i], expected);
    }
    assert_int_equal(found.atoms, 5 * n * n);
    assert_int_equal(found.largest, 3 * n * n); /* the slabs do not touch */
    /* in a box of two cells an atom's own images are not others */
    struct config *small = cubic(2);
    for (size_t i = 0; i < small->n; i++) random_environment(&g, e + i * CRYSTAL_DIMENSION);
    assert_int_equal(crystal_find(small, e, alike, &found, &err), GB_OK);
    assert_true(found.atoms == 0 && found.largest == 0);
    config_free(small);
    config_free(c);
    free(e);
    free(alike);
}

/* Voronoi: lattices ------------------------------------------------------------------------------------------------ */

/* The faces of n^3 cells of bcc (two atoms each; squares and hexagons), with a face of no size between two others. */
static size_t bcc_faces(size_t n, double *face) {
    size_t rows = 0;
    for (size_t at = 0; at < 2 * n * n * n; at++) {
        const size_t centre = at % 2, c = at / 2, x = c % n, y = c / n % n, z = c / n / n;
        for (int k = 0; k < 14; k++) {
            size_t to[3] = {x, y, z}, other = centre;
            if (k < 8) { /* the other sublattice: cells before, or behind */
                other = 1 - centre;
                for (int a = 0; a < 3; a++)
                    if (k >> a & 1) to[a] = (to[a] + (centre ? 1 : n - 1)) % n;
            } else {
                to[(k - 8) / 2] = (to[(k - 8) / 2] + (k % 2 ? 1 : n - 1)) % n;
            }
            double *f = face + 3 * rows++;
            f[0] = (double)(at + 1);
            f[1] = (double)(2 * (to[0] + n * (to[1] + n * to[2])) + other + 1);
            f[2] = k < 8 ? 0.3248 : 0.125;
        }
    }
    return rows;
}

static void polyhedra(void **state) {
    (void)state;
    const size_t n = 4, atoms = 2 * n * n * n;
    double *face = GB_ARRAY(3 * (14 * atoms + 4), double), out[VORONOI_N_QUANTITIES];
    size_t rows = bcc_faces(n, face);
    for (int turn = 0; turn < 2; turn++) {
        voronoi_statistics(atoms, rows, face, out);
        assert_true(out[VORONOI_FACES] == 14 && out[VORONOI_BCC] == 1 && out[VORONOI_FIVE_FOLD] == 0);
        assert_true(out[VORONOI_ICOSAHEDRA] == 0 && out[VORONOI_MIXED] == 0 && out[VORONOI_FRANK_KASPER] == 0);
        for (int side = 0; side < 2 && turn == 0; side++) { /* a tiny face, and one with an atom that is none */
            memcpy(face + 3 * rows++, side ? (double[]){60, 1, 0.02} : (double[]){1, 60, 0.02}, 3 * sizeof *face);
            memcpy(face + 3 * rows++, (double[]){1, 0, 0.3}, 3 * sizeof *face);
        }
    }
    free(face);

    /* a centred icosahedron: twelve neighbours, each touching five of the others */
    const double t = (1 + sqrt(5)) / 2;
    double corner[12][3], ico[3 * 24 + 3 * 12 * 5];
    for (int k = 0; k < 12; k++) {
        const double one = k & 1 ? 1 : -1, gold = k & 2 ? t : -t;
        corner[k][k / 4] = 0;
        corner[k][(k / 4 + 1) % 3] = one;
        corner[k][(k / 4 + 2) % 3] = gold;
    }
    rows = 0;
    for (int i = 0; i < 12; i++) {
        memcpy(ico + 3 * rows++, (double[]){13, i + 1, 1}, 3 * sizeof *ico);
        memcpy(ico + 3 * rows++, (double[]){i + 1, 13, 1}, 3 * sizeof *ico);
        for (int j = 0; j < 12; j++) {
            double d2 = 0;
            for (int a = 0; a < 3; a++) d2 += pow(corner[i][a] - corner[j][a], 2);
            if (i != j && d2 < 4.1) memcpy(ico + 3 * rows++, (double[]){i + 1, j + 1, 1}, 3 * sizeof *ico);
        }
    }
    assert_int_equal(rows, 24 + 60);
    voronoi_statistics(13, rows, ico, out);
    assert_true(fabs(out[VORONOI_ICOSAHEDRA] - 1.0 / 13) < 1e-12);
    assert_true(fabs(out[VORONOI_FIVE_FOLD] - 24.0 / 84) < 1e-12); /* seen from either side */
    assert_true(fabs(out[VORONOI_FACES] - 84.0 / 13) < 1e-12);
    voronoi_statistics(3, 0, ico, out);
    assert_true(out[VORONOI_FACES] == 0 && out[VORONOI_FIVE_FOLD] == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalar_products),
        cmocka_unit_test(slabs),
        cmocka_unit_test(polyhedra),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

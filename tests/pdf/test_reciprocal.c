/* The sum over the box's own Q vectors: crystals, single vectors by hand, sampling; and S_l0(Q) of a strained amorphous
 * packing by this sum against pair sums and Bessel transforms, which share nothing with it. */
#include "pdf/reciprocal.h"

#include "base/mem.h"
#include "pairs/pairs.h"
#include "pdf/structure.h"

#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static double uniform(uint64_t *seed) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) * 0x1p-53;
}

static void near(double v, double expected, double tolerance, const char *what) {
    if (!(fabs(v - expected) <= tolerance))
        fail_msg("%s: %.12g, expected %.12g within %g", what, v, expected, tolerance);
}

static struct scatter weights(enum scatter_probe probe, const struct config *c) {
    static const char *const element[] = {"Ni", "P"};
    double n[2] = {0, 0};
    struct scatter s;
    for (size_t i = 0; i < c->n; i++) n[c->type[i] - 1]++;
    assert_int_equal(scatter_init(&s, probe, c->n_types, element, n, NULL), GB_OK);
    return s;
}

static struct reciprocal sum(const struct config *c, const struct scatter *sc, const struct reciprocal_options *o) {
    struct reciprocal r;
    struct gb_error err = GB_ERROR_INIT;
    if (reciprocal_sum(&r, c, sc, o, &err) != GB_OK) fail_msg("%s", err.text);
    return r;
}

/* n atoms of two types at random in a strongly triclinic box. */
static struct config *tilted_gas(size_t n) {
    struct config *c = config_create(n, 2);
    c->box = (struct box){{-3, 2, 1}, {{7.1, 2.9, -3.3}, {0, 6.3, 2.2}, {0, 0, 8.7}}};
    uint64_t seed = 5;
    for (size_t i = 0; i < n; i++) {
        double s[3];
        for (int d = 0; d < 3; d++) s[d] = 3 * uniform(&seed) - 1; /* unwrapped */
        for (int d = 0; d < 3; d++)
            c->x[3 * i + (size_t)d] =
                c->box.origin[d] + c->box.h[d][0] * s[0] + c->box.h[d][1] * s[1] + c->box.h[d][2] * s[2];
        c->type[i] = i % 5 ? 1 : 2;
    }
    return c;
}

/* Every vector by hand, the bins' averages and least squares by another road: normal equations of {1, sqrt5 P2}. */
static void by_hand(void **state) {
    (void)state;
    struct config *c = tilted_gas(130);
    const struct scatter sc = weights(SCATTER_XRAY, c);
    const double axis[3] = {1, -2, 0.5}, length = sqrt(5.25), angstrom = 2.2;
    const struct reciprocal_options o = {9, 0.5, 2, {1, -2, 0.5}, 0, 0, 3, angstrom};
    struct reciprocal r = sum(c, &sc, &o);
    double inv[3][3], n[9] = {0}, q_sum[9] = {0}, x[9] = {0}, xx[9] = {0}, y[9] = {0}, xy[9] = {0};
    box_invert(&c->box, inv);
    for (int a = -9; a <= 9; a++)
        for (int b = -9; b <= 9; b++)
            for (int d = -9; d <= 9; d++) {
                double Q[3], q = 0, along = 0;
                for (int k = 0; k < 3; k++) {
                    Q[k] = 2 * M_PI * (a * inv[0][k] + b * inv[1][k] + d * inv[2][k]);
                    q += Q[k] * Q[k];
                    along += Q[k] * axis[k] / length;
                }
                q = sqrt(q);
                const size_t bin = (size_t)(q / 0.5);
                if (bin >= 9 || !(q > 0)) continue;
                double complex A = 0;
                for (size_t i = 0; i < c->n; i++) {
                    const double t = Q[0] * c->x[3 * i] + Q[1] * c->x[3 * i + 1] + Q[2] * c->x[3 * i + 2];
                    A += scatter_f(&sc, c->type[i] - 1, q / angstrom) * CMPLX(cos(t), sin(t));
                }
                const double f = scatter_mean_f(&sc, q / angstrom), f2 = scatter_mean_f_squared(&sc, q / angstrom);
                const double S = 1 + (creal(A * conj(A)) / 130 - f2) / (f * f);
                const double basis = sqrt(5) * (1.5 * along * along / (q * q) - 0.5);
                n[bin] += 0.5, q_sum[bin] += 0.5 * q; /* Q and -Q */
                x[bin] += 0.5 * basis, xx[bin] += 0.5 * basis * basis, y[bin] += 0.5 * S, xy[bin] += 0.5 * basis * S;
            }
    for (size_t j = 0; j < 9; j++) {
        assert_int_equal(r.vectors[j], (size_t)(n[j] + 0.25));
        if (n[j] < 4) continue;
        const double S2 = (n[j] * xy[j] - x[j] * y[j]) / (n[j] * xx[j] - x[j] * x[j]), S0 = (y[j] - S2 * x[j]) / n[j];
        near(r.q[j], q_sum[j] / n[j], 1e-12, "mean Q");
        near(r.S[0][j], S0, 1e-9, "S00");
        near(r.S[1][j], S2, 1e-9, "S20");
        assert_true(r.err[0][j] > 0 && r.err[0][j] < 3);
    }
    assert_null(r.S[2]);
    reciprocal_clear(&r);
    config_free(c);
}

/* Simple cubic, 5^3 cells of 2 pi: S = N at Q of the crystal, 0 at every other Q of the box. */
static void crystal(void **state) {
    (void)state;
    enum { CELLS = 5, N = CELLS * CELLS * CELLS };
    struct config *c = config_create(N, 1);
    for (int d = 0; d < 3; d++) c->box.h[d][d] = 2 * M_PI * CELLS;
    for (int i = 0; i < N; i++) {
        c->x[3 * i] = 2 * M_PI * (i % CELLS);
        c->x[3 * i + 1] = 2 * M_PI * (i / CELLS % CELLS);
        c->x[3 * i + 2] = 2 * M_PI * (i / CELLS / CELLS);
    }
    const struct scatter sc = {.probe = SCATTER_NUMBER, .n = 1, .fraction = {1}};
    const struct reciprocal_options o = {50, 0.0497, 0, {0, 0, 0}, 0, 0, 1, 1};
    struct reciprocal r = sum(c, &sc, &o);
    double bragg[50] = {0}, shells[][2] = {{1, 3}, {sqrt(2), 6}, {sqrt(3), 4}, {2, 3}, {sqrt(5), 12}, {sqrt(6), 12}};
    for (int i = 0; i < 6; i++) bragg[(size_t)(shells[i][0] / 0.0497)] += N * shells[i][1];
    for (size_t j = 0; j < 50; j++)
        if (r.vectors[j] > 1) near(r.S[0][j] * (double)r.vectors[j], bragg[j], 1e-9 * N, "Bragg intensity");
    /* one cell's own vectors: cubic directions cannot tell S20 from S40, nor one shell S20 from nothing */
    struct reciprocal_options lone = {30, 0.0497, 4, {0, 0, 1}, 0, 0, 1, 1};
    struct reciprocal s = sum(c, &sc, &lone);
    assert_int_equal(s.vectors[4], 3);
    assert_true(isnan(s.S[0][4]) && isnan(s.S[1][4]) && isnan(s.err[2][4]));
    assert_int_equal(s.vectors[0], 0);
    assert_true(isnan(s.q[0]));
    reciprocal_clear(&r);
    reciprocal_clear(&s);
    config_free(c);
}

/* What must not matter: threads, origin, unwrapping, order of the atoms. What does: the seed, where vectors are drawn.
 */
static void invariance(void **state) {
    (void)state;
    struct config *c = tilted_gas(70), *moved = config_copy(c);
    const struct scatter sc = weights(SCATTER_NUMBER, c);
    struct reciprocal_options o = {60, 0.25, 4, {0, 1, 1}, 40, 3, 1, 1};
    struct reciprocal a = sum(c, &sc, &o);
    o.threads = 7;
    struct reciprocal b = sum(c, &sc, &o);
    for (int l = 0; l < 3; l++) {
        assert_memory_equal(a.S[l], b.S[l], 60 * sizeof(double));
        assert_memory_equal(a.err[l], b.err[l], 60 * sizeof(double));
    }
    for (size_t j = 20; j < 60; j++) assert_int_equal(a.vectors[j], 40);
    for (size_t i = 0; i < 70; i++) { /* another order, shifted, whole boxes further */
        memcpy(moved->x + 3 * i, c->x + 3 * (69 - i), 3 * sizeof(double));
        moved->type[i] = c->type[69 - i];
        for (int d = 0; d < 3; d++) moved->x[3 * i + (size_t)d] += 0.77 * (d + 1) + c->box.h[d][1] * (double)(i % 3);
    }
    struct reciprocal m = sum(moved, &sc, &o);
    for (size_t j = 20; j < 60; j++) near(m.S[1][j], a.S[1][j], 1e-9, "S20 of the moved gas");
    o.seed = 4;
    struct reciprocal other = sum(c, &sc, &o);
    assert_true(other.S[0][50] != a.S[0][50]);
    struct reciprocal *all[] = {&a, &b, &m, &other};
    for (int i = 0; i < 4; i++) reciprocal_clear(all[i]);
    config_free(c);
    config_free(moved);
}

/* Drawn vectors stand for all: means over many seeds agree with the sum over all, also in |Q| and angle. */
static void sampling(void **state) {
    (void)state;
    struct config *c = tilted_gas(40);
    const struct scatter sc = weights(SCATTER_NUMBER, c);
    struct reciprocal_options o = {24, 0.5, 2, {0, 0, 1}, 0, 0, 1, 1};
    struct reciprocal whole = sum(c, &sc, &o);
    enum { SEEDS = 60 };
    double mean[3] = {0}, var[3] = {0};
    o.max_per_bin = 60;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        o.seed = seed;
        struct reciprocal r = sum(c, &sc, &o);
        const double v[3] = {r.q[23], r.S[0][23], r.S[1][23]};
        for (int i = 0; i < 3; i++) {
            mean[i] += v[i] / SEEDS;
            var[i] += v[i] * v[i] / SEEDS;
        }
        reciprocal_clear(&r);
    }
    assert_true(whole.vectors[23] > 4 * o.max_per_bin);
    const double expected[3] = {whole.q[23], whole.S[0][23], whole.S[1][23]};
    for (int i = 0; i < 3; i++) {
        const double err = sqrt((var[i] - mean[i] * mean[i]) / SEEDS);
        near(mean[i], expected[i], 3.5 * err, i == 0 ? "mean |Q|" : i == 1 ? "S00" : "S20");
    }
    reciprocal_clear(&whole);
    config_free(c);
}

/* An amorphous packing: soft spheres, 4:1, from random places down the gradient of sum (1 - r/d)^2. */
struct soft {
    const struct config *c;
    double *force;
};
static double diameter(int a, int b) { return a + b == 2 ? 1.1 : a + b == 3 ? 0.95 : 0.9; }
static void push(const struct pair_batch *b, void *ctx) {
    struct soft *s = ctx;
    for (size_t m = 0; m < b->n; m++) {
        const double d = diameter(s->c->type[b->i[m]], s->c->type[b->j[m]]), r = b->r[m];
        if (r >= d || r < 1e-9) continue;
        const double f = (1 - r / d) / r, v[3] = {b->dx[m], b->dy[m], b->dz[m]};
        for (int k = 0; k < 3; k++) {
            s->force[3 * b->i[m] + (size_t)k] -= f * v[k];
            s->force[3 * b->j[m] + (size_t)k] += f * v[k];
        }
    }
}
static struct config *packing(size_t n) {
    struct config *c = config_create(n, 2);
    uint64_t seed = 11;
    for (int d = 0; d < 3; d++) c->box.h[d][d] = cbrt((double)n / 1.1);
    for (size_t i = 0; i < 3 * n; i++) c->x[i] = c->box.h[0][0] * uniform(&seed);
    for (size_t i = 0; i < n; i++) c->type[i] = i % 5 ? 1 : 2;
    struct soft s = {c, GB_ARRAY(3 * n, double)};
    for (int step = 0; step < 150; step++) {
        memset(s.force, 0, 3 * n * sizeof(double));
        assert_int_equal(pairs_visit(c, 1.1, push, &s, NULL), GB_OK);
        for (size_t i = 0; i < 3 * n; i++) c->x[i] += 0.15 * s.force[i];
    }
    free(s.force);
    return c;
}

static struct structure by_pairs(const struct config *c, const struct scatter *sc, const struct reciprocal *like) {
    const double half = box_volume(&c->box);
    const struct pdf_grid grid = {(size_t)(0.48 * cbrt(half) / 0.002), 0.002};
    struct pdf_sums *s;
    assert_int_equal(pdf_accumulate(&s, c, grid, 4, NULL), GB_OK);
    double *g[9];
    for (int i = 0; i < 9; i++) {
        g[i] = GB_ARRAY(grid.n, double);
        pdf_g(s, i % 3, 2 * (i / 3), 2, g[i]);
    }
    const struct structure_input in = {
        grid, (double)c->n / box_volume(&c->box), 4, (const double *const *)g, (double)grid.n * grid.dr / 3, 2.2};
    struct structure out;
    assert_int_equal(structure_from_partials(&out, sc, &in, like->n * 4, like->dq / 4, NULL), GB_OK);
    for (int i = 0; i < 9; i++) free(g[i]);
    pdf_sums_free(s);
    return out;
}
static double at(const struct structure *s, const double *S, double q) {
    const double x = q / s->dq - 0.5;
    const size_t j = (size_t)x;
    return S[j] + (x - (double)j) * (S[j + 1] - S[j]);
}

/* Under a strain of 6 % S20 is many errors; both roads agree within the speckle, for each probe and order. */
static void packing_under_load(void **state) {
    (void)state;
    struct config *c = packing(3000);
    const double F[3] = {1.02, 1.02, 0.94};
    for (size_t i = 0; i < 3 * c->n; i++) c->x[i] *= F[i % 3];
    for (int d = 0; d < 3; d++) c->box.h[d][d] *= F[d];
    for (int probe = 0; probe < SCATTER_N_PROBES; probe++) {
        const struct scatter sc = weights((enum scatter_probe)probe, c);
        const struct reciprocal_options o = {200, 0.2, 4, {0, 0, 1}, 300, 1, 0, 2.2};
        struct reciprocal r = sum(c, &sc, &o);
        struct structure s = by_pairs(c, &sc, &r);
        for (int l = 0; l < 3; l++) {
            double chi2 = 0, signal = 0, n = 0, xy = 0, xx = 0;
            for (size_t j = 25; j < 198; j++) { /* Q from 5, where a sixth of the box is many wavelengths */
                const double limit = l == 0, err = r.err[l][j];
                const double x = (at(&s, s.S[l], r.q[j]) - limit) / err, y = (r.S[l][j] - limit) / err;
                chi2 += (y - x) * (y - x);
                signal += y * y;
                xy += x * y;
                xx += x * x;
                n++;
            }
            print_message("%s weights, S%d0: chi2 %.2f a bin, of the signal alone %.2f; slope %.3f\n",
                          scatter_probe_name((enum scatter_probe)probe), 2 * l, chi2 / n, signal / n, xy / xx);
            assert_true(chi2 / n < 1.25);
            if (l == 2) continue; /* no signal */
            assert_true(signal / n > (l == 0 ? 20 : 2));
            near(xy / xx, 1, l == 0 ? 0.02 : 0.2, "slope of the sum against the transform");
        }
        reciprocal_clear(&r);
        structure_clear(&s);
    }
    config_free(c);
}

static void refused(int rc, struct gb_error *err, const char *says) {
    assert_int_equal(rc, GB_EINPUT);
    if (!strstr(err->text, says)) fail_msg("'%s' is not in '%s'", says, err->text);
    gb_error_clear(err);
}

static void errors(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *c = tilted_gas(10);
    struct scatter sc = weights(SCATTER_XRAY, c);
    struct reciprocal r;
    const struct reciprocal_options good = {10, 0.5, 2, {0, 0, 0}, 10, 0, 1, 1};
    struct reciprocal_options o = good;
    o.n_q = 0;
    refused(reciprocal_sum(&r, c, &sc, &o, &err), &err, "0 bins of Q: allowed are 1 to 1000000");
    o = good;
    o.dq = NAN;
    refused(reciprocal_sum(&r, c, &sc, &o, &err), &err, "step nan of Q");
    o = good;
    o.l_max = 3;
    refused(reciprocal_sum(&r, c, &sc, &o, &err), &err, "l up to 3: allowed are 0, 2 and 4");
    o = good;
    o.dq = 10;
    refused(reciprocal_sum(&r, c, &sc, &o, &err), &err, "Q up to 100 1/angstrom: form factors are known up to");
    sc.probe = SCATTER_NUMBER;
    o.dq = 1;
    o.n_q = 900;
    o.max_per_bin = 0;
    refused(reciprocal_sum(&r, c, &sc, &o, &err), &err, "take fewer a bin, or a lower Q");
    o.dq = 1e6;
    o.max_per_bin = 3;
    refused(reciprocal_sum(&r, c, &sc, &o, &err), &err, "the box is more than 20000 wavelengths long");
    o.dq = 1e300;
    refused(reciprocal_sum(&r, c, &sc, &o, &err), &err, "the box is more than");
    sc.fraction[0] = 0.5;
    refused(reciprocal_sum(&r, c, &sc, &good, &err), &err, "species 1 is 0.8 of the atoms, to scatter as 0.5 of them");
    sc.n = 1;
    refused(reciprocal_sum(&r, c, &sc, &good, &err), &err, "1 species are to scatter, the configuration has 2 types");
    config_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(crystal),
        cmocka_unit_test(invariance),
        cmocka_unit_test(sampling),
        cmocka_unit_test(packing_under_load),
        cmocka_unit_test(errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The excess of frozen-in anisotropy: curves with a known answer, a textured crystal, glasses made of random pairs. */
#include "help.h"

#include "truth/control.h"

/* A reproducible uniform number in [0, 1): splitmix64. */
static double uniform(uint64_t *state) {
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* ---- curves ---- */

enum { N = 800 };
static const struct pdf_grid grid = {N, 0.01};
static const struct smoothing smoothing = {.kind = SMOOTH_GAUSSIAN, .width = 0.06};

static const double de = -0.0037;

/* Weights 1 + extra times those of an isotropic glass. */
struct curves {
    double g00[N], p2p2[N], dpdp[N];
};

static double g00_at(double r) {
    return 1 / (1 + exp(-(r - 1.9) / 0.05)) + 2.7 * exp(-pow((r - 1.1) / 0.09, 2) / 2) +
           0.4 * exp(-pow((r - 2.6) / 0.2, 2) / 2);
}
static double extra_r(double r) {
    return 0.11 * exp(-pow((r - 1.15) / 0.15, 2)) + 0.07 * exp(-pow((r - 2.7) / 0.3, 2));
}
static double extra_t(double r) { return -0.05 * exp(-pow((r - 1.05) / 0.2, 2)) + 0.03 * exp(-pow((r - 3) / 0.4, 2)); }

static void make_curves(struct curves *c, double texture) {
    for (size_t k = 0; k < N; k++) {
        const double r = pdf_r(grid, k);
        c->g00[k] = g00_at(r);
        c->p2p2[k] = c->g00[k] / 5 * (1 + texture * extra_r(r));
        c->dpdp[k] = 1.2 * c->g00[k] * (1 + texture * extra_t(r));
    }
}

static double flux_at(double r) { return sqrt(5) * 2 / 3 * de * r * g00_at(r) / 5 * extra_r(r); }

static void known_curves(void **state) {
    (void)state;
    struct curves c;
    double x[N], twice[N], largest = 0;
    make_curves(&c, 1);
    truth_excess(grid, c.g00, c.p2p2, c.dpdp, de, x);
    for (size_t k = 5; k < N - 5; k++) {
        const double r = pdf_r(grid, k), h = 1e-5;
        const double near = sqrt(5) * de * g00_at(r) * (0.4 * extra_t(r) - 4.0 / 15 * extra_r(r));
        assert_near(x[k], near - (flux_at(r + h) - flux_at(r - h)) / (2 * h), 3e-6);
        largest = fmax(largest, fabs(x[k]));
    }
    assert_true(largest > 1e-3);
    /* linear: in the strain, and in the weights' excess */
    truth_excess(grid, c.g00, c.p2p2, c.dpdp, 2 * de, twice);
    for (size_t k = 0; k < N; k++) assert_near(twice[k], 2 * x[k], 1e-15);
    make_curves(&c, 2);
    truth_excess(grid, c.g00, c.p2p2, c.dpdp, de, twice);
    for (size_t k = 0; k < N; k++) assert_near(twice[k], 2 * x[k], 1e-13);
}

/* The g20 that continuity gives an affine strain of the textured glass, less X, is the affine law. */
static void leaves_the_affine_law(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct curves c;
    double x[N], near[N], flux[N], g20[N], law[N], off[N], worst = 0;
    make_curves(&c, 1);
    truth_excess(grid, c.g00, c.p2p2, c.dpdp, de, x);
    for (size_t k = 0; k < N; k++) {
        const double rad = 2.0 / 3 * de * c.p2p2[k], tan = 1.0 / 3 * de * c.dpdp[k];
        near[k] = sqrt(5) * (tan - 2 * rad);
        flux[k] = sqrt(5) * pdf_r(grid, k) * rad;
    }
    must(truth_continuity_g20(grid, c.g00, near, flux, de, &smoothing, g20, &err), &err);
    must(smooth_apply(&smoothing, grid, 2, x, off, &err), &err);
    must(smooth_r_derivative(&smoothing, grid, c.g00, law, &err), &err);
    for (size_t k = 0; k < N - 60; k++) {
        law[k] *= -2 * sqrt(5) / 15 * de;
        assert_near(g20[k] - off[k], law[k], 2e-6);
        worst = fmax(worst, fabs(g20[k] - law[k]));
    }
    assert_true(worst > 1e-3);
}

static void does_nothing_to_an_isotropic_glass(void **state) {
    (void)state;
    struct curves c;
    double x[N];
    make_curves(&c, 0);
    truth_excess(grid, c.g00, c.p2p2, c.dpdp, -0.01, x);
    for (size_t k = 0; k < N; k++) assert_near(x[k], 0, 1e-13);
    make_curves(&c, 1);
    truth_excess(grid, c.g00, c.p2p2, c.dpdp, 0, x);
    for (size_t k = 0; k < N; k++) assert_near(x[k], 0, 0);
}

/* ---- atoms ---- */

/* Simple cubic, each atom off its site by up to `jitter`: its bonds point along the axes, so <P2^2> is 2.5 times that
 * of a glass, for the mean over three axes too. */
static struct config *crystal(int edge, double jitter) {
    struct config *c = config_create((size_t)(edge * edge * edge), 1);
    uint64_t seed = 11;
    memset(&c->box, 0, sizeof c->box);
    for (int a = 0; a < 3; a++) c->box.h[a][a] = edge * 1.04;
    for (size_t i = 0; i < c->n; i++) {
        const size_t e = (size_t)edge, at[3] = {i % e, i / e % e, i / e / e};
        c->id[i] = (int64_t)i + 1;
        c->type[i] = 1;
        for (size_t k = 0; k < 3; k++) c->x[3 * i + k] = 1.04 * (double)at[k] + jitter * (2 * uniform(&seed) - 1);
    }
    return c;
}

/* Axial compression with lateral expansion nu eps. */
static struct config *compressed(const struct config *ref, int axis, double eps, double nu) {
    struct config *c = config_copy(ref);
    for (int k = 0; k < 3; k++) {
        const double f = k == axis ? 1 - eps : 1 + nu * eps;
        c->box.h[k][k] *= f;
        for (size_t i = 0; i < c->n; i++) c->x[3 * i + (size_t)k] *= f;
    }
    return c;
}

/* Means over the axes of g20_sym and of the weights, as the measure stage makes them. */
static void measure(const struct config *ref, double eps, double nu, double *g20, struct curves *c) {
    struct gb_error err = GB_ERROR_INIT;
    struct truth_profile *mean = NULL;
    double g[N];
    struct pdf_sums *sums;
    memset(g20, 0, N * sizeof *g20);
    for (int axis = 0; axis < 3; axis++)
        for (int sign = 1; sign >= -1; sign -= 2) {
            struct config *load = compressed(ref, axis, sign * eps, nu);
            struct truth_profile *p;
            must(pdf_accumulate(&sums, load, grid, 1U << axis, &err), &err);
            pdf_g(sums, PDF_TOTAL, 2, axis, g);
            for (size_t k = 0; k < N; k++) g20[k] += sign * g[k] / 6;
            pdf_sums_free(sums);
            must(truth_profile(&p, ref, load, axis, grid, 1, &err), &err);
            if (!mean) mean = truth_profile_zero_like(p);
            truth_profile_add(mean, sign / 6.0, p);
            truth_profile_free(p);
            config_free(load);
        }
    must(pdf_accumulate(&sums, ref, grid, 1, &err), &err);
    pdf_g(sums, PDF_TOTAL, 0, 0, c->g00);
    pdf_sums_free(sums);
    truth_density(mean, PDF_TOTAL, TRUTH_P2P2, c->p2p2);
    truth_density(mean, PDF_TOTAL, TRUTH_DPDP, c->dpdp);
    truth_profile_free(mean);
}

/* Cubic texture put in on purpose: affine strain reads 2.5 times too much at the first bonds; less X it is the affine
 * law of an isotropic glass. */
static void texture_is_taken_off(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    const double eps = 0.003, nu = 0.37, m = eps * 2 * (1 + nu) / (3 * sqrt(5));
    struct config *ref = crystal(17, 0.12);
    struct curves c;
    double g20[N], x[N], off[N], measured[N], law[N], plain = 0, controlled = 0, size = 0;
    measure(ref, eps, nu, g20, &c);
    truth_excess(grid, c.g00, c.p2p2, c.dpdp, -(1 + nu) * eps, x);
    must(smooth_apply(&smoothing, grid, 2, g20, measured, &err), &err);
    must(smooth_r_derivative(&smoothing, grid, c.g00, law, &err), &err);
    must(smooth_apply(&smoothing, grid, 2, x, off, &err), &err);
    for (size_t k = 0; k < N - 60; k++) {
        plain += pow(measured[k] - m * law[k], 2);
        controlled += pow(measured[k] - off[k] - m * law[k], 2);
        size += pow(m * law[k], 2);
    }
    assert_true(plain > 0.3 * size);
    if (!(controlled < 1e-3 * size)) fail_msg("controlled is off by %g of the law", sqrt(controlled / size));
    config_free(ref);
}

/* ---- many samples ---- */

/* A "glass" of pairs in two shells, directions drawn at random: frozen-in anisotropy by chance. Each pair is moved by
 * 0.8 of the affine map, and a scatter of its own; likewise across. */
enum { PAIRS = 600, GLASSES = 400 };
static void random_glass(uint64_t *seed, struct curves *c, double *near, double *flux) {
    memset(c, 0, sizeof *c);
    memset(near, 0, N * sizeof *near);
    memset(flux, 0, N * sizeof *flux);
    const double expected = 1.0 / (PAIRS / 20.0); /* about 20 bins hold a shell */
    for (int i = 0; i < PAIRS; i++) {
        const double r = 1.1 + 0.2 * (uniform(seed) + uniform(seed) - 1) + (i % 2 ? 0 : 3), z = 2 * uniform(seed) - 1;
        const size_t k = pdf_bin(grid, r);
        const double P2 = 1.5 * z * z - 0.5, dP = -3 * z * sqrt(1 - z * z);
        const double radial = 0.8 * de * (2.0 / 3 * P2 + 0.2 * (uniform(seed) - 0.5));
        const double across = 0.8 * de * (1.0 / 3 * dP + 0.2 * (uniform(seed) - 0.5));
        c->g00[k] += expected;
        c->p2p2[k] += expected * P2 * P2;
        c->dpdp[k] += expected * dP * dP;
        near[k] += sqrt(5) * expected * (across * dP - 2 * radial * P2);
        flux[k] += sqrt(5) * expected * radial * P2 * pdf_r(grid, k);
    }
}

/* Zero in the mean over glasses, and what it takes off is most of the scatter. */
static void unbiased_over_random_glasses(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    const struct smoothing wide = {.kind = SMOOTH_GAUSSIAN, .width = 0.1};
    uint64_t seed = 5;
    struct curves c;
    double x[N], near[N], flux[N], smooth[N], sum[3] = {0}, square[3] = {0}; /* X, g20, g20 - X at a shell's flank */
    const size_t k = pdf_bin(grid, 1.0);
    for (int g = 0; g < GLASSES; g++) {
        double v[3];
        random_glass(&seed, &c, near, flux);
        truth_excess(grid, c.g00, c.p2p2, c.dpdp, de, x);
        must(smooth_apply(&wide, grid, 2, x, smooth, &err), &err);
        v[0] = smooth[k];
        must(smooth_derivative(&wide, grid, flux, smooth, &err), &err);
        v[1] = -smooth[k];
        must(smooth_apply(&wide, grid, 2, near, smooth, &err), &err);
        v[1] += smooth[k];
        v[2] = v[1] - v[0];
        for (int i = 0; i < 3; i++) sum[i] += v[i], square[i] += v[i] * v[i];
    }
    double mean[3], sd[3];
    for (int i = 0; i < 3; i++) {
        mean[i] = sum[i] / GLASSES;
        sd[i] = sqrt(square[i] / GLASSES - mean[i] * mean[i]);
    }
    if (!(fabs(mean[0]) < 2.5 * sd[0] / sqrt(GLASSES)))
        fail_msg("the mean of X is %g +- %g", mean[0], sd[0] / sqrt(GLASSES));
    print_message("X %.4g +- %.2g, g20 %.4g +- %.2g, less X %.4g +- %.2g\n", mean[0], sd[0], mean[1], sd[1], mean[2],
                  sd[2]);
    assert_true(fabs(mean[1]) > 50 * sd[0] / sqrt(GLASSES));
    assert_true(sd[2] < 0.6 * sd[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_curves),
        cmocka_unit_test(leaves_the_affine_law),
        cmocka_unit_test(does_nothing_to_an_isotropic_glass),
        cmocka_unit_test(texture_is_taken_off),
        cmocka_unit_test(unbiased_over_random_glasses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

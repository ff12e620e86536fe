/* The truth from the atoms: known deformations, hand-made pairs, slow oracles. */
#include "help.h"

#include "truth/truth.h"

#include "pairs/pairs.h"

#include <gsl/gsl_multifit.h>
#include <stdio.h>

/* A reproducible uniform number in [0, 1): splitmix64. */
static double uniform(uint64_t *state) {
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* A simple cubic lattice of nx ny nz atoms, each off its site by up to `jitter`, two types, in a slightly tilted box.
 */
static struct config *jittered(int nx, int ny, int nz, double jitter, double tilt) {
    struct config *c = config_create((size_t)(nx * ny * nz), 2);
    uint64_t seed = 7;
    const double edge = 1.03;
    memset(&c->box, 0, sizeof c->box);
    c->box.origin[0] = -2.1;
    c->box.origin[1] = 0.3;
    c->box.h[0][0] = nx * edge;
    c->box.h[1][1] = ny * edge;
    c->box.h[2][2] = nz * edge;
    c->box.h[0][1] = tilt * ny * edge;
    c->box.h[1][2] = -0.5 * tilt * nz * edge;
    size_t i = 0;
    for (int a = 0; a < nx; a++)
        for (int b = 0; b < ny; b++)
            for (int d = 0; d < nz; d++, i++) {
                const double s[3] = {(a + 0.5) / nx, (b + 0.5) / ny, (d + 0.5) / nz};
                c->id[i] = (int64_t)(3 * i + 5);
                c->type[i] = uniform(&seed) < 0.7 ? 1 : 2;
                for (size_t k = 0; k < 3; k++) {
                    double x = c->box.origin[k];
                    for (size_t m = 0; m < 3; m++) x += c->box.h[k][m] * s[m];
                    c->x[3 * i + k] = x + jitter * (2 * uniform(&seed) - 1);
                }
            }
    return c;
}

/* The box and all atoms taken through F about the box's origin. */
static struct config *deformed(const struct config *ref, double F[3][3]) {
    struct config *c = config_copy(ref);
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            c->box.h[a][b] = 0;
            for (int k = 0; k < 3; k++) c->box.h[a][b] += F[a][k] * ref->box.h[k][b];
        }
    for (size_t i = 0; i < c->n; i++)
        for (size_t a = 0; a < 3; a++) {
            c->x[3 * i + a] = ref->box.origin[a];
            for (size_t b = 0; b < 3; b++) c->x[3 * i + a] += F[a][b] * (ref->x[3 * i + b] - ref->box.origin[b]);
        }
    return c;
}

/* Axial compression eps with lateral expansion nu eps about `axis`. */
static struct config *compressed(const struct config *ref, int axis, double eps, double nu) {
    double F[3][3] = {{0}};
    for (int a = 0; a < 3; a++) F[a][a] = a == axis ? 1 - eps : 1 + nu * eps;
    return deformed(ref, F);
}

/* Adds the same smooth-plus-random displacement field to every state, scaled. */
static void displace(struct config *c, const struct config *ref, double amplitude) {
    uint64_t seed = 99;
    for (size_t i = 0; i < c->n; i++)
        for (size_t a = 0; a < 3; a++)
            c->x[3 * i + a] += amplitude * (uniform(&seed) - 0.5 + sin(2.1 * ref->x[3 * i + (a + 1) % 3]));
}

static void wrap_elsewhere(struct config *c, const double shift[3]) {
    uint64_t seed = 3;
    for (size_t i = 0; i < c->n; i++) {
        double image[3];
        for (int a = 0; a < 3; a++) image[a] = floor(5 * uniform(&seed)) - 2;
        for (size_t a = 0; a < 3; a++) {
            c->x[3 * i + a] += shift[a];
            for (size_t b = 0; b < 3; b++) c->x[3 * i + a] += c->box.h[a][b] * image[b];
        }
    }
}

static double correlation(size_t lo, size_t hi, const double *x, const double *y, double *slope) {
    double n = (double)(hi - lo), mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    for (size_t k = lo; k < hi; k++) mx += x[k] / n, my += y[k] / n;
    for (size_t k = lo; k < hi; k++) {
        xx += (x[k] - mx) * (x[k] - mx);
        yy += (y[k] - my) * (y[k] - my);
        xy += (x[k] - mx) * (y[k] - my);
    }
    if (slope) *slope = xy / xx;
    return xy / sqrt(xx * yy);
}

static void affine_gives_the_strain(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *ref = jittered(9, 8, 10, 0.15, 0.1);
    const double eps = 0.0137, nu = 0.5; /* no change of volume to first order: one axis is enough, see below */
    const struct pdf_grid grid = {300, 0.01};
    const struct smoothing s = {.kind = SMOOTH_GAUSSIAN, .width = 0.07};
    double rad[300], tan[300];
    for (int axis = 0; axis < 3; axis++) {
        struct config *load = compressed(ref, axis, eps, nu);
        struct truth_deformation d;
        must(truth_deformation(ref, load, axis, &d, &err), &err);
        assert_near(d.e_par, -eps, 1e-14);
        assert_near(d.e_perp, nu * eps, 1e-14);
        assert_near(d.volume_ratio, (1 - eps) * pow(1 + nu * eps, 2), 1e-13);
        double *w;
        must(truth_nonaffine(ref, load, &w, &err), &err);
        for (size_t i = 0; i < 3 * ref->n; i++) assert_near(w[i], 0, 1e-12);
        free(w);
        /* tr(F-1) = 0, so the isotropic part, which one axis' <P2> would let through, is absent; du is linear in F:
         * exact */
        struct truth_profile *p;
        must(truth_profile(&p, ref, load, axis, grid, 1, &err), &err);
        for (int pair = PDF_TOTAL; pair < 3; pair++) {
            must(truth_strain_profiles(p, pair, nu, &s, rad, tan, &err), &err);
            size_t seen = 0;
            for (size_t k = 0; k < grid.n; k++) {
                seen += isfinite(rad[k]) && isfinite(tan[k]);
                if (isfinite(rad[k])) assert_near(rad[k], eps, 1e-11);
                if (isfinite(tan[k])) assert_near(tan[k], eps, 1e-11);
            }
            assert_true(seen > 150);
        }
        truth_profile_free(p);
        config_free(load);
    }
    config_free(ref);
    gb_error_clear(&err);
}

/* With a change of volume, one axis is off by <P2>/<P2^2>, the mean over x, y, z is exact again. */
static void three_axes_cancel_the_volume(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *ref = jittered(7, 8, 9, 0.1, 0), *load[3];
    const double eps = 0.01, nu = 0.3;
    const int axis[3] = {0, 1, 2};
    const struct pdf_grid grid = {250, 0.01};
    const struct smoothing s = {.kind = SMOOTH_GAUSSIAN, .width = 0.07};
    for (int a = 0; a < 3; a++) load[a] = compressed(ref, a, eps, nu);
    struct truth_profile *p[3], *mean;
    must(truth_profiles(p, 3, ref, (const struct config *const *)load, axis, grid, 1, &err), &err);
    mean = truth_profile_zero_like(p[0]);
    double rad[250], tan[250], off = 0;
    for (int a = 0; a < 3; a++) truth_profile_add(mean, 1.0 / 3, p[a]);
    must(truth_strain_profiles(mean, PDF_TOTAL, nu, &s, rad, tan, &err), &err);
    for (size_t k = 0; k < grid.n; k++) {
        if (isfinite(rad[k])) assert_near(rad[k], eps, 1e-11);
        if (isfinite(tan[k])) assert_near(tan[k], eps, 1e-11);
    }
    truth_profile_free(mean);
    mean = truth_profile_zero_like(
        p[0]); /* half of (plus - minus), both being the same load here, turned round: nothing moves */
    truth_profile_add(mean, 0.5, p[0]);
    truth_profile_add(mean, -0.5, p[0]);
    must(truth_strain_profiles(mean, PDF_TOTAL, nu, &s, rad, tan, &err), &err);
    for (size_t k = 150; k < grid.n; k++) assert_near(rad[k], 0, 1e-13);
    must(truth_strain_profiles(p[2], PDF_TOTAL, nu, &s, rad, tan, &err), &err);
    for (size_t k = 0; k < grid.n; k++)
        if (!isnan(rad[k])) off = fmax(off, fabs(rad[k] - eps));
    assert_true(off > 1e-5);
    for (int a = 0; a < 3; a++) {
        config_free(load[a]);
        truth_profile_free(p[a]);
    }
    truth_profile_free(mean);
    config_free(ref);
}

/* ln(V'/V) of the cells, by their edges; the factor keeps its sign, and the weights P2^2 are counted by its size. */
static void change_of_volume(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *ref = jittered(5, 6, 7, 0.1, 0.1), *load = compressed(ref, 1, 0.013, 0.31);
    const struct pdf_grid grid = {200, 0.01};
    struct truth_profile *p, *sum;
    must(truth_profile(&p, ref, load, 1, grid, 1, &err), &err);
    const double dlnV = log((1 - 0.013) * pow(1 + 0.31 * 0.013, 2));
    assert_true(dlnV < -0.004);
    assert_near(p->dlnV, dlnV, 1e-13);
    sum = truth_profile_zero_like(p);
    assert_near(sum->dlnV, 0, 0);
    truth_profile_add(sum, -0.7, p);
    assert_near(sum->dlnV, -0.7 * dlnV, 1e-13);
    truth_profile_add(sum, 0.2, p);
    assert_near(sum->dlnV, -0.5 * dlnV, 1e-13);
    for (size_t which = 0; which < TRUTH_N_SUMS; which++) {
        const double factor = which == TRUTH_P2P2 || which == TRUTH_DPDP ? 0.9 : -0.5;
        for (size_t k = 0; k < grid.n; k++)
            assert_near(sum->sum[which * grid.n + k], factor * p->sum[which * grid.n + k], 1e-12);
    }
    truth_profile_free(p);
    truth_profile_free(sum);
    config_free(ref);
    config_free(load);
}

static double legendre2(double theta) { return 1.5 * cos(theta) * cos(theta) - 0.5; }

/* Two atoms: every sum against angles and unit vectors worked out the long way. */
static void one_pair_by_hand(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *ref = config_create(2, 2), *load;
    memset(&ref->box, 0, sizeof ref->box);
    for (int a = 0; a < 3; a++) ref->box.h[a][a] = 20;
    const double r[3] = {0.7, -0.9, 1.1}, move[3] = {0.03, 0.05, -0.02};
    for (size_t a = 0; a < 3; a++) {
        ref->x[a] = 19.8;
        ref->x[3 + a] = 19.8 + r[a] - (a == 1 ? 0 : 20); /* across the boundary in x and z */
    }
    ref->id[0] = 4, ref->id[1] = 9, ref->type[0] = 2, ref->type[1] = 1;
    load = config_copy(ref);
    for (size_t a = 0; a < 3; a++) load->x[3 + a] += move[a] + (a == 0 ? 20 : 0);
    const struct pdf_grid grid = {40, 0.05};
    const double len = sqrt(0.49 + 0.81 + 1.21);
    for (int axis = 0; axis < 3; axis++) {
        struct truth_profile *p;
        must(truth_profile(&p, ref, load, axis, grid, 1, &err), &err);
        const int b = (axis + 1) % 3, c = (axis + 2) % 3;
        const double rho = hypot(r[b], r[c]), theta = atan2(rho, r[axis]), h = 1e-5;
        const double dP2 = (legendre2(theta + h) - legendre2(theta - h)) / (2 * h);
        double that[3], after[3], du_r = 0, du_t = 0, after_len = 0;
        that[axis] = -sin(theta);
        that[b] = cos(theta) * r[b] / rho;
        that[c] = cos(theta) * r[c] / rho;
        for (int a = 0; a < 3; a++) {
            du_r += move[a] * r[a] / len;
            du_t += move[a] * that[a];
            after[a] = r[a] + move[a];
            after_len += after[a] * after[a];
        }
        after_len = sqrt(after_len);
        const double P2 = legendre2(theta), P2_after = legendre2(acos(after[axis] / after_len));
        const double expected[TRUTH_N_SUMS] = {
            [TRUTH_RAD_NUM] = du_r * P2 / len, [TRUTH_TAN_NUM] = du_t * dP2 / len, [TRUTH_P2P2] = P2 * P2,
            [TRUTH_DPDP] = dP2 * dP2,          [TRUTH_A] = P2_after - P2,          [TRUTH_B] = P2 * (after_len - len)};
        const size_t k = (size_t)(len / grid.dr), row = pdf_pair_index(2, 0, 1);
        for (size_t which = 0; which < TRUTH_N_SUMS; which++)
            for (size_t i = 0; i < 3 * grid.n; i++) {
                size_t at = (i / grid.n * TRUTH_N_SUMS + which) * grid.n + i % grid.n;
                double want = i == row * grid.n + k ? expected[which] : 0;
                assert_near(p->sum[at], want, 1e-9);
            }
        double density[40];
        truth_density(p, PDF_TOTAL, TRUTH_P2P2, density);
        assert_near(density[k], P2 * P2 * 2 * 8000 / 4 / pdf_shell_volume(grid, k), 1e-9);
        truth_density(p, (int)row, TRUTH_P2P2, density);
        assert_near(density[k], P2 * P2 * 8000 / pdf_shell_volume(grid, k), 1e-8);
        truth_profile_free(p);
    }
    config_free(ref);
    config_free(load);
}

static void images_and_translation_do_not_matter(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *ref = jittered(6, 7, 8, 0.1, 0.2), *load = compressed(ref, 2, 0.01, 0.35);
    displace(load, ref, 0.02);
    double *w, *moved;
    must(truth_nonaffine(ref, load, &w, &err), &err);
    double half[3]; /* half of a and of b: on the edge of the nearest image unless the translation is found first */
    for (int a = 0; a < 3; a++) half[a] = 0.5 * (load->box.h[a][0] + load->box.h[a][1]);
    wrap_elsewhere(load, half);
    const double none[3] = {0};
    struct config *ref2 = config_copy(ref);
    wrap_elsewhere(ref2, none);
    must(truth_nonaffine(ref2, load, &moved, &err), &err);
    double size = 0;
    for (size_t i = 0; i < 3 * ref->n; i++) {
        assert_near(w[i], moved[i], 1e-11);
        size = fmax(size, fabs(w[i]));
    }
    assert_true(size > 0.01 && size < 0.05);
    struct truth_profile *p, *q;
    const struct pdf_grid grid = {50, 0.05};
    must(truth_profile(&p, ref, load, 1, grid, 1, &err), &err);
    must(truth_profile(&q, ref2, load, 1, grid, 1, &err), &err);
    for (size_t i = 0; i < p->n_pairs * TRUTH_N_SUMS * grid.n; i++) assert_near(p->sum[i], q->sum[i], 1e-9);
    truth_profile_free(p);
    truth_profile_free(q);
    free(w);
    free(moved);
    config_free(ref);
    config_free(ref2);
    config_free(load);
}

/* The loaded file in any order of lines. */
static void order_of_lines_does_not_matter(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *ref = jittered(5, 5, 5, 0.1, 0), *load = compressed(ref, 0, 0.01, 0.3), *read;
    displace(load, ref, 0.02);
    char path[] = "/tmp/glassbed_truth_XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    fprintf(f, "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n%zu\nITEM: BOX BOUNDS pp pp pp\n", load->n);
    for (int a = 0; a < 3; a++)
        fprintf(f, "%.17g %.17g\n", load->box.origin[a], load->box.origin[a] + load->box.h[a][a]);
    fprintf(f, "ITEM: ATOMS id type x y z\n");
    for (size_t i = 0; i < load->n; i++) {
        size_t k = (i * 47 + 11) % load->n;
        fprintf(f, "%lld %d %.17g %.17g %.17g\n", (long long)load->id[k], load->type[k], load->x[3 * k],
                load->x[3 * k + 1], load->x[3 * k + 2]);
    }
    assert_int_equal(fclose(f), 0);
    must(config_read(&read, path, -1, NULL, 0, &err), &err);
    unlink(path);
    double *w, *shuffled;
    must(truth_nonaffine(ref, load, &w, &err), &err);
    must(truth_nonaffine(ref, read, &shuffled, &err), &err);
    for (size_t i = 0; i < 3 * ref->n; i++) assert_near(w[i], shuffled[i], 1e-12);
    free(w);
    free(shuffled);
    config_free(ref);
    config_free(load);
    config_free(read);
}

struct oracle {
    size_t n;
    double from[256][3], to[256][3];
};

/* Neighbours of atom i in the reference, all images, and where they went: O(N), by hand. */
static void neighbours(struct oracle *o, const struct config *ref, const struct config *load, size_t i, double r_cut) {
    o->n = 0;
    for (size_t j = 0; j < ref->n; j++)
        for (int m = 0; m < 27; m++) {
            const int image[3] = {m % 3 - 1, m / 3 % 3 - 1, m / 9 - 1};
            double r[3], t[3], sq = 0;
            for (size_t a = 0; a < 3; a++) {
                r[a] = ref->x[3 * j + a] - ref->x[3 * i + a];
                t[a] = load->x[3 * j + a] - load->x[3 * i + a];
                for (size_t b = 0; b < 3; b++) {
                    r[a] += ref->box.h[a][b] * image[b];
                    t[a] += load->box.h[a][b] * image[b];
                }
                sq += r[a] * r[a];
            }
            if (sq >= r_cut * r_cut || sq == 0) continue;
            memcpy(o->from[o->n], r, sizeof r);
            memcpy(o->to[o->n++], t, sizeof t);
        }
}

/* Residual of the best linear map, and the map, by GSL's least squares, one component at a time. */
static double best_map(const struct oracle *o, double J[3][3]) {
    gsl_matrix *X = gsl_matrix_alloc(o->n, 3), *cov = gsl_matrix_alloc(3, 3);
    gsl_vector *y = gsl_vector_alloc(o->n), *c = gsl_vector_alloc(3);
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(o->n, 3);
    double total = 0, chisq;
    for (size_t a = 0; a < 3; a++) {
        for (size_t k = 0; k < o->n; k++) {
            for (size_t b = 0; b < 3; b++) gsl_matrix_set(X, k, b, o->from[k][b]);
            gsl_vector_set(y, k, o->to[k][a]);
        }
        gsl_multifit_linear(X, y, c, cov, &chisq, work);
        for (size_t b = 0; b < 3; b++) J[a][b] = gsl_vector_get(c, b);
        total += chisq;
    }
    gsl_multifit_linear_free(work);
    gsl_matrix_free(X);
    gsl_matrix_free(cov);
    gsl_vector_free(y);
    gsl_vector_free(c);
    return total;
}

static void d2min_against_least_squares(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *ref = jittered(6, 6, 7, 0.15, 0.1), *load = compressed(ref, 1, 0.02, 0.3);
    const double r_cut = 1.6;
    double *mean = GB_ARRAY(ref->n, double), *sum = GB_ARRAY(ref->n, double), *shear = GB_ARRAY(ref->n, double);
    must(truth_d2min(ref, load, r_cut, mean, sum, shear, &err), &err);
    for (size_t i = 0; i < ref->n; i++) assert_near(sum[i], 0, 1e-22);
    displace(load, ref, 0.03);
    struct oracle *o = GB_NEW(struct oracle);
    must(truth_d2min(ref, load, r_cut, mean, sum, shear, &err), &err);
    for (size_t i = 0; i < ref->n; i++) {
        double J[3][3], E[3][3], trace = 0, dev = 0;
        neighbours(o, ref, load, i, r_cut);
        double d2 = best_map(o, J);
        assert_near(sum[i], d2, 1e-10 * fmax(1e-3, d2));
        assert_near(mean[i] * (double)o->n, sum[i], 1e-14);
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++) {
                E[a][b] = -0.5 * (a == b);
                for (int k = 0; k < 3; k++) E[a][b] += 0.5 * J[k][a] * J[k][b];
                if (a == b) trace += E[a][a];
            }
        for (int a = 0; a < 3; a++) /* sqrt(dev:dev/2), the same invariant written another way */
            for (int b = 0; b < 3; b++) dev += pow(E[a][b] - (a == b) * trace / 3, 2);
        assert_near(shear[i], sqrt(dev / 2), 1e-10);
    }
    must(truth_d2min(ref, load, 0.3, mean, NULL, shear, &err), &err); /* nobody has a neighbour */
    for (size_t i = 0; i < ref->n; i++) assert_true(isnan(mean[i]) && isnan(shear[i]));
    free(o);
    free(mean);
    free(sum);
    free(shear);
    config_free(ref);
    config_free(load);
}

/* Measured change of smoothed g20 between +/- loads against continuity, for one pair of types or all. The measured one
 * is a difference of histograms: with bins as wide as the displacements it is off by 1 to 3 %, so they are narrow here.
 */
enum { FINE = 1680 };
static void compare_continuity(const struct config *ref, struct config *const load[2], int axis, int pair,
                               const struct smoothing *s, double least, double slope_tolerance) {
    struct gb_error err = GB_ERROR_INIT;
    const struct pdf_grid grid = {FINE, 4.2 / FINE};
    const int axes[2] = {axis, axis};
    struct truth_profile *p[2], *half;
    struct truth_deformation d[2];
    must(truth_profiles(p, 2, ref, (const struct config *const *)load, axes, grid, 1, &err), &err);
    half = truth_profile_zero_like(p[0]);
    double raw[2][FINE], g00[FINE], near[FINE], flux[FINE], direct[FINE], implied[FINE], rough[FINE], de = 0, slope;
    for (int k = 0; k < 2; k++) {
        struct pdf_sums *sums;
        truth_profile_add(half, k ? -0.5 : 0.5, p[k]);
        must(pdf_accumulate(&sums, load[k], grid, 1U << axis, &err), &err);
        pdf_g(sums, pair, 2, axis, raw[k]);
        pdf_sums_free(sums);
        must(truth_deformation(ref, load[k], axis, &d[k], &err), &err);
        de += (k ? -0.5 : 0.5) * (d[k].e_par - d[k].e_perp);
        truth_profile_free(p[k]);
    }
    struct pdf_sums *sums;
    must(pdf_accumulate(&sums, ref, grid, 1U << axis, &err), &err);
    pdf_g(sums, pair, 0, axis, g00);
    pdf_sums_free(sums);
    for (size_t k = 0; k < grid.n; k++) rough[k] = 0.5 * (raw[0][k] - raw[1][k]);
    must(smooth_apply(s, grid, 2, rough, direct, &err), &err);
    truth_continuity(half, pair, near, flux);
    must(truth_continuity_g20(grid, g00, near, flux, de, s, implied, &err), &err);
    double r = correlation(FINE / 6, FINE * 3 / 4, implied, direct, &slope);
    if (!(r > least && fabs(slope - 1) < slope_tolerance))
        fail_msg("pair %d: correlation %.5f slope %.5f", pair, r, slope);
    truth_profile_free(half);
}

static void continuity_is_the_measured_g20(void **state) {
    (void)state;
    struct config *ref = jittered(11, 10, 9, 0.15, 0.05), *load[2];
    const double strain = 0.004; /* the third order is of relative size (strain r / s)^2 / 6: 0.3 % here */
    const struct smoothing gauss = {.kind = SMOOTH_GAUSSIAN, .width = 0.1};
    const struct smoothing lorch = {.kind = SMOOTH_QWINDOW, .q_max = 7, .window = QWINDOW_LORCH};
    for (int field = 0; field < 2; field++) /* affine; affine and a displacement field */
        for (int axis = 0; axis < 3; axis += 2) {
            for (int k = 0; k < 2; k++) {
                load[k] = compressed(ref, axis, k ? -strain : strain, 0.3);
                if (field) displace(load[k], ref, k ? -strain : strain);
            }
            for (int pair = PDF_TOTAL; pair < 3; pair++) compare_continuity(ref, load, axis, pair, &gauss, 0.999, 0.01);
            /* so coarse that L and d/dr in the wrong order would show: 0.996 */
            compare_continuity(ref, load, axis, PDF_TOTAL, &lorch, 0.9995, 0.01);
            for (int k = 0; k < 2; k++) config_free(load[k]);
        }
    config_free(ref);
}

/* The split into an affine part and a rest does not depend on the `de` that is split off. */
static void continuity_does_not_depend_on_the_split(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *ref = jittered(8, 8, 8, 0.1, 0), *load = compressed(ref, 2, 0.005, 0.3);
    displace(load, ref, 0.005);
    const struct pdf_grid grid = {400, 0.01};
    const struct smoothing s = {.kind = SMOOTH_GAUSSIAN, .width = 0.08};
    struct truth_profile *p;
    struct pdf_sums *sums;
    double g00[400], near[400], flux[400], one[400], two[400], size = 0;
    must(truth_profile(&p, ref, load, 2, grid, 1, &err), &err);
    must(pdf_accumulate(&sums, ref, grid, 4, &err), &err);
    pdf_g(sums, PDF_TOTAL, 0, 2, g00);
    truth_continuity(p, PDF_TOTAL, near, flux);
    must(truth_continuity_g20(grid, g00, near, flux, 0, &s, one, &err), &err);
    must(truth_continuity_g20(grid, g00, near, flux, -0.0065, &s, two, &err), &err);
    for (size_t k = 0; k < 350; k++) size = fmax(size, fabs(one[k]));
    for (size_t k = 0; k < 350; k++) assert_near(one[k], two[k], 2e-3 * size);
    truth_profile_free(p);
    pdf_sums_free(sums);
    config_free(ref);
    config_free(load);
}

static void bonds_against_all_pairs(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *ref = jittered(6, 6, 6, 0.1, 0), *load = compressed(ref, 0, 0.01, 0.3);
    displace(load, ref, 0.05);
    uint64_t before, cut, formed, want[3] = {0};
    const double r_bond = 1.2;
    must(truth_bonds(ref, load, r_bond, &before, &cut, &formed, &err), &err);
    struct oracle *o = GB_NEW(struct oracle);
    for (size_t i = 0; i < ref->n; i++) {
        neighbours(o, ref, load, i, 2.0);
        for (size_t k = 0; k < o->n; k++) {
            double was = 0, is = 0;
            for (int a = 0; a < 3; a++) {
                was += o->from[k][a] * o->from[k][a];
                is += o->to[k][a] * o->to[k][a];
            }
            bool b = sqrt(was) < r_bond, n = sqrt(is) < r_bond;
            want[0] += b;
            want[1] += b && !n;
            want[2] += n && !b;
        }
    }
    free(o);
    assert_int_equal(before, want[0] / 2);
    assert_int_equal(cut, want[1] / 2);
    assert_int_equal(formed, want[2] / 2);
    assert_true(cut > 0 && formed > 0);
    config_free(ref);
    config_free(load);
}

static void expect_error(int rc, struct gb_error *err, const char *part) {
    assert_int_equal(rc, GB_EINPUT);
    if (!strstr(err->text, part)) fail_msg("'%s' does not say '%s'", err->text, part);
    gb_error_clear(err);
}

/* The same threads give the same bits, other numbers of them the same sums to rounding. */
static void threads_change_rounding_alone(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *ref = jittered(11, 10, 9, 0.15, 0.1), *load = compressed(ref, 1, 0.01, 0.4);
    displace(load, ref, 0.01);
    const struct pdf_grid grid = {160, 0.02};
    struct truth_profile *p[4];
    const int threads[4] = {1, 3, 3, 2};
    for (int k = 0; k < 4; k++) must(truth_profile(&p[k], ref, load, 1, grid, threads[k], &err), &err);
    const size_t n = p[0]->n_pairs * TRUTH_N_SUMS * grid.n;
    assert_memory_equal(p[1]->sum, p[2]->sum, n * sizeof(double));
    size_t filled = 0;
    for (size_t k = 0; k < n; k++) {
        filled += p[0]->sum[k] != 0;
        for (int q = 1; q < 4; q += 2) assert_near(p[q]->sum[k], p[0]->sum[k], 1e-12 * (1 + fabs(p[0]->sum[k])));
    }
    assert_true(filled > n / 2);
    for (int k = 0; k < 4; k++) truth_profile_free(p[k]);
    config_free(ref);
    config_free(load);
}

static void says_what_does_not_match(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *ref = jittered(3, 3, 3, 0.1, 0), *load = config_copy(ref), *few = jittered(3, 3, 2, 0.1, 0);
    double *w;
    struct truth_deformation d;
    expect_error(truth_nonaffine(ref, few, &w, &err), &err, "has 27 atoms, the loaded state has 18");
    assert_null(w);
    load->type[4] = 3 - load->type[4];
    expect_error(truth_nonaffine(ref, load, &w, &err), &err, "atom id 17 has type");
    load->id[4]++;
    expect_error(truth_nonaffine(ref, load, &w, &err), &err,
                 "atom id 17 is in the reference but not in the loaded state");
    load->box.h[2][2] *= 2;
    expect_error(truth_deformation(ref, load, 2, &d, &err), &err, "strain of 1 (element zz)");
    expect_error(truth_deformation(ref, load, 3, &d, &err), &err, "loading axis 3");
    struct truth_profile *p;
    expect_error(truth_profile(&p, ref, load, 2, (struct pdf_grid){10, 0.1}, 1, &err), &err, "strain of 1");
    assert_null(p);
    expect_error(truth_profile(&p, ref, ref, 2, (struct pdf_grid){0, 0.1}, 1, &err), &err, "grid is empty");
    config_free(ref);
    config_free(load);
    config_free(few);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(affine_gives_the_strain),
        cmocka_unit_test(three_axes_cancel_the_volume),
        cmocka_unit_test(change_of_volume),
        cmocka_unit_test(one_pair_by_hand),
        cmocka_unit_test(images_and_translation_do_not_matter),
        cmocka_unit_test(order_of_lines_does_not_matter),
        cmocka_unit_test(d2min_against_least_squares),
        cmocka_unit_test(continuity_is_the_measured_g20),
        cmocka_unit_test(continuity_does_not_depend_on_the_split),
        cmocka_unit_test(bonds_against_all_pairs),
        cmocka_unit_test(threads_change_rounding_alone),
        cmocka_unit_test(says_what_does_not_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The subcommand `truth` on configurations whose deformation is known: every number of its head and its columns. */
#include "command/command.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"
#include "pdf/smooth.h"
#include "truth/truth.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* cmocka's assert_float_equal compares floats. */
#define assert_near(a, b, tolerance)                                                                                   \
    do {                                                                                                               \
        double a_ = (a), b_ = (b);                                                                                     \
        if (!(fabs(a_ - b_) <= (tolerance))) fail_msg("%s = %.17g, expected %.17g", #a, a_, b_);                       \
    } while (0)

static char folder[] = "/tmp/gb-cmd-truth-XXXXXX";
enum { EDGE = 8 };
static const double eps = 0.00413, nu = 0.29, spacing[3] = {2.61, 2.85, 2.53};

static void must(int rc, struct gb_error *err) {
    if (rc != GB_OK) fail_msg("%s", err->text ? err->text : "failed without words");
}

static double uniform(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

/* A jittered lattice whose axes differ, so that its own g20 is large, compressed by e along y, with nu e across, then
 * every atom moved by up to `move`. */
static struct config *glass(double e, double move) {
    struct config *c = config_create((size_t)EDGE * EDGE * EDGE, 1);
    uint64_t seed = 11;
    for (int a = 0; a < 3; a++) c->box.h[a][a] = EDGE * spacing[a] * (a == 1 ? 1 - e : 1 + nu * e);
    for (size_t i = 0; i < c->n; i++) {
        const size_t site[3] = {i / (EDGE * EDGE), i / EDGE % EDGE, i % EDGE};
        c->type[i] = 1;
        for (size_t a = 0; a < 3; a++) {
            const double s = ((double)site[a] + 0.5 + 0.25 * uniform(&seed)) / EDGE;
            c->x[3 * i + a] = s * c->box.h[a][a] + move * (uniform(&seed) - 0.5);
        }
    }
    return c;
}

static char *in(const char *name) { return gb_format("%s/%s", folder, name); }

static void put(const char *name, struct config *c) {
    struct gb_error err = GB_ERROR_INIT;
    char *path = in(name);
    must(config_write_dump(c, path, 0, NULL, &err), &err);
    config_free(c);
    free(path);
}

static int setup(void **state) {
    (void)state;
    if (!mkdtemp(folder)) return 1;
    put("ref.dump", glass(0, 0));
    put("affine.dump", glass(eps, 0));
    put("moved.dump", glass(eps, 0.09));
    return 0;
}

static int teardown(void **state) {
    (void)state;
    return gb_remove_tree(folder, NULL);
}

static struct gb_table *truth(const char *loaded) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_table *t;
    char *words =
             gb_format("truth %s/ref.dump %s/%s --axis y --r-max 8 --r-bin 0.002 --smooth 0.13 --d2min-cut 3.45 -j 1 "
                       "-o %s/out",
                       folder, folder, loaded, folder),
         *argv[32], *save = NULL, *path = in("out");
    int argc = 0;
    for (char *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save)) argv[argc++] = w;
    argv[argc] = NULL;
    assert_int_equal(cmd_truth(argc, argv), GB_OK);
    must(gb_table_read(&t, path, &err), &err);
    free(path);
    free(words);
    return t;
}

static double meta(const struct gb_table *t, const char *key) {
    const char *v = gb_table_meta_get(t, key);
    if (!v) fail_msg("no '%s' in the header", key);
    return strtod(v, NULL);
}
static void says(const struct gb_table *t, const char *key, const char *text) {
    const char *v = gb_table_meta_get(t, key);
    if (!v || !strstr(v, text)) fail_msg("%s: '%s' does not say '%s'", key, v ? v : "", text);
}

static double at(const struct gb_table *t, size_t row, const char *name) {
    const size_t c = gb_table_find(t, name);
    if (c == (size_t)-1) fail_msg("no column %s", name);
    return t->v[row * t->n_col + c];
}

static void cell_strain(const struct gb_table *t) {
    assert_near(meta(t, "e_par"), -eps, 1e-9);
    assert_near(meta(t, "e_perp"), nu * eps, 1e-9);
    assert_near(meta(t, "poisson"), nu, 1e-7);
    assert_near(meta(t, "eps_true"), eps, 1e-9);
    assert_near(meta(t, "atoms"), EDGE * EDGE * EDGE, 0);
    double F[3];
    assert_int_equal(sscanf(gb_table_meta_get(t, "F_y"), "%lf %lf %lf", &F[0], &F[1], &F[2]), 3);
    assert_near(F[1], 1 - eps, 1e-10);
    assert_near(F[0], 0, 1e-10);
    assert_int_equal(sscanf(gb_table_meta_get(t, "F_z"), "%lf %lf %lf", &F[0], &F[1], &F[2]), 3);
    assert_near(F[2], 1 + nu * eps, 1e-10);
    says(t, "smoothing", "gaussian 0.13 ang");
    says(t, "bins", "of 0.002 ang");
    says(t, "axis", "y");
}

/* What the cell does alone: both strains are the true one, whatever the change of volume, and continuity gives the
 * measured change of g20, to the second order of the strain: without the change of V it would be off twice as far. */
static void affine(void **state) {
    (void)state;
    struct gb_table *t = truth("affine.dump");
    double largest = 0, off = 0;
    size_t seen = 0;
    cell_strain(t);
    assert_int_equal(t->n_row, 4000);
    for (size_t k = 0; k < t->n_row; k++) {
        assert_near(at(t, k, "r_ang"), 0.001 + 0.002 * (double)k, 1e-8);
        for (int c = 0; c < 2; c++) {
            const double e = at(t, k, c ? "e_tan" : "e_rad");
            if (isnan(e)) continue; /* too few pairs there */
            assert_near(e, 1, 1e-6);
            seen++;
        }
        largest = fmax(largest, fabs(at(t, k, "g20_direct")));
        off = fmax(off, fabs(at(t, k, "g20_direct") - at(t, k, "g20_continuity")));
    }
    assert_true(seen > 1000 && largest > 0.01);
    if (!(off < 0.05 * largest)) fail_msg("continuity is off by %g of %g", off, largest);
    assert_near(meta(t, "correlation"), 1, 1e-3);
    assert_near(meta(t, "slope"), 1, 0.02);
    assert_near(meta(t, "d2min_mean"), 0, 1e-12);
    gb_table_free(t);
}

/* Moved atoms: D2min and bonds are those of the library, correlation and slope those of the columns. */
static void moved(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct gb_table *t = truth("moved.dump");
    struct config *ref = glass(0, 0), *load = glass(eps, 0.09);
    double *d2 = GB_ARRAY(ref->n, double), mean = 0;
    uint64_t bonds, cut, formed;
    cell_strain(t);
    must(truth_d2min(ref, load, 3.45, d2, NULL, NULL, &err), &err);
    must(truth_bonds(ref, load, 3.45, &bonds, &cut, &formed, &err), &err);
    size_t below = 0;
    for (size_t i = 0; i < ref->n; i++) mean += d2[i] / (double)ref->n;
    assert_true(mean > 1e-4);
    assert_near(meta(t, "d2min_mean"), mean, 1e-6 * mean);
    for (size_t i = 0; i < ref->n; i++) below += d2[i] < meta(t, "d2min_median");
    assert_int_equal(below, ref->n / 2);
    assert_true(fabs(meta(t, "d2min_median") / mean - 1) > 0.01);
    char *said = gb_format("%d, cut %d, formed %d", (int)bonds, (int)cut, (int)formed);
    assert_true(cut != formed && cut > 0);
    assert_string_equal(gb_table_meta_get(t, "bonds"), said);
    says(t, "d2min_mean", " ang^2 (mean over neighbours within 3.45 ang)");

    /* from 0.8 of the first peak of g00 on */
    const struct pdf_grid grid = {4400, 0.002};
    const struct smoothing gauss = {.kind = SMOOTH_GAUSSIAN, .width = 0.13};
    double *g00 = GB_ARRAY(grid.n, double), *smooth = GB_ARRAY(grid.n, double);
    struct pdf_sums *sums;
    must(pdf_accumulate(&sums, ref, grid, 2, &err), &err);
    pdf_g(sums, PDF_TOTAL, 0, 1, g00);
    must(smooth_apply(&gauss, grid, 0, g00, smooth, &err), &err);
    size_t top = 1000;
    for (size_t k = top; k < 1600; k++)
        if (smooth[k] > smooth[top]) top = k;
    assert_true(top > 1200 && top < 1500);
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (size_t k = (size_t)(0.8 * pdf_r(grid, top) / 0.002); k < t->n_row; k++) {
        const double implied = at(t, k, "g20_continuity"), direct = at(t, k, "g20_direct");
        n++, x += implied, y += direct;
        xx += implied * implied, yy += direct * direct, xy += implied * direct;
    }
    const double slope = (xy - x * y / n) / (xx - x * x / n);
    const double correlation = (xy - x * y / n) / sqrt((xx - x * x / n) * (yy - y * y / n));
    assert_near(meta(t, "correlation"), correlation, 1e-5);
    assert_near(meta(t, "slope"), slope, 1e-5);
    assert_true(fabs(slope - correlation) > 0.01);
    /* pair strains: what the sums over pairs leave once the isotropic part of the cell's strain is taken off */
    struct truth_profile *p;
    double *num = GB_ARRAY(grid.n, double), *den = GB_ARRAY(grid.n, double), *e = GB_ARRAY(grid.n, double), apart = 0;
    must(truth_profile(&p, ref, load, 1, grid, 1, &err), &err);
    pdf_g(sums, PDF_TOTAL, 2, 1, g00);
    for (int c = 0; c < 2; c++) {
        truth_density(p, PDF_TOTAL, c ? TRUTH_TAN_NUM : TRUTH_RAD_NUM, num);
        truth_density(p, PDF_TOTAL, c ? TRUTH_DPDP : TRUTH_P2P2, den);
        for (size_t k = 0; k < grid.n; k++) num[k] -= c ? 0 : (2 * nu - 1) / 3 * eps * g00[k] / sqrt(5);
        must(truth_smoothed_ratio(grid, num, den, c ? TRUTH_DPDP_LIMIT : TRUTH_P2P2_LIMIT, &gauss, e, &err), &err);
        for (size_t k = 0; k < t->n_row; k++) {
            const double said_k = at(t, k, c ? "e_tan" : "e_rad");
            if (isnan(said_k)) continue;
            assert_near(said_k, e[k] * (c ? -3 : -1.5) / ((1 + nu) * eps), 1e-4 * fmax(1, fabs(said_k)));
            apart = fmax(apart, fabs(said_k - at(t, k, c ? "e_rad" : "e_tan")));
        }
    }
    assert_true(apart > 0.1);
    truth_profile_free(p);
    free(num);
    free(den);
    free(e);
    pdf_sums_free(sums);
    free(g00);
    free(smooth);
    free(said);
    free(d2);
    config_free(ref);
    config_free(load);
    gb_table_free(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(affine), cmocka_unit_test(moved)};
    return cmocka_run_group_tests(tests, setup, teardown);
}

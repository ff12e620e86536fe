/* One glass twice: with its box along x, y and z, and with other edge vectors of the same lattice, which a reader has
 * to turn into LAMMPS's form. Axes are the file's: every curve and number about them is the same. */
#include "help.h"

#include "truth/truth.h"

#include <stdio.h>

enum { N = 300 };
static const double EDGE[3] = {9.1, 9.7, 10.3};

static double uniform(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) * 0x1p-53;
}

/* Atoms at random, strained by e_z along z and e_x across, and displaced a little; `general`: by other edge vectors. */
static struct config *glass(double e_z, double e_x, double displaced, bool general) {
    const double l[3] = {EDGE[0] * (1 + e_x), EDGE[1] * (1 + e_x), EDGE[2] * (1 + e_z)};
    struct gb_text t = {0};
    struct gb_error err = GB_ERROR_INIT;
    struct config *c;
    uint64_t seed = 11, other = 5;
    if (general)
        gb_text_add(&t, "%d\nLattice=\"%.17g %.17g 0 0 %.17g %.17g 0 0 %.17g\"\n", N, l[0], l[1], l[1], l[2], l[2]);
    else
        gb_text_add(&t, "%d\nLattice=\"%.17g 0 0 0 %.17g 0 0 0 %.17g\"\n", N, l[0], l[1], l[2]);
    for (int i = 0; i < N; i++) {
        gb_text_add(&t, i % 3 ? "Cu" : "Zr");
        for (int d = 0; d < 3; d++) gb_text_add(&t, " %.17g", l[d] * uniform(&seed) + displaced * uniform(&other));
        gb_text_add(&t, "\n");
    }
    char *path = in_folder("glass.xyz");
    assert_int_equal(gb_file_write(path, t.s, t.len, NULL), GB_OK);
    must(config_read(&c, path, -1, NULL, 0, &err), &err);
    assert_int_equal(c->rotated, general);
    free(path);
    free(t.s);
    return c;
}

static void same_curves(const struct pdf_sums *a, const struct pdf_sums *b, int l, int axis, bool product) {
    double *g[2] = {GB_ARRAY(a->grid.n, double), GB_ARRAY(a->grid.n, double)};
    const struct pdf_sums *s[] = {a, b};
    for (int k = 0; k < 2; k++) {
        if (product)
            pdf_g_product(s[k], PDF_TOTAL, axis, g[k]);
        else
            pdf_g(s[k], PDF_TOTAL, l, axis, g[k]);
    }
    for (size_t k = 0; k < a->grid.n; k++) close_to(g[1][k], g[0][k], 3e-5, "curve");
    free(g[0]);
    free(g[1]);
}

/* About x, y and z with the products, and about a direction. */
static void pdf_is_the_same(void **state) {
    (void)state;
    struct config *c[] = {glass(0, 0, 0, false), glass(0, 0, 0, true)};
    const struct pdf_grid grid = {24, 0.25};
    struct pdf_sums *s[2];
    const double n[3] = {1, 2, -0.5};
    const struct pdf_options how[] = {
        {.axes = 7, .l_max = 4}, {.axes = 1, .l_max = 4}, {.axes = 4, .l_max = 4, .direction = n}};
    for (size_t h = 0; h < 3; h++) {
        for (int k = 0; k < 2; k++) assert_int_equal(pdf_accumulate_with(&s[k], c[k], grid, &how[h], NULL), GB_OK);
        for (int axis = 0; axis < 3; axis++) {
            if (!(how[h].axes >> axis & 1)) continue;
            same_curves(s[0], s[1], 0, axis, false);
            same_curves(s[0], s[1], 2, axis, false);
            same_curves(s[0], s[1], 4, axis, false);
            if (how[h].axes == 7) same_curves(s[0], s[1], 2, axis, true);
        }
        for (int k = 0; k < 2; k++) pdf_sums_free(s[k]);
    }
    config_free(c[0]);
    config_free(c[1]);
}

static void close_all(const double *a, const double *b, size_t n, double tolerance, const char *what) {
    for (size_t k = 0; k < n; k++) close_to(b[k], a[k], tolerance, what);
}

static void truth_is_the_same(void **state) {
    (void)state;
    const struct pdf_grid grid = {20, 0.25};
    for (int axis = 0; axis < 3; axis++) {
        struct truth_deformation d[2];
        struct truth_profile *p[2];
        double d2[2][N], shear[2][N];
        uint64_t bonds[2][3];
        for (int k = 0; k < 2; k++) {
            struct config *ref = glass(0, 0, 0, k), *loaded = glass(-0.01, 0.0036, 0.05, k);
            assert_int_equal(truth_check_same(ref, loaded, NULL), GB_OK);
            assert_int_equal(truth_deformation(ref, loaded, axis, &d[k], NULL), GB_OK);
            assert_int_equal(truth_profile(&p[k], ref, loaded, axis, grid, 2, NULL), GB_OK);
            assert_int_equal(truth_d2min(ref, loaded, 3, d2[k], NULL, shear[k], NULL), GB_OK);
            assert_int_equal(truth_bonds(ref, loaded, 3, &bonds[k][0], &bonds[k][1], &bonds[k][2], NULL), GB_OK);
            config_free(ref);
            config_free(loaded);
        }
        assert_near(d[0].e_par, axis == 2 ? -0.01 : 0.0036, 1e-12);
        close_all(&d[0].F[0][0], &d[1].F[0][0], 9, 1e-12, "F");
        assert_near(d[1].e_par, d[0].e_par, 1e-12);
        assert_near(d[1].e_perp, d[0].e_perp, 1e-12);
        close_all(d2[0], d2[1], N, 1e-10, "D2min");
        close_all(shear[0], shear[1], N, 1e-10, "shear strain");
        for (int k = 0; k < 3; k++) assert_int_equal(bonds[0][k], bonds[1][k]);
        close_all(p[0]->sum, p[1]->sum, p[0]->n_pairs * TRUTH_N_SUMS * grid.n, 1e-9, "profile");
        truth_profile_free(p[0]);
        truth_profile_free(p[1]);
    }
    /* a general reference and a plain loaded state are of different edge vectors */
    struct gb_error err = GB_ERROR_INIT;
    struct truth_deformation d;
    struct config *ref = glass(0, 0, 0, true), *loaded = glass(-0.01, 0.0036, 0, false);
    must_fail(truth_deformation(ref, loaded, 2, &d, &err), GB_EINPUT, "written with the same edge vectors", &err);
    config_free(ref);
    config_free(loaded);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(pdf_is_the_same), cmocka_unit_test(truth_is_the_same)};
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

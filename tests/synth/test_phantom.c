/* Phantoms: the map of pairs, its moments, and that pipelines find what was imposed. */
#include "help.h"

#include "synth/phantom.h"

#include "strain/strain.h"

static const double nu = 0.36;
static const double fraction[2] = {0.645, 0.355};

static void refused(int rc, struct gb_error *err, const char *part) {
    assert_int_equal(rc, GB_EINPUT);
    if (!strstr(err->text, part)) fail_msg("'%s' not in '%s'", part, err->text);
    gb_error_clear(err);
}

static struct phantom_glass glass_of(const char *name, int n) {
    struct phantom_glass g;
    struct gb_error err = GB_ERROR_INIT;
    if (phantom_glass_analytic(&g, name, n, &err) != GB_OK) fail_msg("%s", err.text);
    return g;
}

static struct phantom_state loaded(const struct phantom_glass *glass, const struct phantom_profile *p,
                                   struct pdf_grid grid) {
    struct phantom_state s;
    struct gb_error err = GB_ERROR_INIT;
    if (phantom_loaded(&s, glass, p, nu, grid, 4, &err) != GB_OK) fail_msg("%s", err.text);
    return s;
}

static struct phantom_profile affine(double eps) {
    return (struct phantom_profile){.kind = PHANTOM_AFFINE, .eps_inf = eps};
}
static struct phantom_profile step(double eps, double ratio) {
    return (struct phantom_profile){
        .kind = PHANTOM_FIRST_SHELL, .eps_inf = eps, .eps_1 = eps * (1 - ratio), .r_switch = 3.8, .width = 0.1};
}
/* Low in the first shell, high on its flank, with a ripple beyond. */
static struct phantom_profile table(double eps) {
    const double R[] = {2, 2.6, 3.3, 5, 7.5, 9}, e[] = {0.3, 0.5, 1.4, 0.9, 1.1, 1};
    double scaled[6];
    struct phantom_profile p;
    for (int i = 0; i < 6; i++) scaled[i] = eps * e[i];
    assert_int_equal(phantom_profile_table(&p, 6, R, scaled, NULL), GB_OK);
    return p;
}

/* Forth and back; and the density factor is the Jacobian, by differences of the map. */
static void forth(const struct phantom_profile *p, double perp, double z, double *out_perp, double *out_z) {
    const double e = phantom_eps(p, hypot(perp, z), NULL);
    *out_perp = perp * (1 + nu * e);
    *out_z = z * (1 - e);
}
static void test_map(void **state) {
    (void)state;
    struct phantom_profile all[] = {affine(0.03), step(0.02, 0.4), step(-0.02, -0.3), table(0.02)};
    for (int i = 0; i < 4; i++) {
        for (double R = 2.03; R < 12; R += 0.317)
            for (double x = 0.013; x < 1; x += 0.11) {
                const double z0 = R * x, q0 = R * sqrt(1 - x * x), h = 1e-5;
                double q, z, q1, z1, q2, z2, q3, z3, q4, z4;
                forth(&all[i], q0, z0, &q, &z);
                forth(&all[i], q0 + h, z0, &q1, &z1);
                forth(&all[i], q0 - h, z0, &q2, &z2);
                forth(&all[i], q0, z0 + h, &q3, &z3);
                forth(&all[i], q0, z0 - h, &q4, &z4);
                const double det = ((q1 - q2) * (z3 - z4) - (q3 - q4) * (z1 - z2)) / (4 * h * h) * q / q0;
                const double e = all[i].eps_inf, far = (1 - e) * (1 + nu * e) * (1 + nu * e);
                const struct phantom_origin at = phantom_pull_back(&all[i], nu, hypot(q, z), z / hypot(q, z));
                close_to(at.R, R, 2e-13, "R");
                if (fabs(R - 2) < 0.01 || fabs(R - 9) < 0.01) continue; /* a table's ends: its slope jumps */
                close_to(at.factor, far / det, 2e-7, "density");
            }
        phantom_profile_clear(&all[i]);
    }
}

/* A constant strain in closed form, by a fine midpoint rule. */
static void test_affine(void **state) {
    (void)state;
    const struct phantom_glass glass = glass_of("cu-zr", 2);
    const struct phantom_profile p = affine(0.04);
    const struct pdf_grid grid = {40, 0.31};
    struct phantom_state s = loaded(&glass, &p, grid);
    close_to(s.rho0, glass.rho0 / (0.96 * pow(1 + 0.04 * nu, 2)), 1e-16, "density");
    assert_true(s.left <= 1e-9 && s.nodes >= 16);
    enum { M = 4000 };
    for (size_t pair = 0; pair < 3; pair++)
        for (size_t k = 0; k < grid.n; k++) {
            double sum[3] = {0};
            for (int i = 0; i < M; i++) {
                const double x = (i + 0.5) / M, r = pdf_r(grid, k);
                const double R = sqrt(pow(r * x / 0.96, 2) + r * r * (1 - x * x) / pow(1 + 0.04 * nu, 2));
                const double g = phantom_g00(&glass, pair, R, NULL) / M;
                sum[0] += g;
                sum[1] += g * sqrt(5) * (3 * x * x - 1) / 2;
                sum[2] += g * 3 * (35 * pow(x, 4) - 30 * x * x + 3) / 8;
            }
            for (size_t l = 0; l < 3; l++) close_to(s.g[l * 3 + pair][k], sum[l], 3e-5, "moment");
        }
    phantom_state_clear(&s);
}

/* g20 = eps K + O(eps^2), for every profile; half the difference of +eps and -eps is eps K + O(eps^3); g40 = O(eps^2).
 */
static void test_small(void **state) {
    (void)state;
    const struct phantom_glass glass = glass_of("cu-zr", 2);
    const struct pdf_grid grid = {3000, 0.01};
    double *first = GB_ARRAY(grid.n, double);
    for (int kind = 0; kind < 3; kind++) {
        double one[2], half[2], four[2], largest = 0;
        for (int i = 0; i < 2; i++) {
            const double eps = i ? 1e-4 : 1e-3;
            struct phantom_profile p = kind == 0 ? affine(eps) : kind == 1 ? step(eps, 0.3) : table(eps);
            struct phantom_profile m = kind == 0 ? affine(-eps) : kind == 1 ? step(-eps, 0.3) : table(-eps);
            struct phantom_state plus = loaded(&glass, &p, grid), minus = loaded(&glass, &m, grid);
            one[i] = half[i] = four[i] = 0;
            for (size_t pair = 0; pair < 3; pair++) {
                phantom_first_order(&glass, pair, &p, nu, grid, first);
                for (size_t k = 0; k < grid.n; k++) {
                    const double r = pdf_r(grid, k), a = plus.g[3 + pair][k] / eps, b = minus.g[3 + pair][k] / eps;
                    if (kind == 2 && (fabs(r - 2) < 0.05 || fabs(r - 9) < 0.1)) continue;
                    largest = fmax(largest, fabs(first[k] / eps));
                    one[i] = fmax(one[i], fabs(a - first[k] / eps));
                    half[i] = fmax(half[i], fabs((a - b) / 2 - first[k] / eps));
                    four[i] = fmax(four[i], fabs(plus.g[6 + pair][k] / eps));
                }
            }
            phantom_profile_clear(&p);
            phantom_profile_clear(&m);
            phantom_state_clear(&plus);
            phantom_state_clear(&minus);
        }
        assert_true(largest > 15);
        close_to(one[0] / one[1], 10, 0.8, "difference from first order, by strain");
        close_to(one[1] / largest, 0, 0.004, "the same, at 1e-4");
        close_to(half[1] / largest, 0, 3e-5, "symmetrised, at 1e-4");
        assert_true(half[0] / half[1] > 30); /* 100, less what rounding and knots add */
        close_to(four[0] / four[1], 10, 0.5, "g40");
    }
    free(first);
}

/* rho0' int (g' - 1) d3r = rho0 int (g - 1) d3R: no pair is lost. */
static void test_pairs_kept(void **state) {
    (void)state;
    const struct phantom_glass glass = glass_of("cu-zr", 2);
    const struct pdf_grid grid = {9000, 0.01};
    struct phantom_profile all[] = {affine(0.03), step(0.02, 0.4), table(0.02)};
    struct phantom_state before;
    phantom_unloaded(&before, &glass, grid, 2);
    for (int i = 0; i < 3; i++) {
        struct phantom_state after = loaded(&glass, &all[i], grid);
        for (size_t pair = 0; pair < 3; pair++) {
            double n = 0, n0 = 0;
            for (size_t k = 0; k < grid.n; k++) {
                const double v = 4 * M_PI * pdf_r(grid, k) * pdf_r(grid, k) * grid.dr;
                n += after.rho0 * (after.g[pair][k] - 1) * v;
                n0 += before.rho0 * (before.g[pair][k] - 1) * v;
                assert_true(before.g[3 + pair][k] == 0);
            }
            close_to(n, n0, i == 2 ? 2e-3 : 1e-6, "pairs");
            assert_true(fabs(n0) < 4);
        }
        phantom_state_clear(&after);
        phantom_profile_clear(&all[i]);
    }
    phantom_state_clear(&before);
}

/* Slopes by differences; a glass from curves is the glass they came from, and ends at its limit. */
static void test_glasses(void **state) {
    (void)state;
    const struct phantom_glass two = glass_of("cu-zr", 2), mean = glass_of("cu-zr-mean", 3);
    const struct pdf_grid grid = {1500, 0.02};
    double *g[3];
    for (size_t p = 0; p < 3; p++) {
        g[p] = GB_ARRAY(grid.n, double);
        for (size_t k = 0; k < grid.n; k++) g[p][k] = phantom_g00(&two, p, pdf_r(grid, k), NULL);
    }
    struct phantom_glass curves;
    assert_int_equal(phantom_glass_curves(&curves, 2, grid, (const double *const *)g, 0.06, 10, NULL), GB_OK);
    assert_true(mean.n_pairs == 6 && curves.n_pairs == 3);
    for (double R = 0.4; R < 31; R += 0.173) {
        double slope, total = 0;
        const struct phantom_glass *all[] = {&two, &mean, &curves};
        for (size_t i = 0; i < 9; i++) {
            const struct phantom_glass *a = all[i / 3];
            const double v = phantom_g00(a, i % 3, R, &slope), h = 1e-5;
            const double by_steps = (phantom_g00(a, i % 3, R + h, NULL) - phantom_g00(a, i % 3, R - h, NULL)) / (2 * h);
            close_to(slope, by_steps, 2e-6, "slope");
            if (i < 3) total += (i == 1 ? 2 : 1) * fraction[i > 1] * fraction[i > 0] * v;
            if (i >= 3 && i < 6) close_to(v, total, 1e-12, "mean");
            if (i >= 6 && R < 20) close_to(v, phantom_g00(&two, i % 3, R, NULL), 2e-5, "curve");
            if (i >= 6 && R > 29.99) assert_true(v == 1 && slope == 0);
        }
    }
    double r_peak, r_min;
    assert_int_equal(phantom_first_shell(&two, fraction, &r_peak, &r_min, NULL), GB_OK);
    close_to(r_peak, 2.75, 0.1, "first peak");
    close_to(r_min, 3.8, 0.15, "minimum after it");
    for (size_t p = 0; p < 3; p++) free(g[p]);
    phantom_glass_clear(&curves);
}

/* A glass that could be: S(Q) > 0, first peak where Cu-Zr has it, no cut needed beyond 21. */
static void test_structure(void **state) {
    (void)state;
    const struct phantom_glass glass = glass_of("cu-zr", 2);
    const struct pdf_grid grid = {10000, 0.01};
    struct phantom_state s;
    phantom_unloaded(&s, &glass, grid, 0);
    for (int probe = 0; probe < SCATTER_N_PROBES; probe++) {
        struct scatter sc;
        struct structure st;
        assert_int_equal(scatter_parse(&sc, (enum scatter_probe)probe, "Cu64.5Zr35.5", NULL), GB_OK);
        const struct structure_input in = {grid, s.rho0, 0, (const double *const *)s.g, 0, 1};
        assert_int_equal(structure_from_partials(&st, &sc, &in, 1500, 0.02, NULL), GB_OK);
        size_t top = 0;
        for (size_t j = 0; j < st.n; j++) {
            if (st.S[0][j] > st.S[0][top]) top = j;
            if (!(st.S[0][j] > 0.009))
                fail_msg("%s: S(%g) = %g", scatter_probe_name(sc.probe), structure_q(&st, j), st.S[0][j]);
            if (structure_q(&st, j) > 21) close_to(st.S[0][j], 1, 0.003, "S at large Q");
        }
        close_to(structure_q(&st, top), 2.77, 0.06, "first peak of S");
        assert_true(st.S[0][top] > 2.5);
        structure_clear(&st);
    }
    phantom_state_clear(&s);
}

/* Number-weighted total of a state; l/2 = 0, 1. */
static double *total(const struct phantom_state *s, size_t l) {
    double *g = GB_ARRAY(s->grid.n, double);
    for (size_t k = 0; k < s->grid.n; k++)
        for (size_t pair = 0; pair < 3; pair++)
            g[k] += (pair == 1 ? 2 : 1) * fraction[pair > 1] * fraction[pair > 0] * s->g[l * 3 + pair][k];
    return g;
}

/* The pipeline finds what was imposed; a finite affine strain leaves the floor that METHODS, "The pipeline" states. */
static void test_pipeline(void **state) {
    (void)state;
    const struct phantom_glass glass = glass_of("cu-zr", 2);
    const struct pdf_grid grid = {2400, 0.01};
    const struct strain_options opt = {nu, 6, 20, STRAIN_OWN_EXTREMUM, {.kind = SMOOTH_GAUSSIAN, .width = 0.05}};
    struct strain_result res;
    struct phantom_state before;
    phantom_unloaded(&before, &glass, grid, 2);
    double *g00 = total(&before, 0);
    for (int i = 0; i < 5; i++) {
        const double ratio = 0.1 * i, eps = 1e-4;
        const struct phantom_profile p = step(eps, ratio);
        struct phantom_state after = loaded(&glass, &p, grid);
        double *g20 = total(&after, 1);
        assert_int_equal(strain_measure(grid, g00, g20, &opt, &res, NULL, NULL), GB_OK);
        close_to(res.eps_inf / eps, 1, 1e-3, "eps_inf");
        close_to(res.eps_1 / p.eps_1, 1, 3e-3, "eps_1");
        close_to(res.eps_2 / p.eps_1, 1, 3e-3, "eps_2");
        close_to(res.ratio, ratio, 1e-3, "ratio");
        free(g20);
        phantom_state_clear(&after);
    }
    const struct phantom_profile p = affine(0.01), m = affine(-0.01);
    struct phantom_state plus = loaded(&glass, &p, grid), minus = loaded(&glass, &m, grid);
    double *g20 = total(&plus, 1), *other = total(&minus, 1), *g00_plus = total(&plus, 0);
    assert_int_equal(strain_measure(grid, g00, g20, &opt, &res, NULL, NULL), GB_OK);
    close_to(res.ratio, -0.007, 0.002, "floor at 1 % against the reference");
    assert_int_equal(strain_measure(grid, g00_plus, g20, &opt, &res, NULL, NULL), GB_OK);
    close_to(res.ratio, -0.003, 0.002, "floor against the loaded state");
    for (size_t k = 0; k < grid.n; k++) g20[k] = (g20[k] - other[k]) / 2;
    assert_int_equal(strain_measure(grid, g00, g20, &opt, &res, NULL, NULL), GB_OK);
    close_to(res.ratio, -0.0015, 0.0015, "floor, symmetrised");
    free(g20);
    free(other);
    free(g00_plus);
    phantom_state_clear(&plus);
    phantom_state_clear(&minus);
    phantom_state_clear(&before);
    free(g00);
}

static void test_refused(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct phantom_glass glass;
    struct phantom_profile p;
    struct phantom_state s;
    refused(phantom_glass_analytic(&glass, "gold", 1, &err), &err, "glass 'gold': known are cu-zr and cu-zr-mean");
    refused(phantom_glass_analytic(&glass, "cu-zr", 3, &err), &err, "has 2 species, not 3");
    refused(phantom_glass_analytic(&glass, "cu-zr-mean", 0, &err), &err, "0 species: allowed are");
    const struct pdf_grid grid = {20, 0.1};
    double v[20] = {0};
    const double *const g[] = {v};
    refused(phantom_glass_curves(&glass, 1, (struct pdf_grid){9, 0.1}, g, 1, 0, &err), &err, "9 bins of 0.1");
    refused(phantom_glass_curves(&glass, 1, grid, g, 0, 0, &err), &err, "number density 0");
    refused(phantom_glass_curves(&glass, 1, grid, g, 1, 3, &err), &err, "taper 3: allowed are 0 to 2");
    v[4] = NAN;
    refused(phantom_glass_curves(&glass, 1, grid, g, 1, 0, &err), &err, "not a number at r = 0.45");

    const double R[] = {1, 2, 2, 3}, e[] = {0, 0.1, 0.1, 0};
    refused(phantom_profile_table(&p, 2, R, e, &err), &err, "2 points of eps(R): at least 3");
    refused(phantom_profile_table(&p, 4, R, e, &err), &err, "point 3 of eps(R): R = 2 does not lie beyond 2");
    refused(phantom_profile_table(&p, 4, (const double[]){-1, 1, 2, 3}, e, &err), &err, "must be finite, R 0 or more");

    const struct phantom_glass good = glass_of("cu-zr", 2);
    p = affine(0.3);
    refused(phantom_loaded(&s, &good, &p, nu, grid, 4, &err), &err, "strains from 0.3 to 0.3: allowed are up to 0.2");
    p = affine(0.01);
    refused(phantom_loaded(&s, &good, &p, 0.7, grid, 4, &err), &err, "Poisson's ratio 0.7");
    refused(phantom_loaded(&s, &good, &p, nu, grid, 3, &err), &err, "moments up to l = 3: allowed are 0, 2 and 4");
    refused(phantom_loaded(&s, &good, &p, nu, (struct pdf_grid){0, 0.1}, 4, &err), &err, "r up to 0");
    p = step(0.01, 0.3);
    p.width = 0;
    refused(phantom_loaded(&s, &good, &p, nu, (struct pdf_grid){100, 0.1}, 4, &err), &err, "of width 0");
    p.width = 0.003; /* R e' = 3.8 * 0.003/(2.5 * 0.003) > 1 */
    refused(phantom_loaded(&s, &good, &p, nu, (struct pdf_grid){100, 0.1}, 4, &err), &err,
            "changes so fast at R = 3.8");
    p.width = 1e-9; /* narrower than any step of a search */
    refused(phantom_loaded(&s, &good, &p, nu, (struct pdf_grid){100, 0.1}, 4, &err), &err, "folds over itself");
    p = step(-0.01, 0.6); /* e falls: it folds across the axis, where nu counts */
    p.width = 0.002;
    refused(phantom_loaded(&s, &good, &p, nu, (struct pdf_grid){100, 0.1}, 4, &err), &err, "folds over itself");
    assert_int_equal(phantom_kind_find("first-shell"), PHANTOM_FIRST_SHELL);
    assert_int_equal(phantom_kind_find("none"), PHANTOM_N_KINDS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map),        cmocka_unit_test(test_affine),  cmocka_unit_test(test_small),
        cmocka_unit_test(test_pairs_kept), cmocka_unit_test(test_glasses), cmocka_unit_test(test_structure),
        cmocka_unit_test(test_pipeline),   cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Zhou, Johnson and Wadley's potential: the formulas, crystals by a plain sum, the mixing rule, the parameter file, and
 * the table point by point against the one in the KIM collection (package openkim-models). */
#include "help.h"

#include "stage/zhou.h"

#include <glob.h>

static const char FILE_NAME[] = "potentials/zjw2004.tsv";
static struct zhou get(const char *element) {
    struct gb_error err = GB_ERROR_INIT;
    struct zhou z;
    if (zhou_read(&z, FILE_NAME, element, &err) != GB_OK) fail_msg("%s", err.text);
    return z;
}

/* The formulas again, by pow and long double, at a few points. */
static long double slow_decay(double c, double a, double b, double x) {
    return c * expl(-a * (x - 1.0L)) / (1 + powl(x - (long double)b, 20));
}

static void formulas(void **state) {
    (void)state;
    const struct zhou cu = get("Cu"), pt = get("Pt");
    assert_true(cu.Z == 29 && cu.r_e == 2.556162 && cu.Fn[3] == -0.817603 && cu.F[1] == 0 && cu.rho_high == 1.15);
    assert_true(pt.rho_low == 0.25 && pt.F_e == -4.145597);
    for (double r = 1.3; r < 6; r += 0.37) {
        const double x = r / cu.r_e;
        const long double f = slow_decay(cu.f_e, cu.beta, cu.lambda, x);
        const long double phi = slow_decay(cu.A, cu.alpha, cu.kappa, x) - slow_decay(cu.B, cu.beta, cu.lambda, x);
        assert_true(fabsl(zhou_density(&cu, r) - f) < 1e-14L * f);
        assert_true(fabsl(zhou_pair(&cu, &cu, r) - phi) < 1e-14L);
    }
    /* at r_e the exponentials are 1 */
    assert_true(fabs(zhou_density(&cu, cu.r_e) * (1 + pow(1 - cu.lambda, 20)) - cu.f_e) < 1e-15);
    /* the three pieces of F meet, as far as the published digits go; F(0) = 0 */
    for (int i = 0; i < 2; i++) {
        const struct zhou *z = i ? &pt : &cu;
        const double low = z->rho_low * z->rho_e, high = z->rho_high * z->rho_e;
        assert_true(fabs(zhou_embedding(z, 0)) < 2e-6);
        assert_true(fabs(zhou_embedding(z, low * (1 - 1e-12)) - zhou_embedding(z, low)) < 1e-3);
        assert_true(fabs(zhou_embedding(z, high * (1 - 1e-12)) - zhou_embedding(z, high)) < 1e-3);
        assert_true(zhou_embedding(z, z->rho_e) == z->F[0]);
        assert_true(fabs(zhou_embedding(z, z->rho_s * 2) - z->F_e * (1 - z->eta * log(2)) * pow(2, z->eta)) < 1e-14);
    }
}

/* Crystals ----------------------------------------------------------------------------------------------------------
 */

/* Energy of an atom of a crystal with nearest neighbours at d, then strained, by a plain sum up to `cutoff`. */
static double crystal(const struct zhou *z, const char *lattice, double d, double strain[3][3], double cutoff) {
    static const double fcc[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
    static const double bcc[2][3] = {{0, 0, 0}, {0.5, 0.5, 0.5}};
    static const double hcp[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 5.0 / 6, 0.5}, {0, 1.0 / 3, 0.5}};
    const bool is_fcc = strcmp(lattice, "fcc") == 0, is_bcc = strcmp(lattice, "bcc") == 0;
    const double(*basis)[3] = is_fcc ? fcc : is_bcc ? bcc : hcp;
    const double a = is_fcc ? d * sqrt(2) : is_bcc ? d * 2 / sqrt(3) : d;
    const double edge[3] = {a, is_fcc || is_bcc ? a : a * sqrt(3), is_fcc || is_bcc ? a : a * sqrt(8.0 / 3)};
    double rho = 0, pair = 0;
    for (int cell = 0; cell < 11 * 11 * 11; cell++)
        for (int b = 0; b < (is_bcc ? 2 : 4); b++) {
            const int at[3] = {cell % 11 - 5, cell / 11 % 11 - 5, cell / 121 - 5};
            double x[3], r2 = 0;
            for (int i = 0; i < 3; i++) x[i] = (at[i] + basis[b][i]) * edge[i];
            for (int i = 0; i < 3; i++) {
                const double y = x[i] + strain[i][0] * x[0] + strain[i][1] * x[1] + strain[i][2] * x[2];
                r2 += y * y;
            }
            const double r = sqrt(r2);
            if (r < 0.1 || r > cutoff) continue;
            rho += zhou_density(z, r);
            pair += zhou_pair(z, z, r) / 2;
        }
    return zhou_embedding(z, rho) + pair;
}

static double unstrained[3][3];

/* The potential was fitted to each metal's cohesive energy and lattice parameter. Both come back: the energies are the
 * round hundredths of an eV that were fitted (within 3 % of experiment), and least where nearest neighbours are at r_e.
 */
static void crystals(void **state) {
    (void)state;
    static const struct {
        const char *element, *lattice;
        double cohesive, nearest;
    } c[] = {
        {"Cu", "fcc", 3.54, 2.556}, {"Ag", "fcc", 2.85, 2.892}, {"Au", "fcc", 3.93, 2.885}, {"Ni", "fcc", 4.45, 2.489},
        {"Pd", "fcc", 3.91, 2.751}, {"Pt", "fcc", 5.77, 2.772}, {"Al", "fcc", 3.58, 2.864}, {"Pb", "fcc", 2.02, 3.500},
        {"Fe", "bcc", 4.29, 2.482}, {"Mo", "bcc", 6.81, 2.728}, {"Ta", "bcc", 8.09, 2.860}, {"W", "bcc", 8.76, 2.741},
        {"Mg", "hcp", 1.55, 3.196}, {"Co", "hcp", 4.41, 2.506}, {"Ti", "hcp", 4.87, 2.934}, {"Zr", "hcp", 6.36, 3.200},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        const struct zhou z = get(c[i].element);
        const double e = crystal(&z, c[i].lattice, z.r_e, unstrained, sqrt(5) * z.r_e);
        double best = 0, at = 0;
        for (double s = 0.97; s < 1.03; s += 0.0005) {
            const double v = crystal(&z, c[i].lattice, s * z.r_e, unstrained, sqrt(5) * z.r_e);
            if (v < best) best = v, at = s * z.r_e;
        }
        print_message("%-2s %s  E %.4f eV (%.2f)  nearest %.4f ang (%.3f)\n", c[i].element, c[i].lattice, e,
                      -c[i].cohesive, at, c[i].nearest);
        assert_true(fabs(z.r_e - c[i].nearest) < 0.001);
        assert_true(fabs(e + c[i].cohesive) < 0.0005);
        assert_true(fabs(at / z.r_e - 1) < 0.005);
    }
}

/* Second derivative of an atom's energy with strain, in GPa per volume. */
static double stiffness(const struct zhou *z, const char *lattice, const double shape[3][3]) {
    const double h = 1e-3, a3 = pow(strcmp(lattice, "fcc") == 0 ? z->r_e * sqrt(2) : z->r_e * 2 / sqrt(3), 3);
    const double volume = a3 / (strcmp(lattice, "fcc") == 0 ? 4 : 2), gpa = 160.2176634;
    double e[3], strain[3][3];
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < 9; i++) strain[i / 3][i % 3] = (k - 1) * h * shape[i / 3][i % 3];
        e[k] = crystal(z, lattice, z->r_e, strain, 2.3 * z->r_e);
    }
    return (e[0] - 2 * e[1] + e[2]) / (h * h * volume) * gpa;
}

/* Elastic constants of the cubic metals are the experimental ones to which they were fitted, mostly those of Simmons
 * and Wang. They are the formulas': the published cut-off, sqrt(5) r_e, is just the fifth shell of fcc, which jumps in
 * and out; here it is a little further. */
static void elastic_constants(void **state) {
    (void)state;
    static const double along[3][3] = {{1, 0, 0}}, all[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    static const double shear[3][3] = {{0, 0.5, 0}, {0.5, 0, 0}, {0, 0, 0}};
    static const struct {
        const char *element, *lattice;
        double c11, c12, c44, within;
    } c[] = {
        {"Cu", "fcc", 170.0, 122.5, 75.8, 0.01},  {"Ag", "fcc", 124.0, 93.4, 46.1, 0.01},
        {"Au", "fcc", 186.0, 157.0, 42.0, 0.01},  {"Ni", "fcc", 246.5, 147.3, 124.7, 0.01},
        {"Pd", "fcc", 234.1, 176.0, 71.2, 0.01},  {"Pt", "fcc", 347.0, 251.0, 76.5, 0.01},
        {"Al", "fcc", 107.0, 61.0, 28.3, 0.02},   {"Pb", "fcc", 49.5, 42.3, 14.9, 0.02},
        {"Fe", "bcc", 230.0, 135.0, 117.0, 0.01}, {"Mo", "bcc", 460.0, 176.0, 110.0, 0.06},
        {"Ta", "bcc", 264.0, 158.0, 82.6, 0.01},  {"W", "bcc", 522.4, 204.4, 160.6, 0.01},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        const struct zhou z = get(c[i].element);
        const double c11 = stiffness(&z, c[i].lattice, along), bulk = stiffness(&z, c[i].lattice, all) / 9;
        const double c12 = (3 * bulk - c11) / 2, c44 = stiffness(&z, c[i].lattice, shear);
        print_message("%-2s C11 %.1f (%.1f) C12 %.1f (%.1f) C44 %.1f (%.1f) GPa\n", c[i].element, c11, c[i].c11, c12,
                      c[i].c12, c44, c[i].c44);
        assert_true(fabs(c11 / c[i].c11 - 1) < c[i].within);
        assert_true(fabs(c12 / c[i].c12 - 1) < c[i].within);
        assert_true(fabs(c44 / c[i].c44 - 1) < c[i].within);
    }
}

/* Between species -------------------------------------------------------------------------------------------------- */

static void mixing(void **state) {
    (void)state;
    const struct zhou cu = get("Cu"), zr = get("Zr");
    struct zhou copy = cu, twice = cu;
    twice.f_e *= 2; /* the same metal with another unit of density: (2 + 1/2) / 2 of its own pair energy */
    for (double r = 1.7; r < 6; r += 0.31) {
        const double own = zhou_pair(&cu, &cu, r), f = zhou_density(&cu, r), g = zhou_density(&zr, r);
        assert_true(fabs(zhou_pair(&cu, &copy, r) - own) < 1e-15);
        assert_true(fabs(zhou_pair(&cu, &twice, r) - 1.25 * own) < 1e-15);
        assert_true(zhou_pair(&cu, &zr, r) == zhou_pair(&zr, &cu, r));
        assert_true(fabs(zhou_pair(&cu, &zr, r) - (g / f * own + f / g * zhou_pair(&zr, &zr, r)) / 2) < 1e-15);
    }
}

static double next_number(char **at) {
    char *end;
    const double v = strtod(*at, &end);
    assert_true(end != *at);
    *at = end;
    return v;
}

/* With a taper the table is the one without, up to taper before the cut-off, and there goes smoothly to zero. */
static void tapered(void **state) {
    (void)state;
    const struct zhou z = get("Zr");
    const char *const element[] = {"Zr"};
    const double mass = 91.224, w = 0.8;
    struct gb_text out[2] = {{0}, {0}};
    char *at[2];
    for (int i = 0; i < 2; i++) {
        zhou_setfl(1, &z, element, &mass, i * w, &out[i]);
        at[i] = out[i].s;
        for (int line = 0; line < 6; line++) at[i] += strcspn(at[i], "\n") + 1; /* comments, names, grid, element */
    }
    const double cutoff = sqrt(5) * z.r_e, dr = cutoff / 1999;
    for (int k = 0; k < 6000; k++) { /* F, f, r phi */
        const double cut = next_number(&at[0]), smooth = next_number(&at[1]);
        const double t = k < 2000 ? 0 : (k % 2000 * dr - cutoff + w) / w;
        if (t <= 0) assert_true(smooth == cut);
        if (t > 0.02 && t < 0.98) assert_true(fabs(smooth) < fabs(cut) && smooth * cut > 0);
        if (fabs(t - 0.5) < 1e-3) assert_true(fabs(smooth / cut - 0.5) < 0.002);
        if (t > 0.99) assert_true(fabs(smooth) <= 1e-5 * fabs(cut));
        if (t < 0.01) assert_true(fabs(smooth - cut) <= 1e-5 * fabs(cut));
    }
    free(out[0].s);
    free(out[1].s);
}

/* The parameter file ------------------------------------------------------------------------------------------------
 */

static void parameter_file(void **state) {
    (void)state;
    static const char good[] = "Q 1 2 1 9 9 8 4 0.3 0.5 0.3 0.7 -2 0 1 -1 -2 0 1 -1 0.5 -2 0.85 1.15";
    static const struct {
        const char *text, *says;
    } c[] = {
        {"# nothing\n", ": has no parameters of 'Q'; allowed: none"},
        {"X 1 2\n\nQq 1\n", ": has no parameters of 'Q'; allowed: X, Qq; use one of them, or add a line"},
        {"# a\nX 1\nQ\n", ":3: Q: wants 23 numbers after the element"},
        {"Q 1 2 1 9 9 8 4 0.3 0.5 0.3 0.7 -2 0 1 -1 -2 0 1 -1 0.5 -2 0.85", ":1: Q: wants 23 numbers"},
        {"Q 1 2 1 9 9 8 4 0.3 0.5 0.3 0.7 -2 0 1 -1 -2 0 1 -1 0.5 -2 0.85 1.15 3", ":1: Q: wants 23 numbers"},
        {"Q 1 2 1 9 9 8 4 0.3 0.5 0.3 0.7 -2 0 1 -1 -2 0 1 -1 0.5 nan 0.85 1.15", ":1: Q: wants 23 numbers"},
        {"Q 1 0 1 9 9 8 4 0.3 0.5 0.3 0.7 -2 0 1 -1 -2 0 1 -1 0.5 -2 0.85 1.15", "r_e, f_e, rho_e, rho_s and rho_low"},
        {"Q 1 2 1 9 9 8 4 0.3 0.5 0.3 0.7 -2 0 1 -1 -2 0 1 -1 0.5 -2 0.85 0.8", "rho_high not below rho_low"},
    };
    struct zhou z;
    struct gb_error err = GB_ERROR_INIT;
    char *path = gb_format("%s/p.tsv", folder);
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        assert_int_equal(gb_file_write(path, c[i].text, strlen(c[i].text), NULL), GB_OK);
        assert_int_equal(zhou_read(&z, path, "Q", &err), GB_EINPUT);
        if (strncmp(err.text, path, strlen(path)) != 0 || !strstr(err.text, c[i].says)) fail_msg("%s", err.text);
        gb_error_clear(&err);
    }
    assert_int_equal(gb_file_write(path, good, strlen(good), NULL), GB_OK);
    assert_int_equal(zhou_read(&z, path, "Q", &err), GB_OK);
    assert_true(z.Z == 1 && z.r_e == 2 && z.Fn[0] == -2 && z.rho_high == 1.15);
    assert_int_equal(zhou_read(&z, "/no/such.tsv", "Q", &err), GB_EINPUT);
    gb_error_clear(&err);
    free(path);
}

/* KIM's tables ----------------------------------------------------------------------------------------------------- */

/* The setfl text inside a compiled KIM model, after its comment lines, and its last byte made NUL; inside *whole. */
static char *kim_setfl(const char *path, char **whole) {
    static const char mark[] = "Zhou04_create_v2.f";
    size_t len;
    assert_int_equal(gb_file_read(path, whole, &len, NULL), GB_OK);
    char *at = memmem(*whole, len, mark, sizeof mark - 1);
    assert_non_null(at);
    at += strcspn(at, "\n") + 1;
    return at + strcspn(at, "\n") + 1; /* the third comment line */
}

static void next_word(char **at, char word[8]) {
    int n = 0;
    assert_int_equal(sscanf(*at, "%7s%n", word, &n), 1);
    *at += n;
}

/* Every number of the two tables; except F at 0, which the collection sets to 0 exactly. Returns how many. */
static size_t same_tables(char *ours, char *theirs, int n) {
    char word[8];
    double grid[5];
    size_t compared = 0;
    for (int k = 0; k < 5; k++) {
        grid[k] = next_number(&ours);
        assert_true(fabs(grid[k] - next_number(&theirs)) < 1e-14 * grid[k]);
    }
    const size_t n_rho = (size_t)grid[0], n_r = (size_t)grid[2];
    for (int t = 0; t < n + n * (n + 1) / 2; t++) {
        if (t < n) { /* Z, mass (each its own), lattice parameter to their four digits, its name */
            assert_true(next_number(&ours) == next_number(&theirs));
            (void)next_number(&ours), (void)next_number(&theirs);
            assert_true(fabs(next_number(&ours) - next_number(&theirs)) < 6e-5);
            next_word(&ours, word), next_word(&theirs, word);
        }
        for (size_t k = 0; k < (t < n ? n_rho + n_r : n_r); k++, compared++) {
            const double a = next_number(&ours), b = next_number(&theirs);
            const double allowed = t < n && k == 0 ? 2e-6 : 1e-12 * fmax(1, fabs(b));
            if (!(fabs(a - b) <= allowed)) fail_msg("table %d, number %zu: %.17g, theirs %.17g", t, k, a, b);
        }
    }
    return compared;
}

static void tables(void **state) {
    (void)state;
    static const char pattern[] = "/usr/lib/*/kim-api/portable-models/EAM_Dynamo_ZhouJohnsonWadley_2004NIST*/*.so";
    glob_t g;
    if (glob(pattern, 0, NULL, &g) != 0) {
        print_message("SKIPPED: package openkim-models is not installed; the tables are not compared with its own\n");
        skip();
    }
    size_t alloys = 0, elements = 0, compared = 0;
    for (size_t i = 0; i < g.gl_pathc; i++) {
        char *whole, *theirs = kim_setfl(g.gl_pathv[i], &whole), name[8][8];
        const int n = (int)next_number(&theirs);
        assert_true(n >= 1 && n <= 8);
        struct zhou z[8];
        const char *element[8];
        const double mass[8] = {1, 1, 1, 1, 1, 1, 1, 1};
        for (int t = 0; t < n; t++) {
            next_word(&theirs, name[t]);
            element[t] = name[t];
            z[t] = get(name[t]);
        }
        struct gb_text out = {0};
        zhou_setfl(n, z, element, mass, 0, &out);
        char *ours = out.s;
        for (int line = 0; line < 4; line++) ours += strcspn(ours, "\n") + 1; /* comments, names */
        compared += same_tables(ours, theirs, n);
        elements += n == 1;
        alloys += n > 1;
        free(out.s);
        free(whole);
    }
    globfree(&g);
    print_message("%zu numbers compared\n", compared);
    assert_true(alloys == 2 && elements == 16);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas), cmocka_unit_test(crystals), cmocka_unit_test(elastic_constants),
        cmocka_unit_test(mixing),   cmocka_unit_test(tapered),  cmocka_unit_test(parameter_file),
        cmocka_unit_test(tables),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

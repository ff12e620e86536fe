/* Moduli and isotropy of histories whose elastic constants are made by hand; moduli.tsv there and back. */
#include "help.h"

#include "pool/pool.h"
#include "summary/glasses.h"
#include "summary/moduli.h"
#include "summary/summary.h"

enum { SAMPLES = 3 };
static struct model model = {.name = (char *)"cu-zr", .units = (char *)"metal"};
static struct step fast = {.from_T = 2000, .rate = 1e13}, slow = {.from_T = 2000, .rate = 1e11};
static struct history histories[] = {{(char *)"1e13", 1, &fast}, {(char *)"1e11", 1, &slow}, {(char *)"old", 0, NULL}};
static struct study_load loads[] = {{.label = (char *)"0.01"},
                                    {.label = (char *)"0.002"},
                                    {.label = (char *)"0.001"},
                                    {.label = (char *)"T300-stress-0.1-mean", .positions = POSITIONS_MEAN}};
static const struct study study = {.n_loads = 4,
                                   .load = loads,
                                   .name = (char *)"by-hand",
                                   .model = &model,
                                   .samples = SAMPLES,
                                   .from_T = 2000,
                                   .both_signs = true,
                                   .n_histories = 3,
                                   .history = histories};

static struct stiffness cubic(double C11, double C12, double C44) {
    struct stiffness s = {{{0}}};
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) s.C[i][j] = i == j ? C11 : C12;
        s.C[3 + i][3 + i] = C44;
    }
    return s;
}
/* 4G/3 + K, K - 2G/3, G */
static struct stiffness isotropic(double K, double G) { return cubic(K + 4 * G / 3, K - 2 * G / 3, G); }

static double young(double K, double G) { return 9 * K * G / (3 * K + G); }
static double poisson(double K, double G) { return (3 * K - 2 * G) / (2 * (3 * K + G)); }
static double young_of_150(double G, double unused) { return (void)unused, young(150, G); }
static double poisson_of_150(double G, double unused) { return (void)unused, poisson(150, G); }
static double mean3(const double x[3]) { return (x[0] + x[1] + x[2]) / 3; }
static double standard_error(const double x[3]) {
    double sum = 0;
    for (int k = 0; k < 3; k++) sum += pow(x[k] - mean3(x), 2) / 6;
    return sqrt(sum);
}
/* f of the means of x and y: its jackknife error, said the long way. */
static double jackknife2(double f(double, double), const double x[3], const double y[3]) {
    double theta[3], mean = 0, sum = 0;
    for (int k = 0; k < 3; k++) {
        const int i = (k + 1) % 3, j = (k + 2) % 3;
        theta[k] = f((x[i] + x[j]) / 2, (y[i] + y[j]) / 2);
        mean += theta[k] / 3;
    }
    for (int k = 0; k < 3; k++) sum += pow(theta[k] - mean, 2);
    return sqrt(sum * 2 / 3);
}
static double change(double g, double first) { return g / first - 1; }
static double lost(double g, double affine) { return 1 - g / affine; }

static const double K[3] = {120, 131, 127}, G[3] = {26.1, 24.8, 27.7}, G_affine[3] = {45.2, 44.9, 45.7},
                    G_slow[3] = {44.5, 44.8, 45.1};
static const double C44[3] = {75.4, 74.9, 76.2};

/* History 0 isotropic, 1 the slowest, its relaxed constants those of cubic crystals, 2 of samples 2 and 3 alone. */
static void make(struct moduli_table *t) {
    struct moduli_glasses x = {3, GB_ARRAY(3, struct moduli_glass)};
    for (size_t h = 0; h < 3; h++) {
        const size_t n = h == 2 ? 2 : 3;
        x.glass[h] = (struct moduli_glass){.history = h,
                                           .n = n,
                                           .sample = GB_ARRAY(n, size_t),
                                           .relaxed = GB_ARRAY(n, struct stiffness),
                                           .affine = GB_ARRAY(n, struct stiffness)};
        for (size_t i = 0; i < n; i++) {
            const size_t k = h == 2 ? i + 1 : i;
            x.glass[h].sample[i] = k + 1;
            x.glass[h].relaxed[i] = h == 1 ? cubic(168.4, 121.4, C44[k]) : isotropic(K[k], G[k]);
            x.glass[h].affine[i] = isotropic(150, h == 1 ? G_slow[k] : G_affine[k]);
        }
        put_scalars(&x.glass[h]);
    }
    struct summary_row row[4];
    static const double strain[] = {0.01, 0.002, 0.001, 0.0005};
    for (int i = 0; i < 4; i++) { /* the third of other weights, the fourth at a temperature */
        row[i] = (struct summary_row){.load = (size_t)i,
                                      .strain = strain[i],
                                      .weights = i == 2 ? (char *)"A-A" : (char *)"number",
                                      .method = "controlled",
                                      .samples = 3};
        row[i].q[Q_YOUNG] = (struct estimate){70 + i, 0.5};
        row[i].q[Q_POISSON] = (struct estimate){0.31 + 0.01 * i, 0.004};
    }
    const struct summary sum = {.n_rows = 4, .row = row};
    moduli_make(t, &x, &sum, &study);
    moduli_glasses_clear(&x);
}

static void is(const struct moduli_row *r, enum moduli_quantity q, double value, double err) {
    const struct estimate e = r->q[q];
    if (!(fabs(e.value - value) <= 1e-11 * fmax(1, fabs(value))))
        fail_msg("history %zu: %s = %.17g, expected %.17g", r->history, moduli_column(q)->name, e.value, value);
    if (!(fabs(e.err - err) <= 1e-11 * fmax(1, err)))
        fail_msg("history %zu: %s_err = %.17g, expected %.17g", r->history, moduli_column(q)->name, e.err, err);
}

static void known_answers(void **state) {
    (void)state;
    struct moduli_table t;
    make(&t);
    assert_int_equal(t.n, 3);
    assert_int_equal(moduli_first(&study), 1);
    const struct moduli_row *r = moduli_find(&t, 0);
    assert_int_equal(r->samples, 3);
    is(r, MOD_BULK, mean3(K), standard_error(K));
    is(r, MOD_SHEAR, mean3(G), standard_error(G));
    is(r, MOD_YOUNG_VOIGT, young(mean3(K), mean3(G)), jackknife2(young, K, G));
    is(r, MOD_YOUNG_AXES, young(mean3(K), mean3(G)), jackknife2(young, K, G));
    is(r, MOD_SHEAR_AFFINE, mean3(G_affine), standard_error(G_affine));
    is(r, MOD_SHEAR_LOST, lost(mean3(G), mean3(G_affine)), jackknife2(lost, G, G_affine));
    is(r, MOD_ANISOTROPY, 0, 0);
    is(r, MOD_ANISOTROPY_AFFINE, 0, 0);
    is(r, MOD_PLANE_SCATTER, 0, 0);
    for (int a = 0; a < 3; a++) is(r, (enum moduli_quantity)(MOD_TEXTURE_X + a), 0, 0);
    is(r, MOD_SHEAR_AFFINE_CHANGE, change(mean3(G_affine), mean3(G_slow)), jackknife2(change, G_affine, G_slow));
    is(r, MOD_YOUNG, 71, 0.5); /* of the smallest strain, number weights */
    is(r, MOD_POISSON, 0.32, 0.004);
    is(r, MOD_POISSON_VOIGT, poisson(mean3(K), mean3(G)), jackknife2(poisson, K, G));
    is(r, MOD_POISSON_AXES, poisson(mean3(K), mean3(G)), jackknife2(poisson, K, G));
    is(r, MOD_BULK_AFFINE, 150, 0);
    is(r, MOD_YOUNG_VOIGT_AFFINE, young(150, mean3(G_affine)), jackknife2(young_of_150, G_affine, G_affine));
    is(r, MOD_POISSON_VOIGT_AFFINE, poisson(150, mean3(G_affine)), jackknife2(poisson_of_150, G_affine, G_affine));
    is(r, MOD_BULK_LOST, 1 - mean3(K) / 150, standard_error(K) / 150);
    r = moduli_find(&t, 1);
    is(r, MOD_SHEAR_PAIRS, 23.5, 0);
    is(r, MOD_SHEAR_PLANES, mean3(C44), standard_error(C44));
    is(r, MOD_ANISOTROPY, mean3(C44) - 23.5, standard_error(C44));
    is(r, MOD_YOUNG_AXES, 47.0 * 411.2 / 289.8, 0); /* (C11-C12)(C11+2C12)/(C11+C12), not that of Voigt's G */
    assert_true(r->q[MOD_YOUNG_VOIGT].value > 2 * r->q[MOD_YOUNG_AXES].value);
    is(r, MOD_POISSON_AXES, 121.4 / 289.8, 0); /* C12/(C11+C12) */
    is(r, MOD_SHEAR_AFFINE_CHANGE, 0, 0);
    assert_true(isnan(r->q[MOD_YOUNG].value));
    r = moduli_find(&t, 2); /* compared on the samples that both have: 2 and 3 */
    assert_int_equal(r->samples, 2);
    is(r, MOD_SHEAR_AFFINE_CHANGE, (44.9 + 45.7) / (44.8 + 45.1) - 1, fabs(45.7 / 45.1 - 44.9 / 44.8) / 2);
    assert_null(moduli_find(&t, 3));
    moduli_clear(&t);
}

/* C44, C55, C66 of 20, 23, 29 and 20, 20, 20: variances 21 and 0; of one axis stiffer than the others. */
static void scatter_and_texture(void **state) {
    (void)state;
    struct stiffness c[2] = {isotropic(60, 20), isotropic(60, 20)}, affine[2] = {isotropic(70, 40), isotropic(70, 40)};
    size_t sample[2] = {1, 2};
    c[0].C[4][4] = 23, c[0].C[5][5] = 29;
    c[1].C[2][2] += 10, c[0].C[2][2] += 10;
    struct moduli_glass glass[3] = {
        {0, 2, sample, c, affine, NULL}, {1, 1, sample, c, affine, NULL}, {2, 0, sample, c, affine, NULL}};
    for (int h = 0; h < 3; h++) put_scalars(&glass[h]);
    const struct moduli_glasses x = {3, glass};
    const struct summary none = {0};
    struct moduli_table t;
    moduli_make(&t, &x, &none, &study);
    assert_near(t.row[0].q[MOD_PLANE_SCATTER].value, sqrt(21.0 / 2), 1e-12);
    assert_near(t.row[0].q[MOD_PLANE_SCATTER].err, sqrt(21.0) / 2, 1e-12); /* of sqrt(21) and 0 */
    assert_near(t.row[1].q[MOD_PLANE_SCATTER].value, sqrt(21.0), 1e-12);
    assert_true(isnan(t.row[1].q[MOD_PLANE_SCATTER].err));
    assert_true(t.row[0].q[MOD_TEXTURE_Z].value > 0.05 && t.row[0].q[MOD_TEXTURE_X].value < -0.02);
    assert_near(t.row[0].q[MOD_TEXTURE_X].value + t.row[0].q[MOD_TEXTURE_Y].value + t.row[0].q[MOD_TEXTURE_Z].value, 0,
                1e-14);
    for (int q = 0; q < MOD_N_QUANTITIES; q++) assert_true(isnan(t.row[2].q[q].value)); /* no samples */
    for (int h = 0; h < 3; h++) free(glass[h].scalar);
    moduli_clear(&t);
}

static void written_and_read(void **state) {
    (void)state;
    char path[] = "/tmp/gb-moduli-XXXXXX";
    const int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    struct gb_error err = GB_ERROR_INIT;
    struct moduli_table t, back;
    make(&t);
    if (moduli_write(&t, &study, path, &err) != GB_OK || moduli_read(&back, &study, path, &err) != GB_OK)
        fail_msg("%s", err.text);
    assert_int_equal(back.n, 3);
    for (size_t r = 0; r < 3; r++)
        for (int q = 0; q < MOD_N_QUANTITIES; q++) {
            const struct estimate a = t.row[r].q[q], b = back.row[r].q[q];
            assert_true(fabs(a.value - b.value) <= 1e-8 * fabs(a.value) || (isnan(a.value) && isnan(b.value)));
            assert_true(fabs(a.err - b.err) <= 1e-8 * fabs(a.err) || (isnan(a.err) && isnan(b.err)));
        }
    char *text = moduli_text(&back, &study);
    assert_non_null(strstr(text, "anisotropy"));
    assert_non_null(strstr(text, "52.00(38)"));
    free(text);
    moduli_clear(&back);
    assert_int_equal(gb_file_read(path, &text, NULL, NULL), GB_OK);
    assert_non_null(strstr(text, "# units: history K/s, bulk GPa, "));
    assert_non_null(strstr(text, "# shear_affine_change is against 1e11\n"));
    char *row = strstr(text, "\n1e11\t3\t");
    memcpy(row, "\n1e17", 5); /* a rate that the study does not have */
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    assert_int_equal(moduli_read(&back, &study, path, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "column 1 is not what the moduli of study 'by-hand' can have there"));
    gb_error_clear(&err);
    memcpy(row, "\n1e11\t3\tx", 9);
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    assert_int_equal(moduli_read(&back, &study, path, &err), GB_EINPUT);
    int line = 2; /* `row` is the end of the line before */
    for (const char *p = text; p < row; p++) line += *p == '\n';
    char *says = gb_format(":%d: column 3", line);
    assert_non_null(strstr(err.text, says));
    free(says);
    gb_error_clear(&err);
    assert_int_equal(gb_file_write(path, "1e11\t3\n", 7, NULL), GB_OK);
    assert_int_equal(moduli_read(&back, &study, path, &err), GB_EINPUT);
    gb_error_clear(&err);
    free(text);
    moduli_clear(&t);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_answers), cmocka_unit_test(scatter_and_texture),
                                       cmocka_unit_test(written_and_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A state as an experiment has it: what comes back from the sectors, its noise, and the files. */
#include "help.h"

#include "synth/dataset_files.h"

#include "pdf/resample.h"
#include "synth/exchange.h"
#include "synth/phantom.h"

static char dir[] = "/tmp/glassbed-dataset-XXXXXX";
static struct phantom_state state;
static struct structure_input input;
static struct scatter xray;

static void refused(int rc, struct gb_error *err, const char *part) {
    assert_int_equal(rc, GB_EINPUT);
    if (!strstr(err->text, part)) fail_msg("'%s' not in '%s'", part, err->text);
    gb_error_clear(err);
}

static struct dataset_plan plan_of(void) {
    return (struct dataset_plan){
        .dq = 0.05, .cut = {0.8, 21.3, QWINDOW_LORCH}, .q_end = 24, .grid = {900, 0.02}, .n_sectors = 9, .seed = 2385};
}

static struct dataset_state measured(const struct dataset_plan *p, uint64_t number) {
    struct dataset_state d;
    struct gb_error err = GB_ERROR_INIT;
    if (dataset_measure(&d, p, &xray, &input, number, &err) != GB_OK) fail_msg("%s", err.text);
    return d;
}

/* Without noise the sectors give S_l0 back, whatever their kind and width; g_l0 is that of the exact S_l0. */
static void test_exact(void **unused) {
    (void)unused;
    const size_t n_sectors[] = {9, 36, 7, 3};
    for (int i = 0; i < 4; i++) {
        struct dataset_plan p = plan_of();
        p.n_sectors = n_sectors[i];
        p.wavelength = i == 1 || i == 2 ? 0.124 : 0;
        struct dataset_state d = measured(&p, 0);
        assert_int_equal(d.first, 16); /* 0.825 */
        assert_true(d.measured.n == 426 && d.ideal.n == 480 && d.error[0] == NULL && d.S.sigma == NULL);
        const int n_l = i == 2 || i == 3 ? 2 : 3;
        assert_true((d.measured.S[2] != NULL) == (n_l == 3) && (d.g[2] != NULL) == (n_l == 3));
        const double tolerance = n_l == 3 ? 1e-12 : 3e-3; /* S40 goes into the others */
        for (int l = 0; l < n_l; l++) {
            for (size_t j = d.first; j < d.measured.n; j++)
                close_to(d.measured.S[l][j], d.ideal.S[l][j], tolerance, "S");
            double *g = GB_ARRAY(p.grid.n, double);
            struct q_cut cut = p.cut;
            cut.q_min = structure_q(&d.measured, d.first);
            assert_int_equal(structure_g(&d.ideal, &cut, 2 * l, p.grid, g, NULL), GB_OK);
            for (size_t k = 0; k < p.grid.n; k++) close_to(d.g[l][k], g[k], n_l == 3 ? 1e-10 : 5e-3, "g");
            free(g);
        }
        dataset_clear(&d);
    }
}

/* Deviations over their errors have variance 1; errors fall as the root of the counts; draws repeat, and differ. */
static void test_noise(void **unused) {
    (void)unused;
    struct dataset_plan p = plan_of();
    p.wavelength = 0.124;
    p.n_sectors = 36;
    struct dataset_state clean = measured(&p, 0);
    p.scale = 1e6 / dataset_peak(&p, &xray, &clean.ideal);
    struct dataset_state a = measured(&p, 0), again = measured(&p, 0), other = measured(&p, 1);
    p.seed++;
    struct dataset_state seed = measured(&p, 0);
    p.scale *= 4;
    struct dataset_state more = measured(&p, 0);
    double chi2 = 0, n = 0, same = 0, moved = 0, correlation = 0;
    for (size_t l = 0; l < 3; l++)
        for (size_t j = a.first; j < a.measured.n; j++) {
            const double dev = (a.measured.S[l][j] - clean.ideal.S[l][j]) / a.error[l][j];
            const double there = (other.measured.S[l][j] - clean.ideal.S[l][j]) / other.error[l][j];
            chi2 += dev * dev, n++;
            correlation += dev * there;
            same += fabs(a.measured.S[l][j] - again.measured.S[l][j]);
            moved += fabs(a.measured.S[l][j] - seed.measured.S[l][j]) > 0;
            close_to(more.error[l][j] / a.error[l][j], 0.5, 2e-3, "error");
        }
    close_to(chi2 / n, 1, 5 * sqrt(2 / n), "variance of deviations over errors");
    close_to(correlation / n, 0, 5 / sqrt(n), "correlation of two states");
    assert_true(same == 0 && moved == n);
    /* a sector: sigma of S is 1/sqrt(counts) of I over <f>^2 */
    const size_t j = 56, at = 3 * a.S.n + j;
    const double Q = sectors_x(&a.S, j), f = scatter_mean_f(&xray, Q);
    const double I = dataset_intensity(&xray, Q, p.wavelength, clean.S.value[at]);
    close_to(a.S.sigma[at], sqrt(I / (p.scale / 4)) / (f * f), 1e-12, "sigma");
    dataset_clear(&clean);
    dataset_clear(&a);
    dataset_clear(&again);
    dataset_clear(&other);
    dataset_clear(&seed);
    dataset_clear(&more);
}

static void test_intensity(void **unused) {
    (void)unused;
    struct scatter neutron;
    assert_int_equal(scatter_parse(&neutron, SCATTER_NEUTRON, "Cu64.5Zr35.5", NULL), GB_OK);
    const double b = 0.645 * 7.718 + 0.355 * 7.16, b2 = 0.645 * 7.718 * 7.718 + 0.355 * 7.16 * 7.16;
    close_to(dataset_intensity(&neutron, 3, 0.124, 2.5), b * b * 1.5 + b2, 0.05, "neutrons");
    const double f2 = scatter_mean_f_squared(&xray, 20), compton = scatter_compton(&xray, 20);
    close_to(dataset_intensity(&xray, 20, 0, 1), f2 + compton, 1e-12, "x-rays at S = 1");
    close_to(compton / f2, 0.74, 0.15, "Compton over <f^2> at 20");
    assert_true(dataset_intensity(&xray, 20, 0.124, 1) < f2 + compton); /* the recoil takes some */
}

static struct gb_table *table_of(const char *path) {
    struct gb_table *t;
    struct gb_error err = GB_ERROR_INIT;
    if (gb_table_read(&t, path, &err) != GB_OK) fail_msg("%s", err.text);
    return t;
}

static void read_sectors(struct sectors *s, size_t n, const char *const *path) {
    struct gb_error err = GB_ERROR_INIT;
    if (sectors_read(s, n, path, NULL, &err) != GB_OK) fail_msg("%s", err.text);
}

/* Every table by our own readers. */
static void test_tables(void **unused) {
    (void)unused;
    struct dataset_plan p = plan_of();
    p.scale = 1000;
    struct dataset_state d = measured(&p, 1);
    struct gb_text files = {0};
    struct gb_error err = GB_ERROR_INIT;
    if (dataset_write(&d, &p, &xray, &input, ".", "loaded", &files, &err) != GB_OK) fail_msg("%s", err.text);
    assert_non_null(strstr(files.s, "<file name=\"loaded/S_l0.tsv\">"));
    free(files.s);

    struct gb_table *t = table_of("loaded/S_l0.tsv");
    assert_string_equal(t->name[0], "Q_1/ang");
    const char *const name[] = {"S00", "S20", "S40"}, *const error[] = {"S00_err", "S20_err", "S40_err"};
    for (size_t l = 0; l < 3; l++)
        for (size_t i = 0; i < t->n_row; i++) {
            close_to(*gb_table_at(t, i, gb_table_find(t, name[l])), d.measured.S[l][d.first + i], 1e-11, name[l]);
            close_to(*gb_table_at(t, i, gb_table_find(t, error[l])), d.error[l][d.first + i], 1e-11, error[l]);
        }
    assert_int_equal(t->n_row, d.measured.n - d.first);
    gb_table_free(t);

    struct resampled r;
    t = table_of("loaded/g_l0.tsv");
    const char *const g_name[] = {"g00", "g20", "g40"};
    assert_int_equal(resample_table(&r, t, "g_l0", "r_ang", 3, g_name, 0, NULL), GB_OK);
    assert_true(r.grid.n == p.grid.n && !r.interpolated);
    for (size_t l = 0; l < 3; l++)
        for (size_t k = 0; k < r.grid.n; k++) close_to(r.v[l * r.grid.n + k], d.g[l][k], 1e-11, g_name[l]);
    resampled_clear(&r);
    gb_table_free(t);

    struct sectors S, g, each;
    read_sectors(&S, 1, (const char *const[]){"loaded/S_sectors.tsv"});
    read_sectors(&g, 1, (const char *const[]){"loaded/g_sectors.tsv"});
    const char *const nine[] = {
        "loaded/anipdf/S_chi_5.txt",  "loaded/anipdf/S_chi_15.txt", "loaded/anipdf/S_chi_25.txt",
        "loaded/anipdf/S_chi_35.txt", "loaded/anipdf/S_chi_45.txt", "loaded/anipdf/S_chi_55.txt",
        "loaded/anipdf/S_chi_65.txt", "loaded/anipdf/S_chi_75.txt", "loaded/anipdf/S_chi_85.txt"};
    read_sectors(&each, 9, nine);
    assert_true(S.data == SECTORS_S && g.data == SECTORS_G && S.width == 10 && g.width == 10 && each.sigma == NULL);
    for (size_t i = 0; i < 9; i++) {
        for (size_t j = d.first; j < S.n; j++) {
            close_to(S.value[i * S.n + j], d.S.value[i * d.S.n + j], 1e-11, "S of a sector");
            close_to(S.sigma[i * S.n + j], d.S.sigma[i * d.S.n + j], 1e-11, "its error");
            close_to(each.value[i * each.n + j], d.S.value[i * d.S.n + j], 1e-11, "S, one file each");
        }
        for (size_t k = 0; k < g.n; k++) {
            double v = d.g[0][k];
            for (int l = 2; l <= 4; l += 2) v += sectors_basis(l, d.G.angle[i], 10, 1) * d.g[l / 2][k];
            close_to(g.value[i * g.n + k], v, 1e-11, "g of a sector");
        }
    }
    sectors_clear(&S);
    sectors_clear(&g);
    sectors_clear(&each);

    t = table_of("loaded/ideal_g_l0.tsv");
    assert_true(gb_table_find(t, "g20_Cu-Zr") != (size_t)-1 && t->n_row == state.grid.n);
    close_to(*gb_table_at(t, 272, gb_table_find(t, "g20_Cu-Zr")), state.g[4][272], 1e-11, "partial");
    gb_table_free(t);
    dataset_clear(&d);
}

/* The rows of a file of PDFgetX3's after its header; columns of each in *n_columns. */
static double *rows_of(const char *path, size_t *n_rows, size_t *n_columns, char **header) {
    assert_int_equal(gb_file_read(path, header, NULL, NULL), GB_OK);
    char *line = strstr(*header, "#### start data\n\n#S 1\n#L ");
    if (!line) fail_msg("no '#### start data', '#S 1', '#L' in %s", path);
    line = strchr(strstr(line, "#L"), '\n') + 1;
    double *v = GB_ARRAY(4 * 4000, double);
    *n_rows = *n_columns = 0;
    for (char *end; *line; line = end + 1, ++*n_rows) {
        end = strchr(line, '\n');
        *n_columns = 0;
        for (char *s = line; s < end; ++*n_columns) v[4 * *n_rows + *n_columns] = strtod(s, &s);
    }
    line = strstr(*header, "#L");
    *strchr(line, '\n') = '\0';
    return v;
}

/* PDFgetX3's files: header, labels, numbers; each sector's sine transform shows h20, not g20. */
static void test_exchange(void **unused) {
    (void)unused;
    struct dataset_plan p = plan_of();
    struct dataset_state d = measured(&p, 1);
    struct gb_text files = {0};
    assert_int_equal(dataset_write(&d, &p, &xray, &input, ".", "plain", &files, NULL), GB_OK);
    free(files.s);
    const struct {
        const char *file, *label;
    } all[] = {{"plain/total.gr", "#L r(Å)  G(Å$^{-2}$)"},
               {"plain/total.fq", "#L Q(Å$^{-1}$)  F(Å$^{-1}$)"},
               {"plain/total.sq", "#L Q(Å$^{-1}$)  S"},
               {"plain/total.iq", "#L Q(Å$^{-1}$)  I"}};
    char *header;
    size_t n, columns;
    for (int i = 0; i < 4; i++) {
        double *v = rows_of(all[i].file, &n, &columns, &header);
        assert_int_equal(columns, 2);
        assert_int_equal(n, i ? d.measured.n - d.first : p.grid.n);
        const char *const parts[] = {all[i].label,   "[DEFAULT]",     "mode = xray",   "composition = Cu64.5Zr35.5",
                                     "qmin = 0.8\n", "qmax = 21.3\n", "rstep = 0.02\n"};
        for (int k = 0; k < 7; k++)
            if (!strstr(header, parts[k])) fail_msg("'%s' not in %s", parts[k], all[i].file);
        assert_true(!strstr(header, "T =") && !strstr(header, " x ="));
        const size_t at = 137;
        const double x = v[4 * at], y = v[4 * at + 1];
        if (i == 0) {
            close_to(x, pdf_r(p.grid, at), 1e-8, "r");
            close_to(y, 4 * M_PI * x * state.rho0 * (d.g[0][at] - 1), 1e-8, "G");
        } else {
            const double S = d.measured.S[0][d.first + at];
            close_to(x, structure_q(&d.measured, d.first + at), 1e-8, "Q");
            const double want = i == 1 ? x * (S - 1) : i == 2 ? S : dataset_intensity(&xray, x, 0, S);
            close_to(y, want, 1e-8 * fabs(want), "y");
        }
        free(v);
        free(header);
    }
    struct gb_table *t = table_of("plain/g_l0.tsv");
    const size_t h20 = gb_table_find(t, "h20"), g20 = gb_table_find(t, "g20");
    double *along = rows_of("plain/sine/chi_5.gr", &n, &columns, &header), worst = 0, off = 0;
    free(header);
    double *across = rows_of("plain/sine/chi_85.gr", &n, &columns, &header);
    free(header);
    const double step = sectors_basis(2, 5, 10, 1) - sectors_basis(2, 85, 10, 1);
    for (size_t k = 50; k < 800; k++) {
        const double diff = (along[4 * k + 1] - across[4 * k + 1]) / (4 * M_PI * pdf_r(p.grid, k) * state.rho0) / step;
        worst = fmax(worst, fabs(diff - *gb_table_at(t, k, h20)));
        off = fmax(off, fabs(diff - *gb_table_at(t, k, g20)));
    }
    if (!(off > 0.005 && off > 8 * worst)) fail_msg("from g20 %g, from h20 %g", off, worst);
    close_to(worst, 0, 0.001, "sine transform of sectors against h20"); /* S40 is of second order in eps */
    free(along);
    free(across);
    gb_table_free(t);
    dataset_clear(&d);

    p.scale = 3000; /* with noise: dr and dG, above 0, and right */
    files = (struct gb_text){0};
    d = measured(&p, 1);
    assert_int_equal(dataset_write(&d, &p, &xray, &input, ".", "noisy", &files, NULL), GB_OK);
    free(files.s);
    double *v = rows_of("noisy/total.gr", &n, &columns, &header);
    assert_int_equal(columns, 4);
    assert_non_null(strstr(header, "G(Å$^{-2}$)  dr  dG"));
    free(header);
    struct dataset_plan quiet = plan_of();
    struct dataset_state clean = measured(&quiet, 1);
    double chi2 = 0, terms = 0;
    for (size_t k = 0; k < n; k++) {
        assert_true(v[4 * k + 2] > 0 && v[4 * k + 3] > 0);
        const double G = 4 * M_PI * pdf_r(p.grid, k) * state.rho0 * (clean.g[0][k] - 1);
        if (k >= 100) chi2 += pow((v[4 * k + 1] - G) / v[4 * k + 3], 2), terms++;
    }
    close_to(chi2 / terms, 1, 0.35, "G over dG"); /* some 18 A 21/pi = 120 independent values */
    free(v);
    dataset_clear(&d);
    dataset_clear(&clean);
}

static void test_refused(void **unused) {
    (void)unused;
    struct gb_error err = GB_ERROR_INIT;
    struct dataset_plan p = plan_of();
    assert_int_equal(dataset_check(&p, 100, 0.01, &err), GB_OK);
    refused(dataset_check(&p, 7, 0.01, &err), &err,
            "--q-min 0.8: curves that reach r = 7 tell S(Q) from 2 pi/r = 0.8976 on");
    refused(dataset_check(&p, 100, 0.14, &err), &err, "which hold Q up to pi/dr = 22.4");
    p.n_sectors = 2;
    refused(dataset_check(&p, 100, 0.01, &err), &err, "--sectors 2: allowed are 3 to 360");
    p = plan_of();
    p.cut.q_min = 30;
    refused(dataset_check(&p, 100, 0.01, &err), &err, "--q-min 30 and --q-max 21.3");
    p = plan_of();
    p.cut.q_min = 20.9;
    refused(dataset_check(&p, 100, 0.01, &err), &err, "--q-min 20.9 to --q-max 21.3 are fewer than 12 steps of");
    p = plan_of();
    p.dq = 0.2;
    refused(dataset_check(&p, 100, 0.01, &err), &err, "--q-step 0.2: allowed are above 0, up to pi/r-max = 0.17");
    p = plan_of();
    p.wavelength = 0.6;
    refused(dataset_check(&p, 100, 0.01, &err), &err, "--wavelength 0.6: allowed are above 0, up to 4 pi/Q_max");
    /* a density that the curves do not belong to: S < 0 */
    p = plan_of();
    p.scale = 1000;
    struct structure_input wrong = input;
    wrong.rho0 *= 3;
    struct dataset_state d;
    refused(dataset_measure(&d, &p, &xray, &wrong, 0, &err), &err, "too low there to be real");
    p = plan_of(); /* Q_min beyond the last bin's centre: nothing is written beyond the sectors */
    p.cut.q_min = p.cut.q_max = 21.34;
    refused(dataset_measure(&d, &p, &xray, &input, 0, &err), &err, "at most 0 sectors are measured");
    p = plan_of();
    p.scale = 1000;
    p.n_sectors = 4; /* around a ring: 0, 90 degrees; two directions */
    p.wavelength = 0.124;
    assert_int_equal(dataset_measure(&d, &p, &xray, &input, 0, &err), GB_OK);
    dataset_clear(&d);
}

static int enter(void **unused) {
    (void)unused;
    struct phantom_glass glass;
    const struct phantom_profile profile = {
        .kind = PHANTOM_FIRST_SHELL, .eps_inf = 0.006, .eps_1 = 0.0045, .r_switch = 3.8, .width = 0.1};
    if (phantom_glass_analytic(&glass, "cu-zr", 2, NULL) != GB_OK) return -1;
    if (phantom_loaded(&state, &glass, &profile, 0.36, (struct pdf_grid){5000, 0.01}, 4, NULL) != GB_OK) return -1;
    input = (struct structure_input){state.grid, state.rho0, 4, (const double *const *)state.g, 0, 1};
    if (scatter_parse(&xray, SCATTER_XRAY, "Cu64.5Zr35.5", NULL) != GB_OK) return -1;
    return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}
static int leave(void **unused) {
    (void)unused;
    phantom_state_clear(&state);
    return chdir("/") == 0 ? gb_remove_tree(dir, NULL) : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact),  cmocka_unit_test(test_noise),    cmocka_unit_test(test_intensity),
        cmocka_unit_test(test_tables), cmocka_unit_test(test_exchange), cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}

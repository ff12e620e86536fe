/* The summary on stage folders made by hand, with answers worked out on paper. */
#include "base/xml.h"
#include "pool/pool.h"
#include "run/run.h"
#include "summary/by_hand.h"
#include "summary/histories.h"
#include "summary/summary.h"

/* Standard error of the mean of three numbers: the jackknife of anything linear. */
static double standard_error(const double x[SAMPLES]) {
    double mean = (x[0] + x[1] + x[2]) / 3, sum = 0;
    for (int k = 0; k < SAMPLES; k++) sum += (x[k] - mean) * (x[k] - mean);
    return sqrt(sum / 6);
}
static double mean3(const double x[SAMPLES]) { return (x[0] + x[1] + x[2]) / 3; }

/* Jackknife of f(mean of x, mean of y), with everything said again the long way. */
static double jackknife2(double f(double, double), const double x[SAMPLES], const double y[SAMPLES]) {
    double theta[SAMPLES], mean = 0, sum = 0;
    for (int k = 0; k < SAMPLES; k++) {
        int i = (k + 1) % 3, j = (k + 2) % 3;
        theta[k] = f((x[i] + x[j]) / 2, (y[i] + y[j]) / 2);
        mean += theta[k] / SAMPLES;
    }
    for (int k = 0; k < SAMPLES; k++) sum += (theta[k] - mean) * (theta[k] - mean);
    return sqrt(sum * 2 / 3);
}
static double true_strain(double E, double n) { return E / (1 + n); }
static double lost(double G, double affine) { return 1 - G / affine; }
/* Of a first shell whose two flanks do 0.8 of the strain in the mean; Poisson's ratio drops out. */
static double loss_of(double size, double E) { return 1 - 0.8 * size * 1.37 / E; }
/* g20 was made with the mean nu, K is made with the replicate's own. */
static double inf_strain(double size, double n) { return size * (1 + nu_mean) / (1 + n); }

static void known_answers(void **state) {
    (void)state;
    struct study *s = make_study(false, true);
    struct summary sum;
    put_study("full", false, true);
    build(&sum, s, "full", "summary");
    const struct summary_row *row = find(&sum, "number", "symmetrised");
    assert_string_equal(pool_main_method(s), "controlled");
    assert_int_equal(row->samples, 3);
    assert_int_equal(row->history, 0);
    is(row, Q_E_IS, mean3(e_is), standard_error(e_is), 1e-12);
    is(row, Q_DENSITY, 1.21, standard_error(density_of), 1e-12);
    is(row, Q_T_F, mean3(T_crossing), standard_error(T_crossing), 1e-9); /* slopes are the same: linear */
    is(row, Q_BULK, mean3(bulk), standard_error(bulk), 1e-9);
    is(row, Q_SHEAR, mean3(shear), standard_error(shear), 1e-9);
    is(row, Q_BULK_AFFINE, mean3(bulk_affine), standard_error(bulk_affine), 1e-9);
    is(row, Q_SHEAR_AFFINE, 41, standard_error(shear_affine), 1e-9);
    is(row, Q_SHEAR_LOST, 1 - mean3(shear) / 41, jackknife2(lost, shear, shear_affine), 1e-9);
    double stress[SAMPLES];
    for (int k = 0; k < SAMPLES; k++) stress[k] = (stress_minus[k] - stress_plus[k]) / 2;
    is(row, Q_STRESS, mean3(stress), standard_error(stress), 1e-12);
    is(row, Q_POISSON, nu_mean, standard_error(nu), 1e-9);
    is(row, Q_YOUNG, 46, 0, 1e-9);
    is(row, Q_EPS_TRUE, 0.0069 / 1.37, jackknife2(true_strain, E_true, nu), 1e-12);
    /* the curves are exact but for their bins: 1e-3 of the strain, a few 1e-3 of the ratio */
    const double eps = mean3(signal_size), d_eps = jackknife2(inf_strain, signal_size, nu);
    const double one = at_peak(sym_curve, K_curve, sym_curve, 1), two = at_peak(sym_curve, K_curve, sym_curve, -1);
    assert_true(one > two + 0.1);
    is(row, Q_EPS_INF, eps, d_eps, 3e-6);
    is(row, Q_EPS_1, one * eps, one * d_eps, 3e-6);
    is(row, Q_EPS_2, two * eps, two * d_eps, 3e-6);
    is(row, Q_RATIO, 0.2, 0, 2e-3); /* no error: all samples have the same shape */
    is(row, Q_FLOOR, -0.03, 0, 2e-3);
    is(row, Q_CONT_CORR, 0.990, 0, 0.01); /* the measured shell is 0.8 of the implied */
    is(row, Q_LOSS, loss_of(mean3(signal_size), 0.0069), jackknife2(loss_of, signal_size, E_true), 1e-3);
    row = find(&sum, "number", "symmetrised-at-k");
    is(row, Q_RATIO, 0.2, 0, 2e-3);
    row = find(&sum, "number", "symmetrised-shell");
    double both = 0, square = 0; /* least squares over the shell, whose outer flank is the higher one */
    for (double r = 0.955; r < 1.46; r += 0.01) {
        both += smoothed(sym_curve, r) * smoothed(K_curve, r);
        square += pow(smoothed(K_curve, r), 2);
    }
    is(row, Q_RATIO, 1 - both / square, 0, 2e-3);
    is(row, Q_EPS_2, row->q[Q_EPS_1].value, row->q[Q_EPS_1].err, 0);
    row = find(&sum, "number", "minus-unloaded");
    for (int k = 0; k < SAMPLES; k++) stress[k] = -stress_plus[k];
    is(row, Q_STRESS, mean3(stress), standard_error(stress), 1e-12);
    is(row, Q_RATIO, 0.25, 0, 2e-3);
    assert_near(row->q[Q_EPS_TRUE].value, 0.0070 / 1.37, 1e-12); /* of the + load */
    row = find(&sum, "number", "raw"); /* K of the loaded state, whose peaks are not those of the reference */
    is(row, Q_RATIO, 0.3, 0, 2e-3);
    is(row, Q_EPS_INF, eps, d_eps, 3e-6);
    assert_near(row->q[Q_EPS_1].value, eps * at_peak(raw_curve, K_loaded_curve, raw_curve, 1), 3e-6);
    assert_near(row->q[Q_EPS_2].value, eps * at_peak(raw_curve, K_loaded_curve, raw_curve, -1), 3e-6);
    is(row, Q_FLOOR, -0.03, 0, 2e-3);
    is(find(&sum, "number", "raw-one-axis"), Q_RATIO, 0.3, 0, 2e-3); /* mean of 0.4, 0.3, 0.2 */
    is(find(&sum, "number", "raw-one-axis"), Q_FLOOR, -0.03, 0, 2e-3);
    is(find(&sum, "A-A", "symmetrised"), Q_EPS_INF, 2 * eps, 2 * d_eps, 6e-6);
    assert_null(find(&sum, "A-A", "raw-one-axis"));
    assert_null(find(&sum, "B-B", "symmetrised")); /* no file: a species that is not there */
    row = find(&sum, "A-B", "symmetrised");
    is(row, Q_RATIO, NAN, NAN, 0);
    is(row, Q_E_IS, mean3(e_is), standard_error(e_is), 1e-12);
    is(row, Q_FLOOR, -0.03, 0, 2e-3);
    for (int i = 0; i < 3; i++) { /* the weights are those of an isotropic glass: there is nothing to control */
        static const char *const pair[][2] = {{"controlled", "symmetrised"},
                                              {"controlled-at-k", "symmetrised-at-k"},
                                              {"controlled-shell", "symmetrised-shell"}};
        const struct summary_row *same = find(&sum, "number", pair[i][1]);
        for (int q = 0; q < Q_N; q++)
            is(find(&sum, "number", pair[i][0]), (enum quantity)q, same->q[q].value, same->q[q].err, 1e-9);
    }
    assert_int_equal(sum.n_rows, 11 + 10 + 10);
    assert_true(sum.n_warnings > 0);
    summary_clear(&sum);
    study_free(s);
}

static double meta(const struct gb_table *t, const char *key) {
    const char *v = gb_table_meta_get(t, key);
    if (!v) fail_msg("no '%s' in the header", key);
    return strtod(v, NULL);
}

/* Of "VALUE +- ERROR", two digits of that. */
static void meta_is(const struct gb_table *t, const char *key, double value, double err) {
    char *text = gb_format("%.9g +- %.2g", value, err);
    const char *v = gb_table_meta_get(t, key);
    if (!v || strcmp(v, text) != 0) fail_msg("%s: '%s', expected '%s'", key, v ? v : "", text);
    free(text);
}

static double at(const struct gb_table *t, size_t row, const char *name) {
    const size_t c = gb_table_find(t, name);
    if (c == (size_t)-1) fail_msg("no column '%s'", name);
    return t->v[row * t->n_col + c];
}

static struct gb_table *table(const char *root, const char *file) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_table *t;
    char *path = gb_format("%s/%s/summary/%s", folder, root, file);
    must(gb_table_read(&t, path, &err), &err);
    free(path);
    return t;
}

/* The tables behind the figures, from the same folder as above. */
static void curves_for_figures(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct gb_table *t = table("full", "curves-1e-2-0.005-number.tsv");
    double *r, *K, *g20, *g20_err, *cont, *rad, *tan, *rad_err;
    must(gb_table_column(t, "r_sigma", &r, &err), &err);
    must(gb_table_column(t, "K", &K, &err), &err);
    must(gb_table_column(t, "g20", &g20, &err), &err);
    must(gb_table_column(t, "g20_err", &g20_err, &err), &err);
    must(gb_table_column(t, "g20_continuity", &cont, &err), &err);
    must(gb_table_column(t, "e_rad", &rad, &err), &err);
    must(gb_table_column(t, "e_rad_err", &rad_err, &err), &err);
    must(gb_table_column(t, "e_tan", &tan, &err), &err);
    const double eps = mean3(signal_size);
    assert_int_equal(t->n_row, 720); /* up to r-max, without the margin */
    for (size_t i = 0; i < t->n_row; i++) {
        assert_near(r[i], 0.005 + 0.01 * (double)i, 1e-9);
        if (r[i] < 1.4 || r[i] > 1.55) {
            const double unit = smoothed(sym_curve, r[i]);
            assert_near(g20[i], eps * unit, 2e-5);
            assert_near(g20_err[i], fabs(unit) * standard_error(signal_size), 2e-5);
            assert_near(K[i], smoothed(K_curve, r[i]), 0.01);
        }
        assert_near(cont[i], 0.0069 / 1.37 * K[i], 2e-5);
        if (isnan(rad[i])) continue;
        assert_near(rad[i], 0.7, 1e-6);
        assert_near(tan[i], 1.3, 1e-6);
        assert_near(rad_err[i], 0, 1e-6);
    }
    const double one = at_peak(sym_curve, K_curve, sym_curve, 1), two = at_peak(sym_curve, K_curve, sym_curve, -1);
    double r_1 = 1, r_2 = 1, r_min = 1.2;
    for (double x = 0.9; x < 1.3; x += 0.001) {
        if (smoothed(sym_curve, x) > smoothed(sym_curve, r_1)) r_1 = x;
        if (smoothed(sym_curve, x) < smoothed(sym_curve, r_2)) r_2 = x;
    }
    for (double x = 1.2; x < 1.9; x += 0.001)
        if (smoothed(g00, x) < smoothed(g00, r_min)) r_min = x;
    assert_near(meta(t, "poisson"), nu_mean, 1e-9);
    assert_near(meta(t, "eps_true"), 0.0069 / 1.37, 1e-9);
    assert_near(meta(t, "eps_inf"), eps, 3e-6);
    assert_near(meta(t, "eps_1"), one * eps, 3e-6);
    assert_near(meta(t, "eps_2"), two * eps, 3e-6);
    assert_near(meta(t, "ratio"), 1 - (one + two) / 2, 2e-3);
    assert_near(meta(t, "A_1"), eps * smoothed(sym_curve, r_1), 1e-4);
    assert_near(meta(t, "A_2"), eps * smoothed(sym_curve, r_2), 1e-4);
    assert_near(meta(t, "r_1"), r_1, 0.003);
    assert_near(meta(t, "r_2"), r_2, 0.003);
    assert_near(meta(t, "r_peak"), 1.1, 0.006);
    assert_near(meta(t, "r_min"), r_min, 0.006);
    for (size_t i = 40; i < t->n_row; i += 7) { /* g00 is the reference's, alike in all samples */
        assert_near(at(t, i, "g00"), smoothed(g00, r[i]), 1e-3);
        assert_near(at(t, i, "g00_err"), 0, 1e-9);
        assert_near(at(t, i, "K_err"), fabs(K[i]) / 1.37 * standard_error(nu), 1e-3 * fabs(K[i]) + 1e-9);
        assert_near(at(t, i, "g20_continuity_err"), fabs(K[i]) / 1.37 * standard_error(E_true), 2e-5);
    }
    double *all[] = {r, K, g20, g20_err, cont, rad, tan, rad_err};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    gb_table_free(t);

    t = table("full", "cooling-1e-2.tsv");
    assert_int_equal(t->n_row, 101);
    assert_near(meta(t, "T_f"), 0.41, 1e-9);
    assert_near(meta(t, "glass_slope"), 1, 1e-9);
    assert_near(meta(t, "liquid_slope"), 2, 1e-9);
    assert_near(t->v[t->n_col * 100 + gb_table_find(t, "h")], 0.41, 1e-8);
    assert_near(t->v[t->n_col * 100 + gb_table_find(t, "h_err")], standard_error(T_crossing), 1e-8);
    assert_near(meta(t, "T_f_err"), standard_error(T_crossing), 1e-8);
    assert_near(meta(t, "glass_intercept"), mean3(T_crossing), 1e-8);
    assert_near(meta(t, "liquid_intercept"), 0, 1e-8);
    for (size_t i = 0; i < t->n_row; i += 5) {
        const double T = 0.8 - 0.008 * (double)i;
        double h[SAMPLES], volume[SAMPLES];
        for (int k = 0; k < SAMPLES; k++) {
            h[k] = T > T_crossing[k] ? 2 * T : T + T_crossing[k];
            volume[k] = 1000 + (T > T_crossing[k] + 0.03 ? 5 * T : 2 * T + 3 * (T_crossing[k] + 0.03));
        }
        assert_near(at(t, i, "T"), T, 1e-8);
        assert_near(at(t, i, "T_err"), 0, 1e-12);
        assert_near(at(t, i, "h"), mean3(h), 1e-8);
        assert_near(at(t, i, "h_err"), standard_error(h), 1e-8);
        assert_near(at(t, i, "e_pot"), mean3(h) - 1, 1e-8);
        assert_near(at(t, i, "e_pot_err"), standard_error(h), 1e-8);
        assert_near(at(t, i, "volume"), mean3(volume), 1e-5);
        assert_near(at(t, i, "volume_err"), standard_error(volume), 1e-8);
    }
    gb_table_free(t);

    t = table("full", "d2min-1e-2-0.005.tsv");
    assert_int_equal(t->n_row, 4);
    assert_near(t->v[t->n_col * 2 + gb_table_find(t, "density")], 0.21, 1e-9);
    assert_near(t->v[t->n_col * 2 + gb_table_find(t, "density_err")], 0.01 / sqrt(3), 1e-9);
    assert_near(t->v[t->n_col * 2 + gb_table_find(t, "count")], 63, 1e-6);
    assert_near(t->v[t->n_col * 2 + gb_table_find(t, "d2min_over_strain2")], 100 * sqrt(10), 1e-6);
    assert_near(at(t, 2, "lo"), 100, 1e-6);
    assert_near(at(t, 2, "hi"), 1000, 1e-6);
    meta_is(t, "d2min_mean", 0.01, 0);
    meta_is(t, "d2min_median", 0.006, 0.001 / sqrt(3)); /* of -1, 0, 1 */
    meta_is(t, "shear_strain_mean", 0.0073, 0.0002 / sqrt(3));
    meta_is(t, "bonds_per_atom", 13.5, 0.3 / sqrt(3));
    meta_is(t, "bonds_cut_fraction", 0.013, 0.002 / sqrt(3));
    meta_is(t, "bonds_formed_fraction", 0.021, 0.004 / sqrt(3));
    gb_table_free(t);
}

static void whole(const char *root, const char *file, char **text) {
    char *path = gb_format("%s/%s/%s", folder, root, file);
    must(gb_file_read(path, text, NULL, NULL), &(struct gb_error){0, path});
    free(path);
}

static bool same(double a, double b) { return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-8 * fabs(a); }

static void written_read_and_written_again(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = make_study(false, true);
    struct summary sum, back;
    build(&sum, s, "full", "again");
    char *first = NULL, *second = NULL;
    whole("full", "summary/summary.tsv", &first);
    whole("full", "again/summary.tsv", &second);
    char *first_xml = NULL, *second_xml = NULL;
    whole("full", "summary/summary.xml", &first_xml);
    whole("full", "again/summary.xml", &second_xml);
    assert_string_equal(first, second);
    assert_string_equal(first_xml, second_xml);
    assert_null(strstr(first, folder));
    assert_non_null(strstr(first, "# smoothing: gaussian 0.04 sigma\n# fit: 1.8 7 sigma\n"));
    char *path = gb_format("%s/full/again/summary.tsv", folder);
    must(summary_read(&back, s, path, &err), &err);
    assert_int_equal(back.n_rows, sum.n_rows);
    assert_int_equal(back.n_warnings, sum.n_warnings);
    for (size_t r = 0; r < sum.n_rows; r++) {
        assert_string_equal(back.row[r].weights, sum.row[r].weights);
        assert_ptr_equal(back.row[r].method, sum.row[r].method);
        assert_int_equal(back.row[r].history, sum.row[r].history);
        for (int q = 0; q < Q_N; q++)
            assert_true(same(back.row[r].q[q].value, sum.row[r].q[q].value) &&
                        same(back.row[r].q[q].err, sum.row[r].q[q].err));
    }
    char *text = summary_text(&back, s);
    assert_non_null(strstr(text, "symmetrised"));
    assert_non_null(strstr(text, "-6.830(17)"));
    assert_null(strstr(text, "A-A"));
    struct gb_xml_node *xml;
    must(gb_xml_parse(&xml, first_xml, strlen(first_xml), "summary.xml", &err), &err);
    size_t rows = 0;
    for (size_t i = 0; i < xml->n_children; i++) {
        const struct gb_xml_node *row = xml->child[i];
        if (strcmp(row->name, "row") != 0) continue;
        char value[40];
        snprintf(value, sizeof value, "%.9g", sum.row[rows].q[Q_E_IS].value);
        assert_string_equal(gb_xml_attribute(gb_xml_child(row, "e_is"), "value"), value);
        for (int q = 0; q < Q_N; q++) {
            const struct gb_xml_node *of = gb_xml_child(row, summary_column((enum quantity)q)->name);
            const struct estimate e = sum.row[rows].q[q];
            for (int k = 0; k < 2; k++) {
                snprintf(value, sizeof value, isfinite(k ? e.err : e.value) ? "%.9g" : "nan", k ? e.err : e.value);
                assert_string_equal(gb_xml_attribute(of, k ? "err" : "value"), value);
            }
        }
        assert_string_equal(gb_xml_attribute(row, "method"), sum.row[rows++].method);
    }
    assert_int_equal(rows, sum.n_rows);
    gb_xml_free(xml);
    free(text);
    summary_clear(&sum);
    summary_clear(&back);

    /* damaged: a word where a number should be; other columns; no rows */
    char *at = strstr(second, "\n1e-2\t0.005");
    assert_non_null(at);
    memcpy(at + 6, "zero!", 5);
    must(gb_file_write(path, second, strlen(second), &err), &err);
    assert_int_equal(summary_read(&back, s, path, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "column 2"));
    gb_error_clear(&err);
    memcpy(strstr(second, "\tT_f_err"), "\tT_X_err", 8);
    must(gb_file_write(path, second, strlen(second), &err), &err);
    assert_int_equal(summary_read(&back, s, path, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "columns are not those"));
    gb_error_clear(&err);
    must(gb_file_write(path, first, (size_t)(strstr(first, "\n1e-2\t") + 1 - first), &err), &err);
    assert_int_equal(summary_read(&back, s, path, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "holds no rows"));
    gb_error_clear(&err);
    free(path);
    free(first);
    free(second);
    free(first_xml);
    free(second_xml);
    study_free(s);
}

/* A user's glasses, compressed only: no cooling, no T_f, no symmetrised rows. Run as the stage that the runner starts.
 */
static void files_and_one_sign(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = make_study(true, false);
    struct stage st = {.name = gb_strdup("summary"), .kind = gb_strdup("summary")};
    char *dir = gb_format("%s/files", folder), *out = gb_format("%s/summary", dir),
         *model = gb_format("%s/model.xml", dir);
    put_study("files", true, false);
    must(gb_mkdirs(out, &err), &err);
    char *text;
    must(gb_file_read("potentials/kob-andersen.xml", &text, NULL, &err), &err);
    must(gb_file_write(model, text, strlen(text), &err), &err);
    free(text);
    assert_int_equal(summary_stage(&st, dir, out, &err), GB_EFAIL);
    assert_non_null(strstr(err.text, "no parameter 'study'"));
    gb_error_clear(&err);
    text = study_effective_xml(s);
    stage_param_set(&st, "study", "%s", text);
    free(text);
    must(summary_stage(&st, dir, out, &err), &err);
    struct summary sum;
    char *path = gb_format("%s/summary.tsv", out);
    must(summary_read(&sum, s, path, &err), &err);
    assert_string_equal(pool_main_method(s), "minus-unloaded");
    assert_null(find(&sum, "number", "symmetrised"));
    const struct summary_row *row = find(&sum, "number", "minus-unloaded");
    assert_string_equal(study_history(s, row->history), "as-given");
    is(row, Q_T_F, NAN, NAN, 0);
    is(row, Q_RATIO, 0.25, 0, 2e-3);
    char *none = gb_format("%s/cooling-as-given.tsv", out);
    assert_false(gb_exists(none));
    struct gb_table *t = table("files", "curves-as-given-0.005-number.tsv");
    assert_string_equal(gb_table_meta_get(t, "method"), "minus-unloaded");
    gb_table_free(t);
    summary_clear(&sum);
    free(none);
    free(path);
    free(dir);
    free(out);
    free(model);
    stage_clear(&st);
    study_free(s);
}

/* The liquid's inherent structures: -6.5 - 0.14/T, sample k and snapshot i off by 12e-3 (k - 1) and 1e-3 (+ - - +), and
 * by `ageing` less in the first half and more in the second. */
static const double ageing[SAMPLES] = {3e-4, -4e-4, 5e-4};
static double law(double T) { return -6.5 - 0.14 / T; }
static void put_equilibrium(const char *root, const char *T, double overlap) {
    static const double sign[] = {1, -1, -1, 1};
    for (int k = 0; k < SAMPLES; k++) {
        struct gb_error err = GB_ERROR_INIT;
        char *dir = gb_format("%s/%s/equilibrium/%s/s%d", folder, root, T, k + 1);
        char *path = gb_format("%s/snapshots.tsv", dir);
        struct gb_table *t = gb_table_create("made by hand", "step e_is density pressure converged overlap");
        for (int i = 0; i < 4; i++) {
            double row[6] = {100.0 * i,
                             law(atof(T)) + 12e-3 * (k - 1) + 1e-3 * sign[i] + ageing[k] * (i < 2 ? -1 : 1),
                             1.2 + 0.01 * k,
                             0,
                             !(k == 1 && i == 2 && T[2] == '5'),
                             i < 3 ? 1 : overlap + 0.01 * k};
            gb_table_add(t, row);
        }
        must(gb_mkdirs(dir, &err), &err);
        must(gb_table_write(t, path, 17, &err), &err);
        gb_table_free(t);
        free(dir);
        free(path);
    }
}

static double T_of(double e, double unused) { return (void)unused, 0.14 / (-6.5 - e); }

/* T_f by volume and by the equilibrium liquid, whose line a second study then takes from the first. */
static void fictive_temperatures(void **state) {
    (void)state;
    static const char *const label[] = {"0.3", "0.41", "0.5", "0.7", "0.8"};
    struct gb_error err = GB_ERROR_INIT;
    struct summary sum, second;
    char *xml = study_text(false, true), *element = NULL, *text;
    element = gb_format("%.*s<equilibrium time='500' snapshots='4'>", (int)(strstr(xml, "<compress") - xml), xml);
    for (int i = 0; i < 5; i++) {
        char *more = gb_format("%s<T>%s</T>", element, label[i]);
        free(element);
        element = more;
        put_equilibrium("line", label[i], i == 0 ? 0.9 : 0.2);
    }
    text = gb_format("%s</equilibrium>%s", element, strstr(xml, "<compress"));
    struct study *s;
    must(study_parse(&s, text, strlen(text), "by-hand.xml", "potentials/kob-andersen.xml", &err), &err);
    s->fictive = (struct fictive_windows){0.05, 0.3, 0.5, 0.8};
    s->npt = true;
    for (size_t h = 0; h < s->n_histories; h++) s->history[h].step[0].npt = true;
    put_study("line", false, true);
    build(&sum, s, "line", "summary");
    const struct summary_row *row = find(&sum, "number", "symmetrised");
    is(row, Q_T_F, mean3(T_crossing), standard_error(T_crossing), 1e-9);
    is(row, Q_T_F_VOLUME, mean3(T_crossing) + 0.03, standard_error(T_crossing), 1e-9);
    /* the line's part: four points, each with the samples' error */
    const double T = T_of(mean3(e_is), 0), point = 12e-3 / sqrt(3), used[] = {0.41, 0.5, 0.7, 0.8};
    double mean = 0, sxx = 0;
    for (int i = 0; i < 4; i++) mean += 1 / used[i] / 4;
    for (int i = 0; i < 4; i++) sxx += pow(1 / used[i] - mean, 2);
    const double of_line = T * T / 0.14 * point * sqrt(0.25 + pow(1 / T - mean, 2) / sxx);
    is(row, Q_T_F_IS, T, hypot(jackknife2(T_of, e_is, e_is), of_line), 1e-9);
    assert_false(row->extrapolated);
    assert_true(sum.line_lo == 0.41 && sum.line_hi == 0.8);
    struct gb_table *t = table("line", "equilibrium.tsv");
    assert_int_equal(t->n_row, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_near(*gb_table_at(t, i, gb_table_find(t, "e_is")), law(atof(label[i])), 1e-8);
        assert_near(*gb_table_at(t, i, gb_table_find(t, "e_is_err")), point, 1e-8);
        assert_near(*gb_table_at(t, i, gb_table_find(t, "density")), 1.21, 1e-8);
        assert_near(at(t, i, "density_err"), 0.01 / sqrt(3), 1e-8);
        double square = 0, within = 0; /* of the snapshots of a sample; of those of a half */
        for (int k = 0; k < SAMPLES; k++) {
            square += (4e-6 + 4 * ageing[k] * ageing[k]) / 9;
            within += 4e-6 / 6;
        }
        assert_near(at(t, i, "spread"), sqrt(square), 1e-9);
        assert_near(at(t, i, "drift"), 2 * mean3(ageing), 1e-9);
        assert_near(at(t, i, "drift_err"), sqrt(2 * within / 6), 1e-9); /* more than the samples' */
        assert_near(at(t, i, "overlap"), i == 0 ? 0.91 : 0.21, 1e-9);
        assert_near(at(t, i, "samples"), 3, 0);
        assert_near(at(t, i, "snapshots"), 4, 0);
        assert_true(*gb_table_at(t, i, gb_table_find(t, "used")) == (i > 0));
        double back = *gb_table_at(t, i, gb_table_find(t, "T_back"));
        if (i == 0) assert_true(isnan(back));
        if (i > 0) assert_near(back, atof(label[i]), 1e-6);
    }
    gb_table_free(t);
    char *written = NULL, *said = summary_text(&sum, s);
    whole("line", "summary/summary.tsv", &written);
    assert_non_null(strstr(written, "# equilibrium-line: 0.41 0.8 "));
    assert_non_null(strstr(written, "# warning: equilibrium/0.3: not in equilibrium: 91 % of the atoms are where they "
                                    "were (allowed: 37 %); left out of the line"));
    assert_non_null(strstr(written, "equilibrium/0.5/s2: the relaxation of 1 of 4 snapshots did not converge"));
    assert_non_null(strstr(said, "T_f_is"));
    assert_null(strstr(said, "extrapolated"));
    free(said);
    free(written);

    /* the same two temperatures in the table of histories, and that of volume in the cooling curve's head */
    struct histories_table histories;
    char *of_histories = gb_format("%s/line/summary/histories.tsv", folder);
    must(histories_table_read(&histories, s, of_histories, &err), &err);
    assert_int_equal(histories.n, 1);
    const struct estimate *q = histories.row[0].q;
    const double both = hypot(jackknife2(T_of, e_is, e_is), of_line);
    assert_true(of_line > 0.1 * both);
    assert_near(q[HISTORY_T_F].value, mean3(T_crossing), 1e-8);
    assert_near(q[HISTORY_T_F].err, standard_error(T_crossing), 1e-3 * standard_error(T_crossing));
    assert_near(q[HISTORY_T_F_IS].value, T, 1e-8);
    assert_near(q[HISTORY_T_F_IS].err, both, 5e-3 * both); /* three digits */
    assert_near(q[HISTORY_E_IS].value, mean3(e_is), 1e-8);
    histories_table_clear(&histories);
    free(of_histories);
    t = table("line", "cooling-1e-2.tsv");
    meta_is(t, "T_f_volume", mean3(T_crossing) + 0.03, standard_error(T_crossing));
    gb_table_free(t);

    /* the line from the file, and a glass beyond its end */
    char *file = gb_format("%s/line/summary/equilibrium.tsv", folder), *hot = gb_format("%s/hot.tsv", folder), *rows;
    s->equilibrium.file = gb_strdup(file); /* instead of its own temperatures */
    for (size_t i = 0; i < s->equilibrium.n_T; i++) free(s->equilibrium.T_label[i]);
    s->equilibrium.n_T = 0;
    build(&second, s, "line", "again");
    row = find(&second, "number", "symmetrised");
    is(row, Q_T_F_IS, T, hypot(jackknife2(T_of, e_is, e_is), of_line), 1e-6);
    summary_clear(&second);
    must(gb_file_read(file, &rows, NULL, &err), &err);
    strstr(rows, "\n0.41 ")[1] = '#';
    must(gb_file_write(hot, rows, strlen(rows), &err), &err);
    free(rows);
    free(s->equilibrium.file);
    s->equilibrium.file = hot;
    build(&second, s, "line", "hot");
    row = find(&second, "number", "symmetrised");
    assert_near(row->q[Q_T_F_IS].value, T, 1e-6);
    assert_true(row->extrapolated && second.line_lo == 0.5);
    said = summary_text(&second, s);
    assert_non_null(strstr(said, ")*"));
    assert_non_null(strstr(said, "*: beyond the temperatures of the equilibrium line, 0.5 to 0.8: extrapolated"));
    whole("line", "hot/summary.tsv", &written);
    assert_non_null(strstr(written, "T_f_is: 0.4242 is extrapolated, the equilibrium line covers 0.5 to 0.8"));
    free(written);
    whole("line", "hot/summary.xml", &written);
    assert_non_null(strstr(written, "extrapolated=\"yes\"/>"));
    free(written);
    free(said);
    char *path = gb_format("%s/line/hot/summary.tsv", folder);
    struct summary back;
    must(summary_read(&back, s, path, &err), &err);
    assert_true(find(&back, "number", "symmetrised")->extrapolated && back.line_hi == 0.8);
    summary_clear(&back);
    summary_clear(&second);
    summary_clear(&sum);
    study_free(s);
    free(path);
    free(file);
    free(element);
    free(text);
    free(xml);
}

/* What is missing is nan and said; what does not fit together is an error. */
static void faults(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = make_study(false, true);
    struct summary sum;
    put_study("faults", false, true);
    put_values("faults", "elastic/1e-2/s2", 3, (const char *const[]){"bulk", "bulk_affine", "shear_affine"},
               (const double[]){60, 70, 40});
    put_values("faults", "compress/1e-2/s3/0.005-y", 3, (const char *const[]){"poisson", "young", "converged"},
               (const double[]){0.4, 46, 0});
    put_thermo("faults", "quench/1e-2/s1", 0);
    s->fictive.glass_hi = 0.06; /* too few points */
    build(&sum, s, "faults", "summary");
    const struct summary_row *row = find(&sum, "number", "symmetrised");
    is(row, Q_SHEAR, NAN, NAN, 0);
    is(row, Q_SHEAR_LOST, NAN, NAN, 0);
    is(row, Q_T_F, NAN, NAN, 0);
    is(row, Q_RATIO, 0.2, 0, 2e-3);
    char *text = NULL;
    whole("faults", "summary/summary.tsv", &text);
    assert_non_null(strstr(text, "# warning: elastic/1e-2/s2: no value of 'shear'"));
    assert_non_null(strstr(text, "# warning: compress/1e-2/s3/0.005-y: the relaxation did not converge"));
    assert_non_null(strstr(text, "# warning: 1e-2: T_f: "));
    assert_non_null(strstr(text, "A-B, symmetrised: "));
    free(text);
    summary_clear(&sum);

    char *dir = gb_format("%s/faults", folder), *out = gb_format("%s/summary", dir);
    put_curves("faults", "measure/1e-2/s2/0.005", "curves-1-1.tsv", true, false, 1, 0.001, BINS - 1);
    assert_int_equal(summary_build(&sum, s, dir, out, &err), GB_EFAIL);
    assert_non_null(strstr(err.text, "curves-1-1.tsv of the samples are not on one grid"));
    gb_error_clear(&err);
    char *gone = gb_format("%s/measure/1e-2/s3/0.005/curves-number.tsv", dir);
    unlink(gone);
    assert_int_equal(summary_build(&sum, s, dir, out, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "s3/0.005/curves-number.tsv: cannot be read"));
    assert_int_equal(sum.n_rows, 0);
    gb_error_clear(&err);
    free(gone);
    free(dir);
    free(out);
    study_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(curves_for_figures),
        cmocka_unit_test(written_read_and_written_again),
        cmocka_unit_test(files_and_one_sign),
        cmocka_unit_test(fictive_temperatures),
        cmocka_unit_test(faults),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

/* What temperature changes: summary/thermal.tsv of stage folders made by hand, known answers; and its place in the
 * page. */
#include "page/page.h"
#include "summary/by_hand.h"
#include "summary/summary.h"
#include "summary/temperature.h"

static const double far_of[3] = {1, 0.8, 0.7}; /* signal of the loads over that at rest: at rest, mean, snapshots */
static const char *const label[3] = {"0.005", "T0.1-stress-0.3-mean", "T0.1-stress-0.3-snapshots"};

static struct study *thermal_study(int samples) {
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    struct gb_text files = {0};
    for (int k = 0; k < samples; k++) gb_text_add(&files, "<file>%c.data</file>", 'a' + k);
    char *text = gb_format("<study name='warm' seed='5'><glass model='kob-andersen'>%s</glass>"
                           "<compress><strain>0.005</strain></compress>"
                           "<compress mode='thermal' T='0.1'><stress>0.3</stress></compress>"
                           "<measure r-max='7.2' r-bin='0.01' fit='1.8 7' smooth='0.04' partials='no'/></study>",
                           files.s);
    must(study_parse(&s, text, strlen(text), "warm.xml", "potentials/kob-andersen.xml", &err), &err);
    free(files.s);
    free(text);
    return s;
}

/* What the loads of glass k at the temperature leave. */
static void put_warm(const char *root, int k) {
    static const char *const load[] = {"poisson",
                                       "young",
                                       "stress_par_plus",
                                       "stress_par_minus",
                                       "T_plus",
                                       "T_minus",
                                       "creep_plus",
                                       "creep_minus",
                                       "young_err",
                                       "poisson_err",
                                       "hop_fraction_plus",
                                       "hop_fraction_minus",
                                       "rms_displacement_plus",
                                       "rms_displacement_minus"};
    static const char *const measure[] = {"eps_true_times_1pnu", "eps_true_times_1pnu_plus",
                                          "d2min_mean",          "d2min_noise",
                                          "eps_par_plus",        "eps_par_minus"};
    for (int a = 0; a < 3; a++) {
        char *c = gb_format("compress/as-given/s%d/T0.1-stress-0.3-%c", k + 1, "xyz"[a]);
        put_values(root, c, 14, load,
                   (const double[]){nu[k], 30 + k, -0.301, 0.299, 0.1004, 0.1, 0.02, 0.04, 0.3, 0.004, 0.01, 0.03,
                                    0.08 + 0.001 * k, 0.09});
        free(c);
    }
    for (int b = 1; b < 3; b++) {
        char *m = gb_format("measure/as-given/s%d/%s", k + 1, label[b]);
        put_values(root, m, 6, measure, (const double[]){E_true[k], E_true[k], 3e-5, 1e-5, -0.0072, 0.0070});
        put_curves(root, m, "curves-number.tsv", true, true, k, far_of[b] * signal_size[k], BINS);
        put_d2min(root, m, k);
        free(m);
    }
}

static size_t load_of(const struct study *s, const char *name) {
    size_t k = 0;
    while (k < s->n_loads && strcmp(s->load[k].label, name) != 0) k++;
    assert_true(k < s->n_loads);
    return k;
}

static struct temperature_table read_table(const struct study *s, const char *root) {
    struct gb_error err = GB_ERROR_INIT;
    struct temperature_table t;
    char *path = gb_format("%s/%s/summary/thermal.tsv", folder, root);
    must(temperature_read(&t, s, path, &err), &err);
    free(path);
    return t;
}

static void same(const struct temperature_row *r, enum temperature_quantity q, double value, double err,
                 double tolerance) {
    if (!r) fail_msg("the row is not there");
    if (!(fabs(r->q[q].value - value) <= tolerance))
        fail_msg("load %zu: %s = %.9g, expected %.9g", r->load, temperature_column(q)->name, r->q[q].value, value);
    if (!(fabs(r->q[q].err - err) <= tolerance) && !(isnan(err) && isnan(r->q[q].err)))
        fail_msg("load %zu: %s_err = %.9g, expected %.9g", r->load, temperature_column(q)->name, r->q[q].err, err);
}

/* eps_inf of the pool is the mean of signal_size; eps_true = mean E_true/(1 + mean nu): far is their quotient, and what
 * it changes by is exactly far_of - 1 of itself, sample by sample. */
static void known_answers(void **state) {
    (void)state;
    struct study *s = thermal_study(3);
    struct summary sum;
    put_study("warm", true, true);
    for (int k = 0; k < 3; k++) put_warm("warm", k);
    build(&sum, s, "warm", "summary");
    assert_int_equal(sum.n_rows % 3, 0);
    for (size_t i = 0; i < sum.n_rows; i++)
        assert_near(sum.row[i].strain, sum.row[i].load == load_of(s, "0.005") ? 0.005 : 0.0071, 1e-15);
    struct temperature_table t = read_table(s, "warm");
    assert_int_equal(t.n, 3);
    const double eps = 0.0069 / 1.37, far = 0.0033 / eps;
    const struct temperature_row *r[3];
    for (int k = 0; k < 3; k++) {
        r[k] = temperature_find(&t, 0, load_of(s, label[k]));
        assert_true(r[k] && r[k]->samples == 3);
        assert_near(r[k]->q[TH_EPS_TRUE].value, eps, 1e-12);
        assert_near(r[k]->q[TH_EPS_INF].value, far_of[k] * far, 2e-3);
        assert_near(r[k]->q[TH_RATIO].value, r[0]->q[TH_RATIO].value, 1e-9); /* a ratio: no scale */
        assert_near(r[k]->q[TH_LOSS].value, 1 - far_of[k] * (1 - r[0]->q[TH_LOSS].value), 1e-9);
        assert_true(r[k]->q[TH_EPS_INF].err > 0);
        assert_near(r[k]->q[TH_EPS_1].value, far_of[k] * far * at_peak(sym_curve, K_curve, sym_curve, 1), 2e-3);
        assert_near(r[k]->q[TH_EPS_2].value, far_of[k] * far * at_peak(sym_curve, K_curve, sym_curve, -1), 2e-3);
        assert_near(r[k]->q[TH_CONT_CORR].value, r[0]->q[TH_CONT_CORR].value, 1e-9);
        assert_near(r[k]->q[TH_CONT_SLOPE].value, far_of[k] * r[0]->q[TH_CONT_SLOPE].value, 1e-9);
    }
    for (int k = 1; k < 3; k++) {
        same(r[k], TH_EPS_INF_CHANGE, (far_of[k] - 1) * r[0]->q[TH_EPS_INF].value,
             (1 - far_of[k]) * r[0]->q[TH_EPS_INF].err, 1e-9);
        same(r[k], TH_RATIO_CHANGE, 0, 0, 1e-9);
        assert_near(r[k]->q[TH_LOSS_CHANGE].value, r[k]->q[TH_LOSS].value - r[0]->q[TH_LOSS].value, 1e-9);
        assert_true(r[k]->q[TH_LOSS_CHANGE].value > 0.05);
        same(r[k], TH_T, 0.1002, 0, 1e-12);
        same(r[k], TH_STRESS, 0.3, 0, 1e-12);
        same(r[k], TH_YOUNG, 31, 1 / sqrt(3), 1e-9);
        same(r[k], TH_HOPS, 0.02, 0, 1e-12);
        same(r[k], TH_CREEP, 0.03, 0, 1e-12);
        same(r[k], TH_RMS, 0.0855, 0.0005 / sqrt(3), 1e-9);
        assert_near(r[k]->q[TH_D2MIN].value, 3e-5 / (eps * eps), 1e-8);
        assert_near(r[k]->q[TH_D2MIN_NOISE].value, 1e-5 / (eps * eps), 1e-8);
    }
    same(r[0], TH_T, 0, 0, 0);
    assert_true(isnan(r[0]->q[TH_EPS_INF_CHANGE].value));
    /* g00's first peak by hand: smoothed maximum and half of it */
    assert_near(r[0]->q[TH_PEAK].value, 1.1, 0.02);
    double lo = 1.1, hi = 1.1;
    const double half = smoothed(g00, 1.1) / 2;
    while (smoothed(g00, lo) > half) lo -= 1e-4;
    while (smoothed(g00, hi) > half) hi += 1e-4;
    assert_near(r[0]->q[TH_HEIGHT].value, smoothed(g00, 1.1), 0.01);
    assert_near(r[0]->q[TH_WIDTH].value, hi - lo, 1e-3);
    /* of the measured on the implied g20, over the bins from 0.8 of the first peak to the end of the fit */
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (double at = 0.885; at < 7; at += 0.01) {
        const double implied = smoothed(K_curve, at), measured = far * smoothed(sym_curve, at);
        n++, x += implied, y += measured;
        xx += implied * implied, yy += measured * measured, xy += implied * measured;
    }
    assert_near(r[0]->q[TH_CONT_SLOPE].value, (xy - x * y / n) / (xx - x * x / n), 3e-3);
    assert_near(r[0]->q[TH_CONT_CORR].value, (xy - x * y / n) / sqrt((xx - x * x / n) * (yy - y * y / n)), 3e-3);
    assert_true(fabs(r[0]->q[TH_CONT_SLOPE].value - r[0]->q[TH_CONT_CORR].value) > 0.1);
    temperature_clear(&t);

    struct gb_error err = GB_ERROR_INIT;
    char *dir = gb_format("%s/warm", folder), *path = gb_format("%s/report.html", dir), *html;
    must(page_study(s, dir, &err), &err);
    must(gb_file_read(path, &html, NULL, &err), &err);
    assert_non_null(strstr(html, "At a temperature"));
    assert_non_null(strstr(html, "T 0.1, stress 0.3, mean positions"));
    assert_non_null(strstr(html, "thermal-shell"));
    free(html);
    free(path);
    free(dir);
    summary_clear(&sum);
    study_free(s);
}

/* One sample: the errors of young and poisson are those of block averages of the three axes. Nothing of this in a study
 * at rest. */
static void one_sample(void **state) {
    (void)state;
    struct study *s = thermal_study(1), *rest = make_study(true, true);
    struct summary sum;
    put_sample("one", "as-given", 1, true, 0);
    put_warm("one", 0);
    build(&sum, s, "one", "summary");
    struct temperature_table t = read_table(s, "one");
    const struct temperature_row *r = temperature_find(&t, 0, load_of(s, label[1]));
    same(r, TH_YOUNG, 30, 0.3 / sqrt(3), 1e-9);
    same(r, TH_POISSON, nu[0], 0.004 / sqrt(3), 1e-9);
    same(r, TH_T, 0.1002, NAN, 1e-12);
    assert_null(temperature_find(&t, 1, load_of(s, label[1])));
    assert_null(temperature_find(&t, 0, s->n_loads));
    temperature_clear(&t);
    summary_clear(&sum);
    assert_true(study_has_temperature(s) && !study_has_temperature(rest));
    put_study("rest", true, true);
    build(&sum, rest, "rest", "summary");
    char *path = gb_format("%s/rest/summary/thermal.tsv", folder);
    assert_false(gb_exists(path));
    free(path);
    summary_clear(&sum);
    study_free(s);
    study_free(rest);
}

static void damaged(void **state) {
    (void)state;
    static const struct {
        const char *from, *to, *says;
    } c[] = {{"\nas-given\t", "\nother\t", "column 1 is not"},
             {"\tT0.1-stress-0.3-mean\t1", "\tT0.2-stress-0.3-mean\t1",
              "column 2 is not what the loads at temperatures of study 'warm' can have"},
             {"-mean\t1\t", "-mean\tone\t", "column 3 is not"},
             {"\t0.3\t", "\tmuch\t", "column 6 is not"},
             {"# history\tload", "# history\tstrain", "the columns are not those"}};
    struct study *s = thermal_study(1);
    char *path = gb_format("%s/one/summary/thermal.tsv", folder), *bad = gb_format("%s/bad.tsv", folder), *text;
    assert_int_equal(gb_file_read(path, &text, NULL, NULL), GB_OK);
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct gb_error err = GB_ERROR_INIT;
        struct temperature_table t;
        const char *at = strstr(text, c[i].from);
        assert_non_null(at);
        char *changed = gb_format("%.*s%s%s", (int)(at - text), text, c[i].to, at + strlen(c[i].from));
        assert_int_equal(gb_file_write(bad, changed, strlen(changed), NULL), GB_OK);
        assert_int_equal(temperature_read(&t, s, bad, &err), GB_EINPUT);
        if (!strstr(err.text, c[i].says)) fail_msg("%s", err.text);
        gb_error_clear(&err);
        free(changed);
    }
    free(text);
    free(path);
    free(bad);
    study_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(one_sample),
        cmocka_unit_test(damaged),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

/* The controlled signal, and what an error of the ratio costs, on stage folders made by hand. */
#include "help.h"

#include "base/table.h"
#include "base/values.h"
#include "pool/pool.h"
#include "stage/stage.h"
#include "summary/build.h"
#include "summary/efficiency.h"
#include "summary/text.h"

/* ---- what is put in ---- */

enum { SAMPLES = 4, BINS = 760 };
static const double nu = 0.37, E_true = 0.0069, size = 0.0032, dr = 0.01;
/* The shell of each sample's own response, about 0.8; along y twice, along z three times as far from it. */
static const double shell_off[SAMPLES] = {0.031, -0.024, 0.012, -0.019};
/* Frozen-in anisotropy of each sample: weights of the first shell 1 + this times those of an isotropic glass. */
static const double texture[SAMPLES] = {0.06, -0.02, 0.09, 0.01};

static double lobe(double r, double at, double width) { return exp(-pow((r - at) / width, 2) / 2); }
static double g00(double r) {
    return 3 * lobe(r, 1.1, 0.06) + 0.5 * (1 + tanh((r - 1.9) / 0.08)) + 0.8 * lobe(r, 2.6, 0.12) -
           0.3 * lobe(r, 3.2, 0.15) + 0.25 * lobe(r, 4, 0.3) - 0.15 * lobe(r, 5, 0.3);
}
static double slope_of(double f(double), double r) { return (f(r + 1e-5) - f(r - 1e-5)) / 2e-5; }
static double affine(double r, double shell) {
    return 2 * (1 + nu) / (3 * sqrt(5)) * r * slope_of(g00, r) * (r < 1.5 ? shell : 1);
}

static double excess_weight(double r) { return r < 1.5 ? 1 : 0; } /* between the shells there are no pairs */
static double moved(double r) { return r * g00(r) * excess_weight(r); }
/* What texture t adds to g20 (control.h), worked out here on its own. */
static double added(double r, double t) {
    const double a = -2.0 / 3 * E_true, b = -1.0 / 3 * E_true;
    return sqrt(5) * t * ((1.2 * b - 0.4 * a) * g00(r) * excess_weight(r) - a / 5 * (r < 1.5 ? slope_of(moved, r) : 0));
}

static double column_at(const char *name, double r, int k) {
    const double m = -2 * sqrt(5) / 15 * E_true, t = texture[k] * excess_weight(r);
    const char *axis = strrchr(name, '_');
    const int a = axis && axis[1] >= 'x' && axis[1] <= 'z' && !axis[2] ? axis[1] - 'x' : -1;
    const double shell = 0.8 + shell_off[k] * (a < 0 ? 1 : a + 1);
    if (strcmp(name, "r") == 0) return r;
    const double flux = -sqrt(5) * 2 / 15 * E_true * t, tan = -sqrt(5) * 0.4 * E_true * t;
    if (strcmp(name, "near") == 0) return (m + tan - 2 * flux) * g00(r); /* affine, and what the texture adds */
    if (strcmp(name, "flux") == 0) return (m + flux) * r * g00(r);
    if (strncmp(name, "p2p2", 4) == 0) return 0.2 * g00(r) * (1 + t);
    if (strncmp(name, "dpdp", 4) == 0) return 1.2 * g00(r) * (1 + t);
    if (strncmp(name, "rad", 3) == 0) return -2.0 / 3 * E_true * 0.2 * g00(r) * (1 + t);
    if (strncmp(name, "tan", 3) == 0) return -1.0 / 3 * E_true * 1.2 * g00(r) * (1 + t);
    if (strstr(name, "g00")) return g00(r);
    if (strcmp(name, "aff_g20_sym") == 0) return size * affine(r, 1) + added(r, texture[k]);
    if (strncmp(name, "aff_", 4) == 0) return size * affine(r, 1);
    if (strncmp(name, "g20_sym", 7) == 0) return size * affine(r, shell) + added(r, texture[k]);
    if (strncmp(name, "g20_minus", 9) == 0) return size * affine(r, shell - 0.1);
    return size * affine(r, shell - 0.2); /* raw */
}

static void put_values(const char *root, const char *stage, size_t n, const char *const *name, const double *v) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_values a = {0};
    char *dir = gb_format("%s/%s/%s", folder, root, stage), *path = gb_format("%s/values.tsv", dir);
    for (size_t i = 0; i < n; i++) gb_values_set(&a, name[i], v[i], "-");
    must(gb_mkdirs(dir, &err), &err);
    must(gb_values_write(&a, "made by hand", path, &err), &err);
    gb_values_clear(&a);
    free(dir);
    free(path);
}

/* Sample k (from 0) of history h: this fraction of its 1000 atoms is crystalline. */
static void put_order(const char *root, const char *h, int k, double crystalline) {
    static const char *const name[] = {"atoms", "crystalline", "largest", "repeats", "q4", "q6", "q6_bonds"};
    char *stage = gb_format("order/%s/s%d", h, k + 1);
    put_values(root, stage, 7, name, (const double[]){1000, crystalline, 900 * crystalline, 0.02, 0.1, 0.38, 2.5});
    free(stage);
}

static void put_record(const char *root, const char *stage, const char *times, const char *ranks) {
    struct gb_error err = GB_ERROR_INIT;
    struct stage st = {.name = gb_strdup(stage), .kind = gb_strdup("any"), .worker = true};
    char *dir = gb_format("%s/%s/%s", folder, root, stage), *path = gb_format("%s/stage.xml", dir);
    stage_param_set(&st, "ranks", "%s", ranks);
    st.hash = stage_hash(&st);
    must(gb_mkdirs(dir, &err), &err);
    must(stage_write(&st, path, times, &err), &err);
    stage_clear(&st);
    free(dir);
    free(path);
}

static void put_curves(const char *root, const char *stage, bool both, int k) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_text names = {0};
    gb_text_add(&names,
                "r g00_ref g00_loaded g20_minus g20_raw aff_g00_loaded aff_g20_minus aff_g20_raw near flux "
                "rad_num tan_num p2p2 dpdp%s",
                both ? " g20_sym aff_g20_sym" : "");
    for (int a = 0; a < 3; a++) {
        const char x = "xyz"[a];
        gb_text_add(&names, " g00_loaded_%c g20_raw_%c aff_g00_loaded_%c aff_g20_raw_%c g20_minus_%c rad_num_%c ", x, x,
                    x, x, x, x);
        gb_text_add(&names, "tan_num_%c p2p2_%c dpdp_%c", x, x, x);
        if (both) gb_text_add(&names, " g20_sym_%c", x);
    }
    struct gb_table *t = gb_table_create("made by hand", names.s);
    for (size_t i = 0; i < BINS; i++) {
        size_t row = gb_table_add(t, NULL);
        for (size_t c = 0; c < t->n_col; c++)
            *gb_table_at(t, row, c) = column_at(t->name[c], ((double)i + 0.5) * dr, k);
    }
    char *path = gb_format("%s/%s/%s/curves-number.tsv", folder, root, stage);
    must(gb_table_write(t, path, 17, &err), &err);
    gb_table_free(t);
    t = gb_table_create("made by hand", "x_lo x_hi density_per_decade count");
    gb_table_add(t, (const double[]){1, 10, 1, 100});
    free(path);
    path = gb_format("%s/%s/%s/d2min.tsv", folder, root, stage);
    must(gb_table_write(t, path, 17, &err), &err);
    gb_table_free(t);
    free(path);
    free(names.s);
}

static void put_thermo(const char *root, const char *stage) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_table *t = gb_table_create("made by hand", "step T e_pot e_tot h p volume");
    for (int i = 0; i <= 100; i++) {
        double T = 0.8 - 0.008 * i, h = T > 0.4 ? 2 * T : T + 0.4;
        gb_table_add(t, (const double[]){10.0 * i, T, h, h, h, 0, 100});
    }
    char *path = gb_format("%s/%s/%s/thermo.tsv", folder, root, stage);
    must(gb_table_write(t, path, 17, &err), &err);
    gb_table_free(t);
    free(path);
}

/* Processor seconds of a sample: glass 5 + 7 + 2, the elastic constants 1000, loads 3 x 4, measuring 6. */
static void put_sample(const char *root, bool both, int k) {
    static const char *const reference[] = {"e_is", "density"}, *const compress[] = {"poisson", "young", "converged"};
    static const char *const elastic[] = {"bulk", "shear", "bulk_affine", "shear_affine"};
    static const char *const measure[] = {"eps_true_times_1pnu", "eps_true_times_1pnu_plus"};
    char *melt = gb_format("melt/s%d", k + 1), *quench = gb_format("quench/1e-2/s%d", k + 1);
    char *ref = gb_format("reference/1e-2/s%d", k + 1), *elast = gb_format("elastic/1e-2/s%d", k + 1);
    char *meas = gb_format("measure/1e-2/s%d/0.005", k + 1);
    put_record(root, melt, "seconds=\"2.5\"", "2"); /* of before processor time was recorded */
    put_record(root, quench, k % 2 ? "seconds=\"70\" cpu=\"5\"" : "seconds=\"1\" cpu=\"9\"", "1"); /* 7 in the mean */
    put_thermo(root, quench);
    put_record(root, ref, "seconds=\"3\" cpu=\"2\"", "1");
    put_values(root, ref, 2, reference, (const double[]){-6.8, 1.2});
    put_record(root, elast, "seconds=\"1000\" cpu=\"1000\"", "1");
    put_values(root, elast, 4, elastic, (const double[]){60, 18, 70, 40});
    put_order(root, "1e-2", k, 0);
    for (int a = 0; a < 3; a++) {
        char *c = gb_format("compress/1e-2/s%d/0.005-%c", k + 1, "xyz"[a]);
        put_record(root, c, "seconds=\"9\" cpu=\"4\"", "1");
        put_values(root, c, 3, compress, (const double[]){nu, 45, 1});
        free(c);
    }
    put_record(root, meas, "seconds=\"6\" cpu=\"6\"", "1");
    put_values(root, meas, 2, measure, (const double[]){E_true, E_true});
    put_curves(root, meas, both, k);
    char *all[] = {melt, quench, ref, elast, meas};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

static struct study *make_study(bool both) {
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    char *text = gb_format("<study name='by-hand' seed='5'><glass model='kob-andersen' atoms='1000' samples='%d'/>"
                           "<quench melt='2' from='0.8' to='0'><rate>1e-2</rate></quench><compress both-signs='%s'>"
                           "<strain>0.005</strain></compress><measure r-max='7.2' r-bin='0.01' fit='1.8 7' "
                           "smooth='0.04' partials='no'/></study>",
                           SAMPLES, both ? "yes" : "no");
    must(study_parse(&s, text, strlen(text), "by-hand.xml", "potentials/kob-andersen.xml", &err), &err);
    free(text);
    s->fictive = (struct fictive_windows){0.05, 0.3, 0.5, 0.8};
    return s;
}

static char *build(struct summary *sum, const struct study *s, const char *root) {
    struct gb_error err = GB_ERROR_INIT;
    for (int k = 0; k < SAMPLES; k++) put_sample(root, s->both_signs, k);
    char *dir = gb_format("%s/%s", folder, root), *to = gb_format("%s/summary", dir);
    must(gb_mkdirs(to, &err), &err);
    must(summary_build(sum, s, dir, to, &err), &err);
    free(dir);
    char *path = gb_format("%s/efficiency.tsv", to);
    free(to);
    return path;
}

static const struct efficiency_row *find(const struct efficiency *e, const char *signal, size_t axes) {
    for (size_t i = 0; i < e->n; i++)
        if (strcmp(pool_signal_name[e->row[i].signal], signal) == 0 && e->row[i].axes == axes) return &e->row[i];
    fail_msg("no row of %s with %zu axes", signal, axes);
    return NULL;
}
static const struct summary_row *row_of(const struct summary *sum, const char *method) {
    for (size_t i = 0; i < sum->n_rows; i++)
        if (strcmp(sum->row[i].method, method) == 0) return &sum->row[i];
    fail_msg("no row of %s", method);
    return NULL;
}

/* Standard deviation of the samples. */
static double spread(const double x[SAMPLES]) {
    double mean = 0, sum = 0;
    for (int k = 0; k < SAMPLES; k++) mean += x[k] / SAMPLES;
    for (int k = 0; k < SAMPLES; k++) sum += (x[k] - mean) * (x[k] - mean);
    return sqrt(sum / (SAMPLES - 1));
}

/* ---- tests ---- */

/* Texture put in on purpose: symmetrised scatters by it and is off, controlled finds the samples' own response. */
static void controlled_takes_the_texture_off(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = make_study(true);
    struct summary sum;
    struct efficiency eff;
    char *path = build(&sum, s, "textured");
    const struct summary_row *controlled = row_of(&sum, "controlled"), *plain = row_of(&sum, "symmetrised");
    assert_string_equal(pool_main_method(s), "controlled");
    assert_near(controlled->q[Q_RATIO].value, 0.2, 2e-3);
    assert_near(controlled->q[Q_FLOOR].value, 0, 2e-3);
    assert_near(controlled->q[Q_FLOOR].err, 0, 2e-4);
    assert_near(row_of(&sum, "controlled-at-k")->q[Q_RATIO].value, 0.2, 2e-3);
    assert_near(row_of(&sum, "controlled-shell")->q[Q_RATIO].value, 0.2, 2e-3);
    assert_true(plain->q[Q_RATIO].value < 0.2 - 0.02); /* more weight, more signal, a smaller ratio */
    assert_true(plain->q[Q_FLOOR].value < -0.02);
    assert_true(plain->q[Q_FLOOR].err > 0.01);
    must(efficiency_read(&eff, s, path, &err), &err);
    const struct efficiency_row *row = find(&eff, "controlled", 3);
    assert_near(row->scatter.value, spread(shell_off), 0.02 * spread(shell_off));
    assert_true(find(&eff, "symmetrised", 3)->scatter.value > 1.2 * row->scatter.value);
    /* the table of the figures is the controlled one: g20 = size x shell x K in the first shell */
    struct gb_table *t;
    char *curves = gb_format("%s/textured/summary/curves-1e-2-0.005-number.tsv", folder);
    must(gb_table_read(&t, curves, &err), &err);
    const double *v = t->v + 108 * t->n_col; /* r = 1.085 */
    assert_string_equal(gb_table_meta_get(t, "method"), "controlled");
    assert_near(v[gb_table_find(t, "g20")], 0.8 * size * v[gb_table_find(t, "K")], 2e-5);
    /* continuity less the same: the affine law that was put in */
    assert_near(v[gb_table_find(t, "g20_continuity")], E_true / (1 + nu) * v[gb_table_find(t, "K")], 2e-5);
    assert_true(fabs(added(1.085, texture[0])) > 2e-4);
    gb_table_free(t);
    free(curves);
    char *text = summary_text(&sum, s); /* what a beamline does stays beside it */
    assert_non_null(strstr(text, "controlled  symmetrised  minus-unloaded"));
    assert_non_null(strstr(text, "0.300("));
    free(text);
    free(path);
    efficiency_clear(&eff);
    summary_clear(&sum);
    study_free(s);
}

static void costs_and_scatter(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = make_study(true);
    struct summary sum;
    struct efficiency eff;
    char *path = build(&sum, s, "costs");
    must(efficiency_read(&eff, s, path, &err), &err);
    assert_int_equal(eff.n, 8);
    const double one_axis = sqrt((1 + 4 + 9) / 3.0) * spread(shell_off), all_axes = spread(shell_off);
    const struct {
        const char *signal;
        size_t axes, signs;
        double ratio, scatter, cpu;
    } expected[] = {{"controlled", 3, 2, 0.2, all_axes, 14 + 18},
                    {"controlled", 1, 2, 0.2, one_axis, 14 + 6},
                    {"minus-unloaded", 3, 1, 0.3, all_axes, 14 + 9},
                    {"minus-unloaded", 1, 1, 0.3, one_axis, 14 + 3},
                    {"raw", 3, 1, 0.4, all_axes, 14 + 9},
                    {"raw", 1, 1, 0.4, one_axis, 14 + 3}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const struct efficiency_row *r = find(&eff, expected[i].signal, expected[i].axes);
        assert_int_equal(r->signs, expected[i].signs);
        assert_int_equal(r->samples, SAMPLES);
        assert_int_equal(r->history, 0);
        assert_int_equal(r->load, 0);
        assert_near(r->ratio.value, expected[i].ratio, 2e-3);
        assert_near(r->scatter.value, expected[i].scatter, 0.02 * expected[i].scatter);
        assert_near(r->cpu, expected[i].cpu, 1e-9);
        assert_near(r->cpu_glass, 14, 1e-9);
        assert_near(efficiency_samples(r).value, pow(r->scatter.value / 0.01, 2), 1e-9);
        assert_near(efficiency_cpu(r).value, r->cpu * pow(r->scatter.value / 0.01, 2), 1e-6);
        assert_near(efficiency_cpu(r).err / efficiency_cpu(r).value, 2 * r->scatter.err / r->scatter.value, 1e-6);
    }
    /* bias: against symmetrised on the same samples; the rows' own shells differ by 0.1 in every sample */
    const struct efficiency_row *plain = find(&eff, "symmetrised", 3), *minus = find(&eff, "minus-unloaded", 3);
    assert_near(plain->bias.value, 0, 0);
    assert_near(plain->bias.err, 0, 0);
    assert_near(minus->bias.value, minus->ratio.value - plain->ratio.value, 1e-6);
    const struct efficiency_row *controlled = find(&eff, "controlled", 3); /* what is left is the texture's scatter */
    assert_near(minus->bias.value, controlled->bias.value + 0.1, 2e-3);
    assert_near(minus->bias.err, controlled->bias.err, 0.02 * controlled->bias.err);
    assert_true(controlled->bias.err > 0.003);
    assert_near(plain->scatter.value, plain->ratio.err * sqrt(SAMPLES), 1e-5 * plain->scatter.value);
    assert_near(plain->ratio.value, row_of(&sum, "symmetrised")->q[Q_RATIO].value, 1e-5);
    efficiency_clear(&eff);
    summary_clear(&sum);
    study_free(s);
    free(path);
}

static void one_sign_and_no_records(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = make_study(false);
    struct summary sum;
    struct efficiency eff;
    char *path = build(&sum, s, "one-sign");
    must(efficiency_read(&eff, s, path, &err), &err);
    assert_int_equal(eff.n, 4); /* minus-unloaded and raw */
    assert_near(find(&eff, "minus-unloaded", 3)->bias.value, 0, 0);
    assert_near(find(&eff, "raw", 3)->bias.value, 0.1, 2e-3);
    assert_near(find(&eff, "raw", 3)->cpu, 14 + 18, 1e-9); /* the loads were all of this sign */
    efficiency_clear(&eff);
    summary_clear(&sum);

    char *record = gb_format("%s/one-sign/quench/1e-2/s3/stage.xml", folder);
    char *dir = gb_format("%s/one-sign", folder), *out = gb_format("%s/summary", dir);
    unlink(record);
    must(summary_build(&sum, s, dir, out, &err), &err);
    must(efficiency_read(&eff, s, path, &err), &err);
    assert_true(isnan(find(&eff, "raw", 3)->cpu)); /* not too small a number */
    assert_true(find(&eff, "raw", 3)->scatter.value > 0);
    efficiency_clear(&eff);

    static const char head[] = "# history\tload\n1e-2\t0.005\n";
    must(gb_file_write(path, head, sizeof head - 1, &err), &err);
    assert_int_equal(efficiency_read(&eff, s, path, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "efficiency.tsv:2: the columns are not those"));
    gb_error_clear(&err);
    must(gb_remove_tree(path, &err), &err);
    summary_clear(&sum);
    must(summary_build(&sum, s, dir, out, &err), &err);
    char *text;
    must(gb_file_read(path, &text, NULL, &err), &err);
    memcpy(strstr(text, "\tminus-unloaded") + 1, "minos", 5);
    must(gb_file_write(path, text, strlen(text), &err), &err);
    assert_int_equal(efficiency_read(&eff, s, path, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "column 3"));
    assert_int_equal(eff.n, 0);
    gb_error_clear(&err);
    free(text);
    free(record);
    free(dir);
    free(out);
    free(path);
    summary_clear(&sum);
    study_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(controlled_takes_the_texture_off),
        cmocka_unit_test(costs_and_scatter),
        cmocka_unit_test(one_sign_and_no_records),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

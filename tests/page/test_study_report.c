/* The page of a study from a synthetic summary: all figures, missing and damaged data, one sample, hostile names. */
#include "base/file.h"
#include "base/table.h"
#include "base/xml.h"
#include "page/page.h"
#include "page/page_check.h"
#include "page/study.h"
#include "pool/pool.h"
#include "pool/screening.h"
#include "study/line.h"
#include "summary/summary.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const figures[] = {
    "ratio",         "pdf",          "first-shell", "pair-strain", "continuity", "continuity-scatter",
    "cooling",       "partials",     "d2min",       "equilibrium", "fictive",    "ratio-fictive",
    "ratio-poisson", "ratio-stress", "linear"};
enum { N_FIGURES = sizeof figures / sizeof figures[0] };

struct fixture {
    char *dir;
    struct model model;
    struct study study;
    double err; /* NaN: one sample */
};

static const char *const weights[] = {"number", "A-A", "A-B"};

static void write_text(const char *dir, const char *name, const char *text) {
    char *path = gb_format("%s/%s", dir, name);
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    free(path);
}

static void write_table(struct gb_table *t, const char *dir, char *name) {
    char *path = gb_format("%s/summary/%s", dir, name);
    assert_int_equal(gb_table_write(t, path, 9, NULL), GB_OK);
    free(path);
    free(name);
    gb_table_free(t);
}

static void write_summary(const struct fixture *x) {
    struct gb_text b = {0};
    gb_text_add(&b, "# glassbed summary\n# warnings: 1\n# warning: reference/1e-2/s1: <did> not converge (1 times)\n# "
                    "rate\tload\tstrain\tweights\tmethod\tsamples");
    for (int q = 0; q < Q_N; q++)
        gb_text_add(&b, "\t%s\t%s_err", summary_column((enum quantity)q)->name, summary_column((enum quantity)q)->name);
    gb_text_add(&b, "\n");
    for (size_t h = 0; h < study_n_histories(&x->study); h++)
        for (size_t k = 0; k < x->study.n_loads; k++)
            for (size_t w = 0; w < 3; w++)
                for (size_t m = 0; m < 3; m++) {
                    gb_text_add(&b, "%s\t%s\t%.9g\t%s\t%s\t%zu", study_history(&x->study, h), x->study.load[k].label,
                                x->study.load[k].strain, weights[w], pool_method[m], x->study.samples);
                    for (int q = 0; q < Q_N; q++) {
                        double v = q == Q_RATIO ? 0.234 + 0.01 * (double)h : 0.5 + 0.01 * q;
                        gb_text_add(&b, "\t%.9g\t", v);
                        gb_text_add(&b, isnan(x->err) ? "nan" : "%.9g", x->err);
                    }
                    gb_text_add(&b, "\n");
                }
    write_text(x->dir, "summary/summary.tsv", b.s);
    free(b.s);
}

static void write_curves(const struct fixture *x, size_t h, size_t k) {
    struct gb_table *t =
        gb_table_create("curves", "r_sigma g00 g00_err g20 g20_err K K_err g20_continuity g20_continuity_err e_rad "
                                  "e_rad_err e_tan e_tan_err");
    static const struct {
        const char *key;
        double v;
    } meta[] = {{"eps_inf", 0.004}, {"eps_true", 0.005}, {"A_1", 0.004}, {"A_2", -0.003},
                {"r_1", 1.02},      {"r_2", 1.18},       {"r_min", 1.4}};
    for (size_t i = 0; i < sizeof meta / sizeof meta[0]; i++) gb_table_meta(t, meta[i].key, "%.9g", meta[i].v);
    for (int i = 0; i < 400; i++) {
        double r = 0.01 + 0.018 * i, g = r < 0.9 ? 0 : 1 + 2 * exp(-pow((r - 1.1) / 0.1, 2)) + 0.3 * sin(7 * r) / r,
               K = cos(7 * r);
        double e = x->err, g20 = r < 0.9 ? 0 : 0.004 * K;
        const double row[] = {
            r, g, e, g20, 0.1 * e * 1e-3, K, e, g20 * 0.98, e * 1e-3, r < 0.9 ? NAN : 1 + 0.3 * sin(r), e, 1, e};
        gb_table_add(t, row);
    }
    write_table(t, x->dir, gb_format("curves-%s-%s-number.tsv", study_history(&x->study, h), x->study.load[k].label));
}

static void write_rest(const struct fixture *x, size_t h) {
    struct gb_table *t = gb_table_create("cooling", "T T_err h h_err e_pot e_pot_err volume volume_err");
    gb_table_meta(t, "T_f", "0.41");
    gb_table_meta(t, "glass_slope", "3");
    gb_table_meta(t, "glass_intercept", "-8.2");
    gb_table_meta(t, "liquid_slope", "3.6");
    gb_table_meta(t, "liquid_intercept", "-8.446");
    for (int i = 0; i < 80; i++) {
        double T = 0.8 - 0.01 * i, e = x->err;
        const double row[] = {T, e, fmax(3 * T - 8.2, 3.6 * T - 8.446), e * 0.1, -8 + T, e, 0.83, e};
        gb_table_add(t, row);
    }
    if (x->study.n_files == 0)
        write_table(t, x->dir, gb_format("cooling-%s.tsv", study_history(&x->study, h)));
    else
        gb_table_free(t);
    t = gb_table_create("d2min", "d2min_over_strain2 lo hi density density_err count");
    for (int i = 0; i < 30; i++) {
        double d = pow(10, -2 + 0.1 * i), p = i < 3 ? 0 : exp(-pow(log(d), 2));
        const double row[] = {d, d, d, p, x->err * p, 10};
        gb_table_add(t, row);
    }
    write_table(t, x->dir, gb_format("d2min-%s-0.005.tsv", study_history(&x->study, h)));
}

static void setup(struct fixture *x, double err) {
    char text[] = "/tmp/gb_study_report_XXXXXX";
    assert_non_null(mkdtemp(text));
    *x = (struct fixture){.dir = gb_strdup(text), .err = err};
    x->model = (struct model){.name = (char *)"ka",
                              .title = (char *)"A & B <\"glass\">",
                              .source = (char *)"nobody",
                              .licence = (char *)"CC0",
                              .units = (char *)"lj"};
    x->study = study_by_hand("test_{1}' `id` <b>", &x->model, isnan(err) ? 1 : 3, 2, 0.018);
    x->study.atoms = 4000;
    x->study.partials = true;
    char *sub = gb_format("%s/summary", x->dir);
    assert_int_equal(gb_mkdirs(sub, NULL), GB_OK);
    free(sub);
}

/* A line whose lowest point is left out; glasses lie at e_is = 0.53, T_f_is = 0.52. */
static void write_line(const struct fixture *x) {
    struct gb_table *t = study_line_table(&x->study, "0123456789abcdef");
    for (int i = 0; i < 5; i++) {
        const double T = 0.4 + 0.08 * i;
        const double row[EQ_N_COLUMNS] = {T,  0.6 - 0.036 / T, 1e-3, 1.2, 1e-3, 0.01, 0, 0.01, 0.2, 3,
                                          10, i > 0,           T,    0.01};
        gb_table_add(t, row);
    }
    write_table(t, x->dir, gb_strdup("equilibrium.tsv"));
}

static void write_all(struct fixture *x) {
    write_summary(x);
    write_line(x);
    for (size_t h = 0; h < study_n_histories(&x->study); h++) {
        for (size_t k = 0; k < x->study.n_loads; k++) write_curves(x, h, k);
        write_rest(x, h);
    }
    write_text(x->dir, "summary/stage.xml",
               "<stage name=\"summary\" kind=\"summary\" hash=\"12ab\" glassbed=\"0.1.0\" engine=\"glassbed\" "
               "host=\"node&lt;1&gt;\" started=\"2022-04-15\" seconds=\"1.25\">"
               "<input name=\"a\" path=\"../../etc\" stage=\"yes\" hash=\"1\"/></stage>");
}

static void teardown(struct fixture *x) {
    gb_remove_tree(x->dir, NULL);
    free(x->dir);
}

/* Builds the page, checks its form, and that each SVG is XML; the text is the caller's. */
static char *build(const struct fixture *x) {
    struct gb_error err = GB_ERROR_INIT;
    if (page_study(&x->study, x->dir, &err) != GB_OK) fail_msg("%s", err.text);
    char *path = gb_format("%s/report.html", x->dir), *html, why[128];
    assert_int_equal(gb_file_read(path, &html, NULL, NULL), GB_OK);
    free(path);
    if (!page_well_formed(html, why, sizeof why)) fail_msg("%s", why);
    for (int i = 0; i < N_FIGURES; i++) {
        char *id = gb_format("id=\"figure-%s\"", figures[i]), *svg = gb_format("%s/figures/%s.svg", x->dir, figures[i]);
        char *log = gb_format("%s/figures/%s.log", x->dir, figures[i]);
        struct gb_xml_node *root = NULL;
        if (strstr(html, id)) {
            if (gb_xml_read(&root, svg, &err) != GB_OK) fail_msg("%s", err.text);
            if (gb_exists(log)) fail_msg("gnuplot warned in %s", figures[i]);
            char *drawn;
            assert_int_equal(gb_file_read(svg, &drawn, NULL, NULL), GB_OK);
            if (strstr(drawn, " using ")) fail_msg("a key of %s shows gnuplot's own words", figures[i]);
            free(drawn);
        }
        gb_xml_free(root);
        free(log);
        free(svg);
        free(id);
    }
    return html;
}

static size_t count(const char *s, const char *what) {
    size_t n = 0;
    for (; (s = strstr(s, what)); s++) n++;
    return n;
}

static void expect(const char *html, const char *what) {
    if (!strstr(html, what)) fail_msg("the page lacks: %s", what);
}

static void whole_page(void **state) {
    (void)state;
    struct fixture x;
    setup(&x, 0.012);
    write_all(&x);
    char *html = build(&x), *again;
    for (int i = 0; i < N_FIGURES; i++) {
        char *id = gb_format("id=\"figure-%s\"", figures[i]);
        expect(html, id);
        free(id);
    }
    assert_int_equal(count(html, "src=\"data:image/svg+xml;base64,"), N_FIGURES);
    expect(html, "0.234(12)");
    expect(html, "by the paper's band");
    expect(html, "3 samples: the error bars themselves are uncertain by about 50 %");
    expect(html, "gaussian 0.06 σ");
    expect(html, "2.2 to 7 σ");
    expect(html, "36 rows");
    expect(html, "degree 1 in 1/T; χ² = ");
    expect(html, "with 2 degrees of freedom");
    expect(html, "&lt;did&gt; not converge");
    expect(html, "node&lt;1&gt;");
    expect(html, "A &amp; B &lt;&quot;glass&quot;&gt;");
    expect(html, "test_{1}' `id` &lt;b&gt;</title>");
    assert_null(strstr(html, "<b>&lt;"));
    /* slowest first, though the study has it last */
    assert_true(strstr(html, "rate 1e-3") < strstr(html, "rate 1e-2"));
    again = build(&x);
    assert_string_equal(html, again);
    free(again);
    free(html);
    teardown(&x);
}

/* A sample that crystallised is named, counted, and in the table of numbers; order.tsv that is damaged is said. */
static void left_out(void **state) {
    (void)state;
    struct fixture x;
    setup(&x, 0.012);
    write_all(&x);
    char *path = gb_format("%s/summary/summary.tsv", x.dir), *text;
    assert_int_equal(gb_file_read(path, &text, NULL, NULL), GB_OK);
    char *more = gb_format("# left out of all averages: 1e-3, sample 2: 31 %% of its <atoms>\n%s", text);
    write_text(x.dir, "summary/summary.tsv", more);
    struct screening_row sample[6];
    for (size_t k = 0; k < 6; k++) {
        sample[k] = (struct screening_row){k / 3, k % 3 + 1, k != 4, {0}};
        for (int q = 0; q < SCREENING_N_QUANTITIES; q++) sample[k].q[q] = k == 4 ? 0.312 : 0.001 * (double)k;
    }
    char *order = gb_format("%s/summary/order.tsv", x.dir);
    assert_int_equal(screening_write(&(struct screening){6, sample}, &x.study, order, NULL), GB_OK);
    free(order);
    char *html = build(&x);
    expect(html, "Of the 6 samples 1 crystallised and is left out of every average");
    expect(html, "Left out of all averages: 1e-3, sample 2: 31 % of its &lt;atoms&gt;.");
    const char *row = strstr(html, "crystalline atoms, most of a sample");
    assert_non_null(row);
    assert_true(strstr(row, ">31.2<") < strstr(row, ">0.2<")); /* the slowest first */
    free(html);
    write_text(x.dir, "summary/order.tsv", "# rate\n1e-2\t1\n");
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(page_study(&x.study, x.dir, &err), GB_EINPUT);
    expect(err.text, "order.tsv:2: the columns are not those");
    gb_error_clear(&err);
    free(more);
    free(text);
    free(path);
    teardown(&x);
}

static void one_sample_as_given(void **state) {
    (void)state;
    struct fixture x;
    setup(&x, NAN);
    char *file[] = {(char *)"/data/cu.data"};
    struct history given = {.label = (char *)"as-given"};
    x.study.n_histories = 1;
    x.study.history = &given;
    x.study.n_files = 1;
    x.study.file = file;
    x.model.units = (char *)"metal";
    write_all(&x);
    char *html = build(&x);
    expect(html, "One sample: there are no error bars");
    expect(html, "as given");
    expect(html, "the glass was given as a file");
    expect(html, "GPa");
    assert_null(strstr(html, "id=\"figure-cooling\""));
    assert_null(strstr(html, "nan"));
    assert_int_equal(count(html, "<figure "), N_FIGURES - 4); /* nor T_f against a rate, nor anything against T_f, nu */
    free(html);
    teardown(&x);
}

/* Only summary.tsv: every figure but the ratios is a sentence; then one damaged table: its fault is in the page. */
static void missing_and_damaged(void **state) {
    (void)state;
    struct fixture x;
    setup(&x, 0.012);
    write_summary(&x);
    char *html = build(&x);
    assert_int_equal(count(html, "<figure "), 7);
    assert_int_equal(count(html, "No figure of"), 6);
    expect(html, "summary/stage.xml is missing");
    free(html);
    write_text(x.dir, "summary/curves-1e-2-0.005-number.tsv", "# r g00\n1 2\n3\n");
    write_text(x.dir, "summary/cooling-1e-2.tsv", "# T x\n1 2\n");
    write_text(x.dir, "summary/equilibrium.tsv", "# T x\n1 2\n");
    html = build(&x);
    expect(html, "curves-1e-2-0.005-number.tsv:3: expected 2 columns");
    expect(html, "cooling-1e-2.tsv: no column 'h'");
    expect(html, "equilibrium.tsv: its columns are not");
    free(html);
    teardown(&x);
}

/* Everything NaN, and curves of one point: no figure, no crash. */
static void nothing_measured(void **state) {
    (void)state;
    struct fixture x;
    setup(&x, NAN);
    write_all(&x);
    char *path = gb_format("%s/summary/summary.tsv", x.dir), *text;
    assert_int_equal(gb_file_read(path, &text, NULL, NULL), GB_OK);
    struct gb_text b = {0};
    char *save = NULL;
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        int tabs = 0;
        size_t n = 0;
        while (line[n] && tabs < 6) tabs += line[n++] == '\t';
        gb_text_add(&b, "%.*s", *line == '#' ? (int)strlen(line) : (int)n - 1, line);
        for (int q = 0; *line != '#' && q < 2 * Q_N; q++) gb_text_add(&b, "\tnan");
        gb_text_add(&b, "\n");
    }
    assert_int_equal(gb_file_write(path, b.s, b.len, NULL), GB_OK);
    free(b.s);
    free(text);
    free(path);
    for (int h = 0; h < 2; h++) {
        char *name = gb_format("summary/curves-%s-0.005-number.tsv", histories[h].label);
        write_text(x.dir, name, "# r_sigma g00 g20 K g20_continuity e_rad e_tan\n1 1 nan nan nan nan nan\n");
        free(name);
        name = gb_format("summary/d2min-%s-0.005.tsv", histories[h].label);
        write_text(x.dir, name, "# d2min density\n1 0\n2 0\n");
        free(name);
    }
    char *html = build(&x);
    expect(html, "no ratio could be measured");
    expect(html, "no fictive temperature");
    expect(html, "No figure of the ratio");
    assert_int_equal(count(html, "<figure "), 2); /* cooling, and the line without glasses */
    free(html);
    teardown(&x);
}

static void no_summary(void **state) {
    (void)state;
    struct fixture x;
    struct gb_error err = GB_ERROR_INIT;
    setup(&x, 0.012);
    assert_int_equal(page_study(&x.study, x.dir, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "summary/summary.tsv"));
    gb_error_clear(&err);
    /* without gnuplot: one line that names the package, and no half page */
    write_all(&x);
    char *path = gb_strdup(getenv("PATH")), *page = gb_format("%s/report.html", x.dir);
    setenv("PATH", x.dir, 1);
    assert_int_equal(page_study(&x.study, x.dir, &err), GB_EFAIL);
    setenv("PATH", path, 1);
    assert_non_null(strstr(err.text, "gnuplot-nox"));
    assert_false(gb_exists(page));
    gb_error_clear(&err);
    free(page);
    free(path);
    teardown(&x);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_page),          cmocka_unit_test(left_out),
        cmocka_unit_test(one_sample_as_given), cmocka_unit_test(missing_and_damaged),
        cmocka_unit_test(nothing_measured),    cmocka_unit_test(no_summary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

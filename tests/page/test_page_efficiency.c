/* What an error of the ratio costs, on the page: the table, the figure, and what stands there when they cannot be had.
 */
#include "help.h"

#include "base/xml.h"
#include "page/page.h"
#include "page/page_check.h"
#include "page/study.h"
#include "report/figures.h"
#include "summary/efficiency.h"
#include "summary/summary.h"

static struct model model = {.name = (char *)"ka",
                             .title = (char *)"KA",
                             .source = (char *)"nobody",
                             .licence = (char *)"CC0",
                             .units = (char *)"lj"};
static struct study study;

static int prepare(void **state) {
    study = study_by_hand("costs", &model, 24, 1, 0.002);
    struct gb_text b = {0};
    static const char *const method[] = {"controlled", "symmetrised", "minus-unloaded"};
    if (help_setup(state) != 0) return 1;
    char *dir = gb_format("%s/summary", folder), *path = gb_format("%s/summary.tsv", dir);
    gb_text_add(&b, "# warnings: 0\n# rate\tload\tstrain\tweights\tmethod\tsamples");
    for (int q = 0; q < Q_N; q++)
        gb_text_add(&b, "\t%s\t%s_err", summary_column((enum quantity)q)->name, summary_column((enum quantity)q)->name);
    for (int h = 0; h < 2; h++)
        for (int m = 0; m < 3; m++) {
            gb_text_add(&b, "\n%s\t0.0025\t0.0025\tnumber\t%s\t24", histories[h].label, method[m]);
            for (int q = 0; q < Q_N; q++) gb_text_add(&b, "\t%.9g\t0.011", (q == Q_RATIO ? 0.25 : 0.5) + 0.013 * m);
        }
    gb_text_add(&b, "\n");
    int rc = gb_mkdirs(dir, NULL);
    if (rc == GB_OK) rc = gb_file_write(path, b.s, b.len, NULL);
    free(b.s);
    free(dir);
    free(path);
    return rc;
}

static struct efficiency_row row(size_t history, enum pool_signal signal, size_t axes, size_t signs, double scatter,
                                 double bias, double cpu) {
    const bool reference = bias == 0;
    return (struct efficiency_row){.history = history,
                                   .signal = signal,
                                   .axes = axes,
                                   .signs = signs,
                                   .samples = 24,
                                   .ratio = {0.25 + bias, scatter / sqrt(24)},
                                   .scatter = {scatter, 0.15 * scatter},
                                   .bias = {bias, reference ? 0 : 0.0031},
                                   .cpu_glass = 11,
                                   .cpu = cpu};
}

static char *page_with(const struct efficiency *e) {
    struct gb_error err = GB_ERROR_INIT;
    char *path = gb_format("%s/summary/efficiency.tsv", folder), *html, why[128];
    if (e) assert_int_equal(efficiency_write(e, &study, path, &err), GB_OK);
    free(path);
    if (page_study(&study, folder, &err) != GB_OK) fail_msg("%s", err.text);
    path = gb_format("%s/report.html", folder);
    assert_int_equal(gb_file_read(path, &html, NULL, NULL), GB_OK);
    free(path);
    if (!page_well_formed(html, why, sizeof why)) fail_msg("%s", why);
    return html;
}

static void expect(const char *html, const char *what) {
    if (!strstr(html, what)) fail_msg("the page lacks: %s", what);
}

static void table_and_figure(void **state) {
    (void)state;
    struct efficiency_row rows[] = {row(0, SIGNAL_CONTROLLED, 3, 2, 0.0612, 0.0042, 33),
                                    row(0, SIGNAL_SYMMETRISED, 3, 2, 0.0734, 0, 33),
                                    row(0, SIGNAL_RAW, 1, 1, 149.8, -0.6, 17),
                                    row(1, SIGNAL_CONTROLLED, 3, 2, 0.0312, 0.0042, 95),
                                    row(1, SIGNAL_MINUS_UNLOADED, 1, 1, 0.0913, -0.0123, 71),
                                    row(1, SIGNAL_RAW, 1, 1, NAN, NAN, NAN)};
    char *html = page_with(&(struct efficiency){6, rows});
    expect(html, "What an error of ±0.01 costs");
    expect(html, "from 24 samples");
    expect(html, "within 15 % at best");
    expect(html, "0.0612(92)");
    expect(html, "0.0042(31)");
    expect(html, "reference");
    expect(html, "1200"); /* 33 s (0.0612/0.01)^2 */
    expect(html, "id=\"figure-efficiency\"");
    expect(html, "this study, with the uncertainty of the scatter. Grey");
    assert_null(strstr(html, "149.8")); /* noise above the signal: a dash */
    assert_null(strstr(html, "150(22)"));
    assert_null(strstr(html, "nan"));
    expect(html, "the same, signal minus-unloaded (a beamline"); /* beside the main one */
    expect(html, "0.276(11)");
    char *svg = gb_format("%s/figures/efficiency.svg", folder), *log = gb_format("%s/figures/efficiency.log", folder),
         *s;
    struct gb_xml_node *root;
    assert_int_equal(gb_xml_read(&root, svg, NULL), GB_OK);
    assert_false(gb_exists(log));
    assert_int_equal(gb_file_read(svg, &s, NULL, NULL), GB_OK);
    expect(s, "controlled, 3 axes"); /* of the slowest rate */
    expect(s, "minus-unloaded, 1 axis");
    assert_null(strstr(s, "symmetrised"));
    assert_null(strstr(s, "raw"));
    gb_xml_free(root);
    free(s);
    free(svg);
    free(log);
    free(html);
    rows[0].samples = 1; /* as some give way at some loads */
    rows[3].samples = 20;
    html = page_with(&(struct efficiency){6, rows});
    expect(html, "from 20 to 24 samples");
    expect(html, "within 16 % at best");
    free(html);
}

static void nothing_to_show(void **state) {
    (void)state;
    char *html = page_with(NULL); /* a summary of before */
    assert_null(strstr(html, "±0.01"));
    free(html);
    struct efficiency_row single = row(0, SIGNAL_CONTROLLED, 3, 2, NAN, NAN, 33);
    single.samples = 1;
    html = page_with(&(struct efficiency){1, &single});
    expect(html, "One sample does not tell how samples scatter");
    assert_null(strstr(html, "id=\"figure-efficiency\""));
    free(html);
    struct efficiency_row pair = row(1, SIGNAL_CONTROLLED, 3, 2, 0.0612, 0.0042, 33);
    pair.samples = 2;
    pair.scatter.err = NAN;
    html = page_with(&(struct efficiency){1, &pair});
    expect(html, "without the uncertainty of the scatter, which two samples do not tell");
    free(html);
    struct efficiency_row noisy = row(1, SIGNAL_CONTROLLED, 3, 2, 3.5, 0.1, 33);
    html = page_with(&(struct efficiency){1, &noisy});
    assert_null(strstr(html, "id=\"figure-efficiency\""));
    free(html);
    char *path = gb_format("%s/summary/efficiency.tsv", folder);
    assert_int_equal(gb_file_write(path, "1 2 3\n", 6, NULL), GB_OK);
    free(path);
    html = page_with(NULL);
    expect(html, "efficiency.tsv:1: the columns are not those");
    free(html);
}

/* error = scatter sqrt(cpu/time): the script's own numbers. */
static void lines_of_slope_half(void **state) {
    (void)state;
    struct cost_line line[2] = {{"a", 25, 0.06, 0.01, 16, 0, false}, {"b", NAN, 0.1, NAN, 16, 1, true}};
    struct figure f = {0};
    assert_true(figure_cost(&f, 2, line, 0.01));
    assert_non_null(strstr(f.script.s, "$line0 << EOD\n50 0.042426")); /* two samples: 0.06/sqrt 2 */
    assert_non_null(strstr(f.script.s, "\n1800 0.007071068"));         /* twice 25 (0.06/0.01)^2 s */
    assert_non_null(strstr(f.script.s, "$point0 << EOD\n400 0.015 0.0125 0.0175"));
    assert_null(strstr(f.script.s, "$line1"));
    figure_clear(&f);
    f = (struct figure){0};
    assert_false(figure_cost(&f, 1, line + 1, 0.01));
    assert_false(figure_cost(&f, 0, NULL, 0.01));
    figure_clear(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(table_and_figure, prepare, help_teardown),
        cmocka_unit_test_setup_teardown(nothing_to_show, prepare, help_teardown),
        cmocka_unit_test(lines_of_slope_half),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

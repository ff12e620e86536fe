/* The experiment's route on the page: figures, tables, and what stands there when they cannot be had. */
#include "help.h"

#include "base/table.h"
#include "base/xml.h"
#include "experiment/experiment.h"
#include "page/page.h"
#include "page/page_check.h"
#include "page/study.h"
#include "report/figures.h"
#include "summary/summary.h"

static struct model model = {.name = (char *)"ka",
                             .title = (char *)"KA",
                             .path = (char *)"ka.xml",
                             .source = (char *)"nobody",
                             .licence = (char *)"CC0",
                             .units = (char *)"lj",
                             .n_species = 2,
                             .element = {(char *)"A", (char *)"B"},
                             .scatter_as = {(char *)"Ni", (char *)"P"},
                             .scatter_length = 2.2,
                             .mass = {1, 1},
                             .fraction = {0.8, 0.2}};
static struct study study;

static int prepare(void **state) {
    study = study_by_hand("route", &model, 24, 1, 0.002);
    struct gb_text b = {0};
    if (help_setup(state) != 0) return 1;
    char *dir = gb_format("%s/summary", folder), *path = gb_format("%s/summary.tsv", dir);
    gb_text_add(&b, "# warnings: 0\n# rate\tload\tstrain\tweights\tmethod\tsamples");
    for (int q = 0; q < Q_N; q++)
        gb_text_add(&b, "\t%s\t%s_err", summary_column((enum quantity)q)->name, summary_column((enum quantity)q)->name);
    for (int h = 0; h < 2; h++) {
        gb_text_add(&b, "\n%s\t0.0025\t0.0025\tnumber\tcontrolled\t24", histories[h].label);
        for (int q = 0; q < Q_N; q++) gb_text_add(&b, "\t%.9g\t0.011", q == Q_RATIO ? 0.25 : 0.5);
    }
    gb_text_add(&b, "\n");
    int rc = gb_mkdirs(dir, NULL);
    if (rc == GB_OK) rc = gb_file_write(path, b.s, b.len, NULL);
    free(b.s);
    free(dir);
    free(path);
    return rc;
}

/* ---- rows ---- */

static void add(struct experiments *v, int rate, struct experiment e, double bias, double ratio) {
    v->row = gb_realloc(v->row, v->n + 1, sizeof *v->row);
    struct experiment_row *r = &v->row[v->n++];
    *r = (struct experiment_row){.history = (size_t)rate, .e = e, .samples = 24};
    for (int q = 0; q < EXPERIMENT_N_QUANTITIES; q++) r->q[q] = (struct estimate){0.0031, 0.0002};
    r->q[EXPERIMENT_EPS_INF_BIAS] = (struct estimate){bias, 0.0123};
    r->q[EXPERIMENT_RATIO] = (struct estimate){ratio, 0.0217};
    r->q[EXPERIMENT_FLOOR_RATIO] = (struct estimate){-0.0042, 0.0003};
    r->q[EXPERIMENT_RATIO_TRUE] = (struct estimate){0.0731, 0.0006};
    r->q[EXPERIMENT_EPS_TRUE] = (struct estimate){0.0025, 0};
    if (isfinite(e.counts)) r->eps_inf_noise = r->ratio_noise = 100 / sqrt(e.counts);
}

static void fill(struct experiments *v, bool xray) {
    *v = (struct experiments){0};
    for (int h = 0; h < 2; h++) {
        for (int w = 0; w < (xray ? SCATTER_N_PROBES : 1); w++) {
            const struct experiment standard = experiment_standard(&study, (enum scatter_probe)w);
            struct experiment e = standard;
            if (w == 0) add(v, h, experiment_by(e, ROUTE_PDF_R), -0.3489, 0.2613);
            for (e.q_max = 15; e.q_max <= 25; e.q_max += 5)
                add(v, h, e, -0.3451 + 0.001 * e.q_max, 0.01 * e.q_max + 0.0937);
            for (int route = ROUTE_Q_LAW; route < EXPERIMENT_N_ROUTES; route++)
                add(v, h, experiment_by(standard, (enum experiment_route)route), -0.4517, NAN);
        }
        struct experiment e = experiment_standard(&study, xray ? SCATTER_XRAY : SCATTER_NUMBER);
        e.fit_lo = 3.4;
        add(v, h, e, -0.2971, 0.3884);
        e = experiment_standard(&study, e.weights);
        e.sectors = 12;
        e.centre = true;
        add(v, h, e, -0.3743, 0.3439);
        e.centre = false;
        e.sectors = 36;
        for (e.counts = 1e9; xray && e.counts < 1e12; e.counts *= 10) add(v, h, e, -0.3444, 0.3441);
    }
}

/* S00 with one peak; S20 the affine law times 0.65 of the strain. */
static void put_structure(const char *rate) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_table *t = gb_table_create("made by hand", "Q_1/ang S00 S00_err S20 S20_err affine affine_err");
    gb_table_meta(t, "eps_inf", "0.0017");
    gb_table_meta(t, "eps_true", "0.0025");
    for (int j = 0; j < 1200; j++) {
        const double Q = (j + 0.5) * 0.025, peak = 2.3 * exp(-pow((Q - 3.1) / 0.3, 2)), affine = Q * (Q - 3.1) * peak;
        const double row[7] = {Q, 1 + peak, 0.01, 0.0016 * affine, 1e-4, affine, 0.01};
        gb_table_add(t, row);
    }
    char *path = gb_format("%s/summary/structure-%s-0.0025-xray.tsv", folder, rate);
    assert_int_equal(gb_table_write(t, path, 9, &err), GB_OK);
    gb_table_free(t);
    free(path);
}

static char *page(const struct experiments *v) {
    struct gb_error err = GB_ERROR_INIT;
    char *path = gb_format("%s/summary/validation.tsv", folder), *html, why[128];
    if (v) assert_int_equal(experiments_write(v, &study, path, &err), GB_OK);
    free(path);
    if (page_study(&study, folder, &err) != GB_OK) fail_msg("%s", err.text);
    path = gb_format("%s/report.html", folder);
    assert_int_equal(gb_file_read(path, &html, NULL, NULL), GB_OK);
    free(path);
    if (!page_well_formed(html, why, sizeof why)) fail_msg("%s", why);
    return html;
}

static void expect(const char *text, const char *what) {
    if (!strstr(text, what)) fail_msg("lacks: %s", what);
}

/* A figure's SVG, which is well-formed, with no complaint of gnuplot's beside it; the caller's. */
static char *figure(const char *name) {
    char *svg = gb_format("%s/figures/%s.svg", folder, name), *log = gb_format("%s/figures/%s.log", folder, name), *s;
    struct gb_xml_node *root;
    assert_int_equal(gb_xml_read(&root, svg, NULL), GB_OK);
    if (gb_exists(log)) fail_msg("gnuplot complained about %s", name);
    assert_int_equal(gb_file_read(svg, &s, NULL, NULL), GB_OK);
    gb_xml_free(root);
    free(svg);
    free(log);
    return s;
}

/* ---- tests ---- */

static void before_there_was_any(void **state) {
    (void)state;
    char *html = page(NULL);
    assert_null(strstr(html, "The experiment’s route"));
    free(html);
}

static void figures_and_tables(void **state) {
    (void)state;
    struct experiments v;
    fill(&v, true);
    for (int h = 0; h < 2; h++) put_structure(histories[h].label);
    char *html = page(&v);
    expect(html, "The experiment’s route");
    expect(html, "A scatters as Ni, B as P, sigma = 2.2 angstrom");
    static const char *const name[] = {"methods", "structure", "frame", "q-max", "noise"};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        char *id = gb_format("id=\"figure-%s\"", name[i]), *svg = figure(name[i]);
        expect(html, id);
        assert_null(strstr(svg, "nan"));
        free(id);
        free(svg);
    }
    expect(html, "0.651(12)"); /* 1 - 0.3489 of pdf-r */
    expect(html, "0.344(22)"); /* ratio of the standard experiment, 0.25 + 0.0937 */
    expect(html, "12 sectors, taken at their centres");
    expect(html, "fit 3.4 to 7 σ, controlled");
    expect(html, "0.703(12)");
    expect(html, "off by no more than 0.003 of the strain, and find a ratio of no more than 0.004");
    expect(html, "36 sectors; rate 1e-3");
    char *svg = figure("q-max");
    expect(svg, "x-ray, Lorch");
    expect(svg, "number, Lorch");
    assert_null(strstr(svg, "Gaussian")); /* not measured */
    free(svg);
    svg = figure("methods");
    expect(svg, "S(Q) → g(r), x-ray");
    expect(svg, "G(r) shell 3, x-ray");
    expect(svg, "rate 1e-3");
    free(svg);
    free(html);

    /* the curves gone: said, and the rest stays */
    char *path = gb_format("%s/summary/structure-1e-3-0.0025-xray.tsv", folder);
    assert_int_equal(gb_file_write(path, "# Q_1/ang S00\n1 2\n", 18, NULL), GB_OK);
    html = page(&v);
    expect(html, "structure-1e-3-0.0025-xray.tsv");
    expect(html, "id=\"figure-methods\"");
    free(html);
    free(path);
    experiments_clear(&v);
}

static struct experiment_row *row_like(struct experiments *v, int rate, const struct experiment *e) {
    for (size_t i = 0; i < v->n; i++)
        if (&v->row[i] == experiment_find(v, (size_t)rate, 0, e)) return &v->row[i];
    fail_msg("no such row");
    return NULL;
}

/* Errors that are not there are explained, long ones do not set the range, and say nothing in a table. */
static void errors_absent_and_huge(void **state) {
    (void)state;
    struct experiments v;
    fill(&v, true);
    const struct experiment xray = experiment_standard(&study, SCATTER_XRAY);
    struct experiment e = xray;
    e.q_max = 15;
    row_like(&v, 1, &e)->q[EXPERIMENT_RATIO].err = 53;
    row_like(&v, 1, &e)->q[EXPERIMENT_R_PEAK] = (struct estimate){1.0923, 0.0041};
    row_like(&v, 1, &xray)->q[EXPERIMENT_R_PEAK] = (struct estimate){1.0843, 1.6e-16};
    char *html = page(&v), *svg = figure("q-max");
    assert_null(strstr(html, "No error could be had"));
    assert_null(strstr(html, "without a bar"));
    expect(svg, "bars up to ±53");
    expect(html, "1.0923(41)"); /* the caption's table */
    expect(html, "<td class=\"n\">1.084</td>");
    free(svg);
    free(html);
    row_like(&v, 1, &xray)->q[EXPERIMENT_RATIO].err = NAN;
    e.q_max = 30; /* each line has a Q_max that the others have not: the table has them all, in order */
    add(&v, 1, e, -0.33, 0.31);
    e = experiment_standard(&study, SCATTER_NUMBER);
    e.q_max = 12;
    add(&v, 1, e, -0.33, 0.31);
    const struct experiment number = experiment_by(experiment_standard(&study, SCATTER_NUMBER), ROUTE_PDF_R);
    row_like(&v, 0, &number)->q[EXPERIMENT_RATIO] = (struct estimate){-0.31, 66.2};
    html = page(&v);
    expect(html, "No error could be had, for the method fails with a sample left out: the ratio of S(Q) → g(r), x-ray "
                 "(rate 1e-3).");
    expect(html, "A mark without a bar: no error");
    const char *first = strstr(html, "12 Å⁻¹"), *last = strstr(html, "30 Å⁻¹");
    assert_true(first && last && first < last);
    assert_null(strstr(html, "0(66)"));
    free(html);
    experiments_clear(&v);
}

/* Each reason once, with its places. */
static void grouped_notes(void **state) {
    (void)state;
    static const char *const note[] = {
        "1e-2, strain 0.0025, pdf-q, xray, controlled, Q_max 22, lorch: no error, it fails (2 times)",
        "there are no curves (1 times)",
        "1e-2, strain 0.0025, pdf-q, xray, controlled, Q_max 25, lorch, floor: no peak of g20 at r = 1.25 (1 times)",
        "1e-3, strain 0.0025, pdf-q, xray, raw, Q_max 25, step: no error, it fails (1 times)",
        "1e-2, strain 0.0025, pdf-q, xray, controlled, Q_max 25, lorch: no error, it fails (1 times)",
        "1e-2, strain 0.0025, pdf-q, xray, controlled, Q_max 30, lorch: no peak of g20 at r = -3e-1 (1 times)"};
    struct experiments v;
    fill(&v, true);
    v.n_notes = sizeof note / sizeof *note;
    v.note = GB_ARRAY(v.n_notes, char *);
    for (size_t i = 0; i < v.n_notes; i++) v.note[i] = gb_strdup(note[i]);
    char *html = page(&v);
    expect(html, "no error, it fails (3 numbers):\n"
                 "  1e-2, strain 0.0025, pdf-q, xray, controlled: Q_max 22, lorch; Q_max 25, lorch\n"
                 "  1e-3, strain 0.0025, pdf-q, xray, raw: Q_max 25, step\n"
                 "there are no curves\n"
                 "no peak of g20 at r = … (2 numbers):\n"
                 "  1e-2, strain 0.0025, pdf-q, xray, controlled: Q_max 25, lorch, floor; Q_max 30, lorch\n");
    assert_null(strstr(html, "times)"));
    free(html);
    experiments_clear(&v);
}

static void number_weights_alone(void **state) {
    (void)state;
    struct experiments v;
    fill(&v, false);
    v.note = GB_ARRAY(1, char *);
    v.note[v.n_notes++] = gb_strdup("there are no curves of the pairs of species: number weights only (1 times)");
    char *html = page(&v);
    expect(html, "number weights only");
    expect(html, "id=\"figure-methods\"");
    assert_null(strstr(html, "id=\"figure-noise\""));
    assert_null(strstr(html, "id=\"figure-frame\""));
    free(html);
    experiments_clear(&v);
}

static void damaged(void **state) {
    (void)state;
    char *path = gb_format("%s/summary/validation.tsv", folder);
    assert_int_equal(gb_file_write(path, "1 2 3\n", 6, NULL), GB_OK);
    char *html = page(NULL);
    expect(html, "validation.tsv:1: the columns are not those");
    expect(html, "remove the folder summary");
    free(html);
    free(path);
}

/* Nothing finite: no figure. */
static void nothing_to_draw(void **state) {
    (void)state;
    struct figure f = {0};
    const double x[2] = {15, 30}, none[2] = {NAN, NAN};
    const struct trend t = {"a", 2, 0, false, x, none, none};
    const struct trend_panel panel = {"y", "", NAN, 1, &t};
    assert_false(figure_trends(&f, 1, &panel, "x", false));
    const struct estimate value = {NAN, NAN};
    const struct method m = {"a", &value, none};
    const struct method_panel methods = {"x", x, 1, &m};
    assert_false(figure_methods(&f, 1, &methods, 1, (const char *const[]){"h"}));
    struct scattering s = {0};
    assert_false(figure_structure(&f, 20, 1, &s));
    assert_false(figure_structure(&f, 20, 0, NULL));
    const double dark[4] = {NAN, NAN, NAN, NAN}, light[4] = {1, 2, 3, 4};
    assert_false(figure_frame(&f, 2, 100, dark, light));
    assert_false(figure_frame(&f, 2, 100, light, dark));
    assert_true(figure_frame(&f, 2, 100, light, light));
    expect(f.script.s, "$frame << EOD\n3 4\n1 2\nEOD"); /* the top row last, as gnuplot counts */
    expect(f.script.s, "'load axis'");
    expect(f.script.s, "set label 2 'mm'");
    expect(f.script.s, "cbtics (1, 2)"); /* of 1 to 4 */
    figure_clear(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_there_was_any),   cmocka_unit_test(figures_and_tables),
        cmocka_unit_test(errors_absent_and_huge), cmocka_unit_test(grouped_notes),
        cmocka_unit_test(number_weights_alone),   cmocka_unit_test(damaged),
        cmocka_unit_test(nothing_to_draw),
    };
    return cmocka_run_group_tests(tests, prepare, help_teardown);
}

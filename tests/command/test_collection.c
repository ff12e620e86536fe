/* Several studies in one file: what is read, every error by its message, plans, a run in which one study fails,
 * resuming, and the comparison. No LAMMPS: stages are made complete by hand, or fail. */
#include "help.h"

#include "base/notation.h"
#include "command/command.h"
#include "command/run_study.h"
#include "experiment/experiment.h"
#include "page/page.h"
#include "page/page_check.h"
#include "page/page_table.h"
#include "plan/plan.h"
#include "run/store.h"
#include "study/collection.h"
#include "summary/comparison.h"

#include <fcntl.h>
#include <sys/stat.h>

static void put(const char *name, const char *text) {
    char *path = in_folder(name);
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    free(path);
}

/* The caller's; "" when it is not there. */
static char *content(const char *name) {
    char *path = in_folder(name), *text = NULL;
    if (gb_file_read(path, &text, NULL, NULL) != GB_OK) text = gb_strdup("");
    free(path);
    return text;
}

static void holds(const char *name, const char *part) {
    char *text = content(name);
    if (!strstr(text, part)) fail_msg("%s: '%s' is not in '%s'", name, part, text);
    free(text);
}

static int setup(void **state) {
    if (help_setup(state) != 0) return 1;
    /* A worker that only says that it was started, and fails. */
    put("worker", "#!/bin/sh\necho \"$2\" >>\"$(dirname \"$0\")/starts\"\necho 'ERROR: no such style' "
                  ">\"$3/log.lammps\"\nexit 1\n");
    char *worker = in_folder("worker");
    int bad = chmod(worker, 0755) + setenv("GLASSBED_WORKER", worker, 1);
    free(worker);
    return bad;
}

#define BODY(model)                                                                                                    \
    "<glass model='" model "' atoms='700' samples='1'/>\n"                                                             \
    "<quench><rate>0.1</rate></quench>\n"                                                                              \
    "<compress><strain>0.0025</strain><strain>0.005</strain></compress>\n"
#define ONE(name, model) "<study name='" name "'>\n" BODY(model) "</study>\n"
#define TWO "<studies name='both'>\n" ONE("a", "kob-andersen") ONE("b", "kob-andersen-3-2") "</studies>\n"

static struct collection *good(const char *text) {
    struct gb_error err = GB_ERROR_INIT;
    struct collection *c;
    if (collection_parse(&c, text, strlen(text), "s.xml", &err) != GB_OK) fail_msg("%s\n%s", err.text, text);
    return c;
}

static void reading(void **state) {
    (void)state;
    struct collection *c = good(TWO);
    assert_string_equal(c->name, "both");
    assert_int_equal(c->n, 2);
    assert_string_equal(c->study[1]->name, "b");
    assert_string_equal(c->study[0]->model->name, "kob-andersen");
    assert_string_equal(c->study[1]->model->name, "kob-andersen-3-2");
    char *xml = collection_effective_xml(c);
    struct collection *again = good(xml);
    char *xml_again = collection_effective_xml(again);
    assert_string_equal(xml, xml_again);
    assert_int_equal(again->n, 2);
    free(xml);
    free(xml_again);
    collection_free(c);
    collection_free(again);
    c = good(ONE("alone", "kob-andersen"));
    assert_null(c->name);
    assert_int_equal(c->n, 1);
    assert_string_equal(c->study[0]->name, "alone");
    collection_free(c);
}

static void wrong(void **state) {
    (void)state;
    static const struct {
        const char *text, *said;
    } c[] = {
        {"<studies name='x'/>", "s.xml:1: <studies>: holds no <study>; add one"},
        {"<studies>\n" ONE("a", "kob-andersen") "</studies>", "s.xml:1: <studies>: has no name='...'; add it"},
        {"<studies name='x' seed='3'>\n" ONE("a", "kob-andersen") "</studies>",
         "s.xml:1: <studies> seed='3': unknown attribute"},
        {"<studies name='../x'>\n" ONE("a", "kob-andersen") "</studies>",
         "s.xml:1: <studies> name='../x': is not a plain name"},
        {"<studies name='x'>\n<quench/>\n</studies>", "s.xml:2: <quench>: unknown element in <studies>"},
        {"<studies name='x'>\n<studies name='y'>" ONE("a", "kob-andersen") "</studies></studies>",
         "s.xml:2: <studies>: unknown element in <studies>; did you mean 'study'?"},
        {"<studies name='x'>\n" ONE("a", "kob-andersen") ONE("a", "kob-andersen-3-2") "</studies>",
         "s.xml:7: <study> name='a': is the name of the study on line 2 too"},
        {"<studies name='x'>\n" ONE("figures", "kob-andersen") "</studies>",
         "s.xml:2: <study> name='figures': is the name of what compares the studies"},
        {"<studies name='x'>\n" ONE("a", "kob-andersen") ONE("b", "kob-anderson") "</studies>",
         "s.xml:8: <glass> model='kob-anderson'"},
        {"<studies name='x'>\n" ONE(
             "a", "kob-andersen") "<study name='b'>\n<quench><rate>-1</rate></quench></study></studies>",
         "s.xml:8: <rate> '-1': is out of range"},
        {"<studdies name='x'/>", "<studdies>: is not what this file should start with; allowed: <study>"},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct gb_error err = GB_ERROR_INIT;
        struct collection *s;
        assert_int_equal(collection_parse(&s, c[i].text, strlen(c[i].text), "s.xml", &err), GB_EINPUT);
        assert_null(s);
        if (!strstr(err.text, c[i].said)) fail_msg("'%s' is not in '%s'", c[i].said, err.text);
        gb_error_clear(&err);
    }
}

/* ---- running ---- */

/* What a summary stage leaves, with numbers that tell the row: 100 * study + 10 * strain + quantity. */
static char *summary_tsv(const struct study *s, int number) {
    struct gb_text b = {0};
    gb_text_add(&b, "# glassbed summary\n# rate\tload\tstrain\tweights\tmethod\tsamples");
    for (int q = 0; q < Q_N; q++)
        gb_text_add(&b, "\t%s\t%s_err", summary_column((enum quantity)q)->name, summary_column((enum quantity)q)->name);
    gb_text_add(&b, "\n");
    static const char *const weights[] = {"number", "A-A"};
    for (size_t k = 0; k < s->n_loads; k++)
        for (int w = 0; w < 2; w++) {
            gb_text_add(&b, "0.1\t%s\t%g\t%s\tcontrolled\t%zu", s->load[k].label, s->load[k].strain, weights[w],
                        s->samples);
            for (int q = 0; q < Q_N; q++)
                gb_text_add(&b, "\t%.9g\t%.9g", 1e-3 * (100 * number + 10 * (int)k + q) + w, 0.01);
            gb_text_add(&b, "\n");
        }
    return b.s;
}

/* What x-rays read: the standard experiment at the larger strain only. */
static void write_validation(const struct study *s, int number, const char *path) {
    struct experiment_row row = {.load = 1, .samples = s->samples};
    row.e = experiment_standard(s, SCATTER_XRAY);
    for (int q = 0; q < EXPERIMENT_N_QUANTITIES; q++) row.q[q] = (struct estimate){number + 0.01 * q, 0.02};
    struct experiments v = {.n = 1, .row = &row};
    assert_int_equal(experiments_write(&v, s, path, NULL), GB_OK);
}

/* All stages of study i as if they had run in DIR/NAME. */
static void make_complete(const struct collection *c, size_t i, const char *dir) {
    const struct study *s = c->study[i];
    struct plan *p;
    struct store st;
    char *to = gb_format("%s/%s", dir, s->name), *xml = study_effective_xml(s), *sum = summary_tsv(s, (int)i + 1);
    char *study_xml = gb_format("%s/study.xml", to), *model_xml = gb_format("%s/model.xml", to);
    assert_int_equal(plan_create(&p, s, NULL), GB_OK);
    assert_int_equal(store_open(&st, to, xml, NULL), GB_OK);
    assert_int_equal(gb_file_write(study_xml, xml, strlen(xml), NULL), GB_OK);
    assert_int_equal(model_write(s->model, model_xml, NULL), GB_OK);
    for (size_t k = 0; k < p->n; k++) {
        struct store_partial partial = {.lock_fd = -1};
        assert_int_equal(store_begin(&st, &p->stage[k], &partial, NULL), GB_OK);
        if (strcmp(p->stage[k].kind, "summary") == 0) {
            char *path = gb_format("%s/summary.tsv", partial.path), *val = gb_format("%s/validation.tsv", partial.path);
            assert_int_equal(gb_file_write(path, sum, strlen(sum), NULL), GB_OK);
            write_validation(s, (int)i + 1, val);
            free(path);
            free(val);
        }
        assert_int_equal(store_commit(&st, &p->stage[k], 1, 1, NULL, NULL), GB_OK);
        store_partial_clear(&partial);
    }
    store_close(&st);
    plan_free(p);
    free(study_xml);
    free(model_xml);
    free(sum);
    free(xml);
    free(to);
}

/* Runs in FOLDER/NAME with standard error in FOLDER/stderr; *text: the error's, the caller's. */
static int run_it(const struct collection *c, const char *name, bool fresh, char **text) {
    struct gb_error err = GB_ERROR_INIT;
    char *dir = in_folder(name), *log = in_folder("stderr");
    const struct run_options opt = {.dir = dir, .cores = 1, .fresh = fresh};
    fflush(stderr);
    int keep = dup(2);
    assert_non_null(freopen(log, "w", stderr));
    int rc = command_run_collection(c, &opt, &err);
    fflush(stderr);
    dup2(keep, 2);
    close(keep);
    *text = err.text ? err.text : gb_strdup("");
    free(dir);
    free(log);
    return rc;
}

static void expect_run(const struct collection *c, const char *name, bool fresh, int status, const char *said) {
    char *text;
    int rc = run_it(c, name, fresh, &text);
    if (rc != status || !strstr(text, said)) fail_msg("status %d: '%s', expected %d '%s'", rc, text, status, said);
    free(text);
}

static void page_is_sound(const char *name) {
    char *html = content(name), why[200];
    if (!page_well_formed(html, why, sizeof why)) fail_msg("%s: %s", name, why);
    free(html);
}

/* One study is complete, one fails, and then it does not. */
static void running(void **state) {
    (void)state;
    struct collection *c = good(TWO);
    char *dir = in_folder("out");
    expect_run(c, "out", false, GB_EFAIL, "2 of 2 studies failed (a, b), see above; what is complete is kept");
    holds("starts", "/out/b\n"); /* a's failure did not stop b */
    holds("stderr", "study 1 of 2: a (Kob-Andersen 80:20");
    holds("stderr", "study 1 of 2, a: melt/s1: LAMMPS: ERROR: no such style");
    holds("out/studies.xml", "<studies name=\"both\">");
    char *page = content("out/report.html");
    assert_string_equal(page, ""); /* nothing to compare */
    free(page);

    make_complete(c, 0, dir);
    put("starts", "");
    expect_run(c, "out", false, GB_EFAIL, "1 of 2 studies failed (b)");
    char *starts = content("starts");
    assert_null(strstr(starts, "/out/a"));
    free(starts);
    holds("out/comparison.tsv", "# not shown: b: is not complete\n");
    holds("out/report.html", "Not shown: b: is not complete; ");
    holds("out/report.html", "<a href=\"a/report.html\">a</a></p>");
    page_is_sound("out/report.html");

    make_complete(c, 1, dir);
    char *sum = content("out/b/summary/summary.tsv");
    put("out/b/summary/summary.tsv", "# of an earlier version\n0.1 1\n");
    assert_int_equal(page_comparison(dir, NULL), GB_OK);
    holds("out/report.html", "out/b/summary/summary.tsv:2: the columns are not those of this glassbed");
    put("out/b/summary/summary.tsv", sum);
    free(sum);
    put("starts", "");
    expect_run(c, "out", false, GB_OK, "");
    starts = content("starts");
    assert_string_equal(starts, "");
    free(starts);
    holds("out/report.html", "<a href=\"a/report.html\">a</a>, <a href=\"b/report.html\">b</a></p>");
    holds("out/report.html", "id=\"figure-ratio-poisson\"");
    holds("out/report.html", "id=\"figure-loss-poisson\"");
    holds("out/b/report.html", "Kob-Andersen 3:2");
    page_is_sound("out/report.html");
    free(dir);
    collection_free(c);
}

/* What the page compares: number weights and the main method, x-rays where they were read. Needs `running` before. */
static void comparing(void **state) {
    (void)state;
    struct comparison c;
    char *dir = in_folder("out");
    assert_int_equal(comparison_read(&c, dir, NULL), GB_OK);
    assert_int_equal(c.n, 4);
    const struct comparison_row *r = &c.row[3];
    assert_string_equal(r->of->name, "b");
    assert_true(r->row->strain == 0.005);
    assert_true(fabs(r->q[COMPARE_RATIO].value - 1e-3 * (210 + Q_RATIO)) < 1e-12);
    assert_true(fabs(r->q[COMPARE_POISSON].value - 1e-3 * (210 + Q_POISSON)) < 1e-12);
    assert_true(fabs(r->q[COMPARE_RATIO_XRAY].value - (2 + 0.01 * EXPERIMENT_RATIO)) < 1e-9);
    assert_true(fabs(r->q[COMPARE_LOSS_XRAY].err - 0.02) < 1e-9);
    assert_true(isnan(c.row[2].q[COMPARE_RATIO_XRAY].value)); /* not read at the smaller strain */
    char *text = comparison_text(&c), line[200];
    snprintf(line, sizeof line, "b  kob-andersen-3-2      0.1   0.005  1  0.%d(10)  0.%d(10)   2.020(20)",
             210 + Q_POISSON, 210 + Q_RATIO);
    if (!strstr(text, line)) fail_msg("'%s' is not in\n%s", line, text);
    free(text);
    comparison_clear(&c);
    snprintf(line, sizeof line, "\na\tkob-andersen\tlj\t0.1\t0.0025\t0.0025\tcontrolled\t1\t0.%d\t0.01\t",
             100 + Q_POISSON);
    holds("out/comparison.tsv", line);
    /* the figures are of the larger strain */
    snprintf(line, sizeof line, "$c0_1 << EOD\n0.%d 0.%d 0.%d ", 210 + Q_POISSON, 210 + Q_RATIO, 200 + Q_POISSON);
    holds("out/figures/ratio-poisson.gp", line);
    snprintf(line, sizeof line, "$c1_1 << EOD\n0.%d 2.02 ", 210 + Q_POISSON);
    holds("out/figures/ratio-poisson.gp", line);
    snprintf(line, sizeof line, "$c0_0 << EOD\n0.%d 0.%d ", 110 + Q_POISSON, 110 + Q_LOSS);
    holds("out/figures/loss-poisson.gp", line);
    free(dir);
}

/* The table of the page and that of the folder, column by column, of study b at its larger strain. Needs `running`
 * before. */
static void compared_columns(void **state) {
    (void)state;
    static const struct {
        const char *header, *column;
        double value, err;
    } c[] = {{"ν", "poisson", 0.21 + 1e-3 * Q_POISSON, 0.01},
             {"ratio", "ratio", 0.21 + 1e-3 * Q_RATIO, 0.01},
             {"ratio, x-rays", "ratio_xray", 2 + 0.01 * EXPERIMENT_RATIO, 0.02},
             {"floor", "floor", 0.21 + 1e-3 * Q_FLOOR, 0.01},
             {"absolute loss", "loss", 0.21 + 1e-3 * Q_LOSS, 0.01},
             {"loss, x-rays", "loss_xray", 2 + 0.01 * EXPERIMENT_LOSS, 0.02},
             {"loss of G", "shear_lost", 0.21 + 1e-3 * Q_SHEAR_LOST, 0.01},
             {"continuity", "cont_corr", 0.21 + 1e-3 * Q_CONT_CORR, 0.01},
             {"Tf", "T_f", 0.21 + 1e-3 * Q_T_F, 0.01}};
    char *path[2] = {in_folder("out/report.html"), in_folder("out/comparison.tsv")}, *html = NULL, *tsv = NULL;
    char cell[PAGE_MAX_CELL];
    assert_int_equal(gb_file_read(path[0], &html, NULL, NULL), GB_OK);
    assert_int_equal(gb_file_read(path[1], &tsv, NULL, NULL), GB_OK);
    for (int i = 0; i < 2; i++) free(path[i]);
    const char *table = page_table(html, "Number weights and each study's main method");
    char *names = strstr(tsv, "# study\t"), *row = strrchr(tsv, '\n');
    *row-- = '\0';
    while (row[-1] != '\n') row--;
    assert_non_null(names);
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        char *plain = notation_estimate(c[i].value, c[i].err);
        char *text = gb_format("%s%s", plain, strcmp(c[i].column, "T_f") == 0 ? " ε/k" : "");
        free(plain);
        assert_true(page_cell_of(page_row_number(table, 3), page_column(table, c[i].header), cell));
        if (strcmp(cell, text) != 0) fail_msg("%s reads '%s', expected '%s'", c[i].header, cell, text);
        free(text);
        /* as many tabs before the number as before its name */
        char *name = gb_format("\t%s\t%s_err", c[i].column, c[i].column), *at = strstr(names, name), *field = row;
        if (!at) fail_msg("no column %s", c[i].column);
        for (const char *p = names; p <= at; p++)
            if (*p == '\t') field = strchr(field, '\t') + 1;
        double v[2];
        assert_int_equal(sscanf(field, "%lf\t%lf", &v[0], &v[1]), 2);
        if (!(fabs(v[0] - c[i].value) < 1e-8 && fabs(v[1] - c[i].err) < 1e-8))
            fail_msg("%s is %.9g +- %.9g, expected %.9g", c[i].column, v[0], v[1], c[i].value);
        free(name);
    }
    static const char *const lead[][2] = {{"study", "b"}, {"history", "0.1"}, {"load", "0.005"}, {"samples", "1"}};
    for (size_t i = 0; i < 4; i++) {
        assert_true(page_cell_of(page_row_number(table, 3), page_column(table, lead[i][0]), cell));
        assert_string_equal(cell, lead[i][1]);
    }
    free(html);
    free(tsv);
}

/* Refused before anything runs. Needs `running` before. */
static void refused(void **state) {
    (void)state;
    struct collection *c = good("<studies name='other'>\n" ONE("a", "kob-andersen") "</studies>\n");
    put("starts", "");
    expect_run(c, "out", false, GB_EINPUT,
               "/out: holds the studies 'both', not 'other'; choose another folder with -o");
    collection_free(c);
    c = good("<studies name='both'>\n" ONE("b", "kob-andersen-3-2") ONE("a", "kob-andersen-2-1") "</studies>\n");
    expect_run(c, "out", false, GB_EINPUT, "study a: "); /* though it would be the second */
    expect_run(c, "out/a", false, GB_EINPUT, "/out/a: holds a single study");
    collection_free(c);
    char *starts = content("starts"), *dir = in_folder("out"), *lock = in_folder("out/.lock");
    assert_string_equal(starts, "");
    free(starts);
    c = good(TWO);
    struct store other;
    assert_int_equal(store_open(&other, dir, NULL, NULL), GB_OK);
    expect_run(c, "out", false, GB_EINPUT, "/out: another run is working here");
    store_close(&other);
    struct gb_error err = GB_ERROR_INIT;
    const struct run_options opt = {.dir = dir, .cores = 1};
    assert_int_equal(command_run_study(c->study[0], &opt, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "/out: holds several studies"));
    gb_error_clear(&err);
    collection_free(c);
    free(lock);
    free(dir);
}

/* ---- the commands ---- */

/* Runs a command with standard output and error in FOLDER/said. */
static int call(int (*cmd)(int, char **), const char *name, const char *arg, const char *more) {
    char *path = in_folder("said"), *argv[] = {gb_strdup(name), gb_strdup(arg), gb_strdup(more), NULL};
    int keep[2] = {dup(1), dup(2)}, argc = more ? 3 : 2;
    fflush(stdout);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    dup2(fd, 1);
    dup2(fd, 2);
    int rc = cmd(argc, argv);
    fflush(stdout);
    fflush(stderr);
    for (int i = 0; i < 2; i++) {
        dup2(keep[i], i + 1);
        close(keep[i]);
    }
    close(fd);
    free(path);
    for (int i = 0; i < 3; i++) free(argv[i]);
    return rc;
}

static void commands(void **state) {
    (void)state;
    char *file = in_folder("two.xml"), *dir = in_folder("out"), *none = in_folder("none");
    put("two.xml", TWO);
    assert_int_equal(call(cmd_plan, "plan", file, NULL), 0);
    holds("said", "\nb                        kob-andersen-3-2           1      700      14 ");
    holds("said", "\n28 stages, about ");
    assert_int_equal(call(cmd_plan, "plan", file, "--all"), 0);
    holds("said", "\nstudy b: 1 samples of 700 atoms, kob-andersen-3-2");
    holds("said", "\ncompress/0.1/s1/0.005-y ");
    assert_int_equal(call(cmd_plan, "plan", file, "--effective"), 0);
    holds("said", "<studies name=\"both\">\n<study name=\"a\" seed=\"1\">");
    assert_int_equal(call(cmd_status, "status", dir, NULL), 0);
    holds("said", "\na                              14        0        0         0\n");
    holds("said", "\ncomplete; page: ");
    assert_int_equal(call(cmd_report, "report", dir, NULL), 0);
    holds("said", "/out/report.html\n");

    assert_int_equal(mkdir(none, 0777), 0); /* a run that has just begun */
    put("none/studies.xml", TWO);
    assert_int_equal(call(cmd_status, "status", none, NULL), 0);
    holds("said", "\nb                               0        0       14         0\n");
    holds("said", "no run works here; glassbed run with the same studies");
    assert_int_equal(call(cmd_report, "report", none, NULL), GB_EINPUT);
    holds("said", "none: no study can be shown (a: is not complete); `glassbed run` with the same file goes on");
    free(file);
    free(none);
    free(dir);
}

/* --fresh discards all of it at once, also what another collection left. Last: it empties the folder. */
static void fresh(void **state) {
    (void)state;
    struct collection *c =
        good("<studies name='other'>\n" ONE("a", "kob-andersen") ONE("b", "kob-andersen-2-1") "</studies>\n");
    /* The worker looks whether b's results are still there when a runs. */
    char *worker = in_folder("worker");
    put("worker", "#!/bin/sh\ncd \"$(dirname \"$0\")\" && ls out/b >>left\nexit 1\n");
    assert_int_equal(chmod(worker, 0755), 0);
    free(worker);
    expect_run(c, "out", true, GB_EFAIL, "2 of 2 studies failed (a, b)");
    holds("out/studies.xml", "<studies name=\"other\">");
    char *left = content("left");
    assert_non_null(strstr(left, "study.xml"));
    assert_null(strstr(left, "summary"));
    free(left);
    collection_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading),          cmocka_unit_test(wrong),
        cmocka_unit_test(running),          cmocka_unit_test(comparing),
        cmocka_unit_test(compared_columns), cmocka_unit_test(refused),
        cmocka_unit_test(commands),         cmocka_unit_test(fresh),
    };
    return cmocka_run_group_tests(tests, setup, help_teardown);
}

/* <equilibrium> of a study: its settings, its stages. */
#include "help.h"

#include "plan/plan.h"
#include "study/line.h"

#include <inttypes.h>
#include <stdio.h>

/* A study with this element; the caller's. */
static char *with(const char *element) {
    return gb_format("<study name='t' seed='5'><glass model='kob-andersen' atoms='1000' samples='2'/>"
                     "<quench><rate>1e-2</rate><rate>0.1</rate></quench>%s<compress><strain>0.005</strain></compress>"
                     "</study>",
                     element);
}

static int parse(struct study **s, const char *text, struct gb_error *err) {
    char *path = gb_format("%s/s.xml", folder);
    int rc = study_parse(s, text, strlen(text), path, NULL, err);
    free(path);
    return rc;
}

static struct study *study_with(const char *element) {
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    char *text = with(element);
    if (parse(&s, text, &err) != GB_OK) fail_msg("%s", err.text);
    free(text);
    return s;
}

static const char line[] =
    "<equilibrium time='200' snapshots='8' swap-attempts='2'><T>0.5</T><T>6e-1</T></equilibrium>";

static void settings(void **state) {
    (void)state;
    struct study *s = study_with(line), *again;
    const struct study_liquid *q = &s->equilibrium;
    assert_true(q->n_T == 2 && q->T[0] == 0.5 && q->T[1] == 0.6 && q->time == 200);
    assert_true(q->snapshots == 8 && q->swap_attempts == 2 && !q->file);
    assert_string_equal(q->T_label[1], "6e-1");
    char *first = study_effective_xml(s);
    assert_int_equal(parse(&again, first, NULL), GB_OK);
    char *second = study_effective_xml(again);
    assert_string_equal(first, second);
    study_free(s);
    study_free(again);
    free(first);
    free(second);
    s = study_with("<equilibrium file='other/equilibrium.tsv'/>");
    first = gb_format("%s/other/equilibrium.tsv", folder);
    assert_string_equal(s->equilibrium.file, first);
    assert_true(s->equilibrium.n_T == 0);
    second = study_effective_xml(s);
    assert_non_null(strstr(second, first));
    study_free(s);
    free(first);
    free(second);
    s = study_with("");
    first = study_effective_xml(s);
    assert_null(strstr(first, "equilibrium"));
    study_free(s);
    free(first);
}

static void refused(const char *text, const char *words) {
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    assert_int_equal(parse(&s, text, &err), GB_EINPUT);
    if (!strstr(err.text, words)) fail_msg("'%s' not in '%s'", words, err.text);
    gb_error_clear(&err);
}

static void wrong_settings(void **state) {
    (void)state;
    static const struct {
        const char *element, *says;
    } c[] = {
        {"<equilibrium><T>0.5</T><T>0.6</T></equilibrium>", "no time: give time='...'"},
        {"<equilibrium time='200'/>", "holds fewer than two <T>"},
        {"<equilibrium time='200'><T>0.5</T></equilibrium>", "holds fewer than two <T>"},
        {"<equilibrium time='200'><T>0.5</T><T>0.50</T></equilibrium>", "is the same as '0.5'"},
        {"<equilibrium time='200'><T>0.5</T><T>0.60000000000000000000001</T></equilibrium>", "too long for a folder"},
        {"<equilibrium time='200'><T>0.5</T><T>0</T></equilibrium>", "<T>"},
        {"<equilibrium time='1'><T>0.5</T><T>0.6</T></equilibrium>",
         "time='1': is 200 steps; allowed: at least 40 for each of 10 snapshots"},
        {"<equilibrium time='200' snapshots='3'><T>0.5</T><T>0.6</T></equilibrium>", "snapshots='3'"},
        {"<equilibrium file='a.tsv' time='3'/>", "time='3': is not used with file"},
        {"<equilibrium file='a.tsv'><T>0.5</T></equilibrium>", "there are <T> elements too"},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        char *text = with(c[i].element);
        refused(text, c[i].says);
        free(text);
    }
    char *glass = gb_format("%s/g.data", folder);
    assert_int_equal(gb_file_write(glass, "1000 atoms\n", 11, NULL), GB_OK);
    refused("<study name='t'><glass model='kob-andersen' file='g.data'/><equilibrium time='200'><T>0.5</T><T>0.6</T>"
            "</equilibrium><compress><strain>0.005</strain></compress></study>",
            "needs a melt, and the glass comes from files; give file=");
    refused("<study name='t'><glass model='cu-zr-2009'/><quench><rate>1e12</rate></quench><equilibrium time='200' "
            "swap-attempts='1'><T>900</T><T>1000</T></equilibrium><compress><strain>0.005</strain></compress></study>",
            "model 'cu-zr-2009' is a KIM model; remove it");
    free(glass);
}

static struct plan *plan_with(const char *element) {
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = study_with(element);
    struct plan *p;
    if (plan_create(&p, s, &err) != GB_OK) fail_msg("%s", err.text);
    study_free(s);
    return p;
}

static void stages(void **state) {
    (void)state;
    struct plan *p = plan_with(line), *none = plan_with("");
    assert_int_equal(p->n, none->n + 4);
    const struct stage *st = plan_find(p, "equilibrium/6e-1/s2"), *other = plan_find(p, "equilibrium/0.5/s2");
    assert_true(st && other && st->hash != other->hash && st->worker && st->cost > 40000 * 1000);
    assert_string_equal(stage_input_get(st, "state")->path, "melt/s2");
    static const char *const param[][2] = {{"T", "0.6"},      {"from-T", "0.8"},      {"time", "200"},
                                           {"attempts", "2"}, {"block-time", "0.1"},  {"snapshots", "8"},
                                           {"atoms", "1000"}, {"npt", "no"},          {"relax", "isotropic"},
                                           {"pressure", "0"}, {"thermo-steps", "100"}};
    for (size_t i = 0; i < sizeof param / sizeof *param; i++)
        assert_string_equal(stage_param_get(st, param[i][0]), param[i][1]);
    assert_non_null(stage_input_get(plan_find(p, "summary"), "equilibrium/0.5/s1"));
    /* what was quenched stays; the line knows how glasses relax */
    assert_true(plan_find(p, "reference/0.1/s1")->hash == plan_find(none, "reference/0.1/s1")->hash);
    plan_free(none);
    char *text = gb_format("%s<reference relax='none'/>", line);
    none = plan_with(text);
    assert_true(plan_find(none, st->name)->hash != st->hash);
    plan_free(none);
    free(text);
    plan_free(p);
    /* rows of 50 steps: swaps every 10, half as many */
    p = plan_with("<equilibrium time='100' swap-attempts='3'><T>0.5</T><T>0.6</T></equilibrium>");
    st = plan_find(p, "equilibrium/0.5/s1");
    assert_string_equal(stage_param_get(st, "thermo-steps"), "50");
    assert_string_equal(stage_param_get(st, "block-time"), "0.05");
    assert_string_equal(stage_param_get(st, "attempts"), "1.5");
    plan_free(p);
}

/* A line as summary/equilibrium.tsv holds it, with one header line changed; the plan refuses what does not fit. */
static char *put_line(const struct study *s, const char *hash, const char *key, const char *value) {
    struct gb_table *t = study_line_table(s, hash);
    for (size_t i = 0; i < t->n_meta && key; i++)
        if (strcmp(t->meta_key[i], key) == 0) {
            free(t->meta_value[i]);
            t->meta_value[i] = gb_strdup(value);
        }
    double row[EQ_N_COLUMNS] = {0.5, -6.8, 1e-3, 1.2, 0.01, 0.02, 0, 0.01, 0.1, 2, 10, 1, 0.5, 0.01};
    gb_table_add(t, row);
    row[EQ_T] = 0.6;
    row[EQ_E] = -6.75;
    gb_table_add(t, row);
    row[EQ_USED] = 0;
    gb_table_add(t, row);
    char *path = gb_format("%s/line.tsv", folder);
    assert_int_equal(gb_table_write(t, path, 17, NULL), GB_OK);
    gb_table_free(t);
    return path;
}

static void line_from_a_file(void **state) {
    (void)state;
    static const char *const wrong[][2] = {
        {"model", "kob-andersen-cut"}, {"model-hash", "0123456789abcdef"}, {"relax", "none"}, {"pressure", "0.5"},
        {"ensemble", "npt"},           {"number-density", "1.3"},          {"units", "T K"}};
    struct study *s = study_with("<equilibrium file='line.tsv'/>");
    uint64_t h;
    char hash[17];
    assert_int_equal(model_hash(s->model, &h, NULL), GB_OK);
    snprintf(hash, sizeof hash, "%016" PRIx64, h);
    char *path = put_line(s, hash, NULL, NULL);
    struct plan *p;
    assert_int_equal(plan_create(&p, s, NULL), GB_OK);
    assert_string_equal(stage_input_get(plan_find(p, "summary"), "equilibrium-line")->path, path);
    plan_free(p);
    struct gb_table *t;
    struct equilibrium_line l;
    assert_int_equal(study_line_read(&t, path, s, hash, NULL), GB_OK);
    assert_int_equal(study_line_fit(t, (size_t)-1, &l, NULL), GB_OK);
    assert_int_equal(l.n, 2);
    assert_int_equal(study_line_fit(t, 0, &l, NULL), GB_EFAIL);
    gb_table_free(t);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct gb_error err = GB_ERROR_INIT;
        char *says = gb_format("line.tsv: its %s is '%s', this study's '", wrong[i][0], wrong[i][1]);
        free(path);
        path = put_line(s, hash, wrong[i][0], wrong[i][1]);
        assert_int_equal(plan_create(&p, s, &err), GB_EINPUT);
        if (!strstr(err.text, says)) fail_msg("'%s' not in '%s'", says, err.text);
        gb_error_clear(&err);
        free(says);
    }
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(gb_file_write(path, "# T e\n0.5 -6\n", 13, NULL), GB_OK);
    assert_int_equal(plan_create(&p, s, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "line.tsv: its columns are not 'T e_is e_is_err"));
    gb_error_clear(&err);
    remove(path);
    assert_int_equal(plan_create(&p, s, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "line.tsv"));
    gb_error_clear(&err);
    study_free(s);
    free(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(settings), cmocka_unit_test(wrong_settings),
                                       cmocka_unit_test(stages), cmocka_unit_test(line_from_a_file)};
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

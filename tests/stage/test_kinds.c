/* The table of kinds: complete, without doubles, as README.md says; stages that are not as their rows say. */
#include "base/file.h"
#include "stage/kinds.h"
#include "stage/whole.h"
#include "study/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void table(void **state) {
    (void)state;
    for (size_t i = 0; i < STAGE_N_KINDS; i++) {
        const struct stage_kind *k = stage_kinds[i];
        assert_int_equal(k->id, i);
        assert_ptr_equal(stage_kind_find(k->name), k);
        assert_true(*k->purpose && *k->path && *k->cost);
        assert_string_equal(k->parameter[0].name, "model");
        assert_string_equal(k->parameter[1].name, "model-hash");
        assert_true(k->worker == (kind_parameter_find(k, "ranks") != NULL));
        for (const struct kind_parameter *p = k->parameter; p->name; p++) {
            assert_ptr_equal(kind_parameter_find(k, p->name), p); /* no doubles */
            assert_true(*p->help);
        }
        for (const struct kind_input *in = k->input; in->role; in++) {
            assert_ptr_equal(kind_input_find(k, in->role), in);
            assert_true(in->from != 0);
            for (size_t from = i; from < STAGE_N_KINDS; from++) /* work goes down the table, but along a history */
                assert_true(!(in->from & KIND_BIT(from)) || (i >= STAGE_QUENCH && i <= STAGE_PRESTRAIN));
        }
        bool values = false;
        for (const struct kind_file *f = k->file; f->name; f++) values = values || strcmp(f->name, "values.tsv") == 0;
        assert_true(values == (k->value != NULL));
    }
    assert_null(stage_kind_find("glass"));
    for (size_t k = 0; k < STEP_N_KINDS; k++)
        assert_string_equal(stage_kinds[study_step_kind((enum step_kind)k)]->name, step_name[k]);
}

static void readme(void **state) {
    (void)state;
    char *text;
    struct gb_text t = {0};
    stage_kinds_markdown(&t);
    assert_int_equal(gb_file_read("sim/stage/README.md", &text, NULL, NULL), GB_OK);
    const char *found = strstr(text, t.s);
    if (!found || strlen(found) != t.len)
        fail_msg(
            "sim/stage/README.md does not end with what `glassbed plan --stages` prints; replace its table by that");
    free(text);
    free(t.s);
}

static void patterns(void **state) {
    (void)state;
    struct stage s = {.name = gb_strdup("c"), .kind = gb_strdup("compress")};
    static const struct {
        const char *pattern, *name, *both;
        bool fits;
    } c[] = {
        {"values.tsv", "values.tsv", "no", true},
        {"values.tsv", "values.tsv2", "no", false},
        {"{sign}.dump", "plus.dump", "no", true},
        {"{sign}.dump", "minus.dump", "no", false},
        {"{sign}.dump", "minus.dump", "yes", true},
        {"{sign}.dump", "plusminus.dump", "yes", false},
        {"{sign}/snapshot-{n}.dump", "minus/snapshot-07.dump", "yes", true},
        {"{sign}/snapshot-{n}.dump", "minus/snapshot-.dump", "yes", false},
        {"curves-{a}-{b}.tsv", "curves-1-12.tsv", "no", true},
        {"curves-{a}-{b}.tsv", "curves-1.tsv", "no", false},
        {"s_{axis}", "s_x", "no", true},
        {"s_{axis}", "s_", "no", false},
        {"a{b}", "a/b", "no", false},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        stage_param_set(&s, "both-signs", "%s", c[i].both);
        if (kind_pattern_fits(c[i].pattern, &s, c[i].name) != c[i].fits)
            fail_msg("%s against %s with both signs %s", c[i].pattern, c[i].name, c[i].both);
    }
    stage_clear(&s);
}

static struct stage whole(const char *kind) {
    struct stage s = {.name = gb_strdup("n"), .kind = gb_strdup(kind)};
    stage_make_whole(&s);
    return s;
}

static void expect(const struct stage *s, const char *fault) {
    char *found = stage_kind_fault(s);
    if (!found || strcmp(found, fault) != 0) fail_msg("'%s' instead of '%s'", found ? found : "no fault", fault);
    free(found);
}

static void faults(void **state) {
    (void)state;
    for (size_t i = 0; i < STAGE_N_KINDS; i++) { /* each parameter that must be there is missed */
        struct stage s = whole(stage_kinds[i]->name);
        assert_null(stage_kind_fault(&s));
        for (size_t k = 0; k < s.n_params; k++) {
            if (kind_parameter_find(stage_kinds[i], s.param[k].name)->when) continue;
            char *name = s.param[k].name, *text = gb_format("kind %s needs parameter '%s'", s.kind, name);
            const struct stage_param last = s.param[--s.n_params], kept = s.param[k];
            s.param[k] = last;
            expect(&s, text);
            s.param[k] = kept;
            s.param[s.n_params++] = last;
            free(text);
        }
        stage_clear(&s);
    }
    struct stage s = whole("compress");
    stage_param_set(&s, "strain", "0.01"); /* beside the stress */
    expect(&s, "kind compress has parameter 'stress' only of a load by stress");
    stage_clear(&s);
    s = whole("compress");
    stage_param_set(&s, "axis", "w");
    expect(&s, "parameter axis='w' is no axis");
    stage_clear(&s);
    s = whole("measure");
    stage_param_set(&s, "snapshots", "3");
    expect(&s, "kind measure has parameter 'snapshots' only with basis snapshots");
    stage_param_set(&s, "basis", "snapshots");
    assert_null(stage_kind_fault(&s));
    stage_param_set(&s, "r_max", "3");
    expect(&s, "kind measure has no parameter 'r_max'");
    s.worker = true;
    expect(&s, "kind measure is run by analysis");
    stage_clear(&s);
    s = whole("melt");
    stage_param_set(&s, "atoms", "many");
    expect(&s, "parameter atoms='many' is no count");
    stage_param_set(&s, "atoms", "4000");
    stage_param_set(&s, "model-hash", "12");
    expect(&s, "parameter model-hash='12' is no hash");
    free(s.kind);
    s.kind = gb_strdup("freeze");
    expect(&s, "there is no kind 'freeze' of stage");
    stage_clear(&s);
}

static void expect_input(const struct stage *s, const char *fault) {
    char *found = stage_kind_input_fault(s);
    if (fault ? !found || strcmp(found, fault) != 0 : found != NULL)
        fail_msg("'%s' instead of '%s'", found ? found : "no fault", fault ? fault : "none");
    free(found);
}

static void input_faults(void **state) {
    (void)state;
    struct stage s = whole("quench");
    stage_input_add(&s, "state", "melt/s1", true, 1);
    expect_input(&s, NULL);
    stage_input_add(&s, "glass", "a.data", false, 1);
    expect_input(&s, "kind quench has input 'state' only from a stage");
    stage_clear(&s);
    s = whole("measure");
    stage_input_add(&s, "reference", "reference/1/s1", true, 1);
    stage_input_add(&s, "elastic", "elastic/1/s1", true, 1);
    expect_input(&s, "kind measure needs input 'compress-x'");
    stage_input_add(&s, "compress-x", "compress/1/s1/1-x", true, 1);
    expect_input(&s, NULL);
    stage_input_add(&s, "compress-y", "compress/1/s1/1-y", true, 1);
    expect_input(&s, "kind measure has input 'compress-y' only where axes has y");
    stage_input_add(&s, "order", "order/1/s1", true, 1);
    expect_input(&s, "kind measure has no input 'order'");
    stage_clear(&s);
    s = whole("melt");
    stage_input_add(&s, "state", "x", false, 1);
    expect_input(&s, "kind melt has no input 'state'");
    stage_clear(&s);
}

/* stage.xml: refused in one line that says what to do. */
static void read_back(void **state) {
    (void)state;
    char path[] = "/tmp/gb-kinds-XXXXXX";
    struct gb_error err = GB_ERROR_INIT;
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    struct stage s = whole("order"), there;
    assert_int_equal(stage_write(&s, path, NULL, &err), GB_OK);
    assert_int_equal(stage_read(&there, path, &err), GB_OK);
    stage_clear(&there);
    stage_param_set(&s, "cut-off", "1.4");
    s.hash = stage_hash(&s);
    assert_int_equal(stage_write(&s, path, NULL, &err), GB_OK);
    assert_int_equal(stage_read(&there, path, &err), GB_EINPUT);
    assert_non_null(
        strstr(err.text, "kind order has no parameter 'cut-off'; this file is written by glassbed: remove"));
    assert_null(strchr(err.text, '\n'));
    gb_error_clear(&err);
    stage_clear(&s);
    remove(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),  cmocka_unit_test(readme),       cmocka_unit_test(patterns),
        cmocka_unit_test(faults), cmocka_unit_test(input_faults), cmocka_unit_test(read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

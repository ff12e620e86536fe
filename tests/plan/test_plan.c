/* The plan: its shape, hashes that change when and only when something that matters changes, seeds; and stage files. */
#include "help.h"

#include "plan/plan.h"
#include "stage/kinds.h"

#include <inttypes.h>

/* A plan and the study it borrows nothing from. */
static struct plan *plan_of(const char *text) {
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    struct plan *p;
    char *path = gb_format("%s/s.xml", folder);
    if (study_parse(&s, text, strlen(text), path, NULL, &err) != GB_OK || plan_create(&p, s, &err) != GB_OK)
        fail_msg("%s\n%s", err.text, text);
    study_free(s);
    free(path);
    return p;
}

static const char base[] = "<study name='t' seed='5'><glass model='kob-andersen' atoms='1000' samples='2'/>"
                           "<quench><rate>1e-2</rate><rate>0.1</rate></quench>"
                           "<compress><strain>0.005</strain><strain>0.0025</strain></compress></study>";

/* base with the first `from` replaced by `to`; the caller's. */
static char *changed(const char *from, const char *to) {
    const char *at = strstr(base, from);
    assert_non_null(at);
    return gb_format("%.*s%s%s", (int)(at - base), base, to, at + strlen(from));
}

static const struct stage *need(const struct plan *p, const char *name) {
    const struct stage *st = plan_find(p, name);
    if (!st) fail_msg("no stage %s", name);
    return st;
}

static void shape(void **state) {
    (void)state;
    struct plan *p = plan_of(base);
    /* 2 melts; 4 glasses of quench, reference, elastic, order, 2 strains x (3 axes + measure); summary */
    assert_int_equal(p->n, 2 + 4 * (4 + 2 * 4) + 1);
    for (size_t i = 0; i < p->n; i++) {
        const struct stage *st = &p->stage[i];
        assert_ptr_equal(plan_find(p, st->name), st); /* names are unique */
        assert_true(st->cost > 0 && st->hash == stage_hash(st));
        for (size_t k = 0; k < st->n_inputs; k++) { /* inputs come before, with the hash they have */
            const struct stage *in = need(p, st->input[k].path);
            assert_true(in < st && st->input[k].is_stage && st->input[k].hash == in->hash);
        }
        assert_string_equal(stage_param_get(st, "model"), "model.xml");
        assert_int_equal(strlen(stage_param_get(st, "model-hash")), 16);
        assert_true(st->worker == (stage_param_get(st, "ranks") != NULL));
    }
    assert_null(plan_find(p, "melt/s3"));
    assert_null(plan_find(p, ""));
    const struct stage *st = need(p, "compress/0.1/s2/0.0025-y");
    assert_string_equal(stage_param_get(st, "axis"), "y");
    assert_string_equal(stage_param_get(st, "strain"), "0.0025");
    assert_string_equal(stage_input_get(st, "reference")->path, "reference/0.1/s2");
    assert_string_equal(stage_input_get(st, "elastic")->path, "elastic/0.1/s2");
    st = need(p, "measure/1e-2/s1/0.005");
    assert_false(st->worker);
    assert_string_equal(stage_param_get(st, "axes"), "x y z");
    assert_string_equal(stage_input_get(st, "compress-z")->path, "compress/1e-2/s1/0.005-z");
    double margin, rate;
    assert_int_equal(stage_need_double(st, "margin", &margin, NULL), GB_OK);
    assert_true(fabs(margin - 0.3) < 1e-12);
    st = need(p, "quench/0.1/s2");
    assert_int_equal(stage_need_double(st, "rate", &rate, NULL), GB_OK);
    assert_true(rate == 0.1);
    assert_true(st->cost == 1600.0 * 1000);
    assert_string_equal(stage_param_get(st, "checkpoint-steps"), "20000");
    assert_string_equal(stage_param_get(st, "thermo-steps"), "10");
    assert_string_equal(stage_param_get(need(p, "quench/1e-2/s1"), "thermo-steps"), "50");
    st = need(p, "summary");
    assert_int_equal(st->n_inputs, p->n - 3);
    assert_non_null(strstr(stage_param_get(st, "study"), "<study name=\"t\""));
    plan_free(p);
}

/* Steps that histories begin with are run once; each goes on from the one before; seeds differ along a history, and are
 * the study's own where it begins. */
static void histories(void **state) {
    (void)state;
    char *text =
        changed("<compress>", "<history name='old'><quench rate='1e-2' to='0.3'/><anneal T='0.4' time='100'/><anneal "
                              "T='0.4' time='100'/></history><history name='older'><quench rate='1e-2' to='0.3'/>"
                              "<anneal T='0.4' time='100'/><swap T='0.4' time='10' block-time='0.35'/></history>"
                              "<compress>");
    struct plan *p = plan_of(text);
    /* melts; two quenches, two steps that old and older share, one more of each; 8 glasses; the summary */
    assert_int_equal(p->n, 2 + 2 * (2 + 2 + 2) + 8 * (3 + 2 * 4) + 1);
    const struct stage *first = need(p, "quench/old~1/s2"), *second = need(p, "anneal/old~2/s2"),
                       *third = need(p, "anneal/old/s2"), *swap = need(p, "swap/older/s2"),
                       *rate = need(p, "quench/1e-2/s2");
    assert_string_equal(stage_input_get(first, "state")->path, "melt/s2");
    assert_string_equal(stage_input_get(second, "state")->path, "quench/old~1/s2");
    assert_string_equal(stage_input_get(third, "state")->path, "anneal/old~2/s2");
    assert_string_equal(stage_input_get(swap, "state")->path, "anneal/old~2/s2");
    assert_string_equal(stage_input_get(need(p, "reference/older/s2"), "glass")->path, "swap/older/s2");
    assert_string_equal(stage_param_get(first, "seed"), stage_param_get(rate, "seed"));
    assert_string_not_equal(stage_param_get(second, "seed"), stage_param_get(third, "seed"));
    assert_string_equal(stage_param_get(swap, "thermo-steps"), "70"); /* blocks of 70 steps */
    assert_null(plan_find(p, "anneal/older~2/s2"));
    plan_free(p);
    free(text);
}

static void intervals(void **state) {
    (void)state;
    static const struct {
        const char *rate, *checkpoint, *thermo, *says;
    } c[] = {
        {"0.1", "", "10", "20000"},     {"1e-3", "", "500", "20000"},     {"1e-3", "777", "500", "1000"},
        {"1e-5", "", "20000", "20000"}, {"1e-6", "3000", "2000", "4000"}, {"1e-6", "13", "10", "20"},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        char *text = gb_format(
            "<study name='t'><glass model='kob-andersen' atoms='1000' samples='1'/><quench%s%s%s><rate>%s</rate>"
            "</quench><compress><strain>0.005</strain></compress></study>",
            *c[i].checkpoint ? " checkpoint-steps='" : "", c[i].checkpoint, *c[i].checkpoint ? "'" : "", c[i].rate);
        char *name = gb_format("quench/%s/s1", c[i].rate);
        struct plan *p = plan_of(text);
        assert_string_equal(stage_param_get(need(p, name), "thermo-steps"), c[i].thermo);
        assert_string_equal(stage_param_get(need(p, name), "checkpoint-steps"), c[i].says);
        plan_free(p);
        free(text);
        free(name);
    }
}

/* Metals: rates arrive in K/ps. A file instead of a quench. */
static void metals_and_files(void **state) {
    (void)state;
    double rate, margin;
    struct plan *p =
        plan_of("<study name='t'><glass model='cu-zr-2009' samples='1'/><quench><rate>2.385e12</rate></quench>"
                "<compress axes='z' both-signs='no'><strain>0.005</strain></compress><measure q-max='20'/></study>");
    assert_int_equal(stage_need_double(need(p, "quench/2.385e12/s1"), "rate", &rate, NULL), GB_OK);
    assert_true(fabs(rate - 2.385) < 1e-12);
    assert_string_equal(stage_param_get(need(p, "melt/s1"), "npt"), "yes");
    const struct stage *st = need(p, "measure/2.385e12/s1/0.005");
    assert_string_equal(stage_param_get(st, "axes"), "z");
    assert_null(stage_input_get(st, "compress-x"));
    assert_int_equal(stage_need_double(st, "margin", &margin, NULL), GB_OK);
    assert_true(fabs(margin - 5 * 2 * acos(-1) / 20) < 1e-12);
    assert_int_equal(p->n, 8);
    plan_free(p);

    char *file = gb_format("%s/a.data", folder);
    static const char text[] = "<study name='t'><glass model='cu-zr-2009' file='a.data'/>"
                               "<compress><strain>0.005</strain></compress></study>";
    assert_int_equal(gb_file_write(file, "one", 3, NULL), GB_OK);
    p = plan_of(text);
    assert_int_equal(p->n, 8);
    st = need(p, "reference/as-given/s1");
    assert_string_equal(stage_input_get(st, "glass")->path, file);
    assert_false(stage_input_get(st, "glass")->is_stage);
    char *path = stage_input_path(st, "glass", "dir");
    assert_string_equal(path, file);
    free(path);
    uint64_t before = st->hash;
    plan_free(p);
    assert_int_equal(gb_file_write(file, "two", 3, NULL), GB_OK);
    p = plan_of(text);
    assert_true(need(p, "reference/as-given/s1")->hash != before); /* the contents count */
    plan_free(p);
    free(file);
}

/* At a temperature: one unloaded state, a load along each axis, and two measurements of the same states. */
static void thermal(void **state) {
    (void)state;
    struct plan *p = plan_of(
        "<study name='t'><glass model='kob-andersen' atoms='1000' samples='1'/><quench><rate>1e-2</rate></quench>"
        "<compress><stress>0.2</stress></compress>"
        "<compress mode='thermal' T='0.15' equilibrate-time='10' time='90' snapshots='7'><stress>0.2</stress>"
        "<stress>0.4</stress></compress></study>");
    /* melt, quench, reference, elastic, order; 3 axes + measure; unloaded + 2 stresses x (3 axes + 2 measures); summary
     */
    assert_int_equal(p->n, 5 + 4 + 1 + 2 * 5 + 1);
    const struct stage *st = need(p, "thermal/1e-2/s1/T0.15");
    assert_true(st->worker && st->cost == 20000.0 * 1000);
    assert_string_equal(stage_input_get(st, "reference")->path, "reference/1e-2/s1");
    assert_string_equal(stage_param_get(st, "T"), "0.15");
    assert_string_equal(stage_param_get(st, "thermo-steps"), "50");
    assert_string_equal(stage_param_get(st, "observe-steps"), "25");
    assert_string_equal(stage_param_get(st, "checkpoint-steps"), "20000");
    st = need(p, "compress/1e-2/s1/T0.15-stress-0.4-y");
    assert_string_equal(st->kind, "compress-thermal");
    assert_string_equal(stage_param_get(st, "stress"), "0.4");
    assert_string_equal(stage_param_get(st, "axis"), "y");
    assert_string_equal(stage_input_get(st, "thermal")->path, "thermal/1e-2/s1/T0.15");
    assert_true(st->cost == 2 * 20000.0 * 1000);
    st = need(p, "measure/1e-2/s1/T0.15-stress-0.4-snapshots");
    assert_string_equal(stage_param_get(st, "basis"), "snapshots");
    assert_string_equal(stage_param_get(st, "snapshots"), "7");
    assert_string_equal(stage_input_get(st, "reference")->path, "thermal/1e-2/s1/T0.15");
    assert_string_equal(stage_input_get(st, "compress-y")->path, "compress/1e-2/s1/T0.15-stress-0.4-y");
    st = need(p, "measure/1e-2/s1/T0.15-stress-0.2-mean");
    assert_string_equal(stage_param_get(st, "basis"), "mean");
    assert_null(stage_param_get(st, "snapshots"));
    assert_string_equal(stage_input_get(st, "compress-x")->path, "compress/1e-2/s1/T0.15-stress-0.2-x");
    st = need(p, "compress/1e-2/s1/stress-0.2-z");
    assert_string_equal(st->kind, "compress");
    assert_string_equal(stage_param_get(st, "stress"), "0.2");
    assert_null(stage_param_get(st, "strain"));
    plan_free(p);
}

/* How many stages of a kind, that are in both plans by name, differ. */
static size_t differing(const struct plan *a, const struct plan *b, const char *kind, size_t *common) {
    size_t n = 0;
    *common = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct stage *other = plan_find(b, a->stage[i].name);
        if (!other || strcmp(a->stage[i].kind, kind) != 0) continue;
        ++*common;
        n += other->hash != a->stage[i].hash;
    }
    return n;
}

static void hashes(void **state) {
    (void)state;
    static const char *const kinds[] = {"melt",  "quench",   "reference", "elastic",
                                        "order", "compress", "measure",   "summary"};
    /* For each change, a letter per kind: = all the same, ! all different. */
    static const struct {
        const char *from, *to, *expected;
    } c[] = {
        {"name='t'", "name='t'", "========"},
        {"name='t'", "name='u'", "=======!"},
        {"seed='5'", "seed='6'", "!!!!!!!!"},
        {"atoms='1000'", "atoms='1001'", "!!!!!!!!"},
        {"samples='2'", "samples='3'", "=======!"},
        {"model='kob-andersen'", "model='kob-andersen-cut'", "!!!!!!!!"},
        {"<rate>0.1</rate>", "", "=======!"},
        {"<rate>0.1</rate>", "<rate>0.1</rate><rate>0.05</rate>", "=======!"},
        {"<quench>", "<quench to='0.01'>", "=!!!!!!!"},
        {"<quench>", "<quench melt='2.5'>", "!!!!!!!!"},
        {"<quench>", "<quench to='0'>", "========"},
        {"<quench>", "<quench glass-fit='0.05 0.25'>", "=======!"},
        {"<strain>0.0025</strain>", "", "=======!"},
        {"<compress>", "<reference pressure='1'/><compress>", "==!!!!!!"},
        {"<compress>", "<elastic strain='1e-3'/><compress>", "===!=!!!"},
        {"<compress>", "<order crystal-max='0.2'/><compress>", "=======!"}, /* what is measured stays */
        {"<compress>", "<compress both-signs='no'>", "=====!!!"},
        {"<compress>", "<measure r-max='7.1'/><compress>", "======!!"},
        {"<compress>", "<measure fit='2.3 7'/><compress>", "=======!"},
        {"<compress>", "<measure d2min-cut='1.5'/><compress>", "======!!"},
        {"<compress>", "<run ranks='2'/><compress>", "!!!!!!!!"},
        {"<strain>0.005</strain><strain>0.0025</strain>", "<strain>0.0025</strain><strain>0.005</strain>", "=======!"},
    };
    struct plan *a = plan_of(base);
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        char *text = changed(c[i].from, c[i].to);
        struct plan *b = plan_of(text);
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            size_t common, n = differing(a, b, kinds[k], &common);
            assert_true(common > 0);
            if (n != (c[i].expected[k] == '=' ? 0 : common))
                fail_msg("%s -> %s: %zu of %zu %s stages differ", c[i].from, c[i].to, n, common, kinds[k]);
        }
        plan_free(b);
        free(text);
    }
    plan_free(a);
}

/* Parameters and inputs stand in the order of the kind's row, and are what the row says. */
static void as_the_rows_say(void **state) {
    (void)state;
    char *text =
        changed("<compress>", "<history name='old'><quench rate='1e-2' to='0.1'/><reheat to='0.5' rate='0.1'/>"
                              "<anneal T='0.4' time='100'/><swap T='0.4' time='10'/>"
                              "<creep T='0.1' stress='0.1' time='10'/><prestrain T='0.1' strain='0.1'/>"
                              "</history><equilibrium time='200' snapshots='5'><T>0.6</T><T>0.8</T></equilibrium>"
                              "<compress mode='thermal' T='0.15' snapshots='7'><stress>0.2</stress></compress>"
                              "<compress>");
    struct plan *p = plan_of(text);
    size_t of_kind[STAGE_N_KINDS] = {0};
    for (size_t i = 0; i < p->n; i++) {
        const struct stage *st = &p->stage[i];
        const struct stage_kind *k = stage_kind_find(st->kind);
        of_kind[k->id]++;
        assert_null(stage_kind_fault(st));
        assert_null(stage_kind_input_fault(st));
        for (size_t j = 1; j < st->n_params; j++)
            assert_true(kind_parameter_find(k, st->param[j - 1].name) < kind_parameter_find(k, st->param[j].name));
        for (size_t j = 1; j < st->n_inputs; j++)
            assert_true(kind_input_find(k, st->input[j - 1].name) <= kind_input_find(k, st->input[j].name));
        assert_int_equal(strncmp(st->name, k->path, strcspn(k->path, "{")), 0);
    }
    for (size_t k = 0; k < STAGE_N_KINDS; k++)
        if (!of_kind[k]) fail_msg("no stage of kind %s", stage_kinds[k]->name);
    plan_free(p);
    free(text);
}

static void hash_of_a_stage(void **state) {
    (void)state;
    struct stage a = {.kind = gb_strdup("quench")},
                 b = {.kind = gb_strdup("quench"), .name = gb_strdup("n"), .cost = 7};
    assert_true(stage_hash(&a) == stage_hash(&b)); /* name and cost do not count */
    stage_param_set(&a, "ab", "c");
    stage_param_set(&b, "a", "bc");
    assert_true(stage_hash(&a) != stage_hash(&b));
    stage_clear(&b);
    b.kind = gb_strdup("quench");
    stage_param_set(&b, "ab", "x");
    stage_param_set(&b, "ab", "c"); /* replaces */
    assert_int_equal(b.n_params, 1);
    assert_true(stage_hash(&a) == stage_hash(&b));
    stage_input_add(&a, "glass", "/one/place", false, 5);
    stage_input_add(&b, "glass", "/another", false, 5);
    assert_true(stage_hash(&a) == stage_hash(&b)); /* nor do places */
    b.input[0].hash = 6;
    assert_true(stage_hash(&a) != stage_hash(&b));
    stage_clear(&a);
    stage_clear(&b);
}

static void seeds(void **state) {
    (void)state;
    struct plan *a = plan_of(base);
    char *text = changed("atoms='1000' samples='2'", "atoms='2385' samples='7'");
    struct plan *b = plan_of(text);
    int64_t seen[16], v, w;
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        const struct stage *st = &b->stage[i];
        bool wants = strcmp(st->kind, "melt") == 0 || strcmp(st->kind, "quench") == 0;
        assert_true(wants == (stage_param_get(st, "seed") != NULL));
        if (!wants) continue;
        assert_int_equal(stage_need_int(st, "seed", &v, NULL), GB_OK);
        assert_in_range(v, 1, 900000000);
        const struct stage *same = plan_find(a, st->name);
        if (same) {
            assert_int_equal(stage_need_int(same, "seed", &w, NULL), GB_OK);
            assert_int_equal(v, w);
        }
        if (strncmp(st->name, "quench/0.1", 10) == 0) continue; /* as for the other rate */
        for (size_t k = 0; k < n; k++) assert_int_not_equal(seen[k], v);
        seen[n++] = v;
    }
    assert_int_equal(n, 14);
    plan_free(a);
    plan_free(b);
    free(text);
}

static void too_many(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    struct plan *p;
    char *text = changed("samples='2'", "samples='10000'");
    assert_int_equal(study_parse(&s, text, strlen(text), "s.xml", NULL, &err), GB_OK);
    assert_int_equal(plan_create(&p, s, &err), GB_EINPUT);
    assert_null(p);
    assert_non_null(strstr(err.text, "s.xml: the study has about 250000 stages; allowed: 100000; give fewer samples"));
    gb_error_clear(&err);
    study_free(s);
    free(text);
}

static void stage_files(void **state) {
    (void)state;
    struct plan *p = plan_of(base);
    struct gb_error err = GB_ERROR_INIT;
    char *path = gb_format("%s/stage.xml", folder);
    for (size_t i = 0; i < p->n; i++) { /* the summary's parameter is a text of many lines */
        struct stage s;
        assert_int_equal(stage_write(&p->stage[i], path, "host=\"a&amp;b\" seconds=\"3\"", &err), GB_OK);
        if (stage_read(&s, path, &err) != GB_OK) fail_msg("%s", err.text);
        assert_string_equal(s.name, p->stage[i].name);
        assert_true(s.hash == p->stage[i].hash && s.worker == p->stage[i].worker && s.n_inputs == p->stage[i].n_inputs);
        for (size_t k = 0; k < s.n_params; k++) assert_string_equal(s.param[k].value, p->stage[i].param[k].value);
        stage_clear(&s);
    }
    char *in = stage_input_path(need(p, "quench/0.1/s2"), "state", "dir");
    assert_string_equal(in, "dir/melt/s2");
    assert_null(stage_input_path(need(p, "melt/s1"), "state", "dir"));
    free(in);
    plan_free(p);
    free(path);
}

static void bad_stage_files(void **state) {
    (void)state;
    static const struct {
        const char *text, *says;
    } c[] = {
        {"<stag/>", "is not a stage"},
        {"<stage name='a' kind='b' worker='no'/>", "has no name, kind, worker or hash"},
        {"<stage name='a' kind='b' worker='no' hash='xyz'/>", "has no name, kind, worker or hash"},
        {"<stage name='a' kind='b' worker='no' hash='0000000000000000'/>", "its hash does not fit its contents"},
        {"<stage name='a' kind='b' worker='no' hash='0000000000000000'><param name='a'/></stage>",
         "has no name or value"},
        {"<stage name='a' kind='b' worker='no' hash='0000000000000000'><param name='a' value='1'/><param name='a' "
         "value='1'/></stage>",
         "gives a parameter twice"},
        {"<stage name='a' kind='b' worker='no' hash='0000000000000000'><input name='a' path='1'/></stage>",
         "has no name, path"},
        {"<stage name='a' kind='b' worker='no' hash='0000000000000000'><x/></stage>", "<x>: is not known here"},
        {"<stage", "not well-formed"},
    };
    char *path = gb_format("%s/bad.xml", folder);
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct gb_error err = GB_ERROR_INIT;
        struct stage s;
        assert_int_equal(gb_file_write(path, c[i].text, strlen(c[i].text), NULL), GB_OK);
        assert_int_equal(stage_read(&s, path, &err), GB_EINPUT);
        if (!strstr(err.text, c[i].says)) fail_msg("'%s' is not in '%s'", c[i].says, err.text);
        assert_null(s.name);
        gb_error_clear(&err);
    }
    struct gb_error err = GB_ERROR_INIT;
    struct stage s = {.name = gb_strdup("quench/1/s1"), .kind = gb_strdup("quench")};
    double v;
    int64_t n;
    stage_param_set(&s, "rate", "fast");
    assert_int_equal(stage_need_double(&s, "rate", &v, &err), GB_EFAIL);
    assert_string_equal(err.text, "stage quench/1/s1: parameter rate='fast' is not a number");
    assert_int_equal(stage_need_int(&s, "seed", &n, &err), GB_EFAIL);
    assert_string_equal(err.text, "stage quench/1/s1: parameter 'seed' is missing");
    gb_error_clear(&err);
    stage_clear(&s);
    free(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thermal),          cmocka_unit_test(shape),
        cmocka_unit_test(histories),        cmocka_unit_test(intervals),
        cmocka_unit_test(metals_and_files), cmocka_unit_test(hashes),
        cmocka_unit_test(hash_of_a_stage),  cmocka_unit_test(seeds),
        cmocka_unit_test(too_many),         cmocka_unit_test(stage_files),
        cmocka_unit_test(bad_stage_files),  cmocka_unit_test(as_the_rows_say),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

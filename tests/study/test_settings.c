/* The tables of a study and of a model as rows of structs: every setting has a place of its own, the stage parameters
 * have the values of the fields, and the generated schemas are the tracked files. */
#include "base/file.h"
#include "stage/model_table.h"
#include "study/study.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct schema_setting *setting(const struct schema_element *e, size_t i) {
    return i < e->n_attributes ? &e->attribute[i] : i == e->n_attributes ? e->text : NULL;
}

/* Bytes of a struct that settings are kept in. */
struct space {
    unsigned char used[1024];
};
static void take(struct space *space, size_t at, size_t size, const struct schema_element *e,
                 const struct schema_setting *s) {
    assert_true(at + size <= sizeof space->used);
    for (size_t i = at; i < at + size; i++)
        if (space->used[i]++) fail_msg("<%s> %s: is kept where another setting is", e->name, s->name);
}
static void take_all(struct space *space, const struct schema_element *e) {
    for (size_t i = 0; setting(e, i); i++) {
        const struct schema_setting *s = setting(e, i);
        if (s->store == SCHEMA_NOWHERE) continue;
        take(space, s->at, s->size, e, s);
        if (s->type == SCHEMA_WINDOW) take(space, s->at_hi, s->size, e, s);
        if (s->labelled) take(space, s->label, sizeof(char *), e, s);
    }
}

static void places(void **state) {
    (void)state;
    static const char *const in_study[] = {"glass", "quench", "reference", "elastic", "order", "measure", "run"};
    static const char *const in_model[] = {"source", "licence", "protocol", "measure"};
    struct space study = {0}, model = {0};
    take_all(&study, &study_table);
    for (size_t i = 0; i < sizeof in_study / sizeof *in_study; i++) take_all(&study, study_element(in_study[i]));
    take_all(&model, &model_table);
    for (size_t i = 0; i < sizeof in_model / sizeof *in_model; i++)
        take_all(&model, schema_child(&model_table, in_model[i]));
    static const char *const alone[] = {"equilibrium",    "compress",     "history/quench", "history/reheat",
                                        "history/anneal", "history/swap", "history/creep",  "history/prestrain"};
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
        struct space own = {0};
        take_all(&own, study_element(alone[i]));
    }
    static const char *const forces[] = {"lammps", "kim", "zhou2004", "species", "reference"};
    for (size_t i = 0; i < sizeof forces / sizeof *forces; i++) {
        struct space own = {0};
        take_all(&own, schema_child(&model_table, forces[i]));
    }
}

/* Rows that are not kept are known; kept ones have a default of their type, a text for people, a type that fits. */
static void rows_are_whole(const struct schema_element *e) {
    static const char *const by_code[] = {"glass file", "file ", "history name", "studies name", "command "};
    for (size_t i = 0; setting(e, i); i++) {
        const struct schema_setting *s = setting(e, i);
        char *name = gb_format("%s %s", e->name, s->name), *text = schema_default_text(s);
        bool code = false;
        for (size_t k = 0; k < sizeof by_code / sizeof *by_code; k++) code = code || strcmp(by_code[k], name) == 0;
        if (code != (s->store == SCHEMA_NOWHERE)) fail_msg("%s", name);
        if (!s->required && s->by == SCHEMA_NONE && !s->fallback) fail_msg("%s: no default", name);
        if (s->required && s->by != SCHEMA_NONE) fail_msg("%s: a default that is never used", name);
        const bool number = s->type == SCHEMA_NUMBER || s->type == SCHEMA_WINDOW;
        if (!code && number != (s->store == SCHEMA_DOUBLE)) fail_msg("%s: of another type than its field", name);
        if (s->by == SCHEMA_IS && number && !(s->is >= s->lo && s->is <= s->hi)) fail_msg("%s: default", name);
        free(name);
        free(text);
    }
    for (size_t i = 0; i < e->n_children; i++) rows_are_whole(&e->child[i]);
}

static void rows(void **state) {
    (void)state;
    rows_are_whole(&study_table);
    rows_are_whole(&studies_table);
    rows_are_whole(&model_table);
}

static const char text[] =
    "<study name='p' seed='31'><glass model='kob-andersen' atoms='2385'/>"
    "<quench melt='1.9' from='0.81' to='0.01' timestep='0.004' melt-time='51' equilibrate-time='101' density='1.21' "
    "ensemble='npt' glass-fit='0.06 0.21' liquid-fit='0.61 0.79'><rate>0.1</rate></quench>"
    "<history name='h'><quench rate='0.1' to='0.2'/><reheat to='0.3' rate='0.2'/><anneal T='0.31' time='11'/>"
    "<swap T='0.32' time='12' attempts='7' block-time='0.4'/><creep T='0.33' time='13' stress='0.4' axis='x'/>"
    "<prestrain T='0.34' strain='0.2' strain-rate='0.003' axes='z x' cycles='5'/></history>"
    "<reference relax='lengths' pressure='0'/><equilibrium time='14' snapshots='6'><T>0.5</T><T>0.6</T></equilibrium>"
    "<elastic strain='4e-4'/><compress mode='thermal' T='3.5e-1' equilibrate-time='15' time='16' timestep='0.003' "
    "snapshots='8' axes='x z' both-signs='no'><stress>0.7</stress></compress>"
    "<measure r-max='7.1' r-bin='0.011' partials='no' d2min-cut='1.41'/><run ranks='3'/></study>";

static void parameters(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    setenv("GLASSBED_DATA", ".", 1);
    if (study_parse(&s, text, strlen(text), "p.xml", NULL, &err) != GB_OK) fail_msg("%s", err.text);
    const struct step *step = s->history[1].step;
    const struct {
        const char *element;
        const void *stored;
        const char *param, *value;
    } c[] = {
        {"glass", s, "atoms", "2385"},
        {"quench", s, "melt-T", "1.9"},
        {"quench", s, "from-T", "0.81"},
        {"quench", s, "timestep", "0.004"},
        {"quench", s, "melt-time", "51"},
        {"quench", s, "equilibrate-time", "101"},
        {"quench", s, "density", "1.21"},
        {"quench", s, "npt", "yes"},
        {"history/quench", &step[0], "to-T", "0.2"},
        {"history/reheat", &step[1], "to-T", "0.3"},
        {"history/anneal", &step[2], "T", "0.31"},
        {"history/anneal", &step[2], "time", "11"},
        {"history/anneal", &step[2], "npt", "yes"},
        {"history/swap", &step[3], "T", "0.32"},
        {"history/swap", &step[3], "time", "12"},
        {"history/swap", &step[3], "attempts", "7"},
        {"history/swap", &step[3], "block-time", "0.4"},
        {"history/creep", &step[4], "T", "0.33"},
        {"history/creep", &step[4], "time", "13"},
        {"history/creep", &step[4], "stress", "0.4"},
        {"history/creep", &step[4], "axis", "x"},
        {"history/prestrain", &step[5], "T", "0.34"},
        {"history/prestrain", &step[5], "strain", "0.2"},
        {"history/prestrain", &step[5], "strain-rate", "0.003"},
        {"history/prestrain", &step[5], "axes", "xz"},
        {"history/prestrain", &step[5], "cycles", "5"},
        {"reference", s, "relax", "lengths"},
        {"reference", s, "pressure", "0"},
        {"equilibrium", &s->equilibrium, "time", "14"},
        {"equilibrium", &s->equilibrium, "snapshots", "6"},
        {"equilibrium/T", &s->equilibrium.T[1], "T", "0.6"},
        {"elastic", s, "strain", "0.0004"},
        {"compress", s->compress, "T", "0.35"},
        {"compress", s->compress, "equilibrate-time", "15"},
        {"compress", s->compress, "time", "16"},
        {"compress", s->compress, "timestep", "0.003"},
        {"compress", s->compress, "snapshots", "8"},
        {"compress", s->compress, "axes", "x z"},
        {"compress", s->compress, "both-signs", "no"},
        {"compress/stress", &s->compress->amount[0], "stress", "0.7"},
        {"measure", s, "r-max", "7.1"},
        {"measure", s, "r-bin", "0.011"},
        {"measure", s, "partials", "no"},
        {"measure", s, "d2min-cut", "1.41"},
        {"run", s, "ranks", "3"},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct gb_text t = {0};
        const struct schema_element *e = study_element(c[i].element);
        assert_non_null(e);
        if (study_param(e, c[i].stored, c[i].param, &t) != GB_OK) fail_msg("%s %s", c[i].element, c[i].param);
        if (strcmp(t.s, c[i].value) != 0) fail_msg("%s %s: %s, not %s", c[i].element, c[i].param, t.s, c[i].value);
        free(t.s);
    }
    assert_true(s->melt_T == 1.9 && step[5].axes == 5 && s->compress->T == 0.35 && s->elastic_strain == 4e-4);
    assert_int_equal(study_param(study_element("quench"), s, "melt", NULL), GB_EFAIL);
    assert_true(!study_element("cooling") && !study_element("history/melt") && !study_element("cool/melt"));
    study_free(s);
}

/* Defaults of optional elements and steps, which no other test gives in numbers. */
static void defaults(void **state) {
    (void)state;
    static const char least[] =
        "<study name='p'><glass model='kob-andersen'/><quench/><history name='h'><swap T='0.5' time='12'/>"
        "<creep T='0.3' time='13' stress='0.4'/><prestrain T='0.1' strain='0.2'/></history>"
        "<equilibrium time='14'><T>0.5</T><T>0.6</T></equilibrium><compress><strain>0.01</strain></compress>"
        "<measure q-max='20'/></study>";
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    setenv("GLASSBED_DATA", ".", 1);
    if (study_parse(&s, least, strlen(least), "p.xml", NULL, &err) != GB_OK) fail_msg("%s", err.text);
    const struct step *p = s->history[0].step;
    assert_true(p[0].attempts == 20 && p[0].block_time == 10 * 0.005 && p[1].axes == 4);
    assert_true(p[2].strain_rate == 1e-5 / 0.005 && p[2].axes == 7 && p[2].cycles == 1 && !p[2].npt && p[1].npt);
    assert_true(s->equilibrium.snapshots == 10 && s->equilibrium.swap_attempts == 0);
    assert_true(s->smoothing.window == QWINDOW_LORCH && s->smoothing.width == 0); /* which plays no part */
    assert_true(s->compress->T == 0 && s->compress->snapshots == 0);
    study_free(s);
}

/* The kinds of steps are the elements of <history>, in the same order. */
static void step_names(void **state) {
    (void)state;
    const struct schema_element *e = study_element("history");
    assert_int_equal(e->n_children, STEP_N_KINDS);
    for (size_t i = 0; i < STEP_N_KINDS; i++) assert_string_equal(e->child[i].name, step_name[i]);
}

static void same_as_file(const struct gb_text *t, const char *path, const char *command) {
    char *kept;
    assert_int_equal(gb_file_read(path, &kept, NULL, NULL), GB_OK);
    if (strcmp(kept, t->s) != 0) fail_msg("%s is not what `%s` prints: write it again by that", path, command);
    free(kept);
}

static void schemas(void **state) {
    (void)state;
    struct gb_text study = {0}, model = {0};
    study_rng(&study);
    model_rng(&model);
    same_as_file(&study, "configs/study.rng", "glassbed plan --rng");
    same_as_file(&model, "potentials/model.rng", "glassbed models --rng");
    free(study.s);
    free(model.s);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(places),     cmocka_unit_test(rows),
                                       cmocka_unit_test(parameters), cmocka_unit_test(defaults),
                                       cmocka_unit_test(step_names), cmocka_unit_test(schemas)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

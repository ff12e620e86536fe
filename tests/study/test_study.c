/* Study files: what is read, every error by its message, the effective study, damaged bytes. */
#include "help.h"

#include "study/names.h"
#include "study/study.h"

#include <sys/stat.h>

static int setup(void **state) {
    if (help_setup(state) != 0) return 1;
    char *a = gb_format("%s/a.data", folder), *b = gb_format("%s/b.data", folder),
         *c = gb_format("%s/empty.data", folder);
    static const char head[] = "comment\n\n 1234 atoms\n";
    int bad =
        gb_file_write(a, head, strlen(head), NULL) + gb_file_write(b, "x", 1, NULL) + gb_file_write(c, "", 0, NULL);
    free(a);
    free(b);
    free(c);
    return bad;
}

/* As if read from FOLDER/s.xml. */
static int parse(struct study **s, const char *text, struct gb_error *err) {
    char *path = gb_format("%s/s.xml", folder);
    int rc = study_parse(s, text, strlen(text), path, NULL, err);
    free(path);
    return rc;
}

static struct study *good(const char *text) {
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    if (parse(&s, text, &err) != GB_OK) fail_msg("%s\n%s", err.text, text);
    return s;
}

#define HEAD "<study name='t'>\n"
#define GLASS "<glass model='kob-andersen'/>\n"
#define QUENCH "<quench><rate>1e-2</rate></quench>\n"
#define COMPRESS "<compress><strain>0.005</strain></compress>\n"
#define TAIL "</study>\n"
#define WITH(middle) HEAD GLASS QUENCH COMPRESS middle TAIL

static void defaults(void **state) {
    (void)state;
    struct study *s = good(WITH(""));
    assert_string_equal(s->name, "t");
    assert_string_equal(s->model->name, "kob-andersen");
    assert_int_equal(s->seed, 1);
    assert_int_equal(s->atoms, 4000);
    assert_int_equal(s->samples, 3);
    assert_true(s->melt_T == 2.0 && s->from_T == 0.8 && s->to_T == 0.0 && s->timestep == 0.005 && s->density == 1.2);
    assert_true(s->melt_time == 50 && s->equilibrate_time == 100 && !s->npt);
    assert_true(s->fictive.glass_lo == 0.05 && s->fictive.glass_hi == 0.2);
    assert_true(s->fictive.liquid_lo == 0.6 && s->fictive.liquid_hi == 0.8);
    assert_int_equal(s->checkpoint_steps, 5000);
    assert_int_equal(s->n_histories, 1);
    assert_true(history_rate(s, 0) == 0.01);
    assert_string_equal(s->history[0].label, "1e-2");
    assert_true(s->relax == RELAX_ISOTROPIC && s->pressure == 0 && s->elastic_strain == 5e-4);
    assert_true(s->crystal_max == 0.05);
    assert_int_equal(s->axes, 7);
    assert_true(s->both_signs && s->partials);
    assert_true(s->n_loads == 1 && s->load[0].strain == 0.005);
    assert_true(s->r_max == 7.2 && s->r_bin == s->model->r_bin && s->fit_lo == 2.2 && s->fit_hi == 7.0 &&
                s->d2min_cut == 1.4);
    assert_true(s->smoothing.kind == SMOOTH_GAUSSIAN && s->smoothing.width == 0.06);
    assert_int_equal(s->ranks, 1);
    assert_int_equal(study_n_histories(s), 1);
    assert_string_equal(study_history(s, 0), "1e-2");
    study_free(s);
}

#define WARM                                                                                                           \
    "<compress mode='thermal' T='3e2' time='7' equilibrate-time='1.5' snapshots='3'>"                                  \
    "<stress>0.5</stress><stress>1.25</stress></compress><compress><stress>0.5</stress></compress>"

static const char everything[] =
    "<study name='all' seed='77'><glass model='cu-zr-2009' atoms='2385' samples='5'/>"
    "<quench melt='1900' from='1450' to='3' timestep='0.0015' melt-time='7' equilibrate-time='9' density='0.055' "
    "ensemble='nvt'"
    " glass-fit='90 380' liquid-fit='1010 1390' checkpoint-steps='1700'><rate> 3e12 "
    "</rate><rate>1.5E13</rate></quench>"
    "<reference relax='lengths' pressure='-0.25'/><elastic strain='3e-4'/><order crystal-max='0.25'/>"
    "<compress mode='athermal' axes='z x' both-signs='no'><strain>0.0025</strain><strain>5e-3</strain></compress>"
    "<measure r-max='18.5' r-bin='0.012' fit='5.5 17' q-max='23' window='gaussian' partials='no' d2min-cut='3.7'/>"
    "<run ranks='2'/></study>";

static void check_everything(const struct study *s) {
    assert_int_equal(s->seed, 77);
    assert_true(s->atoms == 2385 && s->samples == 5 && s->melt_T == 1900 && s->from_T == 1450 && s->to_T == 3);
    assert_true(s->timestep == 0.0015 && s->melt_time == 7 && s->equilibrate_time == 9 && s->density == 0.055 &&
                !s->npt);
    assert_true(s->fictive.glass_lo == 90 && s->fictive.liquid_hi == 1390 && s->checkpoint_steps == 1700);
    assert_true(s->n_histories == 2 && history_rate(s, 1) == 1.5e13);
    assert_string_equal(s->history[0].label, "3e12");
    assert_true(s->relax == RELAX_LENGTHS && s->pressure == -0.25 && s->elastic_strain == 3e-4);
    assert_true(s->crystal_max == 0.25);
    assert_true(s->axes == 5 && !s->both_signs && s->n_loads == 2 && !s->partials && s->ranks == 2);
    assert_true(s->smoothing.kind == SMOOTH_QWINDOW && s->smoothing.q_max == 23 &&
                s->smoothing.window == QWINDOW_GAUSSIAN);
    assert_true(s->r_max == 18.5 && s->r_bin == 0.012 && s->fit_lo == 5.5 && s->fit_hi == 17 && s->d2min_cut == 3.7);
}

static void everything_set(void **state) {
    (void)state;
    struct study *s = good(everything);
    check_everything(s);
    char *xml = study_effective_xml(s);
    study_free(s);
    s = good(xml);
    check_everything(s);
    study_free(s);
    free(xml);
}

/* Loads of several <compress>: by strain, at a temperature by both kinds of positions, by stress. */
static void thermal_loads(void **state) {
    (void)state;
    static const char *const label[] = {"0.005",
                                        "T3e2-stress-0.5-mean",
                                        "T3e2-stress-0.5-snapshots",
                                        "T3e2-stress-1.25-mean",
                                        "T3e2-stress-1.25-snapshots",
                                        "stress-0.5"};
    struct study *s = good(HEAD "<glass model='cu-zr-2009'/><quench><rate>1e12</rate></quench>" COMPRESS WARM TAIL);
    assert_int_equal(s->n_compress, 3);
    assert_int_equal(s->n_loads, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(s->load[i].label, label[i]);
        assert_true(isnan(s->load[i].strain) == (i > 0) && isnan(s->load[i].stress) == (i == 0));
        assert_int_equal(s->load[i].element, i == 0 ? 0 : i < 5 ? 1 : 2);
        assert_int_equal(s->load[i].positions, i == 0 || i == 5 ? POSITIONS_REST
                                               : i % 2          ? POSITIONS_MEAN
                                                                : POSITIONS_SNAPSHOTS);
    }
    assert_string_equal(s->load[4].applied, "T3e2-stress-1.25");
    assert_true(s->load[3].stress == 1.25 && !study_only_strains(s));
    const struct study_compress *c = study_load_compress(s, 2);
    assert_true(c->thermal && c->T == 300 && c->time == 7 && c->equilibrate_time == 1.5 && c->snapshots == 3 &&
                c->timestep == s->timestep);
    study_free(s);
    s = good(HEAD GLASS QUENCH "<compress mode='thermal' T='0.1'><stress>1</stress></compress>" TAIL);
    c = &s->compress[0];
    assert_true(fabs(c->equilibrate_time - 50) < 1e-9 && fabs(c->time - 250) < 1e-9 && c->snapshots == 20);
    study_free(s);
    s = good(WITH(""));
    assert_true(study_only_strains(s));
    study_free(s);
}

static void files(void **state) {
    (void)state;
    struct study *s = good(HEAD "<glass model='cu-zr-2009' file='a.data'/>" COMPRESS TAIL);
    char *a = gb_format("%s/a.data", folder);
    assert_int_equal(s->n_files, 1);
    assert_string_equal(s->file[0], a);
    assert_int_equal(s->samples, 1);
    assert_int_equal(s->atoms, 1234);
    assert_string_equal(study_history(s, 0), "as-given");
    study_free(s);
    free(a);
    s = good(HEAD "<glass model='cu-zr-2009'><file>b.data</file><file>a.data</file></glass>" COMPRESS TAIL);
    assert_true(s->n_files == 2 && s->samples == 2 && s->atoms == 0 && study_n_histories(s) == 1);
    study_free(s);
    /* A window of the model is cut to the cooling. */
    s = good(HEAD GLASS "<quench from='0.7' to='0.1'><rate>1e-2</rate></quench>" COMPRESS TAIL);
    assert_true(s->fictive.glass_lo == 0.1 && s->fictive.glass_hi == 0.2 && s->fictive.liquid_lo == 0.6 &&
                s->fictive.liquid_hi == 0.7);
    study_free(s);
}

/* Reading the effective study gives the same effective study, and from it all fields. */
static void effective_round_trip(void **state) {
    (void)state;
    static const char *const text[] = {
        WITH(""),
        WITH("<measure smooth='0'/><reference relax='none'/>"),
        WITH("<measure q-max='22.5' window='step' r-bin='0.0123456789012345'/>"),
        HEAD
        "<glass model='cu-zr-2007' atoms='1000' samples='1'/><quench to='0.1' "
        "from='1400.123456789'><rate>+1e12</rate></quench>"
        "<compress axes='y' both-signs='no'><strain>.004</strain><strain>1e-3</strain></compress><run ranks='3'/>" TAIL,
        HEAD "<glass model='cu-zr-2009' file='a.data'/>" COMPRESS TAIL,
        HEAD "<glass model='cu-zr-2009' file='a.data'/>" COMPRESS WARM TAIL,
        HEAD "<glass model='cu-zr-2009'><file>b.data</file><file>a.data</file></glass>" COMPRESS TAIL,
        WITH("<history name='long'><quench rate='0.01' to='0.2'/><anneal T='0.4' time='100' ensemble='npt'/><swap "
             "T='0.45' time='10'/><reheat to='0.5' rate='0.1'/><creep T='0.3' stress='-0.5' time='20' "
             "axis='x'/><prestrain "
             "T='0.1' strain='0.1' axes='y z' cycles='2'/><quench rate='0.1'/></history>"),
        HEAD
        "<glass model='kob-andersen'/><quench/><history name='a'><anneal T='0.7' time='10'/></history>" COMPRESS TAIL,
        HEAD "<glass model='cu-zr-2009' file='a.data'/><history name='as-given'/><history name='hot'><anneal T='600' "
             "time='10'/></history>" COMPRESS TAIL,
    };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        struct study *s = good(text[i]), *t;
        char *once = study_effective_xml(s);
        struct gb_error err = GB_ERROR_INIT;
        if (study_parse(&t, once, strlen(once), "/elsewhere/study.xml", NULL, &err) != GB_OK)
            fail_msg("%s\n%s", err.text, once);
        char *twice = study_effective_xml(t);
        assert_string_equal(once, twice);
        assert_int_equal(s->n_histories, t->n_histories);
        for (size_t h = 0; h < s->n_histories; h++) {
            const struct history *a = &s->history[h], *b = &t->history[h];
            assert_string_equal(a->label, b->label);
            assert_int_equal(a->n_steps, b->n_steps);
            for (size_t k = 0; k < a->n_steps; k++) assert_memory_equal(&a->step[k], &b->step[k], sizeof *a->step);
        }
        assert_true(s->relax == t->relax && s->r_bin == t->r_bin && s->from_T == t->from_T && s->axes == t->axes &&
                    s->n_loads == t->n_loads);
        assert_true(s->smoothing.kind == t->smoothing.kind && s->smoothing.window == t->smoothing.window);
        free(once);
        free(twice);
        study_free(s);
        study_free(t);
    }
}

static void histories(void **state) {
    (void)state;
    struct study *s =
        good(WITH("<history name='old'><quench rate='1e-2' to='0.3'/><anneal T='0.4' time='100'/><quench "
                  "rate='1e-2'/></history><history name='older'><quench rate='1e-2' to='0.3'/><anneal T='0.4' "
                  "time='100'/><anneal T='0.4' time='900'/></history><history name='young'><quench rate='1e-2'/>"
                  "<prestrain T='0.05' strain='0.1'/></history>"));
    assert_int_equal(study_n_histories(s), 4);
    assert_true(history_rate(s, 0) == 0.01 && isnan(history_rate(s, 1)) && !histories_are_rates(s));
    const struct step *p = s->history[1].step;
    assert_true(p[0].from_T == 0.8 && p[0].T == 0.3 && p[1].from_T == 0.3 && p[1].T == 0.4 && p[2].from_T == 0.4 &&
                p[2].T == 0);
    assert_true(!p[1].drawn && s->history[3].step[1].drawn); /* from T = 0 there is nothing to keep */
    assert_true(s->history[3].step[1].axes == 7 && s->history[3].step[1].cycles == 1);
    assert_true(fabs(step_duration(s, &p[0]) - 50) < 1e-12 && step_duration(s, &p[1]) == 100);
    assert_true(fabs(step_duration(s, &s->history[3].step[1]) / (0.6 / (1e-5 / 0.005)) - 1) < 1e-12);
    static const struct {
        size_t h, i;
        const char *name;
    } stage[] = {{0, 0, "quench/1e-2/s2"},  {1, 0, "quench/old~1/s2"}, {1, 1, "anneal/old~2/s2"},
                 {1, 2, "quench/old/s2"},   {2, 0, "quench/old~1/s2"}, {2, 1, "anneal/old~2/s2"},
                 {2, 2, "anneal/older/s2"}, {3, 0, "quench/1e-2/s2"},  {3, 1, "prestrain/young/s2"}};
    for (size_t k = 0; k < sizeof stage / sizeof *stage; k++) {
        char *name = study_step_path(s, (struct study_place){.history = stage[k].h, .step = stage[k].i, .sample = 2});
        assert_string_equal(name, stage[k].name);
        free(name);
    }
    assert_true(history_cooling(s, 0) == 0 && history_cooling(s, 1) == 2 && history_cooling(s, 2) == 3);
    assert_int_equal(history_slowest(s, NULL), 0);
    study_free(s);
}

/* A study's folder on another machine: the model beside it, the glass files gone. */
static void stored_study(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    static const char text[] = HEAD "<glass model='no-such-model' file='/gone/x.data'/>" COMPRESS TAIL;
    assert_int_equal(study_parse(&s, text, strlen(text), "d/study.xml", "potentials/cu-zr-2009.xml", &err), GB_OK);
    assert_string_equal(s->model->name, "cu-zr-2009");
    assert_string_equal(s->model_name, "no-such-model");
    assert_string_equal(s->file[0], "/gone/x.data");
    study_free(s);
}

/* Each error by its message: what it must contain. */
static void errors(void **state) {
    (void)state;
    static const struct {
        const char *text, *says[4];
    } c[] = {
        {"", {"s.xml:1: is not well-formed XML"}},
        {"this is not XML", {"s.xml:1: is not well-formed XML"}},
        {HEAD GLASS, {"not well-formed", "s.xml:"}},
        {"<!DOCTYPE study [<!ENTITY a 'b'>]><study name='&a;'/>", {"document type declaration", "remove it"}},
        {"<model/>", {"s.xml:1: <model>: is not what this file should start with; allowed: <study>"}},
        {"<study>" GLASS QUENCH COMPRESS TAIL, {"<study>: has no name='...'; add it"}},
        {"<study name='a/b'>" GLASS QUENCH COMPRESS TAIL,
         {"<study> name='a/b': is not a plain name", "letters, digits"}},
        {"<study name='..'>" GLASS QUENCH COMPRESS TAIL, {"name='..': is not a plain name"}},
        {"<study name='t' seed='-4'>" GLASS QUENCH COMPRESS TAIL,
         {"seed='-4': is not a whole number >= 0", "from 0 to"}},
        {"<study name='t' sede='4'>" GLASS QUENCH COMPRESS TAIL,
         {"sede='4': unknown attribute; did you mean 'seed'?", "name, seed"}},
        {WITH("<compres/>"),
         {"s.xml:5: <compres>: unknown element in <study>; did you mean 'compress'?", "allowed: glass, quench"}},
        {WITH("<glass model='kob-andersen'/>"),
         {"<glass>: is one too many; allowed: at most 1", "the first is on line 2"}},
        {WITH("stray"), {"<study> 'stray': text is not allowed here"}},
        {HEAD QUENCH COMPRESS TAIL, {"<study>: holds no <glass>; add one"}},
        {HEAD GLASS QUENCH TAIL, {"<study>: holds no <compress>; add one"}},
        {HEAD GLASS COMPRESS TAIL, {"holds no <quench>; add one, with a <rate>", "<glass file="}},
        {HEAD "<glass/>" QUENCH COMPRESS TAIL, {"<glass>: has no model='...'"}},
        {HEAD "<glass model='kob-anderson'/>" QUENCH COMPRESS TAIL,
         {"s.xml:2: <glass> model='kob-anderson': no model 'kob-anderson'; did you mean 'kob-andersen'?", "cu-zr-2009",
          ".xml"}},
        {HEAD "<glass model='./absent.xml'/>" QUENCH COMPRESS TAIL, {"/absent.xml: cannot be read"}},
        {HEAD "<glass model='kob-andersen' samples='0'/>" QUENCH COMPRESS TAIL,
         {"samples='0': is out of range; allowed: a whole number from 1 to 10000; give one sample or more"}},
        {HEAD "<glass model='kob-andersen' atoms='99'/>" QUENCH COMPRESS TAIL,
         {"atoms='99': is out of range", "from 100 to 1e+08"}},
        {HEAD "<glass model='kob-andersen' atoms='4e3'/>" QUENCH COMPRESS TAIL, {"atoms='4e3': is not a whole number"}},
        {HEAD "<glass model='cu-zr-2009' file='none.data'/>" COMPRESS TAIL,
         {"<glass> file='none.data': /tmp/gb-test-", "No such file", "relative to the study file"}},
        {HEAD "<glass model='cu-zr-2009' file='empty.data'/>" COMPRESS TAIL, {"empty.data: is empty"}},
        {HEAD "<glass model='cu-zr-2009' file='.'/>" COMPRESS TAIL, {"<glass> file='.'", "directory"}},
        {HEAD "<glass model='cu-zr-2009' file='a.data'/>" QUENCH COMPRESS TAIL,
         {"<quench>: is not used when the glass comes from files"}},
        {HEAD "<glass model='cu-zr-2009' file='a.data' atoms='500'/>" COMPRESS TAIL,
         {"atoms='500': is not used with files", "remove it"}},
        {HEAD "<glass model='cu-zr-2009' file='a.data' samples='2'/>" COMPRESS TAIL,
         {"samples='2': is not used with files"}},
        {HEAD "<glass model='cu-zr-2009' file='a.data'><file>b.data</file></glass>" COMPRESS TAIL,
         {"there are <file> elements too"}},
        {HEAD "<glass model='cu-zr-2009'><file>a.data</file><file>a.data</file></glass>" COMPRESS TAIL,
         {"<file> 'a.data': is given twice"}},
        {HEAD GLASS "<quench/>" COMPRESS TAIL,
         {"s.xml:3: <quench>: has no <rate>, and there is no <history>; add one of the two"}},
        {HEAD GLASS "<quench mlet='2'><rate>1</rate></quench>" COMPRESS TAIL,
         {"s.xml:3: <quench> mlet='2': unknown attribute; did you mean 'melt'?", "allowed: melt, from, to"}},
        {HEAD GLASS "<quench melt='hot'><rate>1</rate></quench>" COMPRESS TAIL,
         {"melt='hot': is not a number", "temperature"}},
        {HEAD GLASS "<quench melt='nan'><rate>1</rate></quench>" COMPRESS TAIL, {"melt='nan': is not a number"}},
        {HEAD GLASS "<quench><rate>-1e-2</rate></quench>" COMPRESS TAIL,
         {"s.xml:3: <rate> '-1e-2': is out of range; allowed: a number > 0", "without a sign"}},
        {HEAD GLASS "<quench><rate>0</rate></quench>" COMPRESS TAIL, {"<rate> '0': is out of range"}},
        {HEAD GLASS "<quench><rate>fast</rate></quench>" COMPRESS TAIL, {"<rate> 'fast': is not a number"}},
        {HEAD GLASS "<quench><rate/></quench>" COMPRESS TAIL, {"<rate> '': is not a number"}},
        {HEAD GLASS "<quench><rate>1e-2</rate><rate>0.01</rate></quench>" COMPRESS TAIL,
         {"<rate> '0.01': is the same as '1e-2'"}},
        {HEAD GLASS "<quench><rate>0.010000000000000000000000001</rate></quench>" COMPRESS TAIL,
         {"too long for a folder's name"}},
        {HEAD GLASS "<quench><rate>100</rate></quench>" COMPRESS TAIL,
         {"<rate> '100': cooling from 0.8 to 0 takes", "at least 100 steps"}},
        {HEAD "<glass model='cu-zr-2009'/><quench><rate>0.01</rate></quench>" COMPRESS TAIL,
         {"at most 1e12 steps", "K/s"}},
        {HEAD GLASS "<quench from='0.1' to='0.5'><rate>1e-2</rate></quench>" COMPRESS TAIL,
         {"<quench> from='0.1': cooling from 0.1 to 0.5; allowed: from above to"}},
        {HEAD GLASS "<quench to='0.8'><rate>1e-2</rate></quench>" COMPRESS TAIL,
         {"<quench> to='0.8': cooling from 0.8 to 0.8"}},
        {HEAD GLASS "<quench melt='0.5'><rate>1e-2</rate></quench>" COMPRESS TAIL,
         {"melt='0.5': the melt at 0.5 is colder", "melt >= from"}},
        {HEAD GLASS "<quench from='5'><rate>1e-2</rate></quench>" COMPRESS TAIL, {"from='5': the melt at 2 is colder"}},
        {HEAD GLASS "<quench to='0.3'><rate>1e-2</rate></quench>" COMPRESS TAIL,
         {"glass-fit of 0.05 to 0.2 lies outside", "add glass-fit="}},
        {HEAD GLASS "<quench glass-fit='0.1 0.9'><rate>1e-2</rate></quench>" COMPRESS TAIL,
         {"glass-fit='0.1 0.9': leaves the cooling"}},
        {HEAD GLASS "<quench glass-fit='0.1 0.7'><rate>1e-2</rate></quench>" COMPRESS TAIL, {"overlap"}},
        {HEAD GLASS "<quench glass-fit='0.3 0.1'><rate>1e-2</rate></quench>" COMPRESS TAIL,
         {"first number not below the second"}},
        {HEAD GLASS "<quench glass-fit='0.3'><rate>1e-2</rate></quench>" COMPRESS TAIL,
         {"glass-fit='0.3': is not two numbers"}},
        {HEAD GLASS "<quench ensemble='nph'><rate>1e-2</rate></quench>" COMPRESS TAIL,
         {"ensemble='nph': is unknown;", "nvt, npt"}},
        {WITH("<history><quench rate='1e-2'/></history>"), {"<history>: has no name="}},
        {WITH("<history name='a'/>"), {"s.xml:5: <history>: has no step; add a <quench>"}},
        {WITH("<history name='1e-2'><quench rate='1e-2'/></history>"),
         {"<history> name='1e-2': there is a rate or history of this name"}},
        {WITH("<history name='a'><melt T='1'/></history>"),
         {"<melt>: unknown element in <history>", "quench, reheat, anneal, swap, creep, prestrain"}},
        {WITH("<history name='a'><quench/></history>"), {"<quench>: has no rate="}},
        {WITH("<history name='a'><quench rate='1e-2'/><quench rate='1e-2'/></history>"),
         {"<quench>: leads from 0, where the step before ends, to 0; allowed: downwards"}},
        {WITH("<history name='a'><reheat to='0.5' rate='1e-2'/></history>"),
         {"<reheat> to='0.5': leads from 0.8", "upwards; use <quench>"}},
        {WITH("<history name='a'><anneal T='0.4' time='0.1'/></history>"),
         {"<anneal> time='0.1': takes 20 steps of 0.005; allowed: at least 100 steps"}},
        {WITH("<history name='a'><anneal T='0.4'/></history>"), {"<anneal>: has no time="}},
        {WITH("<history name='a'><swap T='0.4' time='10' block-time='0.04'/></history>"),
         {"<swap> block-time='0.04': is 8 steps of 0.005; allowed: a whole number of times ten steps, such as 0.05"}},
        {WITH("<history name='a'><swap T='0.4' time='1' block-time='2'/></history>"),
         {"block-time='2': is longer than the whole time='1'"}},
        {WITH("<history name='a'><creep T='0.4' time='10' stress='1' axis='x y'/></history>"),
         {"<creep> axis='x y': names several; allowed: one of x, y, z"}},
        {WITH("<history name='a'><prestrain T='0.1' strain='0.9'/></history>"),
         {"<prestrain> strain='0.9': is out of range"}},
        {HEAD GLASS QUENCH "<compress><strain>0.5</strain></compress>" TAIL,
         {"s.xml:4: <strain> '0.5': is out of range", "<= 0.05", "is 5 %", "0.005"}},
        {HEAD GLASS QUENCH "<compress><strain>-0.01</strain></compress>" TAIL, {"<strain> '-0.01': is out of range"}},
        {HEAD GLASS QUENCH "<compress><strain>0.01</strain><strain>1e-2</strain></compress>" TAIL,
         {"is the same as '0.01'"}},
        {HEAD GLASS QUENCH "<compress mode='warm'><strain>0.01</strain></compress>" TAIL,
         {"mode='warm': is unknown", "athermal", "thermal"}},
        {HEAD GLASS QUENCH "<compress/>" TAIL,
         {"s.xml:4: <compress>: holds no <strain>; add one or more, or <stress>"}},
        {HEAD GLASS QUENCH "<compress><strain>0.01</strain><stress>0.2</stress></compress>" TAIL,
         {"<stress>: strains and stresses in one <compress>", "two <compress> elements"}},
        {HEAD GLASS QUENCH "<compress><stress>0.2</stress><stress>.2</stress></compress>" TAIL,
         {"<stress> '.2': is the same as '0.2'"}},
        {HEAD GLASS QUENCH "<compress T='0.1'><strain>0.01</strain></compress>" TAIL,
         {"T='0.1': is only used with mode='thermal'"}},
        {HEAD GLASS QUENCH "<compress snapshots='5'><strain>0.01</strain></compress>" TAIL,
         {"snapshots='5': is only used with mode='thermal'"}},
        {HEAD GLASS QUENCH "<compress mode='thermal'><stress>0.2</stress></compress>" TAIL,
         {"mode='thermal' needs a temperature; add T='...' (epsilon/kB)"}},
        {HEAD GLASS QUENCH "<compress mode='thermal' T='0.1'><strain>0.01</strain></compress>" TAIL,
         {"<strain>: at a temperature the glass is loaded by its stress; give <stress> (epsilon/sigma^3)"}},
        {HEAD GLASS QUENCH "<compress mode='thermal' T='0.1'><stress>-1</stress></compress>" TAIL,
         {"<stress> '-1': is out of range"}},
        {HEAD GLASS QUENCH
         "<reference pressure='1'/><compress mode='thermal' T='0.1'><stress>1</stress></compress>" TAIL,
         {"mode='thermal': at a temperature the unloaded glass is free of stress"}},
        {HEAD GLASS QUENCH COMPRESS "<compress axes='z' mode='thermal' T='0.1'><stress>1</stress></compress>" TAIL,
         {"axes='z': differs from the first <compress>"}},
        {HEAD GLASS QUENCH COMPRESS "<compress both-signs='no'><stress>1</stress></compress>" TAIL,
         {"both-signs='no': differs from the first <compress>"}},
        {HEAD GLASS QUENCH COMPRESS COMPRESS TAIL, {"the load '0.005' is given twice"}},
        {HEAD GLASS QUENCH "<compress mode='thermal' T='0.1'><stress>1</stress></compress>"
                           "<compress mode='thermal' T='.1'><stress>2</stress></compress>" TAIL,
         {"T='.1': is given twice; put all stresses into one <compress>"}},
        {HEAD GLASS QUENCH "<compress axes='w'><strain>0.01</strain></compress>" TAIL,
         {"axes='w': is not a set of axes", "x y z"}},
        {HEAD GLASS QUENCH "<compress axes='x x'><strain>0.01</strain></compress>" TAIL,
         {"axes='x x': is not a set of axes"}},
        {HEAD GLASS QUENCH "<compress axes='xyz'><strain>0.01</strain></compress>" TAIL, {"separated by blanks"}},
        {HEAD GLASS QUENCH "<compress both-signs='true'><strain>0.01</strain></compress>" TAIL,
         {"both-signs='true': is neither yes nor no"}},
        {WITH("<elastic strain='0.5'/>"), {"<elastic> strain='0.5': is out of range"}},
        {WITH("<order crystal-max='1.5'/>"),
         {"<order> crystal-max='1.5': is out of range", "allowed: a number >= 0 and <= 1"}},
        {WITH("<order/><order/>"), {"<order>: is one too many"}},
        {WITH("<reference relax='all'/>"), {"relax='all': is unknown;", "none, isotropic, lengths"}},
        {WITH("<reference relax='none' pressure='1'/>"), {"pressure='1': is not used with relax='none'", "remove it"}},
        {WITH("<measure fit='2.2 8'/>"), {"fit='2.2 8': the fit from 2.2 to 8 ends beyond r-max='7.2'"}},
        {WITH("<measure r-max='6'/>"), {"ends beyond r-max='6'", "add fit="}},
        {WITH("<measure fit='2.2 2.25' r-bin='0.01'/>"), {"holds fewer than 10 bins"}},
        {WITH("<measure r-bin='0.03'/>"),
         {"bins of r-bin='0.03' are too wide for a smoothing of 0.06", "third of smooth"}},
        {WITH("<measure smooth='0.02' r-bin='0.01'/>"), {"smooth='0.02': bins of r-bin='0.01' are too wide"}},
        {WITH("<measure r-bin='1e-5'/>"), {"more than 100000 bins"}},
        {WITH("<measure q-max='200' r-bin='0.01'/>"), {"q-max='200': r-bin='0.01' is too wide"}},
        {WITH("<measure q-max='20' smooth='0.1'/>"), {"smooth='0.1': there is q-max too"}},
        {WITH("<measure window='lorch'/>"), {"window='lorch': is only used with q-max"}},
        {WITH("<measure d2min-cut='8'/>"), {"d2min-cut='8': 8 is beyond r-max='7.2'"}},
        {HEAD "<glass model='kob-andersen' atoms='400'/>" QUENCH COMPRESS TAIL,
         {"r-max=7.2 and 0.3 more for the smoothing reach an atom's own image", "400 atoms make a box of 6.934",
          "allowed: r-max below 6.634, or atoms='532' and more"}},
        {WITH("<run ranks='0'/>"), {"ranks='0': is out of range"}},
        {WITH("<measure q-max='&#10;&#9;[31m1234567890123456789012345678901234567890123456789012345678901234567890'/>"),
         {"q-max='??[31m1234", "...': is not a number"}},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct gb_error err = GB_ERROR_INIT;
        struct study *s;
        int rc = parse(&s, c[i].text, &err);
        if (rc != GB_EINPUT || s) fail_msg("status %d for:\n%s", rc, c[i].text);
        if (strchr(err.text, '\n')) fail_msg("more than one line: %s", err.text);
        for (int k = 0; k < 4 && c[i].says[k]; k++)
            if (!strstr(err.text, c[i].says[k]))
                fail_msg("'%s'\nis not in\n'%s'\nof\n%s", c[i].says[k], err.text, c[i].text);
        gb_error_clear(&err);
    }
}

static void missing_file(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    assert_int_equal(study_read(&s, "/no/such/study.xml", &err), GB_EINPUT);
    assert_non_null(strstr(
        err.text, "/no/such/study.xml: cannot be read: No such file or directory; give the path of a study file"));
    assert_int_equal(study_read(&s, "/tmp", &err), GB_EINPUT);
    assert_int_equal(study_read(&s, "/no/such/study.xml", NULL), GB_EINPUT);
    gb_error_clear(&err);
}

/* The ready-made studies are right; the template says which file it wants. */
static void ready_made(void **state) {
    (void)state;
    static const char *const name[] = {"configs/demo.xml", "configs/tiny.xml", "configs/cu-zr.xml"};
    struct gb_error err = GB_ERROR_INIT;
    struct study *s;
    for (size_t i = 0; i < 3; i++) {
        if (study_read(&s, name[i], &err) != GB_OK) fail_msg("%s", err.text);
        assert_true(s->n_histories == 2 && s->axes == 7 && s->both_signs);
        study_free(s);
    }
    assert_int_equal(study_read(&s, "configs/cu-zr-file.xml", &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "configs/cu-zr.data: No such file"));
    gb_error_clear(&err);
}

/* Any bytes: an error with a text, or a study; never a crash. */
static void damaged_bytes(void **state) {
    (void)state;
    char *text;
    size_t len, accepted = 0;
    assert_int_equal(gb_file_read("configs/demo.xml", &text, &len, NULL), GB_OK);
    uint64_t x = 88172645463325252u;
    for (int round = 0; round < 4000; round++) {
        char *copy = gb_format("%s", text);
        size_t n = len;
        for (int k = 0; k < 1 + round % 4; k++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            size_t at = (size_t)(x >> 8) % n;
            if (x % 5 == 0)
                n = at + 1; /* cut */
            else if (x % 5 == 1)
                memmove(copy + at, copy + at + 1, n - at - 1), n--;
            else
                copy[at] = (char)(x % 5 == 2 ? "<>/='\" &0159.-exyz"[x >> 40 & 15] : (int)(x >> 48));
            if (n < 2) break;
        }
        struct gb_error err = GB_ERROR_INIT;
        struct study *s;
        int rc = study_parse(&s, copy, n, "configs/demo.xml", NULL, &err);
        if (rc == GB_OK ? !s : rc != GB_EINPUT || s || !err.text || strchr(err.text, '\n'))
            fail_msg("status %d, '%s' of\n%.*s", rc, err.text ? err.text : "", (int)n, copy);
        if (s) {
            char *xml = study_effective_xml(s);
            accepted++;
            free(xml);
        }
        study_free(s);
        gb_error_clear(&err);
        free(copy);
    }
    assert_true(accepted > 100 && accepted < 3900);
    free(text);
}

/* A frame of a trajectory as a glass: in the path, in the hash, another sample than the next frame. */
static void frames(void **state) {
    (void)state;
    struct study *s =
        good(HEAD "<glass model='kob-andersen'><file>a.data@0</file><file>a.data@-1</file><file>a.data</file>"
                  "</glass>\n" COMPRESS TAIL);
    uint64_t h[4];
    for (size_t k = 0; k < 3; k++) assert_int_equal(study_glass_hash(s->file[k], &h[k], NULL), GB_OK);
    h[3] = GB_HASH_INIT;
    assert_int_equal(gb_hash_file(&h[3], s->file[2], NULL), GB_OK);
    assert_true(h[2] == h[3]); /* as ever where no frame is named */
    assert_true(h[0] != h[1] && h[0] != h[2] && h[1] != h[2]);
    assert_int_equal(s->atoms, 1234);
    assert_string_equal(strrchr(s->file[1], '/'), "/a.data@-1");
    study_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thermal_loads), cmocka_unit_test(defaults),
        cmocka_unit_test(frames),        cmocka_unit_test(everything_set),
        cmocka_unit_test(files),         cmocka_unit_test(errors),
        cmocka_unit_test(missing_file),  cmocka_unit_test(effective_round_trip),
        cmocka_unit_test(histories),     cmocka_unit_test(stored_study),
        cmocka_unit_test(ready_made),    cmocka_unit_test(damaged_bytes),
    };
    return cmocka_run_group_tests(tests, setup, help_teardown);
}

/* The worker's steps of a history with the real LAMMPS: what each does to temperature, cell and stress. */
#include "worker/worker_stage.h"

static struct stage step_of(const char *name, const char *kind, const char *before) {
    struct stage s = stage_of(name, kind, 120);
    stage_input_add(&s, "state", before, true, 1);
    return s;
}

static struct gb_table *thermo(const char *name) {
    struct gb_table *t;
    char *path = gb_format("%s/%s/thermo.tsv", folder, name);
    assert_int_equal(gb_table_read(&t, path, NULL), GB_OK);
    free(path);
    return t;
}

/* Mean of a column over rows lo..hi-1. */
static double mean(const struct gb_table *t, const char *column, size_t lo, size_t hi) {
    double sum = 0;
    const size_t col = gb_table_find(t, column);
    for (size_t r = lo; r < hi; r++) sum += t->v[r * t->n_col + col] / (double)(hi - lo);
    return sum;
}

static double last(const struct gb_table *t, const char *column) { return mean(t, column, t->n_row - 1, t->n_row); }

static struct stage line_of(const char *name, const char *kind, const char *before, double from, double to) {
    struct stage s = step_of(name, kind, before);
    stage_param_double(&s, "from-T", from);
    stage_param_double(&s, "to-T", to);
    stage_param_set(&s, "rate", "0.05");
    return s;
}

/* Down, up, held: a chain in which each goes on from the one before. 120 atoms: T scatters by 7 % from step to step;
 * rows of 50 steps at the end of a ramp of 0.05 per unit of time lag it by 1 % at most. */
static void test_temperatures_follow(void **state) {
    (void)state;
    struct stage s = line_of("down", "quench", "melt", 0.7, 0.2);
    assert_int_equal(run(&s), GB_OK);
    s = line_of("up", "reheat", "down", 0.2, 0.5);
    assert_int_equal(run(&s), GB_OK);
    s = step_of("held", "anneal", "up");
    stage_param_set(&s, "T", "0.4");
    stage_param_set(&s, "time", "20");
    assert_int_equal(run(&s), GB_OK);
    struct gb_table *down = thermo("down"), *up = thermo("up"), *held = thermo("held");
    assert_int_equal(down->n_row, 40); /* 10 time units of 200 steps, rows of 50 */
    assert_int_equal(up->n_row, 24);
    assert_int_equal(held->n_row, 80);
    assert_true(fabs(last(down, "T") - 0.2) < 0.05);
    assert_true(fabs(mean(up, "T", 0, 4) - 0.22) < 0.05); /* velocities were kept */
    assert_true(fabs(last(up, "T") - 0.5) < 0.1);
    assert_true(fabs(mean(held, "T", 10, 80) - 0.4) < 0.01);
    assert_true(fabs(mean(held, "volume", 0, 80) / mean(down, "volume", 0, 40) - 1) < 1e-12);
    gb_table_free(down);
    gb_table_free(up);
    gb_table_free(held);
}

static void test_velocities_are_drawn_anew_when_asked(void **state) {
    (void)state;
    struct stage s = step_of("drawn", "anneal", "melt");
    stage_param_set(&s, "T", "0.1");
    stage_param_set(&s, "time", "0.5");
    stage_param_set(&s, "velocities", "drawn");
    stage_param_set(&s, "thermo-steps", "10");
    assert_int_equal(run(&s), GB_OK);
    struct gb_table *t = thermo("drawn");
    assert_true(mean(t, "T", 0, 1) < 0.45); /* 0.7 in the melt; the liquid's heat flows in from its positions */
    gb_table_free(t);
}

static struct stage strained(const char *name) {
    struct stage s = step_of(name, "prestrain", "melt");
    stage_param_set(&s, "T", "0.05");
    stage_param_set(&s, "strain", "0.1");
    stage_param_set(&s, "strain-rate", "0.02");
    stage_param_set(&s, "axes", "x z");
    stage_param_set(&s, "cycles", "1");
    return s;
}

/* Strain along x to 0.1 in 5 time units (20 rows) and back, then z: the edges at each turn, and the volume throughout.
 * A row averages over 50 steps, 0.005 of strain. */
static void test_prestrain_returns(void **state) {
    (void)state;
    static const char *const files[] = {"thermo.tsv", "glass.dump", "state.restart"};
    same_when_killed(strained, 3, files);
    struct gb_table *t = thermo("whole");
    assert_int_equal(t->n_row, 80);
    double L = cbrt(mean(t, "volume", 0, 1)), turn = 0.9 + 0.00125;
    assert_true(fabs(mean(t, "volume", 0, 80) / (L * L * L) - 1) < 1e-5);
    assert_true(fabs(mean(t, "l_x", 19, 20) / L - turn) < 1e-3);
    assert_true(fabs(mean(t, "l_y", 19, 20) / L - 1 / sqrt(turn)) < 1e-3);
    assert_true(fabs(mean(t, "l_z", 19, 20) / L - 1 / sqrt(turn)) < 1e-3);
    assert_true(fabs(mean(t, "l_z", 59, 60) / L - turn) < 1e-3);
    assert_true(mean(t, "s_xx", 15, 20) < mean(t, "s_yy", 15, 20)); /* tension positive: pressed along x */
    gb_table_free(t);
    struct config *c = atoms("whole");
    for (int a = 0; a < 3; a++) assert_true(fabs(c->box.h[a][a] / L - 1) < 1e-6);
    config_free(c);
}

/* The stress that was asked for, and none across: the mean of 120 atoms' stress over 150 time units is known to about
 * 0.02; held rows are the middle 10 of 12 tenths. The soft spheres need a pressure to hold them: a model with
 * attraction. */
static void test_creep_holds_the_stress(void **state) {
    (void)state;
    static const char lj[] =
        "<model name='lj' title='t' units='lj'><source>test</source><licence>test</licence>"
        "<species element='A' mass='1' fraction='1'/><lammps skin='0.3'><command>pair_style lj/cut 2</command>"
        "<command>pair_coeff 1 1 1 1</command></lammps></model>";
    put("model.xml", lj);
    struct stage s = stage_of("lj", "melt", 256);
    stage_param_set(&s, "npt", "yes");
    stage_param_set(&s, "density", "1.0");
    stage_param_set(&s, "melt-T", "0.1");
    stage_param_set(&s, "from-T", "0.1");
    stage_param_set(&s, "melt-time", "5");
    stage_param_set(&s, "equilibrate-time", "5");
    assert_int_equal(run(&s), GB_OK);
    s = stage_of("creep", "creep", 256);
    stage_input_add(&s, "state", "lj", true, 1);
    stage_param_set(&s, "npt", "yes");
    stage_param_set(&s, "T", "0.1");
    stage_param_set(&s, "time", "150");
    stage_param_set(&s, "stress", "0.5");
    stage_param_set(&s, "axis", "y");
    assert_int_equal(run(&s), GB_OK);
    struct gb_table *t = thermo("creep");
    const size_t n = t->n_row, lo = n / 12 * 2, hi = n / 12 * 11;
    print_message("s_xx %.3f s_yy %.3f s_zz %.3f\n", mean(t, "s_xx", lo, hi), mean(t, "s_yy", lo, hi),
                  mean(t, "s_zz", lo, hi));
    assert_true(fabs(mean(t, "s_yy", lo, hi) + 0.5) < 0.05);
    assert_true(fabs(mean(t, "s_xx", lo, hi)) < 0.05);
    assert_true(fabs(mean(t, "s_zz", lo, hi)) < 0.05);
    assert_true(mean(t, "l_y", lo, hi) < mean(t, "l_y", 0, 1));
    gb_table_free(t);
    s = stage_of("creep", "creep", 256);
    stage_input_add(&s, "state", "lj", true, 1);
    stage_param_set(&s, "T", "0.1");
    stage_param_set(&s, "time", "1");
    stage_param_set(&s, "stress", "0.5");
    stage_param_set(&s, "axis", "y");
    fails(&s, "creep controls the stress and needs npt");
    put("model.xml", model);
}

int main(void) {
    if (!find_worker()) return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_temperatures_follow),
        cmocka_unit_test(test_velocities_are_drawn_anew_when_asked),
        cmocka_unit_test(test_prestrain_returns),
        cmocka_unit_test(test_creep_holds_the_stress),
    };
    int failed = cmocka_run_group_tests(tests, setup, teardown);
    free(worker);
    return failed;
}

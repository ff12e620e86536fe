/* The worker's stage equilibrium with the real LAMMPS. */
#include "worker/worker_stage.h"

static struct stage equilibrium_of(const char *name, double time, const char *attempts) {
    struct stage s = stage_of(name, "equilibrium", 120);
    stage_param_set(&s, "T", "0.6");
    stage_param_set(&s, "from-T", "0.7");
    stage_param_double(&s, "time", time);
    stage_param_set(&s, "block-time", "0.05");
    stage_param_set(&s, "attempts", "%s", attempts);
    stage_param_set(&s, "snapshots", "5");
    stage_param_set(&s, "relax", "isotropic");
    stage_param_set(&s, "pressure", "4"); /* these atoms only repel */
    stage_input_add(&s, "state", "melt", true, 1);
    return s;
}

static struct gb_table *snapshots(const char *name) {
    struct gb_table *t;
    char *path = gb_format("%s/%s/snapshots.tsv", folder, name);
    assert_int_equal(gb_table_read(&t, path, NULL), GB_OK);
    free(path);
    return t;
}

/* The last snapshot is left as a glass: what stage reference finds for it is what stands in the table, so that glasses
 * and line can be compared; in each way of relaxing. */
static void test_the_same_rest_as_a_glass(void **state) {
    (void)state;
    static const char *const relax[] = {"none", "isotropic", "lengths"};
    for (int k = 0; k < 3; k++) {
        struct stage s = equilibrium_of("line", 5, "0"), r = stage_of("rest", "reference", 120);
        stage_param_set(&s, "relax", "%s", relax[k]);
        stage_param_set(&r, "relax", "%s", relax[k]);
        stage_param_set(&r, "pressure", "4");
        stage_input_add(&r, "glass", "line", true, 1);
        assert_int_equal(run(&s), GB_OK);
        assert_int_equal(run(&r), GB_OK);
        struct gb_table *t = snapshots("line");
        struct gb_values v = values("rest");
        assert_int_equal(t->n_row, 5);
        assert_true(gb_values_get(&v, "e_is") == *gb_table_at(t, 4, gb_table_find(t, "e_is")));
        assert_true(gb_values_get(&v, "density") == *gb_table_at(t, 4, gb_table_find(t, "density")));
        if (k > 0) assert_true(fabs(gb_values_get(&v, "pressure") - 4) < 0.01);
        gb_values_clear(&v);
        gb_table_free(t);
    }
}

static void test_what_it_leaves(void **state) {
    (void)state;
    for (int swaps = 0; swaps < 2; swaps++) {
        struct stage s = equilibrium_of("liquid", 40, swaps ? "5" : "0");
        stage_param_set(&s, "relax", "none"); /* the cell of so few atoms hardly converges */
        assert_int_equal(run(&s), GB_OK);
        struct gb_table *t = snapshots("liquid");
        struct gb_values v = values("liquid");
        const size_t e = gb_table_find(t, "e_is"), o = gb_table_find(t, "overlap");
        double mean = 0, square = 0;
        for (size_t k = 0; k < 5; k++) {
            assert_true(*gb_table_at(t, k, 0) == 4000 + 1000 * (double)k); /* the second half of 8000 steps */
            mean += *gb_table_at(t, k, e) / 5;
        }
        for (size_t k = 0; k < 5; k++) square += pow(*gb_table_at(t, k, e) - mean, 2) / 4;
        assert_true(fabs(gb_values_get(&v, "e_is") - mean) < 1e-12);
        assert_true(fabs(gb_values_get(&v, "e_is_spread") - sqrt(square)) < 1e-12);
        assert_true(gb_values_get(&v, "e_is") < gb_values_get(&v, "e_pot"));
        assert_true(fabs(gb_values_get(&v, "T") - 0.6) < 0.03);
        assert_true(*gb_table_at(t, 0, o) == 1);
        assert_true(*gb_table_at(t, 1, o) < 0.9 && *gb_table_at(t, 4, o) < *gb_table_at(t, 1, o));
        assert_true(gb_values_get(&v, "overlap") == *gb_table_at(t, 4, o));
        double open = 0; /* the force of these atoms jumps where it ends: some are not quite at rest */
        for (size_t k = 0; k < 5; k++) open += *gb_table_at(t, k, gb_table_find(t, "converged")) == 0;
        assert_true(gb_values_get(&v, "unconverged") == open && gb_values_get(&v, "snapshots") == 5);
        assert_true(isfinite(gb_values_get(&v, "acceptance")) == (swaps == 1));
        assert_true(there("liquid", "glass.dump"));
        assert_false(there("liquid", "snapshot-1.dump") || there("liquid", "checkpoint.restart"));
        gb_values_clear(&v);
        gb_table_free(t);
    }
}

static struct stage killable(const char *name) { return equilibrium_of(name, 20, "5"); }

static void test_killed_it_resumes_to_the_same_bytes(void **state) {
    (void)state;
    static const char *const files[] = {"thermo.tsv", "snapshots.tsv", "values.tsv", "glass.dump"};
    same_when_killed(killable, sizeof files / sizeof *files, files);
}

static void test_refusals(void **state) {
    (void)state;
    struct stage s = equilibrium_of("bad", 10, "0");
    stage_param_set(&s, "snapshots", "3");
    fails(&s, "parameter snapshots='3'; allowed: 4 to 50");
    s = equilibrium_of("bad", 1, "0");
    fails(&s, "5 snapshots in the last 100 of 200 steps, one in 50; raise the time, or take fewer");
    s = equilibrium_of("bad", 10, "-1");
    fails(&s, "parameter attempts='-1'; allowed: 0 to 1e6");
}

int main(void) {
    if (!find_worker()) return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_rest_as_a_glass),
        cmocka_unit_test(test_what_it_leaves),
        cmocka_unit_test(test_killed_it_resumes_to_the_same_bytes),
        cmocka_unit_test(test_refusals),
    };
    int failed = cmocka_run_group_tests(tests, setup, teardown);
    free(worker);
    return failed;
}

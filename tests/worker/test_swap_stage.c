/* The worker's stage swap with the real LAMMPS: `glassbed-worker run DIR PARTIAL` on stages written by hand. */
#include "worker/worker_stage.h"

static struct stage swap_of(const char *name, double time, const char *attempts) {
    struct stage s = stage_of(name, "swap", 120);
    stage_param_set(&s, "T", "0.7");
    stage_param_double(&s, "time", time);
    stage_param_set(&s, "block-time", "0.05");
    stage_param_set(&s, "attempts", "%s", attempts);
    stage_input_add(&s, "state", "melt", true, 1);
    return s;
}

static void test_swaps_happen_and_energies_agree(void **state) {
    (void)state;
    struct stage s = swap_of("one", 10, "5");
    assert_int_equal(run(&s), GB_OK);
    struct gb_values v = values("one");
    assert_true(gb_values_get(&v, "e_diff") < 1e-9); /* ours and LAMMPS's, at all 200 blocks */
    assert_true(gb_values_get(&v, "acceptance") > 0.01 && gb_values_get(&v, "acceptance") < 0.9);
    assert_true(gb_values_get(&v, "swap_blocks") == 200);
    assert_true(gb_values_get(&v, "swap_attempts_per_atom") == 1000);
    gb_values_clear(&v);
    struct config *c = atoms("one");
    size_t count[3] = {0}, moved = 0;
    for (size_t i = 0; i < c->n; i++) {
        count[c->type[i] - 1]++;
        moved += c->type[i] != (i < 60 ? 1 : i < 96 ? 2 : 3); /* as melt made them */
    }
    assert_int_equal(count[0], 60);
    assert_int_equal(count[1], 36);
    assert_int_equal(count[2], 24);
    assert_true(moved > 20);
    config_free(c);
    assert_false(there("one", "checkpoint.restart"));
    assert_false(there("one", "pair.table"));
}

/* Two atoms, as good as at rest, just within their cut-off, where the force is far from 0: the table must end there,
 * not a rounding error beyond. */
static void test_cut_off_is_found_in_any_box(void **state) {
    (void)state;
    char *path = in_folder("two.xyz");
    for (int k = 0; k < 8; k++) {
        double L = 3.7 + 0.77 * k;
        char *text = gb_format("2\nLattice=\"%.17g 0 0 0 %.17g 0 0 0 %.17g\" Properties=species:S:1:pos:R:3\n"
                               "A 0.5 0.5 0.5\nC 1.5624 0.5 0.5\n",
                               L, L, L);
        put("two.xyz", text);
        free(text);
        struct stage s = stage_of("two", "swap", 2);
        stage_param_set(&s, "T", "1e-12");
        stage_param_set(&s, "time", "0.005");
        stage_param_set(&s, "timestep", "0.0001");
        stage_param_set(&s, "block-time", "0.001");
        stage_param_set(&s, "attempts", "5");
        stage_input_add(&s, "glass", path, false, 1);
        assert_int_equal(run(&s), GB_OK);
        struct gb_values v = values("two");
        assert_true(fabs(gb_values_get(&v, "e_pot")) > 1e-5);
        assert_true(gb_values_get(&v, "e_diff") < 1e-11);
        gb_values_clear(&v);
    }
    free(path);
}

static void test_equilibrium_is_the_same_with_and_without(void **state) {
    (void)state;
    struct gb_values v[2];
    for (int with = 0; with < 2; with++) {
        struct stage s = swap_of(with ? "with" : "without", 250, with ? "5" : "0");
        stage_param_set(&s, "checkpoint-steps", "10000");
        assert_int_equal(run(&s), GB_OK);
        v[with] = values(with ? "with" : "without");
    }
    double e[2], error[2];
    for (int k = 0; k < 2; k++) {
        e[k] = gb_values_get(&v[k], "e_pot");
        error[k] = gb_values_get(&v[k], "e_pot_err");
        assert_true(fabs(gb_values_get(&v[k], "T") - 0.7) < 0.01);
        gb_values_clear(&v[k]);
    }
    print_message("e_pot %.4f +- %.4f without, %.4f +- %.4f with swaps\n", e[0], error[0], e[1], error[1]);
    assert_true(hypot(error[0], error[1]) < 0.01);
    assert_true(fabs(e[1] - e[0]) < 4 * hypot(error[0], error[1]));
}

static struct stage long_swap(const char *name) { return swap_of(name, 20, "5"); }

static void test_killed_it_resumes_to_the_same_bytes(void **state) {
    (void)state;
    static const char *const files[] = {"thermo.tsv", "values.tsv", "glass.dump", "state.restart"};
    same_when_killed(long_swap, 4, files);
}

static void test_what_follows_knows_the_new_types(void **state) {
    (void)state;
    struct stage s = swap_of("before", 2, "5");
    assert_int_equal(run(&s), GB_OK);
    s = stage_of("quench", "quench", 120); /* from state.restart */
    stage_param_set(&s, "from-T", "0.7");
    stage_param_set(&s, "to-T", "0.1");
    stage_param_set(&s, "rate", "0.5");
    stage_input_add(&s, "state", "before", true, 1);
    assert_int_equal(run(&s), GB_OK);
    struct config *swapped = atoms("before"), *cooled = atoms("quench");
    for (size_t i = 0; i < swapped->n; i++) assert_int_equal(swapped->type[i], cooled->type[i]);
    config_free(swapped);
    config_free(cooled);
    s = swap_of("glass", 2, "5"); /* from glass.dump, with velocities of its own */
    stage_input_add(&s, "glass", "quench", true, 1);
    free(s.input[0].name);
    s.input[0].name = gb_strdup("other");
    assert_int_equal(run(&s), GB_OK);
    struct gb_values v = values("glass");
    assert_true(gb_values_get(&v, "e_diff") < 1e-9);
    gb_values_clear(&v);
}

static void test_refusals(void **state) {
    (void)state;
    struct stage s = swap_of("bad", 1, "5");
    stage_param_set(&s, "T", "0");
    fails(&s, "parameter T='0'; allowed: more than 0");
    s = swap_of("bad", 1, "5");
    stage_param_set(&s, "block-time", "0.2"); /* 40 steps, rows of 50 */
    fails(&s, "block-time='0.2' is 40 steps; allowed: steps that divide thermo-steps='50'");
    s = swap_of("bad", 1, "-1");
    fails(&s, "parameter attempts='-1'; allowed: 0 to 1e6");
    s = swap_of("bad", 1, "5");
    stage_param_set(&s, "atoms", "121");
    fails(&s, "parameter atoms='121', but its input holds 120");
    s = swap_of("bad", 1, "5");
    stage_param_set(&s, "model", "long.xml");
    put("long.xml", "<model name='long' title='t' units='lj'><source>t</source><licence>t</licence>"
                    "<species element='A' mass='1' fraction='0.5'/><species element='B' mass='1' fraction='0.3'/>"
                    "<species element='C' mass='1' fraction='0.2'/><lammps skin='0.3'><command>pair_style lj/cut "
                    "2.5</command><command>pair_coeff * * 1 1</command></lammps></model>");
    fails(&s, "reaches further than half the box");
    s = swap_of("bad", 1, "5");
    stage_param_set(&s, "model", "one.xml");
    put("one.xml", "<model name='one' title='t' units='lj'><source>t</source><licence>t</licence>"
                   "<species element='A' mass='1' fraction='1'/><lammps skin='0.3'><command>pair_style lj/cut "
                   "1.1</command><command>pair_coeff * * 1 1</command></lammps></model>");
    fails(&s, "has one species, nothing to exchange");
}

/* An embedded-atom model has pair tables, too: the total energy gives it away. */
static void test_many_bodies_are_refused(void **state) {
    (void)state;
    static const char cu[] = "2\nLattice=\"20 0 0 0 20 0 0 0 20\" Properties=species:S:1:pos:R:3\n"
                             "Cu 0 0 0\nZr 2.8 0.3 0.2\n";
    char *text = NULL, *path = in_folder("two.xyz");
    if (gb_file_read("potentials/cu-zr-2007.xml", &text, NULL, NULL) != GB_OK ||
        !gb_exists("/usr/share/lammps/potentials"))
        skip();
    put("alloy.xml", text);
    free(text);
    put("two.xyz", cu);
    struct stage s = stage_of("alloy", "swap", 2);
    stage_param_set(&s, "model", "alloy.xml");
    stage_param_set(&s, "T", "500");
    stage_param_set(&s, "time", "0.5");
    stage_param_set(&s, "timestep", "0.002");
    stage_param_set(&s, "block-time", "0.1");
    stage_param_set(&s, "attempts", "5");
    stage_input_add(&s, "glass", path, false, 1);
    free(path);
    fails(&s, "swap Monte Carlo needs pair potentials: LAMMPS's energy of model 'cu-zr-2007'");
}

int main(void) {
    if (!find_worker()) return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_swaps_happen_and_energies_agree),
        cmocka_unit_test(test_cut_off_is_found_in_any_box),
        cmocka_unit_test(test_equilibrium_is_the_same_with_and_without),
        cmocka_unit_test(test_killed_it_resumes_to_the_same_bytes),
        cmocka_unit_test(test_what_follows_knows_the_new_types),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_many_bodies_are_refused),
    };
    int failed = cmocka_run_group_tests(tests, setup, teardown);
    free(worker);
    return failed;
}

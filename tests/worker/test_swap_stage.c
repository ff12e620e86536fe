/* The worker's stage swap with the real LAMMPS: `glassbed-worker run DIR PARTIAL` on stages written by hand. */
#include "atoms/config.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"
#include "base/values.h"
#include "study/stage.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/gb-swap-XXXXXX", *worker;

/* Three repulsive species of unlike masses, whose exchange costs about kT: swaps are accepted often, and a wrong
 * temperature or energy of theirs shows. */
static const char model[] =
    "<model name='soft' title='t' units='lj'><source>test</source><licence>test</licence>"
    "<species element='A' mass='1' fraction='0.5'/><species element='B' mass='3' fraction='0.3'/>"
    "<species element='C' mass='2' fraction='0.2'/><lammps skin='0.3'>"
    "<command>pair_style lj/cut 1.2</command><command>pair_modify shift yes</command>"
    "<command>pair_coeff 1 1 1.0 1.0 1.125</command><command>pair_coeff 1 2 1.0 0.9 1.010216</command>"
    "<command>pair_coeff 1 3 1.0 0.95 1.0625</command><command>pair_coeff 2 2 1.0 0.85 0.954093</command>"
    "<command>pair_coeff 2 3 1.0 0.87 0.976542</command><command>pair_coeff 3 3 1.0 0.9 1.010216</command>"
    "</lammps></model>";

static char *in_folder(const char *name) { return gb_format("%s/%s", folder, name); }

static void put(const char *name, const char *text) {
    char *path = in_folder(name);
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    free(path);
}

/* The caller's; "" when it is not there. */
static char *content(const char *name, const char *file) {
    char *path = gb_format("%s/%s/%s", folder, name, file), *text = NULL;
    if (gb_file_read(path, &text, NULL, NULL) != GB_OK) text = gb_strdup("");
    free(path);
    return text;
}

static bool there(const char *name, const char *file) {
    char *path = gb_format("%s/%s/%s", folder, name, file);
    bool yes = gb_exists(path);
    free(path);
    return yes;
}

/* A stage with the parameters that all have; to be cleared with stage_clear. */
static struct stage stage_of(const char *name, const char *kind, int atoms) {
    struct stage s = {.name = gb_strdup(name), .kind = gb_strdup(kind), .worker = true};
    stage_param_set(&s, "model", "model.xml");
    stage_param_set(&s, "seed", "20");
    stage_param_set(&s, "atoms", "%d", atoms);
    stage_param_set(&s, "npt", "no");
    stage_param_set(&s, "timestep", "0.005");
    stage_param_set(&s, "thermo-steps", "50");
    stage_param_set(&s, "checkpoint-steps", "400");
    return s;
}

static struct stage swap_of(const char *name, double time, const char *attempts) {
    struct stage s = stage_of(name, "swap", 120);
    stage_param_set(&s, "T", "0.7");
    stage_param_double(&s, "time", time);
    stage_param_set(&s, "block-time", "0.05");
    stage_param_set(&s, "attempts", "%s", attempts);
    stage_input_add(&s, "state", "melt", true, 1);
    return s;
}

static pid_t start(struct stage *s) {
    char *dir = in_folder(s->name), *file = gb_format("%s/stage.xml", dir), *out = gb_format("%s/out", dir);
    s->hash = stage_hash(s);
    assert_int_equal(gb_mkdirs(dir, NULL), GB_OK);
    assert_int_equal(stage_write(s, file, NULL, NULL), GB_OK);
    pid_t pid = fork();
    if (pid == 0) {
        int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        dup2(fd, 1);
        dup2(fd, 2);
        execl(worker, worker, "run", folder, dir, (char *)NULL);
        _exit(127);
    }
    free(dir);
    free(file);
    free(out);
    return pid;
}

/* Runs and clears the stage; its exit status. */
static int run(struct stage *s) {
    int status = 0;
    waitpid(start(s), &status, 0);
    stage_clear(s);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void fails(struct stage *s, const char *words) {
    char *name = gb_strdup(s->name);
    assert_int_equal(run(s), GB_EINPUT);
    char *said = content(name, "out");
    if (!strstr(said, words)) print_message("%s", said);
    assert_non_null(strstr(said, words));
    free(said);
    free(name);
}

static struct gb_values values(const char *name) {
    struct gb_values v = {0};
    char *path = gb_format("%s/%s/values.tsv", folder, name);
    assert_int_equal(gb_values_read(&v, path, NULL), GB_OK);
    free(path);
    return v;
}

static struct config *atoms(const char *name) {
    struct config *c;
    char *path = gb_format("%s/%s/glass.dump", folder, name);
    assert_int_equal(config_read(&c, path, -1, NULL, 0, NULL), GB_OK);
    free(path);
    return c;
}

static int setup(void **state) {
    (void)state;
    assert_non_null(mkdtemp(folder));
    put("model.xml", model);
    struct stage s = stage_of("melt", "melt", 120);
    stage_param_set(&s, "density", "1.1");
    stage_param_set(&s, "melt-T", "2");
    stage_param_set(&s, "from-T", "0.7");
    stage_param_set(&s, "melt-time", "5");
    stage_param_set(&s, "equilibrate-time", "10");
    return run(&s);
}

static int teardown(void **state) {
    (void)state;
    return gb_remove_tree(folder, NULL);
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

static void test_killed_it_resumes_to_the_same_bytes(void **state) {
    (void)state;
    static const char *const files[] = {"thermo.tsv", "values.tsv", "glass.dump", "state.restart"};
    struct stage s = swap_of("whole", 20, "5");
    assert_int_equal(run(&s), GB_OK);
    s = swap_of("killed", 20, "5");
    pid_t pid = start(&s);
    for (int k = 0; k < 3000 && !there("killed", "checkpoint.restart"); k++) usleep(1000);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    assert_true(there("killed", "checkpoint.restart"));
    assert_false(there("killed", "values.tsv"));
    assert_int_equal(run(&s), GB_OK);
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        char *whole = gb_format("%s/whole/%s", folder, files[k]), *killed = gb_format("%s/killed/%s", folder, files[k]);
        uint64_t expect = GB_HASH_INIT, found = GB_HASH_INIT;
        assert_int_equal(gb_hash_file(&expect, whole, NULL), GB_OK);
        assert_int_equal(gb_hash_file(&found, killed, NULL), GB_OK);
        assert_true(expect == found);
        free(whole);
        free(killed);
    }
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
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    for (int up = 0; up < 3 && strrchr(self, '/'); up++) *strrchr(self, '/') = '\0';
    worker = gb_format("%s/glassbed-worker", self);
    if (access(worker, X_OK) != 0) {
        printf("SKIP swap stage: %s is not built\n", worker);
        free(worker);
        return 0;
    }
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

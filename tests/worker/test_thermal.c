/* The worker's stages at a temperature with the real LAMMPS: a crystal, whose mean positions, moduli and stress are
 * known without them. */
#include "worker/worker_stage.h"

enum { CELLS = 4, ATOMS = 4 * CELLS * CELLS * CELLS };
static const double T = 0.01, STRESS = 0.6;

static const char lj[] =
    "<model name='lj' title='t' units='lj'><source>test</source><licence>test</licence>"
    "<species element='A' mass='1' fraction='1'/><lammps skin='0.3'>"
    "<command>pair_style lj/smooth/linear 2.5</command><command>pair_coeff 1 1 1.0 1.0 2.5</command></lammps></model>";

/* Fcc; the atoms on the faces vibrate through them. */
static struct config *lattice(double a) {
    static const double basis[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
    struct config *c = config_create(ATOMS, 1);
    for (int k = 0; k < 3; k++) c->box.h[k][k] = a * CELLS;
    for (size_t i = 0; i < ATOMS; i++) {
        const size_t cell[3] = {i / 4 % CELLS, i / 4 / CELLS % CELLS, i / 4 / CELLS / CELLS};
        for (size_t k = 0; k < 3; k++) c->x[3 * i + k] = a * ((double)cell[k] + basis[i % 4][k]);
    }
    return c;
}

static struct stage crystal_stage(const char *name, const char *kind) {
    struct stage s = stage_of(name, kind, ATOMS);
    stage_param_set(&s, "thermo-steps", "100");
    stage_param_set(&s, "observe-steps", "20");
    stage_param_set(&s, "checkpoint-steps", "1000");
    stage_param_double(&s, "T", T);
    stage_param_set(&s, "equilibrate-time", "10");
    stage_param_set(&s, "time", "40");
    stage_param_set(&s, "snapshots", "4");
    stage_input_add(&s, "reference", "rest", true, 1);
    return s;
}

static struct stage load_of(const char *name) {
    struct stage s = crystal_stage(name, "compress-thermal");
    stage_param_set(&s, "axis", "y");
    stage_param_double(&s, "stress", STRESS);
    stage_param_set(&s, "both-signs", "yes");
    stage_input_add(&s, "thermal", "warm", true, 1);
    return s;
}

/* The crystal at rest without pressure, its elastic constants, and it at T. */
static int prepare(void **state) {
    (void)state;
    assert_non_null(mkdtemp(folder));
    put("model.xml", lj);
    struct config *c = lattice(1.56);
    char *path = in_folder("start.dump");
    assert_int_equal(config_write_dump(c, path, 0, NULL, NULL), GB_OK);
    config_free(c);
    struct stage s = stage_of("rest", "reference", ATOMS);
    stage_param_set(&s, "pressure", "0");
    stage_param_set(&s, "relax", "isotropic");
    stage_input_add(&s, "glass", path, false, 1);
    assert_int_equal(run(&s), GB_OK);
    s = stage_of("constants", "elastic", ATOMS);
    stage_param_set(&s, "strain", "5e-4");
    stage_input_add(&s, "reference", "rest", true, 1);
    assert_int_equal(run(&s), GB_OK);
    s = crystal_stage("warm", "thermal");
    assert_int_equal(run(&s), GB_OK);
    free(path);
    return 0;
}

static struct config *read_dump(const char *stage, const char *file) {
    struct config *c;
    char *path = gb_format("%s/%s/%s", folder, stage, file);
    assert_int_equal(config_read(&c, path, -1, NULL, 0, NULL), GB_OK);
    free(path);
    return c;
}

/* rms distance from the lattice in c's own cell, nearest images, common shift taken off. */
static double off_lattice(const struct config *c) {
    struct config *l = lattice(1);
    double sum = 0, d[3 * ATOMS], shift[3] = {0};
    for (size_t i = 0; i < 3 * ATOMS; i++) {
        const double L = c->box.h[i % 3][i % 3], s = (c->x[i] - c->box.origin[i % 3]) / L - l->x[i] / CELLS;
        d[i] = L * (s - round(s));
        shift[i % 3] += d[i] / ATOMS;
    }
    for (size_t i = 0; i < 3 * ATOMS; i++) sum += (d[i] - shift[i % 3]) * (d[i] - shift[i % 3]) / ATOMS;
    config_free(l);
    return sqrt(sum);
}

/* Mean positions are the lattice, within their stated error; snapshots are off it by the rms displacement. */
static void test_mean_positions_of_a_crystal(void **state) {
    (void)state;
    struct gb_values v = values("warm");
    struct config *mean = read_dump("warm", "mean.dump");
    const double rms = gb_values_get(&v, "rms_displacement"), err = gb_values_get(&v, "position_err");
    assert_true(gb_values_get(&v, "frames") == 400);
    assert_true(gb_values_get(&v, "hop_fraction") == 0);
    assert_true(off_lattice(mean) < 2 * err && err < 0.15 * rms);
    for (int k = 1; k <= 4; k++) {
        char *file = gb_format("snapshot-%02d.dump", k);
        struct config *c = read_dump("warm", file);
        assert_true(fabs(off_lattice(c) / rms - 1) < 0.15); /* 768 coordinates, not independent */
        for (int a = 0; a < 3; a++) assert_true(c->box.h[a][a] == mean->box.h[a][a]); /* all in the mean cell */
        config_free(c);
        free(file);
    }
    /* the two halves, in the same cell, average to the whole */
    struct config *one = read_dump("warm", "half-1.dump"), *two = read_dump("warm", "half-2.dump");
    for (size_t i = 0; i < 3 * ATOMS; i++) assert_true(fabs((one->x[i] + two->x[i]) / 2 - mean->x[i]) < 1e-12);
    config_free(one);
    config_free(two);
    config_free(mean);
    gb_values_clear(&v);
}

/* T is the thermostat's; the mean stress is zero within its error on every axis; its kinetic part is, in the mean over
 * axes, -(N-1)kT/V; the potential energy per atom exceeds that at rest by 3/2 kT (N-1)/N, up to anharmonicity; and
 * thermo.tsv, summed by LAMMPS, says the same. */
static void test_state_of_a_crystal(void **state) {
    (void)state;
    static const char *const axis[] = {"xx", "yy", "zz"};
    struct gb_values v = values("warm"), rest = values("rest");
    const double t = gb_values_get(&v, "T"), V = gb_values_get(&v, "volume");
    double kinetic = 0;
    assert_true(fabs(t / T - 1) < 0.01);
    for (int k = 0; k < 3; k++) {
        char name[8], err[12];
        snprintf(name, sizeof name, "s_%s", axis[k]);
        snprintf(err, sizeof err, "s_%s_err", axis[k]);
        const double s = gb_values_get(&v, name);
        assert_true(fabs(s) < fmax(4 * gb_values_get(&v, err), 2e-3));
        name[0] = 'v';
        kinetic += (s - gb_values_get(&v, name)) / 3;
    }
    assert_true(fabs(kinetic * V / ((ATOMS - 1) * t) + 1) < 1e-3);
    const double e = gb_values_get(&v, "e_pot") - gb_values_get(&rest, "e_is");
    assert_true(fabs(e / (1.5 * t * (ATOMS - 1) / ATOMS) - 1) < 0.03);
    struct gb_table *rows;
    char *path = in_folder("warm/thermo.tsv");
    assert_int_equal(gb_table_read(&rows, path, NULL), GB_OK);
    double pot = 0, edge = 0;
    size_t n = 0;
    for (size_t r = 20; r < rows->n_row; r++, n++) { /* rows of the average: after 2000 steps */
        pot += rows->v[r * rows->n_col + gb_table_find(rows, "e_pot")];
        edge += rows->v[r * rows->n_col + gb_table_find(rows, "l_x")];
    }
    assert_int_equal(n, 80);
    assert_true(fabs(pot / 80 - gb_values_get(&v, "e_pot")) < 0.05 * 1.5 * T);
    assert_true(fabs(edge / 80 / gb_values_get(&v, "l_x") - 1) < 2e-5);
    free(path);
    gb_table_free(rows);
    gb_values_clear(&v);
    gb_values_clear(&rest);
}

/* At low T the loads find the modulus and Poisson's ratio of the elastic constants at rest: E = (C11 - C12)(C11 + 2
 * C12)/(C11 + C12), nu = C12/(C11 + C12) along a cube's edge; 3 % for kT = 0.01 epsilon, which softens by about 1 %.
 * The mean stress is that wanted. */
static void test_moduli_of_a_crystal(void **state) {
    (void)state;
    struct stage s = load_of("load");
    assert_int_equal(run(&s), GB_OK);
    struct gb_values v = values("load"), c = values("constants");
    const double C11 = gb_values_get(&c, "C11"), C12 = gb_values_get(&c, "C12");
    const double young = (C11 - C12) * (C11 + 2 * C12) / (C11 + C12), poisson = C12 / (C11 + C12);
    assert_true(fabs(gb_values_get(&v, "young") / young - 1) < 0.03);
    assert_true(fabs(gb_values_get(&v, "poisson") - poisson) < 0.01);
    assert_true(gb_values_get(&v, "young_err") < 0.01 * young && gb_values_get(&v, "poisson_err") < 0.005);
    for (int k = 0; k < 2; k++) {
        static const char *const names[2][4] = {
            {"e_par_plus", "e_perp_plus", "stress_par_plus", "stress_perp_plus"},
            {"e_par_minus", "e_perp_minus", "stress_par_minus", "stress_perp_minus"}};
        const double wanted = k ? STRESS : -STRESS;
        assert_true(fabs(gb_values_get(&v, names[k][0]) / (wanted / young) - 1) < 0.08); /* 4 % of second order */
        assert_true(fabs(gb_values_get(&v, names[k][1]) / (-poisson * wanted / young) - 1) < 0.15);
        assert_true(fabs(gb_values_get(&v, names[k][2]) - wanted) < 0.01 * STRESS);
        assert_true(fabs(gb_values_get(&v, names[k][3])) < 0.005 * STRESS);
        assert_true(fabs(gb_values_get(&v, k ? "creep_minus" : "creep_plus")) < 0.005);
        assert_true(there("load", k ? "minus/snapshot-04.dump" : "plus/mean.dump"));
    }
    assert_false(there("load", "plus/checkpoint.restart"));
    gb_values_clear(&v);
    gb_values_clear(&c);
}

static struct gb_values loaded_at_rest(const char *name, const char *constants) {
    struct stage s = stage_of(name, "compress", ATOMS);
    stage_param_set(&s, "axis", "y");
    stage_param_set(&s, "strain", "0.002");
    stage_param_set(&s, "both-signs", "yes");
    stage_input_add(&s, "reference", "rest", true, 1);
    stage_input_add(&s, "elastic", constants, true, 1);
    assert_int_equal(run(&s), GB_OK);
    return values(name);
}

/* Constants of no stable solid, as measured across a rearrangement, do not lead the search for the sides astray. */
static void test_unstable_constants(void **state) {
    (void)state;
    struct gb_values c = values("constants");
    gb_values_set(&c, "C11", 0.5 * gb_values_get(&c, "C11"), "-");
    gb_values_set(&c, "C13", 1.4 * gb_values_get(&c, "C13"), "-");
    char *dir = in_folder("astray"), *path = gb_format("%s/values.tsv", dir);
    assert_int_equal(gb_mkdirs(dir, NULL), GB_OK);
    assert_int_equal(gb_values_write(&c, "t", path, NULL), GB_OK);
    gb_values_clear(&c);
    struct gb_values good = loaded_at_rest("straight", "constants"), bad = loaded_at_rest("lost", "astray");
    assert_true(gb_values_get(&good, "converged") == 1 && gb_values_get(&bad, "converged") == 1);
    assert_true(fabs(gb_values_get(&bad, "young") / gb_values_get(&good, "young") - 1) < 1e-3);
    assert_true(fabs(gb_values_get(&bad, "poisson") - gb_values_get(&good, "poisson")) < 1e-3);
    gb_values_clear(&good);
    gb_values_clear(&bad);
    free(dir);
    free(path);
}

static struct stage short_thermal(const char *name) {
    struct stage s = crystal_stage(name, "thermal");
    stage_param_set(&s, "equilibrate-time", "1");
    stage_param_set(&s, "time", "15");
    return s;
}

/* Killed while it averages and taken up, byte for byte. */
static void test_resume(void **state) {
    (void)state;
    static const char *const files[] = {"values.tsv",  "mean.dump",  "snapshot-01.dump", "snapshot-04.dump",
                                        "half-1.dump", "blocks.tsv", "thermo.tsv"};
    same_when_killed(short_thermal, sizeof files / sizeof *files, files);
    assert_false(there("killed", "checkpoint.restart"));
}

/* A load killed in its second sign keeps the first. */
static void test_resume_load(void **state) {
    (void)state;
    struct stage s = load_of("cut");
    stage_param_set(&s, "time", "20");
    pid_t pid = start(&s);
    for (int k = 0; k < 60000 && !there("cut", "minus/checkpoint.restart"); k++) usleep(1000);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    assert_true(there("cut", "minus/checkpoint.restart") && there("cut", "plus/values.tsv"));
    put("cut/plus/marker", "kept");
    int status = -1;
    waitpid(start(&s), &status, 0);
    assert_int_equal(status, 0);
    stage_clear(&s);
    assert_true(there("cut", "plus/marker"));
    s = load_of("uncut");
    stage_param_set(&s, "time", "20");
    assert_int_equal(run(&s), GB_OK);
    char *one = content("cut", "values.tsv"), *two = content("uncut", "values.tsv");
    assert_string_equal(one, two);
    free(one);
    free(two);
}

static void test_errors(void **state) {
    (void)state;
    struct stage s = crystal_stage("e1", "thermal");
    stage_param_set(&s, "T", "0");
    fails(&s, "parameter T='0'; allowed: more than 0");
    s = crystal_stage("e2", "thermal");
    stage_param_set(&s, "observe-steps", "30");
    fails(&s, "parameter observe-steps='30'; allowed: a divisor of thermo-steps='100'");
    s = crystal_stage("e3", "thermal");
    stage_param_set(&s, "time", "1");
    fails(&s, "time='1' holds 10 frames of 20 steps, with 4 snapshots; allowed: 20 frames or more");
    s = crystal_stage("e4", "thermal");
    stage_param_set(&s, "time", "2");
    stage_param_set(&s, "snapshots", "11");
    fails(&s, "with 11 snapshots; allowed: 20 frames or more, two or more a snapshot");
    s = load_of("e5");
    stage_param_set(&s, "axis", "w");
    fails(&s, "parameter axis='w' is no axis");
    s = load_of("e6");
    stage_param_set(&s, "stress", "-1");
    fails(&s, "parameter stress='-1'; allowed: more than 0");
}

int main(void) {
    if (!find_worker()) return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mean_positions_of_a_crystal),
        cmocka_unit_test(test_state_of_a_crystal),
        cmocka_unit_test(test_moduli_of_a_crystal),
        cmocka_unit_test(test_unstable_constants),
        cmocka_unit_test(test_resume),
        cmocka_unit_test(test_resume_load),
        cmocka_unit_test(test_errors),
    };
    int rc = cmocka_run_group_tests(tests, prepare, teardown);
    free(worker);
    return rc;
}

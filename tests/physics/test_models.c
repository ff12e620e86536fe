/* Every model glass in LAMMPS: quenched in seconds, its energy at rest against the model's own reference of the rate
 * used here; and tabulated potentials as LAMMPS reads them back, against perfect crystals and the KIM collection.
 *
 * The stages melt, quench and reference as a study runs them, without the study. TEST_MODELS_SEED=n takes another melt
 * and TEST_MODELS_ONLY=name one model: so the references were measured, as means over six or eight seeds. Their
 * tolerances are four times the scatter between seeds or more, since a seed's trajectory differs between machines.
 */
#include "atoms/config.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"
#include "base/values.h"
#include "stage/model.h"
#include "stage/stage.h"
#include "stage/whole.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

extern char **environ;

/* Fast, since seconds must do: */
static const struct protocol {
    double rate;
    int atoms, melt_steps, equilibrate_steps;
} fast_lj = {0.1, 250, 500, 1000}, fast_metal = {1e15, 150, 300, 200};
static char folder[] = "/tmp/gb-models-XXXXXX";
static char *worker;

static int setup(void **state) {
    (void)state;
    char self[4096];
    const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    for (int up = 0; up < 3; up++) self[strrchr(self, '/') - self] = '\0';
    worker = gb_format("%s/glassbed-worker", self);
    setenv("GLASSBED_DATA", ".", 1);
    return mkdtemp(folder) && access(worker, X_OK) == 0 ? 0 : 1;
}

static int teardown(void **state) {
    (void)state;
    free(worker);
    return gb_remove_tree(folder, NULL);
}

/* Stages ------------------------------------------------------------------------------------------------------------
 */

/* The model's folder below `folder`, holding the model as a study's would; the caller's. */
static char *study_folder(const struct model *m, const char *name) {
    struct gb_error err = GB_ERROR_INIT;
    char *dir = gb_format("%s/%s", folder, name), *path = gb_format("%s/model.xml", dir);
    assert_int_equal(gb_mkdirs(dir, NULL), GB_OK);
    if (model_write(m, path, &err) != GB_OK) fail_msg("%s", err.text);
    free(path);
    return dir;
}

static struct stage stage_of(const char *kind) {
    struct stage s = {.name = gb_strdup(kind), .kind = gb_strdup(kind), .worker = true};
    stage_param_set(&s, "model", "model.xml");
    return s;
}

/* Runs the stage in dir/KIND and clears it. */
static void run(struct stage *s, const char *dir) {
    struct gb_error err = GB_ERROR_INIT;
    char *sub = gb_format("%s/%s", dir, s->kind), *path = gb_format("%s/stage.xml", sub);
    char *log = gb_format("%s/worker.out", sub), *text = NULL;
    assert_int_equal(gb_mkdirs(sub, NULL), GB_OK);
    stage_make_whole(s);
    if (stage_write(s, path, NULL, &err) != GB_OK) fail_msg("%s", err.text);
    char *argv[] = {worker, (char *)(uintptr_t) "run", (char *)(uintptr_t)dir, sub, NULL};
    posix_spawn_file_actions_t to;
    posix_spawn_file_actions_init(&to);
    posix_spawn_file_actions_addopen(&to, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_adddup2(&to, 1, 2);
    posix_spawn_file_actions_addopen(&to, 3, "/dev/null", O_WRONLY, 0);
    pid_t pid;
    int status = -1;
    assert_int_equal(posix_spawn(&pid, worker, &to, NULL, argv, environ), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (status != 0) {
        (void)gb_file_read(log, &text, NULL, NULL);
        fail_msg("%s: status %d: %s", sub, status, text ? text : "");
    }
    posix_spawn_file_actions_destroy(&to);
    stage_clear(s);
    free(sub);
    free(path);
    free(log);
}

static const struct protocol *fast(const struct model *m) {
    return strcmp(m->units, "lj") == 0 ? &fast_lj : &fast_metal;
}

static void set_md(struct stage *s, const struct model *m) {
    const char *seed = getenv("TEST_MODELS_SEED");
    stage_param_set(s, "seed", "%s", seed ? seed : "20220415");
    stage_param_set(s, "npt", m->npt ? "yes" : "no");
    stage_param_double(s, "timestep", m->timestep);
    stage_param_double(s, "from-T", m->from_T);
    stage_param_set(s, "atoms", "%d", fast(m)->atoms);
    stage_param_set(s, "checkpoint-steps", "1000000");
    stage_param_set(s, "thermo-steps", "50");
}

/* values.tsv of the reference stage. `glass`: a stage of the folder, or a file (absolute). */
static struct gb_values at_rest(const char *dir, const char *glass, const char *relax) {
    struct stage s = stage_of("reference");
    stage_param_set(&s, "relax", "%s", relax);
    stage_param_set(&s, "pressure", "0");
    stage_input_add(&s, "glass", glass, glass[0] != '/', 0);
    run(&s, dir);
    struct gb_values v = {0};
    struct gb_error err = GB_ERROR_INIT;
    char *path = gb_format("%s/reference/values.tsv", dir);
    if (gb_values_read(&v, path, &err) != GB_OK) fail_msg("%s", err.text);
    free(path);
    return v;
}

/* Glasses -----------------------------------------------------------------------------------------------------------
 */

static void quench(const struct model *m, const char *dir) {
    struct stage s = stage_of("melt");
    set_md(&s, m);
    stage_param_double(&s, "density", m->density);
    stage_param_double(&s, "melt-T", m->melt_T);
    stage_param_double(&s, "melt-time", fast(m)->melt_steps * m->timestep);
    stage_param_double(&s, "equilibrate-time", fast(m)->equilibrate_steps * m->timestep);
    run(&s, dir);
    s = stage_of("quench");
    set_md(&s, m);
    stage_param_double(&s, "to-T", m->to_T);
    stage_param_double(&s, "rate", model_rate_internal(m, fast(m)->rate));
    stage_input_add(&s, "state", "melt", true, 0);
    run(&s, dir);
}

/* The imposed pressure is zero: the enthalpy, from whose lines T_f is had, holds no fluctuating pV. */
static void check_enthalpy(const char *dir) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_table *t;
    char *path = gb_format("%s/quench/thermo.tsv", dir);
    if (gb_table_read(&t, path, &err) != GB_OK) fail_msg("%s", err.text);
    const size_t h = gb_table_find(t, "h"), e = gb_table_find(t, "e_tot");
    assert_true(t->n_row >= 3 && h < t->n_col && e < t->n_col);
    for (size_t i = 0; i < t->n_row; i++) assert_true(*gb_table_at(t, i, h) == *gb_table_at(t, i, e));
    gb_table_free(t);
    free(path);
}

/* A value against the model's own reference of this rate. */
static bool agrees(const struct model *m, const char *quantity, double v) {
    const struct model_reference *r = NULL;
    for (size_t i = 0; i < m->n_reference; i++)
        if (strcmp(m->reference[i].quantity, quantity) == 0 && m->reference[i].rate == fast(m)->rate)
            r = &m->reference[i];
    const bool ok = r && fabs(v - r->value) <= r->tolerance;
    print_message("%-18s %-8s %9.5f, reference %9.5f +- %.3f %s%s\n", m->name, quantity, v, r ? r->value : NAN,
                  r ? r->tolerance : NAN, r ? r->unit : "", ok ? "" : "  DOES NOT HOLD");
    return ok;
}

/* A glass of one model: energy and density at rest within their references' tolerance, at zero pressure. */
static bool holds(const char *name) {
    struct gb_error err = GB_ERROR_INIT;
    struct model *m;
    if (model_read(&m, name, &err) != GB_OK) fail_msg("%s", err.text);
    char *dir = study_folder(m, name);
    quench(m, dir);
    check_enthalpy(dir);
    struct gb_values v = at_rest(dir, "quench", "isotropic");
    bool ok = agrees(m, "e_is", gb_values_get(&v, "e_is"));
    ok = agrees(m, "density", gb_values_get(&v, "density")) && ok;
    ok = fabs(gb_values_get(&v, "pressure")) < 0.1 && ok;
    gb_values_clear(&v);
    model_free(m);
    free(dir);
    return ok;
}

static void every_model(void **state) {
    (void)state;
    const char *only = getenv("TEST_MODELS_ONLY");
    char **names;
    size_t n, bad = 0;
    assert_int_equal(model_list(&names, &n, NULL), GB_OK);
    assert_true(n >= 16);
    for (size_t i = 0; i < n; i++) {
        if (!only || strcmp(only, names[i]) == 0) bad += !holds(names[i]);
        free(names[i]);
    }
    free(names);
    assert_int_equal(bad, 0);
}

/* Tabulated potentials ----------------------------------------------------------------------------------------------
 */

static struct model *model_of(const char *species, const char *forces) {
    struct gb_error err = GB_ERROR_INIT;
    struct model *m;
    char *path = gb_format("%s/m.xml", folder);
    char *text = gb_format("<model name='m' title='t' units='metal'><source>s</source><licence>l</licence>%s%s</model>",
                           species, forces);
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    if (model_read(&m, path, &err) != GB_OK) fail_msg("%s", err.text);
    free(path);
    free(text);
    return m;
}

/* Crystal of orthogonal cells; types alternate by a fixed pattern where there are two. The path is the caller's. */
static char *write_crystal(const double edge[3], const double (*basis)[3], size_t n_basis, int cells, int n_types) {
    const size_t n = (size_t)(cells * cells * cells) * n_basis;
    struct config *c = config_create(n, n_types);
    char *path = gb_format("%s/crystal.dump", folder);
    size_t i = 0;
    for (int a = 0; a < 3; a++) c->box.h[a][a] = cells * edge[a];
    for (int k = 0; k < cells * cells * cells; k++)
        for (size_t b = 0; b < n_basis; b++, i++) {
            const int at[3] = {k % cells, k / cells % cells, k / cells / cells};
            for (int a = 0; a < 3; a++) c->x[3 * i + (size_t)a] = (at[a] + basis[b][a]) * edge[a];
            c->type[i] = 1 + (int)(i * 7 % 5 % (size_t)n_types);
        }
    assert_int_equal(config_write_dump(c, path, 0, NULL, NULL), GB_OK);
    config_free(c);
    return path;
}

static const double fcc[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
static const double hcp[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 5.0 / 6, 0.5}, {0, 1.0 / 3, 0.5}};

/* LAMMPS finds the cohesive energies that were fitted, from the table that a study's folder gets. */
static void crystals(void **state) {
    (void)state;
    static const struct {
        const char *element;
        double mass, d, e;
    } c[] = {{"Cu", 63.546, 2.556162, -3.54}, {"Al", 26.98, 2.863924, -3.58}, {"Zr", 91.224, 3.199978, -6.36}};
    for (size_t i = 0; i < 3; i++) {
        char *species = gb_format("<species element='%s' mass='%g' fraction='1'/>", c[i].element, c[i].mass);
        struct model *m = model_of(species, "<zhou2004/>");
        const double d = c[i].d, a = d * sqrt(2);
        char *file = i == 2 ? write_crystal((double[]){d, d * sqrt(3), d * sqrt(8.0 / 3)}, hcp, 4, 4, 1)
                            : write_crystal((double[]){a, a, a}, fcc, 4, 4, 1);
        char *dir = study_folder(m, c[i].element);
        struct gb_values v = at_rest(dir, file, "isotropic");
        const double volume = gb_values_get(&v, "volume") / gb_values_get(&v, "atoms"), e = gb_values_get(&v, "e_is");
        print_message("%s: %.5f eV, nearest %.4f ang (fitted %.2f, %.4f)\n", c[i].element, e, cbrt(volume * sqrt(2)),
                      c[i].e, d);
        assert_true(fabs(e - c[i].e) < 0.0005);
        assert_true(fabs(cbrt(volume * sqrt(2)) - d) < 0.003 * d);
        gb_values_clear(&v);
        model_free(m);
        free(species);
        free(file);
        free(dir);
    }
}

/* The same alloy, atoms at rest, with our table and with the collection's: energy and pressure. */
static void same_as_kim(void **state) {
    (void)state;
    static const char *const forces[] = {
        "<zhou2004/>",
        "<kim model='EAM_Dynamo_ZhouJohnsonWadley_2004NISTretabulation_CuTa__MO_950828638160_000'/>",
    };
    static const char species[] = "<species element='Cu' mass='63.546' fraction='0.5'/>"
                                  "<species element='Ta' mass='180.95' fraction='0.5'/>";
    char *file = write_crystal((double[]){3.85, 3.8, 3.9}, fcc, 4, 4, 2);
    double e[2], p[2];
    for (int i = 0; i < 2; i++) {
        struct model *m = model_of(species, forces[i]);
        char *dir = study_folder(m, i ? "kim" : "ours");
        struct gb_values v = at_rest(dir, file, "none");
        e[i] = gb_values_get(&v, "e_is"), p[i] = gb_values_get(&v, "pressure");
        gb_values_clear(&v);
        model_free(m);
        free(dir);
    }
    print_message("Cu-Ta: ours %.9f eV %.6f GPa, KIM's %.9f %.6f\n", e[0], p[0], e[1], p[1]);
    assert_true(fabs(e[0] - e[1]) < 1e-6 && fabs(p[0] - p[1]) < 1e-3);
    free(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crystals),
        cmocka_unit_test(same_as_kim),
        cmocka_unit_test(every_model),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

/* The subcommand `synth`, in process: what its folder holds, that the pipeline finds the answer in it, every refusal.
 */
#include "help.h"

#include "command/command.h"

#include "atoms/config.h"
#include "base/table.h"
#include "base/values.h"
#include "base/xml.h"

#include <sys/stat.h>

static char dir[] = "/tmp/glassbed-synth-XXXXXX";

static int run_with(int (*command)(int, char **), const char *name, const char *words) {
    char *copy = gb_format("%s %s", name, words), *argv[64], *save = NULL;
    int argc = 0;
    for (char *w = strtok_r(copy, " ", &save); w && argc < 63; w = strtok_r(NULL, " ", &save)) argv[argc++] = w;
    argv[argc] = NULL;
    fflush(stderr);
    const int saved = dup(2);
    if (!freopen("stderr", "w", stderr)) abort();
    const int rc = command(argc, argv);
    fflush(stderr);
    dup2(saved, 2);
    close(saved);
    free(copy);
    return rc;
}

static char *text_of(const char *path) {
    char *text;
    assert_int_equal(gb_file_read(path, &text, NULL, NULL), GB_OK);
    return text;
}

static void holds(const char *path, const char *part) {
    char *text = text_of(path);
    if (!strstr(text, part)) fail_msg("'%s' not in %s: '%.2000s'", part, path, text);
    free(text);
}

static void made(const char *words) {
    if (run_with(cmd_synth, "synth", words) == GB_OK) return;
    char *text = text_of("stderr");
    fail_msg("synth %s: %s", words, text);
}

static void refused(const char *words, const char *part) {
    assert_int_equal(run_with(cmd_synth, "synth", words), GB_EINPUT);
    holds("stderr", part);
    assert_false(gb_exists("no") || gb_exists("no.partial"));
}

static struct gb_xml_node *truth_of(const char *path) {
    struct gb_xml_node *root;
    struct gb_error err = GB_ERROR_INIT;
    if (gb_xml_read(&root, path, &err) != GB_OK) fail_msg("%s", err.text);
    return root;
}

static double number(const struct gb_xml_node *root, const char *element, const char *name) {
    const struct gb_xml_node *node = gb_xml_child(root, element);
    const char *v = node ? gb_xml_attribute(node, name) : NULL;
    if (!v) fail_msg("no %s of <%s>", name, element);
    return strtod(v, NULL);
}

/* The i-th pipeline of <expected>. */
static double expected(const struct gb_xml_node *root, size_t i, const char *name) {
    const struct gb_xml_node *node = gb_xml_child(root, "expected");
    assert_true(node && i < node->n_children);
    const char *v = gb_xml_attribute(node->child[i], name);
    if (!v) fail_msg("no %s of pipeline %zu", name, i);
    return strtod(v, NULL);
}

/* All that the truth lists is there, and nothing else. */
static void test_folder(void **state) {
    (void)state;
    made("-o set --eps 0.004 --ratio 0.3 --poisson 0.4");
    holds("stderr", "set: eps_inf 0.004, eps_1 0.0028, eps_2 0.0028, ratio 0.3 imposed on analytic glass cu-zr");
    struct gb_xml_node *root = truth_of("set/truth.xml");
    close_to(number(root, "imposed", "eps_inf"), 0.004, 0, "eps_inf");
    close_to(number(root, "imposed", "eps_true"), 0.004, 0, "eps_true");
    close_to(number(root, "imposed", "eps_1"), 0.0028, 1e-12, "eps_1");
    close_to(number(root, "imposed", "eps_2"), 0.0028, 1e-12, "eps_2");
    close_to(number(root, "imposed", "ratio"), 0.3, 1e-9, "ratio");
    close_to(number(root, "imposed", "poisson"), 0.4, 0, "poisson");
    close_to(number(root, "glass", "density_loaded") / number(root, "glass", "density_unloaded"),
             1 / (0.996 * 1.0016 * 1.0016), 1e-12, "density");
    close_to(expected(root, 0, "ratio"), 0.3, 1e-6, "to first order");
    close_to(expected(root, 0, "eps_inf"), 0.004, 1e-8, "to first order");
    close_to(expected(root, 1, "ratio"), 0.3, 0.005, "at finite strain");
    close_to(expected(root, 2, "ratio") - expected(root, 3, "ratio"), 0.3, 0.004, "through the window, less the floor");
    close_to(expected(root, 3, "ratio"), 0, 0.006, "the floor");
    const struct gb_xml_node *files = gb_xml_child(root, "files");
    assert_true(files && files->n_children >= 25);
    for (size_t i = 0; i < files->n_children; i++) {
        char *path = gb_format("set/%s", gb_xml_attribute(files->child[i], "name"));
        if (!gb_exists(path)) fail_msg("%s is listed and not there", path);
        assert_true(*files->child[i]->text);
        free(path);
    }
    gb_xml_free(root);
    assert_false(gb_exists("set.partial"));
}

/* Images: the default Q_max is the detector's full ring in whole steps; the frames are listed. */
static void test_images(void **state) {
    (void)state;
    made("-o frames -q --r-max 20 --image --size 64x64 --pixel 6400 --distance 0.5");
    struct gb_xml_node *root = truth_of("frames/truth.xml");
    close_to(number(root, "detector", "q_full_ring_1_per_ang"), 19.575, 0.01, "full ring");
    close_to(number(root, "experiment", "q_max"), 19.56, 1e-9, "q_max");
    gb_xml_free(root);
    holds("frames/truth.xml", "<file name=\"images/loaded.edf\">");
    assert_true(gb_exists("frames/images/unloaded.edf") && gb_exists("frames/images/detector.poni"));
}

/* What `strain` reads off a file of both states of the folder "again". */
static void reads_back(const char *file, double eps, double eps_1, double ratio) {
    const char *loaded = eps > 0 ? "loaded" : "unloaded", *unloaded = eps > 0 ? "unloaded" : "loaded";
    char *words =
        gb_format("again/%s/%s --unloaded again/%s/%s --poisson 0.36 -o values", loaded, file, unloaded, file);
    assert_int_equal(run_with(cmd_strain, "strain", words), GB_OK);
    free(words);
    struct gb_values v = {0};
    assert_int_equal(gb_values_read(&v, "values", NULL), GB_OK);
    close_to(gb_values_get(&v, "eps_inf") / fabs(eps), 1, 0.01, "eps_inf");
    close_to(gb_values_get(&v, "eps_1") / fabs(eps_1), 1, 0.012, "eps_1");
    close_to(gb_values_get(&v, "eps_2") / fabs(eps_1), 1, 0.012, "eps_2");
    close_to(gb_values_get(&v, "ratio"), ratio, 0.012, "ratio"); /* with the floor of weights and strain */
    gb_values_clear(&v);
}

/* The pipeline on the files: the answer, for phantoms of several kinds. */
static void test_recovered(void **state) {
    (void)state;
    const struct {
        const char *words;
        double eps, eps_1, ratio;
    } all[] = {{"--eps 0.004 --ratio 0.3 --weights number", 0.004, 0.0028, 0.3},
               {"--eps 0.004 --ratio 0 --glass cu-zr-mean --composition Pd40Ni40P20", 0.004, 0.004, 0},
               {"--eps -0.003 --ratio 0.2 --weights neutron --q-max 22", -0.003, -0.0024, 0.2},
               {"--eps 0.003 --profile affine --wavelength 0.124 --q-max 28 --window gaussian", 0.003, 0.003, 0}};
    for (int i = 0; i < 4; i++) {
        char *words = gb_format("-o again --force -q --r-max 24 %s", all[i].words);
        made(words);
        free(words);
        reads_back("g_l0.tsv", all[i].eps, all[i].eps_1, all[i].ratio);
        reads_back("g_sectors.tsv", all[i].eps, all[i].eps_1, all[i].ratio);
        struct gb_xml_node *root = truth_of("again/truth.xml");
        for (size_t k = 0; k < 4; k++) {
            close_to(expected(root, k, "eps_inf") / all[i].eps, 1, 0.01, "eps_inf of truth.xml");
            if (k < 3) close_to(expected(root, k, "ratio"), all[i].ratio, 0.012, "ratio of truth.xml");
        }
        gb_xml_free(root);
    }
}

/* A table of curves against r_nm. */
static void in_nanometres(const char *from, const char *to) {
    struct gb_table *t;
    assert_int_equal(gb_table_read(&t, from, NULL), GB_OK);
    for (size_t i = 0; i < t->n_row; i++) *gb_table_at(t, i, 0) /= 10;
    free(t->name[0]);
    t->name[0] = gb_strdup("r_nm");
    assert_int_equal(gb_table_write(t, to, 12, NULL), GB_OK);
    gb_table_free(t);
}

/* Other sources: curves of our own, a table of eps(r). */
static void test_sources(void **state) {
    (void)state;
    made("-o set --force -q --weights number");
    made("-o curves --force -q --curves set/unloaded/ideal_g_l0.tsv --composition Cu64.5Zr35.5 --weights number");
    in_nanometres("set/unloaded/ideal_g_l0.tsv", "nano.tsv");
    refused("-o no --curves nano.tsv --composition Cu64.5Zr35.5", "not in angstrom (column r_nm): give --density");
    made("-o nano -q --curves nano.tsv --density 0.06292 --composition Cu64.5Zr35.5 --weights number");
    struct gb_xml_node *a = truth_of("set/truth.xml"), *b = truth_of("curves/truth.xml"),
                       *c = truth_of("nano/truth.xml");
    for (size_t i = 0; i < 4; i++) {
        close_to(expected(b, i, "ratio"), expected(a, i, "ratio"), 2e-4, "the same glass from its curves");
        close_to(expected(c, i, "ratio"), expected(b, i, "ratio"), 1e-6, "and from curves against r_nm");
    }
    close_to(number(b, "glass", "density_unloaded"), 0.06292, 1e-9, "density, from the table's header");
    gb_xml_free(a);
    gb_xml_free(b);
    gb_xml_free(c);

    struct gb_table *t = gb_table_create("eps(r)", "r eps");
    for (int i = 0; i < 40; i++) {
        const double r = 1 + 0.25 * i;
        gb_table_add(t, (double[]){r, r < 4 ? 0.002 : r > 5 ? 0.003 : 0.002 + 0.001 * (r - 4)});
    }
    assert_int_equal(gb_table_write(t, "eps.tsv", 9, NULL), GB_OK);
    gb_table_free(t);
    made("-o table --force -q --eps-table eps.tsv --weights number");
    a = truth_of("table/truth.xml");
    close_to(number(a, "imposed", "ratio"), 1.0 / 3, 1e-9, "ratio of the table");
    close_to(expected(a, 0, "ratio"), 1.0 / 3, 0.01, "and what it reads to first order");
    gb_xml_free(a);
}

/* Noise: repeats with its seed; sigma columns; a clean pipeline still listed. */
static void test_noise(void **state) {
    (void)state;
    made("-o n1 --force -q --sector-counts 1e4 --seed 3 --q-step 0.05 --r-max 25");
    made("-o n2 --force -q --sector-counts 1e4 --seed 3 --q-step 0.05 --r-max 25");
    made("-o n3 --force -q --sector-counts 1e4 --seed 4 --q-step 0.05 --r-max 25");
    struct gb_table *t[3];
    const char *const path[] = {"n1/loaded/S_l0.tsv", "n2/loaded/S_l0.tsv", "n3/loaded/S_l0.tsv"};
    for (int i = 0; i < 3; i++) assert_int_equal(gb_table_read(&t[i], path[i], NULL), GB_OK);
    const size_t S20 = gb_table_find(t[0], "S20"), err = gb_table_find(t[0], "S20_err");
    assert_true(S20 != (size_t)-1 && err != (size_t)-1);
    for (size_t k = 0; k < t[0]->n_row; k++) {
        assert_true(*gb_table_at(t[0], k, S20) == *gb_table_at(t[1], k, S20));
        assert_true(*gb_table_at(t[0], k, S20) != *gb_table_at(t[2], k, S20));
        assert_true(*gb_table_at(t[0], k, err) > 0);
    }
    for (int i = 0; i < 3; i++) gb_table_free(t[i]);
    struct gb_xml_node *root = truth_of("n1/truth.xml");
    close_to(number(root, "noise", "sector_counts"), 1e4, 0, "counts");
    gb_xml_free(root);
}

/* A crystal of 864 atoms, shaken; and the same, loaded affinely but for atom 7. */
static void write_atoms(void) {
    enum { CELLS = 6 };
    static const double basis[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
    uint64_t seed = 5;
    struct config *c = config_create(4 * CELLS * CELLS * CELLS, 2);
    c->element = GB_ARRAY(2, char *);
    c->element[0] = gb_strdup("A");
    c->element[1] = gb_strdup("B");
    for (int k = 0; k < 3; k++) c->box.h[k][k] = 1.7 * CELLS;
    for (size_t i = 0; i < c->n; i++) {
        const size_t cell[3] = {i / 4 % CELLS, i / 4 / CELLS % CELLS, i / 4 / CELLS / CELLS};
        c->type[i] = i % 5 ? 1 : 2;
        for (size_t k = 0; k < 3; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const double shake = (double)(seed >> 11) / 9007199254740992.0 - 0.5;
            c->x[3 * i + k] = 1.7 * ((double)cell[k] + basis[i % 4][k] + 0.1 * shake + 0.05);
        }
    }
    assert_int_equal(config_write_dump(c, "before.dump", 0, NULL, NULL), GB_OK);
    const double F[3] = {0.99, 1.0035, 1.0035}; /* along x */
    for (size_t k = 0; k < 3; k++) c->box.h[k][k] *= F[k];
    for (size_t i = 0; i < 3 * c->n; i++) c->x[i] *= F[i % 3];
    c->x[3 * 6 + 1] += 0.05;
    assert_int_equal(config_write_xyz(c, "after.xyz", 0, NULL, NULL), GB_OK);
    for (size_t i = 0; i < 3 * c->n; i++) c->x[i] *= 0.01 * (double)(i % 89); /* other atoms in the same box */
    assert_int_equal(config_write_dump(c, "other.dump", 0, NULL, NULL), GB_OK);
    config_free(c);
}

static void test_atoms(void **state) {
    (void)state;
    write_atoms();
    made("-o atoms --reference before.dump --loaded after.xyz --axis x --scatter A=Ni,B=P --sigma 2.2 --q-min 0.7 "
         "--q-max 20 --fit 4:8");
    holds("stderr", "atoms: eps_true 0.01, of atoms before.dump, after.xyz");
    struct gb_xml_node *root = truth_of("atoms/truth.xml");
    close_to(number(root, "atoms", "e_par"), -0.01, 1e-12, "e_par");
    close_to(number(root, "atoms", "e_perp"), 0.0035, 1e-12, "e_perp");
    close_to(number(root, "atoms", "poisson"), 0.35, 1e-9, "poisson");
    close_to(number(root, "atoms", "eps_true"), 0.01, 1e-12, "eps_true");
    close_to(number(root, "atoms", "bond_strain_radial"), 1, 0.01, "nearly affine");
    close_to(number(root, "atoms", "bond_strain_tangential"), 1, 0.01, "nearly affine");
    assert_true(number(root, "atoms", "d2min_mean") > 0);
    gb_xml_free(root);
    /* In angstrom, with new names; the moved atom stands out. */
    struct config *before, *c;
    assert_int_equal(config_read(&before, "before.dump", -1, NULL, 0, NULL), GB_OK);
    const char *const path[] = {"atoms/atoms/reference.xyz", "atoms/atoms/reference.dump"};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(config_read(&c, path[i], -1, NULL, 0, NULL), GB_OK);
        assert_int_equal(c->n, before->n);
        assert_string_equal(c->element[0], "Ni");
        for (size_t k = 0; k < 3 * c->n; k++) close_to(c->x[k], 2.2 * before->x[k], 1e-12, "position");
        close_to(c->box.h[1][1], 2.2 * before->box.h[1][1], 1e-12, "box");
        config_free(c);
    }
    config_free(before);
    holds("atoms/atoms/loaded.xyz", "Properties=species:S:1:pos:R:3:id:I:1:d2min:R:1:shear_strain:R:1");
    holds("atoms/atoms/loaded.dump", "ITEM: ATOMS id type element x y z d2min shear_strain");
    char *text = NULL;
    assert_int_equal(gb_file_read("atoms/atoms/loaded.dump", &text, NULL, NULL), GB_OK);
    const char *line = strstr(text, "shear_strain");
    for (int id = 1; id <= 7; id++) line = strchr(line, '\n') + 1;
    double d2;
    assert_int_equal(sscanf(line, "7 %*d %*s %*f %*f %*f %lf", &d2), 1);
    assert_true(d2 > 0.002); /* (0.05 * 2.2)^2 = 0.012, less what the best fit takes */
    free(text);
}

/* Curves of a small box: the tables say how far they are known, and defaults follow from that. */
static void test_short(void **state) {
    (void)state;
    made("-o short --reference before.dump --loaded after.xyz --axis x --scatter A=Ni,B=P --sigma 1.6");
    /* half of 10.2 * 0.99 * 1.6 less a quarter */
    holds("stderr", "note: the glass is known up to r = 6.059 ang (its curves end at 8.078, less a taper)");
    holds("stderr", "; --q-min 0.78; --r-max 6.059");
    static const char *const table[] = {"S_l0", "S_sectors", "g_l0", "g_sectors"};
    for (int i = 0; i < 8; i++) {
        char *path = gb_format("short/%s/%s.tsv", i < 4 ? "unloaded" : "loaded", table[i % 4]);
        struct gb_table *t;
        assert_int_equal(gb_table_read(&t, path, NULL), GB_OK);
        const char *r_max = gb_table_meta_get(t, "r-max");
        if (!r_max) fail_msg("%s does not say how far it is known", path);
        close_to(strtod(r_max, NULL), 0.75 * 0.5 * 10.2 * 0.99 * 1.6, 1e-6, path);
        gb_table_free(t);
        free(path);
    }
    struct gb_xml_node *root = truth_of("short/truth.xml");
    close_to(number(root, "expected", "fit_hi"), 0.75 * 0.5 * 10.2 * 0.99 * 1.6, 1e-9, "fit");
    close_to(number(root, "experiment", "r_max"), 6.05, 1e-9, "r_max");
    gb_xml_free(root);
    holds("short/loaded/anipdf/S_chi_5.txt", "# r-max: 6.058");
    assert_int_equal(run_with(cmd_strain, "strain",
                              "short/loaded/S_sectors.tsv --unloaded short/unloaded/S_sectors.tsv --poisson 0.35 --fit "
                              "3:7 -o values"),
                     GB_EINPUT);
    holds("stderr", "its pairs are known up to 6.058");
    made("-o short --force --config before.dump --scatter A=Ni,B=P --sigma 1.6");
    holds("short/loaded/S_sectors.tsv", "# r-max: 6.12 ang\n");
    made("-o short --force -q --r-max 20"); /* analytic: known everywhere */
    char *text = text_of("short/loaded/S_sectors.tsv");
    assert_null(strstr(text, "r-max: "));
    free(text);
}

/* Model atoms as elements, for readers that know nothing else. */
static void test_stand_in(void **state) {
    (void)state;
    assert_int_equal(run_with(cmd_truth, "truth", "before.dump after.xyz --axis x --scatter A=Ni -o t.tsv"), GB_EINPUT);
    holds("stderr", "--scatter does nothing without --atoms");
    assert_int_equal(run_with(cmd_truth, "truth", "before.dump other.dump --axis x --units lj --elements A,B -o t.tsv"),
                     GB_EINPUT);
    holds("stderr", "Are they two states of the same glass");
    assert_int_equal(run_with(cmd_truth, "truth",
                              "before.dump after.xyz --axis x --units lj --atoms as.xyz --scatter B=P,A=Ni -o t.tsv"),
                     GB_OK);
    struct config *before, *c;
    assert_int_equal(config_read(&before, "before.dump", -1, NULL, 0, NULL), GB_OK);
    assert_int_equal(config_read(&c, "as.xyz", -1, NULL, 0, NULL), GB_OK);
    for (size_t i = 0; i < c->n; i++)
        assert_string_equal(c->element[c->type[i] - 1], before->type[i] == 1 ? "Ni" : "P");
    config_free(before);
    config_free(c);
}

static void test_refused(void **state) {
    (void)state;
    refused("", "-o DIR is needed");
    refused("-o .", "-o '.': is not the name of a folder");
    refused("-o /", "-o '/': is not the name of a folder");
    assert_int_equal(mkdir("mine", 0777), 0);
    assert_int_equal(gb_file_write("mine/thesis.tex", "x", 1, NULL), GB_OK);
    refused("-o mine", "-o mine: exists and is not a data set of glassbed synth");
    refused("-o mine --force", "-o mine: exists and is not a data set");
    assert_true(gb_exists("mine/thesis.tex"));
    struct gb_table *t = gb_table_create("g00 of two", "r_sigma g00");
    gb_table_meta(t, "number-density", "1.1 to 1.2 1/sigma^3");
    for (int i = 0; i < 20; i++) gb_table_add(t, (double[]){0.5 + i, i > 0});
    assert_int_equal(gb_table_write(t, "reduced.tsv", 9, NULL), GB_OK);
    gb_table_free(t);
    made("-o kept/ -q --r-max 20");
    made("-o kept// -q --r-max 20 --force");
    refused("-o kept", "-o kept: holds a data set; give another place, or --force");
    const struct {
        const char *words, *part;
    } all[] = {
        {"-o no --eps 0.5", "strains from 0.375 to 0.5: allowed are up to 0.2"},
        {"-o no --profile bumpy", "--profile bumpy: allowed are affine, first-shell, smooth and table"},
        {"-o no --profile table", "--profile table and --eps-table FILE go together"},
        {"-o no --profile affine --ratio 0.2", "--ratio, --switch and --width are of the profiles"},
        {"-o no --eps 0.02 --width 0.002", "folds over itself"},
        {"-o no --eps 0.02 --width 0", "of width 0: both must be above 0"},
        {"-o no --poisson 0.7", "Poisson's ratio 0.7"},
        {"-o no --composition Cu50Xx50", "'Xx' is not an element"},
        {"-o no --composition Zr50Cu50", "--glass cu-zr wants Cu and Zr, in this order"},
        {"-o no --composition Pd40Ni40P20", "glass cu-zr has 2 species, not 3"},
        {"-o no --glass gold", "glass 'gold': known are cu-zr and cu-zr-mean"},
        {"-o no --weights muon", "--weights muon: allowed are xray, neutron and number"},
        {"-o no --q-min 0.02", "--q-min 0.02: curves that reach r = 80 tell S(Q) from 2 pi/r = 0.07854 on"},
        {"-o no --q-max 400 --q-step 0.05", "which hold Q up to pi/dr = 314"},
        {"-o no --q-max 80", "form factors are known up to 75.39"},
        {"-o no --q-max -3", "--q-max -3: must be above 0"},
        {"-o no --q-min 30", "--q-min 30 and --q-max 25: allowed is 0 <= Q_min < Q_max"},
        {"-o no --q-min 25.012 --q-max 25.015", "--q-min 25.012 to --q-max 25.015 are fewer than 12 steps of --q-step"},
        {"-o no --sectors 2", "--sectors 2: allowed are 3 to 360"},
        {"-o no --sector-counts -5", "--sector-counts -5: must be above 0"},
        {"-o no --sector-counts 1e15", "--sector-counts 1e+15: allowed are up to 1e12"},
        {"-o no --sector-counts 100 --density 0.2", "too low there to be real"},
        {"-o no --window hann", "--window hann: allowed are step, lorch and gaussian"},
        {"-o no --wavelength 0.9", "--wavelength 0.9: allowed are above 0, up to 4 pi/Q_max"},
        {"-o no --r-max 0.05", "--r-max 0.05 holds 5 steps of --r-step 0.01"},
        {"-o no --q-step 0.2", "--q-step 0.2: allowed are above 0, up to pi/r-max"},
        {"-o no --fit 6:6.5", "the fit from 6 to 6.5 ang is too short"},
        {"-o no --reference before.dump", "--reference and --loaded go together"},
        {"-o no --reference a --loaded b --config c", "exclude each other"},
        {"-o no --reference a --loaded b --eps 0.1", "--eps is of phantoms"},
        {"-o no --axis x", "--axis is of atoms"},
        {"-o no --smooth 0.1", "--smooth is of the g00 of --config"},
        {"-o no --sigma 2.2", "--sigma is the length unit of files"},
        {"-o no --density -1", "--density -1: must be above 0"},
        {"-o no --curves none.tsv --composition Cu", "none.tsv"},
        {"-o no --curves kept/unloaded/ideal_g_l0.tsv", "--curves needs --composition"},
        {"-o no --curves kept/unloaded/ideal_g_l0.tsv --composition Cu50Ni50", "no column g00_Cu-Ni"},
        {"-o no --curves kept/unloaded/ideal_g_l0.tsv --composition CuZr --sigma 2", "in angstrom (column r_ang)"},
        {"-o no --curves reduced.tsv --composition CuZr", "reduced.tsv: its lengths are in sigma (column r_sigma)"},
        {"-o no --curves reduced.tsv --composition CuZr --sigma 2", "of several configurations, 1.1 to 1.2"},
        {"-o no --config none.xyz", "none.xyz"},
        {"-o no --reference before.dump --loaded after.xyz --axis x --scatter A=Ni,B=P --sigma 2.2 --fit 4:11",
         "--fit 4:11: the glass is known up to 8.33"},
        {"-o no --reference before.dump --loaded after.xyz --axis w", "--axis w: allowed are x, y and z"},
        {"-o no --reference before.dump --loaded after.xyz --scatter A=Ni,B=P --sigma 2.2", "Poisson's ratio"},
        {"-o no --reference before.dump --loaded before.dump --scatter A=Ni,B=P --sigma 2.2",
         "the cell is not strained along z"},
        {"-o no --reference before.dump --loaded after.xyz --axis x --sigma 2.2", "'A' is not an element"},
        {"-o no --reference before.dump --loaded after.xyz --axis x --scatter A=Ni,B=P",
         "before.dump: 0.8142 atoms per cubic angstrom is denser than any solid"},
        {"-o no --config before.dump --scatter A=Ni,B=P", "give --sigma, one of them in angstrom"},
        {"-o no --reference before.dump --loaded other.dump --axis x --scatter A=Ni,B=P --sigma 2.2",
         "Are they two states of the same glass"},
        {"-o no --reference before.dump --loaded after.xyz --scatter A=Ni,A=P", "A is there twice"},
        {"-o no --reference before.dump --loaded after.xyz --scatter A=Ni,B=Xx", "'Xx' is not an element"},
        {"-o no --ratio 1", "--ratio 1: allowed are below 1"},
        {"-o no --ratio 1.5", "--ratio 1.5: allowed are below 1"},
        {"-o no --image --centre 5000,5000", "the beam at 5000,5000 is off the detector of 2048 x 2048 pixels"},
        {"-o no --reference before.dump --loaded after.xyz --scatter A=Ni,C=P", "no type of before.dump is called C"},
        {"-o no --reference before.dump --loaded after.xyz --scatter Ni", "--scatter Ni: expected NAME=ELEMENT"},
        {"-o no --reference before.dump --loaded after.xyz --sigma 2 --composition Ni", "a configuration has its own"},
        {"-o no --distance 0.3", "--distance is of detector images: it needs --image"},
        {"-o no --image --wavelength 0.2", "--wavelength 0.2: the detector's is 0.123984"},
        {"-o no --image --q-max 30", "26.5"},
        {"-o no stray", "unexpected argument 'stray'"},
        {"-o no --rato 0.2", "did you mean --ratio"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) refused(all[i].words, all[i].part);
}

static int enter(void **state) {
    (void)state;
    return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}
static int leave(void **state) {
    (void)state;
    return chdir("/") == 0 ? gb_remove_tree(dir, NULL) : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folder),  cmocka_unit_test(test_images),   cmocka_unit_test(test_recovered),
        cmocka_unit_test(test_sources), cmocka_unit_test(test_noise),    cmocka_unit_test(test_atoms),
        cmocka_unit_test(test_short),   cmocka_unit_test(test_stand_in), cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}

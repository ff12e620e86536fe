/* Model files: the shipped ones, errors by their messages, potential files, the copy for a study's folder. */
#include "help.h"

#include "study/scatterer.h"

static char *put(const char *name, const char *text) {
    char *path = gb_format("%s/%s", folder, name);
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    return path;
}

static struct model *get(const char *name) {
    struct gb_error err = GB_ERROR_INIT;
    struct model *m;
    if (model_read(&m, name, &err) != GB_OK) fail_msg("%s", err.text);
    return m;
}

static void shipped(void **state) {
    (void)state;
    struct model *m = get("kob-andersen");
    assert_string_equal(m->units, "lj");
    assert_int_equal(m->n_species, 2);
    assert_string_equal(m->element[0], "A");
    assert_string_equal(m->scatter_as[1], "P");
    assert_true(m->fraction[0] == 0.8 && m->mass[1] == 1 && m->density == 1.2 && !m->npt && m->timestep == 0.005);
    assert_int_equal(m->n_commands, 4);
    assert_string_equal(m->commands[0], "pair_style lj/smooth/linear 2.5");
    assert_string_equal(m->commands[2], "pair_coeff 1 2 1.5 0.8 2.0");
    assert_string_equal(m->commands[3], "pair_coeff 2 2 0.5 0.88 2.2");
    assert_true(m->n_reference >= 2 && m->reference[0].value == -6.790 && m->reference[0].rate == 1e-2);
    model_free(m);

    m = get("kob-andersen-cut");
    assert_string_equal(m->commands[0], "pair_style lj/cut 2.5");
    assert_string_equal(m->commands[1], "pair_modify shift yes");
    assert_true(m->n_reference > 10 && m->reference[0].value == -7.613 && m->reference[0].tolerance == 0.01);
    assert_true(isnan(m->reference[2].tolerance));
    model_free(m);

    m = get("cu-zr-2009");
    assert_string_equal(m->kim, "EAM_Dynamo_MendelevKramerOtt_2009_CuZr__MO_600021860456_005");
    assert_string_equal(m->doi, "10.1080/14786430902832773");
    assert_true(m->npt && m->fraction[0] == 0.645 && m->n_commands == 0 && m->skin == 1);
    assert_null(m->scatter_as[0]);
    model_free(m);
}

static void names_and_folders(void **state) {
    (void)state;
    char **names;
    size_t n;
    assert_int_equal(model_list(&names, &n, NULL), GB_OK);
    assert_true(n >= 16);
    for (size_t i = 0; i < n; i++) {
        if (i) assert_true(strcmp(names[i - 1], names[i]) < 0);
        model_free(get(names[i])); /* every shipped model can be read */
    }
    for (size_t i = 0; i < n; i++) free(names[i]);
    free(names);
    char *dir = model_data_dir();
    assert_string_equal(dir, ".");
    free(dir);
    model_free(get("potentials/cu-zr-2007.xml"));
}

static void units(void **state) {
    (void)state;
    struct model *lj = get("kob-andersen"), *metal = get("cu-zr-2007");
    assert_string_equal(model_unit(lj, MODEL_LENGTH), "sigma");
    assert_string_equal(model_unit(metal, MODEL_LENGTH), "ang");
    assert_string_equal(model_unit(metal, MODEL_STRESS), "GPa");
    assert_string_equal(model_unit(metal, MODEL_DENSITY), "g/cm^3");
    assert_string_equal(model_unit(metal, MODEL_RATE), "K/s");
    assert_true(model_rate_internal(lj, 0.02385) == 0.02385);
    assert_true(fabs(model_rate_internal(metal, 2.385e12) - 2.385) < 1e-12);
    model_free(lj);
    model_free(metal);
}

/* Kob-Andersen as Ni80P20; a metal as itself; what is missing is named. */
static void scattering(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct scatter s;
    double unit;
    struct model *lj = get("kob-andersen"), *metal = get("cu-zr-2009");
    assert_int_equal(study_scatter(lj, SCATTER_XRAY, NULL, &s, &unit, &err), GB_OK);
    assert_true(unit == 2.2 && s.probe == SCATTER_XRAY && s.n == 2 && s.fraction[0] == 0.8);
    assert_true(s.element[0]->Z == 28 && s.element[1]->Z == 15);
    assert_int_equal(study_scatter(lj, SCATTER_NUMBER, (const double[]){3, 1}, &s, &unit, &err), GB_OK);
    assert_true(s.fraction[0] == 0.75);
    assert_int_equal(study_scatter(metal, SCATTER_NEUTRON, NULL, &s, &unit, &err), GB_OK);
    assert_true(unit == 1 && s.element[0]->Z == 29 && s.element[1]->Z == 40);
    assert_true(fabs(scatter_f(&s, 0, 3) - 7.718) < 1e-9);
    char *note = study_scatter_note(lj);
    assert_string_equal(note, "A scatters as Ni, B as P, sigma = 2.2 angstrom");
    free(note);
    assert_null(study_scatter_note(metal));

    lj->scatter_length = NAN;
    assert_int_equal(study_scatter(lj, SCATTER_XRAY, NULL, &s, &unit, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "kob-andersen.xml: xray weights need the length unit in angstrom; set scatter-"));
    assert_int_equal(study_scatter(lj, SCATTER_NUMBER, NULL, &s, &unit, &err), GB_OK);
    assert_true(isnan(unit));
    free(lj->scatter_as[1]);
    lj->scatter_as[1] = NULL;
    lj->element[1][0] = 'Q';
    assert_int_equal(study_scatter(lj, SCATTER_NEUTRON, NULL, &s, &unit, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "species 'Q' scatters as 'Q', which is not an element"));
    assert_int_equal(study_scatter(lj, SCATTER_NUMBER, NULL, &s, &unit, &err), GB_OK);
    gb_error_clear(&err);
    model_free(lj);
    model_free(metal);
}

#define TOP "<model name='m' title='t' units='lj'><source>s</source><licence>l</licence>\n"
#define AB "<species element='A' mass='1' fraction='0.75'/><species element='B' mass='2' fraction='0.25'/>\n"
#define LJ "<lammps><command>pair_style lj/cut 2.5</command></lammps>\n"
#define END "</model>\n"

static void errors(void **state) {
    (void)state;
    static const struct {
        const char *text, *says;
    } c[] = {
        {"<study name='a'/>", "<study>: is not what this file should start with; allowed: <model>"},
        {TOP AB END, "<model>: has none of <lammps>, <kim> and <zhou2004>; allowed: exactly one"},
        {TOP AB LJ "<kim model='a'/>" END, "has more than one of <lammps>, <kim> and <zhou2004>"},
        {TOP AB LJ "<zhou2004/>" END, "has more than one of"},
        {TOP AB "<zhou2004/>" END, "<zhou2004>: is in angstrom and eV; allowed: units='metal' only"},
        {TOP LJ END, "<model>: holds no <species>"},
        {TOP "<species element='A' mass='1' fraction='0.75'/>" LJ END,
         "fractions of all species sum to 0.75; allowed: 1"},
        {TOP AB "<species element='A' mass='1' fraction='0.5'/>" LJ END, "element='A': is given twice"},
        {TOP "<species element='A' mass='0' fraction='1'/>" LJ END, "mass='0': is out of range"},
        {TOP "<species element='A' mas='1' fraction='1'/>" LJ END, "did you mean 'mass'?"},
        {"<model name='m' title='t' units='real'><source>s</source><licence>l</licence>" AB LJ END,
         "units='real': is unknown"},
        {"<model name='m' title='t' units='lj'><licence>l</licence>" AB LJ END, "holds no <source>"},
        {"<model name='m' title='t' units='lj'><source>s</source>" AB LJ END, "holds no <licence>"},
        {TOP AB "<lammps/>" END, "<lammps>: holds no <command>"},
        {TOP AB "<lammps><command>shell rm x</command></lammps>" END,
         "<command> 'shell rm x': is not a command for this place"},
        {TOP AB "<lammps><command>pair_coeff 1 1 1 1</command></lammps>" END, "pair_style first"},
        {TOP AB "<lammps><command>pair_style lj/cut $(2.5)</command></lammps>" END, "holds one of $"},
        {TOP AB "<lammps><command>pair_style eam\nshell ls</command></lammps>" END, "is not one line of text"},
        {TOP AB "<lammps><command>pair_style eam {x}</command></lammps>" END, "has a { that is not {file:NAME}"},
        {TOP AB LJ "<protocol melt='1' from='2'/>" END, "melt='1': is below from='2'"},
        {TOP AB LJ "<protocol from='1' to='2'/>" END, "from='1': is not above to='2'"},
        {TOP AB LJ "<protocol glass-fit='1 3' liquid-fit='2 4'/>" END, "overlaps liquid-fit"},
        {TOP AB LJ "<measure fit='1 3' r-max='2'/>" END, "fit='1 3': ends beyond r-max='2'"},
        {"<model name='m' title='t' units='metal' scatter-length='2'><source>s</source><licence>l</licence>" AB LJ END,
         "scatter-length='2': has no meaning with units='metal'"},
        {"<model name='m' title='t' units='lj' scatter-length='0'><source>s</source><licence>l</licence>" AB LJ END,
         "scatter-length='0': is out of range"},
        {TOP AB LJ "<reference quantity='e_is' value='x' unit='-'/>" END, "value='x': is not a number"},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct gb_error err = GB_ERROR_INIT;
        struct model *m;
        char *path = put("m.xml", c[i].text), *line = gb_format("%s:", path);
        assert_int_equal(model_read(&m, path, &err), GB_EINPUT);
        assert_null(m);
        if (!strstr(err.text, c[i].says)) fail_msg("'%s' is not in '%s'", c[i].says, err.text);
        if (strncmp(err.text, line, strlen(line)) != 0) fail_msg("no file and line: %s", err.text);
        gb_error_clear(&err);
        free(path);
        free(line);
    }
    struct gb_error err = GB_ERROR_INIT;
    struct model *m;
    assert_int_equal(model_read(&m, "kob", &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "no model 'kob'"));
    assert_int_equal(model_read(&m, "/no/such.xml", &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "/no/such.xml: cannot be read"));
    gb_error_clear(&err);
}

static void optional_defaults(void **state) {
    (void)state;
    char *path = put("m.xml", TOP AB LJ END);
    struct model *m = get(path);
    assert_true(isnan(m->density) && isnan(m->timestep) && isnan(m->melt_T) && isnan(m->glass_lo) && isnan(m->r_max) &&
                isnan(m->fit_hi));
    assert_true(m->skin == 0.3 && !m->npt && m->n_reference == 0);
    model_free(m);
    free(path);
}

/* A potential file beside the model; the copy elsewhere still finds it, and the hash follows its contents. */
static void potential_files(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    char *path = put("m.xml", TOP AB "<!-- {file:other} --><lammps><command>pair_style eam/fs</command>"
                                     "<command>pair_coeff * * {file:x y.eam} A B</command></lammps>" END);
    char *found, *copy = gb_format("%s/copy/model.xml", folder), *copy_dir = gb_format("%s/copy", folder), *text;
    struct model *m = get(path), *m2;
    uint64_t h1, h2, h3;
    assert_int_equal(model_find_file(m, "x y.eam", &found, &err), GB_EINPUT);
    assert_non_null(strstr(
        err.text, "potential file x y.eam: not found beside the model, in $LAMMPS_POTENTIALS or in /usr/share/"));
    assert_int_equal(model_hash(m, &h1, &err), GB_EINPUT);

    char *eam = put("x y.eam", "first");
    assert_int_equal(model_find_file(m, "x y.eam", &found, &err), GB_OK);
    assert_string_equal(found, eam);
    free(found);
    assert_int_equal(model_hash(m, &h1, &err), GB_OK);
    assert_int_equal(gb_mkdirs(copy_dir, NULL), GB_OK);
    assert_int_equal(model_write(m, copy, &err), GB_OK);
    assert_int_equal(gb_file_read(copy, &text, NULL, NULL), GB_OK);
    assert_non_null(strstr(text, "{file:other}")); /* no command's */
    m2 = get(copy);
    char *command = gb_format("pair_coeff * * {file:%s} A B", eam);
    assert_string_equal(m2->commands[1], command);
    assert_int_equal(model_find_file(m2, eam, &found, &err), GB_OK);
    free(found);

    free(eam);
    eam = put("x y.eam", "second");
    assert_int_equal(model_hash(m, &h2, &err), GB_OK);
    assert_true(h1 != h2);
    free(eam);
    eam = put("x y.eam", "first");
    assert_int_equal(model_hash(m, &h3, &err), GB_OK);
    assert_true(h1 == h3);

    /* LAMMPS_POTENTIALS holds several folders. */
    setenv("LAMMPS_POTENTIALS", "/nowhere:configs:", 1);
    assert_int_equal(model_find_file(m, "demo.xml", &found, &err), GB_OK);
    assert_non_null(strstr(found, "/configs/demo.xml"));
    free(found);
    unsetenv("LAMMPS_POTENTIALS");
    model_free(m);
    model_free(m2);
    free(command);
    free(text);
    free(eam);
    free(copy);
    free(copy_dir);
    free(path);
    gb_error_clear(&err);
}

/* Every Lennard-Jones model has the published table (METHODS, "Known answers": Kob and Andersen 1995; with C Parmar,
 * Ozawa and Berthier 2020), cut off at 2.5 sigma of the pair. */
static void lennard_jones_parameters(void **state) {
    (void)state;
    static const double epsilon[3][3] = {{1, 1.5, 1.25}, {1.5, 0.5, 1}, {1.25, 1, 0.75}};
    static const double sigma[3][3] = {{1, 0.8, 0.9}, {0.8, 0.88, 0.84}, {0.9, 0.84, 0.94}};
    char **names;
    size_t n, models = 0;
    assert_int_equal(model_list(&names, &n, NULL), GB_OK);
    for (size_t i = 0; i < n; i++) {
        struct model *m = get(names[i]);
        int pairs = 0;
        for (size_t k = 0; strcmp(m->units, "lj") == 0 && k < m->n_commands; k++) {
            int a, b;
            double e, s, cut;
            if (sscanf(m->commands[k], "pair_coeff %d %d %lf %lf %lf", &a, &b, &e, &s, &cut) != 5) continue;
            assert_true(1 <= a && a <= b && b <= m->n_species);
            if (e != epsilon[a - 1][b - 1] || s != sigma[a - 1][b - 1] || fabs(cut - 2.5 * s) > 1e-12)
                fail_msg("%s: %s", m->name, m->commands[k]);
            pairs++;
        }
        if (pairs) assert_int_equal(pairs, m->n_species * (m->n_species + 1) / 2);
        models += pairs > 0;
        model_free(m);
        free(names[i]);
    }
    free(names);
    assert_true(models >= 6);
}

#define METAL "<model name='m' title='t' units='metal'><source>s</source><licence>l</licence>\n"
#define ZR_CU "<species element='Zr' mass='91.224' fraction='0.75'/><species element='Cu' mass='64' fraction='0.25'/>\n"

static uint64_t hash_of(const char *path) {
    struct gb_error err = GB_ERROR_INIT;
    struct model *m = get(path);
    uint64_t h;
    if (model_hash(m, &h, &err) != GB_OK) fail_msg("%s", err.text);
    model_free(m);
    return h;
}

/* A table is made beside the copy in the study's folder, which may then move; the hash is that of the parameters. */
static void tabulated(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    char *path = put("m.xml", METAL ZR_CU "<zhou2004 skin='0.7'/>" END), *text, *found;
    char *was = gb_format("%s/was", folder), *now = gb_format("%s/now", folder);
    char *written = gb_format("%s/model.xml", was), *moved = gb_format("%s/model.xml", now);
    struct model *m = get(path);
    assert_true(m->zhou && m->skin == 0.7 && m->n_commands == 2 && !m->kim);
    assert_string_equal(m->commands[0], "pair_style eam/alloy");
    assert_string_equal(m->commands[1], "pair_coeff * * {file:zjw2004.eam.alloy} Zr Cu");
    assert_int_equal(gb_mkdirs(was, NULL), GB_OK);
    if (model_write(m, written, &err) != GB_OK) fail_msg("%s", err.text);
    assert_int_equal(rename(was, now), 0);
    struct model *copy = get(moved);
    assert_string_equal(copy->text, m->text);
    assert_int_equal(model_find_file(copy, MODEL_ZHOU_TABLE, &found, &err), GB_OK);
    assert_true(strncmp(found, now, strlen(now)) == 0);
    assert_int_equal(gb_file_read(found, &text, NULL, NULL), GB_OK);
    assert_non_null(strstr(text, "\n2 Zr Cu\n2000 "));
    assert_non_null(strstr(text, "\n40 91.224 4.52545"));
    assert_non_null(strstr(text, "\n29 64 3.61495")); /* masses are the model's */
    assert_true(hash_of(moved) == hash_of(path));
    model_free(copy);

    /* other parameters, beside the model, count and change the hash */
    const uint64_t published = hash_of(path);
    char *ours;
    assert_int_equal(gb_file_read("potentials/zjw2004.tsv", &ours, NULL, NULL), GB_OK);
    char *digit = strstr(strstr(ours, "\nZr\t40\t"), "3.199978");
    digit[0] = '4';
    free(put("zjw2004.tsv", ours));
    assert_true(hash_of(path) != published);
    digit[0] = '3';
    digit = strstr(ours, "\nFe\t26\t");
    digit[1] = 'X';
    free(put("zjw2004.tsv", ours));
    assert_true(hash_of(path) == published); /* of an element that is not in it: nothing changes */
    free(put("zjw2004.tsv", "Cu 1\n"));
    uint64_t h;
    assert_int_equal(model_hash(m, &h, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "zjw2004.tsv: has no parameters of 'Zr'; allowed: Cu; use one of them"));
    gb_error_clear(&err);
    assert_int_equal(model_write(m, written, &err), GB_EINPUT);
    gb_error_clear(&err);
    char *parameters = gb_format("%s/zjw2004.tsv", folder);
    unlink(parameters);
    free(parameters);
    model_free(m);

    free(put("m.xml", METAL ZR_CU "<zhou2004 skin='0.7' taper='0.5'/>" END));
    assert_true(hash_of(path) != published);
    free(put("m.xml", METAL "<species element='Nb' mass='92.9' fraction='1'/><zhou2004/>" END));
    m = get(path);
    assert_int_equal(model_hash(m, &h, &err), GB_EINPUT);
    assert_non_null(
        strstr(err.text, "has no parameters of 'Nb'; allowed: Cu, Ag, Au, Ni, Pd, Pt, Al, Pb, Fe, Mo, Ta, W"));
    gb_error_clear(&err);
    model_free(m);
    free(ours);
    free(text);
    free(found);
    free(written);
    free(moved);
    free(was);
    free(now);
    free(path);
}

/* Looked up by name, a model must be called what its file is called. */
static void wrong_name(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct model *m;
    char *dir = gb_format("%s/potentials", folder);
    assert_int_equal(gb_mkdirs(dir, NULL), GB_OK);
    char *path = put("potentials/other.xml", TOP AB LJ END);
    setenv("GLASSBED_DATA", folder, 1);
    assert_int_equal(model_read(&m, "other", &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "name='m': differs from the file's name; name the model 'other'"));
    setenv("GLASSBED_DATA", ".", 1);
    gb_error_clear(&err);
    free(dir);
    free(path);
}

static void damaged_bytes(void **state) {
    (void)state;
    char *text;
    size_t len;
    assert_int_equal(gb_file_read("potentials/cu-zr-2007.xml", &text, &len, NULL), GB_OK);
    uint64_t x = 88172645463325252u;
    for (int round = 0; round < 500; round++) {
        char *copy = gb_format("%s", text);
        for (int k = 0; k < 1 + round % 3; k++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            copy[(size_t)(x >> 8) % len] = x % 2 ? "<>/='\" {}:$5.-e*"[x >> 40 & 15] : (char)(1 + (x >> 48) % 255);
        }
        char *path = put("damaged.xml", copy);
        struct gb_error err = GB_ERROR_INIT;
        struct model *m;
        uint64_t h;
        int rc = model_read(&m, path, &err);
        assert_true(rc == GB_OK ? m != NULL : rc == GB_EINPUT && !m && err.text);
        if (m) (void)model_hash(m, &h, &err);
        model_free(m);
        gb_error_clear(&err);
        free(path);
        free(copy);
    }
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped),
        cmocka_unit_test(names_and_folders),
        cmocka_unit_test(units),
        cmocka_unit_test(errors),
        cmocka_unit_test(optional_defaults),
        cmocka_unit_test(potential_files),
        cmocka_unit_test(wrong_name),
        cmocka_unit_test(scattering),
        cmocka_unit_test(damaged_bytes),
        cmocka_unit_test(tabulated),
        cmocka_unit_test(lennard_jones_parameters),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

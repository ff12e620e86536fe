/* Species of a model, its pair_coeff and a glass from elsewhere agree, or are refused with what differs. */
#include "help.h"

#include "stage/model.h"

static int read_model(struct model **m, const char *species, const char *commands, struct gb_error *err) {
    char *text = gb_format("<model name='m' title='t' units='metal'><source>own</source><licence>own</licence>%s"
                           "<lammps>%s</lammps><protocol/><measure/></model>",
                           species, commands);
    char *path = in_folder("m.xml");
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    const int rc = model_read(m, path, err);
    free(path);
    free(text);
    return rc;
}

#define CU "<species element='Cu' mass='63.546' fraction='0.5'/>"
#define ZR "<species element='Zr' mass='91.224' fraction='0.5'/>"
#define STYLE(s) "<command>pair_style " s "</command>"
#define COEFF(s) "<command>pair_coeff * * " s "</command>"

static void names(void **state) {
    (void)state;
    static const struct {
        const char *species, *commands, *why; /* NULL: read */
    } c[] = {
        {CU ZR, STYLE("eam/alloy") COEFF("{file:a} Cu Zr"), NULL},
        {CU ZR, STYLE("eam/alloy") COEFF("{file:a} Zr Cu"), "names Zr for type 1, which is Cu"},
        {CU ZR, STYLE("eam/fs/omp") COEFF("{file:a} Cu Al"), "names Al for type 2, which is Zr"},
        {CU ZR, STYLE("eam/fs") COEFF("{file:a} Cu Cu"), "names Cu for type 2"},
        {CU ZR, STYLE("eam/fs") COEFF("{file:a} C Zr"), "names C for type 1"},
        {CU ZR, STYLE("meam") COEFF("{file:library} Cu Zr {file:param} Zr Cu"), "names Zr for type 1"},
        {CU ZR, STYLE("hybrid/overlay eam/fs zbl 1 2") COEFF("eam/fs {file:a} Zr Cu") COEFF("zbl 29 29"),
         "names Zr for type 1"},
        {CU ZR, STYLE("hybrid eam/fs lj/cut 8") COEFF("eam/fs {file:a} Cu NULL"), NULL},
        {CU ZR, STYLE("quip") COEFF("{file:gap.xml} Zr Cu"), "names Zr for type 1"}, /* any style, by its words */
        {CU ZR, STYLE("quip") COEFF("{file:gap.xml} Potential x 29 40"), NULL},
        {CU ZR, STYLE("lj/cut 8") COEFF("1.0 2.5"), NULL},
        {"<species element='Cu1' mass='63.546' fraction='0.5'/><species element='Cu2' mass='63.546' fraction='0.5'/>",
         STYLE("eam/alloy") COEFF("{file:a} Cu Cu"), NULL},
        {"<species element='A' mass='58.7' fraction='0.5' scatter-as='Ni'/>" ZR,
         STYLE("eam/alloy") COEFF("{file:a} Ni Zr"), NULL},
        {"<species element='C' mass='12' fraction='0.5'/>" ZR, STYLE("tersoff") COEFF("{file:a} Cu Zr"),
         "names Cu for type 1, which is C"}};
    for (size_t k = 0; k < sizeof c / sizeof *c; k++) {
        struct gb_error err = GB_ERROR_INIT;
        struct model *m;
        const int rc = read_model(&m, c[k].species, c[k].commands, &err);
        if (c[k].why)
            must_fail(rc, GB_EINPUT, c[k].why, &err);
        else
            must(rc, &err);
        model_free(m);
    }
}

static int read_glass(const struct model *m, const char *text, struct gb_error *err) {
    struct config *c = NULL;
    char *path = in_folder("glass");
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    const int rc = model_read_glass(&c, m, path, err);
    assert_true((c != NULL) == (rc == GB_OK));
    config_free(c);
    free(path);
    return rc;
}

#define GLASS(masses)                                                                                                  \
    "t\n\n1 atoms\n2 atom types\n0 4 xlo xhi\n0 4 ylo yhi\n0 4 zlo zhi\n\nMasses\n\n" masses "\nAtoms\n\n1 2 0 0 0\n"
#define DUMP(units)                                                                                                    \
    units "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 4\n0 4\n0 4\nITEM: ATOMS id "     \
          "type x y z\n"                                                                                               \
          "1 2 0 0 0\n"

static void glasses(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct model *m, *lj;
    must(read_model(&m, CU ZR, STYLE("eam/alloy") COEFF("{file:a} Cu Zr"), &err), &err);
    must(model_read(&lj, "kob-andersen", &err), &err);
    must(read_glass(m, GLASS("1 63.5\n2 91.2\n"), &err), &err);
    must(read_glass(m, GLASS("1 91.2 # Zr\n2 63.5 # Cu\n"), &err), &err);
    must(read_glass(lj, GLASS("1 1\n2 1\n"), &err), &err);
    must_fail(read_glass(m, GLASS("1 91.2\n2 63.5\n"), &err), GB_EINPUT,
              "type 1 has mass 91.2, but Cu, species 1, has 63.546", &err);
    must_fail(read_glass(lj, GLASS("1 63.5\n2 91.2\n"), &err), GB_EINPUT,
              "type 1 has mass 63.5, but A, species 1, has 1", &err);
    must_fail(read_glass(m, GLASS("1 63.5 # Cu\n2 91.2 # Al\n"), &err), GB_EINPUT, "type 2 is named 'Al'", &err);
    must(read_glass(m, DUMP("ITEM: UNITS\nnano\n"), &err), &err);
    must(read_glass(lj, DUMP("ITEM: UNITS\nlj\n"), &err), &err);
    must(read_glass(lj, DUMP(""), &err), &err);
    must_fail(read_glass(m, DUMP("ITEM: UNITS\nlj\n"), &err), GB_EINPUT, "lengths are in sigma, but model 'm'", &err);
    must_fail(read_glass(lj, DUMP("ITEM: UNITS\nmetal\n"), &err), GB_EINPUT, "lengths are in angstrom", &err);
    must_fail(read_glass(m, "1\nLattice=\"0 4 0 0 0 4 4 0 0\"\nCu 0 0 0\n", &err), GB_EINPUT,
              "its box is in general position", &err);
    model_free(m);
    model_free(lj);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(names), cmocka_unit_test(glasses)};
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

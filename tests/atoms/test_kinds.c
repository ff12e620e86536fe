/* Files as people have them: type labels, units, boxes in general position, no ids, no atom style, keys in any case.
 * Each is read to the same atoms as its plain form, or refused with the reason. */
#include "atoms/configs.h"

static const char *const CU_ZR[] = {"Cu", "Zr"};

static void near(double a, double b, double tolerance) {
    if (!(fabs(a - b) <= tolerance)) fail_msg("%.17g is not %.17g", a, b);
}

/* Same atoms: ids, types, names, positions and box. */
static void same(const struct config *a, const struct config *b, double tolerance) {
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->n_types, b->n_types);
    for (size_t i = 0; i < a->n; i++) {
        assert_int_equal(a->id[i], b->id[i]);
        assert_int_equal(a->type[i], b->type[i]);
        for (size_t d = 0; d < 3; d++) near(a->x[3 * i + d], b->x[3 * i + d], tolerance);
    }
    for (int d = 0; d < 3; d++) {
        near(a->box.origin[d], b->box.origin[d], tolerance);
        for (int e = 0; e < 3; e++) near(a->box.h[d][e], b->box.h[d][e], tolerance);
    }
    for (int t = 0; a->element && t < a->n_types; t++) assert_string_equal(a->element[t], b->element[t]);
}

static void reads_as(const char *text, const char *const *elements, int n, const struct config *want) {
    struct config *c = help_good(text, -1, elements, n);
    same(c, want, 1e-12);
    assert_int_equal(c->element != NULL, want->element != NULL);
    config_free(c);
}

/* ---- LAMMPS data ---- */

#define BOX "0 4 xlo xhi\n-1 5 ylo yhi\n1.5 9 zlo zhi\n"
#define HEAD "title\n\n3 atoms\n2 atom types\n" BOX
#define MASSES "\nMasses\n\n1 63.5 # Cu\n2 91.2 # Zr\n"
#define ATOMS "2 2 1.5 2.5 3.5\n1 1 -0.25 0 2\n3 1 3 3 3.125\n"
#define LABELS "\nAtom Type Labels\n\n"

static void test_labels(void **state) {
    (void)state;
    struct config *want = help_good(HEAD MASSES "\nAtoms # atomic\n\n" ATOMS, -1, NULL, 0);
    reads_as(HEAD LABELS "1 Cu\n2 Zr\n\nAtoms # atomic\n\n" ATOMS, NULL, 0, want);
    reads_as(HEAD LABELS "2 Zr\n1 Cu\n\nMasses\n\nZr 91.2\nCu 63.5\n\nPair Coeffs # lj/cut\n\nCu 1 2\nZr lj 3\n\n"
                         "PairIJ Coeffs\n\nCu Zr 1 -2\n\nAtoms # atomic\n\n2 Zr 1.5 2.5 3.5\n1 Cu -0.25 0 2\n"
                         "3 1 3 3 3.125\n\nVelocities\n\n1 0 0 0\n",
             NULL, 0, want);
    struct config *c = help_good(HEAD LABELS "1 Zr\n2 Cu\n\nMasses\n\nCu 63.5\nZr 91.2\n\nAtoms\n\n2 Zr 1.5 2.5 3.5\n"
                                             "1 Cu -0.25 0 2\n3 Cu 3 3 3.125\n",
                                 -1, CU_ZR, 2);
    same(c, want, 0);
    near(c->mass[0], 63.5, 0);
    config_free(c);
    config_free(want);
    help_bad(HEAD LABELS "1 Cu\n2 Cu\n\nAtoms\n\n" ATOMS, -1, NULL, 0, ":12: ", "is there twice");
    help_bad(HEAD LABELS "1 Cu\n2 3a\n\nAtoms\n\n" ATOMS, -1, NULL, 0, ":12: ", "type label '3a'");
    help_bad(HEAD LABELS "1 Cu\n\nAtoms\n\n" ATOMS, -1, NULL, 0, ":13: ", "after 1 of 2 type labels");
    help_bad(HEAD LABELS "1 Cu\n2 Zr\n\nAtoms # atomic\n\n1 Al 0 0 0\n", -1, NULL, 0,
             ":16: ", "type 'Al' is not one of the Atom Type Labels");
}

static void test_styles(void **state) {
    (void)state;
    struct config *want = help_good(HEAD "\nAtoms # atomic\n\n" ATOMS, -1, NULL, 0);
    static const char *const good[] = {
        "Atoms\n\n" ATOMS,
        "Atoms # as the manual says\n\n" ATOMS,
        "Atoms # atomic, wrapped\n\n" ATOMS,
        "Atoms\n\n2 2 1.5 2.5 3.5 0 0 0\n1 1 -0.25 0 2 -1 0 0\n3 1 3 3 3.125 0 0 0\n",
        "Atoms # melt\n\n2 2 0.5 1.5 2.5 3.5\n1 1 -.5 -0.25 0 2\n3 1 0 3 3 3.125\n", /* charge: 0.5 is no type */
        "Atoms\n\n2 0 2 1.5 2.5 3.5\n1 0 1 -0.25 0 2\n3 0 1 3 3 3.125\n",            /* molecular: 0 is no type */
        "Atoms\n\n2 7 2 1.5 2.5 3.5 0 0 0\n1 7 1 -0.25 0 2 0 0 0\n3 7 1 3 3 3.125 0 0 0\n",
        "Atoms # quenched\n\n2 1 2 0.0 1.5 2.5 3.5\n1 1 1 0.0 -0.25 0 2\n3 1 1 0.0 3 3 3.125\n",
        "Atoms\n\n2 1 2 0 1.5 2.5 3.5 0 1 -1\n1 1 1 0 -0.25 0 2 0 0 0\n3 1 1 0 3 3 3.125 0 0 0\n"};
    for (size_t k = 0; k < sizeof good / sizeof *good; k++) {
        char *text = gb_format(HEAD "\n%s", good[k]);
        reads_as(text, NULL, 0, want);
        free(text);
    }
    config_free(want);
    help_bad(HEAD "\nAtoms\n\n2 2 1 1.5 2.5 3.5\n", -1, NULL, 0, ":11: ", "may be style charge");
    help_bad(HEAD "\nAtoms # ours\n\n2 2 1 1.5 2.5 3.5 1 2 3 4 5\n", -1, NULL, 0, ":11: ", "11 columns; style atomic");
    help_bad(HEAD "\nAtoms # hybrid sphere\n\n" ATOMS, -1, NULL, 0, ":9: ", "atom style 'hybrid sphere'; allowed");
}

static void test_names_in_comments(void **state) {
    (void)state;
    static const char *const comment[] = {"(Cu)", "[Cu]", "Cu, copper", "\"Cu\"", "Cu"};
    for (int k = 0; k < 5; k++) {
        char *text = gb_format(HEAD "\nMasses\n\n1 63.5 # %s \n2 91.2 # (Zr)\n\nAtoms\n\n" ATOMS, comment[k]);
        struct config *c = help_good(text, -1, NULL, 0);
        assert_string_equal(c->element[0], "Cu");
        assert_string_equal(c->element[1], "Zr");
        config_free(c);
        free(text);
    }
}

static int with_masses(const char *masses, double a, double b, struct gb_error *err) {
    const double mass[] = {a, b};
    const struct config_species species = {2, CU_ZR, mass};
    struct config *c = NULL;
    char *path = help_path("mass"), *text = gb_format(HEAD "\nMasses\n\n%s\nAtoms\n\n" ATOMS, masses);
    help_write(path, text, strlen(text));
    const int rc = config_read_as(&c, path, -1, &species, err);
    unlink(path);
    free(path);
    free(text);
    config_free(c);
    return rc;
}

/* Masses that say that the types are others. */
static void test_masses(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(with_masses("1 91.2\n2 63.5\n", 63.546, 91.224, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "type 1 has mass 91.2, but Cu, species 1, has 63.546"));
    gb_error_clear(&err);
    assert_int_equal(with_masses("1 63.5\n2 91.2\n", 63.546, 93.2, &err), GB_EINPUT); /* 2.1 % */
    assert_non_null(strstr(err.text, "type 2 has mass 91.2, but Zr, species 2, has 93.2"));
    gb_error_clear(&err);
    assert_int_equal(with_masses("1 63.5\n2 91.2\n", 63.546, 91.224, NULL), GB_OK);
    assert_int_equal(with_masses("1 91.2\n2 63.5\n", NAN, NAN, NULL), GB_OK);                 /* not known */
    assert_int_equal(with_masses("1 91.2 # Zr\n2 63.5 # Cu\n", 63.546, 91.224, NULL), GB_OK); /* by name */
    assert_int_equal(with_masses("1 63.5 # Zr\n2 91.2 # Cu\n", 63.546, 91.224, NULL), GB_EINPUT);
    assert_int_equal(with_masses("1 1\n2 1.0\n", 63.546, 91.224, NULL), GB_OK); /* reduced units */
}

/* ---- LAMMPS dump ---- */

#define FRAME "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n3\n"
#define BOUNDS "ITEM: BOX BOUNDS pp pp pp\n0 4\n-1 5\n1.5 9\n"
#define LABELLED "2 Zr 1.5 2.5 3.5\n1 Cu -0.25 0 2\n3 Cu 3 3 3.125\n"

static void test_dump_names(void **state) {
    (void)state;
    struct config *want = help_good(FRAME BOUNDS "ITEM: ATOMS id type element x y z\n2 2 Zr 1.5 2.5 3.5\n"
                                                 "1 1 Cu -0.25 0 2\n3 1 Cu 3 3 3.125\n",
                                    -1, CU_ZR, 2);
    reads_as(FRAME BOUNDS "ITEM: ATOMS id type x y z\n" LABELLED, CU_ZR, 2, want);
    reads_as(FRAME BOUNDS "ITEM: ATOMS id typelabel x y z\n" LABELLED, CU_ZR, 2, want);
    reads_as(FRAME BOUNDS
             "ITEM: ATOMS typelabel id type x y z\nZr 2 2 1.5 2.5 3.5\nCu 1 1 -0.25 0 2\nCu 3 1 3 3 3.125\n",
             NULL, 0, want);
    struct config *c =
        help_good(FRAME BOUNDS "ITEM: ATOMS element x y z\nCu -0.25 0 2\nZr 1.5 2.5 3.5\nCu 3 3 3.125\n", -1, NULL, 0);
    same(c, want, 0); /* by line */
    assert_true(c->by_line);
    assert_false(want->by_line);
    config_free(c);
    config_free(want);
}

/* Said once, for both frames; positions and scaled ones. */
static char *dump_in(const char *style, double ang, bool scaled) {
    const double a = 4 / ang, t = 0.5 / ang, x = scaled ? 0.25 : 1.25 / ang;
    return gb_format("ITEM: UNITS\n%s\n" FRAME "ITEM: BOX BOUNDS pp pp pp\n0 1\n0 1\n0 1\nITEM: ATOMS id type x y z\n"
                     "1 1 0 0 0\n2 1 0 0 0\n3 1 0 0 0\n" FRAME "ITEM: BOX BOUNDS xy xz yz pp pp pp\n"
                     "0 %.17g %.17g\n0 %.17g 0\n%.17g %.17g 0\nITEM: ATOMS id type %s\n"
                     "1 1 %.17g 0 0\n2 1 0 0 %.17g\n3 1 0 0 0\n",
                     style, a + t, t, a, -a, a, scaled ? "xs ys zs" : "x y z", x, x);
}

static void test_units(void **state) {
    (void)state;
    static const struct {
        const char *style;
        double ang;
    } unit[] = {{"metal", 1}, {"real", 1}, {"electron", 0.529177210903}, {"nano", 10}, {"micro", 1e4}, {"cgs", 1e8},
                {"si", 1e10}, {"lj", 1}};
    for (size_t k = 0; k < 2 * sizeof unit / sizeof *unit; k++) {
        const bool scaled = k % 2, lj = strcmp(unit[k / 2].style, "lj") == 0;
        char *text = dump_in(unit[k / 2].style, unit[k / 2].ang, scaled);
        struct config *c = help_good(text, -1, NULL, 0);
        near(c->box.h[0][0], 4, 1e-12);
        near(c->box.h[0][1], 0.5, 1e-12);
        near(c->box.h[2][2], 8, 1e-12);
        near(c->box.origin[2], -4, 1e-12);
        near(c->x[0], scaled ? 1 : 1.25, 1e-12);
        near(c->x[5], scaled ? -2 : 1.25, 1e-12);
        assert_int_equal(c->length, lj ? CONFIG_LENGTH_SIGMA : CONFIG_LENGTH_ANGSTROM);
        assert_int_equal(c->notes != NULL, unit[k / 2].ang != 1);
        config_free(c);
        free(text);
    }
    char *text = dump_in("furlong", 1, false); /* wrong for every frame, whichever is asked for */
    help_bad(text, 1, NULL, 0, ":2: ", "units 'furlong'; allowed: lj, metal");
    free(text);
}

/* ---- boxes in general position ---- */

struct turned {
    struct gb_text dump, data, xyz;
};

/* A box and its atoms, turned by R about the origin, in each format. */
static struct turned turn(const struct config *c, double R[3][3]) {
    struct turned t = {0};
    double v[3][3], o[3] = {0};
    for (int a = 0; a < 3; a++)
        for (int d = 0; d < 3; d++) {
            o[a] += R[a][d] * c->box.origin[d];
            v[d][a] = R[a][0] * c->box.h[0][d] + R[a][1] * c->box.h[1][d] + R[a][2] * c->box.h[2][d];
        }
    gb_text_add(&t.dump, "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n%zu\nITEM: BOX BOUNDS abc origin pp pp pp\n", c->n);
    gb_text_add(&t.data, "t\n\n%zu atoms\n2 atom types\n", c->n);
    gb_text_add(&t.xyz, "%zu\npbc=\"T T T\" types=\"1 2\" Origin=\"%.17g %.17g %.17g\" Lattice=\"", c->n, o[0], o[1],
                o[2]);
    for (int k = 0; k < 3; k++) {
        gb_text_add(&t.dump, "%.17g %.17g %.17g %.17g\n", v[k][0], v[k][1], v[k][2], o[k]);
        gb_text_add(&t.data, "%.17g %.17g %.17g %cvec\n", v[k][0], v[k][1], v[k][2], "abc"[k]);
        gb_text_add(&t.xyz, "%.17g %.17g %.17g ", v[k][0], v[k][1], v[k][2]);
    }
    gb_text_add(&t.dump, "ITEM: ATOMS id type x y z\n");
    gb_text_add(&t.data, "%.17g %.17g %.17g abc origin\n\nAtoms # atomic\n\n", o[0], o[1], o[2]);
    gb_text_add(&t.xyz, "\"\n");
    for (size_t i = 0; i < c->n; i++) {
        const double *x = c->x + 3 * i;
        double y[3];
        for (int a = 0; a < 3; a++) y[a] = R[a][0] * x[0] + R[a][1] * x[1] + R[a][2] * x[2];
        gb_text_add(&t.dump, "%zu %d %.17g %.17g %.17g\n", i + 1, c->type[i], y[0], y[1], y[2]);
        gb_text_add(&t.data, "%zu %d %.17g %.17g %.17g\n", i + 1, c->type[i], y[0], y[1], y[2]);
        gb_text_add(&t.xyz, "%d %.17g %.17g %.17g\n", c->type[i], y[0], y[1], y[2]);
    }
    return t;
}

/* Written as it came, in both formats. */
static void writes_back(const struct config *t) {
    for (int how = 0; how < 2; how++) {
        char *path = help_path("back");
        struct config *again;
        assert_int_equal((how ? config_write_dump : config_write_xyz)(t, path, 0, NULL, NULL), GB_OK);
        assert_int_equal(config_read(&again, path, -1, NULL, 0, NULL), GB_OK);
        same(again, t, 1e-12);
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++) near(again->frame[a][b], t->frame[a][b], 1e-12);
        config_free(again);
        unlink(path);
        free(path);
    }
}

static void test_turned(void **state) {
    (void)state;
    double R[3][3] = {{0.8, 0.36, -0.48}, {-0.6, 0.48, -0.64}, {0, 0.8, 0.6}}; /* v_file = R v */
    const double edge[3] = {5, 6, 7}, tilt[3] = {0.3, -0.2, 0.1};
    uint64_t seed = 7;
    struct config *c = help_config(9, 2, edge, tilt, &seed);
    struct turned all = turn(c, R);
    const char *const text[] = {all.dump.s, all.data.s, all.xyz.s};
    for (int k = 0; k < 3; k++) {
        struct config *t = help_good(text[k], -1, NULL, 0);
        same(t, c, 1e-12);
        assert_true(t->rotated);
        assert_non_null(strstr(t->notes, "turned by"));
        const double z[3] = {R[0][2], R[1][2], R[2][2]}; /* where the file has our z */
        double back[3];
        config_to_box(t, z, back);
        near(back[0], 0, 1e-14);
        near(back[1], 0, 1e-14);
        near(back[2], 1, 1e-14);
        writes_back(t);
        config_free(t);
    }
    free(all.dump.s);
    free(all.data.s);
    free(all.xyz.s);
    config_free(c);
}

static void test_turned_faults(void **state) {
    (void)state;
    /* rounding is taken out without a word */
    struct config *c = help_good("1\nLattice=\"4 1e-7 0 0 5 0 0 0 6\"\nCu 1 2 3\n", -1, NULL, 0);
    assert_false(c->rotated);
    assert_null(c->notes);
    near(c->x[0], 1 + 2 * 2.5e-8, 1e-12);
    config_free(c);
    help_bad("1\nLattice=\"0 4 0 4 0 0 0 0 4\"\nCu 0 0 0\n", -1, NULL, 0, ":2: ", "a right-handed set");
    help_bad("1\nLattice=\"1 1 0 2 2 0 0 0 4\"\nCu 0 0 0\n", -1, NULL, 0, ":2: ", "span a volume of 0");
    help_bad("t\n1 atoms\n1 atom types\n1 0 0 avec\n0 1 0 bvec\nAtoms\n\n1 1 0 0 0\n", -1, NULL, 0,
             ":6: ", "without a line 'X Y Z cvec'");
    help_bad("t\n1 atoms\n1 atom types\n" BOX "1 0 0 avec\n0 1 0 bvec\n0 0 1 cvec\nAtoms\n\n1 1 0 0 0\n", -1, NULL, 0,
             ":10: ", "gives the box twice");
}

/* ---- extended XYZ ---- */

#define LATTICE "Lattice=\"4 0 0 0 5 0 0 0 6\""
#define TWO_NAMED "Cu 1 2 3\nZr 0 1 2.5\n"
#define TWO_NUMBERED "29 1 2 3\n40 0 1 2.5\n"

static void test_xyz_keys(void **state) {
    (void)state;
    struct config *want = help_good("2\n" LATTICE "\n" TWO_NAMED, -1, NULL, 0);
    static const char *const good[] = {
        "2\npbc=[T, T, T] virial=[[1.0, 0.1], [Lattice=, 2]] " LATTICE "\n" TWO_NAMED,
        "2\nLATTICE=\"4 0 0 0 5 0 0 0 6\" PBC=\"t True 1\" properties=Species:S:1:Pos:R:3\n" TWO_NAMED,
        "2\nlattice = [[4, 0, 0], [0, 5, 0], [0, 0, 6]] pbc = {T T T}\n" TWO_NAMED,
        "2\nlattice=\"1 0 0 0 1 0 0 0 1\" " LATTICE "\n" TWO_NAMED, /* as written first */
        "2\n2 atoms of a glass; " LATTICE "\n" TWO_NAMED,
        "2\n\"2 atoms\" note='it is \"long\"' Properties=pos:R:3:Z:I:1 " LATTICE "\n1 2 3 29\n0 1 2.5 40\n",
        "2\nProperties=species:S:1:pos:R:3 " LATTICE "\n" TWO_NUMBERED,
        "2\nProperties=numbers:I:1:pos:R:3 " LATTICE "\n" TWO_NUMBERED};
    for (size_t k = 0; k < sizeof good / sizeof *good; k++) {
        reads_as(good[k], NULL, 0, want);
        reads_as(good[k], CU_ZR, 2, want);
    }
    config_free(want);
    help_bad("1\npbc=[T, F, T] " LATTICE "\nCu 0 0 0\n", -1, NULL, 0, ":2: ", "pbc=\"T  F  T\"; allowed");
    help_bad("2\nProperties=species:S:1:pos:R:3 " LATTICE "\n29 1 2 3\n13 0 1 2.5\n", -1, CU_ZR, 2,
             ":4: ", "unknown species 'Al'");
}

/* Numbers stay type numbers where they can be. */
static void test_xyz_numbers(void **state) {
    (void)state;
    struct config *c = help_good("2\n" LATTICE "\n1 0 0 0\n6 1 1 1\n", -1, NULL, 0);
    assert_int_equal(c->n_types, 6);
    assert_null(c->element);
    config_free(c);
    c = help_good("2\n" LATTICE "\n13 0 0 0\n7 1 1 1\n", -1, NULL, 0);
    assert_int_equal(c->n_types, 2);
    assert_string_equal(c->element[0], "Al"); /* by first appearance */
    assert_int_equal(c->type[1], 2);
    config_free(c);
    c = help_good("2\n" LATTICE "\n2 0 0 0\n1 1 1 1\n", -1, CU_ZR, 2);
    assert_int_equal(c->type[0], 2);
    config_free(c);
    c = help_good("1\n" LATTICE " types=\"1 2 3 4 5 6 7\"\n7 0 0 0\n", -1, NULL, 0);
    assert_int_equal(c->n_types, 7);
    config_free(c);
}

/* Names that are no elements are kept beside elements that ASE knows. */
static void test_xyz_kinds(void **state) {
    (void)state;
    static const char *const stand_in[] = {"Ni", "P"};
    struct config *c = config_create(2, 2), *back;
    c->type[1] = 2;
    c->element = GB_ARRAY(2, char *);
    c->element[0] = gb_strdup("A");
    c->element[1] = gb_strdup("B");
    char *path = help_path("kinds"), line[256];
    for (int how = 0; how < 2; how++) {
        assert_int_equal(config_write_xyz_as(c, how ? stand_in : NULL, path, 0, NULL, NULL), GB_OK);
        FILE *f = fopen(path, "r");
        for (int k = 0; k < 3; k++) assert_non_null(fgets(line, sizeof line, f));
        assert_string_equal(line, how ? "Ni 0 0 0 1 A\n" : "X 0 0 0 1 A\n");
        assert_non_null(fgets(line, sizeof line, f));
        assert_string_equal(line, how ? "P 0 0 0 2 B\n" : "X 0 0 0 2 B\n"); /* no boron */
        fclose(f);
        assert_int_equal(config_read(&back, path, -1, NULL, 0, NULL), GB_OK);
        same(back, c, 0);
        config_free(back);
    }
    unlink(path);
    free(path);
    config_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_labels),
                                       cmocka_unit_test(test_styles),
                                       cmocka_unit_test(test_names_in_comments),
                                       cmocka_unit_test(test_masses),
                                       cmocka_unit_test(test_dump_names),
                                       cmocka_unit_test(test_units),
                                       cmocka_unit_test(test_turned),
                                       cmocka_unit_test(test_turned_faults),
                                       cmocka_unit_test(test_xyz_keys),
                                       cmocka_unit_test(test_xyz_numbers),
                                       cmocka_unit_test(test_xyz_kinds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

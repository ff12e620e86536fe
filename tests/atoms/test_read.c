/* Readers: files as people have them, and every fault by its message. */
#include "atoms/configs.h"

#include <zlib.h>

static const char *const CU_ZR[] = {"Cu", "Zr"}, *const ZR_CU[] = {"Zr", "Cu"}, *const NI_ZR[] = {"Ni", "Zr"};

static void near(double a, double b) { assert_true(fabs(a - b) < 1e-12); }

/* ---- data ---- */

#define HEAD "title\n\n3 atoms\n2 atom types\n0 4 xlo xhi\n-1 5 ylo yhi\n1.5 9 zlo zhi\n"
#define ATOMS "\nAtoms # atomic\n\n2 2 1.5 2.5 3.5\n1 1 -3.46092097E-02 0 2\n3 1 3 3 3\n"

static void test_data(void **state) {
    (void)state;
    struct config *c = help_good(HEAD ATOMS, -1, NULL, 0);
    assert_int_equal(c->n, 3);
    assert_int_equal(c->n_types, 2);
    near(c->box.h[1][1], 6);
    near(c->box.origin[2], 1.5);
    assert_true(c->x[0] == -3.46092097E-02); /* sorted by id */
    assert_int_equal(c->id[1], 2);
    assert_int_equal(c->type[1], 2);
    near(c->x[5], 3.5);
    assert_null(c->mass);
    assert_null(c->element);
    assert_true(box_is_orthogonal(&c->box));
    config_free(c);
}

/* Free order, comments, tabs, CR LF, blank lines and trailing blanks, image flags, other sections, no last newline. */
static void test_data_as_found(void **state) {
    (void)state;
    struct config *c = help_good(" Position data   \r\n"
                                 "   -1 1   zlo zhi  # z\r\n"
                                 "\t2 atom types\r\n"
                                 "0.5 -0.25 0.125 xy xz yz\n"
                                 "0 bonds\n1 bond types\n2 extra bond per atom\n"
                                 "  0 2 xlo xhi\n#comment\n 0 3 ylo yhi \n     2 atoms\n\n"
                                 " Masses # ours\n\n 2 91.224 # Zr\n\n# between\n1 63.546 # Cu copper\n\n"
                                 "Pair Coeffs # lj/cut\n\n1 1 1\n2 lj/cut 0.5 0.88\n\n"
                                 " Atoms   #   full  \n\n"
                                 "7 1 2 -0.5 0.1 0.2 0.3 0 -1 2 # the second\n"
                                 " 5\t1 1 0.5 1.1 1.2 -0.3 0 0 0   \n\n"
                                 "Velocities\n\n5 1 2 3\n7 1 2 3\n\nBonds\n\n1 1 5 7",
                                 0, NULL, 0);
    assert_int_equal(c->n, 2);
    assert_int_equal(c->id[0], 5);
    assert_int_equal(c->id[1], 7);
    assert_int_equal(c->type[1], 2);
    near(c->x[3], 0.1);
    near(c->x[2], -0.3);
    near(c->mass[0], 63.546);
    near(c->mass[1], 91.224);
    assert_string_equal(c->element[0], "Cu");
    assert_string_equal(c->element[1], "Zr");
    near(c->box.h[0][1], 0.5);
    near(c->box.h[0][2], -0.25);
    near(c->box.h[1][2], 0.125);
    config_free(c);
    static const char *const style[] = {"atomic", "charge", "bond", "angle", "molecular", "full"},
                             *const line[] = {"1 1", "1 1 0.5", "1 9 1", "1 9 1", "1 9 1", "1 9 1 0.5"};
    for (int k = 0; k < 6; k++) {
        char *text =
            gb_format("t\n1 atoms\n1 atom types\n0 1 xlo xhi\n0 1 ylo yhi\n0 1 zlo zhi\nAtoms # %s\n\n%s .1 .2 .3\n",
                      style[k], line[k]);
        c = help_good(text, -1, NULL, 0);
        assert_int_equal(c->type[0], 1);
        near(c->x[0], 0.1);
        near(c->x[2], 0.3);
        config_free(c);
        free(text);
    }
}

#define NAMED HEAD "\nMasses\n\n1 63.5 # Cu\n2 91.2 # Zr\n" ATOMS

static void test_data_elements(void **state) {
    (void)state;
    struct config *c = help_good(NAMED, -1, ZR_CU, 2); /* by name: the numbers change */
    assert_int_equal(c->type[0], 2);
    assert_int_equal(c->type[1], 1);
    near(c->mass[0], 91.2);
    assert_string_equal(c->element[0], "Zr");
    config_free(c);
    c = help_good(HEAD ATOMS, -1, ZR_CU, 2); /* no names in the file: its numbers stand */
    assert_int_equal(c->type[0], 1);
    assert_string_equal(c->element[0], "Zr");
    config_free(c);
    static const char *const three[] = {"Al", "Cu", "Zr"};
    c = help_good(NAMED, -1, three, 3);
    assert_int_equal(c->n_types, 3);
    assert_int_equal(c->type[0], 2);
    assert_null(c->mass); /* nobody said what Al weighs */
    config_free(c);
    help_bad(NAMED, -1, NI_ZR, 2, ": ", "type 1 is named 'Cu'; allowed: Ni Zr");
    help_bad(HEAD ATOMS, -1, CU_ZR, 1, ": ", "has 2 atom types; allowed: at most 1 (Cu)");
}

static void test_data_faults(void **state) {
    (void)state;
    help_bad("", -1, NULL, 0, ": ", "is empty");
    help_bad("hello\nworld\n", -1, NULL, 0, ": ", "format not recognised");
    help_bad(HEAD, -1, NULL, 0, ":7: ", "ends without a section 'Atoms'");
    help_bad(HEAD ATOMS, 2, NULL, 0, ": ", "frame 2; allowed: 0");
    help_bad("t\n3 atoms\nAtoms\n\n", -1, NULL, 0, ":3: ", "without a line 'xlo xhi'");
    help_bad("t\n3 atoms\n0 1 xlo xhi\n0 1 ylo yhi\n0 1 zlo zhi\nAtoms\n\n", -1, NULL, 0,
             ":6: ", "without a line 'N atom types'");
    help_bad("3 atoms\n1 atom types\n0 1 xlo xhi\n0 1 ylo yhi\n0 1 zlo zhi\n\nAtoms\n\n1 1 0 0 0\n", -1, NULL, 0,
             ":7: ", "first line of a data file is a title");
    help_bad("t\n3 atoms\n3 atoms\n", -1, NULL, 0, ":3: ", "'atoms' is given twice");
    help_bad("t\n-3 atoms\n 3 atoms\n", -1, NULL, 0, ":2: ", "number of atoms -3; allowed: 1 or more");
    help_bad("t\n0 atoms\n", -1, NULL, 0, ":2: ", "number of atoms 0");
    help_bad("t\n3 atoms\n1.5 atom types\n", -1, NULL, 0, ":3: ", "number of atom types '1.5'; allowed: an integer");
    help_bad("t\n3 atoms\n200 atom types\n", -1, NULL, 0, ":3: ", "number of atom types 200; allowed: 1 to 100");
    help_bad("t\n3 atoms\n1 2 3 4 avec\n", -1, NULL, 0, ":3: ", "'1 2 3 4 avec' is not a header line");
    help_bad("t\n3 atoms\n0 nan xlo xhi\n", -1, NULL, 0, ":3: ", "is not a header line");
    help_bad("t\n3 atoms\n0 1e999 xlo xhi\n", -1, NULL, 0, ":3: ", "two finite numbers");
    help_bad("t\n3 atoms\n2 2 ylo yhi\n", -1, NULL, 0, ":3: ", "length of 0; allowed: more than 0");
    help_bad("t\n3 atoms\n2 1 zlo zhi\n", -1, NULL, 0, ":3: ", "length of -1");
    help_bad("t\n3 atoms\n0 1 zlo zhi\n0 1 zlo zhi\n", -1, NULL, 0, ":4: ", "'zlo zhi' is given twice");
    help_bad("t\n3 atoms\n1 atom types\n0 1 xlo xhi\n0 1 ylo yhi\n0 1 zlo zhi\n0 50 0 xy xz yz\nAtoms\n", -1, NULL, 0,
             ":7: ", "xz = 50 where xx = 1");
    help_bad("t\n3 atoms\n1 atom types\n0 1e-200 xlo xhi\n0 1e-200 ylo yhi\n0 1 zlo zhi\nAtoms\n", -1, NULL, 0,
             ":6: ", "volume is 0");
    help_bad("t\n3 atoms\n0 1 x xy xz yz\n", -1, NULL, 0, ":3: ", "not a header line");
    help_bad(HEAD "\nAtoms # sphere\n\n", -1, NULL, 0, ":9: ", "atom style 'sphere'; allowed: atomic, charge");
    help_bad(HEAD "\nAtoms\n\n1 1 1 0 0 0\n", -1, NULL, 0,
             ":11: ", "6 columns, which may be style charge (id type q x y z) or molecular");
    help_bad(HEAD "\nAtoms # full\n\n1 1 0 0 0\n", -1, NULL, 0, ":11: ", "5 columns; style full has 7");
    help_bad(HEAD "\nAtoms\n\n1 1 0 0 0\n2 1 0 0 0\n", -1, NULL, 0, ":12: ", "the file ends after 2 of 3 atoms");
    help_bad(HEAD "\nAtoms\n\n1 1 0 0 0\nVelocities\n", -1, NULL, 0,
             ":12: ", "a new section begins after 1 of 3 atoms");
    help_bad(HEAD ATOMS "4 1 0 0 0\n", -1, NULL, 0, ":14: ", "more atoms than the 3 that the header announces");
    help_bad(HEAD ATOMS "\nAtoms\n\n", -1, NULL, 0, ":15: ", "'Atoms' is given twice");
    help_bad(HEAD "\nAtoms\n\n1 1 0 0 0\n2 1 0 0 0\n1 1 0 0 0\n", -1, NULL, 0,
             ":13: ", "atom id 1 is there twice, first on line 11");
    help_bad(HEAD "\nAtoms\n\n0 1 0 0 0\n", -1, NULL, 0, ":11: ", "atom id 0; allowed: 1 or more");
    help_bad(HEAD "\nAtoms\n\n-7 1 0 0 0\n", -1, NULL, 0, ":11: ", "atom id -7; allowed: 1 or more");
    help_bad(HEAD "\nAtoms\n\n1x 1 0 0 0\n", -1, NULL, 0, ":11: ", "atom id '1x'; allowed: an integer");
    help_bad(HEAD "\nAtoms\n\n1 3 0 0 0\n", -1, NULL, 0, ":11: ", "atom type 3; allowed: 1 to 2");
    help_bad(HEAD "\nAtoms\n\n1 0 0 0 0\n", -1, NULL, 0, ":11: ", "atom type 0; allowed: 1 to 2");
    help_bad(HEAD "\nAtoms\n\n1 1 0 nan 0\n", -1, NULL, 0, ":11: ", "coordinate y is 'nan'; allowed: a finite number");
    help_bad(HEAD "\nAtoms\n\n1 1 0 0 inf\n", -1, NULL, 0, ":11: ", "coordinate z is 'inf'");
    help_bad(HEAD "\nAtoms\n\n1 1 1e400 0 0\n", -1, NULL, 0, ":11: ", "coordinate x is '1e400'");
    help_bad(HEAD "\nAtoms\n\n1 1 0 0 0\n2 1 4e7 0 0\n3 1 0 0 0\n", -1, NULL, 0,
             ":12: ", "atom 2 is at (4e+07, 0, 0); allowed");
    help_bad(HEAD "\nAtoms\n\n1 1 0 0 0 0 0.5 0\n", -1, NULL, 0, ":11: ", "image flag '0.5'");
    help_bad(HEAD "\nMasses\n\n1 1\n1 2\n", -1, NULL, 0, ":12: ", "type 1 has a mass already");
    help_bad(HEAD "\nMasses\n\n1 1\n3 2\n", -1, NULL, 0, ":12: ", "atom type 3; allowed: 1 to 2");
    help_bad(HEAD "\nMasses\n\n1 -1\n", -1, NULL, 0, ":11: ", "mass -1; allowed: more than 0");
    help_bad(HEAD "\nMasses\n\n1 heavy\n", -1, NULL, 0, ":11: ", "mass is 'heavy'; allowed: a finite number");
    help_bad(HEAD "\nMasses\n\n1 1 1\n", -1, NULL, 0, ":11: ", "'type mass'");
    help_bad(HEAD "\nMasses\n\n1 1\n\nAtoms\n", -1, NULL, 0, ":13: ", "a new section begins after 1 of 2 masses");
    help_bad(HEAD "\nMasses\n\n1 1\n2 1\n3 1\n", -1, NULL, 0, ":13: ", "more masses than the 2");
    help_bad(HEAD ATOMS "\nMasses\n\n1 1\n2 1\n\nMasses\n", -1, NULL, 0, ":20: ", "'Masses' is given twice");
    /* A count that nothing backs must not be allocated. */
    help_bad("t\n1000000000000000000 atoms\n1 atom types\n0 1 xlo xhi\n0 1 ylo yhi\n0 1 zlo zhi\nAtoms\n\n1 1 0 0 0\n",
             -1, NULL, 0, ":9: ", "the file ends after 1 of 1000000000000000000 atoms");
}

/* ---- dump ---- */

#define BOX "ITEM: BOX BOUNDS pp pp pp\n0 4\n-1 5\n1.5 9\n"
#define FRAME(n) "ITEM: TIMESTEP\n10\nITEM: NUMBER OF ATOMS\n" #n "\n" BOX
#define TWO FRAME(2) "ITEM: ATOMS id type x y z\n2 1 1 2 3\n1 2 -1.5 2.5 3.5\n"

static void test_dump(void **state) {
    (void)state;
    struct config *c = help_good(TWO, -1, NULL, 0);
    assert_int_equal(c->n, 2);
    assert_int_equal(c->type[0], 2);
    near(c->x[0], -1.5);
    near(c->box.h[2][2], 7.5);
    assert_null(c->element);
    config_free(c);
    c = help_good(
        "ITEM: UNITS\nlj\nITEM: TIME\n0.5\n" TWO FRAME(1) "ITEM: ATOMS vx z y x element id type\n9 3 2 1 Zr 4 2\n\n",
        -1, NULL, 0);
    assert_int_equal(c->n, 1);
    assert_int_equal(c->id[0], 4);
    near(c->x[0], 1);
    near(c->x[2], 3);
    assert_int_equal(c->n_types, 2);
    assert_null(c->element); /* type 1 has no atom to name it */
    config_free(c);
    c = help_good(TWO FRAME(1) "ITEM: ATOMS id type x y z\n1 1 0 0 0\n", 0, NULL, 0);
    assert_int_equal(c->n, 2);
    config_free(c);
}

static void test_dump_columns(void **state) {
    (void)state;
    struct config *c = help_good(FRAME(1) "ITEM: ATOMS id type xs ys zs\n1 1 0.25 0.5 1.5\n", -1, NULL, 0);
    near(c->x[0], 1);
    near(c->x[1], 2);
    near(c->x[2], 12.75);
    config_free(c);
    c = help_good(FRAME(1) "ITEM: ATOMS id type xsu ysu zsu xu yu zu\n1 1 0.25 0.5 1.5 7 8 9\n", -1, NULL, 0);
    near(c->x[0], 7); /* xu before xsu */
    config_free(c);
    c = help_good(FRAME(2) "ITEM: ATOMS id element x y z\n1 Zr 0 0 0\n2 Cu 0 0 0\n", -1, NULL, 0);
    assert_int_equal(c->type[0], 1);
    assert_string_equal(c->element[0], "Zr");
    config_free(c);
    c = help_good(FRAME(2) "ITEM: ATOMS id type element x y z\n1 1 Zr 0 0 0\n2 2 Cu 0 0 0\n", -1, CU_ZR, 2);
    assert_int_equal(c->type[0], 2);
    assert_int_equal(c->type[1], 1);
    assert_string_equal(c->element[0], "Cu");
    config_free(c);
    c = help_good(FRAME(2) "ITEM: ATOMS id type element x y z\n1 2 Zr 0 0 0\n2 1 Cu 0 0 0\n", -1, NULL, 0);
    assert_int_equal(c->type[0], 2);
    assert_string_equal(c->element[1], "Zr");
    config_free(c);
}

/* LAMMPS writes the box that bounds the tilted one (docs.lammps.org/Howto_triclinic.html). */
static void test_dump_tilt(void **state) {
    (void)state;
    struct config *c = help_good("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS xy xz yz pp pp pp\n"
                                 "-2.5 5 1\n-0.5 6 -2.5\n1 8 -0.5\nITEM: ATOMS id type xs ys zs\n1 1 0.5 0.5 0.5\n",
                                 -1, NULL, 0);
    near(c->box.h[0][1], 1); /* xlo_bound = xlo + min(0, xy, xz, xy+xz) = 0 - 2.5; xhi_bound = 4 + 1 */
    near(c->box.h[0][2], -2.5);
    near(c->box.h[1][2], -0.5);
    near(c->box.origin[0], 0);
    near(c->box.h[0][0], 4);
    near(c->box.origin[1], 0);
    near(c->box.h[1][1], 6);
    near(c->x[0], 2 + 0.5 - 1.25);
    near(c->x[1], 3 - 0.25);
    near(c->x[2], 4.5);
    config_free(c);
}

static void test_dump_faults(void **state) {
    (void)state;
    help_bad(TWO FRAME(1) "ITEM: ATOMS id type x y z\n1 1 0 0 0\n", 5, NULL, 0, ": ", "frame 5; allowed: 0 to 1");
    help_bad("ITEM: TIMESTEP\n", -1, NULL, 0, ":1: ", "the file ends within 'ITEM: TIMESTEP'");
    help_bad("ITEM: TIMESTEP\n0\n", -1, NULL, 0, ":2: ", "the file ends before the atoms of frame 0");
    help_bad("ITEM: TIMESTEP\n0\nITEM: ENTRIES c_1\n", -1, NULL, 0,
             ":3: ", "'ITEM: ENTRIES c_1'; allowed: ITEM: UNITS");
    help_bad("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\nmany\n", -1, NULL, 0, ":4: ", "number of atoms 'many'");
    help_bad("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n0\n", -1, NULL, 0,
             ":4: ", "number of atoms 0; allowed: 1 or more");
    help_bad("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1 2\n", -1, NULL, 0, ":4: ", "one number of atoms");
    help_bad("ITEM: NUMBER OF ATOMS\n1\nITEM: ATOMS id type x y z\n", -1, NULL, 0, ":3: ", "the frame has no box");
    help_bad("ITEM: TIMESTEP\n0\n" BOX "ITEM: ATOMS id type x y z\n", -1, NULL, 0,
             ":7: ", "atoms before 'ITEM: NUMBER OF ATOMS'");
    help_bad("ITEM: BOX BOUNDS pp ff pp\n", -1, NULL, 0, ":1: ", "boundary 'ff' along y; allowed: pp");
    help_bad("ITEM: BOX BOUNDS f pp pp\n", -1, NULL, 0, ":1: ", "boundary 'f' along x; allowed: pp");
    help_bad("ITEM: BOX BOUNDS xy xz yz pp pp ss\n", -1, NULL, 0, ":1: ", "boundary 'ss' along z; allowed: pp");
    help_bad(FRAME(1) "ITEM: ATOMS id element x y z\n1 A23456789012345x 0 0 0\n", -1, NULL, 0,
             ":10: ", "at most 15 in all");
    help_bad("ITEM: BOX BOUNDS abc pp pp pp\n", -1, NULL, 0, ":1: ", "box of kind 'abc pp pp pp'; allowed");
    help_bad("ITEM: BOX BOUNDS abc origin pp pp pp\n1 0 0\n", -1, NULL, 0,
             ":2: ", "3 numbers; a box line has four here");
    help_bad("ITEM: UNITS\nfurlong\n", -1, NULL, 0, ":2: ", "units 'furlong'; allowed: lj, metal");
    help_bad("ITEM: BOX BOUNDS pp pp pp\n0 1 2\n", -1, NULL, 0, ":2: ", "3 numbers; a box line has two: lo hi here");
    help_bad("ITEM: BOX BOUNDS xy xz yz pp pp pp\n0 1\n", -1, NULL, 0,
             ":2: ", "2 numbers; a box line has three: lo hi tilt");
    help_bad("ITEM: BOX BOUNDS pp pp pp\n0 1\n0 one\n", -1, NULL, 0, ":3: ", "upper box bound is 'one'");
    help_bad("ITEM: BOX BOUNDS pp pp pp\n0 1\n", -1, NULL, 0, ":2: ", "the file ends within 'ITEM: BOX BOUNDS'");
    help_bad("ITEM: BOX BOUNDS pp pp pp\n0 1\n3 3\n0 1\n", -1, NULL, 0, ":4: ", "length 0 along y");
    help_bad("ITEM: BOX BOUNDS xy xz yz pp pp pp\n0 1e3 950\n0 1 0\n0 1 0\n", -1, NULL, 0,
             ":4: ", "allowed: a tilt of at most 10 edges"); /* xx = 50 */
    help_bad("ITEM: BOX BOUNDS xy xz yz pp pp pp\n0 1 nan\n0 1 0\n0 1 0\n", -1, NULL, 0, ":2: ", "tilt is 'nan'");
    help_bad(FRAME(1) "ITEM: ATOMS id x y z\n", -1, NULL, 0, ":9: ", "lack type (or element)");
    help_bad(FRAME(1) "ITEM: ATOMS id type x ys z\n", -1, NULL, 0, ":9: ", "lack x y z (or xu yu zu");
    help_bad(FRAME(3) "ITEM: ATOMS id type x y z\n1 1 0 0 0\n", -1, NULL, 0,
             ":10: ", "the file ends after 1 of 3 atoms of frame 0");
    help_bad(TWO FRAME(2) "ITEM: ATOMS id type x y z\n1 1 0 0 0\nITEM: TIMESTEP\n", 1, NULL, 0,
             ":22: ", "a new item begins after 1 of 2 atoms of frame 1");
    help_bad(TWO "3 1 0 0 0\n", -1, NULL, 0,
             ":12: ", "'3 1 0 0 0' after the atoms of frame 0 (counted from 0); more atoms than were announced");
    help_bad(TWO "3 1 0 0 0\n", 0, NULL, 0, ":12: ", "more atoms than were announced");
    help_bad(FRAME(1) "ITEM: ATOMS id type x y z\n1 1 0 0\n", -1, NULL, 0,
             ":10: ", "4 columns; the item's header names 5");
    help_bad(FRAME(2) "ITEM: ATOMS id type x y z\n1 1 0 0 0\n1 1 1 1 1\n", -1, NULL, 0,
             ":11: ", "atom id 1 is there twice, first on line 10");
    help_bad(FRAME(1) "ITEM: ATOMS id type x y z\n0 1 0 0 0\n", -1, NULL, 0, ":10: ", "atom id 0");
    help_bad(FRAME(1) "ITEM: ATOMS id type x y z\n1 0 0 0 0\n", -1, NULL, 0, ":10: ", "atom type 0; allowed: 1 to 100");
    help_bad(FRAME(1) "ITEM: ATOMS id type x y z\n1 1 0 -nan 0\n", -1, NULL, 0, ":10: ", "coordinate y is '-nan'");
    help_bad(FRAME(1) "ITEM: ATOMS id type xs ys zs\n1 1 0 1e300 0\n", -1, NULL, 0, ":10: ", "within 1e6 boxes");
    help_bad(FRAME(1) "ITEM: ATOMS id element x y z\n1 Al 0 0 0\n", -1, CU_ZR, 2,
             ":10: ", "unknown species 'Al'; allowed: Cu Zr");
    help_bad(FRAME(1) "ITEM: ATOMS id element x y z\n1 A<l 0 0 0\n", -1, NULL, 0,
             ":10: ", "species 'A<l'; allowed: a letter");
    help_bad(FRAME(1) "ITEM: ATOMS id type x y z\n1 3 0 0 0\n", -1, CU_ZR, 2, ": ",
             "has 3 atom types; allowed: at most 2 (Cu Zr)");
    help_bad(FRAME(2) "ITEM: ATOMS id type element x y z\n1 1 Zr 0 0 0\n2 1 Cu 0 0 0\n", -1, NULL, 0,
             ":11: ", "type 1 is 'Cu' here and 'Zr' before");
    help_bad("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1000000000000000000\n" BOX
             "ITEM: ATOMS id type x y z\n1 1 0 0 0\n",
             -1, NULL, 0, ":10: ", "after 1 of 1000000000000000000");
}

/* ---- extended XYZ ---- */

#define KEYS "Lattice=\"4 0 0 1 5 0 -1 0.5 6\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"\n"

static void test_xyz(void **state) {
    (void)state;
    struct config *c = help_good("3\n" KEYS "Zr 1 2 3\nCu 4 5 6\nZr 7 8 9\n", -1, NULL, 0);
    assert_int_equal(c->n, 3);
    near(c->box.h[0][1], 1);
    near(c->box.h[0][2], -1);
    near(c->box.h[1][2], 0.5);
    assert_int_equal(c->id[2], 3);
    assert_int_equal(c->type[0], 1); /* by first appearance */
    assert_int_equal(c->type[1], 2);
    assert_string_equal(c->element[0], "Zr");
    near(c->x[4], 5);
    config_free(c);
    c = help_good("3\n" KEYS "Zr 1 2 3\nCu 4 5 6\nZr 7 8 9\n", -1, CU_ZR, 2);
    assert_int_equal(c->type[0], 2);
    config_free(c);
    c = help_good(" 2 \nProperties=id:I:1:forces:R:3:pos:R:3:element:S:1 energy=-1.5 name='a \"b\" c' periodic "
                  "Origin='1 2 3' Lattice='4 0 0 0 4 0 0 0 4'\n"
                  "9 0 0 0 1 2 3 Al\n4 0 0 0 5 6 7 Al\n\n",
                  -1, NULL, 0);
    assert_int_equal(c->id[0], 4);
    near(c->x[0], 5);
    near(c->box.origin[2], 3);
    config_free(c);
    c = help_good("1\nLattice=\"4 0 0 0 4 0 0 0 4\"\nCu 1 2 3\n1\nLattice=\"5 0 0 0 5 0 0 0 5\" types=\"Zr Cu\" "
                  "masses=\"91 63\"\nCu 1 2 4",
                  -1, CU_ZR, 2);
    near(c->box.h[0][0], 5);
    near(c->x[2], 4);
    assert_int_equal(c->type[0], 1);
    near(c->mass[0], 63); /* masses follow the names */
    config_free(c);
    c = help_good("1\nLattice=\"4 0 0 0 4 0 0 0 4\"\nCu 1 2 3\n1\nbroken\nCu\n", 0, NULL, 0);
    near(c->x[2], 3);
    config_free(c);
    c = help_good("1\nLattice=\"4 0 0 0 4 0 0 0 4\" masses=\"91 63\"\nCu 1 2 3\n", -1, NULL, 0);
    assert_null(c->mass); /* whose they are is not said */
    config_free(c);
    c = help_good("2\nLattice=\"4 0 0 0 4 0 0 0 4\"\n3 1 2 3\n1 1 2 3\n", -1, NULL, 0); /* numbers are types */
    assert_int_equal(c->n_types, 3);
    assert_int_equal(c->type[0], 3);
    assert_null(c->element);
    config_free(c);
}

static void test_xyz_faults(void **state) {
    (void)state;
    help_bad("1\nno lattice\nCu 0 0 0\n", -1, NULL, 0,
             ":2: ", "no box: the second line of extended XYZ needs Lattice=");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 4\"\nCu 0 0 0\n", -1, NULL, 0,
             ":2: ", "Lattice=\"4 0 0 0 4 0 0 4\"; allowed: 9 finite numbers");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 0 inf\"\nCu 0 0 0\n", -1, NULL, 0, ":2: ", "allowed: 9 finite numbers");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 0 -4\"\nCu 0 0 0\n", -1, NULL, 0, ":2: ", "length -4 along z");
    help_bad("1\nLattice=\"0 4 0 4 0 0 0 0 4\"\nCu 0 0 0\n", -1, NULL, 0,
             ":2: ", "span a volume of -64; allowed: more than 0");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 0 4\" pbc=\"T F T\"\nCu 0 0 0\n", -1, NULL, 0,
             ":2: ", "pbc=\"T F T\"; allowed");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 0 4\" Origin=\"0 0\"\nCu 0 0 0\n", -1, NULL, 0,
             ":2: ", "Origin=\"0 0\"; allowed: 3 finite numbers");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 0 4\" Properties=species:S:1\nCu\n", -1, NULL, 0, ":2: ", "without pos:R:3");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 0 4\" Properties=species:S:1:pos:R:2\nCu\n", -1, NULL, 0,
             ":2: ", "without pos:R:3");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 0 4\" Properties=pos:R:3\n0 0 0\n", -1, NULL, 0,
             ":2: ", "without species:S:1");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 0 4\" Properties=species:S:1:pos:R\n0 0 0\n", -1, NULL, 0,
             ":2: ", "not of the form name:type:columns");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 0 4\" Properties=species:S:1:pos:R:3:big:R:999999999999\n0 0 0\n", -1, NULL, 0,
             ":2: ", "not of the form");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 0 4\" types=\"Cu Cu\"\nCu 0 0 0\n", -1, NULL, 0, ":2: ", "has a name twice");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 0 4\" types=\"Cu\" masses=\"1 2\"\nCu 0 0 0\n", -1, NULL, 0,
             ":3: ", "masses=\"1 2\"; allowed: 1 finite numbers");
    help_bad("1\nLattice=\"4 0 0 0 4 0 0 0 4\" types=\"Cu\" masses=\"-1\"\nCu 0 0 0\n", -1, NULL, 0, ": ",
             "type 1 has mass -1");
    help_bad("1\n" KEYS "Cu 0 0\n", -1, NULL, 0, ":3: ", "3 columns; Properties gives 4");
    help_bad("1\n" KEYS "Cu 0 x 0\n", -1, NULL, 0, ":3: ", "coordinate y is 'x'");
    help_bad("1\n" KEYS "Al 0 0 0\n", -1, CU_ZR, 2, ":3: ", "unknown species 'Al'; allowed: Cu Zr; rename it");
    help_bad("2\n" KEYS "1 0 0 0\nCu 0 0 0\n", -1, NULL, 0, ":4: ", "species number 'Cu'; allowed: an integer");
    help_bad("1\n" KEYS "3 0 0 0\n", -1, CU_ZR, 2, ": ", "has 3 atom types; allowed: at most 2");
    help_bad("2\n" KEYS "Cu 0 0 0\n", -1, NULL, 0, ":3: ", "the file ends after 1 of 2 atoms of frame 0");
    help_bad("1\n" KEYS "Cu 0 0 0\nCu 1 1 1\n", -1, NULL, 0, ":4: ", "more atoms than were announced");
    help_bad("1\n", -1, NULL, 0, ":1: ", "the file ends before the line of keys");
    help_bad("-1\n" KEYS, -1, NULL, 0, ":1: ", "number of atoms -1; allowed: 1 or more");
    help_bad("99999999999999999999\n" KEYS, -1, NULL, 0, ":1: ", "number of atoms '99999999999999999999'");
    help_bad("1000000000000000000\n" KEYS "Cu 0 0 0\n", -1, NULL, 0, ":3: ", "after 1 of 1000000000000000000");
    help_bad("2\nLattice=\"4 0 0 0 4 0 0 0 4\" Properties=species:S:1:pos:R:3:id:I:1\nCu 0 0 0 2\nCu 0 0 0 2\n", -1,
             NULL, 0, ":4: ", "atom id 2 is there twice, first on line 3");
    help_bad("1\n" KEYS "Cu 0 0 0\n", 1, NULL, 0, ": ", "frame 1; allowed: 0 to 0");
}

/* ---- the file itself ---- */

static void bad_file(const char *path, const char *what) {
    struct gb_error err = GB_ERROR_INIT;
    struct config *c;
    assert_int_equal(config_read(&c, path, -1, NULL, 0, &err), GB_EINPUT);
    if (!strstr(err.text, path) || !strstr(err.text, what)) fail_msg("message '%s'; wanted '%s'", err.text, what);
    gb_error_clear(&err);
}

static void test_files(void **state) {
    (void)state;
    char *path = help_path("file");
    bad_file(path, "cannot be read: No such file");
    bad_file("/", "cannot be read: Is a directory");
    static const char zero_first[] = "\177ELF\0\1\2", zero_later[] = HEAD "\nAtoms\n\n1 1 0\0 0 0\n";
    help_write(path, zero_first, sizeof zero_first - 1);
    bad_file(path, "is not a text file");
    char *late = gb_calloc(200000, 1); /* behind what the format is recognised by */
    const size_t head = strlen(HEAD);
    memcpy(late, HEAD, head);
    memset(late + head, '\n', 200000 - head);
    memcpy(late + 199000, zero_later + head, sizeof zero_later - 1 - head);
    help_write(path, late, 200000);
    bad_file(path, "a zero byte");
    free(late);
    char *line = gb_calloc(3 << 20, 1); /* one line without end */
    memcpy(line, "1\n", 2);
    memset(line + 2, 'x', (3 << 20) - 2);
    help_write(path, line, 3 << 20);
    bad_file(path, ":2: a line longer than 1 MiB");
    free(line);
    /* gzip, whole, cut off and damaged */
    gzFile gz = gzopen(path, "wb");
    gzputs(gz, NAMED);
    for (int k = 0; k < 20000; k++) gzprintf(gz, "# %d\n", k * k);
    gzclose(gz);
    struct config *c;
    assert_int_equal(config_read(&c, path, -1, NULL, 0, NULL), GB_OK);
    assert_int_equal(c->n, 3);
    config_free(c);
    FILE *f = fopen(path, "r+b");
    assert_int_equal(fseek(f, 2000, SEEK_SET), 0);
    assert_int_equal(fwrite("\377\377\377\377\377\377\377\377", 1, 8, f), 8);
    fclose(f);
    bad_file(path, "cannot be read");
    assert_int_equal(truncate(path, 1500), 0);
    bad_file(path, "the gzip data is truncated");
    unlink(path);
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(config_read(&c, path, -1, CU_ZR, 0, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "0 species; allowed: 1 to 100"));
    gb_error_clear(&err);
    free(path);
}

static void test_standard_input(void **state) {
    (void)state;
    char *path = help_path("stdin");
    help_write(path, TWO, strlen(TWO));
    const int keep = dup(STDIN_FILENO);
    assert_non_null(freopen(path, "rb", stdin));
    struct config *c;
    assert_int_equal(config_read(&c, "-", -1, NULL, 0, NULL), GB_OK);
    assert_int_equal(c->n, 2);
    assert_string_equal(c->path, "standard input");
    config_free(c);
    dup2(keep, STDIN_FILENO);
    close(keep);
    unlink(path);
    free(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_data),        cmocka_unit_test(test_data_as_found), cmocka_unit_test(test_data_elements),
        cmocka_unit_test(test_data_faults), cmocka_unit_test(test_dump),          cmocka_unit_test(test_dump_columns),
        cmocka_unit_test(test_dump_tilt),   cmocka_unit_test(test_dump_faults),   cmocka_unit_test(test_xyz),
        cmocka_unit_test(test_xyz_faults),  cmocka_unit_test(test_files),         cmocka_unit_test(test_standard_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

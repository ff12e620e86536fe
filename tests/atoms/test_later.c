/* Atoms after the first: once a line has shown what is usual, the others are read by a shorter way, which must refuse
 * and take what the longer one does. */
#include "atoms/configs.h"

#define DATA "t\n3 atoms\n2 atom types\n0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo zhi\nAtoms\n\n1 1 0 0 0 0 0 0\n"
#define DUMP                                                                                                           \
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n3\nITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n0 9\n"                          \
    "ITEM: ATOMS id type x y z vx\n1 1 0 0 0 fast\n"
#define XYZ "3\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3:id:I:1\n"

static void test_taken(void **state) {
    (void)state;
    struct config *c = help_good(DATA "3 2 1 1 1 0 -1 7 # with flags\n2 1 2 2 2\n", -1, NULL, 0); /* and without */
    assert_true(c->x[3] == 2 && c->x[6] == 1 && c->type[2] == 2);
    config_free(c);
    c = help_good(DUMP "2 7 1 1e-1 1 -\n  3\t2 +2 2. .2 slow  \r\n", -1, NULL, 0);
    assert_int_equal(c->n_types, 7);
    assert_true(c->x[4] == 0.1 && c->x[8] == 0.2);
    config_free(c);
    c = help_good(XYZ "1 0 0 0 5\n3 1 1 1 4\n2 2 2 2 3\n", -1, NULL, 0); /* a higher type later on */
    assert_int_equal(c->n_types, 3);
    assert_true(c->type[0] == 2 && c->type[1] == 3 && c->type[2] == 1);
    config_free(c);
    c = help_good(XYZ "Cu 0 0 0 5\nCu 1 1 1 4\nC 2 2 2 3\n", -1, NULL, 0); /* a name that begins another */
    assert_int_equal(c->n_types, 2);
    assert_true(c->type[0] == 2 && c->type[1] == 1);
    config_free(c);
}

static void test_refused(void **state) {
    (void)state;
    static const char *const elements[] = {"Cu", "Zr"};
    help_bad(DATA "2 1 1 1 1 0 0.5 0\n", -1, NULL, 0, ":10: ", "image flag '0.5'; allowed: an integer");
    help_bad(DATA "2 1 1 1 1 0 0 2147483648\n", -1, NULL, 0, ":10: ", "image flag 2147483648; allowed");
    help_bad(DATA "2 3 1 1 1 0 0 0\n", -1, NULL, 0, ":10: ", "atom type 3; allowed: 1 to 2");
    help_bad(DATA "2 1 1 1 nan 0 0 0\n", -1, NULL, 0, ":10: ", "coordinate z is 'nan'");
    help_bad(DATA "2 1 1 1 1 0 0\n", -1, NULL, 0, ":10: ", "7 columns; style atomic has 5");
    help_bad(DUMP "2 0 1 1 1 0\n", -1, NULL, 0, ":11: ", "atom type 0; allowed: 1 to 100");
    help_bad(DUMP "2 101 1 1 1 0\n", -1, NULL, 0, ":11: ", "atom type 101; allowed: 1 to 100");
    help_bad(DUMP "2 1 1 1e999 1 0\n", -1, NULL, 0, ":11: ", "coordinate y is '1e999'");
    help_bad(DUMP "2 1 1 1 1\n", -1, NULL, 0, ":11: ", "5 columns; the item's header names 6");
    help_bad(DUMP "-2 1 1 1 1 0\n", -1, NULL, 0, ":11: ", "atom id -2; allowed: 1 or more");
    help_bad(XYZ "1 0 0 0 5\nCu 1 1 1 4\n", -1, NULL, 0, ":4: ", "species number 'Cu'; allowed: an integer");
    help_bad(XYZ "Cu 0 0 0 5\nAl 1 1 1 4\n", -1, elements, 2, ":4: ", "unknown species 'Al'; allowed: Cu Zr");
    help_bad(XYZ "Cu 0 0 0 5\nCu 1 1 1 0\n", -1, NULL, 0, ":4: ", "atom id 0; allowed: 1 or more");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_taken), cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

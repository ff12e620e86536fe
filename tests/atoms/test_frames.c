/* Frames: which one is read, and what is said when one is cut short. */
#include "atoms/configs.h"

#define DUMP(n) "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n" #n "\nITEM: BOX BOUNDS pp pp pp\n0 4\n0 4\n0 4\n"
#define ATOMS "ITEM: ATOMS id type x y z\n"
#define XYZ(n) #n "\nLattice=\"4 0 0 0 4 0 0 0 4\"\n"

/* The whole message behind the path, the path in it left out. */
static void says(const char *text, const char *want) {
    struct gb_error err = GB_ERROR_INIT;
    struct config *c;
    assert_int_equal(help_read(&c, "cut", text, -1, NULL, 0, &err), GB_EINPUT);
    char *path = help_path("cut"), *here = strstr(err.text, "frame, ");
    const char *got = strstr(err.text, "_cut:");
    assert_non_null(got);
    if (here) { /* the path that the advice names */
        here += strlen("frame, ");
        assert_int_equal(strncmp(here, path, strlen(path)), 0);
        memmove(here, here + strlen(path), strlen(here + strlen(path)) + 1);
    }
    assert_string_equal(got + strlen("_cut:"), want);
    free(path);
    gb_error_clear(&err);
}

/* An earlier frame is advised where there is one. */
static void test_cut_short(void **state) {
    (void)state;
    says(DUMP(3) ATOMS "1 1 0 0 0\n",
         "10: the file ends after 1 of 3 atoms of frame 0 (counted from 0); it is truncated");
    says(DUMP(1) ATOMS "1 1 0 0 0\n" DUMP(3) ATOMS "1 1 0 0 0\n",
         "20: the file ends after 1 of 3 atoms of frame 1 (counted from 0); it is truncated: choose an earlier frame, "
         "@0");
    says(DUMP(3), "8: the file ends before the atoms of frame 0 (counted from 0); it is truncated");
    says(
        DUMP(1) ATOMS "1 1 0 0 0\n" DUMP(3),
        "18: the file ends before the atoms of frame 1 (counted from 0); it is truncated: choose an earlier frame, @0");
    says(XYZ(2) "Cu 0 0 0\n", "3: the file ends after 1 of 2 atoms of frame 0 (counted from 0); it is truncated");
    says(XYZ(1) "Cu 0 0 0\n" XYZ(2) "Cu 0 0 0\n", "6: the file ends after 1 of 2 atoms of frame 1 (counted from 0); it "
                                                  "is truncated: choose an earlier frame, @0");
}

/* Any frame of several, in any order of asking; frames of different sizes. */
static void test_choice(void **state) {
    (void)state;
    static const char *const text[] = {DUMP(1) ATOMS "1 1 0.5 0 0\n" DUMP(2) ATOMS "2 1 1.5 0 0\n1 1 2.5 0 0\n" DUMP(1)
                                           ATOMS "7 1 3.5 0 0\n",
                                       XYZ(1) "Cu 0.5 0 0\n" XYZ(2) "Cu 2.5 0 0\nCu 1.5 0 0\n" XYZ(1) "Cu 3.5 0 0\n"};
    static const double first[] = {0.5, 2.5, 3.5};
    for (int k = 0; k < 2; k++) {
        for (long frame = -1; frame < 3; frame++) {
            struct config *c = help_good(text[k], frame, NULL, 0);
            assert_true(c->x[0] == first[frame < 0 ? 2 : frame]);
            assert_int_equal(c->n, frame == 1 ? 2 : 1);
            config_free(c);
        }
        help_bad(text[k], 3, NULL, 0, ": ", "frame 3; allowed: 0 to 2");
    }
}

static double first_x(const char *name, long frame, struct gb_error *err) {
    struct config *c = NULL;
    if (config_read(&c, name, frame, NULL, 0, err) != GB_OK) return NAN;
    const double x = c->x[0];
    config_free(c);
    return x;
}

static void refused(const char *path, const char *suffix, long frame, const char *what) {
    struct gb_error err = GB_ERROR_INIT;
    char *name = gb_format("%s%s", path, suffix);
    assert_true(isnan(first_x(name, frame, &err)));
    if (!strstr(err.text, what)) fail_msg("'%s'; wanted '%s'", err.text, what);
    gb_error_clear(&err);
    free(name);
}

#define ONE(x) DUMP(1) ATOMS "1 1 " #x " 0 0\n"

/* FILE@N, from both ends; a file of that name is meant as it is. */
static void test_name(void **state) {
    (void)state;
    char *path = help_path("named.dump"), *own = gb_format("%s@1", path);
    help_write(path, ONE(0.5) ONE(1.5) ONE(2.5), strlen(ONE(0.5) ONE(1.5) ONE(2.5)));
    for (int n = -3; n < 3; n++) {
        char *name = gb_format("%s@%d", path, n);
        assert_true(first_x(name, -1, NULL) == 0.5 + (n < 0 ? n + 3 : n));
        assert_true(first_x(path, n, NULL) == 0.5 + (n < 0 ? n + 3 : n));
        free(name);
    }
    refused(path, "@3", -1, "frame 3; allowed: 0 to 2");
    refused(path, "@-4", -1, "frame -4; allowed: -1, the last, to -3, the first");
    refused(path, "@last", -1, "No such file");
    refused(path, "@1", 2, "names frame 1, but frame 2 is asked for");
    assert_true(first_x(own, 1, NULL) == 1.5);
    help_write(own, ONE(3.5), strlen(ONE(3.5)));
    assert_true(first_x(own, -1, NULL) == 3.5);
    unlink(own);
    unlink(path);
    free(own);
    free(path);
}

static void passed_over(const char *bad, const char *good, const char *why) {
    char *text = gb_format("%s%s", bad, good);
    struct config *c = help_good(text, -1, NULL, 0);
    assert_true(c->x[0] == 1.5);
    config_free(c);
    help_bad(text, 0, NULL, 0, ":", why);
    help_bad(text, -2, NULL, 0, ":", why);
    free(text);
    text = gb_format("%s%s", good, bad); /* the last is what is asked for, but advice is at hand */
    help_bad(text, -1, NULL, 0, ":", "choose an earlier frame, ");
    free(text);
}

/* Frames that nobody asked for may be anything whose end is known. */
static void test_passed_over(void **state) {
    (void)state;
    passed_over(DUMP(0) ATOMS, ONE(1.5), "number of atoms 0");
    passed_over(ONE(nan), ONE(1.5), "coordinate x is 'nan'");
    passed_over(DUMP(2) ATOMS "1 1 0 0 0\n", ONE(1.5), "a new item begins after 1 of 2");
    passed_over("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp ff pp\n0 1\n0 1\n0 1\n" ATOMS
                "1 1 0 0 0\n",
                ONE(1.5), "boundary 'ff' along y");
    const char *const good = XYZ(1) "Cu 1.5 0 0\n";
    passed_over("0\nLattice=\"4 0 0 0 4 0 0 0 4\"\n", good, "number of atoms 0");
    passed_over("1\nLattice=\"0 0 0 0 0 0 0 0 0\" pbc=\"F F F\"\nCu 0 0 0\n", good, "has to be periodic");
    passed_over("2\nenergy=1\nCu 0 0 0\nCu 1 1 1\n", good, "no box");
    passed_over(XYZ(1) "Cu 0 nan 0\n", good, "coordinate y is 'nan'");
}

#define DATA "t\n2 atoms\n1 atom types\n0 4 xlo xhi\n0 4 ylo yhi\n0 4 zlo zhi\nAtoms\n\n"

/* Without an end of line at the end, what may have lost digits is not taken. */
static void test_cut_number(void **state) {
    (void)state;
    static const char *const cut[] = {DUMP(2) ATOMS "1 1 1.25 1.5 3.75\n2 1 0.25 0.25 3.2",
                                      DUMP(2) ATOMS "1 1 1.25 1.5 3.75\n2 1 0.25 0.25 3",
                                      DUMP(2) ATOMS "1 1 1.25 1.5 3.75\n2 1 1 1 3.",
                                      DUMP(2) ATOMS "1 1 1e-10 1.5e-10 3e-10\n2 1 1e-10 1.5e-10 3e-1",
                                      DUMP(2) "ITEM: ATOMS id x y z element\n1 0 0 0 Zr\n2 1 1 1 Z",
                                      XYZ(2) "Cu 1.25 1.5 3.75\nCu 0.25 0.25 3.2",
                                      DATA "1 1 0.25 0.25 0.75\n2 1 0.25 1.25 0.7",
                                      DATA "1 1 1 1 1 0 0 0\n2 1 2 2 2",
                                      DATA "1 1 1 1 1 0 0 0\n2 1 2 2 2 0 0"};
    enum { N = sizeof cut / sizeof *cut };
    for (int k = 0; k < N; k++) {
        help_bad(cut[k], -1, NULL, 0, ":", "the file ends in a line after 1 of 2 atoms");
        char *whole = gb_format("%s\n", cut[k]);
        if (k < N - 1) config_free(help_good(whole, -1, NULL, 0));
        free(whole);
    }
    static const char *const whole[] = {DUMP(2) ATOMS "1 1 1.25 1.5 3.75\n2 1 0.25 0.25 3.25",
                                        DUMP(2) ATOMS "1 1 1 1.5 3\n2 1 .2 2.5 13", XYZ(1) "Cu 1 2 3"};
    for (int k = 0; k < 3; k++) config_free(help_good(whole[k], -1, NULL, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cut_short), cmocka_unit_test(test_choice),
                                       cmocka_unit_test(test_name), cmocka_unit_test(test_passed_over),
                                       cmocka_unit_test(test_cut_number)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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
         "20: the file ends after 1 of 3 atoms of frame 1 (counted from 0); it is truncated: choose an earlier frame, @0");
    says(DUMP(3), "8: the file ends before the atoms of frame 0 (counted from 0); it is truncated");
    says(DUMP(1) ATOMS "1 1 0 0 0\n" DUMP(3),
         "18: the file ends before the atoms of frame 1 (counted from 0); it is truncated: choose an earlier frame, @0");
    says(XYZ(2) "Cu 0 0 0\n", "3: the file ends after 1 of 2 atoms of frame 0 (counted from 0); it is truncated");
    says(XYZ(1) "Cu 0 0 0\n" XYZ(2) "Cu 0 0 0\n",
         "6: the file ends after 1 of 2 atoms of frame 1 (counted from 0); it is truncated: choose an earlier frame, @0");
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

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cut_short), cmocka_unit_test(test_choice)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

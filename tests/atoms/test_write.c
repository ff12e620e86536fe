/* Writers: what they write reads back to the same bits. */
#include "atoms/configs.h"

#include <sys/stat.h>

enum { DUMP, XYZ, DATA, N_FORMATS };

static int put(int format, const struct config *c, const char *path, struct gb_error *err) {
    const struct config_column extra[] = {{"d2min", c->x}, {"shear", c->x + c->n}};
    if (format == DUMP) return config_write_dump(c, path, 2, extra, err);
    if (format == XYZ) return config_write_xyz(c, path, 2, extra, err);
    return config_write_data(c, path, err);
}

static void same_atoms(const struct config *a, const struct config *b) {
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->n_types, b->n_types);
    assert_memory_equal(a->id, b->id, a->n * sizeof *a->id);
    assert_memory_equal(a->type, b->type, a->n * sizeof *a->type);
    assert_memory_equal(a->x, b->x, a->n * 3 * sizeof *a->x);
    if (memcmp(&a->box, &b->box, sizeof a->box) != 0)
        for (int r = 0; r < 3; r++)
            for (int k = 0; k < 3; k++)
                if (a->box.h[r][k] != b->box.h[r][k] || a->box.origin[r] != b->box.origin[r])
                    fail_msg("box: %a %a, was %a %a", b->box.origin[r], b->box.h[r][k], a->box.origin[r],
                             a->box.h[r][k]);
}

/* Writes, reads, compares; the caller's copy of what was read. */
static struct config *round_trip(int format, const struct config *c, const char *name) {
    struct gb_error err = GB_ERROR_INIT;
    struct config *back = NULL;
    char *path = help_path(name);
    if (put(format, c, path, &err) != GB_OK || config_read(&back, path, -1, NULL, 0, &err) != GB_OK)
        fail_msg("%s", err.text);
    same_atoms(c, back);
    unlink(path);
    free(path);
    return back;
}

static void name_types(struct config *c, const char *first, const char *second) {
    c->element = GB_ARRAY(2, char *);
    c->element[0] = gb_strdup(first);
    c->element[1] = gb_strdup(second);
    c->mass = GB_ARRAY(2, double);
    c->mass[0] = 63.546;
    c->mass[1] = 91.0 / 3;
}

static void test_round_trips(void **state) {
    (void)state;
    uint64_t seed = 1;
    for (int trial = 0; trial < 100; trial++) {
        double edge[3], tilt[3];
        for (int d = 0; d < 3; d++) {
            edge[d] = pow(10, 3 * help_random(&seed) - 1);
            tilt[d] = trial % 2 ? help_random(&seed) - 0.5 : 0;
        }
        struct config *c = help_config(7, 2, edge, tilt, &seed);
        c->type[0] = 2; /* both types are there, the second first */
        c->type[1] = 1;
        c->id[6] = INT64_MAX;
        c->x[4] = trial % 3 ? -0.0 : 1e-300;
        if (trial % 5 == 0) memset(c->box.origin, 0, sizeof c->box.origin);
        if (trial % 4 == 1) c->box.origin[trial % 3] *= 20; /* up to 2000 times an edge */
        if (trial % 3 == 0) name_types(c, "Cu", "Zr");
        if (trial % 3 == 1) name_types(c, "Fe", "Fe");
        for (int format = 0; format < N_FORMATS; format++) {
            struct config *back = round_trip(format, c, trial % 7 ? "trip" : "trip.gz");
            if (format != DUMP) {
                assert_int_equal(back->mass != NULL, c->mass != NULL);
                if (c->mass) assert_memory_equal(back->mass, c->mass, 2 * sizeof *c->mass);
            }
            const bool keeps_names = c->element && (format != XYZ || trial % 3 == 0); /* twice the same name: numbers */
            assert_int_equal(back->element != NULL, keeps_names);
            if (keeps_names) assert_string_equal(back->element[1], c->element[1]);
            config_free(back);
        }
        config_free(c);
    }
}

/* An edge that 17 digits of lo and hi do not determine. */
static void test_awkward_box(void **state) {
    (void)state;
    uint64_t seed = 2;
    struct config *c =
        help_config(5, 2, (double[]){10.123456789012345, 0.1, 1.0 / 3}, (double[]){0.3, -0.7, 1.0 / 7}, &seed);
    const double x0 = c->box.origin[0], y0 = c->box.origin[1];
    c->box.origin[0] = 100.1;
    c->box.origin[1] = -7.7;
    for (size_t i = 0; i < c->n; i++) c->x[3 * i] += 100.1 - x0, c->x[3 * i + 1] += -7.7 - y0;
    c->type[0] = 2;
    assert_true((c->box.origin[0] + c->box.h[0][0]) - c->box.origin[0] != c->box.h[0][0]);
    for (int format = 0; format < N_FORMATS; format++) config_free(round_trip(format, c, "awkward"));
    config_free(c);
}

static char *slurp(const char *path) {
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *s = gb_calloc(1 << 16, 1);
    assert_true(fread(s, 1, (1 << 16) - 1, f) > 0);
    fclose(f);
    return s;
}

static void test_text(void **state) {
    (void)state;
    struct config *c = config_create(2, 2);
    name_types(c, "Cu", "Zr");
    c->type[1] = 2;
    c->x[3] = 0.5;
    c->box.h[0][1] = -0.25;
    const double column[2] = {0.125, 3};
    const struct config_column extra = {"d2min", column};
    char *path = help_path("text");
    assert_int_equal(config_write_dump(c, path, 1, &extra, NULL), GB_OK);
    char *s = slurp(path);
    assert_string_equal(
        s,
        "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS xy xz yz pp pp pp\n-0.25 1 -0.25\n0 1 0\n0 1 0\n"
        "ITEM: ATOMS id type element x y z d2min\n1 1 Cu 0 0 0 0.125\n2 2 Zr 0.5 0 0 3\n");
    free(s);
    assert_int_equal(config_write_xyz(c, path, 1, &extra, NULL), GB_OK);
    s = slurp(path);
    assert_string_equal(s, "2\nLattice=\"1 0 0 -0.25 1 0 0 0 1\" pbc=\"T T T\" types=\"Cu Zr\" "
                           "masses=\"63.545999999999999 30.333333333333332\" "
                           "Properties=species:S:1:pos:R:3:id:I:1:d2min:R:1\nCu 0 0 0 1 0.125\nZr 0.5 0 0 2 3\n");
    free(s);
    assert_int_equal(config_write_data(c, path, NULL), GB_OK);
    s = slurp(path);
    assert_string_equal(s, "LAMMPS data file, written by glassbed\n\n2 atoms\n2 atom types\n0 1 xlo xhi\n0 1 ylo "
                           "yhi\n0 1 zlo zhi\n-0.25 0 0 xy xz yz\n"
                           "\nMasses\n\n1 63.545999999999999 # Cu\n2 30.333333333333332 # Zr\n\nAtoms # atomic\n\n1 1 "
                           "0 0 0\n2 2 0.5 0 0\n");
    free(s);
    unlink(path);
    free(path);
    path = help_path("text.gz");
    assert_int_equal(config_write_data(c, path, NULL), GB_OK);
    s = slurp(path);
    assert_memory_equal(s, "\x1f\x8b", 2); /* really compressed */
    free(s);
    unlink(path);
    free(path);
    config_free(c);
}

static void test_faults(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct config *c = config_create(20000, 1);
    assert_int_equal(config_write_data(c, "/no/such/folder/x.data", &err), GB_EFAIL);
    assert_non_null(strstr(err.text, "/no/such/folder/x.data: cannot be written: No such file"));
    char *folder = help_path("folder");
    assert_int_equal(mkdir(folder, 0777), 0);
    assert_int_equal(config_write_data(c, folder, &err), GB_EFAIL);
    assert_non_null(strstr(err.text, "folder: cannot be written: Is a directory"));
    assert_int_equal(rmdir(folder), 0);
    char *tmp = gb_format("%s.tmp%ld", folder, (long)getpid());
    assert_int_not_equal(access(tmp, F_OK), 0); /* nothing is left behind */
    free(tmp);
    free(folder);
    if (access("/dev/full", W_OK) == 0) { /* a full disk, through standard output */
        fflush(stdout);
        const int keep = dup(STDOUT_FILENO);
        assert_non_null(freopen("/dev/full", "w", stdout));
        const int rc = config_write_xyz(c, "-", 0, NULL, &err);
        fflush(stdout);
        dup2(keep, STDOUT_FILENO);
        close(keep);
        clearerr(stdout);
        assert_int_equal(rc, GB_EFAIL);
        assert_non_null(strstr(err.text, "No space left"));
    }
    gb_error_clear(&err);
    config_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_awkward_box),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Box functions against direct sums, and a configuration's promises. */
#include "atoms/configs.h"

static const double cases[][6] = {
    {3, 4, 5, 0, 0, 0},       {3, 4, 5, 0.5, -0.5, 0.5}, {2, 20, 2, 0.5, 0.5, 0.4}, {30, 2, 2.5, 0.3, 0, -0.5},
    {2, 2, 40, -3, 2.5, 1.7}, {1, 1, 1, 10, -10, 9.5},   {7, 0.5, 3, 0.1, 0.2, 8},
};
enum { N_CASES = sizeof cases / sizeof cases[0] };

static struct box make(const double p[6]) {
    return (struct box){.origin = {1, -2, 3},
                        .h = {{p[0], p[3] * p[0], p[4] * p[0]}, {0, p[1], p[5] * p[1]}, {0, 0, p[2]}}};
}

static void test_inverse_volume_heights(void **state) {
    (void)state;
    for (int k = 0; k < N_CASES; k++) {
        struct box b = make(cases[k]);
        double inv[3][3], height[3];
        box_invert(&b, inv);
        box_heights(&b, height);
        const double v = box_volume(&b);
        assert_true(fabs(v / (cases[k][0] * cases[k][1] * cases[k][2]) - 1) < 1e-14);
        for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 3; c++) {
                double sum = 0;
                for (int m = 0; m < 3; m++) sum += inv[r][m] * b.h[m][c];
                assert_true(fabs(sum - (r == c)) < 1e-12);
            }
            const int p = (r + 1) % 3, q = (r + 2) % 3; /* height = volume / area of the other two edges */
            double area2 = 0;
            for (int m = 0; m < 3; m++) {
                const int m1 = (m + 1) % 3, m2 = (m + 2) % 3;
                const double cross = b.h[m1][p] * b.h[m2][q] - b.h[m2][p] * b.h[m1][q];
                area2 += cross * cross;
            }
            assert_true(fabs(height[r] * sqrt(area2) / v - 1) < 1e-12);
        }
        const double x[3] = {1 + b.h[0][0] * 0.25 + b.h[0][1] * 2.5 - b.h[0][2], -2 + b.h[1][1] * 2.5 - b.h[1][2],
                             3 - b.h[2][2]};
        double s[3];
        box_fractional(&b, inv, x, s);
        assert_true(fabs(s[0] - 0.25) < 1e-12 && fabs(s[1] - 2.5) < 1e-12 && fabs(s[2] + 1) < 1e-12);
        assert_int_equal(box_is_orthogonal(&b), k == 0);
    }
}

static void test_minimum_image(void **state) {
    (void)state;
    uint64_t seed = 4711;
    for (int k = 0; k < N_CASES; k++) {
        struct box b = make(cases[k]);
        for (int trial = 0; trial < 60; trial++) {
            double f[3], d[3], best2 = INFINITY, got[3], inv[3][3], s[3];
            for (int m = 0; m < 3; m++) f[m] = 6 * help_random(&seed) - 3;
            for (int r = 0; r < 3; r++) got[r] = d[r] = b.h[r][0] * f[0] + b.h[r][1] * f[1] + b.h[r][2] * f[2];
            box_minimum_image(&b, got);
            const double got2 = got[0] * got[0] + got[1] * got[1] + got[2] * got[2];
            for (int nz = -26; nz <= 26; nz++) { /* all images in reach of the shortest edges */
                for (int ny = -26; ny <= 26; ny++) {
                    const double x = d[0] + nz * b.h[0][2] + ny * b.h[0][1], y = d[1] + nz * b.h[1][2] + ny * b.h[1][1];
                    const double z = d[2] + nz * b.h[2][2], xr = x - b.h[0][0] * round(x / b.h[0][0]);
                    best2 = fmin(best2, xr * xr + y * y + z * z);
                }
            }
            assert_true(fabs(got2 - best2) <= 1e-10 * best2 + 1e-12);
            struct box at_zero = b;
            memset(at_zero.origin, 0, sizeof at_zero.origin);
            box_invert(&b, inv);
            const double moved[3] = {got[0] - d[0], got[1] - d[1], got[2] - d[2]};
            box_fractional(&at_zero, inv, moved, s);
            for (int m = 0; m < 3; m++) assert_true(fabs(s[m] - round(s[m])) < 1e-9);
        }
    }
}

/* Against all lattice vectors in reach. */
static void test_nearest_image(void **state) {
    (void)state;
    for (int k = 0; k < N_CASES; k++) {
        const struct box b = make(cases[k]);
        double best2 = INFINITY;
        for (int nz = -26; nz <= 26; nz++)
            for (int ny = -26; ny <= 26; ny++)
                for (int nx = -300; nx <= 300; nx++) {
                    const double x = nx * b.h[0][0] + ny * b.h[0][1] + nz * b.h[0][2],
                                 y = ny * b.h[1][1] + nz * b.h[1][2], z = nz * b.h[2][2];
                    if (nx || ny || nz) best2 = fmin(best2, x * x + y * y + z * z);
                }
        assert_true(fabs(box_nearest_image(&b) / sqrt(best2) - 1) < 1e-12);
    }
}

static void test_copy(void **state) {
    (void)state;
    uint64_t seed = 5;
    struct config *a = help_config(23, 2, (double[]){3, 4, 5}, (double[]){0.1, 0.2, 0.3}, &seed);
    a->path = gb_strdup("somewhere");
    a->mass = GB_ARRAY(2, double);
    a->mass[0] = 63.5;
    a->mass[1] = 91.2;
    a->element = GB_ARRAY(2, char *);
    a->element[0] = gb_strdup("Cu");
    a->element[1] = gb_strdup("Zr");
    struct config *b = config_copy(a);
    assert_int_equal(b->n, 23);
    assert_memory_equal(&a->box, &b->box, sizeof a->box);
    assert_memory_equal(a->x, b->x, 3 * 23 * sizeof *a->x);
    assert_memory_equal(a->type, b->type, 23 * sizeof *a->type);
    assert_memory_equal(a->id, b->id, 23 * sizeof *a->id);
    assert_memory_equal(a->mass, b->mass, 2 * sizeof *a->mass);
    assert_string_equal(b->element[1], "Zr");
    assert_string_equal(b->path, "somewhere");
    a->x[0] += 1;
    assert_true(a->x[0] != b->x[0]);
    config_free(a);
    config_free(b);
    config_free(NULL);
}

static void expect(struct config *c, const char *what) {
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(config_check(c, &err), GB_EINPUT);
    if (!strstr(err.text, what)) fail_msg("message '%s'; wanted '%s'", err.text, what);
    gb_error_clear(&err);
}

static void test_check(void **state) {
    (void)state;
    uint64_t seed = 6;
    struct config *c = help_config(9, 2, (double[]){3, 4, 5}, (double[]){0, 0, 0}, &seed);
    const struct box good = c->box;
    assert_int_equal(config_check(c, NULL), GB_OK);
    c->path = gb_strdup("glass.data");
    c->id[4] = c->id[3];
    expect(c, "glass.data: atom id 4 is there twice");
    c->id[4] = 3;
    expect(c, "ascending");
    c->id[4] = 5;
    c->id[0] = 0;
    expect(c, "atom id 0; allowed: 1 or more");
    c->id[0] = 1;
    c->type[7] = 3;
    expect(c, "atom 8 has type 3; allowed: 1 to 2");
    c->type[7] = 1;
    const double x = c->x[5];
    c->x[5] = NAN;
    expect(c, "atom 2 is at");
    c->x[5] = 1e9;
    expect(c, "1e6 boxes");
    c->x[5] = x;
    c->mass = GB_ARRAY(2, double);
    c->mass[0] = 1;
    expect(c, "type 2 has mass 0");
    c->mass[1] = 1;
    c->box.h[1][0] = 0.1;
    expect(c, "rotated");
    c->box = good;
    c->box.h[2][2] = 0;
    expect(c, "length 0 along z");
    c->box.h[2][2] = 1e-320;
    expect(c, "volume");
    c->box = good;
    c->box.h[1][2] = -41;
    expect(c, "yz = -41 where yy = 4");
    c->box = good;
    c->box.h[0][2] = 31;
    expect(c, "xz = 31");
    c->box = good;
    c->box.h[0][1] = 31;
    expect(c, "xy = 31");
    c->box = good;
    c->box.origin[1] = INFINITY;
    expect(c, "origin");
    c->box = good;
    c->n = 0;
    expect(c, "no atoms");
    c->n = 9;
    assert_int_equal(config_check(c, NULL), GB_OK);
    config_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inverse_volume_heights),
        cmocka_unit_test(test_minimum_image),
        cmocka_unit_test(test_nearest_image),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Tables of pair potentials and swap Monte Carlo, without LAMMPS: against formulas, sums over all pairs, and the
 * Boltzmann weights of every arrangement of a small system. */
#include "base/file.h"
#include "base/mem.h"
#include "base/random.h"
#include "worker/plain/swap.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Kob-Andersen's three species (KA2), cut and shifted. */
static const double sigma[3][3] = {{1, 0.8, 0.9}, {0.8, 0.88, 0.84}, {0.9, 0.84, 0.94}};
static const double epsilon[3][3] = {{1, 1.5, 1.25}, {1.5, 0.5, 1}, {1.25, 1, 0.75}};

static double lj(int a, int b, double r) {
    double s6 = pow(sigma[a][b] / r, 6);
    return 4 * epsilon[a][b] * s6 * (s6 - 1);
}

static double lj_force(int a, int b, double r) {
    double s6 = pow(sigma[a][b] / r, 6);
    return 24 * epsilon[a][b] * s6 * (2 * s6 - 1) / r;
}

static double lj_cut(int a, int b, double r) {
    double cut = 2.5 * sigma[a][b];
    return r < cut ? lj(a, b, r) - lj(a, b, cut) : 0;
}

static struct pair_tables *tables(void) {
    enum { N = 4097 };
    struct pair_tables *t = pair_tables_create(3, 0.375);
    double *phi = GB_ARRAY(N, double), *force = GB_ARRAY(N, double);
    for (int a = 0; a < 3; a++) {
        for (int b = a; b < 3; b++) {
            double cut = 2.5 * sigma[a][b], h = (cut - t->r_min) / (N - 1);
            for (int k = 0; k < N; k++) {
                double r = t->r_min + h * k;
                phi[k] = lj(a, b, r) - lj(a, b, cut);
                force[k] = lj_force(a, b, r);
            }
            pair_tables_set(t, a, b, cut, N, phi, force);
        }
    }
    free(phi);
    free(force);
    return t;
}

/* n atoms at random, no two closer than 0.8, in a box that is tilted or not; types 1 2 3 1 2 3 ... */
static struct config *atoms(size_t n, double edge, double tilt, uint64_t seed) {
    struct config *c = config_create(n, 3);
    for (int a = 0; a < 3; a++) c->box.h[a][a] = edge;
    c->box.h[0][1] = tilt;
    c->box.h[1][2] = -0.7 * tilt;
    for (size_t i = 0; i < n;) {
        double s[3];
        for (int a = 0; a < 3; a++) s[a] = random_uniform(&seed);
        for (int a = 0; a < 3; a++)
            c->x[3 * i + (size_t)a] = c->box.h[a][0] * s[0] + c->box.h[a][1] * s[1] + c->box.h[a][2] * s[2];
        bool free_place = true;
        for (size_t j = 0; j < i && free_place; j++) {
            double d[3];
            for (size_t a = 0; a < 3; a++) d[a] = c->x[3 * i + a] - c->x[3 * j + a];
            box_minimum_image(&c->box, d);
            free_place = d[0] * d[0] + d[1] * d[1] + d[2] * d[2] > 0.64;
        }
        c->type[i] = (int)(i % 3) + 1;
        if (free_place) i++;
    }
    return c;
}

/* The oracle: all pairs, nearest images, the formula itself. */
static double energy(const struct config *c, const int *type) {
    double e = 0;
    for (size_t i = 0; i < c->n; i++) {
        for (size_t j = i + 1; j < c->n; j++) {
            double d[3];
            for (size_t a = 0; a < 3; a++) d[a] = c->x[3 * i + a] - c->x[3 * j + a];
            box_minimum_image(&c->box, d);
            e += lj_cut(type[i] - 1, type[j] - 1, sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]));
        }
    }
    return e;
}

static void test_table_is_the_formula(void **state) {
    (void)state;
    struct pair_tables *t = tables();
    for (int a = 0; a < 3; a++) {
        for (int b = 0; b < 3; b++) {
            const struct pair_table *p = &t->of[3 * a + b];
            for (double r = 0.65 * sigma[a][b]; r < 2.6; r += 0.00137)
                assert_true(fabs(pair_table_phi(p, t->r_min, r) - lj_cut(a, b, r)) <
                            1e-9 * (1 + fabs(lj_cut(a, b, r))));
            double cut = 2.5 * sigma[a][b];
            assert_true(pair_table_phi(p, t->r_min, cut) == 0);
            assert_true(fabs(pair_table_phi(p, t->r_min, nextafter(cut, 0))) < 1e-12);
        }
    }
    assert_true(t->r_cut == 2.5);
    pair_tables_free(t);
}

static void test_site_energies_and_differences(void **state) {
    (void)state;
    struct pair_tables *t = tables();
    struct swap_count count[9] = {{0}};
    for (int tilted = 0; tilted < 2; tilted++) {
        struct config *c = atoms(90, 5.4, tilted ? 1.9 : 0, 11);
        struct swap *s;
        uint64_t random = 5;
        assert_int_equal(swap_create(&s, t, c, NULL), GB_OK);
        assert_true(fabs(swap_energy(s) - energy(c, c->type)) < 1e-7);
        for (int move = 0; move < 300; move++) {
            swap_run(s, 5.0, 1, &random, count); /* hot: dense random atoms have high energies */
            double direct = energy(c, swap_types(s));
            assert_true(fabs(swap_energy(s) - direct) < 1e-7);
            assert_true(fabs(swap_energy_afresh(s) - direct) < 1e-7);
        }
        for (size_t i = 0; i < c->n; i += 7) { /* what an atom of each type would have there */
            int *type = GB_ARRAY(c->n, int);
            memcpy(type, swap_types(s), c->n * sizeof *type);
            for (int k = 1; k <= 3; k++) {
                type[i] = k;
                double with = energy(c, type), here = swap_site_energy(s, i, k - 1),
                       now = swap_site_energy(s, i, swap_types(s)[i] - 1);
                assert_true(fabs(with - swap_energy(s) - (here - now)) < 1e-7);
            }
            free(type);
        }
        swap_free(s);
        config_free(c);
    }
    uint64_t accepted = 0;
    for (int k = 0; k < 9; k++) accepted += count[k].accepted;
    assert_true(accepted > 60); /* else the loop above saw nothing */
    pair_tables_free(t);
}

/* Every arrangement of 3 A, 2 B and 1 C on six places, by the digits of its code to the base 3. */
enum { SITES = 6, CODES = 729 };

static int code_of(const int *type) {
    int code = 0;
    for (int i = 0; i < SITES; i++) code = 3 * code + type[i] - 1;
    return code;
}

static bool arrangement(int code, int *type) {
    int count[3] = {0};
    for (int i = SITES; i-- > 0; code /= 3) {
        type[i] = code % 3 + 1;
        count[code % 3]++;
    }
    return count[0] == 3 && count[1] == 2 && count[2] == 1;
}

/* A cluster in which every place has neighbours, so that the exchanged pair's own bond counts. */
static struct config *cluster(void) {
    static const double x[SITES][3] = {{0, 0, 0},         {1.02, 0.1, -0.05}, {0.45, 0.93, 0.1},
                                       {0.5, 0.35, 0.88}, {1.4, 1.05, 0.2},   {-0.3, 0.9, 0.95}};
    static const int type[SITES] = {1, 1, 1, 2, 2, 3};
    struct config *c = config_create(SITES, 3);
    for (int a = 0; a < 3; a++) c->box.h[a][a] = 6;
    memcpy(c->x, x, sizeof x);
    memcpy(c->type, type, sizeof type);
    return c;
}

static void test_boltzmann_weights_of_all_arrangements(void **state) {
    (void)state;
    enum { PARTS = 40, TRIES = 50000 };
    const double kT = 0.8;
    struct pair_tables *t = tables();
    struct config *c = cluster();
    struct swap *s;
    static double weight[CODES], visits[PARTS][CODES];
    double sum = 0, exact = 0, found = 0, chi2 = 0;
    int type[SITES], arrangements = 0;
    for (int k = 0; k < CODES; k++) {
        weight[k] = arrangement(k, type) ? exp(-energy(c, type) / kT) : 0;
        sum += weight[k];
        exact += weight[k] > 0 ? weight[k] * energy(c, type) : 0;
        arrangements += weight[k] > 0;
    }
    exact /= sum;
    assert_int_equal(arrangements, 60);
    assert_int_equal(swap_create(&s, t, c, NULL), GB_OK);
    uint64_t random = 20;
    struct swap_count count[9] = {{0}};
    for (int part = 0; part < PARTS; part++) {
        for (int m = 0; m < TRIES; m++) {
            swap_run(s, kT, 1, &random, count);
            visits[part][code_of(swap_types(s))] += 1.0 / TRIES;
            found += swap_energy(s) / TRIES / PARTS;
        }
    }
    for (int k = 0; k < CODES; k++) {
        double mean = 0, square = 0, p = weight[k] / sum;
        for (int part = 0; part < PARTS; part++) {
            mean += visits[part][k] / PARTS;
            square += visits[part][k] * visits[part][k] / PARTS;
        }
        if (weight[k] == 0) {
            assert_true(mean == 0); /* numbers of atoms never change */
            continue;
        }
        double error = sqrt(fmax(square - mean * mean, p / TRIES) / (PARTS - 1));
        assert_true(fabs(mean - p) < 5 * error);
        chi2 += (mean - p) * (mean - p) / (error * error);
    }
    print_message("chi2 %.1f for 59 degrees of freedom; mean energy %.5f, exact %.5f\n", chi2, found, exact);
    assert_true(chi2 < 110); /* chance of more: 1e-4 */
    assert_true(fabs(found - exact) < 0.02);
    uint64_t tried = count[1].tried + count[2].tried + count[5].tried;
    assert_int_equal(tried, PARTS * TRIES);
    assert_true(fabs((double)count[1].tried / (double)tried - 1.0 / 3) < 0.002); /* pairs of types alike */
    swap_free(s);
    config_free(c);
    pair_tables_free(t);
}

static void test_particles_keep_what_is_theirs(void **state) {
    (void)state;
    struct pair_tables *t = tables();
    struct config *c = atoms(80, 5.2, 0, 3);
    struct swap *s, *again;
    uint64_t random = 9, same = 9;
    struct swap_count count[9] = {{0}};
    bool seen[80] = {0};
    size_t moved = 0;
    assert_int_equal(swap_create(&s, t, c, NULL), GB_OK);
    assert_int_equal(swap_create(&again, t, c, NULL), GB_OK);
    swap_run(s, 3, 5000, &random, count);
    swap_run(again, 3, 5000, &same, count);
    for (size_t i = 0; i < c->n; i++) {
        size_t from = swap_origin(s)[i];
        assert_false(seen[from]);
        seen[from] = true;
        moved += from != i;
        assert_int_equal(swap_types(s)[i], c->type[from]); /* the type came along */
        assert_int_equal(swap_types(s)[i], swap_types(again)[i]);
    }
    assert_true(moved > 20);
    assert_true(swap_energy(s) == swap_energy(again));
    swap_free(s);
    swap_free(again);
    config_free(c);
    pair_tables_free(t);
}

static void test_limits_of_temperature(void **state) {
    (void)state;
    struct pair_tables *t = tables();
    struct config *c = atoms(80, 5.2, 0, 3);
    struct swap *s;
    uint64_t random = 1;
    struct swap_count hot[9] = {{0}}, cold[9] = {{0}};
    assert_int_equal(swap_create(&s, t, c, NULL), GB_OK);
    swap_run(s, 1e12, 1000, &random, hot);
    for (int k = 0; k < 9; k++) assert_int_equal(hot[k].tried, hot[k].accepted);
    double before = swap_energy(s);
    for (int m = 0; m < 2000; m++) {
        swap_run(s, 1e-12, 1, &random, cold);
        assert_true(swap_energy(s) <= before + 1e-9);
        before = swap_energy(s);
    }
    swap_free(s);
    for (size_t i = 0; i < c->n; i++) c->type[i] = 2; /* nobody to exchange with */
    struct swap_count none[9] = {{0}};
    assert_int_equal(swap_create(&s, t, c, NULL), GB_OK);
    swap_run(s, 1, 1000, &random, none);
    for (int k = 0; k < 9; k++) assert_int_equal(none[k].tried, 0);
    swap_free(s);
    config_free(c);
    pair_tables_free(t);
}

static void refused(const struct pair_tables *t, const struct config *c, const char *words) {
    struct gb_error err = GB_ERROR_INIT;
    struct swap *s;
    assert_int_equal(swap_create(&s, t, c, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, words));
    gb_error_clear(&err);
}

static void test_refusals(void **state) {
    (void)state;
    struct pair_tables *t = tables();
    struct config *c = atoms(20, 4.9, 0, 3);
    refused(t, c, "the box is 4.9 high along x, allowed: twice the cut-off 2.5 or more");
    config_free(c);
    c = atoms(20, 6, 0, 3);
    for (int a = 0; a < 3; a++) c->x[3 * 7 + a] = c->x[3 * 4 + a];
    c->x[3 * 7] += 0.3;
    refused(t, c, "atoms 5 and 8 are 0.3 apart");
    config_free(c);
    pair_tables_free(t);
}

static void test_files_of_pair_write(void **state) {
    (void)state;
    char path[] = "/tmp/gb-pair-XXXXXX";
    close(mkstemp(path));
    static const struct {
        const char *text;
        bool good;
    } files[] = {
        {"# DATE: UNITS: lj\n# Pair potential\n\ngb\nN 3 R 0.4 2.2\n\n1 0.4 24 7\n2 1.3 -0.25 -1.5\n3 2.2 0 0\n", true},
        {"gb\nN 3 R 0.4 2.2\n\n1 0.4 24 7\n2 1.3 -0.25 -1.5\n", false},
        {"gb\nN 3 R 0.4 2.2\n\n1 0.4 inf 7\n2 1.3 -0.25 -1.5\n3 2.2 0 0\n", false},
        {"gb\n1 0.4 24 7\n2 1.3 -0.25 -1.5\n3 2.2 0 0\n4 2.2 0 0\n", false},
        {"", false},
    };
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        struct gb_error err = GB_ERROR_INIT;
        double *r, *phi, *force;
        assert_int_equal(gb_file_write(path, files[k].text, strlen(files[k].text), NULL), GB_OK);
        int rc = pair_table_read(path, 3, &r, &phi, &force, &err);
        assert_int_equal(rc, files[k].good ? GB_OK : GB_EFAIL);
        if (files[k].good) {
            assert_true(r[1] == 1.3 && phi[1] == -0.25 && force[1] == -1.5 && r[2] == 2.2);
            free(r);
            free(phi);
            free(force);
        } else {
            assert_non_null(strstr(err.text, "finite lines instead of 3"));
        }
        gb_error_clear(&err);
    }
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_is_the_formula),
        cmocka_unit_test(test_site_energies_and_differences),
        cmocka_unit_test(test_boltzmann_weights_of_all_arrangements),
        cmocka_unit_test(test_particles_keep_what_is_theirs),
        cmocka_unit_test(test_limits_of_temperature),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_files_of_pair_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

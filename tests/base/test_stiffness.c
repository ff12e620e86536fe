/* Moduli from elastic constants made by hand: isotropic, cubic, of no symmetry. */
#include "help.h"

#include "base/stiffness.h"

static struct stiffness cubic(double C11, double C12, double C44) {
    struct stiffness s = {{{0}}};
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) s.C[i][j] = i == j ? C11 : C12;
        s.C[3 + i][3 + i] = C44;
    }
    return s;
}

static void isotropic(void **state) {
    (void)state;
    const double E = 73.9, nu = 0.406, G = E / (2 * (1 + nu)), lambda = E * nu / ((1 + nu) * (1 - 2 * nu));
    const struct stiffness s = cubic(lambda + 2 * G, lambda, G);
    const struct moduli m = stiffness_voigt(&s);
    assert_near(m.young, E, 1e-12 * E);
    assert_near(m.poisson, nu, 1e-14);
    assert_near(m.shear, G, 1e-12 * G);
    assert_near(m.bulk, E / (3 * (1 - 2 * nu)), 1e-11 * E);
    assert_near(stiffness_shear_planes(&s) - stiffness_shear_pairs(&s), 0, 1e-13 * E);
    assert_near(stiffness_plane_scatter(&s), 0, 1e-13 * E);
    for (int axis = 0; axis < 3; axis++) {
        double young, poisson;
        stiffness_uniaxial(&s, axis, &young, &poisson);
        assert_near(young, E, 1e-12 * E);
        assert_near(poisson, nu, 1e-13);
    }
}

/* Copper: C11 168.4, C12 121.4, C44 75.4 GPa. E along an axis is (C11-C12)(C11+2C12)/(C11+C12), nu C12/(C11+C12). */
static void cubic_crystal(void **state) {
    (void)state;
    const struct stiffness s = cubic(168.4, 121.4, 75.4);
    double young, poisson;
    assert_near(stiffness_shear_planes(&s) - stiffness_shear_pairs(&s), 75.4 - 23.5, 1e-12);
    assert_near(stiffness_voigt(&s).shear, (168.4 - 121.4 + 3 * 75.4) / 5, 1e-12);
    assert_near(stiffness_voigt(&s).bulk, (168.4 + 2 * 121.4) / 3, 1e-12);
    stiffness_uniaxial(&s, 1, &young, &poisson);
    assert_near(young, 47.0 * 411.2 / 289.8, 1e-11);
    assert_near(poisson, 121.4 / 289.8, 1e-14);
}

/* No symmetry, C_ij != C_ji: axes permuted give the same averages, and each axis' own modulus moves along. Against the
 * inverse of the 3 x 3 by Cramer's rule. */
static void general(void **state) {
    (void)state;
    struct stiffness s = cubic(0, 0, 0), turned = s;
    const double C[3][3] = {{101, 53, 47}, {55, 97, 43}, {45, 41, 113}}, shear[3] = {19, 23, 31};
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) s.C[i][j] = C[i][j], turned.C[(i + 1) % 3][(j + 1) % 3] = C[i][j];
        s.C[3 + i][3 + i] = turned.C[3 + (i + 1) % 3][3 + (i + 1) % 3] = shear[i];
    }
    const struct moduli m = stiffness_voigt(&s), t = stiffness_voigt(&turned);
    assert_near(m.young, t.young, 1e-12);
    assert_near(m.poisson, t.poisson, 1e-14);
    assert_near(m.bulk, (101 + 97 + 113 + 2 * (54 + 46 + 42)) / 9.0, 1e-12);
    assert_near(m.shear, (101 + 97 + 113 - (54 + 46 + 42) + 3 * (19 + 23 + 31)) / 15.0, 1e-12);
    assert_near(m.shear, (2 * stiffness_shear_pairs(&s) + 3 * stiffness_shear_planes(&s)) / 5, 1e-12);
    assert_near(stiffness_plane_scatter(&s),
                sqrt((pow(19 - 73 / 3.0, 2) + pow(23 - 73 / 3.0, 2) + pow(31 - 73 / 3.0, 2)) / 2), 1e-12);
    const double a = 101, b = 97, c = 113, p = 54, q = 46, r = 42;
    const double det = a * (b * c - r * r) - p * (p * c - q * r) + q * (p * r - q * b);
    double young, poisson, along;
    stiffness_uniaxial(&s, 0, &young, &poisson);
    assert_near(young, det / (b * c - r * r), 1e-11);
    assert_near(poisson, ((p * c - q * r) + (q * b - p * r)) / (2 * (b * c - r * r)), 1e-13);
    stiffness_uniaxial(&turned, 1, &along, &poisson);
    assert_near(along, young, 1e-11);
    s = cubic(0, 0, 0);
    stiffness_uniaxial(&s, 2, &young, &poisson);
    assert_true(isnan(young) && isnan(poisson));
}

static void stable(void **state) {
    (void)state;
    struct stiffness s = stiffness_isotropic(67, 16);
    const struct moduli m = stiffness_voigt(&s);
    assert_near(m.bulk, 67, 1e-12);
    assert_near(m.shear, 16, 1e-12);
    assert_true(stiffness_stable(&s, 6));
    s.C[4][4] = -1;
    assert_true(stiffness_stable(&s, 3) && !stiffness_stable(&s, 6));
    s = cubic(168.4, 121.4, 75.4);
    assert_true(stiffness_stable(&s, 6));
    s = cubic(100, 100.1, 75.4); /* an axis shortened, another stretched: unstable */
    assert_false(stiffness_stable(&s, 3));
    s = cubic(100, -50.1, 75.4); /* compressed: unstable, which no pair of axes shows */
    assert_false(stiffness_stable(&s, 3));
    const double C[3][3] = {
        {45.1, 53.8, 74.9}, {53.8, 91.1, 56.5}, {74.9, 56.5, 88.6}}; /* of a glass that rearranged */
    for (int i = 0; i < 9; i++) s.C[i / 3][i % 3] = C[i / 3][i % 3];
    assert_false(stiffness_stable(&s, 3));
    s.C[1][1] = NAN;
    assert_false(stiffness_stable(&s, 3));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(isotropic), cmocka_unit_test(cubic_crystal),
                                       cmocka_unit_test(general), cmocka_unit_test(stable)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

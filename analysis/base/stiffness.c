/* Elastic constants, see stiffness.h (Hill 1952 for Voigt's averages). */
#include "base/stiffness.h"

#include <math.h>

static double at(const struct stiffness *s, int i, int j) { return (s->C[i][j] + s->C[j][i]) / 2; }

static double mean_diagonal(const struct stiffness *s) { return (at(s, 0, 0) + at(s, 1, 1) + at(s, 2, 2)) / 3; }
static double mean_off(const struct stiffness *s) { return (at(s, 0, 1) + at(s, 0, 2) + at(s, 1, 2)) / 3; }

double stiffness_shear_pairs(const struct stiffness *s) { return (mean_diagonal(s) - mean_off(s)) / 2; }
double stiffness_shear_planes(const struct stiffness *s) { return (at(s, 3, 3) + at(s, 4, 4) + at(s, 5, 5)) / 3; }

double stiffness_plane_scatter(const struct stiffness *s) {
    const double mean = stiffness_shear_planes(s);
    double sum = 0;
    for (int i = 3; i < 6; i++) sum += (at(s, i, i) - mean) * (at(s, i, i) - mean);
    return sqrt(sum / 2);
}

struct moduli stiffness_voigt(const struct stiffness *s) {
    const double K = (mean_diagonal(s) + 2 * mean_off(s)) / 3,
                 G = (2 * stiffness_shear_pairs(s) + 3 * stiffness_shear_planes(s)) / 5;
    return (struct moduli){K, G, 9 * K * G / (3 * K + G), (3 * K - 2 * G) / (6 * K + 2 * G)};
}

void stiffness_uniaxial(const struct stiffness *s, int axis, double *young, double *poisson) {
    const int a = axis, b = (axis + 1) % 3, c = (axis + 2) % 3;
    /* strains of the sides that free them: [C_bb C_bc; C_cb C_cc] e = -[C_ba; C_ca] */
    const double det = at(s, b, b) * at(s, c, c) - at(s, b, c) * at(s, b, c);
    const double e_b = -(at(s, c, c) * at(s, b, a) - at(s, b, c) * at(s, c, a)) / det;
    const double e_c = -(at(s, b, b) * at(s, c, a) - at(s, b, c) * at(s, b, a)) / det;
    *young = det != 0 ? at(s, a, a) + at(s, a, b) * e_b + at(s, a, c) * e_c : NAN;
    *poisson = det != 0 ? -(e_b + e_c) / 2 : NAN;
}

bool stiffness_stable(const struct stiffness *s, int n) {
    double L[6][6] = {{0}};
    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = at(s, i, j);
            for (int k = 0; k < j; k++) sum -= L[i][k] * L[j][k];
            if (j < i)
                L[i][j] = sum / L[j][j];
            else if (sum > 0.01 * at(s, i, i) && at(s, i, i) > 0)
                L[i][i] = sqrt(sum);
            else
                return false;
        }
    }
    return true;
}

struct stiffness stiffness_isotropic(double K, double G) {
    struct stiffness s = {{{0}}};
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) s.C[i][j] = K + (i == j ? 4 : -2) * G / 3;
        s.C[i + 3][i + 3] = G;
    }
    return s;
}

/* What the tests of synthetic images share: a made-up glass in Q. */
#ifndef TESTS_SYNTH_GLASS_H
#define TESTS_SYNTH_GLASS_H

#include "base/mem.h"
#include "pdf/structure.h"

#include <math.h>

/* Cu64.5Zr35.5 of three shells: S00 - 1 = sum_i N_i sinc(Q r_i) exp(-s_i^2 Q^2/2), S20 = -eps c Q dS00/dQ in
 * closed form (c of nu = 0.36), S40 = 0.3 eps S20. n points of dq. */
static inline double glass_s00(double Q, double *slope) {
    static const double N[3] = {6.67, 4.77, -12.34}, r[3] = {2.75, 4.9, 3.124}, s[3] = {0.18, 0.371, 1.099};
    double S = 1, dS = 0;
    for (int i = 0; i < 3; i++) {
        const double x = Q * r[i], damp = N[i] * exp(-0.5 * s[i] * s[i] * Q * Q);
        const double sinc = x > 1e-4 ? sin(x) / x : 1 - x * x / 6;
        const double d_sinc = x > 1e-4 ? (cos(x) - sinc) / x : -x / 3;
        S += damp * sinc;
        dS += damp * (r[i] * d_sinc - s[i] * s[i] * Q * sinc);
    }
    *slope = dS;
    return S;
}

static inline void glass_structure(struct structure *st, size_t n, double dq, double eps) {
    *st = (struct structure){.n = n, .dq = dq, .rho0 = 0.0633};
    for (int l = 0; l < 3; l++) st->S[l] = GB_ARRAY(n, double);
    for (size_t j = 0; j < n; j++) {
        double slope;
        st->S[0][j] = glass_s00(structure_q(st, j), &slope);
        st->S[1][j] = -eps * 2 * 1.36 / (3 * sqrt(5)) * structure_q(st, j) * slope;
        st->S[2][j] = 0.3 * eps * st->S[1][j];
    }
}

#endif

/* S_l0(Q) straight from the atoms, as a sum over the box's own Q vectors: the slow oracle of structure.h, which has
 * neither its pair sums nor its transforms.
 *
 *     Q = 2 pi h^-T m, m whole numbers;   I(Q) = |sum_j f_j(|Q|) exp(i Q r_j)|^2 / N
 *     S(Q) = 1 + (I(Q) - <f^2>)/<f>^2                                    Faber-Ziman, pdf/scatter.h
 *     S_l0 in a bin of |Q|: least squares of S(Q) on 1, sqrt5 P2, 3 P4 of the angle to the axis
 *
 * S at one vector is speckle: it scatters by about its mean, so a bin of n vectors knows S_l0 to S00/sqrt(n) and no
 * better. errors are those of the least squares, from what it leaves. The transform of g_l0(r) up to r_max is the same
 * S smoothed over about pi/r_max in Q.
 *
 * Q and -Q are one vector. A bin with more than max_per_bin of them is represented by that many, chosen at random
 * (seed) with equal chances. Cost: 5 ns a vector and atom on one core; 200 a bin, 1250 bins and 5000 atoms take 6 s.
 */
#ifndef GB_PDF_RECIPROCAL_H
#define GB_PDF_RECIPROCAL_H

#include "atoms/config.h"
#include "pdf/scatter.h"

struct reciprocal_options {
    size_t n_q;         /* bins [j dq, (j+1) dq) */
    double dq;          /* 1/length */
    int l_max;          /* 0, 2, 4 */
    double axis[3];     /* of the expansion, any length; all 0: z */
    size_t max_per_bin; /* vectors; 0: all */
    uint64_t seed;
    int threads;        /* 0: all cores; the result does not depend on them */
    double to_angstrom; /* length unit in angstrom, for x-ray form factors; 1 for metals */
};

struct reciprocal {
    size_t n;
    double dq;
    double *q;             /* [n] mean |Q| of the bin's vectors; NaN where there are none */
    double *S[3], *err[3]; /* S[l/2], each [n]; NULL for an l that was not asked for; NaN where the bin's vectors cannot
                              tell them apart (too few, or of too few directions) */
    size_t *vectors;       /* [n] used */
};

/* *out is the caller's, reciprocal_clear. The species of `sc` are the types of `c`, in order, with its fractions.
 * GB_EINPUT: other fractions or species, n_q outside 1..1e6, steps not positive, more than 1e8 vectors, Q beyond the
 * form factors. */
int reciprocal_sum(struct reciprocal *out, const struct config *c, const struct scatter *sc,
                   const struct reciprocal_options *o, struct gb_error *err);
void reciprocal_clear(struct reciprocal *r);

#endif

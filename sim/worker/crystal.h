/* Which atoms are crystalline: those whose environment, orientation included, is repeated around them.
 *
 * The environment of an atom is the vector q of all q_lm of its neighbours within R = CRYSTAL_SHELLS, l = 4, 6, 8, 10
 * and 12 (Steinhardt, Nelson and Ronchetti, PRB 28, 784, 1983), of length 1. Two atoms are alike when q_i . q_j >
 * CRYSTAL_ALIKE (which for nearest neighbours and l = 6 alone is the criterion of ten Wolde, Ruiz-Montero and Frenkel,
 * JCP 104, 9932, 1996); an atom is crystalline when CRYSTAL_REPEATS others within CRYSTAL_RANGE are like it. A crystal
 * of several sites, such as a Laves phase, where neighbours are not alike, repeats each of them in the next cells; the
 * species do not matter, so that a solid solution is a crystal. Lengths are in units of rho^(-1/3).
 */
#ifndef GB_WORKER_CRYSTAL_H
#define GB_WORKER_CRYSTAL_H

#include "atoms/config.h"

#define CRYSTAL_SHELLS 1.7 /* between the shells of fcc, hcp (1.59, 1.83) and bcc (1.26, 1.78) */
#define CRYSTAL_RANGE 3.5  /* three nearest-neighbour distances, a cell of the Laves phases */
#define CRYSTAL_BOND 1.45  /* the first minimum of g(r) */
#define CRYSTAL_ALIKE 0.6
enum { CRYSTAL_REPEATS = 6, CRYSTAL_N_DEGREES = 5, CRYSTAL_DIMENSION = 9 + 13 + 17 + 21 + 25 };
extern const int crystal_degree[CRYSTAL_N_DEGREES];

/* rho^(-1/3). */
double crystal_unit(const struct config *c);

/* An atom's part of degree l from Q_l and its normalised complex components, m = -l .. l, as LAMMPS's compute
 * orientorder/atom has them: out[2 l + 1]. Harmonics of negative m say nothing new. */
void crystal_part(int l, double Q, const double *components, float *out);
/* Of length 1 (0 where there is no neighbour). */
void crystal_normalise(float environment[CRYSTAL_DIMENSION]);

struct crystals {
    size_t atoms;   /* that are crystalline */
    size_t largest; /* of them in the largest cluster connected by bonds */
};
/* environment[n * CRYSTAL_DIMENSION]; alike[n]: how many others are like each atom, the caller's. GB_E* of
 * pairs_visit. Cost: one search for pairs. */
int crystal_find(const struct config *c, const float *environment, unsigned *alike, struct crystals *found,
                 struct gb_error *err);

#endif

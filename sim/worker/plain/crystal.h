/* Which atoms are crystalline: those whose environment, orientation included, is repeated around them.
 *
 * The environment of an atom is the vector q of all q_lm of its neighbours within CRYSTAL_SHELLS, l = 4, 6, 8, 10 and
 * 12 (Steinhardt, Nelson and Ronchetti, PRB 28, 784, 1983), of length 1. Two atoms are alike when q_i . q_j >
 * CRYSTAL_ALIKE (for nearest neighbours and l = 6 alone the criterion of ten Wolde, Ruiz-Montero and Frenkel, JCP 104,
 * 9932, 1996); an atom is crystalline when CRYSTAL_REPEATS others within CRYSTAL_RANGE are like it. Where neighbours
 * are not alike, as in Laves phases, the next cells repeat each site. The species do not matter: a solid solution is a
 * crystal. Lengths are in units of rho^(-1/3).
 *
 * How far this is right, on perfect crystals with Gaussian displacements of 0.05 a component (close to melting; states
 * at rest have less): all atoms of fcc, hcp, bcc, B2, B33, C11b, A15, C14 and C15, at 0.07 still 95 %. In 20 glasses of
 * 13 models (Kob-Andersen and its kin, Cu-Zr, Ni-Zr, Ni-Nb, Cu-Mg, Zr65Cu17Ni8Al10; Cu-Zr at 1e10 K/s too): not one of
 * 19 900 atoms, nor of 49 200 in 82 glasses annealed by swap Monte Carlo. Of a spherical crystal in a glass the
 * outermost layer is missed, and with it of 200 atoms a tenth (bcc, fcc) to a quarter (C15, hcp), of 100 atoms up to a
 * half, of 500 in Cu-Zr 2 % (B2) to a quarter (C14). Not seen: crystals below some 50 atoms; cells so large that no
 * site comes back within CRYSTAL_RANGE; lattices whose atoms are displaced by 0.2 and more, such as fcc of
 * Kob-Andersen's mixture at random, which collapses at rest.
 */
#ifndef GB_WORKER_CRYSTAL_H
#define GB_WORKER_CRYSTAL_H

#include "atoms/config.h"

#define CRYSTAL_SHELLS 2.0 /* between the shells of fcc (1.94, 2.24) and of bcc (1.78, 2.09) */
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

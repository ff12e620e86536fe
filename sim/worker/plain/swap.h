/* Swap Monte Carlo: exchanging the types of two unlike atoms, positions fixed, at temperature T.
 *
 * One object is one block: the atoms where they are. For every site i and every type c it holds the energy that an atom
 * of type c would have there,
 *     u_i[c] = sum_k phi_{c t_k}(r_ik),            E = 1/2 sum_i u_i[t_i],
 * so that exchanging i (type a) and j (type b) costs
 *     dE = u_i[b] - u_i[a] + u_j[a] - u_j[b] - [phi_aa + phi_bb - 2 phi_ab](r_ij),
 * the last term only where i and j are within the cut-off (their own bond stays a-b). An attempt takes the same short
 * time whatever the cut-off and the number of atoms, only an accepted one touches the neighbours of both.
 *
 * Detailed balance: a pair of unlike types is drawn (all alike), then an atom of each, uniformly; numbers of atoms
 * never change, so a move and its reverse are proposed equally often, and Metropolis' min(1, exp(-dE/kT)) leaves
 * exp(-E/kT) over the arrangements of types as it is. Velocities: a swap is the exchange of two particles' places, each
 * keeps its momentum. So type and velocity travel together (swap_origin): the Maxwell-Boltzmann distribution is kept
 * whatever the masses, as are kinetic energy and total momentum, and nothing needs redrawing. With equal masses leaving
 * the velocities behind would be as good.
 *
 * Limits: pair potentials; every height of the box at least twice the cut-off (one image of each neighbour). Cost,
 * three Lennard-Jones types at density 1.2: an atom's share of setting up a block is that of six MD steps, an accepted
 * swap that of ten atom-steps, an attempt a twentieth of one. Memory about 1.3 kB an atom.
 */
#ifndef GB_WORKER_SWAP_H
#define GB_WORKER_SWAP_H

#include "atoms/config.h"
#include "worker/plain/pair_table.h"

struct swap_count {
    uint64_t tried, accepted;
};

struct swap;

/* Lists and energies of c (types 1..n_types of the tables; c and t are borrowed as long as s lives). GB_EINPUT with the
 * numbers when the box is too small or two atoms are closer than the tables begin, GB_EFAIL when an energy is not
 * finite. *s is the caller's. */
int swap_create(struct swap **s, const struct pair_tables *t, const struct config *c, struct gb_error *err);
void swap_free(struct swap *s);

/* `attempts` attempts at kT > 0 (energy units); *random is a splitmix64 state. count[a n_types + b], a < b, 0-based, is
 * added to; nothing happens where all atoms are of one type. */
void swap_run(struct swap *s, double kT, uint64_t attempts, uint64_t *random, struct swap_count *count);

double swap_energy(const struct swap *s); /* total, carried along with the moves */
/* The same, summed afresh over all pairs. */
double swap_energy_afresh(const struct swap *s);
/* u_i[c], 0-based. */
double swap_site_energy(const struct swap *s, size_t i, int c);
const int *swap_types(const struct swap *s);     /* [n], 1-based, lent */
const size_t *swap_origin(const struct swap *s); /* [n], which site the particle now at i started from; lent */

#endif

/* A liquid or glass held at T: molecular dynamics (md.h) alternating with swap Monte Carlo (swap.h). What stages swap
 * and equilibrium share.
 *
 * Parameters: seed atoms npt timestep checkpoint-steps thermo-steps as in melt, and
 *     T             of thermostat and swaps
 *     time          of MD in all (tau or ps)
 *     block-time    of MD between two blocks of swaps; a block's steps divide thermo-steps
 *     attempts      swap attempts per atom and block; 0: molecular dynamics alone
 *     from-T        where it is given: brought from there to T over the first quarter of the time
 * Input: state or glass, see worker_take_up.
 * thermo.tsv has the columns of md.h and, with swaps,
 *     acceptance acceptance_1_2 ...   of all attempts, and by pair of types, since the last row
 *     e_diff                          largest |LAMMPS's energy - ours| per atom at the blocks since then
 *
 * The potentials are asked of LAMMPS itself (pair_ask.h), so any style that is a sum over pairs works. That it is one
 * is checked at every block: our energy of all atoms must be LAMMPS's within 1e-6 of it.
 * The random numbers of a block follow from the seed and the step alone. Rank 0 swaps, the others are told.
 */
#ifndef GB_WORKER_HOLD_H
#define GB_WORKER_HOLD_H

#include "base/values.h"
#include "worker/md.h"
#include "worker/plain/pair_table.h"
#include "worker/plain/swap.h"

#define HOLD_MAX_PAIRS (MODEL_MAX_SPECIES * MODEL_MAX_SPECIES)

struct hold {
    size_t atoms;
    double T, attempts; /* attempts per atom and block */
    int64_t steps;      /* of MD in all */
    struct md_schedule schedule;
    /* its own */
    int n_types;
    double kT, e_diff;
    int64_t seed;
    char *columns;
    struct md_ramp ramp[2];
    struct pair_tables *table; /* once asked for; filled on rank 0 */
    struct swap_count count[HOLD_MAX_PAIRS];
};

/* The parameters of w's stage into a schedule that md_run takes; *h stays where it is until hold_clear. GB_EINPUT for
 * parameters that are not allowed and for swaps of a model that has none to offer. */
int hold_read(struct hold *h, struct worker *w, const char *label, struct gb_error *err);
void hold_clear(struct hold *h);
/* After md_run: atoms temperature_wanted md_time; T e_pot and, with swaps, how they went, averaged over the second half
 * of thermo.tsv, with errors. */
int hold_report(const struct hold *h, const struct worker *w, struct gb_values *v, struct gb_error *err);

#endif

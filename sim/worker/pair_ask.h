/* The pair potentials that LAMMPS uses, asked of LAMMPS itself (pair_write): whatever the pair style, its shifts and
 * smoothings are in them. What is not a sum over pairs gives tables too (LAMMPS only warns): compare the total energy.
 */
#ifndef GB_WORKER_PAIR_ASK_H
#define GB_WORKER_PAIR_ASK_H

#include "worker/plain/pair_table.h"
#include "worker/worker.h"

/* Tables of all species from 0.15 of the longest cut-off on, each to its own cut-off, which is found to 1e-13; filled
 * on rank 0, the caller's on all. LAMMPS must have a box and the model; its next run must begin with `pre yes`.
 * GB_EINPUT when a potential reaches further than half the box, or nobody interacts. Cost: some ten small files a pair.
 */
int pair_ask(struct worker *w, struct pair_tables **t, struct gb_error *err);

#endif

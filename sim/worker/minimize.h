/* The atoms to rest in a fixed cell: limited-memory BFGS (Nocedal 1980) on LAMMPS's forces.
 *
 * One force evaluation an iteration where conjugate gradients with LAMMPS's line searches need two, and fewer
 * iterations: on Kob-Andersen glasses of 4000 atoms under 0.4 % strain about a third of the evaluations to the same
 * force. The inverse Hessian is built from the last MEMORY steps s and force changes y; a step is taken when the energy
 * falls enough or, where its change drowns in rounding (1e-10 of it), when the force along the step fell. No component
 * moves more than 0.1 length units at once. Memory: 2 MEMORY + 4 vectors of 3 n doubles on each rank.
 */
#ifndef GB_WORKER_MINIMIZE_H
#define GB_WORKER_MINIMIZE_H

#include "worker/lammps.h"

/* To an rms force component of `rms` (model units); false when it stopped before. The energy and stress of the final
 * state can be read afterwards. */
bool minimize(struct lmp *l, size_t n, double rms);

#endif

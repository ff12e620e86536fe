/* A configuration brought to rest at T = 0 and the wanted pressure: an inherent structure. Stages reference (glasses)
 * and equilibrium (the liquid that they are compared with) do the very same.
 *
 * relax = "none": the cell stays, the atoms come to rest; "isotropic": the cell keeps its shape and the mean normal
 * stress becomes -pressure (the frozen-in deviatoric stress of a finite sample stays and is reported); "lengths": the
 * three edges relax apart and every normal stress becomes -pressure. Tolerance 1e-6 of the affine bulk modulus.
 */
#ifndef GB_WORKER_REST_H
#define GB_WORKER_REST_H

#include "base/values.h"
#include "worker/worker.h"

struct rest {
    bool fixed, lengths; /* relax */
    double pressure;     /* model units */
    const char *label;   /* for the progress line and warnings, "reference"; borrowed */
    double progress_at, progress_total;
};
/* Parameters pressure and relax of w's stage. */
int rest_read(const struct worker *w, struct rest *r, struct gb_error *err);
/* Loads c (worker_load), relaxes, and gives the state (the caller's) and atoms e_is density volume pressure
 * pressure_wanted deviatoric_stress newton_steps converged. A relaxation that stops early is a warning. path: where c
 * is from, for messages. GB_EFAIL when the energy or stress at rest is not finite. */
int rest_run(struct worker *w, const struct rest *r, const struct config *c, const char *path, struct config **now,
             struct gb_values *v, struct gb_error *err);

#endif

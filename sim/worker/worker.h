/* glassbed-worker: one stage per process, the only program with MPI and LAMMPS.
 *
 *     glassbed-worker run DIR PARTIAL     DIR: the study's folder; PARTIAL: the stage's folder, holds stage.xml
 *     glassbed-worker --probe MODEL.xml   can the linked LAMMPS run this model? one line, exit 0 or 1
 *
 * It works inside PARTIAL and writes protocol lines to the runner (see protocol.h). What each kind of stage takes and
 * leaves: stage/kinds.h, sim/stage/README.md; how it is computed: the file of its function below.
 */
#ifndef GB_SIM_WORKER_H
#define GB_SIM_WORKER_H

#include "stage/stage.h"
#include "worker/lammps.h"

struct worker {
    struct lmp *lmp;
    struct model *model;
    struct stage stage;
    char *dir; /* the study's folder, absolute */
};

int melt_stage(struct worker *w, struct gb_error *err);
int line_stage(struct worker *w, struct gb_error *err); /* quench, reheat */
int anneal_stage(struct worker *w, struct gb_error *err);
int creep_stage(struct worker *w, struct gb_error *err);
int prestrain_stage(struct worker *w, struct gb_error *err);
int swap_stage(struct worker *w, struct gb_error *err);
int equilibrium_stage(struct worker *w, struct gb_error *err);
int reference_stage(struct worker *w, struct gb_error *err);
int elastic_stage(struct worker *w, struct gb_error *err);
int order_stage(struct worker *w, struct gb_error *err);
int compress_stage(struct worker *w, struct gb_error *err);
int thermal_stage(struct worker *w, struct gb_error *err);
int compress_thermal_stage(struct worker *w, struct gb_error *err);

/* A configuration into LAMMPS, starting afresh: ids become 1..n in the order of c (by id), types must be the model's.
 */
int worker_load(struct worker *w, const struct config *c, struct gb_error *err);
/* The atoms as they are now, with c's ids, types and elements and LAMMPS's box and positions; the caller's. GB_EFAIL
 * when a position could not be read. */
int worker_snapshot(struct worker *w, const struct config *c, struct config **now, struct gb_error *err);
/* c's atoms as LAMMPS's first state: after lmp_begin, before lmp_set_model; ids and types as above. */
int worker_put(struct worker *w, const struct config *c, struct gb_error *err);
/* The n atoms that LAMMPS holds, as a dump: ids 1..n, the types they have now, the model's names. */
int worker_write(struct worker *w, size_t n, const char *path, struct gb_error *err);
/* LAMMPS's first state from the stage's input, after lmp_begin, before lmp_set_model: `state`, a stage that left
 * state.restart, velocities as they were (parameter velocities="drawn": drawn anew); or `glass`, a stage that left
 * glass.dump or a file, velocities drawn. Drawn at T from parameter seed. GB_EINPUT when it holds other than `atoms`
 * (0: any). */
int worker_take_up(struct worker *w, size_t atoms, double T, struct gb_error *err);
/* Reads a configuration with the model's elements and checks that every type has a model. */
int worker_read(const struct worker *w, const char *path, struct config **c, struct gb_error *err);

#endif

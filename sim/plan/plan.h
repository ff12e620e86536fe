/* The plan: every stage of a study in an order in which each comes after its inputs. */
#ifndef GB_SIM_PLAN_H
#define GB_SIM_PLAN_H

#include "stage/stage.h"
#include "study/study.h"

struct plan {
    size_t n;
    struct stage *stage; /* [n] owned */
    size_t *by_name;     /* [n] indices in the order of names, for plan_find; owned */
};

/* Stages and their parameters (all through stage_param; doubles exact; flags "yes" or "no"; every stage has model and
 * model-hash, every stage of the worker has ranks):
 *
 *   melt       melt/sK             seed atoms density npt timestep melt-T from-T melt-time equilibrate-time
 *                                  checkpoint-steps thermo-steps
 *   quench, reheat, anneal, swap, creep, prestrain: the steps of a history (history.h), KIND/HISTORY/sK its last and
 *              KIND/HISTORY~I/sK its others: seed atoms npt timestep checkpoint-steps thermo-steps and those that
 *              sim/worker/history.c and swap_stage.c name (rates in internal units); input state (melt, or the step
 *              before) or glass (the user's file)
 *   equilibrium  equilibrium/T/sK  seed npt timestep from-T T time atoms block-time attempts snapshots pressure relax
 *                                  checkpoint-steps thermo-steps; input state (melt)
 *   reference  reference/HIST/sK   pressure relax (none, isotropic, lengths); input glass (the history's last stage, or
 *                                  the user's file)
 *   elastic    elastic/HIST/sK     strain; input reference
 *   order      order/HIST/sK       input reference
 *   compress   compress/HIST/sK/STRAIN-AXIS   axis (x, y, z) strain both-signs; inputs reference, elastic
 *              with stress instead of strain where the study says so
 *   thermal    thermal/HIST/sK/TEMPERATURE   seed T equilibrate-time time timestep snapshots observe-steps
 *                                  checkpoint-steps thermo-steps; input reference
 *   compress-thermal  compress/HIST/sK/TEMPERATURE-STRESS-AXIS   as thermal, axis stress both-signs; inputs reference,
 *                                  thermal
 *   measure    measure/HIST/sK/STRAIN   axes ("x y z") r-max r-bin partials d2min-cut margin both-signs; inputs
 *                                  reference, elastic, compress-x, compress-y, compress-z (those asked for)
 *   summary    summary             study (the text of study_effective_xml); inputs: every step of a history, reference,
 *                                  elastic, order, compress, measure, each called by its path
 *
 * `model` is "model.xml", the copy inside the study's folder (model_write); model-hash (16 hexadecimal digits,
 * model_hash) stands for its contents. Pressure is in the model's units (GPa for metals). `ranks` counts like any other
 * parameter: sums over another number of processes round differently.
 *
 * Seeds: 1 to 900000000 (what all LAMMPS generators take), hashed from study seed, stage kind, sample number
 * and the step's place in its history: the same whatever else the study holds.
 *
 * thermo-steps: steps over which one thermo row averages; 1, 2 or 5 times a power of ten, at least 10: at most 400 rows
 * a stage, unless that would be more than a checkpoint interval. checkpoint-steps is a multiple of it.
 *
 * margin: study_margin().
 *
 * cost: atom-steps, from the steps of MD and typical numbers of force evaluations of the minimisations.
 */

/* GB_EINPUT when a potential or glass file cannot be read, or the study has more than 100 000 stages. *p is the
 * caller's. */
int plan_create(struct plan **p, const struct study *s, struct gb_error *err);
void plan_free(struct plan *p);
/* NULL when there is none of that name. */
const struct stage *plan_find(const struct plan *p, const char *name);

#endif

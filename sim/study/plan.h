/* The plan: every stage of a study in an order in which each comes after its inputs. */
#ifndef GB_SIM_PLAN_H
#define GB_SIM_PLAN_H

#include "study/stage.h"
#include "study/study.h"

struct plan {
    size_t n;
    struct stage *stage;
};

/* Stages and their parameters (all through stage_param; doubles exact):
 *   melt       melt/sK            model seed atoms density npt timestep melt-T from-T melt-time equilibrate-time
 *                                 checkpoint-steps ranks
 *   quench     quench/RATE/sK     model seed npt timestep from-T to-T rate (internal units) checkpoint-steps ranks;
 *                                 input melt
 *   reference  reference/HIST/sK  model pressure relax ranks; input glass (stage quench, or the user's file)
 *   elastic    elastic/HIST/sK    model strain ranks; input reference
 *   compress   compress/HIST/sK/STRAIN-AXIS   model axis strain both-signs ranks; inputs reference, elastic
 *   measure    measure/HIST/sK/STRAIN  axes r-max r-bin partials d2min-cut margin both-signs; inputs reference, elastic,
 *                                 compress-x, compress-y, compress-z (those asked for)
 *   summary    summary            everything summary needs from the study (effective study.xml text as a parameter
 *                                 "study"); inputs: every quench, reference, elastic, compress, measure
 * `model` is the path "model.xml" inside the study's folder; the model file's text hash is a parameter "model-hash".
 * Seeds: 31-bit, from study seed, stage kind and sample number by hashing, the same whatever else the study holds.
 */
int plan_create(struct plan **p, const struct study *s, struct gb_error *err);
void plan_free(struct plan *p);
const struct stage *plan_find(const struct plan *p, const char *name);

#endif

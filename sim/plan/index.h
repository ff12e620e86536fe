/* Stages of a plan by name: sorted once, found in O(log n). */
#ifndef GB_PLAN_INDEX_H
#define GB_PLAN_INDEX_H

#include "plan/plan.h"

/* Fills p->by_name from the stages; plan_find() needs it. */
void plan_index(struct plan *p);

#endif

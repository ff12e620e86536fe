/* What a stage costs, in atom-steps: the forces on one atom for one step of MD. For the time that a study may take and
 * for who starts first; nothing that is computed depends on it. */
#ifndef GB_PLAN_COST_H
#define GB_PLAN_COST_H

#include "plan/parameters.h"

double plan_cost(const struct plan_at *at, const struct stage *st);

#endif

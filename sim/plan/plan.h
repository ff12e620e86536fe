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

/* Each stage is as its kind's row says (stage/kinds.h), its parameters and inputs in the row's order, which the hash
 * follows; values: parameters.h; cost: cost.h. The summary's inputs are called by their paths. */

/* GB_EINPUT when a potential or glass file cannot be read, or the study has more than 100 000 stages. *p is the
 * caller's. */
int plan_create(struct plan **p, const struct study *s, struct gb_error *err);
void plan_free(struct plan *p);
/* NULL when there is none of that name. */
const struct stage *plan_find(const struct plan *p, const char *name);

#endif

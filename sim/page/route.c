/* Rows of the experiment's route, see route.h. */
#include "page/route.h"

#include <math.h>

const struct experiment_row *route_find(const struct route_page *x, size_t place, const struct experiment *e) {
    return experiment_find(&x->v, x->p->by_rate[place], x->p->load, e);
}

struct estimate route_quantity(const struct experiment_row *r, enum experiment_quantity q) {
    return r ? r->q[q] : (struct estimate){NAN, NAN};
}

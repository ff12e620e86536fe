/* The section on the experiment's route, for experiment.c and trends.c only. */
#ifndef GB_PAGE_ROUTE_H
#define GB_PAGE_ROUTE_H

#include "experiment/experiment.h"
#include "page/parts.h"

struct route_page {
    struct page *p;
    struct experiments v;
    enum scatter_probe weights; /* of the standard experiment: x-rays where there are any */
    size_t n_h;
    const char **label; /* of histories, slowest first; borrowed */
};

/* The row of an experiment on the history at `place`, slowest first, at the strain of the figures; or NULL. */
const struct experiment_row *route_find(const struct route_page *x, size_t place, const struct experiment *e);
/* NaN where there is no row. */
struct estimate route_quantity(const struct experiment_row *r, enum experiment_quantity q);

/* Figures of the bias against Q_max, with a table of r_peak, and against the number of photons. */
int route_q_max(struct route_page *x, struct gb_error *err);
int route_noise(struct route_page *x, struct gb_error *err);

#endif

/* Experiments by name: the standard one, the same by another route, and their rows. See experiment.h. */
#include "experiment/experiment.h"

#include <math.h>
#include <string.h>

static const double standard_q_max = 25, q_law_lo = 1; /* 1/angstrom */

struct experiment experiment_standard(const struct study *s, enum scatter_probe weights) {
    return (struct experiment){.route = ROUTE_PDF_Q,
                               .weights = weights,
                               .signal = pool_main_signal(s),
                               .q_max = standard_q_max,
                               .window = QWINDOW_LORCH,
                               .fit_lo = s->fit_lo,
                               .fit_hi = s->fit_hi,
                               .counts = INFINITY};
}

struct experiment experiment_by(struct experiment e, enum experiment_route route) {
    e.route = route;
    if (route == ROUTE_PDF_Q) return e;
    if (route != ROUTE_PDF_R && route != ROUTE_Q_LAW) {
        e.sectors = EXPERIMENT_SECTORS;
        e.fit_lo = e.fit_hi = NAN;
    }
    if (route < ROUTE_SHELL_1) e.window = QWINDOW_N;
    if (route == ROUTE_PDF_R || route == ROUTE_PEAK_SHIFT) e.q_max = NAN;
    if (route == ROUTE_PDF_R) e.weights = SCATTER_NUMBER;
    if (route == ROUTE_Q_LAW) {
        e.fit_lo = q_law_lo;
        e.fit_hi = e.q_max;
    }
    return e;
}

static bool same(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

const struct experiment_row *experiment_find(const struct experiments *v, size_t history, size_t load,
                                             const struct experiment *e) {
    for (size_t i = 0; i < v->n; i++) {
        const struct experiment_row *r = &v->row[i];
        const struct experiment *x = &r->e;
        if (r->history == history && r->load == load && x->route == e->route && x->weights == e->weights &&
            x->signal == e->signal && same(x->q_max, e->q_max) && x->window == e->window &&
            same(x->fit_lo, e->fit_lo) && same(x->fit_hi, e->fit_hi) && x->sectors == e->sectors &&
            x->centre == e->centre && x->counts == e->counts)
            return r;
    }
    return NULL;
}

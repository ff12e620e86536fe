/* How fast the stages of this run go, and so how long the rest will take.
 *
 * A stage's cost (atom-steps) divided by its core-seconds gives a rate; rates are kept per kind of stage, because a
 * step of a minimiser is not a step of dynamics. Kinds not seen yet in this run take the mean rate of those that were.
 */
#ifndef GB_RUN_CLOCK_H
#define GB_RUN_CLOCK_H

#include "run/schedule.h"

struct run_clock {
    const struct schedule *schedule; /* borrowed */
    double *fraction;                /* [stage] done, 0..1 */
    double *work;                    /* [stage] share of it done in this run (a resumed stage began further on) */
    double *seconds;                 /* [stage] wall time spent on it in this run */
};

void run_clock_init(struct run_clock *c, const struct schedule *s);
void run_clock_clear(struct run_clock *c);
/* Share of the whole plan's cost that is done. */
double run_clock_fraction(const struct run_clock *c);
/* NaN while nothing has been measured. */
double run_clock_left(const struct run_clock *c);

#endif

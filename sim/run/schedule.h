/* Which stage next: the plan as a graph, its critical paths, and the time left. No processes here. */
#ifndef GB_RUN_SCHEDULE_H
#define GB_RUN_SCHEDULE_H

#include "plan/plan.h"

enum schedule_life { LIFE_WAITING, LIFE_RUNNING, LIFE_DONE, LIFE_FAILED, LIFE_SKIPPED };

struct schedule {
    const struct plan *plan; /* borrowed */
    size_t n;
    int cores;
    enum schedule_life *life;
    int *ranks;       /* cores that a stage takes */
    double *priority; /* cost of the longest chain that begins with it */
    size_t *n_inputs, **input;
};

/* GB_EINPUT when a stage needs more cores than there are. */
int schedule_create(struct schedule **s, const struct plan *p, int cores, struct gb_error *err);
void schedule_free(struct schedule *s);

/* The stage that may start now on free_cores, of those the one with the longest chain behind it; (size_t)-1: none. */
size_t schedule_next(const struct schedule *s, int free_cores);
/* Marks i failed and everything that needs it, directly or not, skipped. */
void schedule_fail(struct schedule *s, size_t i);
size_t schedule_count(const struct schedule *s, enum schedule_life life);

/* Seconds to the end, given seconds left for each stage (0 for those that are over): the greater of all the work spread
 * evenly over the cores and the longest chain. */
double schedule_time_left(const struct schedule *s, const double *seconds);

#endif

/* Time left, see clock.h. Cost: O(stages x kinds). */
#include "run/clock.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_KINDS = 32 };

struct kind_rate {
    const char *kind;
    double cost, core_seconds;
};

void run_clock_init(struct run_clock *c, const struct schedule *s) {
    *c = (struct run_clock){s, GB_ARRAY(s->n, double), GB_ARRAY(s->n, double), GB_ARRAY(s->n, double)};
}

void run_clock_clear(struct run_clock *c) {
    free(c->fraction);
    free(c->work);
    free(c->seconds);
    *c = (struct run_clock){0};
}

static double cost(const struct run_clock *c, size_t i) { return fmax(c->schedule->plan->stage[i].cost, 1); }

double run_clock_fraction(const struct run_clock *c) {
    double all = 0, done = 0;
    for (size_t i = 0; i < c->schedule->n; i++) {
        all += cost(c, i);
        done += cost(c, i) * c->fraction[i];
    }
    return all > 0 ? done / all : 1;
}

/* Entry 0 is the sum over all kinds; stands for a kind beyond the table, too. */
static struct kind_rate *kind_of(struct kind_rate *rate, size_t *n, const char *kind) {
    for (size_t k = 1; k < *n; k++)
        if (strcmp(rate[k].kind, kind) == 0) return &rate[k];
    if (*n == MAX_KINDS) return &rate[0];
    rate[*n] = (struct kind_rate){kind, 0, 0};
    return &rate[(*n)++];
}

double run_clock_left(const struct run_clock *c) {
    const struct schedule *s = c->schedule;
    struct kind_rate rate[MAX_KINDS] = {{"", 0, 0}};
    size_t n = 1;
    for (size_t i = 0; i < s->n; i++) {
        if (c->work[i] <= 0 || c->seconds[i] <= 0) continue; /* not started, or it has said nothing yet */
        struct kind_rate *k = kind_of(rate, &n, s->plan->stage[i].kind);
        double done = cost(c, i) * c->work[i], spent = c->seconds[i] * s->ranks[i];
        if (k != &rate[0]) k->cost += done, k->core_seconds += spent;
        rate[0].cost += done;
        rate[0].core_seconds += spent;
    }
    if (rate[0].core_seconds <= 0) return NAN;
    double *left = GB_ARRAY(s->n, double);
    for (size_t i = 0; i < s->n; i++) {
        if (s->life[i] != LIFE_WAITING && s->life[i] != LIFE_RUNNING) continue;
        const struct kind_rate *k = kind_of(rate, &n, s->plan->stage[i].kind);
        if (k->core_seconds <= 0) k = &rate[0];
        left[i] = cost(c, i) * (1 - c->fraction[i]) * k->core_seconds / k->cost / s->ranks[i];
        /* One that is silent while it works has used up some of its time. */
        if (s->life[i] == LIFE_RUNNING && c->work[i] <= 0) left[i] = fmax(0, left[i] - c->seconds[i]);
    }
    double seconds = schedule_time_left(s, left);
    free(left);
    return seconds;
}

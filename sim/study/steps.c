/* Histories: what they are called, how fast and how long they are, see history.h. */
#include "base/mem.h"
#include "study/study.h"

#include <math.h>
#include <string.h>

const char *const step_name[STEP_N_KINDS] = {"quench", "reheat", "anneal", "swap", "creep", "prestrain"};

static bool equal(const struct step *a, const struct step *b) {
    return a->kind == b->kind && a->npt == b->npt && a->drawn == b->drawn && a->from_T == b->from_T && a->T == b->T &&
           a->rate == b->rate && a->time == b->time && a->stress == b->stress && a->strain == b->strain &&
           a->strain_rate == b->strain_rate && a->attempts == b->attempts && a->block_time == b->block_time &&
           a->axes == b->axes && a->cycles == b->cycles;
}

/* The first history that has h's steps 0..i. */
size_t history_owner(const struct study *s, size_t h, size_t i) {
    for (size_t o = 0; o < h; o++) {
        size_t k = 0;
        while (k <= i && k < s->history[o].n_steps && equal(&s->history[o].step[k], &s->history[h].step[k])) k++;
        if (k > i) return o;
    }
    return h;
}

double history_rate(const struct study *s, size_t h) {
    const struct history *x = &s->history[h];
    bool one = s->n_files == 0 && x->n_steps == 1 && x->step[0].kind == STEP_QUENCH && x->step[0].from_T == s->from_T &&
               x->step[0].T == s->to_T && x->step[0].npt == s->npt;
    return one ? x->step[0].rate : NAN;
}

bool histories_are_rates(const struct study *s) {
    bool all = s->n_histories > 0;
    for (size_t h = 0; h < s->n_histories; h++) all = all && !isnan(history_rate(s, h));
    return all;
}

size_t history_cooling(const struct study *s, size_t h) {
    const struct history *x = &s->history[h];
    const struct step *last = x->n_steps ? &x->step[x->n_steps - 1] : NULL;
    bool through = last && last->kind == STEP_QUENCH && last->T <= s->fictive.glass_lo &&
                   last->from_T >= s->fictive.glass_hi && last->npt == s->npt;
    return through ? x->n_steps - 1 : x->n_steps;
}

size_t history_slowest(const struct study *s, const bool *usable) {
    size_t at = s->n_histories;
    for (size_t h = 0; h < s->n_histories; h++) {
        const struct history *x = &s->history[h];
        if (x->n_steps == 0 || x->step[0].kind != STEP_QUENCH || x->step[0].T > s->fictive.liquid_lo ||
            x->step[0].npt != s->npt || s->n_files || (usable && !usable[h]))
            continue;
        if (at == s->n_histories || x->step[0].rate < s->history[at].step[0].rate) at = h;
    }
    return at;
}

double step_duration(const struct study *s, const struct step *p) {
    unsigned n_axes = (p->axes & 1) + (p->axes >> 1 & 1) + (p->axes >> 2 & 1);
    switch (p->kind) {
    case STEP_QUENCH:
    case STEP_REHEAT: return fabs(p->from_T - p->T) / model_rate_internal(s->model, p->rate);
    case STEP_CREEP: return 1.2 * p->time;
    case STEP_PRESTRAIN: return 2 * p->strain / p->strain_rate * n_axes * (double)p->cycles;
    default: return p->time;
    }
}

char *history_describe(const struct study *s, size_t h) {
    const struct history *x = &s->history[h];
    struct gb_text t = {0};
    for (size_t i = 0; i < x->n_steps; i++) {
        const struct step *p = &x->step[i];
        gb_text_add(&t, "%s%s", i ? ", " : "", step_name[p->kind]);
        if (p->kind == STEP_QUENCH || p->kind == STEP_REHEAT)
            gb_text_add(&t, " at %g to %g", p->rate, p->T);
        else
            gb_text_add(&t, " at %g", p->T);
        if (p->kind == STEP_CREEP) gb_text_add(&t, " under %g", p->stress);
        if (p->kind == STEP_PRESTRAIN) gb_text_add(&t, " by %g", p->strain);
        if (p->time > 0) gb_text_add(&t, " for %g", p->time);
    }
    return t.s ? t.s : gb_strdup("as given");
}

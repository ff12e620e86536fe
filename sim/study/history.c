/* Reading and naming histories, see history.h. */
#include "study/history.h"

#include "base/number.h"
#include "study/study.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_MAX = 24 };

const char *const step_name[STEP_N_KINDS] = {"quench", "reheat", "anneal", "swap", "creep", "prestrain"};
/* An input colder than this part of a step's temperature has no velocities worth keeping. */
static const double cold = 0.01;

struct reader {
    struct study *s;
    const char *path;
    struct gb_error *err;
    size_t cap;
};

/* 100 to 1e12 steps. */
static int check_steps(struct reader *r, const struct gb_xml_node *node, const char *setting, const struct step *p) {
    const struct study *s = r->s;
    const double steps = step_duration(s, p) / s->timestep;
    const bool few = steps < 100 * (1 - 1e-9);
    const char *allowed = few ? "at least 100 steps" : "at most 1e12 steps";
    if (!few && steps <= 1e12) return GB_OK;
    if (p->kind == STEP_QUENCH || p->kind == STEP_REHEAT)
        return schema_fail(r->err, r->path, node, setting,
                           "%s from %g to %g takes %.3g steps at this rate; allowed: %s; %s the rate (%s)",
                           p->kind == STEP_QUENCH ? "cooling" : "heating", p->from_T, p->T, steps, allowed,
                           few ? "lower" : "raise", model_unit(s->model, MODEL_RATE));
    return schema_fail(r->err, r->path, node, setting, "takes %.3g steps of %g; allowed: %s; make it %s", steps,
                       s->timestep, allowed, few ? "longer" : "shorter");
}

static struct history *add_history(struct reader *r, char *label) {
    struct study *s = r->s;
    if (s->n_histories == r->cap) s->history = gb_realloc(s->history, r->cap = 2 * r->cap + 4, sizeof *s->history);
    struct history *h = &s->history[s->n_histories++];
    *h = (struct history){.label = label};
    return h;
}

static int check_label(struct reader *r, const struct gb_xml_node *node, const char *setting) {
    const struct study *s = r->s;
    for (size_t i = 0; i + 1 < s->n_histories; i++)
        if (strcmp(s->history[i].label, s->history[s->n_histories - 1].label) == 0)
            return schema_fail(r->err, r->path, node, setting,
                               "there is a rate or history of this name already; each needs its own, since it names "
                               "folders");
    return GB_OK;
}

/* Rates -----------------------------------------------------------------------------------------------------------*/

static int read_rate(struct reader *r, const struct gb_xml_node *node) {
    struct study *s = r->s;
    double rate = schema_number(node, "", NAN);
    if (strlen(node->text) > LABEL_MAX)
        return schema_fail(r->err, r->path, node, "",
                           "is too long for a folder's name; write it in at most %d characters", LABEL_MAX);
    for (size_t i = 0; i < s->n_histories; i++)
        if (s->history[i].step[0].rate == rate)
            return schema_fail(r->err, r->path, node, "", "is the same as '%s'; each must differ", s->history[i].label);
    struct history *h = add_history(r, gb_strdup(node->text));
    h->step = GB_NEW(struct step);
    h->n_steps = 1;
    *h->step = (struct step){.kind = STEP_QUENCH, .npt = s->npt, .from_T = s->from_T, .T = s->to_T, .rate = rate};
    int rc = check_label(r, node, "");
    return rc == GB_OK ? check_steps(r, node, "", h->step) : rc;
}

/* Steps -----------------------------------------------------------------------------------------------------------*/

static int check_line(struct reader *r, const struct gb_xml_node *node, const struct step *p) {
    bool up = p->kind == STEP_REHEAT;
    if (up ? p->T > p->from_T : p->T < p->from_T) return GB_OK;
    return schema_fail(
        r->err, r->path, node, gb_xml_attribute(node, "to") ? "to" : NULL,
        "leads from %g, where the step before ends, to %g; allowed: %s; use <%s>, or another temperature", p->from_T,
        p->T, up ? "upwards" : "downwards", up ? "quench" : "reheat");
}

/* Thermo rows, which count whole blocks, are averages of every tenth step at least. */
static int check_blocks(struct reader *r, const struct gb_xml_node *node, const struct step *p) {
    const double tens = p->block_time / r->s->timestep / 10;
    if (p->block_time > p->time)
        return schema_fail(r->err, r->path, node, "block-time", "is longer than the whole time='%g'; lower it",
                           p->time);
    if (fabs(tens - round(tens)) < 1e-6 * tens && tens > 0.5) return GB_OK;
    return schema_fail(r->err, r->path, node, "block-time",
                       "is %.6g steps of %g; allowed: a whole number of times ten steps, such as %g", 10 * tens,
                       r->s->timestep, 10 * r->s->timestep * fmax(1, round(tens)));
}

static int read_step(struct reader *r, const struct gb_xml_node *node, double from_T, struct step *p) {
    const struct study *s = r->s;
    *p = (struct step){.from_T = from_T, .rate = schema_number(node, "rate", 0)};
    while (strcmp(step_name[p->kind], node->name) != 0) p->kind++;
    bool line = p->kind == STEP_QUENCH || p->kind == STEP_REHEAT;
    p->npt = p->kind == STEP_CREEP || strcmp(schema_text(node, "ensemble", s->npt ? "npt" : "nvt"), "npt") == 0;
    if (p->kind == STEP_PRESTRAIN) p->npt = false;
    p->T = line ? schema_number(node, "to", s->to_T) : schema_number(node, "T", NAN);
    p->drawn = !line && from_T < cold * p->T;
    p->time = schema_number(node, "time", 0);
    if (p->kind == STEP_SWAP) {
        p->attempts = schema_number(node, "attempts", 20);
        p->block_time = schema_number(node, "block-time", 0);
        if (p->block_time == 0) p->block_time = 10 * s->timestep;
    }
    if (p->kind == STEP_CREEP) {
        p->stress = schema_number(node, "stress", NAN);
        p->axes = schema_axes(node, "axis", 4);
        if (p->axes & (p->axes - 1))
            return schema_fail(r->err, r->path, node, "axis", "names several; allowed: one of x, y, z");
    }
    if (p->kind == STEP_PRESTRAIN) {
        p->strain = schema_number(node, "strain", NAN);
        p->strain_rate = schema_number(node, "strain-rate", NAN);
        if (isnan(p->strain_rate)) p->strain_rate = 1e-5 / s->timestep;
        p->axes = schema_axes(node, "axes", 7);
        p->cycles = schema_count(node, "cycles", 1);
    }
    int rc = line ? check_line(r, node, p) : GB_OK;
    if (rc == GB_OK) rc = check_steps(r, node, line ? "rate" : p->strain > 0 ? "strain" : "time", p);
    return rc == GB_OK && p->kind == STEP_SWAP ? check_blocks(r, node, p) : rc;
}

static int read_history(struct reader *r, const struct gb_xml_node *node) {
    struct study *s = r->s;
    struct history *h = add_history(r, gb_strdup(schema_text(node, "name", "")));
    double T = s->n_files ? 0 : s->from_T;
    int rc = check_label(r, node, "name");
    h->step = GB_ARRAY(node->n_children, struct step);
    for (size_t i = 0; i < node->n_children && rc == GB_OK; i++) {
        rc = read_step(r, node->child[i], T, &h->step[i]);
        T = h->step[i].T;
        h->n_steps++;
    }
    if (rc == GB_OK && h->n_steps == 0 && s->n_files == 0)
        rc = schema_fail(r->err, r->path, node, NULL, "has no step; add a <quench>, <anneal>, <swap> ...");
    return rc;
}

int histories_read(struct study *s, const struct gb_xml_node *root, const struct gb_xml_node *quench, const char *path,
                   struct gb_error *err) {
    struct reader r = {.s = s, .path = path, .err = err};
    int rc = GB_OK;
    for (size_t i = 0; quench && i < quench->n_children && rc == GB_OK; i++) rc = read_rate(&r, quench->child[i]);
    for (size_t i = 0; i < root->n_children && rc == GB_OK; i++)
        if (strcmp(root->child[i]->name, "history") == 0) rc = read_history(&r, root->child[i]);
    if (rc != GB_OK || s->n_histories > 0) return rc;
    if (s->n_files == 0)
        return schema_fail(err, path, quench, NULL, "has no <rate>, and there is no <history>; add one of the two");
    add_history(&r, gb_strdup("as-given"));
    return GB_OK;
}

void histories_free(struct study *s) {
    for (size_t i = 0; i < s->n_histories; i++) {
        free(s->history[i].label);
        free(s->history[i].step);
    }
    free(s->history);
}

/* Writing ---------------------------------------------------------------------------------------------------------*/

static void number(struct gb_text *t, const char *name, double v) {
    char buf[32];
    gb_text_add(t, " %s=\"%s\"", name, gb_print_double(buf, v));
}

static void axes(struct gb_text *t, const char *name, unsigned set) {
    const char *blank = "";
    gb_text_add(t, " %s=\"", name);
    for (int k = 0; k < 3; k++) {
        if (!(set & (1u << k))) continue;
        gb_text_add(t, "%s%c", blank, "xyz"[k]);
        blank = " ";
    }
    gb_text_add(t, "\"");
}

static void write_step(struct gb_text *t, const struct step *p) {
    bool line = p->kind == STEP_QUENCH || p->kind == STEP_REHEAT;
    gb_text_add(t, "    <%s", step_name[p->kind]);
    number(t, line ? "to" : "T", p->T);
    if (line) number(t, "rate", p->rate);
    if (p->time > 0) number(t, "time", p->time);
    if (p->kind == STEP_SWAP) {
        number(t, "attempts", p->attempts);
        number(t, "block-time", p->block_time);
    }
    if (p->kind == STEP_CREEP) {
        number(t, "stress", p->stress);
        axes(t, "axis", p->axes);
    }
    if (p->kind == STEP_PRESTRAIN) {
        number(t, "strain", p->strain);
        number(t, "strain-rate", p->strain_rate);
        axes(t, "axes", p->axes);
        gb_text_add(t, " cycles=\"%zu\"", p->cycles);
    }
    if (p->kind < STEP_CREEP) gb_text_add(t, " ensemble=\"%s\"", p->npt ? "npt" : "nvt");
    gb_text_add(t, "/>\n");
}

void histories_write(const struct study *s, struct gb_text *t) {
    for (size_t h = 0; h < s->n_histories; h++) {
        const struct history *x = &s->history[h];
        if (!isnan(history_rate(s, h)) || (s->n_files && s->n_histories == 1 && x->n_steps == 0)) continue;
        gb_text_add(t, "  <history name=\"%s\">\n", x->label);
        for (size_t i = 0; i < x->n_steps; i++) write_step(t, &x->step[i]);
        gb_text_add(t, "  </history>\n");
    }
}

/* Names -----------------------------------------------------------------------------------------------------------*/

static bool equal(const struct step *a, const struct step *b) {
    return a->kind == b->kind && a->npt == b->npt && a->drawn == b->drawn && a->from_T == b->from_T && a->T == b->T &&
           a->rate == b->rate && a->time == b->time && a->stress == b->stress && a->strain == b->strain &&
           a->strain_rate == b->strain_rate && a->attempts == b->attempts && a->block_time == b->block_time &&
           a->axes == b->axes && a->cycles == b->cycles;
}

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

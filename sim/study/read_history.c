/* <rate> and <history>: how each glass comes to be, see history.h and reader.h. */
#include "study/reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An input colder than this part of a step's temperature has no velocities worth keeping. */
static const double cold = 0.01;

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
    s->history = gb_realloc(s->history, s->n_histories + 1, sizeof *s->history);
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
    double rate;
    schema_read(study_element("quench/rate"), node, &rate, NULL);
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
    *p = (struct step){.from_T = from_T};
    while (strcmp(step_name[p->kind], node->name) != 0) p->kind++;
    const bool line = p->kind == STEP_QUENCH || p->kind == STEP_REHEAT;
    schema_read(schema_child(study_element("history"), node->name), node, p, &(struct schema_from){s, &s->timestep});
    if (p->kind == STEP_CREEP) p->npt = true;
    p->drawn = !line && from_T < cold * p->T;
    if (p->kind == STEP_CREEP && p->axes & (p->axes - 1))
        return schema_fail(r->err, r->path, node, "axis", "names several; allowed: one of x, y, z");
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

int reader_histories(struct reader *r, const struct gb_xml_node *quench) {
    int rc = GB_OK;
    for (size_t i = 0; quench && i < quench->n_children && rc == GB_OK; i++) rc = read_rate(r, quench->child[i]);
    for (size_t i = 0; i < r->root->n_children && rc == GB_OK; i++)
        if (strcmp(r->root->child[i]->name, "history") == 0) rc = read_history(r, r->root->child[i]);
    if (rc != GB_OK || r->s->n_histories > 0) return rc;
    if (r->s->n_files == 0)
        return schema_fail(r->err, r->path, quench, NULL,
                           "has no <rate>, and there is no <history>; add one of the two");
    add_history(r, gb_strdup("as-given"));
    return GB_OK;
}

/* Paths of stages by the patterns of their kinds, see names.h. */
#include "study/names.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(STAGE_PRESTRAIN - STAGE_QUENCH == STEP_PRESTRAIN - STEP_QUENCH && STEP_QUENCH == 0 &&
                   STAGE_SWAP - STAGE_QUENCH == STEP_SWAP,
               "kinds of stages follow one another as the kinds of steps do");

enum stage_kind_id study_step_kind(enum step_kind kind) { return (enum stage_kind_id)((int)STAGE_QUENCH + (int)kind); }

static void add_step(struct gb_text *t, const struct study *s, size_t history, size_t step) {
    const struct history *owner = &s->history[history_owner(s, history, step)];
    gb_text_add(t, "%s", owner->label);
    if (step + 1 < owner->n_steps) gb_text_add(t, "~%zu", step + 1);
}

/* What stands for the name in braces. */
static void add(struct gb_text *t, const struct study *s, struct study_place where, const char *name, size_t n) {
#define IS(text) (n == strlen(text) && strncmp(name, text, n) == 0)
    if (IS("sample"))
        gb_text_add(t, "%zu", where.sample);
    else if (IS("history"))
        gb_text_add(t, "%s", study_history(s, where.history));
    else if (IS("step"))
        add_step(t, s, where.history, where.step);
    else if (IS("load"))
        gb_text_add(t, "%s", s->load[where.load].applied);
    else if (IS("measured"))
        gb_text_add(t, "%s", s->load[where.load].label);
    else if (IS("temperature"))
        gb_text_add(t, "%s", study_load_compress(s, where.load)->name);
    else if (IS("axis"))
        gb_text_add(t, "%c", "xyz"[where.axis]);
    else if (IS("T"))
        gb_text_add(t, "%s", s->equilibrium.T_label[where.T]);
    else
        assert(!"a name that no pattern may have");
#undef IS
}

char *study_stage_path(const struct study *s, enum stage_kind_id kind, struct study_place where) {
    struct gb_text t = {0};
    for (const char *p = stage_kinds[kind]->path; *p;) {
        const size_t plain = strcspn(p, "{");
        gb_text_addn(&t, p, plain);
        p += plain;
        if (!*p) break;
        const size_t n = strcspn(p, "}") - 1;
        add(&t, s, where, p + 1, n);
        p += n + 2;
    }
    return t.s;
}

char *study_step_path(const struct study *s, struct study_place where) {
    return study_stage_path(s, study_step_kind(s->history[where.history].step[where.step].kind), where);
}

char *study_summary_path(const char *dir, const char *what, const char *history, const char *load,
                         const char *weights) {
    return gb_format("%s/%s-%s%s%s%s%s.tsv", dir, what, history, load ? "-" : "", load ? load : "", weights ? "-" : "",
                     weights ? weights : "");
}

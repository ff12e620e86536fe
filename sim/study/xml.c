/* The effective study as XML, by the table of settings, see study.h. */
#include "base/xml_write.h"
#include "study/study.h"

#include <math.h>

/* `<name` and the attributes of an element; stored: its struct. */
static void open(struct gb_text *t, const struct schema_element *e, const void *stored, int depth) {
    xml_open(t, depth, e->name);
    schema_write(e, stored, depth, t);
}

static void empty(struct gb_text *t, const char *name, const struct study *s) {
    open(t, study_element(name), s, 1);
    xml_empty(t);
}

static void glass(struct gb_text *t, const struct study *s) {
    open(t, study_element("glass"), s, 1);
    if (s->n_files == 1) xml_text(t, "file", s->file[0]);
    if (s->n_files < 2) {
        xml_empty(t);
        return;
    }
    xml_inside(t);
    for (size_t i = 0; i < s->n_files; i++) xml_leaf(t, 2, "file", s->file[i]);
    xml_close(t, 1, "glass");
}

static void quench(struct gb_text *t, const struct study *s) {
    open(t, study_element("quench"), s, 1);
    xml_inside(t);
    for (size_t h = 0; h < s->n_histories; h++)
        if (!isnan(history_rate(s, h))) xml_leaf(t, 2, "rate", s->history[h].label);
    xml_close(t, 1, "quench");
}

/* Nothing for what <rate> says. */
static void histories(struct gb_text *t, const struct study *s) {
    const struct schema_element *e = study_element("history");
    for (size_t h = 0; h < s->n_histories; h++) {
        const struct history *x = &s->history[h];
        if (!isnan(history_rate(s, h)) || (s->n_files && s->n_histories == 1 && x->n_steps == 0)) continue;
        xml_open(t, 1, e->name);
        xml_text(t, "name", x->label);
        xml_inside(t);
        for (size_t i = 0; i < x->n_steps; i++) {
            open(t, schema_child(e, step_name[x->step[i].kind]), &x->step[i], 2);
            xml_empty(t);
        }
        xml_close(t, 1, e->name);
    }
}

static void equilibrium(struct gb_text *t, const struct study_liquid *q) {
    if (!q->file && q->n_T == 0) return;
    open(t, study_element("equilibrium"), q, 1);
    if (q->file) {
        xml_empty(t);
        return;
    }
    xml_inside(t);
    for (size_t i = 0; i < q->n_T; i++) xml_leaf(t, 2, "T", q->T_label[i]);
    xml_close(t, 1, "equilibrium");
}

static void compress(struct gb_text *t, const struct study_compress *c) {
    open(t, study_element("compress"), c, 1);
    xml_inside(t);
    for (size_t k = 0; k < c->n; k++) xml_leaf(t, 2, c->by_stress ? "stress" : "strain", c->label[k]);
    xml_close(t, 1, "compress");
}

char *study_effective_xml(const struct study *s) {
    struct gb_text t = {0};
    xml_head(&t);
    open(&t, &study_table, s, 0);
    xml_inside(&t);
    glass(&t, s);
    if (s->n_files == 0) quench(&t, s);
    histories(&t, s);
    empty(&t, "reference", s);
    empty(&t, "order", s);
    equilibrium(&t, &s->equilibrium);
    empty(&t, "elastic", s);
    for (size_t e = 0; e < s->n_compress; e++) compress(&t, &s->compress[e]);
    empty(&t, "measure", s);
    empty(&t, "run", s);
    xml_close(&t, 0, study_table.name);
    return t.s;
}

/* <compress>: how the glass is loaded, athermally by strains or stresses or at a temperature by stresses; see study.h
 * and reader.h. */
#include "study/reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int read_amounts(const struct reader *r, const struct gb_xml_node *node, struct study_compress *c) {
    c->amount = GB_ARRAY(node->n_children, double);
    c->label = GB_ARRAY(node->n_children, char *);
    for (size_t i = 0; i < node->n_children; i++) {
        const struct gb_xml_node *child = node->child[i];
        const bool stress = strcmp(child->name, "stress") == 0;
        double v;
        schema_read(schema_child(study_element("compress"), child->name), child, &v, NULL);
        if (i > 0 && stress != c->by_stress)
            return schema_fail(
                r->err, r->path, child, NULL,
                "strains and stresses in one <compress>; give one of the two, or two <compress> elements");
        c->by_stress = stress;
        if (strlen(child->text) > LABEL_MAX)
            return schema_fail(r->err, r->path, child, "",
                               "is written with more than %d characters, too long for a folder's name; "
                               "write it shorter, such as %g",
                               LABEL_MAX, v);
        for (size_t k = 0; k < c->n; k++)
            if (fabs(c->amount[k] - v) <= 1e-12 * v)
                return schema_fail(r->err, r->path, child, "", "is the same as '%s', given before; remove one",
                                   c->label[k]);
        c->amount[c->n] = v;
        c->label[c->n++] = gb_strdup(child->text);
    }
    if (c->n == 0) return schema_fail(r->err, r->path, node, NULL, "holds no <strain>; add one or more, or <stress>");
    return GB_OK;
}

static int read_thermal(const struct reader *r, const struct gb_xml_node *node, struct study_compress *c) {
    static const char *const own[] = {"T", "equilibrate-time", "time", "timestep", "snapshots"};
    struct study *s = r->s;
    for (size_t i = 0; i < sizeof own / sizeof *own && !c->thermal; i++)
        if (gb_xml_attribute(node, own[i]))
            return schema_fail(r->err, r->path, node, own[i],
                               "is only used with mode='thermal'; add that or remove it");
    if (!c->thermal) return GB_OK;
    if (!gb_xml_attribute(node, "T"))
        return schema_fail(r->err, r->path, node, NULL, "mode='thermal' needs a temperature; add T='...' (%s)",
                           model_unit(s->model, MODEL_TEMPERATURE));
    if (!c->by_stress)
        return schema_fail(r->err, r->path, node->child[0], NULL,
                           "at a temperature the glass is loaded by its stress; give <stress> (%s)",
                           model_unit(s->model, MODEL_STRESS));
    if (s->pressure != 0 || s->relax == RELAX_NONE)
        return schema_fail(r->err, r->path, node, "mode",
                           "at a temperature the unloaded glass is free of stress; allowed: <reference> at pressure 0 "
                           "and not relax='none'");
    const int rc = reader_need(r, study_element("compress"), node, c);
    if (rc != GB_OK) return rc;
    c->name = gb_format("T%s", c->T_label);
    if (strlen(c->name) > LABEL_MAX)
        return schema_fail(r->err, r->path, node, "T", "is written with too many characters for a folder's name");
    return GB_OK;
}

/* What all <compress> elements of a study share, since the summary puts their loads side by side. */
static int read_axes(const struct reader *r, const struct gb_xml_node *node, struct study_compress *c) {
    struct study *s = r->s;
    const bool first = c == s->compress;
    const bool axes = first || !gb_xml_attribute(node, "axes") || c->axes == s->axes;
    const bool signs = first || !gb_xml_attribute(node, "both-signs") || c->both_signs == s->both_signs;
    if (!axes || !signs)
        return schema_fail(r->err, r->path, node, axes ? "both-signs" : "axes",
                           "differs from the first <compress>; allowed: the same, or leave it out");
    if (first) s->axes = c->axes, s->both_signs = c->both_signs;
    c->axes = s->axes;
    c->both_signs = s->both_signs;
    return GB_OK;
}

static void add_load(struct study *s, size_t element, size_t amount, enum study_positions positions) {
    static const char *const suffix[] = {"", "-mean", "-snapshots"};
    const struct study_compress *c = &s->compress[element];
    const size_t i = s->n_loads++;
    s->load = gb_realloc(s->load, s->n_loads, sizeof *s->load);
    s->load[i] = (struct study_load){.element = element,
                                     .strain = c->by_stress ? NAN : c->amount[amount],
                                     .stress = c->by_stress ? c->amount[amount] : NAN,
                                     .positions = positions,
                                     .applied = gb_format("%s%s%s%s", c->thermal ? c->name : "", c->thermal ? "-" : "",
                                                          c->by_stress ? "stress-" : "", c->label[amount])};
    s->load[i].label = gb_format("%s%s", s->load[i].applied, suffix[positions]);
}

static int add_loads(const struct reader *r, const struct gb_xml_node *node, size_t element) {
    struct study *s = r->s;
    const struct study_compress *c = &s->compress[element];
    const size_t before = s->n_loads;
    for (size_t k = 0; k < c->n; k++) {
        if (!c->thermal) {
            add_load(s, element, k, POSITIONS_REST);
            continue;
        }
        add_load(s, element, k, POSITIONS_MEAN);
        add_load(s, element, k, POSITIONS_SNAPSHOTS);
    }
    for (size_t e = 0; e < element; e++)
        if (c->thermal && s->compress[e].thermal && s->compress[e].T == c->T)
            return schema_fail(r->err, r->path, node, "T", "is given twice; put all stresses into one <compress>");
    for (size_t i = before; i < s->n_loads; i++)
        for (size_t k = 0; k < before; k++)
            if (strcmp(s->load[k].label, s->load[i].label) == 0)
                return schema_fail(r->err, r->path, node, NULL, "the load '%s' is given twice; remove one",
                                   s->load[i].label);
    return GB_OK;
}

int reader_compress(struct reader *r) {
    struct study *s = r->s;
    int rc = GB_OK;
    for (size_t i = 0; i < r->root->n_children && rc == GB_OK; i++) {
        const struct gb_xml_node *node = r->root->child[i];
        if (strcmp(node->name, "compress") != 0) continue;
        s->compress = gb_realloc(s->compress, s->n_compress + 1, sizeof *s->compress);
        const size_t element = s->n_compress++;
        struct study_compress *c = &s->compress[element];
        *c = (struct study_compress){0};
        schema_read(study_element("compress"), node, c, &(struct schema_from){s, &c->timestep});
        rc = read_axes(r, node, c);
        if (rc == GB_OK) rc = read_amounts(r, node, c);
        if (rc == GB_OK) rc = read_thermal(r, node, c);
        if (rc == GB_OK) rc = add_loads(r, node, element);
    }
    return rc;
}

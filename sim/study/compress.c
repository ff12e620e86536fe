/* <compress>: how the glass is loaded, athermally by strains or stresses or at a temperature by stresses; see study.h.
 */
#include "study/compress.h"

#include "base/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_MAX = 24 };

/* MD steps of the defaults. */
static const double equilibrate_steps = 10000, average_steps = 50000;

struct reader {
    struct study *s;
    const char *path;
    struct gb_error *err;
};

static int read_amounts(const struct reader *r, const struct gb_xml_node *node, struct study_compress *c) {
    c->amount = GB_ARRAY(node->n_children, double);
    c->label = GB_ARRAY(node->n_children, char *);
    for (size_t i = 0; i < node->n_children; i++) {
        const struct gb_xml_node *child = node->child[i];
        const bool stress = strcmp(child->name, "stress") == 0;
        const double v = schema_number(child, "", NAN);
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
    c->timestep = schema_number(node, "timestep", s->timestep);
    if (isnan(c->timestep))
        return schema_fail(r->err, r->path, node, NULL,
                           "no timestep: the model '%s' gives no default; add timestep='...' to <compress>",
                           s->model->name);
    c->T = schema_number(node, "T", NAN);
    c->equilibrate_time = schema_number(node, "equilibrate-time", equilibrate_steps * c->timestep);
    c->time = schema_number(node, "time", average_steps * c->timestep);
    c->snapshots = schema_count(node, "snapshots", 20);
    c->name = gb_format("T%s", gb_xml_attribute(node, "T"));
    if (strlen(c->name) > LABEL_MAX)
        return schema_fail(r->err, r->path, node, "T", "is written with too many characters for a folder's name");
    return GB_OK;
}

/* What all <compress> elements of a study share, since the summary puts their loads side by side. */
static int read_axes(const struct reader *r, const struct gb_xml_node *node, bool first) {
    struct study *s = r->s;
    const unsigned axes = schema_axes(node, "axes", first ? 7 : s->axes);
    const bool both = schema_yes(node, "both-signs", first ? true : s->both_signs);
    if (!first && (axes != s->axes || both != s->both_signs))
        return schema_fail(r->err, r->path, node, axes != s->axes ? "axes" : "both-signs",
                           "differs from the first <compress>; allowed: the same, or leave it out");
    s->axes = axes;
    s->both_signs = both;
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

int study_compress_read(struct study *s, const struct gb_xml_node *root, const char *path, struct gb_error *err) {
    const struct reader r = {s, path, err};
    int rc = GB_OK;
    for (size_t i = 0; i < root->n_children && rc == GB_OK; i++) {
        const struct gb_xml_node *node = root->child[i];
        if (strcmp(node->name, "compress") != 0) continue;
        s->compress = gb_realloc(s->compress, s->n_compress + 1, sizeof *s->compress);
        const size_t element = s->n_compress++;
        struct study_compress *c = &s->compress[element];
        *c = (struct study_compress){.thermal = strcmp(schema_text(node, "mode", "athermal"), "thermal") == 0};
        rc = read_axes(&r, node, element == 0);
        if (rc == GB_OK) rc = read_amounts(&r, node, c);
        if (rc == GB_OK) rc = read_thermal(&r, node, c);
        if (rc == GB_OK) rc = add_loads(&r, node, element);
    }
    return rc;
}

void study_compress_clear(struct study *s) {
    for (size_t e = 0; e < s->n_compress; e++) {
        struct study_compress *c = &s->compress[e];
        for (size_t k = 0; k < c->n; k++) free(c->label[k]);
        free(c->label);
        free(c->amount);
        free(c->name);
    }
    for (size_t i = 0; i < s->n_loads; i++) {
        free(s->load[i].label);
        free(s->load[i].applied);
    }
    free(s->compress);
    free(s->load);
}

static void number(struct gb_text *t, const char *name, double v) {
    char buf[32];
    gb_text_add(t, " %s=\"%s\"", name, gb_print_double(buf, v));
}

void study_compress_xml(const struct study *s, struct gb_text *t) {
    for (size_t e = 0; e < s->n_compress; e++) {
        const struct study_compress *c = &s->compress[e];
        const char *blank = "", *amount = c->by_stress ? "stress" : "strain";
        gb_text_add(t, "  <compress mode=\"%s\" axes=\"", c->thermal ? "thermal" : "athermal");
        for (int k = 0; k < 3; k++)
            if (s->axes & (1u << k)) {
                gb_text_add(t, "%s%c", blank, "xyz"[k]);
                blank = " ";
            }
        gb_text_add(t, "\" both-signs=\"%s\"", s->both_signs ? "yes" : "no");
        if (c->thermal) {
            gb_text_add(t, " T=\"%s\"", c->name + 1);
            number(t, "equilibrate-time", c->equilibrate_time);
            number(t, "time", c->time);
            number(t, "timestep", c->timestep);
            gb_text_add(t, " snapshots=\"%" PRIu64 "\"", c->snapshots);
        }
        gb_text_add(t, ">\n");
        for (size_t k = 0; k < c->n; k++) gb_text_add(t, "    <%s>%s</%s>\n", amount, c->label[k], amount);
        gb_text_add(t, "  </compress>\n");
    }
}

const struct study_compress *study_load_compress(const struct study *s, size_t load) {
    return &s->compress[s->load[load].element];
}

bool study_only_strains(const struct study *s) {
    for (size_t i = 0; i < s->n_loads; i++)
        if (isnan(s->load[i].strain)) return false;
    return true;
}

bool study_has_temperature(const struct study *s) {
    for (size_t e = 0; e < s->n_compress; e++)
        if (s->compress[e].thermal) return true;
    return false;
}

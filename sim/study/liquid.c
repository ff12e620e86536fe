/* The settings of <equilibrium>, see liquid.h. */
#include "study/liquid.h"

#include "base/number.h"
#include "study/study.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_MAX = 24, LEAST_STEPS = 40 };

static int read_temperatures(struct study_liquid *q, const struct gb_xml_node *node, const char *path,
                             struct gb_error *err) {
    q->T = GB_ARRAY(node->n_children, double);
    q->T_label = GB_ARRAY(node->n_children, char *);
    for (size_t i = 0; i < node->n_children; i++) {
        const struct gb_xml_node *child = node->child[i];
        const double T = schema_number(child, "", NAN);
        if (strlen(child->text) > LABEL_MAX)
            return schema_fail(err, path, child, "", "is too long for a folder's name; write it shorter");
        for (size_t k = 0; k < q->n_T; k++)
            if (fabs(q->T[k] - T) <= 1e-12 * T)
                return schema_fail(err, path, child, "", "is the same as '%s', given before; remove one",
                                   q->T_label[k]);
        q->T[q->n_T] = T;
        q->T_label[q->n_T++] = gb_strdup(child->text);
    }
    if (q->n_T >= 2) return GB_OK;
    return schema_fail(err, path, node, NULL,
                       "holds fewer than two <T>; a line needs two temperatures, and a test of its form three or more");
}

static int from_file(struct study *s, const struct gb_xml_node *node, const char *path, struct gb_error *err) {
    static const char *const unused[] = {"time", "snapshots", "swap-attempts"};
    for (size_t i = 0; i < sizeof unused / sizeof *unused; i++)
        if (gb_xml_attribute(node, unused[i]))
            return schema_fail(err, path, node, unused[i], "is not used with file, which holds a line; remove it");
    if (node->n_children)
        return schema_fail(err, path, node, "file", "there are <T> elements too; give a file or temperatures");
    s->equilibrium.file = study_absolute(path, schema_text(node, "file", ""));
    return GB_OK;
}

int study_liquid_read(struct study *s, const struct gb_xml_node *root, const char *path, struct gb_error *err) {
    const struct gb_xml_node *node = gb_xml_child(root, "equilibrium");
    struct study_liquid *q = &s->equilibrium;
    if (!node) return GB_OK;
    if (gb_xml_attribute(node, "file")) return from_file(s, node, path, err);
    if (s->n_files)
        return schema_fail(
            err, path, node, NULL,
            "needs a melt, and the glass comes from files; give file='...', the summary/equilibrium.tsv of a "
            "study that has quenched this model");
    q->time = schema_number(node, "time", NAN);
    q->snapshots = schema_count(node, "snapshots", 10);
    q->swap_attempts = schema_number(node, "swap-attempts", 0);
    if (isnan(q->time))
        return schema_fail(err, path, node, NULL,
                           "no time: give time='...', several times the liquid's slowest relaxation at its lowest T");
    if (q->time / s->timestep < (double)(LEAST_STEPS * q->snapshots))
        return schema_fail(err, path, node, "time", "is %.3g steps; allowed: at least %d for each of %zu snapshots",
                           q->time / s->timestep, LEAST_STEPS, q->snapshots);
    if (q->swap_attempts > 0 && (s->model->kim || s->model->n_species < 2))
        return schema_fail(err, path, node, "swap-attempts",
                           "swap Monte Carlo needs pair potentials of two species or more, and model '%s' is %s; "
                           "remove it",
                           s->model->name, s->model->kim ? "a KIM model" : "of one species");
    return read_temperatures(q, node, path, err);
}

void study_liquid_clear(struct study_liquid *q) {
    for (size_t i = 0; i < q->n_T; i++) free(q->T_label[i]);
    free(q->T_label);
    free(q->T);
    free(q->file);
    *q = (struct study_liquid){0};
}

void study_liquid_xml(struct gb_text *t, const struct study_liquid *q) {
    char a[32], b[32];
    if (q->file) {
        gb_text_add(t, "  <equilibrium file=\"");
        gb_text_add_escaped(t, q->file);
        gb_text_add(t, "\"/>\n");
    }
    if (q->n_T == 0) return;
    gb_text_add(t, "  <equilibrium time=\"%s\" snapshots=\"%zu\" swap-attempts=\"%s\">\n", gb_print_double(a, q->time),
                q->snapshots, gb_print_double(b, q->swap_attempts));
    for (size_t i = 0; i < q->n_T; i++) gb_text_add(t, "    <T>%s</T>\n", q->T_label[i]);
    gb_text_add(t, "  </equilibrium>\n");
}

/* <equilibrium>, see liquid.h and reader.h. */
#include "study/reader.h"

#include <math.h>
#include <string.h>

enum { LEAST_STEPS = 40 };

static int read_temperatures(struct study_liquid *q, const struct gb_xml_node *node, const char *path,
                             struct gb_error *err) {
    q->T = GB_ARRAY(node->n_children, double);
    q->T_label = GB_ARRAY(node->n_children, char *);
    for (size_t i = 0; i < node->n_children; i++) {
        const struct gb_xml_node *child = node->child[i];
        double T;
        schema_read(study_element("equilibrium/T"), child, &T, NULL);
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

int reader_liquid(struct reader *r) {
    const struct gb_xml_node *node = gb_xml_child(r->root, "equilibrium");
    const char *path = r->path;
    struct gb_error *err = r->err;
    struct study *s = r->s;
    struct study_liquid *q = &s->equilibrium;
    if (!node) return GB_OK;
    if (gb_xml_attribute(node, "file")) return from_file(s, node, path, err);
    if (s->n_files)
        return schema_fail(
            err, path, node, NULL,
            "needs a melt, and the glass comes from files; give file='...', the summary/equilibrium.tsv of a "
            "study that has quenched this model");
    schema_read(study_element("equilibrium"), node, q, NULL);
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

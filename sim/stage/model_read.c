/* Reading a model glass, see model.h; the table is in model_table.c, finding files and units in model_files.c. */
#include "stage/model.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"
#include "stage/model_table.h"
#include "stage/schema.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TEXT = 4 << 20 }; /* of a model file */

static void read_element(struct model *m, const struct gb_xml_node *root, const char *name) {
    schema_read(schema_child(&model_table, name), gb_xml_child(root, name), m, NULL);
}

static int read_species(struct model *m, const struct gb_xml_node *root, struct gb_error *err) {
    double sum = 0;
    const struct gb_xml_node *last = root;
    for (size_t i = 0; i < root->n_children; i++) {
        const struct gb_xml_node *node = root->child[i];
        if (strcmp(node->name, "species") != 0) continue;
        last = node;
        struct model_species one;
        schema_read(schema_child(&model_table, "species"), node, &one, NULL);
        const int k = m->n_species++;
        m->element[k] = one.element;
        m->scatter_as[k] = one.scatter_as;
        m->mass[k] = one.mass;
        m->fraction[k] = one.fraction;
        for (int j = 0; j < k; j++)
            if (strcmp(m->element[j], one.element) == 0)
                return schema_fail(err, m->path, node, "element", "is given twice; give each species its own name");
        sum += one.fraction;
    }
    if (fabs(sum - 1) > 1e-6)
        return schema_fail(err, m->path, last, NULL, "the fractions of all species sum to %g; allowed: 1; correct them",
                           sum);
    return GB_OK;
}

/* Only forces: nothing that could run programs, read scripts or write files. */
static int check_command(const struct model *m, const struct gb_xml_node *node, bool first, struct gb_error *err) {
    static const char *const known[] = {"pair_style", "pair_coeff", "pair_modify"};
    size_t n = strcspn(node->text, " \t"), k = 0;
    while (k < 3 && !(strlen(known[k]) == n && strncmp(node->text, known[k], n) == 0)) k++;
    if (k == 3 || (first && k != 0))
        return schema_fail(err, m->path, node, "",
                           "is not a command for this place; allowed: pair_style first, then "
                           "pair_coeff and pair_modify; masses, units and boxes are set from the other elements");
    for (const char *c = node->text; *c; c++) {
        const char *close = *c == '{' ? strchr(c, '}') : NULL;
        if (*c == '{' && (strncmp(c, "{file:", 6) != 0 || !close || close == c + 6))
            return schema_fail(err, m->path, node, "",
                               "has a { that is not {file:NAME}; write {file:NAME} for the path of a "
                               "potential file");
        if (close) c = close; /* LAMMPS does not see the path */
        if (strchr("$&#\"", *c))
            return schema_fail(err, m->path, node, "",
                               "holds one of $ & # \"; allowed: plain words; write the values out");
    }
    return GB_OK;
}

/* The commands that read the table which model_write makes. */
static int read_zhou(struct model *m, const struct gb_xml_node *zhou, struct gb_error *err) {
    if (strcmp(m->units, "metal") != 0)
        return schema_fail(err, m->path, zhou, NULL,
                           "is in angstrom and eV; allowed: units='metal' only; correct units");
    struct gb_text elements = {0};
    for (int k = 0; k < m->n_species; k++) gb_text_add(&elements, " %s", m->element[k]);
    m->zhou = true;
    m->commands = GB_ARRAY(2, char *);
    m->commands[m->n_commands++] = gb_strdup("pair_style eam/alloy");
    m->commands[m->n_commands++] = gb_format("pair_coeff * * {file:" MODEL_ZHOU_TABLE "}%s", elements.s);
    free(elements.s);
    return GB_OK;
}

static int read_forces(struct model *m, const struct gb_xml_node *root, struct gb_error *err) {
    const struct gb_xml_node *kim = gb_xml_child(root, "kim"), *lammps = gb_xml_child(root, "lammps");
    const struct gb_xml_node *zhou = gb_xml_child(root, "zhou2004");
    const int given = !!kim + !!lammps + !!zhou;
    if (given != 1)
        return schema_fail(err, m->path, root, NULL,
                           "has %s <lammps>, <kim> and <zhou2004>; allowed: exactly one of them, to say how LAMMPS "
                           "gets the forces",
                           given ? "more than one of" : "none of");
    read_element(m, root, kim ? "kim" : lammps ? "lammps" : "zhou2004");
    if (isnan(m->skin)) m->skin = strcmp(m->units, "lj") == 0 ? 0.3 : 1;
    if (kim) return GB_OK;
    if (zhou) return read_zhou(m, zhou, err);
    m->commands = GB_ARRAY(lammps->n_children, char *);
    for (size_t i = 0; i < lammps->n_children; i++) {
        int rc = check_command(m, lammps->child[i], i == 0, err);
        if (rc != GB_OK) return rc;
        m->commands[m->n_commands++] = gb_strdup(lammps->child[i]->text);
    }
    return model_check_names(m, lammps, err);
}

static int read_protocol(struct model *m, const struct gb_xml_node *root, struct gb_error *err) {
    const struct gb_xml_node *p = gb_xml_child(root, "protocol");
    read_element(m, root, "protocol");
    if (m->melt_T < m->from_T)
        return schema_fail(err, m->path, p, "melt", "is below from='%g'; allowed: melt >= from", m->from_T);
    if (m->from_T <= m->to_T)
        return schema_fail(err, m->path, p, "from", "is not above to='%g'; allowed: from > to", m->to_T);
    if (m->glass_hi > m->liquid_lo)
        return schema_fail(err, m->path, p, "glass-fit",
                           "overlaps liquid-fit, which begins at %g; allowed: glass-fit below "
                           "liquid-fit",
                           m->liquid_lo);
    return GB_OK;
}

static int read_measure(struct model *m, const struct gb_xml_node *root, struct gb_error *err) {
    const struct gb_xml_node *p = gb_xml_child(root, "measure");
    read_element(m, root, "measure");
    if (m->fit_hi > m->r_max)
        return schema_fail(err, m->path, p, "fit", "ends beyond r-max='%g'; allowed: up to r-max", m->r_max);
    return GB_OK;
}

static void read_references(struct model *m, const struct gb_xml_node *root) {
    m->reference = GB_ARRAY(root->n_children, struct model_reference);
    for (size_t i = 0; i < root->n_children; i++) {
        const struct gb_xml_node *node = root->child[i];
        if (strcmp(node->name, "reference") != 0) continue;
        struct model_reference *r = &m->reference[m->n_reference++];
        schema_read(schema_child(&model_table, "reference"), node, r, NULL);
        if (!r->note) r->note = gb_strdup("");
    }
}

static int read_tree(struct model *m, const struct gb_xml_node *root, struct gb_error *err) {
    int rc = schema_check(&model_table, root, m->path, err);
    if (rc != GB_OK) return rc;
    schema_read(&model_table, root, m, NULL);
    const bool metal = strcmp(m->units, "metal") == 0;
    if (metal && gb_xml_attribute(root, "scatter-length"))
        return schema_fail(err, m->path, root, "scatter-length",
                           "has no meaning with units='metal', which are angstrom already; allowed: units='lj' only; "
                           "remove it");
    if (metal) m->scatter_length = 1;
    read_element(m, root, "source");
    read_element(m, root, "licence");
    if ((rc = read_species(m, root, err)) != GB_OK) return rc;
    if ((rc = read_forces(m, root, err)) != GB_OK) return rc;
    if ((rc = read_protocol(m, root, err)) != GB_OK) return rc;
    if ((rc = read_measure(m, root, err)) != GB_OK) return rc;
    read_references(m, root);
    return GB_OK;
}

int model_read(struct model **out, const char *name_or_path, struct gb_error *err) {
    *out = NULL;
    struct model *m = GB_NEW(struct model);
    struct gb_xml_node *root = NULL;
    size_t len;
    int rc = model_locate(name_or_path, &m->path, err);
    if (rc == GB_OK) rc = gb_file_read_most(m->path, MAX_TEXT, &m->text, &len, err);
    if (rc == GB_OK) rc = gb_xml_parse(&root, m->text, len, m->path, err);
    if (rc == GB_OK) rc = read_tree(m, root, err);
    if (rc == GB_OK && strcmp(m->path, name_or_path) != 0 && strcmp(m->name, name_or_path) != 0)
        rc = schema_fail(err, m->path, root, "name",
                         "differs from the file's name; name the model '%s' or rename the file", name_or_path);
    gb_xml_free(root);
    if (rc == GB_OK)
        *out = m;
    else
        model_free(m);
    return rc;
}

void model_free(struct model *m) {
    if (!m) return;
    for (int k = 0; k < m->n_species; k++) {
        free(m->element[k]);
        free(m->scatter_as[k]);
    }
    for (size_t i = 0; i < m->n_commands; i++) free(m->commands[i]);
    for (size_t i = 0; i < m->n_reference; i++) {
        free(m->reference[i].quantity);
        free(m->reference[i].unit);
        free(m->reference[i].note);
    }
    free(m->reference);
    free(m->commands);
    free(m->kim);
    free(m->units);
    free(m->licence);
    free(m->doi);
    free(m->source);
    free(m->title);
    free(m->name);
    free(m->path);
    free(m->text);
    free(m);
}

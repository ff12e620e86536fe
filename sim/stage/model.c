/* Reading a model glass, see model.h. Finding files and units are in model_files.c. */
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

static int read_species(struct model *m, const struct gb_xml_node *root, struct gb_error *err) {
    double sum = 0;
    const struct gb_xml_node *last = root;
    for (size_t i = 0; i < root->n_children; i++) {
        const struct gb_xml_node *node = root->child[i];
        if (strcmp(node->name, "species") != 0) continue;
        last = node;
        const char *element = schema_text(node, "element", "");
        for (int k = 0; k < m->n_species; k++)
            if (strcmp(m->element[k], element) == 0)
                return schema_fail(err, m->path, node, "element", "is given twice; give each species its own name");
        int k = m->n_species++;
        m->element[k] = gb_strdup(element);
        m->scatter_as[k] = gb_strdup(schema_text(node, "scatter-as", NULL));
        m->mass[k] = schema_number(node, "mass", NAN);
        m->fraction[k] = schema_number(node, "fraction", NAN);
        sum += m->fraction[k];
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
    m->zhou_taper = schema_number(zhou, "taper", 0);
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
    double skin = strcmp(m->units, "lj") == 0 ? 0.3 : 1.0;
    m->skin = schema_number(kim ? kim : lammps ? lammps : zhou, "skin", skin);
    if (kim) {
        m->kim = gb_strdup(schema_text(kim, "model", NULL));
        return GB_OK;
    }
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
    m->density = schema_number(p, "density", NAN);
    m->npt = strcmp(schema_text(p, "ensemble", "nvt"), "npt") == 0;
    m->timestep = schema_number(p, "timestep", NAN);
    m->melt_T = schema_number(p, "melt", NAN);
    m->from_T = schema_number(p, "from", NAN);
    m->to_T = schema_number(p, "to", NAN);
    m->melt_time = schema_number(p, "melt-time", NAN);
    m->equilibrate_time = schema_number(p, "equilibrate-time", NAN);
    m->glass_lo = m->glass_hi = m->liquid_lo = m->liquid_hi = NAN;
    schema_window(p, "glass-fit", &m->glass_lo, &m->glass_hi);
    schema_window(p, "liquid-fit", &m->liquid_lo, &m->liquid_hi);
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
    m->r_max = schema_number(p, "r-max", NAN);
    m->r_bin = schema_number(p, "r-bin", NAN);
    m->smooth = schema_number(p, "smooth", NAN);
    m->d2min_cut = schema_number(p, "d2min-cut", NAN);
    m->fit_lo = m->fit_hi = NAN;
    schema_window(p, "fit", &m->fit_lo, &m->fit_hi);
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
        r->quantity = gb_strdup(schema_text(node, "quantity", ""));
        r->unit = gb_strdup(schema_text(node, "unit", "-"));
        r->note = gb_strdup(schema_text(node, "note", ""));
        r->value = schema_number(node, "value", NAN);
        r->tolerance = schema_number(node, "tolerance", NAN);
        r->rate = schema_number(node, "rate", NAN);
    }
}

static int read_tree(struct model *m, const struct gb_xml_node *root, struct gb_error *err) {
    int rc = schema_check(&model_table, root, m->path, err);
    if (rc != GB_OK) return rc;
    m->name = gb_strdup(schema_text(root, "name", ""));
    m->title = gb_strdup(schema_text(root, "title", ""));
    m->units = gb_strdup(schema_text(root, "units", ""));
    const bool metal = strcmp(m->units, "metal") == 0;
    if (metal && gb_xml_attribute(root, "scatter-length"))
        return schema_fail(err, m->path, root, "scatter-length",
                           "has no meaning with units='metal', which are angstrom already; allowed: units='lj' only; "
                           "remove it");
    m->scatter_length = schema_number(root, "scatter-length", metal ? 1 : NAN);
    const struct gb_xml_node *source = gb_xml_child(root, "source");
    m->source = gb_strdup(source->text);
    m->doi = gb_strdup(schema_text(source, "doi", NULL));
    m->licence = gb_strdup(gb_xml_child(root, "licence")->text);
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

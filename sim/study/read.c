/* Reading a study: table check, then the model's defaults, then what a table cannot say, see study.h and reader.h. */
#include "study/reader.h"

#include "base/file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MIN_FIT_BINS = 10, MAX_BINS = 100000, MAX_TEXT = 4 << 20 };

/* Atom-steps of about 15 s on one core: a Lennard-Jones step of an atom takes about a quarter of an EAM one. */
static const double checkpoint_work_lj = 2e7, checkpoint_work_metal = 5e6;

/* XML takes UTF-8 without control characters: a folder's name from outside may hold anything. */
static bool is_xml_text(const char *text) {
    for (const unsigned char *p = (const unsigned char *)text; *p;) {
        int more = *p < 0x80 ? 0 : (*p & 0xe0) == 0xc0 ? 1 : (*p & 0xf0) == 0xe0 ? 2 : (*p & 0xf8) == 0xf0 ? 3 : -1;
        if (more < 0 || *p < 0x20) return false;
        for (p++; more > 0; more--, p++)
            if ((*p & 0xc0) != 0x80) return false;
    }
    return true;
}

/* <glass> ---------------------------------------------------------------------------------------------------------- */

static int read_model(struct reader *r, const struct gb_xml_node *glass, const char *model_path) {
    struct gb_error err = GB_ERROR_INIT;
    char *name = r->s->model_name;
    size_t len = strlen(name);
    bool is_path = strchr(name, '/') || (len > 4 && strcmp(name + len - 4, ".xml") == 0);
    if (is_path) {
        r->s->model_name = study_absolute(r->path, name);
        free(name);
    }
    int rc = model_read(&r->s->model, model_path ? model_path : r->s->model_name, &err);
    if (rc != GB_OK) rc = schema_fail(r->err, r->path, glass, "model", "%s", err.text);
    gb_error_clear(&err);
    if (rc == GB_OK && !is_xml_text(r->s->model_name))
        rc = schema_fail(r->err, r->path, glass, "model",
                         "its folder's name is not plain UTF-8 text; move it to another folder");
    return rc;
}

/* Number of atoms by a file's first lines: LAMMPS data, dump, XYZ; 0 when they do not say. Only for the expected time.
 */
static size_t atoms_by_header(const char *path) {
    FILE *f = study_glass_open(path);
    if (!f) return 0;
    char line[256], word[16];
    size_t n = 0;
    bool dump = false;
    for (int i = 0; i < 30 && n == 0 && fgets(line, sizeof line, f); i++) {
        unsigned long count;
        int fields = sscanf(line, "%lu %15s", &count, word);
        if (fields >= 1 && (dump || (i == 0 && fields == 1) || (fields == 2 && strcmp(word, "atoms") == 0))) n = count;
        dump = strncmp(line, "ITEM: NUMBER OF ATOMS", 21) == 0;
    }
    fclose(f);
    return n > 100000000 ? 0 : n;
}

static int add_file(struct reader *r, const struct gb_xml_node *node, const char *setting, bool look) {
    struct study *s = r->s;
    const char *name = schema_text(node, setting, "");
    char *path = study_absolute(r->path, name);
    s->file = gb_realloc(s->file, s->n_files + 1, sizeof *s->file);
    s->file[s->n_files++] = path;
    for (size_t i = 0; i + 1 < s->n_files; i++)
        if (strcmp(s->file[i], path) == 0)
            return schema_fail(r->err, r->path, node, setting, "is given twice; each sample needs its own file");
    if (!is_xml_text(path))
        return schema_fail(r->err, r->path, node, setting,
                           "its folder's name is not plain UTF-8 text; move it to another folder");
    if (!look) return GB_OK;
    FILE *f = study_glass_open(path);
    int reason = errno;
    if (f && fgetc(f) == EOF) {
        reason = ferror(f) ? errno : 0;
        fclose(f);
        f = NULL;
    }
    if (f) return fclose(f), GB_OK;
    return schema_fail(r->err, r->path, node, setting,
                       "%s: %s; give the path of a LAMMPS data file, dump or extended XYZ, "
                       "relative to the study file",
                       path, reason ? strerror(reason) : "is empty");
}

static int read_files(struct reader *r, const struct gb_xml_node *glass, bool look) {
    struct study *s = r->s;
    bool one = gb_xml_attribute(glass, "file") != NULL;
    if (one && glass->n_children)
        return schema_fail(r->err, r->path, glass, "file",
                           "there are <file> elements too; give either file='...' or <file> elements");
    int rc = one ? add_file(r, glass, "file", look) : GB_OK;
    for (size_t i = 0; i < glass->n_children && rc == GB_OK; i++) rc = add_file(r, glass->child[i], "", look);
    if (rc != GB_OK || s->n_files == 0) return rc;
    static const char *const unused[] = {"atoms", "samples"};
    for (size_t i = 0; i < 2; i++)
        if (gb_xml_attribute(glass, unused[i]))
            return schema_fail(r->err, r->path, glass, unused[i],
                               "is not used with files, each of which is one sample with the "
                               "atoms in it; remove it");
    s->samples = s->n_files;
    s->atoms = look ? atoms_by_header(s->file[0]) : 0;
    return GB_OK;
}

static int read_glass(struct reader *r, const char *model_path) {
    const struct gb_xml_node *root = r->root, *glass = gb_xml_child(root, "glass"),
                             *quench = gb_xml_child(root, "quench");
    schema_read(study_element("glass"), glass, r->s, NULL);
    int rc = read_model(r, glass, model_path);
    if (rc != GB_OK) return rc;
    if ((rc = read_files(r, glass, model_path == NULL)) != GB_OK) return rc;
    if (r->s->n_files && quench)
        return schema_fail(r->err, r->path, quench, NULL,
                           "is not used when the glass comes from files; remove <quench>, or the files");
    if (!r->s->n_files && !quench)
        return schema_fail(r->err, r->path, root, NULL,
                           "holds no <quench>; add one, with a <rate>, or start from a glass of your own "
                           "with <glass file='...'>");
    return GB_OK;
}

/* <quench> --------------------------------------------------------------------------------------------------------- */

/* Fills what is kept in the study itself. */
static void read_element(struct reader *r, const char *name) {
    schema_read(study_element(name), gb_xml_child(r->root, name), r->s, &(struct schema_from){r->s->model, NULL});
}

/* A window of the study's own, or the model's as far as this cooling covers it. */
static int check_window(struct reader *r, const struct gb_xml_node *quench, const char *name, double *lo, double *hi) {
    const struct study *s = r->s;
    const double model_lo = *lo, model_hi = *hi;
    if (gb_xml_attribute(quench, name)) {
        if (*lo >= s->to_T && *hi <= s->from_T) return GB_OK;
        return schema_fail(r->err, r->path, quench, name, "leaves the cooling; allowed: between to='%g' and from='%g'",
                           s->to_T, s->from_T);
    }
    if (isnan(model_lo))
        return schema_fail(r->err, r->path, quench, NULL, "no %s: the model '%s' gives no default; add %s='LO HI'",
                           name, s->model->name, name);
    *lo = fmax(model_lo, s->to_T);
    *hi = fmin(model_hi, s->from_T);
    if (*lo < *hi) return GB_OK;
    return schema_fail(r->err, r->path, quench, NULL,
                       "the model's %s of %g to %g lies outside the cooling from %g to %g; add "
                       "%s='LO HI'",
                       name, model_lo, model_hi, s->from_T, s->to_T, name);
}

static int check_temperatures(struct reader *r, const struct gb_xml_node *quench) {
    const struct study *s = r->s;
    bool own = gb_xml_attribute(quench, "from") != NULL;
    if (s->from_T <= s->to_T)
        return schema_fail(r->err, r->path, quench, own ? "from" : "to",
                           "cooling from %g to %g; allowed: from above to", s->from_T, s->to_T);
    if (s->melt_T < s->from_T)
        return schema_fail(r->err, r->path, quench, gb_xml_attribute(quench, "melt") ? "melt" : "from",
                           "the melt at %g is colder than the start of cooling at %g; allowed: melt >= from", s->melt_T,
                           s->from_T);
    return GB_OK;
}

static uint64_t checkpoint_steps(const struct study *s) {
    const double work = strcmp(s->model->units, "lj") == 0 ? checkpoint_work_lj : checkpoint_work_metal;
    const double atoms = s->atoms ? (double)s->atoms : 5000;
    return (uint64_t)(1000 * fmax(1, round(work / atoms / 1000)));
}

static int read_histories_of_files(struct reader *r) {
    struct study *s = r->s;
    const struct gb_xml_node *history = gb_xml_child(r->root, "history");
    s->npt = s->model->npt;
    s->to_T = isnan(s->model->to_T) ? 0 : s->model->to_T;
    s->checkpoint_steps = checkpoint_steps(s);
    s->timestep = s->model->timestep;
    if (history && isnan(s->timestep))
        return schema_fail(r->err, r->path, history, NULL,
                           "no timestep: the model '%s' gives none; add one to the model file", s->model->name);
    return reader_histories(r, NULL);
}

static int read_quench(struct reader *r) {
    const struct gb_xml_node *q = gb_xml_child(r->root, "quench");
    struct study *s = r->s;
    struct fictive_windows *w = &s->fictive;
    if (!q) return read_histories_of_files(r);
    read_element(r, "quench");
    int rc = reader_need(r, study_element("quench"), q, s);
    if (rc == GB_OK) rc = check_temperatures(r, q);
    if (rc == GB_OK) rc = check_window(r, q, "glass-fit", &w->glass_lo, &w->glass_hi);
    if (rc == GB_OK) rc = check_window(r, q, "liquid-fit", &w->liquid_lo, &w->liquid_hi);
    if (rc == GB_OK && w->glass_hi > w->liquid_lo)
        rc = schema_fail(r->err, r->path, q, NULL,
                         "glass-fit (to %g) and liquid-fit (from %g) overlap; allowed: glass-fit below "
                         "liquid-fit",
                         w->glass_hi, w->liquid_lo);
    if (s->checkpoint_steps == 0) s->checkpoint_steps = checkpoint_steps(s);
    return rc == GB_OK ? reader_histories(r, q) : rc;
}

/* <measure> -------------------------------------------------------------------------------------------------------- */

/* Bins must resolve what the smoothing leaves: three per Gaussian width; for a Q range, three per pi/Q_max. */
static int check_smoothing(struct reader *r, const struct gb_xml_node *p) {
    struct study *s = r->s;
    const struct gb_xml_node *at = p ? p : r->root;
    if (s->smoothing.kind == SMOOTH_QWINDOW) {
        if (s->r_bin * s->smoothing.q_max <= 1.05) return GB_OK;
        return schema_fail(r->err, r->path, p, "q-max",
                           "r-bin='%g' is too wide for it; allowed: r-bin up to 1/q-max = %.3g", s->r_bin,
                           1 / s->smoothing.q_max);
    }
    if (s->smoothing.width > 0) s->smoothing.kind = SMOOTH_GAUSSIAN;
    if (s->smoothing.width > s->fit_lo / 4)
        return schema_fail(
            r->err, r->path, at, p && gb_xml_attribute(p, "smooth") ? "smooth" : NULL,
            "a smoothing of %g leaves nothing of the first shell; allowed: up to a quarter of where the fit "
            "begins, %g",
            s->smoothing.width, s->fit_lo / 4);
    if (s->smoothing.kind == SMOOTH_NONE || 3 * s->r_bin <= s->smoothing.width * (1 + 1e-9)) return GB_OK;
    return schema_fail(
        r->err, r->path, at, p && gb_xml_attribute(p, "smooth") ? "smooth" : NULL,
        "bins of r-bin='%g' are too wide for a smoothing of %g; allowed: r-bin up to a third of smooth; lower r-bin",
        s->r_bin, s->smoothing.width);
}

/* The box of a melt, before anything is computed; the stages `measure` check the glass itself, see measure.c. */
static int check_reach(struct reader *r, const struct gb_xml_node *at) {
    const struct study *s = r->s;
    const double reach = s->r_max + study_margin(s), edge = cbrt((double)s->atoms / s->density);
    if (s->n_files || !(edge <= reach)) return GB_OK;
    return schema_fail(
        r->err, r->path, at, NULL,
        "r-max=%g and %g more for the smoothing reach an atom's own image: %zu atoms make a box of %.4g; "
        "allowed: r-max below %.4g, or atoms='%.0f' and more",
        s->r_max, study_margin(s), s->atoms, edge, edge - study_margin(s),
        ceil(1.05 * reach * reach * reach * s->density));
}

/* The kind, which says what of <measure> plays a part. */
static int read_smoothing_kind(struct reader *r, const struct gb_xml_node *p) {
    const bool q = p && gb_xml_attribute(p, "q-max");
    r->s->smoothing.kind = q ? SMOOTH_QWINDOW : SMOOTH_NONE;
    if (q && gb_xml_attribute(p, "smooth"))
        return schema_fail(r->err, r->path, p, "smooth", "there is q-max too; give one of the two");
    if (!q && p && gb_xml_attribute(p, "window"))
        return schema_fail(r->err, r->path, p, "window", "is only used with q-max; add q-max='...' or remove it");
    return GB_OK;
}

static int read_measure(struct reader *r) {
    const struct gb_xml_node *p = gb_xml_child(r->root, "measure"), *at = p ? p : r->root;
    struct study *s = r->s;
    int rc = read_smoothing_kind(r, p);
    if (rc != GB_OK) return rc;
    read_element(r, "measure");
    rc = reader_need(r, study_element("measure"), p, s);
    if (rc != GB_OK) return rc;
    const bool own_fit = p && gb_xml_attribute(p, "fit");
    if (isnan(s->fit_lo) || isnan(s->fit_hi))
        return schema_fail(r->err, r->path, at, NULL,
                           "no fit: the model '%s' gives no default; add fit='LO HI' to <measure>", s->model->name);
    const char *fit = own_fit ? "fit" : NULL;
    if (s->fit_hi > s->r_max)
        return schema_fail(r->err, r->path, at, fit,
                           "the fit from %g to %g ends beyond r-max='%g'; allowed: up to r-max; %s", s->fit_lo,
                           s->fit_hi, s->r_max, own_fit ? "lower it" : "add fit='LO HI'");
    if (s->fit_hi - s->fit_lo < MIN_FIT_BINS * s->r_bin)
        return schema_fail(r->err, r->path, at, fit,
                           "the fit from %g to %g holds fewer than %d bins of r-bin='%g'; widen it", s->fit_lo,
                           s->fit_hi, MIN_FIT_BINS, s->r_bin);
    if (s->r_max / s->r_bin > MAX_BINS)
        return schema_fail(r->err, r->path, at, "r-max", "is more than %d bins of r-bin='%g'; raise r-bin", MAX_BINS,
                           s->r_bin);
    if (s->d2min_cut > s->r_max)
        return schema_fail(r->err, r->path, at, "d2min-cut",
                           "%g is beyond r-max='%g'; allowed: the first minimum of g(r)", s->d2min_cut, s->r_max);
    rc = check_smoothing(r, p);
    return rc == GB_OK ? check_reach(r, at) : rc;
}

/* The whole -------------------------------------------------------------------------------------------------------- */

static int read_tree(struct reader *r, const char *model_path) {
    struct study *s = r->s;
    int rc = schema_check(&study_table, r->root, r->path, r->err);
    if (rc != GB_OK) return rc;
    schema_read(&study_table, r->root, s, NULL);
    if ((rc = read_glass(r, model_path)) != GB_OK) return rc;
    if ((rc = read_quench(r)) != GB_OK) return rc;
    const struct gb_xml_node *reference = gb_xml_child(r->root, "reference");
    read_element(r, "reference");
    if (s->relax == RELAX_NONE && reference && gb_xml_attribute(reference, "pressure"))
        return schema_fail(r->err, r->path, reference, "pressure",
                           "is not used with relax='none', which keeps the cell; remove it");
    read_element(r, "order");
    if ((rc = reader_liquid(r)) != GB_OK) return rc;
    read_element(r, "elastic");
    if ((rc = reader_compress(r)) != GB_OK) return rc;
    read_element(r, "run");
    return read_measure(r);
}

int study_from_tree(struct study **out, const struct gb_xml_node *root, const char *path, const char *model_path,
                    struct gb_error *err) {
    struct reader r = {GB_NEW(struct study), root, path, err};
    *out = NULL;
    r.s->path = gb_strdup(path);
    int rc = read_tree(&r, model_path);
    if (rc == GB_OK)
        *out = r.s;
    else
        study_free(r.s);
    return rc;
}

int study_parse(struct study **out, const char *text, size_t len, const char *path, const char *model_path,
                struct gb_error *err) {
    struct gb_xml_node *root;
    *out = NULL;
    int rc = gb_xml_parse(&root, text, len, path, err);
    if (rc == GB_OK) rc = study_from_tree(out, root, path, model_path, err);
    gb_xml_free(root);
    return rc;
}

int study_file_text(const char *path, char **text, size_t *len, struct gb_error *err) {
    int rc = gb_file_read_most(strcmp(path, "-") == 0 ? "/dev/stdin" : path, MAX_TEXT, text, len, err);
    if (rc == GB_OK || !err) return rc;
    char *all = gb_format("%s; give the path of a study file, such as configs/demo.xml", err->text);
    gb_fail(err, rc, "%s", all);
    free(all);
    return rc;
}

int study_read(struct study **s, const char *path, struct gb_error *err) {
    char *text;
    size_t len;
    *s = NULL;
    int rc = study_file_text(path, &text, &len, err);
    if (rc != GB_OK) return rc;
    rc = study_parse(s, text, len, path, NULL, err);
    free(text);
    return rc;
}

int study_read_folder(struct study **s, const char *dir, struct gb_error *err) {
    char *path = gb_format("%s/study.xml", dir), *model = gb_format("%s/model.xml", dir), *text = NULL;
    size_t len;
    int rc;
    if (!gb_exists(path))
        rc = gb_fail(
            err, GB_EINPUT,
            "%s: is not the folder of a study (it has no study.xml); give the folder that `glassbed run` wrote", dir);
    else
        rc = gb_file_read(path, &text, &len, err);
    if (rc == GB_OK) rc = study_parse(s, text, len, path, gb_exists(model) ? model : NULL, err);
    free(text);
    free(model);
    free(path);
    return rc;
}

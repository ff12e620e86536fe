/* Reading a study: table check, then the model's defaults, then what a table cannot say, see study.h. */
#include "study/compress.h"

#include "base/file.h"
#include "base/number.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MIN_FIT_BINS = 10, MAX_BINS = 100000, MAX_TEXT = 4 << 20 };

/* Atom-steps of about 15 s on one core: a Lennard-Jones step of an atom takes about a quarter of an EAM one. */
static const double checkpoint_work_lj = 2e7, checkpoint_work_metal = 5e6;

struct reader {
    struct study *s;
    const char *path;
    struct gb_error *err;
};

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

char *study_absolute(const char *study_path, const char *path) {
    if (path[0] == '/') return gb_strdup(path);
    const char *slash = strrchr(study_path, '/');
    char *folder = slash ? gb_format("%.*s/", (int)(slash - study_path), study_path) : gb_strdup("./");
    char *full = realpath(folder, NULL);
    char *out = gb_format("%s/%s", full ? full : folder, path);
    free(folder);
    free(full);
    return out;
}

/* <glass> ---------------------------------------------------------------------------------------------------------- */

static int read_model(struct reader *r, const struct gb_xml_node *glass, const char *model_path) {
    struct gb_error err = GB_ERROR_INIT;
    const char *name = schema_text(glass, "model", "");
    size_t len = strlen(name);
    bool is_path = strchr(name, '/') || (len > 4 && strcmp(name + len - 4, ".xml") == 0);
    r->s->model_name = is_path ? study_absolute(r->path, name) : gb_strdup(name);
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

static int read_glass(struct reader *r, const struct gb_xml_node *root, const char *model_path) {
    const struct gb_xml_node *glass = gb_xml_child(root, "glass"), *quench = gb_xml_child(root, "quench");
    int rc = read_model(r, glass, model_path);
    if (rc != GB_OK) return rc;
    r->s->atoms = schema_count(glass, "atoms", 4000);
    r->s->samples = schema_count(glass, "samples", 3);
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

/* A number that the study or else the model must give. */
static int need(struct reader *r, const struct gb_xml_node *node, const struct gb_xml_node *root, const char *element,
                const char *name, double fallback, double *v) {
    *v = schema_number(node, name, fallback);
    if (!isnan(*v)) return GB_OK;
    return schema_fail(r->err, r->path, node ? node : root, NULL,
                       "no %s: the model '%s' gives no default; add %s='...' to <%s>", name, r->s->model->name, name,
                       element);
}

static int read_window(struct reader *r, const struct gb_xml_node *quench, const char *name, double model_lo,
                       double model_hi, double *lo, double *hi) {
    const struct study *s = r->s;
    if (schema_window(quench, name, lo, hi)) {
        if (*lo >= s->to_T && *hi <= s->from_T) return GB_OK;
        return schema_fail(r->err, r->path, quench, name, "leaves the cooling; allowed: between to='%g' and from='%g'",
                           s->to_T, s->from_T);
    }
    if (isnan(model_lo))
        return schema_fail(r->err, r->path, quench, NULL, "no %s: the model '%s' gives no default; add %s='LO HI'",
                           name, s->model->name, name);
    *lo = fmax(model_lo, s->to_T); /* the model's window, as far as this cooling covers it */
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

static int read_histories_of_files(struct reader *r, const struct gb_xml_node *root) {
    struct study *s = r->s;
    const struct gb_xml_node *history = gb_xml_child(root, "history");
    s->npt = s->model->npt;
    s->to_T = isnan(s->model->to_T) ? 0 : s->model->to_T;
    s->checkpoint_steps = checkpoint_steps(s);
    s->timestep = s->model->timestep;
    if (history && isnan(s->timestep))
        return schema_fail(r->err, r->path, history, NULL,
                           "no timestep: the model '%s' gives none; add one to the model file", s->model->name);
    return histories_read(s, root, NULL, r->path, r->err);
}

static int read_quench(struct reader *r, const struct gb_xml_node *root) {
    const struct gb_xml_node *q = gb_xml_child(root, "quench");
    struct study *s = r->s;
    const struct model *m = s->model;
    if (!q) return read_histories_of_files(r, root);
    const struct {
        const char *name;
        double fallback, *value;
    } number[] = {
        {"melt", m->melt_T, &s->melt_T},
        {"from", m->from_T, &s->from_T},
        {"to", m->to_T, &s->to_T},
        {"timestep", m->timestep, &s->timestep},
        {"melt-time", m->melt_time, &s->melt_time},
        {"equilibrate-time", m->equilibrate_time, &s->equilibrate_time},
        {"density", m->density, &s->density},
    };
    for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
        int rc = need(r, q, root, "quench", number[i].name, number[i].fallback, number[i].value);
        if (rc != GB_OK) return rc;
    }
    s->npt = strcmp(schema_text(q, "ensemble", m->npt ? "npt" : "nvt"), "npt") == 0;
    int rc = check_temperatures(r, q);
    if (rc == GB_OK)
        rc = read_window(r, q, "glass-fit", m->glass_lo, m->glass_hi, &s->fictive.glass_lo, &s->fictive.glass_hi);
    if (rc == GB_OK)
        rc = read_window(r, q, "liquid-fit", m->liquid_lo, m->liquid_hi, &s->fictive.liquid_lo, &s->fictive.liquid_hi);
    if (rc == GB_OK && s->fictive.glass_hi > s->fictive.liquid_lo)
        rc = schema_fail(r->err, r->path, q, NULL,
                         "glass-fit (to %g) and liquid-fit (from %g) overlap; allowed: glass-fit below "
                         "liquid-fit",
                         s->fictive.glass_hi, s->fictive.liquid_lo);
    s->checkpoint_steps = schema_count(q, "checkpoint-steps", checkpoint_steps(s));
    return rc == GB_OK ? histories_read(s, root, q, r->path, r->err) : rc;
}

/* <measure> -------------------------------------------------------------------------------------------------------- */

/* Bins must resolve what the smoothing leaves: three per Gaussian width; for a Q range, three per pi/Q_max. */
static int read_smoothing(struct reader *r, const struct gb_xml_node *root, const struct gb_xml_node *p) {
    struct study *s = r->s;
    const struct gb_xml_node *at = p ? p : root;
    bool q = p && gb_xml_attribute(p, "q-max");
    if (q && gb_xml_attribute(p, "smooth"))
        return schema_fail(r->err, r->path, p, "smooth", "there is q-max too; give one of the two");
    if (!q && p && gb_xml_attribute(p, "window"))
        return schema_fail(r->err, r->path, p, "window", "is only used with q-max; add q-max='...' or remove it");
    if (q) {
        const char *window = schema_text(p, "window", "lorch");
        s->smoothing.kind = SMOOTH_QWINDOW;
        s->smoothing.q_max = schema_number(p, "q-max", NAN);
        s->smoothing.window = window[0] == 's' ? QWINDOW_STEP : window[0] == 'l' ? QWINDOW_LORCH : QWINDOW_GAUSSIAN;
        if (s->r_bin * s->smoothing.q_max <= 1.05) return GB_OK;
        return schema_fail(r->err, r->path, p, "q-max",
                           "r-bin='%g' is too wide for it; allowed: r-bin up to 1/q-max = %.3g", s->r_bin,
                           1 / s->smoothing.q_max);
    }
    int rc = need(r, p, root, "measure", "smooth", s->model->smooth, &s->smoothing.width);
    if (rc != GB_OK) return rc;
    s->smoothing.kind = s->smoothing.width > 0 ? SMOOTH_GAUSSIAN : SMOOTH_NONE;
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

double study_margin(const struct study *s) {
    const struct smoothing *m = &s->smoothing;
    return m->kind == SMOOTH_GAUSSIAN ? 5 * m->width : m->kind == SMOOTH_QWINDOW ? 5 * 2 * acos(-1) / m->q_max : 0;
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

static int read_measure(struct reader *r, const struct gb_xml_node *root) {
    const struct gb_xml_node *p = gb_xml_child(root, "measure"), *at = p ? p : root;
    struct study *s = r->s;
    int rc = need(r, p, root, "measure", "r-max", s->model->r_max, &s->r_max);
    if (rc == GB_OK) rc = need(r, p, root, "measure", "r-bin", s->model->r_bin, &s->r_bin);
    if (rc == GB_OK) rc = need(r, p, root, "measure", "d2min-cut", s->model->d2min_cut, &s->d2min_cut);
    if (rc != GB_OK) return rc;
    s->fit_lo = s->model->fit_lo;
    s->fit_hi = s->model->fit_hi;
    bool own_fit = schema_window(p, "fit", &s->fit_lo, &s->fit_hi);
    if (isnan(s->fit_lo) || isnan(s->fit_hi))
        return schema_fail(r->err, r->path, at, NULL,
                           "no fit: the model '%s' gives no default; add fit='LO HI' to <measure>", s->model->name);
    s->partials = schema_yes(p, "partials", true);
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
    rc = read_smoothing(r, root, p);
    return rc == GB_OK ? check_reach(r, at) : rc;
}

/* The whole -------------------------------------------------------------------------------------------------------- */

static int read_tree(struct reader *r, const struct gb_xml_node *root, const char *model_path) {
    struct study *s = r->s;
    int rc = schema_check(&study_table, root, r->path, r->err);
    if (rc != GB_OK) return rc;
    s->name = gb_strdup(schema_text(root, "name", ""));
    s->seed = schema_count(root, "seed", 1);
    if ((rc = read_glass(r, root, model_path)) != GB_OK) return rc;
    if ((rc = read_quench(r, root)) != GB_OK) return rc;
    const struct gb_xml_node *reference = gb_xml_child(root, "reference");
    const char *relax = schema_text(reference, "relax", "isotropic");
    for (enum study_relaxation k = RELAX_NONE; k <= RELAX_LENGTHS; k++)
        if (strcmp(relax, study_relaxation_name(k)) == 0) s->relax = k;
    if (s->relax == RELAX_NONE && reference && gb_xml_attribute(reference, "pressure"))
        return schema_fail(r->err, r->path, reference, "pressure",
                           "is not used with relax='none', which keeps the cell; remove it");
    s->pressure = schema_number(reference, "pressure", 0);
    s->crystal_max = schema_number(gb_xml_child(root, "order"), "crystal-max", 0.05);
    if ((rc = study_liquid_read(s, root, r->path, r->err)) != GB_OK) return rc;
    s->elastic_strain = schema_number(gb_xml_child(root, "elastic"), "strain", 5e-4);
    if ((rc = study_compress_read(s, root, r->path, r->err)) != GB_OK) return rc;
    s->ranks = (int)schema_count(gb_xml_child(root, "run"), "ranks", 1);
    return read_measure(r, root);
}

int study_from_tree(struct study **out, const struct gb_xml_node *root, const char *path, const char *model_path,
                    struct gb_error *err) {
    struct reader r = {GB_NEW(struct study), path, err};
    *out = NULL;
    r.s->path = gb_strdup(path);
    int rc = read_tree(&r, root, model_path);
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

static void free_list(char **list, size_t n) {
    for (size_t i = 0; i < n; i++) free(list[i]);
    free(list);
}

void study_free(struct study *s) {
    if (!s) return;
    free_list(s->file, s->n_files);
    histories_free(s);
    study_liquid_clear(&s->equilibrium);
    study_compress_clear(s);
    model_free(s->model);
    free(s->model_name);
    free(s->name);
    free(s->path);
    free(s);
}

void study_settings(struct gb_text *out) {
    struct schema_element several = studies_table; /* what is in its <study> is said once */
    several.n_children = 0;
    schema_markdown(&study_table, out);
    schema_markdown(&several, out);
}

const char *study_relaxation_name(enum study_relaxation r) {
    static const char *const name[] = {"none", "isotropic", "lengths"};
    return name[r];
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

const char *study_length(const struct study *s) { return model_unit(s->model, MODEL_LENGTH); }

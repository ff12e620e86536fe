/* Files that `strain` reads, see strain_parts.h. */
#include "command/strain_parts.h"

#include "base/mem.h"
#include "base/number.h"
#include "pdf/axis.h"
#include "pdf/head.h"
#include "pdf/resample.h"
#include "strain/curve_file.h"
#include "strain/sectors_name.h"
#include "strain/unmeasured.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void strain_data_clear(struct strain_data *d) {
    free(d->unit);
    free(d->what);
    free(d->notes);
    gb_table_free(d->table);
    for (int i = 0; i < 2; i++) {
        free(d->g[i]);
        free(d->error[i]);
    }
    structure_clear(&d->S);
    sectors_clear(&d->sectors);
    *d = (struct strain_data){0};
}

/* The column of r or Q: as asked for, else the first that is named so, else the first column. In angstrom or sigma from
 * here on; *x is its name then. */
static int read_axis(struct strain_data *d, const struct strain_request *q, struct gb_table *t, const char *path,
                     const char **x, struct axis *axis, struct gb_error *err) {
    size_t col = q->column[0] ? gb_table_find(t, q->column[0]) : axis_find(t);
    double wavelength;
    if (col == (size_t)-1) col = 0;
    *x =
        q->column[0] && strcmp(t->name[col], q->column[0]) != 0 ? q->column[0] : NULL; /* none: told where it is read */
    int rc = axis_of(*x ? *x : t->name[col], path, axis, err);
    if (rc != GB_OK || *x) return rc;
    d->from_two_theta = axis->kind == AXIS_TWO_THETA;
    rc = d->from_two_theta ? head_wavelength(t, path, q->wavelength, &wavelength, err) : GB_OK;
    struct gb_text notes = {0};
    if (rc == GB_OK) rc = axis_convert(t, col, path, d->from_two_theta ? wavelength : 0, &notes, err);
    d->notes = notes.s;
    *x = t->name[col];
    return rc == GB_OK ? axis_of(*x, path, axis, err) : rc;
}

/* Whether a table without sectors is one of S00, S20. */
static int which_space(const struct strain_request *q, const struct gb_table *t, const char *path, const char *x,
                       bool *in_q, struct gb_error *err) {
    *in_q = x[0] == 'Q' || (!q->column[0] && gb_table_find(t, "S20") != (size_t)-1);
    if (!q->data) return GB_OK;
    *in_q = strcmp(q->data, "g(r)") != 0;
    if (strcmp(q->data, "intensity") == 0)
        return gb_fail(err, GB_EINPUT, "%s: an intensity comes in sectors, columns phi_DEG or chi_DEG", path);
    if ((*in_q && x[0] == 'r') || (!*in_q && x[0] == 'Q'))
        return gb_fail(err, GB_EINPUT, "%s: data %s in a column of %s", path, q->data, x);
    return GB_OK;
}

static void add_notes(struct strain_data *d, const char *lines) {
    if (!lines) return;
    char *both = gb_format("%s%s", d->notes ? d->notes : "", lines);
    free(d->notes);
    d->notes = both;
}

/* Rows at both ends where S00 or S20 is not measured go; within, a number is needed. */
static int trim(struct strain_data *d, struct gb_table *t, const char *path, const char *x, const char *const *column,
                struct gb_error *err) {
    const size_t at[2] = {gb_table_find(t, column[0]), gb_table_find(t, column[1])}, x_at = gb_table_find(t, x);
    if (at[0] == (size_t)-1 || at[1] == (size_t)-1) return GB_OK; /* told where they are read */
    const size_t zeros = unmeasured_structure(t, at[0]);
    size_t from = 0, to = t->n_row;
    while (from < to && !(isfinite(t->v[from * t->n_col + at[0]]) && isfinite(t->v[from * t->n_col + at[1]]))) from++;
    while (to > from && !(isfinite(t->v[(to - 1) * t->n_col + at[0]]) && isfinite(t->v[(to - 1) * t->n_col + at[1]])))
        to--;
    for (size_t i = from; i < to && zeros; i++)
        if (isnan(t->v[i * t->n_col + at[0]]))
            return gb_fail(err, GB_EINPUT,
                           "%s:%zu: %s is exactly 0 (or missing) at %s = %g, and not beside: not measured? Every row "
                           "needs a number; sectors may have gaps",
                           path, t->line ? t->line[i] : i + 1, column[0], x, t->v[i * t->n_col + x_at]);
    if (to - from == t->n_row || to == from) return GB_OK;
    char *note = gb_format("%zu of %zu rows at the ends are not measured (nan, or %s exactly 0): left out\n",
                           t->n_row - (to - from), t->n_row, column[0]);
    add_notes(d, note);
    free(note);
    memmove(t->v, t->v + from * t->n_col, (to - from) * t->n_col * sizeof *t->v);
    if (t->line) memmove(t->line, t->line + from, (to - from) * sizeof *t->line);
    t->n_row = to - from;
    return GB_OK;
}

/* g00 must begin below its first peak: what is missing counts as 0. */
static int check_start(const struct strain_data *d, const char *path, struct gb_error *err) {
    double top = 0;
    for (size_t k = 0; k < d->grid.n; k++) top = fmax(top, d->g[0][k]);
    if (d->first > 0 && d->g[0][d->first] > 0.1 * top)
        return gb_fail(err, GB_EINPUT,
                       "%s: begins at r = %g where g00 is already %g: it must reach below the first peak", path,
                       pdf_r(d->grid, d->first), d->g[0][d->first]);
    return GB_OK;
}

/* Takes the coefficients of e over: into S, or into g. */
static void take(struct strain_data *d, struct sectors_expansion *e) {
    d->first = e->first;
    if (d->in_q) {
        sectors_structure(e, 1, &d->S);
    } else {
        d->grid = (struct pdf_grid){e->n, e->step};
        for (int i = 0; i < 2; i++) {
            d->g[i] = e->c[i];
            e->c[i] = NULL;
        }
    }
    for (int i = 0; i < 2 && d->in_q; i++) {
        d->error[i] = e->error[i];
        e->error[i] = NULL;
    }
    sectors_expansion_clear(e);
}

static int read_coefficients(struct strain_data *d, const struct strain_request *q, struct gb_table *t,
                             const char *path, double step, struct gb_error *err) {
    static const char *const names[2][2] = {{"g00", "g20"}, {"S00", "S20"}};
    if (gb_table_meta_get(t, "chi_deg") || gb_table_meta_get(t, "phi_deg"))
        return gb_fail(err, GB_EINPUT, "%s: is one sector; at least two are needed: F1,F2,...", path);
    const char *x, *column[2];
    struct axis axis;
    int rc = read_axis(d, q, t, path, &x, &axis, err);
    if (rc == GB_OK) rc = which_space(q, t, path, x, &d->in_q, err);
    if (rc == GB_OK) rc = head_r_max(t, path, axis.unit, &d->r_max, err);
    if (rc != GB_OK) return rc;
    for (int i = 0; i < 2; i++) column[i] = q->column[1] ? q->column[1 + i] : names[d->in_q][i];
    d->unit = gb_strdup(axis.unit);
    d->what = gb_format("%s and %s", column[0], column[1]);
    if (d->in_q) rc = trim(d, t, path, x, column, err);
    if (rc != GB_OK) return rc;
    struct resampled c;
    rc = resample_table(&c, t, path, x, 2, column, step, err);
    if (rc != GB_OK && err->code == GB_EINPUT &&
        (gb_table_find(t, column[0]) == (size_t)-1 || gb_table_find(t, column[1]) == (size_t)-1))
        gb_context(err,
                   "name the columns with --columns R,G00,G20 (sectors: columns phi_DEG or chi_DEG, or a file each "
                   "and --phi or --chi)");
    if (rc != GB_OK) return rc;
    d->interpolated = c.interpolated;
    struct sectors_expansion e = {.n = c.grid.n, .first = c.first, .step = c.grid.dr};
    for (size_t i = 0; i < 2; i++) {
        e.c[i] = GB_ARRAY(c.grid.n, double);
        memcpy(e.c[i], c.v + i * c.grid.n, c.grid.n * sizeof(double));
    }
    resampled_clear(&c);
    take(d, &e);
    return d->in_q ? GB_OK : check_start(d, path, err);
}

static int reduce(struct strain_data *d, const struct strain_request *q, const struct sectors_defaults *defaults,
                  struct gb_error *err) {
    struct reduce_options opt = {.scatter = &q->scatter,
                                 .rule = q->reduce,
                                 .rho0 = q->density,
                                 .each_sector = q->each_sector,
                                 .background = q->background_counts};
    if (!q->composition)
        return gb_fail(err, GB_EINPUT, "intensity needs --composition, such as Cu64.5Zr35.5, to become S(Q)");
    const double data_end = (double)d->sectors.n * d->sectors.step;
    if (!isnan(q->q_max) && q->q_max >= data_end + d->sectors.step)
        return gb_fail(err, GB_EINPUT, "--q-max %g: the data end at %g; lower it", q->q_max, data_end);
    const double end = isnan(q->q_max) ? data_end : fmin(q->q_max, data_end);
    opt.q_lo = isnan(q->norm[0]) ? 0.6 * end : q->norm[0];
    d->norm_lo = opt.q_lo;
    opt.q_hi = isnan(q->norm[0]) ? end : q->norm[1];
    struct sectors background = {0}, S = {0};
    int rc = GB_OK;
    if (q->background_file) {
        struct sectors_defaults same = *defaults;
        same.step = d->sectors.step;
        same.background = true;
        rc = sectors_read(&background, 1, &q->background_file, &same, err);
        opt.background_of = &background;
        if (rc != GB_OK) gb_context(err, "--background");
    }
    if (rc == GB_OK) rc = reduce_intensity(&d->sectors, &opt, &S, &d->norm, err);
    sectors_clear(&background);
    if (rc != GB_OK) return rc;
    sectors_clear(&d->sectors);
    d->sectors = S;
    d->reduced = true;
    char *what =
        gb_format("%s; intensity of %s (%s), A = %.6g by %s over Q = %g to %g%s; there S - 1 drifts by %.2g, rms "
                  "%.2g",
                  d->what, q->composition, scatter_probe_name(q->scatter.probe), d->norm.A, reduce_rule_name(opt.rule),
                  opt.q_lo, opt.q_hi, opt.each_sector ? ", each sector" : "", d->norm.slope, d->norm.drift);
    free(d->what);
    d->what = what;
    return GB_OK;
}

static int expand(struct strain_data *d, const struct strain_request *q, struct gb_error *err) {
    struct sectors *s = &d->sectors;
    struct sectors_expansion e;
    int rc = sectors_expand(s, &(struct sectors_options){.l_max = (int)q->l_max, .at_centre = q->naive}, &e, err);
    if (rc != GB_OK) return rc;
    d->misfit = e.misfit;
    take(d, &e);
    return GB_OK;
}

/* "0,15,30": as many numbers as there are files. */
static int parse_angles(const char *text, const char *option, size_t n, double **angle, struct gb_error *err) {
    char *copy = gb_strdup(text), *save = NULL;
    size_t found = 0;
    int rc = GB_OK;
    *angle = GB_ARRAY(n, double);
    for (char *w = strtok_r(copy, ",", &save); w && rc == GB_OK; w = strtok_r(NULL, ",", &save), found++)
        if (found >= n || !gb_parse_double(w, &(*angle)[found]))
            rc = gb_fail(err, GB_EINPUT, "--%s %s: expected %zu angles in degrees, one for each file", option, text, n);
    if (rc == GB_OK && found != n)
        rc = gb_fail(err, GB_EINPUT, "--%s %s: %zu angles for %zu files", option, text, found, n);
    free(copy);
    return rc;
}

/* Which file got which angle, where the order of the files is a pattern's. */
static void note_angles(struct strain_data *d, size_t n, const char *const *path) {
    struct gb_text b = {0};
    for (size_t i = 0; i < n; i++) gb_text_add(&b, "%s%s = %g", i ? ", " : "angles: ", path[i], d->sectors.angle[i]);
    gb_text_add(&b, "\n");
    add_notes(d, b.s);
    free(b.s);
}

/* t: the table of all sectors, or NULL: read the files, of one sector each. */
static int read_sectors(struct strain_data *d, const struct strain_request *q, struct gb_table *t,
                        const struct gb_paths *files, double step, struct gb_error *err) {
    const size_t n = files->n;
    const char *const *path = (const char *const *)files->path;
    const bool several = files->several;
    struct sectors_defaults defaults = {.wavelength = isnan(q->wavelength) ? 0 : q->wavelength,
                                        .width = q->width,
                                        .data = q->data,
                                        .azimuth = q->phi != NULL,
                                        .step = step};
    double *angle = NULL;
    int rc = GB_OK;
    if (t && (q->phi || q->chi))
        return gb_fail(err, GB_EINPUT, "%s: its columns name their angles; --phi and --chi are for files of one sector",
                       path[0]);
    if (q->phi || q->chi) rc = parse_angles(q->phi ? q->phi : q->chi, q->phi ? "phi" : "chi", n, &angle, err);
    defaults.angle = angle;
    if (rc == GB_OK)
        rc = t ? sectors_from_table(&d->sectors, t, path[0], &defaults, err)
               : sectors_read(&d->sectors, n, path, &defaults, err);
    free(angle);
    if (rc != GB_OK) return rc;
    struct sectors *s = &d->sectors;
    d->by_sectors = true;
    d->in_q = s->data != SECTORS_G;
    d->interpolated = s->interpolated;
    d->r_max = s->r_max > 0 ? s->r_max : INFINITY;
    struct axis axis;
    rc = axis_of(s->x_name, path[0], &axis, err);
    if (rc != GB_OK) return rc;
    d->unit = gb_strdup(axis.unit);
    if (several && (q->phi || q->chi)) note_angles(d, n, path);
    add_notes(d, s->notes);
    d->what = gb_format("%zu sectors of %s by %s, width %g deg%s, expanded in l = 0 to %zu", s->n_sectors,
                        sectors_data_name(s->data), s->azimuth ? "azimuth phi" : "chi", s->width,
                        q->naive ? " (basis at their centres: naive)" : "", q->l_max);
    if (s->data == SECTORS_INTENSITY) rc = reduce(d, q, &defaults, err);
    if (rc == GB_OK) rc = expand(d, q, err);
    if (rc == GB_OK && !d->in_q) rc = check_start(d, path[0], err);
    return rc;
}

/* A file of PDFgetX3's, or of its kind, is one curve: no strain comes of that. */
static int check_directions(const struct gb_table *t, const char *path, struct gb_error *err) {
    const char *data = gb_table_meta_get(t, "data");
    const bool x3 = gb_table_meta_get(t, "dataformat") || gb_table_meta_get(t, "version");
    if (sectors_recognise(t) || gb_table_meta_get(t, "chi_deg") || gb_table_meta_get(t, "phi_deg")) return GB_OK;
    if (!x3 && t->n_col > 2) return GB_OK;
    return gb_fail(err, GB_EINPUT,
                   "%s: is %sone isotropic %s; a strain needs two directions at least: g00 and g20, S00 and S20, or "
                   "sectors (a file each: F1,F2,... or F1 F2 ...)",
                   path, x3 ? "a PDFgetX3 file: " : "", data ? data : "curve");
}

int strain_data_read(struct strain_data *d, const struct strain_request *q, const struct gb_paths *files, double step,
                     struct gb_error *err) {
    *d = (struct strain_data){0};
    int rc = GB_OK;
    if (files->n > 1) {
        rc = read_sectors(d, q, NULL, files, step, err);
    } else {
        const char *path = files->path[0];
        struct gb_table *t;
        rc = curve_file_read(&t, path, err);
        if (rc == GB_OK) rc = check_directions(t, path, err);
        if (rc == GB_OK)
            rc = sectors_recognise(t) ? read_sectors(d, q, t, files, step, err)
                                      : read_coefficients(d, q, t, path, step, err);
        d->table = t;
    }
    if (rc != GB_OK) strain_data_clear(d);
    return rc;
}

/* Files of sectors that are read, see sectors.h. */
#include "strain/sectors.h"

#include "base/mem.h"
#include "base/number.h"
#include "pdf/axis.h"
#include "pdf/head.h"
#include "pdf/resample.h"
#include "strain/angle_name.h"
#include "strain/curve_file.h"
#include "strain/sector_one.h"
#include "strain/sectors_name.h"
#include "strain/unmeasured.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A number that a meta line may say, the defaults may say, or both alike; *v NAN: neither. */
static int meta_number(const struct gb_table *t, const char *path, const char *key, double otherwise, double *v,
                       struct gb_error *err) {
    const char *text = gb_table_meta_get(t, key);
    *v = otherwise;
    if (!text) return GB_OK;
    if (!gb_parse_double(text, v))
        return gb_fail(err, GB_EINPUT, "%s: '# %s: %s' is not a finite number", path, key, text);
    if (isfinite(otherwise) && fabs(*v - otherwise) > 1e-9 * fabs(*v))
        return gb_fail(err, GB_EINPUT, "%s: '# %s: %s', but %g was given; one of them is wrong", path, key, text,
                       otherwise);
    return GB_OK;
}

static int find_data(struct sectors *s, const struct gb_table *t, const char *path, const struct sectors_defaults *d,
                     struct gb_error *err) {
    const char *own = gb_table_meta_get(t, "data"), *text = own ? own : d->data;
    const bool of_r = s->x_name[0] == 'r';
    if (own && d->data && strcmp(own, d->data) != 0)
        return gb_fail(err, GB_EINPUT, "%s: '# data: %s', but %s was given; one of them is wrong", path, own, d->data);
    if (!text) text = of_r ? "g(r)" : "S(Q)";
    int k = 0;
    while (k < SECTORS_N_DATA && strcmp(text, sectors_data_name((enum sectors_data)k)) != 0) k++;
    if (k == SECTORS_N_DATA)
        return gb_fail(err, GB_EINPUT, "%s: data '%s': allowed are S(Q), g(r) and intensity", path, text);
    s->data = (enum sectors_data)k;
    if (of_r != (s->data == SECTORS_G))
        return gb_fail(err, GB_EINPUT, "%s: data %s in a column of %s", path, text, s->x_name);
    return GB_OK;
}

/* Kind, width, reach. */
static int read_head(struct sectors *s, const struct gb_table *t, const char *path, const struct sectors_defaults *d,
                     struct gb_error *err) {
    double width, r_max;
    struct axis x;
    int rc = find_data(s, t, path, d, err);
    if (rc == GB_OK) rc = meta_number(t, path, "sector-width_deg", d->width, &width, err);
    if (rc == GB_OK) rc = axis_of(s->x_name, path, &x, err);
    if (rc == GB_OK) rc = head_r_max(t, path, x.unit, &r_max, err);
    if (rc != GB_OK) return rc;
    s->r_max = isfinite(r_max) ? r_max : 0;
    s->width_given = isfinite(width);
    s->width = isfinite(width) ? width : 0;
    if (!(s->width >= 0 && s->width <= 180))
        return gb_fail(err, GB_EINPUT, "%s: sector width %g: allowed are 0 to 180 degrees", path, s->width);
    if (s->azimuth && s->data == SECTORS_G)
        return gb_fail(err, GB_EINPUT,
                       "%s: g(r) by azimuth phi: cos chi = cos theta cos phi has no theta in r; name the columns chi_ "
                       "or give S(Q)",
                       path);
    if ((s->azimuth || s->data == SECTORS_INTENSITY) && !(s->wavelength > 0))
        return gb_fail(err, GB_EINPUT,
                       "%s: %s needs the wavelength: '# wavelength_ang: 0.124' in the file, or --wavelength", path,
                       s->data == SECTORS_INTENSITY ? "intensity" : "data by azimuth phi");
    return GB_OK;
}

static int check_angle(const struct sectors *s, const char *path, double angle, struct gb_error *err) {
    const double lo = s->azimuth ? -360 : 0, hi = s->azimuth ? 360 : 180;
    if (angle >= lo && angle <= hi) return GB_OK;
    return gb_fail(err, GB_EINPUT, "%s: %s = %g: allowed are %g to %g degrees", path, s->azimuth ? "phi" : "chi", angle,
                   lo, hi);
}

/* The columns' names of values, and of their errors in the same order (NULL: none). */
struct names {
    size_t n, n_sigma;
    const char **value, **sigma;
};

static int sort_columns(struct sectors *s, const struct gb_table *t, const char *path, struct names *names,
                        struct gb_error *err) {
    for (size_t i = 1; i < t->n_col; i++) {
        const struct sectors_column c = sectors_column_name(t->name[i]);
        if (!c.is_sector)
            return gb_fail(err, GB_EINPUT, "%s: column '%s': expected phi_DEG, chi_DEG or sigma_phi_DEG; remove it",
                           path, t->name[i]);
        if (i > 1 && c.azimuth != s->azimuth)
            return gb_fail(err, GB_EINPUT, "%s: columns of phi and of chi; one kind of angle is allowed", path);
        s->azimuth = c.azimuth;
        int rc = check_angle(s, path, c.angle, err);
        if (rc != GB_OK) return rc;
        if (c.is_sigma) {
            names->n_sigma++;
            continue;
        }
        for (size_t k = 0; k < names->n; k++)
            if (s->angle[k] == c.angle)
                return gb_fail(err, GB_EINPUT, "%s: the sector at %g degrees is there twice", path, c.angle);
        s->angle[names->n] = c.angle;
        names->value[names->n++] = t->name[i];
    }
    if (names->n_sigma > 0 && names->n_sigma != names->n)
        return gb_fail(err, GB_EINPUT, "%s: %zu sectors, but %zu columns of sigma; each sector needs one, or none",
                       path, names->n, names->n_sigma);
    for (size_t i = 1; i < t->n_col && names->n_sigma; i++) {
        const struct sectors_column c = sectors_column_name(t->name[i]);
        if (!c.is_sigma) continue;
        size_t k = 0;
        while (k < names->n && s->angle[k] != c.angle) k++;
        if (k == names->n || names->sigma[k])
            return gb_fail(err, GB_EINPUT, "%s: column '%s' does not belong to one sector", path, t->name[i]);
        names->sigma[k] = t->name[i];
    }
    return GB_OK;
}

/* Zeros that are no measurement become nan; what was left out is noted sector by sector. */
static void leave_out(struct sectors *s, struct gb_table *t, const struct names *names, bool background,
                      struct gb_text *notes) {
    struct gb_text each = {0};
    for (size_t k = 0; k < names->n; k++) {
        const size_t col = gb_table_find(t, names->value[k]);
        const size_t n = s->data == SECTORS_INTENSITY ? unmeasured_intensity(t, col, background)
                         : s->data == SECTORS_S       ? unmeasured_structure(t, col)
                                                      : 0;
        if (n) gb_text_add(&each, "%s %zu of %zu at %s", each.s ? "," : "", n, t->n_row, names->value[k]);
    }
    if (each.s) axis_note(notes, "exact zeros are taken as not measured, points left out:%s", each.s);
    free(each.s);
}

/* sigma = 0: not known. Where all are, there are none: the names of the columns are dropped. */
static void leave_out_sigma(struct gb_table *t, struct names *names, struct gb_text *notes) {
    size_t zeros = 0, others = 0;
    for (size_t k = 0; k < names->n && names->n_sigma; k++)
        for (size_t i = 0; i < t->n_row; i++) {
            const double v = t->v[i * t->n_col + gb_table_find(t, names->value[k])];
            double *sigma = gb_table_at(t, i, gb_table_find(t, names->sigma[k]));
            if (isfinite(v) && *sigma == 0) zeros++;
            if (isfinite(v) && *sigma != 0 && !isnan(*sigma)) others++;
            if (*sigma == 0) *sigma = NAN;
        }
    if (zeros && !others) {
        names->n_sigma = 0;
        axis_note(notes, "all sigma are 0, which is taken as not known: read without errors");
    } else if (zeros) {
        axis_note(notes, "sigma = 0 is taken as not known: %zu points of %zu are left out", zeros, zeros + others);
    }
}

/* What is wrong in the file's own rows: they have lines. */
static int check_rows(const struct sectors *s, const struct gb_table *t, const char *path, const struct names *names,
                      struct gb_error *err) {
    for (size_t k = 0; k < names->n; k++) {
        const size_t col = gb_table_find(t, names->value[k]);
        const size_t err_col = names->n_sigma ? gb_table_find(t, names->sigma[k]) : 0;
        for (size_t i = 0; i < t->n_row; i++) {
            const double v = t->v[i * t->n_col + col], sigma = t->v[i * t->n_col + err_col];
            if (s->data == SECTORS_INTENSITY && v < 0)
                return gb_fail(err, GB_EINPUT,
                               "%s:%zu: %s: intensity %g is negative: too much was subtracted (dark, background?); "
                               "write nan where nothing was measured",
                               path, t->line ? t->line[i] : i + 1, names->value[k], v);
            if (names->n_sigma && isfinite(v) && sigma <= 0)
                return gb_fail(err, GB_EINPUT, "%s:%zu: %s = %g: a standard error must be above 0", path,
                               t->line ? t->line[i] : i + 1, names->sigma[k], sigma);
        }
    }
    return GB_OK;
}

/* A column between its rows, by straight lines: a spline through errors might dip below 0. NaN outside. */
static double between(const struct gb_table *t, size_t col, double x) {
    const double x0 = t->v[0], step = (t->v[(t->n_row - 1) * t->n_col] - x0) / (double)(t->n_row - 1);
    const double at = (x - x0) / step;
    if (!(at > -1e-4 && at < (double)t->n_row - 1 + 1e-4)) return NAN; /* as resample.c rounds */
    const size_t i = at > 0 ? (size_t)fmin(at, (double)t->n_row - 2) : 0;
    const double u = at - (double)i, *v = t->v + i * t->n_col + col;
    return u <= 0 ? v[0] : u >= 1 ? v[t->n_col] : (1 - u) * v[0] + u * v[t->n_col];
}

static int take(struct sectors *s, const struct gb_table *t, const char *path, const struct names *names, double step,
                struct gb_error *err) {
    struct resampled c;
    int rc = resample_table_gaps(&c, t, path, t->name[0], names->n, names->value, step, err);
    if (rc != GB_OK) return rc;
    s->n = c.grid.n;
    s->step = c.grid.dr;
    s->interpolated = c.interpolated;
    s->n_sectors = names->n;
    s->value = c.v; /* taken over */
    if (names->n_sigma == 0) return GB_OK;
    s->sigma = gb_calloc(names->n, s->n * sizeof(double));
    for (size_t i = 0; i < names->n; i++)
        for (size_t j = 0; j < s->n; j++) {
            const size_t at = i * s->n + j;
            s->sigma[at] = between(t, gb_table_find(t, names->sigma[i]), sectors_x(s, j));
            if (!isfinite(s->sigma[at])) s->value[at] = NAN; /* next to a gap */
        }
    return GB_OK;
}

static const struct sectors_defaults no_defaults = {.width = NAN};

/* The first column: what it is, in angstrom or sigma. */
static int read_axis(struct sectors *s, struct gb_table *t, const char *path, const struct sectors_defaults *d,
                     struct gb_text *notes, struct gb_error *err) {
    struct axis x;
    double wavelength;
    int rc = axis_of(t->name[0], path, &x, err);
    if (rc == GB_OK && x.kind == AXIS_OTHER)
        rc = gb_fail(err, GB_EINPUT,
                     "%s: first column '%s': expected Q_1/ang or r_ang before the sectors (also Q_1/nm, r_nm, 2th_deg)",
                     path, t->name[0]);
    if (rc == GB_OK) rc = head_wavelength(t, path, d->wavelength > 0 ? d->wavelength : NAN, &wavelength, err);
    if (rc == GB_OK) s->wavelength = isfinite(wavelength) ? wavelength : 0;
    if (rc == GB_OK) rc = axis_convert(t, 0, path, s->wavelength, notes, err);
    if (rc == GB_OK) s->x_name = gb_strdup(t->name[0]);
    return rc;
}

int sectors_from_table(struct sectors *s, struct gb_table *t, const char *path, const struct sectors_defaults *d,
                       struct gb_error *err) {
    *s = (struct sectors){0};
    if (!d) d = &no_defaults;
    struct gb_text notes = {0};
    int rc = read_axis(s, t, path, d, &notes, err);
    s->angle = GB_ARRAY(t->n_col, double);
    struct names names = {.value = GB_ARRAY(t->n_col, const char *), .sigma = GB_ARRAY(t->n_col, const char *)};
    if (rc == GB_OK) rc = sort_columns(s, t, path, &names, err);
    if (rc == GB_OK && names.n == 0) rc = gb_fail(err, GB_EINPUT, "%s: no columns phi_DEG or chi_DEG", path);
    if (rc == GB_OK) rc = read_head(s, t, path, d, err);
    if (rc == GB_OK) leave_out(s, t, &names, d->background, &notes);
    if (rc == GB_OK) leave_out_sigma(t, &names, &notes);
    if (rc == GB_OK) rc = check_rows(s, t, path, &names, err);
    if (rc == GB_OK) rc = take(s, t, path, &names, d->step, err);
    s->notes = notes.s;
    free(names.value);
    free(names.sigma);
    if (rc != GB_OK) sectors_clear(s);
    return rc;
}

/* Two wavelengths that are known. */
static bool differ(double a, double b) { return a > 0 && b > 0 && a != b; }

/* Adds the one sector of b to a. */
static int append(struct sectors *a, const struct sectors *b, const struct gb_table *t, const char *first,
                  const char *path, struct gb_error *err) {
    const size_t line = t->line ? t->line[t->n_row - 1] : t->n_row;
    if (a->n != b->n || fabs(a->step - b->step) * (double)a->n > 0.02 * a->step || strcmp(a->x_name, b->x_name) != 0)
        return gb_fail(err, GB_EINPUT,
                       "%s:%zu: its grid is %zu points of %g in %s, that of %s %zu of %g in %s; bring all sectors onto "
                       "one grid",
                       path, line, b->n, b->step, b->x_name, first, a->n, a->step, a->x_name);
    if (a->data != b->data || a->azimuth != b->azimuth || differ(a->wavelength, b->wavelength) ||
        a->width != b->width || !a->sigma != !b->sigma)
        return gb_fail(err, GB_EINPUT,
                       "%s: %s by %s, wavelength %g, width %g, %s sigma; %s: %s by %s, %g, %g, %s; all must be alike",
                       path, sectors_data_name(b->data), b->azimuth ? "phi" : "chi", b->wavelength, b->width,
                       b->sigma ? "with" : "without", first, sectors_data_name(a->data), a->azimuth ? "phi" : "chi",
                       a->wavelength, a->width, a->sigma ? "with" : "without");
    for (size_t i = 0; i < a->n_sectors; i++)
        if (a->angle[i] == b->angle[0])
            return gb_fail(err, GB_EINPUT, "%s: the sector at %g degrees is there twice", path, b->angle[0]);
    const size_t k = a->n_sectors++;
    a->angle = gb_realloc(a->angle, a->n_sectors, sizeof(double));
    a->value = gb_realloc(a->value, a->n_sectors, a->n * sizeof(double));
    a->angle[k] = b->angle[0];
    memcpy(a->value + k * a->n, b->value, a->n * sizeof(double));
    if (a->sigma) {
        a->sigma = gb_realloc(a->sigma, a->n_sectors, a->n * sizeof(double));
        memcpy(a->sigma + k * a->n, b->sigma, a->n * sizeof(double));
    }
    a->interpolated |= b->interpolated;
    if (!(a->wavelength > 0)) a->wavelength = b->wavelength;
    if (b->r_max > 0 && !(a->r_max > 0 && a->r_max < b->r_max)) a->r_max = b->r_max;
    return GB_OK;
}

/* The lines of one file's notes to those of all. */
static void merge_notes(struct gb_text *all, const char *lines) {
    char *copy = gb_strdup(lines), *save = NULL;
    for (char *l = copy ? strtok_r(copy, "\n", &save) : NULL; l; l = strtok_r(NULL, "\n", &save))
        axis_note(all, "%s", l);
    free(copy);
}

static void note_angles(const struct sectors *s, struct gb_text *notes) {
    struct gb_text list = {0};
    for (size_t i = 0; i < s->n_sectors; i++) gb_text_add(&list, "%s%g", i ? ", " : "", s->angle[i]);
    axis_note(notes, "angles from the names of the files: %s = %s", s->azimuth ? "phi" : "chi", list.s);
    free(list.s);
}

int sectors_read(struct sectors *s, size_t n_paths, const char *const *path, const struct sectors_defaults *d,
                 struct gb_error *err) {
    int rc = GB_OK;
    if (!d) d = &no_defaults;
    *s = (struct sectors){0};
    double *in_name = GB_ARRAY(n_paths, double);
    struct sector_guess guess = {0};
    const bool named = !d->angle && angle_names(n_paths, path, in_name, &guess.azimuth);
    struct gb_text notes = {0};
    for (size_t i = 0; i < n_paths && rc == GB_OK; i++) {
        struct gb_table *t;
        struct sectors one = {0};
        rc = curve_file_read(&t, path[i], err);
        if (rc != GB_OK) break;
        const bool whole = n_paths == 1 && sectors_recognise(t);
        guess.angle = in_name[i];
        if (!whole) rc = sector_one(t, path[i], d, d->angle ? &d->angle[i] : NULL, named ? &guess : NULL, &notes, err);
        if (rc == GB_OK) rc = sectors_from_table(&one, t, path[i], d, err);
        if (rc == GB_OK) merge_notes(&notes, one.notes);
        if (rc == GB_OK && i == 0) {
            *s = one;
            one = (struct sectors){0};
        } else if (rc == GB_OK) {
            rc = append(s, &one, t, path[0], path[i], err);
        }
        sectors_clear(&one);
        gb_table_free(t);
    }
    if (rc == GB_OK && guess.used) note_angles(s, &notes);
    free(s->notes);
    s->notes = notes.s;
    free(in_name);
    if (rc != GB_OK) sectors_clear(s);
    return rc;
}

int sectors_match(const struct sectors *a, const char *a_name, const struct sectors *b, const char *b_name,
                  struct gb_error *err) {
    const char *what = NULL;
    if (a->data != b->data) what = "data (S(Q), g(r) or intensity)";
    if (strcmp(a->x_name, b->x_name) != 0) what = "units";
    if (a->azimuth != b->azimuth || a->n_sectors != b->n_sectors) what = "sectors";
    for (size_t i = 0; !what && i < a->n_sectors; i++)
        if (a->angle[i] != b->angle[i]) what = "angles";
    if (differ(a->wavelength, b->wavelength)) what = "wavelengths";
    if (a->width != b->width) what = "sector widths";
    if (a->n != b->n || fabs(a->step - b->step) * (double)a->n > 0.02 * a->step)
        return gb_fail(err, GB_EINPUT, "%s has %zu steps of %g in %s, up to %g, %s %zu of %g, up to %g; rebin to one",
                       a_name, a->n, a->step, a->x_name, (double)a->n * a->step, b_name, b->n, b->step,
                       (double)b->n * b->step);
    if (!what) return GB_OK;
    return gb_fail(err, GB_EINPUT, "%s and %s: different %s; both states must be measured and reduced alike", a_name,
                   b_name, what);
}

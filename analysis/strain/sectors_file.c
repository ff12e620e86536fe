/* Files of sectors, see sectors.h. */
#include "strain/sectors.h"

#include "base/mem.h"
#include "base/number.h"
#include "pdf/head.h"
#include "pdf/resample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a column name says. */
struct column {
    bool is_sector, is_sigma, azimuth;
    double angle;
};

static struct column parse_name(const char *name) {
    struct column c = {0};
    const char *s = name;
    if (strncmp(s, "sigma_", 6) == 0) c.is_sigma = true, s += 6;
    if (strncmp(s, "phi_", 4) != 0 && strncmp(s, "chi_", 4) != 0) return (struct column){0};
    c.azimuth = s[0] == 'p';
    c.is_sector = gb_parse_double(s + 4, &c.angle);
    return c.is_sector ? c : (struct column){0};
}

bool sectors_recognise(const struct gb_table *t) {
    for (size_t i = 1; i < t->n_col; i++)
        if (parse_name(t->name[i]).is_sector) return true;
    return false;
}

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

/* Kind, wavelength, width. */
static int read_head(struct sectors *s, const struct gb_table *t, const char *path, const struct sectors_defaults *d,
                     struct gb_error *err) {
    double wavelength, width, r_max;
    const char *unit;
    int rc = find_data(s, t, path, d, err);
    if (rc == GB_OK)
        rc = meta_number(t, path, "wavelength_ang", d->wavelength > 0 ? d->wavelength : NAN, &wavelength, err);
    if (rc == GB_OK) rc = meta_number(t, path, "sector-width_deg", d->width, &width, err);
    if (rc == GB_OK) rc = head_unit(s->x_name, path, &unit, err);
    if (rc == GB_OK) rc = head_r_max(t, path, unit, &r_max, err);
    if (rc != GB_OK) return rc;
    s->r_max = isfinite(r_max) ? r_max : 0;
    s->width_given = isfinite(width);
    s->wavelength = isfinite(wavelength) ? wavelength : 0;
    s->width = isfinite(width) ? width : 0;
    if (isfinite(wavelength) && !(wavelength > 0))
        return gb_fail(err, GB_EINPUT, "%s: wavelength %g angstrom: must be above 0", path, wavelength);
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
        const struct column c = parse_name(t->name[i]);
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
        const struct column c = parse_name(t->name[i]);
        if (!c.is_sigma) continue;
        size_t k = 0;
        while (k < names->n && s->angle[k] != c.angle) k++;
        if (k == names->n || names->sigma[k])
            return gb_fail(err, GB_EINPUT, "%s: column '%s' does not belong to one sector", path, t->name[i]);
        names->sigma[k] = t->name[i];
    }
    return GB_OK;
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
            if (names->n_sigma && isfinite(v) && !(sigma > 0))
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

static bool is_axis(const char *name, char letter) {
    return name[0] == letter && (name[1] == '\0' || name[1] == '_' || name[1] == '(');
}

static const struct sectors_defaults no_defaults = {.width = NAN};

int sectors_from_table(struct sectors *s, const struct gb_table *t, const char *path, const struct sectors_defaults *d,
                       struct gb_error *err) {
    *s = (struct sectors){0};
    if (!d) d = &no_defaults;
    if (!is_axis(t->name[0], 'Q') && !is_axis(t->name[0], 'r'))
        return gb_fail(err, GB_EINPUT, "%s: first column '%s': expected Q_1/ang or r_ang before the sectors", path,
                       t->name[0]);
    s->x_name = gb_strdup(t->name[0]);
    s->angle = GB_ARRAY(t->n_col, double);
    struct names names = {.value = GB_ARRAY(t->n_col, const char *), .sigma = GB_ARRAY(t->n_col, const char *)};
    int rc = sort_columns(s, t, path, &names, err);
    if (rc == GB_OK && names.n == 0) rc = gb_fail(err, GB_EINPUT, "%s: no columns phi_DEG or chi_DEG", path);
    if (rc == GB_OK) rc = read_head(s, t, path, d, err);
    if (rc == GB_OK) rc = check_rows(s, t, path, &names, err);
    if (rc == GB_OK) rc = take(s, t, path, &names, d->step, err);
    free(names.value);
    free(names.sigma);
    if (rc != GB_OK) sectors_clear(s);
    return rc;
}

/* A two-column file of one sector as a table with its angle in the column's name. */
static int name_one(struct gb_table *t, const char *path, const double *given, bool given_azimuth,
                    struct gb_error *err) {
    const char *phi = gb_table_meta_get(t, "phi_deg"), *chi = gb_table_meta_get(t, "chi_deg");
    if (t->n_col != 2 && t->n_col != 3)
        return gb_fail(err, GB_EINPUT, "%s: %zu columns; a file of one sector has Q, S(Q) and perhaps sigma", path,
                       t->n_col);
    if (phi && chi) return gb_fail(err, GB_EINPUT, "%s: has both phi_deg and chi_deg", path);
    double angle = given ? *given : NAN;
    bool azimuth = given_azimuth;
    if (phi || chi) {
        const char *text = phi ? phi : chi;
        double own;
        if (!gb_parse_double(text, &own))
            return gb_fail(err, GB_EINPUT, "%s: '# %s_deg: %s' is not a finite number", path, phi ? "phi" : "chi",
                           text);
        if (given && (own != angle || azimuth != (phi != NULL)))
            return gb_fail(err, GB_EINPUT, "%s: '# %s_deg: %s', but %s = %g was given; one of them is wrong", path,
                           phi ? "phi" : "chi", text, given_azimuth ? "phi" : "chi", angle);
        angle = own;
        azimuth = phi != NULL;
    } else if (!given) {
        return gb_fail(err, GB_EINPUT, "%s: at which angle? '# chi_deg: 15' in the file, or --chi or --phi", path);
    }
    if (!is_axis(t->name[0], 'Q') && !is_axis(t->name[0], 'r')) {
        const char *data = gb_table_meta_get(t, "data");
        free(t->name[0]);
        t->name[0] = gb_strdup(data && strcmp(data, "g(r)") == 0 ? "r_ang" : "Q_1/ang");
    }
    for (size_t i = 1; i < t->n_col; i++) {
        free(t->name[i]);
        t->name[i] = gb_format("%s%s_%.10g", i == 2 ? "sigma_" : "", azimuth ? "phi" : "chi", angle);
    }
    return GB_OK;
}

/* Adds the one sector of b to a. */
static int append(struct sectors *a, const struct sectors *b, const struct gb_table *t, const char *first,
                  const char *path, struct gb_error *err) {
    const size_t line = t->line ? t->line[t->n_row - 1] : t->n_row;
    if (a->n != b->n || fabs(a->step - b->step) * (double)a->n > 0.02 * a->step || strcmp(a->x_name, b->x_name) != 0)
        return gb_fail(err, GB_EINPUT,
                       "%s:%zu: its grid is %zu points of %g in %s, that of %s %zu of %g in %s; bring all sectors onto "
                       "one grid",
                       path, line, b->n, b->step, b->x_name, first, a->n, a->step, a->x_name);
    if (a->data != b->data || a->azimuth != b->azimuth || a->wavelength != b->wavelength || a->width != b->width ||
        !a->sigma != !b->sigma)
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
    if (b->r_max > 0 && !(a->r_max > 0 && a->r_max < b->r_max)) a->r_max = b->r_max;
    return GB_OK;
}

int sectors_read(struct sectors *s, size_t n_paths, const char *const *path, const struct sectors_defaults *d,
                 struct gb_error *err) {
    int rc = GB_OK;
    if (!d) d = &no_defaults;
    *s = (struct sectors){0};
    for (size_t i = 0; i < n_paths && rc == GB_OK; i++) {
        struct gb_table *t;
        struct sectors one = {0};
        rc = gb_table_read(&t, path[i], err);
        if (rc != GB_OK) break;
        const bool whole = n_paths == 1 && sectors_recognise(t);
        if (!whole) rc = name_one(t, path[i], d->angle ? &d->angle[i] : NULL, d->azimuth, err);
        if (rc == GB_OK) rc = sectors_from_table(&one, t, path[i], d, err);
        if (rc == GB_OK && i == 0) {
            *s = one;
            one = (struct sectors){0};
        } else if (rc == GB_OK) {
            rc = append(s, &one, t, path[0], path[i], err);
        }
        sectors_clear(&one);
        gb_table_free(t);
    }
    if (rc != GB_OK) sectors_clear(s);
    return rc;
}

/* Meta lines of all sectors. */
static void put_head(struct gb_table *t, const struct sectors *s) {
    gb_table_meta(t, "data", "%s", sectors_data_name(s->data));
    if (s->wavelength > 0) gb_table_meta(t, "wavelength_ang", "%.10g", s->wavelength);
    gb_table_meta(t, "sector-width_deg", "%.10g", s->width);
    const char *unit;
    if (s->r_max > 0 && head_unit(s->x_name, "", &unit, NULL) == GB_OK)
        gb_table_meta(t, "r-max", "%.9g %s", s->r_max, unit);
}

/* Rows that some sector measured, from *first to before *end. */
static void measured(const struct sectors *s, size_t *first, size_t *end) {
    *first = s->n;
    *end = 0;
    for (size_t j = 0; j < s->n; j++)
        for (size_t i = 0; i < s->n_sectors; i++)
            if (isfinite(s->value[i * s->n + j])) {
                if (*first == s->n) *first = j;
                *end = j + 1;
            }
}

struct gb_table *sectors_table(const struct sectors *s, const char *title) {
    struct gb_text names = {0};
    gb_text_add(&names, "%s", s->x_name);
    for (int e = 0; e < (s->sigma ? 2 : 1); e++)
        for (size_t i = 0; i < s->n_sectors; i++)
            gb_text_add(&names, " %s%s_%.10g", e ? "sigma_" : "", s->azimuth ? "phi" : "chi", s->angle[i]);
    struct gb_table *t = gb_table_create(title, names.s);
    free(names.s);
    put_head(t, s);
    size_t first, end;
    measured(s, &first, &end);
    for (size_t j = first; j < end; j++) {
        const size_t row = gb_table_add(t, NULL);
        *gb_table_at(t, row, 0) = sectors_x(s, j);
        for (size_t i = 0; i < s->n_sectors; i++) {
            *gb_table_at(t, row, 1 + i) = s->value[i * s->n + j];
            if (s->sigma) *gb_table_at(t, row, 1 + s->n_sectors + i) = s->sigma[i * s->n + j];
        }
    }
    return t;
}

int sectors_write(const struct sectors *s, const char *title, const char *path, int digits, struct gb_error *err) {
    struct gb_table *t = sectors_table(s, title);
    int rc = gb_table_write(t, path, digits, err);
    gb_table_free(t);
    return rc;
}

int sectors_write_each(const struct sectors *s, const char *title, const char *stem, const char *suffix, int digits,
                       struct gb_error *err) {
    int rc = GB_OK;
    size_t first, end;
    measured(s, &first, &end);
    for (size_t i = 0; i < s->n_sectors && rc == GB_OK; i++) {
        const char *kind = s->azimuth ? "phi" : "chi";
        char *names = gb_format("%s %s%s", s->x_name, sectors_data_name(s->data), s->sigma ? " sigma" : "");
        char *path = gb_format("%s_%s_%.10g%s", stem, kind, s->angle[i], suffix);
        char *key = gb_format("%s_deg", kind);
        struct gb_table *t = gb_table_create(title, names);
        put_head(t, s);
        gb_table_meta(t, key, "%.10g", s->angle[i]);
        for (size_t j = first; j < end; j++)
            gb_table_add(t, (double[]){sectors_x(s, j), s->value[i * s->n + j], s->sigma ? s->sigma[i * s->n + j] : 0});
        rc = gb_table_write(t, path, digits, err);
        gb_table_free(t);
        free(names);
        free(path);
        free(key);
    }
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
    if (a->wavelength != b->wavelength) what = "wavelengths";
    if (a->width != b->width) what = "sector widths";
    if (a->n != b->n || fabs(a->step - b->step) * (double)a->n > 0.02 * a->step)
        return gb_fail(err, GB_EINPUT, "%s has %zu steps of %g in %s, up to %g, %s %zu of %g, up to %g; rebin to one",
                       a_name, a->n, a->step, a->x_name, (double)a->n * a->step, b_name, b->n, b->step,
                       (double)b->n * b->step);
    if (!what) return GB_OK;
    return gb_fail(err, GB_EINPUT, "%s and %s: different %s; both states must be measured and reduced alike", a_name,
                   b_name, what);
}

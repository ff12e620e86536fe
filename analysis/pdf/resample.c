/* Curves onto bin centres, see resample.h. O(n log n). */
#include "pdf/resample.h"

#include "base/mem.h"

#include <gsl/gsl_spline.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double rounding = 1e-4; /* of a step: points in single precision */
enum { MIN_ROWS = 10, MIN_SPLINE = 4, MAX_BINS = 10 * 1000 * 1000 };

static size_t line_of(const struct gb_table *t, size_t row) { return t->line ? t->line[row] : row + 1; }

static int compare(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The middle step: one wrong row cannot move it. */
static double middle_step(const double *r, size_t n) {
    double *step = GB_ARRAY(n - 1, double);
    for (size_t i = 0; i + 1 < n; i++) step[i] = r[i + 1] - r[i];
    qsort(step, n - 1, sizeof *step, compare);
    const double middle = step[(n - 1) / 2];
    free(step);
    return middle;
}

static int check_uniform(const struct gb_table *t, const char *path, const char *x, const double *r, double *dr,
                         struct gb_error *err) {
    const size_t n = t->n_row;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(r[i]) || r[i] < 0)
            return gb_fail(err, GB_EINPUT, "%s:%zu: %s = %g: must be a number, 0 or more", path, line_of(t, i), x,
                           r[i]);
    const double step = middle_step(r, n);
    if (!(step > 0))
        return gb_fail(err, GB_EINPUT, "%s:%zu: %s does not rise from row to row; sort the table", path, line_of(t, 1),
                       x);
    for (size_t i = 1; i < n; i++)
        if (!(fabs(r[i] - r[i - 1] - step) <= 0.05 * step))
            return gb_fail(
                err, GB_EINPUT,
                "%s:%zu: %s = %g where %g is expected: %s must rise by equal steps (%g here); resample the curve", path,
                line_of(t, i), x, r[i], r[i - 1] + step, x, step);
    /* the mean is the better number; small errors may still have summed up to a grid that bends */
    *dr = (r[n - 1] - r[0]) / (double)(n - 1);
    for (size_t i = 0; i < n; i++)
        if (!(fabs(r[i] - r[0] - (double)i * *dr) <= 0.05 * *dr))
            return gb_fail(err, GB_EINPUT, "%s:%zu: %s = %g where equal steps of %g lead to %g; resample the curve",
                           path, line_of(t, i), x, r[i], *dr, r[0] + (double)i * *dr);
    if (!(r[n - 1] / *dr < MAX_BINS))
        return gb_fail(err, GB_EINPUT, "%s: steps of %g up to %s = %g are more than %d bins; use larger steps", path,
                       *dr, x, r[n - 1], MAX_BINS);
    return GB_OK;
}

/* The grid: the file's own points where they are centres of bins dr, else all centres within its range. */
static void place(struct resampled *out, const double *r, size_t n, double own, double wanted) {
    const double dr = wanted > 0 ? wanted : own, k0 = r[0] / dr - 0.5;
    const bool same_step = fabs(own - dr) * (double)n < 0.02 * dr;
    const bool on_centres = same_step && k0 > -0.02 && fabs(k0 - round(k0)) < 0.02;
    out->interpolated = !on_centres;
    out->first = on_centres ? (size_t)round(k0) : (size_t)ceil(fmax(k0 - rounding, 0));
    out->grid.dr = dr;
    out->grid.n = on_centres ? out->first + n : (size_t)floor(r[n - 1] / dr + 0.5 + rounding);
}

/* The spline through n points, at the centres they span. */
static void spline(const struct resampled *at, const double *r, size_t n, const double *f, double *out) {
    gsl_spline *through = gsl_spline_alloc(gsl_interp_cspline, n);
    gsl_spline_init(through, r, f, n);
    const double dr = at->grid.dr;
    for (size_t k = (size_t)ceil(fmax(r[0] / dr - 0.5 - rounding, 0)); k < at->grid.n; k++) {
        if (pdf_r(at->grid, k) > r[n - 1] + rounding * dr) break;
        out[k] = gsl_spline_eval(through, fmin(fmax(pdf_r(at->grid, k), r[0]), r[n - 1]), NULL);
    }
    gsl_spline_free(through);
}

static void fill(const struct resampled *at, const double *r, size_t n, const double *f, bool gaps, double *out) {
    for (size_t k = 0; gaps && k < at->grid.n; k++) out[k] = NAN;
    if (!at->interpolated) {
        memcpy(out + at->first, f, n * sizeof *f);
        return;
    }
    for (size_t from = 0, to; from < n; from = to + 1) {
        for (to = from; to < n && isfinite(f[to]);) to++;
        if (to - from >= MIN_SPLINE) spline(at, r + from, to - from, f + from, out);
    }
}

static int resample(struct resampled *out, const struct gb_table *t, const char *path, const char *r_name,
                    size_t n_columns, const char *const *column, double dr, bool gaps, struct gb_error *err) {
    const char *x = r_name[0] == 'Q' ? "Q" : "r"; /* for messages */
    double *r = NULL, *f = NULL, own = 0;
    *out = (struct resampled){0};
    int rc = gb_table_column(t, r_name, &r, err);
    if (rc != GB_OK) return gb_context(err, "%s", path);
    if (t->n_row < MIN_ROWS)
        rc = gb_fail(err, GB_EINPUT, "%s: %zu rows; a curve needs at least %d", path, t->n_row, MIN_ROWS);
    if (rc == GB_OK) rc = check_uniform(t, path, x, r, &own, err);
    if (rc == GB_OK) {
        if (dr > 0 && !(r[t->n_row - 1] / dr < MAX_BINS))
            rc = gb_fail(err, GB_EINPUT, "%s: %s up to %g is more than %d bins of %g", path, x, r[t->n_row - 1],
                         MAX_BINS, dr);
        else
            place(out, r, t->n_row, own, dr);
    }
    if (rc == GB_OK && out->grid.n <= out->first)
        rc = gb_fail(err, GB_EINPUT, "%s: %s from %g to %g holds no bin of width %g", path, x, r[0], r[t->n_row - 1],
                     out->grid.dr);
    if (rc == GB_OK) out->v = GB_ARRAY(n_columns * out->grid.n, double);
    for (size_t c = 0; c < n_columns && rc == GB_OK; c++) {
        rc = gb_table_column(t, column[c], &f, err);
        if (rc != GB_OK) {
            gb_context(err, "%s", path);
            break;
        }
        for (size_t i = 0; i < t->n_row && rc == GB_OK && !gaps; i++)
            if (!isfinite(f[i]))
                rc = gb_fail(err, GB_EINPUT, "%s:%zu: %s is missing at %s = %g; every row needs a number", path,
                             line_of(t, i), column[c], x, r[i]);
        if (rc == GB_OK) fill(out, r, t->n_row, f, gaps, out->v + c * out->grid.n);
        free(f);
        f = NULL;
    }
    free(r);
    if (rc != GB_OK) resampled_clear(out);
    return rc;
}

int resample_table(struct resampled *out, const struct gb_table *t, const char *path, const char *r_name,
                   size_t n_columns, const char *const *column, double dr, struct gb_error *err) {
    return resample(out, t, path, r_name, n_columns, column, dr, false, err);
}

int resample_table_gaps(struct resampled *out, const struct gb_table *t, const char *path, const char *r_name,
                        size_t n_columns, const char *const *column, double dr, struct gb_error *err) {
    return resample(out, t, path, r_name, n_columns, column, dr, true, err);
}

int resample_check(const struct gb_table *t, const char *path, const char *x, size_t col, struct gb_error *err) {
    if (t->n_row < MIN_ROWS)
        return gb_fail(err, GB_EINPUT, "%s: %zu rows; a curve needs at least %d", path, t->n_row, MIN_ROWS);
    double *r = GB_ARRAY(t->n_row, double), own;
    for (size_t i = 0; i < t->n_row; i++) r[i] = t->v[i * t->n_col + col];
    int rc = check_uniform(t, path, x, r, &own, err);
    free(r);
    return rc;
}

/* Straight lines through n points, at the centres between them: a spline through errors might dip below 0. */
static void lines(const struct resampled *at, const double *r, size_t n, const double *f, double *out) {
    for (size_t k = 0, i = 0; k < at->grid.n; k++) {
        const double x = pdf_r(at->grid, k);
        while (i + 2 < n && r[i + 1] < x) i++;
        if (x < r[0] - rounding * at->grid.dr || x > r[n - 1] + rounding * at->grid.dr) continue;
        const double u = (x - r[i]) / (r[i + 1] - r[i]);
        out[k] = u <= 0 ? f[i] : u >= 1 ? f[i + 1] : (1 - u) * f[i] + u * f[i + 1];
    }
}

int resample_even(struct gb_table *t, const char *path, size_t col, struct gb_error *err) {
    const size_t n = t->n_row;
    double *r = GB_ARRAY(n, double), *f = GB_ARRAY(n, double);
    struct resampled at = {.interpolated = true};
    for (size_t i = 0; i < n; i++) r[i] = t->v[i * t->n_col + col];
    const double dr = (r[n - 1] - r[0]) / (double)(n - 1);
    at.first = (size_t)ceil(fmax(r[0] / dr - 0.5 - rounding, 0));
    at.grid = (struct pdf_grid){(size_t)floor(r[n - 1] / dr + 0.5 + rounding), dr};
    if (!(at.grid.n > at.first && r[n - 1] / dr < MAX_BINS)) {
        int rc = gb_fail(err, GB_EINPUT, "%s: steps of %g up to %g hold no grid", path, dr, r[n - 1]);
        free(r);
        free(f);
        return rc;
    }
    const size_t rows = at.grid.n - at.first;
    double *v = GB_ARRAY(rows * t->n_col, double), *out = GB_ARRAY(at.grid.n, double);
    for (size_t c = 0; c < t->n_col; c++) {
        const bool error = strncmp(t->name[c], "sigma", 5) == 0 || strstr(t->name[c], "_err");
        for (size_t i = 0; i < n; i++) f[i] = t->v[i * t->n_col + c];
        for (size_t k = 0; k < at.grid.n; k++) out[k] = NAN;
        if (error)
            lines(&at, r, n, f, out);
        else
            fill(&at, r, n, f, true, out);
        for (size_t k = 0; k < rows; k++)
            v[k * t->n_col + c] = c == col ? pdf_r(at.grid, at.first + k) : out[at.first + k];
    }
    size_t *line = t->line ? GB_ARRAY(rows, size_t) : NULL;
    for (size_t k = 0, i = 0; line && k < rows; k++) {
        while (i + 1 < n && r[i] < pdf_r(at.grid, at.first + k)) i++;
        line[k] = t->line[i];
    }
    free(t->v);
    free(t->line);
    t->v = v;
    t->line = line;
    t->n_row = t->cap_row = rows;
    free(r);
    free(f);
    free(out);
    return GB_OK;
}

void resampled_clear(struct resampled *c) {
    free(c->v);
    *c = (struct resampled){0};
}

/* Reading the tables behind the figures, see figures.h. Columns are found by name, with or without a unit behind it
 * ("r_ang", "r_sigma", "r"). */
#include "base/number.h"
#include "base/table.h"
#include "report/figure_parts.h"
#include "report/gnuplot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* "T" is also "T_K", but never "T_err". */
static size_t find_with_unit(const struct gb_table *t, const char *name) {
    size_t at = gb_table_find(t, name), n = strlen(name);
    for (size_t i = 0; at == (size_t)-1 && i < t->n_col; i++)
        if (strncmp(t->name[i], name, n) == 0 && t->name[i][n] == '_' && !strstr(t->name[i] + n, "_err")) at = i;
    return at;
}

static double *copy_column(const struct gb_table *t, const char *name, bool unit) {
    size_t c = unit ? find_with_unit(t, name) : gb_table_find(t, name);
    double *v = GB_ARRAY(t->n_row, double);
    for (size_t i = 0; i < t->n_row; i++) v[i] = c == (size_t)-1 ? NAN : t->v[i * t->n_col + c];
    return v;
}

/* The first number of a header line; NaN when there is none. */
static double meta(const struct gb_table *t, const char *key) {
    const char *s = gb_table_meta_get(t, key);
    if (!s) return NAN;
    char *word = gb_strdup(s);
    word[strcspn(word, " \t(")] = '\0';
    double v = NAN;
    if (!gb_parse_double(word, &v)) v = NAN;
    free(word);
    return v;
}

static int need(const struct gb_table *t, const char *name, const char *path, struct gb_error *err) {
    if (find_with_unit(t, name) != (size_t)-1) return GB_OK;
    return gb_fail(err, GB_EINPUT,
                   "%s: no column '%s': the table was not written by the summary stage; run the study again", path,
                   name);
}

int curve_read(struct curve *c, const char *label, const char *path, struct gb_error *err) {
    static const char *const name[CURVE_N_COLUMNS] = {
        "r",     "g00",       "g20",   "g20_err",  "K", "g20_continuity", "g20_continuity_err",
        "e_rad", "e_rad_err", "e_tan", "e_tan_err"};
    *c = (struct curve){0};
    struct gb_table *t;
    int rc = gb_table_read(&t, path, err);
    if (rc != GB_OK) return rc;
    rc = need(t, "r", path, err);
    if (rc == GB_OK) rc = need(t, "g00", path, err);
    if (rc == GB_OK) {
        c->label = gb_strdup(label);
        c->n = t->n_row;
        for (int i = 0; i < CURVE_N_COLUMNS; i++) c->column[i] = copy_column(t, name[i], i == CURVE_R);
        c->eps_inf = meta(t, "eps_inf");
        c->eps_true = meta(t, "eps_true");
        c->A[0] = meta(t, "A_1");
        c->A[1] = meta(t, "A_2");
        c->r[0] = meta(t, "r_1");
        c->r[1] = meta(t, "r_2");
        c->r_peak = meta(t, "r_peak");
        c->r_min = meta(t, "r_min");
        c->cont_corr = c->cont_corr_err = c->cont_slope = c->cont_slope_err = NAN;
    }
    gb_table_free(t);
    return rc;
}

void curve_clear(struct curve *c) {
    free(c->label);
    for (int i = 0; i < CURVE_N_COLUMNS; i++) free(c->column[i]);
    *c = (struct curve){0};
}

void figure_r_range(struct gb_text *b, size_t n, const struct curve *c, double end) {
    double lo = INFINITY, hi = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < c[i].n; k++) {
            if (!(c[i].column[CURVE_G00][k] > 0.02)) continue;
            lo = fmin(lo, c[i].column[CURVE_R][k]);
            break;
        }
        if (c[i].n) hi = fmax(hi, c[i].column[CURVE_R][c[i].n - 1]);
    }
    if (isfinite(end)) hi = end;
    if (!isfinite(lo) || !(lo < hi)) lo = 0;
    if (lo < hi) gb_text_add(b, "set xrange [%.6g:%.6g]\n", fmax(0, lo - 0.03 * (hi - lo)), hi);
}

char *figure_r_label(const struct figure_context *x) {
    char *unit = gnuplot_escape(x->length);
    char *s = *unit ? gb_format("{/:Italic r}  (%s)", unit) : gb_strdup("{/:Italic r}");
    free(unit);
    return s;
}

int cooling_read(struct cooling *c, const char *label, const char *path, struct gb_error *err) {
    *c = (struct cooling){0};
    struct gb_table *t;
    int rc = gb_table_read(&t, path, err);
    if (rc != GB_OK) return rc;
    rc = need(t, "T", path, err);
    if (rc == GB_OK) rc = need(t, "h", path, err);
    if (rc == GB_OK)
        *c = (struct cooling){gb_strdup(label),
                              t->n_row,
                              copy_column(t, "T", true),
                              copy_column(t, "h", true),
                              copy_column(t, "h_err", false),
                              meta(t, "T_f"),
                              meta(t, "T_f_err"),
                              meta(t, "glass_slope"),
                              meta(t, "glass_intercept"),
                              meta(t, "liquid_slope"),
                              meta(t, "liquid_intercept")};
    gb_table_free(t);
    return rc;
}

void cooling_clear(struct cooling *c) {
    free(c->label);
    free(c->T);
    free(c->h);
    free(c->h_err);
    *c = (struct cooling){0};
}

int histogram_read(struct histogram *h, const char *label, const char *path, struct gb_error *err) {
    *h = (struct histogram){0};
    struct gb_table *t;
    int rc = gb_table_read(&t, path, err);
    if (rc != GB_OK) return rc;
    rc = need(t, "d2min", path, err);
    if (rc == GB_OK) rc = need(t, "density", path, err);
    if (rc == GB_OK)
        *h = (struct histogram){gb_strdup(label), t->n_row, copy_column(t, "d2min", true),
                                copy_column(t, "density", true), copy_column(t, "density_err", false)};
    gb_table_free(t);
    return rc;
}

void histogram_clear(struct histogram *h) {
    free(h->label);
    free(h->x);
    free(h->y);
    free(h->y_err);
    *h = (struct histogram){0};
}

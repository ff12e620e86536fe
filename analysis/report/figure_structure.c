/* S00(Q) and S20(Q) as an experiment would have them, with the affine law S20 = -eps c Q dS00/dQ (METHODS (12)). */
#include "base/number.h"
#include "base/table.h"
#include "report/figures.h"
#include "report/gnuplot.h"
#include "report/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { UPPER = 190, LOWER = 190 }; /* px */

static double meta(const struct gb_table *t, const char *key) {
    const char *s = gb_table_meta_get(t, key);
    double v;
    return s && gb_parse_double(s, &v) ? v : NAN;
}

int scattering_read(struct scattering *c, const char *label, const char *path, struct gb_error *err) {
    static const char *const name[SCATTERING_N_COLUMNS] = {"Q_1/ang", "S00", "S20", "S20_err", "affine"};
    *c = (struct scattering){0};
    struct gb_table *t;
    int rc = gb_table_read(&t, path, err);
    if (rc != GB_OK) return rc;
    for (int i = 0; i < SCATTERING_N_COLUMNS && rc == GB_OK; i++) {
        rc = gb_table_column(t, name[i], &c->column[i], err);
        if (rc != GB_OK) gb_context(err, "%s", path);
    }
    c->label = gb_strdup(label);
    c->n = t->n_row;
    c->eps_inf = meta(t, "eps_inf");
    c->eps_true = meta(t, "eps_true");
    gb_table_free(t);
    if (rc != GB_OK) scattering_clear(c);
    return rc;
}

void scattering_clear(struct scattering *c) {
    free(c->label);
    for (int i = 0; i < SCATTERING_N_COLUMNS; i++) free(c->column[i]);
    *c = (struct scattering){0};
}

/* Points up to q_end. */
static size_t points(const struct scattering *c, double q_end) {
    size_t n = 0;
    while (n < c->n && c->column[SCATTERING_Q][n] <= q_end) n++;
    return n;
}

/* $sI: Q, S00, 1e3 S20, 1e3 (S20 -+ err), 1e3 affine law at eps_inf, at eps_true. */
static void add_block(struct gb_text *b, size_t i, const struct scattering *c, size_t n, double *lo, double *hi) {
    enum { COLUMNS = 7 };
    double *v = GB_ARRAY(COLUMNS * n, double);
    const double *column[COLUMNS];
    for (size_t k = 0; k < COLUMNS; k++) column[k] = v + k * n;
    for (size_t j = 0; j < n; j++) {
        double *const *from = c->column;
        const double s20 = 1e3 * from[SCATTERING_S20][j], e = 1e3 * from[SCATTERING_S20_ERR][j];
        v[j] = from[SCATTERING_Q][j];
        v[n + j] = from[SCATTERING_S00][j];
        v[2 * n + j] = s20;
        v[3 * n + j] = s20 - e;
        v[4 * n + j] = s20 + e;
        v[5 * n + j] = 1e3 * c->eps_inf * from[SCATTERING_AFFINE][j];
        v[6 * n + j] = 1e3 * c->eps_true * from[SCATTERING_AFFINE][j];
    }
    for (size_t k = 2; k < COLUMNS; k++) plot_range_grow(lo, hi, n, column[k], NULL, 1);
    char *name = gb_format("s%zu", i);
    gnuplot_add_block(b, name, n, COLUMNS, column);
    free(name);
    free(v);
}

static void plot_s20(struct gb_text *b, size_t i, const struct scattering *c) {
    gb_text_add(b, "plot 0 lc rgb '#999999' lw 1");
    if (plot_any(c->n, c->column[SCATTERING_S20_ERR]))
        gb_text_add(b, ", $s%zu using 1:4:5 with filledcurves lc rgb '%s'", i, plot_colour(i));
    gb_text_add(b, ", $s%zu using 1:3 with lines lw 2 lc rgb '%s' title 'measured'", i, plot_colour(i));
    if (isfinite(c->eps_inf))
        gb_text_add(b, ", $s%zu using 1:6 with lines lw 1.5 dt 2 lc rgb '#000000' title 'affine ε_∞'", i);
    if (isfinite(c->eps_true))
        gb_text_add(b, ", $s%zu using 1:7 with lines lw 1.5 dt 3 lc rgb '#666666' title 'affine ε_{true}'", i);
    gb_text_add(b, "\n");
}

bool figure_structure(struct figure *f, double q_end, size_t n, const struct scattering *c) {
    size_t longest = 0;
    for (size_t i = 0; i < n; i++)
        if (points(&c[i], q_end) > longest) longest = points(&c[i], q_end);
    if (longest < 2) return false;
    int *height = GB_ARRAY(n + 1, int);
    for (size_t i = 0; i <= n; i++) height[i] = i ? LOWER : UPPER;
    struct plot_stack stack = {n + 1, height, n};
    struct gb_text *b = &f->script;
    double lo, hi;
    plot_range_start(&lo, &hi);
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    for (size_t i = 0; i < n; i++) add_block(b, i, &c[i], points(&c[i], q_end), &lo, &hi);
    plot_begin(b, &stack);
    gb_text_add(b, "set xrange [0:%.6g]\n", q_end);
    plot_panel(b, &stack, 0, "", "{/:Italic S}_{00}", "");
    gb_text_add(b, "plot 1 lc rgb '#999999' lw 1");
    for (size_t i = 0; i < n; i++) {
        gb_text_add(b, ", $s%zu using 1:2 with lines lw 2 dt %d lc rgb '%s' title ", i, plot_dash(i), plot_colour(i));
        gnuplot_add_string(b, c[i].label);
    }
    gb_text_add(b, "\n");
    for (size_t i = 0; i < n; i++) {
        char *title = gnuplot_escape(c[i].label);
        plot_panel(b, &stack, i + 1, "", "10^3 {/:Italic S}_{20}", "{/:Italic Q}  (Å^{-1})");
        gb_text_add(b, "set label 1 '{/:Bold %s}' at graph 0.98,graph 0.1 right\n", title);
        free(title);
        gb_text_add(b, "set key maxcols 3 width -4\n");
        plot_range_write(b, "y", lo, hi, 0.06);
        plot_s20(b, i, &c[i]);
    }
    plot_end(b);
    free(height);
    return true;
}

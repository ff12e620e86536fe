/* The method validation: bias against how it was measured, and all methods against the truth. */
#include "report/figures.h"
#include "report/gnuplot.h"
#include "report/plot.h"

#include <math.h>
#include <stdlib.h>

enum { TREND = 230 }; /* px: a panel of trends */
enum {
    ROW = 21,
    MORE = 26,
    X_AXIS = 84,
    KEY = 34
}; /* px: a row of methods, the margin of all rows, what is below and
      above a panel */

/* ---- trends ---- */

static bool any_trend(size_t n, const struct trend_panel *p) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < p[i].n; k++)
            if (plot_any(p[i].trend[k].n, p[i].trend[k].y)) return true;
    return false;
}

/* $tI_K: x, moved aside a little so that error bars can be told apart, y, y -+ err. */
static void add_trend(struct gb_text *b, size_t panel, size_t k, size_t n_trends, const struct trend *t,
                      bool logarithmic, double step) {
    double *v = GB_ARRAY(4 * t->n, double);
    const double aside = ((double)k - 0.5 * (double)(n_trends - 1)) * step;
    for (size_t i = 0; i < t->n; i++) {
        const double e = t->err && isfinite(t->err[i]) ? t->err[i] : 0;
        v[i] = logarithmic ? t->x[i] * exp(aside) : t->x[i] + aside;
        v[t->n + i] = t->y[i];
        v[2 * t->n + i] = t->y[i] - e;
        v[3 * t->n + i] = t->y[i] + e;
    }
    char *name = gb_format("t%zu_%zu", panel, k);
    gnuplot_add_block(b, name, t->n, 4, (const double *const[]){v, v + t->n, v + 2 * t->n, v + 3 * t->n});
    free(name);
    free(v);
}

static void x_range(const struct trend_panel *p, size_t n, double *lo, double *hi) {
    plot_range_start(lo, hi);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < p[i].n; k++) plot_range_grow(lo, hi, p[i].trend[k].n, p[i].trend[k].x, NULL, 1);
}

static void plot_trends(struct gb_text *b, size_t panel, const struct trend_panel *p) {
    static const int shape[] = {7, 5, 9, 13, 11};
    double lo, hi;
    plot_range_start(&lo, &hi);
    struct plot_points points = {0};
    for (size_t k = 0; k < p->n; k++) plot_points_add(&points, p->trend[k].n, p->trend[k].y, p->trend[k].err);
    if (isfinite(p->truth)) plot_range_grow(&lo, &hi, 1, &p->truth, NULL, 1);
    plot_points_range(&points, &lo, &hi);
    plot_range_write(b, "y", lo, hi, 0.08);
    plot_points_note(b, &points, lo, hi, 0.08);
    plot_points_clear(&points);
    if (isfinite(p->truth)) {
        char *label = gnuplot_escape(p->truth_label);
        gb_text_add(b, "set arrow 1 from graph 0,first %.7g to graph 1,first %.7g nohead lw 1.5 lc rgb '#555555'\n",
                    p->truth, p->truth);
        gb_text_add(b, "set label 2 '%s' at graph 0.98,first %.7g right offset 0,%s tc rgb '#555555'\n", label,
                    p->truth, p->truth - lo > hi - p->truth ? "-0.6" : "0.6");
        free(label);
    }
    gb_text_add(b, "plot NaN");
    for (size_t k = 0; k < p->n; k++) {
        const struct trend *t = &p->trend[k];
        if (!plot_any(t->n, t->y)) continue;
        const char *colour = plot_colour(t->colour);
        gb_text_add(b, ", $t%zu_%zu using 1:2 with lines lw 1.2 dt %d lc rgb '%s'", panel, k, t->dashed ? 2 : 1,
                    colour);
        gb_text_add(b, ", $t%zu_%zu using 1:2:3:4 with yerrorbars pt %d ps 0.9 lw 1.5 lc rgb '%s' title ", panel, k,
                    t->dashed ? 6 : shape[t->colour % 5], colour);
        gnuplot_add_string(b, panel == 0 ? t->label : "");
    }
    gb_text_add(b, "\n");
}

bool figure_trends(struct figure *f, size_t n, const struct trend_panel *panel, const char *x_label, bool logarithmic) {
    double lo, hi;
    x_range(panel, n, &lo, &hi);
    if (n == 0 || !any_trend(n, panel) || !(lo < hi)) return false;
    int *height = GB_ARRAY(n, int);
    for (size_t i = 0; i < n; i++) height[i] = TREND;
    struct plot_stack stack = {n, height, panel[0].n};
    struct gb_text *b = &f->script;
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    const double step = (logarithmic ? log(hi / lo) : hi - lo) / 150;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < panel[i].n; k++) add_trend(b, i, k, panel[i].n, &panel[i].trend[k], logarithmic, step);
    plot_begin(b, &stack);
    const double pad = 0.06 * (hi - lo);
    if (logarithmic)
        gb_text_add(b, "set logscale x\nset xrange [%.6g:%.6g]\n", lo / 2, hi * 2);
    else
        gb_text_add(b, "set xrange [%.6g:%.6g]\n", lo - pad, hi + pad);
    for (size_t i = 0; i < n; i++) {
        plot_panel(b, &stack, i, "", panel[i].y_label, x_label);
        if (i == 0 && panel[0].n > 1) gb_text_add(b, "set key maxcols %d width -3\n", PLOT_KEY_COLUMNS);
        if (logarithmic && i + 1 == n) gb_text_add(b, "set format x '10^{%%T}'\n");
        plot_trends(b, i, &panel[i]);
    }
    plot_end(b);
    free(height);
    return true;
}

/* ---- methods ---- */

/* Place of a history's dot: row k counts from the top, histories side by side within it. */
static double row_at(const struct method_panel *p, size_t k, size_t h, size_t n_histories) {
    return (double)(p->n - k) -
           0.22 * ((double)h - 0.5 * (double)(n_histories - 1)) * fmin(1, 3.0 / (double)n_histories);
}

/* $mI_H: value, row, value -+ err, floor. */
static void add_methods(struct gb_text *b, size_t panel, size_t h, size_t n_histories, const struct method_panel *p) {
    double *v = GB_ARRAY(5 * p->n, double);
    for (size_t k = 0; k < p->n; k++) {
        const struct estimate e = p->method[k].value[h];
        const double err = isfinite(e.err) ? e.err : 0;
        v[k] = e.value;
        v[p->n + k] = row_at(p, k, h, n_histories);
        v[2 * p->n + k] = e.value - err;
        v[3 * p->n + k] = e.value + err;
        v[4 * p->n + k] = p->method[k].floor[h];
    }
    char *name = gb_format("m%zu_%zu", panel, h);
    gnuplot_add_block(b, name, p->n, 5, (const double *const[]){v, v + p->n, v + 2 * p->n, v + 3 * p->n, v + 4 * p->n});
    free(name);
    free(v);
}

static void method_axis(struct gb_text *b, const struct method_panel *p) {
    gb_text_add(b, "set yrange [0.4:%.1f]\nset ytics scale 0 (", (double)p->n + 0.6);
    for (size_t k = 0; k < p->n; k++) {
        gb_text_add(b, "%s", k ? ", " : "");
        gnuplot_add_string(b, p->method[k].label);
        gb_text_add(b, " %zu", p->n - k);
    }
    gb_text_add(b, ")\n");
}

static void plot_methods(struct gb_text *b, size_t panel, const struct method_panel *p, size_t n_histories,
                         const char *const *history) {
    double lo, hi;
    plot_range_start(&lo, &hi);
    plot_range_grow(&lo, &hi, n_histories, p->truth, NULL, 1);
    struct plot_points points = {0};
    for (size_t k = 0; k < p->n; k++) {
        plot_range_grow(&lo, &hi, n_histories, p->method[k].floor, NULL, 1);
        for (size_t h = 0; h < n_histories; h++)
            plot_points_add(&points, 1, &p->method[k].value[h].value, &p->method[k].value[h].err);
    }
    plot_points_range(&points, &lo, &hi);
    plot_range_write(b, "x", lo, hi, 0.06);
    const double cut = plot_points_cut(&points, lo, hi, 0.06);
    plot_points_clear(&points);
    gb_text_add(b, "set xlabel '%s", p->x_label);
    if (cut > 0) gb_text_add(b, "  (cut by the frame: bars up to ±%.2g)", cut);
    gb_text_add(b, "' offset 0,0.3\n");
    for (size_t h = 0; h < n_histories; h++)
        if (isfinite(p->truth[h]))
            gb_text_add(b,
                        "set arrow %zu from first %.7g,graph 0 to first %.7g,graph 1 nohead lw 1.5 dt %d lc rgb '%s'\n",
                        h + 1, p->truth[h], p->truth[h], plot_dash(h), plot_colour(h));
    gb_text_add(b, "plot NaN");
    for (size_t h = 0; h < n_histories; h++) {
        gb_text_add(b, ", $m%zu_%zu using 5:2 with points pt %d ps 0.7 lc rgb '%s'", panel, h, h % 2 ? 4 : 6,
                    plot_colour(h));
        gb_text_add(b, ", $m%zu_%zu using 1:2:3:4 with xerrorbars pt %d ps 0.9 lw 1.5 lc rgb '%s' title ", panel, h,
                    h % 2 ? 5 : 7, plot_colour(h));
        gnuplot_add_string(b, panel == 0 ? history[h] : "");
    }
    gb_text_add(b, "\n");
}

static bool any_method(size_t n, const struct method_panel *panel, size_t n_histories) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < panel[i].n; k++)
            for (size_t h = 0; h < n_histories; h++)
                if (isfinite(panel[i].method[k].value[h].value)) return true;
    return false;
}

/* Unlike other stacks each panel has an x axis of its own, with room for its numbers and label below. */
bool figure_methods(struct figure *f, size_t n, const struct method_panel *panel, size_t n_histories,
                    const char *const *history) {
    if (!any_method(n, panel, n_histories)) return false;
    struct gb_text *b = &f->script;
    f->width = PLOT_WIDTH;
    f->height = KEY;
    for (size_t i = 0; i < n; i++) f->height += ROW * (int)panel[i].n + MORE + X_AXIS;
    for (size_t i = 0; i < n; i++)
        for (size_t h = 0; h < n_histories; h++) add_methods(b, i, h, n_histories, &panel[i]);
    gb_text_add(b, "set border 31 lw 1\nset tics nomirror out scale 0.6\nset lmargin at screen 0.36\nset rmargin at "
                   "screen 0.97\nset grid ytics lc rgb '#dddddd' lw 1 lt 1\nset multiplot\n");
    int top = KEY;
    for (size_t i = 0; i < n; i++) {
        const int bottom = top + ROW * (int)panel[i].n + MORE;
        const double total = f->height;
        gb_text_add(b, "unset arrow\nset tmargin at screen %.5f\nset bmargin at screen %.5f\n", 1 - top / total,
                    1 - bottom / total);
        gb_text_add(b,
                    "set key at graph 1,screen %.5f right bottom horizontal Left reverse samplen 2 maxcols 4 "
                    "noautotitle\n",
                    1 - (top - 6) / total);
        method_axis(b, &panel[i]);
        plot_methods(b, i, &panel[i], n_histories, history);
        top = bottom + X_AXIS;
    }
    plot_end(b);
    return true;
}

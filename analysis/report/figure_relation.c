/* One measured quantity against another, both with error bars: panels over one x axis, a cloud of points for each
 * history, joined by a line where it asks for one; the band of the paper where the ratio is drawn. */
#include "report/figure_parts.h"
#include "report/gnuplot.h"
#include "report/plot.h"

#include <math.h>
#include <stdlib.h>

enum { PANEL = 230, SINGLE = 300 }; /* px */

static bool there(const struct cloud *c, size_t i) { return isfinite(c->x[i].value) && isfinite(c->y[i].value); }

static size_t count_points(const struct relation_panel *p) {
    size_t n = 0;
    for (size_t k = 0; k < p->n; k++)
        for (size_t i = 0; i < p->cloud[k].n; i++) n += there(&p->cloud[k], i);
    return n;
}

static double bar(struct estimate e) { return isfinite(e.err) ? e.err : 0; }

/* $cI_K: x y x_lo x_hi y_lo y_hi. */
static void add_cloud(struct gb_text *b, size_t panel, size_t k, const struct cloud *c) {
    double *v = GB_ARRAY(6 * c->n, double);
    const double *column[6];
    for (size_t i = 0; i < 6; i++) column[i] = v + i * c->n;
    for (size_t i = 0; i < c->n; i++) {
        const struct estimate x = c->x[i], y = c->y[i];
        const double row[6] = {x.value,          y.value,          x.value - bar(x),
                               x.value + bar(x), y.value - bar(y), y.value + bar(y)};
        for (size_t j = 0; j < 6; j++) v[j * c->n + i] = there(c, i) ? row[j] : NAN;
    }
    char *name = gb_format("c%zu_%zu", panel, k);
    gnuplot_add_block(b, name, c->n, 6, column);
    free(name);
    free(v);
}

/* The points' x (or y) with their bars. */
static void collect(struct plot_points *points, const struct relation_panel *p, bool x) {
    for (size_t k = 0; k < p->n; k++)
        for (size_t i = 0; i < p->cloud[k].n; i++) {
            const struct estimate e = x ? p->cloud[k].x[i] : p->cloud[k].y[i];
            if (there(&p->cloud[k], i)) plot_points_add(points, 1, &e.value, &e.err);
        }
}

static void plot_panel_points(struct gb_text *b, size_t panel, const struct relation_panel *p) {
    static const int full[] = {7, 5, 9, 13, 11, 15}, hollow[] = {6, 4, 8, 12, 10, 14};
    double lo, hi;
    struct plot_points points = {0};
    plot_range_start(&lo, &hi);
    if (p->band) lo = 0.19, hi = 0.26;
    if (isfinite(p->level)) lo = fmin(lo, p->level), hi = fmax(hi, p->level);
    collect(&points, p, false);
    if (p->equal) collect(&points, p, true);
    plot_points_range(&points, &lo, &hi);
    plot_range_write(b, "y", lo, hi, 0.1);
    plot_points_note(b, &points, lo, hi, 0.1);
    plot_points_clear(&points);
    if (p->band) figure_band(b);
    if (isfinite(p->level))
        gb_text_add(b, "set arrow 1 from graph 0,first %.7g to graph 1,first %.7g nohead lw 1 lc rgb '#888888' back\n",
                    p->level, p->level);
    gb_text_add(b, p->equal ? "plot x lw 1 dt 3 lc rgb '#555555'" : "plot NaN");
    for (size_t k = 0; k < p->n; k++) {
        const struct cloud *c = &p->cloud[k];
        const char *colour = plot_colour(k);
        if (c->joined)
            gb_text_add(b, ", $c%zu_%zu using 1:2 with lines lw 1.2 dt %d lc rgb '%s'", panel, k, plot_dash(k), colour);
        gb_text_add(b, ", $c%zu_%zu using 1:2:3:4:5:6 with xyerrorbars pt %d ps 1 lw 1.5 lc rgb '%s' title ", panel, k,
                    c->hollow ? hollow[k % 6] : full[k % 6], colour);
        gnuplot_add_string(b, panel == 0 ? c->label : "");
    }
    gb_text_add(b, "\n");
}

bool figure_relation(struct figure *f, size_t n, const struct relation_panel *panel, const char *x_label) {
    double lo, hi;
    size_t most = 0;
    struct plot_points points = {0};
    plot_range_start(&lo, &hi);
    for (size_t i = 0; i < n; i++) {
        if (count_points(&panel[i]) > most) most = count_points(&panel[i]);
        collect(&points, &panel[i], true);
        if (panel[i].equal) collect(&points, &panel[i], false);
    }
    if (points.n > 0) plot_points_range(&points, &lo, &hi);
    plot_points_clear(&points);
    if (most < 2) return false;
    int *height = GB_ARRAY(n, int);
    for (size_t i = 0; i < n; i++) height[i] = n == 1 ? SINGLE : PANEL;
    struct plot_stack stack = {n, height, panel[0].n};
    struct gb_text *b = &f->script;
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < panel[i].n; k++) add_cloud(b, i, k, &panel[i].cloud[k]);
    plot_begin(b, &stack);
    plot_range_write(b, "x", lo, hi, 0.06);
    for (size_t i = 0; i < n; i++) {
        plot_panel(b, &stack, i, "", panel[i].y_label, x_label);
        plot_panel_points(b, i, &panel[i]);
    }
    plot_end(b);
    free(height);
    return true;
}

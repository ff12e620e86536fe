/* What the figures share, see plot.h. */
#include "report/plot.h"

#include "report/gnuplot.h"

#include <math.h>
#include <stdlib.h>

enum {
    TOP = 8,
    GAP = 34,
    BOTTOM = 74,
    KEY_ROW = 22
}; /* px: above all, above each panel (title and key), below the last (x axis) */

static const struct {
    const char *colour;
    int dash;
} series[] = {{"#0072b2", 1}, {"#d55e00", 2}, {"#009e73", 4}, {"#cc79a7", 5},
              {"#e69f00", 3}, {"#56b4e9", 2}, {"#000000", 4}};
enum { N_SERIES = sizeof series / sizeof series[0] };

const char *plot_colour(size_t i) { return series[i % N_SERIES].colour; }
int plot_dash(size_t i) { return series[i % N_SERIES].dash; }

/* Room above the first panel for rows of its key beyond the first. */
static int top_of(const struct plot_stack *s) {
    return TOP + (s->n_keys > PLOT_KEY_COLUMNS ? (int)((s->n_keys - 1) / PLOT_KEY_COLUMNS) * KEY_ROW : 0);
}

int plot_height(const struct plot_stack *s) {
    int h = top_of(s) + BOTTOM;
    for (size_t i = 0; i < s->n; i++) h += GAP + s->height[i];
    return h;
}

void plot_begin(struct gb_text *b, const struct plot_stack *s) {
    gb_text_add(b,
                "set border 31 lw 1\nset tics nomirror out scale 0.6\nset style fill transparent solid 0.25 noborder\n"
                "set lmargin at screen 0.17\nset rmargin at screen 0.97\nset ylabel offset 1,0\n");
    if (s->n > 1) gb_text_add(b, "set multiplot\n");
}

void plot_panel(struct gb_text *b, const struct plot_stack *s, size_t i, const char *title, const char *y_label,
                const char *x_label) {
    double total = plot_height(s), top = top_of(s);
    for (size_t k = 0; k < i; k++) top += GAP + s->height[k];
    top += GAP;
    gb_text_add(b,
                "unset label\nunset arrow\nunset object\nset autoscale y\nset tmargin at screen %.5f\nset bmargin at "
                "screen %.5f\n",
                1 - top / total, 1 - (top + s->height[i]) / total);
    gb_text_add(b, "set key at graph 1,screen %.5f right bottom horizontal Left reverse samplen 2",
                1 - (top - 6) / total);
    if (i == 0 && s->n_keys > 0)
        gb_text_add(b, " maxcols %d noautotitle\n", PLOT_KEY_COLUMNS);
    else
        gb_text_add(b, " maxcols auto noautotitle\n");
    if (title && *title) {
        char *e = gnuplot_escape(title);
        gb_text_add(b, "set label 1 '{/:Bold %s}' at graph 0,screen %.5f left\n", e, 1 - (top - 14) / total);
        free(e);
    }
    gb_text_add(b, "set ylabel '%s'\n", y_label);
    if (i + 1 == s->n)
        gb_text_add(b, "set format x\nset xlabel '%s' offset 0,0.3\n", x_label);
    else
        gb_text_add(b, "set format x ''\nunset xlabel\n");
}

void plot_end(struct gb_text *b) { gb_text_add(b, "unset multiplot\n"); }

void plot_shade_x(struct gb_text *b, int id, double lo, double hi, const char *colour) {
    if (!isfinite(lo) || !isfinite(hi)) return;
    gb_text_add(b,
                "set object %d rectangle from first %.7g,graph 0 to first %.7g,graph 1 behind fc rgb '%s' fs solid 1 "
                "noborder\n",
                id, lo, hi, colour);
}

void plot_range_start(double *lo, double *hi) {
    *lo = INFINITY;
    *hi = -INFINITY;
}

void plot_range_grow(double *lo, double *hi, size_t n, const double *v, const double *err, double a) {
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(v[i])) continue;
        double e = err && isfinite(err[i]) ? fabs(a * err[i]) : 0;
        *lo = fmin(*lo, a * v[i] - e);
        *hi = fmax(*hi, a * v[i] + e);
    }
}

void plot_range_write(struct gb_text *b, const char *axis, double lo, double hi, double margin) {
    if (!(lo <= hi)) return;
    double pad = margin * (hi - lo);
    if (pad <= 0) pad = fabs(hi) > 0 ? 0.1 * fabs(hi) : 1;
    gb_text_add(b, "set %srange [%.7g:%.7g]\n", axis, lo - pad, hi + pad);
}

bool plot_any(size_t n, const double *v) {
    for (size_t i = 0; i < n; i++)
        if (isfinite(v[i])) return true;
    return false;
}

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
                "set lmargin at screen 0.18\nset rmargin at screen 0.97\n");
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
    /* at the edge, wherever the tick labels end: gnuplot's own would move out of the picture with long ones */
    gb_text_add(b, "set label 99 '%s' at screen 0.026,graph 0.5 center rotate\n", y_label);
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

void plot_points_add(struct plot_points *p, size_t n, const double *v, const double *err) {
    p->v = gb_realloc(p->v, p->n + n + 1, sizeof *p->v);
    p->err = gb_realloc(p->err, p->n + n + 1, sizeof *p->err);
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(v[i])) continue;
        p->v[p->n] = v[i];
        p->err[p->n++] = err && isfinite(err[i]) ? fabs(err[i]) : 0;
    }
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of the bars that there are, the lower one where their number is even; 0 without any. */
static double median_bar(const struct plot_points *p) {
    double *bar = GB_ARRAY(p->n + 1, double), median = 0;
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->err[i] > 0) bar[n++] = p->err[i];
    qsort(bar, n, sizeof *bar, ascending);
    if (n > 0) median = bar[(n - 1) / 2];
    free(bar);
    return median;
}

void plot_points_range(const struct plot_points *p, double *lo, double *hi) {
    plot_range_grow(lo, hi, p->n, p->v, NULL, 1);
    const double longest = fmax(0.5 * (*hi - *lo), 10 * median_bar(p));
    for (size_t i = 0; i < p->n; i++) {
        const double bar = fmin(p->err[i], longest);
        plot_range_grow(lo, hi, 1, &p->v[i], &bar, 1);
    }
}

double plot_points_cut(const struct plot_points *p, double lo, double hi, double margin) {
    const double pad = margin * (hi - lo);
    double longest = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i] - p->err[i] < lo - pad || p->v[i] + p->err[i] > hi + pad) longest = fmax(longest, p->err[i]);
    return longest;
}

void plot_points_note(struct gb_text *b, const struct plot_points *p, double lo, double hi, double margin) {
    const double longest = plot_points_cut(p, lo, hi, margin);
    if (longest > 0)
        gb_text_add(b,
                    "set label 98 'cut by the frame: bars up to ±%.2g' at graph 0.02,graph 0.06 left tc rgb '#555555' "
                    "font ',12' front\n",
                    longest);
}

void plot_points_clear(struct plot_points *p) {
    free(p->v);
    free(p->err);
    *p = (struct plot_points){0};
}

void plot_log_tics(struct gb_text *b, const char *axis, double lo, double hi) {
    if (!(lo > 0 && lo < hi && isfinite(hi))) return;
    const int first = (int)floor(log10(lo)), last = (int)ceil(log10(hi));
    int powers = 0;
    for (int k = first; k <= last; k++) powers += pow(10, k) >= lo && pow(10, k) <= hi;
    if (powers >= 3) {
        gb_text_add(b, "set format %s '10^{%%T}'\n", axis);
        return;
    }
    static const int step[] = {1, 2, 5}, wide[] = {1, 3};
    const bool sparse = log10(hi / lo) > 1.2;
    const char *comma = "";
    gb_text_add(b, "set format %s '%%g'\nset %stics (", axis, axis);
    for (int k = first; k <= last; k++)
        for (int i = 0; i < (sparse ? 2 : 3); i++) {
            const double at = (sparse ? wide : step)[i] * pow(10, k);
            if (at < lo || at > hi) continue;
            gb_text_add(b, "%s%.6g", comma, at);
            comma = ", ";
        }
    gb_text_add(b, ")\n");
}

bool plot_any(size_t n, const double *v) {
    for (size_t i = 0; i < n; i++)
        if (isfinite(v[i])) return true;
    return false;
}

/* g00, g20 and the affine reference eps_inf K (METHODS (18)): the figures 1(a) and 1(b) of Wang et al., PRL 128, 155501
 * (2022), redrawn for the study's glasses. */
#include "report/figure_parts.h"
#include "report/gnuplot.h"
#include "report/plot.h"

#include <math.h>
#include <stdlib.h>

enum { UPPER = 190, LOWER = 190, SHELL = 270 }; /* px */

static double *scaled(size_t n, const double *v, double a) {
    double *out = GB_ARRAY(n, double);
    for (size_t i = 0; i < n; i++) out[i] = a * v[i];
    return out;
}

static double *sum(size_t n, const double *v, const double *w, double a, double b) {
    double *out = GB_ARRAY(n, double);
    for (size_t i = 0; i < n; i++) out[i] = a * v[i] + b * w[i];
    return out;
}

/* $cI: r, g00, 1e3 g20, 1e3 (g20 -+ err), 1e3 eps_inf K, 1e3 eps_true K. */
static void add_curve_block(struct gb_text *b, size_t i, const struct curve *c) {
    char *name = gb_format("c%zu", i);
    double *const *v = c->column;
    double *g20 = scaled(c->n, v[CURVE_G20], 1e3), *lo = sum(c->n, v[CURVE_G20], v[CURVE_G20_ERR], 1e3, -1e3),
           *hi = sum(c->n, v[CURVE_G20], v[CURVE_G20_ERR], 1e3, 1e3),
           *affine = scaled(c->n, v[CURVE_K], 1e3 * c->eps_inf), *truth = scaled(c->n, v[CURVE_K], 1e3 * c->eps_true);
    const double *column[] = {v[CURVE_R], v[CURVE_G00], g20, lo, hi, affine, truth};
    gnuplot_add_block(b, name, c->n, 7, column);
    free(truth);
    free(affine);
    free(hi);
    free(lo);
    free(g20);
    free(name);
}

static bool has_signal(const struct curve *c) { return c->n > 1 && plot_any(c->n, c->column[CURVE_G20]); }

static void plot_g00(struct gb_text *b, size_t n, const struct curve *c) {
    double lo, hi;
    plot_range_start(&lo, &hi);
    for (size_t i = 0; i < n; i++) plot_range_grow(&lo, &hi, c[i].n, c[i].column[CURVE_G00], NULL, 1);
    plot_range_write(b, "y", fmin(lo, 0), hi, 0.05);
    gb_text_add(b, "plot 1 lc rgb '#999999' lw 1");
    for (size_t i = 0; i < n; i++) {
        gb_text_add(b, ", $c%zu using 1:2 with lines lw 2 dt %d lc rgb '%s' title ", i, plot_dash(i), plot_colour(i));
        gnuplot_add_string(b, c[i].label);
    }
    gb_text_add(b, "\n");
}

/* One scale for all panels, so that their heights can be compared; up to r = end. */
static void g20_range(size_t n, const struct curve *c, double end, bool truth, double *lo, double *hi) {
    plot_range_start(lo, hi);
    for (size_t i = 0; i < n; i++) {
        size_t m = 0;
        while (m < c[i].n && !(c[i].column[CURVE_R][m] > end)) m++;
        plot_range_grow(lo, hi, m, c[i].column[CURVE_G20], c[i].column[CURVE_G20_ERR], 1e3);
        plot_range_grow(lo, hi, m, c[i].column[CURVE_K], NULL, 1e3 * c[i].eps_inf);
        if (truth) plot_range_grow(lo, hi, m, c[i].column[CURVE_K], NULL, 1e3 * c[i].eps_true);
    }
}

/* The measured g20 with its band, eps_inf K and, when wanted, eps_true K. */
static void plot_g20(struct gb_text *b, size_t i, const struct curve *c, bool truth) {
    gb_text_add(b, "plot 0 lc rgb '#999999' lw 1");
    if (has_signal(c)) {
        if (plot_any(c->n, c->column[CURVE_G20_ERR]))
            gb_text_add(b, ", $c%zu using 1:4:5 with filledcurves lc rgb '%s'", i, plot_colour(i));
        gb_text_add(b, ", $c%zu using 1:3 with lines lw 2 lc rgb '%s' title 'measured'", i, plot_colour(i));
    }
    bool K = c->n > 1 && plot_any(c->n, c->column[CURVE_K]);
    if (K && isfinite(c->eps_inf))
        gb_text_add(b, ", $c%zu using 1:6 with lines lw 2 dt 2 lc rgb '#000000' title 'ε_∞{/:Italic K}'", i);
    if (K && truth && isfinite(c->eps_true))
        gb_text_add(b, ", $c%zu using 1:7 with lines lw 2 dt 3 lc rgb '#666666' title 'ε_{true}{/:Italic K}'", i);
    gb_text_add(b, "\n");
}

bool figure_pdf(struct figure *f, const struct figure_context *x, size_t n, const struct curve *c) {
    bool any = false;
    double lo, hi;
    for (size_t i = 0; i < n; i++) any = any || has_signal(&c[i]);
    if (!any) return false;
    g20_range(n, c, INFINITY, false, &lo, &hi);
    int *height = GB_ARRAY(n + 1, int);
    for (size_t i = 0; i <= n; i++) height[i] = i ? LOWER : UPPER;
    struct plot_stack stack = {n + 1, height, n};
    struct gb_text *b = &f->script;
    char *label = figure_r_label(x);
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    for (size_t i = 0; i < n; i++) add_curve_block(b, i, &c[i]);
    plot_begin(b, &stack);
    figure_r_range(b, n, c, NAN);
    plot_panel(b, &stack, 0, "", "{/:Italic g}_{00}", label);
    plot_g00(b, n, c);
    for (size_t i = 0; i < n; i++) {
        plot_panel(b, &stack, i + 1, c[i].label, "10^3 {/:Italic g}_{20}", label);
        plot_shade_x(b, 1, x->fit_lo, x->fit_hi, "#eeeeee");
        plot_range_write(b, "y", lo, hi, 0.06);
        plot_g20(b, i, &c[i], false);
    }
    plot_end(b);
    free(label);
    free(height);
    return true;
}

/* A_i at r_i: a point and a line down to zero. */
static void mark_peak(struct gb_text *b, const struct curve *c, int i) {
    if (!isfinite(c->A[i]) || !isfinite(c->r[i])) return;
    gb_text_add(b, "set arrow %d from %.7g,0 to %.7g,%.7g nohead lw 1.5 lc rgb '#000000'\n", i + 1, c->r[i], c->r[i],
                1e3 * c->A[i]);
    gb_text_add(b, "set label %d '' at %.7g,%.7g point pt 7 ps 0.9 lc rgb '#000000'\n", 10 + i, c->r[i], 1e3 * c->A[i]);
    gb_text_add(b, "set label %d '{/:Italic A}_%d' at %.7g,%.7g %s offset %s\n", 30 + i, i + 1, c->r[i], 1e3 * c->A[i],
                i ? "left" : "right", i ? "0.7,-0.2" : "-0.7,0.2");
}

/* "A_1 = 0.0158 at 1.04 σ" along the top of the panel, which is kept free for it. */
static void name_peaks(struct gb_text *b, const struct curve *c, const char *unit) {
    char *u = gnuplot_escape(unit);
    for (int i = 0; i < 2; i++)
        if (isfinite(c->A[i]) && isfinite(c->r[i]))
            gb_text_add(b, "set label %d '{/:Italic A}_%d = %.3g at %.3g %s' at graph %g,graph 0.93 %s\n", 20 + i,
                        i + 1, c->A[i], c->r[i], u, i ? 0.98 : 0.02, i ? "right" : "left");
    free(u);
}

/* Where the enlargement ends: a little beyond the first minimum, else half as far again as A_2. */
static double shell_end(const struct curve *c) {
    if (isfinite(c->r_min)) return 1.05 * c->r_min;
    double r = fmax(isfinite(c->r[0]) ? c->r[0] : 0, isfinite(c->r[1]) ? c->r[1] : 0);
    return r > 0 ? 1.4 * r : NAN;
}

bool figure_first_shell(struct figure *f, const struct figure_context *x, size_t n, const struct curve *c) {
    double end = -INFINITY;
    for (size_t i = 0; i < n; i++)
        if (has_signal(&c[i])) end = fmax(end, shell_end(&c[i]));
    if (!isfinite(end)) return false;
    double lo, hi;
    g20_range(n, c, end, true, &lo, &hi);
    int *height = GB_ARRAY(n, int);
    for (size_t i = 0; i < n; i++) height[i] = SHELL;
    struct plot_stack stack = {n, height, 0};
    struct gb_text *b = &f->script;
    char *label = figure_r_label(x);
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    for (size_t i = 0; i < n; i++) add_curve_block(b, i, &c[i]);
    plot_begin(b, &stack);
    figure_r_range(b, n, c, end);
    for (size_t i = 0; i < n; i++) {
        plot_panel(b, &stack, i, "", "10^3 {/:Italic g}_{20}", label);
        char *title = gnuplot_escape(c[i].label);
        gb_text_add(b, "set label 1 '{/:Bold %s}' at graph 0.02,graph 0.07 left\n", title);
        free(title);
        mark_peak(b, &c[i], 0);
        mark_peak(b, &c[i], 1);
        name_peaks(b, &c[i], x->length);
        plot_range_write(b, "y", lo, hi + 0.12 * (hi - lo), 0.05);
        plot_g20(b, i, &c[i], true);
    }
    plot_end(b);
    free(label);
    free(height);
    return true;
}

void figure_clear(struct figure *f) {
    free(f->script.s);
    *f = (struct figure){0};
}

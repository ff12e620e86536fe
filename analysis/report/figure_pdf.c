/* g00, g20 and the affine reference eps_inf K (METHODS §2): the figures 1(a) and 1(b) of Wang et al., PRL 128, 155501
 * (2022), redrawn for the study's glasses. */
#include "report/figures.h"
#include "report/gnuplot.h"
#include "report/notation.h"
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

/* From a little before the first shell to `end` (or the last r). */
static void x_range(struct gb_text *b, size_t n, const struct curve *c, double end) {
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

static char *r_label(const struct figure_context *x) {
    char *unit = gnuplot_escape(x->length);
    char *s = *unit ? gb_format("{/:Italic r}  (%s)", unit) : gb_strdup("{/:Italic r}");
    free(unit);
    return s;
}

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

static void plot_g20(struct gb_text *b, size_t i, const struct curve *c) {
    double lo, hi;
    plot_range_start(&lo, &hi);
    plot_range_grow(&lo, &hi, c->n, c->column[CURVE_G20], c->column[CURVE_G20_ERR], 1e3);
    plot_range_grow(&lo, &hi, c->n, c->column[CURVE_K], NULL, 1e3 * c->eps_inf);
    plot_range_write(b, "y", lo, hi, 0.06);
    gb_text_add(b, "plot 0 lc rgb '#999999' lw 1");
    if (plot_any(c->n, c->column[CURVE_G20_ERR]))
        gb_text_add(b, ", $c%zu using 1:4:5 with filledcurves lc rgb '%s'", i, plot_colour(i));
    gb_text_add(b, ", $c%zu using 1:3 with lines lw 2 lc rgb '%s' title 'measured'", i, plot_colour(i));
    if (isfinite(c->eps_inf) && plot_any(c->n, c->column[CURVE_K]))
        gb_text_add(b, ", $c%zu using 1:6 with lines lw 2 dt 2 lc rgb '#000000' title 'ε_∞{/:Italic K}'", i);
    gb_text_add(b, "\n");
}

bool figure_pdf(struct figure *f, const struct figure_context *x, size_t n, const struct curve *c) {
    bool any = false;
    for (size_t i = 0; i < n; i++) any = any || has_signal(&c[i]);
    if (!any) return false;
    int *height = GB_ARRAY(n + 1, int);
    for (size_t i = 0; i <= n; i++) height[i] = i ? LOWER : UPPER;
    struct plot_stack stack = {n + 1, height, n};
    struct gb_text *b = &f->script;
    char *label = r_label(x);
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    for (size_t i = 0; i < n; i++) add_curve_block(b, i, &c[i]);
    plot_begin(b, &stack);
    x_range(b, n, c, NAN);
    plot_panel(b, &stack, 0, "", "{/:Italic g}_{00}", label);
    plot_g00(b, n, c);
    for (size_t i = 0; i < n; i++) {
        plot_panel(b, &stack, i + 1, c[i].label, "10^3 {/:Italic g}_{20}", label);
        plot_shade_x(b, 1, x->fit_lo, x->fit_hi, "#eeeeee");
        if (has_signal(&c[i]))
            plot_g20(b, i, &c[i]);
        else
            gb_text_add(b, "set yrange [-1:1]\nplot 0 lc rgb '#999999' lw 1\n");
    }
    plot_end(b);
    free(label);
    free(height);
    return true;
}

/* A_i at r_i: a point, a line down to zero and its value, away from the curve. */
static void mark_peak(struct gb_text *b, const struct curve *c, int i, const char *unit) {
    if (!isfinite(c->A[i]) || !isfinite(c->r[i])) return;
    char *u = gnuplot_escape(unit), *a = notation_estimate(c->A[i], NAN), *sub = gb_format("%d", i + 1);
    char *e = gnuplot_escape(a);
    gb_text_add(b, "set arrow %d from %.7g,0 to %.7g,%.7g nohead lw 1.5 lc rgb '#000000'\n", i + 1, c->r[i], c->r[i],
                1e3 * c->A[i]);
    gb_text_add(b, "set label %d '' at %.7g,%.7g point pt 7 ps 0.9 lc rgb '#000000'\n", 10 + i, c->r[i], 1e3 * c->A[i]);
    gb_text_add(b, "set label %d '{/:Italic A}_%s = %s,  {/:Italic r}_%s = %.3g %s' at graph 0.98,graph %.2f right\n",
                20 + i, sub, e, sub, c->r[i], u, i ? 0.82 : 0.92);
    gb_text_add(b, "set label %d '{/:Italic A}_%s' at %.7g,%.7g %s offset %s\n", 30 + i, sub, c->r[i], 1e3 * c->A[i],
                i ? "left" : "right", i ? "0.7,-0.2" : "-0.7,0.2");
    free(e);
    free(sub);
    free(a);
    free(u);
}

static void plot_shell(struct gb_text *b, size_t i, const struct curve *c, double end) {
    double lo, hi;
    size_t n = 0;
    while (n < c->n && c->column[CURVE_R][n] <= end) n++;
    plot_range_start(&lo, &hi);
    plot_range_grow(&lo, &hi, n, c->column[CURVE_G20], c->column[CURVE_G20_ERR], 1e3);
    plot_range_grow(&lo, &hi, n, c->column[CURVE_K], NULL, 1e3 * c->eps_inf);
    plot_range_grow(&lo, &hi, n, c->column[CURVE_K], NULL, 1e3 * c->eps_true);
    plot_range_write(b, "y", lo, hi, 0.08);
    gb_text_add(b, "plot 0 lc rgb '#999999' lw 1");
    if (plot_any(n, c->column[CURVE_G20_ERR]))
        gb_text_add(b, ", $c%zu using 1:4:5 with filledcurves lc rgb '%s'", i, plot_colour(i));
    gb_text_add(b, ", $c%zu using 1:3 with lines lw 2.5 lc rgb '%s' title 'measured'", i, plot_colour(i));
    bool K = plot_any(n, c->column[CURVE_K]);
    if (K && isfinite(c->eps_inf))
        gb_text_add(b, ", $c%zu using 1:6 with lines lw 2 dt 2 lc rgb '#000000' title 'ε_∞{/:Italic K}'", i);
    if (K && isfinite(c->eps_true))
        gb_text_add(b, ", $c%zu using 1:7 with lines lw 2 dt 3 lc rgb '#666666' title 'ε_{true}{/:Italic K}'", i);
    gb_text_add(b, "\n");
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
    int *height = GB_ARRAY(n, int);
    for (size_t i = 0; i < n; i++) height[i] = SHELL;
    struct plot_stack stack = {n, height, 0};
    struct gb_text *b = &f->script;
    char *label = r_label(x);
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    for (size_t i = 0; i < n; i++) add_curve_block(b, i, &c[i]);
    plot_begin(b, &stack);
    x_range(b, n, c, end);
    for (size_t i = 0; i < n; i++) {
        plot_panel(b, &stack, i, "", "10^3 {/:Italic g}_{20}", label);
        char *title = gnuplot_escape(c[i].label);
        gb_text_add(b, "set label 1 '{/:Bold %s}' at graph 0.02,graph 0.07 left\n", title);
        free(title);
        mark_peak(b, &c[i], 0, x->length);
        mark_peak(b, &c[i], 1, x->length);
        if (has_signal(&c[i]))
            plot_shell(b, i, &c[i], end);
        else
            gb_text_add(b, "set yrange [-1:1]\nplot 0 lc rgb '#999999' lw 1\n");
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

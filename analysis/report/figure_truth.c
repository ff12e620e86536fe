/* What the atoms say against what the diffraction sees (METHODS, "Truth"): the strain of pairs, radial and tangential,
 * over the true strain, and the g20 that the displacements imply against the one measured. */
#include "base/notation.h"
#include "report/figure_parts.h"
#include "report/gnuplot.h"
#include "report/plot.h"

#include <math.h>
#include <stdlib.h>

enum { PROFILE = 230, OVERLAY = 180, RESIDUAL = 130, SQUARE = 430 }; /* px */

/* Where there are hardly any pairs their mean strain is noise: not drawn below this g00. */
static const double g00_shown = 0.08;

/* ---- (c) pair strains ---- */

static double *where_pairs(const struct curve *c, enum curve_column v, double err) {
    double *out = GB_ARRAY(c->n, double);
    for (size_t k = 0; k < c->n; k++) {
        bool shown = c->column[CURVE_G00][k] >= g00_shown;
        out[k] = shown ? c->column[v][k] + (err != 0 ? err * c->column[v + 1][k] : 0) : NAN;
    }
    return out;
}

/* $pI: r, e_rad, its band, e_tan, its band, g00. */
static void add_profile_block(struct gb_text *b, size_t i, const struct curve *c) {
    char *name = gb_format("p%zu", i);
    const double *column[8] = {c->column[CURVE_R]};
    double *made[6];
    for (int k = 0; k < 6; k++) {
        made[k] = where_pairs(c, k < 3 ? CURVE_RAD : CURVE_TAN, (double[]){0, -1, 1}[k % 3]);
        column[1 + k] = made[k];
    }
    column[7] = c->column[CURVE_G00];
    gnuplot_add_block(b, name, c->n, 8, column);
    for (int k = 0; k < 6; k++) free(made[k]);
    free(name);
}

static bool has_profile(const struct curve *c) {
    return c->n > 1 && (plot_any(c->n, c->column[CURVE_RAD]) || plot_any(c->n, c->column[CURVE_TAN]));
}

static void plot_profile(struct gb_text *b, size_t n, const struct curve *c, enum curve_column v, int first, bool key) {
    double lo = 0.8, hi = 1.2, top = 1;
    for (size_t i = 0; i < n; i++) {
        double *y = where_pairs(&c[i], v, 0);
        plot_range_grow(&lo, &hi, c[i].n, y, NULL, 1);
        free(y);
        double unused = 0;
        plot_range_grow(&unused, &top, c[i].n, c[i].column[CURVE_G00], NULL, 1);
    }
    lo = fmax(lo, -1.5);
    hi = fmin(hi, 4);
    plot_range_write(b, "y", lo, hi, 0.06);
    gb_text_add(b,
                "set y2range [0:%.6g]\nplot $p0 using 1:8 axes x1y2 with filledcurves y2=0 fs solid 1 lc rgb "
                "'#eeeeee', 1 lc rgb '#333333' lw 1",
                1.05 * top);
    for (size_t i = 0; i < n; i++) {
        if (plot_any(c[i].n, c[i].column[v + 1]))
            gb_text_add(b, ", $p%zu using 1:%d:%d with filledcurves lc rgb '%s'", i, first + 1, first + 2,
                        plot_colour(i));
        gb_text_add(b, ", $p%zu using 1:%d with lines lw 2 dt %d lc rgb '%s' title ", i, first, plot_dash(i),
                    plot_colour(i));
        gnuplot_add_string(b, key ? c[i].label : "");
    }
    gb_text_add(b, "\n");
}

bool figure_pair_strain(struct figure *f, const struct figure_context *x, size_t n, const struct curve *c) {
    bool any = false;
    for (size_t i = 0; i < n; i++) any = any || has_profile(&c[i]);
    if (!any) return false;
    struct plot_stack stack = {2, (const int[]){PROFILE, PROFILE}, n};
    struct gb_text *b = &f->script;
    char *label = figure_r_label(x);
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    for (size_t i = 0; i < n; i++) add_profile_block(b, i, &c[i]);
    plot_begin(b, &stack);
    figure_r_range(b, n, c, NAN);
    plot_panel(b, &stack, 0, "", "ε_{rad} / ε_{true}", label);
    plot_profile(b, n, c, CURVE_RAD, 2, true);
    plot_panel(b, &stack, 1, "", "ε_{tan} / ε_{true}", label);
    plot_profile(b, n, c, CURVE_TAN, 5, false);
    plot_end(b);
    free(label);
    return true;
}

/* ---- (d) continuity ---- */

static bool has_continuity(const struct curve *c) {
    return c->n > 1 && plot_any(c->n, c->column[CURVE_G20]) && plot_any(c->n, c->column[CURVE_CONT]);
}

/* $cI: r, 1e3 measured, 1e3 from continuity, 1e3 difference. */
static void add_continuity_block(struct gb_text *b, size_t i, const struct curve *c) {
    char *name = gb_format("c%zu", i);
    double *m = GB_ARRAY(c->n, double), *d = GB_ARRAY(c->n, double), *t = GB_ARRAY(c->n, double);
    for (size_t k = 0; k < c->n; k++) {
        m[k] = 1e3 * c->column[CURVE_G20][k];
        t[k] = 1e3 * c->column[CURVE_CONT][k];
        d[k] = m[k] - t[k];
    }
    const double *column[] = {c->column[CURVE_R], m, t, d};
    gnuplot_add_block(b, name, c->n, 4, column);
    free(t);
    free(d);
    free(m);
    free(name);
}

static void continuity_range(const struct curve *c, double *lo, double *hi) {
    plot_range_grow(lo, hi, c->n, c->column[CURVE_G20], NULL, 1e3);
    plot_range_grow(lo, hi, c->n, c->column[CURVE_CONT], NULL, 1e3);
}

bool figure_continuity(struct figure *f, const struct figure_context *x, size_t n, const struct curve *c) {
    double lo, hi;
    plot_range_start(&lo, &hi);
    for (size_t i = 0; i < n; i++)
        if (has_continuity(&c[i])) continuity_range(&c[i], &lo, &hi);
    if (!(lo <= hi)) return false;
    int *height = GB_ARRAY(n + 1, int);
    for (size_t i = 0; i <= n; i++) height[i] = i < n ? OVERLAY : RESIDUAL;
    struct plot_stack stack = {n + 1, height, 0};
    struct gb_text *b = &f->script;
    char *label = figure_r_label(x);
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    for (size_t i = 0; i < n; i++) add_continuity_block(b, i, &c[i]);
    plot_begin(b, &stack);
    figure_r_range(b, n, c, NAN);
    for (size_t i = 0; i < n; i++) {
        plot_panel(b, &stack, i, c[i].label, "10^3 {/:Italic g}_{20}", label);
        plot_range_write(b, "y", lo, hi, 0.06);
        gb_text_add(b, "plot 0 lc rgb '#999999' lw 1");
        if (has_continuity(&c[i]))
            gb_text_add(
                b,
                ", $c%zu using 1:2 with lines lw 3 lc rgb '%s' title 'measured', $c%zu using 1:3 with lines lw 2 dt 2 "
                "lc rgb '#000000' title 'from atoms'",
                i, plot_colour(i), i);
        gb_text_add(b, "\n");
    }
    /* the same scale per unit of height as the overlay, so that the residual is seen for what it is */
    double half = 0.5 * 1.12 * (hi - lo) * RESIDUAL / OVERLAY;
    plot_panel(b, &stack, n, "difference, same scale", "10^3 Δ{/:Italic g}_{20}", label);
    if (half > 0) gb_text_add(b, "set yrange [%.6g:%.6g]\n", -half, half);
    gb_text_add(b, "plot 0 lc rgb '#999999' lw 1");
    for (size_t i = 0; i < n; i++)
        if (has_continuity(&c[i]))
            gb_text_add(b, ", $c%zu using 1:4 with lines lw 1.5 dt %d lc rgb '%s'", i, plot_dash(i), plot_colour(i));
    gb_text_add(b, "\n");
    plot_end(b);
    free(label);
    free(height);
    return true;
}

static void scatter_key(struct gb_text *b, size_t i, const struct curve *c) {
    char *corr = notation_ratio(c->cont_corr, c->cont_corr_err),
         *slope = notation_ratio(c->cont_slope, c->cont_slope_err);
    char *text = gb_format("%s: corr. %s, slope %s", c->label, corr, slope);
    gb_text_add(
        b, ", $c%zu using 3:2 with points pt %d ps 0.45 lc rgb '%s', NaN with points pt %d ps 1 lc rgb '%s' title ", i,
        i % 2 ? 6 : 7, plot_colour(i), i % 2 ? 6 : 7, plot_colour(i));
    gnuplot_add_string(b, text);
    free(text);
    free(slope);
    free(corr);
}

bool figure_continuity_scatter(struct figure *f, const struct figure_context *x, size_t n, const struct curve *c) {
    double lo, hi;
    (void)x;
    plot_range_start(&lo, &hi);
    for (size_t i = 0; i < n; i++)
        if (has_continuity(&c[i])) continuity_range(&c[i], &lo, &hi);
    if (!(lo < hi)) return false;
    int height = SQUARE;
    struct plot_stack stack = {1, &height, 0};
    struct gb_text *b = &f->script;
    f->width = PLOT_WIDTH;
    for (size_t i = 0; i < n; i++) add_continuity_block(b, i, &c[i]);
    plot_begin(b, &stack);
    plot_panel(b, &stack, 0, "", "10^3 {/:Italic g}_{20} measured", "10^3 {/:Italic g}_{20} from displacements");
    f->height = plot_height(&stack);
    plot_range_write(b, "x", lo, hi, 0.05);
    plot_range_write(b, "y", lo, hi + 0.12 * (double)n * (hi - lo), 0.05);
    gb_text_add(b, "set key at graph 0.02,graph 0.98 left top vertical Left reverse samplen 1 font ',14'\nplot x lc "
                   "rgb '#666666' lw 1");
    for (size_t i = 0; i < n; i++)
        if (has_continuity(&c[i])) scatter_key(b, i, &c[i]);
    gb_text_add(b, "\n");
    return true;
}

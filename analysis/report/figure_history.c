/* Figures against the cooling history: enthalpy on cooling with T_f, the ratio and the absolute loss with the paper's
 * band, the ratio of each pair type, and the distribution of D2_min. */
#include "report/figure_parts.h"
#include "report/gnuplot.h"
#include "report/plot.h"

#include <math.h>
#include <stdlib.h>

enum { COOLING = 260, POINTS = 240, PARTIALS = 300, HISTOGRAM = 320 }; /* px */

/* Wang et al. 2022: ratios below are brittle glasses, above ductile ones. */
static const double band_lo = 0.21, band_hi = 0.24;

static char *with_unit(const char *markup, const char *unit) {
    char *u = gnuplot_escape(unit);
    char *s = *u ? gb_format("%s  (%s)", markup, u) : gb_strdup(markup);
    free(u);
    return s;
}

/* ---- (e) cooling ---- */

static bool has_cooling(const struct cooling *c) { return c->n > 1 && plot_any(c->n, c->T) && plot_any(c->n, c->h); }
static bool has_lines(const struct cooling *c) {
    return isfinite(c->glass_slope) && isfinite(c->glass_intercept) && isfinite(c->liquid_slope) &&
           isfinite(c->liquid_intercept);
}

/* Cooling curves are drawn as means over so many consecutive rows that about 100 points are left: the temperature of a
 * small glass fluctuates, and the line would run back and forth. */
static size_t rows_per_point(const struct cooling *c) { return (c->n + 99) / 100; }

/* h less a straight line a + s T, with its band: $NAMEi; lo and hi grow by what is drawn. */
static void add_cooling_block(struct gb_text *b, const char *name, size_t i, const struct cooling *c, double a,
                              double s, double *lo, double *hi) {
    char *block = gb_format("%s%zu", name, i);
    size_t m = rows_per_point(c), n = m ? c->n / m : 0;
    double *v = GB_ARRAY(4 * n, double);
    double *T = v, *h = v + n, *below = v + 2 * n, *above = v + 3 * n;
    for (size_t k = 0; k < n; k++) {
        double err = 0;
        for (size_t j = k * m; j < (k + 1) * m; j++) {
            T[k] += c->T[j] / (double)m;
            h[k] += (c->h[j] - a - s * c->T[j]) / (double)m;
            err += c->h_err[j] / (double)m;
        }
        below[k] = h[k] - err;
        above[k] = h[k] + err;
    }
    const double *column[] = {T, h, below, above};
    gnuplot_add_block(b, block, n, 4, column);
    plot_range_grow(lo, hi, n, h, NULL, 1);
    plot_range_grow(lo, hi, n, below, NULL, 1);
    plot_range_grow(lo, hi, n, above, NULL, 1);
    free(v);
    free(block);
}

static void mark_T_f(struct gb_text *b, size_t i, const struct cooling *c, double a, double s) {
    if (!isfinite(c->T_f) || !has_lines(c)) return;
    double h = c->glass_intercept + c->glass_slope * c->T_f - a - s * c->T_f;
    gb_text_add(b, "set arrow %zu from %.7g,graph 0 to %.7g,%.7g nohead lw 1.5 dt %d lc rgb '%s'\n", 10 + i, c->T_f,
                c->T_f, h, plot_dash(i), plot_colour(i));
    gb_text_add(b, "set label %zu '' at %.7g,%.7g point pt %d ps 1.3 lc rgb '%s' front\n", 30 + i, c->T_f, h,
                i % 2 ? 6 : 7, plot_colour(i));
}

static void plot_cooling(struct gb_text *b, const char *name, size_t n, const struct cooling *c, double a, double s,
                         bool key) {
    for (size_t i = 0; i < n; i++) mark_T_f(b, i, &c[i], a, s);
    gb_text_add(b, "plot NaN");
    for (size_t i = 0; i < n; i++) {
        if (!has_cooling(&c[i])) continue;
        if (has_lines(&c[i]))
            gb_text_add(b, ", %.9g + %.9g*x lw 1 dt 3 lc rgb '%s', %.9g + %.9g*x lw 1 dt 3 lc rgb '%s'",
                        c[i].glass_intercept - a, c[i].glass_slope - s, plot_colour(i), c[i].liquid_intercept - a,
                        c[i].liquid_slope - s, plot_colour(i));
        if (plot_any(c[i].n, c[i].h_err))
            gb_text_add(b, ", $%s%zu using 1:3:4 with filledcurves lc rgb '%s'", name, i, plot_colour(i));
        gb_text_add(b, ", $%s%zu using 1:2 with lines lw 2 dt %d lc rgb '%s' title ", name, i, plot_dash(i),
                    plot_colour(i));
        gnuplot_add_string(b, key ? c[i].label : "");
    }
    gb_text_add(b, "\n");
}

/* The second panel shows the same less the first history's glass line, where what differs can be seen. */
bool figure_cooling(struct figure *f, const struct figure_context *x, size_t n, const struct cooling *c) {
    double lo, hi;
    size_t base = n;
    plot_range_start(&lo, &hi);
    for (size_t i = 0; i < n; i++) {
        if (!has_cooling(&c[i])) continue;
        plot_range_grow(&lo, &hi, c[i].n, c[i].T, NULL, 1);
        if (base == n && has_lines(&c[i])) base = i;
    }
    if (!(lo < hi)) return false;
    struct plot_stack stack = {base < n ? 2 : 1, (const int[]){COOLING, COOLING}, 0};
    struct gb_text *b = &f->script;
    char *y = with_unit("{/:Italic h}", x->energy), *dy = with_unit("{/:Italic h} − glass line", x->energy),
         *t = with_unit("{/:Italic T}", x->temperature);
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    double a = base < n ? c[base].glass_intercept : 0, s = base < n ? c[base].glass_slope : 0;
    double h_lo, h_hi, d_lo, d_hi;
    plot_range_start(&h_lo, &h_hi);
    plot_range_start(&d_lo, &d_hi);
    for (size_t i = 0; i < n; i++) {
        add_cooling_block(b, "h", i, &c[i], 0, 0, &h_lo, &h_hi);
        add_cooling_block(b, "d", i, &c[i], a, s, &d_lo, &d_hi);
    }
    plot_begin(b, &stack);
    plot_range_write(b, "x", lo, hi, 0.02);
    plot_panel(b, &stack, 0, "", y, t);
    gb_text_add(b, "set key at graph 0.03,graph 0.96 left top vertical Left reverse\n");
    plot_range_write(b, "y", h_lo, h_hi, 0.06);
    plot_cooling(b, "h", n, c, 0, 0, true);
    if (base < n) {
        plot_panel(b, &stack, 1, "less the glass line of the slowest", dy, t);
        plot_range_write(b, "y", d_lo, d_hi, 0.06);
        plot_cooling(b, "d", n, c, a, s, false);
    }
    plot_end(b);
    free(t);
    free(dy);
    free(y);
    return true;
}

/* ---- (f) and the pair types: points at places ---- */

/* Side by side, so that the error bars of several series do not hide one another. */
static double place_x(const struct places *p, size_t k, size_t i, size_t n) {
    double shift = n > 1 ? ((double)i - 0.5 * (double)(n - 1)) : 0;
    return p->x ? p->x[k] * pow(1.06, shift) : (double)k + 1 + 0.12 * shift;
}

static void add_series_block(struct gb_text *b, const char *name, const struct places *p, size_t i, size_t n,
                             const struct series *s) {
    char *block = gb_format("%s%zu", name, i);
    double *x = GB_ARRAY(p->n, double), *lo = GB_ARRAY(p->n, double), *hi = GB_ARRAY(p->n, double);
    for (size_t k = 0; k < p->n; k++) {
        double err = isfinite(s->err[k]) ? s->err[k] : 0;
        x[k] = place_x(p, k, i, n);
        lo[k] = s->value[k] - err;
        hi[k] = s->value[k] + err;
    }
    const double *column[] = {x, s->value, lo, hi};
    gnuplot_add_block(b, block, p->n, 4, column);
    free(hi);
    free(lo);
    free(x);
    free(block);
}

/* labels: of the categories; a logarithmic axis is labelled by "set format x". */
static void places_axis(struct gb_text *b, const struct places *p, bool labels) {
    if (p->x) {
        double lo, hi;
        plot_range_start(&lo, &hi);
        plot_range_grow(&lo, &hi, p->n, p->x, NULL, 1);
        gb_text_add(b, "set logscale x\nset xrange [%.6g:%.6g]\nset xtics 10\n", lo / 2.5, hi * 2.5);
    } else {
        gb_text_add(b, "set xrange [0.4:%.1f]\nset xtics scale 0 (", (double)p->n + 0.6);
        for (size_t k = 0; k < p->n; k++) {
            gb_text_add(b, "%s", k ? ", " : "");
            gnuplot_add_string(b, labels ? p->label[k] : "");
            gb_text_add(b, " %zu", k + 1);
        }
        gb_text_add(b, ")\n");
    }
}

static void plot_series(struct gb_text *b, const char *name, size_t n, const struct places *p, const struct series *s,
                        double lo, double hi, bool key) {
    struct plot_points points = {0};
    for (size_t i = 0; i < n; i++) plot_points_add(&points, p->n, s[i].value, s[i].err);
    plot_points_range(&points, &lo, &hi);
    double short_of = 0.05 - (hi - lo); /* less than this is noise, and its tick labels are long */
    if (short_of > 0) lo -= 0.5 * short_of, hi += 0.5 * short_of;
    plot_range_write(b, "y", lo, hi, 0.12);
    plot_points_note(b, &points, lo, hi, 0.12);
    plot_points_clear(&points);
    gb_text_add(b, "plot NaN");
    for (size_t i = 0; i < n; i++) {
        if (!plot_any(p->n, s[i].value)) continue;
        static const int shape[] = {7, 5, 9, 13, 6, 4, 8};
        gb_text_add(b, ", $%s%zu using 1:2:3:4 with yerrorbars pt %d ps 1.1 lw 2 lc rgb '%s' title ", name, i,
                    shape[i % 7], plot_colour(i));
        gnuplot_add_string(b, key ? s[i].label : "");
        if (p->x)
            gb_text_add(b, ", $%s%zu using 1:2 with lines lw 1 dt %d lc rgb '%s'", name, i, plot_dash(i),
                        plot_colour(i));
    }
    gb_text_add(b, "\n");
}

void figure_band(struct gb_text *b) {
    gb_text_add(b,
                "set object 1 rectangle from graph 0,first %g to graph 1,first %g behind fc rgb '#f3e6c0' fs solid 1 "
                "noborder\n",
                band_lo, band_hi);
}

static void name_band(struct gb_text *b) {
    gb_text_add(b, "set label 2 'ductile (above %g)' at graph 0.98,first %g right offset 0,0.55 tc rgb '#555555'\n",
                band_hi, band_hi);
    gb_text_add(b, "set label 3 'brittle (below %g)' at graph 0.98,first %g right offset 0,-0.65 tc rgb '#555555'\n",
                band_lo, band_lo);
}

static bool any_series(size_t n, const struct places *p, const struct series *s) {
    for (size_t i = 0; i < n; i++)
        if (plot_any(p->n, s[i].value)) return true;
    return false;
}

bool figure_ratio(struct figure *f, const struct places *p, size_t n, const struct series *ratio,
                  const struct series *loss) {
    if (p->n == 0 || !(any_series(n, p, ratio) || any_series(n, p, loss))) return false;
    struct plot_stack stack = {2, (const int[]){POINTS, POINTS}, n};
    struct gb_text *b = &f->script;
    char *axis = gnuplot_escape(p->axis);
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    for (size_t i = 0; i < n; i++) {
        add_series_block(b, "ratio", p, i, n, &ratio[i]);
        add_series_block(b, "loss", p, i, n, &loss[i]);
    }
    plot_begin(b, &stack);
    places_axis(b, p, false);
    plot_panel(b, &stack, 0, "", "ratio Δε_R / ε_∞", axis);
    figure_band(b);
    name_band(b);
    plot_series(b, "ratio", n, p, ratio, 0.18, 0.27, n > 1);
    places_axis(b, p, true);
    plot_panel(b, &stack, 1, "", "absolute loss", axis);
    if (p->x) gb_text_add(b, "set format x '10^{%%T}'\n");
    plot_series(b, "loss", n, p, loss, INFINITY, -INFINITY, false);
    plot_end(b);
    free(axis);
    return true;
}

bool figure_partials(struct figure *f, const struct places *p, size_t n, const struct series *ratio) {
    if (p->n == 0 || !any_series(n, p, ratio)) return false;
    int height = PARTIALS;
    struct plot_stack stack = {1, &height, n};
    struct gb_text *b = &f->script;
    char *axis = gnuplot_escape(p->axis);
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    for (size_t i = 0; i < n; i++) add_series_block(b, "ratio", p, i, n, &ratio[i]);
    plot_begin(b, &stack);
    places_axis(b, p, true);
    plot_panel(b, &stack, 0, "", "ratio Δε_R / ε_∞", axis);
    figure_band(b);
    plot_series(b, "ratio", n, p, ratio, 0.18, 0.27, true);
    plot_end(b);
    free(axis);
    return true;
}

/* ---- (g) D2_min ---- */

static bool has_histogram(const struct histogram *h) {
    for (size_t k = 0; k < h->n; k++)
        if (h->x[k] > 0 && h->y[k] > 0 && isfinite(h->x[k]) && isfinite(h->y[k])) return true;
    return false;
}

/* Only what a logarithmic axis can show; the band is cut where it would reach zero. */
static void add_histogram_block(struct gb_text *b, size_t i, const struct histogram *h) {
    char *name = gb_format("d%zu", i);
    double *x = GB_ARRAY(h->n, double), *y = GB_ARRAY(h->n, double), *lo = GB_ARRAY(h->n, double),
           *hi = GB_ARRAY(h->n, double);
    for (size_t k = 0; k < h->n; k++) {
        bool shown = h->x[k] > 0 && h->y[k] > 0;
        x[k] = shown ? h->x[k] : NAN; /* bins without atoms do not stretch the axis */
        y[k] = shown ? h->y[k] : NAN;
        lo[k] = fmax(y[k] - h->y_err[k], 0.05 * y[k]);
        hi[k] = y[k] + h->y_err[k];
        if (!isfinite(hi[k])) lo[k] = hi[k] = NAN;
    }
    const double *column[] = {x, y, lo, hi};
    gnuplot_add_block(b, name, h->n, 4, column);
    free(hi);
    free(lo);
    free(y);
    free(x);
    free(name);
}

bool figure_d2min(struct figure *f, const struct figure_context *x, size_t n, const struct histogram *h) {
    bool any = false;
    for (size_t i = 0; i < n; i++) any = any || has_histogram(&h[i]);
    if (!any) return false;
    int height = HISTOGRAM;
    struct plot_stack stack = {1, &height, 0};
    struct gb_text *b = &f->script;
    char *square = *x->length ? gb_format("%s²", x->length) : gb_strdup("");
    char *label = with_unit("{/:Italic D}^2_{min} / ε^2", square);
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    for (size_t i = 0; i < n; i++) add_histogram_block(b, i, &h[i]);
    plot_begin(b, &stack);
    plot_panel(b, &stack, 0, "", "probability per decade", label);
    gb_text_add(b, "set logscale xy\nset format xy '10^{%%T}'\nset key at graph 0.5,graph 0.04 center bottom vertical "
                   "Left reverse\n"
                   "plot NaN");
    for (size_t i = 0; i < n; i++) {
        if (!has_histogram(&h[i])) continue;
        if (plot_any(h[i].n, h[i].y_err))
            gb_text_add(b, ", $d%zu using 1:3:4 with filledcurves lc rgb '%s'", i, plot_colour(i));
        gb_text_add(b, ", $d%zu using 1:2 with lines lw 2 dt %d lc rgb '%s' title ", i, plot_dash(i), plot_colour(i));
        gnuplot_add_string(b, h[i].label);
    }
    gb_text_add(b, "\n");
    plot_end(b);
    free(square);
    free(label);
    return true;
}

/* The equilibrium line e_IS(T) with its points, and glasses on it at their fictive temperatures. */
#include "report/figures.h"
#include "report/gnuplot.h"
#include "report/plot.h"

#include <math.h>
#include <stdlib.h>

enum { HEIGHT = 380, SAMPLES = 121 };

struct frame {
    double T_lo, T_hi, e_lo, e_hi;
};

static void grow(struct frame *f, struct estimate T, struct estimate e) {
    const double dT = isfinite(T.err) ? T.err : 0, de = isfinite(e.err) ? e.err : 0;
    if (!isfinite(T.value) || !isfinite(e.value)) return;
    plot_range_grow(&f->T_lo, &f->T_hi, 1, &T.value, &dT, 1);
    plot_range_grow(&f->e_lo, &f->e_hi, 1, &e.value, &de, 1);
}

/* $within: the line where there are points; $beyond: where there are none; with the band of its error. */
static void add_line(struct gb_text *b, const char *name, const struct equilibrium_line *l, double lo, double hi,
                     bool within) {
    double v[4 * SAMPLES];
    for (size_t i = 0; i < SAMPLES; i++) {
        const double T = lo + (hi - lo) * (double)i / (SAMPLES - 1);
        const bool inside = T >= l->T_lo && T <= l->T_hi;
        const struct estimate e = equilibrium_energy(l, T);
        v[i] = T;
        v[SAMPLES + i] = inside == within ? e.value : NAN;
        v[2 * SAMPLES + i] = e.value - e.err;
        v[3 * SAMPLES + i] = e.value + e.err;
    }
    gnuplot_add_block(b, name, SAMPLES, 4, (const double *const[]){v, v + SAMPLES, v + 2 * SAMPLES, v + 3 * SAMPLES});
}

static void add_points(struct gb_text *b, const char *name, size_t n, const struct line_point *p, bool used) {
    double *v = GB_ARRAY(4 * n, double);
    for (size_t i = 0; i < n; i++) {
        const double err = isfinite(p[i].e.err) ? p[i].e.err : 0;
        v[i] = p[i].used == used ? p[i].T : NAN;
        v[n + i] = p[i].e.value;
        v[2 * n + i] = p[i].e.value - err;
        v[3 * n + i] = p[i].e.value + err;
    }
    gnuplot_add_block(b, name, n, 4, (const double *const[]){v, v + n, v + 2 * n, v + 3 * n});
    free(v);
}

/* $gI: the glass at T_f_is, then at T_f, with bars in T. */
static void add_glass(struct gb_text *b, size_t i, const struct line_glass *g) {
    const struct estimate T[2] = {g->T_f_is, g->T_f};
    double v[4][2];
    for (int k = 0; k < 2; k++) {
        const double err = isfinite(T[k].err) ? T[k].err : 0;
        v[0][k] = T[k].value;
        v[1][k] = g->e.value;
        v[2][k] = T[k].value - err;
        v[3][k] = T[k].value + err;
    }
    char *name = gb_format("g%zu", i);
    gnuplot_add_block(b, name, 2, 4, (const double *const[]){v[0], v[1], v[2], v[3]});
    free(name);
}

static void plot_all(struct gb_text *b, const struct equilibrium_line *l, bool left_out, size_t n,
                     const struct line_glass *g) {
    gb_text_add(b, "plot NaN");
    if (l)
        gb_text_add(b, ", $within using 1:3:4 with filledcurves lc rgb '#999999', $within using 1:2 with lines lw 1.5 "
                       "lc rgb '#444444', $beyond using 1:2 with lines lw 1.5 dt 2 lc rgb '#444444'");
    gb_text_add(b, ", $used using 1:2:3:4 with yerrorbars pt 7 ps 0.8 lw 1.2 lc rgb '#444444' title 'liquid'");
    if (left_out)
        gb_text_add(b, ", $unused using 1:2:3:4 with yerrorbars pt 6 ps 0.8 lw 1.2 lc rgb '#444444' title "
                       "'not in equilibrium'");
    for (size_t i = 0; i < n; i++) {
        gb_text_add(b, ", $g%zu using 1:2:3:4 every ::0::0 with xerrorbars pt %d ps 1.1 lw 1.5 lc rgb '%s' title ", i,
                    g[i].extrapolated ? 12 : 13, plot_colour(i));
        gnuplot_add_string(b, g[i].label);
        gb_text_add(b, ", $g%zu using 1:2:3:4 every ::1::1 with xerrorbars pt 4 ps 1.1 lw 1.2 lc rgb '%s'", i,
                    plot_colour(i));
    }
    gb_text_add(b, "\n");
}

bool figure_equilibrium(struct figure *f, const struct figure_context *x, const struct equilibrium_line *line,
                        size_t n_points, const struct line_point *point, size_t n_glasses,
                        const struct line_glass *glass) {
    struct frame r;
    bool left_out = false;
    plot_range_start(&r.T_lo, &r.T_hi);
    plot_range_start(&r.e_lo, &r.e_hi);
    for (size_t i = 0; i < n_points; i++) {
        grow(&r, (struct estimate){point[i].T, 0}, point[i].e);
        left_out = left_out || !point[i].used;
    }
    for (size_t i = 0; i < n_glasses; i++) {
        grow(&r, glass[i].T_f_is, glass[i].e);
        grow(&r, glass[i].T_f, glass[i].e);
    }
    if (!(r.T_lo < r.T_hi)) return false;
    struct plot_stack stack = {1, (const int[]){HEIGHT}, 0};
    struct gb_text *b = &f->script;
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    if (line) {
        add_line(b, "within", line, line->T_lo, line->T_hi, true);
        add_line(b, "beyond", line, fmax(r.T_lo - 0.04 * (r.T_hi - r.T_lo), 0.5 * r.T_lo), r.T_hi, false);
    }
    add_points(b, "used", n_points, point, true);
    add_points(b, "unused", n_points, point, false);
    for (size_t i = 0; i < n_glasses; i++) add_glass(b, i, &glass[i]);
    plot_begin(b, &stack);
    char *e_unit = gnuplot_escape(x->energy), *T_unit = gnuplot_escape(x->temperature);
    char *y = gb_format("{/:Italic e}_{IS}  (%s)", e_unit), *t = gb_format("{/:Italic T}  (%s)", T_unit);
    plot_panel(b, &stack, 0, "", y, t);
    plot_range_write(b, "x", r.T_lo, r.T_hi, 0.05);
    plot_range_write(b, "y", r.e_lo, r.e_hi, 0.08);
    gb_text_add(b, "set key at graph 0.97,graph 0.04 right bottom vertical Left reverse samplen 1\n");
    plot_all(b, line, left_out, n_glasses, glass);
    plot_end(b);
    free(e_unit);
    free(T_unit);
    free(y);
    free(t);
    return true;
}

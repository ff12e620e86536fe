/* The error of the ratio against processor time, see figures.h. With m samples the error is scatter/sqrt(m) and the
 * time m cpu, so error = scatter sqrt(cpu/time): a straight line in the logarithms, from two samples on. */
#include "report/figures.h"
#include "report/gnuplot.h"
#include "report/plot.h"

#include <math.h>
#include <stdlib.h>

enum { HEIGHT = 400 };

static bool drawable(const struct cost_line *l) {
    return isfinite(l->cpu) && l->cpu > 0 && isfinite(l->scatter) && l->scatter > 0 && l->samples > 0;
}

static double error_after(const struct cost_line *l, double seconds) { return l->scatter * sqrt(l->cpu / seconds); }

/* $lineI: the line from two samples to `end`; $pointI: the study. */
static void add_blocks(struct gb_text *b, size_t i, const struct cost_line *l, double end) {
    const double m = (double)l->samples, y = l->scatter / sqrt(m);
    const double spread = isfinite(l->scatter_err) ? l->scatter_err / sqrt(m) : 0;
    const double x[2] = {2 * l->cpu, end}, e[2] = {error_after(l, x[0]), error_after(l, x[1])};
    const double at = m * l->cpu, lo = fmax(y - spread, 0.3 * y), hi = y + spread;
    char *line = gb_format("line%zu", i), *point = gb_format("point%zu", i);
    gnuplot_add_block(b, line, 2, 2, (const double *const[]){x, e});
    gnuplot_add_block(b, point, 1, 4, (const double *const[]){&at, &y, &lo, &hi});
    free(line);
    free(point);
}

bool figure_cost(struct figure *f, size_t n, const struct cost_line *line, double aim) {
    double first = INFINITY, end = 0, lowest = aim, highest = aim;
    size_t drawn = 0;
    for (size_t i = 0; i < n; i++) {
        if (!drawable(&line[i])) continue;
        drawn++;
        first = fmin(first, 2 * line[i].cpu);
        end = fmax(end, fmax(line[i].cpu * pow(line[i].scatter / aim, 2), 2 * line[i].cpu * (double)line[i].samples));
        highest = fmax(highest, line[i].scatter);
    }
    if (drawn == 0) return false;
    end *= 2;
    for (size_t i = 0; i < n; i++)
        if (drawable(&line[i])) lowest = fmin(lowest, error_after(&line[i], end));
    int height = HEIGHT;
    struct plot_stack stack = {1, &height, 0};
    struct gb_text *b = &f->script;
    f->width = PLOT_WIDTH;
    f->height = plot_height(&stack);
    for (size_t i = 0; i < n; i++)
        if (drawable(&line[i])) add_blocks(b, i, &line[i], end);
    plot_begin(b, &stack);
    plot_panel(b, &stack, 0, "", "error of the ratio", "processor time (s)");
    gb_text_add(b, "set logscale xy\nset xrange [%.6g:%.6g]\nset yrange [%.6g:%.6g]\n", first / 1.5, end, lowest / 1.5,
                8 * highest);
    plot_log_tics(b, "x", first / 1.5, end);
    plot_log_tics(b, "y", lowest / 1.5, 8 * highest);
    gb_text_add(b, "set arrow 1 from graph 0,first %.6g to graph 1,first %.6g nohead lw 1 lc rgb '#888888'\n", aim,
                aim);
    gb_text_add(
        b, "set key at graph 0.98,graph 0.98 right top vertical Left reverse samplen 2 maxcols 1 width -4\nplot NaN");
    for (size_t i = 0; i < n; i++) {
        if (!drawable(&line[i])) continue;
        const char *colour = plot_colour(line[i].colour);
        gb_text_add(b, ", $line%zu using 1:2 with lines lw 2 dt %d lc rgb '%s' title ", i, line[i].dashed ? 2 : 1,
                    colour);
        gnuplot_add_string(b, line[i].label);
        gb_text_add(b, ", $point%zu using 1:2:3:4 with yerrorbars pt %d ps 1 lw 1.5 lc rgb '%s'", i,
                    line[i].dashed ? 6 : 7, colour);
    }
    gb_text_add(b, "\n");
    plot_end(b);
    return true;
}

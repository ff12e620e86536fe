/* A detector's frame as a picture: the rings, and what the load does to them. */
#include "report/figures.h"
#include "report/gnuplot.h"
#include "report/plot.h"

#include <math.h>

enum { HEIGHT = 387 }; /* px: panels of 213 x 213 */

/* $NAME: n rows of n values, the bottom row first, as gnuplot counts; none: what stands where there is no pixel. */
static void add_matrix(struct gb_text *b, const char *name, size_t n, const double *v, double none) {
    gb_text_add(b, "$%s << EOD\n", name);
    for (size_t j = n; j-- > 0;) {
        for (size_t i = 0; i < n; i++)
            gb_text_add(b, "%s%.5g", i ? " " : "", isfinite(v[j * n + i]) ? v[j * n + i] : none);
        gb_text_add(b, "\n");
    }
    gb_text_add(b, "EOD\n");
}

static void panel(struct gb_text *b, const char *name, size_t n, double half, double left, double right,
                  const char *title) {
    const double step = 2 * half / (double)n;
    gb_text_add(b,
                "set lmargin at screen %.3f\nset rmargin at screen %.3f\nset title '%s' offset 0,-0.5\nset colorbox "
                "horizontal user origin screen %.3f,screen 0.12 size screen %.3f,screen 0.035\n",
                left, right, title, left, right - left);
    gb_text_add(b, "plot $%s matrix using (($1 + 0.5)*%.8g - %.8g):(($2 + 0.5)*%.8g - %.8g):3 with image\n", name, step,
                half, step, half);
}

/* The largest finite |v| but for the outermost thousandth. */
static double scale(size_t n, const double *v) {
    double sum = 0, count = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(v[i])) sum += v[i] * v[i], count++;
    return count > 0 ? 4 * sqrt(sum / count) : 0;
}

bool figure_frame(struct figure *f, size_t n, double half_mm, const double *unloaded, const double *change) {
    double lo, hi;
    const double most = scale(n * n, change);
    plot_range_start(&lo, &hi);
    plot_range_grow(&lo, &hi, n * n, unloaded, NULL, 1);
    if (n < 2 || !(lo > 0 && lo < hi) || !(most > 0)) return false;
    struct gb_text *b = &f->script;
    f->width = PLOT_WIDTH;
    f->height = HEIGHT;
    add_matrix(b, "frame", n, unloaded, lo);
    add_matrix(b, "change", n, change, 0);
    gb_text_add(
        b,
        "set border 31 lw 1\nset tics out nomirror scale 0.5\nset tmargin at screen 0.89\nset bmargin at "
        "screen 0.34\nset xrange [-%.6g:%.6g]\nset yrange [-%.6g:%.6g]\nset xtics 100\nset ytics 100\nset xlabel "
        "'mm' offset 0,0.6\nunset key\nset multiplot\n",
        half_mm, half_mm, half_mm, half_mm);
    gb_text_add(b, "set arrow 1 from screen 0.516,screen 0.48 to screen 0.516,screen 0.75 heads filled lw 2\n"
                   "set label 1 'load axis' at screen 0.543,screen 0.615 center rotate\n"
                   "set label 2 'mm' at screen 0.022,graph 0.5 center rotate\n");
    gb_text_add(b,
                "set palette defined (0 '#000004', 1 '#3b0f70', 2 '#b5367a', 3 '#fb8861', 4 '#fcfdbf')\nset logscale "
                "cb\nset cbrange [%.6g:%.6g]\n",
                lo, hi);
    plot_log_tics(b, "cb", lo, hi);
    panel(b, "frame", n, half_mm, 0.115, 0.495, "unloaded, counts");
    gb_text_add(b,
                "unset arrow\nunset label\nunset logscale cb\nset cbtics autofreq\nset format cb '%%g'\nset cbrange "
                "[-%.3g:%.3g]\nset palette defined (-1 '#0571b0', "
                "0 '#f7f7f7', 1 '#ca0020')\nset format y ''\n",
                most, most);
    panel(b, "change", n, half_mm, 0.58, 0.96, "10^3 (loaded/unloaded − 1)");
    plot_end(b);
    return true;
}

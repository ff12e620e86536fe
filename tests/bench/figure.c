/* The figure: pair sums and other programs, per core, on a logarithmic scale; below, the rate against the number of
 * atoms. See rows.h. */
#include "rows.h"

#include "base/mem.h"
#include "report/gnuplot.h"
#include "report/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDTH = 760,
    LABELS = 290,
    AXIS = 84,
    TOP = 40,
    BAR = 26,
    GAP = 100,
    RATE = 200,
    BOTTOM = 74,
    RIGHT = 24
}; /* px */
enum kind { SUMS, COUNTING, PEER, N_KINDS };
static const char *const kind_title[N_KINDS] = {"pair sums", "distances only", "other programs"};
static const char *const kind_colour[N_KINDS] = {"#0072b2", "#a6cee3", "#e69f00"};

struct bar {
    char *label; /* owned */
    enum kind kind;
    double rate;
};

static int by_rate(const void *a, const void *b) {
    const double x = ((const struct bar *)a)->rate, y = ((const struct bar *)b)->rate;
    return (x > y) - (x < y);
}

static size_t bars_of(const struct rows *r, struct bar *bar) {
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct bench_row *q = &r->row[i];
        const bool isa = strcmp(q->group, "isa") == 0, peer = strcmp(q->group, "peers") == 0;
        const bool ours = peer && strcmp(q->name, "glassbed") == 0;
        if ((!isa && !peer) || ours || strcmp(q->unit, "pairs") != 0) continue;
        const bool counting = isa && strcmp(q->setting, "distances only") == 0;
        bar[n].label = gb_format("%s, %s", q->name, q->setting);
        bar[n].kind = counting ? COUNTING : isa ? SUMS : PEER;
        bar[n++].rate = rows_rate(q, q->t_min);
    }
    qsort(bar, n, sizeof *bar, by_rate);
    return n;
}

/* Where the next panel lies, px. */
static void margins(struct gb_text *b, int height, int left, int top, int panel) {
    gb_text_add(b, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n", (double)left / WIDTH,
                1 - (double)RIGHT / WIDTH);
    gb_text_add(b, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n", 1 - (double)top / height,
                1 - (double)(top + panel) / height);
    /* below the shortest bars, and below the rates, is room */
    gb_text_add(
        b, "set key at graph 0.985,graph 0.03 right bottom vertical Left reverse samplen 1 spacing 0.95 width -1\n");
}

static void draw_bars(struct gb_text *b, size_t n, const struct bar *bar, int height) {
    double lo = INFINITY, hi = 0;
    margins(b, height, LABELS, TOP, (int)n * BAR);
    for (size_t i = 0; i < n; i++) {
        lo = fmin(lo, bar[i].rate);
        hi = fmax(hi, bar[i].rate);
    }
    lo = pow(10, floor(log10(lo / 1.5)));
    gb_text_add(b, "set logscale x\nset xrange [%.7g:%.7g]\nset yrange [-0.6:%.7g]\nset ytics scale 0 (", lo, 4 * hi,
                (double)n - 0.4);
    for (size_t i = 0; i < n; i++) {
        gb_text_add(b, "%s", i ? ", " : "");
        gnuplot_add_string(b, bar[i].label);
        gb_text_add(b, " %zu", i);
    }
    gb_text_add(b, ")\nset xlabel 'million unordered pairs per second and core' offset 0,0.7\n"
                   "set grid xtics lw 0.5 lc rgb '#dddddd'\n");
    for (size_t i = 0; i < n; i++)
        gb_text_add(b, "set label %zu '%.*f' at %.7g,%zu left offset 0.5,0\n", i + 10, bar[i].rate < 10, bar[i].rate,
                    bar[i].rate, i);
    for (int k = 0; k < N_KINDS; k++) {
        gb_text_add(b, "$kind%d << EOD\n", k);
        for (size_t i = 0; i < n; i++)
            if (bar[i].kind == (enum kind)k)
                gb_text_add(b, "%.7g %zu %.7g %.7g %.7g %.7g\n", bar[i].rate, i, lo, bar[i].rate, (double)i - 0.36,
                            (double)i + 0.36);
        gb_text_add(b, "EOD\n");
    }
    gb_text_add(b, "plot");
    for (int k = 0; k < N_KINDS; k++)
        gb_text_add(b, "%s $kind%d using 1:2:3:4:5:6 with boxxyerror fs solid 1 noborder lc rgb '%s' title '%s'",
                    k ? "," : "", k, kind_colour[k], kind_title[k]);
    gb_text_add(b, "\n");
}

static void draw_sizes(struct gb_text *b, const struct rows *r, int top, int height) {
    double hi = 0, lo_n = INFINITY, hi_n = 0;
    gb_text_add(b, "$size << EOD\n");
    for (size_t i = 0; i < r->n; i++) {
        const struct bench_row *q = &r->row[i];
        if (strcmp(q->group, "size") != 0 || strcmp(q->unit, "pairs") != 0) continue;
        const double best = rows_rate(q, q->t_min);
        gb_text_add(b, "%.7g %.7g %.7g\n", q->atoms, best, rows_rate(q, q->t_median));
        hi = fmax(hi, best);
        lo_n = fmin(lo_n, q->atoms);
        hi_n = fmax(hi_n, q->atoms);
    }
    gb_text_add(b, "EOD\n");
    if (hi <= 0) return;
    margins(b, height, AXIS, top, RATE);
    gb_text_add(b,
                "unset label\nset logscale x\nset xrange [%.7g:%.7g]\nset yrange [0:%.7g]\nset ytics auto scale 0.6\n"
                "set format x '10^{%%L}'\nset xlabel 'atoms' offset 0,0.7\nset ylabel 'M pairs/s, {/:Italic l} = 0 2' "
                "offset 1,0\n"
                "unset grid\nset grid ytics lw 0.5 lc rgb '#dddddd'\n",
                lo_n / 2, hi_n * 2, 1.25 * hi);
    gb_text_add(b,
                "plot $size using 1:2 with linespoints lw 2 pt 7 ps 0.9 lc rgb '%s' title 'best', "
                "$size using 1:3 with points pt 6 ps 0.9 lc rgb '#000000' title 'median'\n",
                kind_colour[SUMS]);
}

int figure_write(const struct rows *r, const char *folder, const char *name, struct gb_error *err) {
    struct bar *bar = GB_ARRAY(r->n + 1, struct bar);
    struct gb_text b = {0};
    const size_t n = bars_of(r, bar);
    const int second = TOP + (int)n * BAR + GAP, height = second + RATE + BOTTOM;
    int rc = GB_OK;
    if (n > 0) {
        gb_text_add(&b, "set border 31 lw 1\nset tics nomirror out scale 0.6\nset xtics offset 0,0.4\nset multiplot\n");
        draw_bars(&b, n, bar, height);
        draw_sizes(&b, r, second, height);
        gb_text_add(&b, "unset multiplot\n");
        rc = gnuplot_run(folder, name, WIDTH, height, b.s, NULL, err);
    }
    for (size_t i = 0; i < n; i++) free(bar[i].label);
    free(bar);
    free(b.s);
    return rc;
}

/* What the figures share: colours that the colour-blind can tell apart (Okabe & Ito 2008) with a dash pattern each,
 * panels stacked over one x axis, bands of error. All write gnuplot into a gb_text.
 */
#ifndef GB_REPORT_PLOT_H
#define GB_REPORT_PLOT_H

#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>

enum { PLOT_WIDTH = 560 };

/* Colour "#rrggbb" and dash number of the i-th series; both repeat after seven. */
const char *plot_colour(size_t i);
int plot_dash(size_t i);

/* Stacked panels: heights in px from the top; the figure's height is what plot_height returns. n_keys: entries in the
 * first panel's key, PLOT_KEY_COLUMNS in a row above it; 0: they fit in one row. */
enum { PLOT_KEY_COLUMNS = 2 };
struct plot_stack {
    size_t n;
    const int *height;
    size_t n_keys;
};
int plot_height(const struct plot_stack *s);
void plot_begin(struct gb_text *b, const struct plot_stack *s);
/* Starts panel i: margins, its title (plain text, above it on the left), the y label and, for the last panel, the x
 * label (both marked up). The key lies above the panel on the right. Labels, arrows and objects of the panel before are
 * gone. */
void plot_panel(struct gb_text *b, const struct plot_stack *s, size_t i, const char *title, const char *y_label,
                const char *x_label);
void plot_end(struct gb_text *b);

/* Shades lo..hi of the x axis behind the curves. */
void plot_shade_x(struct gb_text *b, int id, double lo, double hi, const char *colour);

/* Finite minimum and maximum of a * v +- a * err (err may be NULL), grown into lo and hi; start with plot_range_start.
 */
void plot_range_start(double *lo, double *hi);
void plot_range_grow(double *lo, double *hi, size_t n, const double *v, const double *err, double a);
/* Writes "set yrange" with a margin; nothing when the range is empty. */
void plot_range_write(struct gb_text *b, const char *axis, double lo, double hi, double margin);

/* Points with error bars, of all series of a panel, for its range; all zero when empty. */
struct plot_points {
    size_t n;
    double *v, *err; /* owned */
};
/* Adds those that are finite; err may be NULL. */
void plot_points_add(struct plot_points *p, size_t n, const double *v, const double *err);
/* Grows lo and hi by the points and by their bars, but a bar that is longer than half the spread of the points and ten
 * times the median bar grows them by no more than the greater of the two: one bar must not hide the rest. */
void plot_points_range(const struct plot_points *p, double *lo, double *hi);
/* The longest bar that does not fit into lo..hi and a margin as of plot_range_write; 0: all fit. */
double plot_points_cut(const struct plot_points *p, double lo, double hi, double margin);
/* Says so at the foot of the panel, where one is cut. */
void plot_points_note(struct gb_text *b, const struct plot_points *p, double lo, double hi, double margin);
void plot_points_clear(struct plot_points *p);

/* Ticks of a logarithmic axis ("x", "cb"): powers of ten; where lo..hi holds fewer than three of them 1, 3, 10 ... or
 * 1, 2, 5, 10 ...
 */
void plot_log_tics(struct gb_text *b, const char *axis, double lo, double hi);

/* True when v holds at least one finite number. */
bool plot_any(size_t n, const double *v);

#endif

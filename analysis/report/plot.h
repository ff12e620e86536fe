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

/* True when v holds at least one finite number. */
bool plot_any(size_t n, const double *v);

#endif

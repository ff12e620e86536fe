/* What the figures against r share; for the files figure_*.c only. */
#ifndef GB_REPORT_FIGURE_PARTS_H
#define GB_REPORT_FIGURE_PARTS_H

#include "report/figures.h"

/* "r (Å)", marked up; the caller's. */
char *figure_r_label(const struct figure_context *x);
/* Writes the range of the x axis: from a little before the first shell to `end`, or to the last r when end is NaN. */
void figure_r_range(struct gb_text *b, size_t n, const struct curve *c, double end);
/* The paper's band of ratios, behind the points. */
void figure_band(struct gb_text *b);

#endif

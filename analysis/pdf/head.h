/* What the head of a table of curves says of them: the length unit, in the name of the column of r or Q, and what was
 * done to them, in meta lines:
 *
 *     # r-max: 12.5 ang          S(Q) or g(r) made from pairs: whole up to there (the box, less a taper)
 *     # q-range, # window, # weights, # scatter-as, # sigma, # smoothing      two states must agree in these
 */
#ifndef GB_PDF_HEAD_H
#define GB_PDF_HEAD_H

#include "base/table.h"

/* "ang", "sigma", or "-" where the name says none: r_ang, Q_1/ang, Q_A^-1, Q(1/A), r_sigma, Q_1/sigma; r, Q, and names
 * that do not begin so. Static text. GB_EINPUT for another unit, nm for one. */
int head_unit(const char *column, const char *path, const char **unit, struct gb_error *err);
/* *r_max in that unit; INFINITY where the table does not say. GB_EINPUT when it is no number above 0, or in another
 * unit. */
int head_r_max(const struct gb_table *t, const char *path, const char *unit, double *r_max, struct gb_error *err);
/* GB_EINPUT when both say what was done and it is not the same. *lacking: a key that only one of them has, or NULL. */
int head_alike(const struct gb_table *a, const char *a_path, const struct gb_table *b, const char *b_path,
               const char **lacking, struct gb_error *err);

#endif

/* What the head of a table of curves says of them in meta lines: the wavelength, and what was done to them. The unit is
 * in the name of the column of r or Q, axis.h.
 *
 *     # r-max: 12.5 ang          S(Q) or g(r) made from pairs: whole up to there (the box, less a taper)
 *     # q-range, # window, # weights, # scatter-as, # sigma, # smoothing      two states must agree in these
 */
#ifndef GB_PDF_HEAD_H
#define GB_PDF_HEAD_H

#include "base/table.h"

/* *wavelength in angstrom: `given` (NaN: not), or what the head says: `# wavelength_ang: 0.124`, pyFAI's
 * `# Wavelength: 1.24e-11 m`, PDFgetX3's `wavelength = 0.124`; NaN: neither. GB_EINPUT where they differ, and unless it
 * is above 0. */
int head_wavelength(const struct gb_table *t, const char *path, double given, double *wavelength, struct gb_error *err);
/* *r_max in `unit` (axis.h); INFINITY where the table does not say. GB_EINPUT when it is no number above 0, or in another
 * unit. */
int head_r_max(const struct gb_table *t, const char *path, const char *unit, double *r_max, struct gb_error *err);
/* GB_EINPUT when both say what was done and it is not the same. *lacking: a key that only one of them has, or NULL. */
int head_alike(const struct gb_table *a, const char *a_path, const struct gb_table *b, const char *b_path,
               const char **lacking, struct gb_error *err);

#endif

/* A file of curves in the formats of beamlines, as a table: the only file that knows their heads.
 *
 *     PDFgetX3     [DEFAULT] and settings up to the labels "#L Q(A^-1)  S"; .sq .fq .iq .gr
 *     Fit2D .chi   four lines: title, axis ("Q Space (Inverse Nanometres)", "2-Theta Angle (Degrees)"), ordinate, count
 *     RMCProfile   two lines: count, title
 *     all else     as gb_table_read, also heads marked by ! % ; or \' instead of #
 *
 * Rows keep their lines in the file. Settings of PDFgetX3 are meta lines (wavelength = 0.124). What a file with one
 * value in a row is becomes the meta line `data` where its format, ending or labels say so and no line does: S(Q),
 * intensity, F(Q), G(r).
 */
#ifndef GB_STRAIN_CURVE_FILE_H
#define GB_STRAIN_CURVE_FILE_H

#include "base/table.h"

/* The table is the caller's. GB_EINPUT with path:line; also where a count in the head is not the number of rows. */
int curve_file_read(struct gb_table **t, const char *path, struct gb_error *err);

#endif

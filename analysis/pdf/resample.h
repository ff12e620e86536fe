/* Curves from files onto the grid of bin centres that the rest of pdf/ and strain/ use.
 *
 * The r of a file must be uniform (each step within 5 % of the middle one, so that printed digits may be few). Where
 * its points are bin centres (k + 1/2) dr, within 2 % of a bin, they are taken as they are; else a natural cubic spline
 * (GSL) is evaluated at the centres. Bins below the first point are 0, so a file may begin anywhere below the first
 * peak; nothing is made up beyond the last point. A spline does not bring back what the file's own spacing lost: use at
 * least 10 points over the width of a peak.
 */
#ifndef GB_PDF_RESAMPLE_H
#define GB_PDF_RESAMPLE_H

#include "base/table.h"
#include "pdf/pdf.h"

#include <stdbool.h>

struct resampled {
    struct pdf_grid grid;
    size_t first;      /* bins below this one are 0: the file does not reach them */
    bool interpolated; /* by the spline */
    double *v;         /* [n_columns * grid.n], column by column; owned */
};

/* dr > 0: the bin width wanted; 0: the file's own. path is for messages. GB_EINPUT with path:line where r is not
 * uniform, r < 0 or a value is missing; also for unknown columns and fewer than 10 rows. */
int resample_table(struct resampled *out, const struct gb_table *t, const char *path, const char *r_name,
                   size_t n_columns, const char *const *column, double dr, struct gb_error *err);
/* The same for curves with gaps: a missing value (nan) stays one. A spline goes through each stretch of at least 4
 * numbers by itself, centres outside of them are NaN, as are bins below the first point. */
int resample_table_gaps(struct resampled *out, const struct gb_table *t, const char *path, const char *r_name,
                        size_t n_columns, const char *const *column, double dr, struct gb_error *err);
/* GB_EINPUT unless column col rises from 0 or above by equal steps, as above; x is its name in messages. */
int resample_check(const struct gb_table *t, const char *path, const char *x, size_t col, struct gb_error *err);
/* The whole table onto bin centres of the mean step of column col, which rises by steps that change slowly: gaps as
 * above; columns sigma... and ..._err by straight lines. Rows keep the lines of the nearest row below. */
int resample_even(struct gb_table *t, const char *path, size_t col, struct gb_error *err);
void resampled_clear(struct resampled *c);

#endif

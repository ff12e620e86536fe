/* Curves averaged over configurations: mean and sum of squared deviations of each point (Welford 1962). */
#ifndef GB_PDF_MEAN_H
#define GB_PDF_MEAN_H

#include <stddef.h>

struct mean {
    size_t n_columns, n_points;
    double *value, *m2; /* [n_columns * n_points] owned */
    size_t *n;          /* [n_columns] curves added; owned */
};
void mean_init(struct mean *m, size_t n_columns, size_t n_points);
void mean_clear(struct mean *m);
void mean_add(struct mean *m, size_t column, const double *curve); /* [n_points] */
double mean_value(const struct mean *m, size_t column, size_t point);
/* Standard error of the mean; NaN of one curve. */
double mean_error(const struct mean *m, size_t column, size_t point);

#endif

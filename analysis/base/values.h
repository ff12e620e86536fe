/* Named scalars with a unit: what a stage hands to the next, and what goes into summaries.
 *
 * File: text, `#` comment header, then lines "name value unit" (unit "-" when dimensionless). Names are unique.
 */
#ifndef GB_BASE_VALUES_H
#define GB_BASE_VALUES_H

#include "base/error.h"

#include <stddef.h>

struct gb_value {
    char *name, *unit;
    double v;
};
struct gb_values {
    size_t n;
    struct gb_value *item;
};

/* Sets or replaces. */
void gb_values_set(struct gb_values *a, const char *name, double v, const char *unit);
/* The value, or NaN where absent. */
double gb_values_get(const struct gb_values *a, const char *name);
/* GB_EFAIL with the name when absent or not finite. */
int gb_values_need(const struct gb_values *a, const char *name, double *v, struct gb_error *err);
/* Exact. The second: `digits` significant ones, for people. */
int gb_values_write(const struct gb_values *a, const char *title, const char *path, struct gb_error *err);
int gb_values_write_digits(const struct gb_values *a, const char *title, const char *path, int digits,
                           struct gb_error *err);
int gb_values_read(struct gb_values *a, const char *path, struct gb_error *err); /* *a is cleared first */
void gb_values_clear(struct gb_values *a);

#endif

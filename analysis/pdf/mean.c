/* Averages of curves, see mean.h. */
#include "pdf/mean.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

void mean_init(struct mean *m, size_t n_columns, size_t n_points) {
    *m = (struct mean){n_columns, n_points, GB_ARRAY(n_columns * n_points, double),
                       GB_ARRAY(n_columns * n_points, double), GB_ARRAY(n_columns, size_t)};
}

void mean_clear(struct mean *m) {
    free(m->value);
    free(m->m2);
    free(m->n);
    *m = (struct mean){0};
}

void mean_add(struct mean *m, size_t column, const double *curve) {
    double *value = m->value + column * m->n_points, *m2 = m->m2 + column * m->n_points;
    const double n = (double)++m->n[column];
    for (size_t k = 0; k < m->n_points; k++) {
        const double d = curve[k] - value[k];
        value[k] += d / n;
        m2[k] += d * (curve[k] - value[k]);
    }
}

double mean_value(const struct mean *m, size_t column, size_t point) { return m->value[column * m->n_points + point]; }

double mean_error(const struct mean *m, size_t column, size_t point) {
    const double n = (double)m->n[column];
    return n < 2 ? NAN : sqrt(m->m2[column * m->n_points + point] / (n * (n - 1)));
}

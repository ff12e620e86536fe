/* Zeros that are not measured, see unmeasured.h. O(n log n). */
#include "strain/unmeasured.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static const double least_log = 22; /* of 1/probability of zeros by chance */
static const double beside = 0.05;  /* a curve that is really 0 does not jump there */
enum { LEAST_RUN = 3, LEAST_PAIRS = 8 };

static int compare(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Counts to a point, from how neighbours differ; of few points 1. */
static double counts(const struct gb_table *t, size_t col) {
    double *part = GB_ARRAY(t->n_row, double);
    size_t n = 0;
    for (size_t i = 0; i + 1 < t->n_row; i++) {
        const double a = t->v[i * t->n_col + col], b = t->v[(i + 1) * t->n_col + col];
        if (a > 0 && b > 0) part[n++] = fabs(a - b) / (a + b);
    }
    qsort(part, n, sizeof *part, compare);
    const double median = n ? part[n / 2] : 0;
    free(part);
    if (n < LEAST_PAIRS) return 1;
    return 0.2275 / fmax(median * median, 1e-12);
}

static size_t run_from(const struct gb_table *t, size_t col, size_t from) {
    size_t to = from;
    while (to < t->n_row && t->v[to * t->n_col + col] == 0) to++;
    return to - from;
}

static void blank(struct gb_table *t, size_t col, size_t from, size_t n) {
    for (size_t i = from; i < from + n; i++) *gb_table_at(t, i, col) = NAN;
}

size_t unmeasured_intensity(struct gb_table *t, size_t col, bool may_be_zero) {
    const double N = counts(t, col);
    size_t left_out = 0;
    bool any = may_be_zero;
    for (size_t i = 0; i < t->n_row && !any; i++) any = t->v[i * t->n_col + col] > 0;
    for (size_t i = 0, n; i < t->n_row; i += n ? n : 1) {
        n = run_from(t, col, i);
        if (n == 0 || (any && (n == t->n_row || !((double)n * N > least_log)))) continue;
        blank(t, col, i, n);
        left_out += n;
    }
    return left_out;
}

size_t unmeasured_structure(struct gb_table *t, size_t col) {
    size_t left_out = 0;
    for (size_t i = 0, n; i < t->n_row; i += n ? n : 1) {
        n = run_from(t, col, i);
        if (n == 0) continue;
        const double before = i > 0 ? t->v[(i - 1) * t->n_col + col] : NAN;
        const double after = i + n < t->n_row ? t->v[(i + n) * t->n_col + col] : NAN;
        const bool run = n >= LEAST_RUN && fmax(fabs(before), fabs(after)) > beside;
        const bool at_end = (i == 0 && !(after <= beside)) || (i + n == t->n_row && !(before <= beside));
        if (!run && !at_end && !(before > beside && after > beside)) continue;
        blank(t, col, i, n);
        left_out += n;
    }
    return left_out;
}

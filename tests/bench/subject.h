/* What is swept: atoms, a grid, and the counts that every variant has to find. */
#ifndef GB_BENCH_SUBJECT_H
#define GB_BENCH_SUBJECT_H

#include "bench.h"

#include "pdf/pdf.h"

struct subject {
    struct config *c; /* owned */
    struct pdf_grid grid;
    uint64_t *total;   /* [grid.n] counts of the first sweep, all pairs of types; NULL before it; owned */
    uint64_t *partial; /* [3 grid.n] of the first sweep with partials, NULL before it; owned */
    double pairs;      /* their sum; 0 before the first sweep */
};
void subject_init(struct subject *s, size_t atoms, double density, double tilt, double r_max, size_t bins);
void subject_clear(struct subject *s);

/* Seconds of one sweep, and the pairs whose counts are not those of the first one. The count alone where counting. */
int subject_sweep(struct subject *s, const struct pdf_options *o, bool counting, double *seconds, double *differ,
                  struct gb_error *err);

/* The fastest instruction set that is present. */
enum pairs_isa subject_best_isa(void);

#endif

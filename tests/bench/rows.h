/* The result lines of all programs, read back for the report. */
#ifndef GB_BENCH_ROWS_H
#define GB_BENCH_ROWS_H

#include "bench.h"

#include <stdbool.h>

struct rows {
    size_t n, n_machine, n_notes;
    struct bench_row *row;               /* owned, with their texts */
    char **machine_key, **machine_value; /* owned */
    char **note;                         /* owned */
};
/* Lines "row", "machine" and "note" of a file; others are a fault (GB_EINPUT with file:line). */
int rows_read(struct rows *r, const char *path, struct gb_error *err);
void rows_clear(struct rows *r);
void rows_note(struct rows *r, const char *fmt, ...) GB_PRINTF(2, 3);

/* How the amount of a row over its time is told. */
struct rows_unit {
    const char *unit;  /* of bench_row */
    const char *label; /* "M pairs/s" */
    double scale;
    bool per_amount; /* time per amount instead of amount per time */
};
const struct rows_unit *rows_unit_of(const struct bench_row *r);
/* The rate per core in that unit at a time t; NaN where there is none. Memory: bytes per atom. */
double rows_rate(const struct bench_row *r, double t);

/* Pair sums per core, and against the number of atoms: ROWS.svg by gnuplot in `folder`. */
int figure_write(const struct rows *r, const char *folder, const char *name, struct gb_error *err);

#endif

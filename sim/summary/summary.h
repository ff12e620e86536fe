/* summary.tsv: everything in the study's table, a row for each history, load, weights and method; made by build.h. */
#ifndef GB_SUMMARY_SUMMARY_H
#define GB_SUMMARY_SUMMARY_H

#include "pool/pool.h"
#include "table/table.h"

struct summary_row {
    size_t history;     /* of the study */
    size_t load;        /* of the study */
    double strain;      /* axial, of the cell: as asked for, or where the stress is given as it came out */
    char *weights;      /* number, A-B, ...; owned */
    const char *method; /* one of pool_method */
    size_t samples;
    bool extrapolated; /* T_f_is lies outside the temperatures of the equilibrium line */
    struct estimate q[Q_N];
};

/* Its columns: these, then the quantities. */
enum summary_column {
    SUMMARY_HISTORY,
    SUMMARY_LOAD,
    SUMMARY_STRAIN,
    SUMMARY_WEIGHTS,
    SUMMARY_METHOD,
    SUMMARY_SAMPLES,
    SUMMARY_LEAD, /* how many */
    SUMMARY_N_COLUMNS = SUMMARY_LEAD + Q_N
};
extern const struct table_kind summary_kind;
const struct column *summary_column(enum quantity q);

struct summary {
    size_t n_left_out; /* samples that are in no row, with the reason (pool/screening.h) */
    char **left_out;
    size_t n_rows;
    struct summary_row *row;
    double line_lo, line_hi; /* temperatures that the equilibrium line covers; NaN: there is none */
    size_t n_warnings;       /* numbers that could not be had: nan in the table, with the reason in its header */
};

/* Of number weights, by the study's main method? */
bool summary_is_main(const struct summary_row *row, const struct study *s);
/* The load that figures show, an index of the study's: at rest before mean positions before snapshots, then the largest
 * strain. */
size_t summary_main_load(const struct summary *sum, const struct study *s);

/* A number of a row as people read it: value(error), and * behind an extrapolated T_f_is; a dash for one without a unit
 * whose error is one or more, and where there is no row (NULL); the caller's. */
char *summary_cell(const struct summary_row *row, enum quantity q, const struct study *s);

/* Whether a number of several samples has no error: it fails with one of them left out. */
bool summary_bare(const struct summary *sum);

/* Only the rows. GB_EINPUT with file:line. *sum is the caller's (summary_clear); `s` must outlive it. */
int summary_read(struct summary *sum, const struct study *s, const char *path_tsv, struct gb_error *err);
void summary_clear(struct summary *sum);
int summary_tsv_write(const struct summary *sum, const struct study *s, const struct pool_warnings *w, const char *path,
                      struct gb_error *err);

#endif

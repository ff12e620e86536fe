/* Studies side by side: what they say of Poisson's ratio, the ratio and the losses, none of which has a unit, so that
 * metals and Lennard-Jones glasses share a table and a figure.
 *
 * A row for each study, history and load: number weights and the study's main method (pool_main_method), and what
 * x-rays would have read in the standard experiment (experiment_standard), for a metal's ratio is measured by x-rays.
 */
#ifndef GB_SUMMARY_COMPARISON_H
#define GB_SUMMARY_COMPARISON_H

#include "experiment/experiment.h"
#include "summary/summary.h"

enum comparison_quantity {
    COMPARE_POISSON,
    COMPARE_RATIO,
    COMPARE_RATIO_XRAY,
    COMPARE_FLOOR,
    COMPARE_LOSS,
    COMPARE_LOSS_XRAY,
    COMPARE_SHEAR_LOST,
    COMPARE_CONT_CORR,
    COMPARE_T_F, /* K for metals */
    COMPARE_N_QUANTITIES
};

struct comparison_study {
    char *name;          /* also that of its folder */
    struct study *study; /* owned; NULL: there are no rows of it */
    char *why;           /* and why: "is not complete", or what is wrong with its summary; owned */
    struct summary sum;
    struct experiments validation;
};
struct comparison_row {
    const struct comparison_study *of;
    const struct summary_row *row; /* in of->sum */
    struct estimate q[COMPARE_N_QUANTITIES];
};
struct comparison {
    char *name;
    size_t n_studies;
    struct comparison_study *study; /* [n_studies], owned */
    size_t n;
    struct comparison_row *row; /* [n], in the order of the file; owned */
};

/* From DIR/studies.xml and the studies' folders. A study that is not complete, or whose summary cannot be read, has no
 * rows; GB_EINPUT where none has. *c is the caller's (comparison_clear). */
int comparison_read(struct comparison *c, const char *dir, struct gb_error *err);
void comparison_clear(struct comparison *c);
/* comparison.tsv: study model units history load strain method samples, then every quantity with its _err; nan: not to
 * be had. No time, host or path. */
int comparison_write(const struct comparison *c, const char *path, struct gb_error *err);
/* The table that `run` prints; the caller's. */
char *comparison_text(const struct comparison *c);
/* A cell of it, value(error); the caller's. */
char *comparison_cell(const struct comparison_row *r, enum comparison_quantity q);

#endif

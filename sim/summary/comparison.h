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

/* Each is a quantity of summary.tsv or, where that is Q_N, one of the standard experiment by x-rays.
 * X(id, name, unit, symbol, of the summary, of the experiment) */
#define COMPARISON_QUANTITIES(X)                                                                                       \
    X(COMPARE_POISSON, "poisson", UNIT_ONE, "ν", Q_POISSON, 0)                                                         \
    X(COMPARE_RATIO, "ratio", UNIT_ONE, "ratio", Q_RATIO, 0)                                                           \
    X(COMPARE_RATIO_XRAY, "ratio_xray", UNIT_ONE, "ratio, x-rays", Q_N, EXPERIMENT_RATIO)                              \
    X(COMPARE_FLOOR, "floor", UNIT_ONE, "floor", Q_FLOOR, 0)                                                           \
    X(COMPARE_LOSS, "loss", UNIT_ONE, "absolute loss", Q_LOSS, 0)                                                      \
    X(COMPARE_LOSS_XRAY, "loss_xray", UNIT_ONE, "loss, x-rays", Q_N, EXPERIMENT_LOSS)                                  \
    X(COMPARE_SHEAR_LOST, "shear_lost", UNIT_ONE, "loss of G", Q_SHEAR_LOST, 0)                                        \
    X(COMPARE_CONT_CORR, "cont_corr", UNIT_ONE, "continuity", Q_CONT_CORR, 0)                                          \
    X(COMPARE_T_F, "T_f", UNIT_NOT_SAID, "T_{f}", Q_T_F, 0) /* K for metals */

enum comparison_quantity {
#define ID(id, name, unit, symbol, from, seen) id,
    COMPARISON_QUANTITIES(ID)
#undef ID
        COMPARE_N_QUANTITIES
};
/* Columns: these, then the quantities. */
enum comparison_column {
    COMPARISON_STUDY,
    COMPARISON_MODEL,
    COMPARISON_UNITS,
    COMPARISON_HISTORY,
    COMPARISON_LOAD,
    COMPARISON_STRAIN,
    COMPARISON_METHOD,
    COMPARISON_SAMPLES,
    COMPARISON_LEAD,
    COMPARISON_N_COLUMNS = COMPARISON_LEAD + COMPARE_N_QUANTITIES
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

/* Rows of several studies: its functions are called without one (NULL). */
extern const struct table_kind comparison_kind;

/* From DIR/studies.xml and the studies' folders. A study that is not complete, or whose summary cannot be read, has no
 * rows; GB_EINPUT where none has. *c is the caller's (comparison_clear). */
int comparison_read(struct comparison *c, const char *dir, struct gb_error *err);
void comparison_clear(struct comparison *c);
/* comparison.tsv: study model units history load strain method samples, then every quantity with its _err; nan: not to
 * be had. No time, host or path. */
int comparison_write(const struct comparison *c, const char *path, struct gb_error *err);
/* The table that `run` prints; the caller's. */
char *comparison_text(const struct comparison *c);

#endif

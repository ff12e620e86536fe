/* The summary: jackknife over samples of everything in the study's table, and the curves behind the figures.
 */
#ifndef GB_SIM_SUMMARY_H
#define GB_SIM_SUMMARY_H

#include "strain/jackknife.h"
#include "study/study.h"

enum summary_quantity {
    SUM_T_F, SUM_E_IS, SUM_DENSITY, SUM_POISSON, SUM_YOUNG, SUM_SHEAR, SUM_BULK, SUM_SHEAR_AFFINE, SUM_BULK_AFFINE,
    SUM_SHEAR_LOST, SUM_EPS_TRUE, SUM_EPS_INF, SUM_EPS_1, SUM_EPS_2, SUM_RATIO, SUM_FLOOR, SUM_LOSS, SUM_CONT_CORR,
    SUM_CONT_SLOPE, SUM_N_QUANTITIES
};

struct summary_row {
    const char *rate;   /* history label */
    double strain;
    char *weights;      /* number, A-B, ... */
    const char *method; /* symmetrised, symmetrised-at-k, minus-unloaded, minus-unloaded-at-k, raw, raw-at-k, ... */
    size_t samples;
    struct estimate q[SUM_N_QUANTITIES];
};

struct summary {
    size_t n_rows;
    struct summary_row *row;
};

/* Column names in the order of enum summary_quantity ("T_f" ...). */
extern const char *const summary_quantity_name[SUM_N_QUANTITIES];
/* "K", "eV/atom" ... for a study's model. */
const char *summary_unit(const struct study *s, enum summary_quantity q);

/* Writes summary.tsv, summary.xml, curves-HISTORY-STRAIN-WEIGHTS.tsv (r g00 g20 K g20_continuity e_rad e_tan and each
 * _err, columns named with units as in table.h), cooling-HISTORY.tsv (T enthalpy energy volume + _err), d2min-HISTORY-
 * STRAIN.tsv (histogram) into `out`. */
int summary_build(struct summary *sum, const struct study *s, const char *dir, const char *out, struct gb_error *err);
int summary_read(struct summary *sum, const struct study *s, const char *path_tsv, struct gb_error *err);
void summary_clear(struct summary *sum);
/* The one table that `run` prints: plain text, the main method rows, value(error) notation. */
char *summary_text(const struct summary *sum, const struct study *s);

#endif

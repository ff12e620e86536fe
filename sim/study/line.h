/* summary/equilibrium.tsv: the points of the line e_IS(T), and all that another study must share to use it. */
#ifndef GB_STUDY_LINE_H
#define GB_STUDY_LINE_H

#include "base/table.h"
#include "study/study.h"
#include "thermal/equilibrium.h"

enum study_line_column {
    EQ_T,
    EQ_E,
    EQ_E_ERR,
    EQ_DENSITY,
    EQ_DENSITY_ERR,
    EQ_SPREAD,
    EQ_DRIFT,
    EQ_DRIFT_ERR,
    EQ_OVERLAP,
    EQ_SAMPLES,
    EQ_SNAPSHOTS,
    EQ_USED,   /* 1, or 0: left out of the line */
    EQ_T_BACK, /* T_f of the liquid itself by the line through the other points; nan where they make none */
    EQ_T_BACK_ERR,
    EQ_N_COLUMNS
};

/* An empty table with its header; the caller's. */
struct gb_table *study_line_table(const struct study *s, const char *model_hash);
/* The table of another study, the caller's. GB_EINPUT, with what both say, unless model, relaxation, pressure, units
 * and, where this study quenches, ensemble and density are this study's. model_hash NULL: not compared. */
int study_line_read(struct gb_table **t, const char *path, const struct study *s, const char *model_hash,
                    struct gb_error *err);
/* The points that are used: T and e (t->n_row of room each); their number. skip: a row to leave out, or (size_t)-1. */
size_t study_line_points(const struct gb_table *t, size_t skip, double *T, struct estimate *e);
/* The line through them. GB_EFAIL as equilibrium_fit. */
int study_line_fit(const struct gb_table *t, size_t skip, struct equilibrium_line *line, struct gb_error *err);

#endif

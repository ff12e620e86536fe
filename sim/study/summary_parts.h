/* Inside the summary: what was read, and how the parts call each other. A replicate is the pool of all samples (0) or
 * of all but one (k: without sample k). */
#ifndef GB_SIM_SUMMARY_PARTS_H
#define GB_SIM_SUMMARY_PARTS_H

#include "base/stiffness.h"
#include "base/table.h"
#include "base/values.h"
#include "study/summary.h"
#include "study/summary_efficiency.h"
#include "study/summary_histories.h"
#include "study/summary_moduli.h"
#include "study/summary_order.h"
#include "study/summary_thermal.h"
#include "study/summary_trends.h"
#include "study/summary_validation.h"
#include "thermal/equilibrium.h"

/* Distinct warnings in the order of their first appearance. */
struct sum_warnings {
    size_t n;
    char **text;
    size_t *times;
};
void sum_warn(struct sum_warnings *w, const char *fmt, ...) GB_PRINTF(2, 3);
void sum_warnings_clear(struct sum_warnings *w);

/* The samples of a history that are averaged: what is still a glass (summary_order.h). */
struct sum_kept {
    size_t n;
    size_t *sample; /* [n] their numbers, from 1 */
};
/* A list for each history; the caller's (sum_kept_free). */
struct sum_kept *sum_kept_make(const struct order *o, const struct study *s);
void sum_kept_free(struct sum_kept *kept, const struct study *s);

struct sum_history {
    const char *label;
    size_t at;                             /* its number in the study */
    const struct sum_kept *kept;           /* borrowed */
    size_t n;                              /* samples: kept->n */
    struct gb_table **thermo;              /* [n], of the quench; NULL for files */
    struct gb_table **slowest;             /* [n], of the slowest quench, for the liquid line; NULL: left out of that */
    struct gb_values *reference, *elastic; /* [n] */
    double *T_f, *T_f_volume, *T_f_is;     /* [replicates] */
    struct fictive_result fictive;         /* of all samples, by enthalpy */
    struct fictive_result fictive_volume;  /* by volume; NaN at constant volume */
    double T_f_is_line;                    /* what the line adds to the error of T_f_is */
    bool T_f_is_extrapolated;              /* T_f_is lies outside the line's temperatures */
};
struct sum_load {
    const char *label; /* the study's */
    size_t load;       /* of the study */
    double strain;     /* see summary_row */
    size_t n, n_axes;
    struct gb_values *compress; /* [n * n_axes], of each sample the axes in turn */
    struct gb_values *measure;  /* [n] */
    struct gb_table **d2min;    /* [n] */
};
struct sum_curves {
    char *weights;
    size_t n;
    struct pdf_grid grid;
    struct gb_table **t; /* [n] */
};

size_t sum_n_replicates(size_t samples);
/* The jackknife of theta[replicates]. */
struct estimate sum_estimate(size_t samples, const double *theta);

/* kept: of all histories. */
int sum_history_read(struct sum_history *x, const struct study *s, size_t h, const struct sum_kept *kept,
                     const char *dir, struct sum_warnings *w, struct gb_error *err);
void sum_history_clear(struct sum_history *x);
int sum_load_read(struct sum_load *x, const struct study *s, const struct sum_history *h, size_t strain,
                  const char *dir, struct sum_warnings *w, struct gb_error *err);
void sum_load_clear(struct sum_load *x);
/* All weights there are of one history and strain: the number-weighted total first. */
int sum_curves_read(struct sum_curves **x, size_t *n, const struct study *s, const char *history,
                    const struct sum_kept *kept, size_t strain, const char *dir, struct gb_error *err);
void sum_curves_clear(struct sum_curves *x);

/* The equilibrium line (summary_equilibrium.c). */
struct sum_line {
    struct gb_table *table; /* equilibrium.tsv; NULL: the study asks for none */
    bool there;             /* there is a line through its points */
    struct equilibrium_line line;
};
/* From the stages or the file that the study names. GB_EFAIL when they cannot be read. */
int sum_line_make(struct sum_line *x, const struct study *s, const char *dir, struct sum_warnings *w,
                  struct gb_error *err);
void sum_line_clear(struct sum_line *x);
/* T_f_is of h, NaN without a line. */
void sum_line_glass(const struct sum_line *x, struct sum_history *h, struct sum_warnings *w);
int sum_line_write(const struct sum_line *x, const char *out, struct gb_error *err);

/* Means over the samples of a replicate, NaN when a sample has none. per: values per sample. */
double sum_mean(const struct gb_values *v, size_t samples, size_t per, size_t replicate, const char *name);
/* out[rows]: the mean curve of the tables that are there; false (and NaN) when the column is absent. */
bool sum_column(struct gb_table *const *t, size_t samples, size_t replicate, const char *name, double *out);

/* What the loads of one history and strain say besides the curves: q of SUM_T_F to SUM_EPS_TRUE. */
void sum_scalars(const struct sum_history *h, const struct sum_load *l, size_t replicate, double q[SUM_N_QUANTITIES]);

struct sum_context {
    const struct study *s;
    const struct sum_history *h;
    const struct sum_load *l;
    const struct sum_curves *c;
    struct sum_warnings *w;
    double *implied; /* [replicates * grid.n]: g20 that continuity implies, smoothed; NaN when it cannot be had */
    double *excess;  /* the same: what the control takes off (truth/control.h), unsmoothed */
};

/* Signals: pooled columns turned into g20 and the g00 that its K is made of. axis: 'x', 'y', 'z' alone (number weights
 * only), or SUM_ALL_AXES; affine: of the affine copies (all axes, or raw). */
enum sum_signal { SUM_CONTROLLED, SUM_SYMMETRISED, SUM_MINUS_UNLOADED, SUM_RAW, SUM_N_SIGNALS };
#define SUM_ALL_AXES '\0'
extern const char *const sum_signal_name[SUM_N_SIGNALS]; /* "controlled" ... */
bool sum_signal_there(const struct sum_context *x, enum sum_signal signal, char axis);
/* g00, g20: grid.n, the caller's; unsmoothed. GB_EFAIL with the column that is missing. */
int sum_signal(const struct sum_context *x, enum sum_signal signal, char axis, bool affine, size_t replicate,
               double *g00, double *g20, struct gb_error *err);
/* Of both signs, or of + alone: how many loads of an axis the signal needs. */
int sum_signal_signs(enum sum_signal signal);
/* The signal of curves-*.tsv and of the table that people see first. */
enum sum_signal sum_main_signal(const struct study *s);
/* Fill x->implied and x->excess of one replicate. */
void sum_continuity(struct sum_context *x, size_t replicate);
void sum_excess(struct sum_context *x, size_t replicate);
/* g20 that continuity implies for this signal, smoothed: less the excess where that is taken off. out: grid.n. */
void sum_implied(const struct sum_context *x, enum sum_signal signal, size_t replicate, double *out);

/* Is the method there for these curves? */
bool sum_has_method(const struct sum_context *x, size_t method);
/* One replicate of one row. */
void sum_evaluate(const struct sum_context *x, size_t method, size_t replicate, double q[SUM_N_QUANTITIES]);
/* The pipeline on a signal; all NaN, and a warning, when it fails. `what` is said in the warning. */
void sum_pipeline(const struct sum_context *x, enum sum_signal signal, char axis, bool affine, enum strain_pick pick,
                  size_t replicate, const char *what, struct strain_result *res);
/* "HISTORY, strain LABEL, WEIGHTS, WHAT: WHY" among the warnings; of a replicate that lacks a sample only that it
 * fails. */
void sum_complain(const struct sum_context *x, const char *what, size_t replicate, const char *why);

/* The rows of one history and strain; x: number weights; dir: the study's folder, for the stages' records. */
void sum_add_efficiency(struct efficiency *e, const struct sum_context *x, const char *dir);

/* q[replicates]: of the main method, number weights. */
void sum_add_trend_point(struct trend_points *t, const struct sum_context *x, double (*q)[SUM_N_QUANTITIES]);
/* The row of history h. */
void sum_add_history(struct history_table *t, const struct study *s, size_t h, const struct sum_history *x,
                     const char *dir);
/* The rows of one history and strain, and structure-*.tsv in `out`; x: number weights; all[0] those, then the partials.
 * What cannot be had is noted. */
int sum_add_validation(struct validation *v, const struct sum_context *x, const struct sum_curves *all, size_t n_all,
                       struct sum_warnings *notes, const char *out, struct gb_error *err);

/* Elastic constants of all histories (summary_moduli.c). */
struct sum_stiffness {
    const char *rate; /* history label; the study's */
    size_t n;
    size_t *sample;                     /* [n], from 1 */
    struct stiffness *relaxed, *affine; /* [n]; NaN where the stage did not say */
};
struct sum_stiffnesses {
    size_t n;
    struct sum_stiffness *glass;
};
void sum_stiffness_add(struct sum_stiffnesses *x, const struct sum_history *h);
void sum_stiffness_clear(struct sum_stiffnesses *x);
/* x: in the order of the study's histories; sum: with all rows. */
void sum_moduli(struct moduli_table *t, const struct sum_stiffnesses *x, const struct summary *sum,
                const struct study *s);

/* The row of one history and load, for studies that load at a temperature; x: number weights. */
void sum_add_thermal(struct thermal_table *t, const struct sum_context *x);
/* Once all rows are there: those against rest. */
void sum_thermal_changes(struct thermal_table *t, const struct study *s);

int sum_write_curves(const struct sum_context *x, const char *out, struct gb_error *err);
int sum_write_cooling(const struct study *s, const struct sum_history *h, const char *out, struct gb_error *err);
int sum_write_d2min(const struct study *s, const struct sum_history *h, const struct sum_load *l, const char *out,
                    struct gb_error *err);
int sum_write_tsv(const struct summary *sum, const struct study *s, const struct sum_warnings *w, const char *path,
                  struct gb_error *err);
int sum_write_xml(const struct summary *sum, const struct study *s, const struct sum_warnings *w, const char *path,
                  struct gb_error *err);

/* Rows of cells (owned, freed here with the array), right-aligned, two blanks between. */
void sum_add_block(struct gb_text *b, size_t n_row, size_t n_col, char **cell);

/* "sigma" of "epsilon/sigma^3" and so on: the length unit in column names. */
const char *sum_length(const struct study *s);

#endif

/* Inside the summary: what was read, and how the parts call each other. A replicate is the pool of all samples (0) or
 * of all but one (k: without sample k). */
#ifndef GB_SIM_SUMMARY_PARTS_H
#define GB_SIM_SUMMARY_PARTS_H

#include "base/table.h"
#include "base/values.h"
#include "study/summary.h"

/* Distinct warnings in the order of their first appearance. */
struct sum_warnings {
    size_t n;
    char **text;
    size_t *times;
};
void sum_warn(struct sum_warnings *w, const char *fmt, ...) GB_PRINTF(2, 3);
void sum_warnings_clear(struct sum_warnings *w);

struct sum_history {
    const char *label;
    size_t n;                              /* samples */
    struct gb_table **thermo;              /* [n], of the quench; NULL for files */
    struct gb_table **slowest;             /* [n], of the slowest quench, for the liquid line */
    struct gb_values *reference, *elastic; /* [n] */
    double *T_f;                           /* [replicates] */
    struct fictive_result fictive;         /* of all samples */
};
struct sum_load {
    const char *label;
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

int sum_history_read(struct sum_history *x, const struct study *s, size_t h, const char *dir, struct sum_warnings *w,
                     struct gb_error *err);
void sum_history_clear(struct sum_history *x);
int sum_load_read(struct sum_load *x, const struct study *s, size_t h, size_t strain, const char *dir,
                  struct sum_warnings *w, struct gb_error *err);
void sum_load_clear(struct sum_load *x);
/* All weights there are of one history and strain: the number-weighted total first. */
int sum_curves_read(struct sum_curves **x, size_t *n, const struct study *s, size_t h, size_t strain, const char *dir,
                    struct gb_error *err);
void sum_curves_clear(struct sum_curves *x);

/* Means over the samples of a replicate, NaN when a sample has none. per: values per sample. */
double sum_mean(const struct gb_values *v, size_t samples, size_t per, size_t replicate, const char *name);
/* out[rows]: the mean curve; false (and NaN) when the column is absent. */
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
};
/* Is the method there for these curves? */
bool sum_has_method(const struct sum_context *x, size_t method);
/* One replicate of one row. */
void sum_evaluate(const struct sum_context *x, size_t method, size_t replicate, double q[SUM_N_QUANTITIES]);
/* The pipeline on two pooled columns; all NaN, and a warning, when it fails. `what` is said in the warning. */
void sum_pipeline(const struct sum_context *x, const char *g00, const char *g20, enum strain_pick pick,
                  size_t replicate, const char *what, struct strain_result *res);
/* Fills x->implied of one replicate. */
void sum_continuity(struct sum_context *x, size_t replicate);

int sum_write_curves(const struct sum_context *x, const char *out, struct gb_error *err);
int sum_write_cooling(const struct study *s, const struct sum_history *h, const char *out, struct gb_error *err);
int sum_write_d2min(const struct study *s, const struct sum_history *h, const struct sum_load *l, const char *out,
                    struct gb_error *err);
int sum_write_tsv(const struct summary *sum, const struct study *s, const struct sum_warnings *w, const char *path,
                  struct gb_error *err);
int sum_write_xml(const struct summary *sum, const struct study *s, const struct sum_warnings *w, const char *path,
                  struct gb_error *err);

/* "sigma" of "epsilon/sigma^3" and so on: the length unit in column names. */
const char *sum_length(const struct study *s);

#endif

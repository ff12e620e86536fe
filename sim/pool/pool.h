/* The pool of the samples of one history under one load: what their stages left, means, signals and the pipeline. A
 * replicate is the pool of all samples (0) or of all but one (k: without sample k). */
#ifndef GB_SIM_POOL_H
#define GB_SIM_POOL_H

#include "base/stiffness.h"
#include "base/table.h"
#include "base/values.h"
#include "pool/quantity.h"
#include "pool/screening.h"
#include "thermal/equilibrium.h"

/* Distinct warnings in the order of their first appearance. */
struct pool_warnings {
    size_t n;
    char **text;
    size_t *times;
};
void pool_warn(struct pool_warnings *w, const char *fmt, ...) GB_PRINTF(2, 3);
void pool_warnings_clear(struct pool_warnings *w);

/* The samples of a history that are averaged: what is still a glass (screening.h). */
struct pool_kept {
    size_t n;
    size_t *sample; /* [n] their numbers, from 1 */
};
/* A list for each history; the caller's (pool_kept_free). */
struct pool_kept *pool_kept_make(const struct screening *o, const struct study *s);
void pool_kept_free(struct pool_kept *kept, const struct study *s);

struct pool_glass {
    size_t history;                        /* of the study */
    const char *label;                     /* the study's */
    const struct pool_kept *kept;          /* borrowed */
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
struct pool_load {
    size_t load;       /* of the study */
    const char *label; /* the study's */
    double strain;     /* see summary_row */
    size_t n, n_axes;
    struct gb_values *compress; /* [n * n_axes], of each sample the axes in turn */
    struct gb_values *measure;  /* [n] */
    struct gb_table **d2min;    /* [n] */
};
struct pool_curves {
    char *weights;
    size_t n;
    struct pdf_grid grid;
    struct gb_table **t; /* [n] */
};

size_t pool_n_replicates(size_t samples);
/* The jackknife of theta[replicates]. */
struct estimate pool_estimate(size_t samples, const double *theta);

/* kept: of all histories. */
int pool_glass_read(struct pool_glass *x, const struct study *s, size_t h, const struct pool_kept *kept,
                    const char *dir, struct pool_warnings *w, struct gb_error *err);
void pool_glass_clear(struct pool_glass *x);
int pool_load_read(struct pool_load *x, const struct study *s, const struct pool_glass *h, size_t strain,
                   const char *dir, struct pool_warnings *w, struct gb_error *err);
void pool_load_clear(struct pool_load *x);
/* All weights there are of one history and strain: the number-weighted total first. */
int pool_curves_read(struct pool_curves **x, size_t *n, const struct study *s, size_t history,
                     const struct pool_kept *kept, size_t strain, const char *dir, struct gb_error *err);
void pool_curves_clear(struct pool_curves *x);

/* The equilibrium line (line.c). */
struct pool_line {
    struct gb_table *table; /* equilibrium.tsv; NULL: the study asks for none */
    bool there;             /* there is a line through its points */
    struct equilibrium_line line;
};
/* From the stages or the file that the study names. GB_EFAIL when they cannot be read. */
int pool_line_make(struct pool_line *x, const struct study *s, const char *dir, struct pool_warnings *w,
                   struct gb_error *err);
void pool_line_clear(struct pool_line *x);
/* T_f_is of h, NaN without a line. */
void pool_line_glass(const struct pool_line *x, struct pool_glass *h, struct pool_warnings *w);
int pool_line_write(const struct pool_line *x, const char *out, struct gb_error *err);

/* Means over the samples of a replicate, NaN when a sample has none. per: values per sample. */
double pool_mean(const struct gb_values *v, size_t samples, size_t per, size_t replicate, const char *name);
/* out[rows]: the mean curve of the tables that are there; false (and NaN) when the column is absent. */
bool pool_column(struct gb_table *const *t, size_t samples, size_t replicate, const char *name, double *out);

/* What the glasses of a history say of themselves: fictive temperatures, e_is, density and moduli, into their places in
 * q. Every table that has one of them has it from here. */
void pool_glass_scalars(const struct pool_glass *glass, size_t replicate, double q[Q_N]);
/* The jackknife of each quantity; q[replicates]. */
void pool_estimates(size_t samples, double (*q)[Q_N], struct estimate out[Q_N]);
/* Adds what the equilibrium line adds to the error of T_f_is. */
void pool_add_line_error(const struct pool_glass *glass, struct estimate q[Q_N]);
/* pool_glass_scalars with errors, the line's too; NaN for the other quantities and without samples. */
void pool_glass_estimates(const struct pool_glass *glass, struct estimate out[Q_N]);

struct pool {
    const struct study *study;
    const struct pool_glass *glass;
    const struct pool_load *load;
    const struct pool_curves *curves;
    struct pool_warnings *warnings;
    double *implied; /* [replicates * grid.n]: g20 that continuity implies, smoothed; NaN when it cannot be had */
    double *excess;  /* the same: what the control takes off (truth/control.h), unsmoothed */
};

/* Signals: pooled columns turned into g20 and the g00 that its K is made of. axis: 'x', 'y', 'z' alone (number weights
 * only), or POOL_ALL_AXES; affine: of the affine copies (all axes, or raw). */
enum pool_signal { SIGNAL_CONTROLLED, SIGNAL_SYMMETRISED, SIGNAL_MINUS_UNLOADED, SIGNAL_RAW, SIGNAL_N };
#define POOL_ALL_AXES '\0'
extern const char *const pool_signal_name[SIGNAL_N]; /* "controlled" ... */
bool pool_signal_there(const struct pool *pool, enum pool_signal signal, char axis);
/* g00, g20: grid.n, the caller's; unsmoothed. GB_EFAIL with the column that is missing. */
int pool_signal(const struct pool *pool, enum pool_signal signal, char axis, bool affine, size_t replicate, double *g00,
                double *g20, struct gb_error *err);
/* Of both signs, or of + alone: how many loads of an axis the signal needs. */
int pool_signal_signs(enum pool_signal signal);
/* The signal of curves-*.tsv and of the table that people see first. */
enum pool_signal pool_main_signal(const struct study *s);
/* Fill pool->implied and pool->excess of one replicate. */
void pool_continuity(struct pool *pool, size_t replicate);
void pool_excess(struct pool *pool, size_t replicate);
/* g20 that continuity implies for this signal, smoothed: less the excess where that is taken off. out: grid.n. */
void pool_implied(const struct pool *pool, enum pool_signal signal, size_t replicate, double *out);

/* How g20 is had from the loads, and how its peaks are read (strain.h). K is of the reference's g00, in raw of the
 * loaded state's.
 *     controlled       symmetrised less what the glass' frozen-in anisotropy adds to an affine strain, known pair by
 *                      pair (truth/control.h): the same mean, less scatter
 *     symmetrised      [g20(+) - g20(-)]/2; both only where both signs were loaded
 *     minus-unloaded   g20(+) - g20(reference), what a beamline does
 *     raw              g20(+) as they are: r_i at g20's own extrema
 * -at-k: r_i at K's extrema; -shell: eps_1 = eps_2 fitted over the first shell. All are averaged over the loading axes
 * first, but for raw-one-axis: each axis on its own, then the mean of the results (number weights). */
enum { POOL_N_METHODS = 11 };
extern const char *const pool_method[POOL_N_METHODS];
/* The method of curves-*.tsv and of the table that people see first: controlled, or minus-unloaded with one sign. */
const char *pool_main_method(const struct study *s);

/* Is the method there for these curves? */
bool pool_has_method(const struct pool *pool, size_t method);
/* One replicate of one row. */
void pool_evaluate(const struct pool *pool, size_t method, size_t replicate, double q[Q_N]);
/* The pipeline on a signal; all NaN, and a warning, when it fails. `what` is said in the warning. */
void pool_pipeline(const struct pool *pool, enum pool_signal signal, char axis, bool affine, enum strain_pick pick,
                   size_t replicate, const char *what, struct strain_result *res);
/* "HISTORY, strain LABEL, WEIGHTS, WHAT: WHY" among the warnings; of a replicate that lacks a sample only that it
 * fails. */
void pool_complain(const struct pool *pool, const char *what, size_t replicate, const char *why);

#endif

/* How the ratio and the losses go with thermal history: trends.tsv, slopes over the histories of a study.
 *
 * For each load, of `y` (ratio, loss, shear_lost, eps_inf over eps_true, poisson) against `x` (T_f_is, T_f, e_is, and
 * the decades of the cooling rate where there are rates): the slope of the straight line by least squares, each history
 * weighted by 1/err^2 of its y. The error is a delete-one jackknife over samples of the slope itself: a sample leaves
 * all histories at once, so that what its melt does to all of them alike is counted right, and errors in x are too.
 * slope/err is how sure the trend is. Number weights, the main method. At least two histories with y, its error and x.
 *
 * trends.tsv: load y x histories samples slope slope_err span span_err. span: slope times the range of x, with its
 * sign.
 */
#ifndef GB_SIM_SUMMARY_TRENDS_H
#define GB_SIM_SUMMARY_TRENDS_H

#include "study/summary.h"

enum { TRENDS_N_Y = 5, TRENDS_N_X = 4 };
extern const char *const trend_y_name[TRENDS_N_Y], *const trend_x_name[TRENDS_N_X];

struct trend_row {
    const char *load; /* the study's */
    int y, x;
    size_t histories, samples;
    struct estimate slope, span;
};
struct trend_table {
    size_t n;
    struct trend_row *row; /* owned */
};

/* What is fitted: every quantity of a history under a load, with all samples (0) and without sample k (k). */
struct trend_point {
    size_t history;
    const char *load;
    double (*q)[SUM_N_QUANTITIES]; /* [1 + samples of the study] owned */
};
struct trend_points {
    size_t n;
    struct trend_point *point;
};
void trend_points_clear(struct trend_points *p);

/* The slopes; *t is the caller's (trend_table_clear). */
void trend_table_make(struct trend_table *t, const struct trend_points *p, const struct study *s);
void trend_table_clear(struct trend_table *t);
int trend_table_write(const struct trend_table *t, const struct study *s, const char *path, struct gb_error *err);
/* GB_EINPUT with file:line. */
int trend_table_read(struct trend_table *t, const struct study *s, const char *path, struct gb_error *err);

#endif

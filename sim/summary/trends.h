/* How the ratio and the losses go with thermal history and with load: trends.tsv, slopes over the histories of a study
 * and over its loads.
 *
 * Over histories, for each load, of `y` (ratio, loss, shear_lost, eps_inf over eps_true, poisson) against `x` (T_f_is,
 * T_f, e_is, and the decades of the cooling rate where there are rates): the slope of the straight line by least
 * squares, each history weighted by 1/err^2 of its y. The error is a delete-one jackknife over samples of the slope
 * itself: a sample leaves all histories at once, so that what its melt does to all of them alike is counted right, and
 * errors in x are too. slope/err is how sure the trend is. Number weights, the main method. At least two histories with
 * y, its error and x.
 *
 * Over loads, for each history: the same of ratio, loss, eps_inf over eps_true and poisson against the true strain,
 * from the smallest load to each larger one of its kind (at rest, or at one temperature from mean positions or
 * snapshots). All loads are of the same samples, so that the errors of these slopes are much below those of the single
 * values; where they leave zero the linear range ends.
 */
#ifndef GB_SUMMARY_TRENDS_H
#define GB_SUMMARY_TRENDS_H

#include "pool/pool.h"
#include "table/table.h"

enum trend_over { TREND_OVER_HISTORIES, TREND_OVER_LOADS, TREND_N_OVER };
enum trend_y { TREND_RATIO, TREND_LOSS, TREND_EPS_INF, TREND_POISSON, TREND_SHEAR_LOST, TRENDS_N_Y };
enum trend_x { TREND_T_F_IS, TREND_T_F, TREND_E_IS, TREND_DECADES, TREND_STRAIN, TRENDS_N_X };
extern const char *const trend_y_name[TRENDS_N_Y], *const trend_x_name[TRENDS_N_X];

struct trend_row {
    enum trend_over over;
    size_t history, load; /* of the study; history: ROWS_NO_HISTORY over the histories */
    enum trend_y y;
    enum trend_x x;
    size_t points, samples;
    struct estimate slope, span;
};
struct trend_table {
    size_t n;
    struct trend_row *row; /* owned */
};

/* What is fitted: every quantity of a history under a load, with all samples (0) and without sample k (k). */
struct trend_point {
    size_t history, load; /* of the study */
    double (*q)[Q_N];     /* [1 + samples of the study] owned */
};
struct trend_points {
    size_t n;
    struct trend_point *point;
};
void trend_points_clear(struct trend_points *p);

enum trend_column {
    TREND_COLUMN_OVER,
    TREND_COLUMN_OF,
    TREND_COLUMN_LOAD,
    TREND_COLUMN_Y,
    TREND_COLUMN_X,
    TREND_COLUMN_POINTS,
    TREND_COLUMN_SAMPLES,
    TREND_COLUMN_SLOPE,
    TREND_COLUMN_SPAN,
    TREND_N_COLUMNS
};
extern const struct table_kind trend_kind;

/* The slopes; *t is the caller's (trend_table_clear). */
void trend_table_make(struct trend_table *t, const struct trend_points *p, const struct study *s);
void trend_table_clear(struct trend_table *t);
int trend_table_write(const struct trend_table *t, const struct study *s, const char *path, struct gb_error *err);
/* GB_EINPUT with file:line. */
int trend_table_read(struct trend_table *t, const struct study *s, const char *path, struct gb_error *err);

/* A point of one history and load; q[replicates]: of the main method, number weights. */
void trend_points_add(struct trend_points *t, const struct pool *pool, double (*q)[Q_N]);

#endif

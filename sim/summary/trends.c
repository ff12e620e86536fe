/* Trends over histories and loads, see trends.h. */
#include "summary/trends.h"

#include "base/mem.h"
#include "pool/pool.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const char *const trend_y_name[TRENDS_N_Y] = {"ratio", "loss", "eps_inf_over_true", "poisson", "shear_lost"};
const char *const trend_x_name[TRENDS_N_X] = {"T_f_is", "T_f", "e_is", "decades_of_rate", "strain"};

static double y_of(const double q[Q_N], enum trend_y y) {
    switch (y) {
    case TREND_RATIO: return q[Q_RATIO];
    case TREND_LOSS: return q[Q_LOSS];
    case TREND_EPS_INF: return q[Q_EPS_INF] / q[Q_EPS_TRUE];
    case TREND_POISSON: return q[Q_POISSON];
    default: return q[Q_SHEAR_LOST];
    }
}

static double x_of(const struct study *s, const struct trend_point *p, size_t rep, enum trend_x x) {
    switch (x) {
    case TREND_T_F_IS: return p->q[rep][Q_T_F_IS];
    case TREND_T_F: return p->q[rep][Q_T_F];
    case TREND_E_IS: return p->q[rep][Q_E_IS];
    case TREND_DECADES: return log10(history_rate(s, p->history));
    default: return p->q[rep][Q_EPS_TRUE];
    }
}

void trend_points_clear(struct trend_points *p) {
    for (size_t i = 0; i < p->n; i++) free(p->point[i].q);
    free(p->point);
    *p = (struct trend_points){0};
}

void trend_points_add(struct trend_points *t, const struct pool *pool, double (*q)[Q_N]) {
    const size_t samples = pool->study->samples;
    t->point = gb_realloc(t->point, t->n + 1, sizeof *t->point);
    struct trend_point *p = &t->point[t->n++];
    *p = (struct trend_point){pool->glass->history, pool->load->load, gb_calloc(1 + samples, sizeof *p->q)};
    for (size_t k = 0; k <= samples; k++)
        memcpy(p->q[k], q[0], sizeof *p->q); /* a sample that is not kept changes nothing */
    for (size_t i = 0; i < pool->curves->n && pool->curves->n > 1; i++)
        memcpy(p->q[pool->glass->kept->sample[i]], q[1 + i], sizeof *p->q);
}

/* ---- slopes ---- */

/* Weighted least squares of n points; *range: of x, largest less smallest. NaN where x does not differ. */
static double slope_of(size_t n, const double *x, const double *y, const double *w, double *range) {
    double W = 0, X = 0, Y = 0, xx = 0, xy = 0, lo = INFINITY, hi = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        W += w[i];
        X += w[i] * x[i];
        Y += w[i] * y[i];
        lo = fmin(lo, x[i]);
        hi = fmax(hi, x[i]);
    }
    for (size_t i = 0; i < n; i++) {
        xx += w[i] * (x[i] - X / W) * (x[i] - X / W);
        xy += w[i] * (x[i] - X / W) * (y[i] - Y / W);
    }
    *range = hi - lo;
    return hi > lo ? xy / xx : NAN;
}

/* One row, through n points; false where fewer than two have what it takes. */
static bool fit(struct trend_row *r, size_t n_points, const struct trend_point *const *point, const struct study *s) {
    const size_t n_rep = s->samples > 1 ? s->samples + 1 : 1;
    double *v = GB_ARRAY(3 * n_points + 3 * n_rep, double), *x = v, *y = x + n_points, *w = y + n_points,
           *slope = w + n_points, *span = slope + n_rep, *theta = span + n_rep;
    const struct trend_point **used = GB_ARRAY(n_points, const struct trend_point *);
    size_t n = 0;
    for (size_t i = 0; i < n_points; i++) {
        for (size_t rep = 0; rep < n_rep; rep++) theta[rep] = y_of(point[i]->q[rep], r->y);
        const struct estimate e = pool_estimate(s->samples, theta);
        if (!isfinite(e.value) || !(e.err > 0) || !isfinite(x_of(s, point[i], 0, r->x))) continue;
        w[n] = 1 / (e.err * e.err);
        used[n++] = point[i];
    }
    for (size_t rep = 0; rep < n_rep && n > 1; rep++) {
        double range;
        for (size_t k = 0; k < n; k++) {
            x[k] = x_of(s, used[k], rep, r->x);
            y[k] = y_of(used[k]->q[rep], r->y);
        }
        slope[rep] = slope_of(n, x, y, w, &range);
        span[rep] = slope[rep] * range;
    }
    if (n > 1) {
        r->points = n;
        r->samples = s->samples;
        r->slope = pool_estimate(s->samples, slope);
        r->span = pool_estimate(s->samples, span);
    }
    free(used);
    free(v);
    return n > 1 && isfinite(r->slope.value);
}

static void add(struct trend_table *t, struct trend_row r, size_t n, const struct trend_point *const *point,
                const struct study *s) {
    if (!fit(&r, n, point, s)) return;
    t->row = gb_realloc(t->row, t->n + 1, sizeof *t->row);
    t->row[t->n++] = r;
}

static void over_histories(struct trend_table *t, const struct trend_points *p, const struct study *s) {
    const struct trend_point **point = GB_ARRAY(p->n, const struct trend_point *);
    for (size_t e = 0; e < s->n_loads; e++) {
        size_t n = 0;
        for (size_t i = 0; i < p->n; i++)
            if (p->point[i].load == e) point[n++] = &p->point[i];
        for (int y = 0; y < TRENDS_N_Y; y++)
            for (int x = 0; x < TREND_STRAIN; x++)
                add(t,
                    (struct trend_row){
                        .history = ROWS_NO_HISTORY, .load = e, .y = (enum trend_y)y, .x = (enum trend_x)x},
                    n, point, s);
    }
    free(point);
}

static int by_strain(const void *a, const void *b) {
    const struct trend_point *p = *(const struct trend_point *const *)a, *q = *(const struct trend_point *const *)b;
    const double x = p->q[0][Q_EPS_TRUE], y = q->q[0][Q_EPS_TRUE];
    return (x > y) - (x < y);
}

/* Are these loads of the same kind: both at rest, or at one temperature, measured alike? */
static bool alike(const struct study *s, size_t a, size_t b) {
    return s->load[a].positions == s->load[b].positions &&
           (s->load[a].positions == POSITIONS_REST || s->load[a].element == s->load[b].element);
}

static void over_loads(struct trend_table *t, const struct trend_points *p, const struct study *s, size_t h) {
    const struct trend_point **point = GB_ARRAY(p->n, const struct trend_point *);
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->point[i].history == h && isfinite(p->point[i].q[0][Q_EPS_TRUE])) point[n++] = &p->point[i];
    qsort(point, n, sizeof *point, by_strain);
    for (size_t last = 1; last < n; last++) {
        const struct trend_point **kind = GB_ARRAY(n, const struct trend_point *);
        size_t m = 0;
        for (size_t i = 0; i <= last; i++)
            if (alike(s, point[i]->load, point[last]->load)) kind[m++] = point[i];
        for (int y = 0; y < TREND_SHEAR_LOST; y++)
            add(t, (struct trend_row){TREND_OVER_LOADS, h, point[last]->load, (enum trend_y)y, .x = TREND_STRAIN}, m,
                kind, s);
        free(kind);
    }
    free(point);
}

void trend_table_make(struct trend_table *t, const struct trend_points *p, const struct study *s) {
    *t = (struct trend_table){0};
    over_histories(t, p, s);
    for (size_t h = 0; h < study_n_histories(s); h++) over_loads(t, p, s, h);
}

void trend_table_clear(struct trend_table *t) {
    free(t->row);
    *t = (struct trend_table){0};
}

/* ---- the table ---- */

static const char *const over_name[TREND_N_OVER] = {"histories", "loads"};

#define AT(field) offsetof(struct trend_row, field)
#define CHOICE(field, name, n) .kind = COLUMN_CHOICE, .offset = AT(field), .word = name, .n_words = n
#define ESTIMATE .kind = COLUMN_ESTIMATE, .digits = 9, .err_digits = 3
static const struct column column[TREND_N_COLUMNS] = {
    [TREND_COLUMN_OVER] = {.name = "over", CHOICE(over, over_name, TREND_N_OVER)},
    [TREND_COLUMN_OF] = {.name = "of",
                         .sentence = "the history whose loads they are, or -",
                         .kind = COLUMN_HISTORY_OR_NONE,
                         .offset = AT(history)},
    [TREND_COLUMN_LOAD] = {.name = "load",
                           .sentence = "the load, or the largest of those that the slope is over",
                           .kind = COLUMN_LOAD,
                           .offset = AT(load)},
    [TREND_COLUMN_Y] = {.name = "y", .sentence = "without a unit", CHOICE(y, trend_y_name, TRENDS_N_Y)},
    [TREND_COLUMN_X] = {.name = "x", CHOICE(x, trend_x_name, TRENDS_N_X)},
    [TREND_COLUMN_POINTS] = {.name = "points", .kind = COLUMN_COUNT, .hi = SIZE_MAX, .offset = AT(points)},
    [TREND_COLUMN_SAMPLES] = {.name = "samples", .kind = COLUMN_SAMPLES, .offset = AT(samples)},
    [TREND_COLUMN_SLOPE] = {.name = "slope", ESTIMATE, .offset = AT(slope)},
    [TREND_COLUMN_SPAN] = {.name = "span",
                           .symbol = "change over the range",
                           .sentence = "slope times the range of x, with its sign",
                           ESTIMATE,
                           .offset = AT(span)},
};
#undef AT
#undef CHOICE
#undef ESTIMATE

/* A history where they are loads, and as many points as there are. */
static const struct column *wrong(const void *row, const struct study *s) {
    const struct trend_row *r = row;
    const bool loads = r->over == TREND_OVER_LOADS;
    if (loads != (r->history != ROWS_NO_HISTORY)) return &column[TREND_COLUMN_OF];
    return r->points > (loads ? s->n_loads : study_n_histories(s)) ? &column[TREND_COLUMN_POINTS] : NULL;
}

const struct table_kind trend_kind = {
    .of = "trends",
    .title =
        "Trends over histories, and over loads from the smallest to `load`: slope of y on x, and what it makes over "
        "their range of x",
    .row_size = sizeof(struct trend_row),
    .n = TREND_N_COLUMNS,
    .column = column,
    .wrong = wrong};

int trend_table_write(const struct trend_table *t, const struct study *s, const char *path, struct gb_error *err) {
    char *note = gb_format("# x: T_f, T_f_is %s, e_is %s, decades of the cooling rate, true strain\n"
                           "# errors: delete-one jackknife, a sample leaving all histories and loads at once\n",
                           model_unit(s->model, MODEL_TEMPERATURE), model_unit(s->model, MODEL_ENERGY));
    const int rc = table_write(&trend_kind, s, t->row, t->n, note, path, err);
    free(note);
    return rc;
}

int trend_table_read(struct trend_table *t, const struct study *s, const char *path, struct gb_error *err) {
    struct table read;
    const int rc = table_read(&read, &trend_kind, s, NULL, path, err);
    *t = (struct trend_table){read.n, read.row};
    return rc;
}

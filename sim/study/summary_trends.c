/* Trends over the histories, see summary_trends.h. */
#include "study/summary_trends.h"

#include "base/file.h"
#include "study/summary_parts.h"
#include "study/summary_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const trend_y_name[TRENDS_N_Y] = {"ratio", "loss", "shear_lost", "eps_inf_over_true", "poisson"};
const char *const trend_x_name[TRENDS_N_X] = {"T_f_is", "T_f", "e_is", "decades_of_rate"};

static double y_of(const double q[SUM_N_QUANTITIES], int y) {
    switch (y) {
    case 0: return q[SUM_RATIO];
    case 1: return q[SUM_LOSS];
    case 2: return q[SUM_SHEAR_LOST];
    case 3: return q[SUM_EPS_INF] / q[SUM_EPS_TRUE];
    default: return q[SUM_POISSON];
    }
}

static double x_of(const struct study *s, const struct trend_point *p, size_t rep, int x) {
    switch (x) {
    case 0: return p->q[rep][SUM_T_F_IS];
    case 1: return p->q[rep][SUM_T_F];
    case 2: return p->q[rep][SUM_E_IS];
    default: return log10(history_rate(s, p->history));
    }
}

void trend_points_clear(struct trend_points *p) {
    for (size_t i = 0; i < p->n; i++) free(p->point[i].q);
    free(p->point);
    *p = (struct trend_points){0};
}

void sum_add_trend_point(struct trend_points *t, const struct sum_context *x, double (*q)[SUM_N_QUANTITIES]) {
    const size_t samples = x->s->samples;
    t->point = gb_realloc(t->point, t->n + 1, sizeof *t->point);
    struct trend_point *p = &t->point[t->n++];
    *p = (struct trend_point){x->h->at, x->l->label, gb_calloc(1 + samples, sizeof *p->q)};
    for (size_t k = 0; k <= samples; k++)
        memcpy(p->q[k], q[0], sizeof *p->q); /* a sample that is not kept changes nothing */
    for (size_t i = 0; i < x->c->n && x->c->n > 1; i++) memcpy(p->q[x->h->kept->sample[i]], q[1 + i], sizeof *p->q);
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

/* One row; false where fewer than two histories have what it takes. */
static bool fit(struct trend_row *r, const struct trend_points *p, const struct study *s) {
    const size_t n_rep = s->samples > 1 ? s->samples + 1 : 1;
    double *v = GB_ARRAY(3 * p->n + 2 * n_rep, double), *x = v, *y = x + p->n, *w = y + p->n, *slope = w + p->n,
           *span = slope + n_rep;
    size_t *of = GB_ARRAY(p->n, size_t), n = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (strcmp(p->point[i].load, r->load) != 0) continue;
        double *theta = GB_ARRAY(n_rep, double);
        for (size_t rep = 0; rep < n_rep; rep++) theta[rep] = y_of(p->point[i].q[rep], r->y);
        const struct estimate e = sum_estimate(s->samples, theta);
        free(theta);
        if (!isfinite(e.value) || !(e.err > 0) || !isfinite(x_of(s, &p->point[i], 0, r->x))) continue;
        w[n] = 1 / (e.err * e.err);
        of[n++] = i;
    }
    for (size_t rep = 0; rep < n_rep && n > 1; rep++) {
        double range;
        for (size_t k = 0; k < n; k++) {
            x[k] = x_of(s, &p->point[of[k]], rep, r->x);
            y[k] = y_of(p->point[of[k]].q[rep], r->y);
        }
        slope[rep] = slope_of(n, x, y, w, &range);
        span[rep] = slope[rep] * range;
    }
    if (n > 1) {
        r->histories = n;
        r->samples = s->samples;
        r->slope = sum_estimate(s->samples, slope);
        r->span = sum_estimate(s->samples, span);
    }
    free(of);
    free(v);
    return n > 1 && isfinite(r->slope.value);
}

void trend_table_make(struct trend_table *t, const struct trend_points *p, const struct study *s) {
    *t = (struct trend_table){0};
    for (size_t e = 0; e < s->n_strains; e++) {
        for (int y = 0; y < TRENDS_N_Y; y++) {
            for (int x = 0; x < TRENDS_N_X; x++) {
                struct trend_row r = {.load = s->strain_label[e], .y = y, .x = x};
                if (!fit(&r, p, s)) continue;
                t->row = gb_realloc(t->row, t->n + 1, sizeof *t->row);
                t->row[t->n++] = r;
            }
        }
    }
}

void trend_table_clear(struct trend_table *t) {
    free(t->row);
    *t = (struct trend_table){0};
}

/* ---- the file ---- */

static const char header[] = "# load\ty\tx\thistories\tsamples\tslope\tslope_err\tspan\tspan_err";

int trend_table_write(const struct trend_table *t, const struct study *s, const char *path, struct gb_error *err) {
    struct gb_text b = {0};
    gb_text_add(&b,
                "# Trends over the histories: slope of y on x, and what it makes over their range of x\n"
                "# study: %s\n# glassbed: %s\n# model: %s\n# units: T_f %s, e_is %s; y without units\n"
                "# errors: delete-one jackknife, a sample leaving all histories at once\n%s\n",
                s->name, GB_VERSION, s->model->name, model_unit(s->model, MODEL_TEMPERATURE),
                model_unit(s->model, MODEL_ENERGY), header);
    for (size_t i = 0; i < t->n; i++) {
        const struct trend_row *r = &t->row[i];
        gb_text_add(&b, "%s\t%s\t%s\t%zu\t%zu", r->load, trend_y_name[r->y], trend_x_name[r->x], r->histories,
                    r->samples);
        rows_add_estimate(&b, r->slope, 9, 3);
        rows_add_estimate(&b, r->span, 9, 3);
        gb_text_add(&b, "\n");
    }
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    return rc;
}

int trend_table_read(struct trend_table *t, const struct study *s, const char *path, struct gb_error *err) {
    struct summary_rows rows;
    *t = (struct trend_table){0};
    rows_open(&rows, s, "trends", gb_strdup(header), path, err);
    while (rows_next(&rows)) {
        t->row = rows_grow(t->row, &t->n, sizeof *t->row);
        struct trend_row *r = &t->row[t->n - 1];
        r->load = rows_load(&rows);
        r->y = rows_word(&rows, TRENDS_N_Y, trend_y_name);
        r->x = rows_word(&rows, TRENDS_N_X, trend_x_name);
        r->histories = rows_count(&rows, 0, study_n_histories(s));
        r->samples = rows_count(&rows, 0, s->samples);
        r->slope = rows_estimate(&rows);
        r->span = rows_estimate(&rows);
    }
    const int rc = rows_close(&rows);
    if (rc != GB_OK) trend_table_clear(t);
    return rc;
}

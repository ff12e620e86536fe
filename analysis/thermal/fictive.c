/* Fictive temperature, see fictive.h. O(n). */
#include "thermal/fictive.h"

#include "base/mem.h"

#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdlib.h>

struct line {
    double slope, intercept;
    size_t n;
};

static int check_windows(const struct fictive_windows *w, struct gb_error *err) {
    if (w->glass_lo < w->glass_hi && w->glass_hi <= w->liquid_lo && w->liquid_lo < w->liquid_hi) return GB_OK;
    return gb_fail(
        err, GB_EINPUT,
        "temperature windows: glass %g to %g, liquid %g to %g; each must rise, and the glass must end where the "
        "liquid begins or below",
        w->glass_lo, w->glass_hi, w->liquid_lo, w->liquid_hi);
}

/* Least-squares line over the finite points with lo <= T <= hi. x, y: room for n doubles. */
static int fit_points(struct line *line, const char *name, size_t n, const double *T, const double *h, double lo,
                      double hi, double *x, double *y, struct gb_error *err) {
    size_t m = 0;
    double first = 0, last = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(T[i]) || !isfinite(h[i]) || T[i] < lo || T[i] > hi) continue;
        if (m == 0) first = last = T[i];
        first = fmin(first, T[i]);
        last = fmax(last, T[i]);
        x[m] = T[i];
        y[m++] = h[i];
    }
    if (m < 3)
        return gb_fail(err, GB_EFAIL,
                       "the %s window, T = %g to %g, holds %zu points of the cooling curve; at least 3 are needed",
                       name, lo, hi, m);
    if (!(last - first > 1e-9 * fabs(last)))
        return gb_fail(err, GB_EFAIL, "the %s window, T = %g to %g: all %zu points are at T = %g; a line needs a range",
                       name, lo, hi, m, first);
    /* about the first point: h is large against its change */
    const double T0 = x[0], h0 = y[0];
    for (size_t i = 0; i < m; i++) x[i] -= T0, y[i] -= h0;
    double at_T0, cov00, cov01, cov11, sumsq;
    gsl_fit_linear(x, 1, y, 1, m, &at_T0, &line->slope, &cov00, &cov01, &cov11, &sumsq);
    line->intercept = h0 + at_T0 - line->slope * T0;
    line->n = m;
    return GB_OK;
}

static int fit_line(struct line *line, const char *name, const struct fictive_curve *c, double lo, double hi,
                    struct gb_error *err) {
    double *x = GB_ARRAY(c->n, double), *y = GB_ARRAY(c->n, double);
    int rc = fit_points(line, name, c->n, c->T, c->h, lo, hi, x, y, err);
    free(x);
    free(y);
    return rc;
}

static int cross(const struct line *glass, const struct line *liquid, const struct fictive_windows *w,
                 struct fictive_result *res, struct gb_error *err) {
    const double turn = liquid->slope - glass->slope;
    if (!(fabs(turn) > 1e-9 * (fabs(liquid->slope) + fabs(glass->slope))))
        return gb_fail(err, GB_EFAIL,
                       "glass and liquid lines are parallel (slope %g): no fictive temperature; change the windows",
                       glass->slope);
    const double T_f = (glass->intercept - liquid->intercept) / turn;
    if (!(T_f > w->glass_lo && T_f < w->liquid_hi))
        return gb_fail(
            err, GB_EFAIL,
            "glass line (slope %g) and liquid line (slope %g) cross at T = %g, outside %g to %g; change the windows",
            glass->slope, liquid->slope, T_f, w->glass_lo, w->liquid_hi);
    *res = (struct fictive_result){T_f,           glass->slope * T_f + glass->intercept,
                                   glass->slope,  glass->intercept,
                                   liquid->slope, liquid->intercept,
                                   glass->n,      liquid->n};
    return GB_OK;
}

int fictive_temperature(const struct fictive_curve *glass, const struct fictive_curve *liquid,
                        const struct fictive_windows *w, struct fictive_result *res, struct gb_error *err) {
    struct line g = {0}, l = {0};
    int rc = check_windows(w, err);
    if (rc == GB_OK) rc = fit_line(&g, "glass", glass, w->glass_lo, w->glass_hi, err);
    if (rc == GB_OK) rc = fit_line(&l, "liquid", liquid, w->liquid_lo, w->liquid_hi, err);
    return rc == GB_OK ? cross(&g, &l, w, res, err) : rc;
}

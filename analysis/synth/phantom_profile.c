/* Strain profiles of phantoms, see phantom_profile.h. */
#include "synth/phantom_profile.h"

#include "base/mem.h"

#include <gsl/gsl_spline.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_name[PHANTOM_N_KINDS] = {"affine", "first-shell", "smooth", "table"};

struct phantom_table {
    size_t n;
    double *R, *eps;
    gsl_spline *spline;
};

const char *phantom_kind_name(enum phantom_kind kind) { return kind_name[kind]; }

enum phantom_kind phantom_kind_find(const char *name) {
    int k = 0;
    while (k < PHANTOM_N_KINDS && strcmp(name, kind_name[k]) != 0) k++;
    return (enum phantom_kind)k;
}

int phantom_profile_table(struct phantom_profile *p, size_t n, const double *R, const double *eps,
                          struct gb_error *err) {
    *p = (struct phantom_profile){.kind = PHANTOM_TABLE};
    if (n < 3) return gb_fail(err, GB_EINPUT, "%zu points of eps(R): at least 3 are needed", n);
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(R[i]) || !isfinite(eps[i]) || R[i] < 0)
            return gb_fail(err, GB_EINPUT, "point %zu of eps(R), R = %g, eps = %g: both must be finite, R 0 or more",
                           i + 1, R[i], eps[i]);
        if (i > 0 && !(R[i] > R[i - 1]))
            return gb_fail(err, GB_EINPUT, "point %zu of eps(R): R = %g does not lie beyond %g; sort the table", i + 1,
                           R[i], R[i - 1]);
    }
    struct phantom_table *t = GB_NEW(struct phantom_table);
    t->n = n;
    t->R = GB_ARRAY(n, double);
    t->eps = GB_ARRAY(n, double);
    memcpy(t->R, R, n * sizeof *R);
    memcpy(t->eps, eps, n * sizeof *eps);
    t->spline = gsl_spline_alloc(gsl_interp_steffen, n);
    gsl_spline_init(t->spline, R, eps, n);
    p->table = t;
    p->eps_1 = eps[0];
    p->eps_inf = eps[n - 1];
    return GB_OK;
}

void phantom_profile_clear(struct phantom_profile *p) {
    if (p->table) {
        gsl_spline_free(p->table->spline);
        free(p->table->R);
        free(p->table->eps);
        free(p->table);
    }
    *p = (struct phantom_profile){0};
}

static double table_eps(const struct phantom_table *t, double R, double *slope) {
    if (slope) *slope = 0;
    if (R <= t->R[0]) return t->eps[0];
    if (R >= t->R[t->n - 1]) return t->eps[t->n - 1];
    if (slope) *slope = gsl_spline_eval_deriv(t->spline, R, NULL);
    return gsl_spline_eval(t->spline, R, NULL);
}

double phantom_eps(const struct phantom_profile *p, double R, double *slope) {
    if (p->kind == PHANTOM_TABLE) return table_eps(p->table, R, slope);
    if (p->kind == PHANTOM_AFFINE) {
        if (slope) *slope = 0;
        return p->eps_inf;
    }
    const double u = (R - p->r_switch) / p->width, rise = p->eps_inf - p->eps_1;
    if (slope) *slope = rise * exp(-u * u / 2) / (sqrt(2 * M_PI) * p->width);
    return p->eps_1 + rise * 0.5 * erfc(-u / sqrt(2));
}

void phantom_eps_range(const struct phantom_profile *p, double *lo, double *hi) {
    *lo = *hi = p->eps_inf;
    if (p->kind == PHANTOM_FIRST_SHELL || p->kind == PHANTOM_SMOOTH) {
        *lo = fmin(*lo, p->eps_1);
        *hi = fmax(*hi, p->eps_1);
    }
    for (size_t i = 0; p->kind == PHANTOM_TABLE && i < p->table->n; i++) { /* the cubic does not overshoot */
        *lo = fmin(*lo, p->table->eps[i]);
        *hi = fmax(*hi, p->table->eps[i]);
    }
}

/* det dr/dR over that of the diagonal part is 1 + R e' [nu (1 - x^2)/(1 + nu e) - x^2/(1 - e)], x = cos of R's angle:
 * linear in x^2, so its least value is at an end. */
static double least_factor(const struct phantom_profile *p, double nu, double R) {
    double slope;
    const double e = phantom_eps(p, R, &slope);
    return 1 + R * slope * (slope > 0 ? fmin(nu / (1 + nu * e), -1 / (1 - e)) : fmax(nu / (1 + nu * e), -1 / (1 - e)));
}

static void lower(const struct phantom_profile *p, double nu, double R, double *worst, double *where) {
    const double f = least_factor(p, nu, R);
    if (f < *worst) *worst = f, *where = R;
}

/* The distance over which eps(R) may change. */
static double detail(const struct phantom_profile *p, double r_max) {
    double least = r_max / 100;
    if (p->kind == PHANTOM_FIRST_SHELL || p->kind == PHANTOM_SMOOTH) least = fmin(least, p->width);
    for (size_t i = 1; p->kind == PHANTOM_TABLE && i < p->table->n; i++)
        least = fmin(least, p->table->R[i] - p->table->R[i - 1]);
    return least;
}

static int check_numbers(const struct phantom_profile *p, double nu, struct gb_error *err) {
    double lo, hi;
    if (!(nu > -1 && nu <= 0.5)) return gb_fail(err, GB_EINPUT, "Poisson's ratio %g: allowed are -1 to 0.5", nu);
    if ((p->kind == PHANTOM_FIRST_SHELL || p->kind == PHANTOM_SMOOTH) &&
        !(p->width > 0 && p->r_switch > 0 && isfinite(p->r_switch) && isfinite(p->width)))
        return gb_fail(err, GB_EINPUT, "a step of eps(R) at %g of width %g: both must be above 0", p->r_switch,
                       p->width);
    phantom_eps_range(p, &lo, &hi);
    if (!(fmax(fabs(lo), fabs(hi)) <= PHANTOM_MAX_STRAIN))
        return gb_fail(err, GB_EINPUT, "strains from %g to %g: allowed are up to %g either way", lo, hi,
                       PHANTOM_MAX_STRAIN);
    return GB_OK;
}

int phantom_check_map(const struct phantom_profile *p, double nu, double r_max, struct gb_error *err) {
    int rc = check_numbers(p, nu, err);
    if (rc != GB_OK) return rc;
    if (!(r_max > 0) || !isfinite(r_max)) return gb_fail(err, GB_EINPUT, "r up to %g: must be above 0", r_max);
    const double fine = fmax(detail(p, r_max) / 20, r_max / 1e6);
    const bool step = p->kind == PHANTOM_FIRST_SHELL || p->kind == PHANTOM_SMOOTH;
    double worst = INFINITY, where = 0;
    for (double R = 0; R <= r_max; R += fine) lower(p, nu, R, &worst, &where);
    for (int i = -60; step && i <= 60; i++) { /* however narrow */
        const double R = p->r_switch + 0.1 * i * p->width;
        if (R >= 0 && R <= r_max) lower(p, nu, R, &worst, &where);
    }
    if (worst > 0) return GB_OK;
    return gb_fail(
        err, GB_EINPUT,
        "eps(R) changes so fast at R = %.4g that the map of pairs folds over itself (det dr/dR = %.2g times that "
        "of a constant strain); use a smaller strain, a smaller ratio or a wider step",
        where, worst);
}

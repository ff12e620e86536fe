/* The equilibrium line, see equilibrium.h. O(n). */
#include "thermal/equilibrium.h"

#include "base/mem.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_multifit.h>
#include <math.h>
#include <stdlib.h>

static const double reject = 0.01; /* probability of chi^2 below which degree 1 is not the form */

/* Points ---------------------------------------------------------------------------------------------------------- */

static double mean(size_t n, const double *v) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += v[i];
    return sum / (double)n;
}

static double scatter(size_t n, const double *v) {
    double about = mean(n, v), sum = 0;
    for (size_t i = 0; i < n; i++) sum += (v[i] - about) * (v[i] - about);
    return sum;
}

void equilibrium_judge(const struct equilibrium_runs *r, struct equilibrium_point *p) {
    const size_t n = r->samples, m = r->snapshots, half = m / 2;
    double *e = GB_ARRAY(2 * n, double), *drift = e + n, square = 0, within = 0; /* about the mean, and of halves */
    for (size_t k = 0; k < n; k++) {
        const double *v = r->e + k * m, *second = v + m - half;
        e[k] = mean(m, v);
        drift[k] = mean(half, second) - mean(half, v);
        square += scatter(m, v);
        within += scatter(half, v) + scatter(half, second);
    }
    within /= 2 * (double)(n * (half - 1));
    *p = (struct equilibrium_point){.T = r->T, .e = jackknife_mean(n, e), .drift = jackknife_mean(n, drift)};
    p->spread = sqrt(square / (double)(n * (m - 1)));
    p->overlap = mean(n, r->overlap);
    const double e_least = p->spread / sqrt((double)(n * m)), drift_least = sqrt(2 * within / (double)(n * half));
    p->e.err = fmax(n > 1 ? p->e.err : fabs(p->drift.value) / 2, e_least);
    p->drift.err = fmax(n > 1 ? p->drift.err : 0, drift_least);
    if (!isfinite(p->e.value) || !(p->e.err > 0))
        p->fault = EQUILIBRIUM_GAPS;
    else if (!(p->overlap <= EQUILIBRIUM_OVERLAP))
        p->fault = EQUILIBRIUM_STUCK;
    else if (fabs(p->drift.value) > EQUILIBRIUM_DRIFT * p->drift.err)
        p->fault = EQUILIBRIUM_DRIFTS;
    free(e);
}

/* The line ---------------------------------------------------------------------------------------------------------*/

static double value_at(const struct equilibrium_line *l, double x) { return l->a[0] + x * (l->a[1] + x * l->a[2]); }
static double slope_at(const struct equilibrium_line *l, double x) { return l->a[1] + 2 * x * l->a[2]; }
static double error_at(const struct equilibrium_line *l, double x) {
    const double power[3] = {1, x, x * x};
    double square = 0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) square += power[i] * power[j] * l->covariance[i][j];
    return sqrt(square);
}

static void fit_degree(struct equilibrium_line *l, int degree, size_t n, const double *T, const struct estimate *e) {
    const size_t m = (size_t)degree + 1;
    gsl_matrix *X = gsl_matrix_alloc(n, m), *cov = gsl_matrix_alloc(m, m);
    gsl_vector *w = gsl_vector_alloc(n), *y = gsl_vector_alloc(n), *a = gsl_vector_alloc(m);
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(n, m);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < m; j++) gsl_matrix_set(X, i, j, pow(1 / T[i] - l->x_mid, (double)j));
        gsl_vector_set(w, i, 1 / (e[i].err * e[i].err));
        gsl_vector_set(y, i, e[i].value - e[0].value); /* energies are large against their differences */
    }
    gsl_multifit_wlinear(X, w, y, a, cov, &l->chi2, work);
    l->degree = degree;
    const double dof = (double)n - (double)m;
    l->p = dof > 0 ? gsl_cdf_chisq_Q(l->chi2, dof) : NAN;
    const double scale = dof > 0 ? fmax(1, l->chi2 / dof) : 1;
    for (size_t i = 0; i < 3; i++) {
        l->a[i] = i < m ? gsl_vector_get(a, i) : 0;
        for (size_t j = 0; j < 3; j++) l->covariance[i][j] = i < m && j < m ? scale * gsl_matrix_get(cov, i, j) : 0;
    }
    l->a[0] += e[0].value;
    gsl_multifit_linear_free(work);
    gsl_vector_free(a);
    gsl_vector_free(y);
    gsl_vector_free(w);
    gsl_matrix_free(cov);
    gsl_matrix_free(X);
}

/* e_IS falls with 1/T over all the points. */
static bool falls(const struct equilibrium_line *l) {
    return slope_at(l, 1 / l->T_lo - l->x_mid) < 0 && slope_at(l, 1 / l->T_hi - l->x_mid) < 0;
}

static int check_points(struct equilibrium_line *l, size_t n, const double *T, const struct estimate *e,
                        struct gb_error *err) {
    *l = (struct equilibrium_line){.n = n, .T_lo = INFINITY, .T_hi = 0};
    for (size_t i = 0; i < n; i++) {
        if (!(T[i] > 0) || !isfinite(T[i]) || !isfinite(e[i].value) || !(e[i].err > 0) || !isfinite(e[i].err))
            return gb_fail(err, GB_EFAIL,
                           "a point of the equilibrium line is T = %g, e_IS = %.9g, error %g; allowed: finite numbers, "
                           "T and the error more than 0",
                           T[i], e[i].value, e[i].err);
        l->T_lo = fmin(l->T_lo, T[i]);
        l->T_hi = fmax(l->T_hi, T[i]);
        l->x_mid += 1 / T[i] / (double)n;
    }
    if (n >= 2 && l->T_hi - l->T_lo > 1e-9 * l->T_hi) return GB_OK;
    return gb_fail(err, GB_EFAIL, "the equilibrium line has %zu point%s at %s; at least two temperatures are needed", n,
                   n == 1 ? "" : "s", n > 1 ? "one temperature" : "all");
}

int equilibrium_fit(struct equilibrium_line *line, size_t n, const double *T, const struct estimate *e,
                    struct gb_error *err) {
    int rc = check_points(line, n, T, e, err);
    if (rc != GB_OK) return rc;
    fit_degree(line, 1, n, T, e);
    if (n >= 4 && line->p < reject) {
        struct equilibrium_line curved = *line;
        fit_degree(&curved, 2, n, T, e);
        if (falls(&curved)) *line = curved;
    }
    if (falls(line)) return GB_OK;
    return gb_fail(err, GB_EFAIL,
                   "the equilibrium line does not rise with T: e_IS = %.6g at T = %g, %.6g at %g; longer runs, or "
                   "temperatures further apart, are needed",
                   equilibrium_energy(line, line->T_lo).value, line->T_lo, equilibrium_energy(line, line->T_hi).value,
                   line->T_hi);
}

struct estimate equilibrium_energy(const struct equilibrium_line *line, double T) {
    if (!(T > 0)) return (struct estimate){NAN, NAN};
    const double x = 1 / T - line->x_mid;
    return (struct estimate){value_at(line, x), error_at(line, x)};
}

/* x at which the falling branch of the line is at e; NaN when it never is. */
static double solve(const struct equilibrium_line *l, double e) {
    const double c = l->a[0] - e, b = l->a[1], a = l->a[2];
    if (a == 0) return -c / b;
    const double discriminant = b * b - 4 * a * c;
    /* the root at which b + 2 a x = -sqrt(discriminant) < 0, without the difference of near numbers */
    return discriminant < 0 ? NAN : b < 0 ? 2 * c / (-b + sqrt(discriminant)) : (-b - sqrt(discriminant)) / (2 * a);
}

int equilibrium_invert(const struct equilibrium_line *line, struct estimate e, struct estimate *T_f, bool *extrapolated,
                       struct gb_error *err) {
    *T_f = (struct estimate){NAN, NAN};
    *extrapolated = false;
    if (!isfinite(e.value)) return gb_fail(err, GB_EFAIL, "the glass has no inherent-structure energy");
    const double x = solve(line, e.value), slope = slope_at(line, x), inverse = x + line->x_mid;
    const double lo = equilibrium_energy(line, line->T_lo).value, hi = equilibrium_energy(line, line->T_hi).value;
    if (!isfinite(x) || !(slope < 0) || !(inverse > 0))
        return gb_fail(err, GB_EFAIL,
                       "the equilibrium line (degree %d, e_IS %.6g to %.6g at T = %g to %g) never has the glass's "
                       "e_IS = %.6g",
                       line->degree, lo, hi, line->T_lo, line->T_hi, e.value);
    T_f->value = 1 / inverse;
    T_f->err = T_f->value * T_f->value * hypot(e.err, error_at(line, x)) / -slope;
    *extrapolated = T_f->value < line->T_lo * (1 - 1e-12) || T_f->value > line->T_hi * (1 + 1e-12);
    return GB_OK;
}

/* Delete-one jackknife, see jackknife.h (Efron & Stein 1981). O(n). */
#include "strain/jackknife.h"

#include <gsl/gsl_cdf.h>

#include <math.h>

struct estimate jackknife(size_t n, double theta_all, const double *theta) {
    struct estimate e = {theta_all, NAN};
    if (n < 2) return e;
    double mean = 0, sum = 0;
    for (size_t i = 0; i < n; i++) mean += theta[i] / (double)n;
    for (size_t i = 0; i < n; i++) sum += (theta[i] - mean) * (theta[i] - mean);
    e.err = sqrt((double)(n - 1) / (double)n * sum);
    return e;
}

/* Without sample `left_out` (n: with all). The pseudo-values' spread is n-1 times that of theta. */
static double scatter_of(size_t n, size_t n_sets, const double *theta, size_t left_out) {
    const double m = (double)(left_out < n ? n - 1 : n);
    double sum = 0;
    for (size_t s = 0; s < n_sets; s++) {
        const double *t = theta + s * n;
        double mean = 0;
        for (size_t i = 0; i < n; i++) mean += i == left_out ? 0 : t[i] / m;
        for (size_t i = 0; i < n; i++) sum += i == left_out ? 0 : (t[i] - mean) * (t[i] - mean);
    }
    return (double)(n - 1) * sqrt(sum / ((double)n_sets * (m - 1)));
}

struct estimate jackknife_scatter(size_t n, size_t n_sets, const double *theta) {
    struct estimate e = {NAN, NAN};
    if (n < 2) return e;
    e.value = scatter_of(n, n_sets, theta, n);
    if (n < 3) return e;
    double mean = 0, sum = 0;
    for (size_t i = 0; i < n; i++) mean += scatter_of(n, n_sets, theta, i) / (double)n;
    for (size_t i = 0; i < n; i++) {
        const double d = scatter_of(n, n_sets, theta, i) - mean;
        sum += d * d;
    }
    e.err = sqrt((double)(n - 1) / (double)n * sum);
    return e;
}

struct estimate jackknife_mean(size_t n, const double *x) {
    struct estimate e = {NAN, NAN};
    if (n == 0) return e;
    double mean = 0, sum = 0;
    for (size_t i = 0; i < n; i++) mean += x[i] / (double)n;
    for (size_t i = 0; i < n; i++) sum += (x[i] - mean) * (x[i] - mean);
    e.value = mean;
    if (n > 1) e.err = sqrt(sum / ((double)(n - 1) * (double)n));
    return e;
}

double jackknife_chance(struct estimate e, double expected, size_t n) {
    const double off = fabs(e.value - expected);
    if (n < 2 || !isfinite(off) || !isfinite(e.err)) return NAN;
    if (!(e.err > 0)) return off > 0 ? 0 : 1;
    return 2 * gsl_cdf_tdist_Q(off / e.err, (double)(n - 1));
}

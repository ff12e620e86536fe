/* Delete-one jackknife, see jackknife.h (Efron & Stein 1981). O(n). */
#include "strain/jackknife.h"

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

/* Delete-one jackknife over independent samples: value = estimate on all; err^2 = (n-1)/n sum (theta_i - mean)^2.
 * With one sample the error is NaN.
 */
#ifndef GB_STRAIN_JACKKNIFE_H
#define GB_STRAIN_JACKKNIFE_H

#include <stddef.h>

struct estimate {
    double value, err;
};

/* theta_all: the estimate from all samples; theta[i]: with sample i left out. Any NaN among theta gives a NaN error. */
struct estimate jackknife(size_t n, double theta_all, const double *theta);
/* Mean and standard error of n values (the jackknife of a mean). */
struct estimate jackknife_mean(size_t n, const double *x);

#endif

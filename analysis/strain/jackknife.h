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
/* The scatter of one sample that a jackknife stands for: the standard deviation of its pseudo-values n theta_all -
 * (n-1) theta[i], so that the error of a pool of m samples is scatter/sqrt(m) (at m = n: jackknife()'s own). It is that
 * of the statistic as it is used, on pools; a single sample's value may be biased, or not exist. theta: n_sets sets of
 * n, one after the other, of statistics that scatter alike (three axes): their mean square is taken. err: delete-one
 * jackknife over the samples, of all sets at once; it knows of heavy tails. NaN below 2 samples, its error below 3. */
struct estimate jackknife_scatter(size_t n, size_t n_sets, const double *theta);
/* Mean and standard error of n values (the jackknife of a mean). */
struct estimate jackknife_mean(size_t n, const double *x);
/* The probability, both ways, that an estimate on n samples lies by as many of its errors from `expected` as this one
 * does, where that is the truth and samples scatter normally: Student's t with n-1 degrees of freedom. Three errors:
 * 0.3 % for many samples, 10 % for three. NaN without an error. */
double jackknife_chance(struct estimate e, double expected, size_t n);

#endif

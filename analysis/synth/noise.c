/* Random numbers of synthetic data, see noise.h. */
#include "synth/noise.h"

#include "base/random.h"

#include <math.h>

uint64_t noise_stream(uint64_t seed, uint64_t a, uint64_t b) {
    uint64_t state = seed;
    state = random_next(&state) ^ a;
    state = random_next(&state) ^ b;
    return random_next(&state);
}

static double poisson_small(uint64_t *state, double mean) {
    const double end = exp(-mean);
    double k = 0;
    for (double p = random_uniform(state); p > end; p *= random_uniform(state)) k++;
    return k;
}

/* ln k!, k >= 0, to 1e-9: what the acceptance needs. */
static double log_factorial(double k) {
    static const double small[] = {0,
                                   0,
                                   0.69314718055994531,
                                   1.79175946922805500,
                                   3.17805383034794562,
                                   4.78749174278204599,
                                   6.57925121201010100,
                                   8.52516136106541430};
    if (k < 8) return small[(int)k];
    const double n = k + 1, n2 = n * n;
    return (n - 0.5) * log(n) - n + 0.918938533204672742 + (1 - (1 - 2 / (7 * n2)) / (30 * n2)) / (12 * n);
}

double noise_poisson(uint64_t *state, double mean) {
    if (mean < 10) return poisson_small(state, mean);
    const double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2);
    const double log_mean = log(mean);
    for (;;) {
        const double u = random_uniform(state) - 0.5, v = random_uniform(state), us = 0.5 - fabs(u);
        const double k = floor((2 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= v_r) return k;
        if (k < 0 || (us < 0.013 && v > us)) continue;
        if (log(v * inverse_alpha / (a / (us * us) + b)) <= k * log_mean - mean - log_factorial(k)) return k;
    }
}

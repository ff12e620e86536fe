/* Random numbers that repeat on every machine: splitmix64 (Steele, Lea, Flood 2014); normal ones by Box and Muller. The
 * state is one number, any number. */
#ifndef GB_BASE_RANDOM_H
#define GB_BASE_RANDOM_H

#include <math.h>
#include <stdint.h>

static inline uint64_t random_next(uint64_t *state) {
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Uniform in 0..n-1; the bias of the remainder is below n/2^64. */
static inline uint64_t random_below(uint64_t *state, uint64_t n) { return random_next(state) % n; }

/* In (0, 1), never an end. */
static inline double random_uniform(uint64_t *state) { return ((double)(random_next(state) >> 12) + 0.5) * 0x1p-52; }

/* Mean 0, variance 1. */
static inline double random_normal(uint64_t *state) {
    const double r = sqrt(-2 * log(random_uniform(state)));
    return r * cos(2 * M_PI * random_uniform(state));
}

#endif

/* Random numbers of synthetic data: streams (base/random.h) that depend on a seed and on what they are for (a frame, a
 * row, a sector), never on the order or the threads in which they are drawn. Poisson counts exactly: by products of
 * uniforms below a mean of 10, above by Hoermann's transformed rejection (PTRS; Insurance: Math. and Econ. 12, 39
 * (1993)), about 40 ns each.
 */
#ifndef GB_SYNTH_NOISE_H
#define GB_SYNTH_NOISE_H

#include <stdint.h>

/* The state of stream (a, b) of `seed`; different for every triple. */
uint64_t noise_stream(uint64_t seed, uint64_t a, uint64_t b);
/* A whole number; mean >= 0, up to 1e12. */
double noise_poisson(uint64_t *state, double mean);

#endif

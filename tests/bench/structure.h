/* The atoms that are benchmarked: a reproducible stand-in for a glass, made in memory.
 *
 * An fcc lattice whose sites are displaced by Gaussian-like jitter (standard deviation 0.1 nearest-neighbour distances
 * in each direction, as in a hot crystal: shells as broad as a glass's, no overlaps), two species 80:20. Atoms are
 * numbered in random order of places, all of the first species before the second, as a glass quenched from a melt is:
 * neither the order nor the species help a cell list.
 */
#ifndef GB_BENCH_STRUCTURE_H
#define GB_BENCH_STRUCTURE_H

#include "atoms/config.h"

/* The nearest number of atoms, 4 k^3, at this number density. tilt: tilt factors xy, xz, yz in units of the edge are
 * tilt, -tilt/2, 0.7 tilt (0: a cube). Atoms may lie a little outside the box. The caller's. */
struct config *structure_create(size_t atoms, double density, double tilt, uint64_t seed);
/* Another configuration of the same atoms, displaced at random by up to `amplitude` and compressed by `strain` along
 * z: what a loaded state is to its reference. The caller's. */
struct config *structure_loaded(const struct config *ref, double strain, double amplitude, uint64_t seed);

#endif

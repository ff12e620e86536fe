/* Every unordered pair with |r_j - r_i| < r_max, each exactly once, periodic images summed for any r_max.
 *
 * With r_max beyond half the box an atom meets several images of another and its own images (self pairs i == j, each
 * unordered image pair +n/-n counted once). Works in orthogonal and triclinic boxes, elongated and tiny ones.
 * Linked cells; cost O(N r_max^3). Pairs arrive in batches in a fixed order, which does not depend on the threads of
 * the caller. `pairs_visit_brute` is the oracle: all N^2 pairs times all images that can reach.
 */
#ifndef GB_ATOMS_PAIRS_H
#define GB_ATOMS_PAIRS_H

#include "atoms/config.h"

enum { PAIRS_BATCH = 512 };

struct pair_batch {
    size_t n;
    uint32_t i[PAIRS_BATCH], j[PAIRS_BATCH]; /* atom indices */
    double dx[PAIRS_BATCH], dy[PAIRS_BATCH], dz[PAIRS_BATCH]; /* image of x_j minus x_i as stored */
    double r[PAIRS_BATCH];
};

typedef void pairs_fn(const struct pair_batch *batch, void *ctx);

/* GB_EINPUT when r_max is not positive or finite, or when more than 2e11 pairs would be visited (says how many, and to
 * lower r_max). */
int pairs_visit(const struct config *c, double r_max, pairs_fn *fn, void *ctx, struct gb_error *err);
int pairs_visit_brute(const struct config *c, double r_max, pairs_fn *fn, void *ctx, struct gb_error *err);

#endif

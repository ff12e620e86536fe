/* Every unordered pair with |r_j - r_i| < r_max, each exactly once, periodic images summed for any r_max.
 *
 * With r_max beyond half the box an atom meets several images of another and its own images (self pairs i == j, each
 * unordered image pair +n/-n counted once). Works in orthogonal and triclinic boxes, elongated and tiny ones.
 * Cost O(N r_max^3), see pairs_layout.h for how the pairs are found. Pairs arrive in batches in a fixed order.
 * `pairs_visit_brute` is the oracle: all N^2 pairs times all images that can reach.
 *
 * Positions as stored may lie outside the box (unwrapped). A pair is an image of atom i and an image of atom j;
 * (dx,dy,dz) leads from the one to the other and equals x_j - x_i as stored plus some sum of whole box edges. Only the
 * relative image matters: what follows from it (the loaded separation of the same two images, F d + w_j - w_i) needs i,
 * j and d alone. r = sqrt(dx^2 + dy^2 + dz^2) < r_max strictly; r = 0 where two atoms coincide. Both functions compute
 * d by the same additions (up to its sign, with i and j exchanged), so their sets of pairs agree exactly, edges of bins
 * included.
 */
#ifndef GB_ATOMS_PAIRS_H
#define GB_ATOMS_PAIRS_H

#include "atoms/config.h"
#include "pairs/isa.h"

enum { PAIRS_BATCH = 512 };

struct pair_batch {
    size_t n;
    uint32_t i[PAIRS_BATCH], j[PAIRS_BATCH];                  /* atom indices in the configuration */
    double dx[PAIRS_BATCH], dy[PAIRS_BATCH], dz[PAIRS_BATCH]; /* an image of x_j minus an image of x_i */
    double r[PAIRS_BATCH];
};

typedef void pairs_fn(const struct pair_batch *batch, void *ctx);

/* The batch and its arrays are lent for the call only. GB_EINPUT when r_max is not positive or finite, when more than
 * about 2e11 pairs would be visited (says how many, and to lower r_max), when r_max spans more than 1e7 periodic images
 * of the box, or when there are 2^32 atoms or more; then fn has not been called. */
int pairs_visit(const struct config *c, double r_max, pairs_fn *fn, void *ctx, struct gb_error *err);
int pairs_visit_brute(const struct config *c, double r_max, pairs_fn *fn, void *ctx, struct gb_error *err);

/* The same by several threads at once: thread t of n_threads calls fn with ctx[t], with a share of the pairs that, and
 * whose order, depends on nothing but t and n_threads. */
int pairs_visit_threads(const struct config *c, double r_max, int n_threads, pairs_fn *fn, void *const *ctx,
                        struct gb_error *err);

/* How many pairs there are: the sweep with nothing behind it. threads: 0 for all cores. */
int pairs_count(uint64_t *n, const struct config *c, double r_max, int threads, enum pairs_isa isa,
                struct gb_error *err);

#endif

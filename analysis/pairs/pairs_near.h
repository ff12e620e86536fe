/* A block of atoms and what surrounds it, in integers about the block's middle: what the pair kernels work on.
 *
 * Inside the atoms library and its kernels. The surroundings come in segments, so that memory is bounded whatever r_max
 * is. A slot is the copy of one chunk's image; of each two chunks that see each other only one block gets the other as
 * a slot, and the block's own chunks are its first slots of its first segment, to be met from lower to higher atoms.
 * Within a segment there are no periodic images, no types to look up, and no number that does not fit into 32 bits.
 * Slots are read 16 at a time: behind the last there are some that lie `far` off.
 */
#ifndef GB_ATOMS_PAIRS_NEAR_H
#define GB_ATOMS_PAIRS_NEAR_H

#include "pairs/pairs_layout.h"

/* Slots in a segment: 100 kB of positions, what the second cache level holds. */
enum { PAIRS_SLOTS = 512 };
/* No atom: further from all of the block than r_max, and yet no difference to it overflows (PAIRS_LIMIT). */
#define PAIRS_LIMIT ((int64_t)INT32_MAX - 1024)

struct pair_segment {
    const struct pair_layout *layout;
    /* the block */
    uint32_t first; /* its first atom in the layout; the others follow */
    uint32_t n_atoms;
    int32_t i[3][PAIRS_BLOCK];
    uint16_t type[PAIRS_BLOCK];
    uint16_t place[PAIRS_BLOCK]; /* of own atoms in j, in the segment that holds the block itself */
    bool own;                    /* the first slots are the block's own chunks */
    int32_t far;                 /* the coordinate that stands for "no atom" */
    /* its surroundings */
    size_t n_slots;
    int32_t j[3][PAIRS_SLOTS * PAIRS_CHUNK];
    int32_t j_type[PAIRS_SLOTS * PAIRS_CHUNK];
    float lo[3][PAIRS_SLOTS], hi[3][PAIRS_SLOTS]; /* of slots, widened by what float rounds off */
    uint32_t chunk[PAIRS_SLOTS];
    double shift[PAIRS_SLOTS][3]; /* of the slot's image, in the box's frame */
};

typedef void pair_segment_fn(struct pair_segment *s, void *ctx);

/* Calls fn with every segment of a block's surroundings. `s` is the caller's work space, one for each thread. */
void pairs_near(struct pair_segment *s, const struct pair_layout *l, size_t block, pair_segment_fn *fn, void *ctx);

/* The same pair in quanta, exact but for what rounding of the positions and of the image's shift makes of each
 * component: PAIRS_Q_ERROR at most. In the layout's frame. */
#define PAIRS_Q_ERROR 2
void pairs_quanta(const struct pair_segment *s, uint32_t i, uint32_t j, double d[3]);

/* The pair of own atom i (0..n_atoms) and atom j (place in the segment) in double: its separation, in the box's frame,
 * by the same additions as pairs_visit_brute. */
void pairs_exact(const struct pair_segment *s, uint32_t i, uint32_t j, double d[3]);

#endif

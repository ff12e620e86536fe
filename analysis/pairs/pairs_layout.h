/* How the pair sums see a configuration: atoms sorted into columns, chunks of 16 and blocks of 64, in integers.
 *
 * Inside the atoms library and its kernels; users have pairs.h and pdf.h.
 *
 *   column  a fibre of the box along its first edge, square and about as wide as a cube of 16 atoms; its atoms sorted
 *           in x. Cut at the box's own fractions, so that any tilt, any elongation and any number of images are alike.
 *   chunk   up to 16 neighbouring atoms of a column, with the box around them: what is taken or left as a whole
 *   block   up to four chunks: what a thread takes to work on
 *
 * Positions are kept twice: in double, wrapped (`x`: what decides), and in integers of 1/scale (`q`: what is fast).
 * q = nearest(scale R x), scale a power of two, R the frame whose third axis the sums are about. The difference of two
 * q is exact. An image's edges are rounded to q by chance, the same for each block and chunk (pairs_near.c): what a
 * pair adds to a sum depends on nothing but the pair and the layout, and errors of images have no mean. `scale` is as
 * large as keeps all differences within a block's reach in 31 bits, 3e-8 A for r_max = 20 A, and no larger than 2^48
 * over the box.
 *
 * Memory: 42 bytes an atom and 64 a chunk (46 to 50 an atom in a glass), 8 more while it is built.
 */
#ifndef GB_ATOMS_PAIRS_LAYOUT_H
#define GB_ATOMS_PAIRS_LAYOUT_H

#include "atoms/config.h"

enum { PAIRS_CHUNK = 16, PAIRS_BLOCK_CHUNKS = 4, PAIRS_BLOCK = PAIRS_CHUNK * PAIRS_BLOCK_CHUNKS };

struct pair_chunk {
    uint32_t first, n; /* its atoms in the sorted arrays */
    int64_t lo[3];     /* of its atoms' q */
    int32_t size[3];   /* hi - lo */
    double x_lo, x_hi; /* in the box's own frame; both ascend along a column */
};
struct pair_block {
    uint32_t first, n; /* chunks */
    uint32_t column;
};
/* Columns (oy, oz) away from a block's own can hold atoms within r_max of it; `reach`: how far apart in x. */
struct pair_row {
    double oy, oz, reach;
};

struct pair_layout {
    size_t n, n_chunks, n_blocks, n_rows;
    struct box box;
    double r_max, scale, frame[3][3];
    long n_columns[2];        /* along the second and third edge */
    double *x;                /* [3n] wrapped, sorted; owned, as all below */
    int32_t *q[3];            /* [n] less the chunk's lo */
    uint32_t *index;          /* [n] into the configuration */
    uint16_t *type;           /* [n] 0-based */
    uint32_t *column_start;   /* [columns + 1] chunks */
    struct pair_chunk *chunk; /* [n_chunks] */
    struct pair_block *block; /* [n_blocks] */
    struct pair_row *row;     /* [n_rows] one of each pair of opposite ones; the first is the column itself */
};

/* frame: rows are an orthonormal basis; NULL: x, y, z. GB_EINPUT as promised for pairs_visit. The layout owns copies of
 * all it needs. */
int pair_layout_create(struct pair_layout **out, const struct config *c, double r_max, double frame[3][3], int threads,
                       struct gb_error *err);
void pair_layout_free(struct pair_layout *l);

/* A position wrapped into the box, x; s its fractional coordinates (0..1 to rounding). */
void pair_wrap(const struct box *b, double inv[3][3], const double *from, double x[3], double s[3]);
/* n box edges, in the box's frame. */
void pair_shift(const struct box *b, double nx, double ny, double nz, double shift[3]);
/* What pairs_visit promises to refuse. */
int pairs_check(const struct config *c, double r_max, struct gb_error *err);
/* Separations are compared squared: the largest square whose root is still below r_max. */
double pairs_largest_square(double r_max);

#endif

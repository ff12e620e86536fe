/* What the inner loop of the pair sums works on: pdf_kernel.c sums, pdf_exact.c decides what is rare; users have pdf.h.
 *
 * A pair in bin k of row (a, b), species a and b, or 0 for all:
 *     word[(row n + k) W + 0] += 2^45 + nearest(2^25 P2)      count and sum in one 64-bit integer
 *     word[(row n + k) W + c] += nearest(2^25 P)              further harmonics
 * Integers: the order of additions, and so the number of threads, changes nothing. See pdf_kernel.c.
 */
#ifndef GB_PDF_PDF_WORK_H
#define GB_PDF_PDF_WORK_H

#include "pairs/four.h"
#include "pairs/isa.h"
#include "pairs/pairs_near.h"
#include "pdf/grid.h"

#include <stdbool.h>
#include <stdint.h>

/* What is summed beside the count: P_l about the third axis of the layout's frame, or about all three, and the products
 * sqrt3 xy, xz, yz over r^2, which complete the five components of l = 2. */
enum pdf_harmonics { PDF_COUNT, PDF_P2, PDF_P2_P4, PDF_ALL_P2, PDF_ALL_P2_P4, PDF_N_HARMONICS };
enum pdf_word { PDF_W_P2Z, PDF_W_P2X, PDF_W_XY, PDF_W_XZ, PDF_W_YZ, PDF_W_P4X, PDF_W_P4Y, PDF_W_P4Z, PDF_MAX_WORDS };
enum { PDF_W_P4 = 1 }; /* of one axis */

enum {
    PDF_SUM_BITS = 45,                  /* of the first word; the rest counts */
    PDF_UNIT_BITS = 25,                 /* P = 1 */
    PDF_HITS = 512,                     /* pairs that are gathered before they are summed */
    PDF_MOST = (1 << 19) - 1 - PDF_HITS /* pairs before words must be read out */
};

struct pdf_hits {
    float x[PDF_HITS], y[PDF_HITS], z[PDF_HITS]; /* x: x^2 + y^2 and z: z^2 where one axis is all */
    int32_t row[PDF_HITS];                       /* of the pair's species */
    int32_t cell[PDF_HITS];
    int32_t p[2][PDF_HITS];        /* weights: P2 and P4, or yz */
    struct vi_4 four[2][PDF_HITS]; /* those of all axes: words 0 to 3, and 4 to 7 with P4 */
    size_t n;
    /* Where hits come from, for the few that are decided in double: first hit 32 bits, slot 10, own atom 6, and which
     * of the slot's atoms 16. */
    uint64_t from[PDF_HITS + 1];
    size_t n_from;
};

/* What float makes of r is off by at most this much of it, see pdf_kernel.c. */
#define PDF_T_ERROR (20 * 0x1p-24)

/* One thread's sums. */
struct pdf_work {
    enum pdf_harmonics harmonics;
    bool partials;
    struct pdf_grid grid;
    int n_types;             /* of rows: n_types^2, or 1 */
    size_t n_cells, n_words; /* rows times bins; words in each */
    double r2_max;           /* pairs_largest_square */
    double bins_per_quantum;
    float close2;    /* r^2 of close pairs, in quanta; see pdf_kernel.c */
    uint64_t *word;  /* [(n_cells + 1) * n_words], the last cell is for pairs beyond r_max */
    size_t pending;  /* pairs in it */
    uint64_t *count; /* [n_cells] read out */
    int64_t *sum;    /* [n_cells * n_words] read out */
    struct pdf_hits hits;
    int32_t list[PAIRS_SLOTS + 16];
};

#endif

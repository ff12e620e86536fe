/* g_l0(r), l = 0, 2, 4, and partials, from pair sums (METHODS (3), (4)).
 *
 *     g_l0(r_k)      = sqrt(2l+1) 2V/(N^2 v_k)     sum_{i<j in k} P_l(cos chi)
 *     g_l0^{ab}(r_k) = sqrt(2l+1)  V/(N_a N_b v_k) sum_{a-b pairs in k} P_l      (a != b);  2V/(N_a^2 v_k) for a == b
 *     v_k = 4 pi/3 (r_{k+1}^3 - r_k^3),  bins [r_k, r_{k+1}),  chi from the loading axis
 * Axes and directions are those of the file that the configuration was read from (config_to_box).
 * N^2, not N(N-1), is used.
 */
#ifndef GB_PDF_PDF_H
#define GB_PDF_PDF_H

#include "atoms/config.h"
#include "pairs/isa.h"
#include "pdf/grid.h"

/* Sums over pairs, by pair of types. pair index of (a,b), 0-based types: pdf_pair_index. */
struct pdf_sums {
    struct pdf_grid grid;
    int n_types, l_max;
    size_t n_pairs; /* n_types (n_types+1)/2; 1 without partials: all pairs of atoms */
    double volume;
    size_t *n_of_type;  /* [n_types] owned */
    uint64_t *count;    /* [n_pairs * grid.n] owned */
    double *p[3];       /* P_l sums for the axes x, y, z: p[axis][(pair*2 + (l/2-1)) * grid.n + k], l = 2, 4; owned;
                           NULL for an axis not asked for; p[2] is about `direction` where one was given */
    double *product[3]; /* sums of sqrt3 xy, xz, yz over r^2, [pair * grid.n + k]; owned; NULL but with all axes */
};

/* (0,0), (0,1), .. (0,n-1), (1,1), ..; a and b in any order. */
size_t pdf_pair_index(int n_types, int a, int b);

struct pdf_options {
    unsigned axes;           /* bit 0 x, 1 y, 2 z: P_l about these; 7: all three, and the products, in one pass */
    int l_max;               /* 0 (counts), 2 or 4 */
    bool partials;           /* by pair of types; false: all atoms alike */
    const double *direction; /* [3] of any length, or NULL: takes the place of z; axes is 4 then */
    int threads;             /* 0: all cores */
    enum pairs_isa isa;      /* PAIRS_ISA_BEST: the widest present */
    void (*progress)(double fraction, void *ctx); /* NULL, or called now and then by the calling thread */
    void *progress_ctx;
};
/* Counts and P_l sums in one pass over the pairs with r < n dr; images are summed beyond half the box. Counts are
 * exact: those of double arithmetic (pairs_visit_brute). P_l sums are those of double within 2e-7 sqrt(count) a bin,
 * or, where separations repeat (crystals, images of one atom), 3e-7 count (pdf_kernel.c). The same input gives the same
 * bits whatever the threads and the instruction set. *out is the caller's. GB_EINPUT: bins outside 1..1e7, dr not
 * positive, more than 2^31 bins in all partials, an instruction set that is not there, or pairs_visit's. */
int pdf_accumulate_with(struct pdf_sums **out, const struct config *c, struct pdf_grid grid,
                        const struct pdf_options *options, struct gb_error *err);
/* l = 0, 2, 4 and partials about `axes`, in one thread. */
int pdf_accumulate(struct pdf_sums **out, const struct config *c, struct pdf_grid grid, unsigned axes,
                   struct gb_error *err);
void pdf_sums_free(struct pdf_sums *s);
/* acc += s, of the same grid, axes, l_max, atoms and volume: pdf_g of k such sums is k times the mean. */
void pdf_sums_add(struct pdf_sums *acc, const struct pdf_sums *s);

/* Turns sums into g_l0 (g caller's, grid.n doubles). pair = PDF_TOTAL: all atoms (the number-weighted total). axis
 * 0..2. A partial of a species without atoms is all NaN, and so is l > 0 about an axis that was not asked for. */
enum { PDF_TOTAL = -1 };
void pdf_g(const struct pdf_sums *s, int pair, int l, int axis, double *g);
/* The l = 2 components beside g20 about the axes: sqrt5 sqrt3 <xy>, <xz>, <yz> for which = 0, 1, 2, normalised as g20.
 * With the axes' g20 they are the whole multiplet: g20 about any direction n is the sum over axes n_a^2 g20_a
 * + sqrt3 (n_x n_y g2_xy + ...). NaN unless all axes were asked for. */
void pdf_g_product(const struct pdf_sums *s, int pair, int which, double *g);

#endif

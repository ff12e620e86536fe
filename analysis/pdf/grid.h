/* The grid of r that curves and pair sums are on. */
#ifndef GB_PDF_GRID_H
#define GB_PDF_GRID_H

#include <stddef.h>

/* A uniform radial grid: bin k covers [k dr, (k+1) dr), its centre is (k + 1/2) dr. */
struct pdf_grid {
    size_t n;
    double dr;
};
static inline double pdf_r(struct pdf_grid g, size_t k) { return ((double)k + 0.5) * g.dr; }
double pdf_shell_volume(struct pdf_grid g, size_t k);
/* The bin that holds r >= 0: k dr <= r < (k+1) dr with the edges as computed in double; may be >= g.n. */
size_t pdf_bin(struct pdf_grid g, double r);

#endif

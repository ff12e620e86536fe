/* See grid.h. */
#include "pdf/grid.h"

#include <math.h>

double pdf_shell_volume(struct pdf_grid g, size_t k) {
    /* (k+1)^3 - k^3 written out: no cancellation at large k */
    const double x = (double)k;
    return 4 * M_PI / 3 * g.dr * g.dr * g.dr * (3 * x * (x + 1) + 1);
}

size_t pdf_bin(struct pdf_grid g, double r) {
    size_t k = (size_t)(r / g.dr);
    /* The quotient may be rounded over an edge; the edges themselves, k dr, decide. */
    while (k > 0 && r < (double)k * g.dr) k--;
    while (r >= (double)(k + 1) * g.dr) k++;
    return k;
}

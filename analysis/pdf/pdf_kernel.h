/* The inner loop of the pair sums, alone in its file so that a faster one can take its place; pdf.c is its only caller.
 *
 * Adds a batch of pairs to the histograms: bin of r, count, and P2, P4 of cos chi about each axis asked for. A pair of
 * coincident atoms (r = 0) has no direction: it is counted, and adds the angular average, 0, to P2 and P4.
 */
#ifndef GB_PDF_PDF_KERNEL_H
#define GB_PDF_PDF_KERNEL_H

#include "atoms/pairs.h"
#include "pdf/pdf.h"

struct pdf_kernel {
    const int *type; /* [n] 1-based */
    struct pdf_sums *sums;
};

/* A pairs_fn; ctx is a struct pdf_kernel. */
void pdf_kernel_batch(const struct pair_batch *batch, void *ctx);

#endif

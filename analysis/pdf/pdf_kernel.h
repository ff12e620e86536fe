/* The inner loop of the pair sums, once for each instruction set (pairs/isa.h); see pdf_kernel.c. */
#ifndef GB_PDF_PDF_KERNEL_H
#define GB_PDF_PDF_KERNEL_H

#include "pdf/pdf_work.h"

/* Sums one segment. */
typedef void pdf_kernel_fn(struct pair_segment *s, struct pdf_work *w);
pdf_kernel_fn pdf_kernel_plain, pdf_kernel_avx2, pdf_kernel_avx512;

#endif

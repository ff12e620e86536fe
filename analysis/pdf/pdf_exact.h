/* What is rare among the pair sums, in double: what the kernel (pdf_kernel.c) leaves. */
#ifndef GB_PDF_PDF_EXACT_H
#define GB_PDF_PDF_EXACT_H

#include "pdf/pdf_work.h"

/* The cell of hit p; and its weights, where the atoms are so close that quanta show. */
void pdf_exact_pair(struct pdf_work *w, const struct pair_segment *s, size_t p);
/* Words to counts and sums. */
void pdf_read_out(struct pdf_work *w);

#endif

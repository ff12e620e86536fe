/* Names of the files of curves; what is in them: measure.h. */
#ifndef GB_MEASURE_CURVES_H
#define GB_MEASURE_CURVES_H

/* "curves-number.tsv" for PDF_TOTAL, else "curves-1-2.tsv" of 0-based types a, b; the caller's. */
char *measure_curves_name(int pair, int a, int b);

#endif

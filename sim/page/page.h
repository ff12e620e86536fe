/* The page of a study: DIR/report.html and DIR/figures/, from what the summary stage wrote in DIR/summary/.
 *
 * Only summary.tsv is needed; a curve, cooling or D2_min table that is absent or damaged becomes a sentence in the
 * page. The same folder gives the same page, byte for byte.
 */
#ifndef GB_SIM_PAGE_H
#define GB_SIM_PAGE_H

#include "study/study.h"

/* GB_EINPUT when summary.tsv cannot be read or is empty; GB_EFAIL when gnuplot is missing or fails, or the page cannot
 * be written. */
int page_study(const struct study *s, const char *dir, struct gb_error *err);

/* DIR/comparison.tsv, DIR/figures/ and DIR/report.html. GB_EINPUT also where no study is complete; GB_EFAIL when
 * gnuplot fails or something cannot be written. */
int page_comparison(const char *dir, struct gb_error *err);

#endif

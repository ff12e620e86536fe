/* "Not measured", as people's files say it without the word nan: exact zeros.
 *
 *     intensity   a run of L exact zeros that counting does not explain: neighbours differ by a median fraction m of
 *                 their sum, which counts N to a point make 0.48/sqrt(N), and zeros then have exp(-L N); not measured
 *                 where L N > 22 (pyFAI writes 0 in bins without pixels). A sector without any count is not measured.
 *     S(Q), F(Q)  a run of three points or more beside which the curve is beyond 0.05; shorter ones between two such
 *                 values above it, and at an end, where S would have begun or ended with a jump
 *     sigma       0 is "not known"
 *
 * g(r) is 0 below the first shell: zeros stay.
 */
#ifndef GB_STRAIN_UNMEASURED_H
#define GB_STRAIN_UNMEASURED_H

#include "base/table.h"

#include <stdbool.h>

/* Exact zeros that are not measured become nan; returns how many. may_be_zero: a column of nothing but zeros stays (a
 * background). */
size_t unmeasured_intensity(struct gb_table *t, size_t col, bool may_be_zero);
size_t unmeasured_structure(struct gb_table *t, size_t col);

#endif

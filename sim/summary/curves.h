/* The files behind the figures, which have headers of their own. */
#ifndef GB_SUMMARY_CURVES_H
#define GB_SUMMARY_CURVES_H

#include "pool/pool.h"
#include "summary/summary.h"

/* curves-HISTORY-LOAD-WEIGHTS.tsv, cooling-HISTORY.tsv, d2min-HISTORY-LOAD.tsv in `out`: see build.h. */
int summary_curves_write(const struct pool *pool, const char *out, struct gb_error *err);
int summary_cooling_write(const struct study *s, const struct pool_glass *glass, const char *out, struct gb_error *err);
int summary_d2min_write(const struct study *s, const struct pool_glass *glass, const struct pool_load *load,
                        const char *out, struct gb_error *err);

#endif

/* Inside the summary: the files it writes besides the tables that have a header of their own. */
#ifndef GB_SUMMARY_PARTS_H
#define GB_SUMMARY_PARTS_H

#include "pool/pool.h"
#include "summary/summary.h"

/* curves-HISTORY-LOAD-WEIGHTS.tsv, cooling-HISTORY.tsv, d2min-HISTORY-LOAD.tsv in `out`: see summary.h. */
int summary_curves_write(const struct pool *pool, const char *out, struct gb_error *err);
int summary_cooling_write(const struct study *s, const struct pool_glass *glass, const char *out, struct gb_error *err);
int summary_d2min_write(const struct study *s, const struct pool_glass *glass, const struct pool_load *load,
                        const char *out, struct gb_error *err);
int summary_tsv_write(const struct summary *sum, const struct study *s, const struct pool_warnings *w, const char *path,
                      struct gb_error *err);
int summary_xml_write(const struct summary *sum, const struct study *s, const struct pool_warnings *w, const char *path,
                      struct gb_error *err);

#endif

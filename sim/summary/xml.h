/* summary.xml: what summary.tsv has, as elements. No time, host or path: the same results give the same bytes. */
#ifndef GB_SUMMARY_XML_H
#define GB_SUMMARY_XML_H

#include "pool/pool.h"
#include "summary/summary.h"

int summary_xml_write(const struct summary *sum, const struct study *s, const struct pool_warnings *w, const char *path,
                      struct gb_error *err);

#endif

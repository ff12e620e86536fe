/* The summary in the terminal. */
#ifndef GB_SUMMARY_TEXT_H
#define GB_SUMMARY_TEXT_H

#include "summary/summary.h"

/* The tables that `run` prints: plain text, the main method's number-weighted rows, value(error), and the ratio by the
 * other signals; the caller's. */
char *summary_text(const struct summary *sum, const struct study *s);

#endif

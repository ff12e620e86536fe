/* gnuplot, the only drawing program, behind this one file. */
#ifndef GB_REPORT_GNUPLOT_H
#define GB_REPORT_GNUPLOT_H

#include "base/error.h"
#include "base/mem.h"

#include <stddef.h>

/* Writes WORK/NAME.gp (terminal, output and `script`), runs gnuplot on it inside WORK without a shell and without the
 * user's start-up files, and leaves WORK/NAME.svg, width x height px. The script holds its own data: `gnuplot NAME.gp`
 * in that folder draws it again. Warnings of a run that went well are left in WORK/NAME.log (absent when there are
 * none) and their lines counted in *n_warnings (may be NULL). GB_EFAIL when gnuplot is missing (names the package) or
 * fails (its message and the script's path). */
int gnuplot_run(const char *work, const char *name, int width, int height, const char *script, size_t *n_warnings,
                struct gb_error *err);

/* Script text. A single-quoted gnuplot string that shows `s` as it is, whatever s holds: the characters of enhanced
 * text are escaped, ' becomes ’, control characters and broken UTF-8 become '?'. */
void gnuplot_add_string(struct gb_text *b, const char *s);
/* The same without the quotes, to be put between our own marked-up text inside single quotes; the caller's. */
char *gnuplot_escape(const char *s);
/* A data block "$name" of n rows from n_col columns; what is not finite is written as NaN, which gnuplot leaves out. */
void gnuplot_add_block(struct gb_text *b, const char *name, size_t n, size_t n_col, const double *const *column);

/* A copy of s, the caller's, in which control characters and bytes that are not UTF-8 are '?' (SVG and HTML refuse
 * them). */
char *gnuplot_clean_utf8(const char *s);

#endif

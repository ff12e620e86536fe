/* The page: figures by gnuplot as SVG, tables and provenance in one self-contained HTML file. Knows nothing of studies: it
 * is given a list of sections.
 */
#ifndef GB_REPORT_REPORT_H
#define GB_REPORT_REPORT_H

#include "base/error.h"
#include "base/mem.h"

#include <stdbool.h>

struct report {
    struct gb_text html;
    char *work; /* folder for gnuplot scripts, data and SVG files (kept: figures/ of the study) */
};

/* work is made if needed. */
int report_begin(struct report *r, const char *title, const char *subtitle, const char *work, struct gb_error *err);
void report_heading(struct report *r, const char *id, const char *title);
void report_paragraph(struct report *r, const char *text);          /* escaped */
void report_preformatted(struct report *r, const char *summary, const char *text); /* collapsible */
/* A table: header and rows of cells (plain text, escaped); numeric columns right-aligned. */
void report_table(struct report *r, const char *caption, size_t n_col, const char *const *header, size_t n_row,
                  const char *const *cell);
/* Runs gnuplot on `script` (set terminal/output are put in front; size in px), embeds work/NAME.svg with its caption and
 * alternative text. GB_EFAIL with gnuplot's own message and the script's path when it fails. */
int report_figure(struct report *r, const char *name, const char *caption, int width, int height, const char *script,
                  struct gb_error *err);
int report_end(struct report *r, const char *path, struct gb_error *err);
void report_clear(struct report *r);

#endif

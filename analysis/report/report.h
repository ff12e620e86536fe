/* The page: figures by gnuplot as SVG, tables and provenance in one self-contained HTML file. Knows nothing of studies:
 * it is given headings, text, tables and figures in the order in which they are to be read.
 *
 * Text is plain UTF-8 and escaped here, but for one thing: "_{...}" becomes a subscript, as in "ε_{∞}". Bytes that are
 * not UTF-8, and control characters, come out as '?'. Nothing of the page needs a script or another file, and the same
 * input gives the same bytes.
 */
#ifndef GB_REPORT_REPORT_H
#define GB_REPORT_REPORT_H

#include "base/error.h"
#include "base/mem.h"

#include <stddef.h>

struct report {
    struct gb_text html;
    char *work;        /* folder for gnuplot scripts and SVG files (kept: figures/ of the study); owned */
    size_t n_figures;  /* numbered from 1 in the captions */
    size_t n_warnings; /* lines that gnuplot wrote without failing; kept in work/NAME.log */
};

/* work is made if needed. */
int report_begin(struct report *r, const char *title, const char *subtitle, const char *work, struct gb_error *err);
void report_heading(struct report *r, const char *id, const char *title);
void report_paragraph(struct report *r, const char *text);
/* A paragraph that stands out: what limits the numbers. */
void report_warning(struct report *r, const char *text);
void report_preformatted(struct report *r, const char *summary, const char *text); /* collapsible */
/* Everything between the two is collapsible. */
void report_details_begin(struct report *r, const char *summary);
void report_details_end(struct report *r);
/* A table: header and n_row * n_col cells (plain text; a NULL cell is empty), columns of numbers right-aligned; scrolls
 * sideways where the screen is narrow. The first cell of a row is its heading. */
void report_table(struct report *r, const char *caption, size_t n_col, const char *const *header, size_t n_row,
                  const char *const *cell);
/* A paragraph of links to other pages: href is relative to this one, text plain. */
void report_links(struct report *r, const char *lead, size_t n, const char *const *href, const char *const *text);
/* Runs gnuplot on `script` (set terminal/output are put in front; size in px), embeds work/NAME.svg with its caption
 * and alternative text `alt`. `name` is a file name of letters, digits and '-'. GB_EFAIL with gnuplot's own message and
 * the script's path when it fails. */
int report_figure(struct report *r, const char *name, const char *alt, const char *caption, int width, int height,
                  const char *script, struct gb_error *err);
int report_end(struct report *r, const char *path, struct gb_error *err);
void report_clear(struct report *r);

#endif

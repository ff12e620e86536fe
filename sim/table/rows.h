/* Lines and fields of the tab-separated tables of a summary, below table.h, which alone uses this: `#` lines, the last of
 * which names the columns, then a row for each history, load ... A number is %.9g or as many digits as asked for, or
 * nan.
 *
 *     rows_open(&rows, s, "moduli", header, path, err);
 *     while (rows_next(&rows)) {
 *         history = rows_history(&rows, false);    the fields from left to right, each one statement
 *         samples = rows_count(&rows, 0, s->samples);
 *         for (...) q[i] = rows_estimate(&rows);
 *     }
 *     rc = rows_close(&rows);
 *
 * Anything else than what was written is refused with file:line and the first column that is wrong: a field that is
 * missing, empty or too much, that is no number, or a name that the study has not; a NUL byte; other columns in the
 * header, or none. A wrong field reads as the value said below, and the row that has it is the last.
 */
#ifndef GB_TABLE_ROWS_H
#define GB_TABLE_ROWS_H

#include "base/mem.h"
#include "strain/jackknife.h"
#include "study/study.h"

/* ---- writing ---- */

/* "NUMBER"; digits 0: as many as tell it from its neighbours. */
void rows_add_number(struct gb_text *b, double v, int digits);

/* ---- reading ---- */

struct table_rows {
    /* Set by the caller after rows_open, when wanted: gets each `#` line. */
    void (*comment)(void *to, const char *line);
    void *to;
    /* private */
    const struct study *s;
    const char *what, *path;
    struct gb_error *err;
    char *header, *text, *at, *end; /* at: the line to come */
    char *field;                    /* the one to come; NULL: none left */
    size_t line;
    int column, wrong; /* of the row, from 1: taken last; wrong first, 0: none */
    bool headed;
    int rc;
};

/* what: what the table is of, for messages ("moduli"). `header` must be a line of the file; it is taken over and freed.
 * The others must outlive *r. A file that cannot be read has no rows, and rows_close says so. */
void rows_open(struct table_rows *r, const struct study *s, const char *what, char *header, const char *path,
               struct gb_error *err);
/* Is there a row? False at the end and once something is wrong. */
bool rows_next(struct table_rows *r);
/* The array with one more element, of zeroes; counts it. */
void *rows_grow(void *array, size_t *n, size_t size);
/* GB_OK, or GB_EINPUT: then what was read is of no use. Must be called once. */
int rows_close(struct table_rows *r);

/* Fields. Indices of the study's; 0 when it has no such history or load. none: "-" is allowed, and is
 * ROWS_NO_HISTORY. */
static const size_t ROWS_NO_HISTORY = (size_t)-1;
size_t rows_history(struct table_rows *r, bool none);
size_t rows_load(struct table_rows *r);
/* The place of the word among n names; 0. */
size_t rows_word(struct table_rows *r, size_t n, const char *const *name);
/* Any text, until the next row is read; "". */
const char *rows_text(struct table_rows *r);
/* From lo to hi; 0. */
size_t rows_count(struct table_rows *r, size_t lo, size_t hi);
/* A finite number or nan; NaN. */
double rows_number(struct table_rows *r);
struct estimate rows_estimate(struct table_rows *r); /* two fields */
/* The field taken last is wrong unless ok. */
void rows_expect(struct table_rows *r, bool ok);
/* Was all of the row right so far? And a field of it that is not, from 1. */
bool rows_right(const struct table_rows *r);
void rows_wrong(struct table_rows *r, int column);

#endif

/* Tables of a summary: a kind is its columns (column.h) and the words around them; one writer, one reader, one table for
 * the terminal. Typed tables keep their own struct {n, row} and call these:
 *
 *     int moduli_write(t, s, path, err) { return table_write(&kind, s, t->row, t->n, NULL, path, err); }
 *
 * A file:
 *     # TITLE: a row for each history
 *     # study, glassbed, model, then what the caller notes
 *     # COLUMN: sentence          of each column that has one
 *     # units: COLUMN UNIT, ...   of each column that has a unit
 *     # history<tab>samples<tab>bulk<tab>bulk_err ...
 */
#ifndef GB_TABLE_TABLE_H
#define GB_TABLE_TABLE_H

#include "table/column.h"

struct table_kind {
    const char *of;    /* in messages: "moduli" */
    const char *title; /* the first line of the header */
    size_t row_size, n;
    const struct column *column; /* [n] */
    /* Once a row is read: the first of its columns that does not go with the others; NULL: all do. NULL: not asked. */
    const struct column *(*wrong)(const void *row, const struct study *s);
    /* What people see where a number alone does not say it, "*" behind what is extrapolated; NULL: as it is. */
    char *(*cell)(const void *row, const struct column *c, const struct study *s);
    /* Gets each `#` line when read, and what table_read was given. */
    void (*comment)(void *to, const char *line);
};
/* Rows as they are read. */
struct table {
    size_t n;
    void *row; /* owned */
};

/* note: header lines, each "# ...\n", or NULL. No time, host or path: the same rows give the same bytes. */
int table_write(const struct table_kind *k, const struct study *s, const void *row, size_t n, const char *note,
                const char *path, struct gb_error *err);
/* GB_EINPUT with file:line and column, and what to do. to: for k->comment. Without rows where it fails; else they are
 * the caller's (table_clear), and point into *s. */
int table_read(struct table *t, const struct table_kind *k, const struct study *s, void *to, const char *path,
               struct gb_error *err);
/* Frees rows and the texts that they own. */
void table_clear(const struct table_kind *k, void *row, size_t n);

/* The parts of a file whose header is its own (summary.tsv, comparison.tsv). */
void table_add_units(struct gb_text *b, const struct table_kind *k, const struct study *s);
void table_add_sentences(struct gb_text *b, const struct table_kind *k);
void table_add_rows(struct gb_text *b, const struct table_kind *k, const struct study *s, const void *row, size_t n);

/* The column of this name, which there is. */
const struct column *table_column(const struct table_kind *k, const char *name);
/* A cell for people, by k->cell or column_cell; the caller's. */
char *table_cell(const struct table_kind *k, const struct column *c, const void *row, const struct study *s);
/* A table for the terminal: heads, units where `units`, then the rows. */
void table_text(struct gb_text *b, const struct table_kind *k, const struct study *s, size_t n_row,
                const void *const *row, size_t n_column, const struct column *const *column, bool units);

#endif

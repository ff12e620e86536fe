/* Text tables: numeric columns under a `#` header that gnuplot, NumPy and spreadsheets read unaided.
 *
 *     # title
 *     # glassbed 0.1.0; glassbed pdf glass.data --r-max 20
 *     # key: value                     (any number of them: provenance, units of parameters)
 *     # r_ang g00 g20                  (last header line: column names, with units where they have one)
 *     0.005 0 0
 *
 * Missing values are `nan`. Reading accepts any column text with `#` comments; names come from the last `#` line
 * before the numbers that has as many words as there are columns ("Q (1/nm)" is one), else they are "1", "2", ...
 */
#ifndef GB_BASE_TABLE_H
#define GB_BASE_TABLE_H

#include "base/error.h"

#include <stddef.h>

struct gb_table {
    char *title, *head; /* head: the last comment line before the numbers, of what was read; NULL: none */
    size_t n_meta;
    char **meta_key, **meta_value;
    size_t n_col, n_row, cap_row;
    char **name;  /* [n_col] */
    double *v;    /* row-major, v[row*n_col + col] */
    size_t *line; /* line of each row that was read, for messages; NULL in tables made here */
};

/* `columns`: names separated by blanks. */
struct gb_table *gb_table_create(const char *title, const char *columns);
void gb_table_free(struct gb_table *t);
void gb_table_meta(struct gb_table *t, const char *key, const char *fmt, ...) GB_PRINTF(3, 4);
const char *gb_table_meta_get(const struct gb_table *t, const char *key); /* NULL when absent */
/* Appends a row (n_col doubles, copied; NaN-filled when row is NULL) and returns its index. */
size_t gb_table_add(struct gb_table *t, const double *row);
/* Adds a column filled with NaN, or finds the one of that name; returns its index. */
size_t gb_table_add_column(struct gb_table *t, const char *name);
/* Index of a column, or (size_t)-1. */
size_t gb_table_find(const struct gb_table *t, const char *name);
/* A copy of one column, the caller's (n_row doubles). GB_EINPUT naming the columns there are when it is absent. */
int gb_table_column(const struct gb_table *t, const char *name, double **v, struct gb_error *err);
double *gb_table_at(struct gb_table *t, size_t row, size_t col);
/* "-" is standard output, a path that ends in .gz is packed. digits: significant digits, 17 for exact. */
int gb_table_write(const struct gb_table *t, const char *path, int digits, struct gb_error *err);
/* Plain or gzip; "-" is standard input. Every fault with file:line. The table is the caller's. */
int gb_table_read(struct gb_table **t, const char *path, struct gb_error *err);
/* The same of a text in memory, which is cut up; path is for messages. */
int gb_table_parse(struct gb_table **t, char *text, size_t len, const char *path, struct gb_error *err);

/* The command line of this process, for headers; set once at the start of main. */
void gb_set_command(int argc, char **argv);
const char *gb_command(void);
#define GB_VERSION "0.1.0"

#endif

/* Tables of a summary, see table.h. */
#include "table/table.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"
#include "table/rows.h"
#include "table/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

/* The line that names the columns, without its end; the caller's. */
static char *header_line(const struct table_kind *k) {
    struct gb_text b = {0};
    for (size_t i = 0; i < k->n; i++) {
        const char *name = k->column[i].name;
        gb_text_add(&b, "%s%s", i ? "\t" : "# ", name);
        if (column_width(&k->column[i]) == 2) gb_text_add(&b, "\t%s_err", name);
    }
    return b.s;
}

void table_add_units(struct gb_text *b, const struct table_kind *k, const struct study *s) {
    const char *lead = "# units: ";
    for (size_t i = 0; i < k->n; i++) {
        const char *unit = column_unit_name(&k->column[i], s);
        if (!unit) continue;
        gb_text_add(b, "%s%s %s", lead, k->column[i].name, unit);
        lead = ", ";
    }
    if (*lead == ',') gb_text_add(b, "\n");
}

void table_add_sentences(struct gb_text *b, const struct table_kind *k) {
    for (size_t i = 0; i < k->n; i++)
        if (k->column[i].sentence) gb_text_add(b, "# %s: %s\n", k->column[i].name, k->column[i].sentence);
}

void table_add_rows(struct gb_text *b, const struct table_kind *k, const struct study *s, const void *row, size_t n) {
    char *header = header_line(k);
    gb_text_add(b, "%s\n", header);
    free(header);
    for (size_t r = 0; r < n; r++)
        for (size_t i = 0; i < k->n; i++) {
            column_write(b, &k->column[i], (const char *)row + r * k->row_size, s);
            gb_text_add(b, i + 1 < k->n ? "\t" : "\n");
        }
}

int table_write(const struct table_kind *k, const struct study *s, const void *row, size_t n, const char *note,
                const char *path, struct gb_error *err) {
    struct gb_text b = {0};
    gb_text_add(&b, "# %s\n# study: %s\n# glassbed: %s\n# model: %s\n%s", k->title, s->name, GB_VERSION, s->model->name,
                note ? note : "");
    table_add_sentences(&b, k);
    table_add_units(&b, k, s);
    table_add_rows(&b, k, s, row, n);
    const int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    return rc;
}

/* ---- reading ---- */

/* The number of its first field in the file, from 1. */
static int field_of(const struct table_kind *k, const struct column *c) {
    int field = 1;
    for (const struct column *p = k->column; p < c; p++) field += column_width(p);
    return field;
}

int table_read(struct table *t, const struct table_kind *k, const struct study *s, void *to, const char *path,
               struct gb_error *err) {
    struct table_rows rows;
    *t = (struct table){0};
    rows_open(&rows, s, k->of, header_line(k), path, err);
    rows.comment = k->comment;
    rows.to = to;
    while (rows_next(&rows)) {
        t->row = rows_grow(t->row, &t->n, k->row_size);
        char *row = (char *)t->row + (t->n - 1) * k->row_size;
        for (size_t i = 0; i < k->n; i++) column_read(&rows, &k->column[i], row, s);
        const struct column *wrong = k->wrong && rows_right(&rows) ? k->wrong(row, s) : NULL;
        if (wrong) rows_wrong(&rows, field_of(k, wrong));
    }
    const int rc = rows_close(&rows);
    if (rc != GB_OK) {
        table_clear(k, t->row, t->n);
        *t = (struct table){0};
    }
    return rc;
}

void table_clear(const struct table_kind *k, void *row, size_t n) {
    for (size_t r = 0; r < n; r++)
        for (size_t i = 0; i < k->n; i++)
            if (k->column[i].kind == COLUMN_TEXT)
                free(*(char **)(void *)((char *)row + r * k->row_size + k->column[i].offset));
    free(row);
}

/* ---- for people ---- */

const struct column *table_column(const struct table_kind *k, const char *name) {
    size_t i = 0;
    while (strcmp(k->column[i].name, name) != 0) i++;
    return &k->column[i];
}

char *table_cell(const struct table_kind *k, const struct column *c, const void *row, const struct study *s) {
    char *own = row && k->cell ? k->cell(row, c, s) : NULL;
    return own ? own : column_cell(c, row, s);
}

void table_text(struct gb_text *b, const struct table_kind *k, const struct study *s, size_t n_row,
                const void *const *row, size_t n_column, const struct column *const *column, bool units) {
    const size_t head = units ? 2 : 1;
    char **cell = GB_ARRAY((n_row + head) * n_column, char *);
    for (size_t i = 0; i < n_column; i++) {
        cell[i] = column_text_head(column[i], s);
        if (units) cell[n_column + i] = column_unit_text(column[i], s);
        for (size_t r = 0; r < n_row; r++) cell[(head + r) * n_column + i] = table_cell(k, column[i], row[r], s);
    }
    table_block(b, n_row + head, n_column, cell);
}

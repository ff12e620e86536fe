/* Cells of the page's tables, see cells.h. */
#include "page/cells.h"

#include "base/mem.h"

#include <stdlib.h>

void cells_add(struct cells *c, char *owned) {
    c->text = gb_realloc(c->text, c->n + 1, sizeof *c->text);
    c->text[c->n++] = owned;
}

void cells_say(struct cells *c, const char *text) { cells_add(c, gb_strdup(text)); }

void cells_clear(struct cells *c) {
    for (size_t i = 0; i < c->n; i++) free(c->text[i]);
    free(c->text);
    *c = (struct cells){0};
}

void cells_table(struct report *r, const char *caption, struct cells *header, struct cells *body) {
    if (body->n > 0)
        report_table(r, caption, header->n, (const char *const *)header->text, body->n / header->n,
                     (const char *const *)body->text);
    cells_clear(header);
    cells_clear(body);
}

void cells_add_row(struct cells *c, const struct table_kind *k, const struct study *s, char *const *label,
                   const void *row, size_t n, const struct column *const *column) {
    for (size_t i = 0; i < n; i++) {
        if (label && column[i]->kind == COLUMN_HISTORY)
            cells_say(c, label[*(const size_t *)(const void *)((const char *)row + column[i]->offset)]);
        else
            cells_add(c, table_cell(k, column[i], row, s));
    }
}

void cells_add_heads(struct cells *c, const struct study *s, size_t n, const struct column *const *column) {
    for (size_t i = 0; i < n; i++) cells_add(c, column_head(column[i], s));
}

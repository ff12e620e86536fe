/* Cells of the page's tables, and tables whose cells and heads are columns of a kind of table (table/table.h). */
#ifndef GB_PAGE_CELLS_H
#define GB_PAGE_CELLS_H

#include "report/report.h"
#include "table/table.h"

/* Cells that own their text. */
struct cells {
    size_t n;
    char **text;
};
void cells_add(struct cells *c, char *owned);
/* Adds a copy. */
void cells_say(struct cells *c, const char *text);
void cells_clear(struct cells *c);
/* Header and body, which are cleared, as a table; nothing where the body is empty. */
void cells_table(struct report *r, const char *caption, struct cells *header, struct cells *body);

/* Adds these columns of a row; label: of histories, as people read them, NULL: as in the file. */
void cells_add_row(struct cells *c, const struct table_kind *k, const struct study *s, char *const *label,
                   const void *row, size_t n, const struct column *const *column);
/* Their heads. */
void cells_add_heads(struct cells *c, const struct study *s, size_t n, const struct column *const *column);

#endif

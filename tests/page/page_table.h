/* The tables of an HTML page, cell by cell: found by a piece of the caption above, the row's first cell and the
 * column's header, without markup. */
#ifndef GB_TESTS_REPORT_PAGE_TABLE_H
#define GB_TESTS_REPORT_PAGE_TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PAGE_MAX_CELL = 400 };

/* The text between here and `end`, its tags left out, its entities read. */
static inline void page_plain(const char *s, const char *end, char out[PAGE_MAX_CELL]) {
    static const char *const entity[][2] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}};
    size_t n = 0;
    bool tag = false;
    for (; s < end && n + 1 < PAGE_MAX_CELL; s++) {
        if (*s == '<') tag = true;
        if (!tag) {
            out[n] = *s;
            for (size_t k = 0; k < 4; k++)
                if (strncmp(s, entity[k][0], strlen(entity[k][0])) == 0) {
                    out[n] = *entity[k][1];
                    s += strlen(entity[k][0]) - 1;
                    break;
                }
            n++;
        }
        if (*s == '>') tag = false;
    }
    out[n] = '\0';
}

/* The cell number `col` of the row that begins at `s`; false: it has not so many. */
static inline bool page_cell_of(const char *s, size_t col, char out[PAGE_MAX_CELL]) {
    const char *end = strstr(s, "</tr>");
    for (size_t c = 0;; c++) {
        const char *th = strstr(s, "<th"), *td = strstr(s, "<td"), *at = !td || (th && th < td) ? th : td;
        if (!at || at > end) return false;
        const char *close = strstr(at, at == th ? "</th>" : "</td>");
        if (c == col) return page_plain(strchr(at, '>') + 1, close, out), true;
        s = close + 5;
    }
}

/* The table after `caption` (or after a heading: any text of the page's source). */
static inline const char *page_table(const char *html, const char *caption) {
    const char *at = strstr(html, caption), *table = at ? strstr(at, "<table>") : NULL;
    if (!table) fail_msg("no table after '%s'", caption);
    return table;
}

static inline size_t page_column(const char *table, const char *header) {
    char cell[PAGE_MAX_CELL];
    size_t c = 0;
    while (page_cell_of(strstr(table, "<tr>"), c, cell))
        if (strcmp(cell, header) == 0)
            return c;
        else
            c++;
    fail_msg("no column '%s'", header);
    return 0;
}

/* Row number n, from 0, below the header. */
static inline const char *page_row_number(const char *table, size_t n) {
    const char *end = strstr(table, "</table>"), *s = strstr(table, "<tbody>");
    for (size_t i = 0; i <= n; i++)
        if (!(s = strstr(s + 1, "<tr>")) || s > end) fail_msg("no row %zu", n);
    return s;
}

#endif

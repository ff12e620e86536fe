/* Tables for the terminal, see text.h. */
#include "table/text.h"

#include <stdlib.h>

/* Columns on the screen: bytes that are not the continuation of a character. */
static int width(const char *s) {
    int n = 0;
    for (; *s; s++) n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
}

void table_block(struct gb_text *b, size_t n_row, size_t n_col, char **cell) {
    for (size_t r = 0; r < n_row; r++) {
        for (size_t c = 0; c < n_col; c++) {
            int widest = 0, own = width(cell[r * n_col + c]);
            for (size_t k = 0; k < n_row; k++) {
                int w = width(cell[k * n_col + c]);
                if (w > widest) widest = w;
            }
            gb_text_add(b, "%*s%s", widest - own + 2, "", cell[r * n_col + c]);
        }
        gb_text_add(b, "\n");
    }
    for (size_t i = 0; i < n_row * n_col; i++) free(cell[i]);
    free(cell);
}

/* Tables for the terminal. */
#ifndef GB_TABLE_TEXT_H
#define GB_TABLE_TEXT_H

#include "base/mem.h"

/* Rows of cells (owned, freed here with the array), right-aligned, two blanks between. */
void table_block(struct gb_text *b, size_t n_row, size_t n_col, char **cell);

#endif

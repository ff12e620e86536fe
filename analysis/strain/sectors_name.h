/* Names of a table's columns that are sectors: chi_DEG or phi_DEG, sigma_chi_DEG for its error. */
#ifndef GB_STRAIN_SECTORS_NAME_H
#define GB_STRAIN_SECTORS_NAME_H

#include "base/table.h"

#include <stdbool.h>

struct sectors_column {
    bool is_sector, is_sigma, azimuth; /* azimuth: phi */
    double angle;                      /* degrees */
};
/* What a column's name says; all false where it is none of a sector. */
struct sectors_column sectors_column_name(const char *name);
/* True when the table has columns phi_DEG or chi_DEG. */
bool sectors_recognise(const struct gb_table *t);

#endif

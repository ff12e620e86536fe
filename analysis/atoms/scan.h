/* Fields and numbers of a line, fast. */
#ifndef GB_ATOMS_SCAN_H
#define GB_ATOMS_SCAN_H

#include "base/number.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SCAN_MAX_FIELDS = 256 };

/* Splits a line at blanks, in place; returns how many fields there are, SCAN_MAX_FIELDS + 1 when there are more than
 * fit. */
size_t scan_fields(char *line, char *field[SCAN_MAX_FIELDS]);

/* True when all of s is one decimal number and finite; no hexadecimal, nan, inf, blanks. */
static inline bool scan_double(const char *s, double *v) {
    const char *end = gb_scan_double(s, v);
    return end && *end == '\0';
}
/* The same at the machine's widest precision. */
bool scan_long_double(const char *s, long double *v);
bool scan_int64(const char *s, int64_t *v);

/* s for a message: at most 40 bytes, anything not printable as '?'. */
struct scan_shown {
    char s[48];
};
struct scan_shown scan_show(const char *s);

#endif

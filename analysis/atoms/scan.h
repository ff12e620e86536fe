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

/* An atom's line as it nearly always is, read in one pass: what its columns hold, and what they held. */
enum scan_role { SCAN_PASS, SCAN_NAME, SCAN_INT, SCAN_ID, SCAN_TYPE, SCAN_X, SCAN_Y, SCAN_Z };
struct scan_plan {
    size_t n; /* columns */
    int64_t max_type;
    unsigned char role[SCAN_MAX_FIELDS]; /* of enum scan_role; SCAN_INT: any of 32 bits, of no interest */
};
struct scan_atom {
    int64_t id, type; /* 1 or more; 1 to max_type */
    const char *name; /* borrowed from the line, not NUL-terminated */
    size_t name_len;
    double x[3];
};
/* False when anything is not as planned, whatever it is: the line is untouched, and scan_fields is the way to find out.
 * What the plan has no column for is left as it was. */
bool scan_atom(const char *line, const struct scan_plan *plan, struct scan_atom *a);

/* s for a message: at most 40 bytes, anything not printable as '?'. */
struct scan_shown {
    char s[48];
};
struct scan_shown scan_show(const char *s);

#endif

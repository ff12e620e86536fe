/* Numbers as text: strict parsing (the whole string, finite, nothing after it) and exact printing. */
#ifndef GB_BASE_NUMBER_H
#define GB_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The decimal number at the start of s: a sign, digits with or without a point, an exponent; no blanks, hexadecimal,
 * nan or inf. Returns where it ends, NULL when there is none or it is not finite. The value is strtod's, bit for bit,
 * several times sooner. */
const char *gb_scan_double(const char *s, double *v);

/* True when all of s (outer blanks apart) is one finite number. Rejects "", "nan", "inf", "1x", "0x10". */
bool gb_parse_double(const char *s, double *v);
bool gb_parse_int64(const char *s, int64_t *v);
bool gb_parse_uint64(const char *s, uint64_t *v);

/* "LO:HI" with LO < HI. */
bool gb_parse_range(const char *s, double *lo, double *hi);

/* Shortest text that reads back to the same double; "nan" for NaN. buf holds at least 32 bytes; returns buf. */
char *gb_print_double(char buf[32], double v);

/* What "%.17g" writes, byte for byte, several times sooner; it always reads back to the same double. buf holds at least
 * 32 bytes; returns the length. */
size_t gb_print_exact(char buf[32], double v);
/* "%" PRId64, likewise. */
size_t gb_print_int64(char buf[24], int64_t v);

#endif

/* Bytes to write: a file appears under its name when it is complete and on disk (written beside it, synced, renamed); a
 * name that ends in .gz is packed; "-" is standard output; a device or a pipe is written in place. The only file that
 * writes through zlib.
 */
#ifndef GB_BASE_OUTPUT_H
#define GB_BASE_OUTPUT_H

#include "base/error.h"

#include <stddef.h>

struct gb_output;

/* GB_EFAIL when it cannot be opened. */
int gb_output_open(struct gb_output **out, const char *path, struct gb_error *err);
/* A failure is kept, and said by gb_output_close. */
void gb_output_write(struct gb_output *out, const char *s, size_t n);
/* Frees it, too. GB_EFAIL when anything could not be written; then no file is left. */
int gb_output_close(struct gb_output *out, struct gb_error *err);

#endif

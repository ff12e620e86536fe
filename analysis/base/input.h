/* Bytes to read: a file or standard input, plain or gzip (told by its first bytes, whatever the name). What is packed
 * is unpacked by a thread that reads ahead, so that unpacking and what the caller makes of the bytes overlap; this
 * takes half a megabyte. The only file that reads through zlib.
 */
#ifndef GB_BASE_INPUT_H
#define GB_BASE_INPUT_H

#include "base/error.h"

#include <stddef.h>

struct gb_input;

/* "-" is standard input. GB_EINPUT when it cannot be opened. */
int gb_input_open(struct gb_input **in, const char *path, struct gb_error *err);
void gb_input_close(struct gb_input *in);
/* The next n bytes, fewer only where the input ends or fails; then 0 at its end, -1 where it cannot be read further. */
ptrdiff_t gb_input_read(struct gb_input *in, char *dst, size_t n);
/* Why it could not. */
const char *gb_input_why(const struct gb_input *in);
/* The path as shown in messages. */
const char *gb_input_name(const struct gb_input *in);

#endif

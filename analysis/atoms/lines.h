/* Text input by lines, for the readers: plain or gzip, from a file or standard input, one line in memory at a time.
 * Lines end in LF or CR LF and are at most 1 MiB long; a zero byte is a fault (not a text file).
 */
#ifndef GB_ATOMS_LINES_H
#define GB_ATOMS_LINES_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct lines {
    struct gb_input *input; /* owned */
    char *path;             /* as shown in messages; owned */
    char *buf;              /* owned; buf[pos..end) is not yet handed out */
    size_t cap, pos, end;
    size_t text; /* where buf[pos..end) has its first zero byte, or end */
    size_t last; /* where the line handed out last begins */
    bool eof, again;
    bool open;   /* the line handed out last ends the input, without an end of its own */
    long number; /* of the line handed out last, from 1; 0 before the first */
};

/* "-" is standard input. GB_EINPUT when it cannot be opened, or holds nothing. */
int lines_open(struct lines *in, const char *path, struct gb_error *err);
void lines_close(struct lines *in);
/* The beginning of the input, not NUL-terminated; only before the first lines_next. */
const char *lines_peek(const struct lines *in, size_t *len);
/* The next line, NUL-terminated, without its end; the caller may write into it; valid until the next call. NULL at the
 * end of the input. GB_EINPUT when reading fails. */
int lines_next(struct lines *in, char **line, struct gb_error *err);
/* The same, passing over blank lines. */
int lines_next_filled(struct lines *in, char **line, struct gb_error *err);
/* Hands the last line, which must not have been written into, out again. */
void lines_back(struct lines *in);
/* gb_fail(GB_EINPUT) with "path:line: " in front. */
int lines_fail(const struct lines *in, struct gb_error *err, const char *fmt, ...) GB_PRINTF(3, 4);

#endif

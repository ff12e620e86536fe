/* Text input by lines, see lines.h. */
#include "atoms/lines.h"

#include "base/input.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 1 << 18, PEEK = (1 << 16) - 1, MAX_LINE = 1 << 20 };

int lines_fail(const struct lines *in, struct gb_error *err, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *text = gb_vformat(fmt, ap);
    va_end(ap);
    int rc = gb_fail(err, GB_EINPUT, "%s:%ld: %s", in->path, in->number, text);
    free(text);
    return rc;
}

/* Moves what is left to the front of the buffer and reads behind it. */
static int fill(struct lines *in, struct gb_error *err) {
    memmove(in->buf, in->buf + in->pos, in->end - in->pos);
    in->end -= in->pos;
    in->text -= in->pos;
    in->pos = 0;
    if (in->end + 1 >= in->cap) { /* one line fills it all */
        if (in->cap > MAX_LINE)
            return gb_fail(err, GB_EINPUT, "%s:%ld: a line longer than 1 MiB; is this a text file?", in->path,
                           in->number + 1);
        in->buf = gb_realloc(in->buf, in->cap *= 2, 1);
    }
    const ptrdiff_t got = gb_input_read(in->input, in->buf + in->end, in->cap - in->end - 1);
    if (got < 0 && in->number == 0)
        return gb_fail(err, GB_EINPUT, "%s: cannot be read: %s", in->path, gb_input_why(in->input));
    if (got < 0) return lines_fail(in, err, "cannot be read further: %s", gb_input_why(in->input));
    if (in->text == in->end) {
        const char *zero = memchr(in->buf + in->end, 0, (size_t)got);
        in->text = zero ? (size_t)(zero - in->buf) : in->end + (size_t)got;
    }
    in->end += (size_t)got;
    in->eof = got == 0;
    return GB_OK;
}

int lines_open(struct lines *in, const char *path, struct gb_error *err) {
    *in = (struct lines){0};
    int rc = gb_input_open(&in->input, path, err);
    if (rc != GB_OK) return rc;
    in->path = gb_strdup(gb_input_name(in->input));
    in->cap = FIRST_CAP;
    in->buf = gb_realloc(NULL, in->cap, 1);
    rc = fill(in, err);
    if (rc == GB_OK && in->eof)
        rc = gb_fail(err, GB_EINPUT, "%s: is empty; a LAMMPS data file, a LAMMPS text dump or extended XYZ is wanted",
                     in->path);
    if (rc != GB_OK) lines_close(in);
    return rc;
}

void lines_close(struct lines *in) {
    gb_input_close(in->input);
    free(in->path);
    free(in->buf);
    *in = (struct lines){0};
}

const char *lines_peek(const struct lines *in, size_t *len) {
    *len = in->end - in->pos < PEEK ? in->end - in->pos : PEEK;
    return in->buf + in->pos;
}

int lines_next(struct lines *in, char **line, struct gb_error *err) {
    *line = NULL;
    if (in->again) {
        in->again = false;
        in->number++;
        *line = in->buf + in->last;
        return GB_OK;
    }
    char *newline;
    while (!(newline = memchr(in->buf + in->pos, '\n', in->end - in->pos)) && !in->eof) {
        int rc = fill(in, err);
        if (rc != GB_OK) return rc;
    }
    if (!newline && in->pos == in->end) return GB_OK;
    in->number++;
    in->open = newline == NULL;
    in->last = in->pos;
    char *s = in->buf + in->pos, *e = newline ? newline : in->buf + in->end;
    in->pos = newline ? (size_t)(newline + 1 - in->buf) : in->end;
    if (e > s && e[-1] == '\r') e--;
    *e = '\0'; /* fill leaves room for one more byte */
    if (e > in->buf + in->text) return lines_fail(in, err, "a zero byte; this is not a text file");
    *line = s;
    return GB_OK;
}

void lines_back(struct lines *in) {
    in->again = true;
    in->number--;
}

int lines_next_filled(struct lines *in, char **line, struct gb_error *err) {
    int rc;
    while ((rc = lines_next(in, line, err)) == GB_OK && *line && (*line)[strspn(*line, " \t\r\f\v")] == '\0') continue;
    return rc;
}

/* Error chain, see error.h. */
#include "base/error.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdlib.h>

/* Words of a file or a command line in a message must not steer a terminal: control characters, those of Latin-1 in
 * UTF-8 (C2 80 to C2 9F) too, become '?', an end of line a blank. In place. */
static void one_line(char *text) {
    for (unsigned char *c = (unsigned char *)text; *c; c++) {
        if (*c == '\n') *c = ' ';
        if (c[0] == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f) c[0] = c[1] = '?';
        if (*c < 0x20 || *c == 0x7f) *c = '?';
    }
}

int gb_fail(struct gb_error *err, int code, const char *fmt, ...) {
    if (!err) return code;
    va_list ap;
    va_start(ap, fmt);
    char *text = gb_vformat(fmt, ap);
    va_end(ap);
    one_line(text);
    free(err->text);
    err->text = text;
    err->code = code;
    return code;
}

int gb_context(struct gb_error *err, const char *fmt, ...) {
    if (!err) return GB_EFAIL;
    va_list ap;
    va_start(ap, fmt);
    char *frame = gb_vformat(fmt, ap);
    va_end(ap);
    char *text = gb_format("%s: %s", frame, err->text ? err->text : "failed");
    one_line(text);
    free(frame);
    free(err->text);
    err->text = text;
    if (err->code == GB_OK) err->code = GB_EFAIL;
    return err->code;
}

void gb_error_print(const struct gb_error *err, const char *program) {
    fprintf(stderr, "%s: %s\n", program, err && err->text ? err->text : "failed");
}

void gb_error_clear(struct gb_error *err) {
    if (!err) return;
    free(err->text);
    *err = GB_ERROR_INIT;
}

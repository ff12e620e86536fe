/* Error chain, see error.h. */
#include "base/error.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdlib.h>

int gb_fail(struct gb_error *err, int code, const char *fmt, ...) {
    if (!err) return code;
    va_list ap;
    va_start(ap, fmt);
    char *text = gb_vformat(fmt, ap);
    va_end(ap);
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

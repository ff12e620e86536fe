/* Errors: an int status and a chain of text that grows on its way up to the user.
 *
 * A function that can fail returns GB_OK (0) or one of the codes below, which are also the exit statuses of the
 * programs, and takes `struct gb_error *err` as its last parameter. The one who finds the fault calls gb_fail with
 * where, what was found, what is allowed and what to do; callers may put a frame in front with gb_context. The text
 * has no length limit. `err` may be NULL where the caller does not care. Initialise with GB_ERROR_INIT.
 */
#ifndef GB_BASE_ERROR_H
#define GB_BASE_ERROR_H

#include <stdio.h>

#if defined(__GNUC__)
#define GB_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define GB_PRINTF(f, a)
#endif

enum gb_status {
    GB_OK = 0,
    GB_EFAIL = 1,   /* failed while running: a full disk, a dead worker, no convergence */
    GB_EINPUT = 2,  /* the user's input is wrong */
    GB_EVALID = 3,  /* a validation did not hold */
    GB_EINTR = 130, /* interrupted by the user */
};

struct gb_error {
    int code;
    char *text; /* owned; NULL when none */
};

#define GB_ERROR_INIT ((struct gb_error){GB_OK, NULL})

/* Sets *err to code and the formatted text (replacing what was there) and returns code. The text is one line that can
 * be shown on a terminal: control characters in it, which come from files and arguments, are made "?". */
int gb_fail(struct gb_error *err, int code, const char *fmt, ...) GB_PRINTF(3, 4);

/* Puts "formatted text: " in front of the text in *err; returns err->code (GB_EFAIL where err is NULL). */
int gb_context(struct gb_error *err, const char *fmt, ...) GB_PRINTF(2, 3);

/* Prints "glassbed: text\n" (or "PROGRAM: text") to stderr. */
void gb_error_print(const struct gb_error *err, const char *program);

void gb_error_clear(struct gb_error *err);

#endif

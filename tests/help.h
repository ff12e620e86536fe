/* What every test program shares: cmocka with what it needs, numbers held to a tolerance, calls that must succeed or be
 * refused, and a folder of its own. Each test includes this first; a group's own fixtures stand in its folder.
 */
#ifndef TESTS_HELP_H
#define TESTS_HELP_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"

/* |v - expected| <= tolerance; NaN never (cmocka's own comparison is of floats). */
static inline void close_to(double v, double expected, double tolerance, const char *what) {
    if (!(fabs(v - expected) <= tolerance))
        fail_msg("%s: %.17g, expected %.17g within %g", what, v, expected, tolerance);
}
#define assert_near(v, expected, tolerance) close_to(v, expected, tolerance, #v)

/* The call succeeded; else the test fails with its words. */
static inline void must(int rc, struct gb_error *err) {
    if (rc != GB_OK) fail_msg("%s", err->text ? err->text : "failed without words");
}

/* Refused as `code` with `part` in its one line; clears *err. */
static inline void must_fail(int rc, int code, const char *part, struct gb_error *err) {
    if (rc != code) fail_msg("status %d, expected %d: %s", rc, code, err->text ? err->text : "without words");
    if (!err->text || !strstr(err->text, part) || strchr(err->text, '\n'))
        fail_msg("it said '%s'; expected in one line: '%s'", err->text ? err->text : "", part);
    gb_error_clear(err);
}

/* The program's own folder, made by help_setup and removed by help_teardown: for cmocka_run_group_tests, or around one
 * test. Model glasses are looked for in the checkout: tests run in its root. */
static char folder[32];
static inline int help_setup(void **state) {
    (void)state;
    setenv("GLASSBED_DATA", ".", 1);
    strcpy(folder, "/tmp/gb-test-XXXXXX");
    return mkdtemp(folder) ? 0 : 1;
}
static inline int help_teardown(void **state) {
    (void)state;
    return gb_remove_tree(folder, NULL);
}
/* FOLDER/NAME; the caller's. */
static inline char *in_folder(const char *name) { return gb_format("%s/%s", folder, name); }

#endif

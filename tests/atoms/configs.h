/* What the tests of this folder share: files made from text, expected messages, reproducible random configurations. */
#ifndef TESTS_ATOMS_CONFIGS_H
#define TESTS_ATOMS_CONFIGS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "atoms/config.h"
#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A path in a folder of this process; the caller's. */
static inline char *help_path(const char *name) {
    const char *tmp = getenv("TMPDIR");
    return gb_format("%s/gb_atoms_%ld_%s", tmp ? tmp : "/tmp", (long)getpid(), name);
}

static inline void help_write(const char *path, const char *text, size_t len) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

/* Reads `text` as a file called `name`. */
static inline int help_read(struct config **c, const char *name, const char *text, long frame,
                            const char *const *elements, int n, struct gb_error *err) {
    char *path = help_path(name);
    help_write(path, text, strlen(text));
    int rc = config_read(c, path, frame, elements, n, err);
    unlink(path);
    free(path);
    return rc;
}

static inline struct config *help_good(const char *text, long frame, const char *const *elements, int n) {
    struct gb_error err = GB_ERROR_INIT;
    struct config *c = NULL;
    if (help_read(&c, "good", text, frame, elements, n, &err) != GB_OK) fail_msg("%s", err.text);
    assert_int_equal(config_check(c, &err), GB_OK);
    return c;
}

/* The text must be refused as input, with `where` right behind the file's name and `what` later on. */
static inline void help_bad(const char *text, long frame, const char *const *elements, int n, const char *where,
                            const char *what) {
    struct gb_error err = GB_ERROR_INIT;
    struct config *c = (struct config *)1;
    int rc = help_read(&c, "bad", text, frame, elements, n, &err);
    if (rc != GB_EINPUT) fail_msg("status %d for '%s'; wanted: %s", rc, text, what);
    assert_null(c);
    char *head = gb_format("_bad%s", where);
    if (!err.text || !strstr(err.text, head) || !strstr(err.text, what) || strchr(err.text, '\n'))
        fail_msg("message '%s'; wanted '%s' and '%s'", err.text ? err.text : "", head, what);
    free(head);
    gb_error_clear(&err);
}

/* xorshift64*, in [0,1). */
static inline double help_random(uint64_t *state) {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (double)((*state * UINT64_C(2685821657736338717)) >> 11) * 0x1p-53;
}

/* n atoms anywhere in a box with the given edges and tilts (in edges), some of them a few boxes away. */
static inline struct config *help_config(size_t n, int n_types, const double edge[3], const double tilt[3],
                                         uint64_t *seed) {
    struct config *c = config_create(n, n_types);
    struct box *b = &c->box;
    for (int d = 0; d < 3; d++) {
        b->origin[d] = 20 * help_random(seed) - 10;
        b->h[d][d] = edge[d];
    }
    b->h[0][1] = tilt[0] * edge[0];
    b->h[0][2] = tilt[1] * edge[0];
    b->h[1][2] = tilt[2] * edge[1];
    for (size_t i = 0; i < n; i++) {
        double s[3];
        for (int d = 0; d < 3; d++) s[d] = help_random(seed);
        if (i % 5 == 0) s[i % 3] += floor(7 * help_random(seed)) - 3;
        for (size_t r = 0; r < 3; r++)
            c->x[3 * i + r] = b->origin[r] + b->h[r][0] * s[0] + b->h[r][1] * s[1] + b->h[r][2] * s[2];
        c->type[i] = 1 + (int)(help_random(seed) * n_types);
    }
    return c;
}

#endif

/* What the tests of the subcommand `pdf` share: running it in process in a folder of its own, and looking at what it
 * says and writes. */
#ifndef GB_TESTS_PDF_CMD_HELP_H
#define GB_TESTS_PDF_CMD_HELP_H

#include "help.h"

#include "command/command.h"

#include "atoms/config.h"
#include "base/table.h"
#include "pdf/pdf.h"

static char dir[] = "/tmp/glassbed-pdf-XXXXXX";

static inline int run(const char *words) {
    char *copy = gb_format("pdf %s", words), *argv[32], *save = NULL;
    int argc = 0;
    for (char *w = strtok_r(copy, " ", &save); w && argc < 31; w = strtok_r(NULL, " ", &save)) argv[argc++] = w;
    argv[argc] = NULL;
    fflush(stderr);
    const int saved = dup(2);
    if (!freopen("stderr", "w", stderr)) abort();
    const int rc = cmd_pdf(argc, argv);
    fflush(stderr);
    dup2(saved, 2);
    close(saved);
    free(copy);
    return rc;
}

static inline char *text_of(const char *path) {
    char *text;
    assert_int_equal(gb_file_read(path, &text, NULL, NULL), GB_OK);
    return text;
}

static inline void holds(const char *path, const char *part) {
    char *text = text_of(path);
    if (!strstr(text, part)) fail_msg("'%s' not in %s: '%.2000s'", part, path, text);
    free(text);
}

static inline void refused(const char *words, int code, const char *part) {
    assert_int_equal(run(words), code);
    holds("stderr", part);
}

static inline struct gb_table *table_of(const char *path) {
    struct gb_table *t;
    struct gb_error err = GB_ERROR_INIT;
    if (gb_table_read(&t, path, &err) != GB_OK) fail_msg("%s", err.text);
    return t;
}

/* n atoms of two kinds at random in a box of heights 9, 10 and 11. */
static inline struct config *gas(size_t n, uint64_t seed) {
    struct config *c = config_create(n, 2);
    const double h[3] = {9, 10, 11};
    for (int a = 0; a < 3; a++) c->box.h[a][a] = h[a];
    for (size_t i = 0; i < 3 * n; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        c->x[i] = h[i % 3] * (double)(seed >> 11) / 9007199254740992.0;
    }
    for (size_t i = 0; i < n; i++) c->type[i] = i % 3 ? 1 : 2;
    return c;
}

static inline void write_gas(const char *path, size_t n, uint64_t seed, bool named) {
    struct config *c = gas(n, seed);
    if (named) {
        c->element = GB_ARRAY(2, char *);
        c->element[0] = gb_strdup("Cu");
        c->element[1] = gb_strdup("Zr");
    }
    struct gb_error err = GB_ERROR_INIT;
    const int rc = strstr(path, ".xyz") ? config_write_xyz(c, path, 0, NULL, &err) : config_write_data(c, path, &err);
    if (rc != GB_OK) fail_msg("%s", err.text);
    config_free(c);
}

static inline int enter(void **state) {
    (void)state;
    return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}
static inline int leave(void **state) {
    (void)state;
    return chdir("/") == 0 ? gb_remove_tree(dir, NULL) : -1;
}

#endif

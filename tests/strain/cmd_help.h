/* Runs the subcommand `strain` in process, in a folder of its own, for test_cmd_strain*.c. */
#ifndef GB_TESTS_STRAIN_CMD_HELP_H
#define GB_TESTS_STRAIN_CMD_HELP_H

#include "help.h"

#include "command/command.h"

#include "base/table.h"
#include "base/values.h"

static char dir[] = "/tmp/glassbed-strain-XXXXXX";
static int saved_stderr = -1;

static char *in_dir(const char *name) { return gb_format("%s/%s", dir, name); }

/* Runs `strain` in the test's folder with words split at blanks; its stderr goes to the file "stderr". */
static int run(const char *words) {
    char *copy = gb_format("strain %s", words), *argv[64], *save = NULL, *log = in_dir("stderr");
    int argc = 0;
    for (char *w = strtok_r(copy, " ", &save); w && argc < 63; w = strtok_r(NULL, " ", &save)) argv[argc++] = w;
    argv[argc] = NULL;
    fflush(stderr);
    saved_stderr = dup(2);
    if (!freopen(log, "w", stderr)) abort();
    const int rc = cmd_strain(argc, argv);
    fflush(stderr);
    dup2(saved_stderr, 2);
    close(saved_stderr);
    free(copy);
    free(log);
    return rc;
}

static void holds(const char *name, const char *text);
static void said(const char *text) { holds("stderr", text); }
/* Nothing on stderr. */
static void silent(void) {
    char *path = in_dir("stderr"), *log;
    assert_int_equal(gb_file_read(path, &log, NULL, NULL), GB_OK);
    assert_string_equal(log, "");
    free(log);
    free(path);
}

static void refused(const char *words, int code, const char *text) {
    assert_int_equal(run(words), code);
    said(text);
}

static double value(const char *file, const char *name) {
    struct gb_values v = {0};
    char *path = in_dir(file);
    assert_int_equal(gb_values_read(&v, path, NULL), GB_OK);
    const double x = gb_values_get(&v, name);
    gb_values_clear(&v);
    free(path);
    return x;
}

/* Adds a meta line to a table. */
static void put_meta(const char *name, const char *key, const char *value) {
    struct gb_table *t;
    char *path = in_dir(name);
    assert_int_equal(gb_table_read(&t, path, NULL), GB_OK);
    gb_table_meta(t, key, "%s", value);
    assert_int_equal(gb_table_write(t, path, 12, NULL), GB_OK);
    gb_table_free(t);
    free(path);
}

/* A file that a test wrote or read holds this. */
static void holds(const char *name, const char *text) {
    char *path = in_dir(name), *all;
    assert_int_equal(gb_file_read(path, &all, NULL, NULL), GB_OK);
    if (!strstr(all, text)) fail_msg("'%s' not in '%s'", text, all);
    free(all);
    free(path);
}

static int enter(void **state) {
    (void)state;
    return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}
static int leave(void **state) {
    (void)state;
    return chdir("/") == 0 ? gb_remove_tree(dir, NULL) : -1;
}

#endif

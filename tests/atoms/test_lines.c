/* Lines: wherever the input's blocks end. */
#include "atoms/configs.h"

#include "atoms/lines.h"
#include "base/file.h"

enum { LENGTH = 101, N_LINES = 8000, SIZE = LENGTH * N_LINES };

/* Lines of 100 bytes and their end, each beginning with its number. */
static char *numbered(void) {
    char *s = gb_calloc(SIZE + 1, 1);
    for (int k = 0; k < N_LINES; k++) {
        memset(s + LENGTH * k, 'x', LENGTH);
        snprintf(s + LENGTH * k, 20, "%d", k);
        s[LENGTH * k + (int)strlen(s + LENGTH * k)] = ' ';
        s[LENGTH * k + LENGTH - 1] = '\n';
    }
    return s;
}

/* Reads up to the end or a fault; how many lines were good. */
static long count(const char *path, int *rc, struct gb_error *err) {
    struct lines in;
    char *line;
    long n = 0;
    assert_int_equal(lines_open(&in, path, err), GB_OK);
    while ((*rc = lines_next(&in, &line, err)) == GB_OK && line) {
        assert_int_equal(strtol(line, NULL, 10), n);
        assert_int_equal(in.number, ++n);
    }
    lines_close(&in);
    return n;
}

static void test_whole(void **state) {
    (void)state;
    static const char *const names[] = {"lines", "lines.gz"};
    struct gb_error err = GB_ERROR_INIT;
    char *s = numbered();
    int rc;
    for (int k = 0; k < 2; k++) {
        char *path = help_path(names[k]);
        assert_int_equal(gb_file_write(path, s, SIZE, &err), GB_OK);
        assert_int_equal(count(path, &rc, &err), N_LINES);
        assert_int_equal(rc, GB_OK);
        assert_int_equal(gb_file_write(path, s, SIZE - 1, &err), GB_OK); /* no end of the last line */
        assert_int_equal(count(path, &rc, &err), N_LINES);
        assert_int_equal(rc, GB_OK);
        unlink(path);
        free(path);
    }
    free(s);
}

/* A zero byte is told with its line, whether that is read in one piece or two: at places on both sides of where the
 * first and the second block end. */
static void test_zero(void **state) {
    (void)state;
    char *s = numbered(), *path = help_path("zero");
    for (int at = 262000; at < 524400; at = at == 262294 ? 524100 : at + 7) {
        struct gb_error err = GB_ERROR_INIT;
        int rc;
        const char keep = s[at];
        s[at] = '\0';
        help_write(path, s, SIZE);
        const long n = count(path, &rc, &err);
        assert_int_equal(rc, GB_EINPUT);
        char *want = gb_format(":%d: a zero byte; this is not a text file", at / LENGTH + 1);
        if (n != at / LENGTH || !strstr(err.text, want))
            fail_msg("after %ld lines: '%s'; wanted '%s'", n, err.text, want);
        free(want);
        gb_error_clear(&err);
        s[at] = keep;
    }
    unlink(path);
    free(path);
    free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_whole), cmocka_unit_test(test_zero)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Files in and out: plain and packed, whole and damaged, and never half written. */
#include "help.h"

#include "base/input.h"
#include "base/output.h"
#include "base/table.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

/* Text that packs about fourfold and repeats nowhere; the caller's. */
static char *long_text(size_t n) {
    struct gb_text t = {0};
    for (unsigned k = 1, x = 1; t.len < n; k++) gb_text_add(&t, "%u %x\n", k, x = x * 1664525 + 1013904223);
    t.s[n] = '\0';
    return t.s;
}

/* Reads in pieces of `piece` bytes and compares. */
static void reads_as(const char *path, const char *text, size_t len, size_t piece) {
    struct gb_error err = GB_ERROR_INIT;
    struct gb_input *in;
    if (gb_input_open(&in, path, &err) != GB_OK) fail_msg("%s", err.text);
    char *part = gb_calloc(piece, 1);
    size_t at = 0;
    for (ptrdiff_t got; (got = gb_input_read(in, part, piece)) != 0; at += (size_t)got) {
        if (got < 0) fail_msg("%s", gb_input_why(in));
        assert_true(at + (size_t)got <= len);
        assert_true((size_t)got == piece || at + (size_t)got == len); /* short only at the end */
        assert_memory_equal(part, text + at, (size_t)got);
    }
    assert_int_equal(at, len);
    assert_int_equal(gb_input_read(in, part, piece), 0); /* the end stays the end */
    free(part);
    gb_input_close(in);
}

static void packed_or_not(void **state) {
    (void)state;
    static const size_t sizes[] = {0, 1, 131071, 131072, 131073, 3000000};
    static const char *const names[] = {"text", "text.gz"};
    char *text = long_text(3000000);
    for (int k = 0; k < 2; k++) {
        char *path = in_folder(names[k]), *back;
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            size_t len;
            assert_int_equal(gb_file_write(path, text, sizes[i], NULL), GB_OK);
            assert_int_equal(gb_file_read(path, &back, &len, NULL), GB_OK);
            assert_int_equal(len, sizes[i]);
            assert_memory_equal(back, text, len);
            assert_int_equal(back[len], 0);
            free(back);
            if (sizes[i] > 1000)
                for (size_t piece = 1009; piece < 2000000; piece = 7 * piece + 1) reads_as(path, text, len, piece);
        }
        struct stat st;
        assert_int_equal(stat(path, &st), 0);
        assert_true(k == 0 ? st.st_size == 3000000 : st.st_size < 2000000);
        free(path);
    }
    free(text);
}

/* What `cat a.gz b.gz` gives, and a reader that stops early. */
static void packed_pieces(void **state) {
    (void)state;
    char *path = in_folder("pieces.gz"), *text = long_text(3000000), part[100];
    for (int k = 0; k < 2; k++) {
        gzFile gz = gzopen(path, k ? "ab" : "wb");
        assert_int_equal(gzwrite(gz, text + 1500000 * k, 1500000), 1500000);
        assert_int_equal(gzclose(gz), Z_OK);
    }
    reads_as(path, text, 3000000, 100000);
    struct gb_input *in;
    for (int k = 0; k < 20; k++) {
        assert_int_equal(gb_input_open(&in, path, NULL), GB_OK);
        for (int i = 0; i < k; i++) assert_int_equal(gb_input_read(in, part, sizeof part), sizeof part);
        gb_input_close(in);
    }
    gb_input_close(NULL);
    free(text);
    free(path);
}

static void damaged(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct gb_input *in;
    char *path = in_folder("damaged.gz"), *text = long_text(3000000), *back = gb_calloc(3000000, 1);
    assert_int_equal(gb_file_write(path, text, 3000000, NULL), GB_OK);
    assert_int_equal(truncate(path, 500000), 0);
    assert_int_equal(gb_input_open(&in, path, NULL), GB_OK);
    const ptrdiff_t got = gb_input_read(in, back, 3000000); /* what there is, then the fault, again and again */
    assert_true(got > 500000 && got < 3000000);
    assert_memory_equal(back, text, (size_t)got);
    for (int k = 0; k < 2; k++) assert_int_equal(gb_input_read(in, back, 10), -1);
    assert_string_equal(gb_input_why(in), "the gzip data is truncated");
    gb_input_close(in);
    free(back);
    assert_int_equal(gb_file_read(path, &back, NULL, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "damaged.gz: cannot be read: the gzip data is truncated"));
    assert_int_equal(gb_file_write(path, text, 3000000, NULL), GB_OK);
    const int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, "\377\377\377\377\377\377\377\377", 8, 250000), 8);
    close(fd);
    assert_int_equal(gb_file_read(path, &back, NULL, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "damaged.gz: cannot be read: "));
    assert_null(strstr(err.text, "truncated"));
    assert_int_equal(gb_file_read(folder, &back, NULL, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "cannot be read: Is a directory"));
    free(path);
    path = in_folder("none");
    assert_int_equal(gb_file_read(path, &back, NULL, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "none: cannot be read: No such file"));
    gb_error_clear(&err);
    free(text);
    free(path);
}

static void standard_input(void **state) {
    (void)state;
    char *path = in_folder("stdin.gz"), *text = long_text(300000), *back;
    size_t len;
    assert_int_equal(gb_file_write(path, text, 300000, NULL), GB_OK);
    const int keep = dup(STDIN_FILENO), fd = open(path, O_RDONLY);
    assert_true(fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
    assert_int_equal(gb_file_read("-", &back, &len, NULL), GB_OK);
    dup2(keep, STDIN_FILENO);
    close(keep);
    close(fd);
    assert_int_equal(len, 300000);
    assert_memory_equal(back, text, len);
    free(back);
    free(text);
    free(path);
}

/* A file is there when it is whole; pipes and devices are written, not replaced. */
static void whole_or_not_at_all(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct gb_output *out;
    char *path = in_folder("out"), *tmp = gb_format("%s.tmp%ld", path, (long)getpid()), back[8] = "";
    assert_int_equal(gb_output_open(&out, path, &err), GB_OK);
    gb_output_write(out, "abc", 3);
    assert_false(gb_exists(path));
    assert_true(gb_exists(tmp));
    assert_int_equal(mkdir(path, 0777), 0); /* now it cannot be renamed */
    assert_int_equal(gb_output_close(out, &err), GB_EFAIL);
    assert_non_null(strstr(err.text, "out: cannot be renamed into place: "));
    assert_false(gb_exists(tmp));
    assert_int_equal(gb_output_open(&out, path, &err), GB_EFAIL); /* and is said before anything is written */
    assert_non_null(strstr(err.text, "out: cannot be written: Is a directory"));
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    const int fd = open(path, O_RDONLY | O_NONBLOCK);
    assert_int_equal(gb_file_write(path, "pipe", 4, &err), GB_OK);
    assert_int_equal(read(fd, back, sizeof back), 4);
    assert_string_equal(back, "pipe");
    close(fd);
    struct stat st;
    assert_true(stat(path, &st) == 0 && S_ISFIFO(st.st_mode));
    gb_error_clear(&err);
    free(tmp);
    free(path);
}

static void tables_may_be_packed(void **state) {
    (void)state;
    struct gb_table *t = gb_table_create("a title", "r_ang g00"), *u;
    for (int k = 0; k < 1000; k++) gb_table_add(t, (double[]){0.01 * k, 1.0 / (k + 1)});
    char *path = in_folder("table.gz"), magic[3] = "";
    assert_int_equal(gb_table_write(t, path, 17, NULL), GB_OK);
    const int fd = open(path, O_RDONLY);
    assert_int_equal(read(fd, magic, 2), 2);
    assert_string_equal(magic, "\x1f\x8b");
    close(fd);
    assert_int_equal(gb_table_read(&u, path, NULL), GB_OK);
    assert_int_equal(u->n_row, 1000);
    assert_string_equal(u->name[1], "g00");
    assert_memory_equal(u->v, t->v, 2000 * sizeof *t->v);
    gb_table_free(t);
    gb_table_free(u);
    free(path);
}

/* FNV-1a of the bytes on disk: a packed file is another file than what it holds. */
static void hashes_are_of_the_disk(void **state) {
    (void)state;
    char *plain = in_folder("hash"), *packed = in_folder("hash.gz"), *text = long_text(100000);
    uint64_t a = GB_HASH_INIT, b = GB_HASH_INIT;
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(gb_file_write(plain, text, 100000, NULL), GB_OK);
    assert_int_equal(gb_file_write(packed, text, 100000, NULL), GB_OK);
    assert_int_equal(gb_hash_file(&a, plain, NULL), GB_OK);
    assert_int_equal(gb_hash_file(&b, packed, NULL), GB_OK);
    assert_true(a == gb_hash_bytes(GB_HASH_INIT, text, 100000));
    assert_true(a != b);
    assert_int_equal(gb_hash_file(&a, folder, &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "Is a directory"));
    gb_error_clear(&err);
    free(text);
    free(plain);
    free(packed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed_or_not),
        cmocka_unit_test(packed_pieces),
        cmocka_unit_test(damaged),
        cmocka_unit_test(standard_input),
        cmocka_unit_test(whole_or_not_at_all),
        cmocka_unit_test(tables_may_be_packed),
        cmocka_unit_test(hashes_are_of_the_disk),
    };
    return cmocka_run_group_tests_name("file", tests, help_setup, help_teardown);
}

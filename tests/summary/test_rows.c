/* The tables of a summary as text: what the fields read as, and that no bytes but those of such a table are taken for
 * one, by the reader itself and by each table that uses it. */
#include "base/random.h"
#include "experiment/experiment.h"
#include "pool/screening.h"
#include "summary/by_hand.h"
#include "summary/efficiency.h"
#include "summary/histories.h"
#include "summary/moduli.h"
#include "summary/summary.h"
#include "summary/temperature.h"
#include "summary/trends.h"
#include "table/table.h"

#include <stddef.h>

struct line {
    size_t history, load;
    int kind;
    size_t n;
    char *note;
    struct estimate x;
};
struct lines {
    size_t n, n_comments;
    struct line *line;
};

static void count_comment(void *to, const char *line) {
    ((struct lines *)to)->n_comments++;
    assert_int_equal(line[0], '#');
}

static const char *const kinds[] = {"soft", "hard"};
#define AT(field) offsetof(struct line, field)
static const struct column columns[] = {
    {.name = "history", .kind = COLUMN_HISTORY, .unit = UNIT_HISTORY, .offset = AT(history)},
    {.name = "load", .kind = COLUMN_LOAD, .offset = AT(load)},
    {.name = "kind", .kind = COLUMN_CHOICE, .word = kinds, .n_words = 2, .offset = AT(kind)},
    {.name = "n", .kind = COLUMN_COUNT, .lo = 1, .hi = 20, .offset = AT(n)},
    {.name = "note", .kind = COLUMN_TEXT, .sentence = "what is said", .offset = AT(note)},
    {.name = "x", .kind = COLUMN_ESTIMATE, .unit = UNIT_STRESS, .digits = 9, .err_digits = 3, .offset = AT(x)}};
static const struct table_kind lines_kind = {.of = "lines",
                                             .title = "title",
                                             .row_size = sizeof(struct line),
                                             .n = sizeof columns / sizeof *columns,
                                             .column = columns,
                                             .comment = count_comment};

static int read_lines(struct lines *t, const struct study *s, const char *path, struct gb_error *err) {
    struct table read;
    *t = (struct lines){0};
    const int rc = table_read(&read, &lines_kind, s, t, path, err);
    t->n = read.n;
    t->line = read.row;
    return rc;
}

static void lines_clear(struct lines *t) { table_clear(&lines_kind, t->line, t->n); }

static int read_bytes(struct lines *t, const struct study *s, const char *bytes, size_t n, struct gb_error *err) {
    char *path = gb_format("%s/lines.tsv", folder);
    FILE *f = fopen(path, "wb"); /* not synced: quick */
    assert_true(f && fwrite(bytes, 1, n, f) == n && fclose(f) == 0);
    const int rc = read_lines(t, s, path, err);
    free(path);
    return rc;
}

static void fields(void **state) {
    (void)state;
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = make_study(false, true);
    struct lines t;
    const struct line line[] = {{0, 0, 1, 20, (char *)"of two words", {1.0 / 3, 2.0 / 3}},
                                {0, 0, 0, 1, (char *)"", {-INFINITY, NAN}}};
    char *path = in(".", "lines.tsv"), *text;
    must(table_write(&lines_kind, s, line, 2, "# noted\n", path, &err), &err);
    must(gb_file_read(path, &text, NULL, &err), &err);
    static const char expected[] = "# noted\n# note: what is said\n# units: history epsilon/kB/tau, x epsilon/sigma^3\n"
                                   "# history\tload\tkind\tn\tnote\tx\tx_err\n"
                                   "1e-2\t0.005\thard\t20\tof two words\t0.333333333\t0.667\n"
                                   "1e-2\t0.005\tsoft\t1\t\tnan\tnan\n";
    assert_non_null(strstr(text, "# title\n# study: by-hand\n"));
    assert_non_null(strstr(text, expected));
    char *more = gb_format("%.*s\n# a word", (int)(strlen(text) - 1), text); /* no newline behind the last row */
    must(read_bytes(&t, s, more, strlen(more), &err), &err);
    assert_int_equal(t.n, 2);
    assert_int_equal(t.n_comments, 9);
    assert_int_equal(t.line[0].history, 0);
    assert_int_equal(t.line[0].load, 0);
    assert_int_equal(t.line[0].kind, 1);
    assert_int_equal(t.line[0].n, 20);
    assert_string_equal(t.line[0].note, "of two words");
    assert_near(t.line[0].x.value, 0.333333333, 0);
    assert_near(t.line[0].x.err, 0.667, 0);
    assert_int_equal(t.line[1].kind, 0);
    assert_string_equal(t.line[1].note, "");
    assert_true(isnan(t.line[1].x.value) && isnan(t.line[1].x.err));
    lines_clear(&t);
    free(more);
    free(text);
    free(path);
    study_free(s);
}

/* The same columns for people. */
static void cells(void **state) {
    (void)state;
    struct study *s = make_study(false, true);
    const struct line line = {0, 0, 1, 20, (char *)"words", {0.2345, 0.0123}}, bare = {.x = {NAN, NAN}};
    const struct column *all[] = {&columns[0], &columns[1], &columns[2], &columns[3], &columns[5]};
    const void *row[] = {&line, NULL};
    struct gb_text b = {0};
    table_text(&b, &lines_kind, s, 2, row, 5, all, true);
    assert_string_equal(b.s, "   rate  strain  kind   n          x\n"
                             "  ε/k/τ                         ε/σ³\n"
                             "   1e-2   0.005  hard  20  0.234(12)\n"
                             "      –       –     –   –          –\n");
    struct column c = columns[5];
    const struct {
        enum column_how how;
        const char *says;
    } cell[] = {{HOW_ESTIMATE, "0.234(12)"}, {HOW_RATIO, "0.234(12)"}, {HOW_ABOUT, "0.23"}};
    for (size_t i = 0; i < sizeof cell / sizeof *cell; i++) {
        c.how = cell[i].how;
        char *text = column_cell(&c, &line, s), *none = column_cell(&c, &bare, s);
        assert_string_equal(text, cell[i].says);
        assert_string_equal(none, "–");
        free(none);
        free(text);
    }
    char *head = column_with_unit("E", &columns[5], s);
    assert_string_equal(head, "E (ε/σ³)");
    free(head);
    free(b.s);
    study_free(s);
}

#define HEAD "# history\tload\tkind\tn\tnote\tx\tx_err\n"
#define ROW "1e-2\t0.005\tsoft\t3\ta\t1\t2\n"

static void faults(void **state) {
    (void)state;
#define BYTES(text) text, sizeof text - 1
    static const struct {
        const char *bytes;
        size_t n;
        int line, column; /* 0: the header */
    } c[] = {
        {BYTES(HEAD ROW "1e-3\t0.005\tsoft\t3\ta\t1\t2\n"), 3, 1},
        {BYTES(HEAD "1e-2\t0.01\tsoft\t3\ta\t1\t2\n"), 2, 2},
        {BYTES(HEAD "1e-2\t0.005\tsofter\t3\ta\t1\t2\n"), 2, 3},
        {BYTES(HEAD "1e-2\t0.005\tsoft\t0\ta\t1\t2\n"), 2, 4},
        {BYTES(HEAD "1e-2\t0.005\tsoft\t21\ta\t1\t2\n"), 2, 4},
        {BYTES(HEAD "1e-2\t0.005\tsoft\t-3\ta\t1\t2\n"), 2, 4},
        {BYTES(HEAD "1e-2\t0.005\tsoft\t3.5\ta\t1\t2\n"), 2, 4},
        {BYTES(HEAD "1e-2\t0.005\tsoft\t18446744073709551619\ta\t1\t2\n"), 2, 4},
        {BYTES(HEAD "1e-2\t0.005\tsoft\t3\ta\tinf\t2\n"), 2, 6},
        {BYTES(HEAD "1e-2\t0.005\tsoft\t3\ta\t1\t\n"), 2, 7},
        {BYTES(HEAD "1e-2\t0.005\tsoft\t3\ta\t1\n"), 2, 7},
        {BYTES(HEAD "1e-2\t0.005\tsoft\t3\n"), 2, 5},
        {BYTES(HEAD "1e-2"), 2, 2},
        {BYTES(HEAD "\t\t\n"), 2, 1},
        {BYTES(HEAD "1e-2\t\t0.005\tsoft\t3\ta\t1\t2\n"), 2, 2},
        {BYTES(HEAD "1e-2\t0.005\tsoft\t3\ta\t1\t2\t\n"), 2, 8},
        {BYTES(HEAD "1e-2\t0.005\tsoft\t3\ta\t1\t2\t3\t4\n"), 2, 8},
        {BYTES(HEAD "1e-2\t0.005\tsofter\tno\ta\tno\t2\n" ROW), 2, 3}, /* the first of them */
        {BYTES(HEAD "1e-2\t0.005\tsoft\t3\ta\0b\t1\t2\n"), 2, 5},
        {BYTES(HEAD "1e-2\t0.005\tsoft\t3\ta\t1\t2\0\n"), 2, 7},
        {BYTES(HEAD "# a\0b\n" ROW), 2, 1},
        {BYTES(HEAD ROW "\0" ROW), 3, 1},
        {BYTES("\0" HEAD ROW), 1, 1},
        {BYTES(HEAD "1e-2\r\n"), 2, 1},
        {BYTES("# history\tload\tkind\tn\tnote\tx\tx_err\r\n" ROW), 2, 0},
        {BYTES("# history\tload\tkind\tn\tnote\tx\ty\n" ROW), 2, 0},
        {BYTES(ROW HEAD), 1, 0},
        {BYTES(""), 1, 0},
        {BYTES("\n\n"), 3, 0},
        {BYTES("# glassbed\n"), 2, 0},
    };
    struct study *s = make_study(false, true);
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct gb_error err = GB_ERROR_INIT;
        struct lines t;
        char *says = c[i].column ? gb_format("lines.tsv:%d: column %d is not what the lines of study 'by-hand' can "
                                             "have there; remove the folder summary and run the study again",
                                             c[i].line, c[i].column)
                                 : gb_format("lines.tsv:%d: the columns are not those of this glassbed", c[i].line);
        assert_int_equal(read_bytes(&t, s, c[i].bytes, c[i].n, &err), GB_EINPUT);
        if (!strstr(err.text, says)) fail_msg("case %zu: '%s' does not say '%s'", i, err.text, says);
        gb_error_clear(&err);
        free(says);
    }
    struct gb_error err = GB_ERROR_INIT;
    struct lines t;
    assert_int_equal(read_lines(&t, s, "absent/lines.tsv", &err), GB_EINPUT);
    assert_non_null(strstr(err.text, "absent/lines.tsv: cannot be read"));
    assert_null(strstr(err.text, "columns"));
    gb_error_clear(&err);
    study_free(s);
}

/* Random bytes changed, taken out and put in: rows that the study can have, or a refusal. */
static void any_bytes(void **state) {
    (void)state;
    static const char some[] = {'\0', '\t', '\n', '\r', '#', '-', '.', '0', '1', 'e', 'n', (char)0xff};
    struct study *s = make_study(false, true);
    uint64_t seed = 7;
    size_t taken = 0, refused = 0;
    for (int i = 0; i < 1000; i++) {
        char text[400] = HEAD ROW "# note\n" ROW ROW;
        size_t n = strlen(text);
        for (uint64_t k = random_below(&seed, 4); k > 0 && n > 0; k--) {
            const size_t at = random_below(&seed, n);
            const char byte = some[random_below(&seed, sizeof some)];
            switch (random_below(&seed, 4)) {
            case 0: text[at] = byte; break;
            case 1: memmove(text + at, text + at + 1, --n - at); break;
            case 2: memmove(text + at + 1, text + at, n++ - at), text[at] = byte; break;
            default: n = at;
            }
        }
        struct gb_error err = GB_ERROR_INIT;
        struct lines t;
        if (read_bytes(&t, s, text, n, &err) == GB_OK) {
            taken++;
            for (size_t k = 0; k < t.n; k++)
                assert_true(t.line[k].history == 0 && t.line[k].load == 0 && t.line[k].n >= 1 && t.line[k].n <= 20);
            lines_clear(&t);
        } else {
            refused++;
            assert_non_null(strstr(err.text, "run the study again"));
        }
        gb_error_clear(&err);
    }
    assert_true(taken > 100 && refused > 100);
    study_free(s);
}

/* ---- each table ---- */

#define READER(name, type, read, clear)                                                                                \
    static int name(const struct study *s, const char *path, struct gb_error *err) {                                   \
        type t;                                                                                                        \
        const int rc = read(&t, s, path, err);                                                                         \
        if (rc == GB_OK) clear(&t);                                                                                    \
        return rc;                                                                                                     \
    }
READER(read_summary, struct summary, summary_read, summary_clear)
READER(read_order, struct screening, screening_read, screening_clear)
READER(read_histories, struct histories_table, histories_table_read, histories_table_clear)
READER(read_moduli, struct moduli_table, moduli_read, moduli_clear)
READER(read_thermal, struct temperature_table, temperature_read, temperature_clear)
READER(read_trends, struct trend_table, trend_table_read, trend_table_clear)
READER(read_validation, struct experiments, experiments_read, experiments_clear)
READER(read_efficiency, struct efficiency, efficiency_read, efficiency_clear)

static void every_table(void **state) {
    (void)state;
    static const struct {
        const char *file;
        int (*read)(const struct study *, const char *, struct gb_error *);
    } table[] = {{"summary.tsv", read_summary},       {"order.tsv", read_order},
                 {"histories.tsv", read_histories},   {"moduli.tsv", read_moduli},
                 {"thermal.tsv", read_thermal},       {"trends.tsv", read_trends},
                 {"validation.tsv", read_validation}, {"efficiency.tsv", read_efficiency}};
    struct gb_error err = GB_ERROR_INIT;
    struct study *s = make_study(false, true);
    struct summary sum;
    put_study("every", false, true);
    build(&sum, s, "every", "summary");
    summary_clear(&sum);
    struct trend_table trends = {1, &(struct trend_row){.history = ROWS_NO_HISTORY, .points = 1, .samples = 3}};
    struct temperature_table thermal = {1, &(struct temperature_row){.samples = 3}};
    char *path = in("every", "summary/trends.tsv");
    must(trend_table_write(&trends, s, path, &err), &err);
    free(path);
    path = in("every", "summary/thermal.tsv");
    must(temperature_write(&thermal, s, path, &err), &err);
    free(path);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char *file = gb_format("summary/%s", table[i].file), *bad = gb_format("%s/bad.tsv", folder), *text;
        size_t n;
        path = in("every", file);
        must(table[i].read(s, path, &err), &err);
        must(gb_file_read(path, &text, &n, &err), &err);
        must(gb_file_write(bad, text, n - 1, &err), &err); /* no newline at the end */
        must(table[i].read(s, bad, &err), &err);
        assert_int_equal(text[n - 1], '\n');
        const char *last = memrchr(text, '\t', n);
        char *damaged[] = {gb_format("%stoo much\n", text), gb_format("%.*s\ttoo much\n", (int)(n - 1), text),
                           gb_format("%.*s\n", (int)(last - text), text), gb_format("%.*s", (int)(last - text), text)};
        for (size_t k = 0; k < sizeof damaged / sizeof *damaged; k++) {
            must(gb_file_write(bad, damaged[k], strlen(damaged[k]), &err), &err);
            if (table[i].read(s, bad, &err) != GB_EINPUT) fail_msg("%s, damage %zu is taken", table[i].file, k);
            assert_non_null(strstr(err.text, "bad.tsv:"));
            assert_non_null(strstr(err.text, "of study 'by-hand' can have there"));
            gb_error_clear(&err);
            free(damaged[k]);
        }
        for (size_t at = 0; at < n; at += 397) { /* a NUL byte anywhere */
            const char was = text[at];
            text[at] = '\0';
            must(gb_file_write(bad, text, n, &err), &err);
            if (table[i].read(s, bad, &err) != GB_EINPUT) fail_msg("%s, NUL at %zu is taken", table[i].file, at);
            gb_error_clear(&err);
            text[at] = was;
        }
        free(text);
        free(file);
        free(path);
        free(bad);
    }
    study_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(fields), cmocka_unit_test(cells), cmocka_unit_test(faults),
                                       cmocka_unit_test(any_bytes), cmocka_unit_test(every_table)};
    return cmocka_run_group_tests(tests, setup, teardown);
}

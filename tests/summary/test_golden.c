/* What must not change by accident: the hash of every stage of every study in configs/, and of two here that hold every
 * kind of step and load, for users' folders go by them; and the column line of every table, for users' scripts go by
 * those. Both are kept as text in tests/data/golden; a change that is meant is one that edits them: GOLDEN=write writes
 * what this program finds.
 */
#include "summary/by_hand.h"

#include "plan/plan.h"
#include "study/collection.h"
#include "study/line.h"
#include "summary/comparison.h"
#include "summary/histories.h"
#include "summary/moduli.h"
#include "summary/summary.h"
#include "summary/temperature.h"
#include "summary/trends.h"

#include <dirent.h>
#include <inttypes.h>

/* Compares with tests/data/golden/NAME, line by line. */
static void is_golden(const char *name, const char *text) {
    struct gb_error err = GB_ERROR_INIT;
    char *path = gb_format("tests/data/golden/%s", name), *as_kept = NULL;
    const char *mode = getenv("GOLDEN");
    if (mode && strcmp(mode, "write") == 0) must(gb_file_write(path, text, strlen(text), &err), &err);
    must(gb_file_read(path, &as_kept, NULL, &err), &err);
    for (const char *a = as_kept, *b = text; *a || *b;) {
        const size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");
        if (n != m || strncmp(a, b, n) != 0)
            fail_msg("%s: kept '%.*s'\nfound '%.*s'; meant? then GOLDEN=write, and say so in CHANGELOG.md", path,
                     (int)n, a, (int)m, b);
        a += n + (a[n] == '\n');
        b += m + (b[m] == '\n');
    }
    free(as_kept);
    free(path);
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* "configs/NAME.xml STAGE HASH"; a summary of files holds their absolute path: left out. */
static void add_hashes(struct gb_text *t, const char *path, const struct study *s) {
    struct gb_error err = GB_ERROR_INIT;
    struct plan *p = NULL;
    must(plan_create(&p, s, &err), &err);
    for (size_t i = 0; i < p->n; i++)
        if (s->n_files == 0 || strcmp(p->stage[i].kind, "summary") != 0)
            gb_text_add(t, "%s\t%s\t%s\t%016" PRIx64 "\n", path, s->name, p->stage[i].name, p->stage[i].hash);
    plan_free(p);
}

static void add_file(struct gb_text *t, const char *path) {
    struct gb_error err = GB_ERROR_INIT;
    char *text = NULL;
    size_t len;
    must(gb_file_read(path, &text, &len, &err), &err);
    struct collection *c = NULL;
    int rc = collection_parse(&c, text, len, path, &err);
    static const char own_glass[] = "file=\"cu-zr.data\"";
    char *at = rc != GB_OK ? strstr(text, own_glass) : NULL;
    if (at) { /* a glass of the user's: another in its place */
        char *own =
            gb_format("%.*sfile=\"../tests/data/golden/glass.xyz\"%s", (int)(at - text), text, at + strlen(own_glass));
        gb_error_clear(&err);
        must(collection_parse(&c, own, strlen(own), path, &err), &err);
        free(own);
    }
    must(rc != GB_OK && !c ? rc : GB_OK, &err);
    for (size_t i = 0; i < c->n; i++) add_hashes(t, path, c->study[i]);
    collection_free(c);
    free(text);
}

static void hashes(void **state) {
    (void)state;
    char **name = NULL;
    size_t n = 0;
    DIR *d = opendir("configs");
    for (struct dirent *e; d && (e = readdir(d));) {
        const size_t len = strlen(e->d_name);
        if (len < 5 || strcmp(e->d_name + len - 4, ".xml") != 0) continue;
        name = gb_realloc(name, n + 1, sizeof *name);
        name[n++] = gb_format("configs/%s", e->d_name);
    }
    closedir(d);
    assert_true(n >= 11);
    qsort(name, n, sizeof *name, by_text);
    struct gb_text t = {0};
    for (size_t i = 0; i < n; i++) {
        add_file(&t, name[i]);
        free(name[i]);
    }
    add_file(&t, "tests/data/golden/steps.xml");
    add_file(&t, "tests/data/golden/thermal.xml");
    is_golden("hashes.tsv", t.s);
    free(t.s);
    free(name);
}

/* The line that names the columns: the last with #. */
static void add_columns(struct gb_text *t, const char *name, const char *path) {
    struct gb_error err = GB_ERROR_INIT;
    char *text = NULL, *last = NULL;
    must(gb_file_read(path, &text, NULL, &err), &err);
    for (char *line = text, *next; line && *line; line = next) {
        next = strchr(line, '\n');
        if (next) *next++ = '\0';
        if (*line == '#') last = line;
    }
    assert_non_null(last);
    gb_text_add(t, "%s: %s\n", name, last);
    free(text);
}

static void columns(void **state) {
    (void)state;
    static const char *const made[] = {"summary",
                                       "moduli",
                                       "histories",
                                       "order",
                                       "efficiency",
                                       "validation",
                                       "trends",
                                       "cooling-1e-2",
                                       "curves-1e-2-0.005-number",
                                       "d2min-1e-2-0.005",
                                       "structure-1e-2-0.005-number"};
    struct gb_error err = GB_ERROR_INIT;
    struct gb_text t = {0};
    struct study *s = make_study(false, true);
    struct summary sum;
    put_study("golden", false, true);
    build(&sum, s, "golden", "summary");
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        char *path = gb_format("%s/golden/summary/%s.tsv", folder, made[i]);
        add_columns(&t, made[i], path);
        free(path);
    }
    char *path = gb_format("%s/some.tsv", folder);
    const struct temperature_table none = {0};
    must(temperature_write(&none, s, path, &err), &err);
    add_columns(&t, "thermal", path);
    const struct comparison empty = {.name = path};
    must(comparison_write(&empty, path, &err), &err);
    add_columns(&t, "comparison", path);
    struct gb_table *line = study_line_table(s, "0");
    must(gb_table_write(line, path, 9, &err), &err);
    add_columns(&t, "equilibrium", path);
    is_golden("columns.txt", t.s);
    gb_table_free(line);
    free(path);
    summary_clear(&sum);
    study_free(s);
    free(t.s);
}

/* The heads of the tables of long studies that are kept (tests/data): each name is a column of today's, so that a column
 * that is renamed is renamed there too. */
static bool is_column(const struct table_kind *k, const char *name, size_t n) {
    for (size_t i = 0; i < k->n; i++) {
        const size_t m = strlen(k->column[i].name);
        if (n >= m && strncmp(name, k->column[i].name, m) == 0 &&
            (n == m || (n == m + 4 && column_width(&k->column[i]) == 2 && strncmp(name + m, "_err", 4) == 0)))
            return true;
    }
    return false;
}

static void is_headed(const char *path, const struct table_kind *k) {
    struct gb_text t = {0};
    add_columns(&t, "kept", path);
    size_t n = 0;
    for (const char *name = t.s + strlen("kept: # "); *name != '\n'; name += strspn(name, "\t"), n++) {
        const size_t len = strcspn(name, "\t\n");
        if (!is_column(k, name, len)) fail_msg("%s: %.*s is no column", path, (int)len, name);
        name += len;
    }
    assert_true(n > 7);
    free(t.s);
}

static void kept(void **state) {
    (void)state;
    static const char *const study[] = {"alloys", "cooling-rate", "stress", "thermal"};
    const struct {
        const char *name;
        const struct table_kind *kind;
    } table[] = {{"summary", &summary_kind},     {"moduli", &moduli_kind}, {"thermal", &temperature_kind},
                 {"histories", &histories_kind}, {"trends", &trend_kind},  {"comparison", &comparison_kind}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof study / sizeof *study; i++)
        for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
            char *path = gb_format("tests/data/%s/%s.tsv", study[i], table[k].name);
            if (gb_exists(path)) is_headed(path, table[k].kind), n++;
            free(path);
        }
    assert_int_equal(n, 14);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(hashes), cmocka_unit_test(columns), cmocka_unit_test(kept)};
    return cmocka_run_group_tests(tests, setup, teardown);
}

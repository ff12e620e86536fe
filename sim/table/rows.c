/* Lines and fields of a table, see rows.h. */
#include "table/rows.h"

#include "base/file.h"
#include "base/number.h"
#include "base/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

void rows_add_number(struct gb_text *b, double v, int digits) {
    char shortest[32];
    if (!isfinite(v))
        gb_text_add(b, "nan");
    else if (digits > 0)
        gb_text_add(b, "%.*g", digits, v);
    else
        gb_text_add(b, "%s", gb_print_double(shortest, v));
}

/* ---- lines ---- */

void rows_open(struct table_rows *r, const struct study *s, const char *what, char *header, const char *path,
               struct gb_error *err) {
    size_t len = 0;
    *r = (struct table_rows){.s = s, .what = what, .path = path, .err = err, .header = header};
    r->rc = gb_file_read(path, &r->text, &len, err);
    r->at = r->text;
    r->end = r->text ? r->text + len : NULL;
}

static void refuse(struct table_rows *r, int column) {
    if (r->rc == GB_OK)
        r->rc = gb_fail(r->err, GB_EINPUT,
                        "%s:%zu: column %d is not what the %s of study '%s' can have there; remove the folder summary "
                        "and run the study again",
                        r->path, r->line, column, r->what, r->s->name);
}

static void refuse_header(struct table_rows *r) {
    if (r->rc == GB_OK)
        r->rc = gb_fail(r->err, GB_EINPUT,
                        "%s:%zu: the columns are not those of this glassbed (%s); remove the folder summary and run "
                        "the study again",
                        r->path, r->line, GB_VERSION);
}

/* NULL at the end of the file, and when a NUL byte in the line is refused. */
static char *next_line(struct table_rows *r) {
    char *line = r->at, *end;
    r->line++;
    if (line == r->end) return NULL;
    if (!(end = memchr(line, '\n', (size_t)(r->end - line)))) end = r->end;
    r->at = end < r->end ? end + 1 : end;
    *end = '\0';
    if (strlen(line) < (size_t)(end - line)) {
        int column = 1;
        for (const char *p = line; *p; p++) column += *p == '\t';
        refuse(r, column);
        return NULL;
    }
    return line;
}

/* What the row just read leaves. */
static void end_row(struct table_rows *r) {
    if (r->field && !r->wrong) r->wrong = r->column + 1;
    if (r->wrong) refuse(r, r->wrong);
    r->field = NULL;
    r->column = r->wrong = 0;
}

bool rows_next(struct table_rows *r) {
    end_row(r);
    for (char *line; r->rc == GB_OK && (line = next_line(r));) {
        r->headed = r->headed || strcmp(line, r->header) == 0;
        if (*line == '#' && r->comment) r->comment(r->to, line);
        if (*line == '#' || *line == '\0') continue;
        if (r->headed) return r->field = line, true;
        refuse_header(r);
    }
    return false;
}

void *rows_grow(void *array, size_t *n, size_t size) {
    array = gb_realloc(array, *n + 1, size);
    memset((char *)array + *n * size, 0, size);
    ++*n;
    return array;
}

int rows_close(struct table_rows *r) {
    end_row(r);
    if (!r->headed) refuse_header(r);
    free(r->text);
    free(r->header);
    return r->rc;
}

/* ---- fields ---- */

void rows_expect(struct table_rows *r, bool ok) {
    if (!ok && !r->wrong) r->wrong = r->column;
}

bool rows_right(const struct table_rows *r) { return r->wrong == 0; }

void rows_wrong(struct table_rows *r, int column) { r->wrong = column; }

const char *rows_text(struct table_rows *r) {
    const char *field = strsep(&r->field, "\t");
    r->column++;
    rows_expect(r, field != NULL);
    return field ? field : "";
}

size_t rows_history(struct table_rows *r, bool none) {
    const char *field = rows_text(r);
    for (size_t h = 0; h < study_n_histories(r->s); h++)
        if (strcmp(field, study_history(r->s, h)) == 0) return h;
    rows_expect(r, none && strcmp(field, "-") == 0);
    return none ? ROWS_NO_HISTORY : 0;
}

size_t rows_load(struct table_rows *r) {
    const char *field = rows_text(r);
    for (size_t k = 0; k < r->s->n_loads; k++)
        if (strcmp(field, r->s->load[k].label) == 0) return k;
    rows_expect(r, false);
    return 0;
}

size_t rows_word(struct table_rows *r, size_t n, const char *const *name) {
    const char *field = rows_text(r);
    for (size_t i = 0; i < n; i++)
        if (strcmp(field, name[i]) == 0) return i;
    rows_expect(r, false);
    return 0;
}

size_t rows_count(struct table_rows *r, size_t lo, size_t hi) {
    uint64_t n;
    const bool ok = gb_parse_uint64(rows_text(r), &n) && n >= lo && n <= hi;
    rows_expect(r, ok);
    return ok ? (size_t)n : 0;
}

double rows_number(struct table_rows *r) {
    const char *field = rows_text(r);
    double v = NAN;
    rows_expect(r, gb_parse_double(field, &v) || strcmp(field, "nan") == 0);
    return v;
}

struct estimate rows_estimate(struct table_rows *r) {
    const double value = rows_number(r), err = rows_number(r);
    return (struct estimate){value, err};
}

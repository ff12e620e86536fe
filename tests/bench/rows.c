/* Result lines read back, see rows.h. */
#include "rows.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIELDS = 1 + BENCH_ROW_TEXTS + BENCH_ROW_NUMBERS };

/* Splits at tabs, in place; returns the number of fields (at most MAX_FIELDS are kept). */
static size_t split(char *line, char *field[MAX_FIELDS]) {
    size_t n = 0;
    for (char *s = line; s;) {
        char *tab = strchr(s, '\t');
        if (tab) *tab++ = '\0';
        if (n < MAX_FIELDS) field[n] = s;
        n++;
        s = tab;
    }
    return n;
}

static bool take_row(struct rows *r, char *const field[MAX_FIELDS]) {
    double v[BENCH_ROW_NUMBERS];
    for (size_t i = 0; i < BENCH_ROW_NUMBERS; i++) {
        const char *s = field[1 + BENCH_ROW_TEXTS + i];
        if (strcmp(s, "nan") == 0 || strcmp(s, "-nan") == 0)
            v[i] = NAN;
        else if (!gb_parse_double(s, &v[i]))
            return false;
    }
    r->row = gb_realloc(r->row, r->n + 1, sizeof *r->row);
    r->row[r->n++] = (struct bench_row){.group = gb_strdup(field[1]),
                                        .name = gb_strdup(field[2]),
                                        .setting = gb_strdup(field[3]),
                                        .unit = gb_strdup(field[4]),
                                        .atoms = v[0],
                                        .amount = v[1],
                                        .cores = v[2],
                                        .reps = v[3],
                                        .t_min = v[4],
                                        .t_median = v[5],
                                        .against = v[6],
                                        .differ = v[7]};
    return true;
}

static bool take(struct rows *r, size_t n, char *const field[MAX_FIELDS]) {
    if (n == MAX_FIELDS && strcmp(field[0], "row") == 0) return take_row(r, field);
    if (n == 3 && strcmp(field[0], "machine") == 0) {
        r->machine_key = gb_realloc(r->machine_key, r->n_machine + 1, sizeof(char *));
        r->machine_value = gb_realloc(r->machine_value, r->n_machine + 1, sizeof(char *));
        r->machine_key[r->n_machine] = gb_strdup(field[1]);
        r->machine_value[r->n_machine++] = gb_strdup(field[2]);
        return true;
    }
    if (n == 2 && strcmp(field[0], "note") == 0) {
        rows_note(r, "%s", field[1]);
        return true;
    }
    return false;
}

int rows_read(struct rows *r, const char *path, struct gb_error *err) {
    char *text, *field[MAX_FIELDS];
    *r = (struct rows){0};
    int rc = gb_file_read(path, &text, NULL, err);
    if (rc != GB_OK) return rc;
    size_t line = 0;
    for (char *s = text; *s && rc == GB_OK;) {
        char *end = s + strcspn(s, "\n"), *next = *end ? end + 1 : end;
        *end = '\0';
        line++;
        const size_t n = split(s, field);
        if (!take(r, n, field)) rc = gb_fail(err, GB_EINPUT, "%s:%zu: is not a result line", path, line);
        s = next;
    }
    free(text);
    if (rc != GB_OK) rows_clear(r);
    return rc;
}

void rows_note(struct rows *r, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    r->note = gb_realloc(r->note, r->n_notes + 1, sizeof(char *));
    r->note[r->n_notes++] = gb_vformat(fmt, ap);
    va_end(ap);
}

void rows_clear(struct rows *r) {
    for (size_t i = 0; i < r->n; i++) {
        free(r->row[i].group);
        free(r->row[i].name);
        free(r->row[i].setting);
        free(r->row[i].unit);
    }
    for (size_t i = 0; i < r->n_machine; i++) {
        free(r->machine_key[i]);
        free(r->machine_value[i]);
    }
    for (size_t i = 0; i < r->n_notes; i++) free(r->note[i]);
    free(r->row);
    free(r->machine_key);
    free(r->machine_value);
    free(r->note);
    *r = (struct rows){0};
}

const struct rows_unit *rows_unit_of(const struct bench_row *r) {
    static const struct rows_unit unit[] = {
        {"pairs", "M pairs/s", 1e-6, false},           {"bytes", "MB/s", 1e-6, false},
        {"atoms", "M atoms/s", 1e-6, false},           {"curves", "ms/curve", 1e3, true},
        {"atom-steps", "M atom-steps/s", 1e-6, false}, {"memory", "bytes/atom", 1, false},
    };
    enum { N_UNITS = sizeof unit / sizeof *unit };
    size_t i = 0;
    while (i + 1 < N_UNITS && strcmp(unit[i].unit, r->unit) != 0) i++;
    return &unit[i];
}

double rows_rate(const struct bench_row *r, double t) {
    const struct rows_unit *u = rows_unit_of(r);
    if (strcmp(r->unit, "memory") == 0) return r->amount / r->atoms;
    return u->scale * (u->per_amount ? t / r->amount : r->amount / t / r->cores);
}

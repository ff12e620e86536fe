/* summary.tsv as a table, see summary.h. No time, host or path: the same results give the same bytes. */
#include "summary/summary.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/notation.h"
#include "base/number.h"
#include "summary/facts.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the kind ---- */

static const char left_out_line[] = "# left out of all averages: ";

static void read_comment(void *to, const char *line) {
    struct summary *sum = to;
    uint64_t n;
    double lo, hi;
    if (strncmp(line, "# warnings: ", 12) == 0 && gb_parse_uint64(line + 12, &n)) sum->n_warnings = (size_t)n;
    if (sscanf(line, "# equilibrium-line: %lf %lf", &lo, &hi) == 2) sum->line_lo = lo, sum->line_hi = hi;
    if (strncmp(line, left_out_line, strlen(left_out_line)) != 0) return;
    sum->left_out = gb_realloc(sum->left_out, sum->n_left_out + 1, sizeof *sum->left_out);
    sum->left_out[sum->n_left_out++] = gb_strdup(line + strlen(left_out_line));
}

static char *cell(const void *row, const struct column *c, const struct study *s) {
    const struct summary_row *r = row;
    (void)s;
    if (!r->extrapolated || c != summary_column(Q_T_F_IS)) return NULL;
    char *plain = notation_estimate(r->q[Q_T_F_IS].value, r->q[Q_T_F_IS].err), *marked = gb_format("%s*", plain);
    free(plain);
    return marked;
}

#define AT(field) offsetof(struct summary_row, field)
static const struct column column[SUMMARY_N_COLUMNS] = {
    [SUMMARY_HISTORY] = {.name = "rate", .kind = COLUMN_HISTORY, .unit = UNIT_RATE, .offset = AT(history)},
    [SUMMARY_LOAD] = {.name = "load", .kind = COLUMN_LOAD, .offset = AT(load)},
    [SUMMARY_STRAIN] = {.name = "strain", .kind = COLUMN_NUMBER, .digits = 9, .offset = AT(strain)},
    [SUMMARY_WEIGHTS] = {.name = "weights", .kind = COLUMN_TEXT, .offset = AT(weights)},
    [SUMMARY_METHOD] =
        {.name = "method", .kind = COLUMN_WORD, .word = pool_method, .n_words = POOL_N_METHODS, .offset = AT(method)},
    [SUMMARY_SAMPLES] = {.name = "samples", .text = "n", .kind = COLUMN_SAMPLES, .offset = AT(samples)},
#define ESTIMATE(id, name, unit, how, head, said)                                                                      \
    [SUMMARY_LEAD + id] =                                                                                              \
        COLUMN_OF_ESTIMATE(name, unit, how, .symbol = head, .phrase = said, .err_digits = 9, .offset = AT(q[id])),
    QUANTITIES(ESTIMATE)
#undef ESTIMATE
};
#undef AT
const struct table_kind summary_kind = {.of = "summary",
                                        .row_size = sizeof(struct summary_row),
                                        .n = SUMMARY_N_COLUMNS,
                                        .column = column,
                                        .cell = cell,
                                        .comment = read_comment};

const struct column *summary_column(enum quantity q) { return &column[SUMMARY_LEAD + q]; }

/* ---- the file ---- */

int summary_tsv_write(const struct summary *sum, const struct study *s, const struct pool_warnings *w, const char *path,
                      struct gb_error *err) {
    struct gb_text b = {0};
    struct summary_fact fact[SUMMARY_N_FACTS];
    summary_facts(s, fact);
    gb_text_add(&b, "# glassbed summary: a row for each rate, load, weights and method\n");
    for (int i = 0; i < SUMMARY_N_FACTS; i++) gb_text_add(&b, "# %s: %s\n", fact[i].key, fact[i].value);
    table_add_units(&b, &summary_kind, s);
    if (isfinite(sum->line_lo))
        gb_text_add(&b, "# equilibrium-line: %.9g %.9g (its temperatures; T_f_is outside them is extrapolated)\n",
                    sum->line_lo, sum->line_hi);
    for (size_t i = 0; i < sum->n_left_out; i++) gb_text_add(&b, "%s%s\n", left_out_line, sum->left_out[i]);
    gb_text_add(&b, "# warnings: %zu\n", w->n);
    for (size_t i = 0; i < w->n; i++) gb_text_add(&b, "# warning: %s (%zu times)\n", w->text[i], w->times[i]);
    table_add_rows(&b, &summary_kind, s, sum->row, sum->n_rows);
    const int rc = gb_file_write(path, b.s, b.len, err);
    summary_facts_clear(fact);
    free(b.s);
    return rc;
}

int summary_read(struct summary *sum, const struct study *s, const char *path_tsv, struct gb_error *err) {
    struct table t;
    *sum = (struct summary){.line_lo = NAN, .line_hi = NAN};
    int rc = table_read(&t, &summary_kind, s, sum, path_tsv, err);
    sum->row = t.row;
    sum->n_rows = t.n;
    for (size_t i = 0; i < t.n; i++) {
        const double T = sum->row[i].q[Q_T_F_IS].value;
        sum->row[i].extrapolated = T < sum->line_lo || T > sum->line_hi;
    }
    if (rc == GB_OK && sum->n_rows == 0)
        rc = gb_fail(err, GB_EINPUT, "%s: holds no rows; run the study again", path_tsv);
    if (rc != GB_OK) summary_clear(sum);
    return rc;
}

void summary_clear(struct summary *sum) {
    table_clear(&summary_kind, sum->row, sum->n_rows);
    for (size_t i = 0; i < sum->n_left_out; i++) free(sum->left_out[i]);
    free(sum->left_out);
    *sum = (struct summary){0};
}

/* ---- for people ---- */

bool summary_is_main(const struct summary_row *row, const struct study *s) {
    return strcmp(row->weights, "number") == 0 && strcmp(row->method, pool_main_method(s)) == 0;
}

size_t summary_main_load(const struct summary *sum, const struct study *s) {
    double largest = -1;
    size_t best = 0;
    for (size_t i = 0; i < sum->n_rows; i++) {
        const struct summary_row *r = &sum->row[i];
        const enum study_positions basis = s->load[r->load].positions, now = s->load[best].positions;
        if (largest >= 0 && (basis > now || (basis == now && !(r->strain > largest)))) continue;
        best = r->load;
        largest = r->strain;
    }
    return best;
}

char *summary_cell(const struct summary_row *row, enum quantity q, const struct study *s) {
    return table_cell(&summary_kind, summary_column(q), row, s);
}

bool summary_bare(const struct summary *sum) {
    for (size_t r = 0; r < sum->n_rows; r++)
        for (int q = 0; q < Q_N; q++)
            if (sum->row[r].samples > 1 && isfinite(sum->row[r].q[q].value) && !isfinite(sum->row[r].q[q].err))
                return true;
    return false;
}

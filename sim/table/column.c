/* Columns of tables, see column.h. */
#include "table/column.h"

#include "base/mem.h"
#include "base/notation.h"
#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const yes_no[] = {"yes", "no"};

static bool any_rate(const struct study *s) {
    bool any = false;
    for (size_t h = 0; h < s->n_histories; h++) any = any || !isnan(history_rate(s, h));
    return any;
}

const char *column_unit_name(const struct column *c, const struct study *s) {
    static const enum model_quantity of[] = {
        [UNIT_LENGTH] = MODEL_LENGTH, [UNIT_ENERGY] = MODEL_ENERGY,  [UNIT_TEMPERATURE] = MODEL_TEMPERATURE,
        [UNIT_STRESS] = MODEL_STRESS, [UNIT_TIME] = MODEL_TIME,      [UNIT_RATE] = MODEL_RATE,
        [UNIT_HISTORY] = MODEL_RATE,  [UNIT_DENSITY] = MODEL_DENSITY};
    switch (c->unit) {
    case UNIT_NOT_SAID: return NULL;
    case UNIT_ONE: return "-";
    case UNIT_SECONDS: return "s";
    case UNIT_INVERSE_ANGSTROM: return "1/ang";
    case UNIT_HISTORY:
        if (!any_rate(s)) return NULL;
    /* fall through */
    default: return model_unit(s->model, of[c->unit]);
    }
}

char *column_unit_text(const struct column *c, const struct study *s) {
    if (c->kind == COLUMN_HISTORY && !any_rate(s)) return gb_strdup("");
    return notation_unit(column_unit_name(c, s));
}

int column_width(const struct column *c) { return c->kind == COLUMN_ESTIMATE || c->kind == COLUMN_DERIVED ? 2 : 1; }

/* ---- what lies in the row ---- */

static const void *in(const struct column *c, const void *row) { return (const char *)row + c->offset; }
static size_t index_in(const struct column *c, const void *row) { return *(const size_t *)in(c, row); }
static double number_in(const struct column *c, const void *row) { return *(const double *)in(c, row); }

static int choice_in(const struct column *c, const void *row) {
    int v; /* an enum may be unsigned */
    memcpy(&v, in(c, row), sizeof v);
    return v;
}

struct estimate column_estimate(const struct column *c, const void *row) {
    struct estimate e = {NAN, NAN};
    if (!row) return e;
    if (c->kind == COLUMN_ESTIMATE) return *(const struct estimate *)in(c, row);
    if (c->kind == COLUMN_DERIVED) return c->derive(row);
    if (c->kind == COLUMN_NUMBER) e.value = number_in(c, row);
    return e;
}

/* What is no number, as text; NULL: it is one. The caller's. */
static char *label(const struct column *c, const void *row, const struct study *s) {
    switch (c->kind) {
    case COLUMN_HISTORY_OR_NONE:
        if (index_in(c, row) == ROWS_NO_HISTORY) return gb_strdup("-");
    /* fall through */
    case COLUMN_HISTORY: return gb_strdup(study_history(s, index_in(c, row)));
    case COLUMN_LOAD: return gb_strdup(s->load[index_in(c, row)].label);
    case COLUMN_SAMPLE:
    case COLUMN_SAMPLES:
    case COLUMN_COUNT: return gb_format("%zu", index_in(c, row));
    case COLUMN_WORD:
    case COLUMN_TEXT: return gb_strdup(*(const char *const *)in(c, row));
    case COLUMN_CHOICE: return gb_strdup(c->word[choice_in(c, row)]);
    case COLUMN_YES_NO: return gb_strdup(yes_no[!*(const bool *)in(c, row)]);
    case COLUMN_HOOKS: return c->print(row, s);
    default: return NULL;
    }
}

/* ---- the file ---- */

void column_write(struct gb_text *b, const struct column *c, const void *row, const struct study *s) {
    char *text = label(c, row, s);
    if (text) {
        gb_text_add(b, "%s", text);
        free(text);
        return;
    }
    const struct estimate e = column_estimate(c, row);
    rows_add_number(b, e.value, c->digits);
    if (column_width(c) == 1) return;
    gb_text_add(b, "\t");
    rows_add_number(b, e.err, c->err_digits);
}

void column_read(struct table_rows *rows, const struct column *c, void *row, const struct study *s) {
    void *at = (char *)row + c->offset;
    switch (c->kind) {
    case COLUMN_HISTORY:
    case COLUMN_HISTORY_OR_NONE: *(size_t *)at = rows_history(rows, c->kind == COLUMN_HISTORY_OR_NONE); return;
    case COLUMN_LOAD: *(size_t *)at = rows_load(rows); return;
    case COLUMN_SAMPLE: *(size_t *)at = rows_count(rows, 1, s->samples); return;
    case COLUMN_SAMPLES: *(size_t *)at = rows_count(rows, 0, s->samples); return;
    case COLUMN_COUNT: *(size_t *)at = rows_count(rows, c->lo, c->hi); return;
    case COLUMN_WORD: *(const char **)at = c->word[rows_word(rows, c->n_words, c->word)]; return;
    case COLUMN_CHOICE: {
        const int word = (int)rows_word(rows, c->n_words, c->word);
        memcpy(at, &word, sizeof word); /* an enum */
        return;
    }
    case COLUMN_YES_NO: *(bool *)at = rows_word(rows, 2, yes_no) == 0; return;
    case COLUMN_TEXT: *(char **)at = gb_strdup(rows_text(rows)); return;
    case COLUMN_NUMBER: *(double *)at = rows_number(rows); return;
    case COLUMN_ESTIMATE: *(struct estimate *)at = rows_estimate(rows); return;
    case COLUMN_DERIVED: rows_estimate(rows); return;
    case COLUMN_HOOKS: {
        const char *field = rows_text(rows);
        rows_expect(rows, !c->parse || c->parse(row, field, s));
    }
    }
}

/* ---- for people ---- */

/* Two digits: costs go with the square of a scatter, whose error leaves no more. */
static char *about(double v) {
    const double unit = v >= 10 ? pow(10, floor(log10(v)) - 1) : 0;
    return isfinite(v) ? gb_format(unit > 0 ? "%.0f" : "%.2g", unit > 0 ? round(v / unit) * unit : v) : gb_strdup("–");
}

char *column_cell(const struct column *c, const void *row, const struct study *s) {
    char *text = row ? label(c, row, s) : NULL;
    const struct estimate e = column_estimate(c, row);
    if (text) return text;
    if (isnan(e.value)) return gb_strdup("–");
    switch (c->how) {
    case HOW_RATIO: return notation_ratio(e.value, e.err);
    case HOW_ABOUT: return about(e.value);
    default: return c->kind == COLUMN_NUMBER ? gb_format("%.4g", e.value) : notation_estimate(e.value, e.err);
    }
}

char *column_text_head(const struct column *c, const struct study *s) {
    if (c->kind == COLUMN_HISTORY) return gb_strdup(any_rate(s) ? "rate" : "history");
    if (c->kind == COLUMN_LOAD) return gb_strdup(study_only_strains(s) ? "strain" : "load");
    return gb_strdup(c->text ? c->text : c->name);
}

char *column_head(const struct column *c, const struct study *s) {
    if (c->kind == COLUMN_HISTORY) return gb_strdup(histories_are_rates(s) ? "rate" : "history");
    return gb_strdup(c->symbol ? c->symbol : c->name);
}

const char *column_phrase(const struct column *c) { return c->phrase ? c->phrase : c->symbol ? c->symbol : c->name; }

char *column_with_unit(const char *head, const struct column *c, const struct study *s) {
    char *unit = column_unit_text(c, s), *both = gb_format(*unit ? "%s (%s)" : "%s", head, unit);
    free(unit);
    return both;
}

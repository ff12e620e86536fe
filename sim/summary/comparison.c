/* Reading and writing a comparison of studies, see comparison.h. */
#include "summary/comparison.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/notation.h"
#include "base/table.h"
#include "pool/pool.h"
#include "study/collection.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* ---- the kind ---- */

#define PRINT(what, format, value)                                                                                     \
    static char *print_##what(const void *row, const struct study *none) {                                             \
        const struct comparison_row *r = row;                                                                          \
        (void)none;                                                                                                    \
        return gb_format(format, value);                                                                               \
    }
PRINT(study, "%s", r->of->name)
PRINT(model, "%s", r->of->study->model->name)
PRINT(units, "%s", r->of->study->model->units)
PRINT(history, "%s", study_history(r->of->study, r->row->history))
PRINT(load, "%s", r->of->study->load[r->row->load].label)
PRINT(strain, "%.9g", r->row->strain)
PRINT(method, "%s", r->row->method)
PRINT(samples, "%zu", r->row->samples)
#undef PRINT

#define HOOKS(what) .name = #what, .kind = COLUMN_HOOKS, .print = print_##what
static const struct column column[COMPARISON_N_COLUMNS] = {
    [COMPARISON_STUDY] = {HOOKS(study)},   [COMPARISON_MODEL] = {HOOKS(model)},
    [COMPARISON_UNITS] = {HOOKS(units)},   [COMPARISON_HISTORY] = {HOOKS(history)},
    [COMPARISON_LOAD] = {HOOKS(load)},     [COMPARISON_STRAIN] = {HOOKS(strain)},
    [COMPARISON_METHOD] = {HOOKS(method)}, [COMPARISON_SAMPLES] = {HOOKS(samples), .text = "n"},
#define ESTIMATE(id, name, unit, head, from, seen)                                                                     \
    [COMPARISON_LEAD + id] = COLUMN_OF_ESTIMATE(name, unit, HOW_RATIO, .symbol = head, .err_digits = 9,                \
                                                .offset = offsetof(struct comparison_row, q[id])),
    COMPARISON_QUANTITIES(ESTIMATE)
#undef ESTIMATE
};
#undef HOOKS

/* A temperature has a unit, which differs from study to study. */
static char *cell(const void *row, const struct column *c, const struct study *none) {
    const struct comparison_row *r = row;
    (void)none;
    if (c != &column[COMPARISON_LEAD + COMPARE_T_F]) return NULL;
    const struct estimate T = r->q[COMPARE_T_F];
    char *value = notation_estimate(T.value, T.err),
         *unit = notation_unit(model_unit(r->of->study->model, MODEL_TEMPERATURE)),
         *both = gb_format(isfinite(T.value) ? "%s %s" : "%s", value, unit);
    free(unit);
    free(value);
    return both;
}

const struct table_kind comparison_kind = {.of = "comparison",
                                           .row_size = sizeof(struct comparison_row),
                                           .n = COMPARISON_N_COLUMNS,
                                           .column = column,
                                           .cell = cell};

/* ---- making it ---- */

static const struct {
    enum quantity from; /* Q_N: of the experiment by x-rays */
    enum experiment_quantity seen;
} source[COMPARE_N_QUANTITIES] = {
#define SOURCE(id, name, unit, symbol, from, seen) {from, seen},
    COMPARISON_QUANTITIES(SOURCE)
#undef SOURCE
};

static void add_row(struct comparison *c, const struct comparison_study *of, const struct summary_row *row) {
    const struct experiment xray = experiment_standard(of->study, SCATTER_XRAY);
    const struct experiment_row *x = experiment_find(&of->validation, row->history, row->load, &xray);
    c->row = gb_realloc(c->row, c->n + 1, sizeof *c->row);
    struct comparison_row *r = &c->row[c->n++];
    *r = (struct comparison_row){.of = of, .row = row};
    for (int q = 0; q < COMPARE_N_QUANTITIES; q++)
        r->q[q] = source[q].from < Q_N ? row->q[source[q].from]
                  : x                  ? x->q[source[q].seen]
                                       : (struct estimate){NAN, NAN};
}

static int read_summaries(struct comparison_study *of, const char *folder, struct gb_error *err) {
    char *sum = gb_format("%s/summary/summary.tsv", folder),
         *validation = gb_format("%s/summary/validation.tsv", folder);
    int rc = gb_exists(sum) ? GB_OK : gb_fail(err, GB_EINPUT, "is not complete");
    if (rc == GB_OK) rc = study_read_folder(&of->study, folder, err);
    if (rc == GB_OK) rc = summary_read(&of->sum, of->study, sum, err);
    if (rc == GB_OK && gb_exists(validation)) rc = experiments_read(&of->validation, of->study, validation, err);
    free(validation);
    free(sum);
    return rc;
}

static void forget(struct comparison_study *of) {
    summary_clear(&of->sum);
    experiments_clear(&of->validation);
    study_free(of->study);
    of->study = NULL;
}

static void read_study(struct comparison_study *of, const char *dir) {
    struct gb_error err = GB_ERROR_INIT;
    char *folder = gb_format("%s/%s", dir, of->name);
    if (read_summaries(of, folder, &err) != GB_OK) {
        of->why = gb_strdup(err.text);
        forget(of);
    }
    gb_error_clear(&err);
    free(folder);
}

int comparison_read(struct comparison *c, const char *dir, struct gb_error *err) {
    char **name = NULL;
    *c = (struct comparison){0};
    int rc = collection_names(dir, &c->name, &name, &c->n_studies, err);
    if (rc != GB_OK) return rc;
    c->study = GB_ARRAY(c->n_studies, struct comparison_study);
    for (size_t i = 0; i < c->n_studies; i++) c->study[i].name = name[i];
    free(name);
    for (size_t i = 0; i < c->n_studies; i++) {
        struct comparison_study *of = &c->study[i];
        read_study(of, dir);
        for (size_t k = 0; k < of->sum.n_rows; k++)
            if (summary_is_main(&of->sum.row[k], of->study)) add_row(c, of, &of->sum.row[k]);
    }
    if (c->n == 0)
        rc = gb_fail(err, GB_EINPUT, "%s: no study can be shown (%s: %s); `glassbed run` with the same file goes on",
                     dir, c->study[0].name, c->study[0].why);
    if (rc != GB_OK) comparison_clear(c);
    return rc;
}

void comparison_clear(struct comparison *c) {
    for (size_t i = 0; i < c->n_studies; i++) {
        forget(&c->study[i]);
        free(c->study[i].name);
        free(c->study[i].why);
    }
    free(c->study);
    free(c->row);
    free(c->name);
    *c = (struct comparison){0};
}

int comparison_write(const struct comparison *c, const char *path, struct gb_error *err) {
    struct gb_text b = {0};
    gb_text_add(&b,
                "# glassbed: studies compared, a row for each study, history and load\n# studies: %s\n# glassbed: %s\n"
                "# weights: number; _xray: x-rays, in the standard experiment of the study's validation.tsv\n"
                "# T_f: K where units is metal, epsilon/k where lj; all else has no unit\n"
                "# errors: delete-one jackknife over samples; nan: not to be had\n",
                c->name, GB_VERSION);
    for (size_t i = 0; i < c->n_studies; i++)
        if (!c->study[i].study) gb_text_add(&b, "# not shown: %s: %s\n", c->study[i].name, c->study[i].why);
    table_add_rows(&b, &comparison_kind, NULL, c->row, c->n);
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    return rc;
}

char *comparison_text(const struct comparison *c) {
    static const size_t shown[] = {
        COMPARISON_STUDY,
        COMPARISON_MODEL,
        COMPARISON_HISTORY,
        COMPARISON_LOAD,
        COMPARISON_SAMPLES,
        COMPARISON_LEAD + COMPARE_POISSON,
        COMPARISON_LEAD + COMPARE_RATIO,
        COMPARISON_LEAD + COMPARE_RATIO_XRAY,
        COMPARISON_LEAD + COMPARE_LOSS,
        COMPARISON_LEAD + COMPARE_SHEAR_LOST,
        COMPARISON_LEAD + COMPARE_T_F,
    };
    enum { N_SHOWN = sizeof shown / sizeof *shown };
    const struct column *columns[N_SHOWN];
    const void **row = GB_ARRAY(c->n, const void *);
    struct gb_text b = {0};
    for (size_t i = 0; i < N_SHOWN; i++) columns[i] = &column[shown[i]];
    for (size_t i = 0; i < c->n; i++) row[i] = &c->row[i];
    gb_text_add(&b, "The studies of %s (n samples each; error of the last digits in parentheses)\n", c->name);
    table_text(&b, &comparison_kind, NULL, c->n, row, N_SHOWN, columns, false);
    for (size_t i = 0; i < c->n_studies; i++)
        if (!c->study[i].study) gb_text_add(&b, "not shown: %s: %s\n", c->study[i].name, c->study[i].why);
    free(row);
    return b.s;
}

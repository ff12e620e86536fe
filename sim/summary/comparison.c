/* Reading and writing a comparison of studies, see comparison.h. */
#include "summary/comparison.h"
#include "table/text.h"

#include "base/file.h"
#include "base/notation.h"
#include "base/table.h"
#include "pool/pool.h"
#include "study/collection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    enum quantity from; /* Q_N: of the x-ray experiment */
} quantity[COMPARE_N_QUANTITIES] = {
    {"poisson", Q_POISSON},       {"ratio", Q_RATIO},         {"ratio_xray", Q_N},
    {"floor", Q_FLOOR},           {"loss", Q_LOSS},           {"loss_xray", Q_N},
    {"shear_lost", Q_SHEAR_LOST}, {"cont_corr", Q_CONT_CORR}, {"T_f", Q_T_F},
};

static void add_row(struct comparison *c, const struct comparison_study *of, const struct summary_row *row) {
    const struct experiment xray = experiment_standard(of->study, SCATTER_XRAY);
    const struct experiment_row *x = experiment_find(&of->validation, row->rate, row->load, &xray);
    c->row = gb_realloc(c->row, c->n + 1, sizeof *c->row);
    struct comparison_row *r = &c->row[c->n++];
    *r = (struct comparison_row){.of = of, .row = row};
    for (int q = 0; q < COMPARE_N_QUANTITIES; q++)
        r->q[q] = quantity[q].from < Q_N ? row->q[quantity[q].from] : (struct estimate){NAN, NAN};
    if (x) {
        r->q[COMPARE_RATIO_XRAY] = x->q[EXPERIMENT_RATIO];
        r->q[COMPARE_LOSS_XRAY] = x->q[EXPERIMENT_LOSS];
    }
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
            if (strcmp(of->sum.row[k].weights, "number") == 0 &&
                strcmp(of->sum.row[k].method, pool_main_method(of->study)) == 0)
                add_row(c, of, &of->sum.row[k]);
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

static void add_number(struct gb_text *b, double v) {
    if (isfinite(v))
        gb_text_add(b, "\t%.9g", v);
    else
        gb_text_add(b, "\tnan");
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
    gb_text_add(&b, "# study\tmodel\tunits\thistory\tload\tstrain\tmethod\tsamples");
    for (int q = 0; q < COMPARE_N_QUANTITIES; q++) gb_text_add(&b, "\t%s\t%s_err", quantity[q].name, quantity[q].name);
    gb_text_add(&b, "\n");
    for (size_t i = 0; i < c->n; i++) {
        const struct comparison_row *r = &c->row[i];
        const struct model *m = r->of->study->model;
        gb_text_add(&b, "%s\t%s\t%s\t%s\t%s\t%.9g\t%s\t%zu", r->of->name, m->name, m->units, r->row->rate, r->row->load,
                    r->row->strain, r->row->method, r->row->samples);
        for (int q = 0; q < COMPARE_N_QUANTITIES; q++) {
            add_number(&b, r->q[q].value);
            add_number(&b, r->q[q].err);
        }
        gb_text_add(&b, "\n");
    }
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    return rc;
}

char *comparison_cell(const struct comparison_row *r, enum comparison_quantity q) {
    if (q != COMPARE_T_F) return notation_ratio(r->q[q].value, r->q[q].err);
    char *value = notation_estimate(r->q[q].value, r->q[q].err),
         *unit = notation_unit(model_unit(r->of->study->model, MODEL_TEMPERATURE)),
         *cell = gb_format(isfinite(r->q[q].value) ? "%s %s" : "%s", value, unit);
    free(unit);
    free(value);
    return cell;
}

char *comparison_text(const struct comparison *c) {
    static const enum comparison_quantity shown[] = {COMPARE_POISSON, COMPARE_RATIO,      COMPARE_RATIO_XRAY,
                                                     COMPARE_LOSS,    COMPARE_SHEAR_LOST, COMPARE_T_F};
    enum { LEAD = 5, SHOWN = sizeof shown / sizeof *shown, COLUMNS = LEAD + SHOWN };
    static const char *const lead[LEAD] = {"study", "model", "history", "load", "n"};
    struct gb_text b = {0};
    char **cell = GB_ARRAY((c->n + 1) * COLUMNS, char *);
    for (int k = 0; k < LEAD; k++) cell[k] = gb_strdup(lead[k]);
    for (int k = 0; k < SHOWN; k++) cell[LEAD + k] = gb_strdup(quantity[shown[k]].name);
    for (size_t i = 0; i < c->n; i++) {
        const struct comparison_row *r = &c->row[i];
        char **at = cell + (i + 1) * COLUMNS;
        at[0] = gb_strdup(r->of->name);
        at[1] = gb_strdup(r->of->study->model->name);
        at[2] = gb_strdup(r->row->rate);
        at[3] = gb_strdup(r->row->load);
        at[4] = gb_format("%zu", r->row->samples);
        for (int k = 0; k < SHOWN; k++) at[LEAD + k] = comparison_cell(r, shown[k]);
    }
    gb_text_add(&b, "The studies of %s (n samples each; error of the last digits in parentheses)\n", c->name);
    table_block(&b, c->n + 1, COLUMNS, cell);
    for (size_t i = 0; i < c->n_studies; i++)
        if (!c->study[i].study) gb_text_add(&b, "not shown: %s: %s\n", c->study[i].name, c->study[i].why);
    return b.s;
}

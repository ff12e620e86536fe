/* The table of the equilibrium line, see line.h. */
#include "study/line.h"

#include "base/mem.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

static const char columns[] =
    "T e_is e_is_err density density_err spread drift drift_err overlap samples snapshots used "
    "T_back T_back_err";

/* What a study that uses the line must share. */
enum { N_FACTS = 7 };
struct fact {
    const char *key;
    char *value;
};
static void list_facts(const struct study *s, const char *model_hash, struct fact f[N_FACTS]) {
    char pressure[32], density[32];
    const bool held = !s->npt;
    const struct fact all[N_FACTS] = {
        {"model", gb_strdup(s->model->name)},
        {"model-hash", gb_strdup(model_hash)},
        {"relax", gb_strdup(study_relaxation_name(s->relax))},
        {"pressure", gb_strdup(s->relax == RELAX_NONE ? "as it is" : gb_print_double(pressure, s->pressure))},
        {"ensemble", gb_strdup(held ? "nvt" : "npt")},
        {"number-density", gb_strdup(held ? gb_print_double(density, s->density) : "at zero pressure")},
        {"units", gb_format("T %s, e_is %s, density %s", model_unit(s->model, MODEL_TEMPERATURE),
                            model_unit(s->model, MODEL_ENERGY), model_unit(s->model, MODEL_DENSITY))},
    };
    memcpy(f, all, sizeof all);
}

struct gb_table *study_line_table(const struct study *s, const char *model_hash) {
    struct gb_table *t = gb_table_create("inherent-structure energy of the equilibrium liquid", columns);
    struct fact f[N_FACTS];
    list_facts(s, model_hash, f);
    for (int i = 0; i < N_FACTS; i++) {
        gb_table_meta(t, f[i].key, "%s", f[i].value);
        free(f[i].value);
    }
    gb_table_meta(t, "errors", "of the scatter between samples and snapshots; spread: of the snapshots of a sample");
    gb_table_meta(t, "drift", "second half of the snapshots less first half");
    gb_table_meta(t, "overlap",
                  "share of atoms still where they were at the first snapshot; used: at most 0.368, and "
                  "no drift beyond 3 errors");
    gb_table_meta(t, "T_back", "T_f of the liquid by the line through the other points");
    return t;
}

static int compare(const struct gb_table *t, const char *path, const struct study *s, const char *model_hash,
                   struct gb_error *err) {
    struct fact f[N_FACTS];
    int rc = GB_OK;
    list_facts(s, model_hash ? model_hash : "", f);
    for (int i = 0; i < N_FACTS; i++) {
        const char *theirs = gb_table_meta_get(t, f[i].key);
        const bool of_quench = strcmp(f[i].key, "ensemble") == 0 || strcmp(f[i].key, "number-density") == 0;
        const bool ask = !(of_quench && s->n_files) && !(strcmp(f[i].key, "model-hash") == 0 && !model_hash);
        if (rc == GB_OK && ask && (!theirs || strcmp(theirs, f[i].value) != 0))
            rc = gb_fail(err, GB_EINPUT,
                         "%s: its %s is '%s', this study's '%s': glasses can only be held against a line of the same "
                         "model, quenched and relaxed alike; measure it with <T> elements",
                         path, f[i].key, theirs ? theirs : "not said", f[i].value);
        free(f[i].value);
    }
    return rc;
}

int study_line_read(struct gb_table **t, const char *path, const struct study *s, const char *model_hash,
                    struct gb_error *err) {
    int rc = gb_table_read(t, path, err);
    if (rc != GB_OK) return rc;
    struct gb_table *own = gb_table_create("", columns);
    for (size_t i = 0; i < own->n_col && rc == GB_OK; i++)
        if (own->n_col != (*t)->n_col || strcmp(own->name[i], (*t)->name[i]) != 0)
            rc = gb_fail(err, GB_EINPUT, "%s: its columns are not '%s'; give the summary/equilibrium.tsv of a study",
                         path, columns);
    gb_table_free(own);
    if (rc == GB_OK) rc = compare(*t, path, s, model_hash, err);
    if (rc == GB_OK) return rc;
    gb_table_free(*t);
    *t = NULL;
    return rc;
}

size_t study_line_points(const struct gb_table *t, size_t skip, double *T, struct estimate *e) {
    size_t n = 0;
    for (size_t i = 0; i < t->n_row; i++) {
        const double *row = t->v + i * t->n_col;
        if (row[EQ_USED] != 1 || i == skip) continue;
        T[n] = row[EQ_T];
        e[n++] = (struct estimate){row[EQ_E], row[EQ_E_ERR]};
    }
    return n;
}

int study_line_fit(const struct gb_table *t, size_t skip, struct equilibrium_line *line, struct gb_error *err) {
    double *T = GB_ARRAY(t->n_row, double);
    struct estimate *e = GB_ARRAY(t->n_row, struct estimate);
    int rc = equilibrium_fit(line, study_line_points(t, skip, T, e), T, e, err);
    free(T);
    free(e);
    return rc;
}

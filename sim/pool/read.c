/* The summary's inputs: what every stage of every sample left, and means over samples. See pool.h. */
#include "base/file.h"
#include "base/mem.h"
#include "measure/measure.h"
#include "pool/pool.h"
#include "study/names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

size_t pool_n_replicates(size_t samples) { return samples < 2 ? 1 : samples + 1; }

struct estimate pool_estimate(size_t samples, const double *theta) {
    return jackknife(samples, theta[0], samples < 2 ? NULL : theta + 1);
}

/* DIR/STAGE/values.tsv, and a warning for each wanted name that it lacks and for a relaxation that did not converge. */
static int read_values(struct gb_values *v, const char *dir, const char *stage, const char *const *wanted,
                       struct pool_warnings *w, struct gb_error *err) {
    char *path = gb_format("%s/%s/values.tsv", dir, stage);
    int rc = gb_values_read(v, path, err);
    free(path);
    if (rc != GB_OK) return rc;
    for (; *wanted; wanted++)
        if (!isfinite(gb_values_get(v, *wanted))) pool_warn(w, "%s: no value of '%s'", stage, *wanted);
    if (gb_values_get(v, "converged") == 0 || gb_values_get(v, "unconverged") > 0)
        pool_warn(w, "%s: the relaxation did not converge; see its log", stage);
    return GB_OK;
}

static int read_table(struct gb_table **t, const char *dir, const char *stage, const char *file, struct gb_error *err) {
    char *path = gb_format("%s/%s/%s", dir, stage, file);
    int rc = gb_table_read(t, path, err);
    free(path);
    return rc;
}

static void free_tables(struct gb_table **t, size_t n) {
    for (size_t k = 0; t && k < n; k++) gb_table_free(t[k]);
    free(t);
}

static void free_values(struct gb_values *v, size_t n) {
    for (size_t k = 0; v && k < n; k++) gb_values_clear(&v[k]);
    free(v);
}

struct pool_kept *pool_kept_make(const struct screening *o, const struct study *s) {
    struct pool_kept *kept = GB_ARRAY(study_n_histories(s), struct pool_kept);
    for (size_t h = 0; h < study_n_histories(s); h++) {
        kept[h].sample = GB_ARRAY(s->samples, size_t);
        kept[h].n = screening_kept(o, h, kept[h].sample);
    }
    return kept;
}

void pool_kept_free(struct pool_kept *kept, const struct study *s) {
    for (size_t h = 0; kept && h < study_n_histories(s); h++) free(kept[h].sample);
    free(kept);
}

static bool keeps(const struct pool_kept *kept, size_t sample) {
    for (size_t k = 0; k < kept->n; k++)
        if (kept->sample[k] == sample) return true;
    return false;
}

/* The first table that is there, or NULL. */
static const struct gb_table *first_table(struct gb_table *const *t, size_t n) {
    for (size_t k = 0; k < n; k++)
        if (t[k]) return t[k];
    return NULL;
}

/* Means over samples need rows that mean the same: as many, at the same values of the first column. */
static bool same_rows(struct gb_table *const *t, size_t n) {
    const struct gb_table *a = first_table(t, n);
    for (size_t k = 0; k < n; k++) {
        if (!t[k]) continue;
        if (t[k]->n_row != a->n_row) return false;
        for (size_t i = 0; i < a->n_row; i++)
            if (t[k]->v[i * t[k]->n_col] != a->v[i * a->n_col]) return false;
    }
    return true;
}

/* T and `name` (h, volume) of a replicate; curve->n = 0 when they cannot be had. Both arrays are the caller's. */
static void cooling_curve(struct gb_table *const *t, size_t n, size_t rep, const char *name,
                          struct fictive_curve *curve, double **T, double **h) {
    const size_t rows = first_table(t, n)->n_row;
    *T = GB_ARRAY(rows, double);
    *h = GB_ARRAY(rows, double);
    const bool there = same_rows(t, n) && pool_column(t, n, rep, "T", *T) && pool_column(t, n, rep, name, *h);
    *curve = (struct fictive_curve){there ? rows : 0, *T, *h};
}

/* T_f by the column `name` from all samples and with each left out; the liquid line is that of the slowest cooling
 * (thermal/fictive.h). said: what it is called. */
static void fictive_replicates(const struct pool_glass *x, const struct study *s, const char *name, const char *said,
                               double *T_f, struct fictive_result *all, struct pool_warnings *w) {
    for (size_t rep = 0; rep < pool_n_replicates(x->n); rep++) {
        struct gb_error err = GB_ERROR_INIT;
        struct fictive_result res;
        struct fictive_curve glass, liquid;
        double *T[2], *h[2];
        cooling_curve(x->thermo, x->n, rep, name, &glass, &T[0], &h[0]);
        cooling_curve(x->slowest, x->n, rep, name, &liquid, &T[1], &h[1]);
        const bool there = glass.n && liquid.n;
        if (!there) {
            pool_warn(w, "%s: %s: thermo.tsv of the samples lacks the column T or %s, or is not at the same steps",
                      x->label, said, name);
        } else if (fictive_temperature(&glass, &liquid, &s->fictive, &res, &err) == GB_OK) {
            T_f[rep] = res.T_f;
            if (rep == 0) *all = res;
        } else {
            pool_warn(w, "%s: %s: %s", x->label, said, rep ? "no error, it fails with a sample left out" : err.text);
        }
        gb_error_clear(&err);
        for (int k = 0; k < 2; k++) {
            free(T[k]);
            free(h[k]);
        }
        if (!there) break;
    }
}

static void fictive_both(struct pool_glass *x, const struct study *s, struct pool_warnings *w) {
    for (size_t rep = 0; rep < pool_n_replicates(x->n); rep++) x->T_f[rep] = x->T_f_volume[rep] = x->T_f_is[rep] = NAN;
    x->fictive = x->fictive_volume = (struct fictive_result){NAN, NAN, NAN, NAN, NAN, NAN, 0, 0};
    if (!x->thermo || x->n == 0) return;
    if (!first_table(x->slowest, x->n)) {
        pool_warn(w, "%s: T_f: no liquid line, for the slowest cooling of these samples is left out", x->label);
        return;
    }
    fictive_replicates(x, s, "h", "T_f", x->T_f, &x->fictive, w);
    if (s->npt) fictive_replicates(x, s, "volume", "T_f_volume", x->T_f_volume, &x->fictive_volume, w);
}

/* The history that the liquid line is of: the slowest of those that have samples. */
static size_t slowest_history(const struct study *s, const struct pool_kept *kept) {
    bool *usable = GB_ARRAY(s->n_histories, bool);
    for (size_t h = 0; h < s->n_histories; h++) usable[h] = kept[h].n > 0;
    const size_t at = history_slowest(s, usable);
    free(usable);
    return at;
}

int pool_glass_read(struct pool_glass *x, const struct study *s, size_t h, const struct pool_kept *kept,
                    const char *dir, struct pool_warnings *w, struct gb_error *err) {
    static const char *const reference[] = {"e_is", "density", NULL};
    static const char *const elastic[] = {"bulk", "shear", "bulk_affine", "shear_affine", NULL};
    *x = (struct pool_glass){.label = study_history(s, h), .history = h, .kept = &kept[h], .n = kept[h].n};
    x->reference = GB_ARRAY(x->n, struct gb_values);
    x->elastic = GB_ARRAY(x->n, struct gb_values);
    x->T_f = GB_ARRAY(pool_n_replicates(x->n), double);
    x->T_f_volume = GB_ARRAY(pool_n_replicates(x->n), double);
    x->T_f_is = GB_ARRAY(pool_n_replicates(x->n), double);
    const size_t cooling = history_cooling(s, h), slowest = slowest_history(s, kept);
    if (cooling < s->history[h].n_steps && slowest < s->n_histories) {
        x->thermo = GB_ARRAY(x->n, struct gb_table *);
        x->slowest = GB_ARRAY(x->n, struct gb_table *);
    }
    int rc = GB_OK;
    for (size_t k = 0; k < x->n && rc == GB_OK; k++) {
        const size_t sample = kept[h].sample[k];
        const struct study_place last = {.history = h, .step = cooling, .sample = sample},
                                 first = {.history = slowest, .sample = sample};
        char *quench = x->thermo ? study_step_path(s, last) : NULL,
             *slow = x->thermo ? study_step_path(s, first) : NULL, *ref = study_stage_path(s, STAGE_REFERENCE, last),
             *elast = study_stage_path(s, STAGE_ELASTIC, last);
        if (x->thermo) rc = read_table(&x->thermo[k], dir, quench, "thermo.tsv", err);
        if (rc == GB_OK && x->slowest && keeps(&kept[slowest], sample))
            rc = read_table(&x->slowest[k], dir, slow, "thermo.tsv", err);
        if (rc == GB_OK) rc = read_values(&x->reference[k], dir, ref, reference, w, err);
        if (rc == GB_OK) rc = read_values(&x->elastic[k], dir, elast, elastic, w, err);
        free(quench);
        free(slow);
        free(ref);
        free(elast);
    }
    if (rc == GB_OK) fictive_both(x, s, w);
    return rc;
}

void pool_glass_clear(struct pool_glass *x) {
    free_tables(x->thermo, x->n);
    free_tables(x->slowest, x->n);
    free_values(x->reference, x->n);
    free_values(x->elastic, x->n);
    free(x->T_f);
    free(x->T_f_volume);
    free(x->T_f_is);
    *x = (struct pool_glass){0};
}

/* Of the edges along the axes, in compression, over all samples. */
static double mean_strain(const struct pool_load *x, bool both) {
    double plus = -pool_mean(x->measure, x->n, 1, 0, "eps_par_plus");
    return both ? (plus + pool_mean(x->measure, x->n, 1, 0, "eps_par_minus")) / 2 : plus;
}

int pool_load_read(struct pool_load *x, const struct study *s, const struct pool_glass *h, size_t strain,
                   const char *dir, struct pool_warnings *w, struct gb_error *err) {
    static const char *const compress[] = {"poisson", "young", NULL};
    static const char *const measure[] = {"eps_true_times_1pnu", "eps_true_times_1pnu_plus", NULL};
    const char *label = s->load[strain].label;
    *x = (struct pool_load){.label = label, .load = strain, .strain = s->load[strain].strain, .n = h->n};
    for (int a = 0; a < 3; a++) x->n_axes += s->axes >> a & 1U;
    x->compress = GB_ARRAY(x->n * x->n_axes, struct gb_values);
    x->measure = GB_ARRAY(x->n, struct gb_values);
    x->d2min = GB_ARRAY(x->n, struct gb_table *);
    int rc = GB_OK;
    for (size_t k = 0; k < x->n && rc == GB_OK; k++) {
        size_t at = k * x->n_axes;
        struct study_place where = {.history = h->history, .sample = h->kept->sample[k], .load = strain};
        for (int a = 0; a < 3 && rc == GB_OK; a++) {
            if (!(s->axes >> a & 1U)) continue;
            where.axis = a;
            char *stage = study_stage_path(s, STAGE_COMPRESS, where);
            rc = read_values(&x->compress[at++], dir, stage, compress, w, err);
            free(stage);
        }
        char *stage = study_stage_path(s, STAGE_MEASURE, where);
        if (rc == GB_OK) rc = read_values(&x->measure[k], dir, stage, measure, w, err);
        if (rc == GB_OK) rc = read_table(&x->d2min[k], dir, stage, "d2min.tsv", err);
        free(stage);
    }
    if (rc == GB_OK && isnan(x->strain)) x->strain = mean_strain(x, s->both_signs);
    if (rc == GB_OK && !same_rows(x->d2min, x->n))
        rc = gb_fail(err, GB_EFAIL, "measure/%s: d2min.tsv of the samples have different bins; run the study again",
                     h->label);
    return rc;
}

void pool_load_clear(struct pool_load *x) {
    free_values(x->compress, x->n * x->n_axes);
    free_values(x->measure, x->n);
    free_tables(x->d2min, x->n);
    *x = (struct pool_load){0};
}

/* One weights' curves of all samples; *there is false when a sample has none (a species that it lacks). */
static int read_curves(struct pool_curves *x, bool *there, const struct study *s, size_t history,
                       const struct pool_kept *kept, size_t strain, const char *dir, int pair, int a, int b,
                       struct gb_error *err) {
    char *file = measure_curves_name(pair, a, b);
    *x = (struct pool_curves){.n = kept->n, .t = GB_ARRAY(kept->n, struct gb_table *)};
    x->weights =
        pair == PDF_TOTAL ? gb_strdup("number") : gb_format("%s-%s", s->model->element[a], s->model->element[b]);
    *there = true;
    int rc = GB_OK;
    for (size_t k = 0; k < x->n && rc == GB_OK && *there; k++) {
        const struct study_place where = {.history = history, .sample = kept->sample[k], .load = strain};
        char *stage = study_stage_path(s, STAGE_MEASURE, where);
        char *path = gb_format("%s/%s/%s", dir, stage, file);
        if (pair != PDF_TOTAL && !gb_exists(path))
            *there = false;
        else
            rc = gb_table_read(&x->t[k], path, err);
        free(path);
        free(stage);
    }
    if (rc == GB_OK && *there) {
        x->grid = (struct pdf_grid){x->t[0]->n_row, s->r_bin};
        double r = x->t[0]->v[0];
        if (!same_rows(x->t, x->n) || !(fabs(r - s->r_bin / 2) < 1e-6 * s->r_bin))
            rc = gb_fail(err, GB_EFAIL,
                         "measure/%s: %s of the samples are not on one grid with r-bin %.9g; run the study again",
                         study_history(s, history), file, s->r_bin);
    }
    free(file);
    return rc;
}

int pool_curves_read(struct pool_curves **x, size_t *n, const struct study *s, size_t history,
                     const struct pool_kept *kept, size_t strain, const char *dir, struct gb_error *err) {
    const int n_types = s->partials ? s->model->n_species : 0;
    bool there;
    *x = GB_ARRAY(1 + (size_t)n_types * ((size_t)n_types + 1) / 2, struct pool_curves);
    *n = 1;
    int rc = read_curves(*x, &there, s, history, kept, strain, dir, PDF_TOTAL, 0, 0, err);
    for (int a = 0; a < n_types; a++)
        for (int b = a; b < n_types && rc == GB_OK; b++) {
            struct pool_curves *c = &(*x)[*n];
            rc = read_curves(c, &there, s, history, kept, strain, dir, 0, a, b, err);
            if (rc == GB_OK && !there)
                pool_curves_clear(c);
            else
                ++*n;
        }
    return rc;
}

void pool_curves_clear(struct pool_curves *x) {
    free_tables(x->t, x->n);
    free(x->weights);
    *x = (struct pool_curves){0};
}

double pool_mean(const struct gb_values *v, size_t samples, size_t per, size_t replicate, const char *name) {
    double sum = 0;
    size_t n = 0;
    for (size_t k = 0; k < samples * per; k++) {
        if (k / per + 1 == replicate) continue;
        sum += gb_values_get(&v[k], name);
        n++;
    }
    return n ? sum / (double)n : NAN;
}

bool pool_column(struct gb_table *const *t, size_t samples, size_t replicate, const char *name, double *out) {
    const size_t rows = first_table(t, samples)->n_row;
    size_t n = 0;
    bool there = true;
    for (size_t i = 0; i < rows; i++) out[i] = 0;
    for (size_t k = 0; k < samples; k++) {
        if (k + 1 == replicate || !t[k]) continue;
        size_t col = gb_table_find(t[k], name);
        there = there && col != (size_t)-1;
        n++;
        for (size_t i = 0; i < rows && there; i++) out[i] += t[k]->v[i * t[k]->n_col + col];
    }
    for (size_t i = 0; i < rows; i++) out[i] = there ? out[i] / (double)n : NAN;
    return there;
}

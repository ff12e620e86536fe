/* The equilibrium line of a study, and the fictive temperatures that it gives (thermal/equilibrium.h).
 *
 * Every point is judged from the snapshots of all samples; what is not in equilibrium is left out, with a warning. The
 * error of T_f_is has two parts, taken as independent: the glasses', by jackknife over samples, and the line's.
 */
#include "study/line.h"
#include "base/file.h"
#include "base/mem.h"
#include "pool/pool.h"
#include "stage/stage.h"
#include "study/names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The snapshots of one T: energies, densities [sample][snapshot] and the last overlaps; e NULL on failure. */
struct runs {
    double *e, *density, *overlap;
};

static void runs_clear(struct runs *r) {
    free(r->e);
    free(r->density);
    free(r->overlap);
}

static int read_sample(struct runs *r, const struct study *s, size_t at, size_t k, const char *dir,
                       struct pool_warnings *w, struct gb_error *err) {
    const size_t m = s->equilibrium.snapshots;
    char *stage = study_stage_path(s, STAGE_EQUILIBRIUM, (struct study_place){.T = at, .sample = k + 1});
    char *path = gb_format("%s/%s/snapshots.tsv", dir, stage);
    struct gb_table *t = NULL;
    int rc = gb_table_read(&t, path, err);
    if (rc == GB_OK) {
        const size_t e = gb_table_find(t, "e_is"), density = gb_table_find(t, "density"),
                     overlap = gb_table_find(t, "overlap"), converged = gb_table_find(t, "converged");
        size_t open = 0;
        if (t->n_row != m || e >= t->n_col || density >= t->n_col || overlap >= t->n_col || converged >= t->n_col)
            rc = gb_fail(err, GB_EFAIL, "%s: is not a table of %zu snapshots; run the study again", path, m);
        for (size_t i = 0; i < m && rc == GB_OK; i++) {
            r->e[k * m + i] = t->v[i * t->n_col + e];
            r->density[k * m + i] = t->v[i * t->n_col + density];
            open += t->v[i * t->n_col + converged] == 0;
        }
        if (rc == GB_OK) r->overlap[k] = t->v[(m - 1) * t->n_col + overlap];
        if (open)
            pool_warn(w, "%s: the relaxation of %zu of %zu snapshots did not converge; see its log", stage, open, m);
    }
    gb_table_free(t);
    free(path);
    free(stage);
    return rc;
}

static void warn_fault(const struct equilibrium_point *p, const char *label, struct pool_warnings *w) {
    static const char out[] = "left out of the line; raise the time, or leave this T out";
    if (p->fault == EQUILIBRIUM_STUCK)
        pool_warn(w,
                  "equilibrium/%s: not in equilibrium: %.0f %% of the atoms are where they were (allowed: %.0f %%); %s",
                  label, 100 * p->overlap, 100 * EQUILIBRIUM_OVERLAP, out);
    if (p->fault == EQUILIBRIUM_DRIFTS)
        pool_warn(
            w, "equilibrium/%s: not in equilibrium: e_IS drifts by %.3g +- %.2g from the first half to the second; %s",
            label, p->drift.value, p->drift.err, out);
    if (p->fault == EQUILIBRIUM_GAPS) pool_warn(w, "equilibrium/%s: energies that are no numbers; left out", label);
}

static int add_point(struct gb_table *t, const struct study *s, size_t at, const char *dir, struct pool_warnings *w,
                     struct gb_error *err) {
    const size_t n = s->samples, m = s->equilibrium.snapshots;
    struct runs r = {GB_ARRAY(n * m, double), GB_ARRAY(n * m, double), GB_ARRAY(n, double)};
    int rc = GB_OK;
    for (size_t k = 0; k < n && rc == GB_OK; k++) rc = read_sample(&r, s, at, k, dir, w, err);
    if (rc == GB_OK) {
        struct equilibrium_point p, d;
        equilibrium_judge(&(struct equilibrium_runs){s->equilibrium.T[at], n, m, r.density, r.overlap}, &d);
        equilibrium_judge(&(struct equilibrium_runs){s->equilibrium.T[at], n, m, r.e, r.overlap}, &p);
        const double row[EQ_N_COLUMNS] = {[EQ_T] = p.T,
                                          [EQ_E] = p.e.value,
                                          [EQ_E_ERR] = p.e.err,
                                          [EQ_DENSITY] = d.e.value,
                                          [EQ_DENSITY_ERR] = d.e.err,
                                          [EQ_SPREAD] = p.spread,
                                          [EQ_DRIFT] = p.drift.value,
                                          [EQ_DRIFT_ERR] = p.drift.err,
                                          [EQ_OVERLAP] = p.overlap,
                                          [EQ_SAMPLES] = (double)n,
                                          [EQ_SNAPSHOTS] = (double)m,
                                          [EQ_USED] = p.fault == EQUILIBRIUM_OK,
                                          [EQ_T_BACK] = NAN,
                                          [EQ_T_BACK_ERR] = NAN};
        gb_table_add(t, row);
        warn_fault(&p, s->equilibrium.T_label[at], w);
    }
    runs_clear(&r);
    return rc;
}

/* The line against itself: each point by the line through the others. */
static void check_points(struct gb_table *t) {
    for (size_t i = 0; i < t->n_row; i++) {
        double *row = t->v + i * t->n_col;
        struct equilibrium_line line;
        struct estimate T;
        bool outside;
        if (row[EQ_USED] != 1 || study_line_fit(t, i, &line, NULL) != GB_OK) continue;
        if (equilibrium_invert(&line, (struct estimate){row[EQ_E], row[EQ_E_ERR]}, &T, &outside, NULL) != GB_OK)
            continue;
        row[EQ_T_BACK] = T.value;
        row[EQ_T_BACK_ERR] = T.err;
    }
}

/* The hash of the model that the stages ran with. */
static char *model_hash_of(const struct study *s, const char *dir) {
    char *stage = study_stage_path(s, STAGE_EQUILIBRIUM, (struct study_place){.sample = 1}),
         *path = gb_format("%s/%s/stage.xml", dir, stage);
    struct stage st;
    char *hash = stage_read(&st, path, NULL) == GB_OK ? gb_strdup(stage_param_get(&st, "model-hash")) : NULL;
    stage_clear(&st);
    free(stage);
    free(path);
    return hash ? hash : gb_strdup("not known");
}

static void fit(struct pool_line *x, struct pool_warnings *w) {
    struct gb_error err = GB_ERROR_INIT;
    x->there = study_line_fit(x->table, (size_t)-1, &x->line, &err) == GB_OK;
    const struct equilibrium_line *l = &x->line;
    if (!x->there)
        pool_warn(w, "equilibrium line: %s; no T_f_is", err.text);
    else if (l->p < 0.01)
        pool_warn(w,
                  "equilibrium line: chi^2 = %.3g with %zu degrees of freedom speaks against its form (degree %d in "
                  "1/T); its errors are taken larger by the root of the ratio",
                  l->chi2, l->n - 1 - (size_t)l->degree, l->degree);
    gb_error_clear(&err);
}

int pool_line_make(struct pool_line *x, const struct study *s, const char *dir, struct pool_warnings *w,
                   struct gb_error *err) {
    const struct study_liquid *q = &s->equilibrium;
    int rc = GB_OK;
    *x = (struct pool_line){0};
    if (q->file) {
        rc = study_line_read(&x->table, q->file, s, NULL, err);
        if (rc == GB_OK && s->n_files)
            pool_warn(w,
                      "equilibrium line: how the glasses were cooled is not known; the line is that of %s, number "
                      "density %s",
                      gb_table_meta_get(x->table, "ensemble"), gb_table_meta_get(x->table, "number-density"));
    } else if (q->n_T) {
        char *hash = model_hash_of(s, dir);
        x->table = study_line_table(s, hash);
        free(hash);
        for (size_t i = 0; i < q->n_T && rc == GB_OK; i++) rc = add_point(x->table, s, i, dir, w, err);
        if (rc == GB_OK) check_points(x->table);
    }
    if (rc == GB_OK && x->table) fit(x, w);
    if (rc != GB_OK) pool_line_clear(x);
    return rc;
}

void pool_line_clear(struct pool_line *x) {
    gb_table_free(x->table);
    *x = (struct pool_line){0};
}

void pool_line_glass(const struct pool_line *x, struct pool_glass *h, struct pool_warnings *w) {
    const size_t n_rep = pool_n_replicates(h->n);
    for (size_t rep = 0; rep < n_rep; rep++) {
        const struct estimate e = {pool_mean(h->reference, h->n, 1, rep, "e_is"), 0};
        struct gb_error err = GB_ERROR_INIT;
        struct estimate T = {NAN, NAN};
        bool outside = false;
        if (x->there && h->n > 0 && equilibrium_invert(&x->line, e, &T, &outside, &err) != GB_OK)
            pool_warn(w, "%s: T_f_is: %s", h->label, rep ? "no error, it fails with a sample left out" : err.text);
        h->T_f_is[rep] = T.value;
        if (rep == 0) {
            h->T_f_is_line = T.err;
            h->T_f_is_extrapolated = outside;
        }
        gb_error_clear(&err);
    }
    if (h->T_f_is_extrapolated)
        pool_warn(w, "%s: T_f_is: %.4g is extrapolated, the equilibrium line covers %.4g to %.4g", h->label,
                  h->T_f_is[0], x->line.T_lo, x->line.T_hi);
}

int pool_line_write(const struct pool_line *x, const char *out, struct gb_error *err) {
    if (!x->table) return GB_OK;
    const struct equilibrium_line *l = &x->line;
    char *path = gb_format("%s/equilibrium.tsv", out);
    if (x->there && !gb_table_meta_get(x->table, "line")) {
        gb_table_meta(x->table, "line", "e_IS = %.9g + %.9g x + %.9g x^2, x = 1/T - %.9g", l->a[0], l->a[1], l->a[2],
                      l->x_mid);
        gb_table_meta(x->table, "chi2", "%.4g of %zu degrees of freedom", l->chi2, l->n - 1 - (size_t)l->degree);
    }
    int rc = gb_table_write(x->table, path, 9, err);
    free(path);
    return rc;
}

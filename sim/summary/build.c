/* The summary stage: read, pool, estimate, write. See build.h.
 *
 * For each history and strain, everything is evaluated on the pool of all samples and on each pool that lacks one; axes
 * were averaged in the measure stage. Cost: a few milliseconds for each row and replicate.
 */
#include "summary/build.h"

#include "base/mem.h"
#include "experiment/experiment.h"
#include "study/names.h"
#include "summary/curves.h"
#include "summary/efficiency.h"
#include "summary/histories.h"
#include "summary/moduli.h"
#include "summary/temperature.h"
#include "summary/trends.h"
#include "summary/xml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One row: the method on every replicate. */
static void add_row(struct summary *sum, struct trend_points *trends, const struct pool *pool, size_t method) {
    const size_t n_rep = pool_n_replicates(pool->curves->n);
    double(*q)[Q_N] = gb_calloc(n_rep, sizeof *q);
    for (size_t rep = 0; rep < n_rep; rep++) pool_evaluate(pool, method, rep, q[rep]);
    sum->row = gb_realloc(sum->row, sum->n_rows + 1, sizeof *sum->row);
    struct summary_row *row = &sum->row[sum->n_rows++];
    *row = (struct summary_row){.history = pool->glass->history,
                                .load = pool->load->load,
                                .strain = pool->load->strain,
                                .weights = gb_strdup(pool->curves->weights),
                                .method = pool_method[method],
                                .samples = pool->curves->n};
    pool_estimates(pool->curves->n, q, row->q);
    pool_add_line_error(pool->glass, row->q);
    if (strcmp(pool_method[method], pool_main_method(pool->study)) == 0 && strcmp(pool->curves->weights, "number") == 0)
        trend_points_add(trends, pool, q);
    row->extrapolated = pool->glass->T_f_is_extrapolated;
    free(q);
}

/* The tables beside the summary's own. */
struct others {
    struct efficiency efficiency;
    struct experiments validation;
    struct temperature_table thermal;
    struct histories_table histories;
    struct trend_points trends;
    struct pool_warnings notes; /* of the validation */
    struct moduli_glasses elastic;
};

static void leave_out(struct summary *sum, char *why) {
    sum->left_out = gb_realloc(sum->left_out, sum->n_left_out + 1, sizeof *sum->left_out);
    sum->left_out[sum->n_left_out++] = why;
}

/* Takes off the samples that gave way at this strain (compress.c), and says so in `sum` (NULL: nowhere). */
static int drop_yielded(struct summary *sum, struct pool_kept *kept, const struct study *s, size_t history,
                        size_t strain, const char *dir, struct gb_error *err) {
    int rc = GB_OK;
    size_t n = 0;
    for (size_t k = 0; k < kept->n && rc == GB_OK; k++) {
        struct gb_values v = {0};
        const char *label = s->load[strain].label;
        const struct study_place where = {.history = history, .sample = kept->sample[k], .load = strain};
        char *stage = study_stage_path(s, STAGE_MEASURE, where), *path = gb_format("%s/%s/values.tsv", dir, stage);
        rc = gb_values_read(&v, path, err);
        if (!(gb_values_get(&v, "gave_way") > 0))
            kept->sample[n++] = kept->sample[k];
        else if (sum)
            leave_out(sum, gb_format("%s, strain %s, sample %zu: it gave way under load", study_history(s, history),
                                     label, kept->sample[k]));
        gb_values_clear(&v);
        free(stage);
        free(path);
    }
    kept->n = n;
    return rc;
}

/* The rows of a history all of whose samples are left out: they say so. */
static int add_empty(struct summary *sum, const struct study *s, size_t h, size_t strain, const char *dir,
                     struct gb_error *err) {
    struct pool_kept all = {s->samples, GB_ARRAY(s->samples, size_t)};
    struct pool_curves *curves = NULL;
    size_t n = 0;
    for (size_t k = 0; k < all.n; k++) all.sample[k] = k + 1;
    int rc = drop_yielded(NULL, &all, s, h, strain, dir, err);
    if (rc == GB_OK && all.n > 0) rc = pool_curves_read(&curves, &n, s, h, &all, strain, dir, err);
    for (size_t i = 0; i < n && rc == GB_OK; i++) {
        const struct pool x = {.study = s, .curves = &curves[i]};
        for (size_t m = 0; m < POOL_N_METHODS; m++) {
            if (!pool_has_method(&x, m)) continue;
            sum->row = gb_realloc(sum->row, sum->n_rows + 1, sizeof *sum->row);
            struct summary_row *row = &sum->row[sum->n_rows++];
            *row = (struct summary_row){.history = h,
                                        .load = strain,
                                        .strain = s->load[strain].strain,
                                        .weights = gb_strdup(curves[i].weights),
                                        .method = pool_method[m]};
            for (size_t q = 0; q < Q_N; q++) row->q[q] = (struct estimate){NAN, NAN};
        }
    }
    for (size_t i = 0; i < n; i++) pool_curves_clear(&curves[i]);
    free(curves);
    free(all.sample);
    return rc;
}

static int add_strain(struct summary *sum, struct others *other, const struct study *s, const struct pool_glass *hist,
                      size_t strain, const char *dir, const char *out, struct pool_warnings *w, struct gb_error *err) {
    struct pool_load load;
    struct pool_curves *curves = NULL;
    size_t n = 0;
    if (hist->n == 0) return add_empty(sum, s, hist->history, strain, dir, err);
    int rc = pool_load_read(&load, s, hist, strain, dir, w, err);
    if (rc == GB_OK) rc = pool_curves_read(&curves, &n, s, hist->history, hist->kept, strain, dir, err);
    if (rc == GB_OK) rc = summary_d2min_write(s, hist, &load, out, err);
    for (size_t i = 0; i < n && rc == GB_OK; i++) {
        const size_t n_rep = pool_n_replicates(curves[i].n);
        const size_t n_bins = n_rep * curves[i].grid.n;
        struct pool x = {s, hist, &load, &curves[i], w, GB_ARRAY(n_bins, double), GB_ARRAY(n_bins, double)};
        for (size_t rep = 0; rep < n_rep; rep++) {
            pool_continuity(&x, rep);
            pool_excess(&x, rep);
        }
        for (size_t m = 0; m < POOL_N_METHODS; m++)
            if (pool_has_method(&x, m)) add_row(sum, &other->trends, &x, m);
        if (i == 0) efficiency_add(&other->efficiency, &x, dir);
        if (i == 0) temperature_add(&other->thermal, &x);
        rc = summary_curves_write(&x, out, err);
        if (i == 0 && rc == GB_OK) rc = experiments_add(&other->validation, &x, curves, n, &other->notes, out, err);
        free(x.implied);
        free(x.excess);
    }
    for (size_t i = 0; i < n; i++) pool_curves_clear(&curves[i]);
    free(curves);
    pool_load_clear(&load);
    return rc;
}

static int write_all(struct summary *sum, const struct study *s, const struct pool_warnings *w, const char *out,
                     struct gb_error *err) {
    char *tsv = gb_format("%s/summary.tsv", out), *xml = gb_format("%s/summary.xml", out);
    for (size_t i = 0; i < sum->n_left_out; i++)
        fprintf(stderr, "glassbed: summary: warning: left out of all averages: %s\n", sum->left_out[i]);
    for (size_t i = 0; i < w->n; i++) fprintf(stderr, "glassbed: summary: warning: %s\n", w->text[i]);
    sum->n_warnings = w->n;
    int rc = summary_tsv_write(sum, s, w, tsv, err);
    if (rc == GB_OK) rc = summary_xml_write(sum, s, w, xml, err);
    free(tsv);
    free(xml);
    return rc;
}

static int write_others(struct others *x, const struct study *s, const char *out, struct gb_error *err) {
    char *efficiency = gb_format("%s/efficiency.tsv", out), *validation = gb_format("%s/validation.tsv", out),
         *histories = gb_format("%s/histories.tsv", out);
    x->validation.note = GB_ARRAY(x->notes.n, char *);
    for (size_t i = 0; i < x->notes.n; i++)
        x->validation.note[x->validation.n_notes++] = gb_format("%s (%zu times)", x->notes.text[i], x->notes.times[i]);
    int rc = efficiency_write(&x->efficiency, s, efficiency, err);
    if (rc == GB_OK) rc = experiments_write(&x->validation, s, validation, err);
    if (rc == GB_OK) rc = histories_table_write(&x->histories, s, histories, err);
    if (rc == GB_OK && study_has_temperature(s)) {
        char *thermal = gb_format("%s/thermal.tsv", out);
        temperature_changes(&x->thermal, s);
        rc = temperature_write(&x->thermal, s, thermal, err);
        free(thermal);
    }
    struct trend_table trends;
    char *path = gb_format("%s/trends.tsv", out);
    trend_table_make(&trends, &x->trends, s);
    if (rc == GB_OK) rc = trend_table_write(&trends, s, path, err);
    trend_table_clear(&trends);
    free(path);
    free(histories);
    free(efficiency);
    free(validation);
    return rc;
}

/* What is still a glass: order.tsv, the samples that each history keeps, and those that it does not. */
static int screen(struct pool_kept **kept, struct summary *sum, const struct study *s, const char *dir, const char *out,
                  struct gb_error *err) {
    struct screening o;
    char *path = gb_format("%s/order.tsv", out);
    int rc = screening_make(&o, s, dir, err);
    if (rc == GB_OK) rc = screening_write(&o, s, path, err);
    if (rc == GB_OK) *kept = pool_kept_make(&o, s);
    for (size_t i = 0; i < o.n && rc == GB_OK; i++) {
        if (o.row[i].kept) continue;
        leave_out(sum, screening_why(&o.row[i], s));
    }
    screening_clear(&o);
    free(path);
    return rc;
}

/* Strain e of history h: with all samples that it keeps or, where some gave way, with its own reading of the others. */
static int add_strain_of(struct summary *sum, struct others *other, const struct study *s, size_t h,
                         const struct pool_glass *whole, struct pool_kept *kept, struct pool_line *line, size_t e,
                         const char *dir, const char *out, struct pool_warnings *w, struct gb_error *err) {
    const struct pool_kept all = kept[h];
    struct pool_glass part = {0};
    struct pool_kept left = {all.n, GB_ARRAY(all.n, size_t)};
    if (all.n) memcpy(left.sample, all.sample, all.n * sizeof *left.sample);
    int rc = drop_yielded(sum, &left, s, whole->history, e, dir, err);
    if (rc == GB_OK && left.n == all.n) {
        rc = add_strain(sum, other, s, whole, e, dir, out, w, err);
    } else if (rc == GB_OK) {
        kept[h] = left;
        rc = pool_glass_read(&part, s, h, kept, dir, w, err);
        if (rc == GB_OK) pool_line_glass(line, &part, w);
        if (rc == GB_OK) rc = add_strain(sum, other, s, &part, e, dir, out, w, err);
        pool_glass_clear(&part);
        kept[h] = all;
    }
    free(left.sample);
    return rc;
}

static int write_moduli(const struct moduli_glasses *x, const struct summary *sum, const struct study *s,
                        const char *out, struct gb_error *err) {
    struct moduli_table t;
    char *path = gb_format("%s/moduli.tsv", out);
    moduli_make(&t, x, sum, s);
    int rc = moduli_write(&t, s, path, err);
    moduli_clear(&t);
    free(path);
    return rc;
}

int summary_build(struct summary *sum, const struct study *s, const char *dir, const char *out, struct gb_error *err) {
    struct pool_warnings w = {0};
    struct others other = {0};
    struct pool_line line = {0};
    struct pool_kept *kept = NULL;
    *sum = (struct summary){.line_lo = NAN, .line_hi = NAN};
    int rc = screen(&kept, sum, s, dir, out, err);
    if (rc == GB_OK) rc = pool_line_make(&line, s, dir, &w, err);
    if (rc == GB_OK && line.there) sum->line_lo = line.line.T_lo, sum->line_hi = line.line.T_hi;
    for (size_t h = 0; h < study_n_histories(s) && rc == GB_OK; h++) {
        struct pool_glass hist;
        rc = pool_glass_read(&hist, s, h, kept, dir, &w, err);
        if (rc == GB_OK) moduli_glass_add(&other.elastic, &hist);
        if (rc == GB_OK) pool_line_glass(&line, &hist, &w);
        if (rc == GB_OK) histories_table_add(&other.histories, s, h, &hist, dir);
        if (rc == GB_OK) rc = summary_cooling_write(s, &hist, out, err);
        for (size_t e = 0; e < s->n_loads && rc == GB_OK; e++)
            rc = add_strain_of(sum, &other, s, h, &hist, kept, &line, e, dir, out, &w, err);
        pool_glass_clear(&hist);
    }
    if (rc == GB_OK) rc = pool_line_write(&line, out, err);
    if (rc == GB_OK) rc = write_all(sum, s, &w, out, err);
    if (rc == GB_OK) rc = write_others(&other, s, out, err);
    if (rc == GB_OK) rc = write_moduli(&other.elastic, sum, s, out, err);
    moduli_glasses_clear(&other.elastic);
    efficiency_clear(&other.efficiency);
    temperature_clear(&other.thermal);
    experiments_clear(&other.validation);
    histories_table_clear(&other.histories);
    trend_points_clear(&other.trends);
    pool_warnings_clear(&other.notes);
    pool_line_clear(&line);
    pool_kept_free(kept, s);
    pool_warnings_clear(&w);
    if (rc != GB_OK) summary_clear(sum);
    return rc;
}

int summary_stage(const struct stage *st, const char *dir, const char *out, struct gb_error *err) {
    const char *text = stage_param_get(st, "study");
    if (!text) return gb_fail(err, GB_EFAIL, "stage %s: has no parameter 'study'", st->name);
    char *path = gb_format("%s/study.xml", dir), *model = gb_format("%s/model.xml", dir);
    struct study *s = NULL;
    struct summary sum = {0};
    int rc = study_parse(&s, text, strlen(text), path, model, err);
    if (rc == GB_OK) rc = summary_build(&sum, s, dir, out, err);
    summary_clear(&sum);
    study_free(s);
    free(path);
    free(model);
    return rc;
}

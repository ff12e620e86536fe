/* The efficiency of the signals, see efficiency.h. */
#include "summary/efficiency.h"

#include "base/file.h"
#include "base/mem.h"
#include "pool/pool.h"
#include "stage/stage.h"
#include "study/names.h"
#include "summary/histories.h"
#include "table/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- processor time ---- */

/* Adds that of a stage, whose name is freed here. */
static void add_cpu(double *sum, const char *dir, char *stage) {
    *sum += stage_cpu(dir, stage);
    free(stage);
}

struct cost {
    double glass, loads; /* s per sample; loads: of all axes and signs, with their measuring */
};

static struct cost cost_of(const struct pool *pool, const char *dir) {
    const struct study *s = pool->study;
    const struct study_compress *load = study_load_compress(s, pool->load->load);
    struct cost c = {0, 0};
    for (size_t i = 0; i < pool->curves->n; i++) {
        const size_t k = pool->glass->kept->sample[i];
        struct study_place where = {.history = pool->glass->at, .sample = k, .load = pool->load->load};
        if (s->n_files == 0) add_cpu(&c.glass, dir, study_stage_path(s, STAGE_MELT, where));
        c.glass += histories_cpu(s, pool->glass->at, k, dir);
        add_cpu(&c.glass, dir, study_stage_path(s, STAGE_REFERENCE, where));
        for (where.axis = 0; where.axis < 3; where.axis++)
            if (s->axes >> where.axis & 1U) add_cpu(&c.loads, dir, study_stage_path(s, STAGE_COMPRESS, where));
        if (load->thermal) add_cpu(&c.loads, dir, study_stage_path(s, STAGE_THERMAL, where));
        add_cpu(&c.loads, dir, study_stage_path(s, STAGE_MEASURE, where));
    }
    c.glass /= (double)pool->curves->n;
    c.loads /= (double)pool->curves->n;
    return c;
}

/* ---- the rows ---- */

/* theta[replicates]: the ratio. */
static void ratios(const struct pool *pool, enum pool_signal signal, char axis, double *theta) {
    const size_t n_rep = pool_n_replicates(pool->curves->n);
    char *what = axis == POOL_ALL_AXES ? gb_strdup(pool_signal_name[signal])
                                       : gb_format("%s along %c", pool_signal_name[signal], axis);
    for (size_t rep = 0; rep < n_rep; rep++) {
        struct strain_result res;
        pool_pipeline(pool, signal, axis, false, STRAIN_OWN_EXTREMUM, rep, what, &res);
        theta[rep] = res.ratio;
    }
    free(what);
}

/* A row from theta[set][replicates]; reference[replicates]: the ratio that the bias counts from. */
static void add_row(struct efficiency *e, const struct pool *pool, const struct cost *cost, enum pool_signal signal,
                    size_t n_axes, size_t n_sets, const double *theta, const double *reference) {
    const size_t n = pool->curves->n, n_rep = pool_n_replicates(n), signs = (size_t)pool_signal_signs(signal);
    double *mean = gb_calloc(n_rep, sizeof *mean), *difference = GB_ARRAY(n_rep, double),
           *left_out = GB_ARRAY(n_sets * n, double);
    for (size_t rep = 0; rep < n_rep; rep++) {
        for (size_t set = 0; set < n_sets; set++) {
            mean[rep] += theta[set * n_rep + rep] / (double)n_sets;
            if (rep > 0) left_out[set * n + rep - 1] = theta[set * n_rep + rep];
        }
        difference[rep] = mean[rep] - reference[rep];
    }
    const double loads =
        cost->loads * (double)(n_axes * signs) / (double)(pool->load->n_axes * (pool->study->both_signs ? 2 : 1));
    e->row = gb_realloc(e->row, e->n + 1, sizeof *e->row);
    e->row[e->n++] = (struct efficiency_row){.rate = pool->glass->label,
                                             .load = pool->load->label,
                                             .signal = pool_signal_name[signal],
                                             .axes = n_axes,
                                             .signs = signs,
                                             .samples = n,
                                             .ratio = pool_estimate(n, mean),
                                             .scatter = jackknife_scatter(n, n_sets, left_out),
                                             .bias = pool_estimate(n, difference),
                                             .cpu_glass = cost->glass,
                                             .cpu = cost->glass + loads};
    free(mean);
    free(difference);
    free(left_out);
}

void efficiency_add(struct efficiency *e, const struct pool *pool, const char *dir) {
    const size_t n_rep = pool_n_replicates(pool->curves->n), n_axes = pool->load->n_axes;
    const struct cost cost = cost_of(pool, dir);
    double *reference = GB_ARRAY(n_rep, double), *all = GB_ARRAY(n_rep, double), *one = GB_ARRAY(3 * n_rep, double);
    ratios(pool, pool->study->both_signs ? SIGNAL_SYMMETRISED : SIGNAL_MINUS_UNLOADED, POOL_ALL_AXES, reference);
    for (int signal = 0; signal < SIGNAL_N; signal++) {
        enum pool_signal sig = (enum pool_signal)signal;
        if (!pool_signal_there(pool, sig, POOL_ALL_AXES)) continue;
        ratios(pool, sig, POOL_ALL_AXES, all);
        add_row(e, pool, &cost, sig, n_axes, 1, all, reference);
        size_t n_sets = 0;
        for (int a = 0; a < 3 && n_axes > 1; a++)
            if (pool->study->axes >> a & 1U && pool_signal_there(pool, sig, "xyz"[a]))
                ratios(pool, sig, "xyz"[a], one + n_rep * n_sets++);
        if (n_sets == n_axes && n_axes > 1) add_row(e, pool, &cost, sig, 1, n_sets, one, reference);
    }
    free(reference);
    free(all);
    free(one);
}

static struct estimate times_scatter_squared(const struct efficiency_row *row, double factor) {
    const double v = factor * pow(row->scatter.value / 0.01, 2);
    return (struct estimate){v, 2 * v * row->scatter.err / row->scatter.value};
}
struct estimate efficiency_samples(const struct efficiency_row *row) {
    return times_scatter_squared(row, 1);
}
struct estimate efficiency_cpu(const struct efficiency_row *row) {
    return times_scatter_squared(row, row->cpu);
}

/* ---- the file ---- */

static const char columns[] =
    "# rate\tload\tmethod\taxes\tsigns\tsamples\tratio\tratio_err\tscatter\tscatter_err\tbias\tbias_err\tcpu_glass\t"
    "cpu\tsamples_0.01\tsamples_0.01_err\tcpu_0.01\tcpu_0.01_err";

int efficiency_write(const struct efficiency *e, const struct study *s, const char *path, struct gb_error *err) {
    struct gb_text b = {0};
    gb_text_add(
        &b,
        "# What an error of the ratio costs: a row for each rate, load, method and number of axes\n"
        "# study: %s\n# glassbed: %s\n# model: %s\n"
        "# scatter: of one sample, jackknife error of the pool times sqrt(samples); of one axis: mean square over "
        "the axes\n"
        "# bias: ratio less that of %s with all axes, on the same samples\n"
        "# cpu: processor s per sample, with melt, quench, reference (cpu_glass) and the loads that the method "
        "needs\n"
        "# samples_0.01, cpu_0.01: samples, and processor s, for an error of the ratio of 0.01\n",
        s->name, GB_VERSION, s->model->name,
        pool_signal_name[s->both_signs ? SIGNAL_SYMMETRISED : SIGNAL_MINUS_UNLOADED]);
    gb_text_add(&b, "# weights: number; %.9g to %.9g fitted; atoms: %zu\n# units: rate %s, cpu s\n%s\n", s->fit_lo,
                s->fit_hi, s->atoms, model_unit(s->model, MODEL_RATE), columns);
    for (size_t i = 0; i < e->n; i++) {
        const struct efficiency_row *r = &e->row[i];
        gb_text_add(&b, "%s\t%s\t%s\t%zu\t%zu\t%zu", r->rate, r->load, r->signal, r->axes, r->signs, r->samples);
        rows_add_estimate(&b, r->ratio, 6, 6);
        rows_add_estimate(&b, r->scatter, 6, 6);
        rows_add_estimate(&b, r->bias, 6, 6);
        rows_add_number(&b, r->cpu_glass, 6);
        rows_add_number(&b, r->cpu, 6);
        rows_add_estimate(&b, efficiency_samples(r), 6, 6);
        rows_add_estimate(&b, efficiency_cpu(r), 6, 6);
        gb_text_add(&b, "\n");
    }
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    return rc;
}

int efficiency_read(struct efficiency *e, const struct study *s, const char *path, struct gb_error *err) {
    struct table_rows rows;
    *e = (struct efficiency){0};
    rows_open(&rows, s, "efficiency", gb_strdup(columns), path, err);
    while (rows_next(&rows)) {
        e->row = rows_grow(e->row, &e->n, sizeof *e->row);
        struct efficiency_row *r = &e->row[e->n - 1];
        r->rate = rows_history(&rows);
        r->load = rows_load(&rows);
        r->signal = pool_signal_name[rows_word(&rows, SIGNAL_N, pool_signal_name)];
        r->axes = rows_count(&rows, 1, 3);
        r->signs = rows_count(&rows, 1, 2);
        r->samples = rows_count(&rows, 0, s->samples);
        r->ratio = rows_estimate(&rows);
        r->scatter = rows_estimate(&rows);
        r->bias = rows_estimate(&rows);
        r->cpu_glass = rows_number(&rows);
        r->cpu = rows_number(&rows);
        for (int k = 0; k < 2; k++) rows_estimate(&rows); /* samples_0.01, cpu_0.01: of the above */
    }
    const int rc = rows_close(&rows);
    if (rc != GB_OK) efficiency_clear(e);
    return rc;
}

void efficiency_clear(struct efficiency *e) {
    free(e->row);
    *e = (struct efficiency){0};
}

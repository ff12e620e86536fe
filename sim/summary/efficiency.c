/* The efficiency of the signals, see efficiency.h. */
#include "summary/efficiency.h"

#include "base/mem.h"
#include "pool/pool.h"
#include "stage/stage.h"
#include "study/names.h"
#include "summary/histories.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

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
        struct study_place where = {.history = pool->glass->history, .sample = k, .load = pool->load->load};
        if (s->n_files == 0) add_cpu(&c.glass, dir, study_stage_path(s, STAGE_MELT, where));
        c.glass += histories_cpu(s, pool->glass->history, k, dir);
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
    e->row[e->n++] = (struct efficiency_row){.history = pool->glass->history,
                                             .load = pool->load->load,
                                             .signal = signal,
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

/* ---- the table ---- */

bool efficiency_usable(const struct efficiency_row *row) {
    static const double too_noisy = 1;
    return isfinite(row->scatter.value) && row->scatter.value < too_noisy;
}

static struct estimate samples_001(const void *row) { return efficiency_samples(row); }
static struct estimate cpu_001(const void *row) { return efficiency_cpu(row); }

#define AT(field) offsetof(struct efficiency_row, field)
#define ESTIMATE .kind = COLUMN_ESTIMATE, .unit = UNIT_ONE, .digits = 6, .err_digits = 6
#define DERIVED .kind = COLUMN_DERIVED, .how = HOW_ABOUT, .digits = 6, .err_digits = 6
static const struct column column[EFFICIENCY_N_COLUMNS] = {
    [EFFICIENCY_HISTORY] = {.name = "history", .kind = COLUMN_HISTORY, .unit = UNIT_HISTORY, .offset = AT(history)},
    [EFFICIENCY_LOAD] = {.name = "load", .kind = COLUMN_LOAD, .offset = AT(load)},
    [EFFICIENCY_SIGNAL] =
        {.name = "signal", .kind = COLUMN_CHOICE, .word = pool_signal_name, .n_words = SIGNAL_N, .offset = AT(signal)},
    [EFFICIENCY_AXES] = {.name = "axes", .kind = COLUMN_COUNT, .lo = 1, .hi = 3, .offset = AT(axes)},
    [EFFICIENCY_SIGNS] =
        {.name = "signs", .symbol = "loads", .kind = COLUMN_COUNT, .lo = 1, .hi = 2, .offset = AT(signs)},
    [EFFICIENCY_SAMPLES] = {.name = "samples", .kind = COLUMN_SAMPLES, .offset = AT(samples)},
    [EFFICIENCY_RATIO] = {.name = "ratio", ESTIMATE, .offset = AT(ratio)},
    [EFFICIENCY_SCATTER] = {.name = "scatter",
                            .sentence = "of one sample, jackknife error of the pool times sqrt(samples); of one axis: "
                                        "mean square over the axes",
                            ESTIMATE,
                            .offset = AT(scatter)},
    [EFFICIENCY_BIAS] = {.name = "bias", ESTIMATE, .offset = AT(bias)},
    [EFFICIENCY_CPU_GLASS] = {.name = "cpu_glass",
                              .sentence = "processor time of a sample's melt, quench and reference",
                              .kind = COLUMN_NUMBER,
                              .unit = UNIT_SECONDS,
                              .how = HOW_ABOUT,
                              .digits = 6,
                              .offset = AT(cpu_glass)},
    [EFFICIENCY_CPU] = {.name = "cpu",
                        .symbol = "CPU s",
                        .sentence = "the same, with the loads that the signal needs and their measuring",
                        .kind = COLUMN_NUMBER,
                        .unit = UNIT_SECONDS,
                        .how = HOW_ABOUT,
                        .digits = 6,
                        .offset = AT(cpu)},
    [EFFICIENCY_SAMPLES_001] = {.name = "samples_0.01",
                                .symbol = "samples, ±0.01",
                                .sentence = "samples for an error of the ratio of 0.01",
                                DERIVED,
                                .derive = samples_001},
    [EFFICIENCY_CPU_001] = {.name = "cpu_0.01",
                            .symbol = "CPU s, ±0.01",
                            .sentence = "processor time for such an error",
                            DERIVED,
                            .unit = UNIT_SECONDS,
                            .derive = cpu_001},
};
#undef AT
#undef ESTIMATE
#undef DERIVED

static char *cell(const void *row, const struct column *c, const struct study *s) {
    const struct efficiency_row *r = row;
    (void)s;
    switch ((enum efficiency_column)(c - column)) {
    case EFFICIENCY_SIGNS: return gb_strdup(r->signs == 2 ? "+ −" : "+");
    case EFFICIENCY_BIAS:
        if (r->bias.value == 0 && r->bias.err == 0) return gb_strdup("reference");
    /* fall through */
    case EFFICIENCY_SCATTER:
    case EFFICIENCY_SAMPLES_001:
    case EFFICIENCY_CPU_001: return efficiency_usable(r) ? NULL : gb_strdup("–");
    default: return NULL;
    }
}

const struct table_kind efficiency_kind = {
    .of = "efficiency",
    .title = "What an error of the ratio costs: a row for each history, load, signal and number of axes",
    .row_size = sizeof(struct efficiency_row),
    .n = EFFICIENCY_N_COLUMNS,
    .column = column,
    .cell = cell};

int efficiency_write(const struct efficiency *e, const struct study *s, const char *path, struct gb_error *err) {
    char *note = gb_format("# weights: number; %.9g to %.9g fitted; atoms: %zu\n"
                           "# bias: ratio less that of %s with all axes, on the same samples\n",
                           s->fit_lo, s->fit_hi, s->atoms,
                           pool_signal_name[s->both_signs ? SIGNAL_SYMMETRISED : SIGNAL_MINUS_UNLOADED]);
    const int rc = table_write(&efficiency_kind, s, e->row, e->n, note, path, err);
    free(note);
    return rc;
}

int efficiency_read(struct efficiency *e, const struct study *s, const char *path, struct gb_error *err) {
    struct table t;
    const int rc = table_read(&t, &efficiency_kind, s, NULL, path, err);
    *e = (struct efficiency){t.n, t.row};
    return rc;
}

void efficiency_clear(struct efficiency *e) {
    free(e->row);
    *e = (struct efficiency){0};
}

/* What temperature changes, see temperature.h. */
#include "summary/temperature.h"

#include "base/mem.h"
#include "pool/pool.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define AT(field) offsetof(struct temperature_row, field)
static const struct column column[] = {
    {.name = "history", .kind = COLUMN_HISTORY, .unit = UNIT_HISTORY, .offset = AT(history)},
    {.name = "load", .kind = COLUMN_LOAD, .offset = AT(load)},
    {.name = "samples", .kind = COLUMN_SAMPLES, .offset = AT(samples)},
#define ESTIMATE(id, name, unit, how, head, said)                                                                      \
    COLUMN_OF_ESTIMATE(name, unit, how, .phrase = head, .sentence = said, .err_digits = 9, .offset = AT(q[id])),
    TEMPERATURE_QUANTITIES(ESTIMATE)
#undef ESTIMATE
};
#undef AT
enum { N_COLUMNS = sizeof column / sizeof *column };
const struct table_kind temperature_kind = {.of = "loads at temperatures",
                                            .title = "What temperature changes: a row for each history and load",
                                            .row_size = sizeof(struct temperature_row),
                                            .n = N_COLUMNS,
                                            .column = column};

const struct column *temperature_column(enum temperature_quantity q) {
    return &column[N_COLUMNS - TH_N_QUANTITIES + q];
}

/* ---- one load ---- */

/* Mean over samples, axes and the signs that there are, of NAME_plus and NAME_minus of the loads. */
static double of_loads(const struct pool_load *l, size_t rep, const char *name, bool both) {
    char *plus = gb_format("%s_plus", name), *minus = gb_format("%s_minus", name);
    double v = pool_mean(l->compress, l->n, l->n_axes, rep, plus);
    if (both) v = (v + pool_mean(l->compress, l->n, l->n_axes, rep, minus)) / 2;
    free(plus);
    free(minus);
    return v;
}

/* Place, height and full width at half height of the highest point of g, by straight lines between the bins. */
static void first_peak(struct pdf_grid grid, const double *g, double end, double *peak, double *height, double *width) {
    size_t top = 0;
    for (size_t k = 1; k < grid.n && pdf_r(grid, k) < end; k++)
        if (g[k] > g[top]) top = k;
    const double half = g[top] / 2;
    size_t lo = top, hi = top;
    while (lo > 0 && g[lo] > half) lo--;
    while (hi + 1 < grid.n && g[hi] > half) hi++;
    *peak = pdf_r(grid, top);
    *height = g[top];
    *width = NAN;
    if (!(g[lo] <= half && g[hi] <= half)) return;
    *width = pdf_r(grid, hi) - grid.dr * (half - g[hi]) / (g[hi - 1] - g[hi]) -
             (pdf_r(grid, lo) + grid.dr * (half - g[lo]) / (g[lo + 1] - g[lo]));
}

static void peak_of(const struct pool *pool, size_t rep, double q[TH_N_QUANTITIES]) {
    const size_t n = pool->curves->grid.n;
    double *g00 = GB_ARRAY(n, double), *g20 = GB_ARRAY(n, double), *smooth = GB_ARRAY(n, double);
    q[TH_PEAK] = q[TH_HEIGHT] = q[TH_WIDTH] = NAN;
    if (pool_signal(pool, pool_main_signal(pool->study), POOL_ALL_AXES, false, rep, g00, g20, NULL) == GB_OK &&
        smooth_apply(&pool->study->smoothing, pool->curves->grid, 0, g00, smooth, NULL) == GB_OK)
        first_peak(pool->curves->grid, smooth, pool->study->fit_hi, &q[TH_PEAK], &q[TH_HEIGHT], &q[TH_WIDTH]);
    free(g00);
    free(g20);
    free(smooth);
}

static void evaluate(const struct pool *pool, size_t rep, double q[TH_N_QUANTITIES]) {
    const struct study_load *load = &pool->study->load[pool->load->load];
    const bool rest = load->positions == POSITIONS_REST, both = pool->study->both_signs;
    double v[Q_N];
    size_t method = 0;
    while (strcmp(pool_method[method], pool_main_method(pool->study)) != 0) method++;
    pool_evaluate(pool, method, rep, v);
    const double eps = v[Q_EPS_TRUE];
    for (int i = 0; i < TH_N_QUANTITIES; i++) q[i] = NAN;
    q[TH_T] = rest ? 0 : of_loads(pool->load, rep, "T", both);
    q[TH_STRESS] = v[Q_STRESS];
    q[TH_YOUNG] = v[Q_YOUNG];
    q[TH_POISSON] = v[Q_POISSON];
    q[TH_EPS_TRUE] = eps;
    q[TH_EPS_INF] = v[Q_EPS_INF] / eps;
    q[TH_EPS_1] = v[Q_EPS_1] / eps;
    q[TH_EPS_2] = v[Q_EPS_2] / eps;
    q[TH_RATIO] = v[Q_RATIO];
    q[TH_LOSS] = v[Q_LOSS];
    q[TH_CONT_CORR] = v[Q_CONT_CORR];
    q[TH_CONT_SLOPE] = v[Q_CONT_SLOPE];
    q[TH_RMS] = rest ? 0 : of_loads(pool->load, rep, "rms_displacement", both);
    q[TH_HOPS] = rest ? 0 : of_loads(pool->load, rep, "hop_fraction", both);
    q[TH_CREEP] = rest ? 0 : of_loads(pool->load, rep, "creep", both);
    q[TH_D2MIN] = pool_mean(pool->load->measure, pool->load->n, 1, rep, "d2min_mean") / (eps * eps);
    q[TH_D2MIN_NOISE] = rest ? 0 : pool_mean(pool->load->measure, pool->load->n, 1, rep, "d2min_noise") / (eps * eps);
    peak_of(pool, rep, q);
}

/* Of one sample: the error of the mean over axes that the block averages of each have. */
static double block_error(const struct pool_load *l, const char *name) {
    double sum = 0;
    char *err = gb_format("%s_err", name);
    for (size_t a = 0; a < l->n_axes; a++) {
        const double e = gb_values_get(&l->compress[a], err);
        sum += e * e;
    }
    free(err);
    return sqrt(sum) / (double)l->n_axes;
}

void temperature_add(struct temperature_table *t, const struct pool *pool) {
    const size_t n = pool->curves->n, n_rep = pool_n_replicates(n);
    if (!study_has_temperature(pool->study)) return;
    double *theta = GB_ARRAY(n_rep, double);
    t->row = gb_realloc(t->row, t->n + 1, sizeof *t->row);
    struct temperature_row *row = &t->row[t->n++];
    *row = (struct temperature_row){
        .history = pool->glass->history, .load = pool->load->load, .samples = n, .sample = GB_ARRAY(n, size_t)};
    row->replicate = gb_calloc(n_rep, sizeof *row->replicate);
    for (size_t i = 0; i < n; i++) row->sample[i] = pool->glass->kept->sample[i];
    for (size_t rep = 0; rep < n_rep; rep++) evaluate(pool, rep, row->replicate[rep]);
    for (int i = 0; i < TH_N_QUANTITIES; i++) {
        for (size_t rep = 0; rep < n_rep; rep++) theta[rep] = row->replicate[rep][i];
        row->q[i] = pool_estimate(n, theta);
    }
    if (n == 1 && pool->study->load[pool->load->load].positions != POSITIONS_REST) {
        row->q[TH_YOUNG].err = block_error(pool->load, "young");
        row->q[TH_POISSON].err = block_error(pool->load, "poisson");
    }
    free(theta);
}

/* ---- changes ---- */

static bool same_samples(const struct temperature_row *a, const struct temperature_row *b) {
    return a->samples == b->samples && memcmp(a->sample, b->sample, a->samples * sizeof *a->sample) == 0;
}

/* The row at rest of the nearest strain, of the same history and samples; NULL when there is none. */
static const struct temperature_row *at_rest(const struct temperature_table *t, const struct study *s,
                                             const struct temperature_row *row) {
    const struct temperature_row *best = NULL;
    for (size_t i = 0; i < t->n; i++) {
        const struct temperature_row *r = &t->row[i];
        if (s->load[r->load].positions != POSITIONS_REST || r->history != row->history || !same_samples(r, row))
            continue;
        const double off = fabs(r->q[TH_EPS_TRUE].value - row->q[TH_EPS_TRUE].value);
        if (!best || off < fabs(best->q[TH_EPS_TRUE].value - row->q[TH_EPS_TRUE].value)) best = r;
    }
    return best;
}

void temperature_changes(struct temperature_table *t, const struct study *s) {
    static const enum temperature_quantity of[] = {TH_EPS_INF, TH_RATIO, TH_LOSS};
    for (size_t i = 0; i < t->n; i++) {
        struct temperature_row *row = &t->row[i];
        const struct temperature_row *rest = at_rest(t, s, row);
        if (!rest || rest == row || s->load[row->load].positions == POSITIONS_REST) continue;
        double *theta = GB_ARRAY(pool_n_replicates(row->samples), double);
        for (int k = 0; k < 3; k++) {
            for (size_t rep = 0; rep < pool_n_replicates(row->samples); rep++)
                theta[rep] = row->replicate[rep][of[k]] - rest->replicate[rep][of[k]];
            row->q[TH_EPS_INF_CHANGE + k] = pool_estimate(row->samples, theta);
        }
        free(theta);
    }
}

/* ---- the file ---- */

int temperature_write(const struct temperature_table *t, const struct study *s, const char *path,
                      struct gb_error *err) {
    char *note = gb_format("# method %s, number weights\n"
                           "# errors: delete-one jackknife over samples; of young and poisson with one sample, block "
                           "averages\n",
                           pool_main_method(s));
    const int rc = table_write(&temperature_kind, s, t->row, t->n, note, path, err);
    free(note);
    return rc;
}

int temperature_read(struct temperature_table *t, const struct study *s, const char *path, struct gb_error *err) {
    struct table read;
    const int rc = table_read(&read, &temperature_kind, s, NULL, path, err);
    *t = (struct temperature_table){read.n, read.row};
    return rc;
}

void temperature_clear(struct temperature_table *t) {
    for (size_t i = 0; i < t->n; i++) {
        free(t->row[i].sample);
        free(t->row[i].replicate);
    }
    free(t->row);
    *t = (struct temperature_table){0};
}

const struct temperature_row *temperature_find(const struct temperature_table *t, size_t history, size_t load) {
    for (size_t i = 0; i < t->n; i++)
        if (t->row[i].history == history && t->row[i].load == load) return &t->row[i];
    return NULL;
}

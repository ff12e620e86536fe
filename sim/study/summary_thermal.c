/* What temperature changes, see summary_thermal.h. */
#include "study/summary_thermal.h"

#include "base/file.h"
#include "base/mem.h"
#include "study/summary_parts.h"
#include "study/summary_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const thermal_quantity_name[TH_N_QUANTITIES] = {
    "T",     "stress", "young",     "poisson",     "eps_true",   "far",          "first",      "second",
    "ratio", "loss",   "cont_corr", "cont_slope",  "peak",       "height",       "width",      "rms",
    "hops",  "creep",  "d2min",     "d2min_noise", "far_change", "ratio_change", "loss_change"};

const char *thermal_unit(const struct study *s, enum thermal_quantity q) {
    switch (q) {
    case TH_T: return model_unit(s->model, MODEL_TEMPERATURE);
    case TH_STRESS:
    case TH_YOUNG: return model_unit(s->model, MODEL_STRESS);
    case TH_PEAK:
    case TH_WIDTH:
    case TH_RMS: return model_unit(s->model, MODEL_LENGTH);
    default: return "-";
    }
}

bool study_is_thermal(const struct study *s) {
    for (size_t e = 0; e < s->n_compress; e++)
        if (s->compress[e].thermal) return true;
    return false;
}

/* ---- one load ---- */

/* Mean over samples, axes and the signs that there are, of NAME_plus and NAME_minus of the loads. */
static double of_loads(const struct sum_load *l, size_t rep, const char *name, bool both) {
    char *plus = gb_format("%s_plus", name), *minus = gb_format("%s_minus", name);
    double v = sum_mean(l->compress, l->n, l->n_axes, rep, plus);
    if (both) v = (v + sum_mean(l->compress, l->n, l->n_axes, rep, minus)) / 2;
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

static void peak_of(const struct sum_context *x, size_t rep, double q[TH_N_QUANTITIES]) {
    const size_t n = x->c->grid.n;
    double *g00 = GB_ARRAY(n, double), *g20 = GB_ARRAY(n, double), *smooth = GB_ARRAY(n, double);
    q[TH_PEAK] = q[TH_HEIGHT] = q[TH_WIDTH] = NAN;
    if (sum_signal(x, sum_main_signal(x->s), SUM_ALL_AXES, false, rep, g00, g20, NULL) == GB_OK &&
        smooth_apply(&x->s->smoothing, x->c->grid, 0, g00, smooth, NULL) == GB_OK)
        first_peak(x->c->grid, smooth, x->s->fit_hi, &q[TH_PEAK], &q[TH_HEIGHT], &q[TH_WIDTH]);
    free(g00);
    free(g20);
    free(smooth);
}

static void evaluate(const struct sum_context *x, size_t rep, double q[TH_N_QUANTITIES]) {
    const struct study_load *load = &x->s->load[x->l->load];
    const bool rest = load->basis == BASIS_REST, both = x->s->both_signs;
    double v[SUM_N_QUANTITIES];
    size_t method = 0;
    while (strcmp(summary_method[method], summary_main_method(x->s)) != 0) method++;
    sum_evaluate(x, method, rep, v);
    const double eps = v[SUM_EPS_TRUE];
    for (int i = 0; i < TH_N_QUANTITIES; i++) q[i] = NAN;
    q[TH_T] = rest ? 0 : of_loads(x->l, rep, "T", both);
    q[TH_STRESS] = v[SUM_STRESS];
    q[TH_YOUNG] = v[SUM_YOUNG];
    q[TH_POISSON] = v[SUM_POISSON];
    q[TH_EPS_TRUE] = eps;
    q[TH_FAR] = v[SUM_EPS_INF] / eps;
    q[TH_FIRST] = v[SUM_EPS_1] / eps;
    q[TH_SECOND] = v[SUM_EPS_2] / eps;
    q[TH_RATIO] = v[SUM_RATIO];
    q[TH_LOSS] = v[SUM_LOSS];
    q[TH_CORR] = v[SUM_CONT_CORR];
    q[TH_SLOPE] = v[SUM_CONT_SLOPE];
    q[TH_RMS] = rest ? 0 : of_loads(x->l, rep, "rms_displacement", both);
    q[TH_HOPS] = rest ? 0 : of_loads(x->l, rep, "hop_fraction", both);
    q[TH_CREEP] = rest ? 0 : of_loads(x->l, rep, "creep", both);
    q[TH_D2MIN] = sum_mean(x->l->measure, x->l->n, 1, rep, "d2min_mean") / (eps * eps);
    q[TH_D2MIN_NOISE] = rest ? 0 : sum_mean(x->l->measure, x->l->n, 1, rep, "d2min_noise") / (eps * eps);
    peak_of(x, rep, q);
}

/* Of one sample: the error of the mean over axes that the block averages of each have. */
static double block_error(const struct sum_load *l, const char *name) {
    double sum = 0;
    char *err = gb_format("%s_err", name);
    for (size_t a = 0; a < l->n_axes; a++) {
        const double e = gb_values_get(&l->compress[a], err);
        sum += e * e;
    }
    free(err);
    return sqrt(sum) / (double)l->n_axes;
}

void sum_add_thermal(struct thermal_table *t, const struct sum_context *x) {
    const size_t n = x->c->n, n_rep = sum_n_replicates(n);
    if (!study_is_thermal(x->s)) return;
    double *theta = GB_ARRAY(n_rep, double);
    t->row = gb_realloc(t->row, t->n + 1, sizeof *t->row);
    struct thermal_row *row = &t->row[t->n++];
    *row = (struct thermal_row){x->h->label, x->l->label, n, {{0, 0}}, GB_ARRAY(n, size_t), NULL};
    row->replicate = gb_calloc(n_rep, sizeof *row->replicate);
    for (size_t i = 0; i < n; i++) row->sample[i] = x->h->kept->sample[i];
    for (size_t rep = 0; rep < n_rep; rep++) evaluate(x, rep, row->replicate[rep]);
    for (int i = 0; i < TH_N_QUANTITIES; i++) {
        for (size_t rep = 0; rep < n_rep; rep++) theta[rep] = row->replicate[rep][i];
        row->q[i] = sum_estimate(n, theta);
    }
    if (n == 1 && x->s->load[x->l->load].basis != BASIS_REST) {
        row->q[TH_YOUNG].err = block_error(x->l, "young");
        row->q[TH_POISSON].err = block_error(x->l, "poisson");
    }
    free(theta);
}

/* ---- changes ---- */

static const struct study_load *load_of(const struct study *s, const char *label) {
    size_t k = 0;
    while (strcmp(s->strain_label[k], label) != 0) k++;
    return &s->load[k];
}

static bool same_samples(const struct thermal_row *a, const struct thermal_row *b) {
    return a->samples == b->samples && memcmp(a->sample, b->sample, a->samples * sizeof *a->sample) == 0;
}

/* The row at rest of the nearest strain, of the same history and samples; NULL when there is none. */
static const struct thermal_row *at_rest(const struct thermal_table *t, const struct study *s,
                                         const struct thermal_row *row) {
    const struct thermal_row *best = NULL;
    for (size_t i = 0; i < t->n; i++) {
        const struct thermal_row *r = &t->row[i];
        if (load_of(s, r->load)->basis != BASIS_REST || strcmp(r->rate, row->rate) != 0 || !same_samples(r, row))
            continue;
        const double off = fabs(r->q[TH_EPS_TRUE].value - row->q[TH_EPS_TRUE].value);
        if (!best || off < fabs(best->q[TH_EPS_TRUE].value - row->q[TH_EPS_TRUE].value)) best = r;
    }
    return best;
}

void sum_thermal_changes(struct thermal_table *t, const struct study *s) {
    static const enum thermal_quantity of[] = {TH_FAR, TH_RATIO, TH_LOSS};
    for (size_t i = 0; i < t->n; i++) {
        struct thermal_row *row = &t->row[i];
        const struct thermal_row *rest = at_rest(t, s, row);
        if (!rest || rest == row || load_of(s, row->load)->basis == BASIS_REST) continue;
        double *theta = GB_ARRAY(sum_n_replicates(row->samples), double);
        for (int k = 0; k < 3; k++) {
            for (size_t rep = 0; rep < sum_n_replicates(row->samples); rep++)
                theta[rep] = row->replicate[rep][of[k]] - rest->replicate[rep][of[k]];
            row->q[TH_FAR_CHANGE + k] = sum_estimate(row->samples, theta);
        }
        free(theta);
    }
}

/* ---- the file ---- */

static char *header_line(void) { return rows_header("# rate\tload\tsamples", TH_N_QUANTITIES, thermal_quantity_name); }

int thermal_write(const struct thermal_table *t, const struct study *s, const char *path, struct gb_error *err) {
    struct gb_text b = {0};
    char *header = header_line();
    gb_text_add(
        &b,
        "# What temperature changes: a row for each history and load\n# study: %s\n# glassbed: %s\n# model: %s\n"
        "# method %s, number weights; far, first, second: eps_inf, eps_1, eps_2 over eps_true\n"
        "# peak, height, width: of the first peak of g00, full width at half height, smoothed\n"
        "# rms: displacement of an atom from its mean position; hops: fraction of atoms that left theirs\n"
        "# creep: growth of the axial strain between the halves of the time, over the strain\n"
        "# d2min, d2min_noise: mean D2min under load, and without any, over eps_true^2\n"
        "# change: against the load at rest of the nearest strain, same samples\n"
        "# errors: delete-one jackknife over samples; of young and poisson with one sample, block averages\n"
        "# units: rate %s",
        s->name, GB_VERSION, s->model->name, summary_main_method(s), model_unit(s->model, MODEL_RATE));
    for (int i = 0; i < TH_N_QUANTITIES; i++)
        gb_text_add(&b, ", %s %s", thermal_quantity_name[i], thermal_unit(s, (enum thermal_quantity)i));
    gb_text_add(&b, "\n%s\n", header);
    for (size_t r = 0; r < t->n; r++) {
        gb_text_add(&b, "%s\t%s\t%zu", t->row[r].rate, t->row[r].load, t->row[r].samples);
        for (int i = 0; i < TH_N_QUANTITIES; i++) rows_add_estimate(&b, t->row[r].q[i], 9, 9);
        gb_text_add(&b, "\n");
    }
    int rc = gb_file_write(path, b.s, b.len, err);
    free(header);
    free(b.s);
    return rc;
}

int thermal_read(struct thermal_table *t, const struct study *s, const char *path, struct gb_error *err) {
    struct summary_rows rows;
    *t = (struct thermal_table){0};
    rows_open(&rows, s, "loads at temperatures", header_line(), path, err);
    while (rows_next(&rows)) {
        t->row = rows_grow(t->row, &t->n, sizeof *t->row);
        struct thermal_row *r = &t->row[t->n - 1];
        r->rate = rows_history(&rows);
        r->load = rows_load(&rows);
        r->samples = rows_count(&rows, 0, s->samples);
        for (int i = 0; i < TH_N_QUANTITIES; i++) r->q[i] = rows_estimate(&rows);
    }
    const int rc = rows_close(&rows);
    if (rc != GB_OK) thermal_clear(t);
    return rc;
}

void thermal_clear(struct thermal_table *t) {
    for (size_t i = 0; i < t->n; i++) {
        free(t->row[i].sample);
        free(t->row[i].replicate);
    }
    free(t->row);
    *t = (struct thermal_table){0};
}

const struct thermal_row *thermal_find(const struct thermal_table *t, const char *rate, const char *load) {
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->row[i].rate, rate) == 0 && strcmp(t->row[i].load, load) == 0) return &t->row[i];
    return NULL;
}

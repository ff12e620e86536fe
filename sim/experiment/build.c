/* The method-validation table: which experiments, and their errors. See experiment.h. */
#include "base/mem.h"
#include "experiment/parts.h"
#include "strain/shell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double q_max_list[] = {15, 18, 22, 25, 30};
enum { N_Q_MAX = sizeof q_max_list / sizeof *q_max_list };
static const size_t sectors_list[] = {72, 36, 12, 8};
static const double counts_list[] = {1e9, 1e10, 1e11, 1e12};

/* ---- the list of experiments ---- */

struct plan {
    size_t n;
    struct experiment *e;
    double q_end;
};

static void add(struct plan *p, struct experiment e) {
    if (e.q_max > p->q_end * (1 + 1e-9)) return;
    p->e = gb_realloc(p->e, p->n + 1, sizeof *p->e);
    p->e[p->n++] = e;
}

/* Q_max and window; the other routes; the plain signals. */
static void plan_weights(struct plan *p, const struct study *s, enum scatter_probe weights) {
    const struct experiment standard = experiment_standard(s, weights);
    struct experiment e = standard;
    for (int w = 0; w < QWINDOW_N; w++)
        for (int q = 0; q < N_Q_MAX; q++) {
            static const enum q_window order[QWINDOW_N] = {QWINDOW_LORCH, QWINDOW_GAUSSIAN, QWINDOW_STEP};
            e.window = order[w];
            e.q_max = q_max_list[q];
            add(p, e);
        }
    e = standard;
    for (int q = 0; q < N_Q_MAX; q++) {
        e.q_max = q_max_list[q];
        add(p, experiment_by(e, ROUTE_Q_LAW));
    }
    for (int route = ROUTE_PEAK_SHIFT; route <= ROUTE_SHELL_3; route++)
        add(p, experiment_by(standard, (enum experiment_route)route));
    e = standard;
    for (int k = SIGNAL_SYMMETRISED; k <= SIGNAL_MINUS_UNLOADED; k++) {
        e.signal = (enum pool_signal)k;
        if (e.signal != standard.signal && (s->both_signs || pool_signal_signs((enum pool_signal)k) == 1)) add(p, e);
    }
}

/* Fit windows of r that begin later or end sooner, by quarters. */
static void plan_fits(struct plan *p, const struct experiment *standard) {
    const double step = (standard->fit_hi - standard->fit_lo) / 4;
    for (int k = 1; k <= 2; k++) {
        struct experiment e = *standard;
        e.fit_lo += k * step;
        add(p, e);
    }
    for (int k = 1; k <= 2; k++) {
        struct experiment e = *standard;
        e.fit_hi -= k * step;
        add(p, e);
    }
}

static void plan_sectors(struct plan *p, const struct experiment *standard) {
    struct experiment e = *standard;
    for (int centre = 0; centre < 2; centre++)
        for (size_t i = 0; i < sizeof sectors_list / sizeof *sectors_list; i++) {
            e.centre = centre;
            e.sectors = sectors_list[i];
            add(p, e);
        }
}

static void plan_noise(struct plan *p, const struct experiment *standard) {
    struct experiment e = *standard;
    e.sectors = EXPERIMENT_SECTORS;
    for (size_t i = 0; i < sizeof counts_list / sizeof *counts_list; i++) {
        e.counts = counts_list[i];
        add(p, e);
    }
}

static struct plan make_plan(const struct experiment_data *d) {
    const struct study *s = d->pool->study;
    struct plan p = {.q_end = experiment_data_q_end(d)};
    const enum scatter_probe main_weights = d->there[SCATTER_XRAY] ? SCATTER_XRAY : SCATTER_NUMBER;
    const struct experiment standard = experiment_standard(s, main_weights);
    add(&p, experiment_by(standard, ROUTE_PDF_R));
    for (int w = 0; w < SCATTER_N_PROBES; w++)
        if (d->there[w]) plan_weights(&p, s, (enum scatter_probe)w);
    plan_fits(&p, &standard);
    plan_sectors(&p, &standard);
    if (d->there[SCATTER_XRAY]) plan_noise(&p, &standard);
    return p;
}

/* ---- the truth ---- */

/* 1 - <eps_rad>/eps_true over the first shell's pairs of all species. */
static double true_ratio(const struct pool *pool, size_t replicate) {
    const struct pdf_grid grid = pool->curves->grid;
    const double E = pool_mean(pool->load->measure, pool->load->n, 1, replicate, "eps_true_times_1pnu");
    double *g00 = GB_ARRAY(grid.n, double), *smooth = GB_ARRAY(grid.n, double), *rad = GB_ARRAY(grid.n, double),
           *p2p2 = GB_ARRAY(grid.n, double), num = 0, den = 0;
    struct shell shell;
    const bool there = pool_column(pool->curves->t, pool->curves->n, replicate, "g00_ref", g00) &&
                       pool_column(pool->curves->t, pool->curves->n, replicate, "rad_num", rad) &&
                       pool_column(pool->curves->t, pool->curves->n, replicate, "p2p2", p2p2) &&
                       smooth_apply(&pool->study->smoothing, grid, 0, g00, smooth, NULL) == GB_OK &&
                       shell_find(&shell, grid, smooth, NULL) == GB_OK;
    for (size_t k = 0; there && k <= shell.min; k++) {
        num += pdf_shell_volume(grid, k) * rad[k];
        den += pdf_shell_volume(grid, k) * p2p2[k];
    }
    free(g00);
    free(smooth);
    free(rad);
    free(p2p2);
    return there ? 1 + 1.5 * num / den / E : NAN;
}

/* ---- rows ---- */

struct build {
    struct experiment_data *d;
    size_t n_rep;
    struct experiment_pool *pool;         /* [n_rep] */
    double *ratio_true, *ratio_reference; /* [n_rep] */
    struct pool_warnings *notes;
};

static void complain(const struct build *b, const struct experiment *e, bool affine, size_t replicate,
                     const char *why) {
    const struct pool *pool = b->d->pool;
    pool_warn(b->notes, "%s, strain %s, %s, %s, %s, Q_max %g, %s%s: %s", pool->glass->label, pool->load->label,
              experiment_route_name[e->route], scatter_probe_name(e->weights), pool_signal_name[e->signal], e->q_max,
              e->window < QWINDOW_N ? q_window_name(e->window) : "-", affine ? ", floor" : "",
              replicate ? "no error, it fails with a sample left out" : why);
}

static struct experiment_result measure(const struct build *b, const struct experiment *e, bool affine,
                                        size_t replicate) {
    struct experiment_result res;
    struct gb_error err = GB_ERROR_INIT;
    if (experiment_measure(b->d, &b->pool[replicate], e, affine, &res, &err) != GB_OK)
        complain(b, e, affine, replicate, err.text);
    gb_error_clear(&err);
    return res;
}

/* Everything that one replicate says. */
static void one_replicate(const struct build *b, const struct experiment *e, size_t replicate,
                          double q[EXPERIMENT_N_QUANTITIES]) {
    const struct experiment_pool *p = &b->pool[replicate];
    const struct experiment_result loaded = measure(b, e, false, replicate), floor = measure(b, e, true, replicate);
    const double eps_true = p->eps_true[e->signal];
    q[EXPERIMENT_EPS_INF] = loaded.eps;
    q[EXPERIMENT_EPS_INF_BIAS] = loaded.eps / eps_true - 1;
    q[EXPERIMENT_RATIO] = loaded.ratio;
    q[EXPERIMENT_RATIO_BIAS] = loaded.ratio - b->ratio_reference[replicate];
    q[EXPERIMENT_LOSS] = 1 - (1 - loaded.ratio) * loaded.eps / eps_true;
    q[EXPERIMENT_R_PEAK] = loaded.r_peak;
    q[EXPERIMENT_FLOOR_EPS_INF] = floor.eps / eps_true - 1;
    q[EXPERIMENT_FLOOR_RATIO] = floor.ratio;
    q[EXPERIMENT_EPS_TRUE] = eps_true;
    q[EXPERIMENT_RATIO_TRUE] = b->ratio_true[replicate];
}

/* Adds what counting noise does to the pool of all samples: its mean effect, with its error, and its scatter. */
static void add_noise(const struct build *b, struct experiment_row *row) {
    struct experiment_noise noise;
    struct gb_error err = GB_ERROR_INIT;
    const double eps_true = b->pool[0].eps_true[row->e.signal];
    int rc = b->d->noise ? GB_OK : experiment_noise_prepare(b->d, &b->pool[0], &row->e, &err);
    if (rc == GB_OK) rc = experiment_noise(b->d, &b->pool[0], &row->e, &noise, &err);
    if (rc != GB_OK) {
        complain(b, &row->e, false, 0, err.text);
        noise = (struct experiment_noise){{NAN, NAN}, {NAN, NAN}, {NAN, NAN}, NAN, NAN};
    }
    const struct estimate ratio = noise.ratio, eps = noise.eps, loss = noise.loss;
    const struct {
        enum experiment_quantity q;
        struct estimate shift;
    } change[] = {{EXPERIMENT_EPS_INF, eps},
                  {EXPERIMENT_EPS_INF_BIAS, {eps.value / eps_true, eps.err / eps_true}},
                  {EXPERIMENT_RATIO, ratio},
                  {EXPERIMENT_RATIO_BIAS, ratio},
                  {EXPERIMENT_LOSS, loss}};
    for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
        struct estimate *q = &row->q[change[i].q];
        *q = (struct estimate){q->value + change[i].shift.value, hypot(q->err, change[i].shift.err)};
    }
    row->eps_inf_noise = noise.eps_scatter / eps_true;
    row->ratio_noise = noise.ratio_scatter;
    gb_error_clear(&err);
}

static void prepare(const struct build *b, const struct experiment *e) {
    struct gb_error err = GB_ERROR_INIT;
    if (e->sectors > 0 && experiment_response_prepare(b->d, e, &err) != GB_OK) complain(b, e, false, 0, err.text);
    gb_error_clear(&err);
}

static void add_row(struct experiments *v, const struct build *b, const struct experiment *e) {
    struct experiment silent = *e;
    double(*q)[EXPERIMENT_N_QUANTITIES] = gb_calloc(b->n_rep, sizeof *q), *theta = GB_ARRAY(b->n_rep, double);
    silent.counts = INFINITY;
    prepare(b, &silent);
    for (size_t rep = 0; rep < b->n_rep; rep++) one_replicate(b, &silent, rep, q[rep]);
    v->row = gb_realloc(v->row, v->n + 1, sizeof *v->row);
    struct experiment_row *row = &v->row[v->n++];
    *row = (struct experiment_row){
        .history = b->d->pool->glass->history, .load = b->d->pool->load->load, .e = *e, .samples = b->d->samples};
    for (int i = 0; i < EXPERIMENT_N_QUANTITIES; i++) {
        for (size_t rep = 0; rep < b->n_rep; rep++) theta[rep] = q[rep][i];
        row->q[i] = pool_estimate(b->d->samples, theta);
    }
    if (isfinite(e->counts)) add_noise(b, row);
    free(q);
    free(theta);
}

static void add_rows(struct experiments *v, struct build *b) {
    struct plan plan = make_plan(b->d);
    for (size_t rep = 0; rep < b->n_rep; rep++) {
        experiment_pool_make(&b->pool[rep], b->d, rep);
        b->ratio_true[rep] = true_ratio(b->d->pool, rep);
        b->ratio_reference[rep] = measure(b, &plan.e[0], false, rep).ratio;
    }
    for (size_t i = 0; i < plan.n; i++) add_row(v, b, &plan.e[i]);
    free(plan.e);
}

int experiments_add(struct experiments *v, const struct pool *pool, const struct pool_curves *all, size_t n_all,
                    struct pool_warnings *notes, const char *out, struct gb_error *err) {
    struct experiment_data d;
    int rc = experiment_data_read(&d, pool, all, n_all, q_max_list[N_Q_MAX - 1], notes, err);
    if (rc != GB_OK) return rc;
    struct build b = {.d = &d, .n_rep = pool_n_replicates(d.samples), .notes = notes};
    b.pool = GB_ARRAY(b.n_rep, struct experiment_pool);
    b.ratio_true = GB_ARRAY(b.n_rep, double);
    b.ratio_reference = GB_ARRAY(b.n_rep, double);
    add_rows(v, &b);
    rc = experiment_write_structure(&d, b.pool, v, out, err);
    for (size_t rep = 0; rep < b.n_rep; rep++) experiment_pool_clear(&b.pool[rep]);
    free(b.pool);
    free(b.ratio_true);
    free(b.ratio_reference);
    experiment_data_clear(&d);
    return rc;
}

/* S00(Q) and S20(Q) of a study's glasses, from the curves that the measure stages left; see parts.h.
 *
 * Every sample's partials are transformed once and weighed at each Q; all is linear, so pools are means. The curves end
 * at r_end: beyond r = fit_hi they are brought to their limits by a half cosine, at most over a tenth of r_end, so that
 * the end makes no ripple inside the fit window. Q bins are so narrow that r_end dq < 0.65 (structure.h: the slope in Q
 * then loses less than 6e-4 at the end).
 */
#include "base/mem.h"
#include "experiment/parts.h"
#include "study/scatterer.h"
#include "truth/control.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const source[EXPERIMENT_N_COLUMNS] = {[EXPERIMENT_SYM] = "g20_sym",
                                                         [EXPERIMENT_MINUS] = "g20_minus",
                                                         [EXPERIMENT_AFF_SYM] = "aff_g20_sym",
                                                         [EXPERIMENT_AFF_MINUS] = "aff_g20_minus",
                                                         [EXPERIMENT_EXCESS] = "p2p2"};

static double *s00_at(const struct experiment_data *d, int probe, size_t k) {
    return d->S00 + ((size_t)probe * d->samples + k) * d->n_q;
}
static double *s20_at(const struct experiment_data *d, int probe, int column, size_t k) {
    return d->S20 + (((size_t)probe * EXPERIMENT_N_COLUMNS + (size_t)column) * d->samples + k) * d->n_q;
}

double experiment_data_q_end(const struct experiment_data *d) { return (double)d->n_q * d->dq / d->to_angstrom; }

/* ---- what there is ---- */

/* Of the glass at hand, as the measure stage counted; the model's where that is an older one. */
static void read_fractions(const struct pool *pool, double *fraction) {
    const struct model *m = pool->study->model;
    const struct gb_values *v = &pool->load->measure[0];
    memcpy(fraction, m->fraction, (size_t)m->n_species * sizeof *fraction);
    if (!isfinite(gb_values_get(v, "atoms_1"))) return;
    for (int a = 0; a < m->n_species; a++) {
        char *name = gb_format("atoms_%d", a + 1);
        const double n = gb_values_get(v, name);
        fraction[a] = isfinite(n) ? n / gb_values_get(v, "atoms") : 0;
        free(name);
    }
}

static double number_density(const struct pool *pool, const double *fraction) {
    const struct model *m = pool->study->model;
    const double density = pool_mean(pool->glass->reference, pool->glass->n, 1, 0, "density");
    if (strcmp(m->units, "metal") != 0) return density;
    double mass = 0;
    for (int a = 0; a < m->n_species; a++) mass += fraction[a] * m->mass[a];
    return density * 0.602214076 / mass; /* g/cm^3 and u: 1/angstrom^3 */
}

/* pair[n_pairs]: the partials; false when one is missing. */
static bool find_partials(const struct model *m, const double *fraction, const struct pool_curves *all, size_t n_all,
                          const struct pool_curves **pair) {
    for (int a = 0; a < m->n_species; a++)
        for (int b = a; b < m->n_species; b++) {
            const size_t p = pdf_pair_index(m->n_species, a, b);
            char *name = gb_format("%s-%s", m->element[a], m->element[b]);
            pair[p] = NULL;
            for (size_t i = 1; i < n_all; i++)
                if (strcmp(all[i].weights, name) == 0) pair[p] = &all[i];
            free(name);
            if (!pair[p] && fraction[a] > 0 && fraction[b] > 0) return false;
        }
    return true;
}

/* The largest step of 1/angstrom that is short enough for r_end (angstrom). */
static double q_step(double r_end) {
    static const double step[] = {0.05, 0.04, 0.025, 0.02, 0.0125, 0.01, 0.005, 0.0025};
    size_t i = 0;
    while (i + 1 < sizeof step / sizeof *step && r_end * step[i] >= 0.65) i++;
    return step[i];
}

static void choose_grids(struct experiment_data *d, double q_end) {
    const struct pool *pool = d->pool;
    const struct pdf_grid grid = pool->curves->grid;
    const double r_end = (double)grid.n * grid.dr, dq = q_step(r_end * d->to_angstrom);
    const double reach = fmin(q_end, M_PI / grid.dr / d->to_angstrom * (1 - 1e-9));
    d->dq = dq * d->to_angstrom;
    d->n_q = (size_t)floor(reach / dq * (1 + 1e-9));
    d->taper = fmax(0, fmin(r_end - pool->study->fit_hi, r_end / 10));
    const double bins = fmax(1, floor(0.02 / d->to_angstrom / grid.dr)); /* 0.02 angstrom is fine enough to read off */
    d->out.dr = grid.dr * bins;
    d->out.n = (size_t)ceil(pool->study->fit_hi / d->out.dr - 1e-9);
}

/* ---- transforms ---- */

struct transform {
    struct structure_input in;
    size_t n_q;
    double dq;
};

/* S00 and S20 of one partial as if it were a substance of one species. */
static int one_species(const struct transform *t, const double *g00, const double *g20, struct structure *out,
                       struct gb_error *err) {
    const double all = 1;
    const double *g[2] = {g00, g20};
    struct structure_input in = t->in;
    struct scatter one;
    int rc = scatter_init(&one, SCATTER_NUMBER, 1, NULL, &all, err);
    in.g = g;
    if (rc == GB_OK) rc = structure_from_partials(out, &one, &in, t->n_q, t->dq, err);
    return rc;
}

static int column_of(const struct pool_curves *c, size_t k, const char *name, double *out, struct gb_error *err) {
    if (pool_column(&c->t[k], 1, 0, name, out)) return GB_OK;
    return gb_fail(err, GB_EFAIL, "curves of weights %s, sample %zu: no column %s; run the study again", c->weights,
                   k + 1, name);
}

/* Adds w (S - limit) of one partial to every probe. */
static void weigh(const struct experiment_data *d, int a, int b, const double *S, double limit,
                  double *const out[SCATTER_N_PROBES]) {
    for (int p = 0; p < SCATTER_N_PROBES; p++)
        for (size_t j = 0; d->there[p] && j < d->n_q; j++)
            out[p][j] +=
                scatter_weight(&d->scatter[p], a, b, ((double)j + 0.5) * d->dq / d->to_angstrom) * (S[j] - limit);
}

static bool has_column(const struct pool_curves *c, const char *name) {
    return gb_table_find(c->t[0], name) != (size_t)-1;
}

/* The l = 2 curve that a column stands for; the excess per unit strain of the control. */
static int curve_of(const struct pool_curves *c, size_t k, enum experiment_column col, const double *g00, double *g20,
                    struct gb_error *err) {
    int rc = column_of(c, k, source[col], g20, err);
    if (rc != GB_OK || col != EXPERIMENT_EXCESS) return rc;
    double *p2p2 = GB_ARRAY(c->grid.n, double), *dpdp = GB_ARRAY(c->grid.n, double);
    memcpy(p2p2, g20, c->grid.n * sizeof *p2p2);
    rc = column_of(c, k, "dpdp", dpdp, err);
    if (rc == GB_OK) truth_excess(c->grid, g00, p2p2, dpdp, 1, g20);
    free(p2p2);
    free(dpdp);
    return rc;
}

/* All of one pair of species and one sample. */
static int add_pair(struct experiment_data *d, const struct transform *t, const struct pool_curves *c, int a, int b,
                    size_t k, struct gb_error *err) {
    double *g00 = GB_ARRAY(c->grid.n, double), *g20 = GB_ARRAY(c->grid.n, double), *out[SCATTER_N_PROBES];
    bool have_s00 = false;
    int rc = column_of(c, k, "g00_ref", g00, err);
    for (int col = 0; col < EXPERIMENT_N_COLUMNS && rc == GB_OK; col++) {
        struct structure S = {0};
        if (!has_column(c, source[col])) continue;
        rc = curve_of(c, k, (enum experiment_column)col, g00, g20, err);
        if (rc == GB_OK) rc = one_species(t, g00, g20, &S, err);
        for (int p = 0; p < SCATTER_N_PROBES; p++) out[p] = s20_at(d, p, col, k);
        if (rc == GB_OK) weigh(d, a, b, S.S[1], 0, out);
        for (int p = 0; p < SCATTER_N_PROBES; p++) out[p] = s00_at(d, p, k);
        if (rc == GB_OK && !have_s00) weigh(d, a, b, S.S[0], 1, out);
        have_s00 = true;
        structure_clear(&S);
    }
    free(g00);
    free(g20);
    return rc == GB_OK ? GB_OK : gb_context(err, "S(Q) of weights %s", c->weights);
}

static int fill(struct experiment_data *d, const struct pool_curves *const *pair, int n_species, struct gb_error *err) {
    const struct transform t = {.in = {.grid = d->pool->curves->grid,
                                       .rho0 = d->rho0,
                                       .l_max = 2,
                                       .taper = d->taper,
                                       .to_angstrom = d->to_angstrom},
                                .n_q = d->n_q,
                                .dq = d->dq};
    const size_t n = SCATTER_N_PROBES * d->samples * d->n_q;
    d->S00 = GB_ARRAY(n, double);
    d->S20 = GB_ARRAY(EXPERIMENT_N_COLUMNS * n, double);
    for (size_t i = 0; i < n; i++) d->S00[i] = 1;
    int rc = GB_OK;
    for (size_t k = 0; k < d->samples; k++)
        for (int a = 0; a < n_species; a++)
            for (int b = a; b < n_species && rc == GB_OK; b++) {
                const struct pool_curves *c = pair[pdf_pair_index(n_species, a, b)];
                if (c) rc = add_pair(d, &t, c, a, b, k, err);
            }
    return rc;
}

/* Without partials all atoms are one species: number weights only. */
static int set_weights(struct experiment_data *d, bool partials, const double *fraction, struct pool_warnings *notes,
                       struct gb_error *err) {
    const struct model *m = d->pool->study->model;
    const double all = 1;
    double unit;
    d->there[SCATTER_NUMBER] = true;
    if (!partials) {
        pool_warn(notes, "there are no curves of the pairs of species: number weights only");
        return scatter_init(&d->scatter[SCATTER_NUMBER], SCATTER_NUMBER, 1, NULL, &all, err);
    }
    int rc = study_scatter(m, SCATTER_NUMBER, fraction, &d->scatter[SCATTER_NUMBER], &unit, err);
    for (int p = SCATTER_XRAY; p <= SCATTER_NEUTRON && rc == GB_OK; p++) {
        struct gb_error why = GB_ERROR_INIT;
        d->there[p] = study_scatter(m, (enum scatter_probe)p, fraction, &d->scatter[p], &unit, &why) == GB_OK;
        if (!d->there[p]) pool_warn(notes, "no %s weights: %s", scatter_probe_name((enum scatter_probe)p), why.text);
        gb_error_clear(&why);
    }
    return rc;
}

/* Where a model in reduced units does not say what its length is, the first peak is put where metals have it. */
static int set_length(struct experiment_data *d, struct pool_warnings *notes, struct gb_error *err) {
    d->to_angstrom = d->pool->study->model->scatter_length;
    if (isfinite(d->to_angstrom)) return GB_OK;
    const struct pdf_grid grid = d->pool->curves->grid;
    double *g00 = GB_ARRAY(grid.n, double);
    struct smoothing smoothing = d->pool->study->smoothing;
    double *smooth = GB_ARRAY(grid.n, double);
    int rc = column_of(d->pool->curves, 0, "g00_ref", g00, err);
    if (rc == GB_OK) rc = smooth_apply(&smoothing, grid, 0, g00, smooth, err);
    size_t peak = 0;
    for (size_t k = 0; k < grid.n && rc == GB_OK; k++)
        if (smooth[k] > smooth[peak]) peak = k;
    d->to_angstrom = 2.5 / pdf_r(grid, peak);
    pool_warn(notes, "the model has no length in angstrom (scatter-length): Q is in units in which the first peak of "
                     "g00 lies at 2.5 angstrom");
    free(g00);
    free(smooth);
    return rc;
}

int experiment_data_read(struct experiment_data *d, const struct pool *pool, const struct pool_curves *all,
                         size_t n_all, double q_end, struct pool_warnings *notes, struct gb_error *err) {
    const struct model *m = pool->study->model;
    double fraction[MODEL_MAX_SPECIES];
    const struct pool_curves *pair[MODEL_MAX_SPECIES * (MODEL_MAX_SPECIES + 1) / 2];
    *d = (struct experiment_data){.pool = pool, .samples = pool->curves->n};
    read_fractions(pool, fraction);
    const bool partials = find_partials(m, fraction, all, n_all, pair);
    int n_species = m->n_species;
    if (!partials) {
        pair[0] = &all[0];
        n_species = 1;
    }
    d->rho0 = number_density(pool, fraction);
    int rc = set_length(d, notes, err);
    if (rc == GB_OK) rc = set_weights(d, partials, fraction, notes, err);
    if (rc != GB_OK) return rc;
    choose_grids(d, q_end);
    rc = fill(d, pair, n_species, err);
    if (rc != GB_OK) experiment_data_clear(d);
    return rc;
}

void experiment_data_clear(struct experiment_data *d) {
    free(d->S00);
    free(d->S20);
    free(d->noise);
    free(d->response.m);
    d->response.m = NULL;
    d->S00 = d->S20 = d->noise = NULL;
}

/* ---- pools ---- */

/* Mean over the samples of a replicate of S[k * n], the caller's. */
static double *mean(const struct experiment_data *d, size_t replicate, const double *S) {
    double *out = GB_ARRAY(d->n_q, double);
    const double n = (double)(replicate > 0 ? d->samples - 1 : d->samples);
    for (size_t k = 0; k < d->samples; k++)
        for (size_t j = 0; k + 1 != replicate && j < d->n_q; j++) out[j] += S[k * d->n_q + j] / n;
    return out;
}

static struct structure empty(const struct experiment_data *d) {
    return (struct structure){.n = d->n_q, .dq = d->dq, .rho0 = d->rho0};
}

/* The S20 of a signal: of the loads, or of their affine copies. */
static void signal_of(struct experiment_pool *p, const struct experiment_data *d, int probe, enum pool_signal signal,
                      int affine) {
    const struct pool *pool = d->pool;
    const enum experiment_column plus_minus = affine ? EXPERIMENT_AFF_SYM : EXPERIMENT_SYM,
                                 plus = affine ? EXPERIMENT_AFF_MINUS : EXPERIMENT_MINUS;
    const enum experiment_column column = pool_signal_signs(signal) == 2 ? plus_minus : plus;
    struct structure *out = &p->signal[probe][signal][affine];
    *out = empty(d);
    if (signal == SIGNAL_RAW || !has_column(pool->curves, source[column]) ||
        !pool_signal_there(pool, signal, POOL_ALL_AXES))
        return;
    out->S[1] = mean(d, p->replicate, s20_at(d, probe, (int)column, 0));
    if (signal != SIGNAL_CONTROLLED) return;
    const double de = -pool_mean(pool->load->measure, pool->load->n, 1, p->replicate, "eps_true_times_1pnu");
    double *excess = mean(d, p->replicate, s20_at(d, probe, EXPERIMENT_EXCESS, 0));
    for (size_t j = 0; j < d->n_q; j++) out->S[1][j] -= de * excess[j];
    free(excess);
}

void experiment_pool_make(struct experiment_pool *p, const struct experiment_data *d, size_t replicate) {
    const struct pool *pool = d->pool;
    *p = (struct experiment_pool){.replicate = replicate};
    p->poisson = pool_mean(pool->load->compress, pool->load->n, pool->load->n_axes, replicate, "poisson");
    for (int s = 0; s < SIGNAL_N; s++) {
        const bool both = pool_signal_signs((enum pool_signal)s) == 2;
        p->eps_true[s] = pool_mean(pool->load->measure, pool->load->n, 1, replicate,
                                   both ? "eps_true_times_1pnu" : "eps_true_times_1pnu_plus") /
                         (1 + p->poisson);
    }
    for (int probe = 0; probe < SCATTER_N_PROBES; probe++) {
        p->reference[probe] = empty(d);
        if (!d->there[probe]) continue;
        p->reference[probe].S[0] = mean(d, replicate, s00_at(d, probe, 0));
        for (int s = 0; s < SIGNAL_N; s++)
            for (int affine = 0; affine < 2; affine++) signal_of(p, d, probe, (enum pool_signal)s, affine);
    }
}

void experiment_pool_clear(struct experiment_pool *p) {
    for (int probe = 0; probe < SCATTER_N_PROBES; probe++) {
        structure_clear(&p->reference[probe]);
        for (int s = 0; s < SIGNAL_N; s++)
            for (int affine = 0; affine < 2; affine++) structure_clear(&p->signal[probe][s][affine]);
    }
}

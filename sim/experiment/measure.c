/* One experiment on one pool of glasses. See experiment.h. */
#include "base/mem.h"
#include "experiment/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const experiment_route_name[EXPERIMENT_N_ROUTES] = {"pdf-r",   "pdf-q",   "q-law",  "peak-shift",
                                                                "shell-1", "shell-2", "shell-3"};

static struct strain_options options(const struct experiment_data *d, const struct experiment_pool *p,
                                     const struct experiment *e) {
    return (struct strain_options){.poisson = p->poisson,
                                   .fit_lo = e->fit_lo,
                                   .fit_hi = e->fit_hi,
                                   .pick = STRAIN_OWN_EXTREMUM,
                                   .smoothing = d->pool->study->smoothing};
}

static int by_pdf_r(const struct experiment_data *d, const struct experiment_pool *p, const struct experiment *e,
                    bool affine, struct experiment_result *res, struct gb_error *err) {
    const struct pdf_grid grid = d->pool->curves->grid;
    const struct strain_options opt = options(d, p, e);
    struct strain_result found;
    double *g00 = GB_ARRAY(grid.n, double), *g20 = GB_ARRAY(grid.n, double);
    int rc = pool_signal(d->pool, e->signal, POOL_ALL_AXES, affine, p->replicate, g00, g20, err);
    if (rc == GB_OK) rc = strain_measure(grid, g00, g20, &opt, &found, NULL, err);
    if (rc == GB_OK) *res = (struct experiment_result){found.eps_inf, found.ratio, found.r_peak};
    free(g00);
    free(g20);
    return rc;
}

static int by_pdf_q(const struct experiment_data *d, const struct structure *s00, const struct structure *s20,
                    const struct experiment_pool *p, const struct experiment *e, struct experiment_result *res,
                    struct gb_error *err) {
    const struct strain_options opt = options(d, p, e);
    const struct q_cut cut = {0, e->q_max * d->to_angstrom, e->window};
    struct strain_result found;
    int rc = strain_measure_q(s00, s20, &cut, d->out, &opt, &found, NULL, err);
    if (found.eps_inf != 0) res->eps = found.eps_inf; /* may be there where the peaks are not */
    if (found.r_peak > 0) res->r_peak = found.r_peak;
    if (rc == GB_OK) res->ratio = found.ratio;
    return rc;
}

static int by_q_law(const struct experiment_data *d, const struct structure *s00, const struct structure *s20,
                    const struct experiment_pool *p, const struct experiment *e, struct experiment_result *res,
                    struct gb_error *err) {
    struct strain_q_fit fit;
    int rc = strain_q_law(s00, s20, p->poisson, e->fit_lo * d->to_angstrom, e->fit_hi * d->to_angstrom, &fit, err);
    if (rc == GB_OK) res->eps = fit.eps;
    return rc;
}

int experiment_evaluate(const struct experiment_data *d, const struct experiment_pool *p, const struct experiment *e,
                        const struct structure *s00, const struct structure *s20, struct experiment_result *res,
                        struct gb_error *err) {
    *res = (struct experiment_result){NAN, NAN, NAN};
    double eps[EXPERIMENT_SHELLS];
    int rc;
    switch (e->route) {
    case ROUTE_PDF_Q: return by_pdf_q(d, s00, s20, p, e, res, err);
    case ROUTE_Q_LAW: return by_q_law(d, s00, s20, p, e, res, err);
    case ROUTE_PEAK_SHIFT:
        rc = experiment_shift(d, s00, s20, p->poisson, e, eps, err);
        res->eps = eps[0];
        return rc;
    default: return gb_fail(err, GB_EFAIL, "route %s does not go through Q", experiment_route_name[e->route]);
    }
}

static bool same_data(const struct experiment *a, const struct experiment *b) {
    return a->weights == b->weights && a->signal == b->signal && a->q_max == b->q_max && a->window == b->window &&
           a->sectors == b->sectors && a->centre == b->centre;
}

static int by_shell(const struct experiment_data *d, struct experiment_pool *p, const struct experiment *e, bool affine,
                    struct experiment_result *res, struct gb_error *err) {
    struct experiment_shells *kept = &p->shells[affine];
    const size_t shell = (size_t)(e->route - ROUTE_SHELL_1);
    struct structure s00, s20;
    int rc = GB_OK;
    if (!kept->there || !same_data(&kept->e, e)) {
        *kept = (struct experiment_shells){.e = *e};
        rc = experiment_seen(d, p, e, affine, &s00, &s20, err);
        if (rc == GB_OK) rc = experiment_shift(d, &s00, &s20, p->poisson, e, kept->eps, err);
        kept->there = rc == GB_OK;
        structure_clear(&s00);
        structure_clear(&s20);
    }
    if (rc == GB_OK && isnan(kept->eps[shell])) rc = gb_fail(err, GB_EFAIL, "G(r) shows no shell %zu", shell + 1);
    if (rc == GB_OK) res->eps = kept->eps[shell];
    return rc;
}

int experiment_seen(const struct experiment_data *d, const struct experiment_pool *p, const struct experiment *e,
                    bool affine, struct structure *s00, struct structure *s20, struct gb_error *err) {
    const struct structure *from00 = &p->reference[e->weights], *from20 = &p->signal[e->weights][e->signal][affine];
    *s00 = *s20 = (struct structure){0};
    if (!isfinite(p->poisson)) return gb_fail(err, GB_EFAIL, "there is no Poisson's ratio");
    if (!from00->S[0] || !from20->S[1])
        return gb_fail(err, GB_EFAIL, "there is no S20 of %s weights, %s", scatter_probe_name(e->weights),
                       pool_signal_name[e->signal]);
    *s00 = *from00;
    *s20 = *from20;
    s00->S[0] = GB_ARRAY(d->n_q, double);
    s20->S[1] = GB_ARRAY(d->n_q, double);
    memcpy(s00->S[0], from00->S[0], d->n_q * sizeof(double));
    memcpy(s20->S[1], from20->S[1], d->n_q * sizeof(double));
    return e->sectors > 0 ? experiment_through_sectors(d, e, s00, s20, err) : GB_OK;
}

int experiment_measure(const struct experiment_data *d, struct experiment_pool *p, const struct experiment *e,
                       bool affine, struct experiment_result *res, struct gb_error *err) {
    *res = (struct experiment_result){NAN, NAN, NAN};
    if (e->route == ROUTE_PDF_R) return by_pdf_r(d, p, e, affine, res, err);
    if (e->route >= ROUTE_SHELL_1) return by_shell(d, p, e, affine, res, err);
    struct structure s00, s20;
    int rc = experiment_seen(d, p, e, affine, &s00, &s20, err);
    if (rc == GB_OK) rc = experiment_evaluate(d, p, e, &s00, &s20, res, err);
    structure_clear(&s00);
    structure_clear(&s20);
    return rc;
}

/* One replicate of one row: pooled scalars, the pipeline by one method, its floor, continuity. See summary.h.
 *
 *     poisson, young   means over samples and axes of the uniaxial loads themselves (stage compress)
 *     shear_lost       1 - G/G_affine, of pooled moduli
 *     eps_true         -(e_par - e_perp)/(1+nu), over the loads that the method uses: both signs, or + alone
 *     loss             1 - (eps_1 + eps_2)/(2 eps_true)
 *     floor            the ratio by the same method on affine copies of the reference. In a small glass it is not that
 * of the method alone (-0.001 symmetrised): three axes cancel the frozen l = 2 anisotropy, not the l = 4 part that
 *                      weighs pairs in <P2^2>: +-0.01 at 2000 atoms. The measured ratio carries the same.
 *     cont_corr, cont_slope   Pearson's r, and the least-squares slope of measured on implied g20, both smoothed, over
 *                      [0.8 r_peak, fit_hi]; implied: continuity of the symmetrised load (of + alone with one sign)
 */
#include "base/mem.h"
#include "study/summary_parts.h"
#include "truth/truth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum signal { SYMMETRISED, MINUS_UNLOADED, RAW, RAW_ONE_AXIS };

static const struct {
    const char *g00, *g20, *aff_g00, *aff_g20, *eps_true;
} column[] = {
    [SYMMETRISED] = {"g00_ref", "g20_sym", "g00_ref", "aff_g20_sym", "eps_true_times_1pnu"},
    [MINUS_UNLOADED] = {"g00_ref", "g20_minus", "g00_ref", "aff_g20_minus", "eps_true_times_1pnu_plus"},
    [RAW] = {"g00_loaded", "g20_raw", "aff_g00_loaded", "aff_g20_raw", "eps_true_times_1pnu_plus"},
    [RAW_ONE_AXIS] = {"g00_loaded", "g20_raw", "aff_g00_loaded", "aff_g20_raw",
                      "eps_true_times_1pnu_plus"}, /* + _x .. */
};

const char *const summary_method[SUMMARY_N_METHODS] = {"symmetrised",    "symmetrised-at-k",    "symmetrised-shell",
                                                       "minus-unloaded", "minus-unloaded-at-k", "raw",
                                                       "raw-at-k",       "raw-one-axis"};

static const struct {
    enum signal signal;
    enum strain_pick pick;
} recipe[SUMMARY_N_METHODS] = {{SYMMETRISED, STRAIN_OWN_EXTREMUM},
                               {SYMMETRISED, STRAIN_AT_K},
                               {SYMMETRISED, STRAIN_WHOLE_SHELL},
                               {MINUS_UNLOADED, STRAIN_OWN_EXTREMUM},
                               {MINUS_UNLOADED, STRAIN_AT_K},
                               {RAW, STRAIN_OWN_EXTREMUM},
                               {RAW, STRAIN_AT_K},
                               {RAW_ONE_AXIS, STRAIN_OWN_EXTREMUM}};

const char *summary_main_method(const struct study *s) { return summary_method[s->both_signs ? 0 : 3]; }

bool sum_has_method(const struct sum_context *x, size_t method) {
    enum signal signal = recipe[method].signal;
    if (signal == RAW_ONE_AXIS) return strcmp(x->c->weights, "number") == 0;
    return gb_table_find(x->c->t[0], column[signal].g20) != (size_t)-1;
}

void sum_scalars(const struct sum_history *h, const struct sum_load *l, size_t replicate, double q[SUM_N_QUANTITIES]) {
    q[SUM_T_F] = h->T_f[replicate];
    q[SUM_E_IS] = sum_mean(h->reference, h->n, 1, replicate, "e_is");
    q[SUM_DENSITY] = sum_mean(h->reference, h->n, 1, replicate, "density");
    q[SUM_SHEAR] = sum_mean(h->elastic, h->n, 1, replicate, "shear");
    q[SUM_BULK] = sum_mean(h->elastic, h->n, 1, replicate, "bulk");
    q[SUM_SHEAR_AFFINE] = sum_mean(h->elastic, h->n, 1, replicate, "shear_affine");
    q[SUM_BULK_AFFINE] = sum_mean(h->elastic, h->n, 1, replicate, "bulk_affine");
    q[SUM_SHEAR_LOST] = 1 - q[SUM_SHEAR] / q[SUM_SHEAR_AFFINE];
    q[SUM_POISSON] = sum_mean(l->compress, l->n, l->n_axes, replicate, "poisson");
    q[SUM_YOUNG] = sum_mean(l->compress, l->n, l->n_axes, replicate, "young");
}

/* Which sample was left out, and why it failed then, would make many lines of one fact: there is no error. */
static void complain(const struct sum_context *x, const char *what, size_t replicate, const char *why) {
    sum_warn(x->w, "%s, strain %s, %s, %s: %s", x->h->label, x->l->label, x->c->weights, what,
             replicate ? "no error, it fails with a sample left out" : why);
}

void sum_pipeline(const struct sum_context *x, const char *g00, const char *g20, enum strain_pick pick,
                  size_t replicate, const char *what, struct strain_result *res) {
    const struct study *s = x->s;
    const struct strain_options opt = {.poisson = sum_mean(x->l->compress, x->l->n, x->l->n_axes, replicate, "poisson"),
                                       .fit_lo = s->fit_lo,
                                       .fit_hi = s->fit_hi,
                                       .pick = pick,
                                       .smoothing = s->smoothing};
    double *a = GB_ARRAY(x->c->grid.n, double), *b = GB_ARRAY(x->c->grid.n, double);
    struct gb_error err = GB_ERROR_INIT;
    struct strain_result found = {0};
    int rc = GB_OK;
    if (!sum_column(x->c->t, x->c->n, replicate, g00, a) || !sum_column(x->c->t, x->c->n, replicate, g20, b))
        rc = gb_fail(&err, GB_EFAIL, "the curves lack the column %s or %s", g00, g20);
    if (rc == GB_OK && !isfinite(opt.poisson)) rc = gb_fail(&err, GB_EFAIL, "there is no Poisson's ratio");
    if (rc == GB_OK) rc = strain_measure(x->c->grid, a, b, &opt, &found, NULL, &err);
    if (rc != GB_OK) { /* eps_inf may have been found before the peaks were missed */
        double eps_inf = found.eps_inf != 0 ? found.eps_inf : NAN;
        double r_peak = found.r_peak > 0 ? found.r_peak : NAN;
        found = (struct strain_result){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
        found.eps_inf = eps_inf;
        found.r_peak = r_peak;
        complain(x, what, replicate, err.text);
    }
    *res = found;
    gb_error_clear(&err);
    free(a);
    free(b);
}

void sum_continuity(struct sum_context *x, size_t replicate) {
    const size_t n = x->c->grid.n;
    double *g20 = x->implied + replicate * n;
    double *g00 = GB_ARRAY(n, double), *near = GB_ARRAY(n, double), *flux = GB_ARRAY(n, double);
    double de = -sum_mean(x->l->measure, x->l->n, 1, replicate, "eps_true_times_1pnu");
    struct gb_error err = GB_ERROR_INIT;
    bool there = sum_column(x->c->t, x->c->n, replicate, "g00_ref", g00) &&
                 sum_column(x->c->t, x->c->n, replicate, "near", near) &&
                 sum_column(x->c->t, x->c->n, replicate, "flux", flux) && isfinite(de);
    if (!there || truth_continuity_g20(x->c->grid, g00, near, flux, de, &x->s->smoothing, g20, &err) != GB_OK) {
        for (size_t k = 0; k < n; k++) g20[k] = NAN;
        complain(x, "continuity", replicate, err.text ? err.text : "the curves lack near, flux or the true strain");
    }
    gb_error_clear(&err);
    free(g00);
    free(near);
    free(flux);
}

/* Correlation and slope of y on x between two radii. */
static void compare(struct pdf_grid grid, double lo, double hi, const double *x, const double *y, double *corr,
                    double *slope) {
    double n = 0, mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < grid.n; k++) {
            double r = pdf_r(grid, k), dx = x[k] - mx, dy = y[k] - my;
            if (!(r >= lo && r <= hi)) continue;
            if (pass == 0) {
                n++, xx += x[k], yy += y[k];
            } else {
                xx += dx * dx, yy += dy * dy, xy += dx * dy;
            }
        }
        if (pass == 0) {
            mx = xx / n, my = yy / n;
            xx = yy = 0;
        }
    }
    *corr = n > 2 ? xy / sqrt(xx * yy) : NAN;
    *slope = n > 2 ? xy / xx : NAN;
}

/* One signal: everything that comes from curves, added to q with weight `share`. */
static void add_signal(const struct sum_context *x, size_t method, const char *const name[4], size_t replicate,
                       double share, double q[SUM_N_QUANTITIES]) {
    const size_t n = x->c->grid.n;
    struct strain_result res, floor;
    sum_pipeline(x, name[0], name[1], recipe[method].pick, replicate, summary_method[method], &res);
    char *what = gb_format("floor of %s", summary_method[method]);
    sum_pipeline(x, name[2], name[3], recipe[method].pick, replicate, what, &floor);
    free(what);
    double *raw = GB_ARRAY(n, double), *measured = GB_ARRAY(n, double);
    double corr = NAN, slope = NAN;
    struct gb_error err = GB_ERROR_INIT;
    if (sum_column(x->c->t, x->c->n, replicate, name[1], raw) && isfinite(res.r_peak) &&
        smooth_apply(&x->s->smoothing, x->c->grid, 2, raw, measured, &err) == GB_OK)
        compare(x->c->grid, 0.8 * res.r_peak, x->s->fit_hi, x->implied + replicate * n, measured, &corr, &slope);
    gb_error_clear(&err);
    free(raw);
    free(measured);
    q[SUM_EPS_INF] += share * res.eps_inf;
    q[SUM_EPS_1] += share * res.eps_1;
    q[SUM_EPS_2] += share * res.eps_2;
    q[SUM_RATIO] += share * res.ratio;
    q[SUM_FLOOR] += share * floor.ratio;
    q[SUM_CONT_CORR] += share * corr;
    q[SUM_CONT_SLOPE] += share * slope;
}

void sum_evaluate(const struct sum_context *x, size_t method, size_t replicate, double q[SUM_N_QUANTITIES]) {
    const enum signal signal = recipe[method].signal;
    for (int i = 0; i < SUM_N_QUANTITIES; i++) q[i] = 0;
    sum_scalars(x->h, x->l, replicate, q);
    q[SUM_EPS_TRUE] = sum_mean(x->l->measure, x->l->n, 1, replicate, column[signal].eps_true) / (1 + q[SUM_POISSON]);
    const char *const base[4] = {column[signal].g00, column[signal].g20, column[signal].aff_g00,
                                 column[signal].aff_g20};
    if (signal != RAW_ONE_AXIS) {
        add_signal(x, method, base, replicate, 1, q);
    } else {
        for (int a = 0; a < 3; a++) {
            if (!(x->s->axes >> a & 1U)) continue;
            char *name[4];
            for (int i = 0; i < 4; i++) name[i] = gb_format("%s_%c", base[i], "xyz"[a]);
            add_signal(x, method, (const char *const *)name, replicate, 1 / (double)x->l->n_axes, q);
            for (int i = 0; i < 4; i++) free(name[i]);
        }
    }
    q[SUM_LOSS] = 1 - (q[SUM_EPS_1] + q[SUM_EPS_2]) / (2 * q[SUM_EPS_TRUE]);
}

/* One replicate of one row: pooled scalars, the pipeline by one method, its floor, continuity. See summary.h.
 *
 *     poisson, young   means over samples and axes of the uniaxial loads themselves (stage compress)
 *     shear_lost       1 - G/G_affine, of pooled moduli
 *     stress           axial, compression positive, less that of the reference; over the loads that the method uses
 *     eps_true         -(e_par - e_perp)/(1+nu), over the loads that the method uses: both signs, or + alone
 *     loss             1 - (eps_1 + eps_2)/(2 eps_true)
 *     floor            the ratio by the same method on affine copies of the reference. In a small glass it is not that
 *                      of the method alone (-0.001 symmetrised): three axes cancel the frozen l = 2 anisotropy, not the
 *                      l = 4 part that weighs pairs in <P2^2>: +-0.02 at 2000 atoms. The measured ratio carries the
 *                      same; `controlled` takes it off both.
 *     cont_corr, cont_slope   Pearson's r, and the least-squares slope of measured on implied g20, both smoothed, over
 *                      [0.8 r_peak, fit_hi]; implied: continuity of the symmetrised load (of + alone with one sign),
 *                      in controlled less the same excess
 */
#include "base/mem.h"
#include "pool/pool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const pool_method[POOL_N_METHODS] = {"controlled",     "controlled-at-k",     "controlled-shell",
                                                 "symmetrised",    "symmetrised-at-k",    "symmetrised-shell",
                                                 "minus-unloaded", "minus-unloaded-at-k", "raw",
                                                 "raw-at-k",       "raw-one-axis"};

static const struct {
    enum pool_signal signal;
    bool one_axis;
    enum strain_pick pick;
} recipe[POOL_N_METHODS] = {{SIGNAL_CONTROLLED, false, STRAIN_OWN_EXTREMUM},
                            {SIGNAL_CONTROLLED, false, STRAIN_AT_K},
                            {SIGNAL_CONTROLLED, false, STRAIN_WHOLE_SHELL},
                            {SIGNAL_SYMMETRISED, false, STRAIN_OWN_EXTREMUM},
                            {SIGNAL_SYMMETRISED, false, STRAIN_AT_K},
                            {SIGNAL_SYMMETRISED, false, STRAIN_WHOLE_SHELL},
                            {SIGNAL_MINUS_UNLOADED, false, STRAIN_OWN_EXTREMUM},
                            {SIGNAL_MINUS_UNLOADED, false, STRAIN_AT_K},
                            {SIGNAL_RAW, false, STRAIN_OWN_EXTREMUM},
                            {SIGNAL_RAW, false, STRAIN_AT_K},
                            {SIGNAL_RAW, true, STRAIN_OWN_EXTREMUM}};

const char *pool_main_method(const struct study *s) { return pool_signal_name[pool_main_signal(s)]; }

bool pool_has_method(const struct pool *pool, size_t method) {
    if (recipe[method].one_axis) return strcmp(pool->curves->weights, "number") == 0;
    return pool_signal_there(pool, recipe[method].signal, POOL_ALL_AXES);
}

void pool_glass_scalars(const struct pool_glass *glass, size_t replicate, double q[Q_N]) {
    q[Q_T_F] = glass->T_f[replicate];
    q[Q_T_F_VOLUME] = glass->T_f_volume[replicate];
    q[Q_T_F_IS] = glass->T_f_is[replicate];
    q[Q_E_IS] = pool_mean(glass->reference, glass->n, 1, replicate, "e_is");
    q[Q_DENSITY] = pool_mean(glass->reference, glass->n, 1, replicate, "density");
    q[Q_SHEAR] = pool_mean(glass->elastic, glass->n, 1, replicate, "shear");
    q[Q_BULK] = pool_mean(glass->elastic, glass->n, 1, replicate, "bulk");
    q[Q_SHEAR_AFFINE] = pool_mean(glass->elastic, glass->n, 1, replicate, "shear_affine");
    q[Q_BULK_AFFINE] = pool_mean(glass->elastic, glass->n, 1, replicate, "bulk_affine");
    q[Q_SHEAR_LOST] = 1 - q[Q_SHEAR] / q[Q_SHEAR_AFFINE];
}

void pool_estimates(size_t samples, double (*q)[Q_N], struct estimate out[Q_N]) {
    double *theta = GB_ARRAY(pool_n_replicates(samples), double);
    for (int i = 0; i < Q_N; i++) {
        for (size_t rep = 0; rep < pool_n_replicates(samples); rep++) theta[rep] = q[rep][i];
        out[i] = pool_estimate(samples, theta);
    }
    free(theta);
}

/* The error of the equilibrium line is not one of samples. */
void pool_add_line_error(const struct pool_glass *glass, struct estimate q[Q_N]) {
    q[Q_T_F_IS].err = hypot(q[Q_T_F_IS].err, glass->T_f_is_line);
}

void pool_glass_estimates(const struct pool_glass *glass, struct estimate out[Q_N]) {
    const size_t n_rep = pool_n_replicates(glass->n);
    double(*q)[Q_N] = gb_calloc(n_rep, sizeof *q);
    for (size_t rep = 0; rep < n_rep; rep++) {
        for (int i = 0; i < Q_N; i++) q[rep][i] = NAN;
        if (glass->n > 0) pool_glass_scalars(glass, rep, q[rep]);
    }
    pool_estimates(glass->n, q, out);
    pool_add_line_error(glass, out);
    free(q);
}

void pool_pipeline(const struct pool *pool, enum pool_signal signal, char axis, bool affine, enum strain_pick pick,
                   size_t replicate, const char *what, struct strain_result *res) {
    const struct study *s = pool->study;
    const struct strain_options opt = {
        .poisson = pool_mean(pool->load->compress, pool->load->n, pool->load->n_axes, replicate, "poisson"),
        .fit_lo = s->fit_lo,
        .fit_hi = s->fit_hi,
        .pick = pick,
        .smoothing = s->smoothing};
    double *a = GB_ARRAY(pool->curves->grid.n, double), *b = GB_ARRAY(pool->curves->grid.n, double);
    struct gb_error err = GB_ERROR_INIT;
    struct strain_result found = {0};
    int rc = pool_signal(pool, signal, axis, affine, replicate, a, b, &err);
    if (rc == GB_OK && !isfinite(opt.poisson)) rc = gb_fail(&err, GB_EFAIL, "there is no Poisson's ratio");
    if (rc == GB_OK) rc = strain_measure(pool->curves->grid, a, b, &opt, &found, NULL, &err);
    if (rc != GB_OK) { /* eps_inf may have been found before the peaks were missed */
        double eps_inf = found.eps_inf != 0 ? found.eps_inf : NAN;
        double r_peak = found.r_peak > 0 ? found.r_peak : NAN;
        found = (struct strain_result){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
        found.eps_inf = eps_inf;
        found.r_peak = r_peak;
        pool_complain(pool, what, replicate, err.text);
    }
    *res = found;
    gb_error_clear(&err);
    free(a);
    free(b);
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

/* Continuity against the measured curve, both smoothed, from r_peak's flank to the end of the fit. */
static void compare_implied(const struct pool *pool, enum pool_signal signal, char axis, size_t replicate,
                            double r_peak, double *corr, double *slope) {
    const size_t n = pool->curves->grid.n;
    double *g00 = GB_ARRAY(n, double), *raw = GB_ARRAY(n, double), *measured = GB_ARRAY(n, double),
           *implied = GB_ARRAY(n, double);
    *corr = *slope = NAN;
    pool_implied(pool, signal, replicate, implied);
    if (isfinite(r_peak) && pool_signal(pool, signal, axis, false, replicate, g00, raw, NULL) == GB_OK &&
        smooth_apply(&pool->study->smoothing, pool->curves->grid, 2, raw, measured, NULL) == GB_OK)
        compare(pool->curves->grid, 0.8 * r_peak, pool->study->fit_hi, implied, measured, corr, slope);
    free(g00);
    free(raw);
    free(measured);
    free(implied);
}

/* One signal: everything that comes from curves, added to q with weight `share`. */
static void add_signal(const struct pool *pool, size_t method, char axis, size_t replicate, double share,
                       double q[Q_N]) {
    const enum pool_signal signal = recipe[method].signal;
    struct strain_result res, floor;
    double corr, slope;
    pool_pipeline(pool, signal, axis, false, recipe[method].pick, replicate, pool_method[method], &res);
    char *what = gb_format("floor of %s", pool_method[method]);
    pool_pipeline(pool, signal, axis, true, recipe[method].pick, replicate, what, &floor);
    free(what);
    compare_implied(pool, signal, axis, replicate, res.r_peak, &corr, &slope);
    q[Q_EPS_INF] += share * res.eps_inf;
    q[Q_EPS_1] += share * res.eps_1;
    q[Q_EPS_2] += share * res.eps_2;
    q[Q_RATIO] += share * res.ratio;
    q[Q_FLOOR] += share * floor.ratio;
    q[Q_CONT_CORR] += share * corr;
    q[Q_CONT_SLOPE] += share * slope;
}

static double axial_stress(const struct pool_load *l, size_t replicate, bool both) {
    const double plus = -pool_mean(l->compress, l->n, l->n_axes, replicate, "stress_par_plus");
    return both ? (plus + pool_mean(l->compress, l->n, l->n_axes, replicate, "stress_par_minus")) / 2 : plus;
}

void pool_evaluate(const struct pool *pool, size_t method, size_t replicate, double q[Q_N]) {
    const char *eps_true =
        pool_signal_signs(recipe[method].signal) == 2 ? "eps_true_times_1pnu" : "eps_true_times_1pnu_plus";
    for (int i = 0; i < Q_N; i++) q[i] = 0;
    pool_glass_scalars(pool->glass, replicate, q);
    q[Q_POISSON] = pool_mean(pool->load->compress, pool->load->n, pool->load->n_axes, replicate, "poisson");
    q[Q_YOUNG] = pool_mean(pool->load->compress, pool->load->n, pool->load->n_axes, replicate, "young");
    q[Q_STRESS] = axial_stress(pool->load, replicate, pool_signal_signs(recipe[method].signal) == 2);
    q[Q_EPS_TRUE] = pool_mean(pool->load->measure, pool->load->n, 1, replicate, eps_true) / (1 + q[Q_POISSON]);
    if (!recipe[method].one_axis) add_signal(pool, method, POOL_ALL_AXES, replicate, 1, q);
    for (int a = 0; a < 3 && recipe[method].one_axis; a++)
        if (pool->study->axes >> a & 1U)
            add_signal(pool, method, "xyz"[a], replicate, 1 / (double)pool->load->n_axes, q);
    q[Q_LOSS] = 1 - (q[Q_EPS_1] + q[Q_EPS_2]) / (2 * q[Q_EPS_TRUE]);
}

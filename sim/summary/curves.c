/* The tables behind the figures: smoothed curves, cooling curves, the distribution of D2min; means over samples with
 * jackknife errors, point by point. See build.h.
 *
 * e_rad and e_tan are eps_rad(r)/eps_true and eps_tan(r)/eps_true of truth.h; Poisson's ratio drops out:
 * e_rad = -(3/2) (L[rad_num]/L[p2p2]) / [(1+nu) eps_true], and (1+nu) eps_true is read off the cell.
 */
#include "summary/curves.h"
#include "base/mem.h"
#include "study/names.h"
#include "truth/truth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { C_G00, C_G20, C_K, C_CONT, C_RAD, C_TAN, N_CURVES };
static const char *const curve_name[N_CURVES] = {"g00", "g20", "K", "g20_continuity", "e_rad", "e_tan"};

/* factor * L[num]/L[den]; NaN when it cannot be had. */
static void profile(const struct pool *pool, size_t replicate, const char *num, const char *den, double limit,
                    double factor, double *out) {
    const size_t n = pool->curves->grid.n;
    double *a = GB_ARRAY(n, double), *b = GB_ARRAY(n, double);
    bool there = pool_column(pool->curves->t, pool->curves->n, replicate, num, a) &&
                 pool_column(pool->curves->t, pool->curves->n, replicate, den, b);
    if (!there || truth_smoothed_ratio(pool->curves->grid, a, b, limit, &pool->study->smoothing, out, NULL) != GB_OK)
        for (size_t k = 0; k < n; k++) out[k] = NAN;
    for (size_t k = 0; k < n; k++) out[k] *= factor;
    free(a);
    free(b);
}

/* All curves of one replicate, each grid.n. */
static void one_replicate(const struct pool *pool, size_t replicate, double *const out[N_CURVES]) {
    const struct smoothing *sm = &pool->study->smoothing;
    const struct pdf_grid grid = pool->curves->grid;
    const double nu = pool_mean(pool->load->compress, pool->load->n, pool->load->n_axes, replicate, "poisson");
    const double E =
        pool_mean(pool->load->measure, pool->load->n, 1, replicate, "eps_true_times_1pnu"); /* (1+nu) eps_true */
    double *g00 = GB_ARRAY(grid.n, double), *g20 = GB_ARRAY(grid.n, double);
    const enum pool_signal signal = pool_main_signal(pool->study);
    int rc = pool_signal(pool, signal, POOL_ALL_AXES, false, replicate, g00, g20, NULL);
    if (rc == GB_OK) rc = smooth_apply(sm, grid, 0, g00, out[C_G00], NULL);
    if (rc == GB_OK) rc = smooth_r_derivative(sm, grid, g00, out[C_K], NULL);
    if (rc == GB_OK) rc = smooth_apply(sm, grid, 2, g20, out[C_G20], NULL);
    for (size_t k = 0; k < grid.n; k++) {
        if (rc != GB_OK) out[C_G00][k] = out[C_G20][k] = out[C_K][k] = NAN;
        out[C_K][k] *= 2 * (1 + nu) / (3 * sqrt(5));
    }
    free(g00);
    free(g20);
    pool_implied(pool, signal, replicate, out[C_CONT]);
    profile(pool, replicate, "rad_num", "p2p2", TRUTH_P2P2_LIMIT, -1.5 / E, out[C_RAD]);
    profile(pool, replicate, "tan_num", "dpdp", TRUTH_DPDP_LIMIT, -3 / E, out[C_TAN]);
}

static void describe_curves(struct gb_table *t, const struct pool *pool) {
    const struct study *s = pool->study;
    struct strain_result res;
    const char *main_method = pool_main_method(s);
    pool_pipeline(pool, pool_main_signal(s), POOL_ALL_AXES, false, STRAIN_OWN_EXTREMUM, 0, main_method, &res);
    double nu = pool_mean(pool->load->compress, pool->load->n, pool->load->n_axes, 0, "poisson");
    char *smooth = smooth_describe(&s->smoothing, study_length(s));
    gb_table_meta(t, "rate", "%s", pool->glass->label);
    gb_table_meta(t, "strain", "%s", pool->load->label);
    gb_table_meta(t, "weights", "%s", pool->curves->weights);
    gb_table_meta(t, "method", "%s", main_method);
    gb_table_meta(t, "samples", "%zu", pool->curves->n);
    gb_table_meta(t, "smoothing", "%s", smooth);
    gb_table_meta(t, "fit", "%.9g %.9g %s", s->fit_lo, s->fit_hi, study_length(s));
    gb_table_meta(t, "K", "for unit strain; the affine reference is eps_inf K");
    gb_table_meta(t, "e_rad, e_tan", "over the true strain");
    const struct {
        const char *name;
        double v;
    } item[] = {{"poisson", nu},
                {"eps_true", pool_mean(pool->load->measure, pool->load->n, 1, 0, "eps_true_times_1pnu") / (1 + nu)},
                {"eps_inf", res.eps_inf},
                {"eps_1", res.eps_1},
                {"eps_2", res.eps_2},
                {"ratio", res.ratio},
                {"A_1", res.A_1},
                {"r_1", res.r_1},
                {"A_2", res.A_2},
                {"r_2", res.r_2},
                {"r_peak", res.r_peak},
                {"r_min", res.r_min}};
    for (size_t i = 0; i < sizeof item / sizeof *item; i++)
        gb_table_meta(t, item[i].name, isfinite(item[i].v) ? "%.9g" : "nan", item[i].v);
    free(smooth);
}

int summary_curves_write(const struct pool *pool, const char *out, struct gb_error *err) {
    const size_t n = pool->curves->grid.n, samples = pool->curves->n, n_rep = pool_n_replicates(samples);
    double *all = GB_ARRAY(n_rep * N_CURVES * n, double), *theta = GB_ARRAY(n_rep, double);
    for (size_t rep = 0; rep < n_rep; rep++) {
        double *at[N_CURVES];
        for (size_t c = 0; c < N_CURVES; c++) at[c] = all + (rep * N_CURVES + c) * n;
        one_replicate(pool, rep, at);
    }
    struct gb_text names = {0};
    gb_text_add(&names, "r_%s", study_length(pool->study));
    for (size_t c = 0; c < N_CURVES; c++) gb_text_add(&names, " %s %s_err", curve_name[c], curve_name[c]);
    struct gb_table *t =
        gb_table_create("Anisotropic pair distribution function and the truth of the same atoms", names.s);
    free(names.s);
    describe_curves(t, pool);
    for (size_t k = 0; k < n && pdf_r(pool->curves->grid, k) < pool->study->r_max; k++) {
        double row[1 + 2 * N_CURVES];
        row[0] = pdf_r(pool->curves->grid, k);
        for (size_t c = 0; c < N_CURVES; c++) {
            for (size_t rep = 0; rep < n_rep; rep++) theta[rep] = all[(rep * N_CURVES + c) * n + k];
            struct estimate e = pool_estimate(samples, theta);
            row[1 + 2 * c] = e.value;
            row[2 + 2 * c] = e.err;
        }
        gb_table_add(t, row);
    }
    char *path = study_summary_path(out, "curves", pool->glass->label, pool->load->label, pool->curves->weights);
    int rc = gb_table_write(t, path, 9, err);
    free(path);
    gb_table_free(t);
    free(all);
    free(theta);
    return rc;
}

/* Mean and standard error over samples of one column at one row; NaN when a sample lacks it. */
static struct estimate mean_at(struct gb_table *const *t, size_t samples, size_t row, const char *name, double *x) {
    for (size_t k = 0; k < samples; k++) {
        size_t col = gb_table_find(t[k], name);
        x[k] = col == (size_t)-1 || row >= t[k]->n_row ? NAN : t[k]->v[row * t[k]->n_col + col];
    }
    return jackknife_mean(samples, x);
}

int summary_cooling_write(const struct study *s, const struct pool_glass *h, const char *out, struct gb_error *err) {
    static const char *const column[] = {"T", "h", "e_pot", "volume"};
    if (!h->thermo || h->n == 0) return GB_OK;
    struct gb_table *t =
        gb_table_create("Cooling curve, mean over samples", "T T_err h h_err e_pot e_pot_err volume volume_err");
    struct estimate T_f = pool_estimate(h->n, h->T_f);
    struct estimate T_v = pool_estimate(h->n, h->T_f_volume);
    const struct fictive_result *f = &h->fictive;
    const struct {
        const char *name;
        double v;
    } item[] = {{"T_f", T_f.value},
                {"T_f_err", T_f.err},
                {"glass_slope", f->glass_slope},
                {"glass_intercept", f->glass_intercept},
                {"liquid_slope", f->liquid_slope},
                {"liquid_intercept", f->liquid_intercept}};
    gb_table_meta(t, "rate", "%s %s", h->label, model_unit(s->model, MODEL_RATE));
    gb_table_meta(t, "samples", "%zu", h->n);
    gb_table_meta(t, "units", "T %s, h and e_pot %s, volume of the box %s^3", model_unit(s->model, MODEL_TEMPERATURE),
                  model_unit(s->model, MODEL_ENERGY), study_length(s));
    gb_table_meta(t, "lines", "h = intercept + slope T; glass fitted over %.9g %.9g, liquid over %.9g %.9g",
                  s->fictive.glass_lo, s->fictive.glass_hi, s->fictive.liquid_lo, s->fictive.liquid_hi);
    for (size_t i = 0; i < sizeof item / sizeof *item; i++)
        gb_table_meta(t, item[i].name, isfinite(item[i].v) ? "%.9g" : "nan", item[i].v);
    if (isfinite(T_v.value)) gb_table_meta(t, "T_f_volume", "%.9g +- %.2g", T_v.value, T_v.err);
    double *x = GB_ARRAY(h->n, double);
    size_t rows = h->thermo[0]->n_row;
    for (size_t k = 1; k < h->n; k++)
        if (h->thermo[k]->n_row < rows) rows = h->thermo[k]->n_row;
    for (size_t r = 0; r < rows; r++) {
        double row[8];
        for (size_t c = 0; c < 4; c++) {
            struct estimate e = mean_at(h->thermo, h->n, r, column[c], x);
            row[2 * c] = e.value;
            row[2 * c + 1] = e.err;
        }
        gb_table_add(t, row);
    }
    char *path = study_summary_path(out, "cooling", h->label, NULL, NULL);
    int rc = gb_table_write(t, path, 9, err);
    free(path);
    free(x);
    gb_table_free(t);
    return rc;
}

int summary_d2min_write(const struct study *s, const struct pool_glass *h, const struct pool_load *l, const char *out,
                        struct gb_error *err) {
    static const char *const scalar[] = {"d2min_mean",     "d2min_median",       "shear_strain_mean",
                                         "bonds_per_atom", "bonds_cut_fraction", "bonds_formed_fraction"};
    struct gb_table *t = gb_table_create("Distribution of D2min / strain^2 over the atoms of the compressed states",
                                         "d2min_over_strain2 lo hi density density_err count");
    double *x = GB_ARRAY(l->n, double);
    gb_table_meta(t, "rate", "%s", h->label);
    gb_table_meta(t, "strain", "%s", l->label);
    gb_table_meta(t, "samples", "%zu", l->n);
    gb_table_meta(t, "units", "D2min / strain^2 in %s^2, mean over neighbours within %.9g %s in the reference",
                  study_length(s), s->d2min_cut, study_length(s));
    gb_table_meta(t, "density", "per decade, out of all atoms");
    for (size_t i = 0; i < sizeof scalar / sizeof *scalar; i++) {
        for (size_t k = 0; k < l->n; k++) x[k] = gb_values_get(&l->measure[k], scalar[i]);
        struct estimate e = jackknife_mean(l->n, x);
        gb_table_meta(t, scalar[i], isfinite(e.err) ? "%.9g +- %.2g" : "%.9g", e.value, e.err);
    }
    for (size_t r = 0; r < l->d2min[0]->n_row; r++) {
        struct estimate lo = mean_at(l->d2min, l->n, r, "x_lo", x), hi = mean_at(l->d2min, l->n, r, "x_hi", x);
        struct estimate count = mean_at(l->d2min, l->n, r, "count", x);
        struct estimate density = mean_at(l->d2min, l->n, r, "density_per_decade", x);
        const double row[6] = {sqrt(lo.value * hi.value), lo.value, hi.value, density.value, density.err,
                               count.value * (double)l->n};
        gb_table_add(t, row);
    }
    char *path = study_summary_path(out, "d2min", h->label, l->label, NULL);
    int rc = gb_table_write(t, path, 9, err);
    free(path);
    free(x);
    gb_table_free(t);
    return rc;
}

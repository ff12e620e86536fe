/* The experimental pipeline, see strain.h. Cost: the smoothing. */
#include "strain/strain.h"

#include "base/mem.h"
#include "strain/shell.h"

#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct work {
    struct pdf_grid grid;
    double *g00, *g20, *K; /* smoothed */
    struct shell shell;
};

const char *strain_pick_name(enum strain_pick pick) {
    switch (pick) {
    case STRAIN_OWN_EXTREMUM: return "own";
    case STRAIN_AT_K: return "at-k";
    case STRAIN_WHOLE_SHELL: return "shell";
    }
    return "?";
}

static int check_options(struct pdf_grid grid, const struct strain_options *opt, struct gb_error *err) {
    const double end = (double)grid.n * grid.dr;
    if (!(opt->poisson > -1 && opt->poisson <= 0.5))
        return gb_fail(err, GB_EINPUT, "Poisson's ratio %g: must be above -1 and at most 0.5", opt->poisson);
    if (!(opt->fit_lo >= 0 && opt->fit_lo < opt->fit_hi))
        return gb_fail(err, GB_EINPUT, "fit window %g to %g: must begin at 0 or above and end after it begins",
                       opt->fit_lo, opt->fit_hi);
    if (opt->fit_hi > end * (1 + 1e-9))
        return gb_fail(err, GB_EINPUT,
                       "fit window %g to %g: the curves end at r = %g; lower the window's end or measure further",
                       opt->fit_lo, opt->fit_hi, end);
    return GB_OK;
}

/* Bins whose centres lie in [lo, hi]: from *first, *count of them. */
static void bins_within(struct pdf_grid grid, double lo, double hi, size_t *first, size_t *count) {
    *first = *count = 0;
    for (size_t k = 0; k < grid.n; k++) {
        const double r = pdf_r(grid, k);
        if (r < lo || r > hi) continue;
        if (*count == 0) *first = k;
        ++*count;
    }
}

/* Slope of g20 on K through the origin over `count` bins, its error, and the rms misfit over the rms of g20. */
static int fit_slope(const struct work *w, size_t first, size_t count, double *slope, double *slope_err, double *misfit,
                     struct gb_error *err) {
    double cov = 0, sumsq = 0, norm = 0, norm_K = 0;
    for (size_t k = first; k < first + count; k++) {
        norm += w->g20[k] * w->g20[k];
        norm_K += w->K[k] * w->K[k];
    }
    if (!(norm_K > 0))
        return gb_fail(err, GB_EFAIL, "K = c r dg00/dr is zero from r = %g to %g: g00 has no structure to fit g20 to",
                       pdf_r(w->grid, first), pdf_r(w->grid, first + count - 1));
    gsl_fit_mul(w->K + first, 1, w->g20 + first, 1, count, slope, &cov, &sumsq);
    *slope_err = sqrt(cov);
    *misfit = norm > 0 ? sqrt(sumsq / norm) : NAN;
    return GB_OK;
}

/* eps = A/K(r) at a peak. K has the sign of the peak wherever the signal is that of a compression. */
static int peak_strain(const struct work *w, const struct extremum *e, int sign, double *A, double *r, double *eps,
                       struct gb_error *err) {
    const double K = extremum_value(e, w->K);
    *A = extremum_value(e, w->g20);
    *r = e->r;
    if (!(sign * K > 0))
        return gb_fail(err, GB_EFAIL,
                       "the %s peak of g20 in the first shell, at r = %g, lies where K = %g has the other sign: noise "
                       "exceeds the signal, or g20 is that of tension (turn its sign)",
                       sign > 0 ? "positive" : "negative", e->r, K);
    *eps = *A / K;
    return GB_OK;
}

/* eps_1 at the positive peak of f in the first shell, eps_2 at the negative one after it (up to a little beyond the
 * minimum of g00: the extremum of a noisy curve can sit there). */
static int peak_strains(const struct work *w, const double *f, const char *name, struct strain_result *res,
                        struct gb_error *err) {
    const struct shell *s = &w->shell;
    const size_t past = s->min + (size_t)(0.05 * s->r_peak / w->grid.dr);
    struct extremum up, down;
    if (!extremum_find(&up, w->grid, f, +1, s->on, s->min))
        return gb_fail(err, GB_EFAIL, "no positive peak of %s in the first shell, r = %g to %g (g00 peaks at %g)", name,
                       s->r_on, s->r_min, s->r_peak);
    int rc = peak_strain(w, &up, +1, &res->A_1, &res->r_1, &res->eps_1, err);
    if (rc != GB_OK) return rc;
    if (!extremum_find(&down, w->grid, f, -1, up.k + 1, past))
        return gb_fail(err, GB_EFAIL, "no negative peak of %s after its positive one at r = %g, up to r = %g", name,
                       up.r, pdf_r(w->grid, past));
    return peak_strain(w, &down, -1, &res->A_2, &res->r_2, &res->eps_2, err);
}

static int first_shell_strains(const struct work *w, enum strain_pick pick, struct strain_result *res,
                               struct gb_error *err) {
    const bool own = pick == STRAIN_OWN_EXTREMUM;
    int rc = peak_strains(w, own ? w->g20 : w->K, own ? "g20" : "K", res, err);
    if (rc == GB_OK && pick == STRAIN_WHOLE_SHELL) {
        double slope_err, misfit;
        rc = fit_slope(w, w->shell.on, w->shell.min - w->shell.on + 1, &res->eps_1, &slope_err, &misfit, err);
        res->eps_2 = res->eps_1;
    }
    return rc;
}

static int fit_far(const struct work *w, const struct strain_options *opt, struct strain_result *res,
                   struct gb_error *err) {
    size_t first, count;
    bins_within(w->grid, opt->fit_lo, opt->fit_hi, &first, &count);
    if (count < 10)
        return gb_fail(err, GB_EINPUT,
                       "fit window %g to %g holds %zu bins; at least 10 are needed: widen it or use smaller bins",
                       opt->fit_lo, opt->fit_hi, count);
    return fit_slope(w, first, count, &res->eps_inf, &res->eps_inf_lsq_err, &res->residual, err);
}

static int smooth_all(struct work *w, const double *g00, const double *g20, const struct strain_options *opt,
                      struct gb_error *err) {
    int rc = smooth_apply(&opt->smoothing, w->grid, 0, g00, w->g00, err);
    if (rc == GB_OK) rc = smooth_r_derivative(&opt->smoothing, w->grid, g00, w->K, err);
    if (rc != GB_OK) return gb_context(err, "g00");
    rc = smooth_apply(&opt->smoothing, w->grid, 2, g20, w->g20, err);
    if (rc != GB_OK) return gb_context(err, "g20");
    const double c = strain_affine_factor(opt->poisson);
    for (size_t k = 0; k < w->grid.n; k++) w->K[k] *= c;
    return GB_OK;
}

static int measure(struct work *w, const struct strain_options *opt, struct strain_result *res, struct gb_error *err) {
    int rc = shell_find(&w->shell, w->grid, w->g00, err);
    if (rc != GB_OK) return rc;
    res->r_peak = w->shell.r_peak;
    res->r_min = w->shell.r_min;
    rc = fit_far(w, opt, res, err);
    if (rc == GB_OK) rc = first_shell_strains(w, opt->pick, res, err);
    if (rc == GB_OK) res->ratio = 1 - (res->eps_1 + res->eps_2) / (2 * res->eps_inf);
    return rc;
}

static void give_curves(const struct work *w, const struct strain_curves *curves) {
    if (!curves) return;
    if (curves->g00) memcpy(curves->g00, w->g00, w->grid.n * sizeof(double));
    if (curves->g20) memcpy(curves->g20, w->g20, w->grid.n * sizeof(double));
    if (curves->K) memcpy(curves->K, w->K, w->grid.n * sizeof(double));
}

static struct work work_create(struct pdf_grid grid) {
    return (struct work){
        .grid = grid, .g00 = GB_ARRAY(grid.n, double), .g20 = GB_ARRAY(grid.n, double), .K = GB_ARRAY(grid.n, double)};
}

static void work_clear(struct work *w) {
    free(w->g00);
    free(w->g20);
    free(w->K);
}

int strain_measure(struct pdf_grid grid, const double *g00, const double *g20, const struct strain_options *opt,
                   struct strain_result *res, const struct strain_curves *curves, struct gb_error *err) {
    memset(res, 0, sizeof *res);
    int rc = check_options(grid, opt, err);
    if (rc != GB_OK) return rc;
    struct work w = work_create(grid);
    rc = smooth_all(&w, g00, g20, opt, err);
    if (rc == GB_OK) rc = measure(&w, opt, res, err);
    if (rc == GB_OK) give_curves(&w, curves);
    work_clear(&w);
    return rc;
}

int strain_measure_q(const struct structure *reference, const struct structure *signal, const struct q_cut *cut,
                     struct pdf_grid grid, const struct strain_options *opt, struct strain_result *res,
                     const struct strain_curves *curves, struct gb_error *err) {
    memset(res, 0, sizeof *res);
    int rc = check_options(grid, opt, err);
    if (rc != GB_OK) return rc;
    struct work w = work_create(grid);
    rc = structure_g(reference, cut, 0, grid, w.g00, err);
    if (rc == GB_OK) rc = structure_r_derivative(reference, cut, grid, w.K, err);
    if (rc == GB_OK) rc = structure_g(signal, cut, 2, grid, w.g20, err);
    const double c = strain_affine_factor(opt->poisson);
    for (size_t k = 0; k < grid.n; k++) w.K[k] *= c;
    if (rc == GB_OK) rc = measure(&w, opt, res, err);
    if (rc == GB_OK) give_curves(&w, curves);
    work_clear(&w);
    return rc;
}

/* c (-Q dS00/dQ) and S20, both through the same Gaussian: smooth.h's operator, in Q. */
static int q_law_curves(const struct structure *reference, const struct structure *signal, double poisson, double width,
                        double *x, double *y, struct gb_error *err) {
    const struct smoothing smooth = {.kind = SMOOTH_GAUSSIAN, .width = width};
    const struct pdf_grid grid = {reference->n, reference->dq};
    const double c = strain_affine_factor(poisson);
    int rc = GB_OK;
    if (width > 0) {
        rc = smooth_r_derivative(&smooth, grid, reference->S[0], x, err);
        if (rc == GB_OK) rc = smooth_apply(&smooth, grid, 2, signal->S[1], y, err);
        if (rc != GB_OK) return gb_context(err, "affine law in Q");
    } else {
        structure_slope(reference, x);
        memcpy(y, signal->S[1], grid.n * sizeof *y);
    }
    for (size_t j = 0; j < grid.n; j++) x[j] *= width > 0 ? -c : c;
    return GB_OK;
}

/* Variance of x above over sigma^2 of S00, white noise: the sums of squares of the operator's rows. */
static double q_law_noise(double Q, double dq, double width, double poisson) {
    const double c = strain_affine_factor(poisson), s = width;
    if (s > 0) return c * c * dq / sqrt(M_PI) * (Q * Q / (4 * s * s * s) + 3 / (8 * s));
    return c * c * Q * Q * 2 * (45.0 * 45 + 9 * 9 + 1) / (3600 * dq * dq);
}

int strain_q_law_noisy(const struct structure *reference, const struct structure *signal, double poisson, double q_lo,
                       double q_hi, double width, const double *sigma, struct strain_q_fit *fit, struct gb_error *err) {
    *fit = (struct strain_q_fit){0};
    if (reference->n != signal->n || reference->dq != signal->dq)
        return gb_fail(err, GB_EINPUT, "S00 and S20 are on different grids: %zu points of %g, %zu of %g", reference->n,
                       reference->dq, signal->n, signal->dq);
    if (!(poisson > -1 && poisson <= 0.5))
        return gb_fail(err, GB_EINPUT, "Poisson's ratio %g: allowed are > -1 and <= 0.5", poisson);
    double *x = GB_ARRAY(reference->n, double), *y = GB_ARRAY(reference->n, double), xx = 0, xy = 0, yy = 0, noise = 0;
    int rc = q_law_curves(reference, signal, poisson, width, x, y, err);
    for (size_t j = 0; j < reference->n && rc == GB_OK; j++) {
        const double Q = structure_q(reference, j), e = sigma ? sigma[j] : 0;
        if (Q < q_lo || Q > q_hi) continue;
        fit->points++;
        xx += x[j] * x[j];
        xy += x[j] * y[j];
        yy += y[j] * y[j];
        noise += e * e * q_law_noise(Q, reference->dq, width, poisson);
    }
    free(x);
    free(y);
    if (rc != GB_OK) return rc;
    if (fit->points < 10)
        return gb_fail(err, GB_EINPUT, "Q from %g to %g holds %zu points; at least 10 are needed", q_lo, q_hi,
                       fit->points);
    if (!(xx > 0)) return gb_fail(err, GB_EFAIL, "S00 is flat from Q = %g to %g: nothing to fit", q_lo, q_hi);
    if (!(noise < 0.8 * xx))
        return gb_fail(err, GB_EFAIL,
                       "from Q = %g to %g the slope of S00 is noise for %.0f %%; fit over lower Q, or smooth more",
                       q_lo, q_hi, 100 * noise / xx);
    fit->eps = xy / (xx - noise);
    fit->residual = yy > 0 ? sqrt(fmax(0, 1 - xy * xy / (xx * yy))) : 0;
    return GB_OK;
}

int strain_q_law(const struct structure *reference, const struct structure *signal, double poisson, double q_lo,
                 double q_hi, struct strain_q_fit *fit, struct gb_error *err) {
    return strain_q_law_noisy(reference, signal, poisson, q_lo, q_hi, 0, NULL, fit, err);
}

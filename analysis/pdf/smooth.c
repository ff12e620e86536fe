/* Smoothing, see smooth.h.
 *
 * Gaussian. With W' = -u W/s^2 and W'' = (u^2/s^2 - 1) W/s^2, integration by parts gives
 *     L[r g'](r) = int W(r-r') r' g'(r') dr' = int [r' W'(r-r') - W(r-r')] g(r') dr'
 *                = r (W' * g) - (u W' * g) - (W * g) = r (W' * g) + s^2 (W'' * g)
 * so the raw g00 enters and no difference is ever taken. On bins: w_m = W(m dr) dr, scaled to sum to 1; with the
 * second moment m2 = sum (m dr)^2 w_m in the place of s^2 (equal to it within e^{-2 pi^2 s^2/dr^2}), W'_m = -m dr
 * w_m/m2 and s^2 W''_m = ((m dr)^2/m2 - 1) w_m: constants are kept, and give no slope; straight lines keep theirs. Two
 * smooth curves that obey g20 = eps c r g00' obey it after L to rounding. Below r = 0 a curve continues evenly, as
 * every g_l0 does; W is cut at 8.5 s, where it is 2e-16 of its peak.
 *
 * Q window. S20 of r g00' is -Q dS00/dQ exactly (bessel.h), so neither is a derivative taken in r. The step in Q is at
 * most pi/(16 r_end): the midpoint sum over Q is then the integral within 0.2 % even for the ripples of a hard cut.
 * rho0 cancels and is set to 1. */
#include "pdf/smooth.h"

#include "base/mem.h"
#include "pdf/bessel.h"

#include <math.h>
#include <stdlib.h>

static int check(const struct smoothing *s, struct pdf_grid grid, struct gb_error *err) {
    const double end = (double)grid.n * grid.dr;
    if (grid.n < 3 || !(grid.dr > 0) || !isfinite(end))
        return gb_fail(err, GB_EINPUT, "%zu bins of width %g: smoothing needs at least 3 bins of positive width",
                       grid.n, grid.dr);
    if (s->kind == SMOOTH_GAUSSIAN && !(s->width >= grid.dr && s->width <= end / 4))
        return gb_fail(
            err, GB_EINPUT,
            "smoothing width %g: allowed are %g (one bin) to %g (a quarter of the range of r); change it, or the bins",
            s->width, grid.dr, end / 4);
    if (s->kind == SMOOTH_QWINDOW && !(s->q_max * end >= 2 * M_PI && s->q_max <= M_PI / grid.dr))
        return gb_fail(err, GB_EINPUT,
                       "Q_max %g: allowed are %g (one wave in the range of r) to %g (pi over the bin width); change "
                       "it, or the bins",
                       s->q_max, 2 * M_PI / end, M_PI / grid.dr);
    return GB_OK;
}

static int check_curve(struct pdf_grid grid, const double *f, struct gb_error *err) {
    for (size_t k = 0; k < grid.n; k++)
        if (!isfinite(f[k])) return gb_fail(err, GB_EFAIL, "the curve is not finite at r = %g", pdf_r(grid, k));
    return GB_OK;
}

/* ---- Gaussian ---- */

struct gaussian {
    size_t half; /* weights for m = 0..half */
    double m2;
    double *w;
    double *padded; /* [n + 2 half]: the curve, continued on both sides */
};

static struct gaussian gaussian_create(double s, struct pdf_grid grid, double limit, const double *f) {
    struct gaussian g = {(size_t)ceil(8.5 * s / grid.dr), 0, NULL, NULL};
    g.w = GB_ARRAY(g.half + 1, double);
    double sum = 0;
    for (size_t m = 0; m <= g.half; m++) {
        const double u = (double)m * grid.dr / s;
        g.w[m] = exp(-u * u / 2);
        sum += (m ? 2 : 1) * g.w[m];
    }
    for (size_t m = 0; m <= g.half; m++) {
        const double u = (double)m * grid.dr;
        g.w[m] /= sum;
        g.m2 += 2 * u * u * g.w[m];
    }
    g.padded = GB_ARRAY(grid.n + 2 * g.half, double);
    for (size_t k = 0; k < grid.n + 2 * g.half; k++) {
        const size_t m = k >= g.half ? k - g.half : g.half - 1 - k; /* bin -1-m mirrors bin m */
        g.padded[k] = m < grid.n ? f[m] : limit;
    }
    return g;
}

static void gaussian_clear(struct gaussian *g) {
    free(g->w);
    free(g->padded);
}

/* even = sum over m of e_m f_{k-m} with e_m = e_{-m}; odd likewise with o_m = -o_{-m}. NULL: not wanted. */
static void convolve(const struct gaussian *g, size_t k, const double *e, const double *o, double *even, double *odd) {
    const double *f = g->padded + g->half + k;
    double se = e ? e[0] * f[0] : 0, so = 0;
    for (size_t m = 1; m <= g->half; m++) {
        const double left = *(f - m), right = f[m];
        if (e) se += e[m] * (left + right);
        if (o) so += o[m] * (left - right);
    }
    if (even) *even = se;
    if (odd) *odd = so;
}

/* W'_m, and s^2 W''_m; the caller's. */
static double *slope_weights(const struct gaussian *g, double dr) {
    double *w = GB_ARRAY(g->half + 1, double);
    for (size_t m = 0; m <= g->half; m++) w[m] = -(double)m * dr / g->m2 * g->w[m];
    return w;
}
static double *curvature_weights(const struct gaussian *g, double dr) {
    double *w = GB_ARRAY(g->half + 1, double);
    for (size_t m = 0; m <= g->half; m++) w[m] = ((double)m * dr * (double)m * dr / g->m2 - 1) * g->w[m];
    return w;
}

static void gaussian_apply(double s, struct pdf_grid grid, double limit, const double *f, double *out) {
    struct gaussian g = gaussian_create(s, grid, limit, f);
    for (size_t k = 0; k < grid.n; k++) convolve(&g, k, g.w, NULL, &out[k], NULL);
    gaussian_clear(&g);
}

static void gaussian_r_derivative(double s, struct pdf_grid grid, const double *g00, double *out) {
    struct gaussian g = gaussian_create(s, grid, 1, g00);
    double *d1 = slope_weights(&g, grid.dr), *d2 = curvature_weights(&g, grid.dr);
    for (size_t k = 0; k < grid.n; k++) {
        double curvature, slope;
        convolve(&g, k, d2, d1, &curvature, &slope);
        out[k] = pdf_r(grid, k) * slope + curvature;
    }
    free(d1);
    free(d2);
    gaussian_clear(&g);
}

static void gaussian_derivative(double s, struct pdf_grid grid, const double *f, double *out) {
    struct gaussian g = gaussian_create(s, grid, 0, f);
    double *d1 = slope_weights(&g, grid.dr);
    for (size_t k = 0; k < grid.n; k++) convolve(&g, k, NULL, d1, NULL, &out[k]);
    free(d1);
    gaussian_clear(&g);
}

/* ---- Q window ---- */

enum window_task { WINDOW_CURVE_0, WINDOW_CURVE_2, WINDOW_R_DERIVATIVE, WINDOW_DERIVATIVE };

static int window_apply(const struct smoothing *s, struct pdf_grid grid, enum window_task task, const double *f,
                        double *out, struct gb_error *err) {
    const int l = task == WINDOW_CURVE_0 ? 0 : 2;
    const size_t n_q = (size_t)ceil(s->q_max * 16 * (double)grid.n * grid.dr / M_PI);
    const double dq = s->q_max / (double)n_q;
    double *S = GB_ARRAY(n_q, double);
    int rc = task == WINDOW_R_DERIVATIVE ? bessel_forward_r_derivative(grid, f, 1, n_q, dq, S, err)
                                         : bessel_forward(l, grid, f, 1, n_q, dq, S, err);
    const double limit = l == 0 ? 1 : 0;
    for (size_t j = 0; j < n_q; j++)
        S[j] = limit + (S[j] - limit) * q_window(s->window, ((double)j + 0.5) * dq / s->q_max);
    if (rc == GB_OK && task == WINDOW_DERIVATIVE)
        rc = bessel_inverse_derivative(n_q, dq, S, 1, grid, out, err);
    else if (rc == GB_OK)
        rc = bessel_inverse(l, n_q, dq, S, 1, grid, out, err);
    free(S);
    return rc;
}

/* ---- none ---- */

/* df/dr by central differences; even below r = 0, one-sided at the end (a jump to the limit there would be a false
 * slope). */
static double difference(struct pdf_grid grid, const double *f, size_t k) {
    if (k + 1 == grid.n) return (f[k] - f[k - 1]) / grid.dr;
    return (f[k + 1] - f[k > 0 ? k - 1 : 0]) / (2 * grid.dr);
}

int smooth_apply(const struct smoothing *s, struct pdf_grid grid, int l, const double *f, double *out,
                 struct gb_error *err) {
    if (l != 0 && l != 2) return gb_fail(err, GB_EINPUT, "smoothing a curve of order %d: only 0 and 2 are known", l);
    int rc = check(s, grid, err);
    if (rc == GB_OK) rc = check_curve(grid, f, err);
    if (rc != GB_OK) return rc;
    switch (s->kind) {
    case SMOOTH_NONE:
        for (size_t k = 0; k < grid.n; k++) out[k] = f[k];
        break;
    case SMOOTH_GAUSSIAN: gaussian_apply(s->width, grid, l == 0 ? 1 : 0, f, out); break;
    case SMOOTH_QWINDOW: return window_apply(s, grid, l == 0 ? WINDOW_CURVE_0 : WINDOW_CURVE_2, f, out, err);
    }
    return GB_OK;
}

int smooth_r_derivative(const struct smoothing *s, struct pdf_grid grid, const double *g00, double *out,
                        struct gb_error *err) {
    int rc = check(s, grid, err);
    if (rc == GB_OK) rc = check_curve(grid, g00, err);
    if (rc != GB_OK) return rc;
    switch (s->kind) {
    case SMOOTH_NONE:
        for (size_t k = 0; k < grid.n; k++) out[k] = pdf_r(grid, k) * difference(grid, g00, k);
        break;
    case SMOOTH_GAUSSIAN: gaussian_r_derivative(s->width, grid, g00, out); break;
    case SMOOTH_QWINDOW: return window_apply(s, grid, WINDOW_R_DERIVATIVE, g00, out, err);
    }
    return GB_OK;
}

int smooth_derivative(const struct smoothing *s, struct pdf_grid grid, const double *f, double *out,
                      struct gb_error *err) {
    int rc = check(s, grid, err);
    if (rc == GB_OK) rc = check_curve(grid, f, err);
    if (rc != GB_OK) return rc;
    switch (s->kind) {
    case SMOOTH_NONE:
        for (size_t k = 0; k < grid.n; k++) out[k] = difference(grid, f, k);
        break;
    case SMOOTH_GAUSSIAN: gaussian_derivative(s->width, grid, f, out); break;
    case SMOOTH_QWINDOW: return window_apply(s, grid, WINDOW_DERIVATIVE, f, out, err);
    }
    return GB_OK;
}

char *smooth_describe(const struct smoothing *s, const char *length_unit) {
    static const char *const name[] = {"step", "lorch", "gaussian-window"};
    switch (s->kind) {
    case SMOOTH_NONE: break;
    case SMOOTH_GAUSSIAN: return gb_format("gaussian %g %s", s->width, length_unit);
    case SMOOTH_QWINDOW: return gb_format("%s Q_max %g 1/%s", name[s->window], s->q_max, length_unit);
    }
    return gb_strdup("none");
}

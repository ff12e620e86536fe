/* Spherical Bessel transforms, see bessel.h.
 *
 * With x the input and y the output variable, t = x y, and midpoint sums S[f] = sum f sin t dx, C[f] = sum f cos t dx:
 *     sum f j_0(t) x^2 dx      =  S[f x]/y
 *     sum f j_2(t) x^2 dx      =  3 S[f/x]/y^3 - S[f x]/y - 3 C[f]/y^2
 *     sum f j_4(t) x^2 dx      =  105 S[f/x^3]/y^5 - 105 C[f/x^2]/y^4 - 45 S[f/x]/y^3 + 10 C[f]/y^2 + S[f x]/y
 *     sum f y x^3 j_1(t) dx    =  S[f x]/y - C[f x^2]                          the transform of x df/dx, up to its sign
 *     d/dy of the second       = -9 S[f/x]/y^4 + 4 S[f x]/y^2 + 9 C[f]/y^3 - C[f x^2]/y
 * Where t < 2 (j_4: 16) for every x the terms cancel; those few y are summed directly.
 *
 * C + iS on free half-integer grids is a chirp-z transform (Bluestein 1970): with a = dx dy, p = k + 1/2, q = j + 1/2,
 *     p q = (p^2 + q^2 - (q - p)^2)/2
 *     sum_k f_k e^{i a p q} = e^{i a q^2/2} sum_k [f_k e^{i a p^2/2}] e^{-i a (q-p)^2/2}
 * a convolution, done by FFTs of at least n_in + n_out - 1 points. */
#include "pdf/bessel.h"

#include "base/mem.h"

#include <complex.h>
#include <fftw3.h>
#include <gsl/gsl_sf_bessel.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_POINTS = 1 << 24 };

struct axis {
    size_t n;
    double d;
};
static double at(struct axis a, size_t i) { return ((double)i + 0.5) * a.d; }

struct chirp {
    struct axis in, out;
    size_t n_fft;
    fftw_complex *work, *filter;
    fftw_plan forward, backward;
};

/* e^{i a m^2/2}; the phase is large, so it is reduced in long double. */
static double complex phasor(double a, double m) {
    const long double turn = 2 * 3.14159265358979323846264338327950288L;
    const double phase = (double)fmodl((long double)a * m * m / 2, turn);
    const double parts[2] = {cos(phase), sin(phase)}; /* CMPLX is not in every compiler's library */
    double complex z;
    memcpy(&z, parts, sizeof z);
    return z;
}

static struct chirp chirp_create(struct axis in, struct axis out) {
    struct chirp c = {in, out, 1, NULL, NULL, NULL, NULL};
    while (c.n_fft < in.n + out.n - 1) c.n_fft *= 2;
    c.work = gb_calloc(c.n_fft, sizeof(fftw_complex));
    c.filter = gb_calloc(c.n_fft, sizeof(fftw_complex));
    const int n = (int)c.n_fft;
    const unsigned how = FFTW_ESTIMATE | FFTW_UNALIGNED;
    c.forward = fftw_plan_dft_1d(n, c.work, c.work, FFTW_FORWARD, how);
    c.backward = fftw_plan_dft_1d(n, c.work, c.work, FFTW_BACKWARD, how);
    const double a = in.d * out.d;
    for (size_t m = 0; m < out.n; m++) c.filter[m] = conj(phasor(a, (double)m));
    for (size_t m = 1; m < in.n; m++) c.filter[c.n_fft - m] = conj(phasor(a, (double)m));
    fftw_execute_dft(c.forward, c.filter, c.filter);
    return c;
}

static void chirp_clear(struct chirp *c) {
    fftw_destroy_plan(c->forward);
    fftw_destroy_plan(c->backward);
    free(c->work);
    free(c->filter);
}

/* C[f x^power] and S[f x^power] for every output; either may be NULL. */
static void chirp_sums(const struct chirp *c, const double *f, int power, double *cosine, double *sine) {
    const double a = c->in.d * c->out.d;
    for (size_t k = 0; k < c->n_fft; k++) c->work[k] = 0;
    for (size_t k = 0; k < c->in.n; k++) {
        const double x = at(c->in, k);
        double weight = f[k];
        for (int p = 0; p < power; p++) weight *= x;
        for (int p = 0; p > power; p--) weight /= x;
        c->work[k] = weight * phasor(a, (double)k + 0.5);
    }
    fftw_execute(c->forward);
    for (size_t k = 0; k < c->n_fft; k++) c->work[k] *= c->filter[k];
    fftw_execute(c->backward);
    const double scale = c->in.d / (double)c->n_fft;
    for (size_t j = 0; j < c->out.n; j++) {
        const double complex sum = scale * c->work[j] * phasor(a, (double)j + 0.5);
        if (cosine) cosine[j] = creal(sum);
        if (sine) sine[j] = cimag(sum);
    }
}

enum kernel { KERNEL_J0, KERNEL_J2, KERNEL_J4, KERNEL_SLOPE, KERNEL_J2_SLOPE };

/* j_4 to 1e-13 of itself, ten times sooner than GSL's general order: series below 2, where the sines cancel. */
static double j4(double t) {
    const double t2 = t * t;
    if (t > 2) return ((105 / t2 - 45) / t2 + 1) * sin(t) / t - (105 / t2 - 10) * cos(t) / t2;
    double term = t2 * t2 / 945, sum = 0;
    for (int k = 1; k <= 12; k++) {
        sum += term;
        term *= -t2 / (2 * k * (2 * k + 9));
    }
    return sum;
}

/* One output by the functions themselves. */
static double direct(enum kernel kernel, struct axis in, const double *f, double y) {
    double sum = 0;
    for (size_t k = 0; k < in.n; k++) {
        const double x = at(in, k), t = x * y;
        double w = 0;
        switch (kernel) {
        case KERNEL_J0: w = gsl_sf_bessel_j0(t); break;
        case KERNEL_J2: w = gsl_sf_bessel_j2(t); break;
        case KERNEL_J4: w = j4(t); break;
        case KERNEL_SLOPE: w = t * gsl_sf_bessel_j1(t); break;
        case KERNEL_J2_SLOPE: w = x * (gsl_sf_bessel_j1(t) - 3 * gsl_sf_bessel_j2(t) / t); break;
        }
        sum += f[k] * w * x * x;
    }
    return sum * in.d;
}

static void transform(enum kernel kernel, struct axis in, const double *f, struct axis out, double *F) {
    const double y_direct = (kernel == KERNEL_J4 ? 16 : 2) / at(in, in.n - 1);
    struct chirp c = chirp_create(in, out);
    double *s_over = GB_ARRAY(out.n, double), *s_times = GB_ARRAY(out.n, double);
    double *c_plain = GB_ARRAY(out.n, double), *c_times2 = GB_ARRAY(out.n, double);
    double *s_over3 = GB_ARRAY(out.n, double), *c_over2 = GB_ARRAY(out.n, double);
    const bool has_j4 = kernel == KERNEL_J4, has_j2 = kernel == KERNEL_J2 || kernel == KERNEL_J2_SLOPE || has_j4;
    const bool has_slope = kernel == KERNEL_SLOPE || kernel == KERNEL_J2_SLOPE;
    chirp_sums(&c, f, 1, NULL, s_times);
    if (has_j2) chirp_sums(&c, f, -1, NULL, s_over);
    if (has_j2) chirp_sums(&c, f, 0, c_plain, NULL);
    if (has_j4) chirp_sums(&c, f, -3, NULL, s_over3);
    if (has_j4) chirp_sums(&c, f, -2, c_over2, NULL);
    if (has_slope) chirp_sums(&c, f, 2, c_times2, NULL);
    for (size_t j = 0; j < out.n; j++) {
        const double y = at(out, j), y2 = y * y;
        if (y < y_direct) {
            F[j] = direct(kernel, in, f, y);
            continue;
        }
        switch (kernel) {
        case KERNEL_J0: F[j] = s_times[j] / y; break;
        case KERNEL_J2: F[j] = 3 * s_over[j] / (y2 * y) - s_times[j] / y - 3 * c_plain[j] / y2; break;
        case KERNEL_J4:
            F[j] = 105 * (s_over3[j] / y - c_over2[j]) / (y2 * y2) - 45 * s_over[j] / (y2 * y) + 10 * c_plain[j] / y2 +
                   s_times[j] / y;
            break;
        case KERNEL_SLOPE: F[j] = s_times[j] / y - c_times2[j]; break;
        case KERNEL_J2_SLOPE:
            F[j] = -9 * s_over[j] / (y2 * y2) + 4 * s_times[j] / y2 + 9 * c_plain[j] / (y2 * y) - c_times2[j] / y;
            break;
        }
    }
    free(s_over);
    free(s_times);
    free(s_over3);
    free(c_over2);
    free(c_plain);
    free(c_times2);
    chirp_clear(&c);
}

static int check_axis(struct axis a, const char *what, struct gb_error *err) {
    if (a.n < 1 || a.n > MAX_POINTS)
        return gb_fail(err, GB_EINPUT, "%zu points of %s: allowed are 1 to %d", a.n, what, MAX_POINTS);
    if (!(a.d > 0) || !isfinite(a.d))
        return gb_fail(err, GB_EINPUT, "step %g of %s: must be a finite number above 0", a.d, what);
    return GB_OK;
}

/* What every transform asks of its arguments. r_first: r is the input, Q the output. */
static int check(struct axis r, struct axis q, bool r_first, const double *f, double rho0, struct gb_error *err) {
    int rc = check_axis(r, "r", err);
    if (rc == GB_OK) rc = check_axis(q, "Q", err);
    if (rc != GB_OK) return rc;
    if (!(rho0 > 0) || !isfinite(rho0))
        return gb_fail(err, GB_EINPUT, "number density %g: must be a finite number above 0", rho0);
    if (r_first && at(q, q.n - 1) > M_PI / r.d)
        return gb_fail(
            err, GB_EINPUT,
            "Q up to %g is asked of bins of r = %g, which hold Q up to pi/dr = %g; use smaller bins or a lower Q",
            at(q, q.n - 1), r.d, M_PI / r.d);
    if (!r_first && at(r, r.n - 1) > M_PI / q.d)
        return gb_fail(
            err, GB_EINPUT,
            "r up to %g is asked of steps of Q = %g, which hold r up to pi/dq = %g; use smaller steps or a lower r",
            at(r, r.n - 1), q.d, M_PI / q.d);
    const struct axis in = r_first ? r : q;
    for (size_t k = 0; k < in.n; k++)
        if (!isfinite(f[k]))
            return gb_fail(err, GB_EINPUT, "the curve to transform is not finite at %s = %g", r_first ? "r" : "Q",
                           at(in, k));
    return GB_OK;
}

static int check_order(int l, struct gb_error *err) {
    if (l == 0 || l == 2 || l == 4) return GB_OK;
    return gb_fail(err, GB_EINPUT, "Bessel transform of order %d: only 0, 2 and 4 are known", l);
}

/* of l, and i^l */
static enum kernel kernel_of(int l) { return l == 0 ? KERNEL_J0 : l == 2 ? KERNEL_J2 : KERNEL_J4; }
static double sign_of(int l) { return l == 2 ? -1 : 1; }

/* out = limit + factor * transform of (f - limit). */
static void run(enum kernel kernel, struct axis in, const double *f, double limit, double factor, struct axis out,
                double *F) {
    double *part = GB_ARRAY(in.n, double);
    for (size_t k = 0; k < in.n; k++) part[k] = f[k] - limit;
    transform(kernel, in, part, out, F);
    const double add = kernel == KERNEL_J0 ? limit : 0;
    for (size_t j = 0; j < out.n; j++) F[j] = add + factor * F[j];
    free(part);
}

int bessel_forward(int l, struct pdf_grid grid, const double *g, double rho0, size_t n_q, double dq, double *S,
                   struct gb_error *err) {
    const struct axis r = {grid.n, grid.dr}, q = {n_q, dq};
    int rc = check_order(l, err);
    if (rc == GB_OK) rc = check(r, q, true, g, rho0, err);
    if (rc != GB_OK) return rc;
    run(kernel_of(l), r, g, l == 0 ? 1 : 0, sign_of(l) * 4 * M_PI * rho0, q, S);
    return GB_OK;
}

int bessel_inverse(int l, size_t n_q, double dq, const double *S, double rho0, struct pdf_grid grid, double *g,
                   struct gb_error *err) {
    const struct axis r = {grid.n, grid.dr}, q = {n_q, dq};
    int rc = check_order(l, err);
    if (rc == GB_OK) rc = check(r, q, false, S, rho0, err);
    if (rc != GB_OK) return rc;
    run(kernel_of(l), q, S, l == 0 ? 1 : 0, sign_of(l) / (2 * M_PI * M_PI * rho0), r, g);
    return GB_OK;
}

int bessel_forward_r_derivative(struct pdf_grid grid, const double *g00, double rho0, size_t n_q, double dq, double *S,
                                struct gb_error *err) {
    const struct axis r = {grid.n, grid.dr}, q = {n_q, dq};
    int rc = check(r, q, true, g00, rho0, err);
    if (rc == GB_OK) run(KERNEL_SLOPE, r, g00, 1, 4 * M_PI * rho0, q, S);
    return rc;
}

int bessel_inverse_derivative(size_t n_q, double dq, const double *S, double rho0, struct pdf_grid grid, double *dg,
                              struct gb_error *err) {
    const struct axis r = {grid.n, grid.dr}, q = {n_q, dq};
    int rc = check(r, q, false, S, rho0, err);
    if (rc == GB_OK) run(KERNEL_J2_SLOPE, q, S, 0, -1 / (2 * M_PI * M_PI * rho0), r, dg);
    return rc;
}

int bessel_forward_direct(int l, struct pdf_grid grid, const double *g, double rho0, size_t n_q, double dq, double *S,
                          struct gb_error *err) {
    const struct axis r = {grid.n, grid.dr}, q = {n_q, dq};
    int rc = check_order(l, err);
    if (rc == GB_OK) rc = check(r, q, true, g, rho0, err);
    if (rc != GB_OK) return rc;
    for (size_t j = 0; j < n_q; j++) {
        double sum = 0;
        for (size_t k = 0; k < grid.n; k++) {
            const double x = at(r, k);
            sum += (g[k] - (l == 0)) * gsl_sf_bessel_jl(l, at(q, j) * x) * x * x;
        }
        S[j] = (l == 0 ? 1 : 0) + sign_of(l) * 4 * M_PI * rho0 * sum * grid.dr;
    }
    return GB_OK;
}

/* g20/s at bin k; odd about 0, because g20 is even; 0 beyond the grid. */
static double over_r(struct pdf_grid grid, const double *g20, size_t k) {
    return k < grid.n ? g20[k] / pdf_r(grid, k) : 0;
}

int bessel_sine_curve(struct pdf_grid grid, const double *g20, double *h, struct gb_error *err) {
    int rc = check_axis((struct axis){grid.n, grid.dr}, "r", err);
    if (rc != GB_OK) return rc;
    double tail = over_r(grid, g20, grid.n - 1) * grid.dr / 2;
    for (size_t k = grid.n; k-- > 0;) {
        if (!isfinite(g20[k])) return gb_fail(err, GB_EINPUT, "g20 is not finite at r = %g", pdf_r(grid, k));
        const double here = over_r(grid, g20, k), next = over_r(grid, g20, k + 1);
        const double before = k > 0 ? over_r(grid, g20, k - 1) : -here;
        if (k + 1 < grid.n) tail += grid.dr * (13 * (here + next) - before - over_r(grid, g20, k + 2)) / 24;
        h[k] = g20[k] - 3 * tail;
    }
    return GB_OK;
}

/* S_l0(Q) from partials and back, see structure.h. Cost: a Bessel transform for each l and pair of species. */
#include "pdf/structure.h"

#include "base/mem.h"
#include "pdf/bessel.h"

#include <math.h>
#include <stdlib.h>

void structure_clear(struct structure *s) {
    for (int i = 0; i < 3; i++) free(s->S[i]);
    *s = (struct structure){0};
}

/* f = limit + (g - limit) times the half cosine at the end of the grid. */
static void tapered(const struct structure_input *in, const double *g, double limit, double *f) {
    const double end = (double)in->grid.n * in->grid.dr;
    for (size_t k = 0; k < in->grid.n; k++) {
        const double left = end - pdf_r(in->grid, k);
        const double keep = left < in->taper ? 0.5 * (1 - cos(M_PI * left / in->taper)) : 1;
        f[k] = limit + keep * (g[k] - limit);
    }
}

static int add_pair(struct structure *out, int l, const struct scatter *sc, int a, int b,
                    const struct structure_input *in, const double *g, double *work, double *S, struct gb_error *err) {
    const double limit = l == 0 ? 1 : 0;
    tapered(in, g, limit, work);
    int rc = bessel_forward(l, in->grid, work, in->rho0, out->n, out->dq, S, err);
    if (rc != GB_OK) return gb_context(err, "partial %d-%d, l = %d", a + 1, b + 1, l);
    for (size_t j = 0; j < out->n; j++)
        out->S[l / 2][j] += scatter_weight(sc, a, b, structure_q(out, j) / in->to_angstrom) * (S[j] - limit);
    return GB_OK;
}

static int check_input(const struct scatter *sc, const struct structure_input *in, size_t n_q, double dq,
                       struct gb_error *err) {
    const double end = (double)in->grid.n * in->grid.dr;
    if (!(in->taper >= 0 && in->taper <= end))
        return gb_fail(err, GB_EINPUT, "taper %g: allowed are 0 to %g, the range of r", in->taper, end);
    return scatter_check_q(sc, (double)n_q * dq, in->to_angstrom, err);
}

int structure_from_partials(struct structure *out, const struct scatter *sc, const struct structure_input *in,
                            size_t n_q, double dq, struct gb_error *err) {
    *out = (struct structure){.n = n_q, .dq = dq, .rho0 = in->rho0};
    int rc = check_input(sc, in, n_q, dq, err);
    if (rc != GB_OK) return rc;
    const size_t n_pairs = (size_t)sc->n * (size_t)(sc->n + 1) / 2;
    double *work = GB_ARRAY(in->grid.n, double), *S = GB_ARRAY(n_q, double);
    for (int l = 0; l <= in->l_max && rc == GB_OK; l += 2) {
        out->S[l / 2] = GB_ARRAY(n_q, double);
        for (size_t j = 0; j < n_q; j++) out->S[l / 2][j] = l == 0 ? 1 : 0;
        for (int a = 0; a < sc->n; a++)
            for (int b = a; b < sc->n && rc == GB_OK; b++) {
                const size_t pair = pdf_pair_index(sc->n, a, b);
                if (sc->fraction[a] > 0 && sc->fraction[b] > 0)
                    rc = add_pair(out, l, sc, a, b, in, in->g[(size_t)(l / 2) * n_pairs + pair], work, S, err);
            }
    }
    free(work);
    free(S);
    if (rc != GB_OK) structure_clear(out);
    return rc;
}

/* f = running rms of f over the points within half of each. */
static void running_rms(double *f, size_t n, size_t half) {
    double *sum = GB_ARRAY(n + 1, double);
    for (size_t j = 0; j < n; j++) sum[j + 1] = sum[j] + f[j] * f[j];
    for (size_t j = 0; j < n; j++) {
        const size_t lo = j > half ? j - half : 0, hi = j + half + 1 < n ? j + half + 1 : n;
        f[j] = sqrt((sum[hi] - sum[lo]) / (double)(hi - lo));
    }
    free(sum);
}

int structure_residual(struct structure *out, const struct scatter *sc, const struct structure_input *in, size_t n_q,
                       double dq, struct gb_error *err) {
    const double end = (double)in->grid.n * in->grid.dr;
    struct structure_input way = *in;
    struct structure tapered_end;
    way.taper = 0;
    int rc = structure_from_partials(out, sc, &way, n_q, dq, err);
    if (rc != GB_OK) return rc;
    way.taper = end / 3;
    rc = structure_from_partials(&tapered_end, sc, &way, n_q, dq, err);
    for (int i = 0; i <= in->l_max / 2 && rc == GB_OK; i++) {
        for (size_t j = 0; j < n_q; j++) out->S[i][j] -= tapered_end.S[i][j];
        running_rms(out->S[i], n_q, (size_t)fmin(3 * M_PI / (end * dq), (double)n_q));
    }
    if (rc != GB_OK) structure_clear(out);
    structure_clear(&tapered_end);
    return rc;
}

int structure_check_cut(const struct structure *s, const struct q_cut *cut, struct gb_error *err) {
    const double end = (double)s->n * s->dq;
    if (!(cut->q_min >= 0 && cut->q_min < cut->q_max && cut->q_max < end + s->dq))
        return gb_fail(err, GB_EINPUT, "Q from %g to %g: allowed is 0 <= Q_min < Q_max <= %g, the end of S(Q)",
                       cut->q_min, cut->q_max, end);
    if ((cut->q_max - cut->q_min) / s->dq < 10)
        return gb_fail(err, GB_EINPUT, "Q from %g to %g holds fewer than 10 points of %g", cut->q_min, cut->q_max,
                       s->dq);
    return GB_OK;
}

/* limit + W (S - limit), continued below q_min as (Q/Q_min)^power from there; n points up to q_max. */
static double *windowed(const struct structure *s, const struct q_cut *cut, const double *S, double limit, int power,
                        size_t *n) {
    double *f = GB_ARRAY(s->n, double);
    size_t first = 0;
    while (structure_q(s, first) < cut->q_min) first++;
    for (*n = 0; *n < s->n && structure_q(s, *n) <= cut->q_max; (*n)++) {
        const size_t j = *n < first ? first : *n;
        const double fall = *n < first ? pow(structure_q(s, *n) / structure_q(s, first), power) : 1;
        f[*n] = limit + q_window(cut->window, structure_q(s, *n) / cut->q_max) * (S[j] - limit) * fall;
    }
    return f;
}

static int back(const struct structure *s, const struct q_cut *cut, int l, const double *S, int power,
                struct pdf_grid grid, double *g, struct gb_error *err) {
    int rc = structure_check_cut(s, cut, err);
    if (rc != GB_OK) return rc;
    size_t n;
    double *f = windowed(s, cut, S, l == 0 ? 1 : 0, power, &n);
    rc = bessel_inverse(l, n, s->dq, f, s->rho0, grid, g, err);
    free(f);
    return rc;
}

int structure_g(const struct structure *s, const struct q_cut *cut, int l, struct pdf_grid grid, double *g,
                struct gb_error *err) {
    if (l < 0 || l > 4 || l % 2 || !s->S[l / 2]) return gb_fail(err, GB_EINPUT, "S_%d0 is not there", l);
    return back(s, cut, l, s->S[l / 2], l, grid, g, err);
}

/* S00 beyond the ends: even in Q below 0, a straight line above. */
static double s00(const struct structure *s, long j) {
    const long n = (long)s->n;
    if (j < 0) j = -1 - j;
    if (j < n) return s->S[0][j];
    return s->S[0][n - 1] + (double)(j - n + 1) * (s->S[0][n - 1] - s->S[0][n - 2]);
}

void structure_slope(const struct structure *s, double *out) {
    for (size_t i = 0; i < s->n; i++) {
        const long j = (long)i;
        const double d = 45 * (s00(s, j + 1) - s00(s, j - 1)) - 9 * (s00(s, j + 2) - s00(s, j - 2)) +
                         (s00(s, j + 3) - s00(s, j - 3));
        out[i] = -structure_q(s, i) * d / (60 * s->dq);
    }
}

int structure_r_derivative(const struct structure *s, const struct q_cut *cut, struct pdf_grid grid, double *out,
                           struct gb_error *err) {
    if (s->n < 4) return gb_fail(err, GB_EINPUT, "%zu points of Q: a slope needs at least 4", s->n);
    double *slope = GB_ARRAY(s->n, double);
    structure_slope(s, slope);
    int rc = back(s, cut, 2, slope, 2, grid, out, err);
    free(slope);
    return rc;
}

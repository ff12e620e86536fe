/* What a detector with few sectors, or few photons, makes of S00 and S20. See experiment.h.
 *
 * S00 and S20 are spread over sectors of azimuth of a flat detector at 100 keV, as averages over each sector's width,
 * and brought back by least squares (strain/sectors.h), with the basis averaged likewise or, naively, taken at the
 * sectors' centres.
 *
 * Noise: `counts` photons in all sectors from Q = 0 to Q_max in each of two frames, unloaded and loaded. A bin of Q
 * holds a share Q I(Q) of them (equal steps of Q are rings of solid angle ~ Q), I = <f>^2 (S - 1) + <f^2> + Compton
 * with its recoil; n photons in a bin and sector make the error I/(<f>^2 sqrt n) of S. No background, no dark current:
 * the least noise that so many photons leave.
 */
#include "base/mem.h"
#include "base/random.h"
#include "experiment/parts.h"
#include "strain/shift.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double wavelength = 12.398420 / 100; /* angstrom, 100 keV */

/* ---- sectors ---- */

/* The error of S in one bin and sector, of one photon in all: it falls as 1/sqrt(counts). An intensity below 0, which
 * the end of the curves in r can leave at low Q, counts as none. */
static void errors(const struct experiment_data *d, const struct structure *s00, const struct experiment *e,
                   double *sigma) {
    const struct scatter *sc = &d->scatter[e->weights];
    double sum = 0;
    for (size_t j = 0; j < d->n_q; j++) {
        const double Q = structure_q(s00, j) / d->to_angstrom, f = scatter_mean_f(sc, Q);
        const double coherent = f * f * (s00->S[0][j] - 1) + scatter_mean_f_squared(sc, Q);
        const double I = fmax(0, coherent) + scatter_compton_seen(sc, Q, wavelength);
        if (Q <= e->q_max) sum += Q * I;
        sigma[j] = sqrt(I / Q) / (f * f);
    }
    for (size_t j = 0; j < d->n_q; j++) sigma[j] *= sqrt(sum * (double)e->sectors);
}

/* Sectors of a flat detector; angle NULL: all n around the ring. */
static void ring(const struct experiment_data *d, const struct experiment *e, size_t n, const double *angle,
                 struct sectors *s) {
    double *all = GB_ARRAY(n, double);
    if (!angle) sectors_ring(n, all);
    sectors_init(s, SECTORS_S, "Q_1/ang", d->n_q, d->dq / d->to_angstrom, n, angle ? angle : all, false);
    s->azimuth = true;
    s->wavelength = wavelength;
    s->width = 360 / (double)e->sectors;
    free(all);
}

static int expand(const struct experiment_data *d, const struct sectors *s, const struct experiment *e,
                  struct sectors_expansion *out, struct gb_error *err) {
    const struct sectors_options opt = {.l_max = 2, .at_centre = e->centre};
    int rc = sectors_expand(s, &opt, out, err);
    if (rc == GB_OK && (out->first != 0 || out->n != d->n_q))
        rc = gb_fail(err, GB_EFAIL, "%zu sectors do not cover the range of Q", e->sectors);
    return rc;
}

/* What comes back of S_l0 = 1 as S_l0. */
static int unit_response(const struct experiment_data *d, const struct experiment *e, struct sectors *s, int l,
                         double *back, struct gb_error *err) {
    double *one = GB_ARRAY(d->n_q, double);
    const double *const c[3] = {l == 0 ? one : NULL, l == 2 ? one : NULL, NULL};
    struct sectors_expansion out = {0};
    for (size_t j = 0; j < d->n_q; j++) one[j] = 1;
    sectors_fill(s, c);
    int rc = expand(d, s, e, &out, err);
    if (rc == GB_OK) memcpy(back, out.c[l / 2], d->n_q * sizeof *back);
    sectors_expansion_clear(&out);
    free(one);
    return rc;
}

int experiment_response_prepare(struct experiment_data *d, const struct experiment *e, struct gb_error *err) {
    struct experiment_response *r = &d->response;
    if (r->m && r->sectors == e->sectors && r->centre == e->centre) return GB_OK;
    struct sectors s = {0};
    free(r->m);
    *r = (struct experiment_response){e->sectors, e->centre, GB_ARRAY(2 * d->n_q, double)};
    ring(d, e, e->sectors, NULL, &s);
    int rc = unit_response(d, e, &s, 0, r->m, err);
    if (rc == GB_OK) rc = unit_response(d, e, &s, 2, r->m + d->n_q, err);
    sectors_clear(&s);
    if (rc != GB_OK) {
        free(r->m);
        r->m = NULL;
    }
    return rc;
}

int experiment_through_sectors(const struct experiment_data *d, const struct experiment *e, struct structure *s00,
                               struct structure *s20, struct gb_error *err) {
    const struct experiment_response *r = &d->response;
    if (!r->m || r->sectors != e->sectors || r->centre != e->centre)
        return gb_fail(err, GB_EFAIL, "%zu sectors cannot be expanded", e->sectors);
    for (size_t j = 0; j < d->n_q; j++) {
        s00->S[0][j] *= r->m[j];
        s20->S[1][j] *= r->m[d->n_q + j];
    }
    return GB_OK;
}

/* A quarter of the ring is enough where the other three are its mirror images. */
static void quarter(const struct experiment_data *d, const struct experiment *e, const double *s20,
                    const struct structure *s00, struct sectors *s) {
    const double *const c[3] = {s00->S[0], s20, NULL};
    const size_t n = e->sectors / 4 + 1;
    double *angle = GB_ARRAY(n, double);
    for (size_t i = 0; i < n; i++) angle[i] = 360 * (double)i / (double)e->sectors;
    ring(d, e, n, angle, s);
    sectors_fill(s, c);
    free(angle);
}

int experiment_shift(const struct experiment_data *d, const struct structure *s00, const struct structure *s20,
                     double poisson, const struct experiment *e, double eps[EXPERIMENT_SHELLS], struct gb_error *err) {
    const struct q_cut cut = {0, e->q_max, e->window};
    const bool peak = e->route == ROUTE_PEAK_SHIFT;
    struct sectors unloaded = {0}, loaded = {0};
    struct shift shift[EXPERIMENT_SHELLS];
    size_t found = 1;
    quarter(d, e, NULL, s00, &unloaded);
    quarter(d, e, s20->S[1], s00, &loaded);
    int rc = peak ? shift_first_peak(&loaded, &unloaded, poisson, shift, err)
                  : shift_shells(&loaded, &unloaded, &cut, poisson, EXPERIMENT_SHELLS, shift, &found, err);
    for (size_t i = 0; i < EXPERIMENT_SHELLS; i++) eps[i] = rc == GB_OK && i < found ? shift[i].eps : NAN;
    sectors_clear(&unloaded);
    sectors_clear(&loaded);
    return rc;
}

/* ---- noise ---- */

/* One frame of noise alone, of `sigma` in every sector. */
static int noise_frame(const struct experiment_data *d, const struct experiment *e, const double *sigma,
                       uint64_t *state, struct sectors_expansion *out, struct gb_error *err) {
    struct sectors s = {0};
    ring(d, e, e->sectors, NULL, &s);
    for (size_t i = 0; i < s.n_sectors; i++)
        for (size_t j = 0; j < s.n; j++) s.value[i * s.n + j] = sigma[j] * random_normal(state);
    int rc = expand(d, &s, e, out, err);
    sectors_clear(&s);
    return rc;
}

int experiment_noise_prepare(struct experiment_data *d, const struct experiment_pool *p, const struct experiment *e,
                             struct gb_error *err) {
    double *sigma = GB_ARRAY(d->n_q, double);
    uint64_t state = 1;
    int rc = GB_OK;
    errors(d, &p->reference[e->weights], e, sigma);
    d->noise = GB_ARRAY(EXPERIMENT_DRAWS * 2 * d->n_q, double);
    for (size_t i = 0; i < EXPERIMENT_DRAWS && rc == GB_OK; i++) {
        struct sectors_expansion unloaded = {0}, loaded = {0};
        double *n00 = d->noise + 2 * i * d->n_q, *n20 = n00 + d->n_q;
        rc = noise_frame(d, e, sigma, &state, &unloaded, err);
        if (rc == GB_OK) rc = noise_frame(d, e, sigma, &state, &loaded, err);
        for (size_t j = 0; j < d->n_q && rc == GB_OK; j++) {
            n00[j] = unloaded.c[0][j];
            n20[j] = loaded.c[1][j] - unloaded.c[1][j];
        }
        sectors_expansion_clear(&unloaded);
        sectors_expansion_clear(&loaded);
    }
    free(sigma);
    return rc;
}

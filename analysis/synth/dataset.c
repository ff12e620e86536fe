/* One state as an experiment has it, see dataset.h. */
#include "synth/dataset.h"

#include "base/mem.h"
#include "synth/noise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { L4_DIRECTIONS = 5, NOISE_STREAM = 7001, MIN_STEPS = 12 };

int dataset_check(const struct dataset_plan *p, double r_max, double dr, struct gb_error *err) {
    if (!(p->dq > 0 && p->dq <= M_PI / ((double)p->grid.n * p->grid.dr)))
        return gb_fail(err, GB_EINPUT, "--q-step %g: allowed are above 0, up to pi/r-max = %g; lower it, or --r-max",
                       p->dq, M_PI / ((double)p->grid.n * p->grid.dr));
    if (!(p->cut.q_min >= 0 && p->cut.q_min < p->cut.q_max))
        return gb_fail(err, GB_EINPUT, "--q-min %g and --q-max %g: allowed is 0 <= Q_min < Q_max", p->cut.q_min,
                       p->cut.q_max);
    if (!((p->cut.q_max - p->cut.q_min) / p->dq >= MIN_STEPS))
        return gb_fail(err, GB_EINPUT, "--q-min %g to --q-max %g are fewer than %d steps of --q-step %g", p->cut.q_min,
                       p->cut.q_max, MIN_STEPS, p->dq);
    if (!(p->q_end <= M_PI / dr))
        return gb_fail(err, GB_EINPUT,
                       "Q up to %g is asked (--q-max, or the corners of the detector) of curves with steps of r = %g, "
                       "which hold Q up to pi/dr = %g; lower it or give finer curves",
                       p->q_end, dr, M_PI / dr);
    if (!(p->cut.q_min * r_max >= 2 * M_PI * (1 - 1e-9)))
        return gb_fail(err, GB_EINPUT,
                       "--q-min %g: curves that reach r = %g tell S(Q) from 2 pi/r = %.4g on; raise --q-min or give "
                       "longer curves",
                       p->cut.q_min, r_max, 2 * M_PI / r_max);
    if (p->n_sectors < 3 || p->n_sectors > 360)
        return gb_fail(err, GB_EINPUT, "--sectors %zu: allowed are 3 to 360", p->n_sectors);
    if (!(p->wavelength >= 0) || (p->wavelength > 0 && p->q_end * p->wavelength >= 4 * M_PI))
        return gb_fail(err, GB_EINPUT, "--wavelength %g: allowed are above 0, up to 4 pi/Q_max = %g", p->wavelength,
                       4 * M_PI / p->q_end);
    return GB_OK;
}

double dataset_intensity(const struct scatter *sc, double Q, double wavelength, double S) {
    const double f = scatter_mean_f(sc, Q);
    const double compton = wavelength > 0 ? scatter_compton_seen(sc, Q, wavelength) : scatter_compton(sc, Q);
    return f * f * (S - 1) + scatter_mean_f_squared(sc, Q) + compton;
}

double dataset_peak(const struct dataset_plan *p, const struct scatter *sc, const struct structure *s) {
    double peak = 0;
    for (size_t j = 0; j < s->n && structure_q(s, j) <= p->cut.q_max; j++)
        if (structure_q(s, j) >= p->cut.q_min)
            peak = fmax(peak, dataset_intensity(sc, structure_q(s, j), p->wavelength, s->S[0][j]));
    return peak;
}

void dataset_clear(struct dataset_state *s) {
    structure_clear(&s->ideal);
    structure_clear(&s->measured);
    sectors_clear(&s->S);
    sectors_clear(&s->G);
    for (int i = 0; i < 3; i++) {
        free(s->error[i]);
        free(s->g[i]);
    }
    *s = (struct dataset_state){0};
}

/* g(r, chi) has no theta, so that it knows chi alone: of a ring the directions from 0 to 180 degrees, each once. */
static void init_G(struct sectors *G, const struct dataset_plan *p, const double *angle, double width) {
    const size_t n = p->wavelength > 0 ? p->n_sectors / 2 + 1 : p->n_sectors;
    sectors_init(G, SECTORS_G, "r_ang", p->grid.n, p->grid.dr, n, angle, false);
    for (size_t k = 0; p->wavelength > 0 && k < n; k++) G->angle[k] = 360 * (double)k / (double)p->n_sectors;
    G->width = width;
}

/* Angles and width; the number of different cos^2 chi among them. */
static size_t place_sectors(const struct dataset_plan *p, double *angle, double *width) {
    const size_t n = p->n_sectors;
    if (p->wavelength > 0) {
        sectors_ring(n, angle);
        *width = 360 / (double)n;
        return n % 2 ? (n + 1) / 2 : n / 4 + 1;
    }
    *width = 90 / (double)n;
    for (size_t k = 0; k < n; k++) angle[k] = ((double)k + 0.5) * *width;
    return n;
}

static int add_noise(struct sectors *s, const struct dataset_plan *p, const struct scatter *sc, uint64_t number,
                     struct gb_error *err) {
    for (size_t i = 0; i < s->n_sectors; i++) {
        uint64_t stream = noise_stream(p->seed, NOISE_STREAM + number, i);
        for (size_t j = 0; j < s->n; j++) {
            const double Q = sectors_x(s, j), f = scatter_mean_f(sc, Q);
            double *v = &s->value[i * s->n + j];
            if (isnan(*v)) continue;
            const double counts = p->scale * dataset_intensity(sc, Q, p->wavelength, *v);
            if (!(counts >= 0))
                return gb_fail(err, GB_EINPUT,
                               "%g counts are expected at Q = %g in the sector at %g degrees: the glass's S(Q) is too "
                               "low there to be real; raise --q-min or use better curves",
                               counts, Q, s->angle[i]);
            *v += (noise_poisson(&stream, counts) - counts) / (p->scale * f * f);
            s->sigma[i * s->n + j] = sqrt(fmax(counts, 1)) / (p->scale * f * f);
        }
    }
    return GB_OK;
}

static int make_sectors(struct dataset_state *out, const struct dataset_plan *p, const struct scatter *sc,
                        uint64_t number, struct gb_error *err) {
    double *angle = GB_ARRAY(p->n_sectors, double), width;
    place_sectors(p, angle, &width);
    const size_t n = (size_t)floor(p->cut.q_max / p->dq + 1e-9);
    sectors_init(&out->S, SECTORS_S, "Q_1/ang", n, p->dq, p->n_sectors, angle, p->scale > 0);
    init_G(&out->G, p, angle, width);
    free(angle);
    out->S.width = width;
    out->S.r_max = out->G.r_max = p->r_known;
    out->S.wavelength = p->wavelength;
    out->S.azimuth = p->wavelength > 0;
    sectors_fill(&out->S, (const double *const *)out->ideal.S);
    while (out->first < n && ((double)out->first + 0.5) * p->dq < p->cut.q_min) out->first++;
    for (size_t i = 0; i < p->n_sectors; i++)
        for (size_t j = 0; j < out->first; j++) {
            out->S.value[i * n + j] = NAN;
            if (out->S.sigma) out->S.sigma[i * n + j] = NAN;
        }
    return p->scale > 0 ? add_noise(&out->S, p, sc, number, err) : GB_OK;
}

/* Back to S_l0 and on to g_l0. */
static int expand(struct dataset_state *out, const struct dataset_plan *p, double rho0, struct gb_error *err) {
    double *angle = GB_ARRAY(p->n_sectors, double), width;
    const size_t directions = place_sectors(p, angle, &width);
    free(angle);
    const struct sectors_options o = {.l_max = directions >= L4_DIRECTIONS ? 4 : 2};
    struct sectors_expansion e = {0};
    int rc = sectors_expand(&out->S, &o, &e, err);
    if (rc != GB_OK) return rc;
    sectors_structure(&e, rho0, &out->measured);
    out->first = e.first;
    for (int i = 0; i < 3 && p->scale > 0; i++) {
        out->error[i] = e.error[i];
        e.error[i] = NULL;
    }
    sectors_expansion_clear(&e);
    struct q_cut cut = p->cut;
    cut.q_min = fmax(cut.q_min, structure_q(&out->measured, out->first));
    cut.q_max = fmin(cut.q_max, (double)out->measured.n * p->dq);
    for (int l = 0; l <= o.l_max && rc == GB_OK; l += 2) {
        out->g[l / 2] = GB_ARRAY(p->grid.n, double);
        rc = structure_g(&out->measured, &cut, l, p->grid, out->g[l / 2], err);
    }
    if (rc == GB_OK) sectors_fill(&out->G, (const double *const *)out->g);
    return rc;
}

int dataset_measure(struct dataset_state *out, const struct dataset_plan *p, const struct scatter *sc,
                    const struct structure_input *in, uint64_t number, struct gb_error *err) {
    *out = (struct dataset_state){0};
    const size_t n = (size_t)ceil(p->q_end / p->dq - 1e-9);
    int rc = structure_from_partials(&out->ideal, sc, in, n, p->dq, err);
    if (rc == GB_OK) rc = make_sectors(out, p, sc, number, err);
    if (rc == GB_OK) rc = expand(out, p, in->rho0, err);
    if (rc != GB_OK) dataset_clear(out);
    return rc;
}

/* I(Q, chi) of a glass, tabulated for a detector, see detector.h.
 *
 * At Q_j = (j + 1/2) dq: the three even curves I = A + P2 B + P4 C, and their slopes by differences of sixth order
 * (even about Q = 0). Between points cubic Hermite: what oscillates as cos(Q r) is right to (r dq)^4/384.
 */
#include "synth/detector.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

enum { CURVES = 3, BORDER = 3 };

struct detector_source {
    size_t n; /* nodes, the first is the mirror of j = 0 */
    double dq, peak;
    double (*node)[2 * CURVES]; /* values, then slopes times dq; owned */
};

static void fill(struct detector_source *src, const struct scatter *sc, const struct structure *s, double wavelength,
                 double *curve[CURVES]) {
    for (size_t j = 0; j < s->n; j++) {
        const double Q = structure_q(s, j), f = scatter_mean_f(sc, Q), f2 = f * f;
        curve[0][j] = f2 * (s->S[0][j] - 1) + scatter_mean_f_squared(sc, Q) + scatter_compton_seen(sc, Q, wavelength);
        curve[1][j] = s->S[1] ? f2 * sqrt(5) * s->S[1][j] : 0;
        curve[2][j] = s->S[2] ? f2 * 3 * s->S[2][j] : 0;
    }
    for (size_t k = 0; k < src->n; k++) {
        const long j = (long)k - 1;
        for (int c = 0; c < CURVES; c++) {
            double v[2 * BORDER + 1];
            for (long i = -BORDER; i <= BORDER; i++) v[i + BORDER] = curve[c][j + i < 0 ? -1 - (j + i) : j + i];
            src->node[k][c] = v[BORDER];
            src->node[k][CURVES + c] = (45 * (v[4] - v[2]) - 9 * (v[5] - v[1]) + (v[6] - v[0])) / 60;
        }
        src->peak = fmax(src->peak, src->node[k][0]);
    }
}

int detector_source_create(struct detector_source **out, const struct detector *d, const struct scatter *sc,
                           const struct structure *s, struct gb_error *err) {
    const struct detector_reach reach = detector_reach(d);
    const double wavelength = detector_wavelength(d);
    const size_t need = (size_t)ceil(reach.q_edge / s->dq + 0.5) + BORDER;
    if (sc->probe != SCATTER_XRAY)
        return gb_fail(err, GB_EINPUT, "detector images are of x-rays, not of %s weights",
                       scatter_probe_name(sc->probe));
    if (!s->S[0]) return gb_fail(err, GB_EINPUT, "S00 is not there");
    if (need > s->n)
        return gb_fail(err, GB_EINPUT,
                       "S(Q) ends at %.4g, the detector's corner sees Q = %.4g 1/angstrom: S(Q) is needed up to %.4g, "
                       "or move the detector away",
                       (double)s->n * s->dq, reach.q_edge, (double)need * s->dq);
    double *curve[CURVES];
    for (int c = 0; c < CURVES; c++) curve[c] = GB_ARRAY(s->n, double);
    struct detector_source *src = GB_NEW(struct detector_source);
    src->n = s->n - BORDER + 1;
    src->dq = s->dq;
    src->node = gb_calloc(src->n, sizeof *src->node);
    fill(src, sc, s, wavelength, curve);
    for (int c = 0; c < CURVES; c++) free(curve[c]);
    *out = src;
    return GB_OK;
}

void detector_source_free(struct detector_source *src) {
    if (src) free(src->node);
    free(src);
}

double detector_source_intensity(const struct detector_source *src, double Q, double cos_chi) {
    const double x = Q / src->dq + 0.5;
    const size_t k = (size_t)x;
    if (!(k + 1 < src->n)) return NAN;
    const double t = x - (double)k, t2 = t * t, t3 = t2 * t;
    const double h0 = 1 - 3 * t2 + 2 * t3, h1 = 3 * t2 - 2 * t3, g0 = t - 2 * t2 + t3, g1 = t3 - t2;
    const double *a = src->node[k], *b = src->node[k + 1], c2 = cos_chi * cos_chi;
    double f[CURVES];
    for (int c = 0; c < CURVES; c++) f[c] = h0 * a[c] + h1 * b[c] + g0 * a[CURVES + c] + g1 * b[CURVES + c];
    return f[0] + f[1] * (1.5 * c2 - 0.5) + f[2] * ((4.375 * c2 - 3.75) * c2 + 0.375);
}

double detector_source_peak(const struct detector_source *src) { return src->peak; }

/* A detector image of the study's own glass: the rings, and how a load changes them. */
#include "page/parts.h"

#include "report/figures.h"
#include "study/scatterer.h"
#include "synth/detector.h"

#include <math.h>
#include <stdlib.h>

enum { PIXELS = 180 };
static const double edge_m = 0.4096, distance_m = 0.45, stop_q = 1.2; /* of 1-ID's detector; 1/angstrom */

/* S00 and S20 as the detector's source wants them. Below stop_q, behind the beam stop, S00 is held: the end of the
 * curves in r makes ripples there that may go below an intensity of 0. */
static struct structure make_structure(const struct scattering *c, bool loaded) {
    struct structure s = {.n = c->n, .dq = 2 * c->column[SCATTERING_Q][0], .rho0 = 1};
    size_t first = 0;
    while (first + 1 < c->n && c->column[SCATTERING_Q][first] < stop_q) first++;
    s.S[0] = GB_ARRAY(c->n, double);
    s.S[1] = GB_ARRAY(c->n, double);
    for (size_t j = 0; j < c->n; j++) {
        const size_t from = j < first ? first : j;
        s.S[0][j] = fmax(c->column[SCATTERING_S00][from], 0);
        s.S[1][j] = loaded && j >= first ? c->column[SCATTERING_S20][j] : 0;
    }
    return s;
}

static struct detector small_detector(void) {
    struct detector d = detector_default();
    d.width = d.height = PIXELS;
    d.pixel_m = edge_m / PIXELS;
    d.distance_m = distance_m;
    d.centre[0] = d.centre[1] = PIXELS / 2.0;
    return d;
}

static int expose(const struct detector *d, const struct detector_maps *m, const struct detector_defects *defects,
                  const struct scatter *sc, const struct scattering *c, bool loaded, float *counts,
                  struct gb_error *err) {
    struct structure s = make_structure(c, loaded);
    struct detector_source *source = NULL;
    int rc = detector_source_create(&source, d, sc, &s, err);
    if (rc == GB_OK) {
        const struct detector_exposure e = {.scale = 1e4 / detector_source_peak(source), .subpixel = 3, .threads = 1};
        rc = detector_frame(d, defects, m, source, &e, counts, err);
    }
    detector_source_free(source);
    structure_clear(&s);
    return rc;
}

static int make_frames(const struct scatter *sc, const struct scattering *c, double *unloaded, double *change,
                       struct gb_error *err) {
    const struct detector d = small_detector();
    const double sin_theta = stop_q * detector_wavelength(&d) / (4 * M_PI);
    const struct detector_defects defects = {.beam_stop_m = distance_m * tan(2 * asin(sin_theta))};
    struct detector_maps m = {0};
    float *counts = GB_ARRAY(2 * PIXELS * PIXELS, float);
    int rc = detector_maps_make(&m, &d, &defects, err);
    for (int k = 0; k < 2 && rc == GB_OK; k++)
        rc = expose(&d, &m, &defects, sc, c, k == 1, counts + k * PIXELS * PIXELS, err);
    for (size_t i = 0; i < PIXELS * PIXELS && rc == GB_OK; i++) {
        const bool good = m.state[i] == 0 && counts[i] > 0;
        unloaded[i] = good ? counts[i] : NAN;
        change[i] = good ? 1e3 * (counts[PIXELS * PIXELS + i] / counts[i] - 1.0) : NAN;
    }
    detector_maps_clear(&m);
    free(counts);
    return rc;
}

int page_frame(struct page *p, const struct scattering *c, struct gb_error *err) {
    struct scatter sc;
    struct figure f = {0};
    struct gb_error why = GB_ERROR_INIT;
    double unit, *unloaded = GB_ARRAY(2 * PIXELS * PIXELS, double), *change = unloaded + PIXELS * PIXELS;
    int rc = study_scatter(p->s->model, SCATTER_XRAY, NULL, &sc, &unit, &why);
    if (rc == GB_OK) rc = make_frames(&sc, c, unloaded, change, &why);
    if (rc != GB_OK) {
        report_warning(&p->r, why.text);
        rc = GB_OK;
    } else if (figure_frame(&f, PIXELS, 500 * edge_m, unloaded, change)) {
        char *caption = gb_format(
            "What a detector would have seen of these glasses (%s; 100 keV, a flat detector of %.0f mm at %.0f mm, "
            "load "
            "axis vertical (arrow), no noise; the beam stop and its arm hide Q below %g Å⁻¹): the unloaded frame, and "
            "what "
            "the load "
            "changes.",
            c->label, 1e3 * edge_m, 1e3 * distance_m, stop_q);
        rc = report_figure(&p->r, "frame", "A detector image with rings, and its change under load", caption, f.width,
                           f.height, f.script.s, err);
        free(caption);
    }
    figure_clear(&f);
    gb_error_clear(&why);
    free(unloaded);
    return rc;
}

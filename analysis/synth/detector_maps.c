/* What is wrong with a detector, see detector.h. */
#include "base/mem.h"
#include "base/random.h"
#include "synth/detector.h"
#include "synth/noise.h"

#include <math.h>
#include <stdlib.h>

enum { STRIP = 128 };                                         /* columns read by one amplifier */
enum { STREAM_PIXEL = 0x7069, STREAM_STRIP, STREAM_DEFECTS }; /* of random numbers */
static const double DARK_PATTERN = 0.1;

int detector_defects_check(const struct detector_defects *f, struct gb_error *err) {
    const struct {
        const char *name;
        double v, lo, hi;
    } field[] = {
        {"flat-field variation", f->flat, 0, 0.1},
        {"dark counts", f->dark, 0, 1e6},
        {"pedestal", f->pedestal, 0, 1e6},
        {"fraction of dead pixels", f->dead, 0, 0.5},
        {"fraction of hot pixels", f->hot, 0, 0.5},
        {"counts of hot pixels", f->hot_counts, 0, 1e7},
        {"beam stop's radius (m)", f->beam_stop_m, 0, 1},
        {"gap (pixels)", f->gap, 0, 1000},
        {"distortion", f->distortion, -0.1, 0.1},
        {"air scattering", f->air, 0, 1e7},
    };
    for (size_t i = 0; i < sizeof field / sizeof *field; i++)
        if (!(field[i].v >= field[i].lo && field[i].v <= field[i].hi))
            return gb_fail(err, GB_EINPUT, "%s %g: allowed are %g to %g", field[i].name, field[i].v, field[i].lo,
                           field[i].hi);
    return GB_OK;
}

/* Within +-4 sigma, so that no sensitivity comes near 0. */
static double spread(uint64_t *stream) {
    double v;
    do v = random_normal(stream);
    while (fabs(v) > 4);
    return v;
}

static unsigned char state_of(const struct detector *d, const struct detector_defects *f, size_t i, size_t j,
                              double lot) {
    const double x = (double)i + 0.5 - d->centre[0], y = (double)j + 0.5 - d->centre[1];
    const double gx = fabs((double)i + 0.5 - (double)d->width / 2), gy = fabs((double)j + 0.5 - (double)d->height / 2);
    const double stop = f->beam_stop_m / d->pixel_m;
    unsigned char s = 0;
    if (lot < f->dead || fmin(gx, gy) < f->gap / 2) s |= PIXEL_DEAD;
    if (lot >= f->dead && lot < f->dead + f->hot) s |= PIXEL_HOT;
    if (stop > 0 && (hypot(x, y) < stop || (y > 0 && fabs(x) < stop / 2))) s |= PIXEL_SHADOWED;
    return s;
}

int detector_maps_make(struct detector_maps *m, const struct detector *d, const struct detector_defects *f,
                       struct gb_error *err) {
    *m = (struct detector_maps){0};
    int rc = detector_defects_check(f, err);
    if (rc != GB_OK) return rc;
    const size_t n = d->width * d->height, n_strips = d->width / STRIP + 1;
    m->flat = GB_ARRAY(n, float);
    m->dark = GB_ARRAY(n, float);
    m->state = GB_ARRAY(n, unsigned char);
    double *strip = GB_ARRAY(n_strips, double);
    uint64_t stream = noise_stream(f->seed, STREAM_STRIP, 0);
    for (size_t k = 0; k < n_strips; k++) strip[k] = spread(&stream);
    const double half2 = 0.25 * ((double)d->width * (double)d->width + (double)d->height * (double)d->height);
    for (size_t j = 0; j < d->height; j++) {
        uint64_t pixel = noise_stream(f->seed, STREAM_PIXEL, j), lot = noise_stream(f->seed, STREAM_DEFECTS, j);
        for (size_t i = 0; i < d->width; i++) {
            const size_t at = j * d->width + i;
            const double x = (double)i + 0.5 - 0.5 * (double)d->width, y = (double)j + 0.5 - 0.5 * (double)d->height;
            const double dome = 1.0 / 3 - (x * x + y * y) / half2;
            m->flat[at] = (float)(1 + f->flat * (spread(&pixel) + strip[i / STRIP] + 2 * dome));
            m->state[at] = state_of(d, f, i, j, random_uniform(&lot));
            m->dark[at] = (float)(f->dark * (1 + DARK_PATTERN * spread(&pixel)) + f->pedestal);
            if (m->state[at] & PIXEL_HOT) m->dark[at] += (float)f->hot_counts;
        }
    }
    free(strip);
    return GB_OK;
}

void detector_maps_clear(struct detector_maps *m) {
    free(m->flat);
    free(m->dark);
    free(m->state);
    *m = (struct detector_maps){0};
}

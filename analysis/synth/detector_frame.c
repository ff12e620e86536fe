/* Frames, see detector.h. Each row has its own stream of noise, so that threads do not matter. About 0.2 us a pixel. */
#include "base/threads.h"
#include "synth/detector.h"
#include "synth/noise.h"

#include <math.h>
#include <stdatomic.h>
#include <stddef.h>

struct job {
    const struct detector *d;
    const struct detector_defects *f;
    const struct detector_maps *m;
    const struct detector_source *src;
    const struct detector_exposure *e;
    float *counts;
    atomic_size_t bad; /* 1 + the first pixel of negative intensity */
};

static void note_bad(struct job *job, size_t at) {
    size_t now = atomic_load(&job->bad);
    while ((now == 0 || at + 1 < now) && !atomic_compare_exchange_weak(&job->bad, &now, at + 1)) continue;
}

/* Where a pixel at nominal (x, y) really sits. */
static void distort(const struct job *job, double *x, double *y) {
    const double dx = *x - job->d->centre[0], dy = *y - job->d->centre[1], rho2 = dx * dx + dy * dy;
    if (job->f->distortion == 0 || rho2 == 0) return;
    const double axis = job->d->load_azimuth + job->d->rot[2];
    const double along = dx * cos(axis) + dy * sin(axis), cos_2phi = 2 * along * along / rho2 - 1;
    *x += dx * job->f->distortion * cos_2phi;
    *y += dy * job->f->distortion * cos_2phi;
}

/* Mean counts at relative sensitivity 1. */
static double expected(const struct job *job, size_t i, size_t j) {
    const int n = job->e->subpixel;
    double sum = 0;
    for (int k = 0; k < n * n; k++) {
        double x = (double)i + (k % n + 0.5) / n, y = (double)j + (k / n + 0.5) / n;
        struct detector_view v;
        distort(job, &x, &y);
        detector_look(job->d, x, y, &v);
        const double intensity = detector_source_intensity(job->src, v.Q, v.cos_chi);
        if (!(intensity >= 0)) return NAN;
        sum += (job->e->scale * intensity + job->f->air) * v.polarisation * v.solid_angle;
    }
    return sum / (n * n);
}

static void row(struct job *job, size_t j) {
    uint64_t stream = noise_stream(job->e->seed, job->e->number, j);
    const float pedestal = (float)job->f->pedestal;
    for (size_t i = 0; i < job->d->width; i++) {
        const size_t at = j * job->d->width + i;
        const unsigned char state = job->m->state[at];
        double mean = job->m->dark[at] - pedestal;
        if (!(state & (PIXEL_SHADOWED | PIXEL_DEAD))) {
            const double signal = expected(job, i, j);
            if (isnan(signal)) note_bad(job, at);
            mean += isnan(signal) ? 0 : job->m->flat[at] * signal;
        }
        if (state & PIXEL_DEAD)
            job->counts[at] = 0;
        else
            job->counts[at] = (float)(job->e->noise ? noise_poisson(&stream, mean) : mean) + pedestal;
    }
}

static void rows(int t, void *ctx) {
    struct job *job = ctx;
    for (size_t j = (size_t)t; j < job->d->height; j += (size_t)job->e->threads) row(job, j);
}

static int negative(const struct job *job, struct gb_error *err) {
    const size_t at = atomic_load(&job->bad) - 1;
    struct detector_view v;
    detector_look(job->d, (double)(at % job->d->width) + 0.5, (double)(at / job->d->width) + 0.5, &v);
    return gb_fail(
        err, GB_EINPUT,
        "negative counts: the scattered intensity at Q = %.4g 1/angstrom, cos chi = %.3f is %.3g electrons^2 "
        "per atom; S(Q) is not that of a material (ripples of a cut g(r)? strain too large?)",
        v.Q, v.cos_chi, detector_source_intensity(job->src, v.Q, v.cos_chi));
}

int detector_frame(const struct detector *d, const struct detector_defects *f, const struct detector_maps *m,
                   const struct detector_source *src, const struct detector_exposure *e, float *counts,
                   struct gb_error *err) {
    if (!(e->scale > 0 && e->scale * detector_source_peak(src) <= 1e7))
        return gb_fail(err, GB_EINPUT, "peak counts %g per pixel: allowed are above 0, up to 1e7",
                       e->scale * detector_source_peak(src));
    if (e->subpixel < 1 || e->subpixel > 16)
        return gb_fail(err, GB_EINPUT, "%d points a side of each pixel: allowed are 1 to 16", e->subpixel);
    struct job job = {.d = d, .f = f, .m = m, .src = src, .e = e, .counts = counts};
    gb_threads_run(e->threads, rows, &job);
    return atomic_load(&job.bad) ? negative(&job, err) : GB_OK;
}

void detector_preview(const struct detector *d, const struct detector_maps *m, const float *counts, size_t n,
                      double *mean) {
    for (size_t b = 0; b < n * n; b++) {
        const size_t y0 = b / n * d->height / n, y1 = (b / n + 1) * d->height / n;
        const size_t x0 = b % n * d->width / n, x1 = (b % n + 1) * d->width / n;
        double sum = 0, used = 0;
        for (size_t at, y = y0; y < y1; y++)
            for (size_t x = x0; x < x1; x++)
                if (at = y * d->width + x, !m->state[at]) sum += counts[at], used++;
        mean[b] = used > 0 ? sum / used : NAN;
    }
}

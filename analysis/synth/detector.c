/* Where the pixels of a flat detector look, see detector.h. */
#include "synth/detector.h"

#include <math.h>

enum { MIN_SIDE = 16, MAX_SIDE = 16384 };

struct detector detector_default(void) {
    return (struct detector){.width = 2048,
                             .height = 2048,
                             .pixel_m = 200e-6,
                             .distance_m = 0.35,
                             .centre = {1024, 1024},
                             .energy_keV = 100,
                             .polarisation = 0.99,
                             .load_azimuth = M_PI / 2};
}

int detector_check(const struct detector *d, struct gb_error *err) {
    if (d->width < MIN_SIDE || d->height < MIN_SIDE || d->width > MAX_SIDE || d->height > MAX_SIDE)
        return gb_fail(err, GB_EINPUT, "detector of %zu x %zu pixels: each side must be %d to %d", d->width, d->height,
                       MIN_SIDE, MAX_SIDE);
    if (!(d->pixel_m >= 1e-7 && d->pixel_m <= 0.1))
        return gb_fail(err, GB_EINPUT, "detector pixels of %g um: allowed are 0.1 to 1e5 um", d->pixel_m * 1e6);
    if (!(d->distance_m > 0 && d->distance_m <= 1000))
        return gb_fail(err, GB_EINPUT, "detector distance %g m: allowed is above 0, up to 1000 m", d->distance_m);
    if (!(d->energy_keV >= 1 && d->energy_keV <= 1000))
        return gb_fail(err, GB_EINPUT, "x-rays of %g keV: allowed are 1 to 1000 keV", d->energy_keV);
    for (int i = 0; i < 2; i++)
        if (!(fabs(d->centre[i]) <= 1e6))
            return gb_fail(err, GB_EINPUT, "beam centre %g,%g: not a place in pixels", d->centre[0], d->centre[1]);
    for (int i = 0; i < 3; i++)
        if (!(fabs(d->rot[i]) <= M_PI / 3 || (i == 2 && fabs(d->rot[i]) <= M_PI)))
            return gb_fail(err, GB_EINPUT, "detector tilt rot%d = %g deg: allowed are -%d to %d deg", i + 1,
                           d->rot[i] * 180 / M_PI, i == 2 ? 180 : 60, i == 2 ? 180 : 60);
    if (!(fabs(d->polarisation) <= 1))
        return gb_fail(err, GB_EINPUT, "polarisation %g: allowed are -1 (vertical) to 1 (horizontal)", d->polarisation);
    if (!isfinite(d->load_azimuth)) return gb_fail(err, GB_EINPUT, "the load axis has no finite azimuth");
    return GB_OK;
}

void detector_poni(const struct detector *d, double *distance, double *poni1, double *poni2) {
    *distance = d->distance_m * cos(d->rot[0]) * cos(d->rot[1]);
    *poni1 = d->centre[1] * d->pixel_m - *distance * tan(d->rot[1]) / cos(d->rot[0]);
    *poni2 = d->centre[0] * d->pixel_m + *distance * tan(d->rot[0]);
}

void detector_look(const struct detector *d, double x, double y, struct detector_view *v) {
    double L, poni1, poni2;
    detector_poni(d, &L, &poni1, &poni2);
    const double p1 = y * d->pixel_m - poni1, p2 = x * d->pixel_m - poni2;
    const double c1 = cos(d->rot[0]), s1 = sin(d->rot[0]), c2 = cos(d->rot[1]), s2 = sin(d->rot[1]);
    const double c3 = cos(d->rot[2]), s3 = sin(d->rot[2]);
    const double u1 = p1, u2 = c1 * p2 + s1 * L, u3 = -s1 * p2 + c1 * L;
    const double w1 = c2 * u1 - s2 * u3, w2 = u2, t3 = s2 * u1 + c2 * u3;
    const double t1 = c3 * w1 - s3 * w2, t2 = s3 * w1 + c3 * w2;
    const double rho = hypot(t1, t2), length = sqrt(rho * rho + t3 * t3);
    const double cos_2theta = t3 / length, cos_eta = rho > 0 ? t2 / rho : 1, sin_eta = rho > 0 ? t1 / rho : 0;
    const double sin_theta = rho / length / sqrt(2 * (1 + cos_2theta)), cos_theta = sqrt((1 + cos_2theta) / 2);
    const double cos_phi = cos_eta * cos(d->load_azimuth) + sin_eta * sin(d->load_azimuth);
    v->two_theta = atan2(rho, t3);
    v->eta = atan2(t1, t2);
    v->Q = 4 * M_PI * sin_theta / detector_wavelength(d);
    v->cos_chi = cos_theta * cos_phi;
    v->polarisation = 0.5 * (1 + cos_2theta * cos_2theta -
                             d->polarisation * (2 * cos_eta * cos_eta - 1) * (1 - cos_2theta * cos_2theta));
    const double cos_incidence = L / sqrt(L * L + p1 * p1 + p2 * p2);
    v->solid_angle = cos_incidence * cos_incidence * cos_incidence;
}

struct detector_reach detector_reach(const struct detector *d) {
    const double w = (double)d->width, h = (double)d->height;
    struct detector_reach r = {.q_full = INFINITY};
    const size_t around = 2 * (d->width + d->height);
    for (size_t k = 0; k < around; k++) {
        struct detector_view v;
        const double s = (double)(k % (around / 2));
        const double x = s < w ? s : k < around / 2 ? w : 0, y = s >= w ? s - w : k < around / 2 ? 0 : h;
        detector_look(d, x, y, &v);
        r.q_full = fmin(r.q_full, v.Q);
        r.q_edge = fmax(r.q_edge, v.Q);
    }
    struct detector_view corner;
    detector_look(d, w, h, &corner);
    r.q_edge = fmax(r.q_edge, corner.Q);
    if (!(d->centre[0] > 0 && d->centre[0] < w && d->centre[1] > 0 && d->centre[1] < h)) r.q_full = 0;
    return r;
}

int detector_check_q_max(const struct detector *d, double q_max, struct gb_error *err) {
    const struct detector_reach r = detector_reach(d);
    if (q_max <= r.q_full) return GB_OK;
    if (r.q_full == 0)
        return gb_fail(
            err, GB_EINPUT,
            "the beam at %g,%g is off the detector of %zu x %zu pixels: no ring is complete; bring it onto it "
            "(--centre)",
            d->centre[0], d->centre[1], d->width, d->height);
    return gb_fail(
        err, GB_EINPUT,
        "Q_max %g 1/angstrom is beyond the detector: its largest complete ring is at %.4g, its corner at %.4g; "
        "bring it nearer (now %g m), raise the energy (now %g keV), or ask for less",
        q_max, r.q_full, r.q_edge, d->distance_m, d->energy_keV);
}

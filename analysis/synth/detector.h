/* A flat x-ray detector behind a glass: where its pixels look, what they count, and what is wrong with them.
 *
 * Geometry is pyFAI's: axis 1 along rows' order (down), axis 2 along columns (right), axis 3 along the beam. A point of
 * the detector (p1, p2), metres, lies at
 *
 *     t = R3(rot3) R2(rot2) R1(rot1) (p1 - poni1, p2 - poni2, L),  L = distance cos(rot1) cos(rot2)
 *
 * seen from the sample, R1 and R2 left-handed, R3 right-handed. `distance` is taken along the beam and `centre` is
 * where the beam hits; poni1 and poni2 follow. Pixel (column i, row j) covers i..i+1, j..j+1; its centre is at + 1/2.
 *
 *     2 theta = angle(t, beam),  eta = atan2(t1, t2),  Q = 4 pi sin(theta)/lambda
 *     cos chi = q.a = cos(theta) cos(phi), phi = eta - load_azimuth, a the load axis, across the beam
 *     counts = flat . 1/2 [1 + cos^2 2theta - P cos(2 eta) sin^2 2theta] . cos^3(incidence) . [scale I(Q, chi) + air]
 *              + dark                                                        (Poisson)  + pedestal
 *     I = <f>^2 [S00 - 1 + sqrt5 P2(cos chi) S20 + 3 P4(cos chi) S40] + <f^2> + Compton       electrons^2 per atom
 *
 * P > 0: the beam is polarised along axis 2 (horizontally), as pyFAI's polarization_factor. cos^3 of the incidence is
 * the solid angle over that at the point of normal incidence. Compton carries its recoil factor (pdf/scatter.h), which
 * is how a counter without energy discrimination sees it. Multiple scattering, absorption in the sample, fluorescence,
 * parallax and the detector's point spread are not modelled.
 */
#ifndef GB_SYNTH_DETECTOR_H
#define GB_SYNTH_DETECTOR_H

#include "pdf/structure.h"

#include <stdbool.h>
#include <stdint.h>

#define DETECTOR_HC_KEV_ANG 12.398419843320026 /* h c, exact (SI 2019) */

struct detector {
    size_t width, height; /* pixels: columns, rows */
    double pixel_m;
    double distance_m;
    double centre[2];    /* of the beam, in pixels: column, row */
    double rot[3];       /* rad */
    double energy_keV;   /* of the x-rays */
    double polarisation; /* P, -1..1 */
    double load_azimuth; /* of the load axis, rad, 0 along +column, pi/2 along +row (vertical) */
};

/* 2048 x 2048 of 200 um at 0.35 m, the beam in the middle, no tilt, 100 keV, P = 0.99, a vertical load: 1-ID of the
 * APS. */
struct detector detector_default(void);
/* GB_EINPUT with what is allowed. */
int detector_check(const struct detector *d, struct gb_error *err);
static inline double detector_wavelength(const struct detector *d) { return DETECTOR_HC_KEV_ANG / d->energy_keV; }
/* Metres: the .poni's Distance, Poni1, Poni2. */
void detector_poni(const struct detector *d, double *distance, double *poni1, double *poni2);

struct detector_view {
    double Q, two_theta, eta, cos_chi; /* 1/angstrom, rad, rad */
    double polarisation, solid_angle;  /* factors */
};
/* At column x, row y in pixels (pixel (i, j)'s centre: i + 1/2, j + 1/2). */
void detector_look(const struct detector *d, double x, double y, struct detector_view *v);

struct detector_reach {
    double q_full; /* the largest complete ring; 0: the beam misses the detector */
    double q_edge; /* the largest Q anywhere */
};
struct detector_reach detector_reach(const struct detector *d);
/* GB_EINPUT naming both when q_max is beyond q_full. */
int detector_check_q_max(const struct detector *d, double q_max, struct gb_error *err);

/* ---- what is wrong with it ---- */
struct detector_defects {
    double flat;       /* rms of the pixels' sensitivity, and of that of 128-column strips; a dome of twice that size */
    double dark;       /* mean dark counts, with a fixed pattern of 10 % */
    double pedestal;   /* counts added by the electronics, without noise */
    double dead, hot;  /* fractions of pixels that read 0, or `hot_counts` more dark counts */
    double hot_counts; /* mean */
    double beam_stop_m; /* radius of the beam stop's shadow; its arm, as wide as that, goes to higher rows; 0: none */
    double gap;         /* pixels: a cross of that width, between four modules, reads 0 */
    double distortion;  /* a pixel at rho from the beam really sits at rho (1 + distortion cos 2 phi) */
    double air;         /* counts per pixel of a constant that is scattered as the glass does */
    uint64_t seed;
};
/* GB_EINPUT naming the field. */
int detector_defects_check(const struct detector_defects *f, struct gb_error *err);

enum { PIXEL_DEAD = 1, PIXEL_HOT = 2, PIXEL_SHADOWED = 4 }; /* dead: also gaps; shadowed: by the stop or its arm */
/* The same for all frames of a detector; each height * width, row by row; owned. */
struct detector_maps {
    float *flat;          /* relative sensitivity, mean about 1; of dead pixels what it would be */
    float *dark;          /* mean dark counts + pedestal */
    unsigned char *state; /* PIXEL_*; 0: good. A mask for pyFAI is state != 0 */
};
int detector_maps_make(struct detector_maps *m, const struct detector *d, const struct detector_defects *f,
                       struct gb_error *err);
void detector_maps_clear(struct detector_maps *m);

/* ---- frames ---- */
struct detector_source; /* I(Q, chi) of a glass, tabulated */
/* From S_l0(Q), l = 0, 2, 4 (a missing l > 0 is 0), in 1/angstrom, weighted for x-rays by the same sc; up to the
 * detector's q_edge. Between the points by cubics whose slopes are of sixth order. GB_EINPUT: S ends before the
 * detector does, probes other than x-rays. *out is the caller's. */
int detector_source_create(struct detector_source **out, const struct detector *d, const struct scatter *sc,
                           const struct structure *s, struct gb_error *err);
void detector_source_free(struct detector_source *src);
/* I(Q, chi) and its largest isotropic part, electrons^2 per atom. */
double detector_source_intensity(const struct detector_source *src, double Q, double cos_chi);
double detector_source_peak(const struct detector_source *src);

struct detector_exposure {
    double scale;    /* counts per electron^2: the counts wanted at the peak over detector_source_peak; the same for
                        all frames of an experiment */
    int subpixel;    /* n: each pixel is the mean of n x n points; 1: its centre */
    bool noise;      /* Poisson; else the expectation */
    uint64_t seed;   /* of the noise */
    uint64_t number; /* of the frame: another draw for each */
    int threads;
};
/* counts: height * width, the caller's; the same for any number of threads. GB_EINPUT where I(Q, chi) < 0. */
int detector_frame(const struct detector *d, const struct detector_defects *f, const struct detector_maps *m,
                   const struct detector_source *src, const struct detector_exposure *e, float *counts,
                   struct gb_error *err);

/* n x n means of the unmasked pixels, row by row, NaN where none: for figures. */
void detector_preview(const struct detector *d, const struct detector_maps *m, const float *counts, size_t n,
                      double *mean);

#endif

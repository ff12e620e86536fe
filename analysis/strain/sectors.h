/* Directional data: S(Q), g(r) or a detector's intensity in sectors of angle, and their expansion
 *
 *     S(Q, chi) = sum_l sqrt(2l+1) P_l(cos chi) S_l0(Q),  l = 0, 2 (, 4)        (METHODS (2))
 *
 * chi is the angle between Q and the loading axis. A flat detector has azimuths phi, counted from that axis:
 *
 *     cos chi = cos theta cos phi,   theta = asin(Q lambda/4 pi)
 *
 * so that a ring never shows chi = 0, and a ring average is not S00 (sqrt5 P2 averages 0.56 over it): coefficients come
 * from least squares at each Q on {1, sqrt5 P2, 3 P4}, weighted by 1/sigma^2 where there are sigmas. Each basis
 * function is averaged over the sector's width w in closed form, <cos 2phi> = cos(2phi) sin(w)/w; taken at the centre
 * instead, as is often done, strains come out smaller by 1 - sin(w)/w: 0.1, 0.5, 4.5, 10 % with 72, 36, 12, 8 sectors.
 *
 * NaN is a sector that was not measured there; exact zeros that can be no measurement are read as such (unmeasured.h),
 * sigma = 0 as "not known". Grids are bin centres (j + 1/2) step. Angles in degrees.
 *
 * File, one table: first column `Q_1/ang` (or r_ang, or as axis.h knows them), then columns phi_DEG or chi_DEG (phi_-175,
 * chi_12.5), and sigma_phi_DEG where there are errors; meta lines
 *     # data: S(Q)                 or g(r), or intensity; by default S(Q) in columns of Q and g(r) in columns of r
 *     # wavelength_ang: 0.1240     needed by phi, and by intensity
 *     # sector-width_deg: 10       the full width; by default 0
 *     # r-max: 12.5 ang            of S(Q) made from pairs: how far these were known (pdf/head.h)
 * File, one for each angle (as AniPDF reads; curve_file.h): columns Q, S(Q) (and sigma), meta `# chi_deg: 15` or
 * phi_deg; F(Q) = Q (S - 1) becomes S(Q).
 */
#ifndef GB_STRAIN_SECTORS_H
#define GB_STRAIN_SECTORS_H

#include "base/error.h"
#include "base/table.h"
#include "pdf/structure.h"

#include <stdbool.h>
#include <stddef.h>

enum sectors_data { SECTORS_S, SECTORS_G, SECTORS_INTENSITY, SECTORS_N_DATA };
/* "S(Q)", "g(r)", "intensity" */
const char *sectors_data_name(enum sectors_data data);

struct sectors {
    enum sectors_data data;
    bool azimuth;      /* angles are phi on a flat detector; else chi itself */
    double wavelength; /* angstrom; 0: not known, which azimuth and intensity do not allow */
    double width;      /* of a sector, full, degrees */
    bool width_given;  /* read: the file or its reader said so; else `width` is 0 by default */
    double r_max;      /* S(Q) made from pairs: known up to there (pdf/head.h); 0: no such end */
    char *x_name;      /* "Q_1/ang", "r_ang", ...; owned */
    size_t n;          /* grid: (j + 1/2) step, j < n */
    double step;
    bool interpolated; /* brought onto that grid by a spline */
    size_t n_sectors;
    double *angle; /* [n_sectors], degrees; owned */
    double *value; /* [sector * n + j], NaN: not measured; owned */
    double *sigma; /* the same, standard errors; NULL: not known; owned */
    char *notes;   /* what reading made of the files, a line each (units converted, points left out); NULL: nothing */
};

static inline double sectors_x(const struct sectors *s, size_t j) { return ((double)j + 0.5) * s->step; }

/* Zeroed values for a grid and angles (copied); sigma: with room for errors. To be cleared. */
void sectors_init(struct sectors *s, enum sectors_data data, const char *x_name, size_t n, double step,
                  size_t n_sectors, const double *angle, bool sigma);
void sectors_clear(struct sectors *s);
/* Azimuths of n equal sectors around the ring, the first centred on the loading axis: 360 k/n, from -180 up. */
void sectors_ring(size_t n, double *angle);

/* Mean of sqrt(2l+1) P_l(cos chi) over a sector: l = 0, 2, 4; angle, width in degrees; cos_theta is 1 for chi. */
double sectors_basis(int l, double angle, double width, double cos_theta);
/* cos theta at x for azimuths, 1 for chi (and for g(r)). NaN beyond Q = 4 pi/lambda. */
double sectors_cos_theta(const struct sectors *s, double x);

/* Fills every sector from coefficients c[l/2][j] (NULL: none of that l), averaged over its width. Errors untouched. */
void sectors_fill(struct sectors *s, const double *const c[3]);

struct sectors_expansion {
    size_t n, first; /* coefficients are there for first <= j < n */
    double step;
    double *c[3];     /* [l/2][j]; owned; NULL beyond l_max */
    double *error[3]; /* standard errors: from the sigmas where there are, else from the scatter (NaN without any) */
    double misfit;    /* rms of data - expansion; in units of sigma where there are sigmas */
};
struct sectors_options {
    int l_max;         /* 2 or 4 */
    bool at_centre;    /* the basis at the sector's centre, not averaged: the naive way, to show its bias */
    bool ring_average; /* S00 = mean over the sectors, which adds 0.56 S20 to it: likewise */
};
/* Points at both ends where too few sectors were measured are left out (`first`, `n`). GB_EINPUT: fewer sectors than
 * unknowns, angles that do not tell them apart (1 - R^2 below 1e-4), gaps between measured points, sigma not above 0,
 * Q beyond 4 pi/lambda. Cost: n n_sectors. */
int sectors_expand(const struct sectors *s, const struct sectors_options *opt, struct sectors_expansion *out,
                   struct gb_error *err);
void sectors_expansion_clear(struct sectors_expansion *e);
/* S_l0 as the rest of the pipeline takes it, for S(Q); rho0 as there. Below `first` S00 goes on, mirrored through its
 * first point so that its slope does, and S_l0 falls as Q^l: cut there, at (first + 1/2) step or above. */
void sectors_structure(const struct sectors_expansion *e, double rho0, struct structure *out);

/* What a file does not say itself. */
struct sectors_defaults {
    double wavelength;   /* 0: none; against a different one in the file is an error */
    double width;        /* NaN: none; likewise */
    const char *data;    /* NULL: none; likewise */
    const double *angle; /* for files that hold one sector each; NULL: in their meta lines, or in their names */
    bool azimuth;        /* `angle` are phi */
    bool background;     /* a sector may be 0 throughout */
    double step;         /* bins wanted; 0: the file's own */
};
/* *s is the caller's, to be cleared. d may be NULL. The table's units and zeros are put right in place. GB_EINPUT with
 * path:line. */
int sectors_from_table(struct sectors *s, struct gb_table *t, const char *path, const struct sectors_defaults *d,
                       struct gb_error *err);
/* One table of sectors, or n_paths two-column files of one sector each, all on the grid of the first. */
int sectors_read(struct sectors *s, size_t n_paths, const char *const *path, const struct sectors_defaults *d,
                 struct gb_error *err);
/* Columns as above, rows that no sector measured left out at both ends; digits as gb_table_write. The second writes
 * one file for each angle, STEM_phi_-175.txt or STEM_chi_15.txt (SUFFIX ".txt"). */
struct gb_table *sectors_table(const struct sectors *s, const char *title);
int sectors_write(const struct sectors *s, const char *title, const char *path, int digits, struct gb_error *err);
int sectors_write_each(const struct sectors *s, const char *title, const char *stem, const char *suffix, int digits,
                       struct gb_error *err);
/* GB_EINPUT unless both have the same kind, grid, angles and width. */
int sectors_match(const struct sectors *a, const char *a_name, const struct sectors *b, const char *b_name,
                  struct gb_error *err);

#endif

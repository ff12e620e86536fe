/* Moduli of each history's glasses, and whether they are isotropic: summary/moduli.tsv, a row for each history.
 *
 * From the elastic constants C_ij of stage elastic, averaged over samples, then (base/stiffness.h):
 *     bulk shear young poisson, and _affine   Voigt's averages, relaxed and right after an affine strain
 *     bulk_lost, shear_lost      1 - relaxed/affine
 *     young_axes, poisson_axes   under stress along x, y and z, sides free, from the relaxed C_ij: mean of the three
 *     young_load, poisson_load   of the uniaxial loads themselves, at rest, at the smallest strain of the study
 *     shear_pairs, shear_planes  mean of (C_ii + C_jj)/4 - C_ij/2, and of C44 C55 C66
 *     anisotropy, _affine        shear_planes - shear_pairs: zero in an isotropic body, C44 - (C11-C12)/2 in a cubic
 *                                one
 *     plane_scatter              of C44 C55 C66 of one sample (not of the mean): root of the mean square over samples
 *     texture_x, _y, _z          Young's modulus along the axis over the mean of the three, less one
 *     shear_affine_change        affine G over that of the slowest history (the first without rates), less one, of the
 *                                samples that both have
 * Errors: delete-one jackknife over samples. NaN: not to be had.
 */
#ifndef GB_SUMMARY_MODULI_H
#define GB_SUMMARY_MODULI_H

#include "base/stiffness.h"
#include "pool/pool.h"
#include "summary/summary.h"

enum moduli_quantity {
    MOD_BULK,
    MOD_SHEAR,
    MOD_YOUNG,
    MOD_POISSON,
    MOD_BULK_AFFINE,
    MOD_SHEAR_AFFINE,
    MOD_YOUNG_AFFINE,
    MOD_POISSON_AFFINE,
    MOD_BULK_LOST,
    MOD_SHEAR_LOST,
    MOD_YOUNG_AXES,
    MOD_POISSON_AXES,
    MOD_YOUNG_LOAD,
    MOD_POISSON_LOAD,
    MOD_SHEAR_PAIRS,
    MOD_SHEAR_PLANES,
    MOD_ANISOTROPY,
    MOD_ANISOTROPY_AFFINE,
    MOD_PLANE_SCATTER,
    MOD_TEXTURE_X,
    MOD_TEXTURE_Y,
    MOD_TEXTURE_Z,
    MOD_SHEAR_AFFINE_CHANGE,
    MOD_N_QUANTITIES
};
extern const char *const moduli_quantity_name[MOD_N_QUANTITIES];
const char *moduli_unit(const struct study *s, enum moduli_quantity q);

struct moduli_row {
    const char *rate; /* history label; the study's */
    size_t samples;
    struct estimate q[MOD_N_QUANTITIES];
};
struct moduli_table {
    size_t n;
    struct moduli_row *row;
};

/* The history with which affine G is compared. */
size_t moduli_first(const struct study *s);
/* Affine G is to be the same in all histories within this. */
static const double MODULI_CHANGE_MAX = 0.02;

int moduli_write(const struct moduli_table *t, const struct study *s, const char *path, struct gb_error *err);
/* GB_EINPUT with file:line. *t is the caller's (moduli_clear); `s` must outlive it. */
int moduli_read(struct moduli_table *t, const struct study *s, const char *path, struct gb_error *err);
void moduli_clear(struct moduli_table *t);
/* The row of a history, or NULL. */
const struct moduli_row *moduli_find(const struct moduli_table *t, const char *history);
/* What `run` prints of them beside the table of summary_text(); the caller's. */
char *moduli_text(const struct moduli_table *t, const struct study *s);

/* Elastic constants of the samples of all histories. */
struct moduli_glass {
    const char *rate; /* history label; the study's */
    size_t n;
    size_t *sample;                     /* [n], from 1 */
    struct stiffness *relaxed, *affine; /* [n]; NaN where the stage did not say */
};
struct moduli_glasses {
    size_t n;
    struct moduli_glass *glass;
};
void moduli_glass_add(struct moduli_glasses *all, const struct pool_glass *glass);
void moduli_glasses_clear(struct moduli_glasses *all);
/* all: in the order of the study's histories; sum: with all rows. */
void moduli_make(struct moduli_table *t, const struct moduli_glasses *all, const struct summary *sum,
                 const struct study *s);

#endif

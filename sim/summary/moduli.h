/* Moduli of each history's glasses, and whether they are isotropic: summary/moduli.tsv, a row for each history.
 *
 * From the elastic constants C_ij of stage elastic, averaged over samples, then METHODS (38) to (44), base/stiffness.h;
 * young and poisson are those of the loads, METHODS (45); bulk, shear and what they lose are those of summary.tsv.
 * Errors: delete-one jackknife over samples. NaN: not to be had. A new column is its row here and the line in
 * evaluate() that computes it.
 */
#ifndef GB_SUMMARY_MODULI_H
#define GB_SUMMARY_MODULI_H

#include "base/stiffness.h"
#include "pool/pool.h"
#include "summary/summary.h"

/* X(id, name, unit, how, symbol, sentence) */
#define MODULI_QUANTITIES(X)                                                                                           \
    X(MOD_BULK, "bulk", UNIT_STRESS, HOW_ESTIMATE, "K", "bulk modulus, relaxed")                                       \
    X(MOD_SHEAR, "shear", UNIT_STRESS, HOW_ESTIMATE, "G", "shear modulus, Voigt's average, relaxed")                   \
    X(MOD_YOUNG_VOIGT, "young_voigt", UNIT_STRESS, HOW_ESTIMATE, "E", "Young's modulus that bulk and shear make")      \
    X(MOD_POISSON_VOIGT, "poisson_voigt", UNIT_ONE, HOW_RATIO, "ν", "Poisson's ratio that bulk and shear make")        \
    X(MOD_BULK_AFFINE, "bulk_affine", UNIT_STRESS, HOW_ESTIMATE, "K affine",                                           \
      "bulk modulus right after the atoms were carried along with the cell")                                           \
    X(MOD_SHEAR_AFFINE, "shear_affine", UNIT_STRESS, HOW_ESTIMATE, "G affine",                                         \
      "shear modulus likewise, Voigt's average")                                                                       \
    X(MOD_YOUNG_VOIGT_AFFINE, "young_voigt_affine", UNIT_STRESS, HOW_ESTIMATE, "E affine",                             \
      "Young's modulus that the affine bulk and shear make")                                                           \
    X(MOD_POISSON_VOIGT_AFFINE, "poisson_voigt_affine", UNIT_ONE, HOW_RATIO, "ν affine",                               \
      "Poisson's ratio that the affine bulk and shear make")                                                           \
    X(MOD_BULK_LOST, "bulk_lost", UNIT_ONE, HOW_RATIO, "K lost", "1 - bulk/bulk_affine")                               \
    X(MOD_SHEAR_LOST, "shear_lost", UNIT_ONE, HOW_RATIO, "G lost", "1 - shear/shear_affine")                           \
    X(MOD_YOUNG_AXES, "young_axes", UNIT_STRESS, HOW_ESTIMATE, "E from C_{ij}",                                        \
      "Young's modulus under stress along x, y and z, sides free, from the relaxed C_ij, mean of the three")           \
    X(MOD_POISSON_AXES, "poisson_axes", UNIT_ONE, HOW_RATIO, "ν from C_{ij}", "Poisson's ratio likewise")              \
    X(MOD_YOUNG, "young", UNIT_STRESS, HOW_ESTIMATE, "E of loads",                                                     \
      "Young's modulus of the uniaxial loads, at rest, at the smallest strain of the study")                           \
    X(MOD_POISSON, "poisson", UNIT_ONE, HOW_RATIO, "ν of loads", "Poisson's ratio of the same loads")                  \
    X(MOD_SHEAR_PAIRS, "shear_pairs", UNIT_STRESS, HOW_ESTIMATE, "(C_{ii} − C_{ij})/2",                                \
      "mean of (C_ii + C_jj)/4 - C_ij/2 over the pairs of axes")                                                       \
    X(MOD_SHEAR_PLANES, "shear_planes", UNIT_STRESS, HOW_ESTIMATE, "C_{44} C_{55} C_{66}", "mean of C44 C55 C66")      \
    X(MOD_ANISOTROPY, "anisotropy", UNIT_STRESS, HOW_ESTIMATE, "difference",                                           \
      "shear_planes - shear_pairs: 0 in an isotropic body, C44 - (C11-C12)/2 in a cubic one")                          \
    X(MOD_ANISOTROPY_AFFINE, "anisotropy_affine", UNIT_STRESS, HOW_ESTIMATE, "difference, affine",                     \
      "the same of the affine C_ij")                                                                                   \
    X(MOD_PLANE_SCATTER, "plane_scatter", UNIT_STRESS, HOW_ESTIMATE, "scatter of planes",                              \
      "of C44 C55 C66 of one sample (not of the mean): root of the mean square over samples")                          \
    X(MOD_TEXTURE_X, "texture_x", UNIT_ONE, HOW_RATIO, "texture, x",                                                   \
      "Young's modulus along x over the mean of the three axes, less 1")                                               \
    X(MOD_TEXTURE_Y, "texture_y", UNIT_ONE, HOW_RATIO, "texture, y", "the same along y")                               \
    X(MOD_TEXTURE_Z, "texture_z", UNIT_ONE, HOW_RATIO, "texture, z", "the same along z")                               \
    X(MOD_SHEAR_AFFINE_CHANGE, "shear_affine_change", UNIT_ONE, HOW_ESTIMATE, "G affine, change (%)",                  \
      "affine G over that of the slowest history (the first without rates), less 1, of the samples that both have")

enum moduli_quantity {
#define ID(id, name, unit, how, symbol, sentence) id,
    MODULI_QUANTITIES(ID)
#undef ID
        MOD_N_QUANTITIES
};

struct moduli_row {
    size_t history; /* of the study */
    size_t samples;
    struct estimate q[MOD_N_QUANTITIES];
};
struct moduli_table {
    size_t n;
    struct moduli_row *row;
};

extern const struct table_kind moduli_kind;
const struct column *moduli_column(enum moduli_quantity q);

/* The history with which affine G is compared. */
size_t moduli_first(const struct study *s);
/* Affine G is to be the same in all histories within this. */
static const double MODULI_CHANGE_MAX = 0.02;

int moduli_write(const struct moduli_table *t, const struct study *s, const char *path, struct gb_error *err);
/* GB_EINPUT with file:line. *t is the caller's (moduli_clear); `s` must outlive it. */
int moduli_read(struct moduli_table *t, const struct study *s, const char *path, struct gb_error *err);
void moduli_clear(struct moduli_table *t);
/* The row of a history, or NULL. */
const struct moduli_row *moduli_find(const struct moduli_table *t, size_t history);
/* What `run` prints of them beside the table of summary_text(); the caller's. */
char *moduli_text(const struct moduli_table *t, const struct study *s);

/* What the glasses of all histories say. */
struct moduli_glass {
    size_t history; /* of the study */
    size_t n;
    size_t *sample;                     /* [n], from 1 */
    struct stiffness *relaxed, *affine; /* [n]; NaN where the stage did not say */
    double (*scalar)[Q_N];              /* [replicates] pool_glass_scalars */
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

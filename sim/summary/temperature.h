/* What temperature changes: summary/thermal.tsv, a row for each history and load, of studies that load at a
 * temperature. Number weights, the study's main method.
 *
 * Errors: delete-one jackknife over samples; with one sample, of young and poisson those of block averages. A new column
 * is its row here and the line in evaluate() that computes it.
 */
#ifndef GB_SUMMARY_TEMPERATURE_H
#define GB_SUMMARY_TEMPERATURE_H

#include "pool/pool.h"
#include "table/table.h"

/* X(id, name, unit, how, phrase, sentence) */
#define TEMPERATURE_QUANTITIES(X)                                                                                      \
    X(TH_T, "T", UNIT_TEMPERATURE, HOW_ESTIMATE, "temperature, measured", "temperature, measured; 0 at rest")          \
    X(TH_STRESS, "stress", UNIT_STRESS, HOW_ESTIMATE, "axial stress, measured", "axial stress, measured")              \
    X(TH_YOUNG, "young", UNIT_STRESS, HOW_ESTIMATE, "Young's modulus", "Young's modulus of the uniaxial loads")        \
    X(TH_POISSON, "poisson", UNIT_ONE, HOW_RATIO, "Poisson's ratio ν", "Poisson's ratio of the uniaxial loads")        \
    X(TH_EPS_TRUE, "eps_true", UNIT_ONE, HOW_RATIO, "true strain ε_{true}", "true strain, of the cell")                \
    X(TH_EPS_INF, "eps_inf_over_true", UNIT_ONE, HOW_RATIO, "ε_{∞}/ε_{true}", "eps_inf of summary.tsv over eps_true")  \
    X(TH_EPS_1, "eps_1_over_true", UNIT_ONE, HOW_RATIO, "ε_{1}/ε_{true}", "eps_1 over eps_true")                       \
    X(TH_EPS_2, "eps_2_over_true", UNIT_ONE, HOW_RATIO, "ε_{2}/ε_{true}", "eps_2 over eps_true")                       \
    X(TH_RATIO, "ratio", UNIT_ONE, HOW_RATIO, "ratio Δε_{R}/ε_{∞}", "1 - (eps_1 + eps_2)/(2 eps_inf)")                 \
    X(TH_LOSS, "loss", UNIT_ONE, HOW_RATIO, "absolute loss", "1 - (eps_1 + eps_2)/(2 eps_true)")                       \
    X(TH_CONT_CORR, "cont_corr", UNIT_ONE, HOW_RATIO, "continuity: correlation",                                       \
      "of g20 with what the displacements imply")                                                                      \
    X(TH_CONT_SLOPE, "cont_slope", UNIT_ONE, HOW_RATIO, "continuity: slope", "of the same")                            \
    X(TH_PEAK, "peak", UNIT_LENGTH, HOW_ESTIMATE, "first peak of g_{00} at", "place of g00's first peak, smoothed")    \
    X(TH_HEIGHT, "height", UNIT_ONE, HOW_RATIO, "its height", "of that peak")                                          \
    X(TH_WIDTH, "width", UNIT_LENGTH, HOW_ESTIMATE, "its full width at half height", "of that peak, at half height")   \
    X(TH_RMS, "rms", UNIT_LENGTH, HOW_ESTIMATE, "rms displacement from the mean position",                             \
      "displacement of an atom from its mean position")                                                                \
    X(TH_HOPS, "hops", UNIT_ONE, HOW_RATIO, "fraction of atoms that hopped",                                           \
      "fraction of atoms that left their mean positions")                                                              \
    X(TH_CREEP, "creep", UNIT_ONE, HOW_RATIO, "creep: growth of the strain while it is averaged",                      \
      "growth of the axial strain from the first half of the average to the second, over the strain")                  \
    X(TH_D2MIN, "d2min", UNIT_ONE, HOW_ESTIMATE, "D²_{min}/ε_{true}²", "mean D2min of the + loads over eps_true^2")    \
    X(TH_D2MIN_NOISE, "d2min_noise", UNIT_ONE, HOW_ESTIMATE, "the same without load",                                  \
      "mean D2min without any load over eps_true^2")                                                                   \
    X(TH_EPS_INF_CHANGE, "eps_inf_over_true_change", UNIT_ONE, HOW_RATIO, "its change against rest",                   \
      "against the load at rest of the nearest strain, on the same samples")                                           \
    X(TH_RATIO_CHANGE, "ratio_change", UNIT_ONE, HOW_RATIO, "its change against rest", "likewise")                     \
    X(TH_LOSS_CHANGE, "loss_change", UNIT_ONE, HOW_RATIO, "its change against rest", "likewise")

enum temperature_quantity {
#define ID(id, name, unit, how, phrase, sentence) id,
    TEMPERATURE_QUANTITIES(ID)
#undef ID
        TH_N_QUANTITIES
};

struct temperature_row {
    size_t history, load; /* of the study */
    size_t samples;
    struct estimate q[TH_N_QUANTITIES];
    size_t *sample;                       /* [samples] which; NULL when read; owned */
    double (*replicate)[TH_N_QUANTITIES]; /* NULL when read; owned */
};
struct temperature_table {
    size_t n;
    struct temperature_row *row;
};

const struct column *temperature_column(enum temperature_quantity q);
extern const struct table_kind temperature_kind;

int temperature_write(const struct temperature_table *t, const struct study *s, const char *path, struct gb_error *err);
/* GB_EINPUT with file:line. *t is the caller's (temperature_clear); `s` must outlive it. */
int temperature_read(struct temperature_table *t, const struct study *s, const char *path, struct gb_error *err);
void temperature_clear(struct temperature_table *t);
/* The row of a history and load, or NULL. */
const struct temperature_row *temperature_find(const struct temperature_table *t, size_t history, size_t load);

/* The row of one history and load, for studies that load at a temperature; pool: number weights. */
void temperature_add(struct temperature_table *t, const struct pool *pool);
/* Once all rows are there: those against rest. */
void temperature_changes(struct temperature_table *t, const struct study *s);

#endif

/* What temperature changes: summary/thermal.tsv, a row for each history and load, of studies that load at a
 * temperature. Number weights, the study's main method.
 *
 *     T stress           measured; 0 at rest
 *     young poisson      of the loads themselves
 *     far first second   eps_inf, eps_1, eps_2 over eps_true;   ratio loss cont_corr cont_slope as in summary.tsv
 *     peak height width  place of g00's first peak, its height and full width at half of it, after the study's
 *                        smoothing
 *     rms hops           of the loaded states: rms displacement of an atom from its mean position, and the fraction of
 *                        atoms that hopped (average.h of the worker)
 *     creep              by how much of itself the axial strain grew from the first half of the average to the second
 *     d2min d2min_noise  mean D2min of the + loads, and what there is without any load (measure.c), over eps_true^2
 *     far_change ratio_change loss_change   against the load at rest of the nearest strain, on the same samples
 * Errors: delete-one jackknife over samples; with one sample, of young and poisson those of block averages.
 */
#ifndef GB_SUMMARY_TEMPERATURE_H
#define GB_SUMMARY_TEMPERATURE_H

#include "pool/pool.h"

enum temperature_quantity {
    TH_T,
    TH_STRESS,
    TH_YOUNG,
    TH_POISSON,
    TH_EPS_TRUE,
    TH_FAR,
    TH_FIRST,
    TH_SECOND,
    TH_RATIO,
    TH_LOSS,
    TH_CORR,
    TH_SLOPE,
    TH_PEAK,
    TH_HEIGHT,
    TH_WIDTH,
    TH_RMS,
    TH_HOPS,
    TH_CREEP,
    TH_D2MIN,
    TH_D2MIN_NOISE,
    TH_FAR_CHANGE,
    TH_RATIO_CHANGE,
    TH_LOSS_CHANGE,
    TH_N_QUANTITIES
};
extern const char *const temperature_quantity_name[TH_N_QUANTITIES];
const char *temperature_unit(const struct study *s, enum temperature_quantity q);

struct temperature_row {
    const char *rate, *load; /* labels; the study's */
    size_t samples;
    struct estimate q[TH_N_QUANTITIES];
    size_t *sample;                       /* [samples] which; NULL when read; owned */
    double (*replicate)[TH_N_QUANTITIES]; /* NULL when read; owned */
};
struct temperature_table {
    size_t n;
    struct temperature_row *row;
};

int temperature_write(const struct temperature_table *t, const struct study *s, const char *path, struct gb_error *err);
/* GB_EINPUT with file:line. *t is the caller's (temperature_clear); `s` must outlive it. */
int temperature_read(struct temperature_table *t, const struct study *s, const char *path, struct gb_error *err);
void temperature_clear(struct temperature_table *t);
/* The row of a history and load, or NULL. */
const struct temperature_row *temperature_find(const struct temperature_table *t, const char *rate, const char *load);

/* The row of one history and load, for studies that load at a temperature; pool: number weights. */
void temperature_add(struct temperature_table *t, const struct pool *pool);
/* Once all rows are there: those against rest. */
void temperature_changes(struct temperature_table *t, const struct study *s);

#endif

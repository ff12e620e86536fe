/* What the measure stage writes, and the summary reads.
 *
 * curves-number.tsv and, with partials, curves-1-1.tsv, curves-1-2.tsv ... (types of the model): averages over the
 * axes, on the bins' centres up to r-max + margin, unsmoothed:
 *     r  g00_ref  g00_loaded                 loaded: compressed
 *     g20_sym  g20_minus  g20_raw            [g20(+) - g20(-)]/2;  g20(+) - g20(reference);  g20(+); same axis each
 *     aff_g00_loaded  aff_g20_sym ...        the same from affine copies of the reference: the floor
 *     near  flux                             continuity (truth.h), (plus - minus)/2, or plus where only + was loaded
 *     rad_num  tan_num  p2p2  dpdp           densities of the profile sums (truth_density), numerators like near
 * and for number weights also, for each axis (here x):
 *     g00_loaded_x  g20_raw_x  g20_minus_x  g20_sym_x  aff_g00_loaded_x  aff_g20_raw_x  p2p2_x  dpdp_x
 * Columns *_sym are absent where only + was loaded. p2p2 and dpdp, with g00_ref, say how anisotropic the glass is: what
 * truth/control.h takes off. All are linear sums; nothing is divided here.
 * values.tsv, d2min.tsv (histogram over log bins), atoms-AXIS.xyz.gz: see values.c and d2min.c.
 */
#ifndef GB_SIM_MEASURE_H
#define GB_SIM_MEASURE_H

#include "measure/curves.h"
#include "stage/stage.h"

/* The stage `measure`. dir: the study's folder; out: the stage's partial folder. GB_EINPUT where its parameters or
 * states are not what the plan and the worker write, or r-max reaches an atom's own image. */
int measure_stage(const struct stage *st, const char *dir, const char *out, struct gb_error *err);

#endif

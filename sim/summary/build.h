/* Makes the summary: jackknife over samples of everything in the study's table, and the curves behind the figures. */
#ifndef GB_SUMMARY_BUILD_H
#define GB_SUMMARY_BUILD_H

#include "stage/stage.h"
#include "summary/summary.h"

/* Reads what the stages left in `dir`, pools, estimates, and writes into `out`:
 *   summary.tsv, summary.xml         every row
 *   curves-HISTORY-STRAIN-WEIGHTS.tsv   the main method, smoothed: r g00 g20 K g20_continuity e_rad e_tan, each with
 *                                    _err; r with its unit (r_ang, r_sigma), K for unit strain, e_* over the true
 *                                    strain; A_1 r_1 .. in the header
 *   cooling-HISTORY.tsv              T h e_pot volume with _err; T_f and the two lines in the header (not for files)
 *   equilibrium.tsv                  the line e_IS(T), where the study asks for one: study/line.h
 *   trends.tsv                       slopes of ratio and losses over histories and loads: trends.h
 *   histories.tsv                    what each history takes and reaches: histories.h
 *   order.tsv                        which samples are crystalline and left out: pool/screening.h
 *   thermal.tsv                      loads at rest and at temperatures: temperature.h
 *   moduli.tsv                       elastic moduli of each history, isotropy: moduli.h
 *   efficiency.tsv                   scatter, bias and processor time of the signals: efficiency.h
 *   d2min-HISTORY-STRAIN.tsv         d2min_over_strain2 lo hi density density_err count; density per decade
 * The same folder gives the same bytes of summary.tsv and summary.xml. What cannot be had (no peak in the first shell,
 * no crossing of the lines) is nan and a warning, printed on stderr and counted. Errors are of samples: each replicate
 * pools the curves of all samples but one and goes through everything again. GB_EFAIL when a stage's file cannot be
 * read or samples have different grids. *sum is the caller's (summary_clear); `s` must outlive it. */
int summary_build(struct summary *sum, const struct study *s, const char *dir, const char *out, struct gb_error *err);
/* The stage `summary`: summary_build of the study in its parameter. dir: the study's folder; out: the partial folder. */
int summary_stage(const struct stage *st, const char *dir, const char *out, struct gb_error *err);

#endif

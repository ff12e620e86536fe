/* The summary: jackknife over samples of everything in the study's table, and the curves behind the figures.
 */
#ifndef GB_SIM_SUMMARY_H
#define GB_SIM_SUMMARY_H

#include "pool/quantity.h"
#include "stage/stage.h"

struct summary_row {
    const char *rate;   /* history label; the study's */
    const char *load;   /* the study's strain_label */
    double strain;      /* axial, of the cell: as asked for, or where the stress is given as it came out */
    char *weights;      /* number, A-B, ...; owned */
    const char *method; /* one of pool_method; borrowed */
    size_t samples;
    bool extrapolated; /* T_f_is lies outside the temperatures of the equilibrium line */
    struct estimate q[Q_N];
};

struct summary {
    size_t n_left_out; /* samples that are in no row, with the reason (pool/screening.h) */
    char **left_out;
    size_t n_rows;
    struct summary_row *row;
    double line_lo, line_hi; /* temperatures that the equilibrium line covers; NaN: there is none */
    size_t n_warnings;       /* numbers that could not be had: nan in the table, with the reason in its header */
};

/* The load that figures show, an index of the study's: at rest before mean positions before snapshots, then the largest
 * strain. */
size_t summary_main_load(const struct summary *sum, const struct study *s);

/* A number of a row as people read it: value(error), and * behind an extrapolated T_f_is; a dash for one without a unit
 * whose error is one or more, and where there is no row (NULL); the caller's. */
char *summary_cell(const struct summary_row *row, enum quantity q, const struct study *s);

/* Whether a number of several samples has no error: it fails with one of them left out. */
bool summary_bare(const struct summary *sum);

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
/* Only the rows. GB_EINPUT with file:line. */
int summary_read(struct summary *sum, const struct study *s, const char *path_tsv, struct gb_error *err);
void summary_clear(struct summary *sum);
/* The tables that `run` prints: plain text, the main method's number-weighted rows, value(error), and the ratio by the
 * other signals; the caller's. */
char *summary_text(const struct summary *sum, const struct study *s);

/* The stage `summary`: summary_build of the study in its parameter. dir: the study's folder; out: the partial folder. */
int summary_stage(const struct stage *st, const char *dir, const char *out, struct gb_error *err);

#endif

/* The method-validation table, summary/validation.tsv: what an experiment would have read off the study's own glasses,
 * beside what is true of them. A row for each rate, strain and experiment:
 *
 *     route     pdf-r        the study's own: number-weighted g00 and g20 in r, its smoothing (the reference of the
 *                            rest)
 *               pdf-q        S00, S20 up to Q_max -> window -> g00, g20, K -> the pipeline (strain_measure_q)
 *               q-law        the affine law in Q, S20 = -eps c Q dS00/dQ (strain_q_law); no ratio
 *     weights   number, xray, neutron (pdf/scatter.h)
 *     signal    controlled, symmetrised, minus-unloaded (summary.h)
 *     q_max, window, fit_lo, fit_hi, sectors, basis, counts
 *
 * One thing is varied at a time about a standard experiment: x-rays, Q_max 25 1/angstrom, Lorch window, the study's fit
 * window, S00 and S20 themselves (no sectors), no noise, the study's main signal; Q_max and window are varied together
 * for each weights. Without partial curves or elements there are number weights only.
 *
 * The PDF's ratio is another quantity than the atoms' ratio_true: its peaks carry g00 d eps_rad/dr too (METHODS (32)).
 * Errors are jackknife errors over samples; those of a bias are of the difference on the same pools. Rows with noise
 * add that of the mean over draws.
 *
 * Cost: a Bessel transform for each sample, pair and signal, then three for each row and replicate, twice (the floor):
 * 2 ms a row and replicate.
 */
#ifndef GB_EXPERIMENT_EXPERIMENT_H
#define GB_EXPERIMENT_EXPERIMENT_H

#include "pdf/scatter.h"
#include "pdf/window.h"
#include "pool/pool.h"
#include "table/table.h"

enum experiment_route {
    ROUTE_PDF_R,
    ROUTE_PDF_Q,
    ROUTE_Q_LAW,
    ROUTE_PEAK_SHIFT,
    ROUTE_SHELL_1,
    ROUTE_SHELL_2,
    ROUTE_SHELL_3,
    EXPERIMENT_N_ROUTES
};
extern const char *const experiment_route_name[EXPERIMENT_N_ROUTES];

enum { EXPERIMENT_SECTORS = 36 }; /* of those that need any */

/* How something was measured. */
struct experiment {
    enum experiment_route route;
    enum scatter_probe weights;
    enum pool_signal signal;
    double q_max;          /* 1/angstrom; NaN: not through Q */
    enum q_window window;  /* QWINDOW_N: none */
    double fit_lo, fit_hi; /* of r, in the model's length; of Q, in 1/angstrom, with q-law; NaN with shifts */
    size_t sectors;        /* of azimuth; 0: S00 and S20 themselves */
    bool centre;           /* the sectors' basis taken at their centres; else averaged over their width */
    double counts;         /* photons in all sectors up to q_max; INFINITY: no noise */
};
/* X(id, name, unit, how, sentence) */
#define EXPERIMENT_QUANTITIES(X)                                                                                       \
    X(EXPERIMENT_EPS_INF, "eps_inf", UNIT_ONE, HOW_RATIO, "far strain by this route")                                  \
    X(EXPERIMENT_EPS_INF_BIAS, "eps_inf_bias", UNIT_ONE, HOW_RATIO, "eps_inf/eps_true - 1")                            \
    X(EXPERIMENT_RATIO, "ratio", UNIT_ONE, HOW_RATIO, "1 - (eps_1 + eps_2)/(2 eps_inf)")                               \
    X(EXPERIMENT_RATIO_BIAS, "ratio_bias", UNIT_ONE, HOW_RATIO, "ratio less that of pdf-r")                            \
    X(EXPERIMENT_LOSS, "loss", UNIT_ONE, HOW_RATIO, "1 - (eps_1 + eps_2)/(2 eps_true)")                                \
    X(EXPERIMENT_R_PEAK, "r_peak", UNIT_LENGTH, HOW_ESTIMATE,                                                          \
      "of the first shell; two kinds of pairs whose peaks the resolution parts are two shells")                        \
    X(EXPERIMENT_FLOOR_EPS_INF, "floor_eps_inf", UNIT_ONE, HOW_RATIO,                                                  \
      "eps_inf_bias of affine copies of the same glasses: what weights, window and the end of the curves do without "  \
      "any nonaffinity; 0 at best")                                                                                    \
    X(EXPERIMENT_FLOOR_RATIO, "floor_ratio", UNIT_ONE, HOW_RATIO, "ratio of the same copies; 0 at best")               \
    X(EXPERIMENT_EPS_TRUE, "eps_true", UNIT_ONE, HOW_RATIO, "true strain, of the cell")                                \
    X(EXPERIMENT_RATIO_TRUE, "ratio_true", UNIT_ONE, HOW_RATIO,                                                        \
      "1 - mean bond strain of the first shell's pairs / eps_true, from the atoms: sum rad_num over sum p2p2 up to "   \
      "g00's first minimum")

enum experiment_quantity {
#define ID(id, name, unit, how, sentence) id,
    EXPERIMENT_QUANTITIES(ID)
#undef ID
        EXPERIMENT_N_QUANTITIES
};
struct experiment_row {
    size_t history, load; /* of the study */
    struct experiment e;
    size_t samples;
    struct estimate q[EXPERIMENT_N_QUANTITIES];
    double eps_inf_noise, ratio_noise; /* standard deviation of one noisy measurement, of eps_inf over eps_true; 0
                                        * without noise */
};
struct experiments {
    size_t n;
    struct experiment_row *row;
    size_t n_notes;
    char **note; /* what could not be had, and why; owned */
};

extern const struct table_kind experiment_kind;
/* The column of a quantity. */
const struct column *experiment_column(enum experiment_quantity q);

int experiments_write(const struct experiments *v, const struct study *s, const char *path, struct gb_error *err);
/* GB_EINPUT with file:line. *v is the caller's (experiments_clear); `s` must outlive it. */
int experiments_read(struct experiments *v, const struct study *s, const char *path, struct gb_error *err);
void experiments_clear(struct experiments *v);
/* The standard experiment of a study with these weights, and the same data by another route: q-law up to its q_max,
 * shifts with their sectors; pdf-r has number weights. */
struct experiment experiment_standard(const struct study *s, enum scatter_probe weights);
struct experiment experiment_by(struct experiment e, enum experiment_route route);
/* The row of exactly this experiment, or NULL. */
const struct experiment_row *experiment_find(const struct experiments *v, size_t history, size_t load,
                                             const struct experiment *e);
/* The short table that `run` prints, of one load (summary_main_load); the caller's. */
char *experiments_text(const struct experiments *v, const struct study *s, size_t load);

/* The rows of one history and load, and structure-*.tsv in `out`; pool: number weights; all[0] those, then the partials.
 * What cannot be had is noted. GB_EFAIL where the curves are not what the measure stage writes. */
int experiments_add(struct experiments *v, const struct pool *pool, const struct pool_curves *all, size_t n_all,
                    struct pool_warnings *notes, const char *out, struct gb_error *err);

#endif

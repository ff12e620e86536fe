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
 *     eps         far strain (eps_inf of the pipeline);         eps_bias    eps/eps_true - 1
 *     ratio       1 - (eps_1 + eps_2)/(2 eps)                   ratio_bias  ratio less that of pdf-r
 *     loss        1 - (eps_1 + eps_2)/(2 eps_true)
 *     r_peak      of the first shell, length; two kinds of pairs whose peaks the resolution parts are two shells
 *     floor_eps, floor_ratio   eps/eps_true - 1 and the ratio by the same route on affine copies of the same glasses:
 *                 what weights, window and the end of the curves do without any nonaffinity; 0 at best
 *     eps_noise, ratio_noise   standard deviation of one noisy measurement, relative to eps_true for eps; 0 without
 *     eps_true    from the cell
 *     ratio_true  1 - <eps_rad>/eps_true, <eps_rad> the mean bond strain of the first shell's pairs from the atoms, sum
 *                 rad_num over sum p2p2 up to g00's first minimum (truth.h). The PDF's number is another quantity: its
 *                 peaks carry g00 d eps_rad/dr too (METHODS (32)).
 * Errors are jackknife errors over samples; those of a bias are of the difference on the same pools. Rows with noise
 * add that of the mean over draws.
 *
 * Cost: a Bessel transform for each sample, pair and signal, then three for each row and replicate, twice (the floor):
 * 2 ms a row and replicate.
 */
#ifndef GB_SIM_EXPERIMENT_H
#define GB_SIM_EXPERIMENT_H

#include "pdf/scatter.h"
#include "pdf/window.h"
#include "pool/pool.h"

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

/* How something was measured. */
struct experiment {
    enum experiment_route route;
    enum scatter_probe weights;
    const char *signal;    /* "controlled" ...; not owned */
    double q_max;          /* 1/angstrom; NaN: not through Q */
    enum q_window window;  /* QWINDOW_N: none */
    double fit_lo, fit_hi; /* of r, in the model's length; of Q, in 1/angstrom, with q-law; NaN with shifts */
    size_t sectors;        /* of azimuth; 0: S00 and S20 themselves */
    bool centre;           /* the sectors' basis taken at their centres; else averaged over their width */
    double counts;         /* photons in all sectors up to q_max; INFINITY: no noise */
};
enum experiment_quantity {
    EXPERIMENT_EPS,
    EXPERIMENT_EPS_BIAS,
    EXPERIMENT_RATIO,
    EXPERIMENT_RATIO_BIAS,
    EXPERIMENT_LOSS,
    EXPERIMENT_R_PEAK,
    EXPERIMENT_FLOOR_EPS,
    EXPERIMENT_FLOOR_RATIO,
    EXPERIMENT_EPS_TRUE,
    EXPERIMENT_RATIO_TRUE,
    EXPERIMENT_N_QUANTITIES
};
struct experiment_row {
    const char *rate; /* the study's */
    const char *load; /* the study's strain_label */
    struct experiment e;
    size_t samples;
    struct estimate q[EXPERIMENT_N_QUANTITIES];
    double eps_noise, ratio_noise;
};
struct experiments {
    size_t n;
    struct experiment_row *row;
    size_t n_notes;
    char **note; /* what could not be had, and why; owned */
};

int experiments_write(const struct experiments *v, const struct study *s, const char *path, struct gb_error *err);
/* GB_EINPUT with file:line. *v is the caller's (experiments_clear); `s` must outlive it. */
int experiments_read(struct experiments *v, const struct study *s, const char *path, struct gb_error *err);
void experiments_clear(struct experiments *v);
/* The standard experiment of a study with these weights, and the same data by another route: q-law up to its q_max,
 * shifts with their sectors; pdf-r has number weights. */
struct experiment experiment_standard(const struct study *s, enum scatter_probe weights);
struct experiment experiment_by(struct experiment e, enum experiment_route route);
/* The row of exactly this experiment, or NULL. */
const struct experiment_row *experiment_find(const struct experiments *v, const char *rate, const char *load,
                                             const struct experiment *e);
/* The short table that `run` prints; the caller's. */
char *experiments_text(const struct experiments *v, const struct study *s);

/* The rows of one history and load, and structure-*.tsv in `out`; pool: number weights; all[0] those, then the partials.
 * What cannot be had is noted. GB_EFAIL where the curves are not what the measure stage writes. */
int experiments_add(struct experiments *v, const struct pool *pool, const struct pool_curves *all, size_t n_all,
                    struct pool_warnings *notes, const char *out, struct gb_error *err);

#endif

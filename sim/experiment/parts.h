/* Inside the method validation: the study's S_l0(Q), and one experiment on them. */
#ifndef GB_EXPERIMENT_PARTS_H
#define GB_EXPERIMENT_PARTS_H

#include "experiment/experiment.h"
#include "pdf/structure.h"
#include "pool/pool.h"

/* Curves that are transformed: what signals are made of. */
enum experiment_column {
    EXPERIMENT_SYM,
    EXPERIMENT_MINUS,
    EXPERIMENT_AFF_SYM,
    EXPERIMENT_AFF_MINUS,
    EXPERIMENT_EXCESS,
    EXPERIMENT_N_COLUMNS
};
enum { EXPERIMENT_SHELLS = ROUTE_SHELL_3 - ROUTE_SHELL_1 + 1 };
/* All shells come out of one measurement: kept for the next row. */
struct experiment_shells {
    bool there;
    struct experiment e;
    double eps[EXPERIMENT_SHELLS];
};
/* S00 of the reference and S20 of every signal, weighted, of one glass: pooled over the samples of a replicate. */
struct experiment_pool {
    size_t replicate;
    double poisson, eps_true[SIGNAL_N];
    struct structure reference[SCATTER_N_PROBES];           /* S00; S[0] NULL: weights that are not there */
    struct structure signal[SCATTER_N_PROBES][SIGNAL_N][2]; /* S20, [1] of the affine copies; S[1] NULL: not there */
    struct experiment_shells shells[2];                     /* of the loads, of the affine copies */
};
/* What of S00 = 1 comes back as S00, and of S20 = 1 as S20, [n_q] each; owned. */
struct experiment_response {
    size_t sectors;
    bool centre;
    double *m;
};
struct experiment_data {
    const struct pool *pool; /* number weights, with all axes */
    size_t samples, n_q, n_out;
    double dq, rho0, taper; /* 1/length, 1/length^3, length */
    double to_angstrom;     /* the length unit */
    struct pdf_grid out;    /* of g00, g20 and K */
    bool there[SCATTER_N_PROBES], assumed_length;
    struct scatter scatter[SCATTER_N_PROBES];
    double *S00;                         /* [(probe * samples + k) * n_q]; owned */
    struct experiment_response response; /* for the row at hand */
    double *noise; /* S00 and S20 of a frame pair of one photon each, [(draw * 2 + i) * n_q]; NULL; owned */
    double *
        S20; /* [((probe * EXPERIMENT_N_COLUMNS + column) * samples + k) * n_q], EXPERIMENT_EXCESS per unit de; owned */
};

/* all[0]: number weights, then the partials. Experiments reach q_end (1/angstrom) or what the bins allow. GB_EFAIL
 * where the curves are not what the measure stage writes. *d is the caller's (experiment_data_clear). What limits it is noted.
 */
int experiment_data_read(struct experiment_data *d, const struct pool *pool, const struct pool_curves *all,
                         size_t n_all, double q_end, struct pool_warnings *notes, struct gb_error *err);
void experiment_data_clear(struct experiment_data *d);
/* Largest Q_max, 1/angstrom. */
double experiment_data_q_end(const struct experiment_data *d);

void experiment_pool_make(struct experiment_pool *p, const struct experiment_data *d, size_t replicate);
void experiment_pool_clear(struct experiment_pool *p);

/* eps, the ratio and r_peak (NaN where the route has none) of one experiment, of the loads or of their affine copies.
 */
struct experiment_result {
    double eps, ratio, r_peak;
};
int experiment_measure(const struct experiment_data *d, struct experiment_pool *p, const struct experiment *e,
                       bool affine, struct experiment_result *res, struct gb_error *err);

/* The same in two steps: S00 and S20 as the experiment sees them, without noise (cleared by the caller), and what its
 * route makes of them. */
int experiment_seen(const struct experiment_data *d, const struct experiment_pool *p, const struct experiment *e,
                    bool affine, struct structure *s00, struct structure *s20, struct gb_error *err);
int experiment_evaluate(const struct experiment_data *d, const struct experiment_pool *p, const struct experiment *e,
                        const struct structure *s00, const struct structure *s20, struct experiment_result *res,
                        struct gb_error *err);

/* d->response for the sectors of e. */
int experiment_response_prepare(struct experiment_data *d, const struct experiment *e, struct gb_error *err);
/* S00 and S20 as the sectors give them back, in place: S00 from the unloaded frame, S20 as the difference of both. */
int experiment_through_sectors(const struct experiment_data *d, const struct experiment *e, struct structure *s00,
                               struct structure *s20, struct gb_error *err);

/* eps by the shift with direction of the first peak, eps[0], or of the first shells; NaN: there are not so many. The
 * number of sectors is a multiple of 4. */
int experiment_shift(const struct experiment_data *d, const struct structure *s00, const struct structure *s20,
                     double poisson, const struct experiment *e, double eps[EXPERIMENT_SHELLS], struct gb_error *err);

/* Draws d->noise, seeded, for the weights, sectors and Q_max of e. */
enum { EXPERIMENT_DRAWS = 32 };
int experiment_noise_prepare(struct experiment_data *d, const struct experiment_pool *p, const struct experiment *e,
                             struct gb_error *err);
/* What noise does to one experiment: shift of the mean over the draws with its error, and the scatter of one. */
struct experiment_noise {
    struct estimate eps, ratio, loss;
    double eps_scatter, ratio_scatter;
};
int experiment_noise(const struct experiment_data *d, const struct experiment_pool *p, const struct experiment *e,
                     struct experiment_noise *noise, struct gb_error *err);

/* The curves behind the figures: structure-HISTORY-STRAIN-WEIGHTS.tsv for all weights there are. v holds the rows. */
int experiment_write_structure(const struct experiment_data *d, const struct experiment_pool *pool,
                               const struct experiments *v, const char *out, struct gb_error *err);

#endif

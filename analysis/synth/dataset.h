/* What an experiment would have of one state of a glass: sectors, S_l0(Q) and g_l0(r), with its range of Q, its window
 * and its counting noise. Everything downstream of the sectors is made from them, as an experiment must:
 *
 *     partial g_l0(r) -> S_l0(Q), weighted, exact (`ideal`) -> S(Q, chi) in sectors of finite width, Q_min..Q_max,
 *     + noise -> S_l0(Q) by least squares (strain/sectors.h) -> window -> g_l0(r) -> g(r, chi)
 *
 * Noise: a sector counts n = Poisson(k I) at each Q, I = <f>^2 (S - 1) + <f^2> + Compton; S = (n/k - <f^2> + <f>^2 -
 * Compton)/<f>^2, sigma = sqrt(k I)/(k <f>^2), of one count at least. Every sector of every state has its own stream
 * (synth/noise.h).
 *
 * S at Q is a sum over r up to 2 pi/Q at least: Q_min below 2 pi over the range of r is refused. Lengths in angstrom.
 */
#ifndef GB_SYNTH_DATASET_H
#define GB_SYNTH_DATASET_H

#include "pdf/structure.h"
#include "strain/sectors.h"

#include <stdint.h>

struct dataset_plan {
    double dq;
    struct q_cut cut;     /* q_min, q_max, window */
    double q_end;         /* `ideal` reaches from 0 to here, q_max at least */
    struct pdf_grid grid; /* of the g_l0(r) wanted */
    double r_known;       /* the glass is known up to here, which the tables say (# r-max); 0: everywhere */
    size_t n_sectors;
    double wavelength; /* angstrom: sectors are azimuths phi all around a flat detector; 0: of chi itself, 0..90 */
    double scale;      /* k, counts per unit of I per atom; 0: no noise */
    uint64_t seed;
};
/* GB_EINPUT naming the option of `glassbed synth` that is wrong. r_max, dr: what the glass's own curves have. */
int dataset_check(const struct dataset_plan *plan, double r_max, double dr, struct gb_error *err);

struct dataset_state {
    struct structure ideal;    /* exact, l = 0, 2, 4, to q_end */
    struct structure measured; /* from the sectors, to q_max; l = 0, 2 and, with 5 directions or more, 4 */
    size_t first;              /* measured from here on: (first + 1/2) dq >= q_min */
    double *error[3];          /* standard errors of `measured`; owned; NULL without noise */
    struct sectors S, G;       /* S(Q, chi) with sigma where there is noise; g(r, chi), by chi itself */
    double *g[3];              /* g_l0(r) on plan->grid; owned; NULL for an l that is not measured */
};
/* number: of the state, so that noise differs. *out is the caller's. GB_EINPUT: as the steps; I(Q, chi) < 0. */
int dataset_measure(struct dataset_state *out, const struct dataset_plan *plan, const struct scatter *sc,
                    const struct structure_input *in, uint64_t number, struct gb_error *err);
void dataset_clear(struct dataset_state *s);

/* I per atom at Q for a structure factor S: <f>^2 (S - 1) + <f^2> + Compton (x-rays; with its recoil factor where the
 * wavelength is known, wavelength > 0). */
double dataset_intensity(const struct scatter *sc, double Q, double wavelength, double S);
/* The largest I of S00 within the cut. */
double dataset_peak(const struct dataset_plan *plan, const struct scatter *sc, const struct structure *s);

#endif

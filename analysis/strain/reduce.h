/* From intensity to S(Q, chi). Intensity per sector comes corrected for dark, flat field, mask, polarisation and solid
 * angle (pyFAI does that); what is left is
 *
 *     I(Q, chi) = A [ <f>^2 (S(Q, chi) - 1) + <f^2> + Compton(Q) ] + background
 *
 * with form factors and Compton, recoil included, from pdf/scatter.h. Neither the Laue term <f^2> - <f>^2 nor Compton
 * depends on chi: S20 needs only A, and a wrong A scales S20 and the slope of S00 almost alike.
 *
 *     high-q     the mean of S - 1 from q_lo to q_hi is 0, weighted by a Hann window over the range (which an
 *                oscillation of S with two periods or more in it does not move)
 *     integral   integral Q^2 W(Q) (S - 1) dQ = -2 pi^2 rho0 up to q_hi, W = Lorch (Krogh-Moe, Acta Cryst. 9, 951
 *                (1956); Norman, ibid. 10, 370 (1957)): g00 is 0 at r = 0; S - 1 below the first measured Q counts as
 *                there
 *
 * For all sectors together, or for each by itself, which undoes azimuthal defects of the whole intensity.
 */
#ifndef GB_STRAIN_REDUCE_H
#define GB_STRAIN_REDUCE_H

#include "strain/sectors.h"

enum reduce_rule { REDUCE_HIGH_Q, REDUCE_INTEGRAL, REDUCE_N };
/* "high-q", "integral" */
const char *reduce_rule_name(enum reduce_rule r);

struct reduce_options {
    const struct scatter *scatter; /* x-ray or neutron */
    enum reduce_rule rule;
    double q_lo, q_hi; /* 1/angstrom; q_lo is also where the drift is looked at */
    double rho0;       /* 1/angstrom^3, for the integral */
    bool each_sector;
    double background;                   /* counts, subtracted */
    const struct sectors *background_of; /* or per sector, on the same grid; NULL: none */
};
struct reduce_result {
    double A, A_spread; /* mean over the sectors, and their rms scatter (0 where together) */
    double drift;       /* rms of the sectors' mean S - 1 from q_lo to q_hi: residual structure, noise and drift */
    double slope;       /* of a line through it: change of S - 1 from q_lo to q_hi; 0 where corrections are right */
};
/* *out: S(Q, chi) of the same sectors, to be cleared; sigmas are scaled along. GB_EINPUT: not intensity, probe without
 * weights, a range outside of the data or of fewer than 10 points, a sector not measured there, background on other
 * sectors, no density for the integral; GB_EFAIL: A not above 0. */
int reduce_intensity(const struct sectors *in, const struct reduce_options *opt, struct sectors *out,
                     struct reduce_result *result, struct gb_error *err);

#endif

/* The equilibrium line: the inherent-structure energy of the liquid against temperature, and the fictive temperature
 * that it gives a glass: the T at which the equilibrium liquid has the glass's e_IS (METHODS (48), (49)).
 *
 *     e_IS(T) = a0 + a1 x + a2 x^2,    x = 1/T - <1/T>
 *
 * by least squares weighted with the errors (GSL). Degree 1 is a Gaussian energy landscape, e = a - b/T (F. Sciortino,
 * W. Kob, P. Tartaglia, PRL 83, 3214, 1999). Degree 2 is taken instead where chi^2 speaks against degree 1
 * (probability below 1 %) and there are four points or more, on which it falls with 1/T throughout. Where chi^2 exceeds
 * its degrees of freedom all errors of the line are larger by the root of that ratio. Units: T and e as they come.
 */
#ifndef GB_THERMAL_EQUILIBRIUM_H
#define GB_THERMAL_EQUILIBRIUM_H

#include "base/error.h"
#include "strain/jackknife.h"

#include <stdbool.h>
#include <stddef.h>

/* What runs at one T found. e: inherent structures' energies [sample][snapshot], snapshots in the order of time, evenly
 * spaced; overlap [sample]: the share of atoms that were, at the last snapshot, still near where they were at the
 * first. */
struct equilibrium_runs {
    double T;
    size_t samples, snapshots; /* at least 1, and 4 */
    const double *e, *overlap; /* borrowed */
};
enum equilibrium_fault {
    EQUILIBRIUM_OK,
    EQUILIBRIUM_STUCK,  /* too many atoms have not moved: the runs are shorter than the liquid's memory */
    EQUILIBRIUM_DRIFTS, /* e_IS differs between the first and the second half of the snapshots */
    EQUILIBRIUM_GAPS    /* an energy is not finite */
};
struct equilibrium_point {
    double T;
    struct estimate e;     /* mean over samples and snapshots */
    double spread;         /* standard deviation of e among snapshots of a sample */
    struct estimate drift; /* mean of the second half less mean of the first; of an odd number the middle is left out */
    double overlap;        /* mean over samples */
    enum equilibrium_fault fault;
};
/* A liquid must lose 1 - 1/e of its overlap while it is sampled (one structural relaxation time) and its e_IS must not
 * drift by more than this many errors. */
#define EQUILIBRIUM_OVERLAP 0.36787944117144233
#define EQUILIBRIUM_DRIFT 3
/* Errors: of the scatter between samples, but not less than that of so many independent snapshots, which few samples
 * can come below by chance; of one sample the latter, or half the drift where that is more. */
void equilibrium_judge(const struct equilibrium_runs *r, struct equilibrium_point *p);

struct equilibrium_line {
    int degree; /* 1 or 2 */
    double a[3], covariance[3][3], x_mid;
    double T_lo, T_hi; /* of the points */
    size_t n;
    double chi2, p; /* of the degree taken; the probability of a larger chi^2, NaN with no degree of freedom */
};
/* The line through n points (T, e with its error). GB_EFAIL with fewer than two temperatures, an error that is not
 * positive, or e_IS that does not rise with T. */
int equilibrium_fit(struct equilibrium_line *line, size_t n, const double *T, const struct estimate *e,
                    struct gb_error *err);
/* e_IS(T), its error that of the line; NaN for T <= 0. */
struct estimate equilibrium_energy(const struct equilibrium_line *line, double T);
/* T_f of a glass of energy e; the error has the glass's part (NaN where e has none) and the line's, taken as
 * independent. *extrapolated: T_f lies outside the points. GB_EFAIL, and T_f NaN, when the line never has this energy.
 */
int equilibrium_invert(const struct equilibrium_line *line, struct estimate e, struct estimate *T_f, bool *extrapolated,
                       struct gb_error *err);

#endif

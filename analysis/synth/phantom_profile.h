/* The strain that a phantom imposes on pairs, as a function of their separation R in the reference (> 0: compression).
 *
 *     affine        eps(R) = eps_inf
 *     first-shell   eps(R) = eps_1 + (eps_inf - eps_1) Phi((R - r_switch)/width)      Phi: normal distribution function
 *     smooth        the same with a wide step, so that eps varies over the peaks
 *     table         a monotone cubic (Steffen) through R, eps; constant beyond its ends, where its slope may jump
 *
 * The step is smooth in all derivatives; it is within 1e-3 of its ends 3.1 widths away from r_switch.
 */
#ifndef GB_SYNTH_PHANTOM_PROFILE_H
#define GB_SYNTH_PHANTOM_PROFILE_H

#include "base/error.h"

#include <stddef.h>

enum phantom_kind { PHANTOM_AFFINE, PHANTOM_FIRST_SHELL, PHANTOM_SMOOTH, PHANTOM_TABLE, PHANTOM_N_KINDS };
/* "affine", "first-shell", "smooth", "table" */
const char *phantom_kind_name(enum phantom_kind kind);
/* PHANTOM_N_KINDS when there is none of that name. */
enum phantom_kind phantom_kind_find(const char *name);

struct phantom_profile {
    enum phantom_kind kind;
    double eps_inf, eps_1;       /* table: its last and first values */
    double r_switch, width;      /* length; first-shell and smooth */
    struct phantom_table *table; /* owned; NULL but for PHANTOM_TABLE */
};

/* From n >= 3 points; R rises, in the length unit of the glass. Copied. GB_EINPUT where it does not rise or a value is
 * not finite. */
int phantom_profile_table(struct phantom_profile *p, size_t n, const double *R, const double *eps,
                          struct gb_error *err);
void phantom_profile_clear(struct phantom_profile *p);

/* eps(R) and, where slope is not NULL, its derivative. */
double phantom_eps(const struct phantom_profile *p, double R, double *slope);
/* The smallest and largest eps anywhere. */
void phantom_eps_range(const struct phantom_profile *p, double *lo, double *hi);

/* Whether r_z = R_z (1 - eps), r_perp = R_perp (1 + nu eps) is one to one for R up to r_max: |eps| <=
 * PHANTOM_MAX_STRAIN, -1 < nu <= 0.5, and det dr/dR > 0 in every direction. GB_EINPUT says where it folds and what to
 * do. */
#define PHANTOM_MAX_STRAIN 0.2
int phantom_check_map(const struct phantom_profile *p, double nu, double r_max, struct gb_error *err);

#endif

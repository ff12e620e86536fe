/* Curves as PDFgetX3 writes them, for PDFgui, diffpy and GSAS-II: a [DEFAULT] block of settings, `#### start data`,
 * `#S 1`, `#L` labels, columns. G = 4 pi r rho0 (g - 1), F = Q (S - 1). Readers take x-rays or neutrons from `mode`,
 * the range from `qmax`. Errors, where there are, as columns dr dG that are above 0.
 */
#ifndef GB_SYNTH_EXCHANGE_H
#define GB_SYNTH_EXCHANGE_H

#include "pdf/scatter.h"

#include <stddef.h>

enum exchange_kind { EXCHANGE_GR, EXCHANGE_FQ, EXCHANGE_SQ, EXCHANGE_IQ };
/* "gr", "fq", "sq", "iq": the ending of the name. */
const char *exchange_ending(enum exchange_kind kind);

struct exchange_settings {
    const struct scatter *sc;
    const char *source;          /* what it is, for `inputfile`; borrowed */
    double wavelength;           /* angstrom; 0: not known */
    double q_min, q_max, q_step; /* 1/angstrom */
    double r_max, r_step;
    const char *window;
};
/* x, y and dy (NULL: none; above 0) of n points. GB_EFAIL when it cannot be written. */
int exchange_write(enum exchange_kind kind, const struct exchange_settings *s, size_t n, const double *x,
                   const double *y, const double *dy, const char *path, struct gb_error *err);

/* "Cu64.5Zr35.5"; species that are no elements are left out. The caller's. */
char *exchange_composition(const struct scatter *sc);

#endif

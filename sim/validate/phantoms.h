/* The pipeline on phantoms, whose answer is known (synth/phantom.h): how well it comes back, and what known mistakes
 * do.
 *
 * Recovery: an analytic Cu64.5Zr35.5 glass, number and x-ray weights, eps_inf = 0.2 %, ratios 0 to 0.4 imposed on the
 * whole first shell, through S00 and S20 with each window and Q_max. Number weights: held to 1 % in eps_inf, eps_1,
 * eps_2 and to 0.01 in the ratio, less the affine floor (the same with ratio 0).
 *
 * Mistakes: the same glass with eps_inf = 0.5 %, ratio 0.25, before a detector (synth/detector.h), 72 sectors, exact
 * intensities, Lorch window; one thing wrong at a time. `loaded`: the loaded state alone; `difference`: loaded -
 * unloaded.
 */
#ifndef GB_VALIDATE_PHANTOMS_H
#define GB_VALIDATE_PHANTOMS_H

#include "validate/validate.h"

int phantoms_recovery(struct checks *c, struct gb_error *err);

enum { MISTAKE_LOADED, MISTAKE_DIFFERENCE, MISTAKE_N_SIGNALS };
struct mistake {
    char *name;                        /* owned */
    double s20[MISTAKE_N_SIGNALS];     /* rms of the change of S20 over its rms */
    double eps_inf[MISTAKE_N_SIGNALS]; /* over that without the mistake, - 1; NaN: nothing found */
    double ratio[MISTAKE_N_SIGNALS];   /* less that without the mistake */
};
struct mistakes {
    size_t n;
    struct mistake *item;           /* owned; the first: nothing wrong, against the truth itself */
    double eps_inf, ratio, poisson; /* imposed */
};
int phantoms_mistakes(struct mistakes *m, struct gb_error *err);
void mistakes_clear(struct mistakes *m);
/* A table: path "-" is standard output. */
int mistakes_write(const struct mistakes *m, const char *path, struct gb_error *err);

#endif

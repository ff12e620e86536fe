/* <equilibrium>: the line e_IS(T) of the equilibrium liquid, which gives glasses their fictive temperature (METHODS
 * (49)). Measured by the study itself, a stage for each T and sample that all histories share, or taken from another
 * study's summary/equilibrium.tsv.
 */
#ifndef GB_STUDY_LIQUID_H
#define GB_STUDY_LIQUID_H

#include <stddef.h>
#include <stdint.h>

/* MD steps between two blocks of swaps; half as many where thermo rows are not multiples of it. */
enum { EQUILIBRIUM_BLOCK = 20 };

struct study_liquid {
    char *file; /* absolute; NULL: not from a file */
    size_t n_T; /* 0: not measured */
    double *T;
    char **T_label; /* as written, unique, safe as a folder name */
    double time;    /* of MD at each T; the second half is sampled */
    double swap_attempts;
    size_t snapshots;
};

#endif

/* Values of the stages' parameters, from the study: which there are, and in which order, is in the kinds' rows. */
#ifndef GB_PLAN_PARAMETERS_H
#define GB_PLAN_PARAMETERS_H

#include "study/names.h"

/* What a stage is of; borrowed; NULL where it is not of one. */
struct plan_at {
    const struct study *study;
    struct study_place where;
    const struct step *step;
    const struct study_compress *compress;
    const struct study_load *load;
    const struct study_liquid *liquid;
    const char *model_hash;
    size_t file_atoms; /* of the user's glass that the history goes on from; 0: there is none */
};

/* The value of a parameter of st, whose earlier parameters are set; the caller's. NULL: the study has none. */
char *plan_parameter(const struct plan_at *at, const struct stage *st, const char *name);
/* MD steps of a stage. */
double plan_md_steps(const struct plan_at *at);

#endif

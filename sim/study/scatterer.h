/* A model glass as a scatterer. Apart from model.[ch], which the worker links too: the element table brings xraylib and
 * the Bessel transforms' library, the worker has neither. */
#ifndef GB_STUDY_SCATTERER_H
#define GB_STUDY_SCATTERER_H

#include "pdf/scatter.h"
#include "stage/model.h"

/* Species in the order of types, each as its own element or as the one that stands in for it (scatter-as).
 * fraction: [n_species], of the glass at hand; NULL: the model's. *to_angstrom: one length unit, 1 for metals;
 * NaN where the model says none (reduced units without scatter-length), which number weights do not need.
 * GB_EINPUT with the model's path where the probe needs an element, a neutron length or a scatter-length that is not
 * there. */
int study_scatter(const struct model *m, enum scatter_probe probe, const double *fraction, struct scatter *s,
                  double *to_angstrom, struct gb_error *err);

/* "A scatters as Ni, B as P, sigma = 2.2 angstrom" for pages and headers; NULL where species are themselves and lengths
 * in angstrom; the caller's. */
char *study_scatter_note(const struct model *m);

#endif

/* A model glass as a scatterer, see study_scatter.h. */
#include "study/scatterer.h"

#include "base/mem.h"

#include <math.h>
#include <string.h>

int study_scatter(const struct model *m, enum scatter_probe probe, const double *fraction, struct scatter *s,
                  double *to_angstrom, struct gb_error *err) {
    const char *element[MODEL_MAX_SPECIES];
    *to_angstrom = m->scatter_length;
    for (int k = 0; k < m->n_species; k++) element[k] = m->scatter_as[k] ? m->scatter_as[k] : m->element[k];
    for (int k = 0; k < m->n_species && probe != SCATTER_NUMBER; k++)
        if (!element_find(element[k]))
            return gb_fail(err, GB_EINPUT,
                           "%s: species '%s' scatters as '%s', which is not an element (H to Cf, written like Cu); %s "
                           "weights need one: set scatter-as",
                           m->path, m->element[k], element[k], scatter_probe_name(probe));
    if (probe != SCATTER_NUMBER && isnan(m->scatter_length))
        return gb_fail(err, GB_EINPUT,
                       "%s: %s weights need the length unit in angstrom; set scatter-length on <model>, as in "
                       "scatter-length='2.2'",
                       m->path, scatter_probe_name(probe));
    const int rc = scatter_init(s, probe, m->n_species, element, fraction ? fraction : m->fraction, err);
    return rc == GB_OK ? rc : gb_context(err, "%s", m->path);
}

char *study_scatter_note(const struct model *m) {
    struct gb_text t = {0};
    for (int k = 0; k < m->n_species; k++)
        if (m->scatter_as[k])
            gb_text_add(&t, "%s%s %s %s", t.s ? ", " : "", m->element[k], t.s ? "as" : "scatters as", m->scatter_as[k]);
    if (strcmp(m->units, "metal") != 0 && !isnan(m->scatter_length))
        gb_text_add(&t, "%ssigma = %g angstrom", t.s ? ", " : "", m->scatter_length);
    return t.s;
}

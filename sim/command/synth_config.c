/* Configurations as sources of synthetic data: read in angstrom, and what scatters in them. See synth_parts.h. */
#include "command/command_config.h"
#include "command/stand_in.h"
#include "command/synth_parts.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_ELEMENTS = 100 };

int source_read_config(struct config **c, const char *path, const struct source_options *o, struct gb_error *err) {
    const char *element[MAX_ELEMENTS];
    char *names = NULL;
    size_t n;
    int rc = options_elements(o->elements, &names, element, MAX_ELEMENTS, &n, err);
    if (rc == GB_OK) rc = command_read(c, "synth", path, -1, n, element, err);
    free(names);
    const char *units = isnan(o->sigma) ? "metal" : "lj"; /* --sigma says that lengths are in it */
    if (rc == GB_OK && (*c)->length == CONFIG_LENGTH_SIGMA && isnan(o->sigma))
        rc = gb_fail(err, GB_EINPUT,
                     "%s: its ITEM: UNITS says that lengths are in sigma; give --sigma, one in angstrom", path);
    if (rc == GB_OK) rc = command_units(*c, &units, err);
    if (rc == GB_OK) rc = stand_in_rename(o->scatter, *c, err);
    if (rc != GB_OK || isnan(o->sigma)) return rc;
    for (size_t i = 0; i < 3 * (*c)->n; i++) (*c)->x[i] *= o->sigma;
    for (int i = 0; i < 3; i++) {
        (*c)->box.origin[i] *= o->sigma;
        for (int k = 0; k < 3; k++) (*c)->box.h[i][k] *= o->sigma;
    }
    return GB_OK;
}

int source_check_unit(const char *path, double rho0, const struct source_options *o, struct gb_error *err) {
    if (!isnan(o->sigma) || rho0 <= SCATTER_DENSEST) return GB_OK;
    return gb_fail(
        err, GB_EINPUT,
        "%s: %.4g atoms per cubic angstrom is denser than any solid: are its lengths in units of sigma? give "
        "--sigma, one of them in angstrom (2.2 for Kob-Andersen as Ni80P20)",
        path, rho0);
}

int source_scatter(struct scatter *sc, const struct config *c, const struct source_options *o, struct gb_error *err) {
    double fraction[CONFIG_MAX_TYPES] = {0};
    const enum scatter_probe probe = scatter_probe_find(o->weights ? o->weights : "xray");
    if (o->composition)
        return gb_fail(err, GB_EINPUT, "--composition: a configuration has its own; --elements names its types");
    if (!c->element && probe != SCATTER_NUMBER)
        return gb_fail(err, GB_EINPUT, "%s does not name its %d types of atoms: give --elements, such as Cu,Zr",
                       c->path, c->n_types);
    for (size_t i = 0; i < c->n; i++) fraction[c->type[i] - 1] += 1;
    int rc = scatter_init(sc, probe, c->n_types, (const char *const *)c->element, fraction, err);
    return rc == GB_OK ? rc : gb_context(err, "%s (elements stand for other names by --scatter A=Ni,B=P)", c->path);
}

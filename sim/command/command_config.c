/* Configurations as subcommands take them, see command_config.h. */
#include "command/command_config.h"

#include "base/mem.h"
#include "pdf/element.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void command_notes(const char *command, const struct config *c) {
    for (const char *s = c->notes; s; s = strchr(s, '\n') ? strchr(s, '\n') + 1 : NULL)
        fprintf(stderr, "glassbed %s: note: %s: %.*s\n", command, c->path, (int)strcspn(s, "\n"), s);
}

int command_read(struct config **c, const char *command, const char *path, long frame, size_t n,
                 const char *const *element, struct gb_error *err) {
    double *mass = GB_ARRAY(n, double);
    bool all = true; /* the B of A,B is no boron */
    for (size_t k = 0; k < n; k++) {
        const struct element *e = element_find(element[k]);
        mass[k] = e ? e->mass : NAN;
        all = all && e;
    }
    const struct config_species species = {.n = (int)n, .name = element, .mass = all ? mass : NULL};
    const int rc = config_read_as(c, path, frame, n ? &species : NULL, err);
    if (rc == GB_OK) command_notes(command, *c);
    free(mass);
    return rc;
}

int command_units(const struct config *c, const char **units, struct gb_error *err) {
    if (c->length == CONFIG_LENGTH_UNSAID) return GB_OK;
    const bool sigma = c->length == CONFIG_LENGTH_SIGMA;
    if (!*units) *units = sigma ? "lj" : "metal";
    if ((strcmp(*units, "lj") == 0) == sigma) return GB_OK;
    return gb_fail(err, GB_EINPUT,
                   "%s: its ITEM: UNITS says that lengths are in %s, but here they would be in %s (--units %s)",
                   c->path, sigma ? "sigma" : "angstrom", sigma ? "angstrom" : "sigma", *units);
}

/* The types of a file as those that are wanted: by name, else by number; masses must agree. */
#include "atoms/read.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Type t + 1 of the file, species k of those wanted. */
static int check_mass(const struct reader *r, const struct config *c, int t, int k, struct gb_error *err) {
    const double in_file = c->mass[t], wanted = r->mass[k];
    if (in_file == 1 || !(fabs(in_file - wanted) > CONFIG_MASS_TOLERANCE * wanted)) return GB_OK; /* NaN: not known */
    return gb_fail(err, GB_EINPUT,
                   "%s: type %d has mass %g, but %s, species %d, has %g; give the types in that order, or name "
                   "them in the file (Masses: %d %g # NAME), then any order will do",
                   c->path, t + 1, in_file, r->elements[k], k + 1, wanted, t + 1, in_file);
}

int read_adopt(const struct reader *r, struct config *c, struct gb_error *err) {
    struct type_names want = {0};
    names_set(&want, r->elements, r->n_elements);
    char *all = names_text(r->elements, r->n_elements);
    int to[CONFIG_MAX_TYPES + 1] = {0}, rc = GB_OK;
    for (int t = 0; rc == GB_OK && t < c->n_types; t++) {
        to[t + 1] = c->element ? 0 : t + 1;
        for (int k = 0; c->element && k < want.n && to[t + 1] == 0; k++)
            if (strcmp(want.name[k], c->element[t]) == 0) to[t + 1] = k + 1;
        if (to[t + 1] == 0)
            rc =
                gb_fail(err, GB_EINPUT, "%s: type %d is named '%s'; allowed: %s; rename it, or use a model that has it",
                        c->path, t + 1, c->element[t], all);
    }
    if (rc == GB_OK && !c->element && c->n_types > want.n)
        rc =
            gb_fail(err, GB_EINPUT, "%s: has %d atom types; allowed: at most %d (%s); use a model with as many species",
                    c->path, c->n_types, want.n, all);
    for (int t = 0; rc == GB_OK && c->mass && r->mass && t < c->n_types; t++)
        rc = check_mass(r, c, t, to[t + 1] - 1, err);
    if (rc == GB_OK) {
        double *mass = GB_ARRAY((size_t)want.n, double);
        bool known = c->mass != NULL;
        for (int t = 0; c->mass && t < c->n_types; t++) mass[to[t + 1] - 1] = c->mass[t];
        for (int k = 0; k < want.n; k++) known = known && mass[k] > 0;
        free(c->mass);
        c->mass = known ? mass : NULL;
        if (!known) free(mass);
        for (size_t i = 0; i < c->n; i++) c->type[i] = to[c->type[i]];
        names_give(&want, c);
    }
    free(all);
    names_clear(&want);
    return rc;
}

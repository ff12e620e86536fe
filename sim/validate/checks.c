/* The list of checks, see validate.h. */
#include "validate/validate.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

void checks_add(struct checks *c, const char *name, double measured, double expected, double tolerance,
                const char *note) {
    c->item = gb_realloc(c->item, c->n + 1, sizeof *c->item);
    c->item[c->n++] = (struct check){name, note, measured, expected, tolerance};
}

bool check_holds(const struct check *c) { return fabs(c->measured - c->expected) <= c->tolerance; }

void checks_clear(struct checks *c) {
    free(c->item);
    *c = (struct checks){0};
}

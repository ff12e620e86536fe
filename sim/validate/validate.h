/* Known answers, end to end: what `glassbed validate` checks and with which tolerance.
 *
 * known_*: exact cases that need no simulation. glass_*: on two small Kob-Andersen studies that validate runs itself
 * (configs/validate-cut.xml, configs/validate-smooth.xml), held against the model files' reference values (2000 atoms, one
 * sample) and identities.
 */
#ifndef GB_SIM_VALIDATE_H
#define GB_SIM_VALIDATE_H

#include "study/study.h"

struct check {
    const char *name, *note; /* borrowed literals; note: why this tolerance */
    double measured, expected, tolerance;
};
struct checks {
    size_t n;
    struct check *item; /* owned */
};

void checks_add(struct checks *c, const char *name, double measured, double expected, double tolerance,
                const char *note);
bool check_holds(const struct check *c); /* |measured - expected| <= tolerance, NaN never */
void checks_clear(struct checks *c);

int known_pair_sums(struct checks *c, struct gb_error *err);
int known_transform(struct checks *c, struct gb_error *err);

/* dir: the folder of the finished study. */
int glass_cut(struct checks *c, const struct study *s, const char *dir, struct gb_error *err);
int glass_smooth(struct checks *c, const struct study *s, const char *dir, struct gb_error *err);
int glass_scattering(struct checks *c, const struct study *s, const char *dir, struct gb_error *err);

#endif

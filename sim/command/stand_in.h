/* --scatter A=Ni,B=P: the elements that a model's atoms stand for. */
#ifndef GB_COMMAND_STAND_IN_H
#define GB_COMMAND_STAND_IN_H

#include "atoms/config.h"

/* element[0..n_types): what each type of c stands for, its own name where the map does not have it, NULL where it has
 * none; strings the caller's, all NULL on failure. map NULL: none. GB_EINPUT: not NAME=ELEMENT,...; a name that no type
 * has, or that is there twice; no such element. */
int stand_in_elements(const char *map, const struct config *c, char **element, struct gb_error *err);
/* Gives the types of c those names. */
int stand_in_rename(const char *map, struct config *c, struct gb_error *err);

#endif

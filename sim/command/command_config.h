/* Configurations as subcommands take them: names with the elements' masses, units, notes to the user. */
#ifndef GB_COMMAND_COMMAND_CONFIG_H
#define GB_COMMAND_COMMAND_CONFIG_H

#include "atoms/config.h"

/* Reads PATH or PATH@N (frame: that of --frame, -1 the last; config_read). element[n], or n = 0: names of --elements;
 * where all are elements they have masses, which the file's may not contradict. Says the notes: "glassbed COMMAND:
 * note: ...". */
int command_read(struct config **c, const char *command, const char *path, long frame, size_t n,
                 const char *const *element, struct gb_error *err);
/* The file's word about its lengths beside --units: *units NULL is not given and becomes "lj" or "metal" where the file
 * says it. GB_EINPUT where they contradict each other. */
int command_units(const struct config *c, const char **units, struct gb_error *err);
/* "glassbed COMMAND: note: PATH: ..." for each. */
void command_notes(const char *command, const struct config *c);

#endif

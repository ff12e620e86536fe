/* Files as people name them on the command line: F1,F2,... or F1 F2 ..., and patterns such as 'before-*.txt'. */
#ifndef GB_COMMAND_PATH_LIST_H
#define GB_COMMAND_PATH_LIST_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct gb_paths {
    size_t n;
    char **path;  /* owned */
    char *label;  /* as they were given, joined by commas; owned */
    bool several; /* by a pattern or several words, so that their order is not the user's own list */
};
/* A word that is a file stays whole, whatever is in its name; else it is cut at commas, and parts with * ? [ that are no
 * files are patterns of glob(3), in alphabetical order. GB_EINPUT: an empty part, a pattern without any file. *l is to
 * be cleared, also then. */
int gb_paths_make(struct gb_paths *l, size_t n, const char *const *word, struct gb_error *err);
void gb_paths_clear(struct gb_paths *l);

#endif

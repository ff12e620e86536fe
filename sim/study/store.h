/* The study's folder: lock, stage folders (partial, complete), what is there already. */
#ifndef GB_SIM_STORE_H
#define GB_SIM_STORE_H

#include "study/stage.h"

enum store_state { STORE_ABSENT, STORE_PARTIAL, STORE_COMPLETE, STORE_DIFFERENT };

struct store {
    char *dir;
    int lock_fd;
};

/* Makes dir if needed, checks that it can be written, takes the lock (flock on DIR/.lock). */
int store_open(struct store *st, const char *dir, struct gb_error *err);
void store_close(struct store *st);
enum store_state store_stage(const struct store *st, const struct stage *s);
/* Makes (or keeps, when it belongs to the same hash: a checkpoint may be in it) NAME.partial with its stage.xml; path is the
 * caller's. */
int store_begin(const struct store *st, const struct stage *s, char **partial, struct gb_error *err);
/* Syncs and renames NAME.partial to NAME; adds seconds, host and versions to stage.xml. */
int store_commit(const struct store *st, const struct stage *s, double seconds, const char *engine, struct gb_error *err);

#endif

/* A study's folder before its stages run: is it this study's, what is there, what must be made anew. */
#ifndef GB_RUN_FOLDER_H
#define GB_RUN_FOLDER_H

#include "plan/plan.h"
#include "run/source.h"
#include "run/store.h"

/* Opens and locks dir, empties it when `fresh`, writes study.xml (effective) and model.xml, and fills state[plan->n].
 * Complete stages that were simulated by something else than this plan says are GB_EINPUT, and then nothing was
 * touched. Stages that only analyse are made anew instead (they cost seconds, and their inputs are the same):
 * STORE_DIFFERENT in state. */
int run_folder_open(struct store *store, const struct run_source *source, const struct plan *plan, const char *dir,
                    bool fresh, enum store_state *state, struct gb_error *err);

/* What run_folder_open says of a folder that holds another study or results of one, without touching anything. */
int run_folder_check(const struct run_source *source, const struct plan *plan, const char *dir, struct gb_error *err);

/* report.html is missing or older than the summary. */
bool run_folder_needs_report(const char *dir);

#endif

/* A study, or several, run with the analysis code of this program: what `glassbed run` does. */
#ifndef GB_COMMAND_RUN_STUDY_H
#define GB_COMMAND_RUN_STUDY_H

#include "run/run.h"
#include "study/collection.h"

/* The code of every kind of stage that is not the worker's. */
extern run_analysis *const command_analysis[STAGE_N_KINDS];

/* run_plan() of the study's plan; GB_EINPUT also where the plan cannot be made or a glass file is damaged. */
int command_run_study(const struct study *s, const struct run_options *opt, struct gb_error *err);

/* What command_run_study would refuse, before anything runs: the plan cannot be made, a glass file is damaged, opt->dir holds
 * another study or results of a different one (not asked when `fresh`). GB_EINPUT; nothing is touched. */
int command_check_study(const struct study *s, const struct run_options *opt, struct gb_error *err);

/* Runs every study of a collection in opt->dir/NAME and makes the comparison of those that are complete. Before anything
 * runs, all plans are made and all folders looked at: GB_EINPUT leaves everything as it was. A study that fails is said
 * so and does not stop the others; GB_EFAIL at the end names them. GB_EINTR at once. Holds the lock of opt->dir. */
int command_run_collection(const struct collection *c, const struct run_options *opt, struct gb_error *err);

#endif

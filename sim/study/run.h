/* Running a plan: who waits for whom, on which cores; resume; what the user sees meanwhile. */
#ifndef GB_SIM_RUN_H
#define GB_SIM_RUN_H

#include "study/plan.h"

struct run_options {
    const char *dir;
    int cores;   /* 0: all that this process may use */
    bool fresh;  /* discard everything in dir that a study wrote */
    bool quiet;
};

/* Runs what is not complete. Locks dir (GB_EINPUT when another run holds it). Stages whose inputs failed are not started;
 * the others go on. Returns GB_OK, GB_EFAIL when a stage failed (its one line is in err, all lines were printed),
 * GB_EINTR on SIGINT/SIGTERM (workers are stopped, finished stages kept), GB_EINPUT when dir holds results of a different
 * study (says which stages differ and that -o or --fresh is the remedy) or cannot be written. */
int run_study(const struct study *s, const struct run_options *opt, struct gb_error *err);

/* Analysis stages, run in a child process of the runner. dir: the study's folder; out: the stage's partial folder. */
int measure_stage(const struct stage *st, const char *dir, const char *out, struct gb_error *err);
int summary_stage(const struct stage *st, const char *dir, const char *out, struct gb_error *err);

#endif

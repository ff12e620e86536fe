/* Running a plan: who waits for whom, on which cores; resume; what the user sees meanwhile. */
#ifndef GB_SIM_RUN_H
#define GB_SIM_RUN_H

#include "plan/plan.h"
#include "run/source.h"
#include "stage/kinds.h"

struct run_options {
    const char *dir;
    int cores;         /* 0: all that this process may use */
    bool fresh;        /* discard everything in dir that a study wrote */
    bool quiet;        /* only warnings and errors */
    const char *label; /* in front of the progress: "2/8 al-sm"; NULL: none */
};

/* The code of a stage that is not the worker's. dir: the study's folder; out: the stage's partial folder. */
typedef int run_analysis(const struct stage *st, const char *dir, const char *out, struct gb_error *err);
/* By kind, NULL for those of the worker; and of the report. */
struct run_analyses {
    run_analysis *const *analysis; /* [STAGE_N_KINDS] */
    int (*report)(const void *context, const char *dir, struct gb_error *err);
    const void *context; /* of the report */
};
/* Runs what is not complete, each stage in a process of its own (engine.h), as many at once as there are cores; then
 * the report, when it is missing or older than the summary. Locks dir (GB_EINPUT when another run holds it). Stages
 * whose inputs failed are not started; the others go on. Returns
 *   GB_OK;
 *   GB_EFAIL   a stage failed: every failure's line was printed when it happened, err has the first and counts the
 *              others and those that were not started. Partial folders with their checkpoints are kept: the same call
 *              tries again;
 *   GB_EINTR   on SIGINT, SIGTERM or SIGHUP: workers are stopped, finished stages kept;
 *   GB_EINPUT  dir holds results of a different study (says which stages differ and that -o or --fresh is the remedy),
 *              is not a study's folder, or cannot be written.
 *
 * The result does not depend on the number of cores or on the order. Environment: GLASSBED_WORKER, another worker
 * program. While it runs it owns the process's SIGINT, SIGTERM, SIGHUP, SIGTSTP and SIGCHLD; call it from one
 * thread. */
int run_plan(const struct plan *p, const struct run_source *source, const struct run_analyses *analyses,
             const struct run_options *opt, struct gb_error *err);

/* Cores that this process may use. */
int run_cores(void);

#endif

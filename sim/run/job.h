/* One running stage: its process, its partial folder, and what it has said. */
#ifndef GB_RUN_JOB_H
#define GB_RUN_JOB_H

#include "run/engine.h"
#include "run/progress.h"
#include "run/store.h"

struct run_job {
    size_t stage;     /* index in the plan; its length for the report */
    const char *name; /* borrowed */
    struct engine_job engine;
    struct store_partial partial;    /* path NULL for the report */
    struct progress *progress;       /* borrowed: where warnings are shown */
    double started, first, fraction; /* monotonic seconds; the first fraction it told (-1: none) and the last */
    char *text, *said, *made_by;     /* last progress text, last error, engine */
    size_t warnings;
};

/* A line from the stage's process, see engine.h. `job` is a struct run_job. */
void run_job_line(void *job, char *line);
void run_job_clear(struct run_job *job);
double run_job_now(void); /* monotonic seconds */

#endif

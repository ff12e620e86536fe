/* What a stage's process says, see job.h. */
#include "run/job.h"

#include "base/file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double run_job_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void set(char **text, const char *value) {
    free(*text);
    *text = gb_strdup(value);
}

/* Appended where the stage's results are, so that it is not lost with the terminal. */
static void keep_warning(const struct run_job *job, const char *text) {
    if (!job->partial.path) return;
    char *path = gb_format("%s/warnings.txt", job->partial.path);
    FILE *f = fopen(path, "ae");
    if (f) {
        fprintf(f, "%s\n", text);
        gb_file_close(f, path, NULL); /* shown already: no second message when the disk is full */
    }
    free(path);
}

static void take_progress(struct run_job *job, char *rest) {
    char *end;
    double done = strtod(rest, &end), total = strtod(end, &end);
    if (!(total > 0) || !(done >= 0)) return; /* not numbers, or nonsense: the line says nothing */
    job->fraction = fmin(done / total, 1);
    if (job->first < 0) job->first = job->fraction;
    set(&job->text, end + strspn(end, " "));
}

void run_job_line(void *context, char *line) {
    struct run_job *job = context;
    size_t n = strcspn(line, " ");
    char *rest = line + n + strspn(line + n, " ");
    line[n] = '\0';
    if (strcmp(line, "progress") == 0) {
        take_progress(job, rest);
    } else if (strcmp(line, "warning") == 0) {
        job->warnings++;
        progress_warn(job->progress, "warning: %s: %s", job->name, rest);
        keep_warning(job, rest);
    } else if (strcmp(line, "error") == 0) {
        set(&job->said, rest);
    } else if (strcmp(line, "engine") == 0) {
        set(&job->made_by, rest);
    } /* else: a newer worker's word */
}

void run_job_clear(struct run_job *job) {
    store_partial_clear(&job->partial);
    free(job->text);
    free(job->said);
    free(job->made_by);
    job->text = job->said = job->made_by = NULL;
}

/* Starting one stage in a process of its own, and listening to it.
 *
 * A stage runs either as `glassbed-worker run DIR PARTIAL` (through mpirun when it has more than one rank) or as a C
 * function in a forked child. Either way the process has
 *   - stdin /dev/null, stdout and stderr in a log file (PARTIAL/worker.out);
 *   - descriptor 3: lines to the runner; under mpirun, which passes no descriptors on, a FIFO whose absolute path is in
 *     GLASSBED_PROGRESS, for rank 0 to open (without mpirun the variable is not set);
 *   - descriptor 4: the lock of its partial folder, held as long as it lives (store.h);
 *   - a process group of its own, and death as its lot when the runner dies (PR_SET_PDEATHSIG), even by kill -9.
 * The lines:
 *   progress DONE TOTAL free text      numbers, TOTAL > 0; text such as "T=0.41 e=-7.52"
 *   warning text                       shown, counted, kept in PARTIAL/warnings.txt
 *   error text                         what the user must know; the last one counts
 *   engine text                        what did the work ("LAMMPS 20210929"): an attribute of stage.xml
 * Exit status: 0 done, 2 bad input, other: failed.
 */
#ifndef GB_RUN_ENGINE_H
#define GB_RUN_ENGINE_H

#include "base/error.h"
#include "base/mem.h"

#include <stdbool.h>
#include <sys/types.h>

struct engine_job {
    pid_t pid;
    int fd;              /* its lines; -1 when it closed them */
    bool mpi;            /* through mpirun, which needs a moment to end its ranks */
    char *fifo;          /* owned; NULL for a pipe */
    char *session;       /* owned; Open MPI's folder, removed at the end; NULL: none of its own */
    char *log;           /* owned; its standard output and error */
    struct gb_text line; /* a line that has not ended yet */
};

/* The worker: $GLASSBED_WORKER, else beside this executable; the caller's. GB_EFAIL with the remedy when it is not
 * there. */
int engine_worker(char **path, struct gb_error *err);

/* dir: the study's folder; partial: the stage's. lock_fd is borrowed. */
int engine_start_worker(struct engine_job *job, const char *worker, const char *dir, const char *partial, int ranks,
                        int lock_fd, struct gb_error *err);

/* Runs function(context, &err) in a child and sends its error text as an error line. */
typedef int engine_function(const void *context, struct gb_error *err);
int engine_start_function(struct engine_job *job, engine_function *function, const void *context, const char *log,
                          int lock_fd, struct gb_error *err);

/* Reads what has come and calls `line` for every complete line (control characters made blanks); never waits. */
typedef void engine_line(void *context, char *line);
void engine_listen(struct engine_job *job, engine_line *line, void *context);

void engine_signal(const struct engine_job *job, int sig);

/* After its end: the last lines, then frees what the job holds. */
void engine_close(struct engine_job *job, engine_line *line, void *context);

/* One line about a stage that failed, the caller's. status: from waitpid; said: its last error line, or NULL. Without
 * one the reason is looked for in PARTIAL/log.lammps and PARTIAL/worker.out: LAMMPS ends the process at its errors.
 * log: its output. */
char *engine_fault(const char *stage, const char *partial, const char *log, int status, const char *said);

#endif

/* Processes for stages, see engine.h. */
#include "run/engine.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHANNEL = 3, LOCK = 4, SAFE = 16, LINE_MAX_BYTES = 65536 };

int engine_worker(char **path, struct gb_error *err) {
    const char *env = getenv("GLASSBED_WORKER");
    char self[4096];
    if (env && *env) {
        *path = gb_strdup(env);
    } else {
        ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
        self[n > 0 ? n : 0] = '\0';
        char *slash = strrchr(self, '/');
        if (slash) *slash = '\0';
        *path = gb_format("%s/glassbed-worker", slash ? self : ".");
    }
    if (access(*path, X_OK) == 0) return GB_OK;
    int rc = gb_fail(err, GB_EFAIL,
                     "%s: the program that runs LAMMPS cannot be started: %s; build it with make, or name it in "
                     "GLASSBED_WORKER",
                     *path, strerror(errno));
    free(*path);
    *path = NULL;
    return rc;
}

/* ---- in the child ---- */

/* Says why over the channel and ends: the runner shows it as the stage's error. */
static _Noreturn void child_dies(const char *what) {
    dprintf(CHANNEL, "error %s: %s\n", what, strerror(errno));
    _exit(GB_EFAIL);
}

/* Gives the child its descriptors, its group and its lot; parent: who must be alive. */
static void child_settle(int channel, int lock_fd, const char *log, int death_signal, pid_t parent) {
    int in = open("/dev/null", O_RDONLY), out = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0666), code = errno;
    /* Out of the way of 0..4 first: any of ours may be one of those numbers. */
    in = fcntl(in, F_DUPFD, SAFE);
    out = fcntl(out, F_DUPFD, SAFE);
    int lock = lock_fd >= 0 ? fcntl(lock_fd, F_DUPFD, SAFE) : -1;
    channel = fcntl(channel, F_DUPFD, SAFE);
    dup2(channel, CHANNEL);
    errno = code;
    if (out < 0) child_dies(log);
    if (in >= 0) dup2(in, 0);
    dup2(out, 1);
    dup2(out, 2);
    if (lock >= 0)
        dup2(lock, LOCK);
    else
        close(LOCK);
    close_range(LOCK + 1, ~0U, 0); /* above all the study's own lock */
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, death_signal);
    if (getppid() != parent) _exit(GB_EFAIL); /* it died before we asked to be told */
    for (int sig = 1; sig < 32; sig++)
        if (sig != SIGKILL && sig != SIGSTOP) signal(sig, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void child_environment(const struct engine_job *job) {
    setenv("OMP_NUM_THREADS", "1", 1);
    if (job->session) setenv("OMPI_MCA_orte_tmpdir_base", job->session, 1);
    if (job->fifo) {
        setenv("GLASSBED_PROGRESS", job->fifo, 1);
        setenv("OMPI_MCA_mpi_yield_when_idle", "1", 1); /* ranks that wait leave shared cores to those that work */
        setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
        setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
    } else {
        unsetenv("GLASSBED_PROGRESS");
        /* Else Open MPI starts a daemon beside each worker, which outlives it for a while and holds its lock. */
        setenv("OMPI_MCA_ess_singleton_isolated", "1", 1);
    }
}

/* ---- starting ---- */

static int open_pipe(struct engine_job *job, int *channel, struct gb_error *err) {
    int fd[2];
    if (pipe2(fd, O_CLOEXEC) != 0) return gb_fail(err, GB_EFAIL, "cannot make a pipe: %s", strerror(errno));
    fcntl(fd[0], F_SETFL, O_NONBLOCK);
    job->fd = fd[0];
    *channel = fd[1];
    return GB_OK;
}

/* Opened for both directions, so that opening does not wait for the other side. */
static int open_fifo(struct engine_job *job, const char *partial, int *channel, struct gb_error *err) {
    char *full = realpath(partial, NULL); /* the worker may have changed its folder when it opens it */
    job->fifo = gb_format("%s/.progress", full ? full : partial);
    free(full);
    unlink(job->fifo);
    if (mkfifo(job->fifo, 0600) != 0)
        return gb_fail(err, GB_EFAIL, "%s: cannot be made: %s", job->fifo, strerror(errno));
    job->fd = open(job->fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    *channel = open(job->fifo, O_WRONLY | O_CLOEXEC);
    if (job->fd >= 0 && *channel >= 0) return GB_OK;
    return gb_fail(err, GB_EFAIL, "%s: cannot be opened: %s", job->fifo, strerror(errno));
}

/* A folder for Open MPI's session: isolated workers that start at the same moment would share one, and now and then
 * one dies in MPI_Init of what another removes. Not in the stage's folder, for the paths of sockets are short. NULL
 * where none can be made: then they share. */
static char *make_session(void) {
    const char *tmp = getenv("TMPDIR");
    char *path = gb_format("%s/glassbed-mpi-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (strlen(path) < 60 && mkdtemp(path)) return path;
    free(path);
    return NULL;
}

static pid_t fork_settled(const struct engine_job *job, int channel, int lock_fd) {
    pid_t parent = getpid();
    fflush(NULL); /* or the child would write our buffers once more */
    pid_t pid = fork();
    if (pid == 0)
        child_settle(channel, lock_fd, job->log, job->mpi ? SIGTERM : SIGKILL,
                     parent); /* mpirun must end its ranks first */
    else if (pid > 0)
        setpgid(pid, pid); /* on both sides: whoever comes first */
    return pid;
}

static int started(struct engine_job *job, pid_t pid, int channel, struct gb_error *err) {
    int rc = GB_OK;
    if (pid < 0) {
        rc = gb_fail(err, GB_EFAIL, "cannot start a process: %s", strerror(errno));
        engine_close(job, NULL, NULL);
    }
    close(channel);
    job->pid = pid;
    return rc;
}

/* What an earlier attempt wrote must not be taken for this one's words; its LAMMPS log is kept under another name. */
static void put_away_log(const char *partial) {
    char *log = gb_format("%s/log.lammps", partial), *old = gb_format("%s.previous", log);
    if (rename(log, old) != 0) unlink(log);
    free(log);
    free(old);
}

int engine_start_worker(struct engine_job *job, const char *worker, const char *dir, const char *partial, int ranks,
                        int lock_fd, struct gb_error *err) {
    int channel = -1;
    *job = (struct engine_job){.pid = -1, .fd = -1, .mpi = ranks > 1, .log = gb_format("%s/worker.out", partial)};
    job->session = make_session();
    put_away_log(partial);
    int rc = job->mpi ? open_fifo(job, partial, &channel, err) : open_pipe(job, &channel, err);
    if (rc != GB_OK) {
        if (channel >= 0) close(channel);
        engine_close(job, NULL, NULL);
        return rc;
    }
    pid_t pid = fork_settled(job, channel, lock_fd);
    if (pid == 0) {
        char np[16];
        snprintf(np, sizeof np, "%d", ranks);
        const char *const mpi[] = {"mpirun", "--bind-to", "none", "--oversubscribe", "-np", np,
                                   worker,   "run",       dir,    partial,           NULL};
        const char *const alone[] = {worker, "run", dir, partial, NULL};
        const char *const *argv = job->mpi ? mpi : alone;
        child_environment(job);
        execvp(argv[0], (char *const *)argv); /* execvp does not write to them */
        child_dies(argv[0]);
    }
    return started(job, pid, channel, err);
}

int engine_start_function(struct engine_job *job, engine_function *function, const void *context, const char *log,
                          int lock_fd, struct gb_error *err) {
    int channel = -1;
    *job = (struct engine_job){.pid = -1, .fd = -1, .log = gb_strdup(log)};
    int rc = open_pipe(job, &channel, err);
    if (rc != GB_OK) {
        engine_close(job, NULL, NULL);
        return rc;
    }
    pid_t pid = fork_settled(job, channel, lock_fd);
    if (pid == 0) {
        struct gb_error why = GB_ERROR_INIT;
        rc = function(context, &why);
        for (char *c = why.text; c && *c; c++)
            if (*c == '\n') *c = ' '; /* one line is one message */
        if (rc != GB_OK) dprintf(CHANNEL, "error %s\n", why.text ? why.text : "failed without saying why");
        fflush(NULL);
        _exit(rc); /* not exit: what the runner registered is not ours to do */
    }
    return started(job, pid, channel, err);
}

/* ---- listening ---- */

static void hand_lines(struct engine_job *job, engine_line *line, void *context, bool last) {
    char *s = job->line.s, *end;
    size_t used = 0;
    if (!s) return;
    for (size_t i = 0; i < job->line.len; i++)
        if ((unsigned char)s[i] < 32 && s[i] != '\n') s[i] = ' ';
    while ((end = memchr(s + used, '\n', job->line.len - used))) {
        *end = '\0';
        if (line) line(context, s + used);
        used = (size_t)(end - s) + 1;
    }
    /* The end without a newline, or a line longer than anything we would show. */
    if (job->line.len > used && (last || job->line.len - used > LINE_MAX_BYTES)) {
        if (line) line(context, s + used);
        used = job->line.len;
    }
    memmove(s, s + used, job->line.len - used);
    job->line.len -= used;
    s[job->line.len] = '\0';
}

void engine_listen(struct engine_job *job, engine_line *line, void *context) {
    char buffer[4096];
    while (job->fd >= 0) {
        ssize_t n = read(job->fd, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
        if (n <= 0) {
            close(job->fd);
            job->fd = -1;
            break;
        }
        gb_text_addn(&job->line, buffer, (size_t)n);
        hand_lines(job, line, context, false);
    }
}

void engine_signal(const struct engine_job *job, int sig) {
    /* mpirun itself passes signals on; its ranks have groups of their own. */
    if (job->pid > 0) kill(-job->pid, sig);
}

void engine_close(struct engine_job *job, engine_line *line, void *context) {
    engine_listen(job, line, context);
    hand_lines(job, line, context, true);
    if (job->fd >= 0) close(job->fd);
    if (job->fifo) unlink(job->fifo);
    if (job->session) gb_remove_tree(job->session, NULL);
    free(job->session);
    free(job->fifo);
    free(job->log);
    free(job->line.s);
    *job = (struct engine_job){.pid = -1, .fd = -1};
}

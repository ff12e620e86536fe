/* Running a plan: one loop that starts what may start, waits for news, and takes in what has ended. See run.h.
 *
 * The runner computes nothing itself: simulation stages run in glassbed-worker, analysis stages and the report in
 * forked children. So a crash, a leak or an LAMMPS error ends one stage, never the study.
 */
#include "run/run.h"

#include "base/file.h"
#include "base/mem.h"
#include "run/clock.h"
#include "run/folder.h"
#include "run/job.h"
#include "run/signals.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { POLL_MS = 500 };
static const double patience_s = 2, mpi_patience_s = 6; /* from SIGTERM to SIGKILL; mpirun ends its ranks in between */

struct run {
    const struct run_source *source;
    const struct run_analyses *analyses;
    const char *dir, *label;
    const struct plan *plan;
    struct schedule *schedule;
    struct store store;
    struct run_clock clock;
    struct run_signals signals;
    struct progress progress;
    char *worker;
    struct run_job **job;
    size_t n_jobs;
    size_t warnings, faults;
    char *first_fault;
    bool report_done; /* or tried */
    int stop_signal;  /* 0: going on */
    bool killed;
    double kill_at;
};

int run_cores(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return CPU_COUNT(&set);
    long n = sysconf(_SC_NPROCESSORS_ONLN); /* more than a cpu_set_t holds */
    return n > 0 && n < 1000000 ? (int)n : 1;
}

/* ---- analysis stages and the report, in the child ---- */

struct analysis {
    const struct run *run;
    const struct stage *stage; /* NULL: the report */
    const char *out;
};

static int analyse(const void *context, struct gb_error *err) {
    const struct analysis *a = context;
    const struct run *r = a->run;
    const struct run_analyses *all = r->analyses;
    if (!a->stage) return all->report(all->context, r->dir, err);
    const struct stage_kind *k = stage_kind_find(a->stage->kind);
    if (k && all->analysis[k->id]) return all->analysis[k->id](a->stage, r->dir, a->out, err);
    return gb_fail(err, GB_EFAIL, "no code for a stage of kind '%s'", a->stage->kind);
}

/* ---- faults ---- */

/* Takes `line`, which is the caller's no longer. */
static void fault(struct run *r, size_t stage, char *line) {
    progress_warn(&r->progress, "%s", line);
    if (r->first_fault)
        free(line);
    else
        r->first_fault = line;
    r->faults++;
    if (stage < r->plan->n) schedule_fail(r->schedule, stage);
}

static int end_of_faults(const struct run *r, struct gb_error *err) {
    struct gb_text b = {0};
    size_t skipped = schedule_count(r->schedule, LIFE_SKIPPED), done = schedule_count(r->schedule, LIFE_DONE);
    gb_text_add(&b, "%s", r->first_fault);
    if (r->faults > 1) gb_text_add(&b, " (and %zu more failed, see above)", r->faults - 1);
    if (skipped) gb_text_add(&b, "; %zu stage%s not started for want of it", skipped, skipped > 1 ? "s were" : " was");
    if (done == r->plan->n)
        gb_text_add(&b, "; all %zu stages are complete and kept, and the same command tries the report again", done);
    else
        gb_text_add(&b, "; %zu of %zu stages are complete and kept, and the same command tries the others again", done,
                    r->plan->n);
    int rc = gb_fail(err, GB_EFAIL, "%s", b.s);
    free(b.s);
    return rc;
}

/* ---- starting ---- */

static int start_process(struct run *r, struct run_job *job, struct gb_error *err) {
    const struct stage *st = job->stage < r->plan->n ? &r->plan->stage[job->stage] : NULL;
    if (!st) {
        const struct analysis report = {r, NULL, NULL};
        char *log = gb_format("%s/report.log", r->dir);
        int rc = engine_start_function(&job->engine, analyse, &report, log, -1, err);
        free(log);
        return rc;
    }
    int rc = store_begin(&r->store, st, &job->partial, err);
    if (rc != GB_OK) return rc;
    if (st->worker) {
        rc = engine_start_worker(&job->engine, r->worker, r->dir, job->partial.path, r->schedule->ranks[job->stage],
                                 job->partial.lock_fd, err);
    } else {
        const struct analysis a = {r, st, job->partial.path};
        char *log = gb_format("%s/worker.out", job->partial.path);
        rc = engine_start_function(&job->engine, analyse, &a, log, job->partial.lock_fd, err);
        free(log);
    }
    close(job->partial.lock_fd); /* now the child's alone: it is free when the child is dead */
    job->partial.lock_fd = -1;
    return rc;
}

static void start(struct run *r, size_t stage) {
    struct gb_error err = GB_ERROR_INIT;
    struct run_job *job = GB_NEW(struct run_job);
    *job = (struct run_job){.stage = stage, .progress = &r->progress, .started = run_job_now(), .first = -1};
    job->name = stage < r->plan->n ? r->plan->stage[stage].name : "report";
    if (start_process(r, job, &err) != GB_OK) {
        fault(r, stage, gb_format("%s: %s", job->name, err.text ? err.text : "cannot be started"));
        run_job_clear(job);
        free(job);
    } else {
        r->job = gb_realloc(r->job, r->n_jobs + 1, sizeof *r->job);
        r->job[r->n_jobs++] = job;
        if (stage < r->plan->n) r->schedule->life[stage] = LIFE_RUNNING;
    }
    gb_error_clear(&err);
}

static void start_ready(struct run *r) {
    int cores = r->schedule->cores;
    for (size_t k = 0; k < r->n_jobs; k++)
        cores -= r->job[k]->stage < r->plan->n ? r->schedule->ranks[r->job[k]->stage] : 1;
    for (size_t i; cores > 0 && (i = schedule_next(r->schedule, cores)) != (size_t)-1;) {
        start(r, i);
        if (r->schedule->life[i] == LIFE_RUNNING) cores -= r->schedule->ranks[i];
    }
    if (!r->report_done && schedule_count(r->schedule, LIFE_DONE) == r->plan->n) {
        r->report_done = true;
        if (run_folder_needs_report(r->dir)) start(r, r->plan->n);
    }
}

/* ---- ending ---- */

static void say_done(struct run *r, const struct run_job *job, double seconds) {
    char *time = progress_duration(seconds);
    progress_say(&r->progress, "[%zu/%zu] %s done in %s", schedule_count(r->schedule, LIFE_DONE), r->plan->n, job->name,
                 time);
    free(time);
}

/* The process ended well: its folder becomes complete. */
static void complete(struct run *r, const struct run_job *job, double cpu) {
    struct gb_error err = GB_ERROR_INIT;
    double seconds = run_job_now() - job->started;
    if (job->stage == r->plan->n) {
        char *log = gb_format("%s/report.log", r->dir);
        unlink(log);
        free(log);
    } else if (store_commit(&r->store, &r->plan->stage[job->stage], seconds, cpu, job->made_by, &err) != GB_OK) {
        fault(r, job->stage, gb_format("%s: %s", job->name, err.text));
        gb_error_clear(&err);
    } else {
        r->schedule->life[job->stage] = LIFE_DONE;
        r->clock.seconds[job->stage] = seconds;
        r->clock.work[job->stage] = 1 - fmax(job->first, 0);
        r->clock.fraction[job->stage] = 1;
        say_done(r, job, seconds);
    }
}

static void finish(struct run *r, size_t k, int status, double cpu) {
    struct run_job *job = r->job[k];
    char *log = gb_strdup(job->engine.log);
    engine_close(&job->engine, run_job_line, job);
    r->warnings += job->warnings;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        complete(r, job, cpu);
    } else if (r->stop_signal) {
        if (job->stage < r->plan->n) r->schedule->life[job->stage] = LIFE_WAITING; /* we stopped it */
    } else {
        fault(r, job->stage,
              engine_fault(job->name, job->partial.path ? job->partial.path : r->dir, log, status, job->said));
    }
    free(log);
    run_job_clear(job);
    free(job);
    r->job[k] = r->job[--r->n_jobs];
}

static double seconds_of(struct timeval t) { return (double)t.tv_sec + 1e-6 * (double)t.tv_usec; }

static void reap(struct run *r) {
    for (size_t k = 0; k < r->n_jobs;) {
        int status;
        struct rusage used; /* with that of mpirun's ranks, which it has waited for */
        pid_t pid = wait4(r->job[k]->engine.pid, &status, WNOHANG, &used);
        if (pid == r->job[k]->engine.pid)
            finish(r, k, status, seconds_of(used.ru_utime) + seconds_of(used.ru_stime));
        else
            k++;
    }
}

/* ---- signals ---- */

static void signal_all(const struct run *r, int sig) {
    for (size_t k = 0; k < r->n_jobs; k++) engine_signal(&r->job[k]->engine, sig);
}

static void stop(struct run *r, int sig) {
    bool mpi = false;
    for (size_t k = 0; k < r->n_jobs; k++) mpi = mpi || r->job[k]->engine.mpi;
    signal_all(r, r->stop_signal ? SIGKILL : SIGTERM); /* asked twice: at once */
    if (r->stop_signal) return;
    r->stop_signal = sig;
    r->kill_at = run_job_now() + (mpi ? mpi_patience_s : patience_s);
    progress_say(&r->progress, "%s: stopping %zu stage%s", strsignal(sig), r->n_jobs, r->n_jobs == 1 ? "" : "s");
}

/* Ctrl-Z: the stages have process groups of their own, so the terminal's signal does not reach them. */
static void suspend(struct run *r) {
    progress_end(&r->progress);
    signal_all(r, SIGSTOP);
    raise(SIGSTOP);
    signal_all(r, SIGCONT);
}

static void take_signals(struct run *r) {
    for (int sig; (sig = run_signals_next(&r->signals)) != 0;) {
        if (sig == SIGTSTP) suspend(r);
        if (sig == SIGINT || sig == SIGTERM || sig == SIGHUP) stop(r, sig);
    }
    if (r->stop_signal && !r->killed && run_job_now() > r->kill_at) {
        r->killed = true;
        signal_all(r, SIGKILL);
    }
}

/* ---- the loop ---- */

static void wait_for_news(struct run *r) {
    struct pollfd *p = GB_ARRAY(r->n_jobs + 1, struct pollfd);
    p[0] = (struct pollfd){r->signals.fd, POLLIN, 0};
    for (size_t k = 0; k < r->n_jobs; k++)
        p[k + 1] = (struct pollfd){r->job[k]->engine.fd, POLLIN, 0}; /* -1 is skipped */
    poll(p, (nfds_t)(r->n_jobs + 1), POLL_MS);
    free(p);
    for (size_t k = 0; k < r->n_jobs; k++) engine_listen(&r->job[k]->engine, run_job_line, r->job[k]);
    take_signals(r);
    reap(r);
}

static void show(struct run *r) {
    double now = run_job_now();
    if (!progress_due(&r->progress, now)) return;
    struct progress_running *running = GB_ARRAY(r->n_jobs, struct progress_running);
    for (size_t k = 0; k < r->n_jobs; k++) {
        const struct run_job *job = r->job[k];
        running[k] = (struct progress_running){job->name, job->fraction, job->text ? job->text : ""};
        if (job->stage == r->plan->n) continue;
        r->clock.fraction[job->stage] = job->fraction;
        r->clock.work[job->stage] = job->first < 0 ? 0 : job->fraction - job->first;
        r->clock.seconds[job->stage] = now - job->started;
    }
    const struct progress_view view = {r->label,
                                       schedule_count(r->schedule, LIFE_DONE),
                                       r->plan->n,
                                       run_clock_fraction(&r->clock),
                                       run_clock_left(&r->clock),
                                       r->n_jobs,
                                       running};
    if (r->n_jobs) progress_show(&r->progress, &view, now);
    free(running);
}

static int run_loop(struct run *r, struct gb_error *err) {
    int rc = run_signals_open(&r->signals, err);
    if (rc != GB_OK) return rc;
    for (;;) {
        if (!r->stop_signal) start_ready(r);
        if (r->n_jobs == 0) break;
        wait_for_news(r);
        show(r);
    }
    run_signals_close(&r->signals);
    progress_end(&r->progress);
    if (r->warnings)
        progress_warn(&r->progress, "%zu warning%s, kept in warnings.txt of the stages", r->warnings,
                      r->warnings > 1 ? "s" : "");
    if (r->faults) return end_of_faults(r, err);
    if (r->stop_signal)
        return gb_fail(err, GB_EINTR,
                       "interrupted: %zu of %zu stages are complete and kept, and the same command resumes",
                       schedule_count(r->schedule, LIFE_DONE), r->plan->n);
    return GB_OK;
}

/* ---- before ---- */

static void announce(struct run *r, const enum store_state *state) {
    size_t n = r->plan->n, there = 0, resumed = 0, anew = 0;
    for (size_t i = 0; i < n; i++) {
        there += state[i] == STORE_COMPLETE;
        resumed += state[i] == STORE_PARTIAL;
        anew += state[i] == STORE_DIFFERENT;
    }
    if (there == n) {
        progress_say(&r->progress, "%s: all %zu stages are there", r->dir, n);
        return;
    }
    struct gb_text b = {0};
    gb_text_add(&b, "%s: %zu of %zu stages to run on %d core%s", r->dir, n - there, n, r->schedule->cores,
                r->schedule->cores > 1 ? "s" : "");
    if (resumed) gb_text_add(&b, "; of these, %zu begun already", resumed);
    if (anew) gb_text_add(&b, "; of these, %zu analysed anew because the study changed", anew);
    progress_say(&r->progress, "%s", b.s);
    free(b.s);
}

static int prepare(struct run *r, const struct run_options *opt, struct gb_error *err) {
    bool simulates = false;
    int rc = schedule_create(&r->schedule, r->plan, opt->cores > 0 ? opt->cores : run_cores(), err);
    if (rc != GB_OK) return rc;
    run_clock_init(&r->clock, r->schedule);
    enum store_state *state = GB_ARRAY(r->plan->n, enum store_state);
    rc = run_folder_open(&r->store, r->source, r->plan, r->dir, opt->fresh, state, err);
    for (size_t i = 0; i < r->plan->n && rc == GB_OK; i++) {
        if (state[i] == STORE_COMPLETE) {
            r->schedule->life[i] = LIFE_DONE;
            r->clock.fraction[i] = 1;
        } else if (r->plan->stage[i].worker) {
            simulates = true;
        }
    }
    if (rc == GB_OK && simulates) rc = engine_worker(&r->worker, err);
    if (rc == GB_OK) announce(r, state);
    free(state);
    return rc;
}

int run_plan(const struct plan *p, const struct run_source *source, const struct run_analyses *analyses,
             const struct run_options *opt, struct gb_error *err) {
    struct run r = {.source = source,
                    .analyses = analyses,
                    .dir = opt->dir,
                    .label = opt->label,
                    .plan = p,
                    .signals = {.fd = -1},
                    .store = {.lock_fd = -1}};
    progress_init(&r.progress, stderr, opt->quiet);
    int rc = prepare(&r, opt, err);
    if (rc == GB_OK) rc = run_loop(&r, err);
    store_close(&r.store);
    run_clock_clear(&r.clock);
    schedule_free(r.schedule);
    free(r.worker);
    free(r.job);
    free(r.first_fault);
    return rc;
}

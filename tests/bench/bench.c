/* Clocks, result lines and child processes of the benchmark, see bench.h. */
#include "bench.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double bench_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void bench_times_add(struct bench_times *t, double s) {
    if (t->n < BENCH_MAX_REPS) t->s[t->n++] = s;
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_min(const struct bench_times *t) {
    double least = NAN;
    for (size_t i = 0; i < t->n; i++) least = fmin(least, t->s[i]); /* fmin passes over NaN */
    return least;
}

double bench_median(const struct bench_times *t) {
    double s[BENCH_MAX_REPS];
    if (t->n == 0) return NAN;
    memcpy(s, t->s, t->n * sizeof *s);
    qsort(s, t->n, sizeof *s, by_value);
    return 0.5 * (s[(t->n - 1) / 2] + s[t->n / 2]);
}

size_t bench_rounds(double first, double budget, size_t most) {
    const double fit = first > 0 ? budget / first : (double)most;
    return fit < 1 ? 1 : fit > (double)most ? most : (size_t)fit;
}

struct bench_row bench_row_of(const char *group, const char *name, const char *setting, const char *unit,
                              const struct bench_times *t) {
    return (struct bench_row){.group = (char *)group,
                              .name = (char *)name,
                              .setting = (char *)setting,
                              .unit = (char *)unit,
                              .atoms = NAN,
                              .amount = NAN,
                              .cores = 1,
                              .reps = (double)t->n,
                              .t_min = bench_min(t),
                              .t_median = bench_median(t),
                              .against = NAN,
                              .differ = NAN};
}

void bench_row_print(const struct bench_row *r) {
    printf("row\t%s\t%s\t%s\t%s\t%.17g\t%.17g\t%.17g\t%.17g\t%.17g\t%.17g\t%.17g\t%.17g\n", r->group, r->name,
           r->setting, r->unit, r->atoms, r->amount, r->cores, r->reps, r->t_min, r->t_median, r->against, r->differ);
    fflush(stdout);
}

void bench_note(const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *text = gb_vformat(fmt, ap);
    va_end(ap);
    printf("note\t%s\n", text);
    fflush(stdout);
    free(text);
}

void bench_progress(const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *text = gb_vformat(fmt, ap);
    va_end(ap);
    fprintf(stderr, "   %s\n", text);
    free(text);
}

double bench_differ(size_t n, const uint64_t *a, const uint64_t *b) {
    double moved = 0, more = 0;
    for (size_t k = 0; k < n; k++) {
        const double d = (double)a[k] - (double)b[k];
        moved += fabs(d);
        more += d;
    }
    return (moved + fabs(more)) / 2;
}

/* In the child, after fork: only async-signal-safe calls. */
static void child(const char *dir, const char *log, char *const *argv) {
    const int null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, 0) < 0 || chdir(dir) != 0) _exit(127);
    const int out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (out < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0) _exit(127);
    execvp(argv[0], argv);
    _exit(127);
}

int bench_run(struct bench_child *c, const char *dir, const char *log, const char *const *argv, struct gb_error *err) {
    const double begin = bench_seconds();
    int status = 0;
    struct rusage used;
    const pid_t pid = fork();
    if (pid == 0) child(dir, log, (char *const *)argv);
    if (pid < 0 || wait4(pid, &status, 0, &used) != pid)
        return gb_fail(err, GB_EFAIL, "%s cannot be started: %s", argv[0], strerror(errno));
    c->wall = bench_seconds() - begin;
    c->cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
             1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return gb_fail(err, GB_EFAIL, "%s cannot be started; is it installed?", argv[0]);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return gb_fail(err, GB_EFAIL, "%s failed; it said why in %s/%s", argv[0], dir, log);
    return GB_OK;
}

int bench_end(const char *program, int rc, struct gb_error *err) {
    if (rc != GB_OK && err->text) gb_error_print(err, program);
    gb_error_clear(err);
    return rc;
}

/* What the benchmark programs share: a clock, repeated times, result lines, child processes.
 *
 * A program prints one line per measured thing on standard output; run.sh collects them and bench-report makes the
 * table, the TSV and the figure of all. Times are wall seconds unless a row says otherwise.
 */
#ifndef GB_BENCH_BENCH_H
#define GB_BENCH_BENCH_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

double bench_seconds(void); /* monotonic */

/* Seconds of the repetitions of one thing. Beyond BENCH_MAX_REPS they are dropped. */
enum { BENCH_MAX_REPS = 64 };
struct bench_times {
    size_t n;
    double s[BENCH_MAX_REPS];
};
void bench_times_add(struct bench_times *t, double s);
double bench_min(const struct bench_times *t);    /* NaN when empty */
double bench_median(const struct bench_times *t); /* NaN when empty */

/* How many rounds fit into a budget, after the first one took `first` seconds: at least one, at most `most`. */
size_t bench_rounds(double first, double budget, size_t most);

/* One measured thing: `amount` of `unit` ("pairs", "bytes", "atoms", "curves", "atom-steps", "memory") in t_min ..
 * t_median seconds on `cores` cores. */
struct bench_row {
    char *group, *name, *setting, *unit; /* owned by rows that were read */
    double atoms, amount, cores, reps, t_min, t_median;
    double against; /* seconds that the thing it is held against took for the same amount; NaN: none */
    double differ;  /* pairs that it counts elsewhere than the double-precision reference; NaN: not compared */
};
enum { BENCH_ROW_TEXTS = 4, BENCH_ROW_NUMBERS = 8 };
struct bench_row bench_row_of(const char *group, const char *name, const char *setting, const char *unit,
                              const struct bench_times *t);
/* To standard output, flushed. Tabs and newlines are not allowed in the texts. */
void bench_row_print(const struct bench_row *r);
/* One remark for the end of the report, on standard output. */
void bench_note(const char *fmt, ...) GB_PRINTF(1, 2);
/* What is being done, on standard error. */
void bench_progress(const char *fmt, ...) GB_PRINTF(1, 2);

/* Pairs that two histograms count differently: one that is in another bin, or in only one of them, is one. */
double bench_differ(size_t n, const uint64_t *a, const uint64_t *b);

/* Runs argv (found on the PATH) in `dir` with standard output and error to `log` (relative to dir); seconds of wall
 * clock and of processor. GB_EFAIL when it cannot be started or does not exit with 0 (says which log to read). */
struct bench_child {
    double wall, cpu;
};
int bench_run(struct bench_child *c, const char *dir, const char *log, const char *const *argv, struct gb_error *err);

/* Prints the error and returns the exit status; the last thing in every main. */
int bench_end(const char *program, int rc, struct gb_error *err);

#endif

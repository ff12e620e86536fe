/* Where the time of `glassbed pdf` goes, and its line of progress. */
#ifndef GB_COMMAND_STOPWATCH_H
#define GB_COMMAND_STOPWATCH_H

#include <stdbool.h>

/* Seconds; `began` by stopwatch_now, of the configuration at work, `shown` when the line was last written. */
struct stopwatch {
    double read, pairs, write, began, shown;
    double n_pairs;
    bool terminal;
    const char *config;
};

/* Seconds of a clock that only runs forward. */
double stopwatch_now(void);
/* One line on a terminal, rewritten, for what takes more than two seconds; ctx: a struct stopwatch. For pair sums. */
void stopwatch_show(double fraction, void *ctx);

#endif

/* Where the time of `glassbed pdf` goes, and its line of progress; see stopwatch.h. */
#include "command/stopwatch.h"

#include "run/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double stopwatch_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void stopwatch_show(double fraction, void *ctx) {
    struct stopwatch *w = ctx;
    const double t = stopwatch_now(), spent = t - w->began;
    if (!w->terminal || spent < 2 || t < w->shown + 0.5 || fraction <= 0) return;
    w->shown = t;
    char *left = progress_duration(spent * (1 - fraction) / fraction);
    fprintf(stderr, "\rglassbed pdf: %s: %.0f %%, %s left \033[K", w->config, 100 * fraction, left);
    free(left);
}

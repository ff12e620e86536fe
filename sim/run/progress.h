/* What the user sees while a study runs, on standard error.
 *
 * On a terminal one line is rewritten, at most twice a second; elsewhere a plain line comes every 10 s. A finished
 * stage, a warning and an error have a line of their own in both. `quiet` leaves warnings and errors.
 */
#ifndef GB_RUN_PROGRESS_H
#define GB_RUN_PROGRESS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct progress_running {
    const char *stage;
    double fraction;  /* 0..1 */
    const char *text; /* as the worker says: "T=0.41 e=-7.52"; "" when nothing yet */
};

struct progress_view {
    const char *label; /* "2/8 al-sm"; NULL: none */
    size_t done, total;
    double fraction;     /* of the whole study's work, 0..1 */
    double seconds_left; /* NaN: not known yet */
    size_t n_running;
    const struct progress_running *running;
};

struct progress {
    FILE *out;
    bool terminal, quiet;
    bool shown;  /* a line that can be rewritten stands on the terminal */
    double next; /* when the next line is due, monotonic seconds */
};

void progress_init(struct progress *p, FILE *out, bool quiet);
/* Would progress_show show something now? */
bool progress_due(const struct progress *p, double now);
/* Shows the view when it is due. now: monotonic seconds. */
void progress_show(struct progress *p, const struct progress_view *v, double now);
/* A line of its own ("glassbed: " in front); not when quiet. */
void progress_say(struct progress *p, const char *fmt, ...) GB_PRINTF(2, 3);
/* The same, also when quiet: warnings and errors. */
void progress_warn(struct progress *p, const char *fmt, ...) GB_PRINTF(2, 3);
void progress_end(struct progress *p);

/* "[2/8 al-sm] 3/25 stages, 12 %, 2 min left; quench/1e-3/s1 45 % T=0.41 e=-7.52; ..." The caller's. */
char *progress_text(const struct progress_view *v);
/* "40 s", "2 min 10 s", "3 h 20 min", "2 d 4 h". */
char *progress_duration(double seconds);

#endif

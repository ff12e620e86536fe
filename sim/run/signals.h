/* Signals as something to poll: interruptions, and the end of children. */
#ifndef GB_RUN_SIGNALS_H
#define GB_RUN_SIGNALS_H

#include "base/error.h"

#include <signal.h>
#include <stdbool.h>

struct run_signals {
    int fd;
    sigset_t old;           /* the mask before */
    struct sigaction child; /* SIGCHLD's action before */
};

/* Blocks SIGCHLD, and SIGINT, SIGTERM, SIGHUP, SIGTSTP unless they are ignored (nohup), and opens a descriptor for
 * them. */
int run_signals_open(struct run_signals *s, struct gb_error *err);
void run_signals_close(struct run_signals *s);
/* The next signal that has come, or 0. */
int run_signals_next(const struct run_signals *s);

#endif

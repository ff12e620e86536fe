/* Signals through a descriptor, see signals.h. */
#include "run/signals.h"

#include <errno.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

int run_signals_open(struct run_signals *s, struct gb_error *err) {
    static const int wanted[] = {SIGINT, SIGTERM, SIGHUP, SIGTSTP};
    sigset_t mask;
    struct sigaction was, plain = {.sa_handler = SIG_DFL};
    sigemptyset(&plain.sa_mask);
    sigaction(SIGCHLD, &plain, &s->child); /* ignored, the kernel would throw exit statuses away */
    sigemptyset(&mask);
    sigaddset(&mask, SIGCHLD);
    /* A blocked signal is queued even when it is ignored, so that one must not be asked for. */
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (sigaction(wanted[i], NULL, &was) == 0 && was.sa_handler != SIG_IGN) sigaddset(&mask, wanted[i]);
    sigprocmask(SIG_BLOCK, &mask, &s->old);
    s->fd = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC);
    if (s->fd >= 0) return GB_OK;
    int rc = gb_fail(err, GB_EFAIL, "cannot listen to signals: %s", strerror(errno));
    run_signals_close(s);
    return rc;
}

void run_signals_close(struct run_signals *s) {
    if (s->fd >= 0) close(s->fd);
    s->fd = -1;
    sigaction(SIGCHLD, &s->child, NULL);
    sigprocmask(SIG_SETMASK, &s->old, NULL);
}

int run_signals_next(const struct run_signals *s) {
    struct signalfd_siginfo info;
    ssize_t n;
    while ((n = read(s->fd, &info, sizeof info)) < 0 && errno == EINTR) continue;
    return n == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

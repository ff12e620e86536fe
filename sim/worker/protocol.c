/* Lines to the runner, see protocol.h. A line is one write, so that lines never mix; a runner that is gone is no reason
 * to stop. */
#include "worker/protocol.h"

#include "base/mem.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int out_fd = -1;

void protocol_open(void) {
    const char *fifo = getenv("GLASSBED_PROGRESS");
    if (fifo && *fifo)
        out_fd = open(fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    else if (fcntl(3, F_GETFD) != -1)
        out_fd = 3;
    signal(SIGPIPE, SIG_IGN);
}

void protocol_close(void) { out_fd = -1; }

static void send(const char *kind, const char *text) {
    if (out_fd < 0) return;
    char *line = gb_format("%s %s\n", kind, text);
    size_t n = strlen(line);
    for (size_t i = 0; i + 1 < n; i++)
        if (line[i] == '\n' || line[i] == '\r') line[i] = ' ';
    ssize_t sent = write(out_fd, line, n);
    (void)sent;
    free(line);
}

void protocol_say(const char *kind, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *text = gb_vformat(fmt, ap);
    va_end(ap);
    send(kind, text);
    free(text);
}

void protocol_progress(double done, double total, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *text = gb_vformat(fmt, ap);
    va_end(ap);
    char *line = gb_format("%.0f %.0f %s", done, total, text);
    send("progress", line);
    free(line);
    free(text);
}

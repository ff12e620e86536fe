/* The progress line, see progress.h. */
#include "run/progress.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const double terminal_period_s = 0.5, plain_period_s = 10.0;

void progress_init(struct progress *p, FILE *out, bool quiet) {
    const char *term = getenv("TERM");
    bool terminal = isatty(fileno(out)) && !(term && strcmp(term, "dumb") == 0);
    *p = (struct progress){.out = out, .terminal = terminal, .quiet = quiet, .next = -INFINITY};
}

char *progress_duration(double seconds) {
    double s = round(fmax(seconds, 0));
    if (s < 60) return gb_format("%.0f s", s);
    if (s < 600) return gb_format("%.0f min %.0f s", floor(s / 60), fmod(s, 60));
    if (s < 3600) return gb_format("%.0f min", round(s / 60));
    double min = round(s / 60);
    if (min < 48 * 60) return gb_format("%.0f h %.0f min", floor(min / 60), fmod(min, 60));
    double h = round(s / 3600);
    return gb_format("%.0f d %.0f h", floor(h / 24), fmod(h, 24));
}

char *progress_text(const struct progress_view *v) {
    struct gb_text b = {0};
    if (v->label) gb_text_add(&b, "[%s] ", v->label);
    /* Never 100 % before the end. */
    gb_text_add(&b, "%zu/%zu stages, %.0f %%", v->done, v->total,
                v->done == v->total ? 100 : fmin(99, floor(100 * v->fraction)));
    if (isfinite(v->seconds_left)) {
        char *left = progress_duration(v->seconds_left);
        gb_text_add(&b, ", %s left", left);
        free(left);
    }
    for (size_t i = 0; i < v->n_running; i++) {
        const struct progress_running *r = &v->running[i];
        gb_text_add(&b, "; %s %.0f %%%s%s", r->stage, floor(100 * r->fraction), *r->text ? " " : "", r->text);
    }
    return b.s;
}

/* Cuts UTF-8 text to `columns` characters: a longer line would wrap and could not be rewritten. */
static void cut(char *s, size_t columns) {
    for (; *s; s++) {
        if (((unsigned char)*s & 0xc0) == 0x80) continue; /* inside a character */
        if (columns-- == 0) break;
    }
    *s = '\0';
}

static size_t columns_of(FILE *out) {
    struct winsize size;
    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 20) return size.ws_col - 1U;
    return 79;
}

static void wipe(struct progress *p) {
    if (p->shown) fputs("\r\033[K", p->out);
    p->shown = false;
}

bool progress_due(const struct progress *p, double now) { return !p->quiet && now >= p->next; }

void progress_show(struct progress *p, const struct progress_view *v, double now) {
    if (!progress_due(p, now)) return;
    /* The first plain line comes after a while: a study that is nearly done needs none. */
    bool first = isinf(p->next);
    p->next = now + (p->terminal ? terminal_period_s : plain_period_s);
    if (first && !p->terminal) return;
    char *text = progress_text(v);
    if (p->terminal) {
        cut(text, columns_of(p->out));
        wipe(p);
        fputs(text, p->out);
        p->shown = true;
    } else {
        fprintf(p->out, "glassbed: %s\n", text);
    }
    fflush(p->out);
    free(text);
}

static void print_line(struct progress *p, const char *fmt, va_list ap) {
    char *text = gb_vformat(fmt, ap);
    wipe(p);
    fprintf(p->out, "glassbed: %s\n", text);
    fflush(p->out);
    free(text);
    if (p->terminal) p->next = -INFINITY;
}

void progress_say(struct progress *p, const char *fmt, ...) {
    va_list ap;
    if (p->quiet) return;
    va_start(ap, fmt);
    print_line(p, fmt, ap);
    va_end(ap);
}

void progress_warn(struct progress *p, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    print_line(p, fmt, ap);
    va_end(ap);
}

void progress_end(struct progress *p) {
    wipe(p);
    fflush(p->out);
}

/* What could not be had, each reason once. See pool.h. */
#include "base/mem.h"
#include "pool/pool.h"

#include <stdlib.h>
#include <string.h>

void pool_warn(struct pool_warnings *w, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *text = gb_vformat(fmt, ap);
    va_end(ap);
    for (char *p = text; *p; p++)
        if (*p == '\n' || *p == '\r') *p = ' ';
    for (size_t i = 0; i < w->n; i++) {
        if (strcmp(w->text[i], text) != 0) continue;
        w->times[i]++;
        free(text);
        return;
    }
    w->text = gb_realloc(w->text, w->n + 1, sizeof *w->text);
    w->times = gb_realloc(w->times, w->n + 1, sizeof *w->times);
    w->text[w->n] = text;
    w->times[w->n++] = 1;
}

void pool_warnings_clear(struct pool_warnings *w) {
    for (size_t i = 0; i < w->n; i++) free(w->text[i]);
    free(w->text);
    free(w->times);
    *w = (struct pool_warnings){0};
}

/* Which sample was left out, and why it failed then, would make many lines of one fact: there is no error. */
void pool_complain(const struct pool *pool, const char *what, size_t replicate, const char *why) {
    pool_warn(pool->warnings, "%s, strain %s, %s, %s: %s", pool->glass->label, pool->load->label, pool->curves->weights,
              what, replicate ? "no error, it fails with a sample left out" : why);
}

/* POSIX threads, see threads.h. */
#include "base/threads.h"

#include <pthread.h>
#include <sched.h>

struct share {
    void (*fn)(int t, void *ctx);
    void *ctx;
    int t;
};

static void *begin(void *p) {
    const struct share *s = p;
    s->fn(s->t, s->ctx);
    return NULL;
}

int gb_cores(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    const int n = CPU_COUNT(&set);
    return n < 1 ? 1 : n > GB_MAX_THREADS ? GB_MAX_THREADS : n;
}

void gb_threads_run(int n, void (*fn)(int t, void *ctx), void *ctx) {
    pthread_t thread[GB_MAX_THREADS];
    struct share share[GB_MAX_THREADS];
    int started = 1;
    for (; started < n; started++) {
        share[started] = (struct share){fn, ctx, started};
        if (pthread_create(&thread[started], NULL, begin, &share[started]) != 0) break;
    }
    fn(0, ctx);
    for (int t = started; t < n; t++) fn(t, ctx);
    for (int t = 1; t < started; t++) pthread_join(thread[t], NULL);
}

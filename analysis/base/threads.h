/* Threads: one function run by several at once, and how many cores there are. */
#ifndef GB_BASE_THREADS_H
#define GB_BASE_THREADS_H

enum { GB_MAX_THREADS = 1024 };

/* Cores that this process may use (its affinity mask), at least 1. */
int gb_cores(void);

/* Runs fn(t, ctx) for t = 0..n-1, fn(0) in the caller, and returns when all have. Where the system refuses a thread its
 * share is done by the caller, so that nothing is lost. n is 1 to GB_MAX_THREADS. */
void gb_threads_run(int n, void (*fn)(int t, void *ctx), void *ctx);

#endif

/* Bytes to read, see input.h. Blocks go round between the thread that unpacks and the one that asks: each is filled and
 * emptied outside the lock, and belongs to whoever the two counts say. */
#include "base/input.h"

#include "base/mem.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { BLOCK = 1 << 17, N_BLOCKS = 8, ZLIB_BUFFER = 1 << 16, MAX_READ = 1 << 30 };

struct block {
    char *s;     /* owned */
    ptrdiff_t n; /* bytes; 0 at the end of the input, -1 where it failed */
};

struct gb_input {
    gzFile gz;
    char *name, *why; /* owned; why: NULL before a failure */
    bool ahead;       /* the thread runs; without it the rest is not used */
    pthread_t thread;
    pthread_mutex_t lock; /* of filled, taken and stop */
    pthread_cond_t changed;
    size_t filled, taken; /* blocks so far */
    bool stop;
    struct block block[N_BLOCKS];
    size_t at; /* in the block that is being taken */
};

/* Through zlib, which passes plain text on. */
static ptrdiff_t pull(struct gb_input *in, char *dst, size_t n) {
    const int got = gzread(in->gz, dst, n < MAX_READ ? (unsigned)n : MAX_READ), code = errno;
    int status;
    const char *why = gzerror(in->gz, &status);
    if (got > 0 || (got == 0 && status != Z_BUF_ERROR)) return got;
    if (status == Z_ERRNO) why = strerror(code);
    if (status == Z_BUF_ERROR) why = "the gzip data is truncated";
    free(in->why);
    in->why = gb_strdup(why);
    return -1;
}

static void *read_ahead(void *arg) {
    struct gb_input *in = arg;
    for (bool more = true; more;) {
        pthread_mutex_lock(&in->lock);
        while (in->filled - in->taken == N_BLOCKS && !in->stop) pthread_cond_wait(&in->changed, &in->lock);
        struct block *b = in->stop ? NULL : &in->block[in->filled % N_BLOCKS];
        pthread_mutex_unlock(&in->lock);
        if (!b) break;
        b->n = pull(in, b->s, BLOCK);
        more = b->n > 0;
        pthread_mutex_lock(&in->lock);
        in->filled++;
        pthread_cond_signal(&in->changed);
        pthread_mutex_unlock(&in->lock);
    }
    return NULL;
}

/* Without a thread (none to be had) the input is read as it is asked for. Signals are for the caller's threads. */
static void start_ahead(struct gb_input *in) {
    sigset_t all, before;
    for (int k = 0; k < N_BLOCKS; k++) in->block[k].s = gb_realloc(NULL, BLOCK, 1);
    pthread_mutex_init(&in->lock, NULL);
    pthread_cond_init(&in->changed, NULL);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    in->ahead = pthread_create(&in->thread, NULL, read_ahead, in) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void stop_ahead(struct gb_input *in) {
    pthread_mutex_lock(&in->lock);
    in->stop = true;
    pthread_cond_signal(&in->changed);
    pthread_mutex_unlock(&in->lock);
    pthread_join(in->thread, NULL);
    pthread_cond_destroy(&in->changed);
    pthread_mutex_destroy(&in->lock);
}

int gb_input_open(struct gb_input **out, const char *path, struct gb_error *err) {
    const bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    int status = Z_OK, fd;
    gzFile gz = NULL;
    errno = 0;
    if (!standard)
        gz = gzopen(path, "rbe");
    else if ((fd = dup(STDIN_FILENO)) >= 0 && !(gz = gzdopen(fd, "rb")))
        close(fd);
    if (gz) gzbuffer(gz, ZLIB_BUFFER);
    const bool plain = gz && gzdirect(gz); /* looks at the first bytes */
    const int code = errno;
    if (gz) gzerror(gz, &status);
    if (!gz || status == Z_ERRNO) {
        if (gz) gzclose(gz);
        return gb_fail(err, GB_EINPUT, "%s: cannot be read: %s", name, strerror(code ? code : ENOMEM));
    }
    struct gb_input *in = *out = GB_NEW(struct gb_input);
    in->gz = gz;
    in->name = gb_strdup(name);
    if (!plain) start_ahead(in);
    return GB_OK;
}

void gb_input_close(struct gb_input *in) {
    if (!in) return;
    if (in->ahead) stop_ahead(in);
    for (int k = 0; k < N_BLOCKS; k++) free(in->block[k].s);
    gzclose(in->gz);
    free(in->name);
    free(in->why);
    free(in);
}

static struct block *wait_for_block(struct gb_input *in) {
    pthread_mutex_lock(&in->lock);
    while (in->filled == in->taken) pthread_cond_wait(&in->changed, &in->lock);
    pthread_mutex_unlock(&in->lock);
    return &in->block[in->taken % N_BLOCKS];
}

static void give_back(struct gb_input *in) {
    in->at = 0;
    pthread_mutex_lock(&in->lock);
    in->taken++;
    pthread_cond_signal(&in->changed);
    pthread_mutex_unlock(&in->lock);
}

ptrdiff_t gb_input_read(struct gb_input *in, char *dst, size_t n) {
    if (!in->ahead) return pull(in, dst, n);
    size_t got = 0;
    while (got < n) {
        const struct block *b = wait_for_block(in);
        if (b->n <= 0) return got > 0 ? (ptrdiff_t)got : b->n; /* the last block stays, and says so again */
        const size_t left = (size_t)b->n - in->at, part = left < n - got ? left : n - got;
        memcpy(dst + got, b->s + in->at, part);
        got += part;
        in->at += part;
        if (part == left) give_back(in);
    }
    return (ptrdiff_t)got;
}

const char *gb_input_why(const struct gb_input *in) { return in->why ? in->why : "unknown error"; }

const char *gb_input_name(const struct gb_input *in) { return in->name; }

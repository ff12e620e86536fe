/* Bytes to write, see output.h. */
#include "base/output.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { MAX_WRITE = 1 << 30, ZLIB_BUFFER = 1 << 16 };

/* Digits hardly repeat: looking for runs of one byte only (R) packs coordinates of 17 digits as well as zlib's default
 * does (46 % of the text), six times sooner; those of 6 digits get 46 % instead of 43 %. */
static const char *const PACKED = "wbR", *const PLAIN = "wbT";

struct gb_output {
    char *path, *tmp; /* owned; tmp: what is renamed in the end, or NULL */
    int fd;           /* ours, for the sync; zlib has a copy and closes that */
    gzFile gz;
    bool standard, failed;
    int code; /* errno of the first failure */
};

static const char *shown(const struct gb_output *out) { return out->standard ? "standard output" : out->path; }

static bool ends_with(const char *s, const char *tail) {
    const size_t n = strlen(s), m = strlen(tail);
    return n >= m && strcmp(s + n - m, tail) == 0;
}

static void release(struct gb_output *out) {
    free(out->path);
    free(out->tmp);
    free(out);
}

static int open_place(struct gb_output *out) {
    struct stat st;
    if (out->standard) {
        fflush(stdout);
        return dup(STDOUT_FILENO);
    }
    if (stat(out->path, &st) != 0 || S_ISREG(st.st_mode)) out->tmp = gb_format("%s.tmp%ld", out->path, (long)getpid());
    return open(out->tmp ? out->tmp : out->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

int gb_output_open(struct gb_output **result, const char *path, struct gb_error *err) {
    struct gb_output *out = GB_NEW(struct gb_output);
    out->path = gb_strdup(path);
    out->standard = strcmp(path, "-") == 0;
    out->fd = open_place(out);
    const int fd = out->fd < 0 ? -1 : dup(out->fd);
    if (fd >= 0 && !(out->gz = gzdopen(fd, ends_with(path, ".gz") ? PACKED : PLAIN))) close(fd);
    if (out->gz) gzbuffer(out->gz, ZLIB_BUFFER);
    if (!out->gz) {
        int rc = gb_fail(err, GB_EFAIL, "%s: cannot be written: %s", shown(out), strerror(errno));
        if (out->fd >= 0) close(out->fd);
        if (out->fd >= 0 && out->tmp) unlink(out->tmp);
        release(out);
        return rc;
    }
    *result = out;
    return GB_OK;
}

static void note(struct gb_output *out, bool bad) {
    if (bad && !out->failed) out->code = errno;
    out->failed = out->failed || bad;
}

void gb_output_write(struct gb_output *out, const char *s, size_t n) {
    while (n > 0 && !out->failed) {
        const unsigned part = n < MAX_WRITE ? (unsigned)n : MAX_WRITE;
        errno = 0;
        note(out, gzwrite(out->gz, s, part) != (int)part);
        s += part;
        n -= part;
    }
}

int gb_output_close(struct gb_output *out, struct gb_error *err) {
    int rc = GB_OK;
    errno = 0;
    note(out, gzclose(out->gz) != Z_OK);
    note(out, !out->standard && fsync(out->fd) != 0 && errno != EINVAL && errno != EROFS);
    note(out, close(out->fd) != 0);
    if (out->failed)
        rc = gb_fail(err, GB_EFAIL, "%s: write failed: %s", shown(out),
                     out->code ? strerror(out->code) : "unknown error");
    if (rc == GB_OK && out->tmp && rename(out->tmp, out->path) != 0)
        rc = gb_fail(err, GB_EFAIL, "%s: cannot be renamed into place: %s", out->path, strerror(errno));
    if (rc != GB_OK && out->tmp) unlink(out->tmp);
    release(out);
    return rc;
}

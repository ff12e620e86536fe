/* bench-read WORK ATOMS: reading a dump, plain and gz, beside loops that only read the bytes. Bytes are those of the
 * text.
 */
#include "bench.h"
#include "structure.h"

#include "base/file.h"
#include "base/mem.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static const double density = 0.063; /* 1/ang^3 */
enum { ROUNDS = 3, CHUNK = 1 << 17 };

static int read_bytes(const char *path, double *bytes, struct gb_error *err) {
    char *buf = GB_ARRAY(CHUNK, char);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = -1;
    *bytes = 0;
    while (fd >= 0 && (got = read(fd, buf, CHUNK)) > 0) *bytes += (double)got;
    if (fd >= 0) close(fd);
    free(buf);
    return got < 0 ? gb_fail(err, GB_EFAIL, "%s: cannot be read", path) : GB_OK;
}

static int inflate_bytes(const char *path, double *bytes, struct gb_error *err) {
    char *buf = GB_ARRAY(CHUNK, char);
    gzFile f = gzopen(path, "rbe");
    int got = -1;
    *bytes = 0;
    if (f) gzbuffer(f, CHUNK);
    while (f && (got = gzread(f, buf, CHUNK)) > 0) *bytes += got;
    if (f) gzclose(f);
    free(buf);
    return got < 0 ? gb_fail(err, GB_EFAIL, "%s: cannot be read", path) : GB_OK;
}

struct reading {
    const char *name, *bare_name, *suffix;
    int (*bare)(const char *path, double *bytes, struct gb_error *err);
};

static int read_one(const struct reading *how, const char *work, const struct config *c, struct gb_error *err) {
    struct bench_times ours = {0}, bare = {0};
    struct config *back = NULL;
    double bytes = 0;
    char *path = gb_format("%s/bench.dump%s", work, how->suffix);
    int rc = config_write_dump(c, path, 0, NULL, err);
    for (int i = 0; i < ROUNDS && rc == GB_OK; i++) {
        double begin = bench_seconds();
        rc = how->bare(path, &bytes, err);
        bench_times_add(&bare, bench_seconds() - begin);
        begin = bench_seconds();
        if (rc == GB_OK) rc = config_read(&back, path, -1, NULL, 0, err);
        bench_times_add(&ours, bench_seconds() - begin);
        if (rc == GB_OK && (back->n != c->n || memcmp(back->x, c->x, 3 * c->n * sizeof *c->x) != 0))
            rc = gb_fail(err, GB_EVALID, "%s: reading it back gives other positions", path);
        config_free(back);
        back = NULL;
    }
    struct bench_row r = bench_row_of("read", how->bare_name, "bytes only", "bytes", &bare);
    r.atoms = (double)c->n;
    r.amount = bytes;
    if (rc == GB_OK) bench_row_print(&r);
    struct bench_row q = bench_row_of("read", how->name, "into a configuration", "bytes", &ours);
    q.atoms = r.atoms;
    q.amount = bytes;
    q.against = r.t_min;
    if (rc == GB_OK) bench_row_print(&q);
    unlink(path);
    free(path);
    return rc;
}

static int reading(const char *work, size_t atoms, struct gb_error *err) {
    static const struct reading how[] = {{"dump, text", "read(2)", "", read_bytes},
                                         {"dump, gz", "zlib", ".gz", inflate_bytes}};
    struct config *c = structure_create(atoms, density, 0, 1);
    int rc = gb_mkdirs(work, err);
    for (size_t i = 0; i < 2 && rc == GB_OK; i++) rc = read_one(&how[i], work, c, err);
    config_free(c);
    return rc;
}

int main(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    int rc;
    if (argc == 3)
        rc = reading(argv[1], strtoul(argv[2], NULL, 10), &err);
    else
        rc = gb_fail(&err, GB_EINPUT, "usage: WORK ATOMS");
    return bench_end("bench-read", rc, &err);
}

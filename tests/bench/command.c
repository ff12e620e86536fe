/* bench-command WORK GLASSBED ATOMS BUDGET_S: `glassbed pdf` on a dump, whole and in its parts. Where ATOMS would take
 * longer than the budget, fewer are taken and a note says so.
 */
#include "bench.h"
#include "structure.h"

#include "base/file.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double density = 0.063; /* 1/ang^3 */
enum { FEW_ATOMS = 50000 };

enum part { READ, PAIRS, WRITE, N_PARTS };

/* What the command says of itself with --timing. */
static int parts(const char *log, double seconds[N_PARTS], struct gb_error *err) {
    char line[1024], *at = NULL;
    FILE *f = fopen(log, "r");
    while (f && !at && fgets(line, sizeof line, f)) at = strstr(line, "read ");
    if (f) fclose(f);
    const char *pairs = at ? strstr(at, "; pairs ") : NULL, *write = at ? strstr(at, "; write ") : NULL;
    if (!pairs || !write) return gb_fail(err, GB_EFAIL, "%s: lacks the line of --timing", log);
    seconds[READ] = strtod(at + strlen("read "), NULL);
    seconds[PAIRS] = strtod(pairs + strlen("; pairs "), NULL);
    seconds[WRITE] = strtod(write + strlen("; write "), NULL);
    return GB_OK;
}

static int command(const char *work, const char *glassbed, size_t atoms, double budget, struct gb_error *err) {
    static const char *const part_name[N_PARTS] = {"reading", "pairs", "writing"};
    struct bench_times whole = {0};
    struct bench_child t = {0};
    double s[N_PARTS] = {0};
    char *dump = gb_format("%s/command.dump", work), *log = gb_format("%s/command.log", work);
    struct config *c = structure_create(atoms < FEW_ATOMS ? atoms : FEW_ATOMS, density, 0, 1);
    const char *const argv[] = {glassbed, "pdf", "command.dump", "--r-max", "20",          "--r-bin", "0.02",
                                "-j",     "1",   "--timing",     "-o",      "command.tsv", NULL};
    int rc = gb_mkdirs(work, err);
    for (int pass = 0; pass < 2 && rc == GB_OK; pass++) {
        rc = config_write_dump(c, dump, 0, NULL, err);
        if (rc == GB_OK) rc = bench_run(&t, work, "command.log", argv, err);
        if (rc == GB_OK) rc = parts(log, s, err);
        const double expected = 2 * t.wall * (double)atoms / (double)c->n;
        if (pass == 1 || rc != GB_OK || c->n >= atoms / 2) break;
        if (expected > budget) {
            bench_note("glassbed pdf: %zu atoms would take %.0f s (more than %.0f s); taken with %zu", atoms, expected,
                       budget, c->n);
            break;
        }
        config_free(c);
        c = structure_create(atoms, density, 0, 1);
    }
    bench_times_add(&whole, t.wall);
    struct bench_row r = bench_row_of("command", "glassbed pdf", "the whole command", "atoms", &whole);
    r.atoms = r.amount = (double)c->n;
    if (rc == GB_OK) bench_row_print(&r);
    for (int k = 0; k < N_PARTS && rc == GB_OK; k++) {
        struct bench_times one = {.n = 1, .s = {s[k]}};
        struct bench_row q = bench_row_of("command", part_name[k], "l = 0 2 4, one core", "atoms", &one);
        q.atoms = q.amount = r.atoms;
        q.against = t.wall;
        bench_row_print(&q);
    }
    unlink(dump);
    config_free(c);
    free(dump);
    free(log);
    return rc;
}

int main(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    int rc;
    if (argc == 5)
        rc = command(argv[1], argv[2], strtoul(argv[3], NULL, 10), strtod(argv[4], NULL), &err);
    else
        rc = gb_fail(&err, GB_EINPUT, "usage: WORK GLASSBED ATOMS BUDGET_S");
    return bench_end("bench-command", rc, &err);
}

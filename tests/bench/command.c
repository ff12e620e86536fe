/* bench-command WORK GLASSBED ATOMS BUDGET_S: `glassbed pdf` on a dump, whole and in its parts. Where ATOMS would take
 * longer than the budget, fewer are taken and a note says so.
 */
#include "bench.h"
#include "structure.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"
#include "pdf/pdf.h"

#include <stdlib.h>
#include <unistd.h>

static const double density = 0.063, r_max = 20; /* 1/ang^3, ang */
enum { BINS = 1000, FEW_ATOMS = 50000 };

enum part { READ, PAIRS, WRITE, N_PARTS };

/* What `glassbed pdf` does, call by call. */
static int parts(const char *dump, const char *out, double seconds[N_PARTS], struct gb_error *err) {
    const struct pdf_grid grid = {.n = BINS, .dr = r_max / BINS};
    const struct pdf_options o = {.axes = 4, .l_max = 4, .partials = false, .threads = 1};
    struct config *c;
    struct pdf_sums *sums;
    double begin = bench_seconds();
    int rc = config_read(&c, dump, -1, NULL, 0, err);
    seconds[READ] = bench_seconds() - begin;
    if (rc != GB_OK) return rc;
    begin = bench_seconds();
    rc = pdf_accumulate_with(&sums, c, grid, &o, err);
    seconds[PAIRS] = bench_seconds() - begin;
    config_free(c);
    if (rc != GB_OK) return rc;
    begin = bench_seconds();
    struct gb_table *t = gb_table_create("pair distribution function", "r_ang g00 g20 g40");
    double *g = GB_ARRAY(BINS, double);
    for (size_t k = 0; k < BINS; k++) *gb_table_at(t, gb_table_add(t, NULL), 0) = pdf_r(grid, k);
    for (int l = 0; l <= 4; l += 2) {
        pdf_g(sums, PDF_TOTAL, l, 2, g);
        for (size_t k = 0; k < BINS; k++) *gb_table_at(t, k, (size_t)(1 + l / 2)) = g[k];
    }
    rc = gb_table_write(t, out, 9, err);
    seconds[WRITE] = bench_seconds() - begin;
    free(g);
    gb_table_free(t);
    pdf_sums_free(sums);
    return rc;
}

static int command(const char *work, const char *glassbed, size_t atoms, double budget, struct gb_error *err) {
    static const char *const part_name[N_PARTS] = {"reading", "pairs", "writing"};
    struct bench_times whole = {0};
    struct bench_child t = {0};
    double s[N_PARTS] = {0};
    char *dump = gb_format("%s/command.dump", work), *table = gb_format("%s/command.tsv", work);
    struct config *c = structure_create(atoms < FEW_ATOMS ? atoms : FEW_ATOMS, density, 0, 1);
    const char *const argv[] = {glassbed,  "pdf",  "command.dump", "--r-max",     "20",
                                "--r-bin", "0.02", "-o",           "command.tsv", NULL};
    int rc = gb_mkdirs(work, err);
    for (int pass = 0; pass < 2 && rc == GB_OK; pass++) {
        rc = config_write_dump(c, dump, 0, NULL, err);
        if (rc == GB_OK) rc = bench_run(&t, work, "command.log", argv, err);
        if (rc == GB_OK) rc = parts(dump, table, s, err);
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
        struct bench_row q = bench_row_of("command", part_name[k], "the library's calls", "atoms", &one);
        q.atoms = q.amount = r.atoms;
        q.against = t.wall;
        bench_row_print(&q);
    }
    unlink(dump);
    config_free(c);
    free(dump);
    free(table);
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

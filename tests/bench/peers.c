/* bench-peers: other programs on the same atoms, in turns with our pair sums.
 *
 *     bench-peers gmx WORK PROGRAM NAME ATOMS R_MAX BUDGET_S             `gmx rdf`, the whole program, reading included
 *     bench-peers mdanalysis WORK PYTHON SCRIPT NAME ATOMS R_MAX BUDGET_S  InterRDF's run alone
 *
 * Both work in single precision: the atoms they read are the same to 1e-9 nm, but some pairs near the edge of a bin
 * fall on its other side. How many is in the row.
 */
#include "bench.h"
#include "subject.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double density = 0.063, ang_per_nm = 10; /* 1/ang^3 */
enum { BINS = 1000, MAX_ROUNDS = 3 };

struct peer {
    const char *work, *name;
    char *gro; /* owned */
    double r_max;
    struct subject s;
    uint64_t *want; /* [BINS] our counts in the peer's bins; owned */
    struct bench_times ours, theirs;
    double differ;
    /* runs it once: seconds, and its counts */
    int (*run)(const struct peer *p, double *seconds, uint64_t *count, struct gb_error *err);
    const char *const *argv; /* of the program; borrowed */
};

/* Gromacs's text format with nine decimals (readers take the number of decimals from the distance of the points). Atoms
 * are put into the box. */
static int write_gro(const struct config *c, const char *path, struct gb_error *err) {
    FILE *f = fopen(path, "w");
    if (!f) return gb_fail(err, GB_EFAIL, "%s: cannot be written", path);
    fprintf(f, "glassbed bench\n%zu\n", c->n);
    for (size_t i = 0; i < c->n; i++) {
        fprintf(f, "%5zu%-5s%5s%5zu", (i + 1) % 100000, "A", "A", (i + 1) % 100000);
        for (size_t k = 0; k < 3; k++) {
            const double L = c->box.h[k][k], x = c->x[3 * i + k];
            fprintf(f, "%14.9f", (x - L * floor(x / L)) / ang_per_nm);
        }
        fputc('\n', f);
    }
    for (size_t k = 0; k < 3; k++) fprintf(f, "%15.9f", c->box.h[k][k] / ang_per_nm);
    fputc('\n', f);
    return gb_file_close(f, path, err);
}

/* Two columns r and value of a file without comments, as a table. */
static int read_counts(const char *path, double factor, double offset, uint64_t *count, struct gb_error *err) {
    struct gb_table *t;
    int rc = gb_table_read(&t, path, err);
    if (rc != GB_OK) return rc;
    if (t->n_row < BINS || t->n_col < 2) rc = gb_fail(err, GB_EFAIL, "%s: fewer than %d bins", path, BINS);
    for (size_t k = 0; k < BINS && rc == GB_OK; k++)
        count[k] = (uint64_t)llround(fmax(0, *gb_table_at(t, k, 1) * factor - (k ? 0 : offset)));
    gb_table_free(t);
    return rc;
}

static char *in_work(const struct peer *p, const char *name) { return gb_format("%s/%s", p->work, name); }

/* -norm none gives ordered pairs per atom and nm. */
static int run_gmx(const struct peer *p, double *seconds, uint64_t *count, struct gb_error *err) {
    struct bench_child t;
    int rc = bench_run(&t, p->work, "gmx.log", p->argv, err);
    if (rc != GB_OK) return rc;
    *seconds = t.wall;
    char *path = in_work(p, "gmx.xvg");
    rc = read_counts(path, (double)p->s.c->n * p->s.grid.dr / ang_per_nm / 2, 0, count, err);
    free(path);
    return rc;
}

/* Ordered pairs, each atom with itself among them (in the first bin). */
static int run_mdanalysis(const struct peer *p, double *seconds, uint64_t *count, struct gb_error *err) {
    struct bench_child t;
    int rc = bench_run(&t, p->work, "mdanalysis.log", p->argv, err);
    char *path = in_work(p, "mdanalysis.tsv");
    struct gb_table *table = NULL;
    if (rc == GB_OK) rc = gb_table_read(&table, path, err);
    if (rc == GB_OK) {
        const char *text = gb_table_meta_get(table, "seconds");
        *seconds = text ? strtod(text, NULL) : NAN;
        rc = read_counts(path, 0.5, 0.5 * (double)p->s.c->n, count, err);
    }
    gb_table_free(table);
    free(path);
    return rc;
}

/* gmx centres its bins on multiples of their width: two of ours of half the width make one; its first is half a bin. */
static int counts_centred(const struct peer *p, struct gb_error *err) {
    const struct pdf_grid half = {.n = 2 * BINS, .dr = p->s.grid.dr / 2};
    const struct pdf_options o = {.l_max = 0, .threads = 1};
    struct pdf_sums *sums;
    int rc = pdf_accumulate_with(&sums, p->s.c, half, &o, err);
    if (rc != GB_OK) return rc;
    for (size_t pair = 0; pair < sums->n_pairs; pair++)
        for (size_t k = 0; k + 1 < half.n; k++) p->want[(k + 1) / 2] += sums->count[pair * half.n + k];
    pdf_sums_free(sums);
    return GB_OK;
}

static int round_of(struct peer *p, struct gb_error *err) {
    const struct pdf_options o = {.l_max = 0, .threads = 1};
    double seconds, differ;
    uint64_t *count = GB_ARRAY(BINS, uint64_t);
    int rc = subject_sweep(&p->s, &o, false, &seconds, &differ, err);
    if (rc == GB_OK) {
        bench_times_add(&p->ours, seconds);
        if (p->run != run_gmx) memcpy(p->want, p->s.total, BINS * sizeof *p->want);
        rc = p->run(p, &seconds, count, err);
    }
    if (rc == GB_OK) {
        bench_times_add(&p->theirs, seconds);
        p->differ = fmax(p->differ, bench_differ(BINS, count, p->want));
    }
    free(count);
    return rc;
}

static void print(const struct peer *p) {
    char *setting = gb_format("float, r < %g ang", p->r_max);
    struct bench_row r = bench_row_of("peers", p->name, setting, "pairs", &p->theirs);
    r.atoms = (double)p->s.c->n;
    r.amount = p->s.pairs;
    r.against = bench_min(&p->ours);
    r.differ = p->differ;
    bench_row_print(&r);
    free(setting);
}

static int compare(struct peer *p, size_t atoms, double budget, struct gb_error *err) {
    subject_init(&p->s, atoms, density, 0, p->r_max, BINS);
    p->want = GB_ARRAY(BINS, uint64_t);
    p->gro = in_work(p, "bench.gro");
    int rc = write_gro(p->s.c, p->gro, err);
    if (rc == GB_OK && p->run == run_gmx) rc = counts_centred(p, err);
    const double begin = bench_seconds();
    if (rc == GB_OK) rc = round_of(p, err);
    const size_t rounds = bench_rounds(bench_seconds() - begin, budget, MAX_ROUNDS);
    for (size_t i = 1; i < rounds && rc == GB_OK; i++) rc = round_of(p, err);
    if (rc == GB_OK) print(p);
    subject_clear(&p->s);
    free(p->want);
    free(p->gro);
    return rc;
}

static int gmx(char **a, struct gb_error *err) {
    struct peer p = {.work = a[0], .name = a[2], .r_max = strtod(a[4], NULL), .run = run_gmx};
    char *r_max = gb_format("%.9g", p.r_max / ang_per_nm), *bin = gb_format("%.9g", p.r_max / ang_per_nm / BINS);
    const char *const argv[] = {a[1],    "-quiet", "-nobackup", "rdf",  "-f",    "bench.gro", "-s",   "bench.gro",
                                "-ref",  "all",    "-sel",      "all",  "-rmax", r_max,       "-bin", bin,
                                "-norm", "none",   "-xvg",      "none", "-o",    "gmx.xvg",   NULL};
    p.argv = argv;
    int rc = compare(&p, strtoul(a[3], NULL, 10), strtod(a[5], NULL), err);
    free(r_max);
    free(bin);
    return rc;
}

static int mdanalysis(char **a, struct gb_error *err) {
    struct peer p = {.work = a[0], .name = a[3], .r_max = strtod(a[5], NULL), .run = run_mdanalysis};
    char *bins = gb_format("%d", BINS);
    const char *const argv[] = {a[1], a[2], "bench.gro", a[5], bins, "mdanalysis.tsv", NULL};
    p.argv = argv;
    int rc = compare(&p, strtoul(a[4], NULL, 10), strtod(a[6], NULL), err);
    free(bins);
    return rc;
}

int main(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    int rc;
    if (argc == 8 && strcmp(argv[1], "gmx") == 0)
        rc = gmx(argv + 2, &err);
    else if (argc == 9 && strcmp(argv[1], "mdanalysis") == 0)
        rc = mdanalysis(argv + 2, &err);
    else
        rc = gb_fail(&err, GB_EINPUT,
                     "usage: gmx WORK PROGRAM NAME ATOMS R_MAX BUDGET_S | mdanalysis WORK PYTHON SCRIPT NAME ATOMS "
                     "R_MAX BUDGET_S");
    return bench_end("bench-peers", rc, &err);
}

/* bench-report LINES FOLDER: the table on standard output, FOLDER/bench.tsv and FOLDER/bench.svg.
 *
 * Ends with GB_EVALID when double-precision counts differ between codes that must agree.
 */
#include "rows.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the last column says of a row's time t and the time a it is held against. */
enum ratio { FRACTION, SPEED_UP, SLOWER, SHARE, OVERHEAD };
static const struct group {
    const char *key, *title, *ratio_title;
    enum ratio ratio;
} groups[] = {
    {"isa", "Pair sums by instruction set", "of distances only", FRACTION},
    {"threads", "Threads", "speed-up", SPEED_UP},
    {"choices", "What is summed", "of l = 0 2, one axis", FRACTION},
    {"boxes", "Other boxes", "of distances only", FRACTION},
    {"size", "Number of atoms", "", FRACTION},
    {"peers", "Other programs (each beside glassbed on its own atoms)", "glassbed is faster by", SLOWER},
    {"read", "Reading 17-digit dumps", "of bytes only", FRACTION},
    {"truth", "Displacements", "of distances only", FRACTION},
    {"transforms", "Transforms", "", FRACTION},
    {"command", "glassbed pdf", "share of the whole", SHARE},
    {"drivers", "A quench", "time over bare LAMMPS (median)", OVERHEAD},
};
enum { N_GROUPS = sizeof groups / sizeof *groups };

static double ratio_of(const struct group *g, const struct bench_row *r) {
    switch (g->ratio) {
    case SLOWER:
    case SHARE: return r->t_min / r->against;
    case OVERHEAD: return r->t_median / r->against - 1;
    default: return r->against / r->t_min;
    }
}

static char *ratio_text(const struct group *g, const struct bench_row *r) {
    const double v = ratio_of(g, r);
    if (!isfinite(v)) return gb_strdup("");
    if (g->ratio == OVERHEAD) return gb_format("%+.1f %%", 100 * v);
    if (g->ratio == SPEED_UP || g->ratio == SLOWER) return gb_format("%.2f x", v);
    return gb_format("%.1f %%", 100 * v);
}

static char *counts_text(const struct bench_row *r) {
    if (isnan(r->differ)) return gb_strdup("");
    if (r->differ <= 0) return gb_strdup("equal");
    return gb_format("%.0f differ (%.1e)", r->differ, r->differ / r->amount);
}

/* 864, 97.6k, 1.00M, 1.06G. */
static char *amount_text(double v) {
    if (!isfinite(v)) return gb_strdup("");
    if (v < 1e3) return gb_format("%.0f", v);
    const int step = v < 1e6 ? 1 : v < 1e9 ? 2 : 3;
    return gb_format("%.3g%c", v / pow(1e3, step), " kMG"[step]);
}

static void print_row(const struct group *g, const struct bench_row *r) {
    char *atoms = amount_text(r->atoms), *amount = amount_text(r->amount), *ratio = ratio_text(g, r),
         *counts = counts_text(r);
    char best[32] = "", median[32] = "";
    snprintf(best, sizeof best, "%.4g", rows_rate(r, r->t_min));
    if (r->reps > 0) snprintf(median, sizeof median, "%.4g", rows_rate(r, r->t_median));
    printf("  %-22s %-29s %7s %7s %4.0f %8s %8s %-14s %8s  %s\n", r->name, r->setting, atoms,
           strcmp(r->unit, "memory") == 0 ? "" : amount, r->reps, best, median, rows_unit_of(r)->label, ratio, counts);
    free(atoms);
    free(amount);
    free(ratio);
    free(counts);
}

static void print_table(const struct rows *r) {
    for (size_t i = 0; i < r->n_machine; i++) printf("%-14s%s\n", r->machine_key[i], r->machine_value[i]);
    printf("\nRates of pairs are per core; amounts are in the unit of the rate. Machines differ and are shared: "
           "compare ratios within one run, nothing else.\n");
    for (size_t g = 0; g < N_GROUPS; g++) {
        bool begun = false;
        for (size_t i = 0; i < r->n; i++) {
            if (strcmp(r->row[i].group, groups[g].key) != 0) continue;
            if (!begun)
                printf("\n%-54s %7s %7s %4s %8s %8s %14s %8s\n", groups[g].title, "atoms", "amount", "runs", "best",
                       "median", "", groups[g].ratio_title);
            begun = true;
            print_row(&groups[g], &r->row[i]);
        }
    }
    printf("\n");
    for (size_t i = 0; i < r->n_notes; i++) printf("note: %s\n", r->note[i]);
}

/* Numbers in columns; what row k is, in the header. */
static int write_table(const struct rows *r, const char *path, struct gb_error *err) {
    struct gb_table *t = gb_table_create("benchmark; compare ratios within this file only",
                                         "row atoms amount cores runs t_best_s t_median_s rate_best rate_median ratio "
                                         "pairs_that_differ");
    for (size_t i = 0; i < r->n_machine; i++) gb_table_meta(t, r->machine_key[i], "%s", r->machine_value[i]);
    for (size_t g = 0; g < N_GROUPS; g++)
        for (size_t i = 0; i < r->n; i++) {
            const struct bench_row *q = &r->row[i];
            if (strcmp(q->group, groups[g].key) != 0) continue;
            const double row[] = {(double)i + 1,
                                  q->atoms,
                                  q->amount,
                                  q->cores,
                                  q->reps,
                                  q->t_min,
                                  q->t_median,
                                  rows_rate(q, q->t_min),
                                  rows_rate(q, q->t_median),
                                  ratio_of(&groups[g], q),
                                  q->differ};
            gb_table_add(t, row);
            char *key = gb_format("row-%zu", i + 1);
            gb_table_meta(t, key, "%s | %s | %s | amount in %s, rate in %s | ratio: %s", groups[g].title, q->name,
                          q->setting, q->unit, rows_unit_of(q)->label,
                          *groups[g].ratio_title ? groups[g].ratio_title : "none");
            free(key);
        }
    for (size_t i = 0; i < r->n_notes; i++) {
        char *key = gb_format("note-%zu", i + 1);
        gb_table_meta(t, key, "%s", r->note[i]);
        free(key);
    }
    int rc = gb_table_write(t, path, 9, err);
    gb_table_free(t);
    return rc;
}

/* Linear in atoms: how much the rate varies over the sizes. */
static void note_sizes(struct rows *r) {
    double lo = INFINITY, hi = 0, n_lo = INFINITY, n_hi = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct bench_row *q = &r->row[i];
        if (strcmp(q->group, "size") != 0 || strcmp(q->unit, "pairs") != 0) continue;
        lo = fmin(lo, rows_rate(q, q->t_min));
        hi = fmax(hi, rows_rate(q, q->t_min));
        n_lo = fmin(n_lo, q->atoms);
        n_hi = fmax(n_hi, q->atoms);
    }
    if (hi > 0)
        rows_note(r, "rate from %.2g to %.2g atoms: the lowest is %.0f %% below the highest", n_lo, n_hi,
                  100 * (1 - lo / hi));
}

/* Single-precision programs may differ; everything else may not. */
static int check(const struct rows *r, struct gb_error *err) {
    for (size_t i = 0; i < r->n; i++) {
        const struct bench_row *q = &r->row[i];
        if (q->differ > 0 && !strstr(q->setting, "float"))
            return gb_fail(err, GB_EVALID, "%s, %s: %.0f pairs are counted differently", q->name, q->setting,
                           q->differ);
    }
    return GB_OK;
}

int main(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    struct rows r = {0};
    int rc;
    gb_set_command(argc, argv);
    if (argc != 3) {
        rc = gb_fail(&err, GB_EINPUT, "usage: LINES FOLDER");
        return bench_end("bench-report", rc, &err);
    }
    char *path = gb_format("%s/bench.tsv", argv[2]);
    rc = rows_read(&r, argv[1], &err);
    if (rc == GB_OK) note_sizes(&r);
    if (rc == GB_OK) print_table(&r);
    if (rc == GB_OK) rc = write_table(&r, path, &err);
    if (rc == GB_OK) rc = figure_write(&r, argv[2], "bench", &err);
    if (rc == GB_OK) printf("\n%s\n%s/bench.svg\n", path, argv[2]);
    if (rc == GB_OK) rc = check(&r, &err);
    rows_clear(&r);
    free(path);
    return bench_end("bench-report", rc, &err);
}

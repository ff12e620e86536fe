/* bench-truth ATOMS BUDGET_S: D2_min, and the pair strain profiles beside the sweep that only counts the same pairs.
 * Where ATOMS would take longer than the budget, fewer are taken and a note says so.
 */
#include "bench.h"
#include "structure.h"

#include "base/mem.h"
#include "pairs/pairs.h"
#include "truth/truth.h"

#include <stdlib.h>

static const double density = 0.063, r_max = 20, r_shell = 3.9; /* 1/ang^3, ang; first minimum of g(r) */
enum { BINS = 1000, ROUNDS = 3, FEW_ATOMS = 50000 };

struct truth_times {
    struct bench_times d2min, profile, count;
    double pairs;
};

static int truth_round(const struct config *ref, const struct config *loaded, struct truth_times *t,
                       struct gb_error *err) {
    const struct pdf_grid grid = {.n = BINS, .dr = r_max / BINS};
    double *out = GB_ARRAY(3 * ref->n, double);
    double begin = bench_seconds();
    int rc = truth_d2min(ref, loaded, r_shell, out, out + ref->n, out + 2 * ref->n, err);
    bench_times_add(&t->d2min, bench_seconds() - begin);
    free(out);
    if (rc != GB_OK) return rc;
    struct truth_profile *p;
    begin = bench_seconds();
    rc = truth_profile(&p, ref, loaded, 2, grid, 1, err);
    bench_times_add(&t->profile, bench_seconds() - begin);
    if (rc != GB_OK) return rc;
    truth_profile_free(p);
    uint64_t n = 0;
    begin = bench_seconds();
    rc = pairs_count(&n, ref, r_max, 1, PAIRS_ISA_BEST, err);
    bench_times_add(&t->count, bench_seconds() - begin);
    t->pairs = (double)n;
    return rc;
}

static int truth_on(size_t atoms, struct truth_times *t, size_t rounds, size_t *n, struct gb_error *err) {
    struct config *ref = structure_create(atoms, density, 0, 1), *loaded = structure_loaded(ref, 0.005, 0.05, 2);
    int rc = GB_OK;
    for (size_t i = 0; i < rounds && rc == GB_OK; i++) rc = truth_round(ref, loaded, t, err);
    *n = ref->n;
    config_free(ref);
    config_free(loaded);
    return rc;
}

/* Seconds of a round in all. */
static double last_round(const struct truth_times *t) {
    return t->d2min.s[t->d2min.n - 1] + t->profile.s[t->profile.n - 1] + t->count.s[t->count.n - 1];
}

static int truth(size_t atoms, double budget, struct gb_error *err) {
    struct truth_times few = {0}, many = {0}, *t = &few;
    size_t n;
    int rc = truth_on(FEW_ATOMS, &few, 1, &n, err);
    if (rc != GB_OK) return rc;
    const double expected = last_round(&few) * (double)atoms / (double)n;
    if (expected <= budget && atoms > n)
        rc = truth_on(atoms, t = &many, bench_rounds(expected, budget, ROUNDS), &n, err);
    else if (atoms > n)
        bench_note("D2_min and profiles: %zu atoms would take %.0f s (more than %.0f s); taken with %zu", atoms,
                   expected, budget, n);
    if (rc != GB_OK) return rc;
    struct bench_row d = bench_row_of("truth", "D2_min", "r < 3.9 ang", "atoms", &t->d2min);
    d.atoms = d.amount = (double)n;
    bench_row_print(&d);
    struct bench_row p = bench_row_of("truth", "pair strain profiles", "r < 20 ang, one axis", "pairs", &t->profile);
    p.atoms = (double)n;
    p.amount = t->pairs;
    p.against = bench_min(&t->count);
    bench_row_print(&p);
    return GB_OK;
}

int main(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    int rc;
    if (argc == 3)
        rc = truth(strtoul(argv[1], NULL, 10), strtod(argv[2], NULL), &err);
    else
        rc = gb_fail(&err, GB_EINPUT, "usage: ATOMS BUDGET_S");
    return bench_end("bench-truth", rc, &err);
}

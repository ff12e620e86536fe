/* bench-lammps: what LAMMPS does by itself, through its library.
 *
 *     bench-lammps rdf ATOMS BUDGET_S            `compute rdf` and our pair sums on the same atoms, in turns
 *     bench-lammps quench MODEL RESTART STEPS EVERY SAVE TIMESTEP T0 T1
 *                                                a quench as a user's own script would have it (bench-drivers times it)
 *
 * `compute rdf` counts over a neighbour list; the list is made once and then counted over again (the first row), or
 * made for this alone (the second row). Both in the working folder, where LAMMPS leaves its log.
 */
#include "bench.h"
#include "subject.h"

#include "base/mem.h"
#include "worker/lammps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double density = 0.063, r_max = 20; /* 1/ang^3, ang */
enum { BINS = 1000, MAX_ROUNDS = 5, RDF_COLUMNS = 3 };

static int load(struct lmp *l, const struct config *c, struct gb_error *err) {
    static const char data[] = "bench.data";
    int rc = config_write_data(c, data, err);
    if (rc != GB_OK) return rc;
    lmp_command(l, "clear");
    lmp_command(l, "units metal");
    lmp_command(l, "atom_style atomic");
    lmp_command(l, "atom_modify map array");
    lmp_read_data(l, data);
    unlink(data);
    lmp_command(l, "mass * 1");
    lmp_command(l, "pair_style zero %.17g nocoeff", r_max);
    lmp_command(l, "pair_coeff * *");
    lmp_command(l, "neighbor 0 bin");
    lmp_command(l, "neigh_modify every 1 delay 0 check yes one 20000 page 400000");
    lmp_command(l, "compute rdf all rdf %d", BINS);
    return GB_OK;
}

/* Back from LAMMPS's g(r) = 2 count / (N (N - 1) v / V) to counts, which must be whole numbers. */
static void counts(const double *rdf, const struct subject *s, uint64_t *count) {
    const double n = (double)s->c->n, volume = box_volume(&s->c->box);
    for (size_t k = 0; k < s->grid.n; k++)
        count[k] =
            (uint64_t)llround(rdf[k * RDF_COLUMNS + 1] * n * (n - 1) * pdf_shell_volume(s->grid, k) / volume / 2);
}

struct rdf_times {
    struct bench_times ours, list, over; /* our sums; making the list; counting over it */
    double differ;
};

/* Our sums, the list, the histogram over it; then the histogram again at the next step, where the list stands. */
static int round_of(struct lmp *l, struct subject *s, struct rdf_times *t, struct gb_error *err) {
    const struct pdf_options o = {.axes = 4, .l_max = 0, .threads = 1};
    double seconds, differ, *rdf = GB_ARRAY(BINS * RDF_COLUMNS, double);
    uint64_t *count = GB_ARRAY(BINS, uint64_t);
    int rc = subject_sweep(s, &o, false, &seconds, &differ, err);
    if (rc != GB_OK) goto end;
    bench_times_add(&t->ours, seconds);
    double begin = bench_seconds();
    lmp_command(l, "run 0 post no");
    bench_times_add(&t->list, bench_seconds() - begin);
    lmp_command(l, "run 1 pre no post no");
    begin = bench_seconds();
    lmp_compute_array(l, "rdf", BINS, RDF_COLUMNS, rdf);
    bench_times_add(&t->over, bench_seconds() - begin);
    counts(rdf, s, count);
    t->differ = fmax(t->differ, bench_differ(BINS, count, s->total));
end:
    free(rdf);
    free(count);
    return rc;
}

static void print_rdf(const char *name, const char *setting, const struct subject *s, const struct rdf_times *all,
                      const struct bench_times *t, double differ) {
    struct bench_row r = bench_row_of("peers", name, setting, "pairs", t);
    r.atoms = (double)s->c->n;
    r.amount = s->pairs;
    r.against = bench_min(&all->ours);
    r.differ = differ;
    bench_row_print(&r);
}

static int rdf(size_t atoms, double budget, struct gb_error *err) {
    struct subject s;
    struct rdf_times t = {.differ = 0};
    subject_init(&s, atoms, density, 0, r_max, BINS);
    struct lmp *l = lmp_open("log.lammps");
    const double begin = bench_seconds();
    int rc = load(l, s.c, err);
    if (rc == GB_OK) rc = round_of(l, &s, &t, err);
    const size_t rounds = bench_rounds(bench_seconds() - begin, budget, MAX_ROUNDS);
    for (size_t i = 1; i < rounds && rc == GB_OK; i++) rc = round_of(l, &s, &t, err);
    if (rc == GB_OK) {
        struct bench_times both = {0};
        for (size_t i = 0; i < t.list.n; i++) bench_times_add(&both, t.list.s[i] + t.over.s[i]);
        static const char name[] = "LAMMPS compute rdf";
        char *version = lmp_version_text(l);
        printf("machine\tlammps\t%s\n", version + strcspn(version, "0123456789"));
        print_rdf("glassbed", "l = 0", &s, &t, &t.ours, 0);
        print_rdf(name, "over its list", &s, &t, &t.over, t.differ);
        print_rdf(name, "list made for it", &s, &t, &both, t.differ);
        free(version);
    }
    lmp_close(l);
    subject_clear(&s);
    lmp_finalize();
    return rc;
}

/* What a careful user writes: the same model and neighbour lists, thermo lines, two restart files in turn, a dump. */
static int quench(char *const *arg, struct gb_error *err) {
    struct model *m;
    int rc = model_read(&m, arg[0], err);
    if (rc != GB_OK) return rc;
    struct lmp *l = lmp_open("log.lammps");
    const double T0 = strtod(arg[6], NULL), T1 = strtod(arg[7], NULL), dt = strtod(arg[5], NULL);
    lmp_begin(l, m);
    lmp_read_restart(l, arg[1]);
    rc = lmp_set_model(l, m, err);
    if (rc == GB_OK) {
        lmp_command(l, "reset_timestep 0");
        lmp_command(l, "timestep %.17g", dt);
        lmp_command(l, "thermo_style one");
        lmp_command(l, "thermo %s", arg[3]);
        lmp_command(l, "restart %s bare.1.restart bare.2.restart", arg[4]);
        lmp_command(l, "fix md all nvt temp %.17g %.17g %.17g", T0, T1, 100 * dt);
        lmp_command(l, "run %s", arg[2]);
        lmp_command(l, "write_dump all custom glass.dump id type x y z modify sort id");
    }
    lmp_close(l);
    lmp_finalize();
    model_free(m);
    return rc;
}

int main(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    int rc;
    if (argc == 4 && strcmp(argv[1], "rdf") == 0)
        rc = rdf(strtoul(argv[2], NULL, 10), strtod(argv[3], NULL), &err);
    else if (argc == 10 && strcmp(argv[1], "quench") == 0)
        rc = quench(argv + 2, &err);
    else
        rc = gb_fail(&err, GB_EINPUT,
                     "usage: rdf ATOMS BUDGET_S | quench MODEL RESTART STEPS EVERY SAVE TIMESTEP T0 T1");
    return bench_end("bench-lammps", rc, &err);
}

/* bench-pairs: the rate of the pair sums.
 *
 *     bench-pairs machine ATOMS BUDGET_S     each instruction set, and threads
 *     bench-pairs choices ATOMS BUDGET_S     harmonics, axes, partials, other boxes
 *     bench-pairs size ATOMS BUDGET_S        rate and memory of one number of atoms, in a process of its own
 *
 * In the first two, rounds are interleaved: each runs every variant once, so that a machine that slows down slows all
 * of them. Counts of all variants of the same atoms must be equal.
 */
#include "bench.h"
#include "subject.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double glass_density = 0.063, glass_r_max = 20; /* 1/ang^3, ang */
static const double lj_density = 1.2, lj_r_max = 7.2;        /* 1/sigma^3, sigma */
enum { BINS = 1000, MAX_VARIANTS = 40, MAX_ROUNDS = 7, AXIS_Z = 4, AXES_XYZ = 7, NONE = -1 };

struct variant {
    const char *group, *name;
    char *setting; /* owned */
    struct subject *on;
    struct pdf_options o;
    bool counting;
    int against; /* the variant that it is held against, or NONE */
    struct bench_times t;
    double differ; /* the worst of all rounds */
};
struct variants {
    int n;
    struct variant v[MAX_VARIANTS];
};

static int add(struct variants *all, const struct variant *v) {
    all->v[all->n] = *v;
    return all->n++;
}

/* For each instruction set: the sweep that only counts, and the sums l = 0, 2 about one axis. */
static void add_isas(struct variants *all, struct subject *on) {
    for (int isa = PAIRS_ISA_PLAIN; isa <= PAIRS_ISA_AVX512; isa++) {
        const char *name = pairs_isa_name((enum pairs_isa)isa);
        if (!pairs_isa_present((enum pairs_isa)isa)) {
            bench_note("%s: not on this machine, or not in this build", name);
            continue;
        }
        const struct pdf_options o = {.axes = AXIS_Z, .l_max = 2, .threads = 1, .isa = (enum pairs_isa)isa};
        const int sums = all->n;
        add(all, &(struct variant){"isa", name, gb_strdup("l = 0 2, one axis"), on, o, false, sums + 1, {0}, NAN});
        add(all, &(struct variant){"isa", name, gb_strdup("distances only"), on, o, true, NONE, {0}, NAN});
    }
}

static void add_threads(struct variants *all, struct subject *on, int cores) {
    const int one = all->n;
    for (int t = 1; t <= cores; t = t < cores && 2 * t > cores ? cores : 2 * t) {
        const struct pdf_options o = {.axes = AXIS_Z, .l_max = 2, .threads = t, .isa = subject_best_isa()};
        add(all,
            &(struct variant){
                "threads", "pair sums", gb_format("%d thread%s", t, t > 1 ? "s" : ""), on, o, false, one, {0}, NAN});
        if (t == cores) break;
    }
}

/* Harmonics, axes, partials: each against l = 0, 2 about one axis for all pairs together. */
static void add_choices(struct variants *all, struct subject *on) {
    static const struct {
        const char *setting;
        unsigned axes;
        int l_max;
        bool partials;
    } choice[] = {
        {"l = 0 2, one axis", AXIS_Z, 2, false},
        {"l = 0", 0, 0, false},
        {"l = 0 2 4, one axis", AXIS_Z, 4, false},
        {"l = 0 2, three axes", AXES_XYZ, 2, false},
        {"l = 0 2, one axis, partials", AXIS_Z, 2, true},
        {"l = 0 2 4, one axis, partials", AXIS_Z, 4, true},
        {"l = 0 2, three axes, partials", AXES_XYZ, 2, true},
    };
    const int base = all->n;
    for (size_t i = 0; i < sizeof choice / sizeof *choice; i++) {
        const struct pdf_options o = {.axes = choice[i].axes,
                                      .l_max = choice[i].l_max,
                                      .partials = choice[i].partials,
                                      .threads = 1,
                                      .isa = subject_best_isa()};
        add(all, &(struct variant){"choices", "pair sums", gb_strdup(choice[i].setting), on, o, false, base, {0}, NAN});
    }
}

/* Other boxes and densities, each against its own sweep that only counts. */
static void add_box(struct variants *all, struct subject *on, const char *setting) {
    const struct pdf_options o = {.axes = AXIS_Z, .l_max = 2, .threads = 1, .isa = subject_best_isa()};
    const int sums = all->n;
    add(all, &(struct variant){"boxes", "pair sums", gb_strdup(setting), on, o, false, sums + 1, {0}, NAN});
    add(all, &(struct variant){"boxes", "distances only", gb_strdup(setting), on, o, true, NONE, {0}, NAN});
}

static int round_of(struct variants *all, struct gb_error *err) {
    for (int i = 0; i < all->n; i++) {
        struct variant *v = &all->v[i];
        double seconds = 0, differ = 0;
        int rc = subject_sweep(v->on, &v->o, v->counting, &seconds, &differ, err);
        if (rc != GB_OK) return gb_context(err, "%s, %s", v->name, v->setting);
        bench_times_add(&v->t, seconds);
        v->differ = fmax(v->differ, differ);
    }
    return GB_OK;
}

/* Counts that differ are a fault of the library: all is printed, then the program fails. */
static int print_variants(const struct variants *all, struct gb_error *err) {
    int rc = GB_OK;
    for (int i = 0; i < all->n; i++) {
        const struct variant *v = &all->v[i];
        struct bench_row r = bench_row_of(v->group, v->name, v->setting, "pairs", &v->t);
        r.atoms = (double)v->on->c->n;
        r.amount = v->on->pairs;
        r.cores = v->o.threads;
        r.differ = v->differ;
        if (v->against != NONE) r.against = bench_min(&all->v[v->against].t);
        bench_row_print(&r);
        if (v->differ > 0)
            rc = gb_fail(err, GB_EVALID, "%s, %s: %.0f pairs are counted differently", v->name, v->setting, v->differ);
    }
    return rc;
}

/* Rounds until the budget is spent; then the rows. Frees the settings. */
static int run_variants(struct variants *all, double budget, struct gb_error *err) {
    const double begin = bench_seconds();
    int rc = round_of(all, err);
    const double first = bench_seconds() - begin;
    const size_t rounds = bench_rounds(first, budget, MAX_ROUNDS);
    bench_progress("%d variants, %zu round%s of %.1f s", all->n, rounds, rounds > 1 ? "s" : "", first);
    for (size_t i = 1; i < rounds && rc == GB_OK; i++) rc = round_of(all, err);
    if (rc == GB_OK) rc = print_variants(all, err);
    for (int i = 0; i < all->n; i++) free(all->v[i].setting);
    return rc;
}

static int machine(size_t atoms, double budget, struct gb_error *err) {
    struct variants all = {0};
    struct subject s;
    subject_init(&s, atoms, glass_density, 0, glass_r_max, BINS);
    add_isas(&all, &s);
    add_threads(&all, &s, (int)sysconf(_SC_NPROCESSORS_ONLN));
    int rc = run_variants(&all, budget, err);
    subject_clear(&s);
    return rc;
}

static int choices(size_t atoms, double budget, struct gb_error *err) {
    struct variants all = {0};
    struct subject glass, lj, tilted;
    subject_init(&glass, atoms, glass_density, 0, glass_r_max, BINS);
    subject_init(&lj, atoms, lj_density, 0, lj_r_max, BINS);
    subject_init(&tilted, atoms, glass_density, 0.2, glass_r_max, BINS);
    add_choices(&all, &glass);
    add_box(&all, &lj, "density 1.2, r < 7.2");
    add_box(&all, &tilted, "triclinic");
    int rc = run_variants(&all, budget, err);
    subject_clear(&glass);
    subject_clear(&lj);
    subject_clear(&tilted);
    return rc;
}

/* Bytes: the largest resident size since it was last reset. */
static double peak_memory(void) {
    double kb = NAN;
    char line[256];
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, "VmHWM:", 6) == 0) kb = strtod(line + 6, NULL);
    if (f) fclose(f);
    return 1024 * kb;
}

static void reset_peak(void) {
    FILE *f = fopen("/proc/self/clear_refs", "w");
    if (!f) return;
    fputs("5\n", f);
    fclose(f);
}

/* Pairs/s on few atoms, to foresee how long many take. */
static int foresee(double pairs, double *seconds, struct gb_error *err) {
    struct subject s;
    double t, differ;
    const struct pdf_options o = {.axes = AXIS_Z, .l_max = 2, .threads = 1};
    subject_init(&s, 10000, glass_density, 0, glass_r_max, BINS);
    int rc = subject_sweep(&s, &o, false, &t, &differ, err);
    if (rc == GB_OK) *seconds = t * pairs / s.pairs;
    subject_clear(&s);
    return rc;
}

static int size(size_t atoms, double budget, struct gb_error *err) {
    static const struct pdf_options o = {.axes = AXIS_Z, .l_max = 2, .threads = 1};
    const double pairs = 0.5 * (double)atoms * glass_density * 4 * M_PI / 3 * pow(glass_r_max, 3);
    double expected = 0, t = 0, differ;
    int rc = foresee(pairs, &expected, err);
    if (rc != GB_OK) return rc;
    if (expected > budget) {
        bench_note("%zu atoms: left out, would take %.0f s (more than %.0f s)", atoms, expected, budget);
        return GB_OK;
    }
    struct subject s;
    struct bench_times times = {0};
    reset_peak();
    const double before = peak_memory();
    subject_init(&s, atoms, glass_density, 0, glass_r_max, BINS);
    reset_peak();
    const size_t rounds = bench_rounds(expected, budget / 2, MAX_ROUNDS);
    for (size_t i = 0; i < rounds && rc == GB_OK; i++) {
        rc = subject_sweep(&s, &o, false, &t, &differ, err);
        bench_times_add(&times, t);
    }
    if (rc == GB_OK) {
        struct bench_row r = bench_row_of("size", "pair sums", "l = 0 2, one axis", "pairs", &times);
        r.atoms = (double)s.c->n;
        r.amount = s.pairs;
        bench_row_print(&r);
        struct bench_row m =
            bench_row_of("size", "memory", "atoms and sums together", "memory", &(struct bench_times){0});
        m.atoms = r.atoms;
        m.amount = peak_memory() - before;
        bench_row_print(&m);
    }
    subject_clear(&s);
    return rc;
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        int (*run)(size_t atoms, double budget, struct gb_error *err);
    } part[] = {{"machine", machine}, {"choices", choices}, {"size", size}};
    struct gb_error err = GB_ERROR_INIT;
    int rc = -1;
    for (size_t i = 0; argc == 4 && i < sizeof part / sizeof *part; i++)
        if (strcmp(argv[1], part[i].name) == 0)
            rc = part[i].run(strtoul(argv[2], NULL, 10), strtod(argv[3], NULL), &err);
    if (rc < 0) rc = gb_fail(&err, GB_EINPUT, "usage: machine|choices|size ATOMS BUDGET_S");
    return bench_end("bench-pairs", rc, &err);
}

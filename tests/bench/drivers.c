/* bench-drivers: what our driver costs over bare LAMMPS on the same quench.
 *
 *     bench-drivers WORK WORKER BENCH-LAMMPS ATOMS STEPS PAIRS BUDGET_S
 *
 * Kob-Andersen, constant volume, from T = 0.8 to 0, thermo rows every THERMO steps and a restart file half way. The
 * worker's stage `quench` and `bench-lammps quench` start from the same restart file and run as processes of their own,
 * in turns, each pair in the other order than the one before. The answer is the median of the ratios of pairs: of the
 * wall clock, and of processor seconds, which other users of the machine disturb less.
 */
#include "bench.h"

#include "base/file.h"
#include "base/mem.h"
#include "stage/model.h"
#include "stage/stage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { THERMO = 100 };
static const double timestep = 0.005, from_T = 0.8, to_T = 0.0;
static const char model_name[] = "kob-andersen";

struct drivers {
    const char *work, *worker, *bare; /* folder and programs */
    long atoms, steps;
};

/* What every stage has. */
static void stage_begin(struct stage *st, const struct drivers *d, const char *kind, long checkpoint) {
    *st = (struct stage){.name = gb_strdup(kind), .kind = gb_strdup(kind), .worker = true};
    stage_param_set(st, "model", "model.xml");
    stage_param_set(st, "model-hash", "0000000000000000"); /* of no study */
    stage_param_set(st, "seed", "20220415");
    stage_param_set(st, "npt", "no");
    stage_param_double(st, "timestep", timestep);
    stage_param_double(st, "from-T", from_T);
    stage_param_set(st, "atoms", "%ld", d->atoms);
    stage_param_set(st, "checkpoint-steps", "%ld", checkpoint);
    stage_param_set(st, "thermo-steps", "%d", THERMO);
    stage_param_set(st, "ranks", "1");
}

/* The stage into a fresh folder WORK/KIND. */
static int stage_end(struct stage *st, const struct drivers *d, struct gb_error *err) {
    char *folder = gb_format("%s/%s", d->work, st->kind), *path = gb_format("%s/stage.xml", folder);
    st->hash = stage_hash(st);
    int rc = gb_remove_tree(folder, err);
    if (rc == GB_OK) rc = gb_mkdirs(folder, err);
    if (rc == GB_OK) rc = stage_write(st, path, NULL, err);
    stage_clear(st);
    free(folder);
    free(path);
    return rc;
}

static int run_worker(const struct drivers *d, const char *kind, struct bench_child *t, struct gb_error *err) {
    const char *const argv[] = {d->worker, "run", ".", kind, NULL};
    return bench_run(t, d->work, "worker.log", argv, err);
}

/* A liquid to start from; it need not be in equilibrium. */
static int melt(const struct drivers *d, struct gb_error *err) {
    struct stage st;
    struct bench_child t;
    stage_begin(&st, d, "melt", 100000);
    stage_param_double(&st, "density", 1.2);
    stage_param_double(&st, "melt-T", 2);
    stage_param_double(&st, "melt-time", 300 * timestep);
    stage_param_double(&st, "equilibrate-time", 200 * timestep);
    int rc = stage_end(&st, d, err);
    return rc == GB_OK ? run_worker(d, "melt", &t, err) : rc;
}

static int quench_ours(const struct drivers *d, struct bench_child *t, struct gb_error *err) {
    struct stage st;
    stage_begin(&st, d, "quench", d->steps / 2);
    stage_param_double(&st, "to-T", to_T);
    stage_param_double(&st, "rate", (from_T - to_T) / ((double)d->steps * timestep));
    stage_input_add(&st, "state", "melt", true, 0);
    int rc = stage_end(&st, d, err);
    return rc == GB_OK ? run_worker(d, "quench", t, err) : rc;
}

static int quench_bare(const struct drivers *d, struct bench_child *t, struct gb_error *err) {
    char *text[] = {gb_format("%ld", d->steps),   gb_format("%d", THERMO),    gb_format("%ld", d->steps / 2),
                    gb_format("%.17g", timestep), gb_format("%.17g", from_T), gb_format("%.17g", from_T * 1e-4)};
    const char *const argv[] = {d->bare, "quench", "model.xml", "melt/state.restart",
                                text[0], text[1],  text[2],     text[3],
                                text[4], text[5],  NULL};
    int rc = bench_run(t, d->work, "bare.log", argv, err);
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) free(text[i]);
    return rc;
}

struct turns {
    struct bench_times ours, bare, ours_cpu, bare_cpu, ratio, ratio_cpu;
};

static int take_turns(const struct drivers *d, struct turns *t, size_t pair, struct gb_error *err) {
    struct bench_child ours = {0}, bare = {0};
    int rc = pair % 2 ? quench_bare(d, &bare, err) : quench_ours(d, &ours, err);
    if (rc == GB_OK) rc = pair % 2 ? quench_ours(d, &ours, err) : quench_bare(d, &bare, err);
    if (rc != GB_OK) return rc;
    bench_times_add(&t->ours, ours.wall);
    bench_times_add(&t->bare, bare.wall);
    bench_times_add(&t->ours_cpu, ours.cpu);
    bench_times_add(&t->bare_cpu, bare.cpu);
    bench_times_add(&t->ratio, ours.wall / bare.wall);
    bench_times_add(&t->ratio_cpu, ours.cpu / bare.cpu);
    return GB_OK;
}

static double largest(const struct bench_times *t) {
    double v = NAN;
    for (size_t i = 0; i < t->n; i++) v = fmax(v, t->s[i]);
    return v;
}

static void say(const struct drivers *d, const char *setting, const struct bench_times *ours,
                const struct bench_times *bare, const struct bench_times *ratio) {
    const char *const name[] = {"bare LAMMPS", "glassbed-worker"};
    for (int i = 0; i < 2; i++) {
        struct bench_row r = bench_row_of("drivers", name[i], setting, "atom-steps", i ? ours : bare);
        r.atoms = (double)d->atoms;
        r.amount = (double)d->atoms * (double)d->steps;
        if (i) r.against = r.t_median / bench_median(ratio); /* so that the table shows the median of the ratios */
        bench_row_print(&r);
    }
    bench_note("driver over bare LAMMPS, %s: %+.1f %% (median of %zu pairs; %+.1f to %+.1f %%)", setting,
               100 * (bench_median(ratio) - 1), ratio->n, 100 * (bench_min(ratio) - 1), 100 * (largest(ratio) - 1));
}

static int drivers(const struct drivers *d, size_t pairs, double budget, struct gb_error *err) {
    struct model *m = NULL;
    struct turns t = {0};
    char *path = gb_format("%s/model.xml", d->work);
    int rc = gb_mkdirs(d->work, err);
    if (rc == GB_OK) rc = model_read(&m, model_name, err);
    if (rc == GB_OK) rc = model_write(m, path, err);
    if (rc == GB_OK) rc = melt(d, err);
    const double begin = bench_seconds();
    for (size_t i = 0; i < pairs && rc == GB_OK && (i == 0 || bench_seconds() - begin < budget); i++)
        rc = take_turns(d, &t, i, err);
    if (rc == GB_OK) {
        say(d, "wall clock", &t.ours, &t.bare, &t.ratio);
        say(d, "processor", &t.ours_cpu, &t.bare_cpu, &t.ratio_cpu);
    }
    model_free(m);
    free(path);
    return rc;
}

int main(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    int rc;
    if (argc == 8) {
        const struct drivers d = {argv[1], argv[2], argv[3], strtol(argv[4], NULL, 10), strtol(argv[5], NULL, 10)};
        rc = drivers(&d, strtoul(argv[6], NULL, 10), strtod(argv[7], NULL), &err);
    } else
        rc = gb_fail(&err, GB_EINPUT, "usage: WORK WORKER BENCH-LAMMPS ATOMS STEPS PAIRS BUDGET_S");
    return bench_end("bench-drivers", rc, &err);
}

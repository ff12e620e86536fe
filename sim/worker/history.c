/* The steps of a thermal and mechanical history, all of them molecular dynamics from one state to the next; swap is the
 * one that has a file of its own (swap_stage.c).
 *
 *     quench, reheat   from-T to-T rate                  a straight line in temperature
 *     anneal           T time                            held
 *     creep            T time stress axis                uniaxial compressive stress, none across: put on over a tenth
 *                                                        of the time, held, taken off over a tenth; at zero pressure
 *                                                        only
 *     prestrain        T strain strain-rate axes cycles  the cell shortened along each axis in turn by `strain` at
 *                                                        constant volume, and brought back: it ends as it began
 * and npt timestep atoms seed velocities thermo-steps checkpoint-steps. Input: worker_take_up. A temperature that is
 * not the input's is a jump: the thermostat's own time (100 steps) passes until the atoms have it.
 * Writes state.restart (the next step goes on from it, velocities and all), glass.dump, thermo.tsv.
 * Cost: atoms x steps; about 1e6 atom-steps/s and core for Lennard-Jones, 0.3e6 for EAM.
 */
#include "base/mem.h"
#include "worker/md.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ramps {
    size_t n, cap;
    struct md_ramp *ramp; /* owned */
    const struct md_schedule *s;
};

static void add(struct ramps *r, double time, struct md_ramp ramp) {
    if (r->n == r->cap) r->ramp = gb_realloc(r->ramp, r->cap = 2 * r->cap + 4, sizeof *r->ramp);
    ramp.steps = md_whole_intervals(time / r->s->timestep, r->s->thermo_steps);
    r->ramp[r->n++] = ramp;
}

static int line(const struct worker *w, struct ramps *r, struct gb_error *err) {
    double from, to, rate;
    int rc = stage_need_double(&w->stage, "from-T", &from, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "to-T", &to, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "rate", &rate, err);
    if (rc == GB_OK) add(r, fabs(from - to) / rate, (struct md_ramp){.T0 = from, .T1 = to});
    return rc;
}

static int anneal(const struct worker *w, struct ramps *r, struct gb_error *err) {
    double T, time;
    int rc = stage_need_double(&w->stage, "T", &T, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "time", &time, err);
    if (rc == GB_OK) add(r, time, (struct md_ramp){.T0 = T, .T1 = T});
    return rc;
}

static int creep(const struct worker *w, struct ramps *r, struct gb_error *err) {
    double T, time, stress;
    const char *axis = stage_param_get(&w->stage, "axis");
    int rc = stage_need_double(&w->stage, "T", &T, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "time", &time, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "stress", &stress, err);
    if (rc == GB_OK && (!axis || axis[0] < 'x' || axis[0] > 'z' || axis[1]))
        rc = gb_fail(err, GB_EINPUT, "stage %s: parameter axis must be x, y or z", w->stage.name);
    if (rc == GB_OK && !r->s->npt)
        rc = gb_fail(err, GB_EINPUT, "stage %s: creep controls the stress and needs npt", w->stage.name);
    if (rc != GB_OK) return rc;
    struct md_ramp on = {.T0 = T, .T1 = T, .cell = MD_STRESS, .axis = axis[0] - 'x', .from = 0, .to = stress};
    struct md_ramp held = on, off = on;
    held.from = off.from = stress;
    off.to = 0;
    add(r, 0.1 * time, on);
    add(r, time, held);
    add(r, 0.1 * time, off);
    return GB_OK;
}

static int prestrain(const struct worker *w, struct ramps *r, struct gb_error *err) {
    double T, strain, rate;
    int64_t cycles = 0;
    const char *axes = stage_param_get(&w->stage, "axes");
    int rc = stage_need_double(&w->stage, "T", &T, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "strain", &strain, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "strain-rate", &rate, err);
    if (rc == GB_OK) rc = stage_need_int(&w->stage, "cycles", &cycles, err);
    if (rc == GB_OK && (!axes || strspn(axes, "xyz ") != strlen(axes)))
        rc = gb_fail(err, GB_EINPUT, "stage %s: parameter axes must be some of x y z", w->stage.name);
    for (int64_t k = 0; k < cycles && rc == GB_OK; k++) {
        for (const char *a = axes; *a; a++) {
            if (*a == ' ') continue;
            struct md_ramp there = {.T0 = T, .T1 = T, .cell = MD_STRAIN, .axis = *a - 'x', .from = 0, .to = strain};
            struct md_ramp back = there;
            back.from = strain;
            back.to = 0;
            add(r, strain / rate, there);
            add(r, strain / rate, back);
        }
    }
    return rc;
}

static const struct {
    const char *kind;
    int (*ramps)(const struct worker *w, struct ramps *r, struct gb_error *err);
} steps[] = {{"quench", line}, {"reheat", line}, {"anneal", anneal}, {"creep", creep}, {"prestrain", prestrain}};

static int start(struct worker *w, void *ctx, struct gb_error *err) {
    const struct ramps *r = ctx;
    return worker_take_up(w, r->s->atoms, r->ramp[0].T0, err);
}

int history_stage(struct worker *w, struct gb_error *err) {
    struct ramps r = {0};
    struct md_schedule s = {.label = w->stage.kind, .start = start, .ctx = &r};
    int64_t atoms;
    r.s = &s;
    int rc = md_read_schedule(w, &s, err);
    if (rc == GB_OK) rc = stage_need_int(&w->stage, "atoms", &atoms, err);
    if (rc != GB_OK) return rc;
    s.atoms = (size_t)atoms;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && rc == GB_OK; i++)
        if (strcmp(steps[i].kind, w->stage.kind) == 0) rc = steps[i].ramps(w, &r, err);
    s.n = r.n;
    s.ramp = r.ramp;
    if (rc == GB_OK) rc = md_run(w, &s, err);
    if (rc == GB_OK) rc = worker_write(w, s.atoms, "glass.dump", err);
    if (rc == GB_OK) md_leave(w, "state.restart");
    free(r.ramp);
    return rc;
}

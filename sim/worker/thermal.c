/* Stages thermal and compress-thermal: the glass at a temperature, unloaded and under uniaxial stress.
 *
 * thermal: the glass at rest (input reference) is brought from T/10 to T over the first half of equilibrate-time and
 * held there for the second, then averaged over `time` (average.h). Each edge of the cell moves freely at zero stress:
 * the stress that is frozen into a finite glass relaxes, which with isotropic cells it could not.
 * compress-thermal: from the state in which the unloaded run ended (input thermal; the same for all loads), along
 * `axis` the compressive stress grows linearly over the first half of equilibrate-time, is held for the second, and the
 * average follows; with both-signs the same in tension. Lateral stress zero.
 *
 * Parameters: seed T equilibrate-time time snapshots observe-steps timestep thermo-steps checkpoint-steps, and for a
 * load axis stress both-signs. thermal writes thermal.restart, thermo.tsv, values.tsv and what average.h says;
 * compress-thermal writes those of each sign into plus/ (compressed) and minus/ and into values.tsv the strains of the
 * mean cells relative to the unloaded mean cell, the mean stresses (with the kinetic part, tension positive), and
 *     young = d stress_par / d e_par,   poisson = - d e_perp / d e_par
 * from both signs, or the one and the unloaded state. creep: by how much of itself the axial strain grew between the
 * halves of the time. Errors are those of block averages.
 * Cost: atoms x steps; a frame every observe-steps costs one or two steps more.
 */
#include "base/file.h"
#include "base/mem.h"
#include "worker/average.h"
#include "worker/md.h"
#include "worker/protocol.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double MAX_STRAIN = 0.05; /* beyond it no glass is elastic: it flowed */

enum { N_RAMPS = 3, MIN_FRAMES = 20 };

struct thermal {
    double T, equilibrate_time, time;
    int64_t seed, snapshots;
    int axis;
    double stress; /* compressive; 0: unloaded */
    struct config *rest;
    struct average *average;
};

static int observe(struct worker *w, void *ctx, struct gb_error *err) {
    return average_add(((struct thermal *)ctx)->average, w, err);
}
static int keep(const void *ctx, const char *path, struct gb_error *err) {
    return average_keep(((const struct thermal *)ctx)->average, path, err);
}
static int take_up(void *ctx, const char *path, struct gb_error *err) {
    return average_take_up(((struct thermal *)ctx)->average, path, err);
}

/* At rest every degree of freedom has half of the energy that is put into its velocity: twice T/10. */
static int start_rest(struct worker *w, void *ctx, struct gb_error *err) {
    const struct thermal *p = ctx;
    int rc = worker_put(w, p->rest, err);
    if (rc != GB_OK) return rc;
    for (int t = 0; t < w->model->n_species; t++) lmp_command(w->lmp, "mass %d %.17g", t + 1, w->model->mass[t]);
    lmp_command(w->lmp, "velocity all create %.17g %lld mom yes rot no dist gaussian", 0.2 * p->T, (long long)p->seed);
    return GB_OK;
}

static int start_thermal(struct worker *w, void *ctx, struct gb_error *err) {
    (void)ctx;
    char *dir = stage_input_path(&w->stage, "thermal", w->dir);
    if (!dir) return gb_fail(err, GB_EFAIL, "stage %s: stage.xml names no input 'thermal'", w->stage.name);
    char *path = gb_format("%s/thermal.restart", dir);
    lmp_read_restart(w->lmp, path);
    free(path);
    free(dir);
    return GB_OK;
}

static int read_parameters(struct worker *w, struct thermal *p, struct md_schedule *s, struct gb_error *err) {
    char *dir = stage_input_path(&w->stage, "reference", w->dir),
         *path = gb_format("%s/reference.dump", dir ? dir : "");
    int rc = md_read_schedule(w, s, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "T", &p->T, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "equilibrate-time", &p->equilibrate_time, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "time", &p->time, err);
    if (rc == GB_OK) rc = stage_need_int(&w->stage, "snapshots", &p->snapshots, err);
    if (rc == GB_OK) rc = stage_need_int(&w->stage, "observe-steps", &s->observe_steps, err);
    if (rc == GB_OK && !(p->T > 0))
        rc = gb_fail(err, GB_EINPUT, "stage %s: parameter T='%g'; allowed: more than 0", w->stage.name, p->T);
    if (rc == GB_OK && (s->observe_steps < 1 || s->thermo_steps % s->observe_steps != 0))
        rc = gb_fail(err, GB_EINPUT,
                     "stage %s: parameter observe-steps='%lld'; allowed: a divisor of thermo-steps='%lld'",
                     w->stage.name, (long long)s->observe_steps, (long long)s->thermo_steps);
    if (rc == GB_OK) rc = worker_read(w, path, &p->rest, err);
    if (rc == GB_OK) s->atoms = p->rest->n;
    free(path);
    free(dir);
    return rc;
}

/* The run of one state in the working folder, and what it leaves there but for the restart file; values: what
 * average.h says. */
static int run_state(struct worker *w, struct thermal *p, struct md_schedule *s, struct gb_values *v,
                     struct gb_error *err) {
    const bool loaded = p->stress != 0;
    const int64_t half = md_whole_intervals(p->equilibrate_time / 2 / s->timestep, s->thermo_steps);
    struct md_ramp ramp[N_RAMPS] = {
        {.T0 = loaded ? p->T : 0.1 * p->T, .T1 = p->T, .steps = half, .from = 0, .to = p->stress},
        {.T0 = p->T, .T1 = p->T, .steps = half, .from = p->stress, .to = p->stress},
        {.T0 = p->T, .T1 = p->T, .from = p->stress, .to = p->stress}};
    ramp[2].steps = md_whole_intervals(p->time / s->timestep, s->thermo_steps);
    for (int k = 0; k < N_RAMPS; k++) {
        ramp[k].cell = MD_STRESS;
        ramp[k].axis = p->axis;
    }
    const int64_t frames = ramp[2].steps / s->observe_steps;
    if (p->snapshots < 1 || frames < MIN_FRAMES || frames < 2 * p->snapshots)
        return gb_fail(
            err, GB_EINPUT,
            "stage %s: time='%g' holds %lld frames of %lld steps, with %lld snapshots; allowed: %d frames or "
            "more, two or more a snapshot, one snapshot or more; raise the time",
            w->stage.name, p->time, (long long)frames, (long long)s->observe_steps, (long long)p->snapshots,
            (int)MIN_FRAMES);
    p->average = average_create(p->rest, (size_t)frames, (size_t)p->snapshots);
    s->n = N_RAMPS;
    s->ramp = ramp;
    s->ctx = p;
    s->observe = observe;
    s->keep = keep;
    s->take_up = take_up;
    s->start = loaded ? start_thermal : start_rest;
    int rc = md_run(w, s, err);
    if (rc == GB_OK) rc = lmp_agree(w->lmp, average_write(p->average, w, err));
    if (rc == GB_OK) average_values(p->average, w->model, v);
    average_free(p->average);
    p->average = NULL;
    s->ramp = NULL;
    if (rc == GB_OK && gb_values_get(v, "hop_fraction") > 0.01)
        protocol_say(
            "warning",
            "%.1f %% of the atoms moved further than %g of their spacing from their mean positions: these mean "
            "little; lower T or the time",
            100 * gb_values_get(v, "hop_fraction"), AVERAGE_HOP);
    return rc;
}

int thermal_stage(struct worker *w, struct gb_error *err) {
    struct thermal p = {0};
    struct md_schedule s = {.label = "thermal"};
    struct gb_values v = {0};
    int rc = read_parameters(w, &p, &s, err);
    if (rc == GB_OK) rc = stage_need_int(&w->stage, "seed", &p.seed, err);
    if (rc == GB_OK) rc = run_state(w, &p, &s, &v, err);
    if (rc == GB_OK && lmp_rank(w->lmp) == 0)
        rc = gb_values_write(&v, "the unloaded glass at T, averages; stresses tension positive, v: virial part",
                             "values.tsv", err);
    if (rc == GB_OK) md_leave(w, "thermal.restart");
    gb_values_clear(&v);
    config_free(p.rest);
    return rc;
}

/* Loads -------------------------------------------------------------------------------------------------------------*/

struct load {
    struct gb_values v;
    struct gb_table *block;
};

/* In the folder `sign`: a run that has ended there is not run again. */
static int one_load(struct worker *w, struct thermal *p, struct md_schedule *s, const char *sign, struct load *out,
                    struct gb_error *err) {
    int rc = lmp_rank(w->lmp) == 0 ? gb_mkdirs(sign, err) : GB_OK;
    if ((rc = lmp_agree(w->lmp, rc)) != GB_OK) return rc;
    if (chdir(sign) != 0) return gb_fail(err, GB_EFAIL, "%s: cannot be entered", sign);
    if (!gb_exists("values.tsv")) {
        rc = run_state(w, p, s, &out->v, err);
        if (rc == GB_OK && lmp_rank(w->lmp) == 0) {
            md_clean(w);
            rc = gb_values_write(&out->v, "the loaded glass at T, averages; stresses tension positive, v: virial part",
                                 "values.tsv", err);
        }
        rc = lmp_agree(w->lmp, rc);
    }
    gb_values_clear(&out->v);
    if (rc == GB_OK) rc = gb_values_read(&out->v, "values.tsv", err);
    if (rc == GB_OK) rc = gb_table_read(&out->block, "blocks.tsv", err);
    if (chdir("..") != 0 && rc == GB_OK) rc = gb_fail(err, GB_EFAIL, "%s: cannot be left", sign);
    return rc;
}

static double get(const struct load *l, const char *kind, int axis) {
    char name[] = {kind[0], '_', "xyz"[axis], kind[0] == 's' ? "xyz"[axis] : '\0', '\0'};
    return gb_values_get(&l->v, name);
}

/* Standard error of the mean over blocks of a quantity linear in edges and stresses. */
static double error_of(const struct load *l, const double edge[3], const double stress[3]) {
    double mean = 0, square = 0;
    const size_t n = l->block->n_row;
    for (int pass = 0; pass < 2; pass++)
        for (size_t b = 0; b < n; b++) {
            double x = 0;
            for (size_t a = 0; a < 3; a++)
                x += edge[a] * *gb_table_at(l->block, b, 2 + a) + stress[a] * *gb_table_at(l->block, b, 5 + a);
            if (pass == 0)
                mean += x / (double)n;
            else
                square += (x - mean) * (x - mean);
        }
    return sqrt(square / (double)(n * (n - 1)));
}

struct strained {
    double e_par, e_perp, s_par, s_perp;
};

static struct strained strain_of(const struct load *l, const double cell[3], int axis) {
    const int p = (axis + 1) % 3, q = (axis + 2) % 3;
    return (struct strained){get(l, "l", axis) / cell[axis] - 1,
                             (get(l, "l", p) / cell[p] + get(l, "l", q) / cell[q]) / 2 - 1, get(l, "s", axis),
                             (get(l, "s", p) + get(l, "s", q)) / 2};
}

/* a e_par + b e_perp + c s_par + d s_perp */
static double error_along(const struct load *l, const double cell[3], int axis, double a, double b, double c,
                          double d) {
    const int p = (axis + 1) % 3, q = (axis + 2) % 3;
    double edge[3], stress[3];
    edge[axis] = a / cell[axis];
    edge[p] = b / 2 / cell[p];
    edge[q] = b / 2 / cell[q];
    stress[axis] = c;
    stress[p] = stress[q] = d / 2;
    return error_of(l, edge, stress);
}

static void put(struct gb_values *v, const char *name, const char *sign, double x, double e, const char *unit) {
    char *full = gb_format("%s%s%s", name, *sign ? "_" : "", sign), *err = gb_format("%s_err", full);
    gb_values_set(v, full, x, unit);
    if (!isnan(e)) gb_values_set(v, err, e, unit);
    free(full);
    free(err);
}

/* How much the axial strain grew from the first half of the time to the second, over its mean: an elastic glass has
 * none, one that creeps has. */
static double creep(const struct load *l, const double cell[3], int axis) {
    const size_t n = l->block->n_row;
    double half[2] = {0, 0};
    for (size_t b = 0; b < n; b++)
        half[2 * b >= n] += (*gb_table_at(l->block, b, 2 + (size_t)axis) / cell[axis] - 1) / ((double)n / 2);
    return 2 * (half[1] - half[0]) / (half[0] + half[1]);
}

static void put_load(struct gb_values *v, const char *sign, const struct load *l, const double cell[3], int axis,
                     double wanted, const struct model *m) {
    static const char *const carried[] = {"T", "rms_displacement", "position_err", "hop_fraction", "frames"};
    const char *unit = model_unit(m, MODEL_STRESS);
    const struct strained e = strain_of(l, cell, axis);
    const double s_err = error_along(l, cell, axis, 0, 0, 1, 0);
    put(v, "e_par", sign, e.e_par, error_along(l, cell, axis, 1, 0, 0, 0), "-");
    put(v, "e_perp", sign, e.e_perp, error_along(l, cell, axis, 0, 1, 0, 0), "-");
    put(v, "stress_par", sign, e.s_par, s_err, unit);
    put(v, "stress_perp", sign, e.s_perp, error_along(l, cell, axis, 0, 0, 0, 1), unit);
    put(v, "stress_wanted", sign, wanted, NAN, unit);
    put(v, "creep", sign, creep(l, cell, axis), 2 * error_along(l, cell, axis, 1, 0, 0, 0) / fabs(e.e_par), "-");
    for (size_t i = 0; i < sizeof carried / sizeof *carried; i++) {
        const char *of = i == 0 ? model_unit(m, MODEL_TEMPERATURE) : i < 3 ? model_unit(m, MODEL_LENGTH) : "-";
        put(v, carried[i], sign, gb_values_get(&l->v, carried[i]), i == 0 ? gb_values_get(&l->v, "T_err") : NAN, of);
    }
    if (!(fabs(e.s_par - wanted) <= fmax(4 * s_err, 0.02 * fabs(wanted))))
        protocol_say("warning", "%s: the mean stress is %.4g(%.2g) instead of %.4g %s; raise the times", sign, e.s_par,
                     s_err, wanted, unit);
}

/* poisson and young from two states: signs + and -, or + and the unloaded one. First-order errors of ratios: that of
 * young is the error of (s_par - young e_par)/de, each state's blocks by themselves. */
static void put_moduli(struct gb_values *v, const struct load *a, const struct load *b, const double cell[3], int axis,
                       const char *unit) {
    const struct strained x = strain_of(a, cell, axis), y = strain_of(b, cell, axis);
    const double de = x.e_par - y.e_par, young = (x.s_par - y.s_par) / de, poisson = -(x.e_perp - y.e_perp) / de;
    put(v, "young", "", young,
        hypot(error_along(a, cell, axis, -young, 0, 1, 0), error_along(b, cell, axis, -young, 0, 1, 0)) / fabs(de),
        unit);
    put(v, "poisson", "", poisson,
        hypot(error_along(a, cell, axis, poisson, 1, 0, 0), error_along(b, cell, axis, poisson, 1, 0, 0)) / fabs(de),
        "-");
}

static int read_unloaded(const struct worker *w, struct load *out, struct gb_error *err) {
    char *dir = stage_input_path(&w->stage, "thermal", w->dir);
    if (!dir) return gb_fail(err, GB_EFAIL, "stage %s: stage.xml names no input 'thermal'", w->stage.name);
    char *values = gb_format("%s/values.tsv", dir), *blocks = gb_format("%s/blocks.tsv", dir);
    int rc = gb_values_read(&out->v, values, err);
    if (rc == GB_OK) rc = gb_table_read(&out->block, blocks, err);
    free(values);
    free(blocks);
    free(dir);
    return rc;
}

static int write_loads(struct worker *w, const struct thermal *p, const struct load *zero, const struct load load[2],
                       bool minus, double stress, struct gb_error *err) {
    struct gb_values v = {0};
    const char *unit = model_unit(w->model, MODEL_STRESS);
    double cell[3];
    for (int a = 0; a < 3; a++) cell[a] = get(zero, "l", a);
    put_load(&v, "plus", &load[0], cell, p->axis, -stress, w->model);
    if (minus) put_load(&v, "minus", &load[1], cell, p->axis, stress, w->model);
    put_moduli(&v, &load[0], minus ? &load[1] : zero, cell, p->axis, unit);
    bool gave_way = false;
    for (int k = 0; k < (minus ? 2 : 1); k++) {
        const double e = strain_of(&load[k], cell, p->axis).e_par;
        gave_way = gave_way || !((k ? e : -e) > 0 && fabs(e) <= MAX_STRAIN);
        if (!((k ? e : -e) > 0 && fabs(e) <= MAX_STRAIN))
            protocol_say(
                "warning",
                "%s: the glass gave way: a strain of %.3g under a stress of %.3g %s; take a smaller stress or a "
                "lower temperature; the sample counts nowhere at this load",
                k ? "minus" : "plus", e, k ? stress : -stress, unit);
    }
    if (gave_way) gb_values_set(&v, "gave_way", 1, "-");
    int rc = GB_OK;
    if (lmp_rank(w->lmp) == 0)
        rc = gb_values_write(&v, "uniaxial stress at T; strains relative to the unloaded mean cell, tension positive",
                             "values.tsv", err);
    gb_values_clear(&v);
    return rc;
}

int compress_thermal_stage(struct worker *w, struct gb_error *err) {
    struct thermal p = {0};
    struct md_schedule s = {.label = "compress"};
    struct load zero = {{0}, NULL}, load[2] = {{{0}, NULL}, {{0}, NULL}};
    double stress;
    const char *axis = stage_param_get(&w->stage, "axis"), *both = stage_param_get(&w->stage, "both-signs");
    const bool minus = both && strcmp(both, "yes") == 0;
    int rc = read_parameters(w, &p, &s, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "stress", &stress, err);
    if (rc == GB_OK && !(stress > 0))
        rc = gb_fail(err, GB_EINPUT, "stage %s: parameter stress='%g'; allowed: more than 0", w->stage.name, stress);
    if (rc == GB_OK) rc = read_unloaded(w, &zero, err);
    if (rc != GB_OK) goto end;
    p.axis = axis[0] - 'x';
    s.runs = minus ? 2 : 1;
    for (int k = 0; k < (minus ? 2 : 1) && rc == GB_OK; k++) {
        p.stress = k ? -stress : stress;
        s.runs_before = k;
        rc = one_load(w, &p, &s, k ? "minus" : "plus", &load[k], err);
    }
    if (rc == GB_OK) rc = write_loads(w, &p, &zero, load, minus, stress, err);
end:
    gb_values_clear(&zero.v);
    gb_table_free(zero.block);
    for (int k = 0; k < 2; k++) {
        gb_values_clear(&load[k].v);
        gb_table_free(load[k].block);
    }
    config_free(p.rest);
    return rc;
}

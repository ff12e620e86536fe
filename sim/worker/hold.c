/* Held at T, with swaps, see hold.h. */
#include "worker/hold.h"

#include "base/mem.h"
#include "base/random.h"
#include "worker/pair_ask.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TOLERANCE = 1e-6; /* of the energy */

/* A block -----------------------------------------------------------------------------------------------------------*/

static int check_energy(struct worker *w, struct hold *p, double ours, double theirs, struct gb_error *err) {
    double n = (double)p->atoms, off = fabs(ours - theirs);
    p->e_diff = fmax(p->e_diff, off / n);
    if (off <= TOLERANCE * fmax(fabs(theirs), n * p->kT)) return GB_OK;
    return gb_fail(err, GB_EINPUT,
                   "swap Monte Carlo needs pair potentials: LAMMPS's energy of model '%s' is %.9g per atom, the sum "
                   "over pairs %.9g; take a model of such, or attempts 0",
                   w->model->name, theirs / n, ours / n);
}

/* On rank 0: new types and origins of the atoms at c. */
static int swap_block(struct worker *w, struct hold *p, struct config *c, size_t *origin, int64_t step, double theirs,
                      struct gb_error *err) {
    struct swap *s;
    uint64_t random = (uint64_t)p->seed;
    random = random_next(&random) ^ (uint64_t)step;
    int rc = swap_create(&s, p->table, c, err);
    if (rc != GB_OK) return rc;
    rc = check_energy(w, p, swap_energy(s), theirs, err);
    if (rc == GB_OK) {
        swap_run(s, p->kT, (uint64_t)llround(p->attempts * (double)p->atoms), &random, p->count);
        memcpy(c->type, swap_types(s), p->atoms * sizeof *c->type);
        memcpy(origin, swap_origin(s), p->atoms * sizeof *origin);
    }
    swap_free(s);
    return rc;
}

static int swap_atoms(struct worker *w, int64_t step, void *ctx, struct gb_error *err) {
    struct hold *p = ctx;
    double energy = lmp_energy(w->lmp); /* first: asking for tables sets LAMMPS up anew */
    struct config *c = config_create(p->atoms, p->n_types);
    size_t *origin = GB_ARRAY(p->atoms, size_t);
    double *v = GB_ARRAY(6 * p->atoms, double), *now = v + 3 * p->atoms;
    lmp_box(w->lmp, &c->box);
    lmp_positions(w->lmp, p->atoms, c->x);
    lmp_velocities(w->lmp, p->atoms, v);
    lmp_types(w->lmp, p->atoms, c->type);
    int rc = config_check(c, err);
    if (rc == GB_OK && !p->table) rc = pair_ask(w, &p->table, err);
    if (rc == GB_OK && lmp_rank(w->lmp) == 0) rc = swap_block(w, p, c, origin, step, energy, err);
    if ((rc = lmp_agree(w->lmp, rc)) != GB_OK) goto end;
    lmp_share(w->lmp, c->type, p->atoms * sizeof *c->type);
    lmp_share(w->lmp, origin, p->atoms * sizeof *origin);
    for (size_t i = 0; i < p->atoms; i++) memcpy(now + 3 * i, v + 3 * origin[i], 3 * sizeof *v);
    lmp_set_types(w->lmp, c->type);
    lmp_set_velocities(w->lmp, now);
end:
    free(v);
    free(origin);
    config_free(c);
    return rc;
}

static double ratio(struct swap_count n) { return n.tried ? (double)n.accepted / (double)n.tried : NAN; }

static void count(void *ctx, double *v) {
    struct hold *p = ctx;
    struct swap_count all = {0};
    double *own = v + 1;
    for (int a = 0; a < p->n_types; a++) {
        for (int b = a + 1; b < p->n_types; b++) {
            struct swap_count n = p->count[a * p->n_types + b];
            all.tried += n.tried;
            all.accepted += n.accepted;
            *own++ = ratio(n);
        }
    }
    v[0] = ratio(all);
    *own = p->e_diff;
    memset(p->count, 0, sizeof p->count);
    p->e_diff = 0;
}

/* The schedule------------------------------------------------------------------------------------------------------*/

static int start(struct worker *w, void *ctx, struct gb_error *err) {
    const struct hold *p = ctx;
    return worker_take_up(w, p->atoms, p->T, err);
}

static int check(const struct worker *w, const struct hold *p, const struct md_schedule *s, double block,
                 struct gb_error *err) {
    const char *name = w->stage.name;
    if (!(p->T > 0)) return gb_fail(err, GB_EINPUT, "stage %s: parameter T='%g'; allowed: more than 0", name, p->T);
    if (!(p->attempts >= 0 && p->attempts <= 1e6))
        return gb_fail(err, GB_EINPUT, "stage %s: parameter attempts='%g'; allowed: 0 to 1e6", name, p->attempts);
    if (p->attempts > 0 && p->n_types < 2)
        return gb_fail(err, GB_EINPUT,
                       "stage %s: model '%s' has one species, nothing to exchange; allowed: two or more, or attempts 0",
                       name, w->model->name);
    if (p->attempts > 0 && w->model->kim)
        return gb_fail(err, GB_EINPUT,
                       "stage %s: swap Monte Carlo needs pair potentials that LAMMPS tabulates; model '%s' is a KIM "
                       "model; take another, or attempts 0",
                       name, w->model->name);
    if (p->attempts > 0 && (s->block_steps < 1 || s->thermo_steps % s->block_steps != 0))
        return gb_fail(
            err, GB_EINPUT,
            "stage %s: parameter block-time='%g' is %lld steps; allowed: steps that divide thermo-steps='%lld'", name,
            block, (long long)s->block_steps, (long long)s->thermo_steps);
    return GB_OK;
}

static char *column_names(int n_types) {
    struct gb_text t = {0};
    gb_text_add(&t, "acceptance");
    for (int a = 1; a <= n_types; a++)
        for (int b = a + 1; b <= n_types; b++) gb_text_add(&t, " acceptance_%d_%d", a, b);
    gb_text_add(&t, " e_diff");
    return t.s;
}

int hold_read(struct hold *h, struct worker *w, const char *label, struct gb_error *err) {
    struct md_schedule *s = &h->schedule;
    double time, block, from_T = NAN;
    int64_t atoms;
    *h = (struct hold){.n_types = w->model->n_species};
    *s = (struct md_schedule){.label = label, .start = start, .ctx = h, .count = count};
    int rc = md_read_schedule(w, s, err);
    if (rc == GB_OK) rc = stage_need_int(&w->stage, "atoms", &atoms, err);
    if (rc == GB_OK) rc = stage_need_int(&w->stage, "seed", &h->seed, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "T", &h->T, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "time", &time, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "block-time", &block, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "attempts", &h->attempts, err);
    if (rc == GB_OK && stage_param_get(&w->stage, "from-T")) rc = stage_need_double(&w->stage, "from-T", &from_T, err);
    if (rc != GB_OK) return rc;
    h->atoms = s->atoms = (size_t)atoms;
    h->kT = h->T * model_boltzmann(w->model);
    s->block_steps = llround(block / s->timestep);
    if ((rc = check(w, h, s, block, err)) != GB_OK) return rc;
    s->ramp = h->ramp;
    if (isfinite(from_T))
        h->ramp[s->n++] = (struct md_ramp){
            .T0 = from_T, .T1 = h->T, .steps = md_whole_intervals(time / 4 / s->timestep, s->thermo_steps)};
    const double left = isfinite(from_T) ? 0.75 * time : time;
    h->ramp[s->n++] =
        (struct md_ramp){.T0 = h->T, .T1 = h->T, .steps = md_whole_intervals(left / s->timestep, s->thermo_steps)};
    for (size_t i = 0; i < s->n; i++) h->steps += h->ramp[i].steps;
    s->columns = h->columns = column_names(h->n_types);
    s->move = h->attempts > 0 ? swap_atoms : NULL;
    return GB_OK;
}

void hold_clear(struct hold *h) {
    free(h->columns);
    pair_tables_free(h->table);
    *h = (struct hold){0};
}

/* The report ------------------------------------------------------------------------------------------------------*/

/* Averages over the rows of the second half; errors from ten parts of it, which must be longer than the relaxation. */
static void average(const struct gb_table *t, const char *column, const char *unit, struct gb_values *v) {
    size_t col = gb_table_find(t, column), half = t->n_row / 2, n = t->n_row - half;
    double part[10] = {0}, sum = 0, square = 0;
    for (size_t i = 0; i < n; i++) sum += t->v[(half + i) * t->n_col + col] / (double)n;
    for (size_t k = 0; k < 10; k++) {
        size_t lo = k * n / 10, hi = (k + 1) * n / 10;
        for (size_t i = lo; i < hi; i++) part[k] += t->v[(half + i) * t->n_col + col] / (double)(hi - lo);
        square += (part[k] - sum) * (part[k] - sum);
    }
    char *name = gb_format("%s_err", column);
    gb_values_set(v, column, sum, unit);
    gb_values_set(v, name, n >= 10 ? sqrt(square / 90) : NAN, unit);
    free(name);
}

int hold_report(const struct hold *h, const struct worker *w, struct gb_values *v, struct gb_error *err) {
    const struct md_schedule *s = &h->schedule;
    struct gb_table *t;
    int rc = gb_table_read(&t, "thermo.tsv", err);
    if (rc != GB_OK) return rc;
    gb_values_set(v, "atoms", (double)h->atoms, "-");
    gb_values_set(v, "temperature_wanted", h->T, model_unit(w->model, MODEL_TEMPERATURE));
    gb_values_set(v, "md_time", s->timestep * (double)h->steps, model_unit(w->model, MODEL_TIME));
    average(t, "T", model_unit(w->model, MODEL_TEMPERATURE), v);
    average(t, "e_pot", model_unit(w->model, MODEL_ENERGY), v);
    if (s->move) {
        const size_t e_diff = gb_table_find(t, "e_diff");
        const double blocks = (double)(h->steps / s->block_steps);
        double worst = 0;
        for (size_t r = 0; r < t->n_row; r++) worst = fmax(worst, t->v[r * t->n_col + e_diff]);
        gb_values_set(v, "swap_blocks", blocks, "-");
        gb_values_set(v, "swap_attempts_per_atom", h->attempts * blocks, "-");
        for (size_t col = gb_table_find(t, "acceptance"); col < e_diff; col++) average(t, t->name[col], "-", v);
        gb_values_set(v, "e_diff", worst, model_unit(w->model, MODEL_ENERGY));
    }
    gb_table_free(t);
    return GB_OK;
}

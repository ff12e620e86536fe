/* Stage melt: from nothing to a liquid.
 *
 * N atoms on random sites of an fcc lattice in a cube of the model's density, species shuffled in exact numbers
 * (largest remainders), random velocities by atom id; held at melt-T for melt-time; brought to from-T over the first
 * half of equilibrate-time and held there for the second.
 *
 * Cost: atoms x steps; about 1e6 atom-steps/s and core for Lennard-Jones, 0.3e6 for EAM.
 */
#include "base/mem.h"
#include "base/random.h"
#include "worker/md.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Number of atoms of each species: fractions of n, rounded by largest remainder so that they add up. */
static void species_counts(const struct model *m, size_t n, size_t *count) {
    size_t left = n;
    for (int t = 0; t < m->n_species; t++) left -= count[t] = (size_t)floor(m->fraction[t] * (double)n + 1e-9);
    for (; left > 0; left--) {
        int best = 0;
        for (int t = 1; t < m->n_species; t++)
            if (m->fraction[t] * (double)n - (double)count[t] > m->fraction[best] * (double)n - (double)count[best])
                best = t;
        count[best]++;
    }
}

static struct config *random_lattice(const struct model *m, size_t n, double density, uint64_t seed) {
    struct config *c = config_create(n, m->n_species);
    double L = cbrt((double)n / density);
    for (int a = 0; a < 3; a++) c->box.h[a][a] = L;
    size_t cells = (size_t)ceil(cbrt((double)n / 4) - 1e-9), sites = 4 * cells * cells * cells;
    size_t *site = GB_ARRAY(sites, size_t), count[MODEL_MAX_SPECIES];
    for (size_t i = 0; i < sites; i++) site[i] = i;
    for (size_t i = 0; i < n; i++) { /* the first n of a shuffle */
        size_t j = i + random_below(&seed, sites - i), keep = site[i];
        site[i] = site[j];
        site[j] = keep;
    }
    static const double basis[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
    species_counts(m, n, count);
    int t = 0;
    for (size_t i = 0; i < n; i++) {
        size_t cell = site[i] / 4, k[3] = {cell % cells, cell / cells % cells, cell / cells / cells};
        while (count[t] == 0) t++;
        count[t]--;
        c->id[i] = (int64_t)i + 1;
        c->type[i] = t + 1;
        for (int a = 0; a < 3; a++)
            c->x[3 * i + (size_t)a] = ((double)k[a] + basis[site[i] % 4][a] + 0.25) * L / (double)cells;
    }
    free(site);
    return c;
}

struct melt {
    size_t atoms;
    double density, melt_T;
    int64_t seed;
};

static int start_melt(struct worker *w, void *ctx, struct gb_error *err) {
    const struct melt *p = ctx;
    struct config *c = random_lattice(w->model, p->atoms, p->density, (uint64_t)p->seed);
    int rc = worker_put(w, c, err);
    config_free(c);
    if (rc != GB_OK) return rc;
    for (int t = 0; t < w->model->n_species; t++) lmp_command(w->lmp, "mass %d %.17g", t + 1, w->model->mass[t]);
    lmp_command(w->lmp, "velocity all create %.17g %lld mom yes rot no dist gaussian", p->melt_T, (long long)p->seed);
    return GB_OK;
}

int melt_stage(struct worker *w, struct gb_error *err) {
    struct melt p = {0};
    struct md_schedule s = {.label = "melt", .start = start_melt, .ctx = &p};
    double from_T, melt_time, equilibrate_time;
    int64_t atoms;
    int rc = md_read_schedule(w, &s, err);
    if (rc == GB_OK) rc = stage_need_int(&w->stage, "atoms", &atoms, err);
    if (rc == GB_OK) rc = stage_need_int(&w->stage, "seed", &p.seed, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "density", &p.density, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "melt-T", &p.melt_T, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "from-T", &from_T, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "melt-time", &melt_time, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "equilibrate-time", &equilibrate_time, err);
    if (rc != GB_OK) return rc;
    p.atoms = s.atoms = (size_t)atoms;
    int64_t hold = md_whole_intervals(equilibrate_time / 2 / s.timestep, s.thermo_steps);
    struct md_ramp ramp[3] = {
        {.T0 = p.melt_T, .T1 = p.melt_T, .steps = md_whole_intervals(melt_time / s.timestep, s.thermo_steps)},
        {.T0 = p.melt_T, .T1 = from_T, .steps = hold},
        {.T0 = from_T, .T1 = from_T, .steps = hold},
    };
    s.ramp = ramp;
    s.n = 3;
    if ((rc = md_run(w, &s, err)) != GB_OK) return rc;
    md_leave(w, "state.restart");
    return GB_OK;
}

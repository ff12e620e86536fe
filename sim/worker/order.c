/* Stage order: is the reference still a glass? Bond order and Voronoi polyhedra by LAMMPS's computes, without forces:
 * the model's potential does not matter. Crystalline atoms: crystal.h. values.tsv:
 *     crystalline    fraction of the atoms that are crystalline
 *     largest        atoms of the largest crystalline cluster
 *     repeats        mean number of others within CRYSTAL_RANGE whose environment is the same
 *     q4, q6         means over the atoms of Q_4 and Q_6, of the neighbours within CRYSTAL_BOND
 *     q6_bonds       mean number of these whose q_6m correlate by more than 0.5
 *     faces, five_fold, icosahedra, frank_kasper, mixed, bcc
 *                    Voronoi statistics (voronoi.h), where the linked LAMMPS has its package VORONOI; else a warning
 * Q_l: Steinhardt et al., PRB 28, 784 (1983); correlated bonds: ten Wolde et al., JCP 104, 9932 (1996).
 * Whether a sample is left out is decided by the summary (<order crystal-max="">). Cost: as some hundred steps of MD.
 */
#include "base/mem.h"
#include "base/values.h"
#include "worker/plain/crystal.h"
#include "worker/plain/voronoi.h"
#include "worker/protocol.h"
#include "worker/worker.h"

#include <math.h>
#include <stdlib.h>

/* From here on a warning is due while the study runs, whatever the summary does; glasses have less (crystal.h). */
static const double NOTABLE = 0.02;
enum { VORONOI_MOST = 10000000 }; /* MPI counts the numbers of faces in int */

static int need_styles(struct worker *w, struct gb_error *err) {
    static const char *const styles[] = {"orientorder/atom", "coord/atom"};
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
        if (!lmp_has_style(w->lmp, "compute", styles[i]))
            return gb_fail(err, GB_EFAIL,
                           "the linked LAMMPS has no compute '%s', by which crystals are recognised; link another",
                           styles[i]);
    if (!lmp_has_style(w->lmp, "pair", "zero"))
        return gb_fail(err, GB_EFAIL, "the linked LAMMPS has no pair style 'zero'; link another");
    return GB_OK;
}

static double mean(size_t n, size_t columns, const double *v) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += v[i * columns];
    return sum / (double)n;
}

/* Environments of all atoms: float[n * CRYSTAL_DIMENSION], the caller's; NULL when LAMMPS did not give them. */
static float *environments(struct worker *w, size_t n) {
    float *all = gb_calloc(n * CRYSTAL_DIMENSION, sizeof *all);
    size_t at = 0;
    bool finite = true;
    for (int d = 0; d < CRYSTAL_N_DEGREES; d++) {
        const int l = crystal_degree[d];
        const size_t columns = 1 + 2 * (2 * (size_t)l + 1);
        char *id = gb_format("gb_l%d", l);
        double *v = GB_ARRAY(n * columns, double);
        lmp_compute_atoms(w->lmp, id, n, columns, v);
        for (size_t i = 0; i < n * columns; i++) finite = finite && isfinite(v[i]);
        for (size_t i = 0; i < n; i++)
            crystal_part(l, v[i * columns], v + i * columns + 1, all + i * CRYSTAL_DIMENSION + at);
        at += 2 * (size_t)l + 1;
        free(v);
        free(id);
    }
    for (size_t i = 0; i < n; i++) crystal_normalise(all + i * CRYSTAL_DIMENSION);
    if (finite) return all;
    free(all);
    return NULL;
}

static void set_computes(struct worker *w, double unit) {
    for (int d = 0; d < CRYSTAL_N_DEGREES; d++)
        lmp_command(w->lmp, "compute gb_l%d all orientorder/atom degrees 1 %d components %d nnn NULL cutoff %.17g",
                    crystal_degree[d], crystal_degree[d], crystal_degree[d], CRYSTAL_SHELLS * unit);
    lmp_command(w->lmp, "compute gb_q all orientorder/atom degrees 2 4 6 components 6 nnn NULL cutoff %.17g",
                CRYSTAL_BOND * unit);
    lmp_command(w->lmp, "compute gb_bonds all coord/atom orientorder gb_q 0.5");
}

/* Voronoi statistics, on rank 0. */
static void add_voronoi(struct worker *w, size_t n, struct gb_values *v) {
    double out[VORONOI_N_QUANTITIES];
    size_t rows;
    if (!lmp_has_style(w->lmp, "compute", "voronoi/atom")) {
        protocol_say("warning", "no Voronoi statistics: the linked LAMMPS lacks its package VORONOI");
        return;
    }
    if (n > VORONOI_MOST) {
        protocol_say("warning", "no Voronoi statistics of more than %d atoms", VORONOI_MOST);
        return;
    }
    lmp_command(w->lmp, "compute gb_voronoi all voronoi/atom neighbors yes");
    lmp_evaluate(w->lmp);
    double *face = lmp_compute_local(w->lmp, "gb_voronoi", 3, &rows);
    if (face) {
        voronoi_statistics(n, rows, face, out);
        for (int q = 0; q < VORONOI_N_QUANTITIES; q++) gb_values_set(v, voronoi_name[q], out[q], "-");
    }
    free(face);
}

static int measure(struct worker *w, const struct config *c, struct gb_values *v, struct gb_error *err) {
    enum { COLUMNS = 2 + 2 * 13 };
    const size_t n = c->n;
    double *q = GB_ARRAY(n * COLUMNS, double), *bonds = GB_ARRAY(n, double);
    unsigned *alike = GB_ARRAY(n, unsigned);
    struct crystals found = {0, 0};
    set_computes(w, crystal_unit(c));
    lmp_evaluate(w->lmp);
    float *environment = environments(w, n);
    lmp_compute_atoms(w->lmp, "gb_q", n, COLUMNS, q);
    lmp_compute_atoms(w->lmp, "gb_bonds", n, 1, bonds);
    int rc = environment ? crystal_find(c, environment, alike, &found, err)
                         : gb_fail(err, GB_EFAIL, "LAMMPS gave no bond order for some atoms");
    if (rc == GB_OK) {
        double repeats = 0;
        for (size_t i = 0; i < n; i++) repeats += alike[i] / (double)n;
        gb_values_set(v, "atoms", (double)n, "-");
        gb_values_set(v, "crystalline", (double)found.atoms / (double)n, "-");
        gb_values_set(v, "largest", (double)found.largest, "-");
        gb_values_set(v, "repeats", repeats, "-");
        gb_values_set(v, "q4", mean(n, COLUMNS, q), "-");
        gb_values_set(v, "q6", mean(n, COLUMNS, q + 1), "-");
        gb_values_set(v, "q6_bonds", mean(n, 1, bonds), "-");
        add_voronoi(w, n, v);
    }
    free(environment);
    free(alike);
    free(bonds);
    free(q);
    return rc;
}

int order_stage(struct worker *w, struct gb_error *err) {
    struct config *c = NULL;
    struct gb_values v = {0};
    char *dir = stage_input_path(&w->stage, "reference", w->dir),
         *path = gb_format("%s/reference.dump", dir ? dir : "");
    int rc = worker_read(w, path, &c, err);
    if (rc == GB_OK) rc = need_styles(w, err);
    if (rc == GB_OK) {
        lmp_begin_neighbours(w->lmp, w->model->units);
        rc = worker_put(w, c, err);
    }
    if (rc == GB_OK) {
        lmp_set_neighbours(w->lmp, w->model->n_species, CRYSTAL_SHELLS * crystal_unit(c));
        rc = measure(w, c, &v, err);
    }
    if (rc == GB_OK) {
        const double crystalline = gb_values_get(&v, "crystalline");
        if (crystalline > NOTABLE)
            protocol_say("warning", "%.3g %% of the atoms are crystalline, %.0f of %zu in one cluster",
                         100 * crystalline, gb_values_get(&v, "largest"), c->n);
        if (lmp_rank(w->lmp) == 0) rc = gb_values_write(&v, "how far the reference is crystalline", "values.tsv", err);
    }
    gb_values_clear(&v);
    config_free(c);
    free(path);
    free(dir);
    return rc;
}

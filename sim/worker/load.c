/* Configurations into and out of LAMMPS.
 *
 * Everything goes through a data file: a stage that starts from a file starts at the same point as one that is started
 * again. LAMMPS wants ids 1..n for gathering; the user's ids are kept beside and come back on output.
 */
#include "base/file.h"
#include "base/mem.h"
#include "worker/protocol.h"
#include "worker/worker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int worker_read(const struct worker *w, const char *path, struct config **c, struct gb_error *err) {
    const struct model *m = w->model;
    int rc = model_read_glass(c, m, path, err);
    if (rc != GB_OK) return rc;
    for (size_t i = 0; i < (*c)->n; i++) {
        if ((*c)->type[i] <= m->n_species) continue;
        rc = gb_fail(err, GB_EINPUT,
                     "%s: atom %lld has type %d, but model '%s' has %d species; use a model with more species or "
                     "renumber the types",
                     path, (long long)(*c)->id[i], (*c)->type[i], m->name, m->n_species);
        config_free(*c);
        *c = NULL;
        return rc;
    }
    return GB_OK;
}

int worker_put(struct worker *w, const struct config *c, struct gb_error *err) {
    struct config *start = config_copy(c);
    int n_species = w->model->n_species;
    if (start->n_types != n_species) {
        for (int t = 0; start->element && t < start->n_types; t++) free(start->element[t]);
        free(start->element);
        free(start->mass);
        start->element = NULL;
        start->mass = NULL;
        start->n_types = n_species;
    }
    for (size_t i = 0; i < start->n; i++) start->id[i] = (int64_t)i + 1;
    int rc = GB_OK;
    if (lmp_rank(w->lmp) == 0) rc = config_write_data(start, "start.data", err);
    config_free(start);
    rc = lmp_agree(w->lmp, rc);
    if (rc != GB_OK) return rc;
    lmp_read_data(w->lmp, "start.data");
    lmp_barrier(w->lmp);
    if (lmp_rank(w->lmp) == 0) unlink("start.data");
    return GB_OK;
}

int worker_load(struct worker *w, const struct config *c, struct gb_error *err) {
    lmp_begin(w->lmp, w->model);
    int rc = worker_put(w, c, err);
    return rc == GB_OK ? lmp_set_model(w->lmp, w->model, err) : rc;
}

int worker_write(struct worker *w, size_t n, const char *path, struct gb_error *err) {
    struct config *c = config_create(n, w->model->n_species), *now = NULL;
    lmp_types(w->lmp, n, c->type);
    c->element = GB_ARRAY((size_t)c->n_types, char *);
    for (int k = 0; k < c->n_types; k++) c->element[k] = gb_strdup(w->model->element[k]);
    int rc = worker_snapshot(w, c, &now, err);
    if (rc == GB_OK && lmp_rank(w->lmp) == 0) {
        rc = config_check(now, err);
        if (rc == GB_OK) rc = config_write_dump(now, path, 0, NULL, err);
    }
    config_free(c);
    config_free(now);
    return lmp_agree(w->lmp, rc);
}

int worker_snapshot(struct worker *w, const struct config *c, struct config **now, struct gb_error *err) {
    struct config *s = config_copy(c);
    lmp_box(w->lmp, &s->box);
    lmp_positions(w->lmp, s->n, s->x);
    for (size_t i = 0; i < 3 * s->n; i++) {
        if (isfinite(s->x[i])) continue;
        config_free(s);
        return gb_fail(err, GB_EFAIL, "the position of atom %lld could not be read back from LAMMPS",
                       (long long)c->id[i / 3]);
    }
    *now = s;
    return GB_OK;
}

int worker_take_up(struct worker *w, size_t atoms, double T, struct gb_error *err) {
    const struct model *m = w->model;
    const char *drawn = stage_param_get(&w->stage, "velocities"), *name = w->stage.name;
    const struct stage_input *in = stage_input_get(&w->stage, "glass");
    char *state = stage_input_path(&w->stage, "state", w->dir), *path = NULL;
    bool draw = !state || (drawn && strcmp(drawn, "drawn") == 0);
    int64_t seed = 0;
    int rc = draw ? stage_need_int(&w->stage, "seed", &seed, err) : GB_OK;
    if (rc == GB_OK && !state && !in)
        rc = gb_fail(err, GB_EFAIL, "stage %s: stage.xml names no input 'state' or 'glass'", name);
    if (rc == GB_OK && state) {
        path = gb_format("%s/state.restart", state);
        lmp_read_restart(w->lmp, path);
    } else if (rc == GB_OK) {
        struct config *c = NULL;
        char *at = stage_input_path(&w->stage, "glass", w->dir);
        path = in->is_stage ? gb_format("%s/glass.dump", at) : gb_strdup(at);
        free(at);
        rc = worker_read(w, path, &c, err);
        if (rc == GB_OK) rc = worker_put(w, c, err);
        config_free(c);
        for (int t = 0; t < m->n_species && rc == GB_OK; t++) lmp_command(w->lmp, "mass %d %.17g", t + 1, m->mass[t]);
    }
    if (rc == GB_OK && atoms > 0 && lmp_atoms(w->lmp) != atoms)
        rc = gb_fail(err, GB_EINPUT, "stage %s: parameter atoms='%zu', but its input holds %zu", name, atoms,
                     lmp_atoms(w->lmp));
    if (rc == GB_OK && draw)
        lmp_command(w->lmp, "velocity all create %.17g %lld mom yes rot no dist gaussian", T, (long long)seed);
    free(path);
    free(state);
    return rc;
}

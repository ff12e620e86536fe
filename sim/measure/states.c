/* The states that are measured: at rest, the mean over a run, or snapshots of it. */
#include "measure/parts.h"

#include "base/mem.h"

#include <stdlib.h>

int measure_read_state(struct config **c, const struct stage *st, const char *dir, const char *input, const char *file,
                       struct gb_error *err) {
    char *folder = stage_input_path(st, input, dir);
    if (!folder) return gb_fail(err, GB_EINPUT, "stage %s: has no input '%s'", st->name, input);
    char *path = gb_format("%s/%s", folder, file);
    int rc = config_read(c, path, -1, NULL, 0, err);
    free(path);
    free(folder);
    return rc;
}

/* A file of the state under load `s` along axis number a. */
static int read_loaded(struct config **c, const struct measure *m, size_t s, size_t a, const char *file,
                       struct gb_error *err) {
    static const char *const sign[N_SIGNS] = {"plus", "minus"};
    const char input[] = {'c', 'o', 'm', 'p', 'r', 'e', 's', 's', '-', "xyz"[m->axis[a]], '\0'};
    char *path = m->positions == POSITIONS_REST ? gb_format("%s.dump", sign[s]) : gb_format("%s/%s", sign[s], file);
    int rc = measure_read_state(c, m->st, m->dir, input, path, err);
    free(path);
    return rc;
}

/* A pair of an atom with its own image is a lattice vector: it follows the cell, whatever the atoms do, and a few of
 * them inside the fit make a wrong ratio with a small error. */
static int check_reach(const struct measure *m, const struct config *c, struct gb_error *err) {
    const double reach = m->r_max + m->margin, image = box_nearest_image(&c->box);
    if (image > reach) return GB_OK;
    return gb_fail(err, GB_EINPUT,
                   "stage %s: r-max %.9g and %.9g more for the smoothing reach an atom's own image, %.4g away in %s, "
                   "which moves with the cell; allowed: r-max below %.4g; lower r-max and the end of fit in <measure>, "
                   "or take a larger glass",
                   m->st->name, m->r_max, m->margin, image, c->path, image - m->margin);
}

int measure_read_states(struct measure *m, struct gb_error *err) {
    int rc = measure_read_state(&m->ref, m->st, m->dir, "reference",
                                m->positions == POSITIONS_REST ? "reference.dump" : "mean.dump", err);
    if (rc == GB_OK) rc = check_reach(m, m->ref, err);
    for (size_t a = 0; a < m->n_axes && rc == GB_OK; a++) {
        for (size_t s = 0; s < m->n_signs && rc == GB_OK; s++) {
            rc = read_loaded(&m->load[s][a], m, s, a, "mean.dump", err);
            if (rc == GB_OK) rc = check_reach(m, m->load[s][a], err);
            if (rc == GB_OK) rc = truth_deformation(m->ref, m->load[s][a], m->axis[a], &m->d[s][a], err);
            double e = m->d[s][a].e_par;
            if (rc == GB_OK && !(s == PLUS ? e < 0 : e > 0))
                rc = gb_fail(err, GB_EFAIL,
                             "%s: the cell's strain along %c is %.3g; it should be %s than the reference's",
                             m->load[s][a]->path, "xyz"[m->axis[a]], e, s == PLUS ? "shorter" : "longer");
        }
    }
    return rc;
}

/* Snapshot k of the unloaded state, or the reference; the caller's. */
int measure_shot_ref(struct config **c, const struct measure *m, size_t k, struct gb_error *err) {
    if (m->positions != POSITIONS_SNAPSHOTS) return *c = config_copy(m->ref), GB_OK;
    char *file = gb_format("snapshot-%02zu.dump", k + 1);
    int rc = measure_read_state(c, m->st, m->dir, "reference", file, err);
    free(file);
    return rc;
}

int measure_shot_load(struct config **c, const struct measure *m, size_t s, size_t a, size_t k, struct gb_error *err) {
    if (m->positions != POSITIONS_SNAPSHOTS) return *c = config_copy(m->load[s][a]), GB_OK;
    char *file = gb_format("snapshot-%02zu.dump", k + 1);
    int rc = read_loaded(c, m, s, a, file, err);
    free(file);
    return rc;
}

/* The unloaded snapshot carried along by the mean displacements, F x + w with w of the mean positions: the caller's. */
int measure_shot_displaced(struct config **c, const struct measure *m, size_t s, size_t a, const struct config *shot,
                           struct gb_error *err) {
    double *w;
    int rc = truth_nonaffine(m->ref, m->load[s][a], &w, err);
    if (rc != GB_OK) return rc;
    *c = truth_affine_copy(shot, m->load[s][a]);
    for (size_t i = 0; i < 3 * shot->n; i++) (*c)->x[i] += w[i];
    free(w);
    return GB_OK;
}

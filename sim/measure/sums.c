/* Pair sums and strain profiles of each state, its affine copy and each snapshot. */
#include "measure/parts.h"

#include "base/mem.h"

#include <stdlib.h>

/* Adds each axis' profile of the + load, or (plus - minus)/2, and their mean, of one unloaded snapshot (or the
 * reference) from one pass over its pairs. */
static int add_truth_of(struct measure *m, const struct config *shot, struct gb_error *err) {
    struct config *load[6] = {NULL};
    struct truth_profile *p[6];
    int axis[6], rc = GB_OK;
    size_t n = 0;
    for (size_t s = 0; s < m->n_signs; s++)
        for (size_t a = 0; a < m->n_axes && rc == GB_OK; a++) {
            rc = m->positions == POSITIONS_SNAPSHOTS ? measure_shot_displaced(&load[n], m, s, a, shot, err)
                                                     : measure_shot_load(&load[n], m, s, a, 0, err);
            axis[n++] = m->axis[a];
        }
    if (rc == GB_OK) rc = truth_profiles(p, n, shot, (const struct config *const *)load, axis, m->grid, 1, err);
    for (size_t i = 0; i < 6; i++) config_free(load[i]);
    if (rc != GB_OK) return rc;
    const double one = 1 / (double)m->n_shots;
    if (!m->truth) {
        m->truth = truth_profile_zero_like(p[0]);
        for (size_t a = 0; a < m->n_axes; a++) m->truth_of[a] = truth_profile_zero_like(p[0]);
    }
    for (size_t i = 0; i < n; i++) {
        const double sign = i < m->n_axes ? one : -one;
        truth_profile_add(m->truth, sign / (double)n, p[i]);
        truth_profile_add(m->truth_of[i % m->n_axes], sign / (double)m->n_signs, p[i]);
        truth_profile_free(p[i]);
    }
    return GB_OK;
}

/* *acc += the sums of c. Stages run side by side: each takes one core. */
static int pair_sums(struct pdf_sums **acc, const struct measure *m, const struct config *c, unsigned axes,
                     struct gb_error *err) {
    const struct pdf_options o = {.axes = axes, .l_max = 2, .partials = m->partials, .threads = 1};
    struct pdf_sums *s;
    int rc = pdf_accumulate_with(&s, c, m->grid, &o, err);
    if (rc != GB_OK) return rc;
    if (*acc) {
        pdf_sums_add(*acc, s);
        pdf_sums_free(s);
    } else {
        *acc = s;
    }
    return GB_OK;
}

static int add_loaded_sums(struct measure *m, const struct config *shot, size_t s, size_t a, size_t k,
                           struct gb_error *err) {
    const unsigned axis = 1U << m->axis[a];
    struct config *load;
    int rc = measure_shot_load(&load, m, s, a, k, err);
    if (rc != GB_OK) return rc;
    rc = pair_sums(&m->sums[s][a], m, load, axis, err);
    config_free(load);
    if (rc != GB_OK) return rc;
    struct config *copy = truth_affine_copy(shot, m->load[s][a]);
    rc = pair_sums(&m->affine[s][a], m, copy, axis, err);
    config_free(copy);
    return rc;
}

int measure_make_sums(struct measure *m, struct gb_error *err) {
    int rc = GB_OK;
    for (size_t k = 0; k < m->n_shots && rc == GB_OK; k++) {
        struct config *shot;
        if ((rc = measure_shot_ref(&shot, m, k, err)) != GB_OK) break;
        rc = pair_sums(&m->sums_ref, m, shot, m->axes, err);
        for (size_t s = 0; s < m->n_signs; s++)
            for (size_t a = 0; a < m->n_axes && rc == GB_OK; a++) rc = add_loaded_sums(m, shot, s, a, k, err);
        if (rc == GB_OK) rc = add_truth_of(m, shot, err);
        config_free(shot);
    }
    return rc;
}

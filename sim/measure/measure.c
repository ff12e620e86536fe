/* The measure stage: one glass, one strain; from configurations to raw curves, with the truth of the same atoms.
 *
 * Inputs: folder "reference" (reference.dump), folders "compress-x|y|z" (plus.dump: compressed; minus.dump: stretched,
 * with both-signs). Files written: measure.h. Nothing is smoothed or divided here: everything in the curves is a linear
 * sum over pairs, so axes, signs and samples may be averaged in any order, and the summary does the rest at any
 * resolution. The grid goes `margin` beyond r-max, so that smoothing up to r-max does not see its end, and so that
 * pairs that cross the end under load do not matter. D2min.tsv is over D2min/e_par^2 (length^2): independent of the
 * strain while the response is elastic. Cost: one pair search for each state, its affine copy and one for the profiles:
 * at most 14 searches to r-max + margin.
 */
#include "measure/measure.h"

#include "base/file.h"
#include "base/mem.h"
#include "measure/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void measure_clear(struct measure *m) {
    config_free(m->ref);
    pdf_sums_free(m->sums_ref);
    truth_profile_free(m->truth);
    for (int a = 0; a < 3; a++) truth_profile_free(m->truth_of[a]);
    for (int s = 0; s < N_SIGNS; s++)
        for (int a = 0; a < 3; a++) {
            config_free(m->load[s][a]);
            pdf_sums_free(m->sums[s][a]);
            pdf_sums_free(m->affine[s][a]);
        }
}

static int need_yes_no(const struct stage *st, const char *name, bool *v, struct gb_error *err) {
    const char *s = stage_param_get(st, name);
    if (!s || (strcmp(s, "yes") != 0 && strcmp(s, "no") != 0))
        return gb_fail(err, GB_EINPUT, "stage %s: parameter '%s' is '%s'; allowed are yes, no", st->name, name,
                       s ? s : "");
    *v = s[0] == 'y';
    return GB_OK;
}

static int read_axes(struct measure *m, const struct stage *st, struct gb_error *err) {
    const char *s = stage_param_get(st, "axes");
    for (const char *p = s ? s : ""; *p; p++) {
        if (*p == ' ') continue;
        const char *at = strchr("xyz", *p);
        if (!at || (m->axes & 1U << (at - "xyz"))) {
            m->n_axes = 0;
            break;
        }
        m->axes |= 1U << (at - "xyz");
        m->axis[m->n_axes++] = (int)(at - "xyz");
    }
    if (m->n_axes == 0)
        return gb_fail(err, GB_EINPUT, "stage %s: parameter 'axes' is '%s'; allowed are x, y, z, each once", st->name,
                       s ? s : "");
    return GB_OK;
}

static int read_basis(struct measure *m, const struct stage *st, struct gb_error *err) {
    const char *basis = stage_param_get(st, "basis");
    int64_t shots = 1;
    int rc = GB_OK;
    if (basis && strcmp(basis, "mean") == 0)
        m->positions = POSITIONS_MEAN;
    else if (basis && strcmp(basis, "snapshots") == 0)
        m->positions = POSITIONS_SNAPSHOTS;
    else if (basis)
        return gb_fail(err, GB_EINPUT, "stage %s: parameter 'basis' is '%s'; allowed are mean, snapshots, or none",
                       st->name, basis);
    if (m->positions == POSITIONS_SNAPSHOTS) rc = stage_need_int(st, "snapshots", &shots, err);
    if (rc == GB_OK && shots < 1)
        return gb_fail(err, GB_EINPUT, "stage %s: parameter 'snapshots' is %lld; allowed: 1 or more", st->name,
                       (long long)shots);
    m->n_shots = (size_t)shots;
    return rc;
}

static int read_params(struct measure *m, const struct stage *st, struct gb_error *err) {
    bool both = false;
    int rc = read_axes(m, st, err);
    if (rc == GB_OK) rc = read_basis(m, st, err);
    if (rc == GB_OK) rc = need_yes_no(st, "both-signs", &both, err);
    if (rc == GB_OK) rc = need_yes_no(st, "partials", &m->partials, err);
    if (rc == GB_OK) rc = stage_need_double(st, "r-max", &m->r_max, err);
    if (rc == GB_OK) rc = stage_need_double(st, "r-bin", &m->grid.dr, err);
    if (rc == GB_OK) rc = stage_need_double(st, "margin", &m->margin, err);
    if (rc == GB_OK) rc = stage_need_double(st, "d2min-cut", &m->d2min_cut, err);
    if (rc != GB_OK) return rc;
    double bins = ceil((m->r_max + m->margin) / m->grid.dr - 1e-9);
    if (!(m->grid.dr > 0 && m->r_max > 0 && m->margin >= 0 && bins >= 1 && bins <= 1e7))
        return gb_fail(err, GB_EINPUT,
                       "stage %s: r-max %.9g + margin %.9g with r-bin %.9g makes %.3g bins; 1 to 1e7 are allowed",
                       st->name, m->r_max, m->margin, m->grid.dr, bins);
    m->grid.n = (size_t)bins;
    m->n_signs = both ? 2 : 1;
    return GB_OK;
}

/* Did the glass give way under one of the loads (compress.c)? Then there is nothing to measure. */
static int read_gave_way(const struct stage *st, const char *dir, bool *gave_way, struct gb_error *err) {
    int rc = GB_OK;
    *gave_way = false;
    for (size_t k = 0; k < st->n_inputs && rc == GB_OK; k++) {
        if (strncmp(st->input[k].name, "compress-", 9) != 0) continue;
        struct gb_values v = {0};
        char *folder = stage_input_path(st, st->input[k].name, dir), *path = gb_format("%s/values.tsv", folder);
        if (gb_exists(path)) rc = gb_values_read(&v, path, err);
        *gave_way = *gave_way || gb_values_get(&v, "gave_way") > 0;
        gb_values_clear(&v);
        free(path);
        free(folder);
    }
    return rc;
}

static int write_gave_way(const char *out, struct gb_error *err) {
    struct gb_values v = {0};
    char *path = gb_format("%s/values.tsv", out);
    gb_values_set(&v, "gave_way", 1, "-");
    int rc = gb_values_write(&v, "The glass gave way under one of its loads: nothing was measured", path, err);
    gb_values_clear(&v);
    free(path);
    return rc;
}

int measure_stage(const struct stage *st, const char *dir, const char *out, struct gb_error *err) {
    struct measure m = {.st = st, .dir = dir};
    struct gb_values v = {0};
    bool gave_way;
    int rc = read_gave_way(st, dir, &gave_way, err);
    if (rc == GB_OK && gave_way) return write_gave_way(out, err);
    if (rc == GB_OK) rc = read_params(&m, st, err);
    if (rc == GB_OK) rc = measure_read_states(&m, err);
    if (rc == GB_OK) rc = measure_make_sums(&m, err);
    if (rc == GB_OK) rc = measure_write_curves(&m, out, err);
    if (rc == GB_OK) {
        measure_count_atoms(&m, &v);
        measure_strain_values(&m, &v);
        rc = measure_bond_values(&m, &v, err);
    }
    if (rc == GB_OK) rc = measure_d2min(&m, out, &v, err);
    char *path = gb_format("%s/values.tsv", out);
    if (rc == GB_OK) rc = gb_values_write(&v, "Scalars of one glass under load, averaged over the axes", path, err);
    free(path);
    gb_values_clear(&v);
    measure_clear(&m);
    return rc;
}

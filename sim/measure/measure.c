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
#include "base/table.h"
#include "base/values.h"
#include "stage/model.h"
#include "study/study.h"
#include "truth/truth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLUS, MINUS, N_SIGNS };

struct measure {
    const struct stage *st;
    const char *dir;
    enum study_positions positions;
    size_t n_shots; /* snapshots of each state; 1: ref and load themselves */
    double r_max, margin, d2min_cut;
    bool partials;
    struct pdf_grid grid;
    size_t n_axes, n_signs;
    int axis[3];
    unsigned axes;
    struct config *ref, *load[N_SIGNS][3]; /* at rest, or time-averaged positions */
    struct truth_deformation d[N_SIGNS][3];
    struct pdf_sums *sums_ref, *sums[N_SIGNS][3], *affine[N_SIGNS][3];
    struct truth_profile *truth, *truth_of[3]; /* averaged over axes, and of each; (plus - minus)/2, or plus */
};

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

static int read_state(struct config **c, const struct stage *st, const char *dir, const char *input, const char *file,
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
    int rc = read_state(c, m->st, m->dir, input, path, err);
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

static int read_states(struct measure *m, struct gb_error *err) {
    int rc = read_state(&m->ref, m->st, m->dir, "reference",
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
static int shot_ref(struct config **c, const struct measure *m, size_t k, struct gb_error *err) {
    if (m->positions != POSITIONS_SNAPSHOTS) return *c = config_copy(m->ref), GB_OK;
    char *file = gb_format("snapshot-%02zu.dump", k + 1);
    int rc = read_state(c, m->st, m->dir, "reference", file, err);
    free(file);
    return rc;
}

static int shot_load(struct config **c, const struct measure *m, size_t s, size_t a, size_t k, struct gb_error *err) {
    if (m->positions != POSITIONS_SNAPSHOTS) return *c = config_copy(m->load[s][a]), GB_OK;
    char *file = gb_format("snapshot-%02zu.dump", k + 1);
    int rc = read_loaded(c, m, s, a, file, err);
    free(file);
    return rc;
}

/* The unloaded snapshot carried along by the mean displacements, F x + w with w of the mean positions: the caller's. */
static int shot_displaced(struct config **c, const struct measure *m, size_t s, size_t a, const struct config *shot,
                          struct gb_error *err) {
    double *w;
    int rc = truth_nonaffine(m->ref, m->load[s][a], &w, err);
    if (rc != GB_OK) return rc;
    *c = truth_affine_copy(shot, m->load[s][a]);
    for (size_t i = 0; i < 3 * shot->n; i++) (*c)->x[i] += w[i];
    free(w);
    return GB_OK;
}

/* Adds each axis' profile of the + load, or (plus - minus)/2, and their mean, of one unloaded snapshot (or the
 * reference) from one pass over its pairs. */
static int add_truth_of(struct measure *m, const struct config *shot, struct gb_error *err) {
    struct config *load[6] = {NULL};
    struct truth_profile *p[6];
    int axis[6], rc = GB_OK;
    size_t n = 0;
    for (size_t s = 0; s < m->n_signs; s++)
        for (size_t a = 0; a < m->n_axes && rc == GB_OK; a++) {
            rc = m->positions == POSITIONS_SNAPSHOTS ? shot_displaced(&load[n], m, s, a, shot, err)
                                                     : shot_load(&load[n], m, s, a, 0, err);
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
    int rc = shot_load(&load, m, s, a, k, err);
    if (rc != GB_OK) return rc;
    rc = pair_sums(&m->sums[s][a], m, load, axis, err);
    config_free(load);
    if (rc != GB_OK) return rc;
    struct config *copy = truth_affine_copy(shot, m->load[s][a]);
    rc = pair_sums(&m->affine[s][a], m, copy, axis, err);
    config_free(copy);
    return rc;
}

static int make_sums(struct measure *m, struct gb_error *err) {
    int rc = GB_OK;
    for (size_t k = 0; k < m->n_shots && rc == GB_OK; k++) {
        struct config *shot;
        if ((rc = shot_ref(&shot, m, k, err)) != GB_OK) break;
        rc = pair_sums(&m->sums_ref, m, shot, m->axes, err);
        for (size_t s = 0; s < m->n_signs; s++)
            for (size_t a = 0; a < m->n_axes && rc == GB_OK; a++) rc = add_loaded_sums(m, shot, s, a, k, err);
        if (rc == GB_OK) rc = add_truth_of(m, shot, err);
        config_free(shot);
    }
    return rc;
}

/* table[name] += factor * g_l0 of `sums`, the mean over snapshots. */
static void add_curve(struct gb_table *t, const struct measure *m, const char *name, double factor,
                      const struct pdf_sums *sums, int pair, int l, int axis) {
    double *g = GB_ARRAY(sums->grid.n, double);
    pdf_g(sums, pair, l, axis, g);
    size_t col = gb_table_find(t, name);
    if (col == (size_t)-1) {
        col = gb_table_add_column(t, name);
        for (size_t k = 0; k < t->n_row; k++) *gb_table_at(t, k, col) = 0;
    }
    for (size_t k = 0; k < t->n_row; k++) *gb_table_at(t, k, col) += factor / (double)m->n_shots * g[k];
    free(g);
}

static void set_column(struct gb_table *t, const char *name, const double *v) {
    size_t col = gb_table_add_column(t, name);
    for (size_t k = 0; k < t->n_row; k++) *gb_table_at(t, k, col) = v[k];
}

/* g00 and the three signals of one set of states: the loaded ones (prefix "") or the affine copies ("aff_"). */
static void add_signals(struct gb_table *t, const struct measure *m, int pair, const char *prefix,
                        struct pdf_sums *const sums[N_SIGNS][3]) {
    char *g00 = gb_format("%sg00_loaded", prefix), *sym = gb_format("%sg20_sym", prefix),
         *minus = gb_format("%sg20_minus", prefix), *raw = gb_format("%sg20_raw", prefix);
    const double one = 1 / (double)m->n_axes;
    for (size_t a = 0; a < m->n_axes; a++) {
        const int ax = m->axis[a];
        add_curve(t, m, g00, one, sums[PLUS][a], pair, 0, ax);
        if (m->n_signs == 2) {
            add_curve(t, m, sym, 0.5 * one, sums[PLUS][a], pair, 2, ax);
            add_curve(t, m, sym, -0.5 * one, sums[MINUS][a], pair, 2, ax);
        }
        add_curve(t, m, minus, one, sums[PLUS][a], pair, 2, ax);
        add_curve(t, m, minus, -one, m->sums_ref, pair, 2, ax);
        add_curve(t, m, raw, one, sums[PLUS][a], pair, 2, ax);
    }
    free(g00);
    free(sym);
    free(minus);
    free(raw);
}

/* The first n of p2p2, dpdp, rad_num, tan_num. */
static void add_profile(struct gb_table *t, const struct truth_profile *p, int pair, size_t n, const char *suffix) {
    static const struct {
        const char *name;
        enum truth_sum which;
    } sum[] = {{"p2p2", TRUTH_P2P2}, {"dpdp", TRUTH_DPDP}, {"rad_num", TRUTH_RAD_NUM}, {"tan_num", TRUTH_TAN_NUM}};
    double *v = GB_ARRAY(p->grid.n, double);
    for (size_t i = 0; i < n; i++) {
        char *name = gb_format("%s%s", sum[i].name, suffix);
        truth_density(p, pair, sum[i].which, v);
        set_column(t, name, v);
        free(name);
    }
    free(v);
}

static void add_truth(struct gb_table *t, const struct measure *m, int pair) {
    double *near = GB_ARRAY(m->grid.n, double), *flux = GB_ARRAY(m->grid.n, double);
    truth_continuity(m->truth, pair, near, flux);
    set_column(t, "near", near);
    set_column(t, "flux", flux);
    add_profile(t, m->truth, pair, 4, "");
    free(near);
    free(flux);
}

/* table[NAME_AXIS] += factor * g_l0 of `sums` about that axis. */
static void add_axis_curve(struct gb_table *t, const struct measure *m, const char *name, int axis, double factor,
                           const struct pdf_sums *sums, int l) {
    char *full = gb_format("%s_%c", name, "xyz"[axis]);
    add_curve(t, m, full, factor, sums, PDF_TOTAL, l, axis);
    free(full);
}

/* What one axis alone says, number weights. */
static void add_single_axes(struct gb_table *t, const struct measure *m) {
    for (size_t a = 0; a < m->n_axes; a++) {
        const int axis = m->axis[a];
        add_axis_curve(t, m, "g00_loaded", axis, 1, m->sums[PLUS][a], 0);
        add_axis_curve(t, m, "g20_raw", axis, 1, m->sums[PLUS][a], 2);
        add_axis_curve(t, m, "aff_g00_loaded", axis, 1, m->affine[PLUS][a], 0);
        add_axis_curve(t, m, "aff_g20_raw", axis, 1, m->affine[PLUS][a], 2);
        add_axis_curve(t, m, "g20_minus", axis, 1, m->sums[PLUS][a], 2);
        add_axis_curve(t, m, "g20_minus", axis, -1, m->sums_ref, 2);
        if (m->n_signs == 2) {
            add_axis_curve(t, m, "g20_sym", axis, 0.5, m->sums[PLUS][a], 2);
            add_axis_curve(t, m, "g20_sym", axis, -0.5, m->sums[MINUS][a], 2);
        }
        const char suffix[] = {'_', "xyz"[axis], '\0'};
        add_profile(t, m->truth_of[a], PDF_TOTAL, 2, suffix);
    }
}

char *measure_curves_name(int pair, int a, int b) {
    return pair == PDF_TOTAL ? gb_strdup("curves-number.tsv") : gb_format("curves-%d-%d.tsv", a + 1, b + 1);
}

static int write_curves(const struct measure *m, int pair, int a, int b, const char *out, struct gb_error *err) {
    struct gb_table *t = gb_table_create("Raw curves of one glass under load, averaged over the loading axes", "r");
    gb_table_meta(t, "weights", pair == PDF_TOTAL ? "number" : "types %d-%d", a + 1, b + 1);
    gb_table_meta(t, "smoothing", "none; measured %.9g beyond r-max %.9g", m->margin, m->r_max);
    gb_table_meta(t, "columns",
                  "sym = (g20(+) - g20(-))/2, minus = g20(+) - g20(reference), raw = g20(+); aff_: affine "
                  "copies of the reference; near, flux, *_num: %s",
                  m->n_signs == 2 ? "(plus - minus)/2" : "plus");
    for (size_t k = 0; k < m->grid.n; k++) {
        double r = pdf_r(m->grid, k);
        gb_table_add(t, &r);
    }
    add_curve(t, m, "g00_ref", 1, m->sums_ref, pair, 0, m->axis[0]);
    add_signals(t, m, pair, "", m->sums);
    add_signals(t, m, pair, "aff_", m->affine);
    add_truth(t, m, pair);
    if (pair == PDF_TOTAL) add_single_axes(t, m);
    char *name = measure_curves_name(pair, a, b), *path = gb_format("%s/%s", out, name);
    int rc = gb_table_write(t, path, 17, err);
    free(name);
    free(path);
    gb_table_free(t);
    return rc;
}

static int write_all_curves(const struct measure *m, const char *out, struct gb_error *err) {
    int rc = write_curves(m, PDF_TOTAL, 0, 0, out, err);
    const size_t *n = m->sums_ref->n_of_type;
    for (int a = 0; m->partials && a < m->ref->n_types; a++)
        for (int b = a; b < m->ref->n_types && rc == GB_OK; b++)
            if (n[a] > 0 && n[b] > 0) rc = write_curves(m, (int)pdf_pair_index(m->ref->n_types, a, b), a, b, out, err);
    return rc;
}

/* Cell strains averaged over the loads, by sign and over both; -(e_par - e_perp) is (1+nu) times the true strain. */
static void strain_values(const struct measure *m, struct gb_values *v) {
    static const char *const par[] = {"eps_par_plus", "eps_par_minus"}, *const perp[] = {"eps_perp_plus",
                                                                                         "eps_perp_minus"};
    double both = 0, plus = 0;
    const double one = 1 / (double)m->n_axes;
    for (size_t s = 0; s < m->n_signs; s++) {
        double e_par = 0, e_perp = 0, sign = s == PLUS ? 1 : -1;
        for (size_t a = 0; a < m->n_axes; a++) {
            e_par += one * m->d[s][a].e_par;
            e_perp += one * m->d[s][a].e_perp;
        }
        gb_values_set(v, par[s], e_par, "-");
        gb_values_set(v, perp[s], e_perp, "-");
        both += -sign * (e_par - e_perp) / (double)m->n_signs;
        if (s == PLUS) plus = -(e_par - e_perp);
    }
    gb_values_set(v, "eps_true_times_1pnu", both, "-");
    gb_values_set(v, "eps_true_times_1pnu_plus", plus, "-");
}

static void count_atoms(const struct measure *m, struct gb_values *v) {
    gb_values_set(v, "atoms", (double)m->ref->n, "-");
    for (int t = 0; t < m->ref->n_types; t++) {
        char *name = gb_format("atoms_%d", t + 1);
        gb_values_set(v, name, (double)m->sums_ref->n_of_type[t], "-");
        free(name);
    }
}

static int bond_values(const struct measure *m, struct gb_values *v, struct gb_error *err) {
    uint64_t sum[3] = {0};
    const size_t states = m->n_axes * m->n_shots;
    for (size_t i = 0; i < states; i++) {
        struct config *ref = NULL, *load = NULL;
        uint64_t n[3];
        int rc = shot_ref(&ref, m, i / m->n_axes, err);
        if (rc == GB_OK) rc = shot_load(&load, m, PLUS, i % m->n_axes, i / m->n_axes, err);
        if (rc == GB_OK) rc = truth_bonds(ref, load, m->d2min_cut, &n[0], &n[1], &n[2], err);
        config_free(ref);
        config_free(load);
        if (rc != GB_OK) return rc;
        for (int k = 0; k < 3; k++) sum[k] += n[k];
    }
    gb_values_set(v, "bonds_per_atom", 2 * (double)sum[0] / (double)(states * m->ref->n), "-");
    gb_values_set(v, "bonds_cut_fraction", sum[0] ? (double)sum[1] / (double)sum[0] : NAN, "-");
    gb_values_set(v, "bonds_formed_fraction", sum[0] ? (double)sum[2] / (double)sum[0] : NAN, "-");
    return GB_OK;
}

/* OVITO and ASE want names, which a dump may lack, and ASE elements: those that stand in for the model's. */
static int name_elements(struct config *c, char **stand_in, const struct stage *st, const char *dir,
                         struct gb_error *err) {
    const char *file = stage_param_get(st, "model");
    if (!file) return GB_OK;
    char *path = file[0] == '/' ? gb_strdup(file) : gb_format("%s/%s", dir, file);
    struct model *model = NULL;
    int rc = model_read(&model, path, err);
    if (rc == GB_OK && !c->element && model->n_species >= c->n_types) {
        c->element = GB_ARRAY((size_t)c->n_types, char *);
        for (int t = 0; t < c->n_types; t++) c->element[t] = gb_strdup(model->element[t]);
    }
    for (int t = 0; rc == GB_OK && t < c->n_types && t < model->n_species; t++)
        stand_in[t] = gb_strdup(model->scatter_as[t]);
    model_free(model);
    free(path);
    return rc;
}

static int write_atoms(const struct measure *m, struct config *load, const double *d2min, const double *shear,
                       const char *out, struct gb_error *err) {
    char **stand_in = GB_ARRAY((size_t)load->n_types, char *);
    int rc = name_elements(load, stand_in, m->st, m->dir, err);
    const struct config_column extra[] = {{"d2min", d2min}, {"shear_strain", shear}};
    char *path = gb_format("%s/atoms-%c.xyz.gz", out, "xyz"[m->axis[0]]);
    if (rc == GB_OK) rc = config_write_xyz_as(load, (const char *const *)stand_in, path, 2, extra, err);
    free(path);
    for (int t = 0; t < load->n_types; t++) free(stand_in[t]);
    free(stand_in);
    return rc;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Ten bins a decade from 1e-4 to 1e6 of D2min/e_par^2; the density is per decade, out of all atoms. */
enum { D2_PER_DECADE = 10, D2_LO = -4, D2_HI = 6, D2_BINS = (D2_HI - D2_LO) * D2_PER_DECADE };

static int write_d2min(const double *x, size_t n, const char *out, struct gb_error *err) {
    uint64_t count[D2_BINS] = {0}, below = 0, above = 0;
    for (size_t i = 0; i < n; i++) {
        double k = x[i] > 0 ? floor((log10(x[i]) - D2_LO) * D2_PER_DECADE) : -1;
        if (k < 0)
            below++;
        else if (k >= D2_BINS)
            above++;
        else
            count[(size_t)k]++;
    }
    struct gb_table *t = gb_table_create("Distribution of D2min / strain^2 over the atoms of the compressed states",
                                         "x_lo x_hi density_per_decade count");
    gb_table_meta(t, "below", "%llu", (unsigned long long)below);
    gb_table_meta(t, "above", "%llu", (unsigned long long)above);
    gb_table_meta(t, "atoms", "%zu", n);
    for (int k = 0; k < D2_BINS; k++) {
        double row[4] = {pow(10, D2_LO + (double)k / D2_PER_DECADE), pow(10, D2_LO + (double)(k + 1) / D2_PER_DECADE),
                         n ? (double)count[k] * D2_PER_DECADE / (double)n : NAN, (double)count[k]};
        gb_table_add(t, row);
    }
    char *path = gb_format("%s/d2min.tsv", out);
    int rc = gb_table_write(t, path, 17, err);
    free(path);
    gb_table_free(t);
    return rc;
}

/* What atoms show without any load: half the D2min between the means of the two halves of the unloaded run, which is
 * that between two means over the whole time; or between one snapshot and the next. */
static int d2min_noise(const struct measure *m, struct gb_values *v, struct gb_error *err) {
    const size_t n = m->ref->n, pairs = m->positions == POSITIONS_MEAN ? 1 : m->n_shots - 1;
    double *d2 = GB_ARRAY(n, double), sum = 0;
    size_t used = 0;
    int rc = GB_OK;
    for (size_t k = 0; k < pairs && rc == GB_OK; k++) {
        struct config *a = NULL, *b = NULL;
        if (m->positions == POSITIONS_MEAN) {
            rc = read_state(&a, m->st, m->dir, "reference", "half-1.dump", err);
            if (rc == GB_OK) rc = read_state(&b, m->st, m->dir, "reference", "half-2.dump", err);
        } else {
            rc = shot_ref(&a, m, k, err);
            if (rc == GB_OK) rc = shot_ref(&b, m, k + 1, err);
        }
        if (rc == GB_OK) rc = truth_d2min(a, b, m->d2min_cut, d2, NULL, NULL, err);
        for (size_t i = 0; i < n && rc == GB_OK; i++)
            if (!isnan(d2[i])) sum += d2[i], used++;
        config_free(a);
        config_free(b);
    }
    if (rc == GB_OK && used > 0)
        gb_values_set(v, "d2min_noise", (m->positions == POSITIONS_MEAN ? 0.5 : 1) * sum / (double)used, "length^2");
    free(d2);
    return rc;
}

/* D2min of a + load; of the first also the atoms for pictures. */
static int one_d2min(const struct measure *m, size_t state, double *d2, double *shear, const char *out,
                     struct gb_error *err) {
    struct config *ref = NULL, *load = NULL;
    const size_t a = state % m->n_axes, k = state / m->n_axes;
    int rc = shot_ref(&ref, m, k, err);
    if (rc == GB_OK) rc = shot_load(&load, m, PLUS, a, k, err);
    if (rc == GB_OK) rc = truth_d2min(ref, load, m->d2min_cut, d2, NULL, shear, err);
    if (rc == GB_OK && state == 0) rc = write_atoms(m, load, d2, shear, out, err);
    config_free(ref);
    config_free(load);
    return rc;
}

/* D2min of every + load: the distribution, mean and median, and the atoms of the first axis for pictures. Snapshots:
 * each loaded one against the unloaded one of the same number. */
static int measure_d2min(const struct measure *m, const char *out, struct gb_values *v, struct gb_error *err) {
    const size_t n = m->ref->n, states = m->n_axes * m->n_shots;
    double *d2 = GB_ARRAY(n, double), *shear = GB_ARRAY(n, double), *all = GB_ARRAY(n * states, double);
    double *scaled = GB_ARRAY(n * states, double), mean = 0, mean_shear = 0;
    size_t used = 0;
    int rc = GB_OK;
    for (size_t state = 0; state < states && rc == GB_OK; state++) {
        const double e_par = m->d[PLUS][state % m->n_axes].e_par;
        rc = one_d2min(m, state, d2, shear, out, err);
        for (size_t i = 0; i < n && rc == GB_OK; i++) {
            if (isnan(d2[i])) continue;
            all[used] = d2[i];
            scaled[used++] = d2[i] / (e_par * e_par);
            mean += d2[i];
            mean_shear += shear[i];
        }
    }
    if (rc == GB_OK) rc = write_d2min(scaled, used, out, err);
    qsort(all, used, sizeof *all, ascending);
    double median = used ? 0.5 * (all[(used - 1) / 2] + all[used / 2]) : NAN;
    gb_values_set(v, "d2min_mean", used ? mean / (double)used : NAN, "length^2");
    gb_values_set(v, "d2min_median", median, "length^2");
    gb_values_set(v, "shear_strain_mean", used ? mean_shear / (double)used : NAN, "-");
    gb_values_set(v, "d2min_undefined", (double)(n * states - used), "atoms");
    free(d2);
    free(shear);
    free(all);
    free(scaled);
    if (rc == GB_OK && m->positions != POSITIONS_REST) rc = d2min_noise(m, v, err);
    return rc;
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
    if (rc == GB_OK) rc = read_states(&m, err);
    if (rc == GB_OK) rc = make_sums(&m, err);
    if (rc == GB_OK) rc = write_all_curves(&m, out, err);
    if (rc == GB_OK) {
        count_atoms(&m, &v);
        strain_values(&m, &v);
        rc = bond_values(&m, &v, err);
    }
    if (rc == GB_OK) rc = measure_d2min(&m, out, &v, err);
    char *path = gb_format("%s/values.tsv", out);
    if (rc == GB_OK) rc = gb_values_write(&v, "Scalars of one glass under load, averaged over the axes", path, err);
    free(path);
    gb_values_clear(&v);
    measure_clear(&m);
    return rc;
}

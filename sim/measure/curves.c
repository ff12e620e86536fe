/* Sums to the curves of measure.h. All are linear in the sums: nothing is divided. */
#include "measure/curves.h"

#include "measure/parts.h"

#include "base/mem.h"
#include "base/table.h"

#include <stdlib.h>

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

int measure_write_curves(const struct measure *m, const char *out, struct gb_error *err) {
    int rc = write_curves(m, PDF_TOTAL, 0, 0, out, err);
    const size_t *n = m->sums_ref->n_of_type;
    for (int a = 0; m->partials && a < m->ref->n_types; a++)
        for (int b = a; b < m->ref->n_types && rc == GB_OK; b++)
            if (n[a] > 0 && n[b] > 0) rc = write_curves(m, (int)pdf_pair_index(m->ref->n_types, a, b), a, b, out, err);
    return rc;
}

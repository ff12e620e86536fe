/* What temperature changes, in the page: the loads at rest and at temperatures side by side, from summary/thermal.tsv,
 * and the first shell of g20 and the pair strains of each per unit of true strain. */
#include "page/parts.h"

#include "base/file.h"
#include "summary/temperature.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The changes stand below what changes. */
static const enum temperature_quantity shown[] = {
    TH_T,      TH_STRESS, TH_EPS_TRUE,     TH_YOUNG, TH_POISSON,     TH_EPS_INF,   TH_EPS_INF_CHANGE, TH_EPS_1,
    TH_EPS_2,  TH_RATIO,  TH_RATIO_CHANGE, TH_LOSS,  TH_LOSS_CHANGE, TH_CONT_CORR, TH_CONT_SLOPE,     TH_PEAK,
    TH_HEIGHT, TH_WIDTH,  TH_RMS,          TH_HOPS,  TH_CREEP,       TH_D2MIN,     TH_D2MIN_NOISE};
enum { N_SHOWN = sizeof shown / sizeof *shown };

/* Loads in columns, of one history. */
static void histories_table(struct page *p, const struct temperature_table *t, size_t h, const char *caption) {
    struct cells header = {0}, body = {0};
    cells_say(&header, "");
    for (size_t k = 0; k < p->s->n_loads; k++) cells_say(&header, p->load_name[k]);
    for (size_t i = 0; i < N_SHOWN; i++) {
        const struct column *column = temperature_column(shown[i]);
        cells_add(&body, column_with_unit(column_phrase(column), column, p->s));
        for (size_t k = 0; k < p->s->n_loads; k++)
            cells_add(&body, table_cell(&temperature_kind, column, temperature_find(t, h, k), p->s));
    }
    cells_table(&p->r, caption, &header, &body);
}

static void tables(struct page *p, const struct temperature_table *t) {
    static const char rest[] =
        "Mean positions: averaged over time in the coordinates of the mean cell. Snapshots: pair distribution "
        "functions "
        "averaged over snapshots in the same cell, as diffraction sees them. Changes: against the load at rest of the "
        "nearest strain, on the same samples. Continuity: of snapshots, the g_{20} that follows when the pairs of "
        "unloaded snapshots are displaced as their mean positions are; a slope off one says that the load "
        "changes the vibrations too.";
    for (size_t i = 0; i < p->n_histories; i++) {
        char *caption = gb_format("%s%s%s. %s", p->n_histories > 1 ? "What temperature changes: " : "What temperature",
                                  p->n_histories > 1 ? p->label[p->by_rate[i]] : " changes", "", i == 0 ? rest : "");
        histories_table(p, t, p->by_rate[i], caption);
        free(caption);
    }
}

static void scale(struct curve *c, enum curve_column k, double by) {
    for (size_t i = 0; c->column[k] && i < c->n; i++) c->column[k][i] *= by;
}

/* Everything that is proportional to the strain, per percent of it. */
static void per_strain(struct curve *c) {
    const double by = 0.01 / c->eps_true;
    scale(c, CURVE_G20, by);
    scale(c, CURVE_G20_ERR, by);
    scale(c, CURVE_CONT, by);
    scale(c, CURVE_CONT_ERR, by);
    c->eps_inf *= by;
    for (int k = 0; k < 2; k++) c->A[k] *= by;
    c->eps_true *= by;
}

/* Short, for the key of a figure: the state, with what tells it from others where there are others. */
static char *short_name(const struct page *p, size_t load) {
    const struct study *s = p->s;
    const char *basis = s->load[load].positions == POSITIONS_MEAN ? "mean positions" : "snapshots";
    size_t alike = 0;
    for (size_t k = 0; k < s->n_loads; k++) alike += s->load[k].positions == s->load[load].positions;
    if (s->load[load].positions == POSITIONS_REST) return gb_strdup("at rest");
    return alike == 1 ? gb_strdup(basis)
                      : gb_format("%s, %g, %s", study_load_compress(s, load)->name, s->load[load].stress,
                                  s->load[load].positions == POSITIONS_MEAN ? "mean" : "snap.");
}

/* The load at rest of the figures, and those at temperatures: at most MAX_CURVES; the array is the caller's. */
enum { MAX_CURVES = 5 };
static struct curve *read_curves(struct page *p, size_t *n) {
    struct curve *c = GB_ARRAY(p->s->n_loads, struct curve);
    *n = 0;
    for (size_t k = 0; k < p->s->n_loads && *n < MAX_CURVES; k++) {
        struct gb_error why = GB_ERROR_INIT;
        if (p->s->load[k].positions == POSITIONS_REST && k != p->load) continue;
        char *path = page_summary_path(p, "curves", p->by_rate[0], k, p->weights);
        char *label = short_name(p, k);
        if (curve_read(&c[*n], label, path, &why) == GB_OK) per_strain(&c[(*n)++]);
        free(label);
        gb_error_clear(&why);
        free(path);
    }
    return c;
}

static int figures(struct page *p, struct gb_error *err) {
    const struct figure_context x = {p->length, p->energy, p->temperature, p->s->fit_lo, p->s->fit_hi};
    size_t n;
    struct curve *c = read_curves(p, &n);
    struct figure f = {0};
    bool drawn = n > 1 && figure_first_shell(&f, &x, n, c);
    int rc = page_place(
        p, drawn, &f, "thermal-shell", "The first shell of g20 at rest and at temperatures",
        gb_format("The first shell of g_{20} at rest and at temperature, per percent of true strain (%s). Solid: "
                  "measured; dashed: ε_{∞}K; dotted: an affine deformation by the true strain.",
                  p->label[p->by_rate[0]]),
        err);
    if (rc == GB_OK) {
        drawn = n > 1 && figure_pair_strain(&f, &x, n, c);
        rc = page_place(p, drawn, &f, "thermal-strain", "Strain of pairs at rest and at temperatures",
                        gb_strdup("The strain of pairs along and across their line over the true strain, by the mean "
                                  "displacements: at rest, between mean positions, and of the pairs of snapshots that "
                                  "the same displacements carry, where a distance mixes pairs of many mean distances."),
                        err);
    }
    for (size_t i = 0; i < n; i++) curve_clear(&c[i]);
    free(c);
    return rc;
}

int page_temperature(struct page *p, struct gb_error *err) {
    struct gb_error why = GB_ERROR_INIT;
    struct temperature_table t = {0};
    char *path = gb_format("%s/summary/thermal.tsv", p->dir);
    int rc = GB_OK;
    if (study_has_temperature(p->s) && gb_exists(path)) {
        report_heading(&p->r, "temperature", "At a temperature");
        if (temperature_read(&t, p->s, path, &why) != GB_OK) {
            report_warning(&p->r, why.text);
        } else {
            tables(p, &t);
            rc = figures(p, err);
        }
    }
    gb_error_clear(&why);
    temperature_clear(&t);
    free(path);
    return rc;
}

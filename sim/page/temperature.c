/* What temperature changes, in the page: the loads at rest and at temperatures side by side, from summary/thermal.tsv,
 * and the first shell of g20 and the pair strains of each per unit of true strain. */
#include "page/parts.h"

#include "base/file.h"
#include "base/notation.h"
#include "summary/temperature.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    enum temperature_quantity q;
    const char *name;
} shown[] = {
    {TH_T, "temperature, measured"},
    {TH_STRESS, "axial stress, measured"},
    {TH_EPS_TRUE, "true strain ε_{true}"},
    {TH_YOUNG, "Young's modulus"},
    {TH_POISSON, "Poisson's ratio ν"},
    {TH_FAR, "ε_{∞}/ε_{true}"},
    {TH_FAR_CHANGE, "its change against rest"},
    {TH_FIRST, "ε_{1}/ε_{true}"},
    {TH_SECOND, "ε_{2}/ε_{true}"},
    {TH_RATIO, "ratio Δε_{R}/ε_{∞}"},
    {TH_RATIO_CHANGE, "its change against rest"},
    {TH_LOSS, "absolute loss"},
    {TH_LOSS_CHANGE, "its change against rest"},
    {TH_CORR, "continuity: correlation"},
    {TH_SLOPE, "continuity: slope"},
    {TH_PEAK, "first peak of g_{00} at"},
    {TH_HEIGHT, "its height"},
    {TH_WIDTH, "its full width at half height"},
    {TH_RMS, "rms displacement from the mean position"},
    {TH_HOPS, "fraction of atoms that hopped"},
    {TH_CREEP, "creep: growth of the strain while it is averaged"},
    {TH_D2MIN, "D²_{min}/ε_{true}²"},
    {TH_D2MIN_NOISE, "the same without load"},
};
enum { N_SHOWN = sizeof shown / sizeof *shown };

static char *cell(const struct page *p, const struct temperature_row *r, enum temperature_quantity q) {
    if (!r || isnan(r->q[q].value)) return gb_strdup("–");
    const bool ratio = strcmp(temperature_unit(p->s, q), "-") == 0 && q != TH_D2MIN && q != TH_D2MIN_NOISE;
    return ratio ? notation_ratio(r->q[q].value, r->q[q].err) : notation_estimate(r->q[q].value, r->q[q].err);
}

/* Loads in columns, of one history. */
static void histories_table(struct page *p, const struct temperature_table *t, size_t h, const char *caption) {
    const size_t n_col = 1 + p->s->n_loads;
    const char **header = GB_ARRAY(n_col, const char *);
    char **text = GB_ARRAY(N_SHOWN * n_col, char *);
    header[0] = "";
    for (size_t k = 0; k < p->s->n_loads; k++) header[1 + k] = p->load_name[k];
    for (size_t i = 0; i < N_SHOWN; i++) {
        char **c = text + i * n_col, *unit = notation_unit(temperature_unit(p->s, shown[i].q));
        c[0] = *unit ? gb_format("%s (%s)", shown[i].name, unit) : gb_strdup(shown[i].name);
        for (size_t k = 0; k < p->s->n_loads; k++)
            c[1 + k] = cell(p, temperature_find(t, study_history(p->s, h), p->s->load[k].label), shown[i].q);
        free(unit);
    }
    report_table(&p->r, caption, n_col, header, N_SHOWN, (const char *const *)text);
    for (size_t i = 0; i < N_SHOWN * n_col; i++) free(text[i]);
    free(text);
    free(header);
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

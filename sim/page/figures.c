/* The figures of the page with their captions: which histories, which files, and what to say when something is missing.
 */
#include "page/parts.h"

#include "base/file.h"
#include "report/figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SHOWN = 3 }; /* histories drawn with a panel each */

/* Everything that was read, slowest first. */
struct data {
    struct figure_context x;
    size_t n_curves, n_cooling, n_d2min;
    struct curve *curve;
    struct cooling *cooling;
    struct histogram *d2min;
};

static void data_clear(struct data *d) {
    for (size_t i = 0; i < d->n_curves; i++) curve_clear(&d->curve[i]);
    for (size_t i = 0; i < d->n_cooling; i++) cooling_clear(&d->cooling[i]);
    for (size_t i = 0; i < d->n_d2min; i++) histogram_clear(&d->d2min[i]);
    free(d->curve);
    free(d->cooling);
    free(d->d2min);
}

/* The i-th place of those shown: all when they are few, else the slowest and the fastest. */
static bool shown(const struct page *p, size_t i) {
    return p->n_histories <= MAX_SHOWN || i == 0 || i + 1 == p->n_histories;
}

/* What could not be read is said in the page; the rest of the page does not depend on it. */
static bool readable(struct page *p, const char *path, int rc, struct gb_error *why) {
    if (rc != GB_OK && gb_exists(path)) report_warning(&p->r, why->text ? why->text : path);
    gb_error_clear(why);
    return rc == GB_OK;
}

static void read_curves(struct page *p, struct data *d) {
    for (size_t i = 0; i < p->n_histories; i++) {
        size_t h = p->by_rate[i];
        if (!shown(p, i)) continue;
        struct gb_error why = GB_ERROR_INIT;
        char *path = page_summary_path(p, "curves", h, p->load, p->weights);
        d->curve = gb_realloc(d->curve, d->n_curves + 1, sizeof *d->curve);
        struct curve *c = &d->curve[d->n_curves];
        if (readable(p, path, curve_read(c, p->label[h], path, &why), &why)) {
            const struct summary_row *row = page_row(p, h, p->load, NULL, NULL);
            d->n_curves++;
            if (row) {
                c->cont_corr = row->q[Q_CONT_CORR].value;
                c->cont_corr_err = row->q[Q_CONT_CORR].err;
                c->cont_slope = row->q[Q_CONT_SLOPE].value;
                c->cont_slope_err = row->q[Q_CONT_SLOPE].err;
                if (isnan(c->eps_true)) c->eps_true = row->q[Q_EPS_TRUE].value;
                if (isnan(c->eps_inf)) c->eps_inf = row->q[Q_EPS_INF].value;
            }
        }
        free(path);
    }
}

static void read_cooling(struct page *p, struct data *d) {
    for (size_t i = 0; i < p->n_histories; i++) {
        size_t h = p->by_rate[i];
        if (history_cooling(p->s, h) == p->s->history[h].n_steps) continue;
        struct gb_error why = GB_ERROR_INIT;
        char *path = page_summary_path(p, "cooling", h, PAGE_NO_LOAD, NULL);
        d->cooling = gb_realloc(d->cooling, d->n_cooling + 1, sizeof *d->cooling);
        if (readable(p, path, cooling_read(&d->cooling[d->n_cooling], p->label[h], path, &why), &why)) d->n_cooling++;
        free(path);
    }
}

static void read_d2min(struct page *p, struct data *d) {
    for (size_t i = 0; i < p->n_histories; i++) {
        size_t h = p->by_rate[i];
        struct gb_error why = GB_ERROR_INIT;
        char *path = page_summary_path(p, "d2min", h, p->load, NULL);
        d->d2min = gb_realloc(d->d2min, d->n_d2min + 1, sizeof *d->d2min);
        if (readable(p, path, histogram_read(&d->d2min[d->n_d2min], p->label[h], path, &why), &why)) d->n_d2min++;
        free(path);
    }
}

/* Embeds what was drawn, or says that there is nothing. Takes the figure and the caption. */
static int place(struct page *p, bool drawn, struct figure *f, const char *name, const char *alt, char *caption,
                 const char *missing, struct gb_error *err) {
    int rc = GB_OK;
    if (drawn)
        rc = report_figure(&p->r, name, alt, caption, f->width, f->height, f->script.s, err);
    else
        report_paragraph(&p->r, missing);
    figure_clear(f);
    free(caption);
    return rc;
}

static const char no_curves[] =
    "No figure of this kind: the summary holds no curves of g_{00} and g_{20} for this study.";

static int pdf_figures(struct page *p, const struct data *d, struct gb_error *err) {
    struct figure f = {0};
    char *smooth = smooth_describe(&p->s->smoothing, p->length);
    const char *few = p->n_histories > MAX_SHOWN ? " Of all histories the slowest and the fastest are shown." : "";
    bool drawn = figure_pdf(&f, &d->x, d->n_curves, d->curve);
    int rc = place(
        p, drawn, &f, "pdf", "g00 and, below, g20 with the affine reference against r",
        gb_format(
            "The isotropic part g_{00} of the pair distribution function and, below, its anisotropic part g_{20} under "
            "load (%s; coloured; the band is one standard error), with the affine reference "
            "ε_{∞}K(r), K = c r dg_{00}/dr (dashed), fitted over the shaded window, %g to %g %s. The paper "
            "finds that the two agree far away and that the measured peaks of the first shell fall short. Both went "
            "through the "
            "same smoothing (%s); weights: %s. As Fig. 1(a) of the paper.%s",
            p->load_name[p->load], p->s->fit_lo, p->s->fit_hi, p->length, smooth, p->weights, few),
        no_curves, err);
    if (rc == GB_OK) {
        drawn = figure_first_shell(&f, &d->x, d->n_curves, d->curve);
        rc = place(
            p, drawn, &f, "first-shell", "g20 in the first shell with A1, A2 and two affine references",
            gb_format(
                "The first shell enlarged. A_{1} and A_{2} are the height and depth of g_{20}'s first two peaks, at "
                "r_{1} and "
                "r_{2}; ε_{i} = A_{i}/K(r_{i}). Dashed: ε_{∞}K, what the shells beyond would predict; dotted: "
                "ε_{true}K, what an "
                "affine deformation by the true strain would give. The gap to the dashed curve is the ratio, the gap "
                "to the dotted one the absolute loss. As Fig. 1(b) of the paper.%s",
                few),
            no_curves, err);
    }
    free(smooth);
    return rc;
}

static int truth_figures(struct page *p, const struct data *d, struct gb_error *err) {
    static const char none[] = "No figure of the pair strains: the summary holds no displacements for this study.";
    struct figure f = {0};
    bool drawn = figure_pair_strain(&f, &d->x, d->n_curves, d->curve);
    int rc = place(
        p, drawn, &f, "pair-strain", "Radial and tangential strain of pairs over the true strain against r",
        gb_strdup("What the atoms did: the strain of pairs along their line (radial, bond stretching) and across it "
                  "(tangential, bond rotation), over the true strain of the cell, against their distance. One, the "
                  "line, is affine. Bands are one standard error over samples; grey: g_{00}, for orientation, not to "
                  "scale. Not drawn where g_{00} is below 0.08."),
        none, err);
    if (rc == GB_OK) {
        drawn = figure_continuity(&f, &d->x, d->n_curves, d->curve);
        rc = place(
            p, drawn, &f, "continuity", "g20 measured and g20 computed from the displacements, with their difference",
            gb_strdup(
                "The g_{20} measured on the loaded glass and the g_{20} that the displacements of the atoms imply, to "
                "first "
                "order, by conservation of pairs: no parameter is fitted. Below, their difference on the same scale. "
                "Where the two agree, the diffraction signal is explained by the atoms."),
            "No figure of continuity: the summary holds no displacements for this study.", err);
    }
    if (rc == GB_OK) {
        drawn = figure_continuity_scatter(&f, &d->x, d->n_curves, d->curve);
        rc = place(p, drawn, &f, "continuity-scatter",
                   "g20 measured against g20 computed from the displacements, bin by bin",
                   gb_strdup("The same, bin against bin; the line is equality. Correlation and slope with their "
                             "standard errors over "
                             "samples."),
                   "No scatter plot of continuity either.", err);
    }
    return rc;
}

static int cooling_figure(struct page *p, const struct data *d, struct gb_error *err) {
    struct figure f = {0};
    const struct fictive_windows *w = &p->s->fictive;
    bool drawn = figure_cooling(&f, &d->x, d->n_cooling, d->cooling);
    return place(
        p, drawn, &f, "cooling", "Enthalpy against temperature on cooling, with the fictive temperatures",
        gb_format(
            "Enthalpy per atom on cooling, for each rate%s%s%s. Dotted: straight lines fitted to the glass (%g to %g "
            "%s) "
            "and the liquid (%g to %g %s); they cross at the fictive temperature T_{f}, marked by a dot and a line to "
            "the axis. The lower panel shows the same less the glass line of the slowest rate. Long curves are drawn "
            "as means "
            "over consecutive rows. Slower cooling should "
            "fall out of equilibrium later: a lower T_{f} and a lower enthalpy.",
            strcmp(p->rate, "K/s") == 0 ? "" : " (in ", strcmp(p->rate, "K/s") == 0 ? "" : p->rate,
            strcmp(p->rate, "K/s") == 0 ? "" : ")", w->glass_lo, w->glass_hi, p->temperature, w->liquid_lo,
            w->liquid_hi, p->temperature),
        p->s->n_files == 0
            ? "No figure of the cooling: the summary holds no cooling curves."
            : "No figure of the cooling: the glass was given as a file, so its history is not known here.",
        err);
}

/* value[k], err[k] of one quantity at each history, slowest first. */
static void along_histories(const struct page *p, size_t strain, enum quantity q, double *value, double *err) {
    for (size_t i = 0; i < p->n_histories; i++) {
        const struct summary_row *row = page_row(p, p->by_rate[i], strain, NULL, NULL);
        value[i] = row ? row->q[q].value : NAN;
        err[i] = row ? row->q[q].err : NAN;
    }
}

/* A sentence for the caption when a mark of the m series of n has no error; "" when all have one. */
static const char *bare(const struct page *p, size_t m, size_t n, const struct series *series) {
    bool any = false;
    for (size_t k = 0; k < m; k++)
        for (size_t i = 0; i < n; i++) any = any || (isfinite(series[k].value[i]) && !isfinite(series[k].err[i]));
    size_t fewest, most;
    page_samples(p, &fewest, &most);
    if (!any) return "";
    return most == 1 ? " One sample, so no error bars."
                     : " A mark without a bar: no error, for it fails with a sample left out.";
}

static int ratio_figure(struct page *p, struct gb_error *err) {
    const struct study *s = p->s;
    size_t n = p->n_histories, m = s->n_loads;
    double *v = GB_ARRAY(4 * n * m, double), *x = GB_ARRAY(n, double);
    const char **label = GB_ARRAY(n, const char *);
    char **key = GB_ARRAY(m, char *);
    struct series *ratio = GB_ARRAY(m, struct series), *loss = GB_ARRAY(m, struct series);
    for (size_t k = 0; k < m; k++) {
        double *at = v + 4 * n * k;
        along_histories(p, k, Q_RATIO, at, at + n);
        along_histories(p, k, Q_LOSS, at + 2 * n, at + 3 * n);
        key[k] = gb_strdup(p->load_name[k]);
        ratio[k] = (struct series){key[k], at, at + n};
        loss[k] = (struct series){key[k], at + 2 * n, at + 3 * n};
    }
    bool rates = n > 0;
    for (size_t i = 0; i < n; i++) {
        label[i] = p->label[p->by_rate[i]];
        x[i] = history_rate(s, p->by_rate[i]);
        rates = rates && x[i] > 0;
    }
    char *axis = rates ? gb_format("cooling rate  (%s)", p->rate) : gb_strdup("");
    char *samples = page_samples_text(p);
    struct places places = {n, label, rates ? x : NULL, axis};
    struct figure f = {0};
    bool drawn = figure_ratio(&f, &places, m, ratio, loss);
    int rc = place(p, drawn, &f, "ratio", "The ratio, with the paper's band, and the absolute loss",
                   gb_format("The local nonaffine strain ratio Δε_{R}/ε_{∞} (above) with the band, 0.21 to 0.24, that "
                             "in the paper parts "
                             "brittle glasses below from ductile ones above; and the absolute loss 1 − "
                             "(ε_{1}+ε_{2})/(2 ε_{true}) (below), "
                             "which only a simulation can know. Error bars: one standard error over %s.%s%s",
                             samples, bare(p, m, n, ratio), *bare(p, m, n, ratio) ? "" : bare(p, m, n, loss)),
                   "No figure of the ratio: none could be measured.", err);
    for (size_t k = 0; k < m; k++) free(key[k]);
    free(samples);
    free(axis);
    free(loss);
    free(ratio);
    free(key);
    free(label);
    free(x);
    free(v);
    return rc;
}

/* The weights that the summary has for the main method, in its order; the array is the caller's. */
static const char **list_weights(const struct page *p, size_t *n) {
    const char **w = GB_ARRAY(p->sum.n_rows, const char *);
    *n = 0;
    for (size_t i = 0; i < p->sum.n_rows; i++) {
        size_t k = 0;
        while (k < *n && strcmp(w[k], p->sum.row[i].weights) != 0) k++;
        if (k == *n) w[(*n)++] = p->sum.row[i].weights;
    }
    return w;
}

static int partials_figure(struct page *p, struct gb_error *err) {
    size_t n, m = p->n_histories;
    const char **weights = list_weights(p, &n);
    double *v = GB_ARRAY(2 * n * m, double);
    struct series *ratio = GB_ARRAY(m, struct series);
    for (size_t i = 0; i < m; i++) {
        double *at = v + 2 * n * i;
        for (size_t k = 0; k < n; k++) {
            const struct summary_row *row = page_row(p, p->by_rate[i], p->load, weights[k], NULL);
            at[k] = row ? row->q[Q_RATIO].value : NAN;
            at[n + k] = row ? row->q[Q_RATIO].err : NAN;
        }
        ratio[i] = (struct series){p->label[p->by_rate[i]], at, at + n};
    }
    struct places places = {n, weights, NULL, "pairs"};
    struct figure f = {0};
    bool drawn = n > 1 && figure_partials(&f, &places, m, ratio);
    int rc = place(
        p, drawn, &f, "partials", "The ratio for each pair of elements",
        gb_format(
            "The ratio for each pair of elements beside that of the total (number: every pair counts the same). The "
            "first shell of a total is a superposition of shells at different distances; a partial has one. Band: "
            "the paper's, 0.21 to 0.24.%s",
            bare(p, m, n, ratio)),
        "No figure of the partials: this study measured only the total.", err);
    free(ratio);
    free(v);
    free(weights);
    return rc;
}

static int d2min_figure(struct page *p, const struct data *d, struct gb_error *err) {
    struct figure f = {0};
    bool drawn = figure_d2min(&f, &d->x, d->n_d2min, d->d2min);
    return place(
        p, drawn, &f, "d2min", "Distribution of D2min over atoms",
        gb_format(
            "Distribution over the atoms (the fraction per decade) of D²_{min} (Falk & Langer 1998: what is left of an "
            "atom's neighbours' "
            "displacements after the best local affine fit, mean over the neighbours within %g %s), over the square "
            "of the strain (%s). The tail on the right is where atoms rearrange.",
            p->s->d2min_cut, p->length, p->load_name[p->load]),
        "No figure of D²_{min}: the summary holds no distribution for this study.", err);
}

int page_figures(struct page *p, struct gb_error *err) {
    struct data d = {.x = page_figure_context(p)};
    report_heading(&p->r, "figures", "Figures");
    read_curves(p, &d);
    read_cooling(p, &d);
    int rc = ratio_figure(p, err);
    if (rc == GB_OK) rc = pdf_figures(p, &d, err);
    if (rc == GB_OK) rc = truth_figures(p, &d, err);
    if (rc == GB_OK) rc = cooling_figure(p, &d, err);
    data_clear(&d);
    return rc;
}

int page_more_figures(struct page *p, struct gb_error *err) {
    struct data d = {.x = page_figure_context(p)};
    read_d2min(p, &d);
    int rc = partials_figure(p, err);
    if (rc == GB_OK) rc = d2min_figure(p, &d, err);
    data_clear(&d);
    return rc;
}

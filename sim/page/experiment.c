/* The experiment's route: summary/validation.tsv and structure-*.tsv as figures and tables. */
#include "base/file.h"
#include "base/notation.h"
#include "page/route.h"
#include "report/figures.h"
#include "study/scatterer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* eps over the true strain */
static struct estimate over_true(const struct experiment_row *r) {
    struct estimate e = route_quantity(r, EXPERIMENT_EPS_INF_BIAS);
    e.value += 1;
    return e;
}

static const char *weights_name(enum scatter_probe w) { return w == SCATTER_XRAY ? "x-ray" : scatter_probe_name(w); }

/* ---- methods against the truth ---- */

static const struct {
    enum experiment_route route;
    enum scatter_probe weights;
    const char *label;
} method_list[] = {{ROUTE_PDF_R, SCATTER_NUMBER, "g(r), number, this study’s"},
                   {ROUTE_PDF_Q, SCATTER_NUMBER, "S(Q) → g(r), number"},
                   {ROUTE_PDF_Q, SCATTER_XRAY, "S(Q) → g(r), x-ray"},
                   {ROUTE_PDF_Q, SCATTER_NEUTRON, "S(Q) → g(r), neutron"},
                   {ROUTE_Q_LAW, SCATTER_XRAY, "affine law in Q, x-ray"},
                   {ROUTE_Q_LAW, SCATTER_NUMBER, "affine law in Q, number"},
                   {ROUTE_PEAK_SHIFT, SCATTER_XRAY, "S(Q) peak shift, x-ray"},
                   {ROUTE_SHELL_1, SCATTER_XRAY, "G(r) shell 1, x-ray"},
                   {ROUTE_SHELL_2, SCATTER_XRAY, "G(r) shell 2, x-ray"},
                   {ROUTE_SHELL_3, SCATTER_XRAY, "G(r) shell 3, x-ray"}};
enum { N_METHODS = sizeof method_list / sizeof *method_list };

static struct experiment method_experiment(const struct route_page *x, int i) {
    return experiment_by(experiment_standard(x->p->s, method_list[i].weights), method_list[i].route);
}

/* Rows of one quantity, those that were measured; estimates and floors are the caller's arrays [N_METHODS * n_h]. */
static size_t collect(const struct route_page *x, bool ratio, struct method *m, struct estimate *value, double *floor) {
    size_t n = 0;
    for (int i = 0; i < N_METHODS; i++) {
        const struct experiment e = method_experiment(x, i);
        bool any = false;
        for (size_t h = 0; h < x->n_h; h++) {
            const struct experiment_row *r = route_find(x, h, &e);
            value[n * x->n_h + h] = ratio ? route_quantity(r, EXPERIMENT_RATIO) : over_true(r);
            floor[n * x->n_h + h] = ratio ? route_quantity(r, EXPERIMENT_FLOOR_RATIO).value
                                          : 1 + route_quantity(r, EXPERIMENT_FLOOR_EPS_INF).value;
            any = any || isfinite(value[n * x->n_h + h].value);
        }
        if (!any) continue;
        m[n] = (struct method){method_list[i].label, value + n * x->n_h, floor + n * x->n_h};
        n++;
    }
    return n;
}

static void add_bare(struct gb_text *b, const struct route_page *x, const char *what, size_t n,
                     const struct method *m) {
    for (size_t k = 0; k < n; k++)
        for (size_t h = 0; h < x->n_h; h++)
            if (isfinite(m[k].value[h].value) && !isfinite(m[k].value[h].err))
                gb_text_add(b, "%s%s of %s (%s)", b->len ? "; " : "", what, m[k].label, x->label[h]);
}

/* A sentence on marks that have no error, "" when all have one; the caller's. */
static char *bare_methods(const struct route_page *x, size_t n_eps, const struct method *eps, size_t n_ratio,
                          const struct method *ratio) {
    struct gb_text b = {0};
    size_t fewest, most;
    page_samples(x->p, &fewest, &most);
    add_bare(&b, x, "ε", n_eps, eps);
    add_bare(&b, x, "the ratio", n_ratio, ratio);
    char *s = b.len == 0  ? gb_strdup("")
              : most == 1 ? gb_strdup(" One sample, so none.")
                          : gb_format(" No error could be had, for the method fails with a sample left "
                                      "out: %s.",
                                      b.s);
    free(b.s);
    return s;
}

static int methods_figure(struct route_page *x, struct gb_error *err) {
    struct method m[2][N_METHODS];
    struct estimate *value = GB_ARRAY(2 * N_METHODS * x->n_h, struct estimate);
    double *floor = GB_ARRAY(2 * N_METHODS * x->n_h, double), *truth = GB_ARRAY(2 * x->n_h, double);
    const struct experiment reference = method_experiment(x, 0);
    for (size_t h = 0; h < x->n_h; h++) {
        truth[h] = 1;
        truth[x->n_h + h] = route_quantity(route_find(x, h, &reference), EXPERIMENT_RATIO_TRUE).value;
    }
    const size_t n = N_METHODS * x->n_h, n_eps = collect(x, false, m[0], value, floor),
                 n_ratio = collect(x, true, m[1], value + n, floor + n);
    const struct method_panel panel[2] = {{"far strain over the true strain, ε/ε_{true}", truth, n_eps, m[0]},
                                          {"ratio Δε_R / ε_∞", truth + x->n_h, n_ratio, m[1]}};
    struct figure f = {0};
    int rc = GB_OK;
    if (figure_methods(&f, 2, panel, x->n_h, x->label)) {
        char *bare = bare_methods(x, n_eps, m[0], n_ratio, m[1]);
        char *caption = gb_format(
            "All methods against the truth, on the same glasses (%s; through Q: Q_{max} %g Å⁻¹, Lorch "
            "window, no noise). Above: the far strain that each finds, over the true one; below: the ratio. Lines: the "
            "truth, 1 for the strain, and for the ratio what the atoms say, one less the mean bond strain of the first "
            "shell's pairs over the true strain. Hollow: what the method finds where the same glasses are deformed "
            "purely affinely; a hollow mark on 1 (above) or 0 (below) shows that the method itself is sound, and that "
            "what the full mark is off by is in the glass. Error bars: one standard error over samples, unless shorter "
            "than "
            "the mark.%s",
            x->p->load_name[x->p->load], experiment_standard(x->p->s, x->weights).q_max, bare);
        rc = report_figure(&x->p->r, "methods", "Strain and ratio by every method, against the truth", caption, f.width,
                           f.height, f.script.s, err);
        free(bare);
        free(caption);
    }
    figure_clear(&f);
    free(value);
    free(floor);
    free(truth);
    return rc;
}

/* Cells of one row: eps over the true strain, and the rest as it stands. */
static void add_results(struct cells *c, const struct route_page *x, const struct experiment_row *r, size_t n,
                        const enum experiment_quantity *q) {
    const struct estimate eps = over_true(r);
    cells_add(c, notation_ratio(eps.value, eps.err));
    for (size_t i = 0; i < n; i++) cells_add(c, table_cell(&experiment_kind, experiment_column(q[i]), r, x->p->s));
}

static void methods_table(struct route_page *x) {
    static const enum experiment_quantity shown[] = {EXPERIMENT_RATIO, EXPERIMENT_FLOOR_EPS_INF};
    struct cells header = {0}, body = {0};
    cells_say(&header, "method");
    for (size_t h = 0; h < x->n_h; h++) {
        cells_add(&header, gb_format("%s: ε/ε_{true}", x->label[h]));
        cells_say(&header, "ratio");
        cells_say(&header, "ε floor");
    }
    for (int i = 0; i < N_METHODS; i++) {
        const struct experiment e = method_experiment(x, i);
        if (!route_find(x, 0, &e)) continue;
        cells_say(&body, method_list[i].label);
        for (size_t h = 0; h < x->n_h; h++) add_results(&body, x, route_find(x, h, &e), 2, shown);
    }
    cells_table(&x->p->r,
                "The same in numbers, and the bias in ε that a purely affine strain already has (floor). Every row, "
                "also of other Q_{max}, windows, fits, sectors and noise: summary/validation.tsv.",
                &header, &body);
}

/* ---- S(Q) ---- */

static int structure_figure(struct route_page *x, struct gb_error *err) {
    const struct page *p = x->p;
    struct scattering *c = GB_ARRAY(x->n_h, struct scattering);
    struct figure f = {0};
    size_t n = 0;
    for (size_t i = 0; i < x->n_h; i++) {
        if (x->n_h > 3 && i != 0 && i + 1 != x->n_h) continue;
        struct gb_error why = GB_ERROR_INIT;
        char *path = page_summary_path(p, "structure", p->by_rate[i], p->load, scatter_probe_name(x->weights));
        if (scattering_read(&c[n], x->label[i], path, &why) == GB_OK)
            n++;
        else if (gb_exists(path)) /* a history without samples has none */
            report_warning(&x->p->r, why.text);
        gb_error_clear(&why);
        free(path);
    }
    int rc = GB_OK;
    if (figure_structure(&f, 20, n, c)) {
        char *caption = gb_format(
            "S_{00} and, below, S_{20} (%s weights, Faber–Ziman; coloured, the band is one standard error) with the "
            "affine law −ε c Q dS_{00}/dQ at the ε_{∞} that g(r) gives (dashed) and at the true strain (dotted). The "
            "curves in r end at %g %s, so the first peak has a width of about π over that, and "
            "the ripples below it are of that end.",
            weights_name(x->weights), p->s->r_max, p->length);
        rc = report_figure(&x->p->r, "structure", "S00 and S20 against Q with the affine law", caption, f.width,
                           f.height, f.script.s, err);
        free(caption);
    }
    if (rc == GB_OK && n > 0 && x->weights == SCATTER_XRAY) rc = page_frame(x->p, &c[0], err);
    figure_clear(&f);
    for (size_t i = 0; i < n; i++) scattering_clear(&c[i]);
    free(c);
    return rc;
}

/* ---- fit windows and sectors ---- */

static void choices_table(struct route_page *x) {
    static const char *const head[] = {"what", "ε/ε_{true}", "ratio", "loss", "ε floor"};
    static const enum experiment_quantity shown[] = {EXPERIMENT_RATIO, EXPERIMENT_LOSS, EXPERIMENT_FLOOR_EPS_INF};
    const struct experiment standard = experiment_standard(x->p->s, x->weights);
    struct cells header = {0}, body = {0};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++) cells_say(&header, head[i]);
    for (size_t i = 0; i < x->v.n; i++) {
        const struct experiment_row *r = &x->v.row[i];
        struct experiment e = standard;
        const bool sectors = r->e.sectors > 0;
        if (sectors) {
            e.sectors = r->e.sectors;
            e.centre = true;
        } else if (r->e.fit_lo != e.fit_lo || r->e.fit_hi != e.fit_hi) {
            e.fit_lo = r->e.fit_lo;
            e.fit_hi = r->e.fit_hi;
        } else {
            e.signal = r->e.signal;
        }
        if (route_find(x, 0, &e) != r) continue;
        cells_add(&body, sectors ? gb_format("%zu sectors, taken at their centres", e.sectors)
                                 : gb_format("fit %g to %g %s, %s", e.fit_lo, e.fit_hi, x->p->length,
                                             pool_signal_name[e.signal]));
        add_results(&body, x, r, 3, shown);
    }
    char *caption = gb_format(
        "Other choices, one at a time, about the standard experiment (%s weights, Q_{max} %g Å⁻¹, Lorch; %s): the "
        "signal, the fit window of ε_{∞}, and few sectors whose width is not taken into account. With the width taken "
        "into account any number of sectors gives the first row.",
        weights_name(x->weights), standard.q_max, x->label[0]);
    cells_table(&x->p->r, caption, &header, &body);
    free(caption);
}

/* ---- the section ---- */

static void introduce(struct route_page *x) {
    char *note = study_scatter_note(x->p->s->model);
    struct gb_text b = {0};
    gb_text_add(&b,
                "What an experiment would have read off these glasses: partial g_{00} and g_{20} become S_{00}(Q) and "
                "S_{20}(Q), weighted as x-rays and neutrons do, cut at Q_{max}, windowed and transformed back, and "
                "go through the same pipeline; beside it, the methods that compete with it.");
    if (note) gb_text_add(&b, " %s.", note);
    report_paragraph(&x->p->r, b.s);
    free(b.s);
    free(note);
}

static void list_notes(struct route_page *x) {
    if (x->v.n_notes) page_notes(x->p, "What could not be had", x->v.n_notes, (const char *const *)x->v.note);
}

static int show(struct route_page *x, struct gb_error *err) {
    introduce(x);
    int rc = methods_figure(x, err);
    if (rc == GB_OK) methods_table(x);
    if (rc == GB_OK) rc = structure_figure(x, err);
    if (rc == GB_OK) rc = route_q_max(x, err);
    if (rc == GB_OK) rc = route_noise(x, err);
    if (rc == GB_OK) choices_table(x);
    if (rc == GB_OK) list_notes(x);
    return rc;
}

int page_experiment(struct page *p, struct gb_error *err) {
    char *path = gb_format("%s/summary/validation.tsv", p->dir);
    struct route_page x = {.p = p, .n_h = p->n_histories};
    struct gb_error why = GB_ERROR_INIT;
    int rc = GB_OK;
    x.label = GB_ARRAY(x.n_h, const char *);
    for (size_t i = 0; i < x.n_h; i++) x.label[i] = p->label[p->by_rate[i]];
    if (gb_exists(path)) { /* a summary from before this was written has none */
        report_heading(&p->r, "route", "The experiment’s route");
        if (experiments_read(&x.v, p->s, path, &why) != GB_OK) {
            report_warning(&p->r, why.text);
        } else {
            for (size_t i = 0; i < x.v.n; i++)
                if (x.v.row[i].e.weights == SCATTER_XRAY) x.weights = SCATTER_XRAY;
            rc = show(&x, err);
        }
    }
    gb_error_clear(&why);
    experiments_clear(&x.v);
    free(x.label);
    free(path);
    return rc;
}

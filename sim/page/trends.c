/* The bias of the experiment's route against Q_max, window and noise, from summary/validation.tsv. */
#include "page/route.h"

#include "base/mem.h"
#include "base/notation.h"
#include "report/figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_POINTS = 16 };
struct points {
    size_t n;
    double x[MAX_POINTS], eps[MAX_POINTS], eps_err[MAX_POINTS], ratio[MAX_POINTS], ratio_err[MAX_POINTS];
    struct estimate r_peak[MAX_POINTS];
};

/* Rows that differ from `like` in Q_max alone, of the slowest history. */
static void along_q_max(const struct route_page *x, const struct experiment *like, struct points *out) {
    out->n = 0;
    for (size_t i = 0; i < x->v.n && out->n < MAX_POINTS; i++) {
        struct experiment e = *like;
        e.q_max = x->v.row[i].e.q_max;
        const struct experiment_row *r = route_find(x, 0, &e);
        if (r != &x->v.row[i]) continue;
        out->x[out->n] = e.q_max;
        out->eps[out->n] = r->q[EXPERIMENT_EPS_INF_BIAS].value;
        out->eps_err[out->n] = r->q[EXPERIMENT_EPS_INF_BIAS].err;
        out->r_peak[out->n] = r->q[EXPERIMENT_R_PEAK];
        out->ratio[out->n] = r->q[EXPERIMENT_RATIO].value;
        out->ratio_err[out->n++] = r->q[EXPERIMENT_RATIO].err;
    }
}

static int trends(struct route_page *x, const char *name, const char *alt, const char *caption, size_t n,
                  const struct trend *eps, const struct trend *ratio, const char *x_label, bool logarithmic,
                  struct gb_error *err) {
    const struct experiment reference = experiment_by(experiment_standard(x->p->s, SCATTER_NUMBER), ROUTE_PDF_R);
    const struct trend_panel panel[2] = {{"ε_∞/ε_{true} − 1", "", NAN, n, eps},
                                         {"ratio Δε_R / ε_∞", "this study’s, g(r), number",
                                          route_quantity(route_find(x, 0, &reference), EXPERIMENT_RATIO).value, n,
                                          ratio}};
    struct figure f = {0};
    int rc = GB_OK;
    if (figure_trends(&f, 2, panel, x_label, logarithmic))
        rc = report_figure(&x->p->r, name, alt, caption, f.width, f.height, f.script.s, err);
    figure_clear(&f);
    return rc;
}

/* The largest bias in eps and the largest ratio that affine copies show among the rows that go through Q to g(r), over
 * any Q_max and window, with S00 and S20 themselves. */
static void worst_floor(const struct route_page *x, double *eps, double *ratio) {
    *eps = *ratio = 0;
    for (size_t i = 0; i < x->v.n; i++) {
        const struct experiment_row *r = &x->v.row[i];
        if (r->e.route != ROUTE_PDF_Q || r->e.sectors > 0 || r->e.signal != pool_main_signal(x->p->s)) continue;
        *eps = fmax(*eps, fabs(r->q[EXPERIMENT_FLOOR_EPS_INF].value));
        *ratio = fmax(*ratio, fabs(r->q[EXPERIMENT_FLOOR_RATIO].value));
    }
}

/* A sentence for the caption when a mark has no error; "" when all have one. */
static const char *bare_trends(const struct page *p, size_t n, const struct trend *eps, const struct trend *ratio) {
    bool any = false;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < eps[k].n; i++)
            any = any || (isfinite(eps[k].y[i]) && !isfinite(eps[k].err[i])) ||
                  (isfinite(ratio[k].y[i]) && !isfinite(ratio[k].err[i]));
    size_t fewest, most;
    page_samples(p, &fewest, &most);
    if (!any) return "";
    return most == 1 ? "One sample, so no error bars. "
                     : "A mark without a bar: no error, for it fails with a sample left out (see the end of this "
                       "section). ";
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Where the peak of the first shell is, at each Q_max: the row of a trend, the column of a Q_max. */
static void peaks_table(struct route_page *x, size_t n, const struct trend *line, const struct points *at) {
    double *q = GB_ARRAY(n * MAX_POINTS, double); /* every Q_max that a line has, each once */
    size_t n_q = 0;
    for (size_t k = 0; k < n; k++)
        for (size_t j = 0; j < at[k].n; j++) q[n_q++] = at[k].x[j];
    qsort(q, n_q, sizeof *q, ascending);
    size_t once = 0;
    for (size_t i = 0; i < n_q; i++)
        if (once == 0 || q[i] > q[once - 1]) q[once++] = q[i];
    n_q = once;
    struct cells header = {0}, body = {0};
    cells_say(&header, "weights, window");
    for (size_t i = 0; i < n_q; i++) cells_add(&header, gb_format("%g Å⁻¹", q[i]));
    for (size_t k = 0; k < n; k++) {
        cells_say(&body, line[k].label);
        for (size_t i = 0; i < n_q; i++) {
            struct estimate r = {NAN, NAN};
            for (size_t j = 0; j < at[k].n; j++)
                if (at[k].x[j] == q[i]) r = at[k].r_peak[j];
            if (r.err < 1e-9 * r.value) r.err = NAN; /* the same bin in all samples */
            cells_add(&body, notation_estimate(r.value, r.err));
        }
    }
    char *caption =
        gb_format("r_{peak} (%s), where g_{00} has the first peak of its first shell, against Q_{max} (%s); "
                  "an error in parentheses where samples differ by more than a bin.",
                  x->p->length, x->label[0]);
    cells_table(&x->p->r, caption, &header, &body);
    free(caption);
    free(q);
}

int route_q_max(struct route_page *x, struct gb_error *err) {
    static const struct {
        enum scatter_probe weights;
        enum q_window window;
        const char *label;
        size_t colour;
        bool dashed;
    } line[] = {{SCATTER_XRAY, QWINDOW_LORCH, "x-ray, Lorch", 0, false},
                {SCATTER_XRAY, QWINDOW_GAUSSIAN, "x-ray, Gaussian", 1, false},
                {SCATTER_XRAY, QWINDOW_STEP, "x-ray, step", 2, false},
                {SCATTER_NEUTRON, QWINDOW_LORCH, "neutron, Lorch", 3, false},
                {SCATTER_NUMBER, QWINDOW_LORCH, "number, Lorch", 0, true},
                {SCATTER_NUMBER, QWINDOW_GAUSSIAN, "number, Gaussian", 1, true},
                {SCATTER_NUMBER, QWINDOW_STEP, "number, step", 2, true}};
    enum { N_LINES = sizeof line / sizeof *line };
    struct points *at = GB_ARRAY(N_LINES, struct points);
    struct trend eps[N_LINES], ratio[N_LINES];
    size_t n = 0;
    for (int i = 0; i < N_LINES; i++) {
        struct experiment e = experiment_standard(x->p->s, line[i].weights);
        e.window = line[i].window;
        along_q_max(x, &e, &at[n]);
        if (at[n].n == 0) continue;
        eps[n] =
            (struct trend){line[i].label, at[n].n, line[i].colour, line[i].dashed, at[n].x, at[n].eps, at[n].eps_err};
        ratio[n] = eps[n];
        ratio[n].y = at[n].ratio;
        ratio[n].err = at[n].ratio_err;
        n++;
    }
    double eps_floor, ratio_floor;
    worst_floor(x, &eps_floor, &ratio_floor);
    char *caption = gb_format(
        "Bias of ε_{∞} and the ratio against Q_{max}, for each window and weights (%s). What moves with Q_{max} is the "
        "resolution in r: the ratio is read at the peaks of g_{20} in the first shell, and a total sums several kinds "
        "of "
        "pairs; where their peaks part, the first shell is that of the shorter pairs alone and the ratio jumps: the "
        "table "
        "below says where the peak is. %sOn affine copies of the same glasses all of these are off by no more than "
        "%.1g of the strain, and find a ratio of no more than %.1g.",
        x->label[0], bare_trends(x->p, n, eps, ratio), eps_floor, ratio_floor);
    int rc = trends(x, "q-max", "Bias of the strain and the ratio against Q_max", caption, n, eps, ratio,
                    "{/:Italic Q}_{max}  (Å^{-1})", false, err);
    if (rc == GB_OK && n > 0) peaks_table(x, n, eps, at);
    free(caption);
    free(at);
    return rc;
}

int route_noise(struct route_page *x, struct gb_error *err) {
    struct points at = {0};
    size_t sectors = 0;
    for (size_t i = 0; i < x->v.n && at.n < MAX_POINTS; i++) {
        const struct experiment_row *r = &x->v.row[i];
        if (!isfinite(r->e.counts) || r->history != x->p->by_rate[0] || r->load != x->p->load) continue;
        sectors = r->e.sectors;
        at.x[at.n] = r->e.counts;
        at.eps[at.n] = r->q[EXPERIMENT_EPS_INF_BIAS].value;
        at.eps_err[at.n] = r->eps_inf_noise;
        at.ratio[at.n] = r->q[EXPERIMENT_RATIO].value;
        at.ratio_err[at.n++] = r->ratio_noise;
    }
    const struct trend eps = {"with counting noise", at.n, 0, false, at.x, at.eps, at.eps_err};
    struct trend ratio = eps;
    ratio.y = at.ratio;
    ratio.err = at.ratio_err;
    char *caption = gb_format(
        "The same against the number of photons on the detector, in each of two frames, unloaded and loaded (x-ray, "
        "Q_{max} %g Å⁻¹, Lorch, %zu sectors; %s). Points: the mean of 32 simulated measurements; bars: the standard "
        "deviation of one. No background: the least noise that so many photons leave.",
        experiment_standard(x->p->s, x->weights).q_max, sectors, x->label[0]);
    int rc = at.n > 1 ? trends(x, "noise", "Bias of the strain and the ratio against counts", caption, 1, &eps, &ratio,
                               "photons in a frame", true, err)
                      : GB_OK;
    free(caption);
    return rc;
}

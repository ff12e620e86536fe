/* The page of a comparison: figures against Poisson's ratio, the table, and where each study's own page is. */
#include "page/page.h"

#include "base/file.h"
#include "base/notation.h"
#include "page/cells.h"
#include "report/figures.h"
#include "report/report.h"
#include "summary/comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* As on the study's own page. */
static bool in_figures(const struct comparison_row *r) {
    return r->row->load == summary_main_load(&r->of->sum, r->of->study);
}

/* ---- figures: a cloud for each study, its histories the points ---- */

struct clouds {
    struct cloud *cloud;  /* [n_studies] */
    struct estimate *x_y; /* [2 * rows] */
};

static struct clouds make_clouds(const struct comparison *c, enum comparison_quantity q) {
    struct clouds out = {GB_ARRAY(c->n_studies, struct cloud), GB_ARRAY(2 * c->n, struct estimate)};
    struct estimate *next = out.x_y;
    for (size_t i = 0; i < c->n_studies; i++) {
        size_t n = 0;
        for (size_t k = 0; k < c->n; k++) n += c->row[k].of == &c->study[i] && in_figures(&c->row[k]);
        out.cloud[i] = (struct cloud){.label = c->study[i].name, .n = n, .x = next, .y = next + n};
        for (size_t k = 0; k < c->n; k++) {
            if (c->row[k].of != &c->study[i] || !in_figures(&c->row[k])) continue;
            next[n] = c->row[k].q[q];
            *next++ = c->row[k].q[COMPARE_POISSON];
        }
        next += n;
    }
    return out;
}

static void clouds_free(struct clouds c) {
    free(c.cloud);
    free(c.x_y);
}

static bool has(const struct comparison *c, enum comparison_quantity q) {
    for (size_t i = 0; i < c->n; i++)
        if (isfinite(c->row[i].q[q].value)) return true;
    return false;
}

static int place(struct report *r, bool drawn, struct figure *f, const char *name, const char *alt, char *caption,
                 struct gb_error *err) {
    int rc = GB_OK;
    if (drawn) rc = report_figure(r, name, alt, caption, f->width, f->height, f->script.s, err);
    figure_clear(f);
    free(caption);
    return rc;
}

/* The straight line of y on x through the rows of the figures, by least squares weighted with y's errors; those of x
 * are neglected. slope.err is that of y's errors alone; chi2 over n - 2 says whether they and the line are all there
 * is. */
struct line {
    size_t n;
    struct estimate slope;
    double chi2;
};

static struct line fit_line(const struct comparison *c, enum comparison_quantity q) {
    struct line l = {0, {NAN, NAN}, NAN};
    double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0, wyy = 0;
    for (size_t i = 0; i < c->n; i++) {
        const double x = c->row[i].q[COMPARE_POISSON].value, y = c->row[i].q[q].value, err = c->row[i].q[q].err;
        if (!in_figures(&c->row[i]) || !isfinite(x + y + err) || !(err > 0)) continue;
        const double weight = 1 / (err * err);
        l.n++;
        w += weight;
        wx += weight * x;
        wy += weight * y;
        wxx += weight * x * x;
        wxy += weight * x * y;
        wyy += weight * y * y;
    }
    const double sxx = wxx - wx * wx / w, sxy = wxy - wx * wy / w, syy = wyy - wy * wy / w;
    if (l.n < 3 || !(sxx > 0)) return l;
    l.slope = (struct estimate){sxy / sxx, 1 / sqrt(sxx)};
    l.chi2 = syy - sxy * sxy / sxx;
    return l;
}

/* "; slope of a line through the points 0.9(4), chi²/dof 2.1 with 8 points"; "" where there are fewer than three. */
static char *line_text(const struct comparison *c, enum comparison_quantity q, const char *what) {
    const struct line l = fit_line(c, q);
    if (!isfinite(l.slope.value)) return gb_strdup("");
    char *slope = notation_estimate(l.slope.value, l.slope.err);
    char *text = gb_format(" %s: %s (χ² %.3g for %zu points).", what, slope, l.chi2, l.n);
    free(slope);
    return text;
}

static int ratio_figure(struct report *r, const struct comparison *c, struct gb_error *err) {
    const bool xray = has(c, COMPARE_RATIO_XRAY);
    struct clouds number = make_clouds(c, COMPARE_RATIO), x = make_clouds(c, COMPARE_RATIO_XRAY);
    const struct relation_panel panel[] = {
        {xray ? "ratio, number" : "ratio Δε_R / ε_∞", true, false, NAN, c->n_studies, number.cloud},
        {"ratio, x-rays", true, false, NAN, c->n_studies, x.cloud}};
    struct figure f = {0};
    const bool drawn = figure_relation(&f, xray ? 2 : 1, panel, "Poisson’s ratio ν");
    char *slope = line_text(c, COMPARE_RATIO, "Slope of a weighted straight line, number"),
         *slope_x = xray ? line_text(c, COMPARE_RATIO_XRAY, "X-rays") : gb_strdup("");
    int rc = place(
        r, drawn, &f, "ratio-poisson", "The ratio against Poisson's ratio, with the paper's band",
        gb_format(
            "The ratio against Poisson's ratio of the loads, a symbol for each study and a point for each of its "
            "histories, with the paper's band, 0.21 to 0.24. As Fig. 4 of the paper, where brittle glasses have a "
            "low ν and a low ratio.%s Bars: one standard error, both ways.%s%s",
            xray ? " Above: every pair counts the same, the study's own smoothing in r; below: as x-rays would "
                   "have read it (Q_{max} 25 Å⁻¹, Lorch window)."
                 : "",
            slope, slope_x),
        err);
    free(slope_x);
    free(slope);
    clouds_free(x);
    clouds_free(number);
    return rc;
}

static int loss_figure(struct report *r, const struct comparison *c, struct gb_error *err) {
    struct clouds loss = make_clouds(c, COMPARE_LOSS), shear = make_clouds(c, COMPARE_SHEAR_LOST);
    const struct relation_panel panel[] = {{"absolute loss", false, false, NAN, c->n_studies, loss.cloud},
                                           {"loss of {/:Italic G}", false, false, NAN, c->n_studies, shear.cloud}};
    struct figure f = {0};
    const bool drawn = figure_relation(&f, 2, panel, "Poisson’s ratio ν");
    char *slope = line_text(c, COMPARE_LOSS, "Slope of a weighted straight line, absolute loss"),
         *slope_g = line_text(c, COMPARE_SHEAR_LOST, "Loss of G");
    int rc = place(
        r, drawn, &f, "loss-poisson", "The absolute loss and the loss of the shear modulus against Poisson's ratio",
        gb_format("What only a simulation knows, against Poisson's ratio: the absolute loss 1 − (ε_{1}+ε_{2})/(2 "
                  "ε_{true}), and the loss of the shear modulus 1 − G/G_{affine}. Bars: one standard error, both "
                  "ways.%s%s",
                  slope, slope_g),
        err);
    free(slope_g);
    free(slope);
    clouds_free(shear);
    clouds_free(loss);
    return rc;
}

/* ---- words and tables ---- */

static void introduction(struct report *r, const struct comparison *c) {
    size_t there = 0;
    for (size_t i = 0; i < c->n_studies; i++) {
        there += c->study[i].study != NULL;
        if (c->study[i].study) continue;
        char *t = gb_format("Not shown: %s: %s; `glassbed run` with the same file goes on.", c->study[i].name,
                            c->study[i].why);
        report_warning(r, t);
        free(t);
    }
    char *t = gb_format(
        "%zu stud%s side by side: each glass was compressed, its pair distribution function analysed as x-ray "
        "experiments do (Wang et al., Phys. Rev. Lett. 128, 155501, 2022), and the answer held against the atoms. None "
        "of the quantities has a unit, so metals and Lennard-Jones glasses can be compared; what a study did, and how "
        "far its numbers can be trusted, is on its own page.",
        there, there == 1 ? "y" : "ies");
    report_paragraph(r, t);
    free(t);
}

static void numbers(struct report *r, const struct comparison *c) {
    static const enum comparison_column lead[] = {COMPARISON_STUDY, COMPARISON_HISTORY, COMPARISON_LOAD,
                                                  COMPARISON_SAMPLES};
    enum { LEAD = sizeof lead / sizeof *lead, N = LEAD + COMPARE_N_QUANTITIES };
    const struct column *column[N];
    struct cells header = {0}, body = {0};
    for (int i = 0; i < N; i++)
        column[i] = &comparison_kind.column[i < LEAD ? (int)lead[i] : COMPARISON_LEAD + i - LEAD];
    cells_add_heads(&header, NULL, N, column);
    for (size_t i = 0; i < c->n; i++) cells_add_row(&body, &comparison_kind, NULL, NULL, &c->row[i], N, column);
    report_heading(r, "numbers", "Numbers");
    cells_table(r,
                "Number weights and each study's main method but where x-rays are said; the same as comparison.tsv. "
                "Floor: the ratio of a purely affine strain, 0 at best. Continuity: correlation of g_{20} with what "
                "the displacements imply. A dash: not to be had, or an error of one or more.",
                &header, &body);
}

static void studies(struct report *r, const struct comparison *c) {
    static const char *const head[] = {"study", "glass", "samples", "atoms", "smoothing", "fit"};
    char **href = GB_ARRAY(c->n_studies, char *);
    const char **name = GB_ARRAY(c->n_studies, const char *);
    struct cells header = {0}, body = {0};
    size_t n = 0;
    for (size_t i = 0; i < sizeof head / sizeof *head; i++) cells_say(&header, head[i]);
    for (size_t i = 0; i < c->n_studies; i++) {
        const struct study *s = c->study[i].study;
        if (!s) continue;
        char *length = notation_unit(model_unit(s->model, MODEL_LENGTH));
        href[n] = gb_format("%s/report.html", c->study[i].name);
        name[n++] = c->study[i].name;
        cells_say(&body, c->study[i].name);
        cells_say(&body, s->model->title);
        cells_add(&body, gb_format("%zu", s->samples));
        cells_add(&body, s->atoms ? gb_format("%zu", s->atoms) : gb_strdup("–"));
        cells_add(&body, smooth_describe(&s->smoothing, length));
        cells_add(&body, gb_format("%g to %g %s", s->fit_lo, s->fit_hi, length));
        free(length);
    }
    report_heading(r, "studies", "The studies");
    report_links(r, "Their own pages:", n, (const char *const *)href, name);
    cells_table(r, NULL, &header, &body);
    for (size_t i = 0; i < n; i++) free(href[i]);
    free(href);
    free(name);
}

int page_comparison(const char *dir, struct gb_error *err) {
    struct comparison c;
    struct report r = {0};
    char *tsv = gb_format("%s/comparison.tsv", dir), *page = gb_format("%s/report.html", dir),
         *work = gb_format("%s/figures", dir), *title = NULL;
    int rc = comparison_read(&c, dir, err);
    if (rc == GB_OK) rc = comparison_write(&c, tsv, err);
    if (rc == GB_OK) {
        title = gb_format("glassbed: %s", c.name);
        rc = report_begin(&r, title, "Several studies compared", work, err);
    }
    if (rc == GB_OK) {
        introduction(&r, &c);
        report_heading(&r, "figures", "Against Poisson's ratio");
        rc = ratio_figure(&r, &c, err);
    }
    if (rc == GB_OK) rc = loss_figure(&r, &c, err);
    if (rc == GB_OK) {
        numbers(&r, &c);
        studies(&r, &c);
        rc = report_end(&r, page, err);
    }
    report_clear(&r);
    comparison_clear(&c);
    free(title);
    free(work);
    free(page);
    free(tsv);
    return rc;
}

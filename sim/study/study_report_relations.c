/* What the ratio and the losses depend on: against the fictive temperature, Poisson's ratio (the paper's Fig. 4), and
 * stress (its Fig. S3); and where the range of linear response ends. */
#include "study/study_report_parts.h"

#include "report/notation.h"

#include <math.h>
#include <stdlib.h>

static const struct estimate nowhere = {NAN, NAN};

static struct estimate value(const struct summary_row *row, enum summary_quantity q) {
    return row ? row->q[q] : nowhere;
}

/* x, y of every history follow the clouds in one piece of memory, so that one free() does. */
struct cloud *page_clouds(const struct page *p, enum summary_quantity x, enum summary_quantity y, bool mark) {
    const size_t n = p->n_histories;
    struct cloud *c = gb_calloc(1, n * (sizeof *c + 2 * sizeof(struct estimate)));
    struct estimate *e = (struct estimate *)(void *)(c + n);
    for (size_t i = 0; i < n; i++) {
        const struct summary_row *row = page_row(p, p->order[i], p->strain, NULL, NULL);
        e[2 * i] = value(row, x);
        e[2 * i + 1] = value(row, y);
        c[i] = (struct cloud){.label = p->label[p->order[i]],
                              .n = 1,
                              .x = &e[2 * i],
                              .y = &e[2 * i + 1],
                              .hollow = mark && row && row->extrapolated};
    }
    return c;
}

void page_clouds_free(struct cloud *c) { free(c); }

static size_t count(const struct page *p, enum summary_quantity q) {
    size_t n = 0;
    for (size_t h = 0; h < p->n_histories; h++)
        if (isfinite(value(page_row(p, h, p->strain, NULL, NULL), q).value)) n++;
    return n;
}

static int fictive_figure(struct page *p, struct gb_error *err) {
    const enum summary_quantity T = count(p, SUM_T_F_IS) > 1 ? SUM_T_F_IS : SUM_T_F;
    const bool line = T == SUM_T_F_IS;
    struct cloud *ratio = page_clouds(p, T, SUM_RATIO, line), *loss = page_clouds(p, T, SUM_LOSS, line),
                 *shear = page_clouds(p, T, SUM_SHEAR_LOST, line);
    const struct relation_panel panel[] = {{"ratio Δε_R / ε_∞", true, false, NAN, p->n_histories, ratio},
                                           {"absolute loss", false, false, NAN, p->n_histories, loss},
                                           {"loss of {/:Italic G}", false, false, NAN, p->n_histories, shear}};
    char *x_label = gb_format("{/:Italic T}_{f%s}  (%s)", line ? ",IS" : "", p->temperature);
    struct figure f = {0};
    const bool drawn = count(p, T) > 1 && figure_relation(&f, 3, panel, x_label);
    int rc = page_place(
        p, drawn, &f, "ratio-fictive", "The ratio and the losses against the fictive temperature",
        gb_format(
            "The ratio with the paper's band (0.21 to 0.24), the absolute loss, and the loss of the shear modulus 1 − "
            "G/G_{affine} against the fictive temperature (%s), a point for each history. Bars: one standard "
            "error, both ways; none where it could not be had. The paper finds a smaller ratio at a lower T_{f}.",
            line ? "where the equilibrium liquid has the glass's energy at rest; open: extrapolated"
                 : "where the lines of glass and liquid in enthalpy cross on cooling"),
        err);
    free(x_label);
    page_clouds_free(ratio);
    page_clouds_free(loss);
    page_clouds_free(shear);
    return rc;
}

static int poisson_figure(struct page *p, struct gb_error *err) {
    struct cloud *cloud = page_clouds(p, SUM_POISSON, SUM_RATIO, false);
    const struct relation_panel panel = {"ratio Δε_R / ε_∞", true, false, NAN, p->n_histories, cloud};
    struct figure f = {0};
    const bool drawn = figure_relation(&f, 1, &panel, "Poisson’s ratio ν");
    int rc = page_place(p, drawn, &f, "ratio-poisson", "The ratio against Poisson's ratio, with the paper's band",
                        gb_strdup("The ratio against Poisson's ratio of the uniaxial loads, a point for each history, "
                                  "with the paper's band, 0.21 to 0.24. As Fig. 4 of the paper, where brittle glasses "
                                  "have a low ν and a low ratio. Bars: one standard error, both ways."),
                        err);
    page_clouds_free(cloud);
    return rc;
}

/* eps_inf/eps_true; their errors as independent (that of eps_true is zero where the strain is given). */
static struct estimate over_true(const struct summary_row *row) {
    const struct estimate a = value(row, SUM_EPS_INF), b = value(row, SUM_EPS_TRUE);
    const double q = a.value / b.value;
    return (struct estimate){q, hypot(a.err / b.value, q * b.err / b.value)};
}

static int load_figure(struct page *p, bool linear, bool by_stress, struct gb_error *err) {
    const size_t n = p->n_histories, m = p->s->n_strains, n_panels = linear ? 3 : 2;
    struct estimate *e = GB_ARRAY(4 * n * m, struct estimate);
    struct cloud *cloud[3];
    for (size_t k = 0; k < n_panels; k++) cloud[k] = GB_ARRAY(n, struct cloud);
    for (size_t i = 0; i < n; i++) {
        struct estimate *x = e + 4 * m * i;
        for (size_t j = 0; j < m; j++) {
            const struct summary_row *row = page_row(p, p->order[i], j, NULL, NULL);
            x[j] = value(row, !linear && by_stress ? SUM_STRESS : SUM_EPS_TRUE);
            x[m + j] = linear ? (row ? over_true(row) : nowhere) : value(row, SUM_RATIO);
            x[2 * m + j] = value(row, linear ? SUM_FLOOR : SUM_LOSS);
            x[3 * m + j] = value(row, SUM_YOUNG);
        }
        for (size_t k = 0; k < n_panels; k++)
            cloud[k][i] = (struct cloud){p->label[p->order[i]], m, x, x + (k + 1) * m, true, false};
    }
    char *unit = notation_unit(summary_unit(p->s, SUM_STRESS)), *young = gb_format("Young’s modulus  (%s)", unit),
         *x_label = !linear && by_stress ? gb_format("axial stress  (%s)", unit) : gb_strdup("true strain");
    struct figure f = {0};
    bool drawn;
    if (linear) {
        const struct relation_panel panel[] = {{"ε_∞/ε_{true}", false, false, NAN, n, cloud[0]},
                                               {"ratio, affine copies", false, false, 0, n, cloud[1]},
                                               {young, false, false, NAN, n, cloud[2]}};
        drawn = figure_relation(&f, 3, panel, x_label);
    } else {
        const struct relation_panel panel[] = {{"ratio Δε_R / ε_∞", true, false, NAN, n, cloud[0]},
                                               {"absolute loss", false, false, NAN, n, cloud[1]}};
        drawn = figure_relation(&f, 2, panel, x_label);
    }
    static const char stress_caption[] =
        "The ratio with the paper's band (0.21 to 0.24), and the absolute loss, against the axial stress of the loads "
        "(compression, "
        "the "
        "mean over axes and signs; the strain where the stress is not known), a line for each history. The paper (Fig. "
        "S3) finds the "
        "ratio independent of stress. Bars: one standard error, both ways; the points of a line are of the same "
        "samples, so that they move together.";
    static const char linear_caption[] =
        "Where the linear range ends, against the true strain: ε_{∞} over the true strain; the ratio of the same "
        "glasses "
        "deformed purely affinely (the floor, which should be zero); and the secant Young's modulus of the loads. All "
        "three are level as long as the response is linear.";
    int rc = linear ? page_place(p, drawn, &f, "linear", "Measured strain, affine floor and modulus against strain",
                                 gb_strdup(linear_caption), err)
                    : page_place(p, drawn, &f, "ratio-stress", "The ratio and the absolute loss against stress",
                                 gb_strdup(stress_caption), err);
    free(x_label);
    free(young);
    free(unit);
    for (size_t k = 0; k < n_panels; k++) free(cloud[k]);
    free(e);
    return rc;
}

int page_relations(struct page *p, struct gb_error *err) {
    int rc = fictive_figure(p, err);
    if (rc == GB_OK) rc = poisson_figure(p, err);
    if (rc == GB_OK && p->s->n_strains > 1) rc = load_figure(p, false, count(p, SUM_STRESS) > 0, err);
    if (rc == GB_OK && p->s->n_strains > 1) rc = load_figure(p, true, false, err);
    return rc;
}

/* What the ratio and the losses depend on: against the fictive temperature, Poisson's ratio (the paper's Fig. 4), and
 * stress (its Fig. S3); and where the range of linear response ends. */
#include "page/parts.h"

#include "base/notation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t count(const struct page *p, enum quantity q) {
    size_t n = 0;
    for (size_t h = 0; h < p->n_histories; h++)
        if (isfinite(page_value(page_row(p, h, p->load, NULL, NULL), q).value)) n++;
    return n;
}

static int fictive_figure(struct page *p, struct gb_error *err) {
    const enum quantity T = count(p, Q_T_F_IS) > 1 ? Q_T_F_IS : Q_T_F;
    const bool line = T == Q_T_F_IS;
    struct cloud *ratio = page_clouds(p, p->load, T, Q_RATIO, line), *loss = page_clouds(p, p->load, T, Q_LOSS, line),
                 *shear = page_clouds(p, p->load, T, Q_SHEAR_LOST, line);
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
    struct cloud *cloud = page_clouds(p, p->load, Q_POISSON, Q_RATIO, false);
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
    const struct estimate a = page_value(row, Q_EPS_INF), b = page_value(row, Q_EPS_TRUE);
    const double q = a.value / b.value;
    return (struct estimate){q, hypot(a.err / b.value, q * b.err / b.value)};
}

/* A line of each history through its loads: x, and y of three panels. */
struct lines {
    struct estimate *e; /* owned; what the clouds point to */
    struct cloud *cloud[3];
};

/* y: Q_EPS_INF stands for that over the true strain. */
static struct lines make_lines(const struct page *p, enum quantity x, const enum quantity y[3]) {
    const size_t n = p->n_histories;
    size_t *at = GB_ARRAY(p->s->n_loads, size_t), m = page_loads_alike(p, at);
    struct lines l = {.e = GB_ARRAY(4 * n * m, struct estimate)};
    for (int k = 0; k < 3; k++) l.cloud[k] = GB_ARRAY(n, struct cloud);
    for (size_t i = 0; i < n; i++) {
        struct estimate *e = l.e + 4 * m * i;
        for (size_t j = 0; j < m; j++) {
            const struct summary_row *row = page_row(p, p->by_rate[i], at[j], NULL, NULL);
            e[j] = page_value(row, x);
            for (size_t k = 0; k < 3; k++)
                e[(k + 1) * m + j] = y[k] == Q_EPS_INF ? over_true(row) : page_value(row, y[k]);
        }
        for (size_t k = 0; k < 3; k++)
            l.cloud[k][i] = (struct cloud){p->label[p->by_rate[i]], m, e, e + (k + 1) * m, m > 1, false};
    }
    free(at);
    return l;
}

static void lines_clear(struct lines *l) {
    for (int k = 0; k < 3; k++) free(l->cloud[k]);
    free(l->e);
}

static bool several_loads(const struct page *p) {
    size_t *at = GB_ARRAY(p->s->n_loads, size_t), n = page_loads_alike(p, at);
    free(at);
    return n > 1;
}

static int stress_figure(struct page *p, struct gb_error *err) {
    struct lines l = make_lines(p, Q_STRESS, (const enum quantity[]){Q_RATIO, Q_LOSS, Q_SHEAR_LOST});
    const struct relation_panel panel[] = {{"ratio Δε_R / ε_∞", true, false, NAN, p->n_histories, l.cloud[0]},
                                           {"absolute loss", false, false, NAN, p->n_histories, l.cloud[1]}};
    char *unit = column_unit_text(summary_column(Q_STRESS), p->s), *x_label = gb_format("axial stress  (%s)", unit);
    struct figure f = {0};
    const bool drawn = several_loads(p) && figure_relation(&f, 2, panel, x_label);
    int rc = page_place(p, drawn, &f, "ratio-stress", "The ratio and the absolute loss against stress",
                        gb_strdup("The ratio with the paper's band (0.21 to 0.24), and the absolute loss, against the "
                                  "axial stress of the loads (compression, mean over axes and signs), a line for each "
                                  "history. The paper (Fig. S3) finds the ratio independent of stress. Bars: one "
                                  "standard error, both ways; the points of a line are of the same samples, so that "
                                  "they move together."),
                        err);
    free(x_label);
    free(unit);
    lines_clear(&l);
    return rc;
}

static int linear_figure(struct page *p, struct gb_error *err) {
    struct lines l = make_lines(p, Q_EPS_TRUE, (const enum quantity[]){Q_EPS_INF, Q_FLOOR, Q_YOUNG});
    char *unit = column_unit_text(summary_column(Q_YOUNG), p->s), *young = gb_format("Young’s modulus  (%s)", unit);
    const struct relation_panel panel[] = {{"ε_∞/ε_{true}", false, false, NAN, p->n_histories, l.cloud[0]},
                                           {"ratio, affine copies", false, false, 0, p->n_histories, l.cloud[1]},
                                           {young, false, false, NAN, p->n_histories, l.cloud[2]}};
    struct figure f = {0};
    const bool drawn = several_loads(p) && figure_relation(&f, 3, panel, "true strain");
    int rc = page_place(p, drawn, &f, "linear", "Measured strain, affine floor and modulus against strain",
                        gb_strdup("Where the linear range ends, against the true strain: ε_{∞} over the true strain; "
                                  "the ratio of the same glasses deformed purely affinely (the floor, which should be "
                                  "zero); and the secant Young's modulus of the loads. All three are level as long as "
                                  "the response is linear."),
                        err);
    free(young);
    free(unit);
    lines_clear(&l);
    return rc;
}

int page_relations(struct page *p, struct gb_error *err) {
    int rc = fictive_figure(p, err);
    if (rc == GB_OK) rc = poisson_figure(p, err);
    if (rc == GB_OK) rc = stress_figure(p, err);
    if (rc == GB_OK) rc = linear_figure(p, err);
    return rc;
}

/* The fictive temperatures in the page: the equilibrium line with the glasses on it, and T_f against the cooling rate.
 */
#include "page/parts.h"
#include "study/line.h"

#include "base/file.h"
#include "base/notation.h"

#include <math.h>
#include <stdlib.h>

static const struct estimate nowhere = {NAN, NAN};

/* The glasses, slowest first; the array is the caller's. */
static struct line_glass *glasses(const struct page *p) {
    struct line_glass *g = GB_ARRAY(p->n_histories, struct line_glass);
    for (size_t i = 0; i < p->n_histories; i++) {
        const struct summary_row *row = page_row(p, p->by_rate[i], p->load, NULL, NULL);
        g[i] =
            (struct line_glass){p->label[p->by_rate[i]], row ? row->q[Q_E_IS] : nowhere, row ? row->q[Q_T_F] : nowhere,
                                row ? row->q[Q_T_F_IS] : nowhere, row && row->extrapolated};
    }
    return g;
}

/* What the fit says of itself. */
static char *describe(const struct equilibrium_line *l) {
    if (isnan(l->p)) return gb_format("degree %d in 1/T, through as many points as it has coefficients", l->degree);
    return gb_format("degree %d in 1/T; χ² = %.3g with %zu degree%s of freedom", l->degree, l->chi2,
                     l->n - 1 - (size_t)l->degree, l->n - 1 - (size_t)l->degree == 1 ? "" : "s");
}

static int line_figure(struct page *p, const struct gb_table *t, const struct figure_context *x, struct gb_error *err) {
    struct equilibrium_line line;
    const bool there = study_line_fit(t, (size_t)-1, &line, NULL) == GB_OK;
    struct line_point *point = GB_ARRAY(t->n_row, struct line_point);
    struct line_glass *glass = glasses(p);
    for (size_t i = 0; i < t->n_row; i++) {
        const double *row = t->v + i * t->n_col;
        point[i] = (struct line_point){row[EQ_T], {row[EQ_E], row[EQ_E_ERR]}, row[EQ_USED] == 1};
    }
    struct figure f = {0};
    const bool drawn = figure_equilibrium(&f, x, there ? &line : NULL, t->n_row, point, p->n_histories, glass);
    char *fit = there ? describe(&line) : gb_strdup("none could be drawn, see the warnings");
    char *caption = gb_format(
        "Inherent-structure energy of the equilibrium liquid against its temperature (grey; open circles: not in "
        "equilibrium, left out) with the least-squares line (%s; the band is one standard error, dashed: beyond the "
        "points). The glasses (coloured) have been relaxed in the same way: diamonds lie on the line at each glass's "
        "e_{IS} "
        "and give its fictive temperature T_{f,IS} (open: extrapolated); squares are at the T_{f} of the crossing of "
        "glass and liquid lines on cooling.",
        fit);
    int rc = page_place(p, drawn, &f, "equilibrium",
                        "Inherent-structure energy of liquid and glasses against temperature", caption, err);
    free(fit);
    free(point);
    free(glass);
    return rc;
}

static int rate_figure(struct page *p, struct gb_error *err) {
    static const struct {
        enum quantity q;
        const char *label;
    } way[] = {{Q_T_F, "by enthalpy"}, {Q_T_F_VOLUME, "by volume"}, {Q_T_F_IS, "by energy at rest"}};
    enum { N_WAYS = sizeof way / sizeof *way };
    const size_t n = p->n_histories;
    double *v = GB_ARRAY(n * (1 + 2 * N_WAYS), double), *rate = v + 2 * N_WAYS * n;
    struct trend trend[N_WAYS];
    size_t n_trends = 0, n_rates = 0;
    for (size_t i = 0; i < n; i++) {
        rate[i] = history_rate(p->s, p->by_rate[i]);
        n_rates += rate[i] > 0;
    }
    for (size_t k = 0; k < N_WAYS; k++) {
        double *y = v + 2 * k * n, *e = y + n;
        bool any = false;
        for (size_t i = 0; i < n; i++) {
            const struct summary_row *row = page_row(p, p->by_rate[i], p->load, NULL, NULL);
            y[i] = row && rate[i] > 0 ? row->q[way[k].q].value : NAN;
            e[i] = row ? row->q[way[k].q].err : NAN;
            any = any || isfinite(y[i]);
        }
        if (any) trend[n_trends++] = (struct trend){way[k].label, n, k, false, rate, y, e};
    }
    char *unit = p->temperature, *y_label = gb_format("{/:Italic T}_{f}  (%s)", unit);
    char *x_label = gb_format("cooling rate  (%s)", p->rate);
    const struct trend_panel panel = {y_label, "", NAN, n_trends, trend};
    struct figure f = {0};
    const bool drawn = n_rates > 1 && n_trends > 0 && figure_trends(&f, 1, &panel, x_label, true);
    int rc =
        page_place(p, drawn, &f, "fictive", "Fictive temperature against cooling rate, by each way",
                   gb_strdup("Fictive temperature against cooling rate, by each way there is: crossing of the lines of "
                             "glass and liquid on cooling in enthalpy and (npt) in volume; equilibrium liquid of the "
                             "same energy at rest. Slower cooling should "
                             "give a lower one. Error bars: one standard error over samples and, for the equilibrium "
                             "liquid, of its line; points are moved aside a little."),
                   err);
    free(y_label);
    free(x_label);
    free(v);
    return rc;
}

int page_fictive(struct page *p, struct gb_error *err) {
    const struct figure_context x = page_figure_context(p);
    struct gb_error why = GB_ERROR_INIT;
    struct gb_table *t = NULL;
    char *path = gb_format("%s/summary/equilibrium.tsv", p->dir);
    int rc = GB_OK;
    if (gb_exists(path)) {
        if (study_line_read(&t, path, p->s, NULL, &why) == GB_OK)
            rc = line_figure(p, t, &x, err);
        else
            report_warning(&p->r, why.text);
    } else if (p->s->equilibrium.file || p->s->equilibrium.n_T) {
        report_paragraph(&p->r, "No figure of the equilibrium line: the summary holds none.");
    }
    gb_table_free(t);
    gb_error_clear(&why);
    free(path);
    return rc == GB_OK ? rate_figure(p, err) : rc;
}

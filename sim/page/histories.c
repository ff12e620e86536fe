/* The histories in the page: what each is, what it takes, how far down it comes. */
#include "summary/histories.h"
#include "page/parts.h"

#include "base/file.h"

#include <math.h>
#include <stdlib.h>

static const struct histories_row *row_of(const struct histories_table *t, size_t h) {
    for (size_t i = 0; i < t->n; i++)
        if (t->row[i].history == h) return &t->row[i];
    return NULL;
}

static void table(struct page *p, const struct histories_table *t) {
    static const char *const shown[] = {"history", "steps", "samples", "time", "cpu", "e_is", "T_f_is", "acceptance"};
    enum { N = sizeof shown / sizeof *shown };
    const struct column *column[N];
    struct cells header = {0}, body = {0};
    for (int i = 0; i < N; i++) column[i] = table_column(&histories_kind, shown[i]);
    cells_add_heads(&header, p->s, N, column);
    for (size_t i = 0; i < p->n_histories; i++) {
        const struct histories_row *r = row_of(t, p->by_rate[i]);
        if (r) cells_add_row(&body, &histories_kind, p->s, p->label, r, N, column);
    }
    char *caption = gb_format(
        "What the histories are, and what they reach. Time: molecular dynamics in all steps (%s); CPU: processor "
        "seconds that a sample's steps took here, the melt's not counted; e_{IS}: energy at rest (%s); accepted: part "
        "of the swap attempts. A rate says how fast a quench is; temperatures are %s.",
        model_unit(p->s->model, MODEL_TIME), p->energy, p->temperature);
    cells_table(&p->r, caption, &header, &body);
    free(caption);
}

/* Energy at rest against processor time: lower for the same time is the better way down. */
static int figure(struct page *p, const struct histories_table *t, struct gb_error *err) {
    struct trend *trend = GB_ARRAY(t->n, struct trend);
    double *v = GB_ARRAY(3 * t->n, double);
    size_t n = 0;
    for (size_t i = 0; i < p->n_histories; i++) {
        const struct histories_row *r = row_of(t, p->by_rate[i]);
        if (!r || !(r->q[HISTORY_CPU].value > 0) || isnan(r->q[HISTORY_E_IS].value)) continue;
        double *at = v + 3 * n;
        at[0] = r->q[HISTORY_CPU].value;
        at[1] = r->q[HISTORY_E_IS].value;
        at[2] = r->q[HISTORY_E_IS].err;
        trend[n] = (struct trend){p->label[p->by_rate[i]], 1, n, false, at, at + 1, at + 2};
        n++;
    }
    char *y_label = gb_format("{/:Italic e}_{IS}  (%s)", p->energy);
    const struct trend_panel panel = {y_label, "", NAN, n, trend};
    struct figure f = {0};
    const bool drawn = n > 1 && figure_trends(&f, 1, &panel, "processor time of a sample  (s)", true);
    int rc = GB_OK;
    if (drawn)
        rc = report_figure(
            &p->r, "histories", "Energy at rest against processor time, for each history",
            "Energy of the glass at rest against the processor time that its history took: of two for the "
            "same time the lower is the better way down. Error bars: one standard error over samples.",
            f.width, f.height, f.script.s, err);
    figure_clear(&f);
    free(y_label);
    free(v);
    free(trend);
    return rc;
}

int page_histories(struct page *p, struct gb_error *err) {
    struct histories_table t = {0};
    struct gb_error why = GB_ERROR_INIT;
    char *path = gb_format("%s/summary/histories.tsv", p->dir);
    int rc = GB_OK;
    if (!histories_are_rates(p->s) && p->n_histories > 1 && gb_exists(path)) {
        if (histories_table_read(&t, p->s, path, &why) == GB_OK) {
            report_heading(&p->r, "histories-table", "The histories");
            table(p, &t);
            rc = figure(p, &t, err);
        } else {
            report_warning(&p->r, why.text);
        }
    }
    histories_table_clear(&t);
    gb_error_clear(&why);
    free(path);
    return rc;
}

/* What an error of +-0.01 costs: summary/efficiency.tsv as a table and a figure. */
#include "page/parts.h"

#include "base/file.h"
#include "report/figures.h"
#include "summary/efficiency.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The fewest and the most samples of the rows that have two or more, without which none scatters; 0: no row has. */
struct counts {
    size_t lo, hi;
};
static struct counts samples_of(const struct efficiency *e) {
    struct counts n = {0, 0};
    for (size_t i = 0; i < e->n; i++) {
        const size_t k = e->row[i].samples;
        if (k < 2) continue;
        if (n.lo == 0 || k < n.lo) n.lo = k;
        if (k > n.hi) n.hi = k;
    }
    return n;
}

static void cost_table(struct page *p, const struct efficiency *e) {
    static const enum efficiency_column shown[] = {EFFICIENCY_SIGNAL,      EFFICIENCY_AXES,   EFFICIENCY_SIGNS,
                                                   EFFICIENCY_SCATTER,     EFFICIENCY_BIAS,   EFFICIENCY_CPU,
                                                   EFFICIENCY_SAMPLES_001, EFFICIENCY_CPU_001};
    enum { N = sizeof shown / sizeof *shown };
    const bool several = p->s->n_loads > 1;
    const char *first = histories_are_rates(p->s) ? "rate" : "history";
    const struct column *column[N];
    struct cells header = {0}, body = {0};
    for (int i = 0; i < N; i++) column[i] = &efficiency_kind.column[shown[i]];
    cells_add(&header, gb_format(several ? "%s, strain" : "%s", first));
    cells_add_heads(&header, p->s, N, column);
    for (size_t i = 0; i < p->n_histories; i++)
        for (size_t k = 0; k < e->n; k++) {
            const struct efficiency_row *r = &e->row[k];
            if (r->history != p->by_rate[i]) continue;
            cells_add(&body,
                      gb_format(several ? "%s, %s" : "%s", study_history(p->s, r->history), p->s->load[r->load].label));
            cells_add_row(&body, &efficiency_kind, p->s, NULL, r, N, column);
        }
    const struct counts n = samples_of(e);
    char *samples = n.lo == n.hi ? gb_format("%zu", n.lo) : gb_format("%zu to %zu", n.lo, n.hi);
    char *caption = gb_format(
        "The ratio by each signal, from %s samples. Scatter: of one sample of this size, so that n samples have the "
        "error scatter/√n; so few tell it within %.0f %% at best, twice that for what follows from it. Bias: against "
        "%s with all axes, on the same samples. CPU s: processor seconds of one sample, its glass (melt, quench, "
        "reference) and the loads that the signal needs. Last, what an error of ±0.01 takes in samples and in "
        "processor seconds; for an error E multiply by (0.01/E)². It hardly depends on the number of atoms. A dash: "
        "the noise exceeds the signal, or there is no record of the time.",
        samples, 100 / sqrt(2 * ((double)n.lo - 1)), p->s->both_signs ? "symmetrised" : "minus-unloaded");
    cells_table(&p->r, caption, &header, &body);
    free(samples);
    free(caption);
}

/* The rows of the slowest history at the strain that the figures show. */
static int cost_figure(struct page *p, const struct efficiency *e, struct gb_error *err) {
    struct cost_line *line = GB_ARRAY(e->n, struct cost_line);
    char **label = GB_ARRAY(e->n, char *);
    size_t n = 0;
    bool uncertain = true;
    for (size_t k = 0; k < e->n; k++) {
        const struct efficiency_row *r = &e->row[k];
        if (r->history != p->by_rate[0] || r->load != p->load || !efficiency_usable(r)) continue;
        label[n] = gb_format("%s, %zu ax%s", pool_signal_name[r->signal], r->axes, r->axes == 1 ? "is" : "es");
        line[n] =
            (struct cost_line){label[n], r->cpu, r->scatter.value, r->scatter.err, r->samples, r->signal, r->axes == 1};
        uncertain = uncertain && isfinite(r->scatter.err) && r->scatter.err > 0;
        n++;
    }
    struct figure f = {0};
    int rc = GB_OK;
    if (figure_cost(&f, n, line, 0.01)) {
        char *caption = gb_format(
            "The error of the ratio against the processor time spent on samples (%s, %s): scatter of one sample "
            "over the square root of their number. Points: this study, %s. Grey: ±0.01.",
            p->label[p->by_rate[0]], p->load_name[p->load],
            uncertain               ? "with the uncertainty of the scatter"
            : samples_of(e).lo == 2 ? "without the uncertainty of the scatter, which two samples do not tell"
                                    : "with the uncertainty of the scatter where it is known");
        rc = report_figure(&p->r, "efficiency", "Error of the ratio against processor time, a line for each signal",
                           caption, f.width, f.height, f.script.s, err);
        free(caption);
    }
    figure_clear(&f);
    for (size_t i = 0; i < n; i++) free(label[i]);
    free(label);
    free(line);
    return rc;
}

int page_efficiency(struct page *p, struct gb_error *err) {
    char *path = gb_format("%s/summary/efficiency.tsv", p->dir);
    struct efficiency e = {0};
    struct gb_error why = GB_ERROR_INIT;
    int rc = GB_OK;
    if (gb_exists(path)) { /* a summary from before this was written has none */
        report_heading(&p->r, "efficiency", "What an error of ±0.01 costs");
        if (efficiency_read(&e, p->s, path, &why) != GB_OK)
            report_warning(&p->r, why.text);
        else if (e.n == 0)
            report_paragraph(&p->r, "Nothing to say: every sample was left out as crystalline.");
        else if (samples_of(&e).hi == 0)
            report_paragraph(&p->r, "One sample does not tell how samples scatter: run two or more.");
        else {
            cost_table(p, &e);
            rc = cost_figure(p, &e, err);
        }
    }
    gb_error_clear(&why);
    efficiency_clear(&e);
    free(path);
    return rc;
}

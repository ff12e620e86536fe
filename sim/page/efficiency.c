/* What an error of +-0.01 costs: summary/efficiency.tsv as a table and a figure. */
#include "page/parts.h"

#include "base/file.h"
#include "base/notation.h"
#include "report/figures.h"
#include "summary/efficiency.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Noise above the signal: the pool's ratio is no smooth function of its samples, and the numbers mean nothing. */
static const double too_noisy = 1;

static bool usable(const struct efficiency_row *r) {
    return isfinite(r->scatter.value) && r->scatter.value < too_noisy;
}

enum { N_COLUMNS = 9 };

/* Two digits: its error, twice the relative one of the scatter, leaves no more. */
static char *about(double v) {
    const double unit = v >= 10 ? pow(10, floor(log10(v)) - 1) : 0;
    return isfinite(v) ? gb_format(unit > 0 ? "%.0f" : "%.2g", unit > 0 ? round(v / unit) * unit : v) : gb_strdup("–");
}

/* The cells of one row; the caller's. */
static void row_cells(const struct efficiency_row *r, bool strain, char *cell[N_COLUMNS]) {
    const bool reference = r->bias.value == 0 && r->bias.err == 0;
    cell[0] = strain ? gb_format("%s, %s", r->rate, r->load) : gb_strdup(r->rate);
    cell[1] = gb_strdup(r->signal);
    cell[2] = gb_format("%zu", r->axes);
    cell[3] = gb_strdup(r->signs == 2 ? "+ −" : "+");
    cell[4] = usable(r) ? notation_estimate(r->scatter.value, r->scatter.err) : gb_strdup("–");
    if (reference)
        cell[5] = gb_strdup("reference");
    else
        cell[5] = usable(r) ? notation_estimate(r->bias.value, r->bias.err) : gb_strdup("–");
    cell[6] = about(r->cpu);
    cell[7] = about(usable(r) ? efficiency_samples(r).value : NAN);
    cell[8] = about(usable(r) ? efficiency_cpu(r).value : NAN);
}

static void cost_table(struct page *p, const struct efficiency *e) {
    const bool strain = p->s->n_loads > 1, rates = histories_are_rates(p->s);
    const char *first = rates ? (strain ? "rate, strain" : "rate") : (strain ? "history, strain" : "history");
    const char *const header[N_COLUMNS] = {first,  "signal", "axes",           "loads",       "scatter",
                                           "bias", "CPU s",  "samples, ±0.01", "CPU s, ±0.01"};
    char **cell = GB_ARRAY(e->n * N_COLUMNS, char *);
    size_t n = 0;
    for (size_t i = 0; i < p->n_histories; i++)
        for (size_t k = 0; k < e->n; k++)
            if (strcmp(e->row[k].rate, study_history(p->s, p->by_rate[i])) == 0)
                row_cells(&e->row[k], strain, cell + N_COLUMNS * n++);
    char *caption = gb_format(
        "The ratio by each signal, from %zu samples. Scatter: of one sample of this size, so that n samples have the "
        "error scatter/√n; so few tell it within %.0f %% at best, twice that for what follows from it. Bias: against "
        "%s with all axes, on the same samples. CPU s: processor seconds of one sample, its glass (melt, quench, "
        "reference) and the loads that the signal needs. Last, what an error of ±0.01 takes in samples and in "
        "processor seconds; for an error E multiply by (0.01/E)². It hardly depends on the number of atoms. A dash: "
        "the noise exceeds the signal, or there is no record of the time.",
        e->row[0].samples, 100 / sqrt(2 * ((double)e->row[0].samples - 1)),
        p->s->both_signs ? "symmetrised" : "minus-unloaded");
    report_table(&p->r, caption, N_COLUMNS, header, n, (const char *const *)cell);
    for (size_t i = 0; i < n * N_COLUMNS; i++) free(cell[i]);
    free(cell);
    free(caption);
}

/* The rows of the slowest history at the strain that the figures show. */
static int cost_figure(struct page *p, const struct efficiency *e, struct gb_error *err) {
    static const char *const signal[] = {"controlled", "symmetrised", "minus-unloaded", "raw"};
    const char *history = study_history(p->s, p->by_rate[0]);
    struct cost_line *line = GB_ARRAY(e->n, struct cost_line);
    char **label = GB_ARRAY(e->n, char *);
    size_t n = 0;
    bool uncertain = true;
    for (size_t k = 0; k < e->n; k++) {
        const struct efficiency_row *r = &e->row[k];
        if (strcmp(r->rate, history) != 0 || strcmp(r->load, p->s->load[p->load].label) != 0 || !usable(r)) continue;
        size_t colour = 0;
        while (colour + 1 < sizeof signal / sizeof *signal && strcmp(signal[colour], r->signal) != 0) colour++;
        label[n] = gb_format("%s, %zu ax%s", r->signal, r->axes, r->axes == 1 ? "is" : "es");
        line[n] =
            (struct cost_line){label[n], r->cpu, r->scatter.value, r->scatter.err, r->samples, colour, r->axes == 1};
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
            uncertain                ? "with the uncertainty of the scatter"
            : e->row[0].samples == 2 ? "without the uncertainty of the scatter, which two samples do not tell"
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
        else if (e.row[0].samples < 2)
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

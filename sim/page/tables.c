/* What the page says in words and tables: the introduction with its headline, what limits the numbers, the main table
 * and the full one. */
#include "page/parts.h"

#include "base/file.h"
#include "base/notation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool has_quantity(const struct page *p, enum quantity q) {
    for (size_t i = 0; i < p->sum.n_rows; i++)
        if (!isnan(p->sum.row[i].q[q].value)) return true;
    return false;
}

static bool has_method(const struct page *p, const char *method) {
    for (size_t i = 0; i < p->sum.n_rows; i++)
        if (strcmp(p->sum.row[i].method, method) == 0) return true;
    return false;
}

/* ---- introduction ---- */

static void add_axes(struct gb_text *b, const struct study *s) {
    const char *comma = "";
    for (int k = 0; k < 3; k++)
        if (s->axes & 1u << k) {
            gb_text_add(b, "%s%c", comma, "xyz"[k]);
            comma = ", ";
        }
}

static void describe_study(struct page *p) {
    const struct study *s = p->s;
    struct gb_text b = {0};
    gb_text_add(&b, "A model glass (%s", s->model->title);
    if (s->atoms > 0) gb_text_add(&b, ", %zu atoms", s->atoms);
    gb_text_add(&b, ", %zu sample%s", s->samples, s->samples == 1 ? "" : "s");
    const char *what = histories_are_rates(s) ? s->n_histories == 1 ? "cooling rate" : "cooling rates"
                       : s->n_histories == 1  ? "thermal history"
                                              : "thermal histories";
    if (s->n_files == 0 || s->n_histories > 1) gb_text_add(&b, " for each of %zu %s", s->n_histories, what);
    gb_text_add(&b, ") was compressed%s along ", s->both_signs ? " (and stretched)" : "");
    add_axes(&b, s);
    gb_text_add(
        &b,
        ", and its pair distribution function was analysed as x-ray experiments do (Wang et al., Phys. Rev. Lett. "
        "128, 155501, 2022): the local nonaffine strain ratio Δε_{R}/ε_{∞} compares the strain of the first shell with "
        "that of the shells beyond. The displacements of the same atoms tell what the strain truly was.");
    size_t crystals = 0;
    for (size_t i = 0; i < p->screen.n; i++) crystals += !p->screen.row[i].kept;
    if (crystals > 0)
        gb_text_add(&b, " Of the %zu samples %zu crystallised and %s left out of every average, as said below.",
                    p->screen.n, crystals, crystals == 1 ? "is" : "are");
    report_paragraph(&p->r, b.s);
    free(b.s);
}

static void describe_settings(struct page *p) {
    const struct study *s = p->s;
    size_t fewest, most;
    page_samples(p, &fewest, &most);
    char *smooth = smooth_describe(&s->smoothing, p->length);
    char *t = gb_format(
        "Load: %s; g_{20} and its affine reference both smoothed by: %s; ε_{∞} fitted over r = %g to %g %s; "
        "method: %s; weights: %s. Errors in parentheses are those of the last digits, one standard error by "
        "jackknife over samples; %sa dash: not to be had, or a ratio with an error of one or more.",
        p->load_name[p->load], smooth, s->fit_lo, s->fit_hi, p->length, p->method, p->weights,
        most == 1               ? "without parentheses, for there is one sample, there is none; "
        : summary_bare(&p->sum) ? "without parentheses there is none, for the number fails with a sample left out; "
                                : "");
    report_paragraph(&p->r, t);
    free(t);
    free(smooth);
}

/* On which side of the paper's band (0.21 to 0.24) a ratio lies; "?" when a border is within two errors or none is
 * known. */
static const char *side(struct estimate e) {
    if (isnan(e.value)) return "–";
    double border = fmin(fabs(e.value - 0.21), fabs(e.value - 0.24));
    bool sure = isfinite(e.err) && border > 2 * e.err;
    if (e.value < 0.21) return sure ? "brittle" : "brittle?";
    if (e.value > 0.24) return sure ? "ductile" : "ductile?";
    return sure ? "between" : "between?";
}

static void headline(struct page *p) {
    struct cells header = {0}, body = {0};
    bool rates = histories_are_rates(p->s), quenched = p->s->n_files == 0, line = false;
    for (size_t i = 0; i < p->n_histories; i++) { /* all histories have that, swaps too */
        const struct summary_row *row = page_row(p, i, p->load, NULL, NULL);
        line = line || (row && isfinite(row->q[Q_T_F_IS].value));
    }
    const enum quantity T_f = line ? Q_T_F_IS : Q_T_F;
    static const enum quantity shown[] = {Q_EPS_TRUE, Q_RATIO, Q_LOSS};
    const struct column *first = &summary_kind.column[SUMMARY_HISTORY];
    cells_add(&header, rates ? column_with_unit("cooling rate", first, p->s) : gb_strdup("history"));
    cells_say(&header, "samples");
    if (quenched) cells_add(&header, column_with_unit(summary_column(T_f)->symbol, summary_column(T_f), p->s));
    for (int i = 0; i < 3; i++) cells_say(&header, summary_column(shown[i])->symbol);
    cells_say(&header, "by the paper's band");
    for (size_t i = 0; i < p->n_histories; i++) {
        const struct summary_row *row = page_row(p, p->by_rate[i], p->load, NULL, NULL);
        cells_say(&body, rates ? study_history(p->s, p->by_rate[i]) : p->label[p->by_rate[i]]);
        cells_add(&body, row ? gb_format("%zu", row->samples) : gb_strdup("–"));
        if (quenched) cells_add(&body, summary_cell(row, T_f, p->s));
        for (int k = 0; k < 3; k++) cells_add(&body, summary_cell(row, shown[k], p->s));
        cells_say(&body, row ? side(row->q[Q_RATIO]) : "–");
    }
    cells_table(
        &p->r,
        "In short. The paper finds brittle glasses below 0.21 and ductile ones above 0.24; a question mark: a border "
        "is "
        "within two errors, or the error is not known. Absolute loss: 1 − (ε_{1}+ε_{2})/(2 ε_{true}). T_{f,IS}, "
        "where the "
        "study has an equilibrium line: by the energy at rest (*: extrapolated).",
        &header, &body);
}

int page_introduction(struct page *p, struct gb_error *err) {
    (void)err;
    describe_study(p);
    headline(p);
    describe_settings(p);
    return GB_OK;
}

/* ---- warnings ---- */

static void warn_rows(struct page *p) {
    for (size_t i = 0; i < p->n_histories; i++) {
        const struct summary_row *row = page_row(p, p->by_rate[i], p->load, NULL, NULL);
        const char *label = p->label[p->by_rate[i]];
        char *t = NULL;
        if (!row || isnan(row->q[Q_RATIO].value))
            t = gb_format("%s: no ratio could be measured (%s, %s).", label, p->method, p->weights);
        else if (fabs(row->q[Q_FLOOR].value) > fmax(0.01, row->q[Q_RATIO].err))
            t = gb_format(
                "%s: a purely affine strain already gives a ratio of %.3f with this method and strain; use a smaller "
                "strain, more atoms or the controlled method.",
                label, row->q[Q_FLOOR].value);
        if (t) report_warning(&p->r, t);
        free(t);
        t = NULL;
        if (row && row->q[Q_CONT_CORR].value < 0.97)
            t = gb_format("%s: the displacements explain the measured g_{20} with a correlation of only %.3f: the "
                          "strain may not be "
                          "small, or atoms may have moved too far to be followed.",
                          label, row->q[Q_CONT_CORR].value);
        if (t) report_warning(&p->r, t);
        free(t);
        if (row && row->samples > 0 && history_cooling(p->s, p->by_rate[i]) < p->s->history[p->by_rate[i]].n_steps &&
            isnan(row->q[Q_T_F].value)) {
            t = gb_format(
                "%s: no fictive temperature: the glass and liquid lines of the enthalpy do not cross between their "
                "windows, or hold too few points.",
                label);
            report_warning(&p->r, t);
            free(t);
        }
    }
}

/* "# warning: TEXT (N times)" in the header of summary.tsv. Those of a run (they begin with a stage,
 * "compress/1e-2/s1/...") limit every number and are shown, up to five; those of single methods and weights go into a
 * list. */
static void list_warnings(struct page *p) {
    char *path = gb_format("%s/summary/summary.tsv", p->dir), *text = NULL;
    struct cells rest = {0};
    size_t shown = 0;
    if (p->sum.n_warnings > 0 && gb_file_read(path, &text, NULL, NULL) == GB_OK)
        for (char *s = text, *next; s; s = next) {
            next = strchr(s, '\n');
            if (next) *next++ = '\0';
            if (strncmp(s, "# warning: ", 11) != 0) continue;
            s += 11;
            if (memchr(s, '/', strcspn(s, ": ")) && shown < 5) {
                report_warning(&p->r, s);
                shown++;
            } else {
                cells_say(&rest, s);
            }
        }
    if (rest.n) {
        char *summary = gb_format("%zu %swarning%s of the summary: numbers that could not be had", rest.n,
                                  shown ? "more " : "", rest.n == 1 ? "" : "s");
        page_notes(p, summary, rest.n, (const char *const *)rest.text);
        free(summary);
    }
    cells_clear(&rest);
    free(text);
    free(path);
}

int page_warnings(struct page *p, struct gb_error *err) {
    (void)err;
    const struct study *s = p->s;
    size_t samples, most;
    page_samples(p, &samples, &most);
    for (size_t i = 0; i < p->sum.n_left_out; i++) {
        char *t = gb_format("Left out of all averages: %s.", p->sum.left_out[i]);
        report_warning(&p->r, t);
        free(t);
    }
    if (samples == 1)
        report_warning(
            &p->r,
            "One sample: there are no error bars. Samples of this size scatter by 0.03 to 0.08 in the ratio; run "
            "more samples.");
    else if (samples > 1 && samples < 4) {
        char *t = gb_format("%zu samples: the error bars themselves are uncertain by about %.0f %%.", samples,
                            100 / sqrt(2.0 * (double)(samples - 1)));
        report_warning(&p->r, t);
        free(t);
    }
    if ((s->axes & 7u) != 7u)
        report_warning(
            &p->r, "Loaded along fewer than three axes: the anisotropy frozen into a finite glass does not cancel.");
    if (!s->both_signs)
        report_warning(&p->r, "Loaded with one sign only: terms of second order in the strain do not cancel.");
    if (s->smoothing.kind == SMOOTH_NONE)
        report_warning(&p->r,
                       "No smoothing: the noise of single bins goes into A_{1}, A_{2} and the derivative of g_{00}.");
    warn_rows(p);
    list_warnings(p);
    return GB_OK;
}

/* ---- tables ---- */

/* Its rows. */
static const enum quantity main_row[] = {Q_T_F,    Q_T_F_VOLUME, Q_T_F_IS,       Q_E_IS,       Q_DENSITY, Q_POISSON,
                                         Q_YOUNG,  Q_SHEAR,      Q_SHEAR_AFFINE, Q_SHEAR_LOST, Q_BULK,    Q_BULK_AFFINE,
                                         Q_STRESS, Q_EPS_TRUE,   Q_EPS_INF,      Q_EPS_1,      Q_EPS_2,   Q_RATIO,
                                         Q_FLOOR,  Q_LOSS,       Q_CONT_CORR,    Q_CONT_SLOPE};
enum { N_MAIN = sizeof main_row / sizeof main_row[0] };

static void main_header(const struct page *p, struct cells *header) {
    cells_say(header, "quantity");
    cells_say(header, "unit");
    for (size_t i = 0; i < p->n_histories; i++)
        for (size_t k = 0; k < p->s->n_loads; k++) {
            const char *label = p->label[p->by_rate[i]];
            cells_add(header, p->s->n_loads > 1 ? gb_format("%s, %s", label, p->load_name[k]) : gb_strdup(label));
        }
}

/* The ratio by the plain signals, below that of the main one: what the paper's authors would have measured. */
static void add_other_ratios(const struct page *p, struct cells *body) {
    static const struct {
        const char *method, *name;
    } other[] = {{"symmetrised", "the same, signal symmetrised"},
                 {"minus-unloaded", "the same, signal minus-unloaded (a beamline's)"}};
    for (int m = 0; m < 2; m++) {
        if (strcmp(p->method, other[m].method) == 0 || !has_method(p, other[m].method)) continue;
        cells_say(body, other[m].name);
        cells_say(body, "");
        for (size_t i = 0; i < p->n_histories; i++)
            for (size_t k = 0; k < p->s->n_loads; k++)
                cells_add(body, summary_cell(page_row(p, p->by_rate[i], k, NULL, other[m].method), Q_RATIO, p->s));
    }
}

/* How crystalline the most crystalline sample of each history is, kept or not; nothing where that is not known. */
static void add_order(const struct page *p, struct cells *body) {
    if (p->screen.n == 0) return;
    cells_say(body, "crystalline atoms, most of a sample");
    cells_say(body, "%");
    for (size_t i = 0; i < p->n_histories; i++) {
        double most = 0;
        for (size_t k = 0; k < p->screen.n; k++)
            if (p->screen.row[k].history == p->by_rate[i]) most = fmax(most, p->screen.row[k].q[ORDER_CRYSTALLINE]);
        for (size_t k = 0; k < p->s->n_loads; k++) cells_add(body, gb_format("%.3g", 100 * most));
    }
}

int page_main_table(struct page *p, struct gb_error *err) {
    (void)err;
    struct cells header = {0}, body = {0};
    report_heading(&p->r, "numbers", "Numbers");
    main_header(p, &header);
    cells_say(&body, "samples");
    cells_say(&body, "");
    for (size_t i = 0; i < p->n_histories; i++)
        for (size_t k = 0; k < p->s->n_loads; k++) {
            const struct summary_row *row = page_row(p, p->by_rate[i], k, NULL, NULL);
            cells_add(&body, row ? gb_format("%zu", row->samples) : gb_strdup("–"));
        }
    add_order(p, &body);
    for (int q = 0; q < N_MAIN; q++) {
        if (!has_quantity(p, main_row[q])) continue;
        cells_say(&body, column_phrase(summary_column(main_row[q])));
        cells_add(&body, column_unit_text(summary_column(main_row[q]), p->s));
        for (size_t i = 0; i < p->n_histories; i++)
            for (size_t k = 0; k < p->s->n_loads; k++)
                cells_add(&body, summary_cell(page_row(p, p->by_rate[i], k, NULL, NULL), main_row[q], p->s));
        if (main_row[q] == Q_RATIO) add_other_ratios(p, &body);
    }
    char *caption =
        gb_format("Method %s, weights %s; columns from the slowest cooling to the fastest.", p->method, p->weights);
    cells_table(&p->r, p->n_histories > 1 ? caption : NULL, &header, &body);
    free(caption);
    return GB_OK;
}

/* The columns of summary.tsv that say something. */
static size_t full_columns(const struct page *p, const struct column *column[SUMMARY_N_COLUMNS]) {
    size_t n = 0;
    for (size_t i = 0; i < SUMMARY_N_COLUMNS; i++)
        if (i < SUMMARY_LEAD ? i != SUMMARY_STRAIN : has_quantity(p, (enum quantity)(i - SUMMARY_LEAD)))
            column[n++] = &summary_kind.column[i];
    return n;
}

int page_full_table(struct page *p, struct gb_error *err) {
    (void)err;
    const struct column *column[SUMMARY_N_COLUMNS];
    const size_t n = full_columns(p, column);
    struct cells header = {0}, body = {0};
    for (size_t i = 0; i < n; i++) {
        const bool named = column[i]->kind == COLUMN_HISTORY && !histories_are_rates(p->s);
        cells_add(&header, named ? gb_strdup("history") : column_with_unit(column[i]->name, column[i], p->s));
    }
    for (size_t i = 0; i < p->sum.n_rows; i++)
        cells_add_row(&body, &summary_kind, p->s, NULL, &p->sum.row[i], n, column);
    report_heading(&p->r, "all", "All methods and weights");
    char *summary = gb_format("%zu rows; the same as summary/summary.tsv", p->sum.n_rows);
    report_details_begin(&p->r, summary);
    cells_table(
        &p->r,
        "Methods name the signal and where A_{1} and A_{2} are read; \"-at-k\": at the extrema of the affine "
        "reference. Controlled: symmetrised less what the anisotropy frozen into these glasses adds, known from "
        "the atoms; minus-unloaded: what a beamline does.",
        &header, &body);
    report_details_end(&p->r);
    free(summary);
    return GB_OK;
}

/* What the page says in words and tables: the introduction with its headline, what limits the numbers, the main table
 * and the full one. */
#include "page/parts.h"

#include "base/file.h"
#include "base/notation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Cells that own their text. */
struct cells {
    size_t n;
    char **text;
};

static void add(struct cells *c, char *owned) {
    c->text = gb_realloc(c->text, c->n + 1, sizeof *c->text);
    c->text[c->n++] = owned;
}

static void cells_clear(struct cells *c) {
    for (size_t i = 0; i < c->n; i++) free(c->text[i]);
    free(c->text);
    *c = (struct cells){0};
}

static void table(struct report *r, const char *caption, const struct cells *header, const struct cells *body) {
    report_table(r, caption, header->n, (const char *const *)header->text, body->n / header->n,
                 (const char *const *)body->text);
}

static char *with_unit(const char *name, const char *unit) {
    char *u = notation_unit(unit);
    char *s = *u ? gb_format("%s (%s)", name, u) : gb_strdup(name);
    free(u);
    return s;
}

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
    add(&header, rates ? with_unit("cooling rate", model_unit(p->s->model, MODEL_RATE)) : gb_strdup("history"));
    add(&header, gb_strdup("samples"));
    if (quenched) add(&header, with_unit(line ? "T_{f,IS}" : "T_{f}", quantity_unit(p->s, T_f)));
    static const char *const rest[] = {"true strain", "ratio Δε_{R}/ε_{∞}", "absolute loss", "by the paper's band"};
    for (int i = 0; i < 4; i++) add(&header, gb_strdup(rest[i]));
    for (size_t i = 0; i < p->n_histories; i++) {
        const struct summary_row *row = page_row(p, p->by_rate[i], p->load, NULL, NULL);
        add(&body, gb_strdup(rates ? study_history(p->s, p->by_rate[i]) : p->label[p->by_rate[i]]));
        add(&body, row ? gb_format("%zu", row->samples) : gb_strdup("–"));
        if (quenched) add(&body, summary_cell(row, T_f, p->s));
        add(&body, summary_cell(row, Q_EPS_TRUE, p->s));
        add(&body, summary_cell(row, Q_RATIO, p->s));
        add(&body, summary_cell(row, Q_LOSS, p->s));
        add(&body, gb_strdup(row ? side(row->q[Q_RATIO]) : "–"));
    }
    table(&p->r,
          "In short. The paper finds brittle glasses below 0.21 and ductile ones above 0.24; a question mark: a border "
          "is "
          "within two errors, or the error is not known. Absolute loss: 1 − (ε_{1}+ε_{2})/(2 ε_{true}). T_{f,IS}, "
          "where the "
          "study has an equilibrium line: by the energy at rest (*: extrapolated).",
          &header, &body);
    cells_clear(&header);
    cells_clear(&body);
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
                add(&rest, gb_strdup(s));
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

static const struct {
    enum quantity q;
    const char *name;
} main_row[] = {
    {Q_T_F, "fictive temperature T_{f}, by enthalpy on cooling"},
    {Q_T_F_VOLUME, "the same, by volume"},
    {Q_T_F_IS, "the same, by the equilibrium liquid's e_{IS} (*: extrapolated)"},
    {Q_E_IS, "inherent-structure energy e_{IS}"},
    {Q_DENSITY, "density"},
    {Q_POISSON, "Poisson's ratio ν"},
    {Q_YOUNG, "Young's modulus"},
    {Q_SHEAR, "shear modulus, relaxed"},
    {Q_SHEAR_AFFINE, "shear modulus, affine"},
    {Q_SHEAR_LOST, "fraction of the shear modulus lost"},
    {Q_BULK, "bulk modulus, relaxed"},
    {Q_BULK_AFFINE, "bulk modulus, affine"},
    {Q_STRESS, "axial stress"},
    {Q_EPS_TRUE, "true strain ε_{true}"},
    {Q_EPS_INF, "ε_{∞}"},
    {Q_EPS_1, "ε_{1}"},
    {Q_EPS_2, "ε_{2}"},
    {Q_RATIO, "ratio Δε_{R}/ε_{∞}"},
    {Q_FLOOR, "ratio of a purely affine strain (floor)"},
    {Q_LOSS, "absolute loss 1 − (ε_{1}+ε_{2})/(2 ε_{true})"},
    {Q_CONT_CORR, "continuity: correlation"},
    {Q_CONT_SLOPE, "continuity: slope"},
};
enum { N_MAIN = sizeof main_row / sizeof main_row[0] };

static void main_header(const struct page *p, struct cells *header) {
    add(header, gb_strdup("quantity"));
    add(header, gb_strdup("unit"));
    for (size_t i = 0; i < p->n_histories; i++)
        for (size_t k = 0; k < p->s->n_loads; k++) {
            const char *label = p->label[p->by_rate[i]];
            add(header, p->s->n_loads > 1 ? gb_format("%s, %s", label, p->load_name[k]) : gb_strdup(label));
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
        add(body, gb_strdup(other[m].name));
        add(body, gb_strdup(""));
        for (size_t i = 0; i < p->n_histories; i++)
            for (size_t k = 0; k < p->s->n_loads; k++)
                add(body, summary_cell(page_row(p, p->by_rate[i], k, NULL, other[m].method), Q_RATIO, p->s));
    }
}

/* How crystalline the most crystalline sample of each history is, kept or not; nothing where that is not known. */
static void add_order(const struct page *p, struct cells *body) {
    if (p->screen.n == 0) return;
    add(body, gb_strdup("crystalline atoms, most of a sample"));
    add(body, gb_strdup("%"));
    for (size_t i = 0; i < p->n_histories; i++) {
        double most = 0;
        for (size_t k = 0; k < p->screen.n; k++)
            if (strcmp(p->screen.row[k].rate, study_history(p->s, p->by_rate[i])) == 0)
                most = fmax(most, p->screen.row[k].q[ORDER_CRYSTALLINE]);
        for (size_t k = 0; k < p->s->n_loads; k++) add(body, gb_format("%.3g", 100 * most));
    }
}

int page_main_table(struct page *p, struct gb_error *err) {
    (void)err;
    struct cells header = {0}, body = {0};
    report_heading(&p->r, "numbers", "Numbers");
    main_header(p, &header);
    add(&body, gb_strdup("samples"));
    add(&body, gb_strdup(""));
    for (size_t i = 0; i < p->n_histories; i++)
        for (size_t k = 0; k < p->s->n_loads; k++) {
            const struct summary_row *row = page_row(p, p->by_rate[i], k, NULL, NULL);
            add(&body, row ? gb_format("%zu", row->samples) : gb_strdup("–"));
        }
    add_order(p, &body);
    for (int q = 0; q < N_MAIN; q++) {
        if (!has_quantity(p, main_row[q].q)) continue;
        add(&body, gb_strdup(main_row[q].name));
        add(&body, notation_unit(quantity_unit(p->s, main_row[q].q)));
        for (size_t i = 0; i < p->n_histories; i++)
            for (size_t k = 0; k < p->s->n_loads; k++)
                add(&body, summary_cell(page_row(p, p->by_rate[i], k, NULL, NULL), main_row[q].q, p->s));
        if (main_row[q].q == Q_RATIO) add_other_ratios(p, &body);
    }
    char *caption =
        gb_format("Method %s, weights %s; columns from the slowest cooling to the fastest.", p->method, p->weights);
    table(&p->r, p->n_histories > 1 ? caption : NULL, &header, &body);
    free(caption);
    cells_clear(&header);
    cells_clear(&body);
    return GB_OK;
}

int page_full_table(struct page *p, struct gb_error *err) {
    (void)err;
    static const char *const first[] = {"load", "weights", "method", "samples"};
    struct cells header = {0}, body = {0};
    add(&header,
        histories_are_rates(p->s) ? with_unit("rate", model_unit(p->s->model, MODEL_RATE)) : gb_strdup("history"));
    for (int i = 0; i < 4; i++) add(&header, gb_strdup(first[i]));
    for (int q = 0; q < Q_N; q++)
        if (has_quantity(p, (enum quantity)q))
            add(&header, with_unit(quantity_name[q], quantity_unit(p->s, (enum quantity)q)));
    for (size_t i = 0; i < p->sum.n_rows; i++) {
        const struct summary_row *row = &p->sum.row[i];
        add(&body, gb_strdup(row->rate ? row->rate : ""));
        add(&body, gb_strdup(row->load));
        add(&body, gb_strdup(row->weights));
        add(&body, gb_strdup(row->method));
        add(&body, gb_format("%zu", row->samples));
        for (int q = 0; q < Q_N; q++)
            if (has_quantity(p, (enum quantity)q)) add(&body, summary_cell(row, (enum quantity)q, p->s));
    }
    report_heading(&p->r, "all", "All methods and weights");
    char *summary = gb_format("%zu rows; the same as summary/summary.tsv", p->sum.n_rows);
    report_details_begin(&p->r, summary);
    table(&p->r,
          "Methods name the signal and where A_{1} and A_{2} are read; \"-at-k\": at the extrema of the affine "
          "reference. Controlled: symmetrised less what the anisotropy frozen into these glasses adds, known from "
          "the atoms; minus-unloaded: what a beamline does.",
          &header, &body);
    report_details_end(&p->r);
    free(summary);
    cells_clear(&header);
    cells_clear(&body);
    return GB_OK;
}

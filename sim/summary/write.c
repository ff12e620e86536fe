/* summary.tsv, summary.xml, reading back, and the table for the terminal. See summary.h. Neither file holds a time, a
 * host or a path: the same results give the same bytes. Numbers are %.9g. */
#include "base/file.h"
#include "base/mem.h"
#include "base/notation.h"
#include "base/number.h"
#include "summary/parts.h"
#include "table/rows.h"
#include "table/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const quantity_name[Q_N] = {
    "T_f",   "T_f_volume",   "T_f_is",      "e_is",       "density",   "poisson",   "young",   "shear",
    "bulk",  "shear_affine", "bulk_affine", "shear_lost", "stress",    "eps_true",  "eps_inf", "eps_1",
    "eps_2", "ratio",        "floor",       "loss",       "cont_corr", "cont_slope"};

const char *quantity_unit(const struct study *s, enum quantity q) {
    switch (q) {
    case Q_T_F:
    case Q_T_F_VOLUME:
    case Q_T_F_IS: return model_unit(s->model, MODEL_TEMPERATURE);
    case Q_E_IS: return model_unit(s->model, MODEL_ENERGY);
    case Q_DENSITY: return model_unit(s->model, MODEL_DENSITY);
    case Q_STRESS:
    case Q_YOUNG:
    case Q_SHEAR:
    case Q_BULK:
    case Q_SHEAR_AFFINE:
    case Q_BULK_AFFINE: return model_unit(s->model, MODEL_STRESS);
    default: return "-";
    }
}

static const char *number(char buf[40], double v) {
    if (isfinite(v))
        snprintf(buf, 40, "%.9g", v);
    else
        snprintf(buf, 40, "nan");
    return buf;
}

/* What every number depends on: key and value, in the header of the table and as attributes of the XML. The values are
 * the caller's. */
enum { N_FACTS = 10 };
struct fact {
    const char *key;
    char *value;
};
/* "athermal; T0.15: averaged over 250 after 50, 20 snapshots" */
static void describe_modes(const struct study *s, struct gb_text *b) {
    bool athermal = false;
    for (size_t e = 0; e < s->n_compress; e++) {
        const struct study_compress *c = &s->compress[e];
        if (!c->thermal && athermal) continue;
        athermal = athermal || !c->thermal;
        if (b->len) gb_text_add(b, "; ");
        if (c->thermal)
            gb_text_add(b, "%s: averaged over %.9g after %.9g %s, %" PRIu64 " snapshots", c->name, c->time,
                        c->equilibrate_time, model_unit(s->model, MODEL_TIME), c->snapshots);
        else
            gb_text_add(b, "athermal");
    }
}

static void list_facts(const struct study *s, struct fact f[N_FACTS]) {
    const char *L = study_length(s);
    char axes[4] = "";
    for (int a = 0, n = 0; a < 3; a++)
        if (s->axes >> a & 1U) axes[n++] = "xyz"[a], axes[n] = '\0';
    struct gb_text modes = {0};
    describe_modes(s, &modes);
    const struct fact all[N_FACTS] = {
        {"study", gb_strdup(s->name)},
        {"glassbed", gb_strdup(GB_VERSION)},
        {"model", gb_strdup(s->model->name)},
        {"samples", gb_format("%zu", s->samples)},
        {"loads", gb_format("%s, axes %s, %s", modes.s, axes, s->both_signs ? "both signs" : "compression only")},
        {"smoothing", smooth_describe(&s->smoothing, L)},
        {"fit", gb_format("%.9g %.9g %s", s->fit_lo, s->fit_hi, L)},
        {"grid", gb_format("r-bin %.9g, r-max %.9g %s", s->r_bin, s->r_max, L)},
        {"main-method", gb_strdup(pool_main_method(s))},
        {"errors", gb_strdup("delete-one jackknife over samples; nan: not to be had")},
    };
    memcpy(f, all, sizeof all);
    free(modes.s);
}

static const char left_out_line[] = "# left out of all averages: ";

static char *header_line(void) {
    return rows_header("# rate\tload\tstrain\tweights\tmethod\tsamples", Q_N, quantity_name);
}

int summary_tsv_write(const struct summary *sum, const struct study *s, const struct pool_warnings *w, const char *path,
                      struct gb_error *err) {
    struct gb_text b = {0};
    struct fact fact[N_FACTS];
    char *header = header_line();
    list_facts(s, fact);
    gb_text_add(&b, "# glassbed summary: a row for each rate, load, weights and method\n");
    for (int i = 0; i < N_FACTS; i++) {
        gb_text_add(&b, "# %s: %s\n", fact[i].key, fact[i].value);
        free(fact[i].value);
    }
    gb_text_add(&b, "# units: rate %s", model_unit(s->model, MODEL_RATE));
    for (int i = 0; i < Q_N; i++) gb_text_add(&b, ", %s %s", quantity_name[i], quantity_unit(s, (enum quantity)i));
    gb_text_add(&b, "\n");
    if (isfinite(sum->line_lo))
        gb_text_add(&b, "# equilibrium-line: %.9g %.9g (its temperatures; T_f_is outside them is extrapolated)\n",
                    sum->line_lo, sum->line_hi);
    for (size_t i = 0; i < sum->n_left_out; i++) gb_text_add(&b, "%s%s\n", left_out_line, sum->left_out[i]);
    gb_text_add(&b, "# warnings: %zu\n", w->n);
    for (size_t i = 0; i < w->n; i++) gb_text_add(&b, "# warning: %s (%zu times)\n", w->text[i], w->times[i]);
    gb_text_add(&b, "%s\n", header);
    for (size_t r = 0; r < sum->n_rows; r++) {
        const struct summary_row *row = &sum->row[r];
        gb_text_add(&b, "%s\t%s", row->rate, row->load);
        rows_add_number(&b, row->strain, 9);
        gb_text_add(&b, "\t%s\t%s\t%zu", row->weights, row->method, row->samples);
        for (int i = 0; i < Q_N; i++) rows_add_estimate(&b, row->q[i], 9, 9);
        gb_text_add(&b, "\n");
    }
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    free(header);
    return rc;
}

static void add_attribute(struct gb_text *b, const char *key, const char *value) {
    gb_text_add(b, " %s=\"", key);
    gb_text_add_escaped(b, value);
    gb_text_add(b, "\"");
}

int summary_xml_write(const struct summary *sum, const struct study *s, const struct pool_warnings *w, const char *path,
                      struct gb_error *err) {
    struct gb_text b = {0};
    struct fact fact[N_FACTS];
    char num[40];
    list_facts(s, fact);
    gb_text_add(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<summary");
    for (int i = 0; i < N_FACTS; i++) {
        add_attribute(&b, fact[i].key, fact[i].value);
        free(fact[i].value);
    }
    gb_text_add(&b, ">\n");
    gb_text_add(&b, "  <unit quantity=\"rate\" unit=\"%s\"/>\n", model_unit(s->model, MODEL_RATE));
    for (int i = 0; i < Q_N; i++)
        gb_text_add(&b, "  <unit quantity=\"%s\" unit=\"%s\"/>\n", quantity_name[i],
                    quantity_unit(s, (enum quantity)i));
    for (size_t i = 0; i < sum->n_left_out; i++) {
        gb_text_add(&b, "  <left-out");
        add_attribute(&b, "text", sum->left_out[i]);
        gb_text_add(&b, "/>\n");
    }
    for (size_t i = 0; i < w->n; i++) {
        gb_text_add(&b, "  <warning times=\"%zu\"", w->times[i]);
        add_attribute(&b, "text", w->text[i]);
        gb_text_add(&b, "/>\n");
    }
    for (size_t r = 0; r < sum->n_rows; r++) {
        const struct summary_row *row = &sum->row[r];
        gb_text_add(&b, "  <row");
        add_attribute(&b, "rate", row->rate);
        add_attribute(&b, "load", row->load);
        add_attribute(&b, "strain", number(num, row->strain));
        add_attribute(&b, "weights", row->weights);
        add_attribute(&b, "method", row->method);
        gb_text_add(&b, " samples=\"%zu\">\n", row->samples);
        for (int i = 0; i < Q_N; i++) {
            gb_text_add(&b, "    <%s value=\"%s\"", quantity_name[i], number(num, row->q[i].value));
            gb_text_add(&b, " err=\"%s\"%s/>\n", number(num, row->q[i].err),
                        i == Q_T_F_IS && row->extrapolated ? " extrapolated=\"yes\"" : "");
        }
        gb_text_add(&b, "  </row>\n");
    }
    gb_text_add(&b, "</summary>\n");
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    return rc;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static void read_comment(void *to, const char *line) {
    struct summary *sum = to;
    uint64_t n;
    double lo, hi;
    if (strncmp(line, "# warnings: ", 12) == 0 && gb_parse_uint64(line + 12, &n)) sum->n_warnings = (size_t)n;
    if (sscanf(line, "# equilibrium-line: %lf %lf", &lo, &hi) == 2) sum->line_lo = lo, sum->line_hi = hi;
    if (strncmp(line, left_out_line, strlen(left_out_line)) != 0) return;
    sum->left_out = gb_realloc(sum->left_out, sum->n_left_out + 1, sizeof *sum->left_out);
    sum->left_out[sum->n_left_out++] = gb_strdup(line + strlen(left_out_line));
}

int summary_read(struct summary *sum, const struct study *s, const char *path_tsv, struct gb_error *err) {
    struct table_rows rows;
    *sum = (struct summary){.line_lo = NAN, .line_hi = NAN};
    rows_open(&rows, s, "summary", header_line(), path_tsv, err);
    rows.comment = read_comment;
    rows.to = sum;
    while (rows_next(&rows)) {
        sum->row = rows_grow(sum->row, &sum->n_rows, sizeof *sum->row);
        struct summary_row *row = &sum->row[sum->n_rows - 1];
        row->rate = rows_history(&rows);
        row->load = rows_load(&rows);
        row->strain = rows_number(&rows);
        row->weights = gb_strdup(rows_text(&rows));
        row->method = pool_method[rows_word(&rows, POOL_N_METHODS, pool_method)];
        row->samples = rows_count(&rows, 0, s->samples);
        for (int i = 0; i < Q_N; i++) row->q[i] = rows_estimate(&rows);
        const double T = row->q[Q_T_F_IS].value;
        row->extrapolated = T < sum->line_lo || T > sum->line_hi;
    }
    int rc = rows_close(&rows);
    if (rc == GB_OK && sum->n_rows == 0)
        rc = gb_fail(err, GB_EINPUT, "%s: holds no rows; run the study again", path_tsv);
    if (rc != GB_OK) summary_clear(sum);
    return rc;
}

size_t summary_main_load(const struct summary *sum, const struct study *s) {
    double largest = -1;
    size_t best = 0;
    for (size_t i = 0; i < sum->n_rows; i++) {
        const struct summary_row *r = &sum->row[i];
        size_t k = 0;
        while (strcmp(s->load[k].label, r->load) != 0) k++;
        const enum study_positions basis = s->load[k].positions, now = s->load[best].positions;
        if (largest >= 0 && (basis > now || (basis == now && !(r->strain > largest)))) continue;
        best = k;
        largest = r->strain;
    }
    return best;
}

void summary_clear(struct summary *sum) {
    for (size_t r = 0; r < sum->n_rows; r++) free(sum->row[r].weights);
    for (size_t i = 0; i < sum->n_left_out; i++) free(sum->left_out[i]);
    free(sum->left_out);
    free(sum->row);
    *sum = (struct summary){0};
}

/* The terminal ----------------------------------------------------------------------------------------------------- */

char *summary_cell(const struct summary_row *row, enum quantity q, const struct study *s) {
    const struct estimate e = row ? row->q[q] : (struct estimate){NAN, NAN};
    if (q == Q_T_F_IS && row && row->extrapolated) {
        char *plain = notation_estimate(e.value, e.err), *marked = gb_format("%s*", plain);
        free(plain);
        return marked;
    }
    return strcmp(quantity_unit(s, q), "-") == 0 ? notation_ratio(e.value, e.err) : notation_estimate(e.value, e.err);
}

bool summary_bare(const struct summary *sum) {
    for (size_t r = 0; r < sum->n_rows; r++)
        for (int q = 0; q < Q_N; q++)
            if (sum->row[r].samples > 1 && isfinite(sum->row[r].q[q].value) && !isfinite(sum->row[r].q[q].err))
                return true;
    return false;
}

/* One block: names, units where there are any, then the chosen rows. */
static void add_table(struct gb_text *b, const struct study *s, size_t n_row, const struct summary_row *const *row,
                      bool strain, size_t n_q, const enum quantity *q) {
    const size_t n_lead = strain ? 3 : 2, n_col = n_lead + n_q;
    char **cell = GB_ARRAY((n_row + 2) * n_col, char *);
    cell[0] = gb_strdup("rate");
    cell[n_col] = notation_unit(s->n_files ? "-" : model_unit(s->model, MODEL_RATE));
    if (strain) cell[1] = gb_strdup(study_only_strains(s) ? "strain" : "load"), cell[n_col + 1] = gb_strdup("");
    cell[n_lead - 1] = gb_strdup("n");
    cell[n_col + n_lead - 1] = gb_strdup("");
    for (size_t i = 0; i < n_q; i++) {
        cell[n_lead + i] = gb_strdup(quantity_name[q[i]]);
        cell[n_col + n_lead + i] = notation_unit(quantity_unit(s, q[i]));
    }
    for (size_t r = 0; r < n_row; r++) {
        char **c = cell + (r + 2) * n_col;
        c[0] = gb_strdup(row[r]->rate);
        if (strain) c[1] = gb_strdup(row[r]->load);
        c[n_lead - 1] = gb_format("%zu", row[r]->samples);
        for (size_t i = 0; i < n_q; i++) c[n_lead + i] = summary_cell(row[r], q[i], s);
    }
    table_block(b, n_row + 2, n_col, cell);
}

static bool any_finite(size_t n_row, const struct summary_row *const *row, enum quantity q) {
    bool any = false;
    for (size_t r = 0; r < n_row; r++) any = any || isfinite(row[r]->q[q].value);
    return any;
}

static bool any_extrapolated(size_t n_row, const struct summary_row *const *row) {
    bool any = false;
    for (size_t r = 0; r < n_row; r++) any = any || row[r]->extrapolated;
    return any;
}

/* The row of another method with the rate, strain and weights of `like`; NULL when there is none. */
static const struct summary_row *find_row(const struct summary *sum, const struct summary_row *like,
                                          const char *method) {
    for (size_t r = 0; r < sum->n_rows; r++) {
        const struct summary_row *x = &sum->row[r];
        if (strcmp(x->method, method) == 0 && strcmp(x->weights, like->weights) == 0 &&
            strcmp(x->load, like->load) == 0 && strcmp(x->rate, like->rate) == 0)
            return x;
    }
    return NULL;
}

/* The ratio by the plain signals side by side, so that the main one is seen beside what a beamline would find. */
static void add_signals(struct gb_text *b, const struct study *s, const struct summary *sum, size_t n_row,
                        const struct summary_row *const *row) {
    static const char *const method[] = {"controlled", "symmetrised", "minus-unloaded", "raw"};
    enum { N_METHODS = sizeof method / sizeof *method };
    const size_t first = s->both_signs ? 0 : 2, n_col = 2 + N_METHODS - first;
    char **cell = GB_ARRAY((n_row + 1) * n_col, char *);
    cell[0] = gb_strdup("rate");
    cell[1] = gb_strdup(study_only_strains(s) ? "strain" : "load");
    for (size_t m = first; m < N_METHODS; m++) cell[2 + m - first] = gb_strdup(method[m]);
    for (size_t r = 0; r < n_row; r++) {
        char **c = cell + (r + 1) * n_col;
        c[0] = gb_strdup(row[r]->rate);
        c[1] = gb_strdup(row[r]->load);
        for (size_t m = first; m < N_METHODS; m++) {
            c[2 + m - first] = summary_cell(find_row(sum, row[r], method[m]), Q_RATIO, s);
        }
    }
    gb_text_add(b, "The ratio by signal; minus-unloaded is what a beamline does\n");
    table_block(b, n_row + 1, n_col, cell);
}

char *summary_text(const struct summary *sum, const struct study *s) {
    static const enum quantity glass[] = {Q_T_F,     Q_T_F_VOLUME,  Q_T_F_IS,       Q_E_IS,
                                          Q_DENSITY, Q_YOUNG,       Q_POISSON,      Q_BULK,
                                          Q_SHEAR,   Q_BULK_AFFINE, Q_SHEAR_AFFINE, Q_SHEAR_LOST};
    static const enum quantity strain[] = {Q_EPS_TRUE, Q_EPS_INF, Q_EPS_1,     Q_EPS_2,     Q_RATIO,
                                           Q_FLOOR,    Q_LOSS,    Q_CONT_CORR, Q_CONT_SLOPE};
    const struct summary_row **row = GB_ARRAY(sum->n_rows, const struct summary_row *),
                             **first = GB_ARRAY(sum->n_rows, const struct summary_row *);
    size_t n = 0, n_first = 0;
    for (size_t r = 0; r < sum->n_rows; r++) {
        const struct summary_row *x = &sum->row[r];
        if (strcmp(x->weights, "number") != 0 || strcmp(x->method, pool_main_method(s)) != 0) continue;
        row[n++] = x;
        if (n_first == 0 || strcmp(first[n_first - 1]->rate, x->rate) != 0) first[n_first++] = x;
    }
    struct gb_text b = {0};
    char *smooth = smooth_describe(&s->smoothing, study_length(s)), *unit = notation_unit(study_length(s));
    gb_text_add(&b, "The glasses (n samples each; error of the last digits in parentheses)\n");
    enum quantity shown[sizeof glass / sizeof *glass];
    size_t n_shown = 0;
    for (size_t i = 0; i < sizeof glass / sizeof *glass; i++)
        if ((glass[i] != Q_T_F_VOLUME && glass[i] != Q_T_F_IS) || any_finite(n_first, first, glass[i]))
            shown[n_shown++] = glass[i];
    add_table(&b, s, n_first, first, false, n_shown, shown);
    if (any_extrapolated(n_first, first))
        gb_text_add(&b, "*: beyond the temperatures of the equilibrium line, %.4g to %.4g: extrapolated\n",
                    sum->line_lo, sum->line_hi);
    gb_text_add(&b, "Strains, method %s, number weights, fit %.4g to %.4g %s, smoothing %s\n", pool_main_method(s),
                s->fit_lo, s->fit_hi, unit, smooth);
    add_table(&b, s, n, row, true, sizeof strain / sizeof *strain, strain);
    add_signals(&b, s, sum, n, row);
    if (summary_bare(sum)) gb_text_add(&b, "Without parentheses: no error, it fails with a sample left out\n");
    for (size_t i = 0; i < sum->n_left_out; i++) gb_text_add(&b, "Left out: %s\n", sum->left_out[i]);
    if (sum->n_warnings) gb_text_add(&b, "%zu warnings: see the header of summary.tsv\n", sum->n_warnings);
    free(smooth);
    free(unit);
    free(row);
    free(first);
    return b.s;
}

/* validation.tsv, written and read back. See experiment.h. No time, host or path: the same results give the
 * same bytes. */
#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"
#include "experiment/parts.h"
#include "study/scatterer.h"
#include "table/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const experiment_quantity_name[EXPERIMENT_N_QUANTITIES] = {
    "eps", "eps_bias", "ratio", "ratio_bias", "loss", "r_peak", "floor_eps", "floor_ratio", "eps_true", "ratio_true"};
static const char *const basis_name[] = {"averaged", "centre", "-"};
static const char note_line[] = "# note: ";

static char *header_line(void) {
    char *quantities = rows_header("# rate\tload\troute\tweights\tsignal\tq_max\twindow\tfit_lo\tfit_hi\tsectors\t"
                                   "basis\tcounts\tsamples",
                                   EXPERIMENT_N_QUANTITIES, experiment_quantity_name);
    char *line = gb_format("%s\teps_noise\tratio_noise", quantities);
    free(quantities);
    return line;
}

static void add_header(struct gb_text *b, const struct experiments *v, const struct study *s) {
    const char *L = study_length(s);
    char *note = study_scatter_note(s->model), *smooth = smooth_describe(&s->smoothing, L), *columns = header_line();
    gb_text_add(b,
                "# What an experiment would have read off these glasses: a row for each rate, load and experiment\n"
                "# study: %s\n# glassbed: %s\n# model: %s; %s\n",
                s->name, GB_VERSION, s->model->name, note ? note : "species scatter as themselves");
    gb_text_add(b,
                "# route: pdf-r the study's own, smoothing %s; pdf-q S00, S20 up to q_max -> window -> g00, g20, K -> "
                "pipeline; q-law S20 = -eps c Q dS00/dQ over fit_lo to fit_hi of Q; "
                "peak-shift of S(Q)'s first peak, shell-1 ... of sector G(r)'s shells, with direction\n"
                "# sectors: of azimuth on a flat detector at 100 keV; 0: S00 and S20 themselves; basis: averaged over "
                "a sector's width, or at its centre\n"
                "# counts: photons in all sectors up to q_max in each of two frames, unloaded and loaded; -: no noise; "
                "%d draws\n",
                smooth, EXPERIMENT_DRAWS);
    gb_text_add(b,
                "# eps_bias: eps/eps_true - 1; ratio_bias: ratio less that of pdf-r; loss: 1 - (eps_1 + eps_2)/(2 "
                "eps_true); r_peak: of the first shell; floor_eps, floor_ratio: eps_bias and ratio of affine copies of "
                "the same glasses\n"
                "# ratio_true: 1 - mean bond strain of the first shell's pairs / eps_true, from the atoms\n"
                "# eps_noise, ratio_noise: standard deviation of one noisy measurement, of eps/eps_true and of the "
                "ratio\n"
                "# errors: delete-one jackknife over samples, of the biases themselves; nan: not to be had\n"
                "# units: rate %s, q_max 1/ang, fit %s (of q-law 1/ang), r_peak %s, else -\n",
                model_unit(s->model, MODEL_RATE), L, L);
    for (size_t i = 0; i < v->n_notes; i++) gb_text_add(b, "%s%s\n", note_line, v->note[i]);
    gb_text_add(b, "%s\n", columns);
    free(columns);
    free(note);
    free(smooth);
}

int experiments_write(const struct experiments *v, const struct study *s, const char *path, struct gb_error *err) {
    struct gb_text b = {0};
    add_header(&b, v, s);
    for (size_t i = 0; i < v->n; i++) {
        const struct experiment_row *r = &v->row[i];
        const struct experiment *e = &r->e;
        gb_text_add(&b, "%s\t%s\t%s\t%s\t%s", r->rate, r->load, experiment_route_name[e->route],
                    scatter_probe_name(e->weights), e->signal);
        rows_add_number(&b, e->q_max, 9);
        gb_text_add(&b, "\t%s", e->window < QWINDOW_N ? q_window_name(e->window) : "-");
        rows_add_number(&b, e->fit_lo, 9);
        rows_add_number(&b, e->fit_hi, 9);
        gb_text_add(&b, "\t%zu\t%s", e->sectors, basis_name[e->sectors ? e->centre : 2]);
        gb_text_add(&b, isfinite(e->counts) ? "\t%.9g" : "\t-", e->counts);
        gb_text_add(&b, "\t%zu", r->samples);
        for (int q = 0; q < EXPERIMENT_N_QUANTITIES; q++) rows_add_estimate(&b, r->q[q], 9, 9);
        rows_add_number(&b, r->eps_noise, 9);
        rows_add_number(&b, r->ratio_noise, 9);
        gb_text_add(&b, "\n");
    }
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    return rc;
}

/* ---- reading ---- */

static void add_note(void *to, const char *line) {
    struct experiments *v = to;
    if (strncmp(line, note_line, strlen(note_line)) != 0) return;
    v->note = gb_realloc(v->note, v->n_notes + 1, sizeof *v->note);
    v->note[v->n_notes++] = gb_strdup(line + strlen(note_line));
}

static bool dash(const char *f) { return strcmp(f, "-") == 0; }

static struct experiment read_experiment(struct table_rows *rows) {
    struct experiment e = {.counts = INFINITY};
    const char *f;
    e.route = (enum experiment_route)rows_word(rows, EXPERIMENT_N_ROUTES, experiment_route_name);
    e.weights = scatter_probe_find(rows_text(rows));
    rows_expect(rows, e.weights != SCATTER_N_PROBES);
    e.signal = pool_signal_name[rows_word(rows, SIGNAL_N, pool_signal_name)];
    e.q_max = rows_number(rows);
    e.window = q_window_find(f = rows_text(rows));
    rows_expect(rows, e.window != QWINDOW_N || dash(f));
    e.fit_lo = rows_number(rows);
    e.fit_hi = rows_number(rows);
    e.sectors = rows_count(rows, 0, SIZE_MAX);
    e.centre = rows_word(rows, 3, basis_name) == 1;
    f = rows_text(rows);
    rows_expect(rows, dash(f) || gb_parse_double(f, &e.counts));
    return e;
}

int experiments_read(struct experiments *v, const struct study *s, const char *path, struct gb_error *err) {
    struct table_rows rows;
    *v = (struct experiments){0};
    rows_open(&rows, s, "validation", header_line(), path, err);
    rows.comment = add_note;
    rows.to = v;
    while (rows_next(&rows)) {
        v->row = rows_grow(v->row, &v->n, sizeof *v->row);
        struct experiment_row *r = &v->row[v->n - 1];
        r->rate = rows_history(&rows);
        r->load = rows_load(&rows);
        r->e = read_experiment(&rows);
        r->samples = rows_count(&rows, 0, s->samples);
        for (int q = 0; q < EXPERIMENT_N_QUANTITIES; q++) r->q[q] = rows_estimate(&rows);
        r->eps_noise = rows_number(&rows);
        r->ratio_noise = rows_number(&rows);
    }
    const int rc = rows_close(&rows);
    if (rc != GB_OK) experiments_clear(v);
    return rc;
}

void experiments_clear(struct experiments *v) {
    for (size_t i = 0; i < v->n_notes; i++) free(v->note[i]);
    free(v->note);
    free(v->row);
    *v = (struct experiments){0};
}

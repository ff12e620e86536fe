/* validation.tsv, written and read back. See summary_validation.h. No time, host or path: the same results give the
 * same bytes. */
#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"
#include "study/model_scatter.h"
#include "study/summary_validation_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const quantity_name[VAL_N_QUANTITIES] = {
    "eps", "eps_bias", "ratio", "ratio_bias", "loss", "r_peak", "floor_eps", "floor_ratio", "eps_true", "ratio_true"};
static const char *const basis_name[2] = {"averaged", "centre"};
enum { N_TEXT = 13, N_FIELDS = N_TEXT + 2 * VAL_N_QUANTITIES + 2 };

static char *header_line(void) {
    struct gb_text b = {0};
    gb_text_add(&b, "# rate\tload\troute\tweights\tsignal\tq_max\twindow\tfit_lo\tfit_hi\tsectors\tbasis\tcounts\t"
                    "samples");
    for (int i = 0; i < VAL_N_QUANTITIES; i++) gb_text_add(&b, "\t%s\t%s_err", quantity_name[i], quantity_name[i]);
    gb_text_add(&b, "\teps_noise\tratio_noise");
    return b.s;
}

static void add_header(struct gb_text *b, const struct validation *v, const struct study *s) {
    const char *L = sum_length(s);
    char *note = model_scatter_note(s->model), *smooth = smooth_describe(&s->smoothing, L), *columns = header_line();
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
                smooth, VAL_DRAWS);
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
    for (size_t i = 0; i < v->n_notes; i++) gb_text_add(b, "# note: %s\n", v->note[i]);
    gb_text_add(b, "%s\n", columns);
    free(columns);
    free(note);
    free(smooth);
}

static void add_number(struct gb_text *b, double v) {
    if (isfinite(v))
        gb_text_add(b, "\t%.9g", v);
    else
        gb_text_add(b, "\tnan");
}

int validation_write(const struct validation *v, const struct study *s, const char *path, struct gb_error *err) {
    struct gb_text b = {0};
    add_header(&b, v, s);
    for (size_t i = 0; i < v->n; i++) {
        const struct validation_row *r = &v->row[i];
        const struct experiment *e = &r->e;
        gb_text_add(&b, "%s\t%s\t%s\t%s\t%s", r->rate, r->load, validation_route_name[e->route],
                    scatter_probe_name(e->weights), e->signal);
        add_number(&b, e->q_max);
        gb_text_add(&b, "\t%s", e->window < QWINDOW_N ? q_window_name(e->window) : "-");
        add_number(&b, e->fit_lo);
        add_number(&b, e->fit_hi);
        gb_text_add(&b, "\t%zu\t%s", e->sectors, e->sectors ? basis_name[e->centre] : "-");
        gb_text_add(&b, isfinite(e->counts) ? "\t%.9g" : "\t-", e->counts);
        gb_text_add(&b, "\t%zu", r->samples);
        for (int q = 0; q < VAL_N_QUANTITIES; q++) {
            add_number(&b, r->q[q].value);
            add_number(&b, r->q[q].err);
        }
        add_number(&b, r->eps_noise);
        add_number(&b, r->ratio_noise);
        gb_text_add(&b, "\n");
    }
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    return rc;
}

/* ---- reading ---- */

static bool number_or_nan(const char *f, double *v) {
    if (strcmp(f, "nan") == 0) return *v = NAN, true;
    return gb_parse_double(f, v);
}

/* The place of f among n names, n when it is none of them. */
static int among(const char *f, const char *const *name, int n) {
    int i = 0;
    while (i < n && strcmp(f, name[i]) != 0) i++;
    return i;
}

static bool dash(const char *f) { return strcmp(f, "-") == 0; }

/* What the row is of, from its fields; the number of the field that is wrong, from 1, or 0. */
static int parse_experiment(char *const *f, struct experiment *e) {
    uint64_t n;
    const int route = among(f[2], validation_route_name, VALIDATION_N_ROUTES);
    if (route == VALIDATION_N_ROUTES) return 3;
    e->route = (enum validation_route)route;
    e->weights = scatter_probe_find(f[3]);
    if (e->weights == SCATTER_N_PROBES) return 4;
    const int signal = among(f[4], sum_signal_name, SUM_N_SIGNALS);
    if (signal == SUM_N_SIGNALS) return 5;
    e->signal = sum_signal_name[signal];
    if (!number_or_nan(f[5], &e->q_max)) return 6;
    e->window = q_window_find(f[6]);
    if (e->window == QWINDOW_N && !dash(f[6])) return 7;
    if (!number_or_nan(f[7], &e->fit_lo)) return 8;
    if (!number_or_nan(f[8], &e->fit_hi)) return 9;
    if (!gb_parse_uint64(f[9], &n)) return 10;
    e->sectors = (size_t)n;
    const int basis = among(f[10], basis_name, 2);
    if (basis == 2 && !dash(f[10])) return 11;
    e->centre = basis == 1;
    e->counts = INFINITY;
    return dash(f[11]) || gb_parse_double(f[11], &e->counts) ? 0 : 12;
}

static int parse_row(const struct study *s, char *line, struct validation_row *r) {
    char *save = NULL, *f[N_FIELDS];
    uint64_t n;
    *r = (struct validation_row){0};
    for (int i = 0; i < N_FIELDS; i++)
        if (!(f[i] = strtok_r(i ? NULL : line, "\t", &save))) return i + 1;
    for (size_t h = 0; h < study_n_histories(s); h++)
        if (strcmp(f[0], study_history(s, h)) == 0) r->rate = study_history(s, h);
    if (!r->rate) return 1;
    if (!(r->load = sum_load_label(s, f[1]))) return 2;
    const int bad = parse_experiment(f, &r->e);
    if (bad) return bad;
    if (!gb_parse_uint64(f[12], &n)) return 13;
    r->samples = (size_t)n;
    for (int q = 0; q < VAL_N_QUANTITIES; q++) {
        if (!number_or_nan(f[N_TEXT + 2 * q], &r->q[q].value)) return N_TEXT + 2 * q + 1;
        if (!number_or_nan(f[N_TEXT + 2 * q + 1], &r->q[q].err)) return N_TEXT + 2 * q + 2;
    }
    if (!number_or_nan(f[N_FIELDS - 2], &r->eps_noise)) return N_FIELDS - 1;
    if (!number_or_nan(f[N_FIELDS - 1], &r->ratio_noise)) return N_FIELDS;
    return 0;
}

int validation_read(struct validation *v, const struct study *s, const char *path, struct gb_error *err) {
    char *text = NULL, *columns = header_line();
    size_t line = 0;
    bool headed = false;
    *v = (struct validation){0};
    int rc = gb_file_read(path, &text, NULL, err);
    for (char *p = rc == GB_OK ? text : NULL, *next; p && *p && rc == GB_OK; p = next) {
        next = strchr(p, '\n');
        if (next) *next++ = '\0';
        line++;
        headed = headed || strcmp(p, columns) == 0;
        if (strncmp(p, "# note: ", 8) == 0) {
            v->note = gb_realloc(v->note, v->n_notes + 1, sizeof *v->note);
            v->note[v->n_notes++] = gb_strdup(p + 8);
        }
        if (*p == '#' || *p == '\0') continue;
        v->row = gb_realloc(v->row, v->n + 1, sizeof *v->row);
        const int bad = headed ? parse_row(s, p, &v->row[v->n++]) : 1;
        if (bad)
            rc = gb_fail(err, GB_EINPUT,
                         "%s:%zu: column %d is not what the validation of study '%s' has there; remove the folder "
                         "summary and run the study again",
                         path, line, bad, s->name);
    }
    free(text);
    free(columns);
    if (rc != GB_OK) validation_clear(v);
    return rc;
}

void validation_clear(struct validation *v) {
    for (size_t i = 0; i < v->n_notes; i++) free(v->note[i]);
    free(v->note);
    free(v->row);
    *v = (struct validation){0};
}

/* validation.tsv as a table. See experiment.h. No time, host or path: the same results give the same bytes. */
#include "base/mem.h"
#include "base/number.h"
#include "experiment/parts.h"
#include "study/scatterer.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char note_line[] = "# note: ";

static void add_note(void *to, const char *line) {
    struct experiments *v = to;
    if (strncmp(line, note_line, strlen(note_line)) != 0) return;
    v->note = gb_realloc(v->note, v->n_notes + 1, sizeof *v->note);
    v->note[v->n_notes++] = gb_strdup(line + strlen(note_line));
}

/* ---- columns that have words of other rooms, or a dash ---- */

static const char *const basis_name[] = {"averaged", "centre", "-"};

static bool dash(const char *field) { return strcmp(field, "-") == 0; }

static char *print_weights(const void *row, const struct study *s) {
    (void)s;
    return gb_strdup(scatter_probe_name(((const struct experiment_row *)row)->e.weights));
}
static bool parse_weights(void *row, const char *field, const struct study *s) {
    struct experiment_row *r = row;
    (void)s;
    r->e.weights = scatter_probe_find(field);
    return r->e.weights != SCATTER_N_PROBES;
}

static char *print_window(const void *row, const struct study *s) {
    const enum q_window w = ((const struct experiment_row *)row)->e.window;
    (void)s;
    return gb_strdup(w < QWINDOW_N ? q_window_name(w) : "-");
}
static bool parse_window(void *row, const char *field, const struct study *s) {
    struct experiment_row *r = row;
    (void)s;
    r->e.window = q_window_find(field);
    return r->e.window != QWINDOW_N || dash(field);
}

static char *print_basis(const void *row, const struct study *s) {
    const struct experiment *e = &((const struct experiment_row *)row)->e;
    (void)s;
    return gb_strdup(basis_name[e->sectors ? e->centre : 2]);
}
static bool parse_basis(void *row, const char *field, const struct study *s) {
    struct experiment_row *r = row;
    (void)s;
    r->e.centre = strcmp(field, basis_name[1]) == 0;
    return r->e.centre || strcmp(field, basis_name[0]) == 0 || dash(field);
}

static char *print_counts(const void *row, const struct study *s) {
    const double counts = ((const struct experiment_row *)row)->e.counts;
    (void)s;
    return isfinite(counts) ? gb_format("%.9g", counts) : gb_strdup("-");
}
static bool parse_counts(void *row, const char *field, const struct study *s) {
    struct experiment_row *r = row;
    (void)s;
    r->e.counts = INFINITY;
    return dash(field) || gb_parse_double(field, &r->e.counts);
}

/* ---- the kind ---- */

#define AT(field) offsetof(struct experiment_row, field)
#define NUMBER .kind = COLUMN_NUMBER, .digits = 9
#define HOOKS(what) .kind = COLUMN_HOOKS, .print = print_##what, .parse = parse_##what
static const struct column column[] = {
    {.name = "history", .kind = COLUMN_HISTORY, .unit = UNIT_HISTORY, .offset = AT(history)},
    {.name = "load", .kind = COLUMN_LOAD, .offset = AT(load)},
    {.name = "route",
     .sentence = "pdf-r the study's own; pdf-q S00, S20 up to q_max -> window -> g00, g20, K -> pipeline; q-law "
                 "S20 = -eps c Q dS00/dQ over fit_lo to fit_hi of Q (1/ang); peak-shift of S(Q)'s first peak, shell-1 "
                 "... of sector G(r)'s shells, with direction",
     .kind = COLUMN_CHOICE,
     .word = experiment_route_name,
     .n_words = EXPERIMENT_N_ROUTES,
     .offset = AT(e.route)},
    {.name = "weights", HOOKS(weights)},
    {.name = "signal", .kind = COLUMN_CHOICE, .word = pool_signal_name, .n_words = SIGNAL_N, .offset = AT(e.signal)},
    {.name = "q_max", NUMBER, .unit = UNIT_INVERSE_ANGSTROM, .offset = AT(e.q_max)},
    {.name = "window", HOOKS(window)},
    {.name = "fit_lo", NUMBER, .unit = UNIT_LENGTH, .offset = AT(e.fit_lo)},
    {.name = "fit_hi", NUMBER, .unit = UNIT_LENGTH, .offset = AT(e.fit_hi)},
    {.name = "sectors",
     .sentence = "of azimuth on a flat detector at 100 keV; 0: S00 and S20 themselves",
     .kind = COLUMN_COUNT,
     .hi = SIZE_MAX,
     .offset = AT(e.sectors)},
    {.name = "basis", .sentence = "averaged over a sector's width, or at its centre", HOOKS(basis)},
    {.name = "counts",
     .sentence = "photons in all sectors up to q_max in each of two frames, unloaded and loaded; -: no noise",
     HOOKS(counts)},
    {.name = "samples", .kind = COLUMN_SAMPLES, .offset = AT(samples)},
#define ESTIMATE(id, name, unit, how, said)                                                                            \
    COLUMN_OF_ESTIMATE(name, unit, how, .sentence = said, .err_digits = 9, .offset = AT(q[id])),
    EXPERIMENT_QUANTITIES(ESTIMATE)
#undef ESTIMATE
        {.name = "eps_inf_noise",
         .sentence = "standard deviation of one noisy measurement, of eps_inf/eps_true; 0 without noise",
         NUMBER,
         .unit = UNIT_ONE,
         .offset = AT(eps_inf_noise)},
    {.name = "ratio_noise", .sentence = "the same of the ratio", NUMBER, .unit = UNIT_ONE, .offset = AT(ratio_noise)},
};
#undef AT
#undef NUMBER
#undef HOOKS
enum { N_COLUMNS = sizeof column / sizeof *column, N_NOISE = 2 };
const struct table_kind experiment_kind = {
    .of = "validation",
    .title = "What an experiment would have read off these glasses: a row for each history, load and experiment",
    .row_size = sizeof(struct experiment_row),
    .n = N_COLUMNS,
    .column = column,
    .comment = add_note};

const struct column *experiment_column(enum experiment_quantity q) {
    return &column[N_COLUMNS - N_NOISE - EXPERIMENT_N_QUANTITIES + q];
}

/* ---- the file ---- */

int experiments_write(const struct experiments *v, const struct study *s, const char *path, struct gb_error *err) {
    char *scatters = study_scatter_note(s->model), *smooth = smooth_describe(&s->smoothing, study_length(s));
    struct gb_text b = {0};
    gb_text_add(&b,
                "# scattering: %s\n# pdf-r: smoothing %s\n# noise: %d draws\n"
                "# errors: delete-one jackknife over samples, of the biases themselves; nan: not to be had\n",
                scatters ? scatters : "species scatter as themselves", smooth, EXPERIMENT_DRAWS);
    for (size_t i = 0; i < v->n_notes; i++) gb_text_add(&b, "%s%s\n", note_line, v->note[i]);
    const int rc = table_write(&experiment_kind, s, v->row, v->n, b.s, path, err);
    free(b.s);
    free(smooth);
    free(scatters);
    return rc;
}

int experiments_read(struct experiments *v, const struct study *s, const char *path, struct gb_error *err) {
    struct table t;
    *v = (struct experiments){0};
    const int rc = table_read(&t, &experiment_kind, s, v, path, err);
    v->row = t.row;
    v->n = t.n;
    if (rc != GB_OK) experiments_clear(v);
    return rc;
}

void experiments_clear(struct experiments *v) {
    for (size_t i = 0; i < v->n_notes; i++) free(v->note[i]);
    free(v->note);
    free(v->row);
    *v = (struct experiments){0};
}

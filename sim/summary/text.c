/* The summary in the terminal, see text.h. */
#include "summary/text.h"

#include "base/mem.h"
#include "base/notation.h"
#include "pool/pool.h"
#include "table/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* The row of another method with the history, load and weights of `like`; NULL when there is none. */
static const struct summary_row *find_row(const struct summary *sum, const struct summary_row *like,
                                          const char *method) {
    for (size_t r = 0; r < sum->n_rows; r++) {
        const struct summary_row *x = &sum->row[r];
        if (strcmp(x->method, method) == 0 && strcmp(x->weights, like->weights) == 0 && x->load == like->load &&
            x->history == like->history)
            return x;
    }
    return NULL;
}

/* The ratio by the plain signals side by side, so that the main one is seen beside what a beamline would find. */
static void add_signals(struct gb_text *b, const struct study *s, const struct summary *sum, size_t n_row,
                        const struct summary_row *const *row) {
    static const enum summary_column lead[] = {SUMMARY_HISTORY, SUMMARY_LOAD};
    const size_t first = s->both_signs ? 0 : SIGNAL_MINUS_UNLOADED, n_col = 2 + SIGNAL_N - first;
    char **cell = GB_ARRAY((n_row + 1) * n_col, char *);
    for (size_t i = 0; i < 2; i++) cell[i] = column_text_head(&summary_kind.column[lead[i]], s);
    for (size_t m = first; m < SIGNAL_N; m++) cell[2 + m - first] = gb_strdup(pool_signal_name[m]);
    for (size_t r = 0; r < n_row; r++) {
        char **c = cell + (r + 1) * n_col;
        for (size_t i = 0; i < 2; i++) c[i] = column_cell(&summary_kind.column[lead[i]], row[r], s);
        for (size_t m = first; m < SIGNAL_N; m++)
            c[2 + m - first] = summary_cell(find_row(sum, row[r], pool_signal_name[m]), Q_RATIO, s);
    }
    gb_text_add(b, "The ratio by signal; minus-unloaded is what a beamline does\n");
    table_block(b, n_row + 1, n_col, cell);
}

/* A block: the lead, then the quantities. */
static void add_table(struct gb_text *b, const struct study *s, size_t n_row, const struct summary_row *const *row,
                      bool load, size_t n_q, const enum quantity *q) {
    const struct column *column[SUMMARY_N_COLUMNS];
    const void **at = GB_ARRAY(n_row, const void *);
    size_t n = 0;
    column[n++] = &summary_kind.column[SUMMARY_HISTORY];
    if (load) column[n++] = &summary_kind.column[SUMMARY_LOAD];
    column[n++] = &summary_kind.column[SUMMARY_SAMPLES];
    for (size_t i = 0; i < n_q; i++) column[n++] = summary_column(q[i]);
    for (size_t r = 0; r < n_row; r++) at[r] = row[r];
    table_text(b, &summary_kind, s, n_row, at, n, column, true);
    free(at);
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
        if (!summary_is_main(x, s)) continue;
        row[n++] = x;
        if (n_first == 0 || first[n_first - 1]->history != x->history) first[n_first++] = x;
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

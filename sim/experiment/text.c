/* The short table of the method validation for the terminal. See experiment.h. */
#include "experiment/experiment.h"

#include "base/mem.h"
#include "base/notation.h"
#include "table/text.h"

#include <stdlib.h>

static const struct {
    enum experiment_route route;
    enum scatter_probe weights;
    const char *name;
} shown[] = {{ROUTE_PDF_R, SCATTER_NUMBER, "g(r), the study's own"},
             {ROUTE_PDF_Q, SCATTER_NUMBER, "S(Q) to g(r)"},
             {ROUTE_PDF_Q, SCATTER_XRAY, "S(Q) to g(r)"},
             {ROUTE_PDF_Q, SCATTER_NEUTRON, "S(Q) to g(r)"},
             {ROUTE_Q_LAW, SCATTER_XRAY, "affine law in Q"},
             {ROUTE_PEAK_SHIFT, SCATTER_XRAY, "S(Q) peak"},
             {ROUTE_SHELL_1, SCATTER_XRAY, "first shell of G(r)"}};
enum { N_SHOWN = sizeof shown / sizeof *shown };

/* eps over the true strain; a dash without a row. */
static char *over_true(const struct experiment_row *r) {
    const struct estimate bias = column_estimate(experiment_column(EXPERIMENT_EPS_INF_BIAS), r);
    return notation_ratio(1 + bias.value, bias.err);
}

static const struct experiment_row *row_of(const struct experiments *v, const struct study *s, size_t h, size_t load,
                                           int line) {
    const struct experiment e = experiment_by(experiment_standard(s, shown[line].weights), shown[line].route);
    return experiment_find(v, h, load, &e);
}

/* The cells of one line; false, and none, when no history has it. */
static bool add_line(char **c, const struct experiments *v, const struct study *s, size_t load, int line) {
    bool there = false;
    for (size_t h = 0; h < study_n_histories(s); h++) there = there || row_of(v, s, h, load, line);
    if (!there) return false;
    c[0] = gb_strdup(shown[line].name);
    c[1] = gb_strdup(scatter_probe_name(shown[line].weights));
    for (size_t h = 0; h < study_n_histories(s); h++) {
        const struct experiment_row *r = row_of(v, s, h, load, line);
        c[2 + 2 * h] = over_true(r);
        c[3 + 2 * h] = column_cell(experiment_column(EXPERIMENT_RATIO), r, s);
    }
    return true;
}

char *experiments_text(const struct experiments *v, const struct study *s, size_t load) {
    const size_t n_h = study_n_histories(s), n_col = 2 + 2 * n_h;
    char **cell = GB_ARRAY((N_SHOWN + 2) * n_col, char *);
    size_t n = 1;
    cell[0] = gb_strdup("method");
    cell[1] = gb_strdup("weights");
    for (size_t h = 0; h < n_h; h++) {
        cell[2 + 2 * h] = gb_format("%s: eps", study_history(s, h));
        cell[3 + 2 * h] = gb_strdup("ratio");
    }
    for (int line = 0; line < N_SHOWN; line++) n += add_line(cell + n * n_col, v, s, load, line);
    char **truth = cell + n++ * n_col;
    truth[0] = gb_strdup("the atoms");
    truth[1] = gb_strdup("");
    for (size_t h = 0; h < n_h; h++) {
        truth[2 + 2 * h] = gb_strdup("1");
        truth[3 + 2 * h] = column_cell(experiment_column(EXPERIMENT_RATIO_TRUE), row_of(v, s, h, load, 0), s);
    }
    struct gb_text b = {0};
    gb_text_add(&b,
                "What an experiment reads off these glasses (load %s; eps over the true one; Q_max %g 1/Å, Lorch)\n",
                s->load[load].label, experiment_standard(s, SCATTER_XRAY).q_max);
    table_block(&b, n, n_col, cell);
    return b.s;
}

/* The curves of the method validation, structure-*.tsv, and its short table for the terminal. See
 * experiment.h. */
#include "base/mem.h"
#include "base/notation.h"
#include "experiment/parts.h"
#include "study/scatterer.h"
#include "table/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- curves ---- */

enum { C_S00, C_S20, C_SLOPE, N_CURVES };

static void describe(struct gb_table *t, const struct experiment_data *d, const struct experiments *v,
                     enum scatter_probe weights) {
    const struct pool *pool = d->pool;
    const struct experiment standard = experiment_standard(pool->study, weights),
                            q_law = experiment_by(standard, ROUTE_Q_LAW);
    const struct experiment_row *pdf = experiment_find(v, pool->glass->history, pool->load->load, &standard),
                                *law = experiment_find(v, pool->glass->history, pool->load->load, &q_law);
    char *note = study_scatter_note(pool->study->model);
    gb_table_meta(t, "rate", "%s", pool->glass->label);
    gb_table_meta(t, "strain", "%s", pool->load->label);
    gb_table_meta(t, "weights", "%s", scatter_probe_name(weights));
    gb_table_meta(t, "signal", "%s", pool_main_method(pool->study));
    gb_table_meta(t, "samples", "%zu", d->samples);
    if (note) gb_table_meta(t, "scatters", "%s", note);
    gb_table_meta(t, "end", "curves in r reach %.6g ang, tapered over the last %.3g",
                  (double)pool->curves->grid.n * pool->curves->grid.dr * d->to_angstrom, d->taper * d->to_angstrom);
    gb_table_meta(t, "affine", "-c Q dS00/dQ: S20 of a unit affine strain");
    const struct {
        const char *name;
        double v;
    } item[] = {{"eps_true", pdf ? pdf->q[EXPERIMENT_EPS_TRUE].value : NAN},
                {"eps_inf", pdf ? pdf->q[EXPERIMENT_EPS_INF].value : NAN},
                {"eps_q", law ? law->q[EXPERIMENT_EPS_INF].value : NAN}};
    for (size_t i = 0; i < sizeof item / sizeof *item; i++)
        gb_table_meta(t, item[i].name, isfinite(item[i].v) ? "%.9g" : "nan", item[i].v);
    free(note);
}

static int write_weights(const struct experiment_data *d, const struct experiment_pool *pool,
                         const struct experiments *v, enum scatter_probe weights, const char *out,
                         struct gb_error *err) {
    const size_t n = d->n_q, n_rep = pool_n_replicates(d->samples);
    const enum pool_signal signal = pool_main_signal(d->pool->study);
    struct gb_table *t =
        gb_table_create("S00 and S20 of the study's glasses", "Q_1/ang S00 S00_err S20 S20_err affine affine_err");
    double *slope = GB_ARRAY(n_rep * n, double), *theta = GB_ARRAY(n_rep, double);
    describe(t, d, v, weights);
    for (size_t rep = 0; rep < n_rep; rep++) structure_slope(&pool[rep].reference[weights], slope + rep * n);
    for (size_t j = 0; j < n; j++) {
        double row[1 + 2 * N_CURVES] = {structure_q(&pool[0].reference[weights], j) / d->to_angstrom};
        for (int c = 0; c < N_CURVES; c++) {
            for (size_t rep = 0; rep < n_rep; rep++) {
                const struct experiment_pool *p = &pool[rep];
                const double *s20 = p->signal[weights][signal][0].S[1];
                theta[rep] = c == C_S00   ? p->reference[weights].S[0][j]
                             : c == C_S20 ? (s20 ? s20[j] : NAN)
                                          : strain_affine_factor(p->poisson) * slope[rep * n + j];
            }
            const struct estimate e = pool_estimate(d->samples, theta);
            row[1 + 2 * c] = e.value;
            row[2 + 2 * c] = e.err;
        }
        gb_table_add(t, row);
    }
    char *path = gb_format("%s/structure-%s-%s-%s.tsv", out, d->pool->glass->label, d->pool->load->label,
                           scatter_probe_name(weights));
    int rc = gb_table_write(t, path, 9, err);
    free(path);
    free(slope);
    free(theta);
    gb_table_free(t);
    return rc;
}

int experiment_write_structure(const struct experiment_data *d, const struct experiment_pool *pool,
                               const struct experiments *v, const char *out, struct gb_error *err) {
    int rc = GB_OK;
    for (int w = 0; w < SCATTER_N_PROBES && rc == GB_OK; w++)
        if (d->there[w]) rc = write_weights(d, pool, v, (enum scatter_probe)w, out, err);
    return rc;
}

/* ---- the terminal ---- */

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

static char *print(struct estimate e) { return notation_ratio(isfinite(e.value) ? e.value : NAN, e.err); }

static struct estimate over_true(const struct experiment_row *r) {
    struct estimate e = r->q[EXPERIMENT_EPS_INF_BIAS];
    e.value += 1;
    return e;
}

static const struct experiment_row *row_of(const struct experiments *v, const struct study *s, size_t h, int line) {
    const struct experiment e = experiment_by(experiment_standard(s, shown[line].weights), shown[line].route);
    return experiment_find(v, h, s->n_loads - 1, &e);
}

/* The cells of one line; false, and none, when no history has it. */
static bool add_line(char **c, const struct experiments *v, const struct study *s, int line) {
    bool there = false;
    for (size_t h = 0; h < study_n_histories(s); h++) there = there || row_of(v, s, h, line);
    if (!there) return false;
    c[0] = gb_strdup(shown[line].name);
    c[1] = gb_strdup(scatter_probe_name(shown[line].weights));
    for (size_t h = 0; h < study_n_histories(s); h++) {
        const struct experiment_row *r = row_of(v, s, h, line);
        c[2 + 2 * h] = r ? print(over_true(r)) : gb_strdup("–");
        c[3 + 2 * h] = r ? print(r->q[EXPERIMENT_RATIO]) : gb_strdup("–");
    }
    return true;
}

char *experiments_text(const struct experiments *v, const struct study *s) {
    const size_t n_h = study_n_histories(s), n_col = 2 + 2 * n_h;
    char **cell = GB_ARRAY((N_SHOWN + 2) * n_col, char *);
    size_t n = 1;
    cell[0] = gb_strdup("method");
    cell[1] = gb_strdup("weights");
    for (size_t h = 0; h < n_h; h++) {
        cell[2 + 2 * h] = gb_format("%s: eps", study_history(s, h));
        cell[3 + 2 * h] = gb_strdup("ratio");
    }
    for (int line = 0; line < N_SHOWN; line++) n += add_line(cell + n * n_col, v, s, line);
    char **truth = cell + n++ * n_col;
    truth[0] = gb_strdup("the atoms");
    truth[1] = gb_strdup("");
    for (size_t h = 0; h < n_h; h++) {
        const struct experiment_row *r = row_of(v, s, h, 0);
        truth[2 + 2 * h] = gb_strdup("1");
        truth[3 + 2 * h] = r ? print(r->q[EXPERIMENT_RATIO_TRUE]) : gb_strdup("–");
    }
    struct gb_text b = {0};
    gb_text_add(&b,
                "What an experiment reads off these glasses (load %s; eps over the true one; Q_max %g 1/Å, Lorch)\n",
                s->load[s->n_loads - 1].label, experiment_standard(s, SCATTER_XRAY).q_max);
    table_block(&b, n, n_col, cell);
    return b.s;
}

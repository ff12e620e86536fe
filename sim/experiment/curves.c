/* The curves of the method validation, structure-*.tsv. See experiment.h. */
#include "base/mem.h"
#include "experiment/parts.h"
#include "study/names.h"
#include "study/scatterer.h"

#include <math.h>
#include <stdlib.h>

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
    char *path =
        study_summary_path(out, "structure", d->pool->glass->label, d->pool->load->label, scatter_probe_name(weights));
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

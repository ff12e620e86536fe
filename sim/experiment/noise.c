/* What noise does to the results: many draws of it, each through the whole route, less the result without. See
 * experiment.h; the noise of one draw is made in sectors.c. Cost: that of EXPERIMENT_DRAWS results. */
#include "base/mem.h"
#include "experiment/parts.h"

#include <math.h>
#include <stdlib.h>

static struct estimate spread(const double *x, double *scatter) {
    double mean = 0, sum = 0;
    for (int i = 0; i < EXPERIMENT_DRAWS; i++) mean += x[i] / EXPERIMENT_DRAWS;
    for (int i = 0; i < EXPERIMENT_DRAWS; i++) sum += (x[i] - mean) * (x[i] - mean);
    const double sd = sqrt(sum / (EXPERIMENT_DRAWS - 1));
    if (scatter) *scatter = sd;
    return (struct estimate){mean, sd / sqrt(EXPERIMENT_DRAWS)};
}

/* The draws' results less the one without noise. */
struct draws {
    double eps[EXPERIMENT_DRAWS], ratio[EXPERIMENT_DRAWS], loss[EXPERIMENT_DRAWS];
};

static int draw_all(const struct experiment_data *d, const struct experiment_pool *p, const struct experiment *e,
                    const struct structure *s00, const struct structure *s20, struct draws *out, struct gb_error *err) {
    const double eps_true = p->eps_true[e->signal], scale = 1 / sqrt(e->counts);
    struct structure noisy00 = *s00, noisy20 = *s20;
    struct experiment_result without, with;
    double *sum = GB_ARRAY(2 * d->n_q, double);
    noisy00.S[0] = sum;
    noisy20.S[1] = sum + d->n_q;
    int rc = experiment_evaluate(d, p, e, s00, s20, &without, err);
    for (size_t i = 0; i < EXPERIMENT_DRAWS && rc == GB_OK; i++) {
        const double *noise = d->noise + 2 * i * d->n_q;
        for (size_t j = 0; j < d->n_q; j++) {
            noisy00.S[0][j] = s00->S[0][j] + scale * noise[j];
            noisy20.S[1][j] = s20->S[1][j] + scale * noise[d->n_q + j];
        }
        rc = experiment_evaluate(d, p, e, &noisy00, &noisy20, &with, err);
        out->eps[i] = with.eps - without.eps;
        out->ratio[i] = with.ratio - without.ratio;
        out->loss[i] = ((1 - without.ratio) * without.eps - (1 - with.ratio) * with.eps) / eps_true;
        if (rc != GB_OK) rc = gb_context(err, "with %.2g photons, draw %zu", e->counts, i + 1);
    }
    free(sum);
    return rc;
}

int experiment_noise(const struct experiment_data *d, const struct experiment_pool *p, const struct experiment *e,
                     struct experiment_noise *noise, struct gb_error *err) {
    struct structure s00, s20;
    struct draws draws = {0};
    int rc = experiment_seen(d, p, e, false, &s00, &s20, err);
    if (rc == GB_OK) rc = draw_all(d, p, e, &s00, &s20, &draws, err);
    structure_clear(&s00);
    structure_clear(&s20);
    if (rc != GB_OK) return rc;
    noise->eps = spread(draws.eps, &noise->eps_scatter);
    noise->ratio = spread(draws.ratio, &noise->ratio_scatter);
    noise->loss = spread(draws.loss, NULL);
    return GB_OK;
}

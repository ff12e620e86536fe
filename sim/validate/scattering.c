/* S(Q) of a glass under load, two ways that share nothing: the transform of its partial g_l0(r), and the sum over the
 * Q vectors of its box (pdf/reciprocal.h), x-ray weights. The slope of the second on the first is 1 within its error,
 * for S00 and for S20, most of which is the speckle of one glass: it is as real for both ways. Beyond Q = 10, where the
 * end of r has no say (structure.h). */
#include "validate/validate.h"

#include "base/mem.h"
#include "pdf/reciprocal.h"
#include "pdf/structure.h"
#include "study/names.h"
#include "study/scatterer.h"

#include <math.h>
#include <stdlib.h>

enum { N_PAIRS = 3, N_CURVES = 2 * N_PAIRS, N_Q = 125 };
static const double dq = 0.2, q_from = 10;

static int transform(struct structure *S, const struct config *c, int axis, const struct scatter *sc,
                     double to_angstrom, struct gb_error *err) {
    const struct pdf_grid grid = {.n = 1180, .dr = 0.005};
    struct pdf_sums *sums = NULL;
    double *g[N_CURVES];
    int rc = pdf_accumulate(&sums, c, grid, 1U << axis, err);
    if (rc != GB_OK) return rc;
    for (int i = 0; i < N_CURVES; i++) {
        g[i] = GB_ARRAY(grid.n, double);
        pdf_g(sums, i % N_PAIRS, i < N_PAIRS ? 0 : 2, axis, g[i]);
    }
    const struct structure_input in = {.grid = grid,
                                       .rho0 = (double)c->n / sums->volume,
                                       .l_max = 2,
                                       .g = (const double *const *)g,
                                       .taper = (double)grid.n * grid.dr / 3,
                                       .to_angstrom = to_angstrom};
    rc = structure_from_partials(S, sc, &in, N_Q, dq, err);
    for (int i = 0; i < N_CURVES; i++) free(g[i]);
    pdf_sums_free(sums);
    return rc;
}

/* Slope of y on x, and its error from what it leaves. */
struct slope {
    double xx, xy, yy;
    size_t n;
};
static void slope_add(struct slope *s, double x, double y) {
    s->xx += x * x;
    s->xy += x * y;
    s->yy += y * y;
    s->n++;
}
static void slope_check(struct checks *c, const char *name, const struct slope *s) {
    const double value = s->xy / s->xx, left = s->yy - value * s->xy;
    checks_add(c, name, value, 1, 4 * sqrt(left / ((double)(s->n - 1) * s->xx)), "4 standard errors, of the speckle");
}

static int add_axis(struct slope *s00, struct slope *s20, const struct config *glass, int axis,
                    const struct scatter *sc, double to_angstrom, struct gb_error *err) {
    struct structure S = {0};
    struct reciprocal sum = {0};
    struct reciprocal_options o = {
        .n_q = N_Q, .dq = dq, .l_max = 2, .seed = 1, .threads = 1, .to_angstrom = to_angstrom};
    o.axis[axis] = 1;
    int rc = transform(&S, glass, axis, sc, to_angstrom, err);
    if (rc == GB_OK) rc = reciprocal_sum(&sum, glass, sc, &o, err);
    for (size_t j = (size_t)(q_from / dq); j < N_Q && rc == GB_OK; j++) {
        if (axis == 0) slope_add(s00, S.S[0][j] - 1, sum.S[0][j] - 1);
        slope_add(s20, S.S[1][j], sum.S[1][j]);
    }
    structure_clear(&S);
    reciprocal_clear(&sum);
    return rc;
}

int glass_scattering(struct checks *c, const struct study *s, const char *dir, struct gb_error *err) {
    struct config *glass = NULL;
    struct scatter sc;
    struct slope s00 = {0}, s20 = {0};
    double to_angstrom = 1;
    char *stage = study_stage_path(s, STAGE_COMPRESS, (struct study_place){.sample = 1, .axis = 2}),
         *path = gb_format("%s/%s/plus.dump", dir, stage);
    int rc = study_scatter(s->model, SCATTER_XRAY, NULL, &sc, &to_angstrom, err);
    if (rc == GB_OK) rc = config_read(&glass, path, -1, NULL, 0, err);
    for (int axis = 0; axis < 3 && rc == GB_OK; axis++) rc = add_axis(&s00, &s20, glass, axis, &sc, to_angstrom, err);
    if (rc == GB_OK) {
        slope_check(c, "S00, x-rays: sum over the box's Q vectors over the transform", &s00);
        slope_check(c, "the same: S20 about three axes", &s20);
    }
    config_free(glass);
    free(stage);
    free(path);
    return rc;
}

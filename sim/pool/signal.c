/* Signals: from pooled columns to the g20 whose peaks are read. See summary.h and pool.h.
 *
 *     symmetrised      [g20(+) - g20(-)]/2                      K of the reference's g00
 *     controlled       the same less X, the excess of its frozen-in anisotropy (truth/control.h)
 *     minus-unloaded   g20(+) - g20(reference)                  the same K
 *     raw              g20(+)                                   K of the loaded state's g00
 * All are linear in the columns.
 */
#include "base/mem.h"
#include "pool/pool.h"
#include "truth/control.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *g00, *g20, *aff_g00, *aff_g20;
    int signs;
} source[SIGNAL_N] = {
    [SIGNAL_CONTROLLED] = {"g00_ref", "g20_sym", "g00_ref", "aff_g20_sym", 2},
    [SIGNAL_SYMMETRISED] = {"g00_ref", "g20_sym", "g00_ref", "aff_g20_sym", 2},
    [SIGNAL_MINUS_UNLOADED] = {"g00_ref", "g20_minus", "g00_ref", "aff_g20_minus", 1},
    [SIGNAL_RAW] = {"g00_loaded", "g20_raw", "aff_g00_loaded", "aff_g20_raw", 1},
};
const char *const pool_signal_name[SIGNAL_N] = {"controlled", "symmetrised", "minus-unloaded", "raw"};

int pool_signal_signs(enum pool_signal signal) { return source[signal].signs; }

enum pool_signal pool_main_signal(const struct study *s) {
    return s->both_signs ? SIGNAL_CONTROLLED : SIGNAL_MINUS_UNLOADED;
}

/* The column of one axis is named after it; g00_ref has no axis. */
static char *on_axis(const char *name, char axis) {
    return axis == POOL_ALL_AXES || strcmp(name, "g00_ref") == 0 ? gb_strdup(name) : gb_format("%s_%c", name, axis);
}

static int pooled(const struct pool *pool, const char *name, char axis, size_t replicate, double *out,
                  struct gb_error *err) {
    char *full = on_axis(name, axis);
    int rc = GB_OK;
    if (!pool_column(pool->curves->t, pool->curves->n, replicate, full, out))
        rc = gb_fail(err, GB_EFAIL, "the curves lack the column %s", full);
    free(full);
    return rc;
}

static bool has(const struct pool *pool, const char *name, char axis) {
    char *full = on_axis(name, axis);
    bool there = gb_table_find(pool->curves->t[0], full) != (size_t)-1;
    free(full);
    return there;
}

bool pool_signal_there(const struct pool *pool, enum pool_signal signal, char axis) {
    if (signal == SIGNAL_CONTROLLED && !(has(pool, "p2p2", axis) && has(pool, "dpdp", axis))) return false;
    return has(pool, source[signal].g00, axis) && has(pool, source[signal].g20, axis);
}

/* X: of the loads and of their affine copies alike. */
static int make_excess(const struct pool *pool, char axis, size_t replicate, double *out, struct gb_error *err) {
    const size_t n = pool->curves->grid.n;
    const double de = -pool_mean(pool->load->measure, pool->load->n, 1, replicate, "eps_true_times_1pnu");
    double *g00 = GB_ARRAY(n, double), *p2p2 = GB_ARRAY(n, double), *dpdp = GB_ARRAY(n, double);
    int rc = pooled(pool, "g00_ref", axis, replicate, g00, err);
    if (rc == GB_OK) rc = pooled(pool, "p2p2", axis, replicate, p2p2, err);
    if (rc == GB_OK) rc = pooled(pool, "dpdp", axis, replicate, dpdp, err);
    if (rc == GB_OK) truth_excess(pool->curves->grid, g00, p2p2, dpdp, de, out);
    free(g00);
    free(p2p2);
    free(dpdp);
    return rc;
}

void pool_excess(struct pool *pool, size_t replicate) {
    const size_t n = pool->curves->grid.n;
    double *out = pool->excess + replicate * n;
    if (!pool_signal_there(pool, SIGNAL_CONTROLLED, POOL_ALL_AXES) ||
        make_excess(pool, POOL_ALL_AXES, replicate, out, NULL) != GB_OK)
        for (size_t k = 0; k < n; k++) out[k] = NAN;
}

int pool_signal(const struct pool *pool, enum pool_signal signal, char axis, bool affine, size_t replicate, double *g00,
                double *g20, struct gb_error *err) {
    const size_t n = pool->curves->grid.n;
    int rc = pooled(pool, affine ? source[signal].aff_g00 : source[signal].g00, axis, replicate, g00, err);
    if (rc == GB_OK) rc = pooled(pool, affine ? source[signal].aff_g20 : source[signal].g20, axis, replicate, g20, err);
    if (rc != GB_OK || signal != SIGNAL_CONTROLLED) return rc;
    double *excess = GB_ARRAY(n, double);
    if (axis == POOL_ALL_AXES)
        memcpy(excess, pool->excess + replicate * n, n * sizeof *excess);
    else
        rc = make_excess(pool, axis, replicate, excess, err);
    for (size_t k = 0; k < n && rc == GB_OK; k++) g20[k] -= excess[k];
    free(excess);
    return rc;
}

void pool_continuity(struct pool *pool, size_t replicate) {
    const size_t n = pool->curves->grid.n;
    double *g20 = pool->implied + replicate * n;
    double *g00 = GB_ARRAY(n, double), *near = GB_ARRAY(n, double), *flux = GB_ARRAY(n, double);
    double de = -pool_mean(pool->load->measure, pool->load->n, 1, replicate, "eps_true_times_1pnu");
    struct gb_error err = GB_ERROR_INIT;
    bool there = pool_column(pool->curves->t, pool->curves->n, replicate, "g00_ref", g00) &&
                 pool_column(pool->curves->t, pool->curves->n, replicate, "near", near) &&
                 pool_column(pool->curves->t, pool->curves->n, replicate, "flux", flux) && isfinite(de);
    if (!there ||
        truth_continuity_g20(pool->curves->grid, g00, near, flux, de, &pool->study->smoothing, g20, &err) != GB_OK) {
        for (size_t k = 0; k < n; k++) g20[k] = NAN;
        pool_complain(pool, "continuity", replicate,
                      err.text ? err.text : "the curves lack near, flux or the true strain");
    }
    gb_error_clear(&err);
    free(g00);
    free(near);
    free(flux);
}

void pool_implied(const struct pool *pool, enum pool_signal signal, size_t replicate, double *out) {
    const size_t n = pool->curves->grid.n;
    memcpy(out, pool->implied + replicate * n, n * sizeof *out);
    if (signal != SIGNAL_CONTROLLED) return;
    double *excess = GB_ARRAY(n, double);
    bool there = smooth_apply(&pool->study->smoothing, pool->curves->grid, 2, pool->excess + replicate * n, excess,
                              NULL) == GB_OK;
    for (size_t k = 0; k < n; k++) out[k] = there ? out[k] - excess[k] : NAN;
    free(excess);
}

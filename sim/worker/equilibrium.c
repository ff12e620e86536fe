/* Stage equilibrium: inherent structures of the liquid held at T, for the line e_IS(T) that gives glasses their fictive
 * temperature.
 *
 * Parameters: those of hold.h (from-T among them), pressure and relax as in reference, and snapshots, n. Input: state
 * (melt). The second half of the MD is sampled at n evenly spaced steps, its first and its last among them. Each
 * configuration is then brought to rest by the very same relaxation as a glass in stage reference (rest.h). Writes
 * thermo.tsv, glass.dump (the last configuration, not at rest), values.tsv and snapshots.tsv:
 *     step e_is density pressure converged
 *     overlap   share of atoms that are within 0.3 rho^(-1/3) of where they were at the first snapshot, nearest image,
 *               carried along with the cell; near 0 where nothing is remembered
 */
#include "base/file.h"
#include "base/mem.h"
#include "worker/hold.h"
#include "worker/protocol.h"
#include "worker/rest.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    MIN_SNAPSHOTS = 4,
    MAX_SNAPSHOTS = 50,
    RELAX_STEPS = 2000
};                              /* the last: force evaluations of one, for progress */
static const double near = 0.3; /* of rho^(-1/3) */

struct sampling {
    struct hold hold;
    size_t n;
    int64_t step[MAX_SNAPSHOTS];
};

static char *snapshot_name(size_t k) { return gb_format("snapshot-%zu.dump", k + 1); }

/* Rows' ends nearest to evenly spaced steps. */
static int choose_steps(struct sampling *x, const struct worker *w, struct gb_error *err) {
    const int64_t every = x->hold.schedule.thermo_steps, last = x->hold.steps / every, first = (last + 1) / 2;
    for (size_t k = 0; k < x->n; k++) {
        x->step[k] = every * (first + llround((double)((last - first) * (int64_t)k) / (double)(x->n - 1)));
        if (k == 0 || x->step[k] > x->step[k - 1]) continue;
        return gb_fail(
            err, GB_EINPUT,
            "stage %s: %zu snapshots in the last %lld of %lld steps, one in %lld; raise the time, or take fewer",
            w->stage.name, x->n, (long long)(every * (last - first)), (long long)x->hold.steps, (long long)every);
    }
    return GB_OK;
}

static int watch(struct worker *w, int64_t step, void *watching, struct gb_error *err) {
    struct sampling *x = watching;
    for (size_t k = 0; k < x->n; k++) {
        if (x->step[k] != step) continue;
        char *name = snapshot_name(k);
        int rc = worker_write(w, x->hold.atoms, name, err);
        free(name);
        return rc;
    }
    return GB_OK;
}

static double overlap(const struct config *a, const struct config *b) {
    const double radius = near * cbrt(box_volume(&b->box) / (double)b->n);
    double to_a[3][3], to_b[3][3];
    size_t stayed = 0;
    box_invert(&a->box, to_a);
    box_invert(&b->box, to_b);
    for (size_t i = 0; i < b->n; i++) {
        double s[3], t[3], d[3] = {0, 0, 0};
        box_fractional(&a->box, to_a, a->x + 3 * i, s);
        box_fractional(&b->box, to_b, b->x + 3 * i, t);
        for (int k = 0; k < 3; k++)
            for (int m = 0; m < 3; m++) d[m] += b->box.h[m][k] * (t[k] - s[k]);
        box_minimum_image(&b->box, d);
        stayed += d[0] * d[0] + d[1] * d[1] + d[2] * d[2] < radius * radius;
    }
    return (double)stayed / (double)b->n;
}

/* One snapshot at rest: its row. */
static int relax_snapshot(struct worker *w, const struct sampling *x, size_t k, struct config **first,
                          struct gb_table *rows, struct gb_values *v, struct gb_error *err) {
    char *path = snapshot_name(k), *label = gb_format("snapshot %zu", k + 1);
    struct rest rest = {.label = label,
                        .progress_at = (double)(x->hold.steps + (int64_t)k * RELAX_STEPS),
                        .progress_total = (double)(x->hold.steps + (int64_t)x->n * RELAX_STEPS)};
    struct config *c = NULL, *now = NULL;
    int rc = rest_read(w, &rest, err);
    if (rc == GB_OK) rc = worker_read(w, path, &c, err);
    if (rc == GB_OK) rc = rest_run(w, &rest, c, path, &now, v, err);
    if (rc == GB_OK) {
        const double row[] = {
            (double)x->step[k],           gb_values_get(v, "e_is"),      gb_values_get(v, "density"),
            gb_values_get(v, "pressure"), gb_values_get(v, "converged"), overlap(*first ? *first : c, c)};
        gb_table_add(rows, row);
        if (!*first) {
            *first = c;
            c = NULL;
        }
    }
    config_free(c);
    config_free(now);
    free(path);
    free(label);
    return rc;
}

/* Means over the snapshots, for people; the summary takes the rows. */
static int write_values(const struct sampling *x, const struct worker *w, const struct gb_table *rows,
                        struct gb_error *err) {
    static const char *const name[] = {"e_is", "density", "pressure"};
    const enum model_quantity kind[] = {MODEL_ENERGY, MODEL_DENSITY, MODEL_STRESS};
    struct gb_values v = {0};
    double unconverged = 0;
    int rc = hold_report(&x->hold, w, &v, err);
    if (rc != GB_OK) goto end;
    for (size_t q = 0; q < 3; q++) {
        double sum = 0, square = 0;
        for (size_t k = 0; k < x->n; k++) sum += rows->v[k * rows->n_col + 1 + q] / (double)x->n;
        for (size_t k = 0; k < x->n; k++) square += pow(rows->v[k * rows->n_col + 1 + q] - sum, 2);
        char *spread = gb_format("%s_spread", name[q]);
        gb_values_set(&v, name[q], sum, model_unit(w->model, kind[q]));
        gb_values_set(&v, spread, sqrt(square / (double)(x->n - 1)), model_unit(w->model, kind[q]));
        free(spread);
    }
    for (size_t k = 0; k < x->n; k++) unconverged += rows->v[k * rows->n_col + 4] == 0;
    gb_values_set(&v, "snapshots", (double)x->n, "-");
    gb_values_set(&v, "overlap", rows->v[x->n * rows->n_col - 1], "-");
    gb_values_set(&v, "unconverged", unconverged, "-");
    rc = gb_values_write(&v, "the liquid held at T, and the inherent structures of its second half", "values.tsv", err);
end:
    gb_values_clear(&v);
    return rc;
}

static int relax_snapshots(struct worker *w, const struct sampling *x, struct gb_error *err) {
    struct gb_table *rows = gb_table_create("inherent structures of a liquid in equilibrium",
                                            "step e_is density pressure converged overlap");
    struct config *first = NULL;
    int rc = GB_OK;
    gb_table_meta(rows, "units", "e_is %s, density %s, pressure %s", model_unit(w->model, MODEL_ENERGY),
                  model_unit(w->model, MODEL_DENSITY), model_unit(w->model, MODEL_STRESS));
    for (size_t k = 0; k < x->n && rc == GB_OK; k++) {
        struct gb_values v = {0};
        rc = relax_snapshot(w, x, k, &first, rows, &v, err);
        gb_values_clear(&v);
    }
    if (rc == GB_OK && lmp_rank(w->lmp) == 0) {
        rc = gb_table_write(rows, "snapshots.tsv", 17, err);
        if (rc == GB_OK) rc = write_values(x, w, rows, err);
    }
    config_free(first);
    gb_table_free(rows);
    return lmp_agree(w->lmp, rc);
}

/* Keeps the last snapshot. */
static int clean(struct worker *w, const struct sampling *x, struct gb_error *err) {
    int rc = GB_OK;
    for (size_t k = 0; k < x->n && lmp_rank(w->lmp) == 0; k++) {
        char *name = snapshot_name(k);
        if (k + 1 < x->n)
            unlink(name);
        else if (rename(name, "glass.dump") != 0)
            rc = gb_fail(err, GB_EFAIL, "%s: cannot be renamed to glass.dump: %s", name, strerror(errno));
        free(name);
    }
    if ((rc = lmp_agree(w->lmp, rc)) == GB_OK) md_clean(w);
    return rc;
}

int equilibrium_stage(struct worker *w, struct gb_error *err) {
    struct sampling x = {0};
    int64_t n;
    int rc = stage_need_int(&w->stage, "snapshots", &n, err);
    if (rc == GB_OK && (n < MIN_SNAPSHOTS || n > MAX_SNAPSHOTS))
        rc = gb_fail(err, GB_EINPUT, "stage %s: parameter snapshots='%lld'; allowed: %d to %d", w->stage.name,
                     (long long)n, MIN_SNAPSHOTS, MAX_SNAPSHOTS);
    if (rc != GB_OK) return rc;
    x.n = (size_t)n;
    rc = hold_read(&x.hold, w, "equilibrium", err);
    if (rc == GB_OK) rc = choose_steps(&x, w, err);
    x.hold.schedule.watch = watch;
    x.hold.schedule.watching = &x;
    x.hold.schedule.steps_after = (int64_t)x.n * RELAX_STEPS;
    if (rc == GB_OK) rc = md_run(w, &x.hold.schedule, err);
    if (rc == GB_OK) rc = relax_snapshots(w, &x, err);
    if (rc == GB_OK) rc = clean(w, &x, err);
    hold_clear(&x.hold);
    return rc;
}

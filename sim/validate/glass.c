/* Known answers on real glasses (METHODS, "Known answers").
 *
 * The virial identity for a pair potential at T = 0, any configuration (METHODS (46)):
 *     sigma_zz - sigma_perp = (2 pi/sqrt5) sum_ab rho_a rho_b integral r^3 phi'_ab(r) g20^{ab}(r) dr
 * (tension positive), evaluated from partial g20 in bins of 5e-5 sigma with phi' of Kob and Andersen, force-shifted at
 * 2.5 sigma_ab:
 *     phi'(r) = phi'_LJ(r) - phi'_LJ(r_c),   phi'_LJ = 24 eps/r [(s/r)^6 - 2 (s/r)^12]
 * against the virial that LAMMPS itself reports for the same states: the change from the reference to the load, of the
 * stress along the axis less that across it.
 */
#include "validate/validate.h"

#include "base/mem.h"
#include "base/values.h"
#include "pairs/pairs.h"
#include "pdf/pdf.h"
#include "study/names.h"
#include "summary/summary.h"

#include <math.h>
#include <stdlib.h>

/* values.tsv of a stage of the first history, first sample. */
/* A file of a stage of the first history and sample; the caller's. */
static char *stage_file(const struct study *s, const char *dir, enum stage_kind_id kind, int axis, const char *file) {
    char *stage = study_stage_path(s, kind, (struct study_place){.sample = 1, .axis = axis}),
         *path = gb_format("%s/%s/%s", dir, stage, file);
    free(stage);
    return path;
}

static int stage_values(struct gb_values *v, const struct study *s, const char *dir, enum stage_kind_id kind, int axis,
                        struct gb_error *err) {
    char *path = stage_file(s, dir, kind, axis, "values.tsv");
    int rc = gb_values_read(v, path, err);
    free(path);
    return rc;
}

int glass_cut(struct checks *c, const struct study *s, const char *dir, struct gb_error *err) {
    struct gb_values ref = {0}, elastic = {0};
    int rc = stage_values(&ref, s, dir, STAGE_REFERENCE, 0, err);
    if (rc == GB_OK) rc = stage_values(&elastic, s, dir, STAGE_ELASTIC, 0, err);
    if (rc == GB_OK) {
        static const char *const scatter = "one sample; scatter between samples of 2000 atoms";
        checks_add(c, "Kob-Andersen cut and shifted, 1e-2: e_IS", gb_values_get(&ref, "e_is"), -7.613, 0.01, scatter);
        checks_add(c, "the same: bulk modulus, affine", gb_values_get(&elastic, "bulk_affine"), 70.0, 1.5, scatter);
        checks_add(c, "the same: bulk modulus, relaxed", gb_values_get(&elastic, "bulk"), 65.1, 1.5, scatter);
        checks_add(c, "the same: shear modulus, affine", gb_values_get(&elastic, "shear_affine"), 43.7, 1.5, scatter);
        checks_add(c, "the same: shear modulus, relaxed", gb_values_get(&elastic, "shear"), 18.7, 3.0, scatter);
    }
    gb_values_clear(&ref);
    gb_values_clear(&elastic);
    return rc;
}

/* phi' of the force-shifted Kob-Andersen pair; types from 0. */
static double force_shifted_slope(int a, int b, double r) {
    static const double eps[3] = {1, 1.5, 0.5}, sigma[3] = {1, 0.8, 0.88};
    const double s = sigma[a + b], cut = 2.5 * s;
    if (r >= cut) return 0;
    double x = pow(s / r, 6), y = pow(1 / 2.5, 6);
    return 24 * eps[a + b] * ((x - 2 * x * x) / r - (y - 2 * y * y) / cut);
}

/* sigma_par - sigma_perp about an axis from the partial g20. */
static int stress_from_g20(const char *path, int axis, double *stress, struct gb_error *err) {
    struct config *c = NULL;
    struct pdf_sums *s = NULL;
    const struct pdf_grid grid = {.n = 50000, .dr = 5e-5};
    *stress = 0;
    int rc = config_read(&c, path, -1, NULL, 0, err);
    if (rc == GB_OK) rc = pdf_accumulate(&s, c, grid, 1u << axis, err);
    double *g20 = GB_ARRAY(grid.n, double);
    for (int a = 0; a < 2 && rc == GB_OK; a++) {
        for (int b = 0; b < 2; b++) {
            double rho_a = (double)s->n_of_type[a] / s->volume, rho_b = (double)s->n_of_type[b] / s->volume, sum = 0;
            pdf_g(s, (int)pdf_pair_index(2, a < b ? a : b, a < b ? b : a), 2, axis, g20);
            for (size_t k = 0; k < grid.n; k++) {
                double r = pdf_r(grid, k);
                sum += r * pdf_shell_volume(grid, k) / (4 * M_PI) * force_shifted_slope(a, b, r) * g20[k];
            }
            *stress += 2 * M_PI / sqrt(5) * rho_a * rho_b * sum;
        }
    }
    free(g20);
    pdf_sums_free(s);
    config_free(c);
    return rc;
}

static int virial_identity(struct checks *c, const struct study *s, const char *dir, struct gb_error *err) {
    static const char *const name[3] = {"virial identity, load along x: over LAMMPS's stress",
                                        "virial identity, load along y: over LAMMPS's stress",
                                        "virial identity, load along z: over LAMMPS's stress"};
    int rc = GB_OK;
    for (int axis = 0; axis < 3 && rc == GB_OK; axis++) {
        struct gb_values v = {0};
        double loaded, reference;
        char *plus = stage_file(s, dir, STAGE_COMPRESS, axis, "plus.dump");
        char *ref = stage_file(s, dir, STAGE_REFERENCE, axis, "reference.dump");
        rc = stage_values(&v, s, dir, STAGE_COMPRESS, axis, err);
        if (rc == GB_OK) rc = stress_from_g20(plus, axis, &loaded, err);
        if (rc == GB_OK) rc = stress_from_g20(ref, axis, &reference, err);
        if (rc == GB_OK)
            checks_add(c, name[axis],
                       (loaded - reference) /
                           (gb_values_get(&v, "stress_par_plus") - gb_values_get(&v, "stress_perp_plus")),
                       1, 0.005, "bins of 5e-5 and the stress tolerance of the load");
        gb_values_clear(&v);
        free(plus);
        free(ref);
    }
    return rc;
}

/* Pairs of the reference, carried along by a purely affine load about each of six axes. */
enum { N_AXES = 6 };
struct affine {
    struct pdf_grid grid;
    double axis[N_AXES][3], eps, nu;
    double *count, *p2; /* p2: sum over the axes of [P2 under +eps less P2 under -eps]/2, by bin */
};

/* Separation r under the load: r (1 + nu eps) across the axis, r (1 - eps) along it. Returns its length, *p2 of its
 * angle. */
static double loaded(const double r[3], const double n[3], double eps, double nu, double *p2) {
    double along = r[0] * n[0] + r[1] * n[1] + r[2] * n[2], length = 0, z = along * (1 - eps);
    for (int k = 0; k < 3; k++) {
        double across = (r[k] - along * n[k]) * (1 + nu * eps);
        length += across * across;
    }
    length = sqrt(length + z * z);
    *p2 = 1.5 * z * z / (length * length) - 0.5;
    return length;
}

static void affine_pairs(const struct pair_batch *b, void *ctx) {
    struct affine *a = ctx;
    for (size_t p = 0; p < b->n; p++) {
        const double r[3] = {b->dx[p], b->dy[p], b->dz[p]};
        size_t k = (size_t)(b->r[p] / a->grid.dr);
        if (k < a->grid.n) a->count[k]++;
        for (int n = 0; n < N_AXES; n++) {
            for (int sign = -1; sign <= 1; sign += 2) {
                double p2, length = loaded(r, a->axis[n], sign * a->eps, a->nu, &p2);
                k = (size_t)(length / a->grid.dr);
                if (k < a->grid.n) a->p2[k] += sign * p2 / (2 * N_AXES);
            }
        }
    }
}

/* A purely affine load must give the strain back. Three perpendicular axes cancel the frozen-in l = 2 anisotropy of a
 * finite glass but not its l = 4; the six axes of an icosahedron cancel both, and for an affine load they cost nothing.
 */
static int affine_load(struct checks *c, const struct study *s, const char *dir, struct gb_error *err) {
    const double golden = (1 + sqrt(5)) / 2, norm = 1 / sqrt(1 + golden * golden);
    struct affine a = {
        .grid = {.n = (size_t)((s->r_max + 5 * s->smoothing.width) / 0.001), .dr = 0.001}, .eps = 0.005, .nu = 0.39};
    for (int n = 0; n < N_AXES; n++) {
        a.axis[n][n / 2] = norm;
        a.axis[n][(n / 2 + 1) % 3] = (n % 2 ? -golden : golden) * norm;
    }
    a.count = GB_ARRAY(a.grid.n, double);
    a.p2 = GB_ARRAY(a.grid.n, double);
    struct config *ref = NULL;
    char *path = stage_file(s, dir, STAGE_REFERENCE, 0, "reference.dump");
    int rc = config_read(&ref, path, -1, NULL, 0, err);
    if (rc == GB_OK) rc = pairs_visit(ref, (double)a.grid.n * a.grid.dr * 1.01, affine_pairs, &a, err);
    if (rc == GB_OK) {
        struct strain_result r;
        struct strain_options opt = {.poisson = a.nu,
                                     .fit_lo = s->fit_lo,
                                     .fit_hi = s->fit_hi,
                                     .pick = STRAIN_OWN_EXTREMUM,
                                     .smoothing = s->smoothing};
        double n2 = (double)ref->n * (double)ref->n, volume = box_volume(&ref->box);
        for (size_t k = 0; k < a.grid.n; k++) { /* counts to g00, sums to g20; the volume changes in second order */
            double scale = 2 * volume / (n2 * pdf_shell_volume(a.grid, k));
            a.count[k] *= scale;
            a.p2[k] *= sqrt(5) * scale;
        }
        rc = strain_measure(a.grid, a.count, a.p2, &opt, &r, NULL, err);
        static const char *const note = "finite strain, finite bins, l > 4 of a finite glass";
        if (rc == GB_OK) {
            checks_add(c, "purely affine load of a glass: eps_inf over the true strain", r.eps_inf / a.eps, 1, 0.003,
                       note);
            checks_add(c, "the same: eps_1 over the true strain", r.eps_1 / a.eps, 1, 0.005, note);
            checks_add(c, "the same: eps_2 over the true strain", r.eps_2 / a.eps, 1, 0.005, note);
            checks_add(c, "the same: ratio (its floor)", r.ratio, 0, 0.003, note);
        }
    }
    config_free(ref);
    free(path);
    free(a.count);
    free(a.p2);
    return rc;
}

static int continuity(struct checks *c, const struct study *s, const char *dir, struct gb_error *err) {
    struct summary sum = {0};
    char *path = gb_format("%s/summary/summary.tsv", dir);
    int rc = summary_read(&sum, s, path, err);
    if (rc == GB_OK && sum.n_rows == 0) rc = gb_fail(err, GB_EFAIL, "%s: holds no rows", path);
    if (rc == GB_OK) { /* the first row is the main one: number weights, controlled */
        const struct estimate *q = sum.row[0].q;
        checks_add(c, "ratio's floor with three axes, one sample of 2000 atoms", q[Q_FLOOR].value, 0, 0.02,
                   "its frozen-in anisotropy taken off, but for l > 4");
        checks_add(c, "g20 from the displacements against g20: correlation", q[Q_CONT_CORR].value, 1, 0.02,
                   "first order in displacements that are not small in the first shell");
        checks_add(c, "the same: slope", q[Q_CONT_SLOPE].value, 1, 0.05, "first order");
    }
    summary_clear(&sum);
    free(path);
    return rc;
}

int glass_smooth(struct checks *c, const struct study *s, const char *dir, struct gb_error *err) {
    int rc = affine_load(c, s, dir, err);
    if (rc == GB_OK) rc = continuity(c, s, dir, err);
    if (rc == GB_OK) rc = virial_identity(c, s, dir, err);
    if (rc == GB_OK) rc = glass_scattering(c, s, dir, err);
    return rc;
}

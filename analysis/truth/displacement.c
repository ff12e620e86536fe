/* What happened to the box and to each atom: F, the non-affine displacements, the affine copy. See truth.h.
 *
 * F = h' h^-1 takes the reference's box to the loaded one. Atom i is expected at o' + F (x_i - o); where it is instead
 * is w_i, up to a lattice vector of the loaded box (the files may hold any image) and up to one translation common to
 * all atoms. The translation is taken from the first atom before the nearest image is chosen, then the mean is removed.
 * Limit: an atom that really moved by more than half a box looks like one that moved less. Cost O(N).
 */
#include "truth/truth.h"

#include "base/mem.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *name_of(const struct config *c, const char *otherwise) { return c->path ? c->path : otherwise; }

void truth_gradient(const struct config *ref, const struct config *loaded, double F[3][3]) {
    double inv[3][3];
    box_invert(&ref->box, inv);
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            F[a][b] = 0;
            for (int k = 0; k < 3; k++) F[a][b] += loaded->box.h[a][k] * inv[k][b];
        }
}

/* F of boxes to F of files: R'^T F R, with v = R v_file in the reference and R' in the loaded state. */
static void to_file(const struct config *ref, const struct config *loaded, double F[3][3]) {
    double R[3][3], L[3][3], out[3][3];
    for (int b = 0; b < 3; b++) { /* columns: where the file's directions are */
        const double e[3] = {b == 0, b == 1, b == 2};
        double r[3], l[3];
        config_to_box(ref, e, r);
        config_to_box(loaded, e, l);
        for (int a = 0; a < 3; a++) {
            R[a][b] = r[a];
            L[a][b] = l[a];
        }
    }
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            out[a][b] = 0;
            for (int i = 0; i < 3; i++)
                for (int k = 0; k < 3; k++) out[a][b] += L[i][a] * F[i][k] * R[k][b];
        }
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) F[a][b] = out[a][b];
}

int truth_deformation(const struct config *ref, const struct config *loaded, int axis, struct truth_deformation *d,
                      struct gb_error *err) {
    if (axis < 0 || axis > 2) return gb_fail(err, GB_EINPUT, "loading axis %d: allowed are 0, 1, 2 (x, y, z)", axis);
    truth_gradient(ref, loaded, d->F);
    if (ref->rotated || loaded->rotated) to_file(ref, loaded, d->F);
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            double e = d->F[a][b] - (a == b);
            if (!(fabs(e) <= TRUTH_MAX_STRAIN))
                return gb_fail(
                    err, GB_EINPUT,
                    "the boxes of %s and %s differ by a strain of %.3g (element %c%c); up to %.2g is allowed. "
                    "Give two states of the same cell, written with the same edge vectors",
                    name_of(ref, "the reference"), name_of(loaded, "the loaded state"), e, "xyz"[a], "xyz"[b],
                    TRUTH_MAX_STRAIN);
        }
    d->e_par = d->F[axis][axis] - 1;
    d->e_perp = 0.5 * (d->F[(axis + 1) % 3][(axis + 1) % 3] + d->F[(axis + 2) % 3][(axis + 2) % 3]) - 1;
    d->volume_ratio = box_volume(&loaded->box) / box_volume(&ref->box);
    return GB_OK;
}

static int same_atoms(const struct config *ref, const struct config *loaded, struct gb_error *err) {
    const char *rn = name_of(ref, "the reference"), *ln = name_of(loaded, "the loaded state");
    if (ref->n != loaded->n)
        return gb_fail(err, GB_EINPUT, "%s has %zu atoms, %s has %zu; both must hold the same atoms", rn, ref->n, ln,
                       loaded->n);
    for (size_t i = 0; i < ref->n; i++) {
        if (ref->id[i] != loaded->id[i]) {
            bool missing = ref->id[i] < loaded->id[i];
            return gb_fail(err, GB_EINPUT, "atom id %" PRId64 " is in %s but not in %s; both must hold the same atoms",
                           missing ? ref->id[i] : loaded->id[i], missing ? rn : ln, missing ? ln : rn);
        }
        if (ref->type[i] != loaded->type[i])
            return gb_fail(err, GB_EINPUT, "atom id %" PRId64 " has type %d in %s and %d in %s; types must not change",
                           ref->id[i], ref->type[i], rn, loaded->type[i], ln);
    }
    return GB_OK;
}

static void affine_image(const struct config *ref, const struct config *loaded, double F[3][3], size_t i, double x[3]) {
    for (int a = 0; a < 3; a++) {
        x[a] = loaded->box.origin[a];
        for (int b = 0; b < 3; b++) x[a] += F[a][b] * (ref->x[3 * i + (size_t)b] - ref->box.origin[b]);
    }
}

int truth_nonaffine(const struct config *ref, const struct config *loaded, double **w, struct gb_error *err) {
    *w = NULL;
    int rc = same_atoms(ref, loaded, err);
    if (rc != GB_OK) return rc;
    struct truth_deformation d;
    rc = truth_deformation(ref, loaded, 2, &d, err);
    if (rc != GB_OK) return rc;
    double *u = GB_ARRAY(3 * ref->n, double), shift[3] = {0}, mean[3] = {0}, F[3][3];
    truth_gradient(ref, loaded, F);
    for (size_t i = 0; i < ref->n; i++) {
        double x[3];
        affine_image(ref, loaded, F, i, x);
        for (size_t a = 0; a < 3; a++) x[a] = loaded->x[3 * i + a] - x[a];
        if (i == 0)
            for (int a = 0; a < 3; a++) shift[a] = x[a];
        for (int a = 0; a < 3; a++) x[a] -= shift[a];
        box_minimum_image(&loaded->box, x);
        for (size_t a = 0; a < 3; a++) {
            u[3 * i + a] = x[a];
            mean[a] += x[a] / (double)ref->n;
        }
    }
    for (size_t i = 0; i < 3 * ref->n; i++) u[i] -= mean[i % 3];
    *w = u;
    return GB_OK;
}

int truth_check_same(const struct config *ref, const struct config *loaded, struct gb_error *err) {
    double *w, sum = 0;
    int rc = truth_nonaffine(ref, loaded, &w, err);
    if (rc != GB_OK) return rc;
    for (size_t i = 0; i < 3 * ref->n; i++) sum += w[i] * w[i];
    free(w);
    const double rms = sqrt(sum / (double)ref->n), spacing = cbrt(box_volume(&ref->box) / (double)ref->n);
    if (rms <= TRUTH_MAX_SHIFT * spacing) return GB_OK;
    return gb_fail(err, GB_EINPUT,
                   "from %s to %s atoms move by %.3g (rms) beyond the affine map, %.2g of their spacing; up to %.2g is "
                   "allowed. Are they two states of the same glass, with the same ids?",
                   name_of(ref, "the reference"), name_of(loaded, "the loaded state"), rms, rms / spacing,
                   TRUTH_MAX_SHIFT);
}

struct config *truth_affine_copy(const struct config *ref, const struct config *loaded) {
    struct config *c = config_copy(ref);
    double F[3][3];
    truth_gradient(ref, loaded, F);
    c->box = loaded->box;
    c->rotated = loaded->rotated;
    memcpy(c->frame, loaded->frame, sizeof c->frame);
    for (size_t i = 0; i < ref->n; i++) affine_image(ref, loaded, F, i, c->x + 3 * i);
    return c;
}

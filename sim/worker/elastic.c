/* Stage elastic: the 6 x 6 elastic constants, affine and relaxed (METHODS (37) to (41)).
 *
 * Each of the six strains (Voigt order: xx yy zz, engineering shears yz xz xy) is applied with both signs; C_ij =
 * [sigma_i(+) - sigma_i(-)]/(2 strain): affine from the stress right after the atoms were carried along with the cell,
 * relaxed after a minimisation in it. K, G, E and nu are Voigt's averages (base/stiffness.h). Each load starts afresh
 * from the reference file. Cost: 12 minimisations.
 */
#include "base/mem.h"
#include "base/stiffness.h"
#include "base/values.h"
#include "worker/minimize.h"
#include "worker/protocol.h"
#include "worker/relax.h"

#include <math.h>
#include <stdlib.h>

/* The box strained in mode k: h' = (1 + E) h, E with one entry. */
static struct box strained(const struct box *from, int k, double e) {
    static const int row[6] = {0, 1, 2, 1, 0, 0}, col[6] = {0, 1, 2, 2, 2, 1};
    struct box b = *from;
    for (int c = 0; c < 3; c++) b.h[row[k]][c] += e * from->h[col[k]][c];
    return b;
}

static void put(struct gb_values *v, const char *suffix, const struct stiffness *s, const char *unit) {
    const struct moduli m = stiffness_voigt(s);
    static const char *const name_of[4] = {"bulk", "shear", "young", "poisson"};
    const double value[4] = {m.bulk, m.shear, m.young, m.poisson};
    for (size_t i = 0; i < 4; i++) {
        char *name = gb_format("%s%s", name_of[i], suffix);
        gb_values_set(v, name, value[i], i == 3 ? "-" : unit);
        free(name);
    }
    for (int i = 0; i < 6; i++) {
        for (int j = i; j < 6; j++) {
            char *name = gb_format("C%d%d%s", i + 1, j + 1, suffix);
            gb_values_set(v, name, (s->C[i][j] + s->C[j][i]) / 2, unit);
            free(name);
        }
    }
}

int elastic_stage(struct worker *w, struct gb_error *err) {
    double strain;
    struct stiffness affine = {{{0}}}, relaxed = {{{0}}};
    int unconverged = 0;
    struct config *c = NULL;
    struct gb_values v = {0};
    char *dir = stage_input_path(&w->stage, "reference", w->dir),
         *path = gb_format("%s/reference.dump", dir ? dir : "");
    int rc = stage_need_double(&w->stage, "strain", &strain, err);
    if (rc == GB_OK) rc = worker_read(w, path, &c, err);
    for (int load = 0; load < 12 && rc == GB_OK; load++) {
        int k = load / 2;
        double e = load % 2 ? -strain : strain, s[6];
        protocol_progress(load, 12, "elastic: strain %d of 12", load + 1);
        if ((rc = worker_load(w, c, err)) != GB_OK) break;
        if (k >= 3 && box_is_orthogonal(&c->box)) lmp_command(w->lmp, "change_box all triclinic");
        struct box b = strained(&c->box, k, e);
        lmp_set_box(w->lmp, &b);
        lmp_evaluate(w->lmp);
        lmp_stress(w->lmp, s);
        for (int i = 0; i < 6; i++) affine.C[i][k] += s[i] / (2 * e);
        if (!minimize(w->lmp, c->n, RELAX_RMS_STRESS)) unconverged++;
        lmp_stress(w->lmp, s);
        for (int i = 0; i < 6; i++) relaxed.C[i][k] += s[i] / (2 * e);
    }
    for (int k = 0; k < 36 && rc == GB_OK; k++)
        if (!isfinite(affine.C[k / 6][k % 6]) || !isfinite(relaxed.C[k / 6][k % 6]))
            rc = gb_fail(err, GB_EFAIL, "an elastic constant is not finite");
    if (rc == GB_OK) {
        const char *unit = model_unit(w->model, MODEL_STRESS);
        if (unconverged)
            protocol_say("warning",
                         "%d of 12 minimisations for the elastic constants stopped before the forces vanished",
                         unconverged);
        const struct moduli m = stiffness_voigt(&relaxed);
        if (!stiffness_stable(&relaxed, 6))
            protocol_say("warning",
                         "the elastic constants (C11 %.4g, C22 %.4g, C33 %.4g, C12 %.4g, C13 %.4g, C23 %.4g; mean bulk "
                         "and shear modulus %.4g, %.4g %s) are those of no stable solid: the glass rearranges within "
                         "the strain of %g; a lower strain of <elastic> may not reach that",
                         relaxed.C[0][0], relaxed.C[1][1], relaxed.C[2][2], (relaxed.C[0][1] + relaxed.C[1][0]) / 2,
                         (relaxed.C[0][2] + relaxed.C[2][0]) / 2, (relaxed.C[1][2] + relaxed.C[2][1]) / 2, m.bulk,
                         m.shear, unit, strain);
        put(&v, "", &relaxed, unit);
        put(&v, "_affine", &affine, unit);
        gb_values_set(&v, "strain", strain, "-");
        gb_values_set(&v, "unconverged", unconverged, "-");
        if (lmp_rank(w->lmp) == 0) rc = gb_values_write(&v, "elastic constants, relaxed and affine", "values.tsv", err);
    }
    gb_values_clear(&v);
    config_free(c);
    free(path);
    free(dir);
    return rc;
}

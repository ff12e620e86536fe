/* Stage compress: the glass under uniaxial stress along one axis, athermal.
 *
 * The edge along the axis is set to (1 - strain) of the reference's (plus: compressed) and to (1 + strain) (minus:
 * stretched), where a stress is given by that over Young's modulus (elastic stage); the two lateral edges relax, each
 * until its normal stress is the reference's own to 1e-4 of the change of axial stress. Strains are engineering strains
 * of the cell relative to the reference. Each load starts afresh from the reference file, with the lateral edges
 * guessed from the elastic constants. From both loads (or the one and the reference):
 *     young = d sigma_axial / d e_axial,   poisson = - d e_lateral / d e_axial
 * Where no state at the wanted lateral stress is found and the lateral strain runs beyond the axial one, as in no
 * elastic solid, the glass gave way: values.tsv then says gave_way 1, and the sample counts nowhere at this strain.
 */
#include "base/mem.h"
#include "base/stiffness.h"
#include "base/values.h"
#include "worker/minimize.h"
#include "worker/protocol.h"
#include "worker/relax.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double MAX_STRAIN = 0.05; /* as <strain> */

struct load {
    double e_par, e_perp, s_par, s_perp, lateral_off, affine_s_par, affine_s_perp;
    bool converged, gave_way;
};

/* C of the elastic stage, the isotropic mean of it where it is no stable solid's and would lead the search for the
 * lateral edges astray; and, where the stage has a stress instead of a strain, strain = stress/Young's modulus. */
static int read_stiffness(const struct worker *w, struct stiffness *C, double *strain, struct gb_error *err) {
    const bool by_stress = stage_param_get(&w->stage, "stress") != NULL;
    double young = 1, bulk = NAN, shear = NAN;
    struct gb_values v = {0};
    char *dir = stage_input_path(&w->stage, "elastic", w->dir), *path = gb_format("%s/values.tsv", dir ? dir : "");
    int rc = stage_need_double(&w->stage, by_stress ? "stress" : "strain", strain, err);
    if (rc == GB_OK) rc = gb_values_read(&v, path, err);
    if (rc == GB_OK && by_stress) rc = gb_values_need(&v, "young", &young, err);
    *strain /= young;
    if (rc == GB_OK && !(*strain > 0 && *strain <= MAX_STRAIN))
        rc = gb_fail(err, GB_EFAIL,
                     "the stress and Young's modulus %.4g make a strain of %.3g; allowed: up to %g; lower the stress",
                     young, *strain, MAX_STRAIN);
    for (int i = 0; i < 3 && rc == GB_OK; i++) {
        for (int j = 0; j < 3 && rc == GB_OK; j++) {
            char *name = gb_format("C%d%d", i < j ? i + 1 : j + 1, i < j ? j + 1 : i + 1);
            rc = gb_values_need(&v, name, &C->C[i][j], err);
            free(name);
        }
    }
    if (rc == GB_OK) rc = gb_values_need(&v, "bulk", &bulk, err);
    if (rc == GB_OK) rc = gb_values_need(&v, "shear", &shear, err);
    if (rc == GB_OK && !stiffness_stable(C, 3)) *C = stiffness_isotropic(bulk, shear);
    gb_values_clear(&v);
    free(path);
    free(dir);
    return rc;
}

/* Lateral strains that keep the lateral stress, to first order: C_ll e_l = - C_la e. */
static void guess_lateral(double C[6][6], int axis, const int side[2], double e, double factor[3]) {
    int p = side[0], q = side[1];
    double det = C[p][p] * C[q][q] - C[p][q] * C[q][p];
    factor[axis] = 1 + e;
    factor[p] = 1 - e * (C[p][axis] * C[q][q] - C[p][q] * C[q][axis]) / det;
    factor[q] = 1 - e * (C[p][p] * C[q][axis] - C[q][p] * C[p][axis]) / det;
}

static int one_load(struct worker *w, const struct config *ref, double C[6][6], int axis, double e,
                    const double s_ref[6], double young, const char *file, double at, struct load *out,
                    struct gb_error *err) {
    const int side[2] = {(axis + 1) % 3, (axis + 2) % 3};
    double factor[3], s[6];
    struct relax r = {.n = 2,
                      .max_steps = 25,
                      .max_strain = 0.2 * fabs(e),
                      .atoms = ref->n,
                      .label = "compress",
                      .progress_at = at,
                      .progress_total = 2};
    r.tolerance = 1e-4 * fabs(young * e);
    for (int g = 0; g < 2; g++) {
        r.axis[g][side[g]] = true;
        r.target[g] = s_ref[side[g]];
        for (int k = 0; k < 2; k++) r.stiffness[g][k] = C[side[g]][side[k]];
    }
    int rc = worker_load(w, ref, err);
    if (rc != GB_OK) return rc;
    guess_lateral(C, axis, side, e, factor);
    struct box b = relax_stretched(&ref->box, factor);
    lmp_set_box(w->lmp, &b);
    lmp_evaluate(w->lmp);
    lmp_stress(w->lmp, s);
    out->affine_s_par = s[axis] - s_ref[axis];
    out->affine_s_perp = (s[side[0]] + s[side[1]] - s_ref[side[0]] - s_ref[side[1]]) / 2;
    if ((rc = relax_cell(w, &r, err)) != GB_OK) return rc;
    lmp_stress(w->lmp, s);
    struct config *now = NULL;
    if ((rc = worker_snapshot(w, ref, &now, err)) != GB_OK) return rc;
    out->e_par = now->box.h[axis][axis] / ref->box.h[axis][axis] - 1;
    out->e_perp = 0;
    for (int g = 0; g < 2; g++) out->e_perp += (now->box.h[side[g]][side[g]] / ref->box.h[side[g]][side[g]] - 1) / 2;
    out->s_par = s[axis] - s_ref[axis];
    out->s_perp = (s[side[0]] + s[side[1]] - s_ref[side[0]] - s_ref[side[1]]) / 2;
    out->lateral_off = fmax(fabs(r.residual[0]), fabs(r.residual[1]));
    out->converged = r.converged && r.minimized;
    if (!out->converged)
        protocol_say("warning",
                     "%s: the lateral stress is off by %.2g of the axial stress change after %d steps (wanted 1e-4)%s",
                     file, out->lateral_off / fabs(out->s_par), r.steps,
                     r.minimized ? "; a potential with smooth forces converges further" : ", forces not zero");
    out->gave_way = !out->converged && fabs(out->e_perp) > fabs(e);
    if (out->gave_way)
        protocol_say("warning",
                     "%s: the glass gave way: no state at the wanted lateral stress was found, and the search ended at "
                     "a lateral strain of %.3g under an axial one of %.3g; the sample is left out at this strain",
                     file, out->e_perp, e);
    if (rc == GB_OK && lmp_rank(w->lmp) == 0) rc = config_write_dump(now, file, 0, NULL, err);
    config_free(now);
    return rc;
}

static void put(struct gb_values *v, const char *sign, const struct load *l, const char *unit) {
    const struct {
        const char *name, *unit;
        double x;
    } item[] = {{"e_par", "-", l->e_par},
                {"e_perp", "-", l->e_perp},
                {"stress_par", unit, l->s_par},
                {"stress_perp", unit, l->s_perp},
                {"stress_lateral_off", unit, l->lateral_off},
                {"stress_par_affine", unit, l->affine_s_par},
                {"stress_perp_affine", unit, l->affine_s_perp},
                {"converged", "-", l->converged}};
    for (size_t i = 0; i < sizeof item / sizeof *item; i++) {
        char *name = gb_format("%s_%s", item[i].name, sign);
        gb_values_set(v, name, item[i].x, item[i].unit);
        free(name);
    }
}

int compress_stage(struct worker *w, struct gb_error *err) {
    double strain, s_ref[6], factor[3];
    struct stiffness stiffness = {{{0}}};
    double(*C)[6] = stiffness.C;
    struct config *ref = NULL;
    struct gb_values v = {0};
    const int axis = stage_param_get(&w->stage, "axis")[0] - 'x';
    const bool minus = strcmp(stage_param_get(&w->stage, "both-signs"), "yes") == 0;
    char *dir = stage_input_path(&w->stage, "reference", w->dir),
         *path = gb_format("%s/reference.dump", dir ? dir : "");
    int rc = read_stiffness(w, &stiffness, &strain, err);
    if (rc == GB_OK) rc = worker_read(w, path, &ref, err);
    if (rc == GB_OK) rc = worker_load(w, ref, err);
    if (rc != GB_OK) goto end;

    protocol_progress(0, 2, "compress: along %c by %g", 'x' + axis, strain);
    minimize(w->lmp, ref->n, RELAX_RMS);
    lmp_stress(w->lmp, s_ref);
    const int side[2] = {(axis + 1) % 3, (axis + 2) % 3};
    guess_lateral(C, axis, side, 1, factor); /* factor - 1 is now the lateral strain per unit axial strain */
    double young = C[axis][axis] + C[axis][side[0]] * (factor[side[0]] - 1) + C[axis][side[1]] * (factor[side[1]] - 1);
    struct load plus = {0}, down = {0};
    rc = one_load(w, ref, C, axis, -strain, s_ref, young, "plus.dump", 0, &plus, err);
    if (rc == GB_OK && minus) rc = one_load(w, ref, C, axis, strain, s_ref, young, "minus.dump", 1, &down, err);
    if (rc != GB_OK) goto end;
    const char *unit = model_unit(w->model, MODEL_STRESS);
    put(&v, "plus", &plus, unit);
    if (minus) put(&v, "minus", &down, unit);
    double de = plus.e_par - down.e_par;
    gb_values_set(&v, "poisson", -(plus.e_perp - down.e_perp) / de, "-");
    gb_values_set(&v, "young", (plus.s_par - down.s_par) / de, unit);
    gb_values_set(&v, "gave_way", plus.gave_way || down.gave_way, "-");
    gb_values_set(&v, "converged", plus.converged && (!minus || down.converged), "-");
    if (lmp_rank(w->lmp) == 0)
        rc = gb_values_write(&v, "uniaxial load; stresses are changes, tension positive", "values.tsv", err);
end:
    gb_values_clear(&v);
    config_free(ref);
    free(path);
    free(dir);
    return rc;
}

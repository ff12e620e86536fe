/* Stage reference: the unloaded glass, at rest at T = 0 and the wanted pressure.
 *
 * relax = "none": the cell stays, the atoms come to rest; "isotropic": the cell keeps its shape and the mean normal
 * stress becomes -pressure (the frozen-in deviatoric stress of a finite sample stays and is reported); "lengths": the
 * three edges relax apart and every normal stress becomes -pressure. Tolerance 1e-6 of the affine bulk modulus.
 */
#include "base/mem.h"
#include "base/values.h"
#include "worker/minimize.h"
#include "worker/protocol.h"
#include "worker/relax.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void report_state(struct worker *w, const struct config *c, const struct relax *r, double pressure,
                         struct gb_values *v) {
    const struct model *m = w->model;
    bool metal = strcmp(m->units, "metal") == 0;
    double s[6], mass = 0, volume = box_volume(&c->box), n = (double)c->n;
    const char *stress = model_unit(m, MODEL_STRESS);
    lmp_stress(w->lmp, s);
    for (size_t i = 0; i < c->n; i++) mass += m->mass[c->type[i] - 1];
    double p = -(s[0] + s[1] + s[2]) / 3;
    double shear2 = s[3] * s[3] + s[4] * s[4] + s[5] * s[5];
    for (int k = 0; k < 3; k++) shear2 += (s[k] + p) * (s[k] + p) / 2;
    gb_values_set(v, "atoms", n, "-");
    gb_values_set(v, "e_is", lmp_energy(w->lmp) / n, model_unit(m, MODEL_ENERGY));
    /* g/cm^3 from g/mol per cubic angstrom; LJ: number density */
    gb_values_set(v, "density", metal ? mass / volume * 1.66053906660 : n / volume, model_unit(m, MODEL_DENSITY));
    gb_values_set(v, "volume", volume, "length^3");
    gb_values_set(v, "pressure", p, stress);
    gb_values_set(v, "pressure_wanted", pressure, stress);
    gb_values_set(v, "deviatoric_stress", sqrt(shear2), stress);
    gb_values_set(v, "newton_steps", r->steps, "-");
    gb_values_set(v, "converged", r->converged && r->minimized, "-");
}

int reference_stage(struct worker *w, struct gb_error *err) {
    double pressure, affine[3][3];
    struct config *c = NULL, *now = NULL;
    struct gb_values v = {0};
    char *path = stage_input_path(&w->stage, "glass", w->dir);
    const struct stage_input *in = stage_input_get(&w->stage, "glass");
    const char *mode = stage_param_get(&w->stage, "relax");
    bool lengths = mode && strcmp(mode, "lengths") == 0, fixed = mode && strcmp(mode, "none") == 0;
    int rc = stage_need_double(&w->stage, "pressure", &pressure, err);
    if (rc == GB_OK && !path) rc = gb_fail(err, GB_EFAIL, "stage.xml names no input 'glass'");
    if (rc == GB_OK && in->is_stage) {
        char *file = gb_format("%s/glass.dump", path);
        free(path);
        path = file;
    }
    if (rc == GB_OK) rc = worker_read(w, path, &c, err);
    if (rc == GB_OK) rc = worker_load(w, c, err);
    if (rc != GB_OK) goto end;

    protocol_progress(0, 1, "reference: minimising %zu atoms", c->n);
    minimize(w->lmp, c->n, RELAX_RMS_COARSE);
    relax_affine_stiffness(w, 1e-5, affine);
    double bulk = 0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) bulk += affine[i][j] / 9;
    struct relax r = {.n = lengths ? 3 : 1,
                      .tolerance = 1e-6 * fabs(bulk),
                      .max_steps = 30,
                      .max_strain = 0.05,
                      .atoms = c->n,
                      .label = "reference",
                      .progress_total = 1};
    for (int g = 0; g < r.n; g++) {
        r.target[g] = -pressure;
        for (int a = 0; a < 3; a++) r.axis[g][a] = !lengths || a == g;
        for (int k = 0; k < r.n; k++) r.stiffness[g][k] = lengths ? affine[g][k] : 3 * bulk;
    }
    if (fixed) {
        r.minimized = r.converged = minimize(w->lmp, c->n, RELAX_RMS);
    } else {
        rc = relax_cell(w, &r, err);
    }
    if (rc == GB_OK) rc = worker_snapshot(w, c, &now, err);
    if (rc != GB_OK) goto end;
    report_state(w, now, &r, fixed ? NAN : pressure, &v);
    if (!isfinite(gb_values_get(&v, "e_is")) || !isfinite(gb_values_get(&v, "pressure"))) {
        rc = gb_fail(err, GB_EFAIL, "the energy or stress at rest is not finite: are two atoms in one place in %s?",
                     path);
        goto end;
    }
    if (!r.minimized)
        protocol_say("warning", "the reference is not quite at rest: the forces could not be brought to %.1g (rms)",
                     RELAX_RMS);
    else if (!r.converged)
        protocol_say("warning",
                     "the reference is not quite at its pressure: %.3g instead of %.3g %s (wanted within %.1g) "
                     "after %d steps; a potential with smooth forces converges further",
                     gb_values_get(&v, "pressure"), pressure, model_unit(w->model, MODEL_STRESS), r.tolerance, r.steps);
    if (lmp_rank(w->lmp) == 0) {
        rc = config_write_dump(now, "reference.dump", 0, NULL, err);
        if (rc == GB_OK) rc = gb_values_write(&v, "the unloaded glass at T = 0", "values.tsv", err);
    }
end:
    gb_values_clear(&v);
    config_free(c);
    config_free(now);
    free(path);
    return rc;
}

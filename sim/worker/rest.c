/* Inherent structures, see rest.h. */
#include "worker/rest.h"

#include "worker/minimize.h"
#include "worker/protocol.h"
#include "worker/relax.h"

#include <math.h>
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

int rest_read(const struct worker *w, struct rest *r, struct gb_error *err) {
    const char *mode = stage_param_get(&w->stage, "relax");
    r->lengths = mode && strcmp(mode, "lengths") == 0;
    r->fixed = mode && strcmp(mode, "none") == 0;
    return stage_need_double(&w->stage, "pressure", &r->pressure, err);
}

/* The cell's groups of edges (relax.h), from the affine stiffness; n atoms. */
static struct relax prepare(struct worker *w, const struct rest *rest, size_t n) {
    double affine[3][3], bulk = 0;
    relax_affine_stiffness(w, 1e-5, affine);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) bulk += affine[i][j] / 9;
    struct relax r = {.n = rest->lengths ? 3 : 1,
                      .tolerance = 1e-6 * fabs(bulk),
                      .max_steps = 30,
                      .max_strain = 0.05,
                      .atoms = n,
                      .label = rest->label,
                      .progress_at = rest->progress_at,
                      .progress_total = rest->progress_total};
    for (int g = 0; g < r.n; g++) {
        r.target[g] = -rest->pressure;
        for (int a = 0; a < 3; a++) r.axis[g][a] = !rest->lengths || a == g;
        for (int k = 0; k < r.n; k++) r.stiffness[g][k] = rest->lengths ? affine[g][k] : 3 * bulk;
    }
    return r;
}

static void warn(const struct worker *w, const struct rest *rest, const struct relax *r, const struct gb_values *v) {
    if (!r->minimized)
        protocol_say("warning", "the %s is not quite at rest: the forces could not be brought to %.1g (rms)",
                     rest->label, RELAX_RMS);
    else if (!r->converged)
        protocol_say("warning",
                     "the %s is not quite at its pressure: %.3g instead of %.3g %s (wanted within %.1g) "
                     "after %d steps; a potential with smooth forces converges further",
                     rest->label, gb_values_get(v, "pressure"), rest->pressure, model_unit(w->model, MODEL_STRESS),
                     r->tolerance, r->steps);
}

int rest_run(struct worker *w, const struct rest *rest, const struct config *c, const char *path, struct config **now,
             struct gb_values *v, struct gb_error *err) {
    *now = NULL;
    int rc = worker_load(w, c, err);
    if (rc != GB_OK) return rc;
    protocol_progress(rest->progress_at, rest->progress_total, "%s: minimising %zu atoms", rest->label, c->n);
    minimize(w->lmp, c->n, RELAX_RMS_COARSE);
    struct relax r = prepare(w, rest, c->n);
    if (rest->fixed)
        r.minimized = r.converged = minimize(w->lmp, c->n, RELAX_RMS);
    else
        rc = relax_cell(w, &r, err);
    if (rc == GB_OK) rc = worker_snapshot(w, c, now, err);
    if (rc != GB_OK) return rc;
    report_state(w, *now, &r, rest->fixed ? NAN : rest->pressure, v);
    if (isfinite(gb_values_get(v, "e_is")) && isfinite(gb_values_get(v, "pressure"))) {
        warn(w, rest, &r, v);
        return GB_OK;
    }
    config_free(*now);
    *now = NULL;
    return gb_fail(err, GB_EFAIL, "the energy or stress at rest is not finite: are two atoms in one place in %s?",
                   path);
}

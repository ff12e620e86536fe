/* Stage pair-table: phi(r) and the force -phi'(r) of every pair of types, as LAMMPS itself evaluates them, for the virial
 * identity of METHODS §3. Only for pair potentials. Files phi-A-B.table as `pair_write` makes them (index r energy force).
 */
#include "base/mem.h"
#include "worker/worker.h"

#include <math.h>

int pair_table_stage(struct worker *w, struct gb_error *err) {
    double r_lo, r_hi;
    int64_t points;
    int rc = stage_need_double(&w->stage, "r-lo", &r_lo, err);
    if (rc == GB_OK) rc = stage_need_double(&w->stage, "r-hi", &r_hi, err);
    if (rc == GB_OK) rc = stage_need_int(&w->stage, "points", &points, err);
    if (rc != GB_OK) return rc;
    if (w->model->kim)
        return gb_fail(err, GB_EINPUT, "model '%s' is not a pair potential: phi(r) cannot be tabulated", w->model->name);
    lmp_begin(w->lmp, w->model);
    lmp_command(w->lmp, "region gb block 0 20 0 20 0 20");
    lmp_command(w->lmp, "create_box %d gb", w->model->n_species);
    if ((rc = lmp_set_model(w->lmp, w->model, err)) != GB_OK) return rc;
    for (int a = 1; a <= w->model->n_species; a++)
        for (int b = a; b <= w->model->n_species; b++)
            lmp_command(w->lmp, "pair_write %d %d %lld r %.17g %.17g phi-%d-%d.table PHI", a, b, (long long)points, r_lo, r_hi,
                        a, b);
    return GB_OK;
}

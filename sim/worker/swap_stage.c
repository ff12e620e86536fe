/* Stage swap: a liquid or glass held at T, molecular dynamics alternating with swap Monte Carlo. Parameters and input:
 * hold.h. Writes state.restart (a quench or another swap can follow), glass.dump (the instantaneous state, not at rest:
 * a reference stage minimises it), thermo.tsv and values.tsv. */
#include "worker/hold.h"

static int write_values(const struct hold *h, const struct worker *w, struct gb_error *err) {
    struct gb_values v = {0};
    int rc = hold_report(h, w, &v, err);
    if (rc == GB_OK)
        rc = gb_values_write(&v, "held at T, with swaps; averages and errors over the second half", "values.tsv", err);
    gb_values_clear(&v);
    return rc;
}

int swap_stage(struct worker *w, struct gb_error *err) {
    struct hold h;
    int rc = hold_read(&h, w, "swap", err);
    if (rc == GB_OK) rc = md_run(w, &h.schedule, err);
    if (rc == GB_OK) rc = worker_write(w, h.atoms, "glass.dump", err);
    if (rc == GB_OK && lmp_rank(w->lmp) == 0) rc = write_values(&h, w, err);
    if ((rc = lmp_agree(w->lmp, rc)) == GB_OK) md_leave(w, "state.restart");
    hold_clear(&h);
    return rc;
}

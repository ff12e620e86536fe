/* Pair potentials from LAMMPS, see pair_ask.h. */
#include "worker/pair_ask.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

enum { TABLE_NODES = 4097, SEARCH_NODES = 257, MAX_PAIRS = MODEL_MAX_SPECIES * MODEL_MAX_SPECIES };
static const char PAIR_FILE[] = "pair.table";
static const double R_MIN = 0.15; /* of the longest cut-off */

/* n places from r0 to r1 as LAMMPS has them; the arrays, on rank 0 only, are the caller's. */
static int ask(struct worker *w, int a, int b, size_t n, double r0, double r1, double **r, double **phi, double **force,
               struct gb_error *err) {
    *r = *phi = *force = NULL;
    int rc = GB_OK;
    if (lmp_rank(w->lmp) == 0) unlink(PAIR_FILE); /* pair_write appends */
    lmp_command(w->lmp, "pair_write %d %d %zu r %.17g %.17g %s gb", a + 1, b + 1, n, r0, r1, PAIR_FILE);
    if (lmp_rank(w->lmp) == 0) {
        rc = pair_table_read(PAIR_FILE, n, r, phi, force, err);
        unlink(PAIR_FILE);
    }
    return lmp_agree(w->lmp, rc);
}

/* Where the potential of two types ends, from below, to 1e-13: by looking ever closer at the last place that is not 0.
 * 0 where there is none. */
static int find_cut(struct worker *w, int a, int b, double r_min, double r_far, double *cut, struct gb_error *err) {
    double span[2] = {r_min, r_far};
    for (bool first = true; span[1] - span[0] > 1e-13 * span[1]; first = false) {
        double *r, *phi, *force;
        int rc = ask(w, a, b, SEARCH_NODES, span[0], span[1], &r, &phi, &force, err);
        if (rc != GB_OK) return rc;
        size_t last = SEARCH_NODES;
        for (size_t k = SEARCH_NODES; r && k-- > 0 && last == SEARCH_NODES;)
            if (phi[k] != 0 || force[k] != 0) last = k;
        if (r && last == SEARCH_NODES) { /* all 0; later rounds: rounding at the lower end */
            span[1] = span[0] = first ? 0 : span[0];
        } else if (r && last == SEARCH_NODES - 1) {
            if (first)
                rc = gb_fail(err, GB_EINPUT,
                             "the interaction of species %s and %s reaches further than half the box "
                             "(%g); take more atoms",
                             w->model->element[a], w->model->element[b], r_far);
            span[0] = span[1];
        } else if (r) {
            span[0] = r[last];
            span[1] = r[last + 1];
        }
        free(r);
        free(phi);
        free(force);
        if ((rc = lmp_agree(w->lmp, rc)) != GB_OK) return rc;
        lmp_share(w->lmp, span, sizeof span);
    }
    *cut = span[0] *
           (1 - 1e-13); /* places are written with 15 digits: surely below the end, where phi' may be far from 0 */
    return GB_OK;
}

static int ask_pair(struct worker *w, struct pair_tables *t, int a, int b, double cut, struct gb_error *err) {
    double *r, *phi, *force;
    if (cut <= t->r_min) return GB_OK;
    int rc = ask(w, a, b, TABLE_NODES, t->r_min, cut, &r, &phi, &force, err);
    if (rc != GB_OK) return rc;
    if (r && phi[TABLE_NODES - 1] == 0 && force[TABLE_NODES - 1] == 0)
        rc = gb_fail(err, GB_EFAIL, "the cut-off of species %s and %s was not found: %.17g is beyond it",
                     w->model->element[a], w->model->element[b], cut);
    else if (r)
        pair_tables_set(t, a, b, cut, TABLE_NODES, phi, force);
    free(r);
    free(phi);
    free(force);
    return lmp_agree(w->lmp, rc);
}

int pair_ask(struct worker *w, struct pair_tables **out, struct gb_error *err) {
    struct box box;
    double height[3], cut[MAX_PAIRS], longest = 0;
    lmp_box(w->lmp, &box);
    box_heights(&box, height);
    double r_far = fmin(height[0], fmin(height[1], height[2])) / 2;
    int rc = GB_OK, n = w->model->n_species;
    for (int a = 0; a < n && rc == GB_OK; a++) {
        for (int b = a; b < n && rc == GB_OK; b++) {
            rc = find_cut(w, a, b, r_far / 1000, r_far, &cut[a * n + b], err);
            if (rc == GB_OK) longest = fmax(longest, cut[a * n + b]);
        }
    }
    if (rc == GB_OK && longest <= 0)
        rc = gb_fail(err, GB_EINPUT, "no two species of model '%s' interact", w->model->name);
    if (rc != GB_OK) return rc;
    struct pair_tables *t = pair_tables_create(n, R_MIN * longest);
    for (int a = 0; a < n && rc == GB_OK; a++)
        for (int b = a; b < n && rc == GB_OK; b++) rc = ask_pair(w, t, a, b, cut[a * n + b], err);
    if (rc == GB_OK)
        *out = t;
    else
        pair_tables_free(t);
    return rc;
}

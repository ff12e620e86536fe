/* Numbers of one glass under load: strains of the cell, atoms, bonds cut and formed. */
#include "measure/parts.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

/* Cell strains averaged over the loads, by sign and over both; -(e_par - e_perp) is (1+nu) times the true strain. */
void measure_strain_values(const struct measure *m, struct gb_values *v) {
    static const char *const par[] = {"eps_par_plus", "eps_par_minus"}, *const perp[] = {"eps_perp_plus",
                                                                                         "eps_perp_minus"};
    double both = 0, plus = 0;
    const double one = 1 / (double)m->n_axes;
    for (size_t s = 0; s < m->n_signs; s++) {
        double e_par = 0, e_perp = 0, sign = s == PLUS ? 1 : -1;
        for (size_t a = 0; a < m->n_axes; a++) {
            e_par += one * m->d[s][a].e_par;
            e_perp += one * m->d[s][a].e_perp;
        }
        gb_values_set(v, par[s], e_par, "-");
        gb_values_set(v, perp[s], e_perp, "-");
        both += -sign * (e_par - e_perp) / (double)m->n_signs;
        if (s == PLUS) plus = -(e_par - e_perp);
    }
    gb_values_set(v, "eps_true_times_1pnu", both, "-");
    gb_values_set(v, "eps_true_times_1pnu_plus", plus, "-");
}

void measure_count_atoms(const struct measure *m, struct gb_values *v) {
    gb_values_set(v, "atoms", (double)m->ref->n, "-");
    for (int t = 0; t < m->ref->n_types; t++) {
        char *name = gb_format("atoms_%d", t + 1);
        gb_values_set(v, name, (double)m->sums_ref->n_of_type[t], "-");
        free(name);
    }
}

int measure_bond_values(const struct measure *m, struct gb_values *v, struct gb_error *err) {
    uint64_t sum[3] = {0};
    const size_t states = m->n_axes * m->n_shots;
    for (size_t i = 0; i < states; i++) {
        struct config *ref = NULL, *load = NULL;
        uint64_t n[3];
        int rc = measure_shot_ref(&ref, m, i / m->n_axes, err);
        if (rc == GB_OK) rc = measure_shot_load(&load, m, PLUS, i % m->n_axes, i / m->n_axes, err);
        if (rc == GB_OK) rc = truth_bonds(ref, load, m->d2min_cut, &n[0], &n[1], &n[2], err);
        config_free(ref);
        config_free(load);
        if (rc != GB_OK) return rc;
        for (int k = 0; k < 3; k++) sum[k] += n[k];
    }
    gb_values_set(v, "bonds_per_atom", 2 * (double)sum[0] / (double)(states * m->ref->n), "-");
    gb_values_set(v, "bonds_cut_fraction", sum[0] ? (double)sum[1] / (double)sum[0] : NAN, "-");
    gb_values_set(v, "bonds_formed_fraction", sum[0] ? (double)sum[2] / (double)sum[0] : NAN, "-");
    return GB_OK;
}

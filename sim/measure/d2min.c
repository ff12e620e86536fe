/* D2min of each atom: its distribution over D2min/e_par^2, mean, median, the noise without load, and a picture. */
#include "measure/parts.h"

#include "base/mem.h"
#include "base/table.h"
#include "stage/model.h"

#include <math.h>
#include <stdlib.h>

/* OVITO and ASE want names, which a dump may lack, and ASE elements: those that stand in for the model's. */
static int name_elements(struct config *c, char **stand_in, const struct stage *st, const char *dir,
                         struct gb_error *err) {
    const char *file = stage_param_get(st, "model");
    if (!file) return GB_OK;
    char *path = file[0] == '/' ? gb_strdup(file) : gb_format("%s/%s", dir, file);
    struct model *model = NULL;
    int rc = model_read(&model, path, err);
    if (rc == GB_OK && !c->element && model->n_species >= c->n_types) {
        c->element = GB_ARRAY((size_t)c->n_types, char *);
        for (int t = 0; t < c->n_types; t++) c->element[t] = gb_strdup(model->element[t]);
    }
    for (int t = 0; rc == GB_OK && t < c->n_types && t < model->n_species; t++)
        stand_in[t] = gb_strdup(model->scatter_as[t]);
    model_free(model);
    free(path);
    return rc;
}

static int write_atoms(const struct measure *m, struct config *load, const double *d2min, const double *shear,
                       const char *out, struct gb_error *err) {
    char **stand_in = GB_ARRAY((size_t)load->n_types, char *);
    int rc = name_elements(load, stand_in, m->st, m->dir, err);
    const struct config_column extra[] = {{"d2min", d2min}, {"shear_strain", shear}};
    char *path = gb_format("%s/atoms-%c.xyz.gz", out, "xyz"[m->axis[0]]);
    if (rc == GB_OK) rc = config_write_xyz_as(load, (const char *const *)stand_in, path, 2, extra, err);
    free(path);
    for (int t = 0; t < load->n_types; t++) free(stand_in[t]);
    free(stand_in);
    return rc;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Ten bins a decade from 1e-4 to 1e6 of D2min/e_par^2; the density is per decade, out of all atoms. */
enum { D2_PER_DECADE = 10, D2_LO = -4, D2_HI = 6, D2_BINS = (D2_HI - D2_LO) * D2_PER_DECADE };

static int write_d2min(const double *x, size_t n, const char *out, struct gb_error *err) {
    uint64_t count[D2_BINS] = {0}, below = 0, above = 0;
    for (size_t i = 0; i < n; i++) {
        double k = x[i] > 0 ? floor((log10(x[i]) - D2_LO) * D2_PER_DECADE) : -1;
        if (k < 0)
            below++;
        else if (k >= D2_BINS)
            above++;
        else
            count[(size_t)k]++;
    }
    struct gb_table *t = gb_table_create("Distribution of D2min / strain^2 over the atoms of the compressed states",
                                         "x_lo x_hi density_per_decade count");
    gb_table_meta(t, "below", "%llu", (unsigned long long)below);
    gb_table_meta(t, "above", "%llu", (unsigned long long)above);
    gb_table_meta(t, "atoms", "%zu", n);
    for (int k = 0; k < D2_BINS; k++) {
        double row[4] = {pow(10, D2_LO + (double)k / D2_PER_DECADE), pow(10, D2_LO + (double)(k + 1) / D2_PER_DECADE),
                         n ? (double)count[k] * D2_PER_DECADE / (double)n : NAN, (double)count[k]};
        gb_table_add(t, row);
    }
    char *path = gb_format("%s/d2min.tsv", out);
    int rc = gb_table_write(t, path, 17, err);
    free(path);
    gb_table_free(t);
    return rc;
}

/* What atoms show without any load: half the D2min between the means of the two halves of the unloaded run, which is
 * that between two means over the whole time; or between one snapshot and the next. */
static int d2min_noise(const struct measure *m, struct gb_values *v, struct gb_error *err) {
    const size_t n = m->ref->n, pairs = m->positions == POSITIONS_MEAN ? 1 : m->n_shots - 1;
    double *d2 = GB_ARRAY(n, double), sum = 0;
    size_t used = 0;
    int rc = GB_OK;
    for (size_t k = 0; k < pairs && rc == GB_OK; k++) {
        struct config *a = NULL, *b = NULL;
        if (m->positions == POSITIONS_MEAN) {
            rc = measure_read_state(&a, m->st, m->dir, "reference", "half-1.dump", err);
            if (rc == GB_OK) rc = measure_read_state(&b, m->st, m->dir, "reference", "half-2.dump", err);
        } else {
            rc = measure_shot_ref(&a, m, k, err);
            if (rc == GB_OK) rc = measure_shot_ref(&b, m, k + 1, err);
        }
        if (rc == GB_OK) rc = truth_d2min(a, b, m->d2min_cut, d2, NULL, NULL, err);
        for (size_t i = 0; i < n && rc == GB_OK; i++)
            if (!isnan(d2[i])) sum += d2[i], used++;
        config_free(a);
        config_free(b);
    }
    if (rc == GB_OK && used > 0)
        gb_values_set(v, "d2min_noise", (m->positions == POSITIONS_MEAN ? 0.5 : 1) * sum / (double)used, "length^2");
    free(d2);
    return rc;
}

/* D2min of a + load; of the first also the atoms for pictures. */
static int one_d2min(const struct measure *m, size_t state, double *d2, double *shear, const char *out,
                     struct gb_error *err) {
    struct config *ref = NULL, *load = NULL;
    const size_t a = state % m->n_axes, k = state / m->n_axes;
    int rc = measure_shot_ref(&ref, m, k, err);
    if (rc == GB_OK) rc = measure_shot_load(&load, m, PLUS, a, k, err);
    if (rc == GB_OK) rc = truth_d2min(ref, load, m->d2min_cut, d2, NULL, shear, err);
    if (rc == GB_OK && state == 0) rc = write_atoms(m, load, d2, shear, out, err);
    config_free(ref);
    config_free(load);
    return rc;
}

/* D2min of every + load: the distribution, mean and median, and the atoms of the first axis for pictures. Snapshots:
 * each loaded one against the unloaded one of the same number. */
int measure_d2min(const struct measure *m, const char *out, struct gb_values *v, struct gb_error *err) {
    const size_t n = m->ref->n, states = m->n_axes * m->n_shots;
    double *d2 = GB_ARRAY(n, double), *shear = GB_ARRAY(n, double), *all = GB_ARRAY(n * states, double);
    double *scaled = GB_ARRAY(n * states, double), mean = 0, mean_shear = 0;
    size_t used = 0;
    int rc = GB_OK;
    for (size_t state = 0; state < states && rc == GB_OK; state++) {
        const double e_par = m->d[PLUS][state % m->n_axes].e_par;
        rc = one_d2min(m, state, d2, shear, out, err);
        for (size_t i = 0; i < n && rc == GB_OK; i++) {
            if (isnan(d2[i])) continue;
            all[used] = d2[i];
            scaled[used++] = d2[i] / (e_par * e_par);
            mean += d2[i];
            mean_shear += shear[i];
        }
    }
    if (rc == GB_OK) rc = write_d2min(scaled, used, out, err);
    qsort(all, used, sizeof *all, ascending);
    double median = used ? 0.5 * (all[(used - 1) / 2] + all[used / 2]) : NAN;
    gb_values_set(v, "d2min_mean", used ? mean / (double)used : NAN, "length^2");
    gb_values_set(v, "d2min_median", median, "length^2");
    gb_values_set(v, "shear_strain_mean", used ? mean_shear / (double)used : NAN, "-");
    gb_values_set(v, "d2min_undefined", (double)(n * states - used), "atoms");
    free(d2);
    free(shear);
    free(all);
    free(scaled);
    if (rc == GB_OK && m->positions != POSITIONS_REST) rc = d2min_noise(m, v, err);
    return rc;
}

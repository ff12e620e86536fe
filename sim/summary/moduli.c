/* From elastic constants to moduli.tsv, see moduli.h. */
#include "summary/moduli.h"
#include "table/text.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/notation.h"
#include "base/stiffness.h"
#include "pool/pool.h"
#include "table/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const moduli_quantity_name[MOD_N_QUANTITIES] = {
    "bulk",          "shear",          "young",       "poisson",      "bulk_affine",        "shear_affine",
    "young_affine",  "poisson_affine", "bulk_lost",   "shear_lost",   "young_axes",         "poisson_axes",
    "young_load",    "poisson_load",   "shear_pairs", "shear_planes", "anisotropy",         "anisotropy_affine",
    "plane_scatter", "texture_x",      "texture_y",   "texture_z",    "shear_affine_change"};

const char *moduli_unit(const struct study *s, enum moduli_quantity q) {
    switch (q) {
    case MOD_POISSON:
    case MOD_POISSON_AFFINE:
    case MOD_POISSON_AXES:
    case MOD_POISSON_LOAD:
    case MOD_BULK_LOST:
    case MOD_SHEAR_LOST:
    case MOD_TEXTURE_X:
    case MOD_TEXTURE_Y:
    case MOD_TEXTURE_Z:
    case MOD_SHEAR_AFFINE_CHANGE: return "-";
    default: return model_unit(s->model, MODEL_STRESS);
    }
}

size_t moduli_first(const struct study *s) {
    size_t at = 0;
    for (size_t h = 1; h < study_n_histories(s); h++)
        if (history_rate(s, h) > 0 && !(history_rate(s, at) <= history_rate(s, h))) at = h;
    return at;
}

/* ---- making it ---- */

static void read_stiffness(struct stiffness *c, const struct gb_values *v, const char *suffix) {
    for (int i = 0; i < 6; i++)
        for (int j = i; j < 6; j++) {
            char *name = gb_format("C%d%d%s", i + 1, j + 1, suffix);
            c->C[i][j] = c->C[j][i] = gb_values_get(v, name);
            free(name);
        }
}

void moduli_glass_add(struct moduli_glasses *x, const struct pool_glass *h) {
    x->glass = gb_realloc(x->glass, x->n + 1, sizeof *x->glass);
    struct moduli_glass *g = &x->glass[x->n++];
    *g = (struct moduli_glass){h->label, h->n, GB_ARRAY(h->n, size_t), GB_ARRAY(h->n, struct stiffness),
                               GB_ARRAY(h->n, struct stiffness)};
    for (size_t k = 0; k < h->n; k++) {
        g->sample[k] = h->kept->sample[k];
        read_stiffness(&g->relaxed[k], &h->elastic[k], "");
        read_stiffness(&g->affine[k], &h->elastic[k], "_affine");
    }
}

void moduli_glasses_clear(struct moduli_glasses *x) {
    for (size_t i = 0; i < x->n; i++) {
        free(x->glass[i].sample);
        free(x->glass[i].relaxed);
        free(x->glass[i].affine);
    }
    free(x->glass);
    *x = (struct moduli_glasses){0};
}

/* Of the samples of a replicate. */
static struct stiffness mean_stiffness(const struct stiffness *c, size_t n, size_t replicate) {
    struct stiffness mean = {{{0}}};
    const double m = (double)(replicate ? n - 1 : n);
    for (size_t k = 0; k < n; k++)
        for (int i = 0; i < 36 && k + 1 != replicate; i++) mean.C[i / 6][i % 6] += c[k].C[i / 6][i % 6] / m;
    return mean;
}

static double plane_scatter(const struct stiffness *c, size_t n, size_t replicate) {
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        if (k + 1 != replicate) sum += pow(stiffness_plane_scatter(&c[k]), 2);
    return sqrt(sum / (double)(replicate ? n - 1 : n));
}

static void evaluate(const struct moduli_glass *g, size_t replicate, double q[MOD_N_QUANTITIES]) {
    const struct stiffness relaxed = mean_stiffness(g->relaxed, g->n, replicate),
                           affine = mean_stiffness(g->affine, g->n, replicate);
    const struct moduli m = stiffness_voigt(&relaxed), a = stiffness_voigt(&affine);
    double young[3], poisson[3];
    for (int k = 0; k < 3; k++) stiffness_uniaxial(&relaxed, k, &young[k], &poisson[k]);
    q[MOD_BULK] = m.bulk, q[MOD_SHEAR] = m.shear, q[MOD_YOUNG] = m.young, q[MOD_POISSON] = m.poisson;
    q[MOD_BULK_AFFINE] = a.bulk, q[MOD_SHEAR_AFFINE] = a.shear;
    q[MOD_YOUNG_AFFINE] = a.young, q[MOD_POISSON_AFFINE] = a.poisson;
    q[MOD_BULK_LOST] = 1 - m.bulk / a.bulk;
    q[MOD_SHEAR_LOST] = 1 - m.shear / a.shear;
    q[MOD_YOUNG_AXES] = (young[0] + young[1] + young[2]) / 3;
    q[MOD_POISSON_AXES] = (poisson[0] + poisson[1] + poisson[2]) / 3;
    q[MOD_SHEAR_PAIRS] = stiffness_shear_pairs(&relaxed);
    q[MOD_SHEAR_PLANES] = stiffness_shear_planes(&relaxed);
    q[MOD_ANISOTROPY] = q[MOD_SHEAR_PLANES] - q[MOD_SHEAR_PAIRS];
    q[MOD_ANISOTROPY_AFFINE] = stiffness_shear_planes(&affine) - stiffness_shear_pairs(&affine);
    q[MOD_PLANE_SCATTER] = plane_scatter(g->relaxed, g->n, replicate);
    for (int k = 0; k < 3; k++) q[MOD_TEXTURE_X + k] = young[k] / q[MOD_YOUNG_AXES] - 1;
}

/* Affine G of `g` over that of `first`, less one, on the samples that both have: both began as the same melts. */
static struct estimate affine_change(const struct moduli_glass *g, const struct moduli_glass *first) {
    struct stiffness *a = GB_ARRAY(g->n, struct stiffness), *b = GB_ARRAY(g->n, struct stiffness);
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++)
        for (size_t k = 0; k < first->n; k++)
            if (g->sample[i] == first->sample[k]) a[n] = g->affine[i], b[n++] = first->affine[k];
    struct estimate e = {NAN, NAN};
    double *theta = GB_ARRAY(pool_n_replicates(n), double);
    for (size_t rep = 0; n > 0 && rep < pool_n_replicates(n); rep++) {
        const struct stiffness mean = mean_stiffness(a, n, rep), other = mean_stiffness(b, n, rep);
        theta[rep] = stiffness_voigt(&mean).shear / stiffness_voigt(&other).shear - 1;
    }
    if (n > 0) e = pool_estimate(n, theta);
    free(theta);
    free(a);
    free(b);
    return e;
}

static bool at_rest(const struct study *s, const char *load) {
    for (size_t k = 0; k < s->n_loads; k++)
        if (strcmp(s->load[k].label, load) == 0) return s->load[k].positions == POSITIONS_REST;
    return false;
}

/* Young's modulus and Poisson's ratio of the loads of the smallest strain, at rest. */
static void add_loads(struct moduli_row *row, const struct summary *sum, const struct study *s) {
    double smallest = INFINITY;
    row->q[MOD_YOUNG_LOAD] = row->q[MOD_POISSON_LOAD] = (struct estimate){NAN, NAN};
    for (size_t i = 0; i < sum->n_rows; i++) {
        const struct summary_row *r = &sum->row[i];
        if (strcmp(r->rate, row->rate) != 0 || strcmp(r->weights, "number") != 0 ||
            strcmp(r->method, pool_main_method(s)) != 0 || !at_rest(s, r->load) || !(r->strain < smallest))
            continue;
        smallest = r->strain;
        row->q[MOD_YOUNG_LOAD] = r->q[Q_YOUNG];
        row->q[MOD_POISSON_LOAD] = r->q[Q_POISSON];
    }
}

static void make_row(struct moduli_row *row, const struct moduli_glass *g) {
    const size_t n_rep = pool_n_replicates(g->n);
    double(*q)[MOD_N_QUANTITIES] = gb_calloc(n_rep, sizeof *q), *theta = GB_ARRAY(n_rep, double);
    *row = (struct moduli_row){.rate = g->rate, .samples = g->n};
    for (size_t rep = 0; rep < n_rep; rep++) evaluate(g, rep, q[rep]);
    for (int i = 0; i < MOD_N_QUANTITIES; i++) {
        for (size_t rep = 0; rep < n_rep; rep++) theta[rep] = g->n ? q[rep][i] : NAN;
        row->q[i] = pool_estimate(g->n, theta);
    }
    free(theta);
    free(q);
}

void moduli_make(struct moduli_table *t, const struct moduli_glasses *x, const struct summary *sum,
                 const struct study *s) {
    *t = (struct moduli_table){x->n, GB_ARRAY(x->n, struct moduli_row)};
    for (size_t h = 0; h < x->n; h++) {
        make_row(&t->row[h], &x->glass[h]);
        add_loads(&t->row[h], sum, s);
        t->row[h].q[MOD_SHEAR_AFFINE_CHANGE] = affine_change(&x->glass[h], &x->glass[moduli_first(s)]);
    }
}

/* ---- the file ---- */

static char *header_line(void) { return rows_header("# rate\tsamples", MOD_N_QUANTITIES, moduli_quantity_name); }

int moduli_write(const struct moduli_table *t, const struct study *s, const char *path, struct gb_error *err) {
    struct gb_text b = {0};
    char *header = header_line();
    gb_text_add(
        &b,
        "# Moduli of the glasses: a row for each history\n# study: %s\n# glassbed: %s\n# model: %s\n"
        "# unit: %s, but poisson, lost, texture, change: 1\n"
        "# of elastic constants averaged over samples, relaxed and right after an affine strain; Voigt averages\n"
        "# lost: 1 - relaxed/affine\n"
        "# axes: under stress along x, y, z, from the elastic constants, mean; load: of the uniaxial loads\n"
        "# shear_pairs: mean of (C_ii + C_jj)/4 - C_ij/2; shear_planes: mean of C44 C55 C66; anisotropy: "
        "planes - pairs, 0 in an isotropic body\n"
        "# plane_scatter: of C44 C55 C66 of one sample; texture: Young's modulus along an axis over the mean "
        "of three, less 1\n"
        "# shear_affine_change: affine G over that of %s, less 1\n"
        "# errors: delete-one jackknife over samples; nan: not to be had\n%s\n",
        s->name, GB_VERSION, s->model->name, model_unit(s->model, MODEL_STRESS), study_history(s, moduli_first(s)),
        header);
    for (size_t r = 0; r < t->n; r++) {
        gb_text_add(&b, "%s\t%zu", t->row[r].rate, t->row[r].samples);
        for (int i = 0; i < MOD_N_QUANTITIES; i++) rows_add_estimate(&b, t->row[r].q[i], 9, 9);
        gb_text_add(&b, "\n");
    }
    int rc = gb_file_write(path, b.s, b.len, err);
    free(header);
    free(b.s);
    return rc;
}

int moduli_read(struct moduli_table *t, const struct study *s, const char *path, struct gb_error *err) {
    struct table_rows rows;
    *t = (struct moduli_table){0};
    rows_open(&rows, s, "moduli", header_line(), path, err);
    while (rows_next(&rows)) {
        t->row = rows_grow(t->row, &t->n, sizeof *t->row);
        struct moduli_row *r = &t->row[t->n - 1];
        r->rate = rows_history(&rows);
        r->samples = rows_count(&rows, 0, s->samples);
        for (int i = 0; i < MOD_N_QUANTITIES; i++) r->q[i] = rows_estimate(&rows);
    }
    const int rc = rows_close(&rows);
    if (rc != GB_OK) moduli_clear(t);
    return rc;
}

void moduli_clear(struct moduli_table *t) {
    free(t->row);
    *t = (struct moduli_table){0};
}

const struct moduli_row *moduli_find(const struct moduli_table *t, const char *history) {
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->row[i].rate, history) == 0) return &t->row[i];
    return NULL;
}

char *moduli_text(const struct moduli_table *t, const struct study *s) {
    static const enum moduli_quantity shown[] = {
        MOD_BULK_LOST,   MOD_YOUNG_AFFINE, MOD_POISSON_AFFINE, MOD_YOUNG_AXES,    MOD_YOUNG_LOAD,
        MOD_SHEAR_PAIRS, MOD_SHEAR_PLANES, MOD_ANISOTROPY,     MOD_PLANE_SCATTER, MOD_SHEAR_AFFINE_CHANGE};
    enum { N_SHOWN = sizeof shown / sizeof *shown, N_COL = 1 + N_SHOWN };
    struct gb_text b = {0};
    char **cell = GB_ARRAY((t->n + 2) * N_COL, char *);
    cell[0] = gb_strdup("rate");
    cell[N_COL] = notation_unit(s->n_files ? "-" : model_unit(s->model, MODEL_RATE));
    for (int i = 0; i < N_SHOWN; i++) {
        cell[1 + i] = gb_strdup(moduli_quantity_name[shown[i]]);
        cell[N_COL + 1 + i] = notation_unit(moduli_unit(s, shown[i]));
    }
    for (size_t r = 0; r < t->n; r++) {
        char **c = cell + (r + 2) * N_COL;
        c[0] = gb_strdup(t->row[r].rate);
        for (int i = 0; i < N_SHOWN; i++) {
            const struct estimate e = t->row[r].q[shown[i]];
            c[1 + i] = notation_estimate(e.value, e.err);
        }
    }
    gb_text_add(&b, "Moduli, more; anisotropy: shear_planes - shear_pairs, 0 in an isotropic body\n");
    table_block(&b, t->n + 2, N_COL, cell);
    return b.s;
}

/* From elastic constants to moduli.tsv, see moduli.h. */
#include "summary/moduli.h"

#include "base/mem.h"
#include "pool/pool.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define AT(field) offsetof(struct moduli_row, field)
static const struct column column[] = {
    {.name = "history", .kind = COLUMN_HISTORY, .unit = UNIT_HISTORY, .offset = AT(history)},
    {.name = "samples", .kind = COLUMN_SAMPLES, .offset = AT(samples)},
#define ESTIMATE(id, name, unit, how, head, said)                                                                      \
    COLUMN_OF_ESTIMATE(name, unit, how, .symbol = head, .sentence = said, .err_digits = 9, .offset = AT(q[id])),
    MODULI_QUANTITIES(ESTIMATE)
#undef ESTIMATE
};
#undef AT
enum { N_COLUMNS = sizeof column / sizeof *column };
const struct table_kind moduli_kind = {.of = "moduli",
                                       .title = "Moduli of the glasses: a row for each history",
                                       .row_size = sizeof(struct moduli_row),
                                       .n = N_COLUMNS,
                                       .column = column};

const struct column *moduli_column(enum moduli_quantity q) { return &column[N_COLUMNS - MOD_N_QUANTITIES + q]; }

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
    *g = (struct moduli_glass){.history = h->history,
                               .n = h->n,
                               .sample = GB_ARRAY(h->n, size_t),
                               .relaxed = GB_ARRAY(h->n, struct stiffness),
                               .affine = GB_ARRAY(h->n, struct stiffness),
                               .scalar = gb_calloc(pool_n_replicates(h->n), sizeof *g->scalar)};
    for (size_t k = 0; k < h->n; k++) {
        g->sample[k] = h->kept->sample[k];
        read_stiffness(&g->relaxed[k], &h->elastic[k], "");
        read_stiffness(&g->affine[k], &h->elastic[k], "_affine");
    }
    for (size_t rep = 0; rep < pool_n_replicates(h->n); rep++) pool_glass_scalars(h, rep, g->scalar[rep]);
}

void moduli_glasses_clear(struct moduli_glasses *x) {
    for (size_t i = 0; i < x->n; i++) {
        free(x->glass[i].sample);
        free(x->glass[i].relaxed);
        free(x->glass[i].affine);
        free(x->glass[i].scalar);
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
    const double *known = g->scalar[replicate];
    q[MOD_BULK] = known[Q_BULK];
    q[MOD_SHEAR] = known[Q_SHEAR];
    q[MOD_BULK_AFFINE] = known[Q_BULK_AFFINE];
    q[MOD_SHEAR_AFFINE] = known[Q_SHEAR_AFFINE];
    q[MOD_BULK_LOST] = 1 - known[Q_BULK] / known[Q_BULK_AFFINE];
    q[MOD_SHEAR_LOST] = known[Q_SHEAR_LOST];
    q[MOD_YOUNG_VOIGT] = m.young, q[MOD_POISSON_VOIGT] = m.poisson;
    q[MOD_YOUNG_VOIGT_AFFINE] = a.young, q[MOD_POISSON_VOIGT_AFFINE] = a.poisson;
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

/* Young's modulus and Poisson's ratio of the loads of the smallest strain, at rest. */
static void add_loads(struct moduli_row *row, const struct summary *sum, const struct study *s) {
    double smallest = INFINITY;
    row->q[MOD_YOUNG] = row->q[MOD_POISSON] = (struct estimate){NAN, NAN};
    for (size_t i = 0; i < sum->n_rows; i++) {
        const struct summary_row *r = &sum->row[i];
        if (r->history != row->history || !summary_is_main(r, s) || s->load[r->load].positions != POSITIONS_REST ||
            !(r->strain < smallest))
            continue;
        smallest = r->strain;
        row->q[MOD_YOUNG] = r->q[Q_YOUNG];
        row->q[MOD_POISSON] = r->q[Q_POISSON];
    }
}

static void make_row(struct moduli_row *row, const struct moduli_glass *g) {
    const size_t n_rep = pool_n_replicates(g->n);
    double(*q)[MOD_N_QUANTITIES] = gb_calloc(n_rep, sizeof *q), *theta = GB_ARRAY(n_rep, double);
    *row = (struct moduli_row){.history = g->history, .samples = g->n};
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

int moduli_write(const struct moduli_table *t, const struct study *s, const char *path, struct gb_error *err) {
    char *note = gb_format("# of elastic constants averaged over samples, relaxed and right after an affine strain\n"
                           "# shear_affine_change is against %s\n"
                           "# errors: delete-one jackknife over samples; nan: not to be had\n",
                           study_history(s, moduli_first(s)));
    const int rc = table_write(&moduli_kind, s, t->row, t->n, note, path, err);
    free(note);
    return rc;
}

int moduli_read(struct moduli_table *t, const struct study *s, const char *path, struct gb_error *err) {
    struct table read;
    const int rc = table_read(&read, &moduli_kind, s, NULL, path, err);
    *t = (struct moduli_table){read.n, read.row};
    return rc;
}

void moduli_clear(struct moduli_table *t) {
    free(t->row);
    *t = (struct moduli_table){0};
}

const struct moduli_row *moduli_find(const struct moduli_table *t, size_t history) {
    for (size_t i = 0; i < t->n; i++)
        if (t->row[i].history == history) return &t->row[i];
    return NULL;
}

char *moduli_text(const struct moduli_table *t, const struct study *s) {
    static const enum moduli_quantity shown[] = {
        MOD_BULK_LOST,   MOD_YOUNG_VOIGT_AFFINE, MOD_POISSON_VOIGT_AFFINE, MOD_YOUNG_AXES,    MOD_YOUNG,
        MOD_SHEAR_PAIRS, MOD_SHEAR_PLANES,       MOD_ANISOTROPY,           MOD_PLANE_SCATTER, MOD_SHEAR_AFFINE_CHANGE};
    enum { N_SHOWN = sizeof shown / sizeof *shown };
    const struct column *columns[1 + N_SHOWN] = {&column[0]};
    const void **row = GB_ARRAY(t->n, const void *);
    struct gb_text b = {0};
    for (int i = 0; i < N_SHOWN; i++) columns[1 + i] = moduli_column(shown[i]);
    for (size_t r = 0; r < t->n; r++) row[r] = &t->row[r];
    gb_text_add(&b, "Moduli, more; anisotropy: shear_planes - shear_pairs, 0 in an isotropic body\n");
    table_text(&b, &moduli_kind, s, t->n, row, 1 + N_SHOWN, columns, true);
    free(row);
    return b.s;
}

/* Time averages at a temperature, see average.h. */
#include "worker/average.h"

#include "base/file.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 10, N_CELL = 6, N_SCALARS = 11 };
static const char columns[] = "T e_pot l_x l_y l_z s_xx s_yy s_zz v_xx v_yy v_zz";

struct average {
    const struct config *c;
    size_t n, frames, snapshots;
    double *rest;     /* [3n] fractional, where the atoms were at rest */
    double *position; /* [3n] wrapped fractional coordinates of a frame; work */
    /* from here on what a checkpoint holds, in one piece */
    double *state;
    size_t state_size;
    double *seen;     /* frames so far */
    double *cell;     /* [N_CELL] sum of h: xx yy zz yz xz xy */
    double *block;    /* [BLOCKS * N_SCALARS] sums */
    double *count;    /* [BLOCKS] */
    double *sum;      /* [3n] of s - rest, of all frames and of the first half */
    double *half;     /* [3n] */
    double *square;   /* [n] of |h (s - rest)|^2 */
    double *snapshot; /* [snapshots * 3n] s - rest */
};

struct average *average_create(const struct config *c, size_t frames, size_t snapshots) {
    struct average *a = GB_NEW(struct average);
    *a = (struct average){.c = c, .n = c->n, .frames = frames, .snapshots = snapshots};
    const size_t n3 = 3 * a->n;
    double inv[3][3];
    a->rest = GB_ARRAY(n3, double);
    a->position = GB_ARRAY(n3, double);
    a->state_size = 1 + N_CELL + BLOCKS * N_SCALARS + BLOCKS + 2 * n3 + a->n + snapshots * n3;
    a->state = gb_calloc(a->state_size, sizeof *a->state);
    a->seen = a->state;
    a->cell = a->seen + 1;
    a->block = a->cell + N_CELL;
    a->count = a->block + BLOCKS * N_SCALARS;
    a->sum = a->count + BLOCKS;
    a->half = a->sum + n3;
    a->square = a->half + n3;
    a->snapshot = a->square + a->n;
    box_invert(&c->box, inv);
    for (size_t i = 0; i < a->n; i++) box_fractional(&c->box, inv, c->x + 3 * i, a->rest + 3 * i);
    return a;
}

void average_free(struct average *a) {
    if (!a) return;
    free(a->rest);
    free(a->position);
    free(a->state);
    free(a);
}

/* Displacements from rest in fractional coordinates, each to the nearest image, drift taken off. */
static int follow(struct average *a, struct worker *w, struct box *box, struct gb_error *err) {
    double inv[3][3], drift[3] = {0}, *s = a->position;
    lmp_box(w->lmp, box);
    lmp_positions(w->lmp, a->n, s);
    box_invert(box, inv);
    for (size_t i = 0; i < a->n; i++) {
        double x[3];
        memcpy(x, s + 3 * i, sizeof x);
        box_fractional(box, inv, x, s + 3 * i);
        for (size_t k = 0; k < 3; k++) {
            double d = s[3 * i + k] - a->rest[3 * i + k];
            if (!isfinite(d))
                return gb_fail(err, GB_EFAIL, "the position of atom %lld could not be read back from LAMMPS",
                               (long long)a->c->id[i]);
            s[3 * i + k] = d - round(d);
            drift[k] += s[3 * i + k] / (double)a->n;
        }
    }
    for (size_t i = 0; i < 3 * a->n; i++) s[i] -= drift[i % 3];
    return GB_OK;
}

static void add_scalars(struct average *a, struct worker *w, const struct box *box, double *block) {
    double stress[6], virial[6];
    lmp_stress(w->lmp, virial);
    lmp_stress_full(w->lmp, stress);
    block[0] += lmp_temperature(w->lmp);
    block[1] += lmp_energy(w->lmp) / (double)a->n;
    for (int k = 0; k < 3; k++) {
        block[2 + k] += box->h[k][k];
        block[5 + k] += stress[k];
        block[8 + k] += virial[k];
    }
}

int average_add(struct average *a, struct worker *w, struct gb_error *err) {
    struct box box;
    int rc = follow(a, w, &box, err);
    if (rc != GB_OK) return rc;
    const double *s = a->position, (*h)[3] = (const double(*)[3])box.h;
    const double cell[N_CELL] = {h[0][0], h[1][1], h[2][2], h[1][2], h[0][2], h[0][1]};
    const size_t frame = (size_t)*a->seen, part = frame * BLOCKS / a->frames, n3 = 3 * a->n;
    for (int k = 0; k < N_CELL; k++) a->cell[k] += cell[k];
    add_scalars(a, w, &box, a->block + part * N_SCALARS);
    a->count[part] += 1;
    for (size_t i = 0; i < n3; i++) a->sum[i] += s[i];
    for (size_t i = 0; i < n3 && 2 * frame < a->frames; i++) a->half[i] += s[i];
    for (size_t i = 0; i < a->n; i++)
        for (int k = 0; k < 3; k++) {
            double d = h[k][0] * s[3 * i] + h[k][1] * s[3 * i + 1] + h[k][2] * s[3 * i + 2];
            a->square[i] += d * d;
        }
    const size_t shot = a->snapshots ? frame * a->snapshots / a->frames : 0;
    if (shot < a->snapshots && frame == ((2 * shot + 1) * a->frames) / (2 * a->snapshots))
        memcpy(a->snapshot + shot * n3, s, n3 * sizeof *s);
    *a->seen += 1;
    return GB_OK;
}

int average_keep(const struct average *a, const char *path, struct gb_error *err) {
    return gb_file_write(path, (const char *)a->state, a->state_size * sizeof *a->state, err);
}

int average_take_up(struct average *a, const char *path, struct gb_error *err) {
    char *text;
    size_t len;
    int rc = gb_file_read(path, &text, &len, err);
    if (rc != GB_OK) return rc;
    if (len == a->state_size * sizeof *a->state)
        memcpy(a->state, text, len);
    else
        rc = gb_fail(err, GB_EFAIL, "%s: holds %zu bytes instead of %zu; remove the stage's folder to begin again",
                     path, len, a->state_size * sizeof *a->state);
    free(text);
    return rc;
}

/* What comes out ----------------------------------------------------------------------------------------------------*/

static struct box mean_cell(const struct average *a) {
    struct box b = a->c->box;
    static const int row[N_CELL] = {0, 1, 2, 1, 0, 0}, col[N_CELL] = {0, 1, 2, 2, 2, 1};
    for (int k = 0; k < N_CELL; k++) b.h[row[k]][col[k]] = a->cell[k] / *a->seen;
    return b;
}

/* Atoms at rest + factor d in the mean cell, into `file`. */
static int write_atoms(const struct average *a, const double *d, double factor, const char *file,
                       struct gb_error *err) {
    struct config *c = config_copy(a->c);
    c->box = mean_cell(a);
    for (size_t i = 0; i < a->n; i++) {
        double s[3];
        for (size_t k = 0; k < 3; k++) s[k] = a->rest[3 * i + k] + factor * d[3 * i + k];
        for (size_t k = 0; k < 3; k++)
            c->x[3 * i + k] = c->box.origin[k] + c->box.h[k][0] * s[0] + c->box.h[k][1] * s[1] + c->box.h[k][2] * s[2];
    }
    int rc = config_write_dump(c, file, 0, NULL, err);
    config_free(c);
    return rc;
}

static size_t first_half(const struct average *a) { return (a->frames + 1) / 2; }

static int write_halves(const struct average *a, struct gb_error *err) {
    double *second = GB_ARRAY(3 * a->n, double);
    for (size_t i = 0; i < 3 * a->n; i++) second[i] = a->sum[i] - a->half[i];
    int rc = write_atoms(a, a->half, 1 / (double)first_half(a), "half-1.dump", err);
    if (rc == GB_OK) rc = write_atoms(a, second, 1 / (double)(a->frames - first_half(a)), "half-2.dump", err);
    free(second);
    return rc;
}

static struct gb_table *block_table(const struct average *a, const struct model *m) {
    struct gb_table *t = gb_table_create("Means over equal parts of the averaging time", columns);
    gb_table_meta(t, "units", "T %s, e_pot %s, edges length, s (stress) and v (its virial part) %s",
                  model_unit(m, MODEL_TEMPERATURE), model_unit(m, MODEL_ENERGY), model_unit(m, MODEL_STRESS));
    for (size_t b = 0; b < BLOCKS; b++) {
        double row[N_SCALARS];
        for (size_t k = 0; k < N_SCALARS; k++) row[k] = a->block[b * N_SCALARS + k] / a->count[b];
        gb_table_add(t, row);
    }
    return t;
}

int average_write(const struct average *a, struct worker *w, struct gb_error *err) {
    if (lmp_rank(w->lmp) != 0) return GB_OK;
    int rc = write_atoms(a, a->sum, 1 / *a->seen, "mean.dump", err);
    if (rc == GB_OK) rc = write_halves(a, err);
    for (size_t k = 0; k < a->snapshots && rc == GB_OK; k++) {
        char *file = gb_format("snapshot-%02zu.dump", k + 1);
        rc = write_atoms(a, a->snapshot + 3 * a->n * k, 1, file, err);
        free(file);
    }
    struct gb_table *t = block_table(a, w->model);
    if (rc == GB_OK) rc = gb_table_write(t, "blocks.tsv", 17, err);
    gb_table_free(t);
    return rc;
}

static void block_values(const struct average *a, const struct model *m, struct gb_values *v) {
    struct gb_table *t = block_table(a, m);
    for (size_t k = 0; k < t->n_col; k++) {
        double mean = 0, square = 0;
        for (size_t b = 0; b < BLOCKS; b++) mean += *gb_table_at(t, b, k) / BLOCKS;
        for (size_t b = 0; b < BLOCKS; b++) square += pow(*gb_table_at(t, b, k) - mean, 2);
        const char *unit = k == 0   ? model_unit(m, MODEL_TEMPERATURE)
                           : k == 1 ? model_unit(m, MODEL_ENERGY)
                           : k < 5  ? model_unit(m, MODEL_LENGTH)
                                    : model_unit(m, MODEL_STRESS);
        char *name = gb_format("%s_err", t->name[k]);
        gb_values_set(v, t->name[k], mean, unit);
        gb_values_set(v, name, sqrt(square / (BLOCKS * (BLOCKS - 1))), unit);
        free(name);
    }
    gb_table_free(t);
}

void average_values(const struct average *a, const struct model *m, struct gb_values *v) {
    const struct box b = mean_cell(a);
    const char *length = model_unit(m, MODEL_LENGTH);
    const double volume = box_volume(&b), spacing = cbrt(volume / (double)a->n), half = (double)first_half(a);
    double hops = 0, square = 0, noise = 0;
    for (size_t i = 0; i < a->n; i++) {
        double off = a->square[i] / *a->seen;
        for (int k = 0; k < 3; k++) {
            double d = 0, e = 0;
            for (size_t j = 0; j < 3; j++) {
                const double sum = a->sum[3 * i + j], first = a->half[3 * i + j];
                d += b.h[k][j] * sum / *a->seen;
                e += b.h[k][j] * (first / half - (sum - first) / (*a->seen - half));
            }
            off -= d * d;
            noise += e * e / 4 / (double)a->n;
        }
        hops += off > AVERAGE_HOP * AVERAGE_HOP * spacing * spacing;
        square += off / (double)a->n;
    }
    gb_values_set(v, "frames", *a->seen, "-");
    gb_values_set(v, "volume", volume, "length^3");
    gb_values_set(v, "rms_displacement", sqrt(square), length);
    gb_values_set(v, "position_err", sqrt(noise), length); /* of a mean position, from the two halves */
    gb_values_set(v, "hop_fraction", hops / (double)a->n, "-");
    block_values(a, m, v);
}

/* What the files of measure share: the states, their sums. states.c reads, sums.c sums over pairs, curves.c, values.c and
 * d2min.c write; measure.c is the stage. */
#ifndef GB_MEASURE_PARTS_H
#define GB_MEASURE_PARTS_H

#include "base/values.h"
#include "stage/stage.h"
#include "study/study.h"
#include "truth/truth.h"

enum { PLUS, MINUS, N_SIGNS };

struct measure {
    const struct stage *st;
    const char *dir;
    enum study_positions positions;
    size_t n_shots; /* snapshots of each state; 1: ref and load themselves */
    double r_max, margin, d2min_cut;
    bool partials;
    struct pdf_grid grid;
    size_t n_axes, n_signs;
    int axis[3];
    unsigned axes;
    struct config *ref, *load[N_SIGNS][3]; /* at rest, or time-averaged positions */
    struct truth_deformation d[N_SIGNS][3];
    struct pdf_sums *sums_ref, *sums[N_SIGNS][3], *affine[N_SIGNS][3];
    struct truth_profile *truth, *truth_of[3]; /* averaged over axes, and of each; (plus - minus)/2, or plus */
};

/* ---- states.c ---- */
/* A file of the state of `input`; *c is the caller's. */
int measure_read_state(struct config **c, const struct stage *st, const char *dir, const char *input, const char *file,
                       struct gb_error *err);
/* The unloaded and all loaded states, as far as the cell and the curves' reach say that they can be measured. */
int measure_read_states(struct measure *m, struct gb_error *err);
/* Snapshot k of the unloaded state, or the reference; the caller's. */
int measure_shot_ref(struct config **c, const struct measure *m, size_t k, struct gb_error *err);
/* The same of load s along axis number a. */
int measure_shot_load(struct config **c, const struct measure *m, size_t s, size_t a, size_t k, struct gb_error *err);
/* The unloaded snapshot carried along by the mean displacements; the caller's. */
int measure_shot_displaced(struct config **c, const struct measure *m, size_t s, size_t a, const struct config *shot,
                           struct gb_error *err);

/* ---- sums.c: pair sums and profiles of all states into m ---- */
int measure_make_sums(struct measure *m, struct gb_error *err);

/* ---- curves.c: curves-*.tsv ---- */
int measure_write_curves(const struct measure *m, const char *out, struct gb_error *err);

/* ---- values.c: numbers into v ---- */
void measure_strain_values(const struct measure *m, struct gb_values *v);
void measure_count_atoms(const struct measure *m, struct gb_values *v);
int measure_bond_values(const struct measure *m, struct gb_values *v, struct gb_error *err);

/* ---- d2min.c: d2min.tsv, atoms-AXIS.xyz.gz, and their numbers into v ---- */
int measure_d2min(const struct measure *m, const char *out, struct gb_values *v, struct gb_error *err);

#endif

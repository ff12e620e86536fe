/* Values of the stages' parameters, see parameters.h. A row for each name and thing of the study that has it; of several
 * rows of a name the first whose thing is there counts.
 *
 * Seeds: 1 to 900000000 (what all LAMMPS generators take), hashed from study seed, stage kind, sample number and the
 * step's place in its history: the same whatever else the study holds.
 *
 * thermo-steps: steps over which one thermo row averages; 1, 2 or 5 times a power of ten, at least 10: at most 400 rows
 * a stage, unless that would be more than a checkpoint interval. checkpoint-steps is a multiple of it.
 */
#include "plan/parameters.h"

#include "base/file.h"
#include "base/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_THERMO_ROWS = 400 };

/* ---- computed values ---- */

static char *number(double v) {
    char buf[32];
    return isnan(v) ? NULL : gb_strdup(gb_print_double(buf, v));
}

/* The first steps of all histories are drawn from as if there were no others. */
static char *seed(const struct plan_at *at, const struct stage *st) {
    const size_t place = at->step ? at->where.step : 0;
    char *text = gb_format(place ? "%" PRIu64 " %s %zu %zu" : "%" PRIu64 " %s %zu", at->study->seed, st->kind,
                           at->where.sample, place);
    uint64_t h = gb_hash_text(GB_HASH_INIT, text);
    free(text);
    h ^= h >> 33; /* FNV mixes its low bits little: finish as splitmix64 does */
    h *= UINT64_C(0xff51afd7ed558ccd);
    h ^= h >> 33;
    return gb_format("%" PRIu64, h % 900000000 + 1);
}

double plan_md_steps(const struct plan_at *at) {
    const struct study *s = at->study;
    if (at->step) return step_duration(s, at->step) / s->timestep;
    if (at->compress) return (at->compress->equilibrate_time + at->compress->time) / at->compress->timestep;
    if (at->liquid) return at->liquid->time / s->timestep;
    return (s->melt_time + s->equilibrate_time) / s->timestep;
}

/* 1, 2 or 5 times a power of ten, not below v. */
static uint64_t round_up_125(double v) {
    static const uint64_t next[] = {2, 5, 10};
    for (uint64_t ten = 1;; ten *= 10) {
        uint64_t n = ten;
        for (int i = 0; i < 3; i++) {
            if ((double)n >= v) return n;
            n = ten * next[i];
        }
    }
}

/* A row holds a whole number of blocks of swaps. */
static uint64_t thermo_steps(const struct plan_at *at) {
    const struct study *s = at->study;
    uint64_t thermo = round_up_125(fmax(10, plan_md_steps(at) / MAX_THERMO_ROWS)), block = 1;
    if (at->step && at->step->kind == STEP_SWAP) block = (uint64_t)llround(at->step->block_time / s->timestep);
    while (thermo > s->checkpoint_steps && thermo > 10)
        thermo = round_up_125((double)thermo / 2.5 * 0.999); /* the next smaller one */
    return (thermo + block - 1) / block * block;
}

static char *thermo(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return gb_format("%" PRIu64, thermo_steps(at));
}

static char *checkpoint(const struct plan_at *at, const struct stage *st) {
    (void)st;
    const uint64_t rows = thermo_steps(at);
    return gb_format("%" PRIu64, (at->study->checkpoint_steps + rows - 1) / rows * rows);
}

static char *observe(const struct plan_at *at, const struct stage *st) {
    (void)st;
    const uint64_t rows = thermo_steps(at);
    return gb_strdup(rows % 20 == 0 ? "20" : rows % 25 == 0 ? "25" : "10");
}

/* MD steps between two blocks of swaps of a liquid. */
static int liquid_block(const struct plan_at *at) {
    return thermo_steps(at) % EQUILIBRIUM_BLOCK == 0 ? EQUILIBRIUM_BLOCK : EQUILIBRIUM_BLOCK / 2;
}

static char *liquid_block_time(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return number(liquid_block(at) * at->study->timestep);
}

static char *liquid_attempts(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return number(at->liquid->swap_attempts * liquid_block(at) / EQUILIBRIUM_BLOCK);
}

static char *liquid_T(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return number(at->liquid->T[at->where.T]);
}

static char *model(const struct plan_at *at, const struct stage *st) {
    (void)at;
    (void)st;
    return gb_strdup("model.xml"); /* the copy inside the study's folder (model_write) */
}

static char *hash(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return gb_strdup(at->model_hash);
}

static char *study_text(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return study_effective_xml(at->study);
}

static char *relaxation(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return gb_strdup(study_relaxation_name(at->study->relax));
}

static char *margin(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return number(study_margin(at->study));
}

static char *step_atoms(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return gb_format("%zu", at->study->n_files ? at->file_atoms : at->study->atoms);
}

static char *velocities(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return at->step->drawn ? gb_strdup("drawn") : NULL;
}

static char *step_rate(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return number(model_rate_internal(at->study->model, at->step->rate));
}

/* Of bits 0 x, 1 y, 2 z. */
static char *axes_text(unsigned axes, const char *between) {
    struct gb_text t = {0};
    for (int k = 0; k < 3; k++)
        if (axes & (1u << k)) gb_text_add(&t, "%s%c", t.len ? between : "", "xyz"[k]);
    return t.s;
}

static char *step_axes(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return axes_text(at->step->axes, "");
}

static char *study_axes(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return axes_text(at->study->axes, " ");
}

static char *load_axis(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return gb_format("%c", "xyz"[at->where.axis]);
}

static char *basis(const struct plan_at *at, const struct stage *st) {
    (void)st;
    static const char *const name[] = {
        [POSITIONS_REST] = NULL, [POSITIONS_MEAN] = "mean", [POSITIONS_SNAPSHOTS] = "snapshots"};
    return gb_strdup(name[at->load->positions]);
}

/* ---- the rows ---- */

enum thing { OF_STEP, OF_LOAD, OF_COMPRESS, OF_LIQUID, OF_STUDY };
enum form { AS_NUMBER, AS_SIZE, AS_UINT64, AS_INT, AS_YES_NO, COMPUTED };

struct row {
    const char *name;
    enum thing of;
    enum form as;
    size_t offset; /* of the field in the thing */
    char *(*compute)(const struct plan_at *at, const struct stage *st);
};

#define FIELD(name, of, as, type, field)                                                                               \
    { name, of, as, offsetof(struct type, field), NULL }
#define VALUE(name, of, compute)                                                                                       \
    { name, of, COMPUTED, 0, compute }

static const struct row rows[] = {
    VALUE("model", OF_STUDY, model),
    VALUE("model-hash", OF_STUDY, hash),
    FIELD("ranks", OF_STUDY, AS_INT, study, ranks),
    VALUE("seed", OF_STUDY, seed),
    VALUE("checkpoint-steps", OF_STUDY, checkpoint),
    VALUE("thermo-steps", OF_STUDY, thermo),
    VALUE("observe-steps", OF_STUDY, observe),
    FIELD("npt", OF_STEP, AS_YES_NO, step, npt),
    FIELD("npt", OF_STUDY, AS_YES_NO, study, npt),
    FIELD("timestep", OF_COMPRESS, AS_NUMBER, study_compress, timestep),
    FIELD("timestep", OF_STUDY, AS_NUMBER, study, timestep),
    VALUE("atoms", OF_STEP, step_atoms),
    FIELD("atoms", OF_STUDY, AS_SIZE, study, atoms),
    /* melt */
    FIELD("density", OF_STUDY, AS_NUMBER, study, density),
    FIELD("melt-T", OF_STUDY, AS_NUMBER, study, melt_T),
    FIELD("melt-time", OF_STUDY, AS_NUMBER, study, melt_time),
    FIELD("equilibrate-time", OF_COMPRESS, AS_NUMBER, study_compress, equilibrate_time),
    FIELD("equilibrate-time", OF_STUDY, AS_NUMBER, study, equilibrate_time),
    /* steps, the liquid, loads at a temperature */
    FIELD("from-T", OF_STEP, AS_NUMBER, step, from_T),
    FIELD("from-T", OF_STUDY, AS_NUMBER, study, from_T),
    FIELD("to-T", OF_STEP, AS_NUMBER, step, T),
    VALUE("rate", OF_STEP, step_rate),
    FIELD("T", OF_STEP, AS_NUMBER, step, T),
    FIELD("T", OF_COMPRESS, AS_NUMBER, study_compress, T),
    VALUE("T", OF_LIQUID, liquid_T),
    FIELD("time", OF_STEP, AS_NUMBER, step, time),
    FIELD("time", OF_COMPRESS, AS_NUMBER, study_compress, time),
    FIELD("time", OF_LIQUID, AS_NUMBER, study_liquid, time),
    VALUE("velocities", OF_STEP, velocities),
    FIELD("attempts", OF_STEP, AS_NUMBER, step, attempts),
    VALUE("attempts", OF_LIQUID, liquid_attempts),
    FIELD("block-time", OF_STEP, AS_NUMBER, step, block_time),
    VALUE("block-time", OF_LIQUID, liquid_block_time),
    FIELD("snapshots", OF_COMPRESS, AS_UINT64, study_compress, snapshots),
    FIELD("snapshots", OF_LIQUID, AS_SIZE, study_liquid, snapshots),
    FIELD("strain-rate", OF_STEP, AS_NUMBER, step, strain_rate),
    FIELD("cycles", OF_STEP, AS_SIZE, step, cycles),
    /* loads */
    FIELD("stress", OF_STEP, AS_NUMBER, step, stress),
    FIELD("stress", OF_LOAD, AS_NUMBER, study_load, stress),
    FIELD("strain", OF_STEP, AS_NUMBER, step, strain),
    FIELD("strain", OF_LOAD, AS_NUMBER, study_load, strain),
    FIELD("strain", OF_STUDY, AS_NUMBER, study, elastic_strain),
    VALUE("axis", OF_STEP, step_axes), /* creep has one */
    VALUE("axis", OF_LOAD, load_axis),
    VALUE("axes", OF_STEP, step_axes),
    VALUE("axes", OF_STUDY, study_axes),
    FIELD("both-signs", OF_STUDY, AS_YES_NO, study, both_signs),
    /* at rest */
    FIELD("pressure", OF_STUDY, AS_NUMBER, study, pressure),
    VALUE("relax", OF_STUDY, relaxation),
    /* measure, summary */
    FIELD("r-max", OF_STUDY, AS_NUMBER, study, r_max),
    FIELD("r-bin", OF_STUDY, AS_NUMBER, study, r_bin),
    FIELD("partials", OF_STUDY, AS_YES_NO, study, partials),
    FIELD("d2min-cut", OF_STUDY, AS_NUMBER, study, d2min_cut),
    VALUE("margin", OF_STUDY, margin),
    VALUE("basis", OF_LOAD, basis),
    VALUE("study", OF_STUDY, study_text),
};

char *plan_parameter(const struct plan_at *at, const struct stage *st, const char *name) {
    const void *const thing[] = {[OF_STEP] = at->step,
                                 [OF_LOAD] = at->load,
                                 [OF_COMPRESS] = at->compress,
                                 [OF_LIQUID] = at->liquid,
                                 [OF_STUDY] = at->study};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        if (!thing[r->of] || strcmp(r->name, name) != 0) continue;
        const void *field = (const char *)thing[r->of] + r->offset;
        switch (r->as) {
        case AS_NUMBER: return number(*(const double *)field);
        case AS_SIZE: return gb_format("%zu", *(const size_t *)field);
        case AS_UINT64: return gb_format("%" PRIu64, *(const uint64_t *)field);
        case AS_INT: return gb_format("%d", *(const int *)field);
        case AS_YES_NO: return gb_strdup(*(const bool *)field ? "yes" : "no");
        case COMPUTED: return r->compute(at, st);
        }
    }
    return NULL;
}

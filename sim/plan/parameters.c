/* Values of the stages' parameters, see parameters.h. What the user sets is asked of the table of settings
 * (study/settings.c), of the step, the load, the liquid and the study in turn; what follows from several settings, or from
 * where the stage stands, has a row here, which goes first.
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
    if (at->compress && at->compress->thermal)
        return (at->compress->equilibrate_time + at->compress->time) / at->compress->timestep;
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

static char *load_axis(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return gb_format("%c", "xyz"[at->where.axis]);
}

/* A step without a setting of its own keeps to the study's, or to what the step must be. */
static char *npt(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return gb_strdup(at->step->npt ? "yes" : "no");
}

static char *from_T(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return number(at->step->from_T);
}

static char *load_stress(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return number(at->load->stress);
}

static char *load_strain(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return number(at->load->strain);
}

static char *basis(const struct plan_at *at, const struct stage *st) {
    (void)st;
    static const char *const name[] = {
        [POSITIONS_REST] = NULL, [POSITIONS_MEAN] = "mean", [POSITIONS_SNAPSHOTS] = "snapshots"};
    return gb_strdup(name[at->load->positions]);
}

/* ---- the rows ---- */

enum thing { OF_STEP, OF_LOAD, OF_LIQUID, OF_STUDY };

/* Of several rows of a name the first whose thing is there counts. */
static const struct {
    const char *name;
    enum thing of;
    char *(*compute)(const struct plan_at *at, const struct stage *st);
} rows[] = {
    {"model", OF_STUDY, model},
    {"model-hash", OF_STUDY, hash},
    {"seed", OF_STUDY, seed},
    {"checkpoint-steps", OF_STUDY, checkpoint},
    {"thermo-steps", OF_STUDY, thermo},
    {"observe-steps", OF_STUDY, observe},
    {"atoms", OF_STEP, step_atoms},
    {"npt", OF_STEP, npt},
    {"from-T", OF_STEP, from_T},
    {"rate", OF_STEP, step_rate},
    {"T", OF_LIQUID, liquid_T},
    {"velocities", OF_STEP, velocities},
    {"attempts", OF_LIQUID, liquid_attempts},
    {"block-time", OF_LIQUID, liquid_block_time},
    {"stress", OF_LOAD, load_stress},
    {"strain", OF_LOAD, load_strain},
    {"axis", OF_LOAD, load_axis},
    {"margin", OF_STUDY, margin},
    {"basis", OF_LOAD, basis},
    {"study", OF_STUDY, study_text},
};

/* As the settings have it; false where the table knows no such parameter of the thing. */
static bool setting(const char *element, const void *stored, const char *name, struct gb_text *out) {
    return stored && study_param(study_element(element), stored, name, out) == GB_OK;
}

char *plan_parameter(const struct plan_at *at, const struct stage *st, const char *name) {
    static const char *const of_study[] = {"glass", "quench", "reference", "elastic", "measure", "run"};
    const bool there[] = {[OF_STEP] = at->step, [OF_LOAD] = at->load, [OF_LIQUID] = at->liquid, [OF_STUDY] = at->study};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (there[rows[i].of] && strcmp(rows[i].name, name) == 0) return rows[i].compute(at, st);
    struct gb_text t = {0};
    char *step = at->step ? gb_format("history/%s", step_name[at->step->kind]) : NULL;
    bool found = (step && setting(step, at->step, name, &t)) || setting("compress", at->compress, name, &t) ||
                 setting("equilibrium", at->liquid, name, &t);
    for (size_t i = 0; i < sizeof of_study / sizeof *of_study && !found; i++)
        found = setting(of_study[i], at->study, name, &t);
    free(step);
    return t.s;
}

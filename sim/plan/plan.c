/* The plan of a study, see plan.h. */
#include "plan/plan.h"

#include "atoms/config.h"
#include "base/file.h"
#include "study/line.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STAGES = 100000, MAX_THERMO_ROWS = 400 };

/* Force evaluations of the minimisations, typical for glasses of some thousand atoms. */
static const double cost_reference = 2000, cost_elastic = 12 * 280, cost_order = 200, cost_compress_sign = 1100;
/* Pair distances that cost as much as one atom for one MD step. */
static const double pairs_per_atom_step = 15;

struct builder {
    struct plan *p;
    const struct study *s;
    size_t cap;
    uint64_t *file_hash; /* of the user's glasses */
    uint64_t line_hash;  /* of the equilibrium line from a file */
    size_t *file_atoms;  /* in them, where histories go on from there; else 0 */
    char model_hash[17];
};

/* Index of the new stage: pointers into the plan move when it grows. */
static size_t add(struct builder *b, const char *kind, bool worker, char *name) {
    struct plan *p = b->p;
    if (p->n == b->cap) p->stage = gb_realloc(p->stage, b->cap = b->cap * 2 + 16, sizeof *p->stage);
    struct stage *st = &p->stage[p->n];
    *st = (struct stage){.name = name, .kind = gb_strdup(kind), .worker = worker};
    stage_param_set(st, "model", "model.xml");
    stage_param_set(st, "model-hash", "%s", b->model_hash);
    return p->n++;
}

static void depends(struct builder *b, size_t stage, const char *name, size_t on) {
    const struct stage *in = &b->p->stage[on];
    stage_input_add(&b->p->stage[stage], name, in->name, true, in->hash);
}

/* All parameters and inputs are there: ranks for workers, and the hash. */
static void finish(struct builder *b, size_t stage, double cost) {
    struct stage *st = &b->p->stage[stage];
    if (st->worker) stage_param_set(st, "ranks", "%d", b->s->ranks);
    st->cost = cost;
    st->hash = stage_hash(st);
}

/* place: of the step in its history; the first steps of all are drawn from as if there were no others. */
static void set_seed(const struct builder *b, struct stage *st, size_t sample, size_t place) {
    char *text =
        gb_format(place ? "%" PRIu64 " %s %zu %zu" : "%" PRIu64 " %s %zu", b->s->seed, st->kind, sample, place);
    uint64_t h = gb_hash_text(GB_HASH_INIT, text);
    free(text);
    h ^= h >> 33; /* FNV mixes its low bits little: finish as splitmix64 does */
    h *= UINT64_C(0xff51afd7ed558ccd);
    h ^= h >> 33;
    stage_param_set(st, "seed", "%" PRIu64, h % 900000000 + 1);
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

/* block: steps of which a row must hold a whole number; or 1. */
static void set_intervals(const struct builder *b, struct stage *st, double steps, uint64_t block) {
    uint64_t checkpoint = b->s->checkpoint_steps, thermo = round_up_125(fmax(10, steps / MAX_THERMO_ROWS));
    while (thermo > checkpoint && thermo > 10)
        thermo = round_up_125((double)thermo / 2.5 * 0.999); /* the next smaller one */
    thermo = (thermo + block - 1) / block * block;
    checkpoint = (checkpoint + thermo - 1) / thermo * thermo;
    stage_param_set(st, "checkpoint-steps", "%" PRIu64, checkpoint);
    stage_param_set(st, "thermo-steps", "%" PRIu64, thermo);
}

static size_t add_melt(struct builder *b, size_t sample) {
    const struct study *s = b->s;
    size_t i = add(b, "melt", true, gb_format("melt/s%zu", sample));
    struct stage *st = &b->p->stage[i];
    double steps = (s->melt_time + s->equilibrate_time) / s->timestep;
    set_seed(b, st, sample, 0);
    stage_param_set(st, "atoms", "%zu", s->atoms);
    stage_param_double(st, "density", s->density);
    stage_param_set(st, "npt", s->npt ? "yes" : "no");
    stage_param_double(st, "timestep", s->timestep);
    stage_param_double(st, "melt-T", s->melt_T);
    stage_param_double(st, "from-T", s->from_T);
    stage_param_double(st, "melt-time", s->melt_time);
    stage_param_double(st, "equilibrate-time", s->equilibrate_time);
    set_intervals(b, st, steps, 1);
    finish(b, i, steps * (double)s->atoms);
    return i;
}

/* The liquid at T, and its inherent structures: relaxed as stage reference does. A block of swaps costs an atom about
 * as much as six MD steps, an attempt a twentieth of one (worker/swap.h). */
static size_t add_equilibrium(struct builder *b, size_t melt, size_t at, size_t sample) {
    const struct study *s = b->s;
    const struct study_liquid *q = &s->equilibrium;
    size_t i = add(b, "equilibrium", true, gb_format("equilibrium/%s/s%zu", q->T_label[at], sample));
    struct stage *st = &b->p->stage[i];
    const double steps = q->time / s->timestep;
    set_seed(b, st, sample, 0);
    stage_param_set(st, "npt", s->npt ? "yes" : "no");
    stage_param_double(st, "timestep", s->timestep);
    stage_param_double(st, "from-T", s->from_T);
    stage_param_double(st, "T", q->T[at]);
    stage_param_double(st, "time", q->time);
    stage_param_set(st, "atoms", "%zu", s->atoms);
    set_intervals(b, st, steps, 1);
    const uint64_t rows = strtoull(stage_param_get(st, "thermo-steps"), NULL, 10);
    const int block = rows % EQUILIBRIUM_BLOCK == 0 ? EQUILIBRIUM_BLOCK : EQUILIBRIUM_BLOCK / 2;
    stage_param_double(st, "block-time", block * s->timestep);
    stage_param_double(st, "attempts", q->swap_attempts * block / EQUILIBRIUM_BLOCK);
    stage_param_set(st, "snapshots", "%zu", q->snapshots);
    stage_param_double(st, "pressure", s->pressure);
    stage_param_set(st, "relax", study_relaxation_name(s->relax));
    depends(b, i, "state", melt);
    const double swaps = q->swap_attempts > 0 ? (6 + q->swap_attempts / 20) / block : 0;
    finish(b, i, (steps * (1 + swaps) + cost_reference * (double)q->snapshots) * (double)s->atoms);
    return i;
}

/* Atoms for the cost of analysis and minimisation; a guess where a file's header does not say. */
static double atoms(const struct study *s) { return s->atoms ? (double)s->atoms : 5000; }

/* Atom-steps: a block of swaps costs what six steps do to set up, and a twentieth of an atom-step an attempt (swap.h).
 */
static double step_cost(const struct study *s, const struct step *p) {
    double steps = step_duration(s, p) / s->timestep;
    if (p->kind == STEP_SWAP && p->attempts > 0) steps += p->time / p->block_time * (6 + p->attempts / 20);
    return steps * atoms(s);
}

static void step_params(struct stage *st, const struct study *s, const struct step *p) {
    if (p->kind == STEP_QUENCH || p->kind == STEP_REHEAT) {
        stage_param_double(st, "from-T", p->from_T);
        stage_param_double(st, "to-T", p->T);
        stage_param_double(st, "rate", model_rate_internal(s->model, p->rate));
    } else {
        stage_param_double(st, "T", p->T);
        if (p->time > 0) stage_param_double(st, "time", p->time);
    }
    if (p->drawn) stage_param_set(st, "velocities", "drawn");
    if (p->kind == STEP_SWAP) {
        stage_param_double(st, "attempts", p->attempts);
        stage_param_double(st, "block-time", p->block_time);
    }
    if (p->kind == STEP_CREEP) {
        stage_param_double(st, "stress", p->stress);
        stage_param_set(st, "axis", "%c", p->axes & 1 ? 'x' : p->axes & 2 ? 'y' : 'z');
    }
    if (p->kind == STEP_PRESTRAIN) {
        stage_param_double(st, "strain", p->strain);
        stage_param_double(st, "strain-rate", p->strain_rate);
        stage_param_set(st, "axes", "%s%s%s", p->axes & 1 ? "x" : "", p->axes & 2 ? "y" : "", p->axes & 4 ? "z" : "");
        stage_param_set(st, "cycles", "%zu", p->cycles);
    }
}

/* Step `place` of history h, on from stage `before` (NULL: from the user's file). */
static size_t add_step(struct builder *b, const size_t *before, size_t h, size_t place, size_t sample) {
    const struct study *s = b->s;
    const struct step *p = &s->history[h].step[place];
    size_t i = add(b, step_name[p->kind], true, history_stage_name(s, h, place, sample));
    struct stage *st = &b->p->stage[i];
    set_seed(b, st, sample, place);
    stage_param_set(st, "npt", p->npt ? "yes" : "no");
    stage_param_double(st, "timestep", s->timestep);
    stage_param_set(st, "atoms", "%zu", s->n_files ? b->file_atoms[sample - 1] : s->atoms);
    step_params(st, s, p);
    set_intervals(b, st, step_duration(s, p) / s->timestep,
                  p->kind == STEP_SWAP ? (uint64_t)llround(p->block_time / s->timestep) : 1);
    if (before)
        depends(b, i, "state", *before);
    else
        stage_input_add(st, "glass", s->file[sample - 1], false, b->file_hash[sample - 1]);
    finish(b, i, step_cost(s, p));
    return i;
}

/* glass: the stage that made it; NULL: the user's file. */
static size_t add_reference(struct builder *b, const size_t *glass, const char *history, size_t sample) {
    const struct study *s = b->s;
    size_t i = add(b, "reference", true, gb_format("reference/%s/s%zu", history, sample));
    struct stage *st = &b->p->stage[i];
    stage_param_double(st, "pressure", s->pressure);
    stage_param_set(st, "relax", study_relaxation_name(s->relax));
    if (glass)
        depends(b, i, "glass", *glass);
    else
        stage_input_add(st, "glass", s->file[sample - 1], false, b->file_hash[sample - 1]);
    finish(b, i, cost_reference * atoms(s));
    return i;
}

static size_t add_elastic(struct builder *b, size_t reference, const char *history, size_t sample) {
    size_t i = add(b, "elastic", true, gb_format("elastic/%s/s%zu", history, sample));
    stage_param_double(&b->p->stage[i], "strain", b->s->elastic_strain);
    depends(b, i, "reference", reference);
    finish(b, i, cost_elastic * atoms(b->s));
    return i;
}

static void add_order(struct builder *b, size_t reference, const char *history, size_t sample) {
    size_t i = add(b, "order", true, gb_format("order/%s/s%zu", history, sample));
    depends(b, i, "reference", reference);
    finish(b, i, cost_order * atoms(b->s));
}

/* What is known of a load at a temperature, of its state or the unloaded one. */
static void set_thermal(const struct builder *b, struct stage *st, const struct study_compress *c) {
    const double steps = (c->equilibrate_time + c->time) / c->timestep;
    uint64_t thermo;
    stage_param_double(st, "T", c->T);
    stage_param_double(st, "equilibrate-time", c->equilibrate_time);
    stage_param_double(st, "time", c->time);
    stage_param_double(st, "timestep", c->timestep);
    stage_param_set(st, "snapshots", "%" PRIu64, c->snapshots);
    set_intervals(b, st, steps, 1);
    thermo = strtoull(stage_param_get(st, "thermo-steps"), NULL, 10);
    stage_param_set(st, "observe-steps", "%d", thermo % 20 == 0 ? 20 : thermo % 25 == 0 ? 25 : 10);
}

/* The unloaded glass at the temperature of c. */
static size_t add_thermal(struct builder *b, size_t reference, const struct study_compress *c, const char *history,
                          size_t sample) {
    size_t i = add(b, "thermal", true, gb_format("thermal/%s/s%zu/%s", history, sample, c->name));
    struct stage *st = &b->p->stage[i];
    set_seed(b, st, sample, 0);
    set_thermal(b, st, c);
    depends(b, i, "reference", reference);
    finish(b, i, (c->equilibrate_time + c->time) / c->timestep * atoms(b->s));
    return i;
}

/* from: the stage that the load starts at: elastic, or the unloaded glass at the temperature. */
static size_t add_compress(struct builder *b, size_t reference, size_t from, const char *history, size_t sample,
                           size_t load, int axis) {
    const struct study *s = b->s;
    const struct study_compress *c = study_load_compress(s, load);
    size_t i = add(b, c->thermal ? "compress-thermal" : "compress", true,
                   gb_format("compress/%s/s%zu/%s-%c", history, sample, s->load[load].applied, "xyz"[axis]));
    struct stage *st = &b->p->stage[i];
    stage_param_set(st, "axis", "%c", "xyz"[axis]);
    if (c->by_stress)
        stage_param_double(st, "stress", s->load[load].stress);
    else
        stage_param_double(st, "strain", s->load[load].strain);
    stage_param_set(st, "both-signs", s->both_signs ? "yes" : "no");
    if (c->thermal) set_thermal(b, st, c);
    depends(b, i, "reference", reference);
    depends(b, i, c->thermal ? "thermal" : "elastic", from);
    double cost = c->thermal ? (c->equilibrate_time + c->time) / c->timestep : cost_compress_sign;
    finish(b, i, (s->both_signs ? 2 : 1) * cost * atoms(s));
    return i;
}

/* One pass over the pairs of the reference and of each loaded state, and one for the truth. */
static double measure_cost(const struct study *s, double r_max) {
    int n_axes = (int)(s->axes & 1) + (int)(s->axes >> 1 & 1) + (int)(s->axes >> 2 & 1);
    double density = s->model->density > 0 ? s->model->density : 0.06, pi = acos(-1);
    double pairs = atoms(s) * density * (2 * pi / 3) * r_max * r_max * r_max;
    return pairs * (2 + n_axes * (s->both_signs ? 2 : 1)) / pairs_per_atom_step;
}

/* reference: at a temperature the unloaded glass there. */
static void add_measure(struct builder *b, size_t reference, size_t elastic, const size_t compress[3],
                        const char *history, size_t sample, size_t strain) {
    static const char *const name[] = {"compress-x", "compress-y", "compress-z"}, *const basis[] = {"", "mean",
                                                                                                    "snapshots"};
    const uint64_t snapshots = study_load_compress(b->s, strain)->snapshots;
    const bool many = b->s->load[strain].positions == POSITIONS_SNAPSHOTS;
    const struct study *s = b->s;
    size_t i = add(b, "measure", false, gb_format("measure/%s/s%zu/%s", history, sample, s->load[strain].label));
    struct stage *st = &b->p->stage[i];
    const double margin = study_margin(s);
    struct gb_text axes = {0};
    for (int k = 0; k < 3; k++)
        if (s->axes & (1u << k)) gb_text_add(&axes, "%s%c", axes.len ? " " : "", "xyz"[k]);
    stage_param_set(st, "axes", "%s", axes.s);
    free(axes.s);
    stage_param_double(st, "r-max", s->r_max);
    stage_param_double(st, "r-bin", s->r_bin);
    stage_param_set(st, "partials", s->partials ? "yes" : "no");
    stage_param_double(st, "d2min-cut", s->d2min_cut);
    stage_param_double(st, "margin", margin);
    stage_param_set(st, "both-signs", s->both_signs ? "yes" : "no");
    if (s->load[strain].positions != POSITIONS_REST)
        stage_param_set(st, "basis", "%s", basis[s->load[strain].positions]);
    if (many) stage_param_set(st, "snapshots", "%" PRIu64, snapshots);
    depends(b, i, "reference", reference);
    depends(b, i, "elastic", elastic);
    for (int k = 0; k < 3; k++)
        if (s->axes & (1u << k)) depends(b, i, name[k], compress[k]);
    finish(b, i, (many ? (double)snapshots : 1) * measure_cost(s, s->r_max + margin));
}

/* Everything after the glass is there. */
static void add_loading(struct builder *b, const size_t *glass, const char *history, size_t sample) {
    size_t reference = add_reference(b, glass, history, sample), elastic = add_elastic(b, reference, history, sample);
    add_order(b, reference, history, sample);
    size_t compress[3] = {0}, unloaded = reference, element = (size_t)-1;
    for (size_t e = 0; e < b->s->n_loads; e++) {
        const struct study_load *load = &b->s->load[e];
        const struct study_compress *c = study_load_compress(b->s, e);
        if (element != load->element) unloaded = c->thermal ? add_thermal(b, reference, c, history, sample) : reference;
        element = load->element;
        for (int axis = 0; axis < 3; axis++) /* snapshots are of the states that the mean is of */
            if (load->positions != POSITIONS_SNAPSHOTS && b->s->axes & (1u << axis))
                compress[axis] = add_compress(b, reference, c->thermal ? unloaded : elastic, history, sample, e, axis);
        add_measure(b, unloaded, elastic, compress, history, sample, e);
    }
}

static void add_summary(struct builder *b) {
    size_t n = b->p->n, i = add(b, "summary", false, gb_strdup("summary"));
    char *text = study_effective_xml(b->s);
    stage_param_set(&b->p->stage[i], "study", "%s", text);
    free(text);
    for (size_t k = 0; k < n; k++)
        if (strcmp(b->p->stage[k].kind, "melt") != 0) depends(b, i, b->p->stage[k].name, k);
    if (b->s->equilibrium.file)
        stage_input_add(&b->p->stage[i], "equilibrium-line", b->s->equilibrium.file, false, b->line_hash);
    const size_t replicates = b->s->samples + 1; /* each evaluates every experiment (experiment/experiment.h) */
    finish(b, i, 5e5 * (double)(study_n_histories(b->s) * b->s->n_loads * (2 + replicates)));
}

/* A line that does not fit is refused before anything runs. */
static int check_line(struct builder *b, struct gb_error *err) {
    struct gb_table *t = NULL;
    int rc = study_line_read(&t, b->s->equilibrium.file, b->s, b->model_hash, err);
    gb_table_free(t);
    b->line_hash = GB_HASH_INIT;
    return rc == GB_OK ? gb_hash_file(&b->line_hash, b->s->equilibrium.file, err) : rc;
}

static int hash_files(struct builder *b, struct gb_error *err) {
    uint64_t h;
    int rc = model_hash(b->s->model, &h, err);
    if (rc == GB_OK) snprintf(b->model_hash, sizeof b->model_hash, "%016" PRIx64, h);
    b->file_hash = GB_ARRAY(b->s->n_files, uint64_t);
    b->file_atoms = GB_ARRAY(b->s->n_files, size_t);
    bool steps = false;
    for (size_t i = 0; i < b->s->n_histories; i++) steps = steps || b->s->history[i].n_steps > 0;
    for (size_t k = 0; k < b->s->n_files && rc == GB_OK; k++) {
        struct config *c = NULL;
        rc = study_glass_hash(b->s->file[k], &b->file_hash[k], err);
        if (rc == GB_OK && steps)
            rc = config_read(&c, b->s->file[k], -1, (const char *const *)b->s->model->element, b->s->model->n_species,
                             err);
        if (c) b->file_atoms[k] = c->n;
        config_free(c);
    }
    return rc == GB_OK && b->s->equilibrium.file ? check_line(b, err) : rc;
}

struct named {
    const char *name;
    size_t index;
};
static int by_name(const void *a, const void *b) {
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static void index_names(struct plan *p) {
    struct named *list = GB_ARRAY(p->n, struct named);
    for (size_t i = 0; i < p->n; i++) list[i] = (struct named){p->stage[i].name, i};
    qsort(list, p->n, sizeof *list, by_name);
    p->by_name = GB_ARRAY(p->n, size_t);
    for (size_t i = 0; i < p->n; i++) p->by_name[i] = list[i].index;
    free(list);
}

/* The steps of history h; the last stage, or *melt (which may be NULL) where there is none. *last holds the index. */
static const size_t *add_history(struct builder *b, const size_t *melt, size_t h, size_t sample, size_t *last) {
    const size_t *before = melt;
    for (size_t i = 0; i < b->s->history[h].n_steps; i++) {
        size_t now;
        if (history_owns(b->s, h, i)) {
            now = add_step(b, before, h, i, sample);
        } else {
            char *name = history_stage_name(b->s, h, i, sample);
            now = 0;
            while (strcmp(b->p->stage[now].name, name) != 0) now++; /* an earlier history's, added before */
            free(name);
        }
        *last = now;
        before = last;
    }
    return before;
}

/* Melts, histories, then for each of these reference, elastic, compress and measure. */
static void add_all(struct builder *b) {
    const struct study *s = b->s;
    const size_t n_hist = study_n_histories(s), n = s->samples;
    size_t *melt = GB_ARRAY(n, size_t), *last = GB_ARRAY(n * n_hist, size_t);
    const size_t **glass = GB_ARRAY(n * n_hist, const size_t *);
    for (size_t k = 0; k < n && !s->n_files; k++) melt[k] = add_melt(b, k + 1);
    for (size_t t = 0; t < s->equilibrium.n_T; t++)
        for (size_t k = 0; k < n; k++) add_equilibrium(b, melt[k], t, k + 1);
    for (size_t h = 0; h < n_hist; h++)
        for (size_t k = 0; k < n; k++)
            glass[h * n + k] = add_history(b, s->n_files ? NULL : &melt[k], h, k + 1, &last[h * n + k]);
    for (size_t h = 0; h < n_hist; h++)
        for (size_t k = 0; k < n; k++) add_loading(b, glass[h * n + k], study_history(s, h), k + 1);
    free(glass);
    free(last);
    free(melt);
    add_summary(b);
}

int plan_create(struct plan **p, const struct study *s, struct gb_error *err) {
    double per_glass = 3 + (double)s->n_loads * 4, n = 1 + (double)study_n_histories(s) * per_glass;
    for (size_t h = 0; h < s->n_histories; h++) n += (double)s->history[h].n_steps;
    n *= (double)s->samples;
    *p = NULL;
    if (n > MAX_STAGES)
        return gb_fail(
            err, GB_EINPUT,
            "%s: the study has about %.0f stages; allowed: %d; give fewer samples, rates or strains, or split "
            "it",
            s->path, n, MAX_STAGES);
    struct builder b = {.p = GB_NEW(struct plan), .s = s};
    int rc = hash_files(&b, err);
    if (rc == GB_OK) {
        add_all(&b);
        index_names(b.p);
        *p = b.p;
    } else {
        plan_free(b.p);
    }
    free(b.file_hash);
    free(b.file_atoms);
    return rc;
}

void plan_free(struct plan *p) {
    if (!p) return;
    for (size_t i = 0; i < p->n; i++) stage_clear(&p->stage[i]);
    free(p->stage);
    free(p->by_name);
    free(p);
}

const struct stage *plan_find(const struct plan *p, const char *name) {
    for (size_t lo = 0, hi = p->n; lo < hi;) {
        size_t mid = lo + (hi - lo) / 2;
        const struct stage *st = &p->stage[p->by_name[mid]];
        int c = strcmp(name, st->name);
        if (c == 0) return st;
        if (c < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

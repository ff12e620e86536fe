/* The plan of a study, see plan.h: which stages, and from what. Their parameters: parameters.h; cost: cost.h. */
#include "plan/plan.h"

#include "atoms/config.h"
#include "base/file.h"
#include "plan/cost.h"
#include "study/line.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STAGES = 100000 };

struct builder {
    struct plan *p;
    const struct study *s;
    size_t cap;
    uint64_t *file_hash; /* of the user's glasses */
    uint64_t line_hash;  /* of the equilibrium line from a file */
    size_t *file_atoms;  /* in them, where histories go on from there; else 0 */
    char model_hash[17];
    struct gb_error *err;
    int rc;
};

/* What stands in a role: a stage of the plan, or a file. */
struct source {
    const char *role;
    size_t stage; /* NO_STAGE: the file */
    const char *file;
    uint64_t hash;
};
#define NO_STAGE ((size_t)-1)
enum { MAX_SOURCES = 5 };

static struct source from(const char *role, size_t stage) { return (struct source){.role = role, .stage = stage}; }

static void add_input(struct builder *b, struct stage *st, const struct source *x) {
    const struct stage_kind *k = stage_kind_find(st->kind);
    const struct kind_input *in = kind_input_find(k, x->role);
    if (x->stage == NO_STAGE) {
        stage_input_add(st, x->role, x->file, false, x->hash);
    } else {
        const struct stage *of = &b->p->stage[x->stage];
        assert(in && in->from & KIND_BIT(stage_kind_find(of->kind)->id));
        stage_input_add(st, x->role, of->name, true, of->hash);
    }
}

/* What the row says and the study has. */
static void set_parameters(struct stage *st, const struct stage_kind *k, const struct plan_at *at) {
    for (const struct kind_parameter *p = k->parameter; p->name; p++) {
        if (kind_when_holds(p->when, st) == KIND_NO) continue;
        char *value = plan_parameter(at, st, p->name);
        if (value) stage_param_set(st, p->name, "%s", value);
        free(value);
    }
}

/* Parameters and inputs are there: cost and hash. A stage that is not as its kind's row says is our mistake. */
static void finish(struct builder *b, struct stage *st, const struct plan_at *at) {
    char *fault = stage_kind_fault(st);
    if (!fault) fault = stage_kind_input_fault(st);
    if (fault && b->rc == GB_OK)
        b->rc = gb_fail(b->err, GB_EFAIL, "stage %s: %s; this is a mistake of glassbed's", st->name, fault);
    free(fault);
    st->cost = plan_cost(at, st);
    st->hash = stage_hash(st);
}

/* Index of the new stage (pointers into the plan move when it grows), with the n sources that the study has for its
 * inputs, in the row's order. */
static size_t add(struct builder *b, enum stage_kind_id id, struct plan_at at, size_t n, const struct source *source) {
    const struct stage_kind *k = stage_kinds[id];
    struct plan *p = b->p;
    size_t given = 0;
    at.study = b->s;
    at.model_hash = b->model_hash;
    if (p->n == b->cap) p->stage = gb_realloc(p->stage, b->cap = b->cap * 2 + 16, sizeof *p->stage);
    struct stage *st = &p->stage[p->n];
    *st = (struct stage){.name = study_stage_path(b->s, id, at.where), .kind = gb_strdup(k->name), .worker = k->worker};
    set_parameters(st, k, &at);
    for (const struct kind_input *in = k->input; in->role; in++)
        for (size_t i = 0; i < n; i++) {
            if (kind_input_find(k, source[i].role) != in) continue;
            add_input(b, st, &source[i]);
            given++;
        }
    assert(given == n);
    finish(b, st, &at);
    return p->n++;
}

/* The user's glass of a sample. */
static struct source glass_file(const struct builder *b, size_t sample) {
    return (struct source){"glass", NO_STAGE, b->s->file[sample - 1], b->file_hash[sample - 1]};
}

/* Step `where.step` of a history, on from stage `before` (NULL: from the user's file). */
static size_t add_step(struct builder *b, const size_t *before, struct study_place where) {
    const struct step *step = &b->s->history[where.history].step[where.step];
    const struct plan_at at = {
        .where = where, .step = step, .file_atoms = b->s->n_files ? b->file_atoms[where.sample - 1] : 0};
    const struct source source = before ? from("state", *before) : glass_file(b, where.sample);
    return add(b, study_step_kind(step->kind), at, 1, &source);
}

/* One load along the axes, and what is measured of it. unloaded: at a temperature the unloaded glass there. */
static void add_load(struct builder *b, size_t reference, size_t elastic, size_t unloaded, size_t compress[3],
                     struct study_place where) {
    static const char *const role[] = {"compress-x", "compress-y", "compress-z"};
    const struct study *s = b->s;
    const struct study_load *load = &s->load[where.load];
    const struct study_compress *c = study_load_compress(s, where.load);
    struct plan_at at = {.where = where, .load = load, .compress = c};
    const struct source loading[] = {from("reference", reference),
                                     c->thermal ? from("thermal", unloaded) : from("elastic", elastic)};
    struct source measured[MAX_SOURCES] = {from("reference", unloaded), from("elastic", elastic)};
    size_t n = 2;
    for (int axis = 0; axis < 3; axis++) {
        if (!(s->axes & (1u << axis))) continue;
        at.where.axis = axis;
        if (load->positions != POSITIONS_SNAPSHOTS) /* snapshots are of the states that the mean is of */
            compress[axis] = add(b, c->thermal ? STAGE_COMPRESS_THERMAL : STAGE_COMPRESS, at, 2, loading);
        measured[n++] = from(role[axis], compress[axis]);
    }
    add(b, STAGE_MEASURE, at, n, measured);
}

/* Everything after the glass is there. glass: the stage that made it; NULL: the user's file. */
static void add_loading(struct builder *b, const size_t *glass, struct study_place where) {
    struct plan_at at = {.where = where};
    const struct source source = glass ? from("glass", *glass) : glass_file(b, where.sample);
    const size_t reference = add(b, STAGE_REFERENCE, at, 1, &source);
    const struct source rest = from("reference", reference);
    const size_t elastic = add(b, STAGE_ELASTIC, at, 1, &rest);
    size_t compress[3] = {0}, unloaded = reference, element = NO_STAGE;
    add(b, STAGE_ORDER, at, 1, &rest);
    for (at.where.load = 0; at.where.load < b->s->n_loads; at.where.load++) {
        const struct study_compress *c = study_load_compress(b->s, at.where.load);
        const bool first = element != b->s->load[at.where.load].element;
        element = b->s->load[at.where.load].element;
        at.compress = c;
        if (first) unloaded = c->thermal ? add(b, STAGE_THERMAL, at, 1, &rest) : reference;
        add_load(b, reference, elastic, unloaded, compress, at.where);
    }
}

/* From every stage but the melts. */
static void add_summary(struct builder *b) {
    const size_t stages = b->p->n;
    struct source *source = GB_ARRAY(stages + 1, struct source);
    size_t n = 0;
    for (size_t k = 0; k < stages; k++)
        if (strcmp(b->p->stage[k].kind, stage_kinds[STAGE_MELT]->name) != 0) source[n++] = from(b->p->stage[k].name, k);
    if (b->s->equilibrium.file)
        source[n++] = (struct source){"equilibrium-line", NO_STAGE, b->s->equilibrium.file, b->line_hash};
    add(b, STAGE_SUMMARY, (struct plan_at){.study = b->s}, n, source);
    free(source);
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

/* The steps of a history; the last stage, or *melt (which may be NULL) where there is none. *last holds the index. */
static const size_t *add_history(struct builder *b, const size_t *melt, struct study_place where, size_t *last) {
    const size_t *before = melt;
    for (where.step = 0; where.step < b->s->history[where.history].n_steps; where.step++) {
        size_t now = 0;
        if (history_owner(b->s, where.history, where.step) == where.history) {
            now = add_step(b, before, where);
        } else {
            char *name = study_step_path(b->s, where);
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
    for (size_t k = 0; k < n && !s->n_files; k++)
        melt[k] = add(b, STAGE_MELT, (struct plan_at){.where.sample = k + 1}, 0, NULL);
    for (size_t t = 0; t < s->equilibrium.n_T; t++)
        for (size_t k = 0; k < n; k++) {
            const struct source liquid = from("state", melt[k]);
            add(b, STAGE_EQUILIBRIUM, (struct plan_at){.where = {.T = t, .sample = k + 1}, .liquid = &s->equilibrium},
                1, &liquid);
        }
    for (size_t h = 0; h < n_hist; h++)
        for (size_t k = 0; k < n; k++)
            glass[h * n + k] = add_history(b, s->n_files ? NULL : &melt[k],
                                           (struct study_place){.history = h, .sample = k + 1}, &last[h * n + k]);
    for (size_t h = 0; h < n_hist; h++)
        for (size_t k = 0; k < n; k++)
            add_loading(b, glass[h * n + k], (struct study_place){.history = h, .sample = k + 1});
    free(glass);
    free(last);
    free(melt);
    add_summary(b);
}

struct named {
    const char *name;
    size_t index;
};
static int by_name(const void *a, const void *b) {
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* Fills p->by_name: sorted once, found in O(log n). */
static void index_names(struct plan *p) {
    struct named *list = GB_ARRAY(p->n, struct named);
    for (size_t i = 0; i < p->n; i++) list[i] = (struct named){p->stage[i].name, i};
    qsort(list, p->n, sizeof *list, by_name);
    p->by_name = GB_ARRAY(p->n, size_t);
    for (size_t i = 0; i < p->n; i++) p->by_name[i] = list[i].index;
    free(list);
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
    struct builder b = {.p = GB_NEW(struct plan), .s = s, .err = err};
    int rc = hash_files(&b, err);
    if (rc == GB_OK) {
        add_all(&b);
        rc = b.rc;
    }
    if (rc == GB_OK) {
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

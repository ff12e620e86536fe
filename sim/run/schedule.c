/* List scheduling by critical path (Graham 1969), see schedule.h. A plan is in topological order: every stage comes
 * after its inputs, so one pass backwards gives the chains. Cost: O(inputs log stages) to build, O(stages) a decision.
 */
#include "run/schedule.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static int read_ranks(const struct stage *st, int cores, int *ranks, struct gb_error *err) {
    int64_t n = 1;
    if (st->worker && stage_param_get(st, "ranks")) {
        int rc = stage_need_int(st, "ranks", &n, err);
        if (rc != GB_OK) return rc;
    }
    if (n < 1 || n > cores)
        return gb_fail(err, GB_EINPUT,
                       "<run> ranks='%lld': a stage would take %lld cores but there are %d; lower ranks, or raise -j",
                       (long long)n, (long long)n, cores);
    *ranks = (int)n;
    return GB_OK;
}

static int link_inputs(struct schedule *s, size_t i, struct gb_error *err) {
    const struct stage *st = &s->plan->stage[i];
    s->input[i] = GB_ARRAY(st->n_inputs, size_t);
    for (size_t k = 0; k < st->n_inputs; k++) {
        if (!st->input[k].is_stage) continue;
        const struct stage *in = plan_find(s->plan, st->input[k].path);
        size_t j = in ? (size_t)(in - s->plan->stage) : i;
        if (j >= i)
            return gb_fail(err, GB_EFAIL, "plan: stage %s needs %s, which does not come before it", st->name,
                           st->input[k].path);
        s->input[i][s->n_inputs[i]++] = j;
    }
    return GB_OK;
}

int schedule_create(struct schedule **out, const struct plan *p, int cores, struct gb_error *err) {
    struct schedule *s = GB_NEW(struct schedule);
    int rc = GB_OK;
    *s = (struct schedule){.plan = p, .n = p->n, .cores = cores};
    s->life = GB_ARRAY(p->n, enum schedule_life);
    s->ranks = GB_ARRAY(p->n, int);
    s->priority = GB_ARRAY(p->n, double);
    s->n_inputs = GB_ARRAY(p->n, size_t);
    s->input = GB_ARRAY(p->n, size_t *);
    for (size_t i = 0; i < p->n && rc == GB_OK; i++) {
        rc = read_ranks(&p->stage[i], cores, &s->ranks[i], err);
        if (rc == GB_OK) rc = link_inputs(s, i, err);
    }
    for (size_t i = p->n; i-- > 0 && rc == GB_OK;) {
        /* Those that need i have added their chains to it already; a cost of nothing must not hide a chain's length. */
        s->priority[i] += fmax(p->stage[i].cost, 1);
        for (size_t k = 0; k < s->n_inputs[i]; k++) {
            size_t j = s->input[i][k];
            s->priority[j] = fmax(s->priority[j], s->priority[i]);
        }
    }
    if (rc != GB_OK) {
        schedule_free(s);
        return rc;
    }
    *out = s;
    return GB_OK;
}

void schedule_free(struct schedule *s) {
    if (!s) return;
    for (size_t i = 0; i < s->n; i++) free(s->input[i]);
    free(s->input);
    free(s->n_inputs);
    free(s->priority);
    free(s->ranks);
    free(s->life);
    free(s);
}

static bool ready(const struct schedule *s, size_t i) {
    if (s->life[i] != LIFE_WAITING) return false;
    for (size_t k = 0; k < s->n_inputs[i]; k++)
        if (s->life[s->input[i][k]] != LIFE_DONE) return false;
    return true;
}

size_t schedule_next(const struct schedule *s, int free_cores) {
    size_t best = (size_t)-1;
    for (size_t i = 0; i < s->n; i++)
        if (s->ranks[i] <= free_cores && ready(s, i) && (best == (size_t)-1 || s->priority[i] > s->priority[best]))
            best = i;
    return best;
}

void schedule_fail(struct schedule *s, size_t i) {
    s->life[i] = LIFE_FAILED;
    for (size_t j = i + 1; j < s->n; j++)
        for (size_t k = 0; k < s->n_inputs[j]; k++) {
            enum schedule_life in = s->life[s->input[j][k]];
            if (s->life[j] == LIFE_WAITING && (in == LIFE_FAILED || in == LIFE_SKIPPED)) s->life[j] = LIFE_SKIPPED;
        }
}

size_t schedule_count(const struct schedule *s, enum schedule_life life) {
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) n += s->life[i] == life;
    return n;
}

double schedule_time_left(const struct schedule *s, const double *seconds) {
    double work = 0, longest = 0;
    double *chain = GB_ARRAY(s->n, double); /* of the chain that ends with i */
    for (size_t i = 0; i < s->n; i++) {
        for (size_t k = 0; k < s->n_inputs[i]; k++) chain[i] = fmax(chain[i], chain[s->input[i][k]]);
        chain[i] += seconds[i];
        work += seconds[i] * s->ranks[i];
        longest = fmax(longest, chain[i]);
    }
    free(chain);
    return fmax(work / s->cores, longest);
}

/* Atom-steps of stages, see cost.h.
 *
 * MD by its steps, swaps as worker/plain/swap.h found them. The numbers of force evaluations of the minimisations are
 * typical for glasses of some thousand atoms with the minimiser of worker/minimize.h.
 */
#include "plan/cost.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Force evaluations of the minimisations. */
static const double reference_evaluations = 2000, elastic_evaluations = 12 * 280, order_evaluations = 200,
                    compress_evaluations = 1100;
/* A block of swaps costs an atom as much as this many MD steps, and an attempt a part of one. */
static const double block_steps = 6, attempts_per_step = 20;
/* Pair distances that cost as much as one atom for one MD step. */
static const double pairs_per_atom_step = 15;
/* One pipeline of the summary. */
static const double summary_pipeline = 5e5;

/* A guess where a file's header does not say. */
static double atoms(const struct plan_at *at) { return at->study->atoms ? (double)at->study->atoms : 5000; }

static double signs(const struct plan_at *at) { return at->study->both_signs ? 2 : 1; }

/* MD steps that the swaps between them are worth. */
static double swaps(const struct stage *st) {
    double attempts = 0, time = 0, block = 1;
    if (stage_need_double(st, "attempts", &attempts, NULL) != GB_OK || !(attempts > 0)) return 0;
    stage_need_double(st, "time", &time, NULL);
    stage_need_double(st, "block-time", &block, NULL);
    return time / block * (block_steps + attempts / attempts_per_step);
}

static double md(const struct plan_at *at, const struct stage *st) {
    return (plan_md_steps(at) + swaps(st)) * atoms(at);
}

static double equilibrium(const struct plan_at *at, const struct stage *st) {
    return md(at, st) + reference_evaluations * (double)at->liquid->snapshots * atoms(at);
}

static double reference(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return reference_evaluations * atoms(at);
}

static double elastic(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return elastic_evaluations * atoms(at);
}

static double order(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return order_evaluations * atoms(at);
}

static double compress(const struct plan_at *at, const struct stage *st) {
    (void)st;
    return signs(at) * compress_evaluations * atoms(at);
}

static double compress_thermal(const struct plan_at *at, const struct stage *st) { return signs(at) * md(at, st); }

/* One pass over the pairs of the reference and of each loaded state, and one for the truth. */
static double measure(const struct plan_at *at, const struct stage *st) {
    (void)st;
    const struct study *s = at->study;
    const double n_axes = (s->axes & 1) + (s->axes >> 1 & 1) + (s->axes >> 2 & 1), r = s->r_max + study_margin(s),
                 density = s->model->density > 0 ? s->model->density : 0.06,
                 pairs = atoms(at) * density * (2 * acos(-1) / 3) * r * r * r,
                 shots = at->load->positions == POSITIONS_SNAPSHOTS ? (double)at->compress->snapshots : 1;
    return shots * pairs * (2 + n_axes * signs(at)) / pairs_per_atom_step;
}

/* Each replicate evaluates every experiment (experiment/experiment.h). */
static double summary(const struct plan_at *at, const struct stage *st) {
    (void)st;
    const struct study *s = at->study;
    const size_t replicates = s->samples + 1;
    return summary_pipeline * (double)(study_n_histories(s) * s->n_loads * (2 + replicates));
}

static double (*const cost_of[STAGE_N_KINDS])(const struct plan_at *at, const struct stage *st) = {
    [STAGE_MELT] = md,
    [STAGE_QUENCH] = md,
    [STAGE_REHEAT] = md,
    [STAGE_ANNEAL] = md,
    [STAGE_SWAP] = md,
    [STAGE_CREEP] = md,
    [STAGE_PRESTRAIN] = md,
    [STAGE_EQUILIBRIUM] = equilibrium,
    [STAGE_REFERENCE] = reference,
    [STAGE_ELASTIC] = elastic,
    [STAGE_ORDER] = order,
    [STAGE_COMPRESS] = compress,
    [STAGE_THERMAL] = md,
    [STAGE_COMPRESS_THERMAL] = compress_thermal,
    [STAGE_MEASURE] = measure,
    [STAGE_SUMMARY] = summary,
};

double plan_cost(const struct plan_at *at, const struct stage *st) {
    const struct stage_kind *k = stage_kind_find(st->kind);
    assert(k && cost_of[k->id]);
    return cost_of[k->id](at, st);
}

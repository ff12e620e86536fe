/* The table of histories, see histories.h. */
#include "summary/histories.h"

#include "base/mem.h"
#include "pool/pool.h"
#include "stage/stage.h"
#include "study/names.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

static char *steps(const void *row, const struct study *s) {
    return history_describe(s, ((const struct histories_row *)row)->history);
}

#define AT(field) offsetof(struct histories_row, field)
static const struct column column[] = {
    {.name = "history", .kind = COLUMN_HISTORY, .offset = AT(history)},
    {.name = "samples", .kind = COLUMN_SAMPLES, .offset = AT(samples)},
    {.name = "steps", .kind = COLUMN_HOOKS, .print = steps},
    {.name = "time",
     .sentence = "of molecular dynamics in all steps, the melt's not counted",
     .kind = COLUMN_NUMBER,
     .unit = UNIT_TIME,
     .offset = AT(time)},
    {.name = "attempts", .sentence = "of swaps, per atom", .kind = COLUMN_NUMBER, .offset = AT(attempts)},
#define ESTIMATE(id, name, unit, how, head, said)                                                                      \
    COLUMN_OF_ESTIMATE(name, unit, how, .symbol = head, .sentence = said, .err_digits = 3, .offset = AT(q[id])),
    HISTORY_QUANTITIES(ESTIMATE)
#undef ESTIMATE
};
#undef AT
const struct table_kind histories_kind = {.of = "histories",
                                          .title = "Histories: what each is, takes and reaches",
                                          .row_size = sizeof(struct histories_row),
                                          .n = sizeof column / sizeof *column,
                                          .column = column};

double histories_cpu(const struct study *s, size_t h, size_t sample, const char *dir) {
    double sum = 0;
    for (size_t i = 0; i < s->history[h].n_steps; i++) {
        char *stage = study_step_path(s, (struct study_place){.history = h, .step = i, .sample = sample});
        sum += stage_cpu(dir, stage);
        free(stage);
    }
    return sum;
}

/* Accepted part of the attempts, mean over the swap steps; NaN when there is none. */
static double acceptance(const struct study *s, size_t h, size_t sample, const char *dir) {
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < s->history[h].n_steps; i++) {
        if (s->history[h].step[i].kind != STEP_SWAP) continue;
        struct gb_values v = {0};
        char *stage = study_step_path(s, (struct study_place){.history = h, .step = i, .sample = sample}),
             *path = gb_format("%s/%s/values.tsv", dir, stage);
        sum += gb_values_read(&v, path, NULL) == GB_OK ? gb_values_get(&v, "acceptance") : NAN;
        n++;
        gb_values_clear(&v);
        free(path);
        free(stage);
    }
    return n ? sum / (double)n : NAN;
}

/* Mean over the samples of each replicate, then the jackknife. */
static struct estimate mean_of(const double *x, size_t n) {
    double *theta = GB_ARRAY(pool_n_replicates(n), double);
    for (size_t rep = 0; rep < pool_n_replicates(n); rep++) {
        double sum = 0;
        for (size_t k = 0; k < n; k++) sum += rep == k + 1 ? 0 : x[k];
        theta[rep] = sum / (double)(rep ? n - 1 : n);
    }
    struct estimate e = pool_estimate(n, theta);
    free(theta);
    return e;
}

void histories_table_add(struct histories_table *t, const struct study *s, size_t h, const struct pool_glass *glass,
                         const char *dir) {
    struct estimate known[Q_N];
    t->row = gb_realloc(t->row, t->n + 1, sizeof *t->row);
    struct histories_row *r = &t->row[t->n++];
    *r = (struct histories_row){.history = h, .samples = glass->n};
    for (int q = 0; q < HISTORY_N; q++) r->q[q] = (struct estimate){NAN, NAN};
    for (size_t i = 0; i < s->history[h].n_steps; i++) {
        const struct step *p = &s->history[h].step[i];
        r->time += step_duration(s, p);
        if (p->kind == STEP_SWAP) r->attempts += p->attempts * floor(p->time / p->block_time + 0.5);
    }
    if (glass->n == 0) return;
    double *cpu = GB_ARRAY(glass->n, double), *accepted = GB_ARRAY(glass->n, double);
    for (size_t k = 0; k < glass->n; k++) {
        cpu[k] = histories_cpu(s, h, glass->kept->sample[k], dir);
        accepted[k] = acceptance(s, h, glass->kept->sample[k], dir);
    }
    pool_glass_estimates(glass, known);
    r->q[HISTORY_CPU] = mean_of(cpu, glass->n);
    r->q[HISTORY_E_IS] = known[Q_E_IS];
    r->q[HISTORY_T_F] = known[Q_T_F];
    r->q[HISTORY_T_F_IS] = known[Q_T_F_IS];
    r->q[HISTORY_ACCEPTANCE] = mean_of(accepted, glass->n);
    free(cpu);
    free(accepted);
}

void histories_table_clear(struct histories_table *t) {
    free(t->row);
    *t = (struct histories_table){0};
}

/* ---- the file ---- */

int histories_table_write(const struct histories_table *t, const struct study *s, const char *path,
                          struct gb_error *err) {
    return table_write(&histories_kind, s, t->row, t->n, NULL, path, err);
}

int histories_table_read(struct histories_table *t, const struct study *s, const char *path, struct gb_error *err) {
    struct table read;
    const int rc = table_read(&read, &histories_kind, s, NULL, path, err);
    *t = (struct histories_table){read.n, read.row};
    return rc;
}

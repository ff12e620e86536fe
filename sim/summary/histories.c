/* The table of histories, see histories.h. */
#include "summary/histories.h"

#include "base/file.h"
#include "base/number.h"
#include "pool/pool.h"
#include "stage/stage.h"
#include "study/names.h"
#include "table/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const history_quantity_name[HISTORY_N] = {"cpu", "e_is", "T_f", "T_f_is", "acceptance"};

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

void histories_table_add(struct histories_table *t, const struct study *s, size_t h, const struct pool_glass *x,
                         const char *dir) {
    t->row = gb_realloc(t->row, t->n + 1, sizeof *t->row);
    struct histories_row *r = &t->row[t->n++];
    *r = (struct histories_row){.rate = x->label, .samples = x->n};
    for (int q = 0; q < HISTORY_N; q++) r->q[q] = (struct estimate){NAN, NAN};
    for (size_t i = 0; i < s->history[h].n_steps; i++) {
        const struct step *p = &s->history[h].step[i];
        r->time += step_duration(s, p);
        if (p->kind == STEP_SWAP) r->attempts += p->attempts * floor(p->time / p->block_time + 0.5);
    }
    if (x->n == 0) return;
    double *cpu = GB_ARRAY(x->n, double), *e_is = GB_ARRAY(x->n, double), *accepted = GB_ARRAY(x->n, double);
    for (size_t k = 0; k < x->n; k++) {
        cpu[k] = histories_cpu(s, h, x->kept->sample[k], dir);
        e_is[k] = gb_values_get(&x->reference[k], "e_is");
        accepted[k] = acceptance(s, h, x->kept->sample[k], dir);
    }
    r->q[HISTORY_CPU] = mean_of(cpu, x->n);
    r->q[HISTORY_E_IS] = mean_of(e_is, x->n);
    r->q[HISTORY_ACCEPTANCE] = mean_of(accepted, x->n);
    r->q[HISTORY_T_F] = pool_estimate(x->n, x->T_f);
    r->q[HISTORY_T_F_IS] = pool_estimate(x->n, x->T_f_is);
    r->q[HISTORY_T_F_IS].err = hypot(r->q[HISTORY_T_F_IS].err, x->T_f_is_line);
    free(cpu);
    free(e_is);
    free(accepted);
}

void histories_table_clear(struct histories_table *t) {
    free(t->row);
    *t = (struct histories_table){0};
}

/* ---- the file ---- */

static char *header_line(void) {
    return rows_header("# rate\tsamples\tsteps\ttime\tattempts", HISTORY_N, history_quantity_name);
}

int histories_table_write(const struct histories_table *t, const struct study *s, const char *path,
                          struct gb_error *err) {
    struct gb_text b = {0};
    char *header = header_line();
    gb_text_add(&b,
                "# Histories: what each is, takes and reaches\n# study: %s\n# glassbed: %s\n# model: %s\n"
                "# units: time %s, cpu s for a sample, e_is %s, T_f %s; attempts per atom; acceptance: part of them\n"
                "# cpu: of the steps, by the stages' records; the melt is not counted\n%s\n",
                s->name, GB_VERSION, s->model->name, model_unit(s->model, MODEL_TIME),
                model_unit(s->model, MODEL_ENERGY), model_unit(s->model, MODEL_TEMPERATURE), header);
    for (size_t i = 0; i < t->n; i++) {
        const struct histories_row *r = &t->row[i];
        char *steps = history_describe(s, i), num[32];
        gb_text_add(&b, "%s\t%zu\t%s", r->rate, r->samples, steps);
        gb_text_add(&b, "\t%s", gb_print_double(num, r->time));
        gb_text_add(&b, "\t%s", gb_print_double(num, r->attempts));
        for (int q = 0; q < HISTORY_N; q++) rows_add_estimate(&b, r->q[q], 9, 3);
        gb_text_add(&b, "\n");
        free(steps);
    }
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    free(header);
    return rc;
}

int histories_table_read(struct histories_table *t, const struct study *s, const char *path, struct gb_error *err) {
    struct table_rows rows;
    *t = (struct histories_table){0};
    rows_open(&rows, s, "histories", header_line(), path, err);
    while (rows_next(&rows)) {
        t->row = rows_grow(t->row, &t->n, sizeof *t->row);
        struct histories_row *r = &t->row[t->n - 1];
        r->rate = rows_history(&rows);
        r->samples = rows_count(&rows, 0, s->samples);
        rows_text(&rows); /* steps: the study's own */
        r->time = rows_number(&rows);
        r->attempts = rows_number(&rows);
        for (int q = 0; q < HISTORY_N; q++) r->q[q] = rows_estimate(&rows);
    }
    const int rc = rows_close(&rows);
    if (rc != GB_OK) histories_table_clear(t);
    return rc;
}

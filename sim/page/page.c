/* The page of a study from top to bottom, see page_study.h. */
#include "page/page.h"

#include "base/file.h"
#include "base/notation.h"
#include "page/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct summary_row *page_row(const struct page *p, size_t h, size_t strain, const char *weights,
                                   const char *method) {
    const char *history = study_history(p->s, h);
    if (strain >= p->s->n_loads) return NULL;
    const char *load = p->s->load[strain].label;
    for (size_t i = 0; i < p->sum.n_rows; i++) {
        const struct summary_row *r = &p->sum.row[i];
        if (r->rate && strcmp(r->rate, history) == 0 && strcmp(r->load, load) == 0 &&
            strcmp(r->weights, weights ? weights : p->weights) == 0 &&
            strcmp(r->method, method ? method : p->method) == 0)
            return r;
    }
    return NULL;
}

/* The best method and weights that the table has: in this order, else those of the first row. */
static const char *prefer(const struct page *p, const char *const *name, size_t n, bool method) {
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < p->sum.n_rows; i++)
            if (strcmp(method ? p->sum.row[i].method : p->sum.row[i].weights, name[k]) == 0) return name[k];
    return method ? p->sum.row[0].method : p->sum.row[0].weights;
}

/* Cooling rates ascending, then the other histories as written. */
static void sort_histories(struct page *p) {
    p->by_rate = GB_ARRAY(p->n_histories, size_t);
    for (size_t i = 0; i < p->n_histories; i++) {
        size_t k = i;
        const double rate = history_rate(p->s, i);
        for (; k > 0 && !isnan(rate) && !(history_rate(p->s, p->by_rate[k - 1]) <= rate); k--)
            p->by_rate[k] = p->by_rate[k - 1];
        p->by_rate[k] = i;
    }
}

static char *history_label(const struct page *p, size_t h) {
    const char *name = study_history(p->s, h);
    if (isnan(history_rate(p->s, h))) return gb_strdup(strcmp(name, "as-given") == 0 ? "as given" : name);
    /* the unit of reduced rates is long, and always the same */
    return strcmp(p->rate, "K/s") == 0 ? gb_format("%s K/s", name) : gb_format("rate %s", name);
}

static char *load_name(const struct page *p, size_t load) {
    static const char *const basis[] = {"", ", mean positions", ", snapshots"};
    const struct study *s = p->s;
    const struct study_compress *c = study_load_compress(s, load);
    const char *T = c->thermal ? c->name + 1 : "", *at = strstr(s->load[load].applied, "stress-");
    const bool metal = strcmp(p->temperature, "K") == 0;
    if (!c->by_stress) return gb_format("strain %s", s->load[load].label);
    return gb_format("%s%s%sstress %s%s%s", c->thermal ? (metal ? "" : "T ") : "", T,
                     c->thermal ? (metal ? " K, " : ", ") : "", at ? at + 7 : "", metal ? " GPa" : "",
                     basis[s->load[load].positions]);
}

static void page_create(struct page *p) {
    static const char *const weights[] = {"number"};
    const char *const methods[] = {pool_main_method(p->s), "symmetrised", "minus-unloaded", "raw"};
    const struct study *s = p->s;
    p->length = notation_unit(model_unit(s->model, MODEL_LENGTH));
    p->energy = notation_unit(model_unit(s->model, MODEL_ENERGY));
    p->temperature = notation_unit(model_unit(s->model, MODEL_TEMPERATURE));
    p->rate = notation_unit(model_unit(s->model, MODEL_RATE));
    p->n_histories = study_n_histories(s);
    sort_histories(p);
    p->label = GB_ARRAY(p->n_histories, char *);
    for (size_t h = 0; h < p->n_histories; h++) p->label[h] = history_label(p, h);
    p->load_name = GB_ARRAY(s->n_loads, char *);
    for (size_t k = 0; k < s->n_loads; k++) p->load_name[k] = load_name(p, k);
    p->load = summary_main_load(&p->sum, s);
    p->method = gb_strdup(prefer(p, methods, 4, true));
    p->weights = gb_strdup(prefer(p, weights, 1, false));
}

static void page_clear(struct page *p) {
    for (size_t h = 0; p->label && h < p->n_histories; h++) free(p->label[h]);
    for (size_t k = 0; p->load_name && k < p->s->n_loads; k++) free(p->load_name[k]);
    free(p->load_name);
    free(p->label);
    free(p->by_rate);
    free(p->method);
    free(p->weights);
    free(p->length);
    free(p->energy);
    free(p->temperature);
    free(p->rate);
    report_clear(&p->r);
    summary_clear(&p->sum);
    screening_clear(&p->screen);
}

int page_place(struct page *p, bool drawn, struct figure *f, const char *name, const char *alt, char *caption,
               struct gb_error *err) {
    int rc = drawn ? report_figure(&p->r, name, alt, caption, f->width, f->height, f->script.s, err) : GB_OK;
    figure_clear(f);
    free(caption);
    return rc;
}

static int build(struct page *p, struct gb_error *err) {
    char *work = gb_format("%s/figures", p->dir), *path = gb_format("%s/report.html", p->dir);
    char *title = gb_format("glassbed: %s", p->s->name);
    int rc = report_begin(&p->r, title, p->s->model->title, work, err);
    if (rc == GB_OK) {
        page_introduction(p);
        page_warnings(p);
        page_main_table(p);
        rc = page_histories(p, err);
        if (rc == GB_OK) rc = page_figures(p, err);
    }
    if (rc == GB_OK) rc = page_temperature(p, err);
    if (rc == GB_OK) rc = page_moduli(p, err);
    if (rc == GB_OK) rc = page_experiment(p, err);
    if (rc == GB_OK) rc = page_efficiency(p, err);
    if (rc == GB_OK) {
        page_full_table(p);
        page_origin(p);
        rc = report_end(&p->r, path, err);
    }
    free(title);
    free(path);
    free(work);
    return rc;
}

int page_study(const struct study *s, const char *dir, struct gb_error *err) {
    struct page p = {.s = s, .dir = dir};
    char *tsv = gb_format("%s/summary/summary.tsv", dir);
    char *screen = gb_format("%s/summary/order.tsv", dir);
    int rc = summary_read(&p.sum, s, tsv, err);
    if (rc == GB_OK && gb_exists(screen)) rc = screening_read(&p.screen, s, screen, err);
    if (rc == GB_OK && p.sum.n_rows == 0)
        rc = gb_fail(err, GB_EINPUT, "%s: holds no rows; `glassbed run` finishes the study", tsv);
    if (rc == GB_OK) {
        page_create(&p);
        rc = build(&p, err);
    }
    page_clear(&p);
    free(screen);
    free(tsv);
    return rc;
}

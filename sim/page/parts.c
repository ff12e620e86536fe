/* What the sections of the page share, see parts.h. */
#include "page/parts.h"

#include "base/notation.h"
#include "study/names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct summary_row *page_row(const struct page *p, size_t h, size_t load, const char *weights,
                                   const char *method) {
    for (size_t i = 0; i < p->sum.n_rows; i++) {
        const struct summary_row *r = &p->sum.row[i];
        if (r->history == h && r->load == load && strcmp(r->weights, weights ? weights : p->weights) == 0 &&
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

void page_create(struct page *p) {
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

void page_clear(struct page *p) {
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

void page_samples(const struct page *p, size_t *fewest, size_t *most) {
    *fewest = *most = 0;
    for (size_t i = 0; i < p->sum.n_rows; i++) {
        const size_t n = p->sum.row[i].samples;
        if (n > 0 && (*fewest == 0 || n < *fewest)) *fewest = n;
        if (n > *most) *most = n;
    }
}

char *page_samples_text(const struct page *p) {
    size_t fewest, most;
    page_samples(p, &fewest, &most);
    if (fewest < most) return gb_format("%zu to %zu samples", fewest, most);
    return gb_format("%zu sample%s", most, most == 1 ? "" : "s");
}

struct estimate page_value(const struct summary_row *row, enum quantity q) {
    return row ? row->q[q] : (struct estimate){NAN, NAN};
}

/* x, y of every history follow the clouds in one piece of memory, so that one free() does. */
struct cloud *page_clouds(const struct page *p, size_t load, enum quantity x, enum quantity y, bool mark) {
    const size_t n = p->n_histories;
    struct cloud *c = gb_calloc(1, n * (sizeof *c + 2 * sizeof(struct estimate)));
    struct estimate *e = (struct estimate *)(void *)(c + n);
    for (size_t i = 0; i < n; i++) {
        const struct summary_row *row = page_row(p, p->by_rate[i], load, NULL, NULL);
        e[2 * i] = page_value(row, x);
        e[2 * i + 1] = page_value(row, y);
        c[i] = (struct cloud){.label = p->label[p->by_rate[i]],
                              .n = 1,
                              .x = &e[2 * i],
                              .y = &e[2 * i + 1],
                              .hollow = mark && row && row->extrapolated};
    }
    return c;
}

void page_clouds_free(struct cloud *c) { free(c); }

/* Loads like that of the figures (at the same temperature, the same positions measured), from the smallest strain to
 * the largest: at[], and how many. */
size_t page_loads_alike(const struct page *p, size_t *at) {
    const struct study *s = p->s;
    const struct study_compress *shown = study_load_compress(s, p->load);
    double *strain = GB_ARRAY(s->n_loads, double);
    size_t n = 0;
    for (size_t j = 0; j < s->n_loads; j++) {
        const struct study_compress *c = study_load_compress(s, j);
        const struct summary_row *row = page_row(p, p->by_rate[0], j, NULL, NULL);
        if (!row || s->load[j].positions != s->load[p->load].positions || c->thermal != shown->thermal ||
            (c->thermal && strcmp(c->name, shown->name) != 0))
            continue;
        size_t k = n++;
        for (; k > 0 && strain[k - 1] > row->strain; k--) strain[k] = strain[k - 1], at[k] = at[k - 1];
        strain[k] = row->strain;
        at[k] = j;
    }
    free(strain);
    return n;
}

size_t page_smallest_load(const struct page *p) {
    size_t *at = GB_ARRAY(p->s->n_loads, size_t), n = page_loads_alike(p, at), load = n ? at[0] : p->load;
    free(at);
    return load;
}

char *page_summary_path(const struct page *p, const char *what, size_t h, size_t load, const char *weights) {
    char *dir = gb_format("%s/%s", p->dir, stage_kinds[STAGE_SUMMARY]->path);
    char *path = study_summary_path(dir, what, study_history(p->s, h),
                                    load == PAGE_NO_LOAD ? NULL : p->s->load[load].label, weights);
    free(dir);
    return path;
}

struct figure_context page_figure_context(const struct page *p) {
    return (struct figure_context){p->length, p->energy, p->temperature, p->s->fit_lo, p->s->fit_hi};
}

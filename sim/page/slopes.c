/* How sure the trends with thermal history and load are: the tables of slopes in the page. */
#include "base/notation.h"
#include "page/parts.h"
#include "summary/trends.h"

#include "base/file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_COLUMNS = 6 };

static char *against(const struct page *p, int x) {
    switch (x) {
    case TREND_T_F_IS: return gb_format("T_{f,IS} (%s)", p->temperature);
    case TREND_T_F: return gb_format("T_{f} (%s)", p->temperature);
    case TREND_E_IS: return gb_format("e_{IS} (%s)", p->energy);
    case TREND_DECADES: return gb_strdup("decade of cooling rate");
    default: return gb_strdup("strain");
    }
}

/* "4.2 errors, 0.1 % by chance": with few samples many errors happen by chance. */
static char *sure(struct estimate e, size_t samples) {
    if (!(e.err > 0)) return gb_strdup("–");
    return gb_format("%.1f errors, %.2g %% by chance", fabs(e.value) / e.err, 100 * jackknife_chance(e, 0, samples));
}

static const char *const what[TRENDS_N_Y] = {"ratio", "absolute loss", "ε_{∞}/ε_{true}", "Poisson's ratio",
                                             "loss of G"};

/* Slope, change and how sure it is. */
static void line_cells(char **c, const struct trend_row *r) {
    c[0] = notation_estimate(r->slope.value, r->slope.err);
    c[1] = notation_estimate(r->span.value, r->span.err);
    c[2] = sure(r->span, r->samples);
}

/* Takes the cells over. */
static void put_table(struct page *p, const char *caption, const char *const *header, size_t n, char **cell) {
    if (n > 0) report_table(&p->r, caption, N_COLUMNS, header, n, (const char *const *)cell);
    for (size_t i = 0; i < n * N_COLUMNS; i++) free(cell[i]);
    free(cell);
}

static void histories_table(struct page *p, const struct trend_table *t) {
    const char *const header[N_COLUMNS] = {"of", "against", "histories", "slope", "change over their range", "sure by"};
    char **cell = GB_ARRAY(t->n * N_COLUMNS, char *);
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct trend_row *r = &t->row[i];
        if (r->history || strcmp(r->load, p->s->load[p->load].label) != 0) continue;
        char **c = &cell[N_COLUMNS * n++];
        c[0] = gb_strdup(what[r->y]);
        c[1] = against(p, r->x);
        c[2] = gb_format("%zu", r->points);
        line_cells(c + 3, r);
    }
    put_table(p,
              "How sure the trends with thermal history are: slopes of straight lines through the histories by "
              "weighted least squares. Errors by jackknife over samples, each of which leaves all histories at "
              "once: what their common melt does to all of them is not an error of the trend. Below three errors a "
              "trend is no more than a hint; by chance: how often as many errors come out where there is no trend.",
              header, n, cell);
}

static void loads_table(struct page *p, const struct trend_table *t) {
    const char *const header[N_COLUMNS] = {"history", "up to", "of", "slope", "change over the range", "sure by"};
    char **cell = GB_ARRAY(t->n * N_COLUMNS, char *);
    size_t n = 0;
    for (int y = 0; y < TREND_POISSON; y++) {
        for (size_t i = 0; i < t->n; i++) {
            const struct trend_row *r = &t->row[i];
            if (!r->history || r->y != y) continue;
            char **c = &cell[N_COLUMNS * n++];
            c[0] = gb_strdup(r->history);
            c[1] = gb_strdup(r->load);
            c[2] = gb_strdup(what[r->y]);
            line_cells(c + 3, r);
        }
    }
    put_table(
        p,
        "Whether ratio and strains depend on the load: slopes against the true strain of straight lines through "
        "all loads from the smallest up to the one named, by weighted least squares. Errors by jackknife over samples, "
        "each of which leaves all loads at once, hence smaller than those of the single points. The linear range "
        "ends where a slope is sure.",
        header, n, cell);
}

int page_slopes(struct page *p, struct gb_error *err) {
    (void)err;
    struct trend_table t = {0};
    struct gb_error why = GB_ERROR_INIT;
    char *path = gb_format("%s/summary/trends.tsv", p->dir);
    if (p->s->samples > 1 && gb_exists(path)) {
        if (trend_table_read(&t, p->s, path, &why) != GB_OK) report_warning(&p->r, why.text);
        histories_table(p, &t);
        loads_table(p, &t);
    }
    trend_table_clear(&t);
    gb_error_clear(&why);
    free(path);
    return GB_OK;
}

/* How sure the trends with thermal history and load are: the tables of slopes in the page. */
#include "page/parts.h"
#include "summary/trends.h"

#include "base/file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is fitted, and against what, as quantities of the summary; what none is has a name of its own. */
static const char *name_of_y(enum trend_y y) {
    static const enum quantity of[TRENDS_N_Y] = {
        [TREND_RATIO] = Q_RATIO, [TREND_LOSS] = Q_LOSS, [TREND_POISSON] = Q_POISSON, [TREND_SHEAR_LOST] = Q_SHEAR_LOST};
    return y == TREND_RATIO ? "ratio" : y == TREND_EPS_INF ? "ε_{∞}/ε_{true}" : summary_column(of[y])->symbol;
}

static char *against(const struct page *p, enum trend_x x) {
    static const enum quantity of[] = {[TREND_T_F_IS] = Q_T_F_IS, [TREND_T_F] = Q_T_F, [TREND_E_IS] = Q_E_IS};
    if (x == TREND_DECADES) return gb_strdup("decade of cooling rate");
    if (x == TREND_STRAIN) return gb_strdup("strain");
    return column_with_unit(summary_column(of[x])->symbol, summary_column(of[x]), p->s);
}

/* "4.2 errors, 0.1 % by chance": with few samples many errors happen by chance. */
static char *sure(struct estimate e, size_t samples) {
    if (!(e.err > 0)) return gb_strdup("–");
    return gb_format("%.1f errors, %.2g %% by chance", fabs(e.value) / e.err, 100 * jackknife_chance(e, 0, samples));
}

/* Slope, change and how sure it is. */
static void add_line(struct cells *c, const struct page *p, const struct trend_row *r) {
    const struct column *column[] = {&trend_kind.column[TREND_COLUMN_SLOPE], &trend_kind.column[TREND_COLUMN_SPAN]};
    cells_add_row(c, &trend_kind, p->s, NULL, r, 2, column);
    cells_add(c, sure(r->span, r->samples));
}

static void add_heads(struct cells *c, size_t n, const char *const *head) {
    for (size_t i = 0; i < n; i++) cells_say(c, head[i]);
}

static void histories_table(struct page *p, const struct trend_table *t) {
    static const char *const head[] = {"of", "against", "histories", "slope", "change over their range", "sure by"};
    struct cells header = {0}, body = {0};
    add_heads(&header, sizeof head / sizeof *head, head);
    for (size_t i = 0; i < t->n; i++) {
        const struct trend_row *r = &t->row[i];
        if (r->over == TREND_OVER_LOADS || r->load != p->load) continue;
        cells_say(&body, name_of_y(r->y));
        cells_add(&body, against(p, r->x));
        cells_add(&body, gb_format("%zu", r->points));
        add_line(&body, p, r);
    }
    cells_table(&p->r,
                "How sure the trends with thermal history are: slopes of straight lines through the histories by "
                "weighted least squares. Errors by jackknife over samples, each of which leaves all histories at "
                "once: what their common melt does to all of them is not an error of the trend. Below three errors a "
                "trend is no more than a hint; by chance: how often as many errors come out where there is no trend.",
                &header, &body);
}

static void loads_table(struct page *p, const struct trend_table *t) {
    static const char *const head[] = {"history", "up to", "of", "slope", "change over the range", "sure by"};
    struct cells header = {0}, body = {0};
    add_heads(&header, sizeof head / sizeof *head, head);
    for (int y = 0; y < TREND_POISSON; y++) {
        for (size_t i = 0; i < t->n; i++) {
            const struct trend_row *r = &t->row[i];
            if (r->over != TREND_OVER_LOADS || (int)r->y != y) continue;
            cells_say(&body, study_history(p->s, r->history));
            cells_say(&body, p->s->load[r->load].label);
            cells_say(&body, name_of_y(r->y));
            add_line(&body, p, r);
        }
    }
    cells_table(
        &p->r,
        "Whether ratio and strains depend on the load: slopes against the true strain of straight lines through "
        "all loads from the smallest up to the one named, by weighted least squares. Errors by jackknife over samples, "
        "each of which leaves all loads at once, hence smaller than those of the single points. The linear range "
        "ends where a slope is sure.",
        &header, &body);
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

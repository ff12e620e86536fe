/* The page of a study from top to bottom, see page_study.h. */
#include "page/page.h"

#include "base/file.h"
#include "page/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* From top to bottom. A section without what it needs says so, or nothing. */
static int (*const section[])(struct page *p, struct gb_error *err) = {
    page_introduction, page_warnings,   page_main_table, page_histories,    page_figures,
    page_fictive,      page_relations,  page_slopes,     page_more_figures, page_temperature,
    page_moduli,       page_experiment, page_efficiency, page_full_table,   page_origin};

static int build(struct page *p, struct gb_error *err) {
    char *work = gb_format("%s/figures", p->dir), *path = gb_format("%s/report.html", p->dir);
    char *title = gb_format("glassbed: %s", p->s->name);
    int rc = report_begin(&p->r, title, p->s->model->title, work, err);
    for (size_t i = 0; i < sizeof section / sizeof *section && rc == GB_OK; i++) rc = section[i](p, err);
    if (rc == GB_OK) rc = report_end(&p->r, path, err);
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

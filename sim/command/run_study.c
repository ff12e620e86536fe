/* A study is its plan, run with the analysis code of this program. See run.h. */
#include "run/run.h"

#include "atoms/config.h"
#include "run/folder.h"
#include "page/page.h"

#include <stdlib.h>

/* The user's glasses, read whole: a damaged one is bad input, not a stage that failed. */
static int check_files(const struct study *s, struct gb_error *err) {
    int rc = GB_OK;
    for (size_t k = 0; k < s->n_files && rc == GB_OK; k++) {
        struct config *c = NULL;
        rc = config_read(&c, s->file[k], -1, (const char *const *)s->model->element, s->model->n_species, err);
        config_free(c);
    }
    return rc;
}

int command_check_study(const struct study *s, const struct run_options *opt, struct gb_error *err) {
    struct plan *plan = NULL;
    int rc = check_files(s, err);
    if (rc == GB_OK) rc = plan_create(&plan, s, err);
    if (rc == GB_OK && !opt->fresh) {
        char *xml = study_effective_xml(s);
        const struct run_source source = {s->path, xml, s->model};
        rc = run_folder_check(&source, plan, opt->dir, err);
        free(xml);
    }
    plan_free(plan);
    return rc;
}

int command_run_study(const struct study *s, const struct run_options *opt, struct gb_error *err) {
    const struct run_analyses analyses = {s, measure_stage, summary_stage, page_study};
    struct plan *plan = NULL;
    int rc = check_files(s, err);
    if (rc == GB_OK) rc = plan_create(&plan, s, err);
    if (rc != GB_OK) return rc;
    char *xml = study_effective_xml(s);
    const struct run_source source = {s->path, xml, s->model};
    rc = run_plan(plan, &source, &analyses, opt, err);
    free(xml);
    plan_free(plan);
    return rc;
}

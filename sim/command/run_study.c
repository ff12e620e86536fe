/* A study is its plan, run with the analysis code of this program. See run_study.h. */
#include "command/run_study.h"

#include "atoms/config.h"
#include "command/command_config.h"
#include "measure/measure.h"
#include "page/page.h"
#include "run/folder.h"
#include "summary/build.h"

#include <stdlib.h>

run_analysis *const command_analysis[STAGE_N_KINDS] = {
    [STAGE_MEASURE] = measure_stage, [STAGE_SUMMARY] = summary_stage};

/* The user's glasses, read whole: a damaged one is bad input, not a stage that failed. */
static int check_files(const struct study *s, struct gb_error *err) {
    int rc = GB_OK;
    for (size_t k = 0; k < s->n_files && rc == GB_OK; k++) {
        struct config *c = NULL;
        rc = model_read_glass(&c, s->model, s->file[k], err);
        if (rc == GB_OK) command_notes("run", c);
        config_free(c);
    }
    return rc;
}

static int report(const void *study, const char *dir, struct gb_error *err) { return page_study(study, dir, err); }

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
    const struct run_analyses analyses = {command_analysis, report, s};
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

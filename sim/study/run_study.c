/* A study is its plan, run with the analysis code of this program. See run.h. */
#include "study/run.h"
#include "study/study_report.h"

#include <stdlib.h>

int run_study(const struct study *s, const struct run_options *opt, struct gb_error *err) {
    const struct run_analyses analyses = {s, measure_stage, summary_stage, study_report};
    struct plan *plan = NULL;
    int rc = plan_create(&plan, s, err);
    if (rc != GB_OK) return rc;
    char *xml = study_effective_xml(s);
    const struct run_source source = {s->path, xml, s->model};
    rc = run_plan(plan, &source, &analyses, opt, err);
    free(xml);
    plan_free(plan);
    return rc;
}

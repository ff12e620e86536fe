/* glassbed report DIR: rebuilds the figures and the page of a study that has run, or of what several have so far. */
#include "command/command.h"

#include "page/page.h"
#include "study/collection.h"
#include "summary/comparison.h"

#include <stdio.h>

static int report(const char *dir, struct gb_error *err) {
    struct study *s = NULL;
    if (collection_is_folder(dir)) return page_comparison(dir, err);
    int rc = study_read_folder(&s, dir, err);
    if (rc == GB_OK) rc = page_study(s, dir, err);
    study_free(s);
    return rc;
}

int cmd_report(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    const char *dir = NULL;
    size_t n_args;
    int help;
    int rc = options_parse(argc, argv, "glassbed report DIR    (rebuilds DIR/report.html and DIR/figures/)", 0, NULL, 1,
                           &dir, &n_args, &help, &err);
    if (rc == GB_OK && help) return command_end("report", GB_OK, &err);
    if (rc == GB_OK && n_args == 0) rc = gb_fail(&err, GB_EINPUT, "needs the folder of a study: glassbed report DIR");
    if (rc == GB_OK) rc = report(dir, &err);
    if (rc == GB_OK) printf("%s/report.html\n", dir);
    return command_end("report", rc, &err);
}

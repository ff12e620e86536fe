/* glassbed report DIR: rebuilds the figures and the page of a study that has run. */
#include "command/command.h"

#include "base/file.h"
#include "base/mem.h"
#include "study/study_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The effective study of a folder, with the model that was written beside it. */
static int read_study(struct study **s, const char *dir, struct gb_error *err) {
    char *path = gb_format("%s/study.xml", dir), *model = gb_format("%s/model.xml", dir), *text = NULL;
    size_t len;
    int rc;
    if (!gb_exists(path))
        rc = gb_fail(
            err, GB_EINPUT,
            "%s: is not the folder of a study (it has no study.xml); give the folder that `glassbed run` wrote", dir);
    else
        rc = gb_file_read(path, &text, &len, err);
    if (rc == GB_OK) rc = study_parse(s, text, len, path, gb_exists(model) ? model : NULL, err);
    free(text);
    free(model);
    free(path);
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
    struct study *s = NULL;
    if (rc == GB_OK) rc = read_study(&s, dir, &err);
    if (rc == GB_OK) rc = study_report(s, dir, &err);
    if (rc == GB_OK) printf("%s/report.html\n", dir);
    study_free(s);
    return command_end("report", rc, &err);
}

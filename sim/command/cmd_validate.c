/* glassbed validate: known answers, end to end, each with its tolerance. Exit 3 when one does not hold. */
#include "command/command.h"

#include "base/file.h"
#include "base/mem.h"
#include "command/run_study.h"
#include "validate/phantoms.h"
#include "validate/validate.h"

#include <stdlib.h>
#include <string.h>

static int print_checks(const struct checks *c) {
    int failed = 0;
    printf("%-62s %14s %12s %10s  %s\n", "known answer", "measured", "expected", "tolerance", "");
    for (size_t i = 0; i < c->n; i++) {
        const struct check *k = &c->item[i];
        bool ok = check_holds(k);
        failed += !ok;
        printf("%-62s %14.7g %12.6g %10.2g  %s (%s)\n", k->name, k->measured, k->expected, k->tolerance,
               ok ? "holds" : "DOES NOT HOLD", k->note);
    }
    printf("%zu of %zu known answers hold\n", c->n - (size_t)failed, c->n);
    return failed;
}

/* Runs configs/NAME.xml in its own folder and then its checks. */
static int study_checks(struct checks *c, const char *name, const struct run_options *options, const char *root,
                        int (*checks)(struct checks *, const struct study *, const char *, struct gb_error *),
                        struct gb_error *err) {
    struct study *s = NULL;
    char *data = model_data_dir(), *dir = gb_format("%s/%s", root, name);
    char *path = gb_format("%s/configs/%s.xml", data ? data : ".", name);
    struct run_options o = *options;
    o.dir = dir;
    int rc = study_read(&s, path, err);
    if (rc == GB_OK) rc = command_run_study(s, &o, err);
    if (rc == GB_OK) rc = checks(c, s, dir, err);
    study_free(s);
    free(data);
    free(dir);
    free(path);
    return rc;
}

/* The table of mistakes, printed and kept in `root`. */
static int show_mistakes(const char *root, struct gb_error *err) {
    struct mistakes m;
    int rc = phantoms_mistakes(&m, err);
    if (rc != GB_OK) return rc;
    char *path = gb_format("%s/mistakes.txt", root);
    printf("\n");
    rc = gb_mkdirs(root, err);
    if (rc == GB_OK) rc = mistakes_write(&m, "-", err);
    if (rc == GB_OK) rc = mistakes_write(&m, path, err);
    mistakes_clear(&m);
    free(path);
    return rc;
}

int cmd_validate(int argc, char **argv) {
    const char *root = "results/validate";
    size_t cores = 0, n_args;
    bool quick = false, quiet = false, fresh = false;
    int help;
    struct gb_error err = GB_ERROR_INIT;
    struct checks c = {0};
    const struct option_spec spec[] = {
        {"output", 'o', OPTION_TEXT, &root, "DIR",
         "folder of the two small studies and of mistakes.txt (default results/validate)"},
        {"cores", 'j', OPTION_COUNT, &cores, "CORES", "cores to use (default: all)"},
        {"exact", 0, OPTION_FLAG, &quick, NULL,
         "only what needs no simulation: exact cases, phantoms, mistakes (seconds)"},
        {"fresh", 0, OPTION_FLAG, &fresh, NULL, "simulate again even when the studies are there"},
        {"quiet", 'q', OPTION_FLAG, &quiet, NULL, "no progress"},
    };
    int rc = options_parse(argc, argv, "glassbed validate [-o DIR] [-j CORES] [--exact] [--fresh] [-q]",
                           sizeof spec / sizeof *spec, spec, 0, NULL, &n_args, &help, &err);
    if (rc != GB_OK || help) return command_end("validate", rc, &err);
    const struct run_options o = {.cores = (int)cores, .quiet = quiet, .fresh = fresh};
    rc = known_pair_sums(&c, &err);
    if (rc == GB_OK) rc = known_transform(&c, &err);
    if (rc == GB_OK) rc = phantoms_recovery(&c, &err);
    if (rc == GB_OK && !quick) rc = study_checks(&c, "validate-cut", &o, root, glass_cut, &err);
    if (rc == GB_OK && !quick) rc = study_checks(&c, "validate-smooth", &o, root, glass_smooth, &err);
    int failed = print_checks(&c);
    checks_clear(&c);
    if (rc == GB_OK) rc = show_mistakes(root, &err);
    if (rc == GB_OK && failed)
        rc = gb_fail(&err, GB_EVALID, "%d known answer%s did not hold", failed, failed == 1 ? "" : "s");
    return command_end("validate", rc, &err);
}

/* glassbed run: a study from its file to its page. */
#include "command/command.h"

#include "base/file.h"
#include "base/mem.h"
#include "command/run_study.h"
#include "summary/comparison.h"
#include "summary/moduli.h"
#include "summary/text.h"

#include <limits.h>
#include <stdlib.h>

static const char usage[] =
    "glassbed run STUDY [-o DIR] [-j CORES] [--fresh] [-q]\n"
    "Runs the study in STUDY (an XML file, see configs/), or goes on with what is not complete, and prints its table\n"
    "and the path of its page. Several studies (<studies>) run one after the other, each in DIR/NAME, then compared.\n"
    "Exit status: 0 done, 1 a stage failed, 2 bad input, 130 interrupted; what is finished is always kept, and\n"
    "the same command resumes. GLASSBED_WORKER in the environment names another worker program.";

/* What experiments would have read; nothing where the summary is from before that was written. */
static int print_validation(const struct study *s, size_t load, const char *dir, struct gb_error *err) {
    char *path = gb_format("%s/summary/validation.tsv", dir);
    struct experiments v = {0};
    int rc = gb_exists(path) ? experiments_read(&v, s, path, err) : GB_OK;
    if (rc == GB_OK && v.n > 0) {
        char *text = experiments_text(&v, s, load);
        printf("%s", text);
        free(text);
    }
    experiments_clear(&v);
    free(path);
    return rc;
}

static int print_moduli(const struct study *s, const char *dir, struct gb_error *err) {
    char *path = gb_format("%s/summary/moduli.tsv", dir);
    struct moduli_table t = {0};
    int rc = gb_exists(path) ? moduli_read(&t, s, path, err) : GB_OK;
    if (rc == GB_OK && t.n > 0) {
        char *text = moduli_text(&t, s);
        printf("%s", text);
        free(text);
    }
    moduli_clear(&t);
    free(path);
    return rc;
}

/* The tables to standard output, then where the page is. */
static int print_summary(const struct study *s, const char *dir, struct gb_error *err) {
    char *path = gb_format("%s/summary/summary.tsv", dir);
    struct summary sum = {0};
    int rc = summary_read(&sum, s, path, err);
    if (rc == GB_OK) {
        char *text = summary_text(&sum, s);
        printf("%s", text);
        free(text);
        rc = print_moduli(s, dir, err);
        if (rc == GB_OK) rc = print_validation(s, summary_main_load(&sum, s), dir, err);
        if (rc == GB_OK) printf("\n%s/report.html\n", dir);
        if (rc == GB_OK) rc = gb_file_close(stdout, "-", err);
    }
    summary_clear(&sum);
    free(path);
    return rc;
}

/* The table of several studies, and where their page is. */
static int print_comparison(const char *dir, struct gb_error *err) {
    struct comparison c;
    int rc = comparison_read(&c, dir, err);
    if (rc == GB_OK) {
        char *text = comparison_text(&c);
        printf("%s\n%s/report.html\n", text, dir);
        free(text);
        rc = gb_file_close(stdout, "-", err);
    }
    comparison_clear(&c);
    return rc;
}

static int run(const char *path, const char *dir_option, size_t cores, bool fresh, bool quiet, struct gb_error *err) {
    struct collection *c = NULL;
    if (cores > INT_MAX) return gb_fail(err, GB_EINPUT, "--cores %zu: expected 1 to %d", cores, INT_MAX);
    int rc = collection_read(&c, path, err);
    if (rc != GB_OK) return rc;
    const struct study *s = c->study[0];
    char *dir = dir_option ? gb_strdup(dir_option) : gb_format("results/%s", c->name ? c->name : s->name);
    const struct run_options opt = {.dir = dir, .cores = (int)cores, .fresh = fresh, .quiet = quiet};
    rc = c->name ? command_run_collection(c, &opt, err) : command_run_study(s, &opt, err);
    if (rc == GB_OK) rc = c->name ? print_comparison(dir, err) : print_summary(s, dir, err);
    free(dir);
    collection_free(c);
    return rc;
}

int cmd_run(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    const char *dir = NULL, *study = NULL;
    size_t cores = 0, n_args = 0;
    bool fresh = false, quiet = false;
    int help = 0;
    const struct option_spec spec[] = {
        {"output", 'o', OPTION_TEXT, &dir, "DIR", "the folder of the study, or studies (default: results/NAME)"},
        {"cores", 'j', OPTION_COUNT, &cores, "CORES", "stages at once (default, or 0: all cores this process may use)"},
        {"fresh", 0, OPTION_FLAG, &fresh, NULL, "discard what a study wrote in DIR and begin again"},
        {"quiet", 'q', OPTION_FLAG, &quiet, NULL, "only warnings and errors, and the table at the end"},
    };
    int rc = options_parse(argc, argv, usage, sizeof spec / sizeof spec[0], spec, 1, &study, &n_args, &help, &err);
    if (rc == GB_OK && !help) {
        if (n_args == 0)
            rc = gb_fail(&err, GB_EINPUT, "which study? usage: glassbed run STUDY [-o DIR] [-j CORES] [--fresh] [-q]");
        else if (dir && !*dir)
            rc = gb_fail(&err, GB_EINPUT, "--output: the folder's name is empty");
        else
            rc = run(study, dir, cores, fresh, quiet, &err);
    }
    return command_end("run", rc, &err);
}

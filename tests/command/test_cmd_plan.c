/* glassbed plan and glassbed models as commands: output, exit status, messages. */
#include "base/file.h"
#include "base/mem.h"
#include "command/command.h"
#include "command/run_study.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { MAX_WORDS = 8 };
typedef int command(int argc, char **argv);

/* Runs a command line with standard output and error caught; *out and *err are the caller's. */
static int call(command *cmd, const char *line, char **out, char **err) {
    char folder[] = "/tmp/gb-cmd-XXXXXX", *argv[MAX_WORDS + 1] = {NULL}, *words = gb_strdup(line), *save = NULL;
    int argc = 0, keep[2] = {dup(1), dup(2)};
    assert_non_null(mkdtemp(folder));
    for (char *w = strtok_r(words, " ", &save); w && argc < MAX_WORDS; w = strtok_r(NULL, " ", &save)) argv[argc++] = w;
    char *path[2] = {gb_format("%s/out", folder), gb_format("%s/err", folder)};
    fflush(stdout);
    FILE *f[2] = {fopen(path[0], "w"), fopen(path[1], "w")};
    for (int i = 0; i < 2; i++) dup2(fileno(f[i]), i + 1);
    int rc = cmd(argc, argv);
    fflush(stdout);
    fflush(stderr);
    for (int i = 0; i < 2; i++) {
        dup2(keep[i], i + 1);
        close(keep[i]);
        fclose(f[i]);
        assert_int_equal(gb_file_read(path[i], i ? err : out, NULL, NULL), GB_OK);
        free(path[i]);
    }
    gb_remove_tree(folder, NULL);
    free(words);
    return rc;
}

static void expect(command *cmd, const char *line, int status, const char *in_out, const char *in_err) {
    char *out, *err;
    int rc = call(cmd, line, &out, &err);
    if (rc != status) fail_msg("%s: status %d\n%s\n%s", line, rc, out, err);
    if (!strstr(out, in_out)) fail_msg("%s: '%s' is not in '%s'", line, in_out, out);
    if (!strstr(err, in_err)) fail_msg("%s: '%s' is not in '%s'", line, in_err, err);
    if ((status == GB_OK) != (*err == '\0')) fail_msg("%s: standard error is '%s'", line, err);
    free(out);
    free(err);
}

static void plan(void **state) {
    (void)state;
    expect(cmd_plan, "plan configs/demo.xml -j 2", 0, "\n52 stages, about ", "");
    expect(cmd_plan, "plan configs/demo.xml -j 2", 0, " on 2 cores.\n", "");
    expect(cmd_plan, "plan configs/demo.xml", 0, "\ncompress/1e-2 0.0025                     9 ", "");
    expect(cmd_plan, "plan configs/demo.xml --all", 0, "\ncompress/1e-2/s3/0.0025-y                1 ", "");
    expect(cmd_plan, "plan configs/tiny.xml --effective", 0, "<study name=\"tiny\" seed=\"7\">", "");
    expect(cmd_plan, "plan --settings", 0, "| r-bin | a number > 0 and <= 1;", "");
    expect(cmd_plan, "plan --rng", 0, "<element name=\"studies\">", "");
    expect(cmd_models, "models --rng", 0, "<element name=\"zhou2004\">", "");
    expect(cmd_plan, "plan --stages", 0, "| `thermo-steps` | count | always |", "");
    expect(cmd_plan, "plan --help", 0, "usage: glassbed plan STUDY", "");
    expect(cmd_plan, "plan", 2, "", "glassbed plan: no study given; usage: glassbed plan STUDY");
    expect(cmd_plan, "plan nothing.xml", 2, "", "glassbed plan: nothing.xml: cannot be read");
    expect(cmd_plan, "plan potentials/kob-andersen.xml", 2, "",
           "<model>: is not what this file should start with; allowed: <study>");
    expect(cmd_plan, "plan configs/demo.xml --jobs 3", 2, "", "unknown option '--jobs'");
    expect(cmd_plan, "plan configs/demo.xml configs/tiny.xml", 2, "", "unexpected argument 'configs/tiny.xml'");
}

/* A stand-in for the worker: what it says is what is shown. */
static void models(void **state) {
    (void)state;
    char folder[] = "/tmp/gb-probe-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *worker = gb_format("%s/worker", folder), *broken = gb_format("%s/broken.xml", folder);
    static const char script[] = "#!/bin/sh\n[ \"$1\" = --probe ] || exit 9\n"
                                 "case $2 in *kob-andersen.xml) echo ok LAMMPS 20210929;;\n"
                                 "*cut.xml) echo 'no: pair style lj/cut is not built in'; exit 1;; *) exit 1;; esac\n";
    assert_int_equal(gb_file_write(worker, script, strlen(script), NULL), GB_OK);
    assert_int_equal(gb_file_write(broken, "<model/>", 8, NULL), GB_OK);
    char *chmod = gb_format("chmod +x %s", worker);
    assert_int_equal(system(chmod), 0);
    setenv("GLASSBED_WORKER", worker, 1);
    expect(cmd_models, "models", 0, "kob-andersen       lj     A80 B20   LAMMPS: ok LAMMPS 20210929\n", "");
    expect(cmd_models, "models", 0, "LAMMPS: no: pair style lj/cut is not built in\n", "");
    expect(cmd_models, "models cu-zr-2009", 0, "gave no answer", "");
    expect(cmd_models, "models kob-andersen-cut --long", 0,
           "reference   e_is = -7.613 +- 0.01 epsilon/atom, cooled at 0.01", "");
    expect(cmd_models, "models cu-zr-2009 --long", 0, "https://doi.org/10.1080/14786430902832773", "");
    expect(cmd_models, "models kob-anderson", 2, "",
           "glassbed models: no model 'kob-anderson'; did you mean 'kob-andersen'?");
    char *line = gb_format("models %s kob-andersen", broken);
    expect(cmd_models, line, 2, "kob-andersen       lj", "<model>: has no name='...'"); /* the other is shown */
    unsetenv("GLASSBED_WORKER");
    gb_remove_tree(folder, NULL);
    free(chmod);
    free(line);
    free(worker);
    free(broken);
}

/* Kinds of the analysis have code in this program, and no others. */
static void analysis(void **state) {
    (void)state;
    for (size_t i = 0; i < STAGE_N_KINDS; i++)
        if (stage_kinds[i]->worker != (command_analysis[i] == NULL)) fail_msg("%s", stage_kinds[i]->name);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(plan), cmocka_unit_test(models), cmocka_unit_test(analysis)};
    setenv("GLASSBED_DATA", ".", 1); /* the tests run in the repository's root */
    return cmocka_run_group_tests(tests, NULL, NULL);
}

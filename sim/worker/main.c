/* glassbed-worker: one stage per process, see worker.h. */
#include "base/file.h"
#include "base/mem.h"
#include "stage/kinds.h"
#include "worker/protocol.h"
#include "worker/worker.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int (*const run_of[STAGE_N_KINDS])(struct worker *w, struct gb_error *err) = {
    [STAGE_MELT] = melt_stage,           [STAGE_QUENCH] = line_stage,
    [STAGE_REHEAT] = line_stage,         [STAGE_ANNEAL] = anneal_stage,
    [STAGE_SWAP] = swap_stage,           [STAGE_CREEP] = creep_stage,
    [STAGE_PRESTRAIN] = prestrain_stage, [STAGE_EQUILIBRIUM] = equilibrium_stage,
    [STAGE_REFERENCE] = reference_stage, [STAGE_ELASTIC] = elastic_stage,
    [STAGE_ORDER] = order_stage,         [STAGE_COMPRESS] = compress_stage,
    [STAGE_THERMAL] = thermal_stage,     [STAGE_COMPRESS_THERMAL] = compress_thermal_stage,
};

/* Every kind that the table gives to the worker has a function, and no other. */
static int check_kinds(struct gb_error *err) {
    for (size_t i = 0; i < STAGE_N_KINDS; i++)
        if (stage_kinds[i]->worker != (run_of[i] != NULL))
            return gb_fail(err, GB_EFAIL, "kind '%s' of stage: %s", stage_kinds[i]->name,
                           run_of[i] ? "is not the worker's" : "the worker has no function for it");
    return GB_OK;
}

/* Exit statuses of the probe's child; LAMMPS itself exits with 1. */
enum { PROBE_OK = 10, PROBE_NO = 11 };

static int run_kind(struct worker *w, struct gb_error *err) {
    const struct stage_kind *k = stage_kind_find(w->stage.kind); /* stage_read has found it */
    if (run_of[k->id]) return run_of[k->id](w, err);
    return gb_fail(err, GB_EINPUT, "stage.xml: a stage of kind '%s' is not the worker's", k->name);
}

static int run_stage(const char *dir, const char *partial, struct gb_error *err) {
    struct worker w = {0};
    int rc = GB_OK;
    w.dir = realpath(dir, NULL);
    if (!w.dir || chdir(partial) != 0) {
        rc = gb_fail(err, GB_EINPUT, "%s: cannot be entered: %s", w.dir ? partial : dir, strerror(errno));
        goto end;
    }
    if ((rc = stage_read(&w.stage, "stage.xml", err)) != GB_OK) goto end;
    const char *model = stage_param_get(&w.stage, "model");
    char *model_path = gb_format("%s/%s", w.dir, model ? model : "model.xml");
    rc = model_read(&w.model, model_path, err);
    free(model_path);
    if (rc != GB_OK) goto end;
    w.lmp = lmp_open("log.lammps");
    if (lmp_rank(w.lmp) != 0) protocol_close();
    char *version = lmp_version_text(w.lmp);
    protocol_say("engine", "%s", version);
    free(version);
    rc = run_kind(&w, err);
    if (rc == GB_OK && lmp_rank(w.lmp) == 0) rc = gb_dir_sync(".", err);
end:
    if (rc != GB_OK) protocol_say("error", "%s", err->text ? err->text : "failed");
    lmp_close(w.lmp);
    model_free(w.model);
    stage_clear(&w.stage);
    free(w.dir);
    return rc;
}

/* `folder` is absolute. In a child, since LAMMPS ends the process on an error; in a folder of its own, since LAMMPS and
 * KIM write logs. */
static int probe_child(const char *path, const char *folder) {
    struct gb_error err = GB_ERROR_INIT;
    struct model *m = NULL;
    char *copy = gb_format("%s/model.xml", folder);
    int rc = model_read(&m, path, &err);
    if (rc == GB_OK) rc = model_write(m, copy, &err); /* as for a study, with what is tabulated for it */
    model_free(m);
    m = NULL;
    if (rc == GB_OK) rc = model_read(&m, copy, &err);
    free(copy);
    if (rc == GB_OK && chdir(folder) != 0) rc = gb_fail(&err, GB_EFAIL, "%s: %s", folder, strerror(errno));
    if (rc == GB_OK) {
        struct lmp *l = lmp_open("log.lammps");
        rc = lmp_probe(l, m, &err);
        if (rc == GB_OK) {
            lmp_begin(l, m);
            lmp_command(l, "region gb block 0 20 0 20 0 20");
            lmp_command(l, "create_box %d gb", m->n_species);
            rc = lmp_set_model(l, m, &err);
        }
        char *version = lmp_version_text(l);
        if (rc == GB_OK) printf("ok %s\n", version);
        free(version);
        lmp_close(l);
        lmp_finalize();
    }
    if (rc != GB_OK) printf("no: %s\n", err.text);
    fflush(stdout);
    model_free(m);
    gb_error_clear(&err);
    return rc == GB_OK ? PROBE_OK : PROBE_NO;
}

static int probe(const char *path) {
    char folder[] = "/tmp/glassbed-probe-XXXXXX";
    if (!mkdtemp(folder)) {
        fprintf(stderr, "glassbed-worker: /tmp: a temporary folder cannot be made: %s\n", strerror(errno));
        return GB_EFAIL;
    }
    pid_t pid = fork();
    if (pid == 0) _exit(probe_child(path, folder));
    int status = 0, said = -1;
    if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status)) said = WEXITSTATUS(status);
    if (said != PROBE_OK && said != PROBE_NO) { /* LAMMPS ended the child */
        char *log = gb_format("%s/log.lammps", folder), *text = NULL;
        const char *line = gb_file_read(log, &text, NULL, NULL) == GB_OK ? strstr(text, "ERROR") : NULL;
        printf("no: %.*s\n", line ? (int)strcspn(line, "\n") : 20, line ? line : "LAMMPS did not start");
        free(log);
        free(text);
    }
    gb_remove_tree(folder, NULL);
    return said == PROBE_OK ? GB_OK : GB_EFAIL;
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "--probe") == 0) return probe(argv[2]);
    if (argc != 4 || strcmp(argv[1], "run") != 0) {
        fprintf(stderr, "usage: glassbed-worker run DIR PARTIAL | glassbed-worker --probe MODEL.xml\n"
                        "Started by glassbed; there is no need to call it by hand.\n");
        return GB_EINPUT;
    }
    struct gb_error err = GB_ERROR_INIT;
    protocol_open();
    int rc = check_kinds(&err);
    if (rc == GB_OK) rc = run_stage(argv[2], argv[3], &err);
    if (rc != GB_OK && err.text) gb_error_print(&err, "glassbed-worker");
    gb_error_clear(&err);
    lmp_finalize();
    return rc;
}

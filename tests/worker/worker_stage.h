/* For tests of the worker with the real LAMMPS: `glassbed-worker run DIR PARTIAL` on stages written by hand, in a
 * folder of their own that holds model.xml and the stage `melt`.
 */
#ifndef GB_TESTS_WORKER_STAGE_H
#define GB_TESTS_WORKER_STAGE_H

#define HELPER static __attribute__((unused, noinline))

#include "atoms/config.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"
#include "base/values.h"
#include "stage/folder.h"
#include "stage/whole.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/gb-worker-XXXXXX", *worker;

/* Three repulsive species of unlike masses, whose exchange costs about kT: swaps are accepted often, and a wrong
 * temperature or energy of theirs shows. */
static const char model[] =
    "<model name='soft' title='t' units='lj'><source>test</source><licence>test</licence>"
    "<species element='A' mass='1' fraction='0.5'/><species element='B' mass='3' fraction='0.3'/>"
    "<species element='C' mass='2' fraction='0.2'/><lammps skin='0.3'>"
    "<command>pair_style lj/cut 1.2</command><command>pair_modify shift yes</command>"
    "<command>pair_coeff 1 1 1.0 1.0 1.125</command><command>pair_coeff 1 2 1.0 0.9 1.010216</command>"
    "<command>pair_coeff 1 3 1.0 0.95 1.0625</command><command>pair_coeff 2 2 1.0 0.85 0.954093</command>"
    "<command>pair_coeff 2 3 1.0 0.87 0.976542</command><command>pair_coeff 3 3 1.0 0.9 1.010216</command>"
    "</lammps></model>";

HELPER char *in_folder(const char *name) { return gb_format("%s/%s", folder, name); }

HELPER void put(const char *name, const char *text) {
    char *path = in_folder(name);
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    free(path);
}

/* The caller's; "" when it is not there. */
HELPER char *content(const char *name, const char *file) {
    char *path = gb_format("%s/%s/%s", folder, name, file), *text = NULL;
    if (gb_file_read(path, &text, NULL, NULL) != GB_OK) text = gb_strdup("");
    free(path);
    return text;
}

HELPER bool there(const char *name, const char *file) {
    char *path = gb_format("%s/%s/%s", folder, name, file);
    bool yes = gb_exists(path);
    free(path);
    return yes;
}

/* A stage with parameters that many have (start() takes off what its kind has not); to be cleared with stage_clear. */
HELPER struct stage stage_of(const char *name, const char *kind, int atoms) {
    struct stage s = {.name = gb_strdup(name), .kind = gb_strdup(kind), .worker = true};
    stage_param_set(&s, "model", "model.xml");
    stage_param_set(&s, "seed", "20");
    stage_param_set(&s, "atoms", "%d", atoms);
    stage_param_set(&s, "npt", "no");
    stage_param_set(&s, "timestep", "0.005");
    stage_param_set(&s, "thermo-steps", "50");
    stage_param_set(&s, "checkpoint-steps", "400");
    return s;
}

HELPER pid_t start(struct stage *s) {
    char *dir = in_folder(s->name), *file = gb_format("%s/stage.xml", dir), *out = gb_format("%s/out", dir);
    stage_make_whole(s);
    assert_int_equal(gb_mkdirs(dir, NULL), GB_OK);
    assert_int_equal(stage_write(s, file, NULL, NULL), GB_OK);
    pid_t pid = fork();
    if (pid == 0) {
        int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        dup2(fd, 1);
        dup2(fd, 2);
        execl(worker, worker, "run", folder, dir, (char *)NULL);
        _exit(127);
    }
    free(dir);
    free(file);
    free(out);
    return pid;
}

/* A stage that ran leaves what its kind declares, in the units that it declares. */
HELPER void check_folder(const struct stage *s) {
    char *dir = in_folder(s->name), *path = in_folder("model.xml"), *fault = NULL;
    struct model *m = NULL;
    assert_int_equal(model_read(&m, path, NULL), GB_OK);
    fault = folder_fault(s, dir, m, "out");
    if (fault) fail_msg("%s", fault);
    model_free(m);
    free(dir);
    free(path);
}

/* Runs and clears the stage; its exit status. */
HELPER int run(struct stage *s) {
    int status = 0;
    waitpid(start(s), &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) check_folder(s);
    stage_clear(s);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

HELPER void fails(struct stage *s, const char *words) {
    char *name = gb_strdup(s->name);
    assert_int_equal(run(s), GB_EINPUT);
    char *said = content(name, "out");
    if (!strstr(said, words)) print_message("%s", said);
    assert_non_null(strstr(said, words));
    free(said);
    free(name);
}

HELPER struct gb_values values(const char *name) {
    struct gb_values v = {0};
    char *path = gb_format("%s/%s/values.tsv", folder, name);
    assert_int_equal(gb_values_read(&v, path, NULL), GB_OK);
    free(path);
    return v;
}

HELPER struct config *atoms(const char *name) {
    struct config *c;
    char *path = gb_format("%s/%s/glass.dump", folder, name);
    assert_int_equal(config_read(&c, path, -1, NULL, 0, NULL), GB_OK);
    free(path);
    return c;
}

/* Beside this program's build folder; false, and SKIP said, when it is not there. */
HELPER bool find_worker(void) {
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    for (int up = 0; up < 3 && strrchr(self, '/'); up++) *strrchr(self, '/') = '\0';
    worker = gb_format("%s/glassbed-worker", self);
    if (access(worker, X_OK) == 0) return true;
    printf("SKIP worker's stages: %s is not built\n", worker);
    free(worker);
    return false;
}

HELPER int setup(void **state) {
    (void)state;
    assert_non_null(mkdtemp(folder));
    put("model.xml", model);
    struct stage s = stage_of("melt", "melt", 120);
    stage_param_set(&s, "density", "1.1");
    stage_param_set(&s, "melt-T", "2");
    stage_param_set(&s, "from-T", "0.7");
    stage_param_set(&s, "melt-time", "5");
    stage_param_set(&s, "equilibrate-time", "10");
    return run(&s);
}

HELPER int teardown(void **state) {
    (void)state;
    return gb_remove_tree(folder, NULL);
}

/* The stage s, run as a whole and killed after its first checkpoint and taken up: the files must be equal, byte for
 * byte. `make` gives the stage of a name. */
HELPER void same_when_killed(struct stage (*make)(const char *name), size_t n, const char *const *files) {
    struct stage s = make("whole");
    assert_int_equal(run(&s), GB_OK);
    s = make("killed");
    pid_t pid = start(&s);
    for (int k = 0; k < 30000 && !there("killed", "checkpoint.restart"); k++) usleep(1000);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    assert_true(there("killed", "checkpoint.restart"));
    assert_false(there("killed", "glass.dump"));
    assert_int_equal(run(&s), GB_OK);
    for (size_t k = 0; k < n; k++) {
        char *whole = gb_format("%s/whole/%s", folder, files[k]), *killed = gb_format("%s/killed/%s", folder, files[k]);
        uint64_t expect = GB_HASH_INIT, found = GB_HASH_INIT;
        assert_int_equal(gb_hash_file(&expect, whole, NULL), GB_OK);
        assert_int_equal(gb_hash_file(&found, killed, NULL), GB_OK);
        if (expect != found) print_message("%s differs\n", files[k]);
        assert_true(expect == found);
        free(whole);
        free(killed);
    }
}

#endif

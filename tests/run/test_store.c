/* The study's folder: locks, partial and complete stages, --fresh. */
#include "help.h"

#include "run/store.h"
#include "stage/whole.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void put(const char *path, const char *text) {
    struct gb_error err = GB_ERROR_INIT;
    char *parent = gb_strdup(path);
    *strrchr(parent, '/') = '\0';
    assert_int_equal(gb_mkdirs(parent, &err), GB_OK);
    assert_int_equal(gb_file_write(path, text, strlen(text), &err), GB_OK);
    free(parent);
}

static bool there(const char *dir, const char *name) {
    char *path = gb_format("%s/%s", dir, name);
    bool yes = gb_exists(path);
    free(path);
    return yes;
}

static struct stage make_stage(const char *name, const char *rate) {
    struct stage s = {.name = gb_strdup(name), .kind = gb_strdup("quench"), .worker = true, .cost = 12};
    stage_param_set(&s, "rate", "%s", rate);
    stage_make_whole(&s);
    return s;
}

static void open_ok(struct store *st, const char *dir) {
    struct gb_error err = GB_ERROR_INIT;
    if (store_open(st, dir, "<study/>", &err) != GB_OK) fail_msg("%s", err.text);
}

static void refused(const char *dir, const char *study_xml, const char *words) {
    struct store st;
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(store_open(&st, dir, study_xml, &err), GB_EINPUT);
    if (!strstr(err.text, words)) fail_msg("'%s' is not in: %s", words, err.text);
    gb_error_clear(&err);
}

/* ---- whose folder ---- */

static void second_run_is_refused(void **state) {
    (void)state;
    struct store st;
    char *dir = in_folder("a/b"), *who, *me = gb_format("process %ld on ", (long)getpid());
    open_ok(&st, dir);
    refused(dir, "<study/>", "another run is working here (process ");
    refused(dir, "<study/>", me);
    assert_true(store_locked(dir, &who));
    assert_non_null(strstr(who, me));
    free(who);
    store_close(&st);
    assert_false(store_locked(dir, &who));
    assert_null(who);
    open_ok(&st, dir);
    store_close(&st);
    free(me);
    free(dir);
}

static void lock_dies_with_its_holder(void **state) {
    (void)state;
    struct store st;
    int told[2];
    char *dir = in_folder("d"), byte;
    assert_int_equal(pipe(told), 0);
    pid_t pid = fork();
    if (pid == 0) {
        int rc = store_open(&st, dir, NULL, NULL);
        if (write(told[1], rc == GB_OK ? "y" : "n", 1) != 1) _exit(1);
        for (;;) pause();
    }
    assert_int_equal(read(told[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    refused(dir, NULL, "another run");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    open_ok(&st, dir);
    store_close(&st);
    close(told[0]);
    close(told[1]);
    free(dir);
}

static void foreign_folders_are_refused(void **state) {
    (void)state;
    struct store st;
    char *dir = in_folder("photos"), *file = in_folder("photos/cat.jpg"), *study = in_folder("photos/study.xml");
    char *below = in_folder("photos/cat.jpg/x");
    put(file, "meow");
    refused(dir, "<study/>", "holds files but no study");
    assert_false(there(dir, ".lock"));
    put(study, "<study name='mine'/>");
    refused(dir, "<study/>", "is not this study");
    put(study, "<study/>"); /* a copy without its .lock */
    open_ok(&st, dir);
    store_close(&st);
    refused(below, "<study/>", "cat.jpg");
    free(dir);
    free(file);
    free(study);
    free(below);
}

static void unwritable_folder_is_said(void **state) {
    (void)state;
    refused("/proc/gb-none", "<study/>", "/proc/gb-none: folder cannot be made");
    refused("/proc/sys", "<study/>", "/proc/sys");
}

/* ---- stages ---- */

static void begin_commit_state(void **state) {
    (void)state;
    struct store st;
    struct store_partial p;
    struct gb_error err = GB_ERROR_INIT;
    char *dir = in_folder("s"), *text;
    struct stage a = make_stage("quench/1e-2/s1", "0.0123"), b = make_stage("quench/1e-2/s1", "0.0124");
    open_ok(&st, dir);
    assert_int_equal(store_stage(&st, &a), STORE_ABSENT);
    assert_int_equal(store_begin(&st, &a, &p, &err), GB_OK);
    assert_false(p.resumed);
    assert_true(there(p.path, "stage.xml"));
    assert_int_equal(store_stage(&st, &a), STORE_PARTIAL);
    assert_int_equal(store_stage(&st, &b), STORE_ABSENT);
    char *result = gb_format("%s/result", p.path);
    put(result, "42");
    store_partial_clear(&p);

    assert_int_equal(store_begin(&st, &a, &p, &err), GB_OK); /* a checkpoint stays */
    assert_true(p.resumed);
    assert_true(gb_exists(result));
    store_partial_clear(&p);
    assert_int_equal(store_begin(&st, &b, &p, &err), GB_OK); /* of another hash: discarded */
    assert_false(p.resumed);
    assert_false(gb_exists(result));
    put(result, "43");
    store_partial_clear(&p);

    assert_int_equal(store_commit(&st, &b, 12.5, 23.75, "LAMMPS <2>", &err), GB_OK);
    assert_true(there(dir, "quench/1e-2/s1/result"));
    assert_false(there(dir, "quench/1e-2/s1.partial"));
    assert_false(there(dir, "quench/1e-2/s1/.worker"));
    assert_int_equal(store_stage(&st, &b), STORE_COMPLETE);
    assert_int_equal(store_stage(&st, &a), STORE_DIFFERENT);
    char *xml = in_folder("s/quench/1e-2/s1/stage.xml");
    assert_int_equal(gb_file_read(xml, &text, NULL, &err), GB_OK);
    assert_non_null(strstr(text, "seconds=\"12.50\" cpu=\"23.75\""));
    assert_non_null(strstr(text, "engine=\"LAMMPS &lt;2&gt;\""));
    assert_non_null(strstr(text, "host=\""));
    free(text);
    put(xml, "<stage");
    assert_int_equal(store_stage(&st, &b), STORE_DIFFERENT);

    assert_int_equal(store_begin(&st, &b, &p, &err), GB_OK); /* replaces what is there */
    store_partial_clear(&p);
    assert_int_equal(store_commit(&st, &b, 1, 1, NULL, &err), GB_OK);
    assert_int_equal(store_stage(&st, &b), STORE_COMPLETE);
    assert_false(there(dir, "quench/1e-2/s1/result"));
    store_close(&st);
    stage_clear(&a);
    stage_clear(&b);
    free(result);
    free(xml);
    free(dir);
}

/* A process of a killed run still holds the folder: a new one waits until it is gone. */
static void orphan_is_waited_for(void **state) {
    (void)state;
    struct store st;
    struct store_partial p;
    struct gb_error err = GB_ERROR_INIT;
    char *dir = in_folder("o");
    struct stage a = make_stage("melt/s1", "0.3");
    open_ok(&st, dir);
    assert_int_equal(store_begin(&st, &a, &p, &err), GB_OK);
    char *late = gb_format("%s/late", p.path);
    pid_t pid = fork();
    if (pid == 0) {
        usleep(400000);
        int fd = open(late, O_CREAT | O_WRONLY, 0666);
        _exit(fd >= 0 ? 0 : 1); /* p.lock_fd, inherited, is freed here */
    }
    store_partial_clear(&p);
    assert_int_equal(store_begin(&st, &a, &p, &err), GB_OK);
    assert_true(gb_exists(late)); /* it has written its last: we did not look before it ended */
    waitpid(pid, NULL, 0);
    store_partial_clear(&p);
    store_close(&st);
    stage_clear(&a);
    free(late);
    free(dir);
}

static void broken_partials_are_discarded(void **state) {
    (void)state;
    struct store st;
    struct store_partial p;
    struct gb_error err = GB_ERROR_INIT;
    char *dir = in_folder("x"), *xml = in_folder("x/melt/s1.partial/stage.xml");
    struct stage a = make_stage("melt/s1", "0.3");
    open_ok(&st, dir);
    put(xml, "<stage name='");
    assert_int_equal(store_stage(&st, &a), STORE_ABSENT);
    assert_int_equal(store_begin(&st, &a, &p, &err), GB_OK);
    assert_false(p.resumed);
    assert_int_equal(store_stage(&st, &a), STORE_PARTIAL);
    store_partial_clear(&p);
    store_close(&st);
    stage_clear(&a);
    free(xml);
    free(dir);
}

static void fresh_removes_only_ours(void **state) {
    (void)state;
    static const char *const stay[] = {"notes.txt",   "quench/1e-2/plot.png",   "mine/a/b", "model.xml", "study.xml",
                                       "inner/.lock", "inner/melt/s1/stage.xml"};
    struct store st;
    struct store_partial p;
    struct gb_error err = GB_ERROR_INIT;
    char *dir = in_folder("f");
    struct stage s[3] = {make_stage("quench/1e-2/s1", "1"), make_stage("melt/s1", "1"), make_stage("summary", "1")};
    open_ok(&st, dir);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(store_begin(&st, &s[i], &p, &err), GB_OK);
        store_partial_clear(&p);
        if (i != 1) assert_int_equal(store_commit(&st, &s[i], 1, 1, NULL, &err), GB_OK);
    }
    for (size_t i = 0; i < sizeof stay / sizeof stay[0]; i++) {
        char *path = gb_format("%s/%s", dir, stay[i]);
        put(path, "x");
        free(path);
    }
    char *page = gb_format("%s/report.html", dir), *figure = gb_format("%s/figures/a.svg", dir);
    put(page, "x");
    put(figure, "x");
    if (store_fresh(&st, &err) != GB_OK) fail_msg("%s", err.text);
    for (size_t i = 0; i < sizeof stay / sizeof stay[0]; i++)
        if (!there(dir, stay[i])) fail_msg("%s is gone", stay[i]);
    assert_false(there(dir, "quench/1e-2/s1"));
    assert_false(there(dir, "melt"));
    assert_false(there(dir, "summary"));
    assert_false(there(dir, "report.html"));
    assert_false(there(dir, "figures"));
    for (int i = 0; i < 3; i++) stage_clear(&s[i]);
    store_close(&st);
    free(page);
    free(figure);
    free(dir);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(second_run_is_refused),
        cmocka_unit_test(lock_dies_with_its_holder),
        cmocka_unit_test(foreign_folders_are_refused),
        cmocka_unit_test(unwritable_folder_is_said),
        cmocka_unit_test(begin_commit_state),
        cmocka_unit_test(orphan_is_waited_for),
        cmocka_unit_test(broken_partials_are_discarded),
        cmocka_unit_test(fresh_removes_only_ours),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}

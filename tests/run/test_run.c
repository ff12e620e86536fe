/* The runner, with a worker that is a shell script and analysis code from here: order, faults, kills, resuming. */
#include "help.h"

#include "run/clock.h"
#include "run/engine.h"
#include "run/progress.h"
#include "run/run.h"
#include "run/store.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void put(const char *name, const char *text) {
    char *path = in_folder(name);
    assert_int_equal(gb_file_write(path, text, strlen(text), NULL), GB_OK);
    free(path);
}

static bool there(const char *name) {
    char *path = in_folder(name);
    bool yes = gb_exists(path);
    free(path);
    return yes;
}

/* The caller's; "" when it is not there. */
static char *content(const char *name) {
    char *path = in_folder(name), *text = NULL;
    if (gb_file_read(path, &text, NULL, NULL) != GB_OK) text = gb_strdup("");
    free(path);
    return text;
}

/* ---- a plan of our own: melt -> quench a, quench b -> measure a, measure b -> summary ---- */

static void add(struct plan *p, const char *name, const char *kind, double cost, size_t n_inputs, const size_t *input) {
    p->stage = gb_realloc(p->stage, p->n + 1, sizeof *p->stage);
    struct stage *s = &p->stage[p->n++];
    *s = (struct stage){.name = gb_strdup(name), .kind = gb_strdup(kind), .cost = cost};
    s->worker = strcmp(kind, "measure") != 0 && strcmp(kind, "summary") != 0;
    stage_param_set(s, "name", "%s", name);
    stage_param_set(s, "ranks", "1");
    for (size_t i = 0; i < n_inputs; i++) {
        const struct stage *in = &p->stage[input[i]];
        stage_input_add(s, in->name, in->name, true, in->hash);
    }
    s->hash = stage_hash(s);
}

static int by_name(const void *a, const void *b, void *plan) {
    const struct plan *p = plan;
    return strcmp(p->stage[*(const size_t *)a].name, p->stage[*(const size_t *)b].name);
}

static struct plan *make_plan(const char *atoms) {
    struct plan *p = GB_NEW(struct plan);
    add(p, "melt/s1", "melt", 100, 0, NULL);
    stage_param_set(&p->stage[0], "atoms", "%s", atoms);
    p->stage[0].hash = stage_hash(&p->stage[0]);
    add(p, "quench/a/s1", "quench", 10, 1, (const size_t[]){0});
    add(p, "quench/b/s1", "quench", 1000, 1, (const size_t[]){0});
    add(p, "measure/a/s1", "measure", 7, 1, (const size_t[]){1});
    add(p, "measure/b/s1", "measure", 7, 1, (const size_t[]){2});
    add(p, "summary", "summary", 3, 2, (const size_t[]){3, 4});
    p->by_name = GB_ARRAY(p->n, size_t);
    for (size_t i = 0; i < p->n; i++) p->by_name[i] = i;
    qsort_r(p->by_name, p->n, sizeof *p->by_name, by_name, p);
    return p;
}

/* The worker script keeps a line per start in "starts"; FAKE holds shell code with $stage its stage's name. */
static const char script[] = "#!/bin/sh\n"
                             "# run DIR PARTIAL\n"
                             "here=$(dirname \"$0\")\n"
                             "stage=${3#$2/}; stage=${stage%.partial}\n"
                             "cd \"$3\" || exit 1\n"
                             "echo \"$stage\" >>\"$here/starts\"\n"
                             "[ -d \"$OMPI_MCA_orte_tmpdir_base\" ] || exit 77\n"
                             "echo \"$OMPI_MCA_orte_tmpdir_base\" >>\"$here/sessions\"\n"
                             "echo 'engine FAKE 7' >&3\n"
                             "echo 'progress 1 4 T=0.5 e=-7.5' >&3\n"
                             ". \"$here/fake.sh\"\n"
                             "echo \"$stage\" >result\n"
                             "echo 'progress 4 4 T=0.1' >&3\n";

static int fake_measure(const struct stage *st, const char *dir, const char *out, struct gb_error *err) {
    char *from = gb_format("%s/%s/result", dir, st->input[0].path), *to = gb_format("%s/result", out), *text = NULL;
    int rc = gb_file_read(from, &text, NULL, err);
    if (rc == GB_OK && there("measure-fails")) rc = gb_fail(err, GB_EFAIL, "no peak in\n%s", st->input[0].path);
    if (rc == GB_OK && there("measure-crashes")) abort();
    if (rc == GB_OK) rc = gb_file_write(to, text, strlen(text), err);
    free(from);
    free(to);
    free(text);
    return rc;
}

static int fake_summary(const struct stage *st, const char *dir, const char *out, struct gb_error *err) {
    struct gb_text all = {0};
    char *to = gb_format("%s/summary.tsv", out);
    int rc = GB_OK;
    for (size_t i = 0; i < st->n_inputs && rc == GB_OK; i++) {
        char *from = gb_format("%s/%s/result", dir, st->input[i].path), *text = NULL;
        rc = gb_file_read(from, &text, NULL, err);
        if (rc == GB_OK) gb_text_add(&all, "%s", text);
        free(from);
        free(text);
    }
    if (rc == GB_OK) rc = gb_file_write(to, all.s, all.len, err);
    free(all.s);
    free(to);
    return rc;
}

static int fake_report(const void *s, const char *dir, struct gb_error *err) {
    (void)s;
    char *to = gb_format("%s/report.html", dir);
    int rc = there("report-fails") ? gb_fail(err, GB_EFAIL, "gnuplot is not there") : gb_file_write(to, "page", 4, err);
    free(to);
    return rc;
}

/* Runs the plan in folder/out with standard error in folder/stderr; *text: the error's, the caller's. */
static int run_it(const char *atoms, bool fresh, int cores, char **text) {
    struct gb_error err = GB_ERROR_INIT;
    struct model model = {.text = (char *)(uintptr_t) "<model/>", .path = (char *)(uintptr_t) "/nowhere/model.xml"};
    char *dir = in_folder("out"), *log = in_folder("stderr");
    const struct run_source source = {"/nowhere/study.xml", "<study/>", &model};
    static const struct run_analysis analysis[] = {{"measure", fake_measure}, {"summary", fake_summary}};
    const struct run_analyses analyses = {2, analysis, fake_report, NULL};
    const struct run_options opt = {dir, cores, fresh, false, NULL};
    struct plan *p = make_plan(atoms);
    fflush(stderr);
    int keep = dup(2);
    assert_non_null(freopen(log, "w", stderr));
    int rc = run_plan(p, &source, &analyses, &opt, &err);
    fflush(stderr);
    dup2(keep, 2);
    close(keep);
    if (text)
        *text = err.text;
    else
        free(err.text);
    plan_free(p);
    free(dir);
    free(log);
    return rc;
}

static int prepare(void **state) {
    if (help_setup(state) != 0) return 1;
    put("worker", script);
    put("fake.sh", ":\n");
    char *worker = in_folder("worker");
    setenv("GLASSBED_WORKER", worker, 1);
    int rc = chmod(worker, 0755);
    free(worker);
    return rc;
}

static int clean(void **state) {
    (void)state;
    return gb_remove_tree(folder, NULL);
}

static void expect(const char *text, const char *words) {
    if (!text || !strstr(text, words)) fail_msg("'%s' is not in: %s", words, text ? text : "(nothing)");
}

static void expect_file(const char *name, const char *words) {
    char *text = content(name);
    expect(text, words);
    free(text);
}

static size_t starts(void) {
    char *text = content("starts");
    size_t n = 0;
    for (const char *s = text; (s = strchr(s, '\n')); s++) n++;
    free(text);
    return n;
}

static const char good_summary[] = "quench/a/s1\nquench/b/s1\n";

static void run_well(const char *atoms, bool fresh, int cores) {
    char *text = NULL;
    int rc = run_it(atoms, fresh, cores, &text);
    if (rc != GB_OK) fail_msg("%d: %s", rc, text ? text : "");
    char *summary = content("out/summary/summary.tsv");
    assert_string_equal(summary, good_summary);
    free(summary);
    free(text);
}

/* ---- runs ---- */

static void all_well_then_nothing_to_do(void **state) {
    (void)state;
    char *text;
    run_well("500", false, 1);
    /* The dearest chain first: melt, then b, then a, although a stands before b. */
    text = content("starts");
    assert_string_equal(text, "melt/s1\nquench/b/s1\nquench/a/s1\n");
    free(text);
    expect_file("stderr", "6 of 6 stages to run on 1 core\n");
    expect_file("stderr", "[6/6] summary done in 0 s");
    expect_file("out/melt/s1/stage.xml", "engine=\"FAKE 7\"");
    expect_file("out/study.xml", "<study/>");
    expect_file("out/model.xml", "<model/>");
    assert_true(there("out/report.html"));
    assert_false(there("out/report.log"));
    assert_false(there("out/melt/s1.partial"));

    /* Each worker had a folder of its own for Open MPI, and none is left. */
    char *sessions = content("sessions"), *save = NULL, *before = NULL;
    size_t n = 0;
    for (char *s = strtok_r(sessions, "\n", &save); s; s = strtok_r(NULL, "\n", &save), n++) {
        assert_int_not_equal(access(s, F_OK), 0);
        assert_true(!before || strcmp(before, s) != 0);
        before = s;
    }
    assert_int_equal(n, 3);
    free(sessions);

    put("out/report.html", "not built again");
    run_well("500", false, 2);
    expect_file("out/report.html", "not built again");
    expect_file("stderr", "all 6 stages are there");
    assert_int_equal(starts(), 3);

    char *page = in_folder("out/report.html");
    unlink(page);
    free(page);
    run_well("500", false, 2);
    assert_true(there("out/report.html"));
    assert_int_equal(starts(), 3);
}

static void lammps_error_is_one_line(void **state) {
    (void)state;
    char *text;
    put("fake.sh", "if [ $stage = quench/a/s1 ]; then echo 'x' >checkpoint\n"
                   "printf 'units lj\\nERROR: Lost atoms: original 500 current 499 (src/thermo.cpp:438)\\n"
                   "Last command: run 1000\\n' >log.lammps; exit 1; fi\n");
    assert_int_equal(run_it("500", false, 2, &text), GB_EFAIL);
    char *line = gb_format(
        "quench/a/s1: LAMMPS: ERROR: Lost atoms: original 500 current 499 (src/thermo.cpp:438); command: run 1000; "
        "log: %s/out/quench/a/s1.partial/log.lammps",
        folder);
    expect(text, line);
    expect(text, "2 stages were not started for want of it; 3 of 6 stages are complete and kept");
    expect_file("stderr", line);
    free(line);
    free(text);
    assert_true(there("out/quench/a/s1.partial/checkpoint"));
    assert_true(there("out/measure/b/s1")); /* the others went on */
    assert_false(there("out/measure/a"));
    assert_false(there("out/summary"));
    assert_false(there("out/report.html"));

    /* The same command tries again; an old log must not speak for a new failure. */
    put("fake.sh", "if [ $stage = quench/a/s1 ]; then [ -e checkpoint ] && echo 'cannot go on' && exit 3; fi\n");
    assert_int_equal(run_it("500", false, 2, &text), GB_EFAIL);
    expect(text, "quench/a/s1: ended with status 3; its last words: cannot go on; log: ");
    free(text);
    expect_file("stderr", "3 of 6 stages to run on 2 cores; of these, 1 begun already");
    put("fake.sh", ":\n");
    run_well("500", false, 2);
    assert_int_equal(starts(), 5);
}

static void other_faults_are_said(void **state) {
    (void)state;
    char *text;
    put("fake.sh", "echo 'warning box is small' >&3\necho 'error no converge\tnce' >&3\nexit 2\n");
    assert_int_equal(run_it("500", false, 2, &text), GB_EFAIL);
    expect(text, "melt/s1: no converge nce; log: ");
    expect(text, "5 stages were not started");
    expect_file("stderr", "glassbed: warning: melt/s1: box is small\n");
    expect_file("stderr", "1 warning, kept in warnings.txt");
    expect_file("out/melt/s1.partial/warnings.txt", "box is small\n");
    free(text);

    put("fake.sh", "kill -9 $$\n");
    assert_int_equal(run_it("500", false, 2, &text), GB_EFAIL);
    expect(text, "melt/s1: killed by signal 9 (Killed)");
    expect(text, "the same command resumes");
    free(text);

    put("fake.sh", "exit 5\n");
    assert_int_equal(run_it("500", false, 2, &text), GB_EFAIL);
    expect(text, "melt/s1: ended with status 5 and said nothing; log: ");
    free(text);

    put("fake.sh", "exec 3>/dev/null\n"); /* closes its channel: no news, but no fault */
    put("measure-fails", "");
    assert_int_equal(run_it("500", false, 2, &text), GB_EFAIL);
    expect(text, "/s1: no peak in quench/");
    expect(text, "(and 1 more failed, see above)");
    expect(text, "1 stage was not started");
    free(text);

    put("measure-crashes", "");
    char *path = in_folder("measure-fails");
    unlink(path);
    free(path);
    assert_int_equal(run_it("500", false, 2, &text), GB_EFAIL);
    expect(text, "/s1: killed by signal 6 (Aborted)");
    free(text);

    path = in_folder("measure-crashes");
    unlink(path);
    free(path);
    put("report-fails", "");
    assert_int_equal(run_it("500", false, 2, &text), GB_EFAIL);
    expect(text, "report: gnuplot is not there; log: ");
    expect(text, "report.log; all 6 stages are complete and kept, and the same command tries the report again");
    free(text);

    setenv("GLASSBED_WORKER", "/nowhere/worker", 1);
    expect_file("out/summary/summary.tsv", good_summary);
    assert_int_equal(run_it("500", true, 2, &text), GB_EFAIL);
    expect(text, "/nowhere/worker: the program that runs LAMMPS cannot be started");
    free(text);
}

static void different_study_is_refused(void **state) {
    (void)state;
    char *text, *before;
    run_well("500", false, 2);
    before = content("out/summary/stage.xml");
    assert_int_equal(run_it("700", false, 2, &text), GB_EINPUT);
    expect(text, "out: holds results of a different study: 3 stages differ: melt/s1 (atoms='700', there '500'), "
                 "quench/a/s1, quench/b/s1; use -o OTHER");
    expect(text, "--fresh");
    free(text);
    text = content("out/summary/stage.xml");
    assert_string_equal(text, before);
    free(text);
    free(before);
    put("out/notes.txt", "mine");
    run_well("700", true, 2);
    assert_true(there("out/notes.txt"));
    assert_int_equal(starts(), 6);
    text = content("out/melt/s1/stage.xml");
    expect(text, "value=\"700\"");
    free(text);
}

static void second_run_is_refused(void **state) {
    (void)state;
    char *text, *dir = in_folder("out");
    struct store st;
    assert_int_equal(store_open(&st, dir, NULL, NULL), GB_OK);
    assert_int_equal(run_it("500", false, 2, &text), GB_EINPUT);
    expect(text, "another run is working here");
    free(text);
    store_close(&st);
    free(dir);
}

/* ---- kills ---- */

static void wait_for(const char *name) {
    for (int i = 0; i < 400 && !there(name); i++) usleep(20000);
    if (!there(name)) fail_msg("%s has not come", name);
}

/* Starts the run in a child and sends it `sig` once `mark` is there; its exit status. */
static int run_and_signal(const char *mark, int sig) {
    int status;
    pid_t pid = fork();
    if (pid == 0) _exit(run_it("500", false, 2, NULL));
    assert_true(pid > 0);
    wait_for(mark);
    kill(pid, sig);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static bool alive(const char *pid_file) {
    char *text = content(pid_file);
    int pid = atoi(text);
    free(text);
    return pid > 0 && kill(pid, 0) == 0;
}

static void interruption_keeps_what_is_finished(void **state) {
    (void)state;
    put("fake.sh", "case $stage in quench*) echo $$ >\"$here/pid\"; sleep 60;; esac\n");
    assert_int_equal(run_and_signal("pid", SIGTERM), GB_EINTR);
    assert_false(alive("pid"));
    assert_true(there("out/melt/s1"));
    assert_true(there("out/quench/b/s1.partial"));
    expect_file("stderr", "Terminated: stopping 2 stages");
    put("fake.sh", ":\n");
    run_well("500", false, 2);
    expect_file("stderr", "5 of 6 stages to run on 2 cores; of these, 2 begun already");
}

static void deaf_worker_is_killed(void **state) {
    (void)state;
    put("fake.sh", "trap '' TERM INT; echo $$ >\"$here/pid\"; while :; do sleep 0.1; done\n");
    assert_int_equal(run_and_signal("pid", SIGINT), GB_EINTR);
    assert_false(alive("pid"));
}

/* kill -9 of the runner takes its worker along, and the next run takes over at once. */
static void killed_runner_leaves_no_orphan(void **state) {
    (void)state;
    put("fake.sh", "trap '' TERM INT HUP; [ $stage = melt/s1 ] && { echo $$ >\"$here/pid\"; while :; do echo x "
                   ">>orphan; done; }\n");
    assert_int_equal(run_and_signal("pid", SIGKILL), 1000 + SIGKILL);
    for (int i = 0; i < 100 && alive("pid"); i++) usleep(20000);
    assert_false(alive("pid"));
    put("fake.sh", ":\n");
    run_well("500", false, 2);
    assert_true(there("out/melt/s1/orphan")); /* its partial folder was taken over */
    assert_int_equal(starts(), 4);
}

static double time_of(const char *stage, const char *key) {
    char *name = gb_format("out/%s/stage.xml", stage), *text = content(name), *word = gb_format(" %s=\"", key);
    const char *at = text ? strstr(text, word) : NULL;
    if (!at) fail_msg("no %s in %s", key, name);
    double v = strtod(at + strlen(word), NULL);
    free(word);
    free(text);
    free(name);
    return v;
}

/* Processor time is that of the stage and of whom it waited for, and waiting is none. */
static void processor_time_is_kept(void **state) {
    (void)state;
    put("fake.sh", "case $stage in melt*) awk 'BEGIN { for (i = 0; i < 4e6; i++) x += i }';; quench/a*) sleep 0.4;; "
                   "esac\n");
    run_well("500", false, 1);
    assert_true(time_of("melt/s1", "cpu") >= 0.05);
    assert_true(time_of("melt/s1", "cpu") <= time_of("melt/s1", "seconds") + 0.1);
    assert_true(time_of("quench/a/s1", "seconds") >= 0.4);
    assert_true(time_of("quench/a/s1", "cpu") <= 0.2);
}

static void ranks_go_through_mpirun(void **state) {
    (void)state;
    if (system("command -v mpirun >/dev/null 2>&1") != 0) skip();
    struct engine_job job;
    struct gb_error err = GB_ERROR_INIT;
    int status;
    char *worker = in_folder("rank"), *dir = in_folder(""), *partial = in_folder("p.partial"),
         *got = in_folder("p.partial/ranks");
    put("rank", "#!/bin/sh\ncd \"$3\"; echo rank >>ranks\n"
                "[ \"$OMPI_COMM_WORLD_RANK\" = 0 ] && { echo 'error through the fifo' >\"$GLASSBED_PROGRESS\"; exit 4; "
                "}; exit 0\n");
    chmod(worker, 0755);
    assert_int_equal(gb_mkdirs(partial, NULL), GB_OK);
    assert_int_equal(engine_start_worker(&job, worker, dir, partial, 2, -1, &err), GB_OK);
    assert_int_equal(waitpid(job.pid, &status, 0), job.pid);
    char *log = gb_strdup(job.log), *said = NULL;
    char buffer[256] = "";
    assert_true(read(job.fd, buffer, sizeof buffer - 1) > 0);
    assert_string_equal(buffer, "error through the fifo\n");
    engine_close(&job, NULL, NULL);
    assert_false(there("p.partial/.progress"));
    assert_int_equal(WEXITSTATUS(status), 4);
    expect_file("p.partial/ranks", "rank\nrank\n");
    free(log);
    free(said);
    free(worker);
    free(dir);
    free(partial);
    free(got);
}

/* ---- schedule, clock, progress: no processes ---- */

static void schedule_follows_critical_path(void **state) {
    (void)state;
    struct plan *p = make_plan("500");
    struct schedule *s;
    struct gb_error err = GB_ERROR_INIT;
    assert_int_equal(schedule_create(&s, p, 2, &err), GB_OK);
    assert_true(s->priority[0] == 100 + 1000 + 7 + 3);
    assert_int_equal(schedule_next(s, 2), 0);
    s->life[0] = LIFE_RUNNING;
    assert_true(schedule_next(s, 1) == (size_t)-1);
    s->life[0] = LIFE_DONE;
    assert_int_equal(schedule_next(s, 1), 2);
    assert_true(schedule_next(s, 0) == (size_t)-1);
    schedule_fail(s, 1);
    assert_int_equal(schedule_count(s, LIFE_SKIPPED), 2);
    assert_int_equal(s->life[4], LIFE_WAITING);
    const double left[] = {0, 0, 9, 0, 2, 0}, many[] = {0, 8, 9, 7, 8, 1};
    assert_true(schedule_time_left(s, left) == 11); /* the chain */
    assert_true(schedule_time_left(s, many) == 18); /* 9 + 8 + 1 on a chain, 33 of work on two cores */
    schedule_free(s);

    stage_param_set(&p->stage[1], "ranks", "3");
    assert_int_equal(schedule_create(&s, p, 2, &err), GB_EINPUT);
    expect(err.text, "ranks='3': a stage would take 3 cores but there are 2");
    gb_error_clear(&err);
    plan_free(p);
}

static void time_left_comes_from_measured_rates(void **state) {
    (void)state;
    struct plan *p = make_plan("500");
    struct schedule *s;
    struct run_clock c;
    assert_int_equal(schedule_create(&s, p, 2, NULL), GB_OK);
    run_clock_init(&c, s);
    assert_true(isnan(run_clock_left(&c)));
    for (size_t i = 0; i < 2; i++) s->life[i] = LIFE_DONE, c.fraction[i] = 1;
    c.work[1] = 0.5; /* resumed half-way: 5 units of cost in 0.25 s */
    c.seconds[1] = 0.25;
    s->life[2] = LIFE_RUNNING;
    c.fraction[2] = 0.75;
    c.work[2] = 0.75; /* 750 in 10 s: quench goes at 755/10.25 */
    c.seconds[2] = 10;
    double quench = 250 * 10.25 / 755, rest = 7 * 10.25 / 755 + 3 * 10.25 / 755;
    assert_true(fabs(run_clock_left(&c) - (quench + rest)) < 1e-9);
    assert_true(fabs(run_clock_fraction(&c) - (100 + 10 + 750) / 1127.0) < 1e-12);
    run_clock_clear(&c);
    schedule_free(s);
    plan_free(p);
}

static void progress_reads_well(void **state) {
    (void)state;
    const struct progress_running running[] = {{"quench/a/s1", 0.456, "T=0.41 e=-7.52"}, {"melt/s2", 0, ""}};
    struct progress_view v = {NULL, 3, 25, 0.1299, 130, 2, running};
    char *text = progress_text(&v);
    assert_string_equal(text, "3/25 stages, 12 %, 2 min 10 s left; quench/a/s1 45 % T=0.41 e=-7.52; melt/s2 0 %");
    free(text);
    v = (struct progress_view){"2/8 b", 24, 25, 0.9999, NAN, 0, NULL};
    text = progress_text(&v);
    assert_string_equal(text, "[2/8 b] 24/25 stages, 99 %");
    free(text);
    const struct {
        double s;
        const char *text;
    } time[] = {{-1, "0 s"},      {59.4, "59 s"},        {61.2, "1 min 1 s"},
                {3599, "60 min"}, {12240, "3 h 24 min"}, {187200, "2 d 4 h"}};
    for (size_t i = 0; i < sizeof time / sizeof time[0]; i++) {
        text = progress_duration(time[i].s);
        assert_string_equal(text, time[i].text);
        free(text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_well_then_nothing_to_do, prepare, clean),
        cmocka_unit_test_setup_teardown(lammps_error_is_one_line, prepare, clean),
        cmocka_unit_test_setup_teardown(other_faults_are_said, prepare, clean),
        cmocka_unit_test_setup_teardown(different_study_is_refused, prepare, clean),
        cmocka_unit_test_setup_teardown(second_run_is_refused, prepare, clean),
        cmocka_unit_test_setup_teardown(interruption_keeps_what_is_finished, prepare, clean),
        cmocka_unit_test_setup_teardown(deaf_worker_is_killed, prepare, clean),
        cmocka_unit_test_setup_teardown(killed_runner_leaves_no_orphan, prepare, clean),
        cmocka_unit_test_setup_teardown(processor_time_is_kept, prepare, clean),
        cmocka_unit_test_setup_teardown(ranks_go_through_mpirun, prepare, clean),
        cmocka_unit_test(schedule_follows_critical_path),
        cmocka_unit_test(time_left_comes_from_measured_rates),
        cmocka_unit_test(progress_reads_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

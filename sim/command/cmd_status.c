/* glassbed status: where a study stands. Reads only; may be called while a run works there. */
#include "command/command.h"

#include "base/file.h"
#include "base/mem.h"
#include "plan/plan.h"
#include "run/store.h"
#include "stage/kinds.h"
#include "study/collection.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "glassbed status DIR\n"
    "Says which stages of the study in DIR, or of its studies, are complete, begun or absent, and whether a run works "
    "there.";

enum { COMPLETE, BEGUN, ABSENT, DIFFERENT, N_COLUMNS };

static int column_of(enum store_state state) {
    switch (state) {
    case STORE_COMPLETE: return COMPLETE;
    case STORE_PARTIAL: return BEGUN;
    case STORE_DIFFERENT: return DIFFERENT;
    case STORE_ABSENT: break;
    }
    return ABSENT;
}

enum { KIND_WIDTH = 16 }; /* of the longest name of a kind */

static void print_counts(const char *what, const size_t n[N_COLUMNS]) {
    printf("%-*s %8zu %8zu %8zu %9zu\n", KIND_WIDTH, what, n[COMPLETE], n[BEGUN], n[ABSENT], n[DIFFERENT]);
}

/* The kinds that the plan has, in the order of the work. */
static void print_kinds(const struct plan *p, const enum store_state *state, bool running) {
    size_t of_kind[STAGE_N_KINDS][N_COLUMNS] = {{0}}, stages[STAGE_N_KINDS] = {0}, sum[N_COLUMNS] = {0};
    for (size_t i = 0; i < p->n; i++) {
        const enum stage_kind_id id = stage_kind_find(p->stage[i].kind)->id;
        stages[id]++;
        of_kind[id][column_of(state[i])]++;
        sum[column_of(state[i])]++;
    }
    printf("%-*s %8s %8s %8s %9s\n", KIND_WIDTH, "stages", "complete", running ? "running" : "begun", "absent",
           "different");
    for (size_t k = 0; k < STAGE_N_KINDS; k++)
        if (stages[k]) print_counts(stage_kinds[k]->name, of_kind[k]);
    print_counts("all", sum);
}

static void print_status(const struct study *s, const struct plan *p, const char *dir) {
    struct store store;
    char *who, *page = gb_format("%s/report.html", dir);
    size_t complete = 0;
    enum store_state *state = GB_ARRAY(p->n, enum store_state);
    bool running = store_locked(dir, &who);
    store_view(&store, dir);
    for (size_t i = 0; i < p->n; i++) {
        state[i] = store_stage(&store, &p->stage[i]);
        complete += state[i] == STORE_COMPLETE;
    }
    printf("study %s in %s\n", s->name, dir);
    print_kinds(p, state, running);
    for (size_t i = 0; i < p->n; i++)
        if (state[i] == STORE_PARTIAL) printf("%s %s\n", running ? "running" : "begun", p->stage[i].name);
    if (running)
        printf("a run works here: %s\n", who ? who : "unknown process");
    else if (complete == p->n)
        printf("complete; page: %s\n", gb_exists(page) ? page : "not made yet, glassbed report makes it");
    else
        printf("no run works here; glassbed run with the same study and -o %s resumes\n", dir);
    store_close(&store);
    free(who);
    free(page);
    free(state);
}

/* A line for each study of a collection. */
static int print_studies(const char *dir, struct gb_error *err) {
    char *path = gb_format("%s/studies.xml", dir), *page = gb_format("%s/report.html", dir), *who;
    struct collection *c = NULL;
    size_t complete = 0;
    int rc = collection_read(&c, path, err);
    bool running = store_locked(dir, &who);
    if (rc == GB_OK) {
        printf("studies %s in %s\n", c->name, dir);
        printf("%-24s %8s %8s %8s %9s\n", "study", "complete", running ? "running" : "begun", "absent", "different");
    }
    for (size_t i = 0; rc == GB_OK && i < c->n; i++) {
        struct plan *p = NULL;
        struct store store;
        size_t n[N_COLUMNS] = {0};
        if ((rc = plan_create(&p, c->study[i], err)) != GB_OK) break;
        char *folder = gb_format("%s/%s", dir, c->study[i]->name);
        store_view(&store, folder);
        for (size_t k = 0; k < p->n; k++) n[column_of(store_stage(&store, &p->stage[k]))]++;
        printf("%-24s %8zu %8zu %8zu %9zu\n", c->study[i]->name, n[COMPLETE], n[BEGUN], n[ABSENT], n[DIFFERENT]);
        complete += n[COMPLETE] == p->n;
        store_close(&store);
        plan_free(p);
        free(folder);
    }
    if (rc == GB_OK && running)
        printf("a run works here: %s\n", who ? who : "unknown process");
    else if (rc == GB_OK && complete == c->n)
        printf("complete; page: %s\n", gb_exists(page) ? page : "not made yet, glassbed report makes it");
    else if (rc == GB_OK)
        printf("no run works here; glassbed run with the same studies and -o %s resumes\n", dir);
    if (rc == GB_OK) rc = gb_file_close(stdout, "-", err);
    collection_free(c);
    free(who);
    free(page);
    free(path);
    return rc;
}

static int status(const char *dir, struct gb_error *err) {
    if (collection_is_folder(dir)) return print_studies(dir, err);
    char *path = gb_format("%s/study.xml", dir);
    struct study *s = NULL;
    struct plan *p = NULL;
    int rc = GB_OK;
    if (!gb_exists(path))
        rc = gb_fail(err, GB_EINPUT, "%s: there is no study here (no study.xml); name a folder that glassbed run wrote",
                     dir);
    if (rc == GB_OK) rc = study_read(&s, path, err);
    if (rc == GB_OK) rc = plan_create(&p, s, err);
    if (rc == GB_OK) {
        print_status(s, p, dir);
        rc = gb_file_close(stdout, "-", err);
    }
    plan_free(p);
    study_free(s);
    free(path);
    return rc;
}

int cmd_status(int argc, char **argv) {
    struct gb_error err = GB_ERROR_INIT;
    const char *dir = NULL;
    size_t n_args = 0;
    int help = 0;
    int rc = options_parse(argc, argv, usage, 0, NULL, 1, &dir, &n_args, &help, &err);
    if (rc == GB_OK && !help)
        rc = n_args ? status(dir, &err) : gb_fail(&err, GB_EINPUT, "which folder? usage: glassbed status DIR");
    return command_end("status", rc, &err);
}

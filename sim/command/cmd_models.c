/* glassbed models: the model glasses that are found, and which the linked LAMMPS can run. */
#include "command/command.h"

#include "base/mem.h"
#include "base/number.h"
#include "run/engine.h"
#include "study/scatterer.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { PROBE_SECONDS = 60 };

/* First line that comes through fd within the time, without its end; "" when none; the caller's. */
static char *first_line(int fd) {
    struct gb_text t = {0};
    char buf[512];
    gb_text_addn(&t, "", 0);
    for (int waited = 0; waited < PROBE_SECONDS * 10 && !strchr(t.s, '\n') && t.len < 4096; waited++) {
        struct pollfd p = {fd, POLLIN, 0};
        if (poll(&p, 1, 100) <= 0) continue;
        ssize_t n = read(fd, buf, sizeof buf);
        if (n <= 0) break;
        gb_text_addn(&t, buf, (size_t)n);
    }
    t.s[strcspn(t.s, "\n")] = '\0';
    return t.s;
}

/* What `glassbed-worker --probe MODEL` says, "ok ..." or "no: ..."; the caller's. */
static char *probe(const char *worker, const char *model) {
    int fd[2];
    if (pipe(fd) != 0) return gb_format("no: %s", strerror(errno));
    char *argv[] = {gb_strdup(worker), gb_strdup("--probe"), gb_strdup(model), NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
    posix_spawn_file_actions_adddup2(&actions, fd[1], 1);
    posix_spawn_file_actions_addclose(&actions, fd[0]);
    pid_t pid;
    int bad = posix_spawn(&pid, worker, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    for (int i = 0; i < 3; i++) free(argv[i]);
    close(fd[1]);
    char *line = bad ? gb_format("no: %s: %s", worker, strerror(bad)) : first_line(fd[0]);
    close(fd[0]);
    if (bad) return line;
    if (!*line) kill(pid, SIGKILL); /* silent for too long, or already gone */
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
    if (*line) return line;
    free(line);
    return gb_format("no: %s gave no answer", worker);
}

static void print_number(const char *before, double v, const char *after) {
    char buf[32];
    if (!isnan(v)) printf("%s%s%s", before, gb_print_double(buf, v), after);
}

static void print_species(const struct model *m) {
    for (int k = 0; k < m->n_species; k++) {
        printf("%s%s%.4g", k ? " " : "", m->element[k], 100 * m->fraction[k]);
    }
}

static void print_protocol(const struct model *m) {
    const char *T = model_unit(m, MODEL_TEMPERATURE), *t = model_unit(m, MODEL_TIME), *r = model_unit(m, MODEL_LENGTH);
    printf("  quench      %s", m->npt ? "at zero pressure" : "at constant volume");
    print_number(", from ", m->from_T, "");
    print_number(" to ", m->to_T, "");
    printf(" %s", T);
    print_number(", melt at ", m->melt_T, "");
    print_number(" for ", m->melt_time, "");
    print_number(" then ", m->equilibrate_time, "");
    printf(" %s", t);
    print_number(", step ", m->timestep, "");
    printf(" %s", t);
    print_number(", density ", m->density, "");
    print_number("\n  measure     r-max ", m->r_max, "");
    print_number(", r-bin ", m->r_bin, "");
    print_number(", smooth ", m->smooth, "");
    print_number(", fit ", m->fit_lo, "");
    print_number(" to ", m->fit_hi, "");
    print_number(", D2min within ", m->d2min_cut, "");
    printf(" %s\n", r);
}

static void print_long(const struct model *m) {
    printf("  title       %s\n  source      %s\n", m->title, m->source);
    if (m->doi) printf("              https://doi.org/%s\n", m->doi);
    printf("  licence     %s\n  file        %s\n", m->licence, m->path);
    if (m->kim) printf("  forces      KIM model %s\n", m->kim);
    for (size_t i = 0; i < m->n_commands; i++) printf("  %-11s %s\n", i ? "" : "forces", m->commands[i]);
    if (m->zhou) printf("              tabulated for each study from zjw2004.tsv, taper %g ang\n", m->zhou_taper);
    char *note = study_scatter_note(m);
    if (note) printf("  scattering  %s\n", note);
    free(note);
    print_protocol(m);
    for (size_t i = 0; i < m->n_reference; i++) {
        const struct model_reference *r = &m->reference[i];
        printf("  %-11s %s", i ? "" : "reference", r->quantity);
        print_number(" = ", r->value, "");
        print_number(" +- ", r->tolerance, "");
        printf("%s%s", strcmp(r->unit, "-") == 0 ? "" : " ", strcmp(r->unit, "-") == 0 ? "" : r->unit);
        print_number(", cooled at ", r->rate, "");
        if (!isnan(r->rate)) printf(" %s", model_unit(m, MODEL_RATE));
        printf("%s%s\n", *r->note ? "; " : "", r->note);
    }
    printf("\n");
}

static int print_model(const char *name, const char *worker, bool details, struct gb_error *err) {
    struct model *m;
    int rc = model_read(&m, name, err);
    if (rc != GB_OK) return rc;
    char *answer = worker ? probe(worker, m->path) : gb_strdup("not known: glassbed-worker is not built");
    printf("%-18s %-6s ", m->name, m->units);
    print_species(m);
    printf("   LAMMPS: %s\n", answer);
    if (details)
        print_long(m);
    else
        printf("    %s\n    %s\n", m->title, m->source);
    free(answer);
    model_free(m);
    return GB_OK;
}

int cmd_models(int argc, char **argv) {
    enum { MAX_NAMES = 64 };
    bool details = false;
    const struct option_spec spec[] = {
        {"long", 0, OPTION_FLAG, &details, NULL,
         "also forces, what it scatters as, protocol, licence and reference values"},
    };
    const char *args[MAX_NAMES];
    char **found = NULL, *worker = NULL;
    size_t n_args, n_found = 0;
    struct gb_error err = GB_ERROR_INIT;
    int help, rc = options_parse(argc, argv, "glassbed models [--long] [MODEL...]", 1, spec, MAX_NAMES, args, &n_args,
                                 &help, &err);
    if (rc != GB_OK || help) return command_end("models", rc, &err);
    if (n_args == 0) rc = model_list(&found, &n_found, &err);
    if (engine_worker(&worker, NULL) != GB_OK) worker = NULL;
    int worst = rc;
    for (size_t i = 0; rc == GB_OK && i < (n_args ? n_args : n_found); i++) {
        int one = print_model(n_args ? args[i] : found[i], worker, details, &err);
        if (one == GB_OK) continue;
        fflush(stdout);
        worst = command_end("models", one, &err); /* a broken file does not hide the others */
    }
    for (size_t i = 0; i < n_found; i++) free(found[i]);
    free(found);
    free(worker);
    rc = command_end("models", rc, &err);
    return rc == GB_OK ? worst : rc;
}

/* glassbed plan: the stages of a study, what each costs, how long it may take; runs nothing. */
#include "command/command.h"

#include "base/mem.h"
#include "plan/plan.h"
#include "stage/kinds.h"
#include "study/collection.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Atom-steps per second and core; on the safe side of the 1.6e6 and 0.35e6 that were measured on one server. */
static const double speed_lj = 1.0e6, speed_metal = 0.3e6;

static size_t usable_cores(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (size_t)CPU_COUNT(&set) : 1;
}

/* "850 ms", "12 s", "3.5 min", "2.1 h", "4.0 days"; the caller's. */
static char *duration(double s) {
    if (s < 1) return gb_format("%.0f ms", 1000 * s);
    if (s < 90) return gb_format("%.0f s", s);
    if (s < 5400) return gb_format("%.1f min", s / 60);
    if (s < 36 * 3600) return gb_format("%.1f h", s / 3600);
    return gb_format("%.1f days", s / 86400);
}

/* Stages that differ only in their sample and axis: "quench/1e-2", "compress/1e-2 0.005". The caller's. */
static char *group_name(const struct stage *st) {
    char *name = gb_strdup(st->name), *parts[4] = {NULL}, *save = NULL;
    size_t n = 0;
    for (char *p = strtok_r(name, "/", &save); p && n < 4; p = strtok_r(NULL, "/", &save)) parts[n++] = p;
    char *axis = strstr(stage_kind_find(st->kind)->path, "-{axis}") ? strrchr(parts[n - 1], '-') : NULL;
    if (axis) *axis = '\0';
    char *out = n == 4   ? gb_format("%s/%s %s", parts[0], parts[1], parts[3])
                : n == 3 ? gb_format("%s/%s", parts[0], parts[1])
                         : gb_strdup(parts[0]);
    free(name);
    return out;
}

struct group {
    char *name;
    size_t count;
    double cost;    /* of one */
    bool of_sample; /* else there is no number of atoms */
};

static void print_row(const char *name, size_t count, double cost, double atoms, double speed) {
    char *one = duration(cost / speed), *all = duration((double)count * cost / speed);
    if (atoms > 0)
        printf("%-34s %7zu %14.0f %10s %10s\n", name, count, cost / atoms, one, all);
    else
        printf("%-34s %7zu %14s %10s %10s\n", name, count, "-", one, all);
    free(one);
    free(all);
}

static void print_stages(const struct plan *p, const struct study *s, bool all, double speed) {
    struct group *g = GB_ARRAY(p->n, struct group);
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        char *name = all ? gb_strdup(p->stage[i].name) : group_name(&p->stage[i]);
        size_t k = all ? n : 0;
        while (k < n && strcmp(g[k].name, name) != 0) k++;
        if (k == n)
            g[n++] = (struct group){name, 1, p->stage[i].cost,
                                    strstr(stage_kind_find(p->stage[i].kind)->path, "{sample}") != NULL};
        else
            g[k].count++, free(name);
    }
    printf("%-34s %7s %14s %10s %10s\n", "stage", "number", "force evals", "each", "together");
    for (size_t k = 0; k < n; k++) {
        print_row(g[k].name, g[k].count, g[k].cost, g[k].of_sample ? (double)s->atoms : 0, speed);
        free(g[k].name);
    }
    free(g);
}

/* Cost of the longest chain of stages that wait for each other: no number of cores is faster than that. */
static double longest_chain(const struct plan *p) {
    double *end = GB_ARRAY(p->n, double), longest = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct stage *st = &p->stage[i];
        double start = 0;
        for (size_t k = 0; k < st->n_inputs; k++) {
            const struct stage *in = st->input[k].is_stage ? plan_find(p, st->input[k].path) : NULL;
            if (in) start = fmax(start, end[in - p->stage]);
        }
        end[i] = start + st->cost;
        longest = fmax(longest, end[i]);
    }
    free(end);
    return longest;
}

/* What it takes, in seconds: on one core, and on `cores`. */
struct expected {
    double work, wall;
};

static struct expected expect(const struct plan *p, const struct study *s, size_t cores) {
    const double speed = strcmp(s->model->units, "lj") == 0 ? speed_lj : speed_metal;
    double sum = 0;
    for (size_t i = 0; i < p->n; i++) sum += p->stage[i].cost;
    double chain = longest_chain(p), used = fmax(1, floor((double)cores / s->ranks)) * fmin(s->ranks, (double)cores);
    return (struct expected){sum / speed, fmax(sum / used, chain / fmin(s->ranks, (double)cores)) / speed};
}

static void print_total(size_t n_stages, struct expected e, size_t cores) {
    char *work = duration(e.work), *wall = duration(e.wall);
    printf("\n%zu stages, about %s of computing on one core; about %s on %zu core%s.\n", n_stages, work, wall, cores,
           cores == 1 ? "" : "s");
    printf(
        "An estimate, from %.1g (Lennard-Jones) and %.1g (metals) million atom-steps per second and core; the number "
        "of steps of a minimisation is a guess.\n",
        speed_lj / 1e6, speed_metal / 1e6);
    free(work);
    free(wall);
}

static void print_head(const struct study *s) {
    printf("study %s: ", s->name);
    if (s->n_files)
        printf("%zu glass file%s", s->n_files, s->n_files == 1 ? "" : "s");
    else
        printf("%zu samples of %zu atoms", s->samples, s->atoms);
    printf(", %s (%s)\n\n", s->model->name, s->model->title);
}

static int plan_study(const struct study *s, size_t cores, bool all, struct gb_error *err) {
    struct plan *p;
    int rc = plan_create(&p, s, err);
    if (rc != GB_OK) return rc;
    print_head(s);
    print_stages(p, s, all, strcmp(s->model->units, "lj") == 0 ? speed_lj : speed_metal);
    print_total(p->n, expect(p, s, cores), cores);
    plan_free(p);
    return GB_OK;
}

/* A line for each study. */
static int plan_studies(const struct collection *c, size_t cores, struct gb_error *err) {
    struct expected sum = {0, 0};
    size_t n_stages = 0;
    printf("studies %s:\n\n%-24s %-20s %7s %8s %7s %10s %10s\n", c->name, "study", "model", "samples", "atoms",
           "stages", "one core", "together");
    for (size_t i = 0; i < c->n; i++) {
        const struct study *s = c->study[i];
        struct plan *p;
        int rc = plan_create(&p, s, err);
        if (rc != GB_OK) return gb_context(err, "study %s", s->name);
        const struct expected e = expect(p, s, cores);
        char *work = duration(e.work), *wall = duration(e.wall);
        printf("%-24s %-20s %7zu %8zu %7zu %10s %10s\n", s->name, s->model->name, s->samples, s->atoms, p->n, work,
               wall);
        sum.work += e.work;
        sum.wall += e.wall;
        n_stages += p->n;
        free(work);
        free(wall);
        plan_free(p);
    }
    print_total(n_stages, sum, cores);
    return GB_OK;
}

static int plan_and_print(const char *path, size_t cores, bool all, bool xml, struct gb_error *err) {
    struct collection *c = NULL;
    int rc = collection_read(&c, path, err);
    if (rc == GB_OK && xml) {
        char *text = collection_effective_xml(c);
        fputs(text, stdout);
        free(text);
    } else if (rc == GB_OK) {
        if (c->name) rc = plan_studies(c, cores, err);
        for (size_t i = 0; i < c->n && rc == GB_OK && (all || !c->name); i++) {
            if (c->name) printf("\n");
            rc = plan_study(c->study[i], cores, all, err);
        }
    }
    collection_free(c);
    return rc;
}

int cmd_plan(int argc, char **argv) {
    size_t cores = 0, n_args;
    bool all = false, xml = false, settings = false, rng = false, stages = false;
    const struct option_spec spec[] = {
        {"cores", 'j', OPTION_COUNT, &cores, "CORES", "cores to plan for (default: those this process may use)"},
        {"all", 0, OPTION_FLAG, &all, NULL, "every stage on its own line; of several studies too"},
        {"effective", 0, OPTION_FLAG, &xml, NULL, "print the study with every default written out, and nothing else"},
        {"settings", 0, OPTION_FLAG, &settings, NULL,
         "print all settings of a study file (Markdown), and nothing else"},
        {"rng", 0, OPTION_FLAG, &rng, NULL, "print the RELAX NG schema of study files, and nothing else"},
        {"stages", 0, OPTION_FLAG, &stages, NULL,
         "print what each kind of stage takes and leaves (Markdown), and nothing else"},
    };
    const char *args[1] = {NULL};
    struct gb_error err = GB_ERROR_INIT;
    int help, rc = options_parse(argc, argv,
                                 "glassbed plan STUDY [-j CORES] [--all | --effective | --settings | --rng | --stages]",
                                 sizeof spec / sizeof *spec, spec, 1, args, &n_args, &help, &err);
    if (rc != GB_OK || help) return command_end("plan", rc, &err);
    if (settings || rng || stages) {
        struct gb_text t = {0};
        if (settings) study_settings(&t);
        if (rng) study_rng(&t);
        if (stages) stage_kinds_markdown(&t);
        fputs(t.s, stdout);
        free(t.s);
    } else if (n_args == 0) {
        rc = gb_fail(&err, GB_EINPUT, "no study given; usage: glassbed plan STUDY, such as configs/demo.xml");
    } else {
        rc = plan_and_print(args[0], cores ? cores : usable_cores(), all, xml, &err);
    }
    return command_end("plan", rc, &err);
}

/* Options of the subcommands, see command.h. */
#include "command/command.h"

#include "atoms/config.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void print_help(const char *usage, size_t n, const struct option_spec *spec) {
    printf("usage: %s\n", usage);
    for (size_t i = 0; i < n; i++) {
        char *left = gb_format("%s%c%s--%s%s%s", spec[i].letter ? "-" : "", spec[i].letter ? spec[i].letter : ' ',
                               spec[i].letter ? ", " : "   ", spec[i].name, spec[i].argument ? " " : "",
                               spec[i].argument ? spec[i].argument : "");
        printf("  %-26s %s\n", left, spec[i].help);
        free(left);
    }
    printf("  -h, --help                 this text\n");
}

static int unknown(const char *arg, size_t n, const struct option_spec *spec, struct gb_error *err) {
    const char *near = NULL;
    size_t best = 4;
    for (size_t i = 0; i < n; i++) {
        size_t d = gb_distance(arg + strspn(arg, "-"), spec[i].name);
        if (d < best) best = d, near = spec[i].name;
    }
    if (near) return gb_fail(err, GB_EINPUT, "unknown option '%s'; did you mean --%s? (--help lists them)", arg, near);
    return gb_fail(err, GB_EINPUT, "unknown option '%s'; --help lists the options", arg);
}

static int store(const struct option_spec *o, const char *v, struct gb_error *err) {
    double *range = o->value;
    uint64_t count;
    switch (o->kind) {
    case OPTION_FLAG: *(bool *)o->value = true; return GB_OK;
    case OPTION_TEXT: *(const char **)o->value = v; return GB_OK;
    case OPTION_DOUBLE:
        if (gb_parse_double(v, o->value)) return GB_OK;
        return gb_fail(err, GB_EINPUT, "--%s %s: is not a finite number", o->name, v);
    case OPTION_COUNT:
        if (!gb_parse_uint64(v, &count))
            return gb_fail(err, GB_EINPUT, "--%s %s: is not a whole number >= 0", o->name, v);
        *(size_t *)o->value = count;
        return GB_OK;
    case OPTION_RANGE:
        if (gb_parse_range(v, &range[0], &range[1])) return GB_OK;
        return gb_fail(err, GB_EINPUT, "--%s %s: expected LO:HI, two numbers with LO < HI, such as 6:20", o->name, v);
    }
    return GB_OK;
}

int options_parse(int argc, char **argv, const char *usage, size_t n_specs, const struct option_spec *spec,
                  size_t max_args, const char **args, size_t *n_args, int *help, struct gb_error *err) {
    bool *seen = GB_ARRAY(n_specs, bool), only_args = false;
    int rc = GB_OK;
    *n_args = 0;
    *help = 0;
    for (int i = 1; i < argc && rc == GB_OK; i++) {
        char *arg = argv[i];
        if (only_args || arg[0] != '-' || arg[1] == '\0') {
            if (*n_args == max_args)
                rc = gb_fail(err, GB_EINPUT, "unexpected argument '%s'; usage: %s", arg, usage);
            else
                args[(*n_args)++] = arg;
            continue;
        }
        if (strcmp(arg, "--") == 0) {
            only_args = true;
            continue;
        }
        if (strcmp(arg, "-h") == 0 || strcmp(arg, "--help") == 0) {
            print_help(usage, n_specs, spec);
            *help = 1;
            break;
        }
        const char *value = NULL;
        const struct option_spec *o = NULL;
        for (size_t k = 0; k < n_specs && !o; k++) {
            size_t len = strlen(spec[k].name);
            if (arg[1] == '-' && strncmp(arg + 2, spec[k].name, len) == 0 &&
                (arg[2 + len] == '\0' || arg[2 + len] == '=')) {
                o = &spec[k];
                if (arg[2 + len] == '=') value = arg + 3 + len;
            } else if (arg[1] != '-' && spec[k].letter && arg[1] == spec[k].letter) {
                o = &spec[k];
                if (arg[2]) value = arg + 2;
            }
        }
        if (!o) {
            rc = unknown(arg, n_specs, spec, err);
        } else if (seen[o - spec]) {
            rc = gb_fail(err, GB_EINPUT, "option --%s is given twice", o->name);
        } else if (o->kind == OPTION_FLAG && value) {
            rc = gb_fail(err, GB_EINPUT, "option --%s takes no value", o->name);
        } else if (o->kind != OPTION_FLAG && !value && i + 1 >= argc) {
            rc = gb_fail(err, GB_EINPUT, "option --%s needs a value: %s", o->name, o->argument);
        } else {
            seen[o - spec] = true;
            if (o->kind != OPTION_FLAG && !value) value = argv[++i];
            rc = store(o, value, err);
        }
    }
    free(seen);
    return rc;
}

int options_elements(const char *text, char **names, const char **element, size_t max, size_t *n,
                     struct gb_error *err) {
    *n = 0;
    *names = gb_strdup(text);
    for (char *s = *names, *next; s; s = next) {
        next = strchr(s, ',');
        if (next) *next++ = '\0';
        if (*s == '\0' || *n == max)
            return gb_fail(err, GB_EINPUT,
                           "--elements %s: expected names in the order of the types, such as Cu,Zr (at most %zu)", text,
                           max);
        for (size_t k = 0; k < *n; k++)
            if (strcmp(element[k], s) == 0)
                return gb_fail(err, GB_EINPUT, "--elements %s: %s is there twice; each name stands for one type", text,
                               s);
        element[(*n)++] = s;
    }
    return GB_OK;
}

/* Both are regular files and the same one, also through links. */
static bool same_file(const char *a, const char *b) {
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The same of an input, which may be a frame, FILE@N. */
static bool same_input(const char *in, const char *out) {
    long frame;
    bool named;
    char *path = config_frame_of(in, &frame, &named);
    const bool same = same_file(path, out);
    free(path);
    return same;
}

/* The folder of a file to be written is there. */
static int check_folder(const struct option_output *o, struct gb_error *err) {
    struct stat s;
    const char *slash = strrchr(o->path, '/');
    if (!slash || slash == o->path) return GB_OK;
    char *folder = gb_format("%.*s", (int)(slash - o->path), o->path);
    int rc = GB_OK;
    if (stat(folder, &s) != 0 || !S_ISDIR(s.st_mode))
        rc = gb_fail(err, GB_EINPUT, "%s %s: there is no folder %s; make it first", o->option, o->path, folder);
    free(folder);
    return rc;
}

int options_outputs_apart(size_t n_in, const char *const *in, size_t n_out, const struct option_output *out,
                          struct gb_error *err) {
    for (size_t o = 0; o < n_out; o++) {
        if (!out[o].path) continue;
        int rc = check_folder(&out[o], err);
        if (rc != GB_OK) return rc;
        for (size_t i = 0; i < n_in; i++)
            if (in[i] && same_input(in[i], out[o].path))
                return gb_fail(err, GB_EINPUT, "%s %s: is an input too and would be lost; give another place",
                               out[o].option, out[o].path);
        for (size_t k = 0; k < o; k++)
            if (out[k].path && (strcmp(out[k].path, out[o].path) == 0 || same_file(out[k].path, out[o].path)))
                return gb_fail(err, GB_EINPUT, "%s and %s both write %s; give two places", out[k].option, out[o].option,
                               out[o].path);
    }
    return GB_OK;
}

int command_end(const char *name, int rc, struct gb_error *err) {
    if (rc == GB_OK) rc = gb_file_close(stdout, "-", err); /* what a full disk took is not done */
    if (rc != GB_OK) {
        char *program = gb_format("glassbed%s%s", *name ? " " : "", name);
        gb_error_print(err, program);
        free(program);
    }
    gb_error_clear(err);
    return rc;
}

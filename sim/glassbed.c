/* glassbed: a table of subcommands. Each reads its own options (sim/command). */
#include "base/mem.h"
#include "base/table.h"
#include "command/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct subcommand {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *synopsis, *what;
} subcommands[] = {
    {"run", cmd_run, "run STUDY [-o DIR] [-j CORES] [--fresh] [-q]", "run or resume a study"},
    {"plan", cmd_plan, "plan STUDY", "its stages and expected time; runs nothing"},
    {"status", cmd_status, "status DIR", "where a study stands"},
    {"report", cmd_report, "report DIR", "rebuild a study's figures and page"},
    {"pdf", cmd_pdf, "pdf CONFIG... [-o FILE]", "g00 g20 g40 of any configuration"},
    {"strain", cmd_strain, "strain LOADED --poisson NU [--unloaded F]", "strain ratio of any curves"},
    {"truth", cmd_truth, "truth REFERENCE LOADED [--axis z]", "strain from the atoms themselves"},
    {"synth", cmd_synth, "synth -o DIR [--eps E] [--ratio X] [--image]", "synthetic data with the answer beside them"},
    {"models", cmd_models, "models", "the model glasses; what this LAMMPS can run"},
    {"validate", cmd_validate, "validate", "known answers, end to end"},
};
enum { N_SUBCOMMANDS = sizeof subcommands / sizeof subcommands[0] };

static int print_help(FILE *out) {
    fprintf(out, "usage: glassbed SUBCOMMAND ...\n"
                 "Nonaffine strain in metallic glasses: what diffraction sees, and what the atoms do.\n\n");
    for (size_t i = 0; i < N_SUBCOMMANDS; i++)
        fprintf(out, "  %-46s %s\n", subcommands[i].synopsis, subcommands[i].what);
    fprintf(
        out,
        "\nglassbed SUBCOMMAND --help tells its options; glassbed --version the version.\n"
        "Exit status: 0 done, 1 failed while running, 2 bad input, 3 a validation did not hold, 130 interrupted.\n");
    struct gb_error err = GB_ERROR_INIT;
    return out == stdout ? command_end("", GB_OK, &err) : GB_OK;
}

static int unknown(const char *name) {
    const char *near = NULL;
    size_t best = 3;
    for (size_t i = 0; i < N_SUBCOMMANDS; i++) {
        size_t d = gb_distance(name, subcommands[i].name);
        if (d < best) best = d, near = subcommands[i].name;
    }
    fprintf(stderr, "glassbed: unknown subcommand '%s'", name);
    if (near) {
        fprintf(stderr, "; did you mean %s? (glassbed --help lists them)\n", near);
        return GB_EINPUT;
    }
    fprintf(stderr, "; there are:");
    for (size_t i = 0; i < N_SUBCOMMANDS; i++) fprintf(stderr, " %s", subcommands[i].name);
    fprintf(stderr, "\n");
    return GB_EINPUT;
}

int main(int argc, char **argv) {
    gb_set_command(argc, argv);
    if (argc < 2) {
        print_help(stderr);
        return GB_EINPUT;
    }
    const char *name = argv[1];
    if (strcmp(name, "-h") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "help") == 0) return print_help(stdout);
    if (strcmp(name, "-v") == 0 || strcmp(name, "--version") == 0) {
        printf("glassbed %s\n", GB_VERSION);
        struct gb_error err = GB_ERROR_INIT;
        return command_end("", GB_OK, &err);
    }
    for (size_t i = 0; i < N_SUBCOMMANDS; i++)
        if (strcmp(name, subcommands[i].name) == 0) return subcommands[i].run(argc - 1, argv + 1);
    return unknown(name);
}

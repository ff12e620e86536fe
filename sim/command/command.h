/* The subcommands of glassbed, and how they read their options.
 *
 * Each cmd_*(argc, argv) gets argv[0] = its own name and returns the exit status: 0 done, 1 failed while running, 2 bad
 * input, 3 a validation did not hold, 130 interrupted. It prints its own error line ("glassbed pdf: ...").
 */
#ifndef GB_SIM_COMMAND_H
#define GB_SIM_COMMAND_H

#include "base/error.h"

#include <stddef.h>

int cmd_run(int argc, char **argv);
int cmd_plan(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_pdf(int argc, char **argv);
int cmd_strain(int argc, char **argv);
int cmd_truth(int argc, char **argv);
int cmd_synth(int argc, char **argv);
int cmd_models(int argc, char **argv);
int cmd_validate(int argc, char **argv);

enum option_kind {
    OPTION_FLAG,   /* bool * */
    OPTION_TEXT,   /* const char ** (borrowed from argv) */
    OPTION_DOUBLE, /* double * */
    OPTION_COUNT,  /* size_t * */
    OPTION_RANGE,  /* double[2], "LO:HI" */
};

struct option_spec {
    const char *name; /* long name without dashes */
    char letter;      /* short name or 0 */
    enum option_kind kind;
    void *value;
    const char *argument; /* "R", for the help; NULL for flags */
    const char *help;     /* one line; defaults and units in it */
};

/* Reads options (before, between or after positional arguments; "--" ends them; --name VALUE or --name=VALUE).
 * -h/--help prints `usage` and the table and sets *help. Positional arguments are moved to args[0..*n_args), at most
 * max_args. Unknown, repeated or malformed options are GB_EINPUT with what is allowed (and the nearest name). */
int options_parse(int argc, char **argv, const char *usage, size_t n_specs, const struct option_spec *spec,
                  size_t max_args, const char **args, size_t *n_args, int *help, struct gb_error *err);

/* "Cu,Zr" into element[0..*n): pointers into *names, a copy that is the caller's. text NULL: none. At most `max`. */
int options_elements(const char *text, char **names, const char **element, size_t max, size_t *n, struct gb_error *err);

/* Files that will be written must not be inputs nor each other, also through links, and their folders must be there:
 * GB_EINPUT names the option. NULL paths are left out. */
struct option_output {
    const char *option, *path; /* "-o", "out.tsv"; borrowed */
};
int options_outputs_apart(size_t n_in, const char *const *in, size_t n_out, const struct option_output *out,
                          struct gb_error *err);

/* Prints "glassbed NAME: text" and returns the code; GB_OK prints nothing, and becomes GB_EFAIL where standard output could
 * not be written. Clears err. */
int command_end(const char *name, int rc, struct gb_error *err);

#endif

/* The kinds of stages: a row for each, which says all that is known of the kind but how it is computed: where its
 * folder lies, which parameters and inputs it has, what it leaves there. The plan, the worker, the analysis, the reader
 * of stage.xml, `glassbed plan --stages` and sim/stage/README.md walk these rows.
 *
 * Patterns. In a path, names in braces stand for what the study has there (study/names.h). In the name of a file or
 * value {sign} is plus and, where both-signs is yes, minus; any other name in braces stands for one or more characters
 * but '/'.
 *
 * A new kind: its id here, its row in one of rows_*.c and in the list of kinds.c; its function in worker/main.c or
 * command/run_study.c; which of them a study has, and from what, in plan/plan.c.
 */
#ifndef GB_STAGE_KINDS_H
#define GB_STAGE_KINDS_H

#include "base/mem.h"
#include "stage/stage.h"

/* In the order of the work. The steps of a history follow one another as in enum step_kind (study/history.h). */
enum stage_kind_id {
    STAGE_MELT,
    STAGE_QUENCH,
    STAGE_REHEAT,
    STAGE_ANNEAL,
    STAGE_SWAP,
    STAGE_CREEP,
    STAGE_PRESTRAIN,
    STAGE_EQUILIBRIUM,
    STAGE_REFERENCE,
    STAGE_ELASTIC,
    STAGE_ORDER,
    STAGE_COMPRESS,
    STAGE_THERMAL,
    STAGE_COMPRESS_THERMAL,
    STAGE_MEASURE,
    STAGE_SUMMARY,
    STAGE_N_KINDS
};

enum kind_type {
    KIND_NUMBER, /* exact: as gb_print_double writes it */
    KIND_COUNT,  /* whole */
    KIND_TEXT,
    KIND_YES_NO,
    KIND_AXIS, /* x, y or z */
    KIND_AXES, /* some of x y z */
    KIND_HASH, /* 16 hexadecimal digits */
};

/* When something is there. `name`: a parameter, or an input, that decides: it is there, or holds the word `word`, or the
 * opposite where `not` is set. NULL: nothing in the stage says. */
struct kind_when {
    const char *text;
    const char *name, *word;
    bool not ;
};
enum kind_holds { KIND_NO, KIND_YES, KIND_MAY_BE };
/* when NULL: always. */
enum kind_holds kind_when_holds(const struct kind_when *when, const struct stage *s);

/* Lists end with a name NULL. The order of parameters and inputs is that of the hash. */
struct kind_parameter {
    const char *name;
    enum kind_type type;
    const struct kind_when *when;
    const char *help;
};
struct kind_input {
    const char *role; /* "{stage}": any number, each called by its path */
    unsigned from;    /* KIND_BIT of the kinds that may stand there, KIND_FILE for a file */
    const struct kind_when *when;
};
struct kind_file {
    const char *name;
    const struct kind_when *when;
    const char *help;
};
/* Of values.tsv. unit: "-", or as written there, or of the model: energy, density, stress, temperature, length, time. */
struct kind_value {
    const char *name;
    bool err; /* NAME_err stands beside it */
    const char *unit;
    const struct kind_when *when;
    const char *help;
};
#define KIND_BIT(id) (1U << (id))
#define KIND_FILE KIND_BIT(STAGE_N_KINDS)

/* A kind that has a parameter seed draws random numbers; one that has checkpoint-steps is taken up at its last
 * checkpoint, any other begins again. */
struct stage_kind {
    enum stage_kind_id id;
    const char *name, *purpose;
    const char *path; /* of its folder */
    bool worker;      /* else analysis */
    const struct kind_parameter *parameter;
    const struct kind_input *input;
    const struct kind_file *file;   /* beside kind_every_file */
    const struct kind_value *value; /* NULL: no values.tsv */
    const char *cost;               /* what plan/cost.h counts */
};

extern const struct stage_kind *const stage_kinds[STAGE_N_KINDS]; /* by id */
extern const struct kind_file kind_every_file[];                  /* of every kind */

/* NULL: there is none of that name. */
const struct stage_kind *stage_kind_find(const char *name);
/* NULL: the kind has none of that name. Inputs: by role, or any stage's path for "{stage}". */
const struct kind_parameter *kind_parameter_find(const struct stage_kind *k, const char *name);
const struct kind_input *kind_input_find(const struct stage_kind *k, const char *role);
/* Does `name` fit the pattern of a file or value of s? NULL s: {sign} is either. */
bool kind_pattern_fits(const char *pattern, const struct stage *s, const char *name);

/* What is wrong with the parameters of s by its kind: an unknown kind, an unknown, missing or superfluous parameter, a
 * value of another type; the caller's; NULL: nothing. */
char *stage_kind_fault(const struct stage *s);
/* The same of its inputs. */
char *stage_kind_input_fault(const struct stage *s);

/* The table as Markdown, a section for each kind; for sim/stage/README.md and `glassbed plan --stages`. */
void stage_kinds_markdown(struct gb_text *out);

#endif

/* A stage: a pure step from inputs (files, parameters, seed) to one folder of outputs.
 *
 * Folder: DIR/NAME, e.g. "quench/1e-2/s1"; which there are and what is in them: kinds.h, README.md. Written as
 * NAME.partial and renamed when complete. `stage.xml` in it:
 *
 *   <stage name="quench/1e-2/s1" kind="quench" hash="0123456789abcdef" worker="yes" cost="1.2e+08"
 *          glassbed="0.1.0" engine="LAMMPS 20210929" host=".." started=".." seconds=".." cpu="..">
 *     <param name="rate" value="1e-2"/> ...
 *     <input name="state" path="melt/s1" stage="yes" hash="..."/> ...
 *   </stage>
 *
 * seconds: wall time; cpu: processor time of all its processes; both of the last attempt (a resumed stage did more).
 * An input's path is relative to DIR; that of a file outside DIR is absolute.
 *
 * hash = FNV-1a over kind, parameters and the inputs' names and hashes, not over paths: a folder can be moved. The
 * model enters by the parameter model-hash.
 */
#ifndef GB_SIM_STAGE_H
#define GB_SIM_STAGE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stage_param {
    char *name, *value;
};
struct stage_input {
    char *name;
    char *path; /* stage name, or absolute path of a file */
    bool is_stage;
    uint64_t hash;
};

struct stage {
    char *name, *kind;
    bool worker; /* run by glassbed-worker; else by analysis code in a child of the runner */
    size_t n_params, n_inputs;
    struct stage_param *param;
    struct stage_input *input;
    double cost; /* expected atom-steps, for the plan and the time left */
    uint64_t hash;
};

void stage_clear(struct stage *s);
/* Sets or replaces. */
void stage_param_set(struct stage *s, const char *name, const char *fmt, ...) GB_PRINTF(3, 4);
void stage_param_double(struct stage *s, const char *name, double v); /* exact */
const char *stage_param_get(const struct stage *s, const char *name); /* NULL when absent */
/* GB_EFAIL with stage and parameter when it is absent or not a number. */
int stage_need_double(const struct stage *s, const char *name, double *v, struct gb_error *err);
int stage_need_int(const struct stage *s, const char *name, int64_t *v, struct gb_error *err);
void stage_input_add(struct stage *s, const char *name, const char *path, bool is_stage, uint64_t hash);
const struct stage_input *stage_input_get(const struct stage *s, const char *name);
/* Path of an input's folder or file, given the study's folder; the caller's; NULL when there is no such input. */
char *stage_input_path(const struct stage *s, const char *name, const char *dir);
/* The hash of what s holds now; s->hash is set by the plan, and by stage_read after checking it. */
uint64_t stage_hash(const struct stage *s);

/* extra_attributes: XML text put into the <stage> tag, such as host="a" seconds="3", or NULL. */
int stage_write(const struct stage *s, const char *path, const char *extra_attributes, struct gb_error *err);
/* GB_EINPUT when it is not a stage file, its hash does not fit its contents or its parameters are not those of its kind
 * (kinds.h). *s is cleared by the caller
 * (stage_clear); on failure it is empty. */
int stage_read(struct stage *s, const char *path, struct gb_error *err);

/* Processor time of a stage by its record in `dir`; from older records the wall time of its ranks; NaN: none. */
double stage_cpu(const char *dir, const char *stage);

#endif

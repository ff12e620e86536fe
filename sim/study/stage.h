/* A stage: a pure step from inputs (files, parameters, seed) to one folder of outputs.
 *
 * Folder: DIR/NAME, e.g. "quench/1e-2/s1", "reference/1e-2/s1", "elastic/1e-2/s1", "compress/1e-2/s1/0.005-z",
 * "measure/1e-2/s1/0.005", "summary". Written as NAME.partial and renamed when complete. `stage.xml` in it:
 *
 *   <stage name="quench/1e-2/s1" kind="quench" hash="..." glassbed="0.1.0" lammps=".." host=".." started=".." seconds="..">
 *     <param name="rate" value="1e-2"/> ...
 *     <input name="melt" path="melt/s1" hash="..."/> ...       (path relative to DIR; a file outside DIR: absolute)
 *   </stage>
 *
 * hash = FNV-1a over kind, parameters, the model file's text where the stage uses it, and the inputs' hashes.
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
    char *path;    /* stage name, or absolute path of a file */
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
void stage_param_set(struct stage *s, const char *name, const char *fmt, ...) GB_PRINTF(3, 4);
void stage_param_double(struct stage *s, const char *name, double v); /* exact */
const char *stage_param_get(const struct stage *s, const char *name); /* NULL when absent */
int stage_need_double(const struct stage *s, const char *name, double *v, struct gb_error *err);
int stage_need_int(const struct stage *s, const char *name, int64_t *v, struct gb_error *err);
void stage_input_add(struct stage *s, const char *name, const char *path, bool is_stage, uint64_t hash);
const struct stage_input *stage_input_get(const struct stage *s, const char *name);
/* Path of an input's folder or file, given the study's folder; the caller's; NULL when there is no such input. */
char *stage_input_path(const struct stage *s, const char *name, const char *dir);
uint64_t stage_hash(const struct stage *s);

int stage_write(const struct stage *s, const char *path, const char *extra_attributes, struct gb_error *err);
int stage_read(struct stage *s, const char *path, struct gb_error *err);

#endif

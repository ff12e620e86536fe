/* Stages: parameters, inputs, hash, and their file, see stage.h. */
#include "stage/stage.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/table.h"
#include "base/xml.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void stage_clear(struct stage *s) {
    for (size_t i = 0; i < s->n_params; i++) {
        free(s->param[i].name);
        free(s->param[i].value);
    }
    for (size_t i = 0; i < s->n_inputs; i++) {
        free(s->input[i].name);
        free(s->input[i].path);
    }
    free(s->param);
    free(s->input);
    free(s->name);
    free(s->kind);
    *s = (struct stage){0};
}

void stage_param_set(struct stage *s, const char *name, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *value = gb_vformat(fmt, ap);
    va_end(ap);
    for (size_t i = 0; i < s->n_params; i++)
        if (strcmp(s->param[i].name, name) == 0) {
            free(s->param[i].value);
            s->param[i].value = value;
            return;
        }
    s->param = gb_realloc(s->param, s->n_params + 1, sizeof *s->param);
    s->param[s->n_params++] = (struct stage_param){gb_strdup(name), value};
}

void stage_param_double(struct stage *s, const char *name, double v) {
    char buf[32];
    stage_param_set(s, name, "%s", gb_print_double(buf, v));
}

const char *stage_param_get(const struct stage *s, const char *name) {
    for (size_t i = 0; i < s->n_params; i++)
        if (strcmp(s->param[i].name, name) == 0) return s->param[i].value;
    return NULL;
}

static int bad_param(const struct stage *s, const char *name, const char *what, struct gb_error *err) {
    const char *value = stage_param_get(s, name);
    if (!value) return gb_fail(err, GB_EFAIL, "stage %s: parameter '%s' is missing", s->name, name);
    return gb_fail(err, GB_EFAIL, "stage %s: parameter %s='%s' is not %s", s->name, name, value, what);
}

int stage_need_double(const struct stage *s, const char *name, double *v, struct gb_error *err) {
    return gb_parse_double(stage_param_get(s, name), v) ? GB_OK : bad_param(s, name, "a number", err);
}

int stage_need_int(const struct stage *s, const char *name, int64_t *v, struct gb_error *err) {
    return gb_parse_int64(stage_param_get(s, name), v) ? GB_OK : bad_param(s, name, "a whole number", err);
}

void stage_input_add(struct stage *s, const char *name, const char *path, bool is_stage, uint64_t hash) {
    s->input = gb_realloc(s->input, s->n_inputs + 1, sizeof *s->input);
    s->input[s->n_inputs++] = (struct stage_input){gb_strdup(name), gb_strdup(path), is_stage, hash};
}

const struct stage_input *stage_input_get(const struct stage *s, const char *name) {
    for (size_t i = 0; i < s->n_inputs; i++)
        if (strcmp(s->input[i].name, name) == 0) return &s->input[i];
    return NULL;
}

char *stage_input_path(const struct stage *s, const char *name, const char *dir) {
    const struct stage_input *in = stage_input_get(s, name);
    if (!in) return NULL;
    return in->is_stage ? gb_format("%s/%s", dir, in->path) : gb_strdup(in->path);
}

uint64_t stage_hash(const struct stage *s) {
    uint64_t h = gb_hash_text(GB_HASH_INIT, s->kind);
    for (size_t i = 0; i < s->n_params; i++) {
        h = gb_hash_text(h, s->param[i].name);
        h = gb_hash_text(h, s->param[i].value);
    }
    for (size_t i = 0; i < s->n_inputs; i++) {
        char hex[17];
        snprintf(hex, sizeof hex, "%016" PRIx64, s->input[i].hash); /* as text: the same on every machine */
        h = gb_hash_text(h, s->input[i].name);
        h = gb_hash_text(h, hex);
    }
    return h;
}

/* Stages: parameters, inputs, hash, and their file, see stage.h. */
#include "stage/stage.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/table.h"
#include "base/xml.h"
#include "base/xml_write.h"
#include "stage/kinds.h"

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

/* stage.xml -------------------------------------------------------------------------------------------------------- */

static void add_hash(struct gb_text *t, uint64_t hash) {
    char hex[17];
    snprintf(hex, sizeof hex, "%016" PRIx64, hash);
    xml_text(t, "hash", hex);
}

int stage_write(const struct stage *s, const char *path, const char *extra_attributes, struct gb_error *err) {
    struct gb_text t = {0};
    xml_head(&t);
    xml_open(&t, 0, "stage");
    xml_text(&t, "name", s->name);
    xml_text(&t, "kind", s->kind);
    add_hash(&t, s->hash);
    xml_yes(&t, "worker", s->worker);
    gb_text_add(&t, " cost=\"%.4g\" glassbed=\"%s\"", s->cost, GB_VERSION);
    if (extra_attributes && *extra_attributes) gb_text_add(&t, " %s", extra_attributes);
    xml_inside(&t);
    for (size_t i = 0; i < s->n_params; i++) {
        xml_open(&t, 1, "param");
        xml_text(&t, "name", s->param[i].name);
        xml_text(&t, "value", s->param[i].value);
        xml_empty(&t);
    }
    for (size_t i = 0; i < s->n_inputs; i++) {
        xml_open(&t, 1, "input");
        xml_text(&t, "name", s->input[i].name);
        xml_text(&t, "path", s->input[i].path);
        xml_yes(&t, "stage", s->input[i].is_stage);
        add_hash(&t, s->input[i].hash);
        xml_empty(&t);
    }
    xml_close(&t, 0, "stage");
    int rc = gb_file_write(path, t.s, t.len, err);
    free(t.s);
    return rc;
}

static bool parse_hash(const char *text, uint64_t *hash) {
    if (!text || strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16) return false;
    *hash = strtoull(text, NULL, 16);
    return true;
}

static int damaged(const char *path, const struct gb_xml_node *node, const char *what, struct gb_error *err) {
    return gb_fail(err, GB_EINPUT,
                   "%s:%ld: <%s>: %s; this file is written by glassbed: remove the stage's folder to make it again",
                   path, node->line, node->name, what);
}

static int read_child(struct stage *s, const struct gb_xml_node *node, const char *path, struct gb_error *err) {
    const char *name = gb_xml_attribute(node, "name"), *value = gb_xml_attribute(node, "value");
    if (strcmp(node->name, "param") == 0) {
        if (!name || !value) return damaged(path, node, "has no name or value", err);
        if (stage_param_get(s, name)) return damaged(path, node, "gives a parameter twice", err);
        stage_param_set(s, name, "%s", value);
        return GB_OK;
    }
    if (strcmp(node->name, "input") != 0) return damaged(path, node, "is not known here", err);
    const char *where = gb_xml_attribute(node, "path"), *is_stage = gb_xml_attribute(node, "stage");
    uint64_t hash;
    if (!name || !where || !is_stage || !parse_hash(gb_xml_attribute(node, "hash"), &hash))
        return damaged(path, node, "has no name, path, stage or hash", err);
    stage_input_add(s, name, where, strcmp(is_stage, "yes") == 0, hash);
    return GB_OK;
}

static int read_tree(struct stage *s, const struct gb_xml_node *root, const char *path, struct gb_error *err) {
    if (strcmp(root->name, "stage") != 0) return damaged(path, root, "is not a stage", err);
    const char *worker = gb_xml_attribute(root, "worker");
    s->name = gb_strdup(gb_xml_attribute(root, "name"));
    s->kind = gb_strdup(gb_xml_attribute(root, "kind"));
    if (!s->name || !s->kind || !worker || !parse_hash(gb_xml_attribute(root, "hash"), &s->hash))
        return damaged(path, root, "has no name, kind, worker or hash", err);
    s->worker = strcmp(worker, "yes") == 0;
    if (!gb_parse_double(gb_xml_attribute(root, "cost"), &s->cost)) s->cost = 0;
    for (size_t i = 0; i < root->n_children; i++) {
        int rc = read_child(s, root->child[i], path, err);
        if (rc != GB_OK) return rc;
    }
    if (stage_hash(s) != s->hash) return damaged(path, root, "its hash does not fit its contents", err);
    char *fault = stage_kind_fault(s);
    const int rc = fault ? damaged(path, root, fault, err) : GB_OK;
    free(fault);
    return rc;
}

int stage_read(struct stage *s, const char *path, struct gb_error *err) {
    struct gb_xml_node *root;
    *s = (struct stage){0};
    int rc = gb_xml_read(&root, path, err);
    if (rc == GB_OK) rc = read_tree(s, root, path, err);
    gb_xml_free(root);
    if (rc != GB_OK) stage_clear(s);
    return rc;
}

double stage_cpu(const char *dir, const char *stage) {
    struct gb_xml_node *root;
    char *path = gb_format("%s/%s/stage.xml", dir, stage);
    double cpu = NAN, seconds, ranks = 1, v;
    if (gb_xml_read(&root, path, NULL) == GB_OK) {
        for (size_t i = 0; i < root->n_children; i++) {
            const char *name = gb_xml_attribute(root->child[i], "name");
            if (name && strcmp(name, "ranks") == 0 && gb_parse_double(gb_xml_attribute(root->child[i], "value"), &v))
                ranks = v;
        }
        if (gb_parse_double(gb_xml_attribute(root, "cpu"), &v))
            cpu = v;
        else if (gb_parse_double(gb_xml_attribute(root, "seconds"), &seconds))
            cpu = seconds * ranks;
        gb_xml_free(root);
    }
    free(path);
    return cpu;
}

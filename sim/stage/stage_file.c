/* stage.xml: written, read and checked by the rows of the kinds; what a stage cost. See stage.h. */
#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/table.h"
#include "base/xml.h"
#include "base/xml_write.h"
#include "stage/kinds.h"
#include "stage/stage.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

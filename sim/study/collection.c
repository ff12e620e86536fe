/* Reading several studies, and the effective ones as XML, see collection.h. */
#include "study/collection.h"

#include "base/file.h"
#include "base/xml_write.h"

#include <stdlib.h>
#include <string.h>

/* What a collection's folder holds beside its studies' folders. */
static const char *const reserved[] = {"figures", "report.html", "comparison.tsv", "studies.xml"};

static int check_name(const struct gb_xml_node *root, size_t i, const char *path, struct gb_error *err) {
    const char *name = schema_text(root->child[i], "name", "");
    for (size_t k = 0; k < i; k++)
        if (strcmp(schema_text(root->child[k], "name", ""), name) == 0)
            return schema_fail(err, path, root->child[i], "name",
                               "is the name of the study on line %ld too; it names a folder: give each study its own",
                               root->child[k]->line);
    for (size_t k = 0; k < sizeof reserved / sizeof *reserved; k++)
        if (strcmp(reserved[k], name) == 0)
            return schema_fail(err, path, root->child[i], "name",
                               "is the name of what compares the studies; give the study another");
    return GB_OK;
}

static int read_studies(struct collection *c, const struct gb_xml_node *root, struct gb_error *err) {
    int rc = schema_check(&studies_table, root, c->path, err);
    if (rc != GB_OK) return rc;
    c->name = gb_strdup(schema_text(root, "name", ""));
    c->study = GB_ARRAY(root->n_children, struct study *);
    for (size_t i = 0; i < root->n_children && rc == GB_OK; i++) {
        rc = check_name(root, i, c->path, err);
        if (rc == GB_OK) rc = study_from_tree(&c->study[i], root->child[i], c->path, NULL, err);
        if (rc == GB_OK) c->n++;
    }
    return rc;
}

int collection_parse(struct collection **out, const char *text, size_t len, const char *path, struct gb_error *err) {
    struct collection *c = GB_NEW(struct collection);
    struct gb_xml_node *root = NULL;
    c->path = gb_strdup(path);
    *out = NULL;
    int rc = gb_xml_parse(&root, text, len, path, err);
    if (rc == GB_OK && strcmp(root->name, studies_table.name) == 0) {
        rc = read_studies(c, root, err);
    } else if (rc == GB_OK) {
        c->study = GB_ARRAY(1, struct study *);
        rc = study_from_tree(&c->study[0], root, path, NULL, err);
        c->n = rc == GB_OK;
    }
    gb_xml_free(root);
    if (rc == GB_OK)
        *out = c;
    else
        collection_free(c);
    return rc;
}

int collection_read(struct collection **c, const char *path, struct gb_error *err) {
    char *text;
    size_t len;
    *c = NULL;
    int rc = study_file_text(path, &text, &len, err);
    if (rc != GB_OK) return rc;
    rc = collection_parse(c, text, len, path, err);
    free(text);
    return rc;
}

void collection_free(struct collection *c) {
    if (!c) return;
    for (size_t i = 0; i < c->n; i++) study_free(c->study[i]);
    free(c->study);
    free(c->name);
    free(c->path);
    free(c);
}

char *collection_effective_xml(const struct collection *c) {
    if (!c->name) return study_effective_xml(c->study[0]);
    struct gb_text b = {0};
    xml_head(&b);
    xml_open(&b, 0, studies_table.name);
    xml_text(&b, "name", c->name);
    xml_inside(&b);
    for (size_t i = 0; i < c->n; i++) {
        char *one = study_effective_xml(c->study[i]), *body = strstr(one, "<study");
        gb_text_add(&b, "%s", body ? body : "");
        free(one);
    }
    xml_close(&b, 0, studies_table.name);
    return b.s;
}

bool collection_is_folder(const char *dir) {
    char *path = gb_format("%s/studies.xml", dir);
    bool yes = gb_exists(path);
    free(path);
    return yes;
}

int collection_names(const char *dir, char **name, char ***child, size_t *n, struct gb_error *err) {
    char *path = gb_format("%s/studies.xml", dir);
    struct gb_xml_node *root = NULL;
    int rc = gb_xml_read(&root, path, err);
    if (rc == GB_OK) rc = schema_check(&studies_table, root, path, err);
    if (rc == GB_OK) {
        *name = gb_strdup(schema_text(root, "name", ""));
        *n = root->n_children;
        *child = GB_ARRAY(*n, char *);
        for (size_t i = 0; i < *n; i++) (*child)[i] = gb_strdup(schema_text(root->child[i], "name", ""));
    }
    gb_xml_free(root);
    free(path);
    return rc;
}

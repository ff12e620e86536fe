/* XML in, see xml.h. The only file that knows libxml2. */
#include "base/xml.h"

#include "base/file.h"
#include "base/mem.h"

#include <ctype.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

/* A tree takes some forty times the text; attributes of one element are compared pair by pair. */
enum { MAX_DEPTH = 64, MAX_ATTRIBUTES = 1000, MAX_TEXT = 64 << 20 };

static void quiet(void *ctx, const char *msg, ...) {
    (void)ctx;
    (void)msg;
}

static char *trimmed(const char *s) {
    while (isspace((unsigned char)*s)) s++;
    size_t n = strlen(s);
    while (n && isspace((unsigned char)s[n - 1])) n--;
    char *t = gb_realloc(NULL, n + 1, 1);
    memcpy(t, s, n);
    t[n] = '\0';
    return t;
}

static struct gb_xml_node *convert(xmlDocPtr doc, xmlNodePtr x, int depth) {
    if (depth > MAX_DEPTH) return NULL;
    struct gb_xml_node *node = GB_NEW(struct gb_xml_node);
    node->name = gb_strdup((const char *)x->name);
    node->line = xmlGetLineNo(x);
    for (xmlAttrPtr a = x->properties; a; a = a->next) {
        node->attribute = gb_realloc(node->attribute, node->n_attributes + 1, sizeof *node->attribute);
        xmlChar *v = xmlNodeListGetString(doc, a->children, 1);
        node->attribute[node->n_attributes++] =
            (struct gb_xml_attribute){gb_strdup((const char *)a->name), gb_strdup(v ? (const char *)v : "")};
        xmlFree(v);
    }
    struct gb_text text = {0};
    gb_text_addn(&text, "", 0);
    bool ok = true;
    for (xmlNodePtr c = x->children; c && ok; c = c->next) {
        if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE) {
            if (c->content) gb_text_addn(&text, (const char *)c->content, strlen((const char *)c->content));
        } else if (c->type == XML_ELEMENT_NODE) {
            struct gb_xml_node *sub = convert(doc, c, depth + 1);
            if (!sub) {
                ok = false;
                break;
            }
            node->child = gb_realloc(node->child, node->n_children + 1, sizeof *node->child);
            node->child[node->n_children++] = sub;
        }
    }
    node->text = trimmed(text.s);
    free(text.s);
    if (!ok) {
        gb_xml_free(node);
        return NULL;
    }
    return node;
}

/* The line of a tag with more attributes than any of ours, before the parser takes minutes over it; 0: none. Counts '='
 * outside quotes, inside <...>. */
static size_t crowded_line(const char *text, size_t len) {
    size_t line = 1, n = 0, at = 0;
    char quote = 0;
    bool tag = false;
    for (size_t i = 0; i < len; i++) {
        const char c = text[i];
        if (c == '\n') line++;
        if (tag && quote) {
            if (c == quote) quote = 0;
        } else if (tag) {
            if (c == '"' || c == '\'') quote = c;
            if (c == '=' && ++n > MAX_ATTRIBUTES) return at;
            if (c == '>') tag = false;
        } else if (c == '<') {
            tag = true, n = 0, at = line;
        }
    }
    return 0;
}

int gb_xml_parse(struct gb_xml_node **root, const char *text, size_t len, const char *path, struct gb_error *err) {
    *root = NULL;
    if (len > MAX_TEXT) return gb_fail(err, GB_EINPUT, "%s: is larger than %d MiB", path, MAX_TEXT >> 20);
    const size_t crowded = crowded_line(text, len);
    if (crowded)
        return gb_fail(err, GB_EINPUT, "%s:%zu: an element with more than %d attributes", path, crowded,
                       MAX_ATTRIBUTES);
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, quiet);
    xmlParserCtxtPtr ctx = xmlNewParserCtxt();
    if (!ctx) return gb_fail(err, GB_EFAIL, "%s: the XML parser could not be started", path);
    xmlDocPtr doc = xmlCtxtReadMemory(ctx, text, (int)len, path, NULL,
                                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    int rc = GB_OK;
    if (!doc) {
        const char *message = ctx->lastError.message ? ctx->lastError.message : "not well-formed";
        char *t = trimmed(message);
        for (char *c = t; *c; c++)
            if (*c == '\n') *c = ' '; /* one line */
        rc = gb_fail(err, GB_EINPUT, "%s:%d: is not well-formed XML: %s", path,
                     ctx->lastError.line ? ctx->lastError.line : 1, t);
        free(t);
    } else if (xmlGetIntSubset(doc)) {
        rc = gb_fail(err, GB_EINPUT,
                     "%s: has a document type declaration (<!DOCTYPE ...>), which is not allowed; remove it", path);
    } else {
        *root = convert(doc, xmlDocGetRootElement(doc), 0);
        if (!*root) rc = gb_fail(err, GB_EINPUT, "%s: elements are nested deeper than %d", path, MAX_DEPTH);
    }
    xmlFreeDoc(doc);
    xmlFreeParserCtxt(ctx);
    return rc;
}

int gb_xml_read(struct gb_xml_node **root, const char *path, struct gb_error *err) {
    char *text;
    size_t len;
    *root = NULL;
    int rc = gb_file_read_most(strcmp(path, "-") == 0 ? "/dev/stdin" : path, MAX_TEXT, &text, &len, err);
    if (rc != GB_OK) return rc;
    rc = gb_xml_parse(root, text, len, path, err);
    free(text);
    return rc;
}

void gb_xml_free(struct gb_xml_node *node) {
    if (!node) return;
    for (size_t i = 0; i < node->n_attributes; i++) {
        free(node->attribute[i].name);
        free(node->attribute[i].value);
    }
    for (size_t i = 0; i < node->n_children; i++) gb_xml_free(node->child[i]);
    free(node->attribute);
    free(node->child);
    free(node->name);
    free(node->text);
    free(node);
}

const char *gb_xml_attribute(const struct gb_xml_node *node, const char *name) {
    for (size_t i = 0; i < node->n_attributes; i++)
        if (strcmp(node->attribute[i].name, name) == 0) return node->attribute[i].value;
    return NULL;
}

const struct gb_xml_node *gb_xml_child(const struct gb_xml_node *node, const char *name) {
    for (size_t i = 0; i < node->n_children; i++)
        if (strcmp(node->child[i]->name, name) == 0) return node->child[i];
    return NULL;
}

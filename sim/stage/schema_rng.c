/* A table as a RELAX NG schema (relaxng.org), see schema.h. Attributes by their
 * XML Schema types with the table's ranges, children in any order. Each root is a definition of its own; an element that
 * is a root too is a reference to it. */
#include "stage/schema.h"

#include "base/number.h"
#include "base/xml_write.h"

#include <stdio.h>
#include <string.h>

struct rng {
    size_t n;
    const struct schema_element *const *root;
    struct gb_text *t;
};

static void open(struct gb_text *t, int depth, const char *element) {
    xml_open(t, depth, element);
    xml_inside(t);
}

static void reference(struct gb_text *t, int depth, const char *name) {
    xml_open(t, depth, "ref");
    xml_text(t, "name", name);
    xml_empty(t);
}

static void values(struct gb_text *t, int depth, const char *const *choice) {
    open(t, depth, "choice");
    for (size_t i = 0; choice[i]; i++) {
        xml_open(t, depth + 1, "value");
        xml_text(t, "type", "string");
        gb_text_add(t, ">%s", choice[i]);
        xml_close(t, 0, "value");
    }
    xml_close(t, depth, "choice");
}

static void number(struct gb_text *t, int depth, const struct schema_setting *s) {
    const char *type = s->type == SCHEMA_COUNT ? "unsignedLong" : "double";
    const char *lowest = s->above_lo ? "minExclusive" : "minInclusive";
    char lo[32], hi[32];
    gb_print_double(lo, s->lo);
    gb_print_double(hi, s->hi);
    if (s->type == SCHEMA_COUNT) { /* whose type has no exponents */
        snprintf(lo, sizeof lo, "%.0f", s->lo);
        snprintf(hi, sizeof hi, "%.0f", s->hi);
    }
    xml_open(t, depth, "data");
    xml_text(t, "type", type);
    gb_text_add(t, "><param name=\"%s\">%s</param><param name=\"maxInclusive\">%s</param>", lowest, lo, hi);
    xml_close(t, 0, "data");
}

static void value(struct gb_text *t, int depth, const struct schema_setting *s) {
    static const char *const yes_no[] = {"yes", "no", NULL};
    switch (s->type) {
    case SCHEMA_TEXT: reference(t, depth, "a-text"); return;
    case SCHEMA_NAME: reference(t, depth, "a-name"); return;
    case SCHEMA_AXES: reference(t, depth, "axes"); return;
    case SCHEMA_CHOICE: values(t, depth, s->choice); return;
    case SCHEMA_YES_NO: values(t, depth, yes_no); return;
    case SCHEMA_NUMBER:
    case SCHEMA_COUNT: number(t, depth, s); return;
    case SCHEMA_WINDOW:
        open(t, depth, "list");
        number(t, depth + 1, s);
        number(t, depth + 1, s);
        xml_close(t, depth, "list");
        return;
    }
}

static void attribute(struct gb_text *t, int depth, const struct schema_setting *s) {
    const int in = s->required ? depth : depth + 1;
    if (!s->required) open(t, depth, "optional");
    xml_open(t, in, "attribute");
    xml_text(t, "name", s->name);
    xml_inside(t);
    value(t, in + 1, s);
    xml_close(t, in, "attribute");
    if (!s->required) xml_close(t, depth, "optional");
}

static bool is_root(const struct rng *r, const struct schema_element *e) {
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->root[i]->name, e->name) == 0 && r->root[i]->attribute == e->attribute &&
            r->root[i]->child == e->child)
            return true;
    return false;
}

static void children(const struct rng *r, int depth, const struct schema_element *e);

static void element(const struct rng *r, int depth, const struct schema_element *e) {
    xml_open(r->t, depth, "element");
    xml_text(r->t, "name", e->name);
    xml_inside(r->t);
    for (size_t i = 0; i < e->n_attributes; i++) attribute(r->t, depth + 1, &e->attribute[i]);
    if (e->text) value(r->t, depth + 1, e->text);
    if (e->n_children) children(r, depth + 1, e);
    if (!e->text && e->n_attributes + e->n_children == 0) xml_leaf(r->t, depth + 1, "empty", "");
    xml_close(r->t, depth, "element");
}

static void child(const struct rng *r, int depth, const struct schema_element *e) {
    const char *how = e->min == 0 ? (e->max == 1 ? "optional" : "zeroOrMore") : e->max == 1 ? NULL : "oneOrMore";
    const int in = how ? depth + 1 : depth;
    if (how) open(r->t, depth, how);
    if (is_root(r, e))
        reference(r->t, in, e->name);
    else
        element(r, in, e);
    if (how) xml_close(r->t, depth, how);
}

static void children(const struct rng *r, int depth, const struct schema_element *e) {
    const bool many = e->n_children > 1;
    if (many) open(r->t, depth, "interleave");
    for (size_t i = 0; i < e->n_children; i++) child(r, many ? depth + 1 : depth, &e->child[i]);
    if (many) xml_close(r->t, depth, "interleave");
}

static void define(struct gb_text *t, const char *name) {
    xml_open(t, 1, "define");
    xml_text(t, "name", name);
    xml_inside(t);
}

/* Any sequence of one to three different axes. */
static void axes(struct gb_text *t) {
    define(t, "axes");
    open(t, 2, "choice");
    for (int n = 1; n <= 3; n++)
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++) {
                const int c = 3 - a - b;
                if (a == b || (n == 1 && b != (a + 1) % 3)) continue; /* one axis: once, whichever b */
                xml_open(t, 3, "value");
                xml_text(t, "type", "token");
                gb_text_add(t, ">%c", "xyz"[a]);
                if (n > 1) gb_text_add(t, " %c", "xyz"[b]);
                if (n > 2) gb_text_add(t, " %c", "xyz"[c]);
                xml_close(t, 0, "value");
            }
    xml_close(t, 2, "choice");
    xml_close(t, 1, "define");
}

static void types(struct gb_text *t) {
    gb_text_add(t, "  <define name=\"a-name\">\n    <data type=\"string\"><param "
                   "name=\"pattern\">[A-Za-z0-9][A-Za-z0-9._+\\-]{0,99}</param></data>\n  </define>\n"
                   "  <define name=\"a-text\">\n    <data type=\"token\"><param "
                   "name=\"minLength\">1</param></data>\n  </define>\n");
    axes(t);
}

void schema_rng(size_t n, const struct schema_element *const *root, const char *about, struct gb_text *out) {
    const struct rng r = {n, root, out};
    xml_head(out);
    gb_text_add(out, "<!-- %s -->\n", about);
    xml_open(out, 0, "grammar");
    xml_text(out, "xmlns", "http://relaxng.org/ns/structure/1.0");
    xml_text(out, "datatypeLibrary", "http://www.w3.org/2001/XMLSchema-datatypes");
    xml_inside(out);
    open(out, 1, "start");
    open(out, 2, "choice");
    for (size_t i = 0; i < n; i++) reference(out, 3, root[i]->name);
    xml_close(out, 2, "choice");
    xml_close(out, 1, "start");
    for (size_t i = 0; i < n; i++) {
        define(out, root[i]->name);
        element(&r, 2, root[i]);
        xml_close(out, 1, "define");
    }
    types(out);
    xml_close(out, 0, "grammar");
}

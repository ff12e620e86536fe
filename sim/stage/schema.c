/* The table-driven checker, see schema.h. */
#include "stage/schema.h"

#include "base/number.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 60, NAME_MAX_LENGTH = 100 };

/* User text for a one-line message: control characters as '?', long text cut between characters. The caller's. */
static char *shown(const char *s) {
    size_t n = strlen(s);
    bool cut = n > SHOWN;
    if (cut)
        for (n = SHOWN; n && ((unsigned char)s[n] & 0xc0) == 0x80;) n--;
    char *t = gb_format("%.*s%s", (int)n, s, cut ? "..." : "");
    for (char *c = t; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f) *c = '?';
    return t;
}

int schema_fail(struct gb_error *err, const char *path, const struct gb_xml_node *node, const char *attribute,
                const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *text = gb_vformat(fmt, ap);
    va_end(ap);
    char *element = shown(node->name), *where = gb_strdup("");
    if (attribute) {
        const char *raw = *attribute ? gb_xml_attribute(node, attribute) : node->text;
        char *name = shown(attribute), *value = raw ? shown(raw) : NULL;
        free(where);
        if (value)
            where = gb_format(" %s%s'%s'", name, *name ? "=" : "", value);
        else
            where = gb_format(" %s", name);
        free(name);
        free(value);
    }
    gb_fail(err, GB_EINPUT, "%s:%ld: <%s>%s: %s", path, node->line, element, where, text);
    free(element);
    free(where);
    free(text);
    return GB_EINPUT;
}

char *schema_suggest(const char *word, size_t n, const char *const *names) {
    const char *near = NULL;
    size_t best = 3, length = strlen(word);
    if (length < 5) best = length < 3 ? 1 : 2; /* short words are near to everything */
    for (size_t i = 0; i < n; i++) {
        size_t d = length > 200 ? best + 1 : gb_distance(word, names[i]);
        if (d <= best && (!near || d < best)) best = d, near = names[i];
    }
    return near ? gb_format(" did you mean '%s'?", near) : gb_strdup("");
}

/* Types ------------------------------------------------------------------------------------------------------------ */

static char *join(size_t n, const char *const *names) {
    struct gb_text t = {0};
    gb_text_addn(&t, "", 0);
    for (size_t i = 0; i < n; i++) gb_text_add(&t, "%s%s", i ? ", " : "", names[i]);
    return t.s;
}

char *schema_allowed(const struct schema_setting *s) {
    char lo[32], hi[32];
    gb_print_double(lo, s->lo);
    gb_print_double(hi, s->hi);
    size_t n = 0;
    switch (s->type) {
    case SCHEMA_TEXT: return gb_strdup("one line of text");
    case SCHEMA_NAME: return gb_strdup("letters, digits and . _ + - (first a letter or digit), at most 100");
    case SCHEMA_CHOICE:
        while (s->choice[n]) n++;
        return join(n, s->choice);
    case SCHEMA_YES_NO: return gb_strdup("yes, no");
    case SCHEMA_NUMBER: return gb_format("a number %s %s and <= %s", s->above_lo ? ">" : ">=", lo, hi);
    case SCHEMA_COUNT: return gb_format("a whole number from %s to %s", lo, hi);
    case SCHEMA_WINDOW:
        return gb_format("two numbers LO HI with %s %s LO < HI <= %s", lo, s->above_lo ? "<" : "<=", hi);
    case SCHEMA_AXES: return gb_strdup("some of x y z, each once, separated by blanks");
    }
    return gb_strdup("");
}

static bool is_name(const char *s) {
    if (!isalnum((unsigned char)*s)) return false;
    size_t n = 0;
    for (; s[n]; n++)
        if (!((s[n] >= '0' && s[n] <= '9') || (s[n] >= 'A' && s[n] <= 'Z') || (s[n] >= 'a' && s[n] <= 'z') ||
              strchr("._+-", s[n])))
            return false;
    return n <= NAME_MAX_LENGTH;
}

static bool is_one_line(const char *s) {
    if (s[strspn(s, " ")] == '\0') return false;
    for (; *s; s++)
        if ((unsigned char)*s < 0x20) return false;
    return true;
}

static bool in_range(const struct schema_setting *s, double v) {
    return (s->above_lo ? v > s->lo : v >= s->lo) && v <= s->hi;
}

bool schema_parse_window(const char *text, double *lo, double *hi) {
    while (isspace((unsigned char)*text)) text++;
    size_t n = strcspn(text, " \t\r\n");
    char *first = gb_format("%.*s", (int)n, text);
    bool ok = gb_parse_double(first, lo) && gb_parse_double(text + n, hi);
    free(first);
    return ok;
}

bool schema_parse_axes(const char *text, unsigned *axes) {
    *axes = 0;
    for (; *text; text++) {
        if (isspace((unsigned char)*text)) continue;
        const char *found = strchr("xyz", *text);
        unsigned bit = found ? 1u << (found - "xyz") : 0;
        if (!bit || (*axes & bit) || (text[1] && !isspace((unsigned char)text[1]))) return false;
        *axes |= bit;
    }
    return *axes != 0;
}

/* NULL when value is right, else what is wrong with it. */
static const char *fault(const struct schema_setting *s, const char *value, bool *out_of_range) {
    double v, w;
    uint64_t count;
    unsigned axes;
    *out_of_range = false;
    switch (s->type) {
    case SCHEMA_TEXT: return is_one_line(value) ? NULL : "is not one line of text";
    case SCHEMA_NAME: return is_name(value) ? NULL : "is not a plain name";
    case SCHEMA_CHOICE:
        for (size_t i = 0; s->choice[i]; i++)
            if (strcmp(value, s->choice[i]) == 0) return NULL;
        return "is unknown";
    case SCHEMA_YES_NO: return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0 ? NULL : "is neither yes nor no";
    case SCHEMA_NUMBER:
        if (!gb_parse_double(value, &v)) return "is not a number";
        *out_of_range = !in_range(s, v);
        return *out_of_range ? "is out of range" : NULL;
    case SCHEMA_COUNT:
        if (!gb_parse_uint64(value, &count)) return "is not a whole number >= 0";
        *out_of_range = !in_range(s, (double)count);
        return *out_of_range ? "is out of range" : NULL;
    case SCHEMA_WINDOW:
        if (!schema_parse_window(value, &v, &w)) return "is not two numbers";
        if (!(v < w)) return "has its first number not below the second";
        *out_of_range = !in_range(s, v) || !in_range(s, w);
        return *out_of_range ? "is out of range" : NULL;
    case SCHEMA_AXES: return schema_parse_axes(value, &axes) ? NULL : "is not a set of axes";
    }
    return NULL;
}

static int check_value(const struct schema_setting *s, const struct gb_xml_node *node, const char *path,
                       const char *value, struct gb_error *err) {
    bool range;
    const char *wrong = fault(s, value, &range);
    if (!wrong) return GB_OK;
    char *text = schema_allowed(s), *near = gb_strdup("");
    if (s->type == SCHEMA_CHOICE) {
        size_t n = 0;
        while (s->choice[n]) n++;
        free(near);
        near = schema_suggest(value, n, s->choice);
    }
    schema_fail(err, path, node, s->name, "%s;%s allowed: %s%s%s; %s%s", wrong, near, text, s->unit ? ", " : "",
                s->unit ? s->unit : "", range && s->why ? "" : "meaning: ", range && s->why ? s->why : s->help);
    free(text);
    free(near);
    return GB_EINPUT;
}

/* Trees ------------------------------------------------------------------------------------------------------------ */

static int check_attributes(const struct schema_element *e, const struct gb_xml_node *node, const char *path,
                            struct gb_error *err) {
    for (size_t i = 0; i < node->n_attributes; i++) {
        const struct schema_setting *s = NULL;
        for (size_t k = 0; k < e->n_attributes && !s; k++)
            if (strcmp(e->attribute[k].name, node->attribute[i].name) == 0) s = &e->attribute[k];
        if (s) {
            int rc = check_value(s, node, path, node->attribute[i].value, err);
            if (rc != GB_OK) return rc;
            continue;
        }
        const char **names = GB_ARRAY(e->n_attributes, const char *);
        for (size_t k = 0; k < e->n_attributes; k++) names[k] = e->attribute[k].name;
        char *near = schema_suggest(node->attribute[i].name, e->n_attributes, names),
             *all = join(e->n_attributes, names);
        schema_fail(err, path, node, node->attribute[i].name, "unknown attribute;%s allowed: %s; correct or remove it",
                    near, *all ? all : "none");
        free(near);
        free(all);
        free(names);
        return GB_EINPUT;
    }
    for (size_t k = 0; k < e->n_attributes; k++)
        if (e->attribute[k].required && !gb_xml_attribute(node, e->attribute[k].name)) {
            char *text = schema_allowed(&e->attribute[k]);
            schema_fail(err, path, node, NULL, "has no %s='...'; add it: %s; allowed: %s", e->attribute[k].name,
                        e->attribute[k].help, text);
            free(text);
            return GB_EINPUT;
        }
    return GB_OK;
}

static int check_text(const struct schema_element *e, const struct gb_xml_node *node, const char *path,
                      struct gb_error *err) {
    if (e->text) return check_value(e->text, node, path, node->text, err);
    if (!*node->text) return GB_OK;
    return schema_fail(err, path, node, "", "text is not allowed here; %s",
                       e->n_attributes ? "settings are written as attributes, name='value'" : "remove it");
}

static int unknown_child(const struct schema_element *e, const struct gb_xml_node *node,
                         const struct gb_xml_node *child, const char *path, struct gb_error *err) {
    const char **names = GB_ARRAY(e->n_children, const char *);
    for (size_t k = 0; k < e->n_children; k++) names[k] = e->child[k].name;
    char *near = schema_suggest(child->name, e->n_children, names), *all = join(e->n_children, names);
    schema_fail(err, path, child, NULL, "unknown element in <%s>;%s allowed: %s; correct or remove it", node->name,
                near, *all ? all : "none");
    free(near);
    free(all);
    free(names);
    return GB_EINPUT;
}

static int check_element(const struct schema_element *e, const struct gb_xml_node *node, const char *path,
                         struct gb_error *err);

static int check_children(const struct schema_element *e, const struct gb_xml_node *node, const char *path,
                          struct gb_error *err) {
    size_t *count = GB_ARRAY(e->n_children, size_t);
    long *first = GB_ARRAY(e->n_children, long);
    int rc = GB_OK;
    for (size_t i = 0; i < node->n_children && rc == GB_OK; i++) {
        const struct gb_xml_node *child = node->child[i];
        size_t k = 0;
        while (k < e->n_children && strcmp(e->child[k].name, child->name) != 0) k++;
        if (k == e->n_children) {
            rc = unknown_child(e, node, child, path, err);
        } else if (count[k] == e->child[k].max) {
            rc = schema_fail(err, path, child, NULL,
                             "is one too many; allowed: at most %zu in <%s> (the first is on line %ld);"
                             " remove one",
                             e->child[k].max, e->name, first[k]);
        } else {
            if (count[k]++ == 0) first[k] = child->line;
            rc = check_element(&e->child[k], child, path, err);
        }
    }
    for (size_t k = 0; k < e->n_children && rc == GB_OK; k++)
        if (count[k] < e->child[k].min)
            rc = schema_fail(err, path, node, NULL, "holds no <%s>; add one: %s", e->child[k].name, e->child[k].help);
    free(count);
    free(first);
    return rc;
}

static int check_element(const struct schema_element *e, const struct gb_xml_node *node, const char *path,
                         struct gb_error *err) {
    int rc = check_attributes(e, node, path, err);
    if (rc == GB_OK) rc = check_text(e, node, path, err);
    return rc == GB_OK ? check_children(e, node, path, err) : rc;
}

int schema_check(const struct schema_element *e, const struct gb_xml_node *root, const char *path,
                 struct gb_error *err) {
    if (strcmp(root->name, e->name) == 0) return check_element(e, root, path, err);
    return schema_fail(err, path, root, NULL, "is not what this file should start with; allowed: <%s>, %s", e->name,
                       e->help);
}

/* Values ----------------------------------------------------------------------------------------------------------- */

const char *schema_text(const struct gb_xml_node *node, const char *name, const char *fallback) {
    const char *v = !node ? NULL : *name ? gb_xml_attribute(node, name) : node->text;
    return v ? v : fallback;
}

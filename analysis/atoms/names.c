/* Names of types, see read.h. There are at most CONFIG_MAX_TYPES, so a linear search will do. */
#include "atoms/read.h"
#include "atoms/scan.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void names_clear(struct type_names *t) {
    for (int i = 0; i < t->n; i++) free(t->name[i]);
    *t = (struct type_names){0};
}

void names_set(struct type_names *t, const char *const *name, int n) {
    names_clear(t);
    for (int i = 0; i < n && i < CONFIG_MAX_TYPES; i++) t->name[t->n++] = gb_strdup(name[i]);
    t->fixed = true;
}

bool names_valid(const char *s) {
    if (!isalpha((unsigned char)s[0])) return false;
    size_t n = 1;
    while (n <= 15 && (isalnum((unsigned char)s[n]) || (s[n] && strchr("_+-.", s[n])))) n++;
    return n <= 15 && s[n] == '\0';
}

char *names_in_comment(const char *comment) {
    const char *s = comment + strspn(comment, "([{<'\"");
    char *name = gb_strdup(s);
    size_t n = strcspn(name, " \t");
    while (n > 0 && strchr(")]}>'\",;:", name[n - 1])) n--;
    name[n] = '\0';
    if (names_valid(name)) return name;
    free(name);
    return NULL;
}

char *names_text(const char *const *name, int n) {
    struct gb_text b = {0};
    gb_text_addn(&b, "", 0);
    for (int i = 0; i < n; i++) gb_text_add(&b, i ? " %s" : "%s", name[i]);
    return b.s;
}

int names_number(const struct type_names *t, const char *s, size_t len) {
    for (int i = 0; i < t->n; i++)
        if (strncmp(t->name[i], s, len) == 0 && t->name[i][len] == '\0') return i + 1;
    return 0;
}

int names_find(struct type_names *t, const struct lines *in, const char *s, int *type, struct gb_error *err) {
    *type = names_number(t, s, strlen(s));
    if (*type > 0) return GB_OK;
    if (!t->fixed && !names_valid(s))
        return lines_fail(in, err,
                          "species '%s'; allowed: a letter, then letters, digits and _ + - . (at most 15 in all)",
                          scan_show(s).s);
    if (!t->fixed && t->n < CONFIG_MAX_TYPES) {
        t->name[t->n++] = gb_strdup(s);
        *type = t->n;
        return GB_OK;
    }
    if (!t->fixed) return lines_fail(in, err, "more than %d species", CONFIG_MAX_TYPES);
    char *all = names_text((const char *const *)t->name, t->n);
    int rc = lines_fail(in, err, "unknown species '%s'; allowed: %s; rename it, or use a model that has it",
                        scan_show(s).s, all);
    free(all);
    return rc;
}

void names_give(const struct type_names *t, struct config *c) {
    for (int i = 0; c->element && i < c->n_types; i++) free(c->element[i]);
    free(c->element);
    c->n_types = t->n;
    c->element = GB_ARRAY((size_t)t->n, char *);
    for (int i = 0; i < t->n; i++) c->element[i] = gb_strdup(t->name[i]);
}

/* Elements for model atoms, see stand_in.h. */
#include "command/stand_in.h"

#include "base/mem.h"
#include "pdf/element.h"

#include <stdlib.h>
#include <string.h>

/* The type of that name; -1: none. */
static int type_called(const struct config *c, const char *name) {
    for (int t = 0; t < c->n_types && c->element; t++)
        if (c->element[t] && strcmp(c->element[t], name) == 0) return t;
    return -1;
}

/* One "A=Ni" of the map into new[type]. */
static int take(const char *map, char *item, const struct config *c, char **new, struct gb_error *err) {
    char *element = strchr(item, '=');
    if (element) *element++ = '\0';
    if (!element || !*item || !*element)
        return gb_fail(err, GB_EINPUT, "--scatter %s: expected NAME=ELEMENT,..., such as A=Ni,B=P", map);
    const int t = type_called(c, item);
    if (t < 0)
        return gb_fail(err, GB_EINPUT, "--scatter %s: no type of %s is called %s; name the types by --elements", map,
                       c->path, item);
    if (new[t]) return gb_fail(err, GB_EINPUT, "--scatter %s: %s is there twice", map, item);
    if (!element_find(element))
        return gb_fail(err, GB_EINPUT, "--scatter %s: '%s' is not an element (H to Cf, written like Cu)", map, element);
    new[t] = gb_strdup(element);
    return GB_OK;
}

int stand_in_elements(const char *map, const struct config *c, char **element, struct gb_error *err) {
    char *copy = gb_strdup(map ? map : ""), *next = map ? copy : NULL;
    int rc = GB_OK;
    for (int t = 0; t < c->n_types; t++) element[t] = NULL;
    while (next && rc == GB_OK) {
        char *item = next;
        next = strchr(item, ',');
        if (next) *next++ = '\0';
        rc = take(map, item, c, element, err);
    }
    free(copy);
    for (int t = 0; t < c->n_types; t++) {
        if (rc == GB_OK && !element[t] && c->element && c->element[t]) element[t] = gb_strdup(c->element[t]);
        if (rc == GB_OK) continue;
        free(element[t]);
        element[t] = NULL;
    }
    return rc;
}

int stand_in_rename(const char *map, struct config *c, struct gb_error *err) {
    if (!map) return GB_OK;
    char **element = GB_ARRAY((size_t)c->n_types, char *);
    int rc = stand_in_elements(map, c, element, err);
    for (int t = 0; t < c->n_types && rc == GB_OK; t++) {
        free(c->element[t]);
        c->element[t] = element[t];
    }
    free(element);
    return rc;
}

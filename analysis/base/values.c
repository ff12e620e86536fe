/* Named scalars, see values.h. */
#include "base/values.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct gb_value *find(const struct gb_values *a, const char *name) {
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->item[i].name, name) == 0) return &a->item[i];
    return NULL;
}

void gb_values_set(struct gb_values *a, const char *name, double v, const char *unit) {
    struct gb_value *x = find(a, name);
    if (!x) {
        a->item = gb_realloc(a->item, a->n + 1, sizeof *a->item);
        x = &a->item[a->n++];
        *x = (struct gb_value){gb_strdup(name), NULL, 0};
    }
    free(x->unit);
    x->unit = gb_strdup(unit && *unit ? unit : "-");
    x->v = v;
}

double gb_values_get(const struct gb_values *a, const char *name) {
    const struct gb_value *x = find(a, name);
    return x ? x->v : NAN;
}

int gb_values_need(const struct gb_values *a, const char *name, double *v, struct gb_error *err) {
    *v = gb_values_get(a, name);
    if (!isfinite(*v)) return gb_fail(err, GB_EFAIL, "value '%s' is missing or not finite", name);
    return GB_OK;
}

/* digits 0: as many as it takes. */
static int write_values(const struct gb_values *a, const char *title, const char *path, int digits,
                        struct gb_error *err) {
    struct gb_text b = {0};
    char num[32];
    gb_text_add(&b, "# %s\n# name value unit\n", title);
    for (size_t i = 0; i < a->n; i++) {
        if (digits && isfinite(a->item[i].v))
            snprintf(num, sizeof num, "%.*g", digits, a->item[i].v);
        else
            gb_print_double(num, a->item[i].v);
        gb_text_add(&b, "%s %s %s\n", a->item[i].name, num, a->item[i].unit);
    }
    int rc = gb_file_write(path, b.s, b.len, err);
    free(b.s);
    return rc;
}

int gb_values_write(const struct gb_values *a, const char *title, const char *path, struct gb_error *err) {
    return write_values(a, title, path, 0, err);
}

int gb_values_write_digits(const struct gb_values *a, const char *title, const char *path, int digits,
                           struct gb_error *err) {
    return write_values(a, title, path, digits, err);
}

int gb_values_read(struct gb_values *a, const char *path, struct gb_error *err) {
    gb_values_clear(a);
    char *text;
    int rc = gb_file_read(path, &text, NULL, err);
    if (rc != GB_OK) return rc;
    size_t line = 0;
    char *save = NULL;
    for (char *s = text, *next; s && rc == GB_OK; s = next) {
        next = strchr(s, '\n');
        if (next) *next++ = '\0';
        line++;
        if (*s == '#' || *s == '\0') continue;
        char *name = strtok_r(s, " \t\r", &save), *num = strtok_r(NULL, " \t\r", &save);
        char *unit = strtok_r(NULL, " \t\r", &save);
        double v = NAN;
        if (!name || !num || !unit || (strcmp(num, "nan") != 0 && !gb_parse_double(num, &v)))
            rc = gb_fail(err, GB_EINPUT, "%s:%zu: expected 'name value unit'", path, line);
        else
            gb_values_set(a, name, v, unit);
    }
    free(text);
    return rc;
}

void gb_values_clear(struct gb_values *a) {
    for (size_t i = 0; i < a->n; i++) {
        free(a->item[i].name);
        free(a->item[i].unit);
    }
    free(a->item);
    *a = (struct gb_values){0};
}

/* For tests: does a stage's folder hold what its kind's row declares, and nothing else? */
#ifndef GB_TESTS_STAGE_FOLDER_H
#define GB_TESTS_STAGE_FOLDER_H

#include "base/file.h"
#include "base/values.h"
#include "stage/kinds.h"
#include "stage/model.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The pattern with {sign} replaced; the caller's. */
static inline char *folder_signed(const char *pattern, const char *sign) {
    const char *at = strstr(pattern, "{sign}");
    return at ? gb_format("%.*s%s%s", (int)(at - pattern), pattern, sign, at + 6) : gb_strdup(pattern);
}

/* Names of all files below dir, into list (each the caller's). */
static inline void folder_list(const char *dir, const char *below, size_t *n, char ***list) {
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        char *path = gb_format("%s/%s", dir, e->d_name), *name = gb_format("%s%s", below, e->d_name);
        struct stat info;
        if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
            char *deeper = gb_format("%s/", name);
            folder_list(path, deeper, n, list);
            free(deeper);
            free(name);
        } else {
            *list = gb_realloc(*list, *n + 1, sizeof **list);
            (*list)[(*n)++] = name;
        }
        free(path);
    }
    if (d) closedir(d);
}

/* Is there a name that fits the pattern, for both signs where there are? */
static inline bool folder_has(const char *pattern, const struct stage *s, size_t n, char *const *name) {
    static const char *const sign[] = {"plus", "minus"};
    const char *both = stage_param_get(s, "both-signs");
    const size_t signs = strstr(pattern, "{sign}") && both && strcmp(both, "yes") == 0 ? 2 : 1;
    size_t found = 0;
    for (size_t k = 0; k < signs; k++) {
        char *one = folder_signed(pattern, sign[k]);
        bool fits = false;
        for (size_t i = 0; i < n && !fits; i++) fits = kind_pattern_fits(one, s, name[i]);
        found += fits;
        free(one);
    }
    return found == signs;
}

static inline char *folder_files_fault(const struct stage *s, const char *dir, const char *also) {
    const struct stage_kind *k = stage_kind_find(s->kind);
    char **name = NULL, *fault = NULL;
    size_t n = 0;
    folder_list(dir, "", &n, &name);
    for (size_t i = 0; i < n && !fault; i++) {
        bool known = also && strcmp(name[i], also) == 0;
        for (const struct kind_file *f = kind_every_file; f->name; f++) known = known || strcmp(f->name, name[i]) == 0;
        for (const struct kind_file *f = k->file; f->name && !known; f++)
            known = kind_when_holds(f->when, s) != KIND_NO && kind_pattern_fits(f->name, s, name[i]);
        if (!known) fault = gb_format("%s: file %s is not declared", s->name, name[i]);
    }
    for (const struct kind_file *f = k->file; f->name && !fault; f++)
        if (kind_when_holds(f->when, s) == KIND_YES && !folder_has(f->name, s, n, name))
            fault = gb_format("%s: declared file %s is not there", s->name, f->name);
    for (size_t i = 0; i < n; i++) free(name[i]);
    free(name);
    return fault;
}

static inline const char *folder_unit(const struct model *m, const char *unit) {
    static const struct {
        const char *name;
        enum model_quantity q;
    } of[] = {{"energy", MODEL_ENERGY},           {"density", MODEL_DENSITY}, {"stress", MODEL_STRESS},
              {"temperature", MODEL_TEMPERATURE}, {"length", MODEL_LENGTH},   {"time", MODEL_TIME}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        if (strcmp(of[i].name, unit) == 0) return model_unit(m, of[i].q);
    return unit;
}

/* The row of the value `name`; its error has none of its own. */
static inline const struct kind_value *folder_value(const struct stage_kind *k, const struct stage *s,
                                                    const char *name) {
    const size_t len = strlen(name);
    const bool err = len > 4 && strcmp(name + len - 4, "_err") == 0;
    char *of = gb_format("%.*s", (int)(len - 4), name);
    const struct kind_value *found = NULL;
    for (const struct kind_value *v = k->value; v && v->name && !found; v++) {
        if (kind_when_holds(v->when, s) == KIND_NO) continue;
        if (kind_pattern_fits(v->name, s, name) && !(err && v->err)) found = v;
        if (err && v->err && kind_pattern_fits(v->name, s, of)) found = v;
    }
    free(of);
    return found;
}

static inline char *folder_values_fault(const struct stage *s, const char *dir, const struct model *m) {
    const struct stage_kind *k = stage_kind_find(s->kind);
    struct gb_values v = {0};
    char *path = gb_format("%s/values.tsv", dir), *fault = NULL;
    if (k->value && gb_values_read(&v, path, NULL) != GB_OK) fault = gb_format("%s cannot be read", path);
    char **name = GB_ARRAY(v.n + 1, char *);
    for (size_t i = 0; i < v.n; i++) name[i] = v.item[i].name;
    for (size_t i = 0; i < v.n && !fault; i++) {
        const struct kind_value *row = folder_value(k, s, v.item[i].name);
        if (!row)
            fault = gb_format("%s: value %s is not declared", s->name, v.item[i].name);
        else if (strcmp(folder_unit(m, row->unit), v.item[i].unit) != 0)
            fault =
                gb_format("%s: value %s is in %s, declared: %s", s->name, v.item[i].name, v.item[i].unit, row->unit);
    }
    for (const struct kind_value *row = k->value; row && row->name && !fault; row++) {
        if (kind_when_holds(row->when, s) != KIND_YES) continue;
        char *err = gb_format("%s_err", row->name);
        if (!folder_has(row->name, s, v.n, name) || (row->err && !folder_has(err, s, v.n, name)))
            fault = gb_format("%s: declared value %s, or its error, is not there", s->name, row->name);
        free(err);
    }
    free(name);
    free(path);
    gb_values_clear(&v);
    return fault;
}

/* What the folder `dir` of s holds besides what its row declares (and the file `also`), or lacks; values with their units
 * in model m; the caller's; NULL: nothing. */
static inline char *folder_fault(const struct stage *s, const char *dir, const struct model *m, const char *also) {
    char *fault = folder_files_fault(s, dir, also);
    return fault ? fault : folder_values_fault(s, dir, m);
}

#endif

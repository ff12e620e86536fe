/* Files on the command line, see path_list.h. */
#include "base/path_list.h"

#include "base/file.h"
#include "base/mem.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

static void add(struct gb_paths *l, const char *path) {
    l->path = gb_realloc(l->path, l->n + 1, sizeof *l->path);
    l->path[l->n++] = gb_strdup(path);
}

static int add_part(struct gb_paths *l, const char *part, struct gb_error *err) {
    if (!strpbrk(part, "*?[") || gb_exists(part)) {
        add(l, part);
        return GB_OK;
    }
    glob_t found = {0};
    int rc = GB_OK;
    if (glob(part, GLOB_TILDE, NULL, &found) != 0 || found.gl_pathc == 0)
        rc = gb_fail(err, GB_EINPUT, "%s: no file has such a name", part);
    for (size_t i = 0; i < found.gl_pathc; i++) add(l, found.gl_pathv[i]);
    globfree(&found);
    l->several = true;
    return rc;
}

static int add_word(struct gb_paths *l, const char *word, struct gb_error *err) {
    if (gb_exists(word)) {
        add(l, word);
        return GB_OK;
    }
    char *copy = gb_strdup(word);
    int rc = GB_OK;
    for (char *part = copy, *next; part && rc == GB_OK; part = next) {
        next = strchr(part, ',');
        if (next) *next++ = '\0';
        rc = *part ? add_part(l, part, err)
                   : gb_fail(err, GB_EINPUT, "%s: expected one file, or F1,F2,... of one sector each", word);
    }
    free(copy);
    return rc;
}

int gb_paths_make(struct gb_paths *l, size_t n, const char *const *word, struct gb_error *err) {
    struct gb_text label = {0};
    *l = (struct gb_paths){.several = n > 1};
    int rc = GB_OK;
    for (size_t i = 0; i < n && rc == GB_OK; i++) {
        gb_text_add(&label, "%s%s", i ? "," : "", word[i]);
        rc = add_word(l, word[i], err);
    }
    l->label = label.s;
    return rc;
}

void gb_paths_clear(struct gb_paths *l) {
    for (size_t i = 0; i < l->n; i++) free(l->path[i]);
    free(l->path);
    free(l->label);
    *l = (struct gb_paths){0};
}

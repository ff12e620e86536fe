/* --fresh: removes what a study wrote from its folder, and nothing else. See store.h.
 *
 * A stage's folder is known by the stage.xml in it (a partial one may have died before that: by its name). Anything
 * that the user put beside stays, and so do the folders that lead to it.
 */
#include "run/store.h"

#include "base/file.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s), m = strlen(end);
    return n >= m && strcmp(s + n - m, end) == 0;
}

static bool is_stage_folder(const char *path) {
    char *xml = gb_format("%s/stage.xml", path), *worker = gb_format("%s/.worker", path);
    bool yes = gb_exists(xml) || (ends_with(path, ".partial") && gb_exists(worker));
    free(xml);
    free(worker);
    return yes;
}

/* A process of a killed run must not go on writing into a folder of the same name. */
static int remove_stage(const char *path, struct gb_error *err) {
    if (ends_with(path, ".partial")) {
        int fd = store_partial_lock(path, err);
        if (fd < 0) return GB_EFAIL;
        close(fd);
    }
    return gb_remove_tree(path, err);
}

/* Another study's folder inside this one is not ours to clean. */
static bool is_study_folder(const char *path) {
    char *lock = gb_format("%s/.lock", path);
    bool yes = gb_exists(lock);
    free(lock);
    return yes;
}

/* *removed: a stage's folder below was removed. */
static int clean(const char *path, bool *removed, struct gb_error *err) {
    DIR *d = opendir(path);
    if (!d) return gb_fail(err, GB_EFAIL, "%s: cannot be opened: %s", path, strerror(errno));
    int rc = GB_OK;
    for (struct dirent *e; rc == GB_OK && (e = readdir(d));) {
        struct stat info;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        char *sub = gb_format("%s/%s", path, e->d_name);
        if (lstat(sub, &info) == 0 && S_ISDIR(info.st_mode) && !is_study_folder(sub)) {
            bool below = false;
            if (is_stage_folder(sub)) {
                rc = remove_stage(sub, err);
                *removed = true;
            } else {
                rc = clean(sub, &below, err);
                if (rc == GB_OK && below) {
                    *removed = true;
                    if (rmdir(sub) != 0 && errno != ENOTEMPTY && errno != EEXIST)
                        rc = gb_fail(err, GB_EFAIL, "%s: cannot be removed: %s", sub, strerror(errno));
                }
            }
        }
        free(sub);
    }
    closedir(d);
    return rc;
}

int store_fresh(const struct store *st, struct gb_error *err) {
    static const char *const made[] = {"report.html", "report.log", "figures"};
    bool removed = false;
    int rc = clean(st->dir, &removed, err);
    for (size_t i = 0; rc == GB_OK && i < sizeof made / sizeof made[0]; i++) {
        char *path = gb_format("%s/%s", st->dir, made[i]);
        rc = gb_remove_tree(path, err);
        free(path);
    }
    return rc;
}

/* Running several studies one after the other, see run_study.h. */
#include "command/run_study.h"

#include "base/file.h"
#include "page/page.h"
#include "run/progress.h"
#include "run/store.h"

#include <stdlib.h>
#include <string.h>

static int check_folder(const struct collection *c, const struct run_options *opt, struct gb_error *err) {
    char *alone = gb_format("%s/study.xml", opt->dir), *name = NULL, **child = NULL;
    size_t n = 0;
    int rc = GB_OK;
    if (gb_exists(alone))
        rc = gb_fail(err, GB_EINPUT, "%s: holds a single study; choose another folder with -o", opt->dir);
    else if (!opt->fresh && collection_is_folder(opt->dir))
        rc = collection_names(opt->dir, &name, &child, &n, err);
    if (rc == GB_OK && name && strcmp(name, c->name) != 0)
        rc = gb_fail(
            err, GB_EINPUT,
            "%s: holds the studies '%s', not '%s'; choose another folder with -o, or --fresh to discard what is "
            "there",
            opt->dir, name, c->name);
    for (size_t i = 0; i < n; i++) free(child[i]);
    free(child);
    free(name);
    free(alone);
    return rc;
}

/* Everything that can be known to be wrong before the first stage runs. */
static int check(const struct collection *c, const struct run_options *opt, struct gb_error *err) {
    int rc = check_folder(c, opt, err);
    for (size_t i = 0; i < c->n && rc == GB_OK; i++) {
        char *dir = gb_format("%s/%s", opt->dir, c->study[i]->name);
        struct run_options one = *opt;
        one.dir = dir;
        rc = command_check_study(c->study[i], &one, err);
        if (rc != GB_OK) gb_context(err, "study %s", c->study[i]->name);
        free(dir);
    }
    return rc;
}

static int write_studies(const struct collection *c, const char *dir, struct gb_error *err) {
    char *xml = collection_effective_xml(c), *path = gb_format("%s/studies.xml", dir);
    int rc = gb_file_write(path, xml, strlen(xml), err);
    free(path);
    free(xml);
    return rc;
}

static int run_one(const struct collection *c, size_t i, const struct run_options *opt, struct progress *progress,
                   struct gb_error *err) {
    const struct study *s = c->study[i];
    char *dir = gb_format("%s/%s", opt->dir, s->name), *label = gb_format("%zu/%zu %s", i + 1, c->n, s->name);
    struct run_options one = *opt;
    one.dir = dir;
    one.label = label;
    progress_say(progress, "study %zu of %zu: %s (%s)", i + 1, c->n, s->name, s->model->title);
    int rc = command_run_study(s, &one, err);
    free(dir);
    free(label);
    return rc;
}

/* All of them; a failure is told, and counted by its name in `failed`. */
static int run_all(const struct collection *c, const struct run_options *opt, size_t *n_failed, struct gb_text *failed,
                   struct gb_error *err) {
    struct progress progress;
    int rc = GB_OK;
    progress_init(&progress, stderr, opt->quiet);
    for (size_t i = 0; i < c->n && rc == GB_OK; i++) {
        struct gb_error one = GB_ERROR_INIT;
        rc = run_one(c, i, opt, &progress, &one);
        if (rc == GB_EINTR) {
            gb_fail(err, rc, "study %zu of %zu, %s: %s", i + 1, c->n, c->study[i]->name, one.text);
        } else if (rc != GB_OK) {
            progress_warn(&progress, "study %zu of %zu, %s: %s", i + 1, c->n, c->study[i]->name, one.text);
            gb_text_add(failed, "%s%s", (*n_failed)++ ? ", " : "", c->study[i]->name);
            rc = GB_OK;
        }
        gb_error_clear(&one);
    }
    return rc;
}

/* All of them at once: after an interruption the same command without --fresh goes on. */
static int discard(const struct collection *c, const struct run_options *opt, struct gb_error *err) {
    int rc = GB_OK;
    for (size_t i = 0; i < c->n && rc == GB_OK; i++) {
        struct store store;
        char *dir = gb_format("%s/%s", opt->dir, c->study[i]->name);
        if (gb_exists(dir) && (rc = store_open(&store, dir, NULL, err)) == GB_OK) {
            rc = store_fresh(&store, err);
            store_close(&store);
        }
        free(dir);
    }
    return rc;
}

int command_run_collection(const struct collection *c, const struct run_options *opt, struct gb_error *err) {
    struct store lock = {.lock_fd = -1};
    struct gb_text failed = {0};
    size_t n_failed = 0;
    int rc = check(c, opt, err);
    if (rc != GB_OK) return rc;
    if ((rc = store_open(&lock, opt->dir, NULL, err)) != GB_OK) return rc;
    if (opt->fresh) rc = discard(c, opt, err);
    if (rc == GB_OK) rc = write_studies(c, opt->dir, err);
    if (rc == GB_OK) rc = run_all(c, opt, &n_failed, &failed, err);
    if (rc == GB_OK && n_failed < c->n) rc = page_comparison(opt->dir, err);
    if (rc == GB_OK && n_failed)
        rc = gb_fail(err, GB_EFAIL,
                     "%zu of %zu studies failed (%s), see above; what is complete is kept, and the same command tries "
                     "the others again",
                     n_failed, c->n, failed.s);
    free(failed.s);
    store_close(&lock);
    return rc;
}

/* A study's folder before its stages run, see folder.h. */
#include "run/folder.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/xml.h"
#include "study/collection.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SHOWN = 5 };

/* What differs between a stage of the plan and the one that is there: "atoms='4000', there '2000'". */
static char *difference(const struct stage *s, const char *dir) {
    struct stage there = {0};
    char *path = gb_format("%s/%s/stage.xml", dir, s->name), *text = NULL;
    if (stage_read(&there, path, NULL) != GB_OK) {
        text = gb_format("%s cannot be read", path);
    } else {
        for (size_t i = 0; i < s->n_params && !text; i++) {
            const char *old = stage_param_get(&there, s->param[i].name);
            if (!old || strcmp(old, s->param[i].value) != 0)
                text = gb_format("%s='%s', there '%s'", s->param[i].name, s->param[i].value, old ? old : "(none)");
        }
        if (!text) text = gb_strdup("its inputs");
    }
    stage_clear(&there);
    free(path);
    return text;
}

/* Looks at every stage; GB_EINPUT when simulated stages differ. */
static int compare(const struct store *store, const struct plan *plan, enum store_state *state, struct gb_error *err) {
    struct gb_text names = {0};
    size_t n = 0;
    for (size_t i = 0; i < plan->n; i++) {
        const struct stage *s = &plan->stage[i];
        state[i] = store_stage(store, s);
        if (state[i] != STORE_DIFFERENT || !s->worker) continue;
        if (++n <= SHOWN) gb_text_add(&names, "%s%s", n > 1 ? ", " : "", s->name);
        if (n > 1) continue;
        char *how = difference(s, store->dir);
        gb_text_add(&names, " (%s)", how);
        free(how);
    }
    int rc = GB_OK;
    if (n)
        rc = gb_fail(err, GB_EINPUT,
                     "%s: holds results of a different study: %zu stage%s differ%s: %s%s; use -o OTHER for a new "
                     "folder, or --fresh "
                     "to discard what is there",
                     store->dir, n, n > 1 ? "s" : "", n > 1 ? "" : "s", names.s, n > SHOWN ? ", ..." : "");
    free(names.s);
    return rc;
}

static bool same_file(const char *a, const char *b) {
    struct stat sa, sb;
    return a && b && stat(a, &sa) == 0 && stat(b, &sb) == 0 && sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

static bool same_text(const char *path, const char *text) {
    char *there = NULL;
    bool same = gb_file_read(path, &there, NULL, NULL) == GB_OK && strcmp(there, text) == 0;
    free(there);
    return same;
}

/* The file that the user gave must not be overwritten by what we derive from it. */
static int check_inputs(const struct run_source *source, const char *dir, struct gb_error *err) {
    char *study = gb_format("%s/study.xml", dir);
    int rc = GB_OK;
    if (same_file(source->path, study) && !same_text(study, source->xml))
        rc = gb_fail(err, GB_EINPUT, "%s: would be overwritten with the effective study; choose another folder with -o",
                     study);
    free(study);
    return rc;
}

static int write_inputs(const struct run_source *source, const char *dir, struct gb_error *err) {
    char *study = gb_format("%s/study.xml", dir), *model = gb_format("%s/model.xml", dir);
    int rc = GB_OK;
    if (!same_text(study, source->xml)) rc = gb_file_write(study, source->xml, strlen(source->xml), err);
    if (rc == GB_OK && !same_file(source->model->path, model)) rc = model_write(source->model, model, err);
    free(study);
    free(model);
    return rc;
}

static char *name_in(const struct gb_xml_node *root) {
    const char *name = root ? gb_xml_attribute(root, "name") : NULL;
    return gb_strdup(name ? name : "");
}

/* A folder belongs to the study of its name: another one is refused, however alike. */
static int check_owner(const struct run_source *source, const char *dir, struct gb_error *err) {
    struct gb_xml_node *there = NULL, *ours = NULL;
    char *path = gb_format("%s/study.xml", dir);
    int rc = GB_OK;
    if (collection_is_folder(dir))
        rc = gb_fail(err, GB_EINPUT,
                     "%s: holds several studies, each in a folder of its own; choose another folder with -o", dir);
    else if (gb_exists(path) && gb_xml_read(&there, path, NULL) == GB_OK &&
             gb_xml_parse(&ours, source->xml, strlen(source->xml), "study", NULL) == GB_OK) {
        char *a = name_in(there), *b = name_in(ours);
        if (strcmp(a, b) != 0)
            rc = gb_fail(err, GB_EINPUT,
                         "%s: holds the study '%s', not '%s'; choose another folder with -o, or --fresh to "
                         "discard what is there",
                         dir, a, b);
        free(a);
        free(b);
    }
    gb_xml_free(there);
    gb_xml_free(ours);
    free(path);
    return rc;
}

int run_folder_open(struct store *store, const struct run_source *source, const struct plan *plan, const char *dir,
                    bool fresh, enum store_state *state, struct gb_error *err) {
    bool opened = false;
    int rc = check_inputs(source, dir, err);
    if (rc == GB_OK) {
        rc = store_open(store, dir, source->xml, err);
        opened = rc == GB_OK;
    }
    if (rc == GB_OK && !fresh) rc = check_owner(source, dir, err);
    if (rc == GB_OK && fresh) rc = store_fresh(store, err);
    if (rc == GB_OK) rc = compare(store, plan, state, err);
    if (rc == GB_OK) rc = write_inputs(source, dir, err);
    if (rc != GB_OK && opened) store_close(store);
    return rc;
}

int run_folder_check(const struct run_source *source, const struct plan *plan, const char *dir, struct gb_error *err) {
    enum store_state *state = GB_ARRAY(plan->n, enum store_state);
    struct store store;
    store_view(&store, dir);
    int rc = check_owner(source, dir, err);
    if (rc == GB_OK) rc = compare(&store, plan, state, err);
    store_close(&store);
    free(state);
    return rc;
}

bool run_folder_needs_report(const char *dir) {
    char *report = gb_format("%s/report.html", dir), *summary = gb_format("%s/summary/stage.xml", dir);
    struct stat r, s;
    bool needs = stat(report, &r) != 0;
    if (!needs && stat(summary, &s) == 0)
        needs = s.st_mtim.tv_sec > r.st_mtim.tv_sec ||
                (s.st_mtim.tv_sec == r.st_mtim.tv_sec && s.st_mtim.tv_nsec > r.st_mtim.tv_nsec);
    free(report);
    free(summary);
    return needs;
}

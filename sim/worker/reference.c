/* Stage reference: the unloaded glass, at rest at T = 0 and the wanted pressure (rest.h). Parameters pressure relax;
 * input glass (a stage that left glass.dump, or a file). Writes reference.dump and values.tsv. */
#include "base/mem.h"
#include "worker/rest.h"

#include <stdlib.h>

int reference_stage(struct worker *w, struct gb_error *err) {
    struct rest rest = {.label = "reference", .progress_total = 1};
    struct config *c = NULL, *now = NULL;
    struct gb_values v = {0};
    char *path = stage_input_path(&w->stage, "glass", w->dir);
    const struct stage_input *in = stage_input_get(&w->stage, "glass");
    int rc = rest_read(w, &rest, err);
    if (rc == GB_OK && !path) rc = gb_fail(err, GB_EFAIL, "stage.xml names no input 'glass'");
    if (rc == GB_OK && in->is_stage) {
        char *file = gb_format("%s/glass.dump", path);
        free(path);
        path = file;
    }
    if (rc == GB_OK) rc = worker_read(w, path, &c, err);
    if (rc == GB_OK) rc = rest_run(w, &rest, c, path, &now, &v, err);
    if (rc == GB_OK && lmp_rank(w->lmp) == 0) {
        rc = config_write_dump(now, "reference.dump", 0, NULL, err);
        if (rc == GB_OK) rc = gb_values_write(&v, "the unloaded glass at T = 0", "values.tsv", err);
    }
    gb_values_clear(&v);
    config_free(c);
    config_free(now);
    free(path);
    return rc;
}

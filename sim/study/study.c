/* What a study is, once it is read, see study.h; what is asked of its histories: steps.c. */
#include "study/study.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

char *study_absolute(const char *study_path, const char *path) {
    if (path[0] == '/') return gb_strdup(path);
    const char *slash = strrchr(study_path, '/');
    char *folder = slash ? gb_format("%.*s/", (int)(slash - study_path), study_path) : gb_strdup("./");
    char *full = realpath(folder, NULL);
    char *out = gb_format("%s/%s", full ? full : folder, path);
    free(folder);
    free(full);
    return out;
}

static void free_list(char **list, size_t n) {
    for (size_t i = 0; i < n; i++) free(list[i]);
    free(list);
}

static void free_histories(struct study *s) {
    for (size_t i = 0; i < s->n_histories; i++) {
        free(s->history[i].label);
        free(s->history[i].step);
    }
    free(s->history);
}

static void free_compress(struct study *s) {
    for (size_t e = 0; e < s->n_compress; e++) {
        struct study_compress *c = &s->compress[e];
        free_list(c->label, c->n);
        free(c->amount);
        free(c->T_label);
        free(c->name);
    }
    for (size_t i = 0; i < s->n_loads; i++) {
        free(s->load[i].label);
        free(s->load[i].applied);
    }
    free(s->compress);
    free(s->load);
}

void study_free(struct study *s) {
    if (!s) return;
    free_list(s->file, s->n_files);
    free_histories(s);
    free_list(s->equilibrium.T_label, s->equilibrium.n_T);
    free(s->equilibrium.T);
    free(s->equilibrium.file);
    free_compress(s);
    model_free(s->model);
    free(s->model_name);
    free(s->name);
    free(s->path);
    free(s);
}

double study_margin(const struct study *s) {
    const struct smoothing *m = &s->smoothing;
    return m->kind == SMOOTH_GAUSSIAN ? 5 * m->width : m->kind == SMOOTH_QWINDOW ? 5 * 2 * acos(-1) / m->q_max : 0;
}

const struct study_compress *study_load_compress(const struct study *s, size_t load) {
    return &s->compress[s->load[load].element];
}

bool study_only_strains(const struct study *s) {
    for (size_t i = 0; i < s->n_loads; i++)
        if (isnan(s->load[i].strain)) return false;
    return true;
}

bool study_has_temperature(const struct study *s) {
    for (size_t e = 0; e < s->n_compress; e++)
        if (s->compress[e].thermal) return true;
    return false;
}

size_t study_n_histories(const struct study *s) { return s->n_histories; }

const char *study_history(const struct study *s, size_t h) { return s->history[h].label; }

const char *study_length(const struct study *s) { return model_unit(s->model, MODEL_LENGTH); }

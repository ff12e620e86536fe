/* Where models and potential files are, what their hash is, and the units of a model, see model.h. */
#include "stage/model_table.h"

#include "base/file.h"
#include "stage/model.h"
#include "stage/zhou.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { N_PLACES = 3 };

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Folders that may hold potentials/ and configs/, in the order of the search; NULL entries are absent. Free each. */
static void places(char *place[N_PLACES]) {
    char exe[4096];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    char *slash = NULL;
    if (n > 0) {
        exe[n] = '\0';
        slash = strrchr(exe, '/');
    }
    place[0] = gb_strdup(getenv("GLASSBED_DATA"));
    place[1] = slash ? gb_format("%.*s/..", (int)(slash - exe), exe) : NULL;
    place[2] = gb_strdup(GB_DATADIR);
}

char *model_data_dir(void) {
    char *place[N_PLACES], *found = NULL;
    places(place);
    for (int i = 0; i < N_PLACES; i++) {
        char *sub = place[i] ? gb_format("%s/potentials", place[i]) : NULL;
        if (sub && !found && is_folder(sub)) {
            found = place[i];
            place[i] = NULL;
        }
        free(sub);
        free(place[i]);
    }
    return found;
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list_folder(const char *path, char ***names, size_t *n) {
    DIR *d = opendir(path);
    if (!d) return;
    for (struct dirent *e; (e = readdir(d));) {
        size_t len = strlen(e->d_name);
        if (e->d_name[0] == '.' || len <= 4 || strcmp(e->d_name + len - 4, ".xml") != 0) continue;
        char *name = gb_format("%.*s", (int)(len - 4), e->d_name);
        bool known = false;
        for (size_t i = 0; i < *n && !known; i++) known = strcmp((*names)[i], name) == 0;
        if (known) {
            free(name);
            continue;
        }
        *names = gb_realloc(*names, *n + 1, sizeof **names);
        (*names)[(*n)++] = name;
    }
    closedir(d);
}

int model_list(char ***names, size_t *n, struct gb_error *err) {
    char *place[N_PLACES];
    *names = NULL;
    *n = 0;
    places(place);
    for (int i = 0; i < N_PLACES; i++) {
        char *sub = place[i] ? gb_format("%s/potentials", place[i]) : NULL;
        if (sub) list_folder(sub, names, n);
        free(sub);
        free(place[i]);
    }
    if (*n) qsort(*names, *n, sizeof **names, by_name);
    if (*n) return GB_OK;
    return gb_fail(err, GB_EINPUT,
                   "no model glass found; set GLASSBED_DATA to the folder that holds potentials/, or install "
                   "into " GB_DATADIR);
}

static int not_found(const char *name, struct gb_error *err) {
    char **names;
    size_t n;
    int rc = model_list(&names, &n, err);
    if (rc != GB_OK) return rc;
    struct gb_text all = {0};
    for (size_t i = 0; i < n; i++) gb_text_add(&all, "%s%s", i ? ", " : "", names[i]);
    char *near = schema_suggest(name, n, (const char *const *)names);
    rc = gb_fail(err, GB_EINPUT, "no model '%s';%s allowed: %s, or the path of a model file (with / or .xml)", name,
                 near, all.s);
    for (size_t i = 0; i < n; i++) free(names[i]);
    free(names);
    free(near);
    free(all.s);
    return rc;
}

int model_locate(const char *name, char **path, struct gb_error *err) {
    size_t len = strlen(name);
    *path = NULL;
    if (strchr(name, '/') || (len > 4 && strcmp(name + len - 4, ".xml") == 0)) {
        *path = gb_strdup(name);
        return GB_OK;
    }
    char *place[N_PLACES];
    places(place);
    for (int i = 0; i < N_PLACES; i++) {
        char *file = place[i] ? gb_format("%s/potentials/%s.xml", place[i], name) : NULL;
        if (file && !*path && gb_exists(file)) {
            *path = file;
            file = NULL;
        }
        free(file);
        free(place[i]);
    }
    return *path ? GB_OK : not_found(name, err);
}

/* Potential files -------------------------------------------------------------------------------------------------- */

static bool try_file(const char *folder, size_t folder_len, const char *name, char **path) {
    char *file = gb_format("%.*s/%s", (int)folder_len, folder, name);
    *path = gb_exists(file) && !is_folder(file) ? realpath(file, NULL) : NULL;
    free(file);
    return *path != NULL;
}

int model_find_file(const struct model *m, const char *name, char **path, struct gb_error *err) {
    static const char system_folder[] = "/usr/share/lammps/potentials";
    *path = NULL;
    if (name[0] == '/') {
        if (try_file("", 0, name + 1, path)) return GB_OK;
        return gb_fail(err, GB_EINPUT, "%s: potential file %s: not found", m->path, name);
    }
    const char *slash = strrchr(m->path, '/');
    if (slash ? try_file(m->path, (size_t)(slash - m->path), name, path) : try_file(".", 1, name, path)) return GB_OK;
    for (const char *p = getenv("LAMMPS_POTENTIALS"); p && *p;) {
        size_t n = strcspn(p, ":");
        if (n && try_file(p, n, name, path)) return GB_OK;
        p += n + (p[n] == ':');
    }
    if (try_file(system_folder, strlen(system_folder), name, path)) return GB_OK;
    return gb_fail(err, GB_EINPUT,
                   "%s: potential file %s: not found beside the model, in $LAMMPS_POTENTIALS or in %s; install "
                   "the package lammps-data, or set LAMMPS_POTENTIALS to the folder that holds it",
                   m->path, name, system_folder);
}

/* Parameters of the model's elements; *z is the caller's. The file is beside the model, else where models are. */
static int read_zhou(const struct model *m, struct zhou **z, struct gb_error *err) {
    static const char name[] = "zjw2004.tsv";
    char *path = NULL, *place[N_PLACES];
    const char *slash = strrchr(m->path, '/');
    if (slash ? !try_file(m->path, (size_t)(slash - m->path), name, &path) : !try_file(".", 1, name, &path)) {
        places(place);
        for (int i = 0; i < N_PLACES; i++) {
            char *folder = place[i] ? gb_format("%s/potentials", place[i]) : NULL;
            if (folder && !path) (void)try_file(folder, strlen(folder), name, &path);
            free(folder);
            free(place[i]);
        }
    }
    int rc = GB_OK;
    if (!path)
        rc =
            gb_fail(err, GB_EINPUT,
                    "%s: <zhou2004>: %s: not found beside the model or in potentials/; set GLASSBED_DATA to the folder "
                    "that holds potentials/",
                    m->path, name);
    *z = GB_ARRAY((size_t)m->n_species, struct zhou);
    for (int k = 0; rc == GB_OK && k < m->n_species; k++) rc = zhou_read(&(*z)[k], path, m->element[k], err);
    free(path);
    return rc;
}

static int write_zhou(const struct model *m, const char *model_path, struct gb_error *err) {
    struct zhou *z;
    struct gb_text t = {0};
    const char *slash = strrchr(model_path, '/');
    char *path = gb_format("%.*s" MODEL_ZHOU_TABLE, slash ? (int)(slash + 1 - model_path) : 0, model_path);
    int rc = read_zhou(m, &z, err);
    if (rc == GB_OK) {
        zhou_setfl(m->n_species, z, (const char *const *)m->element, m->mass, m->zhou_taper, &t);
        rc = gb_file_write(path, t.s, t.len, err);
    }
    free(t.s);
    free(path);
    free(z);
    return rc;
}

/* The next {file:NAME} at or after *at: NAME, the caller's, and *at after it; NULL when there is none. *open: where it
 * was. */
static char *next_file(const char **at, const char **open) {
    *open = strstr(*at, "{file:");
    const char *close = *open ? strchr(*open, '}') : NULL;
    if (!close) return NULL;
    *at = close + 1;
    return gb_format("%.*s", (int)(close - *open - 6), *open + 6);
}

/* Files that the commands name, and no other mention of {file:...}, such as in comments. */
static bool named_in_commands(const struct model *m, const char *name) {
    bool found = false;
    for (size_t i = 0; i < m->n_commands && !found; i++) {
        const char *at = m->commands[i], *open;
        for (char *other; !found && (other = next_file(&at, &open));) {
            found = strcmp(other, name) == 0;
            free(other);
        }
    }
    return found;
}

int model_write(const struct model *m, const char *path, struct gb_error *err) {
    struct gb_text t = {0};
    const char *at = m->text, *from = at, *open;
    int rc = m->zhou ? write_zhou(m, path, err) : GB_OK;
    for (char *name; rc == GB_OK && (name = next_file(&at, &open)); from = at) {
        char *file = NULL;
        if (named_in_commands(m, name)) rc = model_find_file(m, name, &file, err);
        gb_text_addn(&t, from, (size_t)(open - from) + 6);
        gb_text_add_escaped(&t, file ? file : name);
        gb_text_addn(&t, "}", 1);
        free(name);
        free(file);
    }
    gb_text_addn(&t, from, strlen(from));
    if (rc == GB_OK) rc = gb_file_write(path, t.s, t.len, err);
    free(t.s);
    return rc;
}

static int hash_zhou(const struct model *m, uint64_t *hash, struct gb_error *err) {
    struct zhou *z;
    int rc = read_zhou(m, &z, err);
    *hash = gb_hash_bytes(*hash, &m->zhou_taper, sizeof m->zhou_taper);
    if (rc == GB_OK) *hash = gb_hash_bytes(*hash, z, (size_t)m->n_species * sizeof *z);
    free(z);
    return rc;
}

int model_hash(const struct model *m, uint64_t *hash, struct gb_error *err) {
    uint64_t h = gb_hash_text(gb_hash_text(GB_HASH_INIT, m->units), m->kim);
    h = gb_hash_bytes(h, &m->skin, sizeof m->skin);
    for (int t = 0; t < m->n_species; t++) {
        h = gb_hash_text(h, m->element[t]);
        h = gb_hash_bytes(h, &m->mass[t], sizeof m->mass[t]);
        h = gb_hash_bytes(h, &m->fraction[t], sizeof m->fraction[t]);
    }
    for (size_t i = 0; i < m->n_commands; i++) h = gb_hash_text(h, m->commands[i]);
    *hash = h;
    if (m->zhou) return hash_zhou(m, hash, err);
    for (size_t i = 0; i < m->n_commands; i++) {
        const char *at = m->commands[i], *open;
        for (char *name; (name = next_file(&at, &open));) {
            char *path = NULL;
            int rc = model_find_file(m, name, &path, err);
            if (rc == GB_OK) rc = gb_hash_file(hash, path, err);
            free(name);
            free(path);
            if (rc != GB_OK) return rc;
        }
    }
    return GB_OK;
}

/* Units ------------------------------------------------------------------------------------------------------------ */

const char *model_unit(const struct model *m, enum model_quantity q) {
    static const char *const unit[][2] = {
        [MODEL_LENGTH] = {"sigma", "ang"},
        [MODEL_ENERGY] = {"epsilon/atom", "eV/atom"},
        [MODEL_TEMPERATURE] = {"epsilon/kB", "K"},
        [MODEL_STRESS] = {"epsilon/sigma^3", "GPa"},
        [MODEL_TIME] = {"tau", "ps"},
        [MODEL_RATE] = {"epsilon/kB/tau", "K/s"},
        [MODEL_DENSITY] = {"1/sigma^3", "g/cm^3"},
    };
    return unit[q][strcmp(m->units, "metal") == 0];
}

double model_boltzmann(const struct model *m) { return strcmp(m->units, "metal") == 0 ? 8.617333262e-5 : 1; }

double model_rate_internal(const struct model *m, double rate) {
    return strcmp(m->units, "metal") == 0 ? rate * 1e-12 : rate;
}

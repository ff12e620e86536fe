/* Reading configurations: which format, which frame. See config.h. */
#include "atoms/read.h"

#include "atoms/scan.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Whatever follows a frame has to be another one; anything else is an atom too many. */
static int check_after(struct reader *r, bool (*begins)(const char *), bool *end, struct gb_error *err) {
    char *line;
    int rc = lines_next_filled(&r->in, &line, err);
    *end = line == NULL;
    if (rc == GB_OK && line && !begins(line))
        rc = lines_fail(
            &r->in, err,
            "'%s' after the atoms of frame %ld (counted from 0); more atoms than were announced, or not a frame",
            scan_show(line).s, r->index);
    if (rc == GB_OK && line) lines_back(&r->in);
    return rc;
}

/* Frames one after the other, up to the wanted one; each makes room for the next. */
static int read_frames(struct reader *r, frame_fn *one, bool (*begins)(const char *), struct config **out,
                       struct gb_error *err) {
    int rc = GB_OK;
    bool end = false;
    struct config *last = NULL;
    for (r->index = 0; rc == GB_OK && !end; r->index++) {
        config_free(last);
        last = NULL;
        rc = one(r, r->index < r->frame, &last, err);
        if (rc == GB_OK) rc = check_after(r, begins, &end, err);
        if (r->index == r->frame) break;
    }
    if (rc == GB_OK && !last)
        rc = gb_fail(err, GB_EINPUT, "%s: frame %ld; allowed: 0 to %ld", r->in.path, r->frame, r->index - 1);
    if (rc == GB_OK)
        *out = last;
    else
        config_free(last);
    return rc;
}

enum format { FORMAT_UNKNOWN, FORMAT_BINARY, FORMAT_DATA, FORMAT_DUMP, FORMAT_XYZ };

/* A data file is free text but for its header: some line of the first ones reads "<number> atoms". */
static bool has_atoms_line(const char *s, size_t n) {
    for (const char *end = s + n; s < end;) {
        const char *newline = memchr(s, '\n', (size_t)(end - s));
        const char *e = newline ? newline : end;
        while (s < e && (*s == ' ' || *s == '\t')) s++;
        while (s < e && *s >= '0' && *s <= '9') s++;
        const char *word = s;
        while (s < e && (*s == ' ' || *s == '\t')) s++;
        if (s > word && e - s >= 5 && memcmp(s, "atoms", 5) == 0) return true;
        s = e + 1;
    }
    return false;
}

static enum format recognise(const struct lines *in) {
    size_t n;
    const char *s = lines_peek(in, &n), *end = s + n;
    if (memchr(s, 0, n)) return FORMAT_BINARY;
    if (has_atoms_line(s, n) && !(n >= 5 && memcmp(s, "ITEM:", 5) == 0)) return FORMAT_DATA;
    while (s < end && strchr(" \t\r\n", *s)) s++;
    if (end - s >= 5 && memcmp(s, "ITEM:", 5) == 0) return FORMAT_DUMP;
    if (s < end && (*s == '-' || *s == '+')) s++; /* a negative count is XYZ's to refuse */
    const char *digits = s;
    while (s < end && *s >= '0' && *s <= '9') s++;
    if (s == digits) return FORMAT_UNKNOWN;
    while (s < end && strchr(" \t\r", *s)) s++;
    return s == end || *s == '\n' ? FORMAT_XYZ : FORMAT_UNKNOWN;
}

static int read_any(struct reader *r, struct config **out, struct gb_error *err) {
    switch (recognise(&r->in)) {
    case FORMAT_DATA:
        if (r->frame > 0)
            return gb_fail(err, GB_EINPUT, "%s: frame %ld; allowed: 0, a LAMMPS data file holds one configuration",
                           r->in.path, r->frame);
        return read_data(r, out, err);
    case FORMAT_DUMP: return read_frames(r, read_dump_frame, dump_begins, out, err);
    case FORMAT_XYZ: return read_frames(r, read_xyz_frame, xyz_begins, out, err);
    case FORMAT_BINARY:
        return gb_fail(
            err, GB_EINPUT,
            "%s: is not a text file; a LAMMPS data file, a LAMMPS text dump or extended XYZ is wanted (plain or .gz)",
            r->in.path);
    default:
        return gb_fail(
            err, GB_EINPUT,
            "%s: format not recognised; a LAMMPS data file has a line '<number> atoms', a LAMMPS text dump begins "
            "with 'ITEM:', extended XYZ with the number of atoms alone on the first line",
            r->in.path);
    }
}

/* Types in the order of r->elements: by name where the file has names, else as they are. */
static int adopt_elements(const struct reader *r, struct config *c, struct gb_error *err) {
    struct type_names want = {0};
    names_set(&want, r->elements, r->n_elements);
    char *all = names_text(r->elements, r->n_elements);
    int to[CONFIG_MAX_TYPES + 1] = {0}, rc = GB_OK;
    for (int t = 0; rc == GB_OK && t < c->n_types; t++) {
        to[t + 1] = c->element ? 0 : t + 1;
        for (int k = 0; c->element && k < want.n && to[t + 1] == 0; k++)
            if (strcmp(want.name[k], c->element[t]) == 0) to[t + 1] = k + 1;
        if (to[t + 1] == 0)
            rc =
                gb_fail(err, GB_EINPUT, "%s: type %d is named '%s'; allowed: %s; rename it, or use a model that has it",
                        c->path, t + 1, c->element[t], all);
    }
    if (rc == GB_OK && !c->element && c->n_types > want.n)
        rc =
            gb_fail(err, GB_EINPUT, "%s: has %d atom types; allowed: at most %d (%s); use a model with as many species",
                    c->path, c->n_types, want.n, all);
    if (rc == GB_OK) {
        double *mass = GB_ARRAY((size_t)want.n, double);
        bool known = c->mass != NULL;
        for (int t = 0; c->mass && t < c->n_types; t++) mass[to[t + 1] - 1] = c->mass[t];
        for (int k = 0; k < want.n; k++) known = known && mass[k] > 0;
        free(c->mass);
        c->mass = known ? mass : NULL;
        if (!known) free(mass);
        for (size_t i = 0; i < c->n; i++) c->type[i] = to[c->type[i]];
        names_give(&want, c);
    }
    free(all);
    names_clear(&want);
    return rc;
}

int config_read(struct config **out, const char *path, long frame, const char *const *elements, int n_elements,
                struct gb_error *err) {
    *out = NULL;
    if (elements && (n_elements < 1 || n_elements > CONFIG_MAX_TYPES))
        return gb_fail(err, GB_EINPUT, "%d species; allowed: 1 to %d", n_elements, CONFIG_MAX_TYPES);
    struct reader r = {.elements = elements, .n_elements = elements ? n_elements : 0, .frame = frame < 0 ? -1 : frame};
    struct config *c = NULL;
    int rc = lines_open(&r.in, path, err);
    if (rc != GB_OK) return rc;
    rc = read_any(&r, &c, err);
    if (rc == GB_OK && elements) rc = adopt_elements(&r, c, err);
    if (rc == GB_OK) rc = config_check(c, err);
    lines_close(&r.in);
    if (rc != GB_OK) {
        config_free(c);
        return rc;
    }
    *out = c;
    return GB_OK;
}

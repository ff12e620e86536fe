/* Reading configurations: which file and frame, which format. See config.h. */
#include "atoms/read.h"

#include "atoms/scan.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

/* Extended XYZ by its first two lines, whatever else the second says: a number alone, then one of the two keys. */
static bool has_xyz_keys(const char *s, size_t n) {
    static const char *const key[] = {"lattice=", "properties="};
    const char *end = s + n;
    while (s < end && isspace((unsigned char)*s)) s++;
    const char *digits = s;
    while (s < end && isdigit((unsigned char)*s)) s++;
    if (s == digits) return false;
    while (s < end && strchr(" \t\r", *s)) s++;
    if (s == end || *s != '\n') return false;
    s++;
    const char *newline = memchr(s, '\n', (size_t)(end - s)), *stop = newline ? newline : end;
    for (; s < stop; s++)
        for (int k = 0; k < 2; k++)
            if ((size_t)(stop - s) >= strlen(key[k]) && strncasecmp(s, key[k], strlen(key[k])) == 0) return true;
    return false;
}

static enum format recognise(const struct lines *in) {
    size_t n;
    const char *s = lines_peek(in, &n), *end = s + n;
    if (memchr(s, 0, n)) return FORMAT_BINARY;
    if (has_xyz_keys(s, n)) return FORMAT_XYZ;
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
        if (r->frame > 0 || r->frame < -1)
            return gb_fail(err, GB_EINPUT, "%s: frame %ld; allowed: 0, a LAMMPS data file holds one configuration",
                           r->in.path, r->frame);
        return read_data(r, out, err);
    case FORMAT_DUMP: return read_frames(r, read_dump_frame, read_dump_begins, out, err);
    case FORMAT_XYZ: return read_frames(r, read_xyz_frame, read_xyz_begins, out, err);
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

int config_read_as(struct config **out, const char *name, long frame, const struct config_species *species,
                   struct gb_error *err) {
    *out = NULL;
    if (species && (species->n < 1 || species->n > CONFIG_MAX_TYPES))
        return gb_fail(err, GB_EINPUT, "%d species; allowed: 1 to %d", species->n, CONFIG_MAX_TYPES);
    long own;
    bool named;
    char *path = config_frame_of(name, &own, &named);
    struct reader r = {.frame = named ? own : frame, .whole = -1};
    struct gb_error why = GB_ERROR_INIT; /* readers want a place for it */
    struct config *c = NULL;
    int rc = GB_OK;
    if (named && frame != -1 && frame != own)
        rc = gb_fail(&why, GB_EINPUT, "%s: names frame %ld, but frame %ld is asked for; name one", name, own, frame);
    if (species) {
        r.elements = species->name;
        r.n_elements = species->n;
        r.mass = species->mass;
    }
    if (rc == GB_OK) rc = lines_open(&r.in, path, &why);
    if (rc == GB_OK) {
        rc = read_any(&r, &c, &why);
        if (rc == GB_OK && species) rc = read_adopt(&r, c, &why);
        if (rc == GB_OK) rc = config_check(c, &why);
        lines_close(&r.in);
    }
    free(path);
    if (rc == GB_OK) {
        *out = c;
        return GB_OK;
    }
    config_free(c);
    gb_fail(err, rc, "%s", why.text);
    gb_error_clear(&why);
    return rc;
}

int config_read(struct config **out, const char *path, long frame, const char *const *elements, int n_elements,
                struct gb_error *err) {
    const struct config_species species = {.n = n_elements, .name = elements};
    return config_read_as(out, path, frame, elements ? &species : NULL, err);
}

/* The box of a LAMMPS dump, `ITEM: BOX BOUNDS`: three lines "lo hi", "lo hi tilt" or, in general position, "vx vy vz
 * o"; and what the items share. */
#include "atoms/read.h"
#include "atoms/scan.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum box_kind { BOX_ORTHOGONAL, BOX_TILTED, BOX_GENERAL };

int dump_value_line(struct reader *r, const char *item, char **line, struct gb_error *err) {
    int rc = lines_next(&r->in, line, err);
    if (rc == GB_OK && !*line) {
        char *truncated = read_truncated(r);
        rc = lines_fail(&r->in, err, "the file ends within '%s'; %s", item, truncated);
        free(truncated);
    }
    return rc;
}

/* "[xy xz yz | abc origin] pp pp pp"; very old dumps have no flags and were periodic. */
static int box_kind(const struct lines *in, const char *flags, enum box_kind *kind, struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS], *word = gb_strdup(flags);
    const size_t n = scan_fields(word, f);
    size_t first = 0;
    *kind = BOX_ORTHOGONAL;
    if (n >= 3 && strcmp(f[0], "xy") == 0 && strcmp(f[1], "xz") == 0 && strcmp(f[2], "yz") == 0) {
        *kind = BOX_TILTED;
        first = 3;
    } else if (n >= 2 && strcmp(f[0], "abc") == 0 && strcmp(f[1], "origin") == 0) {
        *kind = BOX_GENERAL;
        first = 2;
    }
    int rc = GB_OK;
    if (n != first && n != first + 3)
        rc = lines_fail(in, err, "box of kind '%s'; allowed: pp pp pp, or xy xz yz pp pp pp, or abc origin pp pp pp",
                        scan_show(flags + strspn(flags, " ")).s);
    for (size_t k = 0; rc == GB_OK && k < 3 && n > first; k++)
        if (strcmp(f[first + k], "pp") != 0)
            rc = lines_fail(in, err,
                            "boundary '%s' along %c; allowed: pp, a glass has to be periodic in every direction",
                            scan_show(f[first + k]).s, "xyz"[k]);
    free(word);
    return rc;
}

/* Three lines "lo hi [tilt]"; the tilts have to be known before the bounds mean anything. */
static void restricted_box(struct box *b, char *bound[3][2], const double tilt[3]) {
    double off[3][2];
    *b = (struct box){.h = {{0, tilt[0], tilt[1]}, {0, 0, tilt[2]}, {0}}};
    read_tilt_offsets(b, off);
    for (int k = 0; k < 3; k++) read_bounds(bound[k][0], bound[k][1], off[k][0], off[k][1], &b->origin[k], &b->h[k][k]);
}

static int bounds_line(struct reader *r, bool tilted, char *bound[2], double *tilt, struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS], *line;
    int rc = dump_value_line(r, "ITEM: BOX BOUNDS", &line, err);
    if (rc != GB_OK) return rc;
    const size_t n = scan_fields(line, f);
    if (n != (tilted ? 3U : 2U))
        return lines_fail(&r->in, err, "%zu numbers; a box line has %s here", n,
                          tilted ? "three: lo hi tilt" : "two: lo hi");
    for (int i = 0; rc == GB_OK && i < 2; i++) {
        double v;
        rc = read_real(&r->in, f[i], i ? "upper box bound" : "lower box bound", &v, err);
        bound[i] = gb_strdup(f[i]);
    }
    if (rc == GB_OK && tilted) rc = read_real(&r->in, f[2], "tilt", tilt, err);
    return rc;
}

/* A line "vx vy vz o" for each edge vector. */
static int vector_line(struct reader *r, double edge[3], double *origin, struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS], *line;
    int rc = dump_value_line(r, "ITEM: BOX BOUNDS", &line, err);
    if (rc != GB_OK) return rc;
    const size_t n = scan_fields(line, f);
    if (n != 4)
        return lines_fail(&r->in, err, "%zu numbers; a box line has four here: an edge vector, then one of the origin",
                          n);
    for (int i = 0; rc == GB_OK && i < 3; i++) rc = read_real(&r->in, f[i], "edge vector", &edge[i], err);
    return rc == GB_OK ? read_real(&r->in, f[3], "origin", origin, err) : rc;
}

int dump_box_read(struct reader *r, const char *flags, struct dump_box *d, struct gb_error *err) {
    char *bound[3][2] = {{0}};
    enum box_kind kind;
    double tilt[3] = {0, 0, 0}, edge[3][3];
    *d = (struct dump_box){.ang = r->unit ? r->unit->ang : 1};
    struct box *const b = &d->box;
    int rc = box_kind(&r->in, flags, &kind, err);
    for (int k = 0; rc == GB_OK && k < 3; k++)
        rc = kind == BOX_GENERAL ? vector_line(r, edge[k], &b->origin[k], err)
                                 : bounds_line(r, kind == BOX_TILTED, bound[k], &tilt[k], err);
    if (rc == GB_OK) {
        if (kind == BOX_GENERAL)
            rc = box_turn_find(&d->turn, edge, b, err);
        else
            restricted_box(b, bound, tilt);
        if (rc == GB_OK && kind == BOX_GENERAL) box_turn_apply(&d->turn, b->origin);
        if (rc == GB_OK) rc = box_check(b, err);
        if (rc != GB_OK) gb_context(err, "%s:%ld", r->in.path, r->in.number);
    }
    for (int k = 0; d->ang != 1 && k < 3; k++) {
        b->origin[k] *= d->ang;
        for (int i = 0; i < 3; i++) b->h[k][i] *= d->ang;
    }
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 2; i++) free(bound[k][i]);
    return rc;
}

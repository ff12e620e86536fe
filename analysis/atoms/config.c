/* A configuration's life and its promises, see config.h. */
#include "atoms/config.h"

#include "base/mem.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct config *config_create(size_t n, int n_types) {
    struct config *c = GB_NEW(struct config);
    c->n = n;
    c->n_types = n_types;
    c->id = GB_ARRAY(n, int64_t);
    c->type = GB_ARRAY(n, int);
    c->x = gb_calloc(n, 3 * sizeof *c->x);
    for (size_t i = 0; i < n; i++) {
        c->id[i] = (int64_t)i + 1;
        c->type[i] = 1;
    }
    for (int d = 0; d < 3; d++) c->box.h[d][d] = 1;
    return c;
}

void config_free(struct config *c) {
    if (!c) return;
    for (int t = 0; c->element && t < c->n_types; t++) free(c->element[t]);
    free(c->element);
    free(c->mass);
    free(c->path);
    free(c->notes);
    free(c->id);
    free(c->type);
    free(c->x);
    free(c);
}

struct config *config_copy(const struct config *c) {
    struct config *k = config_create(c->n, c->n_types);
    k->box = c->box;
    if (c->n) {
        memcpy(k->id, c->id, c->n * sizeof *c->id);
        memcpy(k->type, c->type, c->n * sizeof *c->type);
        memcpy(k->x, c->x, c->n * 3 * sizeof *c->x);
    }
    if (c->element) {
        k->element = GB_ARRAY((size_t)c->n_types, char *);
        for (int t = 0; t < c->n_types; t++) k->element[t] = gb_strdup(c->element[t]);
    }
    if (c->mass) {
        k->mass = GB_ARRAY((size_t)c->n_types, double);
        memcpy(k->mass, c->mass, (size_t)c->n_types * sizeof *c->mass);
    }
    k->path = gb_strdup(c->path);
    k->notes = gb_strdup(c->notes);
    k->rotated = c->rotated;
    memcpy(k->frame, c->frame, sizeof k->frame);
    k->by_line = c->by_line;
    k->length = c->length;
    return k;
}

void config_to_box(const struct config *c, const double file[3], double box[3]) {
    for (int d = 0; d < 3; d++) {
        const double *row = c->frame[d];
        box[d] = c->rotated ? row[0] * file[0] + row[1] * file[1] + row[2] * file[2] : file[d];
    }
}

void config_note(struct config *c, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    char *text = gb_vformat(fmt, ap), *before = c->notes;
    va_end(ap);
    c->notes = before ? gb_format("%s\n%s", before, text) : gb_strdup(text);
    free(before);
    free(text);
}

static const char *const MAX_TILT = "a tilt of at most 10 edges; give an equivalent box with less tilt (in LAMMPS, "
                                    "`change_box` or `box tilt`)";

int box_check(const struct box *b, struct gb_error *err) {
    static const char *const edge[3] = {"x", "y", "z"};
    for (int r = 0; r < 3; r++) {
        if (!isfinite(b->origin[r])) return gb_fail(err, GB_EINPUT, "the box origin is not a finite number");
        for (int c = 0; c < 3; c++) {
            if (!isfinite(b->h[r][c])) return gb_fail(err, GB_EINPUT, "a box edge or tilt is not a finite number");
            if (r > c && b->h[r][c] != 0)
                return gb_fail(err, GB_EINPUT,
                               "the box is rotated; allowed: edge a along x, edge b in the x-y plane (as in LAMMPS); "
                               "rotate box and atoms together first");
        }
    }
    for (int d = 0; d < 3; d++)
        if (!(b->h[d][d] > 0))
            return gb_fail(err, GB_EINPUT, "the box has length %g along %s; allowed: more than 0", b->h[d][d], edge[d]);
    const double xx = b->h[0][0], yy = b->h[1][1], v = box_volume(b);
    if (!isnormal(v)) return gb_fail(err, GB_EINPUT, "the box volume is %g; allowed: a finite volume above 0", v);
    if (fabs(b->h[0][1]) > 10 * xx)
        return gb_fail(err, GB_EINPUT, "xy = %g where xx = %g; allowed: %s", b->h[0][1], xx, MAX_TILT);
    if (fabs(b->h[0][2]) > 10 * xx)
        return gb_fail(err, GB_EINPUT, "xz = %g where xx = %g; allowed: %s", b->h[0][2], xx, MAX_TILT);
    if (fabs(b->h[1][2]) > 10 * yy)
        return gb_fail(err, GB_EINPUT, "yz = %g where yy = %g; allowed: %s", b->h[1][2], yy, MAX_TILT);
    return GB_OK;
}

static int check_atoms(const struct config *c, struct gb_error *err) {
    double inv[3][3];
    box_invert(&c->box, inv);
    for (size_t i = 0; i < c->n; i++) {
        const double *x = c->x + 3 * i;
        double s[3];
        if (c->id[i] <= 0) return gb_fail(err, GB_EINPUT, "atom id %" PRId64 "; allowed: 1 or more", c->id[i]);
        if (i > 0 && c->id[i] == c->id[i - 1])
            return gb_fail(err, GB_EINPUT, "atom id %" PRId64 " is there twice", c->id[i]);
        if (i > 0 && c->id[i] < c->id[i - 1])
            return gb_fail(err, GB_EINPUT, "atom %" PRId64 " comes after %" PRId64 "; allowed: ascending ids", c->id[i],
                           c->id[i - 1]);
        if (c->type[i] < 1 || c->type[i] > c->n_types)
            return gb_fail(err, GB_EINPUT, "atom %" PRId64 " has type %d; allowed: 1 to %d", c->id[i], c->type[i],
                           c->n_types);
        box_fractional(&c->box, inv, x, s);
        for (int d = 0; d < 3; d++)
            if (!(fabs(s[d]) <= 1e6)) /* also true of NaN */
                return gb_fail(err, GB_EINPUT,
                               "atom %" PRId64 " is at (%g, %g, %g); allowed: finite and within 1e6 boxes of the box; "
                               "wrap the atoms into the box",
                               c->id[i], x[0], x[1], x[2]);
    }
    return GB_OK;
}

int config_check(const struct config *c, struct gb_error *err) {
    int rc = GB_OK;
    if (c->n == 0)
        rc = gb_fail(err, GB_EINPUT, "no atoms; allowed: 1 or more");
    else if (c->n_types < 1 || c->n_types > CONFIG_MAX_TYPES)
        rc = gb_fail(err, GB_EINPUT, "%d atom types; allowed: 1 to %d", c->n_types, CONFIG_MAX_TYPES);
    if (rc == GB_OK) rc = box_check(&c->box, err);
    for (int t = 0; rc == GB_OK && c->mass && t < c->n_types; t++)
        if (!(c->mass[t] > 0 && isfinite(c->mass[t])))
            rc = gb_fail(err, GB_EINPUT, "type %d has mass %g; allowed: finite and more than 0", t + 1, c->mass[t]);
    for (int t = 0; rc == GB_OK && c->element && t < c->n_types; t++)
        if (!c->element[t] || !c->element[t][0]) rc = gb_fail(err, GB_EINPUT, "type %d has no name", t + 1);
    if (rc == GB_OK) rc = check_atoms(c, err);
    if (rc != GB_OK && c->path) gb_context(err, "%s", c->path);
    return rc;
}

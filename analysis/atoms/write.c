/* Writers of configurations, see config.h. Text is gathered in a buffer and passed on a piece at a time.
 *
 * A reader gets a box edge from a difference of bounds, which 17 digits of the bounds do not always determine to the
 * last bit (lo = 1000, edge 10.1): where they do not, the bound is written with the digits of the widest precision.
 * Other programs round it to the nearest double.
 */
#include "atoms/read.h"
#include "atoms/scan.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/output.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct sink {
    struct gb_output *out;
    struct gb_text text;
};

static int sink_open(struct sink *s, const char *path, struct gb_error *err) {
    *s = (struct sink){0};
    return gb_output_open(&s->out, path, err);
}

/* Passes the text on once there is enough of it. */
static void sink_drain(struct sink *s, size_t above) {
    if (s->text.len <= above) return;
    gb_output_write(s->out, s->text.s, s->text.len);
    s->text.len = 0;
}

static int sink_close(struct sink *s, struct gb_error *err) {
    sink_drain(s, 0);
    free(s->text.s);
    return gb_output_close(s->out, err);
}

static void add_real(struct sink *s, double v) {
    char buf[40] = " ";
    gb_text_addn(&s->text, buf, 1 + gb_print_exact(buf + 1, v));
}

static void add_int(struct sink *s, int64_t v) {
    char buf[24];
    gb_text_addn(&s->text, buf, gb_print_int64(buf, v));
}

static void add_word(struct sink *s, const char *word) { gb_text_addn(&s->text, word, strlen(word)); }

static void add_id_type(struct sink *s, const struct config *c, size_t i) {
    add_int(s, c->id[i]);
    add_word(s, " ");
    add_int(s, c->type[i]);
}

struct bounds {
    char lo[48], hi[48];
};

/* "lo" and "hi" from which read_bounds gets origin and edge back. */
static struct bounds bounds_text(double origin, double edge, double off_lo, double off_hi) {
    struct bounds b;
    double o, e;
    for (int wide_lo = 0; wide_lo < 2; wide_lo++) {
        for (int wide_hi = 0; wide_hi < 2; wide_hi++) {
            const long double lo = (long double)origin + off_lo, hi = (long double)origin + edge + off_hi;
            if (wide_lo)
                snprintf(b.lo, sizeof b.lo, "%.21Lg", lo);
            else
                snprintf(b.lo, sizeof b.lo, "%.17g", (double)lo);
            if (wide_hi)
                snprintf(b.hi, sizeof b.hi, "%.21Lg", hi);
            else
                snprintf(b.hi, sizeof b.hi, "%.17g", (double)hi);
            if (read_bounds(b.lo, b.hi, off_lo, off_hi, &o, &e) && o == origin && e == edge) return b;
        }
    }
    return b; /* the last, finest: off by less than one part in 1e16 of the larger of origin and edge */
}

static void add_columns(struct sink *s, size_t i, size_t n_extra, const struct config_column *extra) {
    for (size_t k = 0; k < n_extra; k++) add_real(s, extra[k].v[i]);
    gb_text_addn(&s->text, "\n", 1);
    sink_drain(s, 1 << 16);
}

/* A vector of the box in the directions of its file. */
static void to_file(const struct config *c, const double box[3], double file[3]) {
    for (int d = 0; d < 3; d++)
        file[d] = c->rotated ? c->frame[0][d] * box[0] + c->frame[1][d] * box[1] + c->frame[2][d] * box[2] : box[d];
}

static void add_position(struct sink *s, const struct config *c, size_t i) {
    double x[3];
    to_file(c, c->x + 3 * i, x);
    for (size_t d = 0; d < 3; d++) add_real(s, x[d]);
}

/* Edge vectors and origin, in the directions of the file. */
static void file_box(const struct config *c, double edge[3][3], double origin[3]) {
    for (int k = 0; k < 3; k++) {
        const double v[3] = {c->box.h[0][k], c->box.h[1][k], c->box.h[2][k]};
        to_file(c, v, edge[k]);
    }
    to_file(c, c->box.origin, origin);
}

/* The bounds of a dump, or the edge vectors of a box in general position. */
static void add_dump_box(struct sink *s, const struct config *c) {
    struct gb_text *t = &s->text;
    if (c->rotated) {
        double edge[3][3], origin[3];
        file_box(c, edge, origin);
        gb_text_add(t, "ITEM: BOX BOUNDS abc origin pp pp pp\n");
        for (int k = 0; k < 3; k++)
            gb_text_add(t, "%.17g %.17g %.17g %.17g\n", edge[k][0], edge[k][1], edge[k][2], origin[k]);
        return;
    }
    const bool tilted = !box_is_orthogonal(&c->box);
    const double tilt[3] = {c->box.h[0][1], c->box.h[0][2], c->box.h[1][2]};
    double off[3][2];
    read_tilt_offsets(&c->box, off);
    gb_text_add(t, "ITEM: BOX BOUNDS %spp pp pp\n", tilted ? "xy xz yz " : "");
    for (int d = 0; d < 3; d++) {
        struct bounds b = bounds_text(c->box.origin[d], c->box.h[d][d], off[d][0], off[d][1]);
        gb_text_add(t, "%s %s", b.lo, b.hi);
        if (tilted) add_real(s, tilt[d]);
        gb_text_add(t, "\n");
    }
}

int config_write_dump(const struct config *c, const char *path, size_t n_extra, const struct config_column *extra,
                      struct gb_error *err) {
    struct sink s;
    int rc = sink_open(&s, path, err);
    if (rc != GB_OK) return rc;
    struct gb_text *t = &s.text;
    gb_text_add(t, "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n%zu\n", c->n);
    add_dump_box(&s, c);
    gb_text_add(t, "ITEM: ATOMS id type%s x y z", c->element ? " element" : "");
    for (size_t k = 0; k < n_extra; k++) gb_text_add(t, " %s", extra[k].name);
    gb_text_add(t, "\n");
    for (size_t i = 0; i < c->n; i++) {
        add_id_type(&s, c, i);
        if (c->element) {
            add_word(&s, " ");
            add_word(&s, c->element[c->type[i] - 1]);
        }
        add_position(&s, c, i);
        add_columns(&s, i, n_extra, extra);
    }
    return sink_close(&s, err);
}

/* Names can stand for types in an XYZ file when each type has its own. */
static bool distinct_names(const struct config *c) {
    for (int a = 0; c->element && a < c->n_types; a++)
        for (int b = 0; b < a; b++)
            if (strcmp(c->element[a], c->element[b]) == 0) return false;
    return c->element != NULL;
}

static void add_xyz_keys(struct sink *s, const struct config *c, bool named) {
    struct gb_text *t = &s->text;
    double edge[3][3], o[3];
    file_box(c, edge, o);
    for (int k = 0; k < 3; k++)
        gb_text_add(t, "%s%.17g %.17g %.17g", k ? " " : "Lattice=\"", edge[k][0], edge[k][1], edge[k][2]);
    gb_text_add(t, "\"");
    if (o[0] != 0 || o[1] != 0 || o[2] != 0) gb_text_add(t, " Origin=\"%.17g %.17g %.17g\"", o[0], o[1], o[2]);
    gb_text_add(t, " pbc=\"T T T\" types=\"");
    for (int k = 0; k < c->n_types; k++) {
        if (k) gb_text_add(t, " ");
        if (named)
            gb_text_add(t, "%s", c->element[k]);
        else
            gb_text_add(t, "%d", k + 1);
    }
    gb_text_add(t, "\"");
    for (int k = 0; c->mass && k < c->n_types; k++) gb_text_add(t, "%s%.17g", k ? " " : " masses=\"", c->mass[k]);
    if (c->mass) gb_text_add(t, "\"");
}

/* Where a name is no element: species for readers that know elements only. A stand-in, else a name of two letters that
 * is an element, else X: the B beside an A is no boron. */
static const char *symbol_of(const struct config *c, const char *const *stand_in, int t) {
    const char *name = c->element[t];
    if (stand_in && stand_in[t] && element_is_symbol(stand_in[t])) return stand_in[t];
    return strlen(name) > 1 && element_is_symbol(name) ? name : "X";
}

int config_write_xyz_as(const struct config *c, const char *const *stand_in, const char *path, size_t n_extra,
                        const struct config_column *extra, struct gb_error *err) {
    struct sink s;
    int rc = sink_open(&s, path, err);
    if (rc != GB_OK) return rc;
    struct gb_text *t = &s.text;
    const bool named = distinct_names(c);
    bool kinds = false;
    for (int k = 0; named && k < c->n_types; k++) kinds = kinds || !element_is_symbol(c->element[k]);
    gb_text_add(t, "%zu\n", c->n);
    add_xyz_keys(&s, c, named);
    gb_text_add(t, " Properties=species:S:1:pos:R:3:id:I:1%s", kinds ? ":kind:S:1" : "");
    for (size_t k = 0; k < n_extra; k++) gb_text_add(t, ":%s:R:1", extra[k].name);
    gb_text_add(t, "\n");
    for (size_t i = 0; i < c->n; i++) {
        const int type = c->type[i] - 1;
        if (named)
            add_word(&s, kinds ? symbol_of(c, stand_in, type) : c->element[type]);
        else
            add_int(&s, c->type[i]);
        add_position(&s, c, i);
        add_word(&s, " ");
        add_int(&s, c->id[i]);
        if (kinds) add_word(&s, " ");
        if (kinds) add_word(&s, c->element[type]);
        add_columns(&s, i, n_extra, extra);
    }
    return sink_close(&s, err);
}

int config_write_xyz(const struct config *c, const char *path, size_t n_extra, const struct config_column *extra,
                     struct gb_error *err) {
    return config_write_xyz_as(c, NULL, path, n_extra, extra, err);
}

int config_write_data(const struct config *c, const char *path, struct gb_error *err) {
    static const char *const axis = "xyz";
    struct sink s;
    int rc = sink_open(&s, path, err);
    if (rc != GB_OK) return rc;
    struct gb_text *t = &s.text;
    gb_text_add(t, "LAMMPS data file, written by glassbed\n\n%zu atoms\n%d atom types\n", c->n, c->n_types);
    for (int d = 0; d < 3; d++) {
        struct bounds b = bounds_text(c->box.origin[d], c->box.h[d][d], 0, 0);
        gb_text_add(t, "%s %s %clo %chi\n", b.lo, b.hi, axis[d], axis[d]);
    }
    if (!box_is_orthogonal(&c->box))
        gb_text_add(t, "%.17g %.17g %.17g xy xz yz\n", c->box.h[0][1], c->box.h[0][2], c->box.h[1][2]);
    if (c->mass) gb_text_add(t, "\nMasses\n\n");
    for (int k = 0; c->mass && k < c->n_types; k++)
        gb_text_add(t, c->element ? "%d %.17g # %s\n" : "%d %.17g\n", k + 1, c->mass[k],
                    c->element ? c->element[k] : "");
    gb_text_add(t, "\nAtoms # atomic\n\n");
    for (size_t i = 0; i < c->n; i++) {
        add_id_type(&s, c, i);
        add_position(&s, c, i);
        add_columns(&s, i, 0, NULL);
    }
    return sink_close(&s, err);
}

/* LAMMPS text dumps (https://docs.lammps.org/dump.html): items UNITS (of all frames that follow), TIMESTEP, NUMBER OF
 * ATOMS, BOX BOUNDS and ATOMS, frame after frame. Columns go by name; a `type` column may hold labels. With tilt the
 * bounds are those of the box that bounds the tilted one, with `abc origin` they are edge vectors in general position;
 * every direction has to be periodic (pp). After a fault the frame is left at the next one's first item.
 */
#include "atoms/read.h"
#include "atoms/scan.h"
#include "base/mem.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NO_COLUMN = SCAN_MAX_FIELDS };

struct columns {
    size_t n, id, type, element, x[3]; /* NO_COLUMN where absent */
    bool scaled;
};

struct dump {
    struct reader *r;
    struct lines *in;
    bool skip;
    char *line;
    int64_t n_atoms;                   /* -1: not seen */
    bool have_box, in_atoms, hopeless; /* hopeless: what is wrong is wrong for every frame */
    struct dump_box box;
    struct columns col;
    struct scan_plan plan; /* of the same */
    struct atom_list atoms;
    struct type_names names;
    int name_of_type[CONFIG_MAX_TYPES + 1]; /* of a file with both columns: which of names, 0 not seen */
    int max_type;
    struct read_digits digits;
};

bool read_dump_begins(const char *line) { return line[0] == 'I' && strncmp(line, "ITEM:", 5) == 0; }

static const char *rest(const char *line, const char *head) {
    const size_t n = strlen(head);
    return strncmp(line, head, n) == 0 && (line[n] == '\0' || line[n] == ' ' || line[n] == '\t') ? line + n : NULL;
}

static int box_bounds(struct dump *d, const char *flags, struct gb_error *err) {
    int rc = dump_box_read(d->r, flags, &d->box, err);
    d->have_box = rc == GB_OK;
    return rc;
}

static int units_item(struct dump *d, struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS];
    int rc = dump_value_line(d->r, "ITEM: UNITS", &d->line, err);
    if (rc != GB_OK) return rc;
    struct scan_shown shown = scan_show(d->line);
    d->r->unit = scan_fields(d->line, f) == 1 ? dump_unit_find(f[0]) : NULL;
    if (d->r->unit) return GB_OK;
    d->hopeless = true;
    return lines_fail(d->in, err, "units '%s'; allowed: lj, metal, real, electron, nano, micro, cgs, si", shown.s);
}

static int atoms_number(struct dump *d, struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS];
    int rc = dump_value_line(d->r, "ITEM: NUMBER OF ATOMS", &d->line, err);
    if (rc != GB_OK) return rc;
    if (scan_fields(d->line, f) != 1) return lines_fail(d->in, err, "one number of atoms is wanted here");
    return read_int(d->in, f[0], "number of atoms", 1, INT64_MAX, &d->n_atoms, err);
}

static size_t find(char *const *f, size_t n, const char *name) {
    for (size_t k = 0; k < n; k++)
        if (strcmp(f[k], name) == 0) return k;
    return NO_COLUMN;
}

/* What the line of an atom usually looks like. */
static struct scan_plan usual_line(const struct columns *c) {
    struct scan_plan p = {.n = c->n, .max_type = CONFIG_MAX_TYPES};
    if (c->id != NO_COLUMN) p.role[c->id] = SCAN_ID;
    if (c->type != NO_COLUMN) p.role[c->type] = SCAN_TYPE;
    if (c->element != NO_COLUMN) p.role[c->element] = SCAN_NAME;
    for (unsigned char k = 0; k < 3; k++) p.role[c->x[k]] = (unsigned char)(SCAN_X + k);
    return p;
}

static int find_columns(struct dump *d, const char *header, struct gb_error *err) {
    static const char *const set[4][3] = {
        {"x", "y", "z"}, {"xu", "yu", "zu"}, {"xs", "ys", "zs"}, {"xsu", "ysu", "zsu"}};
    char *f[SCAN_MAX_FIELDS], *word = gb_strdup(header);
    const size_t n = scan_fields(word, f);
    struct columns *c = &d->col;
    const char *missing = NULL;
    if (n > SCAN_MAX_FIELDS) {
        free(word);
        return lines_fail(d->in, err, "more than %d columns", SCAN_MAX_FIELDS);
    }
    *c = (struct columns){.n = n, .id = find(f, n, "id"), .type = find(f, n, "type"), .element = find(f, n, "element")};
    const size_t label = find(f, n, "typelabel");
    if (c->element == NO_COLUMN || (c->type == NO_COLUMN && label != NO_COLUMN)) c->element = label;
    c->x[0] = NO_COLUMN;
    for (int k = 0; k < 4 && c->x[0] == NO_COLUMN; k++) {
        for (int i = 0; i < 3; i++) c->x[i] = find(f, n, set[k][i]);
        if (c->x[1] == NO_COLUMN || c->x[2] == NO_COLUMN) c->x[0] = NO_COLUMN;
        c->scaled = k >= 2;
    }
    free(word);
    if (c->x[0] == NO_COLUMN) missing = "x y z (or xu yu zu, xs ys zs, xsu ysu zsu)";
    if (c->type == NO_COLUMN && c->element == NO_COLUMN) missing = "type (or element)";
    if (!missing) {
        d->plan = usual_line(c);
        return GB_OK;
    }
    return lines_fail(
        d->in, err, "the columns of the atoms lack %s; have LAMMPS write: dump ... custom ... id type x y z", missing);
}

/* The type from either column, or both: the name of a type may not change. */
static int atom_type(struct dump *d, char **f, int *type, struct gb_error *err) {
    int64_t number = 0;
    int name = 0, rc = GB_OK;
    if (d->col.type != NO_COLUMN) rc = read_int(d->in, f[d->col.type], "atom type", 1, CONFIG_MAX_TYPES, &number, err);
    if (rc == GB_OK && d->col.element != NO_COLUMN) rc = names_find(&d->names, d->in, f[d->col.element], &name, err);
    if (rc != GB_OK) return rc;
    *type = d->col.type != NO_COLUMN ? (int)number : name;
    if (*type > d->max_type) d->max_type = *type;
    if (name == 0) return GB_OK;
    if (d->name_of_type[*type] != 0 && d->name_of_type[*type] != name)
        return lines_fail(d->in, err, "type %d is '%s' here and '%s' before; one type has one name", *type,
                          d->names.name[name - 1], d->names.name[d->name_of_type[*type] - 1]);
    d->name_of_type[*type] = name;
    return GB_OK;
}

static void add_atom(struct dump *d, int64_t id, int type, const double read[3]) {
    const struct box *b = &d->box.box;
    double x[3] = {read[0], read[1], read[2]};
    if (d->col.scaled)
        for (int r = 0; r < 3; r++)
            x[r] = b->origin[r] + b->h[r][0] * read[0] + b->h[r][1] * read[1] + b->h[r][2] * read[2];
    else if (d->box.turn.any || d->box.ang != 1) {
        box_turn_apply(&d->box.turn, x);
        for (int r = 0; r < 3; r++) x[r] *= d->box.ang;
    }
    atoms_add(&d->atoms, id, type, x, d->in->number);
}

/* A line as planned, whose type and name have been met before; false: it needs a closer look. */
static bool usual_atom(struct dump *d) {
    struct scan_atom a = {.id = (int64_t)d->atoms.n + 1};
    if (!scan_atom(d->line, &d->plan, &a)) return false;
    const int name = a.name ? names_number(&d->names, a.name, a.name_len) : 0;
    if (a.name && name == 0) return false;
    const int type = d->col.type != NO_COLUMN ? (int)a.type : name;
    if (type > d->max_type || d->name_of_type[type] != name) return false;
    add_atom(d, a.id, type, a.x);
    return true;
}

/* The first atom shows whether `type` holds labels. */
static void look_for_labels(struct dump *d, char **f) {
    struct columns *c = &d->col;
    int64_t number;
    if (c->type == NO_COLUMN || scan_int64(f[c->type], &number) || !names_valid(f[c->type])) return;
    c->element = c->type;
    c->type = NO_COLUMN;
    d->plan = usual_line(c);
}

static int atom_line(struct dump *d, struct gb_error *err) {
    if (usual_atom(d)) return GB_OK;
    char *f[SCAN_MAX_FIELDS];
    const size_t n = scan_fields(d->line, f);
    if (n != d->col.n) return lines_fail(d->in, err, "%zu columns; the item's header names %zu", n, d->col.n);
    if (d->atoms.n == 0) look_for_labels(d, f);
    int64_t id = (int64_t)d->atoms.n + 1;
    int type = 0, rc = GB_OK;
    double x[3];
    char *const text[3] = {f[d->col.x[0]], f[d->col.x[1]], f[d->col.x[2]]};
    if (d->col.id != NO_COLUMN) rc = read_int(d->in, f[d->col.id], "atom id", 1, INT64_MAX, &id, err);
    if (rc == GB_OK) rc = atom_type(d, f, &type, err);
    if (rc == GB_OK) rc = read_position(d->in, text, x, err);
    if (rc == GB_OK) add_atom(d, id, type, x);
    read_digits_see(&d->digits, text);
    return rc;
}

/* The last line of the file, which lacks its end: whether it may lack more. */
static bool may_be_cut(const struct dump *d) {
    char *f[SCAN_MAX_FIELDS], *line = gb_strdup(d->line);
    const size_t n = scan_fields(line, f), last = n - 1;
    bool cut = n != d->col.n;
    if (!cut && last == d->col.x[2]) {
        char *const text[3] = {f[d->col.x[0]], f[d->col.x[1]], f[d->col.x[2]]};
        cut = read_digits_lost(&d->digits, text);
    } else if (!cut && last == d->col.element && d->atoms.n > 0) {
        cut = names_number(&d->names, f[last], strlen(f[last])) == 0;
    }
    free(line);
    return cut;
}

/* The frame ends here although more was announced. */
static int cut_short(struct dump *d, int64_t k, const char *how, struct gb_error *err) {
    char *truncated = read_truncated(d->r);
    int rc = lines_fail(d->in, err, "%s after %" PRId64 " of %" PRId64 " atoms of frame %ld (counted from 0); %s", how,
                        k, d->n_atoms, d->r->index, truncated);
    free(truncated);
    return rc;
}

static int atoms_item(struct dump *d, const char *header, struct gb_error *err) {
    d->in_atoms = true;
    if (d->n_atoms < 0) return lines_fail(d->in, err, "atoms before 'ITEM: NUMBER OF ATOMS'");
    if (!d->have_box) return lines_fail(d->in, err, "atoms before 'ITEM: BOX BOUNDS': the frame has no box");
    int rc = find_columns(d, header, err);
    for (int64_t k = 0; rc == GB_OK && k < d->n_atoms; k++) {
        rc = lines_next(d->in, &d->line, err);
        if (rc != GB_OK) break;
        if (!d->line) return cut_short(d, k, "the file ends", err);
        if (read_dump_begins(d->line)) {
            rc = cut_short(d, k, "a new item begins", err);
            lines_back(d->in);
            return rc;
        }
        if (d->in->open && may_be_cut(d)) return cut_short(d, k, "the file ends in a line", err);
        if (!d->skip) rc = atom_line(d, err);
    }
    return rc;
}

static int finish(struct dump *d, struct config **out, struct gb_error *err) {
    const bool by_number = d->col.type != NO_COLUMN;
    struct config *c = NULL;
    int rc = atoms_finish(&d->atoms, d->in, &d->box.box, by_number ? d->max_type : d->names.n, &c, err);
    if (rc != GB_OK) return rc;
    if (d->col.element != NO_COLUMN && (!by_number || d->names.fixed)) {
        for (size_t i = 0; i < c->n; i++)
            c->type[i] = d->name_of_type[c->type[i]]; /* by name, in the order asked for */
        names_give(&d->names, c);
    } else if (d->col.element != NO_COLUMN) {
        struct type_names t = {.n = d->max_type};
        bool all = true;
        for (int k = 1; k <= d->max_type; k++) {
            all = all && d->name_of_type[k] != 0;
            t.name[k - 1] = all ? d->names.name[d->name_of_type[k] - 1] : NULL; /* borrowed */
        }
        if (all) names_give(&t, c); /* a type without atoms has no name: then none has */
    }
    c->by_line = d->col.id == NO_COLUMN;
    box_turn_tell(&d->box.turn, c);
    const struct dump_unit *u = d->r->unit;
    if (u) c->length = strcmp(u->style, "lj") == 0 ? CONFIG_LENGTH_SIGMA : CONFIG_LENGTH_ANGSTROM;
    if (u && u->ang != 1) config_note(c, "units %s: lengths in %s were converted to angstrom", u->style, u->length);
    *out = c;
    return GB_OK;
}

static int read_items(struct dump *d, struct gb_error *err) {
    for (;;) {
        int rc = lines_next_filled(d->in, &d->line, err);
        if (rc != GB_OK) return rc;
        if (!d->line) {
            char *truncated = read_truncated(d->r);
            rc = lines_fail(d->in, err, "the file ends before the atoms of frame %ld (counted from 0); %s", d->r->index,
                            truncated);
            free(truncated);
            return rc;
        }
        const char *tail, *line = d->line;
        if (rest(line, "ITEM: TIMESTEP"))
            rc = dump_value_line(d->r, "ITEM: TIMESTEP", &d->line, err);
        else if (rest(line, "ITEM: UNITS"))
            rc = units_item(d, err);
        else if (rest(line, "ITEM: TIME"))
            rc = dump_value_line(d->r, "ITEM: TIME", &d->line, err);
        else if (rest(line, "ITEM: NUMBER OF ATOMS"))
            rc = atoms_number(d, err);
        else if ((tail = rest(line, "ITEM: BOX BOUNDS")))
            rc = box_bounds(d, tail, err);
        else if ((tail = rest(line, "ITEM: ATOMS")))
            return atoms_item(d, tail, err);
        else
            rc = lines_fail(
                d->in, err,
                "'%s'; allowed: ITEM: UNITS, TIME, TIMESTEP, NUMBER OF ATOMS, BOX BOUNDS, ATOMS; only dumps of "
                "atoms are read",
                scan_show(line).s);
        if (rc != GB_OK) return rc;
    }
}

/* To the first item of the next frame, or the end. */
static int leave_frame(struct dump *d, struct gb_error *err) {
    for (;;) {
        int rc = lines_next(d->in, &d->line, err);
        if (rc != GB_OK || !d->line) return rc;
        if (!read_dump_begins(d->line)) continue;
        if (d->in_atoms) {
            lines_back(d->in);
            return GB_OK;
        }
        d->in_atoms = rest(d->line, "ITEM: ATOMS") != NULL;
    }
}

int read_dump_frame(struct reader *r, bool skip, struct config **out, struct gb_error *unfit, struct gb_error *err) {
    struct dump d = {.r = r, .in = &r->in, .skip = skip, .n_atoms = -1};
    if (r->elements) names_set(&d.names, r->elements, r->n_elements);
    int rc = read_items(&d, unfit);
    if (rc != GB_OK && d.hopeless) {
        *err = *unfit;
        *unfit = GB_ERROR_INIT;
    } else if (rc != GB_OK) {
        rc = leave_frame(&d, err);
    } else if (!skip)
        finish(&d, out, unfit);
    atoms_clear(&d.atoms);
    names_clear(&d.names);
    return rc;
}

/* LAMMPS text dumps (https://docs.lammps.org/dump.html): items TIMESTEP, NUMBER OF ATOMS, BOX BOUNDS and ATOMS, frame
 * after frame. Columns go by name. With tilt the bounds are those of the box that bounds the tilted one; every
 * direction has to be periodic (pp).
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
    int64_t n_atoms; /* -1: not seen */
    bool have_box;
    struct box box;
    struct columns col;
    struct scan_plan plan; /* of the same */
    struct atom_list atoms;
    struct type_names names;
    int name_of_type[CONFIG_MAX_TYPES + 1]; /* of a file with both columns: which of names, 0 not seen */
    int max_type;
};

bool dump_begins(const char *line) { return line[0] == 'I' && strncmp(line, "ITEM:", 5) == 0; }

static const char *rest(const char *line, const char *head) {
    const size_t n = strlen(head);
    return strncmp(line, head, n) == 0 && (line[n] == '\0' || line[n] == ' ' || line[n] == '\t') ? line + n : NULL;
}

/* The line after an item's header. */
static int value_line(struct dump *d, const char *item, struct gb_error *err) {
    int rc = lines_next(d->in, &d->line, err);
    if (rc == GB_OK && !d->line) rc = lines_fail(d->in, err, "the file ends within '%s'; it is truncated", item);
    return rc;
}

static int atoms_number(struct dump *d, struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS];
    int rc = value_line(d, "ITEM: NUMBER OF ATOMS", err);
    if (rc != GB_OK) return rc;
    if (scan_fields(d->line, f) != 1) return lines_fail(d->in, err, "one number of atoms is wanted here");
    return read_int(d->in, f[0], "number of atoms", 1, INT64_MAX, &d->n_atoms, err);
}

/* "[xy xz yz] pp pp pp"; very old dumps have no flags and were periodic. */
static int box_kind(const struct dump *d, const char *flags, bool *tilted, struct gb_error *err) {
    static const char *const name[3] = {"x", "y", "z"};
    char *f[SCAN_MAX_FIELDS], *word = gb_strdup(flags);
    const size_t n = scan_fields(word, f);
    *tilted = n >= 3 && strcmp(f[0], "xy") == 0 && strcmp(f[1], "xz") == 0 && strcmp(f[2], "yz") == 0;
    const size_t first = *tilted ? 3 : 0;
    int rc = GB_OK;
    if (n != first && n != first + 3)
        rc = lines_fail(d->in, err, "box of kind '%s'; allowed: pp pp pp, or xy xz yz pp pp pp",
                        scan_show(flags + strspn(flags, " ")).s);
    for (size_t k = first; rc == GB_OK && k < n; k++)
        if (strcmp(f[k], "pp") != 0)
            rc = lines_fail(d->in, err,
                            "boundary '%s' along %s; allowed: pp, a glass has to be periodic in every direction",
                            scan_show(f[k]).s, name[k - first]);
    free(word);
    return rc;
}

/* Three lines "lo hi [tilt]"; the tilts have to be known before the bounds mean anything. */
static int box_bounds(struct dump *d, const char *flags, struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS], *bound[3][2] = {{0}};
    bool tilted = false;
    double tilt[3] = {0, 0, 0}, off[3][2];
    int rc = box_kind(d, flags, &tilted, err);
    for (int k = 0; rc == GB_OK && k < 3; k++) {
        rc = value_line(d, "ITEM: BOX BOUNDS", err);
        if (rc != GB_OK) break;
        const size_t n = scan_fields(d->line, f);
        if (n != (tilted ? 3U : 2U)) {
            rc = lines_fail(d->in, err, "%zu numbers; a box line has %s here", n,
                            tilted ? "three: lo hi tilt" : "two: lo hi");
            break;
        }
        for (int i = 0; rc == GB_OK && i < 2; i++) {
            double v;
            rc = read_real(d->in, f[i], i ? "upper box bound" : "lower box bound", &v, err);
            bound[k][i] = gb_strdup(f[i]);
        }
        if (rc == GB_OK && tilted) rc = read_real(d->in, f[2], "tilt", &tilt[k], err);
    }
    if (rc == GB_OK) {
        d->box = (struct box){.h = {{0, tilt[0], tilt[1]}, {0, 0, tilt[2]}, {0}}};
        read_tilt_offsets(&d->box, off);
        for (int k = 0; k < 3; k++)
            read_bounds(bound[k][0], bound[k][1], off[k][0], off[k][1], &d->box.origin[k], &d->box.h[k][k]);
        if (box_check(&d->box, err) != GB_OK) rc = gb_context(err, "%s:%ld", d->in->path, d->in->number);
    }
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 2; i++) free(bound[k][i]);
    d->have_box = rc == GB_OK;
    return rc;
}

static size_t find(char *const *f, size_t n, const char *name) {
    for (size_t k = 0; k < n; k++)
        if (strcmp(f[k], name) == 0) return k;
    return NO_COLUMN;
}

/* What the line of an atom usually looks like. */
static struct scan_plan usual_line(const struct columns *c) {
    struct scan_plan p = {.n = c->n, .max_type = CONFIG_MAX_TYPES};
    p.role[c->id] = SCAN_ID;
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
    c->x[0] = NO_COLUMN;
    for (int k = 0; k < 4 && c->x[0] == NO_COLUMN; k++) {
        for (int i = 0; i < 3; i++) c->x[i] = find(f, n, set[k][i]);
        if (c->x[1] == NO_COLUMN || c->x[2] == NO_COLUMN) c->x[0] = NO_COLUMN;
        c->scaled = k >= 2;
    }
    free(word);
    if (c->x[0] == NO_COLUMN) missing = "x y z (or xu yu zu, xs ys zs, xsu ysu zsu)";
    if (c->type == NO_COLUMN && c->element == NO_COLUMN) missing = "type (or element)";
    if (c->id == NO_COLUMN) missing = "id";
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
    double x[3] = {read[0], read[1], read[2]};
    if (d->col.scaled)
        for (int r = 0; r < 3; r++)
            x[r] = d->box.origin[r] + d->box.h[r][0] * read[0] + d->box.h[r][1] * read[1] + d->box.h[r][2] * read[2];
    atoms_add(&d->atoms, id, type, x, d->in->number);
}

/* A line as planned, whose type and name have been met before; false: it needs a closer look. */
static bool usual_atom(struct dump *d) {
    struct scan_atom a = {0};
    if (!scan_atom(d->line, &d->plan, &a)) return false;
    const int name = a.name ? names_number(&d->names, a.name, a.name_len) : 0;
    if (a.name && name == 0) return false;
    const int type = d->col.type != NO_COLUMN ? (int)a.type : name;
    if (type > d->max_type || d->name_of_type[type] != name) return false;
    add_atom(d, a.id, type, a.x);
    return true;
}

static int atom_line(struct dump *d, struct gb_error *err) {
    if (usual_atom(d)) return GB_OK;
    char *f[SCAN_MAX_FIELDS];
    const size_t n = scan_fields(d->line, f);
    if (n != d->col.n) return lines_fail(d->in, err, "%zu columns; the item's header names %zu", n, d->col.n);
    int64_t id;
    int type = 0;
    double x[3];
    char *const text[3] = {f[d->col.x[0]], f[d->col.x[1]], f[d->col.x[2]]};
    int rc = read_int(d->in, f[d->col.id], "atom id", 1, INT64_MAX, &id, err);
    if (rc == GB_OK) rc = atom_type(d, f, &type, err);
    if (rc == GB_OK) rc = read_position(d->in, text, x, err);
    if (rc == GB_OK) add_atom(d, id, type, x);
    return rc;
}

static int atoms_item(struct dump *d, const char *header, struct gb_error *err) {
    if (d->n_atoms < 0) return lines_fail(d->in, err, "atoms before 'ITEM: NUMBER OF ATOMS'");
    if (!d->have_box) return lines_fail(d->in, err, "atoms before 'ITEM: BOX BOUNDS': the frame has no box");
    int rc = find_columns(d, header, err);
    for (int64_t k = 0; rc == GB_OK && k < d->n_atoms; k++) {
        rc = lines_next(d->in, &d->line, err);
        if (rc != GB_OK) break;
        if (!d->line || dump_begins(d->line))
            return lines_fail(d->in, err, "%s after %" PRId64 " of %" PRId64 " atoms of frame %ld (counted from 0); %s",
                              d->line ? "a new item begins" : "the file ends", k, d->n_atoms, d->r->index,
                              read_truncated(d->r));
        if (!d->skip) rc = atom_line(d, err);
    }
    return rc;
}

static int finish(struct dump *d, struct config **out, struct gb_error *err) {
    const bool by_number = d->col.type != NO_COLUMN;
    struct config *c = NULL;
    int rc = atoms_finish(&d->atoms, d->in, &d->box, by_number ? d->max_type : d->names.n, &c, err);
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
    *out = c;
    return GB_OK;
}

static int read_items(struct dump *d, struct gb_error *err) {
    for (;;) {
        int rc = lines_next_filled(d->in, &d->line, err);
        if (rc != GB_OK) return rc;
        if (!d->line)
            return lines_fail(d->in, err, "the file ends before the atoms of frame %ld (counted from 0); %s",
                              d->r->index, read_truncated(d->r));
        const char *tail, *line = d->line;
        if (rest(line, "ITEM: TIMESTEP"))
            rc = value_line(d, "ITEM: TIMESTEP", err);
        else if (rest(line, "ITEM: UNITS"))
            rc = value_line(d, "ITEM: UNITS", err);
        else if (rest(line, "ITEM: TIME"))
            rc = value_line(d, "ITEM: TIME", err);
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

int read_dump_frame(struct reader *r, bool skip, struct config **out, struct gb_error *err) {
    struct dump d = {.r = r, .in = &r->in, .skip = skip, .n_atoms = -1};
    if (r->elements) names_set(&d.names, r->elements, r->n_elements);
    int rc = read_items(&d, err);
    if (rc == GB_OK && !skip) rc = finish(&d, out, err);
    atoms_clear(&d.atoms);
    names_clear(&d.names);
    return rc;
}

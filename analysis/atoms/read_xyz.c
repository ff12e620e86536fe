/* Extended XYZ (https://github.com/libAtoms/extxyz): the number of atoms, a line of key=value, one line an atom; frame
 * after frame. Lattice="ax ay az bx by bz cx cy cz" is required, in any position; Properties=name:type:columns:...
 * gives the columns (species:S:1:pos:R:3 when absent), pbc must be true three times (also when absent, as others take
 * it), Origin (written by OVITO) is added to the box. Our own keys types="Cu Zr" and masses="..." keep the order of the
 * types, our own column kind:S:1 the names that are no elements.
 *
 * Species that are numbers are type numbers where `types` holds numbers, where species are wanted and the numbers do
 * not exceed them, or else where the lowest is 1, or none is above 4, and none above 20; else atomic numbers, which a
 * column Z always holds.
 */
#include "atoms/read.h"
#include "atoms/scan.h"
#include "base/mem.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NO_COLUMN = SCAN_MAX_FIELDS };

struct xyz {
    struct lines *in;
    char *keys; /* the comment line; owned */
    struct box box;
    struct box_turn turn;
    size_t n_columns, species, pos, id; /* NO_COLUMN where absent */
    struct type_names names;
    bool by_number; /* species are numbers, of types or */
    bool atomic;    /* atomic numbers for certain */
    bool typed;     /* type numbers for certain */
    bool ordered;   /* the file gives the order of its types */
    int max_type;
    struct read_digits digits;
    struct scan_plan plan; /* the usual line of an atom */
    struct atom_list atoms;
};

/* n numbers of a key, into v. */
static int numbers_of(const struct xyz *z, const char *key, const char *value, size_t n, double *v,
                      struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS], *text = gb_strdup(value);
    bool good = scan_fields(text, f) == n;
    for (size_t k = 0; good && k < n; k++) good = scan_double(f[k], &v[k]);
    free(text);
    return good ? GB_OK : lines_fail(z->in, err, "%s=\"%s\"; allowed: %zu finite numbers", key, scan_show(value).s, n);
}

static int check_pbc(const struct xyz *z, const char *value, struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS], *text = gb_strdup(value);
    for (char *c = text; *c; c++)
        if (*c == ',') *c = ' ';
    bool good = scan_fields(text, f) == 3;
    for (int k = 0; good && k < 3; k++)
        good = strcasecmp(f[k], "T") == 0 || strcmp(f[k], "1") == 0 || strcasecmp(f[k], "true") == 0;
    free(text);
    return good ? GB_OK
                : lines_fail(z->in, err,
                             "pbc=\"%s\"; allowed: pbc=\"T T T\", a glass has to be periodic in every direction",
                             scan_show(value).s);
}

static int read_box(struct xyz *z, const char *lattice, const char *origin, struct gb_error *err) {
    double edge[3][3];
    int rc = numbers_of(z, "Lattice", lattice, 9, &edge[0][0], err);
    if (rc != GB_OK) return rc;
    rc = box_turn_find(&z->turn, edge, &z->box, err);
    if (rc != GB_OK) return gb_context(err, "%s:%ld", z->in->path, z->in->number);
    if (origin) rc = numbers_of(z, "Origin", origin, 3, z->box.origin, err);
    box_turn_apply(&z->turn, z->box.origin);
    return rc;
}

/* What names or numbers the species, the best first. */
enum { SPECIES_KIND, SPECIES_NAME, SPECIES_ELEMENT, SPECIES_Z, SPECIES_NUMBERS, SPECIES_SOURCES };

static void choose_species(struct xyz *z, const size_t at[SPECIES_SOURCES]) {
    z->species = NO_COLUMN;
    for (int k = 0; k < SPECIES_SOURCES && z->species == NO_COLUMN; k++) {
        z->species = at[k];
        z->atomic = at[k] != NO_COLUMN && k >= SPECIES_Z;
    }
}

static int read_properties(struct xyz *z, const char *value, struct gb_error *err) {
    static const char *const source[SPECIES_SOURCES] = {"kind", "species", "element", "Z", "numbers"};
    char *text = gb_strdup(value), *p = text;
    size_t at = 0, from[SPECIES_SOURCES];
    const char *fault = NULL;
    for (int k = 0; k < SPECIES_SOURCES; k++) from[k] = NO_COLUMN;
    z->pos = z->id = NO_COLUMN;
    while (!fault && p) {
        char *name = strsep(&p, ":"), *kind = strsep(&p, ":"), *count = strsep(&p, ":");
        int64_t n;
        if (!kind || !count || strlen(kind) != 1 || !strchr("SRIL", kind[0]) || !scan_int64(count, &n) || n < 1 ||
            n > SCAN_MAX_FIELDS || (at += (size_t)n) > SCAN_MAX_FIELDS) {
            fault = "not of the form name:type:columns:... with type S, R, I or L";
            break;
        }
        for (int k = 0; k < SPECIES_SOURCES; k++) {
            if (k == SPECIES_KIND ? !z->ordered || strcmp(name, "kind") != 0 || kind[0] != 'S'
                                  : strcasecmp(name, source[k]) != 0)
                continue;
            from[k] = at - 1;
        }
        if (strcasecmp(name, "id") == 0) z->id = at - 1;
        if (strcasecmp(name, "pos") != 0) continue;
        z->pos = at - (size_t)n;
        if (n != 3) fault = "without pos:R:3";
    }
    choose_species(z, from);
    if (!fault && z->pos == NO_COLUMN) fault = "without pos:R:3";
    if (!fault && z->species == NO_COLUMN) fault = "without species:S:1";
    z->n_columns = at;
    free(text);
    return fault ? lines_fail(z->in, err, "Properties=%s is %s; allowed for example: species:S:1:pos:R:3:id:I:1",
                              scan_show(value).s, fault)
                 : GB_OK;
}

/* types="Cu Zr", or "1 2" where species are numbers. */
static int read_types(struct xyz *z, const char *value, struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS], *text = gb_strdup(value);
    const size_t n = scan_fields(text, f);
    int rc = GB_OK;
    if (n < 1 || n > CONFIG_MAX_TYPES)
        rc = lines_fail(z->in, err, "types=\"%s\"; allowed: 1 to %d names", scan_show(value).s, CONFIG_MAX_TYPES);
    int64_t number;
    if (rc == GB_OK && scan_int64(f[0], &number)) {
        z->by_number = z->typed = true;
        z->max_type = (int)n;
    } else if (rc == GB_OK) {
        for (size_t k = 0; rc == GB_OK && k < n; k++) {
            int type;
            rc = names_find(&z->names, z->in, f[k], &type, err);
            if (rc == GB_OK && type != (int)k + 1)
                rc = lines_fail(z->in, err, "types=\"%s\" has a name twice", scan_show(value).s);
        }
        z->names.fixed = true;
    }
    free(text);
    return rc;
}

static int read_keys(struct xyz *z, const struct reader *r, struct gb_error *err) {
    char *lattice = xyz_key(z->keys, "Lattice"), *pbc = xyz_key(z->keys, "pbc"), *origin = xyz_key(z->keys, "Origin"),
         *properties = xyz_key(z->keys, "Properties"), *types = xyz_key(z->keys, "types");
    int rc = GB_OK;
    z->ordered = types != NULL;
    if (pbc) rc = check_pbc(z, pbc, err);
    if (rc == GB_OK && !lattice)
        rc = lines_fail(z->in, err,
                        "no box: the second line of extended XYZ needs Lattice=\"ax ay az bx by bz cx cy cz\"");
    if (rc == GB_OK) rc = read_box(z, lattice, origin, err);
    if (rc == GB_OK) rc = read_properties(z, properties ? properties : "species:S:1:pos:R:3", err);
    if (rc == GB_OK && types)
        rc = read_types(z, types, err);
    else if (rc == GB_OK && r->elements)
        names_set(&z->names, r->elements, r->n_elements);
    free(lattice);
    free(pbc);
    free(origin);
    free(properties);
    free(types);
    return rc;
}

/* What the line of an atom looks like once the first has said whether species are numbers. */
static struct scan_plan usual_line(const struct xyz *z) {
    struct scan_plan p = {.n = z->n_columns, .max_type = CONFIG_MAX_TYPES};
    p.role[z->species] = z->by_number ? SCAN_TYPE : SCAN_NAME;
    if (z->id != NO_COLUMN) p.role[z->id] = SCAN_ID;
    for (unsigned char k = 0; k < 3; k++) p.role[z->pos + k] = (unsigned char)(SCAN_X + k);
    return p;
}

static void add_atom(struct xyz *z, int64_t id, int type, double x[3]) {
    box_turn_apply(&z->turn, x);
    atoms_add(&z->atoms, id, type, x, z->in->number);
}

/* A line as planned, whose species has been met before; false: it needs a closer look. */
static bool usual_atom(struct xyz *z, const char *line) {
    struct scan_atom a = {.id = (int64_t)z->atoms.n + 1};
    if (z->atoms.n == 0 || !scan_atom(line, &z->plan, &a)) return false;
    const int type = z->by_number ? (int)a.type : names_number(&z->names, a.name, a.name_len);
    if (type == 0 || (z->by_number && type > z->max_type)) return false;
    add_atom(z, a.id, type, a.x);
    return true;
}

static int atom_line(struct xyz *z, char *line, struct gb_error *err) {
    if (usual_atom(z, line)) return GB_OK;
    char *f[SCAN_MAX_FIELDS];
    const size_t n = scan_fields(line, f);
    if (n != z->n_columns) return lines_fail(z->in, err, "%zu columns; Properties gives %zu", n, z->n_columns);
    int64_t id = (int64_t)z->atoms.n + 1, number;
    int type = 0, rc = GB_OK;
    double x[3];
    if (z->id != NO_COLUMN) rc = read_int(z->in, f[z->id], "atom id", 1, INT64_MAX, &id, err);
    if (rc != GB_OK) return rc;
    if (z->atoms.n == 0) {
        if (scan_int64(f[z->species], &number)) z->by_number = true;
        z->plan = usual_line(z);
    }
    if (z->by_number) {
        rc = read_int(z->in, f[z->species], "species number", 1, CONFIG_MAX_TYPES, &number, err);
        type = (int)number;
        if (rc == GB_OK && type > z->max_type) z->max_type = type;
    } else {
        rc = names_find(&z->names, z->in, f[z->species], &type, err);
    }
    if (rc == GB_OK) rc = read_position(z->in, f + z->pos, x, err);
    if (rc == GB_OK) add_atom(z, id, type, x);
    read_digits_see(&z->digits, f + z->pos);
    return rc;
}

/* The last line of the file, which lacks its end: whether it may lack more. */
static bool may_be_cut(const struct xyz *z, const char *text) {
    char *f[SCAN_MAX_FIELDS], *line = gb_strdup(text);
    const size_t n = scan_fields(line, f);
    bool cut = n != z->n_columns;
    if (!cut && z->pos + 3 == n)
        cut = read_digits_lost(&z->digits, f + z->pos);
    else if (!cut && z->species + 1 == n && !z->by_number && z->atoms.n > 0)
        cut = names_number(&z->names, f[n - 1], strlen(f[n - 1])) == 0;
    free(line);
    return cut;
}

static int cut_short(const struct reader *r, const char *how, int64_t k, int64_t n, struct gb_error *err) {
    char *truncated = read_truncated(r);
    int rc = lines_fail(&r->in, err, "%s after %" PRId64 " of %" PRId64 " atoms of frame %ld (counted from 0); %s", how,
                        k, n, r->index, truncated);
    free(truncated);
    return rc;
}

/* All n lines, whatever is wrong with one of them: the next frame is behind them. */
static int read_atoms(struct xyz *z, int64_t n, bool skip, const struct reader *r, struct gb_error *unfit,
                      struct gb_error *err) {
    for (int64_t k = 0; k < n; k++) {
        char *line;
        int rc = lines_next(z->in, &line, err);
        if (rc != GB_OK) return rc;
        if (!line && !unfit->text) cut_short(r, "the file ends", k, n, unfit);
        if (!line) return GB_OK;
        if (skip || unfit->text) continue;
        if (z->in->open && may_be_cut(z, line))
            cut_short(r, "the file ends in a line", k, n, unfit);
        else
            atom_line(z, line, unfit);
    }
    return GB_OK;
}

/* Whether numbers are atomic ones, see above. */
static bool are_atomic(const struct xyz *z, const struct reader *r) {
    int least = CONFIG_MAX_TYPES, most = 0;
    for (size_t i = 0; i < z->atoms.n; i++) {
        if (z->atoms.type[i] < least) least = z->atoms.type[i];
        if (z->atoms.type[i] > most) most = z->atoms.type[i];
    }
    if (z->atomic || z->typed) return z->atomic;
    if (r->elements && most <= r->n_elements) return false;
    return most > 20 || (least > 1 && most > 4);
}

/* Atomic numbers become types, named in the order of their appearance, or of those wanted. */
static int name_atomic(struct xyz *z, struct gb_error *err) {
    int type[CONFIG_MAX_TYPES + 1] = {0};
    for (size_t i = 0; i < z->atoms.n; i++) {
        int *t = &type[z->atoms.type[i]];
        int rc = *t ? GB_OK : names_find(&z->names, z->in, element_symbol(z->atoms.type[i]), t, err);
        if (rc != GB_OK) return rc;
        z->atoms.type[i] = *t;
    }
    z->by_number = false;
    return GB_OK;
}

static int finish(struct xyz *z, const struct reader *r, struct config **out, struct gb_error *err) {
    struct config *c = NULL;
    int rc = z->by_number && are_atomic(z, r) ? name_atomic(z, err) : GB_OK;
    if (rc == GB_OK) rc = atoms_finish(&z->atoms, z->in, &z->box, z->by_number ? z->max_type : z->names.n, &c, err);
    if (rc != GB_OK) return rc;
    if (!z->by_number) names_give(&z->names, c);
    box_turn_tell(&z->turn, c);
    char *masses = xyz_key(z->keys, "masses");
    if (masses && z->ordered) {
        c->mass = GB_ARRAY((size_t)c->n_types, double);
        rc = numbers_of(z, "masses", masses, (size_t)c->n_types, c->mass, err);
    }
    free(masses);
    if (rc != GB_OK)
        config_free(c);
    else
        *out = c;
    return rc;
}

bool read_xyz_begins(const char *line) {
    line += strspn(line, " \t+-");
    const size_t digits = strspn(line, "0123456789");
    return digits > 0 && line[digits + strspn(line + digits, " \t")] == '\0';
}

int read_xyz_frame(struct reader *r, bool skip, struct config **out, struct gb_error *unfit, struct gb_error *err) {
    struct xyz z = {.in = &r->in};
    char *line, *f[SCAN_MAX_FIELDS];
    int64_t n = 0;
    int rc = lines_next_filled(z.in, &line, err);
    if (rc != GB_OK) return rc;
    if (!line || scan_fields(line, f) != 1)
        return lines_fail(z.in, err, "the number of atoms should stand alone on this line");
    if (scan_int64(f[0], &n) && n == 0)
        read_int(z.in, f[0], "number of atoms", 1, INT64_MAX, &n, unfit);
    else
        rc = read_int(z.in, f[0], "number of atoms", 1, INT64_MAX, &n, err);
    if (rc == GB_OK) rc = lines_next(z.in, &line, err);
    if (rc == GB_OK && !line) rc = lines_fail(z.in, err, "the file ends before the line of keys; it is truncated");
    if (rc != GB_OK) return rc;
    z.keys = gb_strdup(line);
    if (!skip && !unfit->text) read_keys(&z, r, unfit);
    rc = read_atoms(&z, n, skip, r, unfit, err);
    if (rc == GB_OK && !skip && !unfit->text) finish(&z, r, out, unfit);
    atoms_clear(&z.atoms);
    names_clear(&z.names);
    free(z.keys);
    return rc;
}

/* Extended XYZ (https://github.com/libAtoms/extxyz): the number of atoms, a line of key=value, one line an atom; frame
 * after frame. Lattice="ax ay az bx by bz cx cy cz" is required, Properties=name:type:columns:... gives the columns
 * (species:S:1:pos:R:3 when absent), pbc must be true three times (also when absent, as others take it), Origin
 * (written by OVITO) is added to the box. Our own keys types="Cu Zr" and masses="..." keep the order of the types.
 */
#include "atoms/read.h"
#include "atoms/scan.h"
#include "base/mem.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NO_COLUMN = SCAN_MAX_FIELDS };

struct xyz {
    struct lines *in;
    char *keys; /* the comment line; owned */
    struct box box;
    size_t n_columns, species, pos, id; /* NO_COLUMN where absent */
    struct type_names names;
    bool by_number; /* species are type numbers */
    bool ordered;   /* the file gives the order of its types */
    int max_type;
    struct scan_plan plan; /* the usual line of an atom */
    struct atom_list atoms;
};

/* The value of a key (quotes removed), the caller's; NULL when absent. Keys stand at the beginning of a word. */
static char *value_of(const char *keys, const char *key) {
    const size_t n = strlen(key);
    for (const char *p = keys; *p;) {
        p += strspn(p, " \t\r");
        const bool found = strncmp(p, key, n) == 0 && p[n] == '=';
        p += strcspn(p, "= \t\r");
        if (*p != '=') continue;
        const char quote = *++p;
        const char *start = p, *stop;
        if (quote == '"' || quote == '\'') {
            start = ++p;
            while (*p && *p != quote) p += p[0] == '\\' && p[1] ? 2 : 1;
            stop = p;
            if (*p) p++;
        } else {
            p += strcspn(p, " \t\r");
            stop = p;
        }
        if (!found) continue;
        char *v = gb_realloc(NULL, (size_t)(stop - start) + 1, 1);
        memcpy(v, start, (size_t)(stop - start));
        v[stop - start] = '\0';
        return v;
    }
    return NULL;
}

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
    bool good = scan_fields(text, f) == 3;
    for (int k = 0; good && k < 3; k++)
        good =
            strcmp(f[k], "T") == 0 || strcmp(f[k], "1") == 0 || strcmp(f[k], "True") == 0 || strcmp(f[k], "true") == 0;
    free(text);
    return good ? GB_OK
                : lines_fail(z->in, err,
                             "pbc=\"%s\"; allowed: pbc=\"T T T\", a glass has to be periodic in every direction",
                             scan_show(value).s);
}

static int read_box(struct xyz *z, const char *lattice, struct gb_error *err) {
    double v[9], largest = 0;
    int rc = numbers_of(z, "Lattice", lattice, 9, v, err);
    if (rc != GB_OK) return rc;
    for (int k = 0; k < 9; k++) largest = fmax(largest, fabs(v[k]));
    if (fabs(v[1]) > 1e-9 * largest || fabs(v[2]) > 1e-9 * largest || fabs(v[5]) > 1e-9 * largest)
        return lines_fail(
            z->in, err,
            "Lattice is rotated: a = (%g, %g, %g), b = (%g, %g, %g); allowed: a along x, b in the x-y plane; "
            "rotate box and atoms together first, minding where the loading axis goes",
            v[0], v[1], v[2], v[3], v[4], v[5]);
    z->box = (struct box){.h = {{v[0], v[3], v[6]}, {0, v[4], v[7]}, {0, 0, v[8]}}};
    return box_check(&z->box, err) == GB_OK ? GB_OK : gb_context(err, "%s:%ld", z->in->path, z->in->number);
}

static int read_properties(struct xyz *z, const char *value, struct gb_error *err) {
    char *text = gb_strdup(value), *p = text;
    size_t at = 0;
    const char *fault = NULL;
    z->species = z->pos = z->id = NO_COLUMN;
    while (!fault && p) {
        char *name = strsep(&p, ":"), *kind = strsep(&p, ":"), *count = strsep(&p, ":");
        int64_t n;
        if (!kind || !count || strlen(kind) != 1 || !strchr("SRIL", kind[0]) || !scan_int64(count, &n) || n < 1 ||
            n > SCAN_MAX_FIELDS || (at += (size_t)n) > SCAN_MAX_FIELDS) {
            fault = "not of the form name:type:columns:... with type S, R, I or L";
            break;
        }
        if (strcmp(name, "species") == 0 || (strcmp(name, "element") == 0 && z->species == NO_COLUMN))
            z->species = at - 1;
        if (strcmp(name, "id") == 0) z->id = at - 1;
        if (strcmp(name, "pos") != 0) continue;
        z->pos = at - (size_t)n;
        if (n != 3) fault = "without pos:R:3";
    }
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
        z->by_number = true;
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
    char *lattice = value_of(z->keys, "Lattice"), *pbc = value_of(z->keys, "pbc"),
         *origin = value_of(z->keys, "Origin"), *properties = value_of(z->keys, "Properties"),
         *types = value_of(z->keys, "types");
    int rc = GB_OK;
    if (!lattice)
        rc = lines_fail(z->in, err,
                        "no box: the second line of extended XYZ needs Lattice=\"ax ay az bx by bz cx cy cz\"");
    if (rc == GB_OK) rc = read_box(z, lattice, err);
    if (rc == GB_OK && pbc) rc = check_pbc(z, pbc, err);
    if (rc == GB_OK && origin) rc = numbers_of(z, "Origin", origin, 3, z->box.origin, err);
    if (rc == GB_OK) rc = read_properties(z, properties ? properties : "species:S:1:pos:R:3", err);
    if (rc == GB_OK && types)
        rc = read_types(z, types, err);
    else if (rc == GB_OK && r->elements)
        names_set(&z->names, r->elements, r->n_elements);
    z->ordered = types != NULL;
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

/* A line as planned, whose species has been met before; false: it needs a closer look. */
static bool usual_atom(struct xyz *z, const char *line) {
    struct scan_atom a = {.id = (int64_t)z->atoms.n + 1};
    if (z->atoms.n == 0 || !scan_atom(line, &z->plan, &a)) return false;
    const int type = z->by_number ? (int)a.type : names_number(&z->names, a.name, a.name_len);
    if (type == 0 || (z->by_number && type > z->max_type)) return false;
    atoms_add(&z->atoms, a.id, type, a.x, z->in->number);
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
    if (rc == GB_OK) atoms_add(&z->atoms, id, type, x, z->in->number);
    return rc;
}

static int read_atoms(struct xyz *z, int64_t n, bool skip, const struct reader *r, struct gb_error *err) {
    for (int64_t k = 0; k < n; k++) {
        char *line;
        int rc = lines_next(z->in, &line, err);
        if (rc != GB_OK) return rc;
        if (!line)
            return lines_fail(z->in, err,
                              "the file ends after %" PRId64 " of %" PRId64 " atoms of frame %ld (counted from 0); %s",
                              k, n, r->index, read_truncated(r));
        if (skip) continue;
        rc = atom_line(z, line, err);
        if (rc != GB_OK) return rc;
    }
    return GB_OK;
}

static int finish(struct xyz *z, struct config **out, struct gb_error *err) {
    struct config *c = NULL;
    int rc = atoms_finish(&z->atoms, z->in, &z->box, z->by_number ? z->max_type : z->names.n, &c, err);
    if (rc != GB_OK) return rc;
    if (!z->by_number) names_give(&z->names, c);
    char *masses = value_of(z->keys, "masses");
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

bool xyz_begins(const char *line) {
    line += strspn(line, " \t+-");
    const size_t digits = strspn(line, "0123456789");
    return digits > 0 && line[digits + strspn(line + digits, " \t")] == '\0';
}

int read_xyz_frame(struct reader *r, bool skip, struct config **out, struct gb_error *err) {
    struct xyz z = {.in = &r->in};
    char *line, *f[SCAN_MAX_FIELDS];
    int64_t n = 0;
    int rc = lines_next_filled(z.in, &line, err);
    if (rc != GB_OK) return rc;
    if (!line || scan_fields(line, f) != 1)
        return lines_fail(z.in, err, "the number of atoms should stand alone on this line");
    rc = read_int(z.in, f[0], "number of atoms", 1, INT64_MAX, &n, err);
    if (rc == GB_OK) rc = lines_next(z.in, &line, err);
    if (rc == GB_OK && !line) rc = lines_fail(z.in, err, "the file ends before the line of keys; it is truncated");
    if (rc != GB_OK) return rc;
    z.keys = gb_strdup(line);
    if (!skip) rc = read_keys(&z, r, err);
    if (rc == GB_OK) rc = read_atoms(&z, n, skip, r, err);
    if (rc == GB_OK && !skip) rc = finish(&z, out, err);
    atoms_clear(&z.atoms);
    names_clear(&z.names);
    free(z.keys);
    return rc;
}

/* LAMMPS data files (https://docs.lammps.org/read_data.html): a title line, header lines in any order, then sections.
 *
 * Only the box, Atom Type Labels, Masses and Atoms are used; other sections are passed over up to the next line that
 * begins with a letter (and, where types have labels, holds no number). The box is restricted triclinic, a along x, b
 * in the x-y plane, or three edge vectors and an origin. Names are the labels, else the comments in Masses.
 */
#include "atoms/read.h"
#include "atoms/scan.h"
#include "base/mem.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct data {
    struct lines *in;
    char *line;               /* the current one without its comment, blank ones passed over; NULL at the end */
    char *comment;            /* "" when none */
    int64_t n_atoms, n_types; /* -1: not seen */
    long box_line[3];         /* 0: not seen */
    long tilt_line;
    long vector_line[4]; /* avec, bvec, cvec, origin of a general box */
    double edge[3][3];
    struct box box;
    struct box_turn turn;
    struct atom_list atoms;
    struct scan_plan plan; /* what the line of an atom looked like last */
    bool have_atoms, have_masses, named;
    double mass[CONFIG_MAX_TYPES];
    char *name[CONFIG_MAX_TYPES], *label[CONFIG_MAX_TYPES]; /* owned */
    bool labelled;
    struct read_digits digits;
};

/* Cuts the comment off a line and returns it without outer blanks ("" when none). */
static char *cut_comment(char *line) {
    char *hash = strchr(line, '#');
    if (!hash) return line + strlen(line);
    *hash++ = '\0';
    hash += strspn(hash, " \t");
    for (size_t n = strlen(hash); n > 0 && strchr(" \t\r", hash[n - 1]);) hash[--n] = '\0';
    return hash;
}

static bool blank(const char *s) { return s[strspn(s, " \t\r\f\v")] == '\0'; }

/* The next line that holds more than a comment. */
static int advance(struct data *d, struct gb_error *err) {
    for (;;) {
        int rc = lines_next(d->in, &d->line, err);
        if (rc != GB_OK || !d->line) return rc;
        d->comment = cut_comment(d->line);
        if (!blank(d->line)) return GB_OK;
    }
}

/* Labels begin with a letter as well, but something with a number follows. */
static bool begins_section(const struct data *d) {
    const char *word = d->line + strspn(d->line, " \t");
    if (!isalpha((unsigned char)*word)) return false;
    while (d->labelled && *(word += strcspn(word, " \t"))) {
        word += strspn(word, " \t");
        if (strchr("0123456789+-.", *word) && *word) return false;
    }
    return true;
}

static int once(const struct data *d, bool seen, const char *what, struct gb_error *err) {
    return seen ? lines_fail(d->in, err, "'%s' is given twice; keep one", what) : GB_OK;
}

static int box_line(struct data *d, int dim, char *const *f, const char *what, struct gb_error *err) {
    int rc = once(d, d->box_line[dim] != 0, what, err);
    if (rc != GB_OK) return rc;
    if (!read_bounds(f[0], f[1], 0, 0, &d->box.origin[dim], &d->box.h[dim][dim]))
        return lines_fail(d->in, err, "'%s %s' for %s; allowed: two finite numbers", scan_show(f[0]).s,
                          scan_show(f[1]).s, what);
    d->box_line[dim] = d->in->number;
    if (!(d->box.h[dim][dim] > 0))
        return lines_fail(d->in, err, "%s = %s %s gives the box a length of %g; allowed: more than 0", what,
                          scan_show(f[0]).s, scan_show(f[1]).s, d->box.h[dim][dim]);
    return GB_OK;
}

static int vector_line(struct data *d, int k, char *const *f, const char *what, struct gb_error *err) {
    int rc = once(d, d->vector_line[k] != 0, what, err);
    d->vector_line[k] = d->in->number;
    double *v = k < 3 ? d->edge[k] : d->box.origin;
    for (int i = 0; rc == GB_OK && i < 3; i++) rc = read_real(d->in, f[i], what, &v[i], err);
    return rc;
}

static int header_value(struct data *d, const char *key, char **f, struct gb_error *err) {
    static const char *const bound[3] = {"xlo xhi", "ylo yhi", "zlo zhi"};
    static const char *const vector[4] = {"avec", "bvec", "cvec", "abc origin"};
    int rc = GB_OK;
    if (strcmp(key, "atoms") == 0) {
        rc = once(d, d->n_atoms >= 0, key, err);
        return rc != GB_OK ? rc : read_int(d->in, f[0], "number of atoms", 1, INT64_MAX, &d->n_atoms, err);
    }
    if (strcmp(key, "atom types") == 0) {
        rc = once(d, d->n_types >= 0, key, err);
        return rc != GB_OK ? rc : read_int(d->in, f[0], "number of atom types", 1, CONFIG_MAX_TYPES, &d->n_types, err);
    }
    for (int dim = 0; dim < 3; dim++)
        if (strcmp(key, bound[dim]) == 0) return box_line(d, dim, f, key, err);
    for (int k = 0; k < 4; k++)
        if (strcmp(key, vector[k]) == 0) return vector_line(d, k, f, key, err);
    rc = once(d, d->tilt_line != 0, key, err); /* xy xz yz */
    d->tilt_line = d->in->number;
    if (rc == GB_OK) rc = read_real(d->in, f[0], "xy", &d->box.h[0][1], err);
    if (rc == GB_OK) rc = read_real(d->in, f[1], "xz", &d->box.h[0][2], err);
    if (rc == GB_OK) rc = read_real(d->in, f[2], "yz", &d->box.h[1][2], err);
    return rc;
}

/* "<numbers> <words>"; words that concern neither atoms nor box are known and passed over. */
static int header_line(struct data *d, struct gb_error *err) {
    static const struct {
        const char *key;
        size_t numbers;
    } used[] = {{"atoms", 1},    {"atom types", 1}, {"xlo xhi", 2}, {"ylo yhi", 2}, {"zlo zhi", 2},
                {"xy xz yz", 3}, {"avec", 3},       {"bvec", 3},    {"cvec", 3},    {"abc origin", 3}};
    static const char *const passed[] = {"bonds",
                                         "angles",
                                         "dihedrals",
                                         "impropers",
                                         "crossterms",
                                         "ellipsoids",
                                         "lines",
                                         "triangles",
                                         "bodies",
                                         "bond types",
                                         "angle types",
                                         "dihedral types",
                                         "improper types",
                                         "extra bond per atom",
                                         "extra angle per atom",
                                         "extra dihedral per atom",
                                         "extra improper per atom",
                                         "extra special per atom"};
    char *f[SCAN_MAX_FIELDS];
    struct scan_shown shown = scan_show(d->line + strspn(d->line, " \t"));
    const size_t n = scan_fields(d->line, f);
    size_t first = 0;
    while (first < n && first < SCAN_MAX_FIELDS && !isalpha((unsigned char)f[first][0])) first++;
    struct gb_text key = {0};
    gb_text_addn(&key, "", 0);
    for (size_t i = first; i < n && i < first + 4 && i < SCAN_MAX_FIELDS; i++)
        gb_text_add(&key, i > first ? " %s" : "%s", f[i]);
    int rc = -1;
    for (size_t i = 0; rc < 0 && i < sizeof used / sizeof used[0]; i++)
        if (first == used[i].numbers && strcmp(key.s, used[i].key) == 0) rc = header_value(d, key.s, f, err);
    for (size_t i = 0; rc < 0 && i < sizeof passed / sizeof passed[0]; i++)
        if (first == 1 && strcmp(key.s, passed[i]) == 0) rc = GB_OK;
    free(key.s);
    if (rc < 0)
        rc = lines_fail(
            d->in, err,
            "'%s' is not a header line of a LAMMPS data file; allowed: N atoms, N atom types, LO HI xlo xhi (ylo yhi, "
            "zlo zhi), XY XZ YZ xy xz yz, and those of bonds; an atom section begins with a line 'Atoms'",
            shown.s);
    return rc;
}

/* A general box needs lines of its own and none of the other kind. */
static int general_box(struct data *d, struct gb_error *err) {
    static const char *const name[3] = {"avec", "bvec", "cvec"};
    for (int k = 0; k < 3; k++) /* the origin may be 0 */
        if (d->vector_line[k] == 0)
            return lines_fail(d->in, err, "the header ends without a line 'X Y Z %s', which a general box needs",
                              name[k]);
    if (d->box_line[0] || d->box_line[1] || d->box_line[2] || d->tilt_line)
        return lines_fail(d->in, err, "the header gives the box twice, by edge vectors and by bounds; keep one");
    int rc = box_turn_find(&d->turn, d->edge, &d->box, err);
    if (rc != GB_OK) return gb_context(err, "%s:%ld", d->in->path, d->vector_line[2]);
    box_turn_apply(&d->turn, d->box.origin);
    return GB_OK;
}

static int header_complete(struct data *d, struct gb_error *err) {
    static const char *const bound[3] = {"xlo xhi", "ylo yhi", "zlo zhi"};
    const char *missing = d->n_atoms < 0 ? "N atoms" : d->n_types < 0 ? "N atom types" : NULL;
    const bool general = d->vector_line[0] || d->vector_line[1] || d->vector_line[2];
    for (int dim = 2; dim >= 0 && !general; dim--)
        if (d->box_line[dim] == 0) missing = bound[dim];
    if (missing)
        return lines_fail(
            d->in, err,
            "the header ends without a line '%s'; add it (the first line of a data file is a title and not read)",
            missing);
    if (general) return general_box(d, err);
    if (box_check(&d->box, err) != GB_OK)
        return gb_context(err, "%s:%ld", d->in->path, d->tilt_line ? d->tilt_line : d->box_line[2]);
    return GB_OK;
}

/* The type's number or its label. */
static int read_type(const struct data *d, const char *s, int64_t *type, struct gb_error *err) {
    for (int64_t t = 0; d->labelled && t < d->n_types; t++)
        if (d->label[t] && strcmp(d->label[t], s) == 0) {
            *type = t + 1;
            return GB_OK;
        }
    if (d->labelled && isalpha((unsigned char)s[0]))
        return lines_fail(d->in, err, "type '%s' is not one of the Atom Type Labels; add it there", scan_show(s).s);
    return read_int(d->in, s, "atom type", 1, d->n_types, type, err);
}

static struct scan_plan usual_line(const struct data_style *s, size_t n, int64_t n_types) {
    struct scan_plan p = {.n = n, .max_type = n_types, .role = {SCAN_ID}};
    p.role[s->type] = SCAN_TYPE;
    for (unsigned char k = 0; k < 3; k++) p.role[s->x + k] = (unsigned char)(SCAN_X + k);
    for (size_t k = s->n; k < n; k++) p.role[k] = SCAN_INT; /* image flags */
    return p;
}

static void add_atom(struct data *d, int64_t id, int64_t type, double x[3]) {
    box_turn_apply(&d->turn, x);
    atoms_add(&d->atoms, id, (int)type, x, d->in->number);
}

static int atom_line(struct data *d, const struct data_style *s, bool assumed, struct gb_error *err) {
    struct scan_atom a;
    if (d->atoms.n > 0 && scan_atom(d->line, &d->plan, &a)) {
        add_atom(d, a.id, a.type, a.x);
        return GB_OK;
    }
    char *f[SCAN_MAX_FIELDS];
    const size_t n = scan_fields(d->line, f);
    if (n != s->n && n != s->n + 3)
        return lines_fail(d->in, err, "%zu columns; style %s has %zu (%s), or %zu with image flags%s", n, s->name, s->n,
                          s->columns, s->n + 3,
                          assumed ? "; if the style is another, write it after the section's name: Atoms # full" : "");
    int64_t id, type, image;
    double x[3];
    int rc = read_int(d->in, f[0], "atom id", 1, INT64_MAX, &id, err);
    if (rc == GB_OK) rc = read_type(d, f[s->type], &type, err);
    if (rc == GB_OK) rc = read_position(d->in, f + s->x, x, err);
    for (size_t k = s->n; rc == GB_OK && k < n; k++)
        rc = read_int(d->in, f[k], "image flag", -INT32_MAX, INT32_MAX, &image, err);
    if (rc != GB_OK) return rc;
    add_atom(d, id, type, x);
    read_digits_see(&d->digits, f + s->x);
    d->plan = usual_line(s, n, d->n_types);
    return GB_OK;
}

/* The last line of the file, which lacks its end: whether it may lack more. */
static bool may_be_cut(const struct data *d, const struct data_style *s) {
    char *f[SCAN_MAX_FIELDS], *line = gb_strdup(d->line);
    const size_t n = scan_fields(line, f);
    const bool cut = d->atoms.n > 0 ? n != d->plan.n : n != s->n && n != s->n + 3;
    const bool lost = !cut && s->x + 3 == n && read_digits_lost(&d->digits, f + s->x);
    free(line);
    return cut || lost;
}

/* What is left of the section's name tells the style, or else the first atom does. */
static int atoms_section(struct data *d, struct gb_error *err) {
    const struct data_style *style = NULL;
    int rc = once(d, d->have_atoms, "Atoms", err);
    if (rc == GB_OK) rc = header_complete(d, err);
    if (rc == GB_OK) rc = data_style_named(d->in, d->comment, &style, err);
    const bool assumed = !style;
    d->have_atoms = true;
    for (int64_t k = 0; rc == GB_OK && k < d->n_atoms; k++) {
        rc = advance(d, err);
        if (rc != GB_OK) break;
        if (!d->line || begins_section(d))
            return lines_fail(d->in, err,
                              "%s after %" PRId64 " of %" PRId64
                              " atoms; the file is truncated or the header's 'atoms' wrong",
                              d->line ? "a new section begins" : "the file ends", k, d->n_atoms);
        if (!style) rc = data_style_of_line(d->in, d->line, (int)d->n_types, d->labelled, &style, err);
        if (rc == GB_OK && d->in->open && may_be_cut(d, style))
            return lines_fail(d->in, err,
                              "the file ends in a line after %" PRId64 " of %" PRId64 " atoms; it is truncated", k,
                              d->n_atoms);
        if (rc == GB_OK) rc = atom_line(d, style, assumed, err);
    }
    if (rc == GB_OK) rc = advance(d, err);
    if (rc == GB_OK && d->line && !begins_section(d))
        rc = lines_fail(d->in, err, "more atoms than the %" PRId64 " that the header announces", d->n_atoms);
    return rc;
}

static int labels_section(struct data *d, struct gb_error *err) {
    int rc = once(d, d->labelled, "Atom Type Labels", err);
    if (rc == GB_OK && d->n_types < 0) rc = header_complete(d, err);
    for (int64_t k = 0; rc == GB_OK && k < d->n_types; k++) {
        rc = advance(d, err);
        if (rc != GB_OK) break;
        if (!d->line || begins_section(d))
            return lines_fail(d->in, err, "%s after %" PRId64 " of %" PRId64 " type labels",
                              d->line ? "a new section begins" : "the file ends", k, d->n_types);
        char *f[SCAN_MAX_FIELDS];
        int64_t type;
        if (scan_fields(d->line, f) != 2) return lines_fail(d->in, err, "a line of Atom Type Labels is 'type label'");
        rc = read_int(d->in, f[0], "atom type", 1, d->n_types, &type, err);
        if (rc != GB_OK) break;
        for (int64_t t = 0; t < d->n_types; t++)
            if (t == type - 1 ? d->label[t] != NULL : d->label[t] && strcmp(d->label[t], f[1]) == 0)
                return lines_fail(d->in, err, "type %" PRId64 " or label '%s' is there twice; each type has its own",
                                  type, scan_show(f[1]).s);
        if (!isalpha((unsigned char)f[1][0]))
            return lines_fail(d->in, err, "type label '%s'; allowed: one that begins with a letter", scan_show(f[1]).s);
        d->label[type - 1] = gb_strdup(f[1]);
    }
    d->labelled = true;
    return rc == GB_OK ? advance(d, err) : rc;
}

static int mass_line(struct data *d, struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS];
    if (scan_fields(d->line, f) != 2) return lines_fail(d->in, err, "a line of Masses is 'type mass'");
    int64_t type;
    double mass;
    int rc = read_type(d, f[0], &type, err);
    if (rc == GB_OK) rc = read_real(d->in, f[1], "mass", &mass, err);
    if (rc != GB_OK) return rc;
    if (!(mass > 0)) return lines_fail(d->in, err, "mass %g; allowed: more than 0", mass);
    if (d->mass[type - 1] > 0) return lines_fail(d->in, err, "type %" PRId64 " has a mass already; keep one", type);
    d->mass[type - 1] = mass;
    d->name[type - 1] = names_in_comment(d->comment);
    if (!d->name[type - 1]) d->named = false; /* names only when every type has one */
    return GB_OK;
}

static int masses_section(struct data *d, struct gb_error *err) {
    int rc = once(d, d->have_masses, "Masses", err);
    if (rc == GB_OK && d->n_types < 0) rc = header_complete(d, err);
    d->have_masses = d->named = true;
    for (int64_t k = 0; rc == GB_OK && k < d->n_types; k++) {
        rc = advance(d, err);
        if (rc != GB_OK) break;
        if (!d->line || begins_section(d))
            return lines_fail(d->in, err, "%s after %" PRId64 " of %" PRId64 " masses",
                              d->line ? "a new section begins" : "the file ends", k, d->n_types);
        rc = mass_line(d, err);
    }
    if (rc == GB_OK) rc = advance(d, err);
    if (rc == GB_OK && d->line && !begins_section(d))
        rc =
            lines_fail(d->in, err, "more masses than the %" PRId64 " atom types that the header announces", d->n_types);
    return rc;
}

/* d->line is the section's name; each section's reader leaves the next one's there. */
static int section(struct data *d, struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS];
    const size_t n = scan_fields(d->line, f);
    if (n == 1 && strcmp(f[0], "Atoms") == 0) return atoms_section(d, err);
    if (n == 1 && strcmp(f[0], "Masses") == 0) return masses_section(d, err);
    if (n == 3 && strcmp(f[0], "Atom") == 0 && strcmp(f[1], "Type") == 0 && strcmp(f[2], "Labels") == 0)
        return labels_section(d, err);
    int rc;
    while ((rc = advance(d, err)) == GB_OK && d->line && !begins_section(d)) continue;
    return rc;
}

/* Labels that LAMMPS allows but that are no names of ours would leave the types without any. */
static bool labels_are_names(const struct data *d) {
    for (int64_t t = 0; d->labelled && t < d->n_types; t++)
        if (!names_valid(d->label[t])) return false;
    return d->labelled;
}

static int finish(struct data *d, struct config **out, struct gb_error *err) {
    struct config *c = NULL;
    int rc = atoms_finish(&d->atoms, d->in, &d->box, (int)d->n_types, &c, err);
    if (rc != GB_OK) return rc;
    const size_t n = (size_t)d->n_types;
    if (d->have_masses) {
        c->mass = GB_ARRAY(n, double);
        memcpy(c->mass, d->mass, n * sizeof *c->mass);
    }
    char **name = labels_are_names(d) ? d->label : d->name;
    if (d->named || name == d->label) {
        c->element = GB_ARRAY(n, char *);
        for (size_t t = 0; t < n; t++) c->element[t] = gb_strdup(name[t]);
    }
    box_turn_tell(&d->turn, c);
    *out = c;
    return GB_OK;
}

static int read_all(struct data *d, struct config **out, struct gb_error *err) {
    int rc = lines_next(d->in, &d->line, err); /* the title */
    if (rc == GB_OK) rc = advance(d, err);
    while (rc == GB_OK && d->line && !begins_section(d)) {
        rc = header_line(d, err);
        if (rc == GB_OK) rc = advance(d, err);
    }
    while (rc == GB_OK && d->line) rc = section(d, err);
    if (rc == GB_OK && !d->have_atoms)
        rc = lines_fail(d->in, err,
                        "the file ends without a section 'Atoms'; it is truncated, or not a LAMMPS data file");
    return rc == GB_OK ? finish(d, out, err) : rc;
}

int read_data(struct reader *r, struct config **out, struct gb_error *err) {
    struct data d = {.in = &r->in, .n_atoms = -1, .n_types = -1};
    int rc = read_all(&d, out, err);
    atoms_clear(&d.atoms);
    for (int t = 0; t < CONFIG_MAX_TYPES; t++) {
        free(d.name[t]);
        free(d.label[t]);
    }
    return rc;
}

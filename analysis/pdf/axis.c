/* Columns of r, Q and 2 theta, see axis.h. */
#include "pdf/axis.h"

#include "pdf/resample.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { UNIT_LENGTH = 48 };

/* Longer names before those they begin with. */
static const struct {
    const char *name;
    enum axis_kind kind;
} starts[] = {{"two-theta", AXIS_TWO_THETA},
              {"two_theta", AXIS_TWO_THETA},
              {"twotheta", AXIS_TWO_THETA},
              {"2-theta", AXIS_TWO_THETA},
              {"2_theta", AXIS_TWO_THETA},
              {"2theta", AXIS_TWO_THETA},
              {"2th", AXIS_TWO_THETA},
              {"tth", AXIS_TWO_THETA},
              {"2\u03b8", AXIS_TWO_THETA},
              {"q", AXIS_Q},
              {"r", AXIS_R}};

static const struct {
    const char *name, *unit;
    double factor; /* of lengths */
    bool angle;
} units[] = {{"ang", "ang", 1, false},
             {"a", "ang", 1, false},
             {"aa", "ang", 1, false},
             {"angstrom", "ang", 1, false},
             {"angstroms", "ang", 1, false},
             {"sigma", "sigma", 1, false},
             {"nm", "ang", 10, false},
             {"nanometre", "ang", 10, false},
             {"nanometres", "ang", 10, false},
             {"nanometer", "ang", 10, false},
             {"nanometers", "ang", 10, false},
             {"pm", "ang", 0.01, false},
             {"deg", "rad", M_PI / 180, true},
             {"degree", "rad", M_PI / 180, true},
             {"degrees", "rad", M_PI / 180, true},
             {"\u00b0", "rad", M_PI / 180, true},
             {"rad", "rad", 1, true},
             {"radian", "rad", 1, true},
             {"radians", "rad", 1, true}};

/* A unit in lower case, brackets and TeX away, angstrom as "a", "to the minus one" as "^-1". */
static void plain_unit(const char *s, char out[UNIT_LENGTH]) {
    static const struct {
        const char *from, *to;
    } other[] = {
        {"\u00c5", "a"}, {"\u212b", "a"}, {"\u00e5", "a"}, {"A\u030a", "a"}, {"\xc5", "a"}, {"\u207b\u00b9", "^-1"},
        {"\u2212", "-"}, {"**", "^"},     {"$", ""},       {"{", ""},        {"}", ""},     {"\\", ""},
        {"(", ""},       {")", ""},       {"[", ""},       {"]", ""}};
    size_t n = 0;
    while (*s && n + 4 < UNIT_LENGTH) {
        size_t k = 0;
        while (k < sizeof other / sizeof *other && strncmp(s, other[k].from, strlen(other[k].from)) != 0) k++;
        if (k < sizeof other / sizeof *other) {
            memcpy(out + n, other[k].to, strlen(other[k].to));
            n += strlen(other[k].to);
            s += strlen(other[k].from);
        } else {
            out[n++] = (char)tolower((unsigned char)*s++);
        }
    }
    out[n] = '\0';
}

/* Cuts what says "one over" off both ends. */
static char *without_inverse(char *s, bool *inverse) {
    static const char *const before[] = {"1/", "inverse", "inv", "reciprocal"}, *const after[] = {"^-1", "-1", "inv"};
    *inverse = false;
    for (size_t i = 0; i < 4 && !*inverse; i++)
        if (strncmp(s, before[i], strlen(before[i])) == 0) {
            *inverse = true;
            s += strlen(before[i]);
            s += strspn(s, "_");
        }
    for (size_t i = 0; i < 3 && !*inverse; i++) {
        const size_t n = strlen(s), m = strlen(after[i]);
        if (n <= m || strcmp(s + n - m, after[i]) != 0) continue;
        *inverse = true;
        s[n - m] = '\0';
    }
    return s;
}

/* The kind, and what follows it in *rest: "" or the unit. */
static enum axis_kind kind_of(const char *name, const char **rest) {
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        const size_t n = strlen(starts[i].name);
        if (strncasecmp(name, starts[i].name, n) != 0 || (name[n] && !strchr("_([/", name[n]))) continue;
        *rest = name[n] ? name + n + 1 : "";
        return starts[i].kind;
    }
    return AXIS_OTHER;
}

static const char *allowed(enum axis_kind kind) {
    return kind == AXIS_R   ? "r_ang, r_nm, r_sigma and plain r"
           : kind == AXIS_Q ? "Q_1/ang, Q_1/nm, Q_1/sigma and plain Q"
                            : "2th_deg, 2th_rad and plain 2th";
}

int axis_of(const char *name, const char *path, struct axis *a, struct gb_error *err) {
    const char *rest = "";
    *a = (struct axis){kind_of(name, &rest), "-", 1};
    if (a->kind == AXIS_TWO_THETA) *a = (struct axis){a->kind, "rad", M_PI / 180};
    if (a->kind == AXIS_OTHER || (!*rest && strlen(name) <= strcspn(name, "_([/"))) return GB_OK;
    char text[UNIT_LENGTH];
    bool inverse;
    plain_unit(rest, text);
    const char *unit = without_inverse(text, &inverse);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(units[i].name, unit) != 0) continue;
        if (units[i].angle != (a->kind == AXIS_TWO_THETA) || (inverse && a->kind != AXIS_Q)) break;
        a->unit = units[i].unit;
        a->factor = a->kind == AXIS_Q ? 1 / units[i].factor : units[i].factor;
        return GB_OK;
    }
    const size_t length = strcspn(rest, ")]");
    return gb_fail(err, GB_EINPUT, "%s: column '%s': unit '%.*s': allowed are %s", path, name, (int)length, rest,
                   allowed(a->kind));
}

size_t axis_find(const struct gb_table *t) {
    for (size_t i = 0; i < t->n_col; i++) {
        struct axis a;
        if (axis_of(t->name[i], "", &a, NULL) == GB_OK && a.kind != AXIS_OTHER) return i;
    }
    return (size_t)-1;
}

void axis_note(struct gb_text *notes, const char *fmt, ...) {
    if (!notes) return;
    va_list ap;
    va_start(ap, fmt);
    char *text = gb_vformat(fmt, ap), *line = gb_format("%s\n", text);
    va_end(ap);
    for (char *c = line; *c; c++) /* names come from files: nothing in them may steer a terminal */
        if (iscntrl((unsigned char)*c) && c[1]) *c = '?';
    const char *at = notes->s ? strstr(notes->s, line) : NULL;
    if (!at || (at > notes->s && at[-1] != '\n')) gb_text_add(notes, "%s", line);
    free(text);
    free(line);
}

static void rename_column(struct gb_table *t, size_t col, const struct axis *a) {
    const bool plain = strcmp(a->unit, "-") == 0;
    free(t->name[col]);
    t->name[col] = a->kind == AXIS_R ? gb_format("r%s%s", plain ? "" : "_", plain ? "" : a->unit)
                                     : gb_format("Q%s%s", plain ? "" : "_1/", plain ? "" : a->unit);
}

/* 2 theta in a->factor's unit to Q in 1/angstrom on bin centres. */
static int to_q(struct gb_table *t, size_t col, const char *path, double wavelength, const struct axis *a,
                struct gb_text *notes, struct gb_error *err) {
    if (!(wavelength > 0))
        return gb_fail(err, GB_EINPUT,
                       "%s: column '%s': 2 theta becomes Q = 4 pi sin(theta)/lambda with the wavelength: give "
                       "--wavelength ANG, or '# wavelength_ang: 0.124' in the file",
                       path, t->name[col]);
    int rc = resample_check(t, path, "2theta", col, err);
    if (rc != GB_OK) return rc;
    for (size_t i = 0; i < t->n_row; i++) {
        double *x = gb_table_at(t, i, col);
        const double theta = *x * a->factor / 2;
        if (!(theta <= M_PI / 2))
            return gb_fail(err, GB_EINPUT, "%s:%zu: 2theta = %g: allowed are 0 to %g (column '%s')", path,
                           t->line ? t->line[i] : i + 1, *x, M_PI / a->factor, t->name[col]);
        *x = 4 * M_PI * sin(theta) / wavelength;
    }
    axis_note(notes, "'%s' became Q = 4 pi sin(theta)/lambda with lambda = %g angstrom, in equal steps by spline",
              t->name[col], wavelength);
    rename_column(t, col, &(struct axis){AXIS_Q, "ang", 1});
    return resample_even(t, path, col, err);
}

int axis_convert(struct gb_table *t, size_t col, const char *path, double wavelength, struct gb_text *notes,
                 struct gb_error *err) {
    struct axis a;
    int rc = axis_of(t->name[col], path, &a, err);
    if (rc != GB_OK || a.kind == AXIS_OTHER) return rc;
    if (a.kind == AXIS_TWO_THETA) return to_q(t, col, path, wavelength, &a, notes, err);
    if (a.factor != 1) {
        for (size_t i = 0; i < t->n_row; i++) *gb_table_at(t, i, col) *= a.factor;
        axis_note(notes, "'%s' is taken times %g, to %s", t->name[col], a.factor,
                  a.kind == AXIS_R ? "angstrom" : "1/angstrom");
    }
    rename_column(t, col, &a);
    return GB_OK;
}

/* The atom style of a LAMMPS data file (https://docs.lammps.org/atom_style.html), by its name behind "Atoms #", or by
 * what the columns of an atom can be: a style is possible when there are as many columns, or three image flags more,
 * and each holds what it should (molecules, types and flags are integers, types in their range).
 */
#include "atoms/read.h"
#include "atoms/scan.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct data_style style[] = {{"atomic", "id type x y z", 5, 1, 2},
                                          {"charge", "id type q x y z", 6, 1, 3},
                                          {"bond", "id molecule type x y z", 6, 2, 3},
                                          {"angle", "id molecule type x y z", 6, 2, 3},
                                          {"molecular", "id molecule type x y z", 6, 2, 3},
                                          {"full", "id molecule type q x y z", 7, 2, 4}};
enum { N_STYLES = sizeof style / sizeof *style };

#define STYLES "atomic, charge, bond, angle, molecular, full"

int data_style_named(const struct lines *in, const char *comment, const struct data_style **out, struct gb_error *err) {
    static const char *const unread[] = {"amoeba", "body",     "bpm/sphere", "dielectric", "dipole",    "dpd",
                                         "edpd",   "electron", "ellipsoid",  "hybrid",     "line",      "mdpd",
                                         "oxdna",  "peri",     "rheo",       "smd",        "sph",       "sphere",
                                         "spin",   "tdpd",     "template",   "tri",        "wavepacket"};
    const size_t len = strcspn(comment, " \t,;:()");
    *out = NULL;
    for (size_t k = 0; k < N_STYLES; k++)
        if (strlen(style[k].name) == len && strncmp(style[k].name, comment, len) == 0) *out = &style[k];
    for (size_t k = 0; k < sizeof unread / sizeof *unread; k++)
        if (strlen(unread[k]) == len && strncmp(unread[k], comment, len) == 0)
            return lines_fail(in, err, "atom style '%s'; allowed: " STYLES, scan_show(comment).s);
    return GB_OK;
}

static bool is_integer(const char *s) {
    int64_t v;
    return scan_int64(s, &v);
}

static bool is_type(const char *s, int n_types, bool labelled) {
    int64_t v;
    return scan_int64(s, &v) ? v >= 1 && v <= n_types : labelled && isalpha((unsigned char)s[0]);
}

static bool possible(const struct data_style *s, char **f, size_t n, int n_types, bool labelled) {
    double v;
    if ((n != s->n && n != s->n + 3) || !is_integer(f[0]) || !is_type(f[s->type], n_types, labelled)) return false;
    if (s->type == 2 && !is_integer(f[1])) return false;
    for (size_t k = s->type + 1; k < s->n; k++)
        if (!scan_double(f[k], &v)) return false;
    for (size_t k = s->n; k < n; k++)
        if (!is_integer(f[k])) return false;
    return true;
}

int data_style_of_line(const struct lines *in, const char *line, int n_types, bool labelled,
                       const struct data_style **out, struct gb_error *err) {
    char *f[SCAN_MAX_FIELDS], *copy = gb_strdup(line);
    const size_t n = scan_fields(copy, f);
    const struct data_style *found = NULL, *other = NULL;
    for (size_t k = 0; k < N_STYLES; k++) {
        if (n > SCAN_MAX_FIELDS || !possible(&style[k], f, n, n_types, labelled)) continue;
        if (!found)
            found = &style[k];
        else if (style[k].type != found->type || style[k].x != found->x) /* bond, angle, molecular are alike */
            other = &style[k];
    }
    free(copy);
    if (!found) found = n == 5 || n == 8 ? &style[0] : NULL; /* to say which column is wrong */
    *out = found;
    if (found && !other) return GB_OK;
    if (found)
        return lines_fail(
            in, err,
            "%zu columns, which may be style %s (%s) or %s (%s); write the style after the section's name: "
            "Atoms # %s",
            n, found->name, found->columns, other->name, other->columns, found->name);
    return lines_fail(
        in, err,
        "%zu columns; style atomic has 5 (id type x y z), or 8 with image flags; if the style is another, "
        "write it after the section's name: Atoms # full (read: " STYLES ")",
        n);
}

/* Heads of tables, see head.h. */
#include "pdf/head.h"

#include "base/number.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* What follows "r_" or "Q_" (or "Q("), or NULL. */
static const char *unit_part(const char *name) {
    if (name[0] == '\0' || !strchr("rRqQ", name[0]) || !name[1] || !strchr("_([/", name[1])) return NULL;
    return name + 2;
}

int head_unit(const char *column, const char *path, const char **unit, struct gb_error *err) {
    static const char *const angstrom[] = {"ang",      "1/ang",      "ang^-1", "A",        "1/A",
                                           "A^-1",     "AA",         "1/AA",   "AA^-1",    "A-1",
                                           "angstrom", "1/angstrom", "\u00c5", "1/\u00c5", "\u00c5^-1"};
    static const char *const sigma[] = {"sigma", "1/sigma", "sigma^-1"};
    const char *part = unit_part(column);
    *unit = "-";
    if (!part) return GB_OK;
    size_t length = strcspn(part, ")]");
    for (size_t i = 0; i < sizeof angstrom / sizeof *angstrom; i++)
        if (strlen(angstrom[i]) == length && strncmp(part, angstrom[i], length) == 0) *unit = "ang";
    for (size_t i = 0; i < sizeof sigma / sizeof *sigma; i++)
        if (strlen(sigma[i]) == length && strncmp(part, sigma[i], length) == 0) *unit = "sigma";
    if (strcmp(*unit, "-") != 0) return GB_OK;
    const bool of_r = column[0] == 'r' || column[0] == 'R';
    return gb_fail(err, GB_EINPUT, "%s: column '%s': unit '%.*s': allowed are %s%s", path, column, (int)length, part,
                   of_r ? "r_ang, r_sigma and plain r" : "Q_1/ang, Q_1/sigma and plain Q",
                   strncmp(part, "nm", 2) == 0 || strncmp(part, "1/nm", 4) == 0
                       ? of_r ? "; multiply by 10 for angstrom" : "; divide by 10 for 1/angstrom"
                       : "");
}

int head_r_max(const struct gb_table *t, const char *path, const char *unit, double *r_max, struct gb_error *err) {
    const char *text = gb_table_meta_get(t, "r-max");
    *r_max = INFINITY;
    if (!text) return GB_OK;
    const char *rest = gb_scan_double(text, r_max);
    if (!rest || (*rest && *rest != ' ') || !(*r_max > 0))
        return gb_fail(err, GB_EINPUT, "%s: '# r-max: %s': expected a length above 0 such as 12.5 ang", path, text);
    rest += strspn(rest, " ");
    const size_t length = strcspn(rest, " \r");
    if (length && strcmp(unit, "-") != 0 && (strlen(unit) != length || strncmp(rest, unit, length) != 0))
        return gb_fail(err, GB_EINPUT, "%s: '# r-max: %s' beside columns in %s; bring both to one unit", path, text,
                       unit);
    return GB_OK;
}

int head_alike(const struct gb_table *a, const char *a_path, const struct gb_table *b, const char *b_path,
               const char **lacking, struct gb_error *err) {
    static const char *const key[] = {"q-range", "window", "weights", "scatter-as", "sigma", "smoothing"};
    *lacking = NULL;
    for (size_t i = 0; i < sizeof key / sizeof *key; i++) {
        const char *x = gb_table_meta_get(a, key[i]), *y = gb_table_meta_get(b, key[i]);
        if (!x != !y && !*lacking) *lacking = key[i];
        if (!x || !y || strcmp(x, y) == 0) continue;
        /* "xray" and "xray (Waasmaier-Kirfel ...)" are one */
        const size_t word = strcspn(x, " \r");
        if (strcmp(key[i], "weights") == 0 && strcspn(y, " \r") == word && strncmp(x, y, word) == 0) continue;
        return gb_fail(err, GB_EINPUT, "%s has '# %s: %s', %s '# %s: %s'; both states must be treated alike", a_path,
                       key[i], x, b_path, key[i], y);
    }
    return GB_OK;
}

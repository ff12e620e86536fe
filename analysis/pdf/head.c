/* Heads of tables, see head.h. */
#include "pdf/head.h"

#include "base/number.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* A length in angstrom of "1.2398e-11 m", "0.124 A", "0.0124 nm"; bare numbers as small as metres are metres. */
static bool parse_length(const char *text, double *ang) {
    static const struct {
        const char *name;
        double factor;
    } unit[] = {{"m", 1e10}, {"nm", 10}, {"pm", 0.01}, {"A", 1}, {"ang", 1}, {"angstrom", 1}, {"\u00c5", 1}};
    const char *rest = gb_scan_double(text, ang);
    if (!rest) return false;
    rest += strspn(rest, " ");
    const size_t length = strcspn(rest, " \r,");
    if (length == 0 && *ang > 0 && *ang < 1e-6) *ang *= 1e10;
    if (length == 0) return true;
    for (size_t i = 0; i < sizeof unit / sizeof *unit; i++)
        if (strlen(unit[i].name) == length && strncmp(rest, unit[i].name, length) == 0) {
            *ang *= unit[i].factor;
            return true;
        }
    return false;
}

int head_wavelength(const struct gb_table *t, const char *path, double given, double *wavelength,
                    struct gb_error *err) {
    const char *const own = gb_table_meta_get(t, "wavelength_ang");
    *wavelength = given;
    if (own && !gb_parse_double(own, wavelength))
        return gb_fail(err, GB_EINPUT, "%s: '# wavelength_ang: %s' is not a finite number", path, own);
    if (own && isfinite(given) && fabs(*wavelength - given) > 1e-9 * fabs(*wavelength))
        return gb_fail(err, GB_EINPUT, "%s: '# wavelength_ang: %s', but %g was given; one of them is wrong", path, own,
                       given);
    for (size_t i = 0; i < t->n_meta && !own; i++) {
        double other;
        if (strcasecmp(t->meta_key[i], "wavelength") != 0 || !parse_length(t->meta_value[i], &other)) continue;
        if (isfinite(given) && fabs(other - given) > 1e-3 * fabs(given))
            return gb_fail(err, GB_EINPUT, "%s: '%s: %s', but %g angstrom was given; one of them is wrong", path,
                           t->meta_key[i], t->meta_value[i], given);
        if (!isfinite(given)) *wavelength = other;
        break;
    }
    if (isfinite(*wavelength) && !(*wavelength > 0))
        return gb_fail(err, GB_EINPUT, "%s: wavelength %g angstrom: must be above 0", path, *wavelength);
    return GB_OK;
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

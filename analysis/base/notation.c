/* Numbers for people, see notation.h. */
#include "base/notation.h"

#include "base/mem.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Decimals that leave two digits of err; an error such as 0.0996, which rounds up to three, counts as 0.10. */
static int decimals_for(double err) {
    int d = 1 - (int)floor(log10(err));
    return lround(err * pow(10, d)) >= 100 ? d - 1 : d;
}

static char *plain(double value, double err, const char *power) {
    int d = decimals_for(err);
    if (fabs(value) * pow(10, d > 0 ? d : 0) < 0.5) value = 0; /* never "-0" */
    if (d <= 0) return gb_format("%.0f(%.0f)%s", value, err, power);
    if (err >= 0.95) return gb_format("%.*f(%.*f)%s", d, value, d, err, power);
    return gb_format("%.*f(%ld)%s", d, value, lround(err * pow(10, d)), power);
}

char *notation_estimate(double value, double err) {
    if (isnan(value)) return gb_strdup("–");
    if (!isfinite(value)) return gb_strdup(value > 0 ? "∞" : "−∞");
    if (!isfinite(err) || err < 0) return gb_format("%.4g", value);
    if (err <= fabs(value) * 1e-12) return gb_format("%.6g(0)", value); /* rounding only */
    double size = fmax(fabs(value), err);
    if (size >= 1e-3 && size < 1e6) return plain(value, err, "");
    int e = (int)floor(log10(size));
    char *power = gb_format("e%d", e);
    double scale = pow(10, -e);
    char *s = plain(value * scale, err * scale, power);
    free(power);
    return s;
}

char *notation_ratio(double value, double err) { return notation_estimate(err >= 1 ? NAN : value, err); }

static void add_word(struct gb_text *b, const char *w, size_t n) {
    static const struct {
        const char *name, *shown;
    } known[] = {{"ang", "Å"}, {"angstrom", "Å"}, {"sigma", "σ"}, {"epsilon", "ε"}, {"tau", "τ"}, {"kB", "k"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i].name) != n || memcmp(known[i].name, w, n) != 0) continue;
        gb_text_add(b, "%s", known[i].shown);
        return;
    }
    gb_text_addn(b, w, n);
}

/* "^-3" as superscripts; returns how much of s was used. */
static size_t add_power(struct gb_text *b, const char *s) {
    static const char *const digit[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    size_t n = 1 + (s[1] == '-');
    if (!isdigit((unsigned char)s[n])) {
        gb_text_addn(b, "^", 1);
        return 1;
    }
    if (s[1] == '-') gb_text_add(b, "⁻");
    for (; isdigit((unsigned char)s[n]); n++) gb_text_add(b, "%s", digit[s[n] - '0']);
    return n;
}

char *notation_unit(const char *unit) {
    struct gb_text b = {0};
    gb_text_addn(&b, "", 0);
    if (!unit || strcmp(unit, "-") == 0) return b.s;
    for (const char *s = unit; *s;) {
        size_t n = 0;
        while (isalpha((unsigned char)s[n]) || (n > 0 && s[n] == '_')) n++;
        if (n > 0) {
            add_word(&b, s, n);
            s += n;
        } else if (*s == '^') {
            s += add_power(&b, s);
        } else {
            gb_text_addn(&b, s++, 1);
        }
    }
    return b.s;
}

/* Scattering weights, see scatter.h. */
#include "pdf/scatter.h"

#include "base/number.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

static const char *const probe_name[SCATTER_N_PROBES] = {"number", "xray", "neutron"};

const char *scatter_probe_name(enum scatter_probe p) { return probe_name[p]; }

enum scatter_probe scatter_probe_find(const char *name) {
    int p = 0;
    while (p < SCATTER_N_PROBES && strcmp(name, probe_name[p]) != 0) p++;
    return (enum scatter_probe)p;
}

static int add_species(struct scatter *s, const char *symbol, double fraction, struct gb_error *err) {
    if (s->n == SCATTER_MAX_SPECIES) return gb_fail(err, GB_EINPUT, "more than %d species", SCATTER_MAX_SPECIES);
    if (!(fraction >= 0) || !isfinite(fraction))
        return gb_fail(err, GB_EINPUT, "fraction %g of species %s: must be a finite number, 0 or more", fraction,
                       symbol ? symbol : "");
    const struct element *e = symbol ? element_find(symbol) : NULL;
    if (!e && s->probe != SCATTER_NUMBER)
        return gb_fail(err, GB_EINPUT, "'%s' is not an element with a form factor (H to Cf, written like Cu)",
                       symbol ? symbol : "");
    if (s->probe == SCATTER_NEUTRON && !isfinite(e->b_coh))
        return gb_fail(err, GB_EINPUT, "the neutron scattering length of %s is not known", symbol);
    s->element[s->n] = e;
    s->fraction[s->n++] = fraction;
    return GB_OK;
}

static int normalise(struct scatter *s, struct gb_error *err) {
    double sum = 0, f_rms;
    for (int a = 0; a < s->n; a++) sum += s->fraction[a];
    if (!(sum > 0)) return gb_fail(err, GB_EINPUT, "no species, or all their fractions are 0");
    if (!isfinite(sum)) return gb_fail(err, GB_EINPUT, "the fractions add up to more than a number holds");
    for (int a = 0; a < s->n; a++) s->fraction[a] /= sum;
    f_rms = sqrt(scatter_mean_f_squared(s, 0));
    if (fabs(scatter_mean_f(s, 0)) < 1e-3 * f_rms)
        return gb_fail(err, GB_EINPUT,
                       "the mean scattering length is %.2g of the rms one: <b> = 0, Faber-Ziman weights do not exist",
                       scatter_mean_f(s, 0) / f_rms);
    return GB_OK;
}

int scatter_init(struct scatter *s, enum scatter_probe probe, int n, const char *const *element, const double *fraction,
                 struct gb_error *err) {
    int rc = GB_OK;
    *s = (struct scatter){.probe = probe};
    for (int a = 0; a < n && rc == GB_OK; a++) rc = add_species(s, element ? element[a] : NULL, fraction[a], err);
    return rc == GB_OK ? normalise(s, err) : rc;
}

int scatter_parse(struct scatter *s, enum scatter_probe probe, const char *composition, struct gb_error *err) {
    *s = (struct scatter){.probe = probe};
    int rc = GB_OK;
    for (const char *p = composition; *p && rc == GB_OK;) {
        if (isspace((unsigned char)*p)) {
            p++;
            continue;
        }
        char symbol[3] = {*p++, '\0', '\0'};
        if (islower((unsigned char)*p)) symbol[1] = *p++;
        double fraction = 1;
        if (isdigit((unsigned char)*p) || *p == '.') {
            const char *end = gb_scan_double(p, &fraction);
            if (!end) return gb_fail(err, GB_EINPUT, "composition '%s': no number at '%s'", composition, p);
            p = end;
        }
        const struct element *e = element_find(symbol);
        if (!e)
            return gb_fail(err, GB_EINPUT, "composition '%s': '%s' is not an element; write it like Cu64.5Zr35.5",
                           composition, symbol);
        for (int a = 0; a < s->n; a++)
            if (s->element[a] == e)
                return gb_fail(err, GB_EINPUT, "composition '%s': %s is there twice", composition, symbol);
        rc = add_species(s, symbol, fraction, err);
    }
    return rc == GB_OK ? normalise(s, err) : rc;
}

int scatter_check_q(const struct scatter *s, double q_max, double to_angstrom, struct gb_error *err) {
    if (s->probe == SCATTER_NUMBER) return GB_OK;
    if (!(to_angstrom > 0) || !isfinite(to_angstrom))
        return gb_fail(err, GB_EINPUT, "length unit of %g angstrom: %s weights need a finite number above 0",
                       to_angstrom, scatter_probe_name(s->probe));
    if (s->probe == SCATTER_XRAY && q_max / to_angstrom > ELEMENT_Q_MAX)
        return gb_fail(err, GB_EINPUT, "Q up to %g 1/angstrom: form factors are known up to %g", q_max / to_angstrom,
                       ELEMENT_Q_MAX);
    return GB_OK;
}

double scatter_f(const struct scatter *s, int a, double Q) {
    switch (s->probe) {
    case SCATTER_XRAY: return element_f0(s->element[a], Q);
    case SCATTER_NEUTRON: return s->element[a]->b_coh;
    default: return 1;
    }
}

double scatter_mean_f(const struct scatter *s, double Q) {
    double sum = 0;
    for (int a = 0; a < s->n; a++) sum += s->fraction[a] * scatter_f(s, a, Q);
    return sum;
}

double scatter_mean_f_squared(const struct scatter *s, double Q) {
    double sum = 0;
    for (int a = 0; a < s->n; a++) sum += s->fraction[a] * scatter_f(s, a, Q) * scatter_f(s, a, Q);
    return sum;
}

double scatter_weight(const struct scatter *s, int a, int b, double Q) {
    const double mean = scatter_mean_f(s, Q);
    const double w = s->fraction[a] * s->fraction[b] * scatter_f(s, a, Q) * scatter_f(s, b, Q) / (mean * mean);
    return a == b ? w : 2 * w;
}

double scatter_compton(const struct scatter *s, double Q) {
    double sum = 0;
    for (int a = 0; a < s->n && s->probe == SCATTER_XRAY; a++)
        sum += s->fraction[a] * element_compton(s->element[a], Q);
    return sum;
}

double scatter_compton_seen(const struct scatter *s, double Q, double wavelength) {
    const double compton_wavelength = 0.0242631024, sin_theta = Q * wavelength / (4 * M_PI);
    if (!(wavelength > 0) || !(sin_theta <= 1)) return NAN;
    const double recoil = 1 / (1 + 2 * compton_wavelength / wavelength * sin_theta * sin_theta);
    return scatter_compton(s, Q) * recoil * recoil;
}

double scatter_mass(const struct scatter *s) {
    double sum = 0;
    for (int a = 0; a < s->n; a++) sum += s->element[a] ? s->fraction[a] * s->element[a]->mass : 0;
    return sum;
}

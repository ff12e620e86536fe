/* Zhou, Johnson and Wadley's embedded-atom potential, see zhou.h. */
#include "stage/zhou.h"

#include "base/file.h"
#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 2000, NUMBERS = sizeof(struct zhou) / sizeof(double), PER_LINE = 5 };
static const double R_CORE = 0.5, RHO_LEAST = 100;

/* The numbers of one line; `words` is cut up. False unless there are as many as there should be, all positive that a
 * formula divides by. */
static bool parse_line(struct zhou *z, char *words) {
    double v[NUMBERS];
    char *save = NULL;
    size_t n = 0;
    for (char *w = strtok_r(words, " \t\r", &save); w; w = strtok_r(NULL, " \t\r", &save), n++)
        if (n == NUMBERS || !gb_parse_double(w, &v[n])) return false;
    if (n != NUMBERS) return false;
    memcpy(z, v, sizeof v);
    return z->r_e > 0 && z->f_e > 0 && z->rho_e > 0 && z->rho_s > 0 && z->rho_low > 0 && z->rho_high >= z->rho_low;
}

int zhou_read(struct zhou *z, const char *path, const char *element, struct gb_error *err) {
    static const char blank[] = " \t\r";
    char *text;
    struct gb_text all = {0};
    size_t line = 0;
    bool found = false;
    int rc = gb_file_read(path, &text, NULL, err);
    if (rc != GB_OK) return rc;
    for (char *s = text, *end; rc == GB_OK && !found && *s; s = end) {
        end = s + strcspn(s, "\n");
        if (*end) *end++ = '\0';
        line++;
        const char *name = s + strspn(s, blank);
        const size_t len = strcspn(name, blank);
        if (len == 0 || *name == '#') continue;
        gb_text_add(&all, "%s%.*s", all.s ? ", " : "", (int)len, name);
        found = strlen(element) == len && strncmp(name, element, len) == 0;
        if (found && !parse_line(z, s + (name - s) + len))
            rc =
                gb_fail(err, GB_EINPUT,
                        "%s:%zu: %s: wants %d numbers after the element, with r_e, f_e, rho_e, rho_s and rho_low above "
                        "0 and rho_high not below rho_low; correct the line",
                        path, line, element, (int)NUMBERS);
    }
    if (rc == GB_OK && !found)
        rc = gb_fail(err, GB_EINPUT, "%s: has no parameters of '%s'; allowed: %s; use one of them, or add a line", path,
                     element, all.s ? all.s : "none");
    free(all.s);
    free(text);
    return rc;
}

static double pow20(double x) {
    const double x2 = x * x, x4 = x2 * x2, x16 = x4 * x4 * x4 * x4;
    return x16 * x4;
}

/* c exp(-a (x - 1)) / (1 + (x - b)^20) */
static double decay(double c, double a, double b, double x) { return c * exp(-a * (x - 1)) / (1 + pow20(x - b)); }

double zhou_density(const struct zhou *z, double r) { return decay(z->f_e, z->beta, z->lambda, r / z->r_e); }

static double pure_pair(const struct zhou *z, double r) {
    const double x = r / z->r_e;
    return decay(z->A, z->alpha, z->kappa, x) - decay(z->B, z->beta, z->lambda, x);
}

double zhou_pair(const struct zhou *a, const struct zhou *b, double r) {
    if (a == b) return pure_pair(a, r);
    const double f_a = zhou_density(a, r), f_b = zhou_density(b, r);
    return (f_b / f_a * pure_pair(a, r) + f_a / f_b * pure_pair(b, r)) / 2;
}

static double cubic(const double c[4], double x) { return c[0] + x * (c[1] + x * (c[2] + x * c[3])); }

double zhou_embedding(const struct zhou *z, double rho) {
    if (rho < z->rho_low * z->rho_e) return cubic(z->Fn, rho / (z->rho_low * z->rho_e) - 1);
    if (rho < z->rho_high * z->rho_e) return cubic(z->F, rho / z->rho_e - 1);
    const double x = rho / z->rho_s;
    return z->F_e * (1 - z->eta * log(x)) * pow(x, z->eta);
}

struct grid {
    double dr, drho, cutoff;
};

/* 1 up to cutoff - w, 0 at the cut-off, smooth to the second derivative at both. */
static double switched(double r, double cutoff, double w) {
    const double t = w > 0 ? (r - cutoff) / w + 1 : 0;
    return t <= 0 ? 1 : t >= 1 ? 0 : 1 - t * t * t * (10 + t * (6 * t - 15));
}

static struct grid table_grid(int n, const struct zhou *z) {
    double a_max = 0, rho_max = RHO_LEAST;
    for (int t = 0; t < n; t++) a_max = fmax(a_max, sqrt(2) * z[t].r_e);
    const double cutoff = sqrt(10) / 2 * a_max, dr = cutoff / (POINTS - 1);
    for (int t = 0; t < n; t++) {
        rho_max = fmax(rho_max, 2 * z[t].rho_e);
        for (int k = 0; k < POINTS; k++) rho_max = fmax(rho_max, zhou_density(&z[t], fmax(k * dr, R_CORE)));
    }
    return (struct grid){dr, rho_max / (POINTS - 1), cutoff};
}

static void add_value(struct gb_text *out, int k, double v) {
    gb_text_add(out, "%.16E%c", v, (k + 1) % PER_LINE == 0 ? '\n' : ' ');
}

void zhou_setfl(int n, const struct zhou *z, const char *const *element, const double *mass, double taper,
                struct gb_text *out) {
    const struct grid g = table_grid(n, z);
    gb_text_add(out,
                "Zhou, Johnson and Wadley, Phys. Rev. B 69, 144113 (2004), doi 10.1103/PhysRevB.69.144113\n"
                "tabulated by glassbed from the published parameters (setfl: LAMMPS eam/alloy; eV, angstrom)\n"
                "taper %g; between species only the mixing rule: qualitative for alloys\n%d",
                taper, n);
    for (int t = 0; t < n; t++) gb_text_add(out, " %s", element[t]);
    gb_text_add(out, "\n%d %.16E %d %.16E %.16E\n", POINTS, g.drho, POINTS, g.dr, g.cutoff);
    for (int t = 0; t < n; t++) {
        gb_text_add(out, "%.0f %.10g %.10g fcc\n", z[t].Z, mass[t], sqrt(2) * z[t].r_e);
        for (int k = 0; k < POINTS; k++) add_value(out, k, zhou_embedding(&z[t], k * g.drho));
        for (int k = 0; k < POINTS; k++) {
            const double r = fmax(k * g.dr, R_CORE);
            add_value(out, k, zhou_density(&z[t], r) * switched(r, g.cutoff, taper));
        }
    }
    for (int a = 0; a < n; a++)
        for (int b = 0; b <= a; b++)
            for (int k = 0; k < POINTS; k++) {
                const double r = fmax(k * g.dr, R_CORE);
                add_value(out, k, r * zhou_pair(&z[a], &z[b], r) * switched(r, g.cutoff, taper));
            }
}

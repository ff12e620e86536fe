/* Glasses for phantoms, see phantom_glass.h. */
#include "synth/phantom_glass.h"

#include "base/mem.h"
#include "strain/shell.h"

#include <gsl/gsl_spline.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_SHELLS = 4, MIN_BINS = 10 };
#define FAR 9.0 /* widths: a Gaussian is 3e-18 there */

struct phantom_shells {
    double core, edge, A, xi, k, phase; /* lengths in angstrom */
    double h[N_SHELLS], R[N_SHELLS], s[N_SHELLS];
};

/* Cu-Cu, Cu-Zr, Zr-Zr: least squares on r g(r), r < 15 angstrom, and on S(Q), Q < 8 1/angstrom; then the h moved as
 * little as makes S > 0.01 below Q = 3 with number, x-ray and neutron weights. */
static const struct phantom_shells cu_zr[3] = {
    {3.400,
     0.353,
     3.901,
     4,
     2.72,
     5.844,
     {4.734, -0.581, 1.082, -0.095},
     {2.582, 4.030, 4.302, 6.050},
     {0.132, 0.261, 0.197, 0.215}},
    {3.660,
     0.361,
     10.541,
     4,
     2.72,
     5.255,
     {5.580, 0.392, -0.419, 0.293},
     {2.831, 3.467, 5.113, 5.750},
     {0.157, 0.274, 0.290, 0.226}},
    {3.962,
     0.349,
     8.321,
     4,
     2.72,
     -1.627,
     {3.490, 0.189, 0.325, -0.051},
     {3.220, 3.744, 4.886, 6.748},
     {0.153, 0.253, 0.234, 0.218}},
};
static const double cu_zr_rho0 = 0.06292, cu_zr_mean[3] = {0.645 * 0.645, 2 * 0.645 * 0.355, 0.355 * 0.355};

struct phantom_curves {
    struct pdf_grid grid;
    double taper;
    gsl_spline **spline; /* [n_pairs] of g00 as given */
    size_t n;
};

int phantom_glass_analytic(struct phantom_glass *glass, const char *name, int n_species, struct gb_error *err) {
    const bool mean = strcmp(name, "cu-zr-mean") == 0;
    *glass = (struct phantom_glass){0};
    if (!mean && strcmp(name, "cu-zr") != 0)
        return gb_fail(err, GB_EINPUT, "glass '%s': known are cu-zr and cu-zr-mean", name);
    if (!mean && n_species != 2)
        return gb_fail(err, GB_EINPUT, "glass cu-zr has 2 species, not %d; cu-zr-mean takes any composition",
                       n_species);
    if (n_species < 1 || n_species > CONFIG_MAX_TYPES)
        return gb_fail(err, GB_EINPUT, "%d species: allowed are 1 to %d", n_species, CONFIG_MAX_TYPES);
    *glass = (struct phantom_glass){.n_species = n_species,
                                    .n_pairs = (size_t)n_species * (size_t)(n_species + 1) / 2,
                                    .rho0 = cu_zr_rho0,
                                    .r_end = INFINITY,
                                    .shells = cu_zr,
                                    .mean = mean};
    return GB_OK;
}

static int check_curves(struct pdf_grid grid, size_t n_pairs, const double *const *g00, double rho0, double taper,
                        struct gb_error *err) {
    const double end = (double)grid.n * grid.dr;
    if (grid.n < MIN_BINS || !(grid.dr > 0))
        return gb_fail(err, GB_EINPUT, "%zu bins of %g: a glass needs at least %d", grid.n, grid.dr, MIN_BINS);
    if (!(rho0 > 0) || !isfinite(rho0))
        return gb_fail(err, GB_EINPUT, "number density %g: must be a finite number above 0", rho0);
    if (!(taper >= 0 && taper <= end))
        return gb_fail(err, GB_EINPUT, "taper %g: allowed are 0 to %g, the range of r", taper, end);
    for (size_t p = 0; p < n_pairs; p++)
        for (size_t k = 0; k < grid.n; k++)
            if (!isfinite(g00[p][k]))
                return gb_fail(err, GB_EINPUT, "g00 of pair %zu is not a number at r = %g", p + 1, pdf_r(grid, k));
    return GB_OK;
}

int phantom_glass_curves(struct phantom_glass *glass, int n_species, struct pdf_grid grid, const double *const *g00,
                         double rho0, double taper, struct gb_error *err) {
    const size_t n_pairs = (size_t)n_species * (size_t)(n_species + 1) / 2;
    *glass = (struct phantom_glass){0};
    int rc = check_curves(grid, n_pairs, g00, rho0, taper, err);
    if (rc != GB_OK) return rc;
    struct phantom_curves *c = GB_NEW(struct phantom_curves);
    *c = (struct phantom_curves){.grid = grid, .taper = taper, .spline = GB_ARRAY(n_pairs, gsl_spline *), .n = n_pairs};
    double *r = GB_ARRAY(grid.n, double);
    for (size_t k = 0; k < grid.n; k++) r[k] = pdf_r(grid, k);
    for (size_t p = 0; p < n_pairs; p++) {
        c->spline[p] = gsl_spline_alloc(gsl_interp_cspline, grid.n);
        gsl_spline_init(c->spline[p], r, g00[p], grid.n);
    }
    free(r);
    *glass = (struct phantom_glass){
        .n_species = n_species, .n_pairs = n_pairs, .rho0 = rho0, .r_end = pdf_r(grid, grid.n - 1), .curves = c};
    return GB_OK;
}

void phantom_glass_clear(struct phantom_glass *glass) {
    for (size_t p = 0; glass->curves && p < glass->curves->n; p++) gsl_spline_free(glass->curves->spline[p]);
    if (glass->curves) free(glass->curves->spline);
    free(glass->curves);
    *glass = (struct phantom_glass){0};
}

static double shells_g00(const struct phantom_shells *m, double R, double *slope) {
    const double u = (R - m->core) / m->edge;
    double g = 0;
    *slope = 0;
    if (u > -FAR) { /* else inside the core, where also A/R would be large */
        const double core = u < FAR ? 0.5 * erfc(-u / sqrt(2)) : 1;
        const double edge = u < FAR ? exp(-u * u / 2) / (sqrt(2 * M_PI) * m->edge) : 0;
        const double fall = m->A / R * exp(-R / m->xi), turn = m->k * R + m->phase;
        const double wave = fall * cos(turn), dwave = -(1 / R + 1 / m->xi) * wave - m->k * fall * sin(turn);
        g = core * (1 + wave);
        *slope = edge * (1 + wave) + core * dwave;
    }
    for (int i = 0; i < N_SHELLS; i++) {
        const double v = (R - m->R[i]) / m->s[i];
        if (fabs(v) > FAR) continue;
        const double peak = m->h[i] * exp(-v * v / 2);
        g += peak;
        *slope -= peak * v / m->s[i];
    }
    return g;
}

static double curves_g00(const struct phantom_curves *c, size_t pair, double R, double *slope) {
    const double first = pdf_r(c->grid, 0), last = pdf_r(c->grid, c->grid.n - 1), left = last - R;
    *slope = 0;
    if (R >= last) return 1;
    if (R <= first) return gsl_spline_eval(c->spline[pair], first, NULL);
    const double g = gsl_spline_eval(c->spline[pair], R, NULL), dg = gsl_spline_eval_deriv(c->spline[pair], R, NULL);
    *slope = dg;
    if (left >= c->taper) return g;
    const double keep = 0.5 * (1 - cos(M_PI * left / c->taper));
    *slope = keep * dg - (g - 1) * 0.5 * M_PI / c->taper * sin(M_PI * left / c->taper);
    return 1 + keep * (g - 1);
}

double phantom_g00(const struct phantom_glass *glass, size_t pair, double R, double *slope) {
    double unused = 0, *d = slope ? slope : &unused;
    if (glass->curves) return curves_g00(glass->curves, pair, R, d);
    if (!glass->mean) return shells_g00(&glass->shells[pair], R, d);
    double g = 0, sum = 0;
    for (int p = 0; p < 3; p++) {
        double part;
        g += cu_zr_mean[p] * shells_g00(&glass->shells[p], R, &part);
        sum += cu_zr_mean[p] * part;
    }
    *d = sum;
    return g;
}

int phantom_first_shell(const struct phantom_glass *glass, const double *c, double *r_peak, double *r_min,
                        struct gb_error *err) {
    const double end = fmin(glass->r_end, 12 / cbrt(glass->rho0)); /* a dozen spacings of atoms hold it */
    const struct pdf_grid grid = {6000, end / 6000};
    double *g = GB_ARRAY(grid.n, double);
    for (int a = 0; a < glass->n_species; a++)
        for (int b = a; b < glass->n_species; b++)
            for (size_t k = 0; k < grid.n; k++)
                g[k] += (a == b ? 1 : 2) * c[a] * c[b] *
                        phantom_g00(glass, pdf_pair_index(glass->n_species, a, b), pdf_r(grid, k), NULL);
    struct shell shell;
    int rc = shell_find(&shell, grid, g, err);
    free(g);
    if (rc != GB_OK) return rc;
    *r_peak = shell.r_peak;
    *r_min = shell.r_min;
    return GB_OK;
}

/* The finite-strain map of pairs and its moments, see phantom.h. */
#include "synth/phantom.h"

#include "base/mem.h"

#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_NODES = 8, MAX_STEPS = 100 };
#define TOLERANCE 1e-9

void phantom_state_clear(struct phantom_state *s) {
    for (size_t i = 0; s->g && i < (size_t)(s->l_max / 2 + 1) * s->n_pairs; i++) free(s->g[i]);
    free(s->g);
    *s = (struct phantom_state){0};
}

static void state_init(struct phantom_state *s, const struct phantom_glass *glass, struct pdf_grid grid, int l_max) {
    *s = (struct phantom_state){.grid = grid, .rho0 = glass->rho0, .l_max = l_max, .n_pairs = glass->n_pairs};
    const size_t n = (size_t)(l_max / 2 + 1) * s->n_pairs;
    s->g = GB_ARRAY(n, double *);
    for (size_t i = 0; i < n; i++) s->g[i] = GB_ARRAY(grid.n, double);
}

void phantom_unloaded(struct phantom_state *s, const struct phantom_glass *glass, struct pdf_grid grid, int l_max) {
    state_init(s, glass, grid, l_max);
    for (size_t p = 0; p < s->n_pairs; p++)
        for (size_t k = 0; k < grid.n; k++) s->g[p][k] = phantom_g00(glass, p, pdf_r(grid, k), NULL);
}

/* det D of a strain. */
static double diagonal(double e, double nu) { return (1 - e) * (1 + nu * e) * (1 + nu * e); }

/* R from Newton's steps, halving the bracket [lo, hi] whenever one leaves it. */
static double solve(const struct phantom_profile *p, double nu, double z2, double perp2, double lo, double hi) {
    double R = sqrt(z2 + perp2), slope;
    R = fmin(fmax(R, lo), hi);
    for (int step = 0; step < MAX_STEPS; step++) {
        const double e = phantom_eps(p, R, &slope), a = 1 / (1 - e), b = 1 / (1 + nu * e);
        const double f = R * R - z2 * a * a - perp2 * b * b;
        const double df = 2 * (R - slope * (z2 * a * a * a - nu * perp2 * b * b * b));
        if (f > 0) hi = R;
        if (f <= 0) lo = R;
        double next = R - f / df;
        if (!(next >= lo && next <= hi)) next = (lo + hi) / 2;
        const bool done = fabs(next - R) <= 4e-16 * R;
        R = next;
        if (done) break;
    }
    return R;
}

struct phantom_origin phantom_pull_back(const struct phantom_profile *p, double nu, double r, double mu) {
    double least, most, slope;
    phantom_eps_range(p, &least, &most);
    const double shortest = fmin(1 - most, fmin(1 + nu * least, 1 + nu * most));
    const double longest = fmax(1 - least, fmax(1 + nu * least, 1 + nu * most));
    const double z = r * mu, perp2 = r * r * (1 - mu * mu);
    const double R = solve(p, nu, z * z, perp2, r / longest, r / shortest);
    const double e = phantom_eps(p, R, &slope), x = z / ((1 - e) * R);
    const double shear = R * slope * (nu * (1 - x * x) / (1 + nu * e) - x * x / (1 - e));
    return (struct phantom_origin){R, diagonal(p->eps_inf, nu) / (diagonal(e, nu) * (1 + shear))};
}

/* sqrt(2l+1) P_l. */
static double legendre(int l, double x) {
    const double x2 = x * x;
    return l == 0 ? 1 : l == 2 ? sqrt(5) * (1.5 * x2 - 0.5) : 3 * (35 * x2 * x2 - 30 * x2 + 3) / 8;
}

/* All moments at bin k by n nodes; value[(l/2) * n_pairs + pair]. */
static void moments(const struct phantom_state *s, const struct phantom_glass *glass, const struct phantom_profile *p,
                    double nu, const gsl_integration_glfixed_table *nodes, int n, size_t k, double *value) {
    const size_t n_pairs = s->n_pairs, n_l = (size_t)s->l_max / 2 + 1;
    memset(value, 0, n_l * n_pairs * sizeof *value);
    for (int i = 0; i < n; i++) {
        double mu, weight;
        gsl_integration_glfixed_point(0, 1, (size_t)i, &mu, &weight, nodes);
        const struct phantom_origin at = phantom_pull_back(p, nu, pdf_r(s->grid, k), mu);
        double P[3];
        for (size_t l = 0; l < n_l; l++) P[l] = weight * at.factor * legendre(2 * (int)l, mu);
        for (size_t pair = 0; pair < n_pairs; pair++) {
            const double g = phantom_g00(glass, pair, at.R, NULL);
            for (size_t l = 0; l < n_l; l++) value[l * n_pairs + pair] += P[l] * g;
        }
    }
}

/* All bins by n nodes; the largest change of a value. */
static double project(struct phantom_state *s, const struct phantom_glass *glass, const struct phantom_profile *p,
                      double nu, int n) {
    gsl_integration_glfixed_table *nodes = gsl_integration_glfixed_table_alloc((size_t)n);
    const size_t n_values = ((size_t)s->l_max / 2 + 1) * s->n_pairs;
    double *value = GB_ARRAY(n_values, double), change = 0;
    for (size_t k = 0; k < s->grid.n; k++) {
        moments(s, glass, p, nu, nodes, n, k, value);
        for (size_t i = 0; i < n_values; i++) {
            change = fmax(change, fabs(value[i] - s->g[i][k]));
            s->g[i][k] = value[i];
        }
    }
    free(value);
    gsl_integration_glfixed_table_free(nodes);
    return change;
}

int phantom_loaded(struct phantom_state *s, const struct phantom_glass *glass, const struct phantom_profile *profile,
                   double nu, struct pdf_grid grid, int l_max, struct gb_error *err) {
    *s = (struct phantom_state){0};
    if (l_max != 0 && l_max != 2 && l_max != 4)
        return gb_fail(err, GB_EINPUT, "moments up to l = %d: allowed are 0, 2 and 4", l_max);
    int rc = phantom_check_map(profile, nu, (double)grid.n * grid.dr * 1.5, err);
    if (rc != GB_OK) return rc;
    state_init(s, glass, grid, l_max);
    s->rho0 = glass->rho0 / diagonal(profile->eps_inf, nu);
    s->left = INFINITY;
    for (int n = FIRST_NODES; n <= PHANTOM_MAX_NODES && s->left > TOLERANCE; n *= 2) {
        s->left = project(s, glass, profile, nu, n);
        s->nodes = n;
    }
    return GB_OK;
}

void phantom_first_order(const struct phantom_glass *glass, size_t pair, const struct phantom_profile *profile,
                         double nu, struct pdf_grid grid, double *g20) {
    const double c = 2 * (1 + nu) / (3 * sqrt(5));
    for (size_t k = 0; k < grid.n; k++) {
        double dg, de;
        const double r = pdf_r(grid, k), g = phantom_g00(glass, pair, r, &dg), e = phantom_eps(profile, r, &de);
        g20[k] = c * r * (dg * e + g * de);
    }
}

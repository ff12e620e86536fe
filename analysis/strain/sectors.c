/* Expansion of sectors, see sectors.h. */
#include "strain/sectors.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_L = 3 };
static const double least_pivot = 1e-4; /* of 1 - R^2: below, errors grow a hundredfold */

const char *sectors_data_name(enum sectors_data data) {
    return data == SECTORS_S ? "S(Q)" : data == SECTORS_G ? "g(r)" : "intensity";
}

void sectors_init(struct sectors *s, enum sectors_data data, const char *x_name, size_t n, double step,
                  size_t n_sectors, const double *angle, bool sigma) {
    *s = (struct sectors){.data = data, .x_name = gb_strdup(x_name), .n = n, .step = step, .n_sectors = n_sectors};
    s->angle = GB_ARRAY(n_sectors, double);
    if (n_sectors) memcpy(s->angle, angle, n_sectors * sizeof *angle);
    s->value = gb_calloc(n_sectors, n * sizeof(double));
    if (sigma) s->sigma = gb_calloc(n_sectors, n * sizeof(double));
}

void sectors_clear(struct sectors *s) {
    free(s->x_name);
    free(s->angle);
    free(s->value);
    free(s->sigma);
    free(s->notes);
    *s = (struct sectors){0};
}

void sectors_ring(size_t n, double *angle) {
    for (size_t k = 0; k < n; k++) angle[k] = 360 * ((double)k - floor((double)n / 2)) / (double)n;
}

double sectors_basis(int l, double angle, double width, double cos_theta) {
    const double phi = angle * M_PI / 180, w = width * M_PI / 180, c2 = cos_theta * cos_theta;
    const double two = cos(2 * phi) * (w > 0 ? sin(w) / w : 1);
    const double four = cos(4 * phi) * (w > 0 ? sin(2 * w) / (2 * w) : 1);
    const double x2 = c2 * (1 + two) / 2, x4 = c2 * c2 * (3 + 4 * two + four) / 8; /* <cos^2 chi>, <cos^4 chi> */
    if (l == 0) return 1;
    return l == 2 ? sqrt(5) * (3 * x2 - 1) / 2 : 3 * (35 * x4 - 30 * x2 + 3) / 8;
}

double sectors_cos_theta(const struct sectors *s, double x) {
    if (!s->azimuth || s->data == SECTORS_G) return 1;
    const double sin_theta = x * s->wavelength / (4 * M_PI);
    return sin_theta <= 1 ? sqrt(1 - sin_theta * sin_theta) : NAN;
}

void sectors_fill(struct sectors *s, const double *const c[3]) {
    for (size_t i = 0; i < s->n_sectors; i++)
        for (size_t j = 0; j < s->n; j++) {
            const double cos_theta = sectors_cos_theta(s, sectors_x(s, j));
            double v = 0;
            for (int l = 0; l <= 4; l += 2)
                if (c[l / 2]) v += c[l / 2][j] * sectors_basis(l, s->angle[i], s->width, cos_theta);
            s->value[i * s->n + j] = v;
        }
}

/* The least-squares problem at one grid point: normal matrix A = L L^T, right side b. */
struct point {
    int m;        /* unknowns */
    size_t count; /* sectors measured here */
    double A[N_L][N_L], b[N_L], yy;
};

static void accumulate(struct point *p, const double *f, double y, double weight) {
    for (int a = 0; a < p->m; a++) {
        for (int b = 0; b <= a; b++) p->A[a][b] += weight * f[a] * f[b];
        p->b[a] += weight * f[a] * y;
    }
    p->yy += weight * y * y;
    p->count++;
}

/* Cholesky in place; false where a column adds (almost) nothing to those before it. */
static bool decompose(struct point *p) {
    for (int a = 0; a < p->m; a++) {
        const double whole = p->A[a][a];
        for (int b = 0; b <= a; b++) {
            double sum = p->A[a][b];
            for (int k = 0; k < b; k++) sum -= p->A[a][k] * p->A[b][k];
            if (a == b && !(sum > least_pivot * whole)) return false;
            p->A[a][b] = a == b ? sqrt(sum) : sum / p->A[b][b];
        }
    }
    return true;
}

/* Solves L L^T x = b. */
static void solve(const struct point *p, const double *b, double *x) {
    for (int a = 0; a < p->m; a++) {
        x[a] = b[a];
        for (int k = 0; k < a; k++) x[a] -= p->A[a][k] * x[k];
        x[a] /= p->A[a][a];
    }
    for (int a = p->m - 1; a >= 0; a--) {
        for (int k = a + 1; k < p->m; k++) x[a] -= p->A[k][a] * x[k];
        x[a] /= p->A[a][a];
    }
}

static void put(struct sectors_expansion *e, const struct point *p, size_t j, bool weighted, double *rss) {
    double x[N_L];
    solve(p, p->b, x);
    double left = p->yy;
    for (int a = 0; a < p->m; a++) left -= x[a] * p->b[a];
    left = fmax(left, 0);
    *rss += left;
    const double spare = (double)p->count - p->m, unit = weighted ? 1 : spare > 0 ? left / spare : NAN;
    for (int a = 0; a < p->m; a++) {
        double one[N_L] = {0}, column[N_L];
        one[a] = 1;
        solve(p, one, column);
        e->c[a][j] = x[a];
        e->error[a][j] = sqrt(unit * column[a]);
    }
}

static int check(const struct sectors *s, const struct sectors_options *opt, struct gb_error *err) {
    const int unknowns = opt->l_max / 2 + 1;
    if (opt->l_max != 2 && opt->l_max != 4)
        return gb_fail(err, GB_EINPUT, "expansion up to l = %d: allowed are 2 and 4", opt->l_max);
    if (s->n_sectors < (size_t)unknowns)
        return gb_fail(err, GB_EINPUT, "%zu sectors: an expansion up to l = %d needs at least %d", s->n_sectors,
                       opt->l_max, unknowns);
    if (!(s->width >= 0 && s->width <= 180))
        return gb_fail(err, GB_EINPUT, "sector width %g: allowed are 0 to 180 degrees", s->width);
    if (s->azimuth && !(s->wavelength > 0))
        return gb_fail(err, GB_EINPUT, "wavelength %g: azimuths phi need one above 0 (cos chi = cos theta cos phi)",
                       s->wavelength);
    if (s->n && isnan(sectors_cos_theta(s, sectors_x(s, s->n - 1))))
        return gb_fail(err, GB_EINPUT, "Q up to %g: with a wavelength of %g angstrom it ends at 4 pi/lambda = %g",
                       sectors_x(s, s->n - 1), s->wavelength, 4 * M_PI / s->wavelength);
    for (size_t i = 0; s->sigma && i < s->n_sectors * s->n; i++)
        if (isfinite(s->value[i]) && !(s->sigma[i] > 0 && isfinite(s->sigma[i])))
            return gb_fail(err, GB_EINPUT, "sector at %g deg, x = %g: sigma = %g; it must be above 0",
                           s->angle[i / s->n], sectors_x(s, i % s->n), s->sigma[i]);
    return GB_OK;
}

static struct point gather(const struct sectors *s, const struct sectors_options *opt, size_t j) {
    struct point p = {.m = opt->l_max / 2 + 1};
    const double cos_theta = sectors_cos_theta(s, sectors_x(s, j));
    for (size_t i = 0; i < s->n_sectors; i++) {
        const double y = s->value[i * s->n + j], sigma = s->sigma ? s->sigma[i * s->n + j] : 1;
        double f[N_L];
        if (!isfinite(y)) continue;
        for (int a = 0; a < p.m; a++)
            f[a] = sectors_basis(2 * a, s->angle[i], opt->at_centre ? 0 : s->width, cos_theta);
        accumulate(&p, f, y, 1 / (sigma * sigma));
    }
    return p;
}

static int nothing_to_expand(const struct sectors *s, int unknowns, struct gb_error *err) {
    size_t most = 0;
    for (size_t j = 0; j < s->n; j++) {
        size_t count = 0;
        for (size_t i = 0; i < s->n_sectors; i++) count += isfinite(s->value[i * s->n + j]) ? 1 : 0;
        if (count > most) most = count;
    }
    if (most < (size_t)unknowns)
        return gb_fail(err, GB_EINPUT, "at most %zu sectors are measured at any one place; %d are needed", most,
                       unknowns);
    return gb_fail(err, GB_EINPUT,
                   "the %zu angles do not tell l = 0 to %d apart: they are too much alike in |cos chi|; take sectors "
                   "from the loading axis to across it",
                   s->n_sectors, 2 * (unknowns - 1));
}

int sectors_expand(const struct sectors *s, const struct sectors_options *opt, struct sectors_expansion *out,
                   struct gb_error *err) {
    *out = (struct sectors_expansion){.step = s->step, .first = s->n};
    int rc = check(s, opt, err);
    if (rc != GB_OK) return rc;
    for (int a = 0; a <= opt->l_max / 2; a++) {
        out->c[a] = GB_ARRAY(s->n, double);
        out->error[a] = GB_ARRAY(s->n, double);
    }
    double rss = 0, count = 0;
    size_t gap = s->n;
    for (size_t j = 0; j < s->n && rc == GB_OK; j++) {
        struct point p = gather(s, opt, j);
        const double mean = p.b[0] / p.A[0][0];
        if (p.count < (size_t)p.m || !decompose(&p)) {
            if (out->first < s->n && gap == s->n) gap = j;
            continue;
        }
        if (gap < s->n)
            rc = gb_fail(err, GB_EINPUT,
                         "from %g to %g too few sectors are measured, or too much alike; beyond there are enough: end "
                         "the data before this gap, or fill it",
                         sectors_x(s, gap), sectors_x(s, j - 1));
        if (out->first == s->n) out->first = j;
        out->n = j + 1;
        put(out, &p, j, s->sigma != NULL, &rss);
        if (opt->ring_average) out->c[0][j] = mean;
        count += (double)p.count;
    }
    if (rc == GB_OK && out->n == 0) rc = nothing_to_expand(s, opt->l_max / 2 + 1, err);
    out->misfit = count > 0 ? sqrt(rss / count) : NAN;
    if (rc != GB_OK) sectors_expansion_clear(out);
    return rc;
}

void sectors_expansion_clear(struct sectors_expansion *e) {
    for (int a = 0; a < N_L; a++) {
        free(e->c[a]);
        free(e->error[a]);
    }
    *e = (struct sectors_expansion){0};
}

void sectors_structure(const struct sectors_expansion *e, double rho0, struct structure *out) {
    *out = (struct structure){.n = e->n, .dq = e->step, .rho0 = rho0};
    for (int a = 0; a < N_L; a++) {
        if (!e->c[a]) continue;
        const double *c = e->c[a];
        out->S[a] = GB_ARRAY(e->n, double);
        for (size_t j = 0; j < e->n; j++) {
            const size_t k = j < e->first ? e->first - j : 0; /* steps below the first point */
            const size_t mirror = e->first + (k < 4 ? k : 4);
            if (k == 0)
                out->S[a][j] = c[j];
            else if (a == 0)
                out->S[a][j] = 2 * c[e->first] - c[mirror < e->n ? mirror : e->n - 1];
            else
                out->S[a][j] = c[e->first] * pow(structure_q(out, j) / structure_q(out, e->first), 2 * a);
        }
    }
}

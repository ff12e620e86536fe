/* Strain from shifts of peaks, see shift.h. */
#include "strain/shift.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BINS = 100 * 1000 };       /* a peak so near 0 that these do not do is none of a glass */
static const double half_width = 0.1; /* h over the first peak's place */

/* A curve at (j + 1/2) step. */
struct curve {
    size_t n;
    double step;
    const double *v;
};

/* Vertex of the weighted parabola around x; false where the curve is missing, not curved down, or the vertex is far. */
static bool vertex(struct curve c, double x, double h, double *top) {
    if (!(x - h > -0.5 * c.step && x + h < ((double)c.n + 0.5) * c.step)) return false;
    double m[5] = {0}, b[3] = {0};
    for (size_t j = (size_t)fmax(ceil((x - h) / c.step - 0.5), 0); j < c.n; j++) {
        const double u = (((double)j + 0.5) * c.step - x) / h;
        if (u >= 1) break;
        const double w = (1 - u * u) * (1 - u * u), y = c.v[j];
        if (!isfinite(y)) return false;
        for (int k = 0; k < 5; k++) m[k] += w * pow(u, k);
        for (int k = 0; k < 3; k++) b[k] += w * pow(u, k) * y;
    }
    /* normal equations of a0 + a1 u + a2 u^2, by Cramer */
    const double c00 = m[2] * m[4] - m[3] * m[3], c01 = m[1] * m[4] - m[2] * m[3], c02 = m[1] * m[3] - m[2] * m[2];
    const double det = m[0] * c00 - m[1] * c01 + m[2] * c02;
    if (!(fabs(det) > 1e-12 * m[0] * m[2] * m[4])) return false;
    const double a1 = (-b[0] * c01 + b[1] * (m[0] * m[4] - m[2] * m[2]) - b[2] * (m[0] * m[3] - m[1] * m[2])) / det;
    const double a2 = (b[0] * c02 - b[1] * (m[0] * m[3] - m[1] * m[2]) + b[2] * (m[0] * m[2] - m[1] * m[1])) / det;
    *top = x - h * a1 / (2 * a2);
    return a2 < 0 && fabs(*top - x) < h;
}

/* The place near x, to 1e-10 of it; h is `part` of it. */
static bool find_place(struct curve c, double x, double part, double *place) {
    for (int i = 0; i < 200; i++) {
        double top;
        if (!vertex(c, x, part * x, &top)) return false;
        const double step = top - x;
        x = top;
        if (fabs(step) <= 1e-10 * x) {
            *place = x;
            return true;
        }
    }
    return false;
}

/* e = e_perp + (e_zz - e_perp) cos^2 chi over those sectors whose e is a number. */
static int fit_directions(struct shift *out, size_t n, const double *cos2, const double *e, double poisson,
                          struct gb_error *err) {
    double s = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, rss = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(e[i])) continue;
        s += 1;
        sx += cos2[i];
        sy += e[i];
    }
    for (size_t i = 0; i < n && s > 0; i++) {
        if (!isfinite(e[i])) continue;
        sxx += (cos2[i] - sx / s) * (cos2[i] - sx / s);
        sxy += (cos2[i] - sx / s) * (e[i] - sy / s);
    }
    out->sectors = (size_t)s;
    if (!(s >= 2))
        return gb_fail(err, GB_EFAIL, "the peak at %g is seen in %zu of %zu sectors; at least 2 are needed", out->place,
                       out->sectors, n);
    if (!(sxx > 1e-4 * s))
        return gb_fail(err, GB_EFAIL, "the %zu sectors that show the peak at %g are too much alike in cos^2 chi",
                       out->sectors, out->place);
    const double slope = sxy / sxx;
    out->e_perp = (sy - slope * sx) / s;
    out->e_zz = out->e_perp + slope;
    for (size_t i = 0; i < n; i++)
        if (isfinite(e[i])) rss += pow(e[i] - out->e_perp - slope * cos2[i], 2);
    out->misfit = sqrt(rss / s);
    out->eps = -slope / (1 + poisson);
    out->err = s > 2 ? sqrt(rss / (s - 2) / sxx) / (1 + poisson) : NAN;
    return GB_OK;
}

/* Sectors' curves, loaded and unloaded (NULL: none), and the mean over the loaded ones; all on one grid. */
struct set {
    size_t n_sectors, n;
    double step;
    double *loaded, *unloaded, *mean; /* [sector * n + j], owned */
    double *cos2;                     /* <cos^2 chi> of each sector; owned */
};

static void set_clear(struct set *a) {
    free(a->loaded);
    free(a->unloaded);
    free(a->mean);
    free(a->cos2);
}

static struct curve of_sector(const struct set *a, const double *v, size_t i) {
    return (struct curve){a->n, a->step, v + i * a->n};
}

/* Mean over the sectors that are measured there. */
static void take_mean(struct set *a) {
    a->mean = GB_ARRAY(a->n, double);
    for (size_t j = 0; j < a->n; j++) {
        double sum = 0, count = 0;
        for (size_t i = 0; i < a->n_sectors; i++) {
            if (!isfinite(a->loaded[i * a->n + j])) continue;
            sum += a->loaded[i * a->n + j];
            count += 1;
        }
        a->mean[j] = count > 0 ? sum / count : NAN;
    }
}

/* <cos^2 chi> from the l = 2 basis, sqrt5 (3 x - 1)/2. */
static double mean_cos2(const struct sectors *s, size_t i, double cos_theta) {
    return (2 * sectors_basis(2, s->angle[i], s->width, cos_theta) / sqrt(5) + 1) / 3;
}

/* Places in all sectors against their references; in Q a peak moves against the spacing. */
static int fit_place(const struct set *a, double part, bool in_q, double poisson, struct shift *out,
                     struct gb_error *err) {
    double *e = GB_ARRAY(a->n_sectors, double);
    for (size_t i = 0; i < a->n_sectors; i++) {
        double x, x0 = out->place;
        bool seen = find_place(of_sector(a, a->loaded, i), out->place, part, &x);
        if (seen && a->unloaded) seen = find_place(of_sector(a, a->unloaded, i), out->place, part, &x0);
        e[i] = !seen ? NAN : in_q ? x0 / x - 1 : x / x0 - 1;
    }
    int rc = fit_directions(out, a->n_sectors, a->cos2, e, poisson, err);
    free(e);
    return rc;
}

static int check(const struct sectors *loaded, const struct sectors *unloaded, double poisson, struct gb_error *err) {
    if (!(poisson > -1 && poisson <= 0.5))
        return gb_fail(err, GB_EINPUT, "Poisson's ratio %g: must be above -1 and at most 0.5", poisson);
    return unloaded ? sectors_match(loaded, "loaded", unloaded, "unloaded", err) : GB_OK;
}

static double *copy(const double *v, size_t n) {
    double *c = GB_ARRAY(n, double);
    memcpy(c, v, n * sizeof *c);
    return c;
}

static struct set set_of(const struct sectors *loaded, const struct sectors *unloaded) {
    struct set a = {.n_sectors = loaded->n_sectors, .n = loaded->n, .step = loaded->step};
    a.loaded = copy(loaded->value, loaded->n_sectors * loaded->n);
    if (unloaded) a.unloaded = copy(unloaded->value, loaded->n_sectors * loaded->n);
    a.cos2 = GB_ARRAY(a.n_sectors, double);
    take_mean(&a);
    return a;
}

/* Where v, from point `from` on, is highest between two lower neighbours; n: nowhere. */
static size_t highest(const double *v, size_t n, size_t from) {
    size_t best = n;
    for (size_t j = from > 1 ? from : 1; j + 1 < n; j++)
        if (v[j] >= v[j - 1] && v[j] > v[j + 1] && (best == n || v[j] > v[best])) best = j;
    return best;
}

int shift_first_peak(const struct sectors *loaded, const struct sectors *unloaded, double poisson, struct shift *out,
                     struct gb_error *err) {
    *out = (struct shift){0};
    int rc = check(loaded, unloaded, poisson, err);
    if (rc != GB_OK) return rc;
    if (loaded->data == SECTORS_G) return gb_fail(err, GB_EINPUT, "the first peak of S(Q): the data are g(r)");
    struct set a = set_of(loaded, unloaded);
    const struct curve mean = {a.n, a.step, a.mean};
    const size_t top = highest(a.mean, a.n, 0);
    const double x = sectors_x(loaded, top);
    if (top == a.n || !find_place(mean, x, half_width, &out->place)) {
        rc = gb_fail(err, GB_EFAIL, "no first peak in the mean over the sectors, Q up to %g",
                     sectors_x(loaded, a.n - 1));
    } else {
        const double cos_theta = sectors_cos_theta(loaded, out->place);
        for (size_t i = 0; i < a.n_sectors; i++) a.cos2[i] = mean_cos2(loaded, i, cos_theta);
        rc = fit_place(&a, half_width, true, poisson, out, err);
    }
    set_clear(&a);
    return rc;
}

/* G(r) of one sector of S(Q); false where it is not measured from q_min to q_max. */
static int sine_transform(const struct sectors *s, size_t i, const struct q_cut *cut, struct pdf_grid grid, double *G,
                          struct gb_error *err) {
    const double rho0 = 1; /* cancels in G = 4 pi r rho0 (g - 1) */
    struct structure S = {.n = s->n, .dq = s->step, .rho0 = rho0, .S = {copy(s->value + i * s->n, s->n)}};
    int rc = structure_check_cut(&S, cut, err);
    bool whole = true;
    for (size_t j = 0; j < s->n; j++) {
        const bool inside = sectors_x(s, j) >= cut->q_min && sectors_x(s, j) <= cut->q_max;
        if (inside && !isfinite(S.S[0][j])) whole = false;
        if (!isfinite(S.S[0][j])) S.S[0][j] = 1; /* not used, or the sector is not */
    }
    if (rc == GB_OK) rc = structure_g(&S, cut, 0, grid, G, err);
    for (size_t k = 0; k < grid.n; k++)
        G[k] = whole && rc == GB_OK ? 4 * M_PI * pdf_r(grid, k) * rho0 * (G[k] - 1) : NAN;
    structure_clear(&S);
    return rc;
}

static int transform_all(const struct sectors *s, const struct q_cut *cut, struct pdf_grid grid, double *G,
                         struct gb_error *err) {
    int rc = GB_OK;
    for (size_t i = 0; i < s->n_sectors && rc == GB_OK; i++) rc = sine_transform(s, i, cut, grid, G + i * grid.n, err);
    return rc;
}

/* r (g - 1), G up to a factor. */
static void from_g(const struct sectors *s, double *G) {
    for (size_t i = 0; i < s->n_sectors * s->n; i++) G[i] = sectors_x(s, i % s->n) * (s->value[i] - 1);
}

static int make_G(struct set *a, const struct sectors *loaded, const struct sectors *unloaded, const struct q_cut *cut,
                  struct gb_error *err) {
    struct pdf_grid grid = {loaded->n, loaded->step};
    int rc = GB_OK;
    if (loaded->data == SECTORS_S) {
        struct shift peak;
        rc = shift_first_peak(loaded, unloaded, 0, &peak, err);
        if (rc != GB_OK) return rc;
        grid.dr = M_PI / (16 * cut->q_max);                           /* far finer than what the cut resolves */
        grid.n = (size_t)fmin(40 / (peak.place * grid.dr), MAX_BINS); /* five times the first shell's place */
    }
    *a = (struct set){.n_sectors = loaded->n_sectors, .n = grid.n, .step = grid.dr};
    a->loaded = gb_calloc(a->n_sectors, grid.n * sizeof(double));
    if (unloaded) a->unloaded = gb_calloc(a->n_sectors, grid.n * sizeof(double));
    a->cos2 = GB_ARRAY(a->n_sectors, double);
    for (size_t i = 0; i < a->n_sectors; i++) a->cos2[i] = mean_cos2(loaded, i, 1);
    if (loaded->data == SECTORS_G) {
        from_g(loaded, a->loaded);
        if (unloaded) from_g(unloaded, a->unloaded);
    } else {
        rc = transform_all(loaded, cut, grid, a->loaded, err);
        if (rc == GB_OK && unloaded) rc = transform_all(unloaded, cut, grid, a->unloaded, err);
    }
    if (rc == GB_OK) take_mean(a);
    return rc;
}

/* The top of the next positive lobe that reaches `least`, from point j on; a->n: none. */
static size_t next_lobe(const struct set *a, size_t *j, double least) {
    while (*j < a->n) {
        size_t top = *j;
        if (!(a->mean[*j] > 0)) {
            ++*j;
            continue;
        }
        for (; *j < a->n && a->mean[*j] > 0; ++*j)
            if (a->mean[*j] > a->mean[top]) top = *j;
        if (a->mean[top] >= least && *j < a->n) return top;
    }
    return a->n;
}

int shift_shells(const struct sectors *loaded, const struct sectors *unloaded, const struct q_cut *cut, double poisson,
                 size_t n, struct shift *out, size_t *found, struct gb_error *err) {
    *found = 0;
    int rc = check(loaded, unloaded, poisson, err);
    if (rc != GB_OK) return rc;
    if (loaded->data == SECTORS_INTENSITY || (loaded->data == SECTORS_S) != (cut != NULL))
        return gb_fail(err, GB_EINPUT, "shells need S(Q) with a range of Q, or g(r) without one; the data are %s",
                       sectors_data_name(loaded->data));
    struct set a = {0};
    rc = make_G(&a, loaded, unloaded, cut, err);
    const size_t top = rc == GB_OK ? highest(a.mean, a.n, 0) : 0;
    if (rc == GB_OK && (top == a.n || !(a.mean[top] > 0)))
        rc = gb_fail(err, GB_EFAIL, "no first shell in G(r), the mean over the sectors, r up to %g",
                     ((double)a.n - 0.5) * a.step);
    size_t j = top;
    while (rc == GB_OK && j > 0 && a.mean[j - 1] > 0) j--; /* where its lobe begins */
    const double h = half_width * ((double)top + 0.5) * a.step, least = rc == GB_OK ? a.mean[top] / 10 : 0;
    for (size_t k; rc == GB_OK && *found < n && (k = next_lobe(&a, &j, least)) < a.n;) {
        struct shift *s = &out[*found];
        *s = (struct shift){0};
        const double r = ((double)k + 0.5) * a.step;
        if (!find_place((struct curve){a.n, a.step, a.mean}, r, h / r, &s->place)) continue;
        rc = fit_place(&a, h / r, false, poisson, s, err);
        if (rc == GB_OK) ++*found;
    }
    if (rc != GB_OK && *found > 0) {
        gb_error_clear(err);
        rc = GB_OK;
    }
    set_clear(&a);
    return rc;
}

void shift_make_sectors(const struct structure *S, size_t n, struct sectors *out) {
    double *angle = GB_ARRAY(n, double);
    for (size_t i = 0; i < n; i++) angle[i] = 90 * ((double)i + 0.5) / (double)n;
    sectors_init(out, SECTORS_S, "Q_1/ang", S->n, S->dq, n, angle, false);
    sectors_fill(out, (const double *const[]){S->S[0], S->S[1], S->S[2]});
    free(angle);
}

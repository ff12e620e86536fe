/* S_l0(Q) over the box's own Q vectors, see reciprocal.h.
 *
 * exp(i Q r) is the product of three powers exp(2 pi i m_d s_d), s the fractional coordinates: for a block of atoms of
 * one species all powers are tabulated (512 kB at Q = 25/angstrom and 45 angstrom), then each vector costs two complex
 * products an atom. Threads share the vectors out; each sum runs over the atoms in the same order whatever the threads.
 *
 * Vectors: below some Q all are listed and each bin keeps a random max_per_bin of them. Where a bin holds over four
 * times that many, random points of the shell, and a cell's radius more on either side, are rounded to lattice
 * points: every vector of the bin then has its whole cell in the sampled shell, so all have the same chance.
 */
#include "pdf/reciprocal.h"

#include "base/mem.h"
#include "base/random.h"
#include "base/threads.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64, LANES = 8, MAX_BINS = 1000000, MAX_VECTORS = 100000000, MAX_WAVES = 20000 };

struct vector {
    int m[3];
    uint32_t bin;
    double q, cosine2; /* |Q|; squared cosine of the angle to the axis */
};

struct lattice {
    double b[3][3];         /* Q_x = sum_d b[d][x] m[d] */
    int m_max[3];           /* no vector up to q_max has more */
    double axis[3], radius; /* radius: no point of a cell about a vector is further from it */
};

struct vectors {
    struct vector *v;
    size_t n, cap;
};

static struct lattice lattice_of(const struct box *box, const struct reciprocal_options *o) {
    struct lattice l = {.radius = 0};
    double inv[3][3], length = 0;
    box_invert(box, inv);
    for (int d = 0; d < 3; d++) {
        double edge = 0, reach = 0;
        for (int x = 0; x < 3; x++) {
            l.b[d][x] = 2 * M_PI * inv[d][x];
            edge += box->h[x][d] * box->h[x][d];
            reach += l.b[d][x] * l.b[d][x];
            l.axis[x] = o->axis[x];
        }
        l.m_max[d] = (int)fmin(sqrt(edge) * (double)o->n_q * o->dq / (2 * M_PI), MAX_WAVES + 1);
        l.radius += sqrt(reach) / 2;
        length += o->axis[d] * o->axis[d];
    }
    if (length <= 0) l.axis[2] = length = 1;
    for (int x = 0; x < 3; x++) l.axis[x] /= sqrt(length);
    return l;
}

/* The vector of m, and whether it is one of the half space, not 0 and in a bin. */
static bool vector_of(const struct lattice *l, const struct reciprocal_options *o, const int m[3], struct vector *v) {
    if (m[0] < 0 || (m[0] == 0 && (m[1] < 0 || (m[1] == 0 && m[2] <= 0)))) return false;
    double q2 = 0, along = 0;
    for (int x = 0; x < 3; x++) {
        const double q = l->b[0][x] * m[0] + l->b[1][x] * m[1] + l->b[2][x] * m[2];
        q2 += q * q;
        along += q * l->axis[x];
    }
    const double q = sqrt(q2), bin = q / o->dq;
    if (!(bin < (double)o->n_q)) return false;
    *v = (struct vector){{m[0], m[1], m[2]}, (uint32_t)bin, q, along * along / q2};
    return true;
}

static void append(struct vectors *a, struct vector v) {
    if (a->n == a->cap) {
        a->cap = a->cap ? 2 * a->cap : 1024;
        a->v = gb_realloc(a->v, a->cap, sizeof *a->v);
    }
    a->v[a->n++] = v;
}

/* All vectors of the bins below n_listed, in random order, max_per_bin of each bin. */
static void list_vectors(struct vectors *all, const struct lattice *l, const struct reciprocal_options *o,
                         size_t n_listed, uint64_t *random) {
    const double share = (double)n_listed / (double)o->n_q;
    int reach[3];
    for (int d = 0; d < 3; d++) reach[d] = (int)fmin(l->m_max[d], ceil(share * (l->m_max[d] + 1)));
    struct vector v;
    for (int m0 = 0; m0 <= reach[0]; m0++)
        for (int m1 = -reach[1]; m1 <= reach[1]; m1++)
            for (int m2 = -reach[2]; m2 <= reach[2]; m2++)
                if (vector_of(l, o, (const int[3]){m0, m1, m2}, &v) && v.bin < n_listed) append(all, v);
    if (o->max_per_bin == 0) return;
    size_t *count = GB_ARRAY(o->n_q, size_t), kept = 0;
    for (size_t i = all->n; i > 1; i--) {
        const size_t j = (size_t)(random_below(random, i));
        const struct vector swap = all->v[j];
        all->v[j] = all->v[i - 1];
        all->v[i - 1] = swap;
    }
    for (size_t i = 0; i < all->n; i++)
        if (count[all->v[i].bin]++ < o->max_per_bin) all->v[kept++] = all->v[i];
    all->n = kept;
    free(count);
}

/* A random point of the shell lo..hi, rounded to the lattice. */
static void random_m(const double (*to_m)[3], double lo, double hi, uint64_t *random, int m[3]) {
    const double q = cbrt(lo * lo * lo + random_uniform(random) * (hi * hi * hi - lo * lo * lo));
    const double z = 2 * random_uniform(random) - 1, phi = 2 * M_PI * random_uniform(random), rho = sqrt(1 - z * z);
    const double Q[3] = {q * rho * cos(phi), q * rho * sin(phi), q * z};
    for (int d = 0; d < 3; d++) m[d] = (int)lrint(to_m[d][0] * Q[0] + to_m[d][1] * Q[1] + to_m[d][2] * Q[2]);
    if (m[0] > 0 || (m[0] == 0 && (m[1] > 0 || (m[1] == 0 && m[2] > 0)))) return;
    for (int d = 0; d < 3; d++) m[d] = -m[d];
}

/* max_per_bin distinct vectors of one bin; fewer where a strange lattice has hardly any there. */
static void sample_bin(struct vectors *all, const struct lattice *l, const struct box *box,
                       const struct reciprocal_options *o, size_t bin, uint64_t *random) {
    const double lo = fmax(0, (double)bin * o->dq - l->radius), hi = (double)(bin + 1) * o->dq + l->radius;
    double to_m[3][3]; /* m = h^T Q / 2 pi */
    for (int d = 0; d < 3; d++)
        for (int x = 0; x < 3; x++) to_m[d][x] = box->h[x][d] / (2 * M_PI);
    const size_t first = all->n;
    for (size_t tries = 0; all->n - first < o->max_per_bin && tries < 10000 * o->max_per_bin; tries++) {
        int m[3];
        struct vector v;
        random_m((const double(*)[3])to_m, lo, hi, random, m);
        if (!vector_of(l, o, m, &v) || v.bin != bin) continue;
        size_t i = first;
        while (i < all->n && memcmp(all->v[i].m, m, sizeof m) != 0) i++;
        if (i == all->n) append(all, v);
    }
}

static double expected_vectors(const struct config *c, double lo, double hi) {
    return box_volume(&c->box) / pow(2 * M_PI, 3) * 2 * M_PI / 3 * (hi * hi * hi - lo * lo * lo);
}

static int choose_vectors(struct vectors *all, const struct config *c, const struct lattice *l,
                          const struct reciprocal_options *o, struct gb_error *err) {
    size_t n_listed = o->n_q;
    for (size_t j = 0; j < o->n_q && o->max_per_bin && n_listed == o->n_q; j++)
        if (expected_vectors(c, (double)j * o->dq, (double)(j + 1) * o->dq) > 4 * (double)o->max_per_bin) n_listed = j;
    const double listed = expected_vectors(c, 0, (double)n_listed * o->dq),
                 sampled = (double)(o->n_q - n_listed) * (double)o->max_per_bin;
    if (listed + sampled > MAX_VECTORS)
        return gb_fail(err, GB_EINPUT, "%.3g Q vectors: at most %d are summed; take fewer a bin, or a lower Q",
                       listed + sampled, MAX_VECTORS);
    for (int d = 0; d < 3; d++)
        if (l->m_max[d] > MAX_WAVES)
            return gb_fail(err, GB_EINPUT, "the box is more than %d wavelengths long at Q = %g; take a lower Q",
                           MAX_WAVES, (double)o->n_q * o->dq);
    uint64_t random = o->seed;
    list_vectors(all, l, o, n_listed, &random);
    for (size_t j = n_listed; j < o->n_q; j++) sample_bin(all, l, &c->box, o, j, &random);
    return GB_OK;
}

/* ---- amplitudes ------------------------------------------------------------------------------------------------- */

struct phases { /* of one block: [m * BLOCK + atom] */
    double *cosine[3], *sine[3];
};

struct job {
    const struct config *c;
    const struct lattice *lattice;
    const struct vectors *all;
    const size_t *order; /* atoms by type */
    const size_t *end;   /* [n_types] where each type's atoms end in it */
    int n_threads;
    double *amplitude; /* [vector][type][2] */
};

static void tabulate(const struct job *job, const struct phases *p, const double (*inv)[3], size_t from, size_t n) {
    for (size_t a = 0; a < BLOCK; a++) {
        double s[3] = {0, 0, 0};
        const double *x = a < n ? job->c->x + 3 * job->order[from + a] : NULL;
        for (int d = 0; d < 3 && x; d++)
            for (int k = 0; k < 3; k++) s[d] += inv[d][k] * (x[k] - job->c->box.origin[k]);
        for (int d = 0; d < 3; d++)
            for (int m = 0; m <= job->lattice->m_max[d]; m++) {
                const double turns = s[d] * m, phase = 2 * M_PI * (turns - rint(turns));
                /* atoms beyond the block's end: amplitude 0, by the first factor */
                p->cosine[d][(size_t)m * BLOCK + a] = d == 0 && !x ? 0 : cos(phase);
                p->sine[d][(size_t)m * BLOCK + a] = sin(phase);
            }
    }
}

/* amplitude += sum over the block of exp(i Q r) */
static void add_block(const struct phases *p, const int m[3], double amplitude[2]) {
    const double *restrict c0 = p->cosine[0] + (size_t)m[0] * BLOCK, *restrict s0 = p->sine[0] + (size_t)m[0] * BLOCK;
    const double *restrict c1 = p->cosine[1] + (size_t)abs(m[1]) * BLOCK;
    const double *restrict s1 = p->sine[1] + (size_t)abs(m[1]) * BLOCK;
    const double *restrict c2 = p->cosine[2] + (size_t)abs(m[2]) * BLOCK;
    const double *restrict s2 = p->sine[2] + (size_t)abs(m[2]) * BLOCK;
    const double sign1 = m[1] < 0 ? -1 : 1, sign2 = m[2] < 0 ? -1 : 1;
    double re[LANES] = {0}, im[LANES] = {0};
    for (size_t a = 0; a < BLOCK; a += LANES)
        for (size_t k = 0; k < LANES; k++) {
            const double sin1 = sign1 * s1[a + k], sin2 = sign2 * s2[a + k];
            const double x = c0[a + k] * c1[a + k] - s0[a + k] * sin1, y = c0[a + k] * sin1 + s0[a + k] * c1[a + k];
            re[k] += x * c2[a + k] - y * sin2;
            im[k] += x * sin2 + y * c2[a + k];
        }
    for (size_t k = 0; k < LANES; k++) {
        amplitude[0] += re[k];
        amplitude[1] += im[k];
    }
}

static void sum_amplitudes(int t, void *ctx) {
    const struct job *job = ctx;
    const size_t n_types = (size_t)job->c->n_types, n_threads = (size_t)job->n_threads;
    const size_t lo = job->all->n * (size_t)t / n_threads, hi = job->all->n * (size_t)(t + 1) / n_threads;
    struct phases p;
    double inv[3][3];
    box_invert(&job->c->box, inv);
    for (int d = 0; d < 3; d++) {
        p.cosine[d] = GB_ARRAY((size_t)(job->lattice->m_max[d] + 1) * BLOCK, double);
        p.sine[d] = GB_ARRAY((size_t)(job->lattice->m_max[d] + 1) * BLOCK, double);
    }
    for (size_t type = 0, from = 0; type < n_types && hi > lo; type++)
        while (from < job->end[type]) {
            const size_t left = job->end[type] - from, n = left < BLOCK ? left : BLOCK;
            tabulate(job, &p, (const double(*)[3])inv, from, n);
            for (size_t v = lo; v < hi; v++) add_block(&p, job->all->v[v].m, job->amplitude + 2 * (v * n_types + type));
            from += n;
        }
    for (int d = 0; d < 3; d++) {
        free(p.cosine[d]);
        free(p.sine[d]);
    }
}

/* Atom indices by type, and where each type ends. */
static void sort_by_type(const struct config *c, size_t *order, size_t *end) {
    size_t n = 0;
    for (int type = 1; type <= c->n_types; type++) {
        for (size_t i = 0; i < c->n; i++)
            if (c->type[i] == type) order[n++] = i;
        end[type - 1] = n;
    }
}

/* ---- least squares ---------------------------------------------------------------------------------------------- */

struct normal { /* normal equations of one bin */
    size_t n;
    double A[3][3], y[3], yy, q;
};

static void normal_add(struct normal *e, int n_l, double q, double cosine2, double S) {
    const double basis[3] = {1, sqrt(5) * (1.5 * cosine2 - 0.5), 3 * (35 * cosine2 * cosine2 - 30 * cosine2 + 3) / 8};
    for (int i = 0; i < n_l; i++) {
        for (int j = 0; j < n_l; j++) e->A[i][j] += basis[i] * basis[j];
        e->y[i] += basis[i] * S;
    }
    e->yy += S * S;
    e->q += q;
    e->n++;
}

/* Inverse of A by Gauss-Jordan; false where a direction has less than a thousandth of its share. */
static bool invert(const struct normal *e, int n_l, double inverse[3][3]) {
    double A[3][3];
    memcpy(A, e->A, sizeof A);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) inverse[i][j] = i == j;
    for (int p = 0; p < n_l; p++) {
        if (!(A[p][p] > 1e-3 * (double)e->n)) return false;
        const double pivot = A[p][p];
        for (int j = 0; j < n_l; j++) {
            A[p][j] /= pivot;
            inverse[p][j] /= pivot;
        }
        for (int i = 0; i < n_l; i++) {
            const double factor = A[i][p];
            for (int j = 0; j < n_l && i != p; j++) {
                A[i][j] -= factor * A[p][j];
                inverse[i][j] -= factor * inverse[p][j];
            }
        }
    }
    return true;
}

static void solve(const struct normal *e, int n_l, struct reciprocal *out, size_t bin) {
    double inverse[3][3], S[3] = {0}, left = e->yy;
    const bool good = e->n > (size_t)n_l && invert(e, n_l, inverse);
    for (int i = 0; i < n_l && good; i++) {
        for (int j = 0; j < n_l; j++) S[i] += inverse[i][j] * e->y[j];
        left -= S[i] * e->y[i];
    }
    for (int i = 0; i < n_l; i++) {
        out->S[i][bin] = good ? S[i] : NAN;
        out->err[i][bin] = good ? sqrt(fmax(left, 0) / (double)(e->n - (size_t)n_l) * inverse[i][i]) : NAN;
    }
    out->q[bin] = e->n ? e->q / (double)e->n : NAN;
    out->vectors[bin] = e->n;
}

static void bin_vectors(struct reciprocal *out, const struct job *job, const struct scatter *sc,
                        const struct reciprocal_options *o) {
    struct normal *bins = GB_ARRAY(o->n_q, struct normal);
    const int n_l = o->l_max / 2 + 1;
    for (size_t i = 0; i < job->all->n; i++) {
        const struct vector *v = &job->all->v[i];
        const double *amplitude = job->amplitude + 2 * i * (size_t)sc->n, q = v->q / o->to_angstrom;
        double re = 0, im = 0;
        for (int a = 0; a < sc->n; a++) {
            const double f = scatter_f(sc, a, q);
            re += f * amplitude[2 * a];
            im += f * amplitude[2 * a + 1];
        }
        const double mean = scatter_mean_f(sc, q), I = (re * re + im * im) / (double)job->c->n;
        normal_add(&bins[v->bin], n_l, v->q, v->cosine2, 1 + (I - scatter_mean_f_squared(sc, q)) / (mean * mean));
    }
    for (size_t j = 0; j < o->n_q; j++) solve(&bins[j], n_l, out, j);
    free(bins);
}

/* ---- the whole -------------------------------------------------------------------------------------------------- */

static int check(const struct config *c, const struct scatter *sc, const struct reciprocal_options *o,
                 struct gb_error *err) {
    if (o->n_q < 1 || o->n_q > MAX_BINS)
        return gb_fail(err, GB_EINPUT, "%zu bins of Q: allowed are 1 to %d", o->n_q, MAX_BINS);
    if (!(o->dq > 0) || !isfinite(o->dq))
        return gb_fail(err, GB_EINPUT, "step %g of Q: must be a finite number above 0", o->dq);
    if (o->l_max != 0 && o->l_max != 2 && o->l_max != 4)
        return gb_fail(err, GB_EINPUT, "l up to %d: allowed are 0, 2 and 4", o->l_max);
    if (sc->n != c->n_types)
        return gb_fail(err, GB_EINPUT, "%d species are to scatter, the configuration has %d types", sc->n, c->n_types);
    const int rc = scatter_check_q(sc, (double)o->n_q * o->dq, o->to_angstrom, err);
    if (rc != GB_OK) return rc;
    size_t *count = GB_ARRAY((size_t)c->n_types, size_t);
    int wrong = -1;
    for (size_t i = 0; i < c->n; i++) count[c->type[i] - 1]++;
    for (int a = 0; a < sc->n; a++)
        if (fabs((double)count[a] / (double)c->n - sc->fraction[a]) > 1e-9) wrong = a;
    const double found = wrong < 0 ? 0 : (double)count[wrong] / (double)c->n;
    free(count);
    if (wrong < 0) return GB_OK;
    return gb_fail(err, GB_EINPUT, "species %d is %g of the atoms, to scatter as %g of them: give the atoms' own share",
                   wrong + 1, found, sc->fraction[wrong]);
}

void reciprocal_clear(struct reciprocal *r) {
    for (int i = 0; i < 3; i++) {
        free(r->S[i]);
        free(r->err[i]);
    }
    free(r->q);
    free(r->vectors);
    *r = (struct reciprocal){0};
}

int reciprocal_sum(struct reciprocal *out, const struct config *c, const struct scatter *sc,
                   const struct reciprocal_options *o, struct gb_error *err) {
    *out = (struct reciprocal){.n = o->n_q, .dq = o->dq};
    int rc = check(c, sc, o, err);
    if (rc != GB_OK) return rc;
    const struct lattice lattice = lattice_of(&c->box, o);
    struct vectors all = {0};
    rc = choose_vectors(&all, c, &lattice, o, err);
    if (rc == GB_OK) {
        size_t *order = GB_ARRAY(c->n, size_t), *end = GB_ARRAY((size_t)c->n_types, size_t);
        sort_by_type(c, order, end);
        struct job job = {c, &lattice, &all, order, end, o->threads > 0 ? o->threads : gb_cores(), NULL};
        job.amplitude = GB_ARRAY(2 * all.n * (size_t)c->n_types, double);
        gb_threads_run(job.n_threads, sum_amplitudes, &job);
        out->q = GB_ARRAY(o->n_q, double);
        out->vectors = GB_ARRAY(o->n_q, size_t);
        for (int i = 0; i <= o->l_max / 2; i++) {
            out->S[i] = GB_ARRAY(o->n_q, double);
            out->err[i] = GB_ARRAY(o->n_q, double);
        }
        bin_vectors(out, &job, sc, o);
        free(job.amplitude);
        free(order);
        free(end);
    }
    free(all.v);
    return rc;
}

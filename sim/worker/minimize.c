/* Limited-memory BFGS, see minimize.h. */
#include "worker/minimize.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 10, MAX_EVALUATIONS = 100000, MAX_BACKTRACKS = 12 };

struct lbfgs {
    size_t n3;
    double *s[MEMORY], *y[MEMORY], rho[MEMORY]; /* a ring of the last steps and changes of gradient, 1/(s.y) */
    size_t kept, next;
};

/* Four sums side by side: the additions of one would wait for each other. The order is fixed. */
static double dot(size_t n, const double *restrict a, const double *restrict b) {
    double sum[4] = {0, 0, 0, 0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t k = 0; k < 4; k++) sum[k] += a[i + k] * b[i + k];
    for (; i < n; i++) sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static void add(size_t n, double factor, const double *restrict a, double *restrict to) {
    for (size_t i = 0; i < n; i++) to[i] += factor * a[i];
}

static double largest(size_t n, const double *a) {
    double m = 0;
    for (size_t i = 0; i < n; i++) m = fmax(m, fabs(a[i]));
    return m;
}

/* direction = - H gradient, by the two-loop recursion; force = - gradient. */
static void direction(const struct lbfgs *b, const double *force, double *d) {
    double alpha[MEMORY] = {0};
    memcpy(d, force, b->n3 * sizeof *d);
    for (size_t k = 0; k < b->kept; k++) {
        size_t at = (b->next + MEMORY - 1 - k) % MEMORY;
        alpha[k] = b->rho[at] * dot(b->n3, b->s[at], d);
        add(b->n3, -alpha[k], b->y[at], d);
    }
    if (b->kept) {
        size_t last = (b->next + MEMORY - 1) % MEMORY;
        double scale = 1 / (b->rho[last] * dot(b->n3, b->y[last], b->y[last]));
        for (size_t i = 0; i < b->n3; i++) d[i] *= scale;
    }
    for (size_t k = b->kept; k-- > 0;) {
        size_t at = (b->next + MEMORY - 1 - k) % MEMORY;
        double beta = b->rho[at] * dot(b->n3, b->y[at], d);
        add(b->n3, alpha[k] - beta, b->s[at], d);
    }
}

/* Keeps the step alpha d and the change of gradient, when they make the Hessian positive. */
static void remember(struct lbfgs *b, double alpha, const double *d, const double *before, const double *after) {
    double *s = b->s[b->next], *y = b->y[b->next];
    for (size_t i = 0; i < b->n3; i++) {
        s[i] = alpha * d[i];
        y[i] = before[i] - after[i];
    }
    double sy = dot(b->n3, s, y);
    if (!(sy > 1e-12 * sqrt(dot(b->n3, s, s) * dot(b->n3, y, y)))) {
        if (b->kept == MEMORY) b->kept--; /* the slot held the oldest pair, which is overwritten */
        return;
    }
    b->rho[b->next] = 1 / sy;
    b->next = (b->next + 1) % MEMORY;
    if (b->kept < MEMORY) b->kept++;
}

/* Moves along d until the step is good: returns its length (0: none was), with energy and force there. */
static double search(struct lmp *l, size_t n3, const double *d, double *energy, double *force, double slope,
                     int *evaluations) {
    const double longest = 0.1, start = *energy, noise = 1e-10 * fabs(start);
    double size = largest(n3, d), alpha = size > longest ? longest / size : 1, at = 0;
    for (int k = 0; k < MAX_BACKTRACKS; k++) {
        lmp_displace(l, n3, alpha - at, d);
        at = alpha;
        *energy = lmp_energy_and_forces(l, n3, force);
        ++*evaluations;
        double now = dot(n3, force, d); /* slope is force.d at the start, > 0 */
        if (*energy <= start - 1e-4 * alpha * slope || (*energy <= start + noise && fabs(now) <= 0.9 * slope))
            return alpha;
        double secant = now < slope ? slope / (slope - now) : 0.5;
        alpha *= fmax(0.1, fmin(0.5, secant));
    }
    lmp_displace(l, n3, -at, d);
    *energy = lmp_energy_and_forces(l, n3, force);
    return 0;
}

static bool descend(struct lmp *l, struct lbfgs *b, double rms, double *force, double *before, double *d) {
    int evaluations = 1;
    double energy = lmp_energy_and_forces(l, b->n3, force), wanted = rms * rms * (double)b->n3;
    while (!(dot(b->n3, force, force) <= wanted)) { /* NaN is not at rest */
        if (evaluations >= MAX_EVALUATIONS || !isfinite(energy)) return false;
        direction(b, force, d);
        double slope = dot(b->n3, force, d);
        if (b->kept == 0 || !(slope > 0)) { /* nothing known: a short step along the force */
            b->kept = 0;
            double first = fmin(1e-3 / largest(b->n3, force), 1e-2);
            for (size_t i = 0; i < b->n3; i++) d[i] = first * force[i];
            slope = dot(b->n3, force, d);
        }
        memcpy(before, force, b->n3 * sizeof *before);
        double alpha = search(l, b->n3, d, &energy, force, slope, &evaluations);
        if (alpha > 0)
            remember(b, alpha, d, before, force);
        else if (b->kept == 0)
            return false;
        else
            b->kept = 0; /* forget and try along the force once more */
    }
    return true;
}

bool minimize(struct lmp *l, size_t n, double rms) {
    struct lbfgs b = {.n3 = 3 * n};
    double *work = GB_ARRAY((2 * MEMORY + 3) * b.n3, double), *free_part = work;
    for (int k = 0; k < MEMORY; k++) {
        b.s[k] = free_part;
        b.y[k] = free_part + b.n3;
        free_part += 2 * b.n3;
    }
    lmp_minimize_begin(l);
    bool done = descend(l, &b, rms, free_part, free_part + b.n3, free_part + 2 * b.n3);
    lmp_minimize_end(l);
    free(work);
    return done;
}

/* Pair potentials phi_ab(r) as tables: what swap Monte Carlo (swap.h) takes energies from.
 *
 * Each pair of types has its own grid, even in r, whose last node is the pair's own cut-off: a potential may end there
 * with a step or a kink (cut and shifted), and nothing is interpolated across it. Between nodes: the cubic that has phi
 * and phi' of both nodes (Hermite), error at most h^4/384 max|phi''''|; with 4096 intervals below 1e-9 epsilon for
 * Lennard-Jones wherever phi < 50 epsilon. From the cut-off on phi is 0. Distances below `r_min` have no value: the
 * caller refuses them.
 */
#ifndef GB_WORKER_PAIR_TABLE_H
#define GB_WORKER_PAIR_TABLE_H

#include "base/error.h"

#include <math.h>
#include <stddef.h>

struct pair_table {
    double r_cut, per; /* 0 where the two types do not interact; intervals per length */
    size_t n;          /* nodes, 2 or more */
    double *node;      /* [2n] phi and h phi' of each; owned */
};

struct pair_tables {
    int n_types;
    double r_min, r_cut;   /* r_cut: the largest of all */
    struct pair_table *of; /* [n_types n_types], of[a n_types + b] is of[b n_types + a]; owned */
};

/* Empty tables (nobody interacts) from r_min on. */
struct pair_tables *pair_tables_create(int n_types, double r_min);
void pair_tables_free(struct pair_tables *t);
/* phi and force = -phi' [n] at n >= 2 places even from t->r_min to r_cut, for 0-based types a and b. */
void pair_tables_set(struct pair_tables *t, int a, int b, double r_cut, size_t n, const double *phi,
                     const double *force);

/* phi at r >= r_min. */
static inline double pair_table_phi(const struct pair_table *t, double r_min, double r) {
    if (r >= t->r_cut) return 0;
    double u = (r - r_min) * t->per;
    size_t k = (size_t)u;
    if (k > t->n - 2) k = t->n - 2; /* rounding just below the cut-off */
    double s = u - (double)k;
    const double *p = t->node + 2 * k;
    double rise = p[2] - p[0], a = p[1] - rise, b = rise - p[3];
    return p[0] + s * (rise + (1 - s) * (a * (1 - s) + b * s));
}

/* Reads what LAMMPS's pair_write left: lines "number r energy force" after the keyword's header. *r, *phi and *force
 * ([n]) are the caller's. GB_EFAIL when it is not such a file or does not hold n lines. */
int pair_table_read(const char *path, size_t n, double **r, double **phi, double **force, struct gb_error *err);

#endif

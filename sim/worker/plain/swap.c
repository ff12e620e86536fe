/* Swap Monte Carlo, see swap.h. */
#include "worker/plain/swap.h"

#include "base/mem.h"
#include "base/random.h"
#include "pairs/pairs.h"

#include <math.h>
#include <stdlib.h>

struct neighbor {
    double r;
    size_t k;
};

struct swap {
    const struct pair_tables *table;
    const struct config *c;
    size_t n;
    int n_types;
    double energy;
    double *s;      /* [3n] fractional positions, 0..1 */
    int *type;      /* [n] 1-based */
    size_t *origin; /* [n] */
    double *u;      /* [n n_types] site energies */
    size_t *start;  /* [n + 1] of each atom's neighbours */
    struct neighbor *neighbor;
    size_t *member[CONFIG_MAX_TYPES]; /* atoms of each type, parts of `members` */
    size_t count[CONFIG_MAX_TYPES];
    size_t *members, *place; /* [n] place: where in member[] an atom stands */
    int n_pairs, (*pair)[2]; /* pairs of unlike types that are there, 0-based */
};

static double phi(const struct swap *s, int a, int b, double r) {
    return pair_table_phi(&s->table->of[a * s->n_types + b], s->table->r_min, r);
}

/* Neighbour lists ---------------------------------------------------------------------------------------------------*/

struct listing {
    struct swap *s;
    size_t *at; /* [n] how many were put; NULL: only count, into s->start[i + 1] */
    double closest;
    size_t near_i, near_j;
};

static void list_batch(const struct pair_batch *b, void *ctx) {
    struct listing *l = ctx;
    struct swap *s = l->s;
    for (size_t p = 0; p < b->n; p++) {
        size_t i = b->i[p], j = b->j[p];
        if (!l->at) {
            s->start[i + 1]++;
            s->start[j + 1]++;
            if (b->r[p] < l->closest) {
                l->closest = b->r[p];
                l->near_i = i;
                l->near_j = j;
            }
            continue;
        }
        s->neighbor[s->start[i] + l->at[i]++] = (struct neighbor){b->r[p], j};
        s->neighbor[s->start[j] + l->at[j]++] = (struct neighbor){b->r[p], i};
    }
}

static int make_lists(struct swap *s, struct gb_error *err) {
    const struct pair_tables *t = s->table;
    double height[3];
    struct listing l = {.s = s, .closest = INFINITY};
    s->start = GB_ARRAY(s->n + 1, size_t);
    if (t->r_cut <= 0) return GB_OK; /* nobody interacts */
    box_heights(&s->c->box, height);
    for (int a = 0; a < 3; a++)
        if (height[a] < 2 * t->r_cut)
            return gb_fail(err, GB_EINPUT,
                           "swap Monte Carlo: the box is %g high along %c, allowed: twice the cut-off %g or more; take "
                           "more atoms",
                           height[a], "xyz"[a], t -> r_cut);
    int rc = pairs_visit(s->c, t->r_cut, list_batch, &l, err);
    if (rc != GB_OK) return rc;
    if (l.closest < t->r_min)
        return gb_fail(err, GB_EINPUT,
                       "swap Monte Carlo: atoms %lld and %lld are %g apart, closer than the potentials are tabulated "
                       "(%g): no equilibrium state; equilibrate without swaps first, or take a smaller time step",
                       (long long)s->c->id[l.near_i], (long long)s->c->id[l.near_j], l.closest, t->r_min);
    for (size_t i = 0; i < s->n; i++) s->start[i + 1] += s->start[i];
    s->neighbor = GB_ARRAY(s->start[s->n], struct neighbor);
    l.at = GB_ARRAY(s->n, size_t);
    rc = pairs_visit(s->c, t->r_cut, list_batch, &l, err);
    free(l.at);
    return rc;
}

/* Who is of which type ----------------------------------------------------------------------------------------------*/

static void make_members(struct swap *s) {
    for (size_t i = 0; i < s->n; i++) s->count[s->type[i] - 1]++;
    size_t *at = s->members = GB_ARRAY(s->n, size_t);
    s->place = GB_ARRAY(s->n, size_t);
    for (int a = 0; a < s->n_types; a++) {
        s->member[a] = at;
        at += s->count[a];
        s->count[a] = 0;
    }
    for (size_t i = 0; i < s->n; i++) {
        int a = s->type[i] - 1;
        s->place[i] = s->count[a];
        s->member[a][s->count[a]++] = i;
    }
    s->pair = gb_calloc((size_t)(s->n_types * s->n_types), sizeof *s->pair);
    for (int a = 0; a < s->n_types; a++)
        for (int b = a + 1; b < s->n_types; b++)
            if (s->count[a] && s->count[b]) {
                s->pair[s->n_pairs][0] = a;
                s->pair[s->n_pairs++][1] = b;
            }
}

static void make_energies(struct swap *s) {
    s->u = GB_ARRAY(s->n * (size_t)s->n_types, double);
    for (size_t i = 0; i < s->n; i++)
        for (size_t p = s->start[i]; p < s->start[i + 1]; p++)
            for (int c = 0; c < s->n_types; c++)
                s->u[i * (size_t)s->n_types + (size_t)c] += phi(s, c, s->type[s->neighbor[p].k] - 1, s->neighbor[p].r);
    for (size_t i = 0; i < s->n; i++) s->energy += swap_site_energy(s, i, s->type[i] - 1) / 2;
}

int swap_create(struct swap **out, const struct pair_tables *t, const struct config *c, struct gb_error *err) {
    if (c->n > UINT32_MAX) return gb_fail(err, GB_EINPUT, "swap Monte Carlo: %zu atoms; allowed: below 2^32", c->n);
    struct swap *s = GB_NEW(struct swap);
    double inv[3][3];
    *s = (struct swap){.table = t, .c = c, .n = c->n, .n_types = t->n_types};
    s->s = GB_ARRAY(3 * s->n, double);
    s->type = GB_ARRAY(s->n, int);
    s->origin = GB_ARRAY(s->n, size_t);
    box_invert(&c->box, inv);
    for (size_t i = 0; i < s->n; i++) {
        box_fractional(&c->box, inv, c->x + 3 * i, s->s + 3 * i);
        for (size_t k = 3 * i; k < 3 * i + 3; k++) s->s[k] -= floor(s->s[k]);
        s->type[i] = c->type[i];
        s->origin[i] = i;
    }
    int rc = make_lists(s, err);
    if (rc == GB_OK) {
        make_members(s);
        make_energies(s);
        if (!isfinite(s->energy)) rc = gb_fail(err, GB_EFAIL, "swap Monte Carlo: the energy is not finite");
    }
    if (rc == GB_OK)
        *out = s;
    else
        swap_free(s);
    return rc;
}

void swap_free(struct swap *s) {
    if (!s) return;
    free(s->s);
    free(s->type);
    free(s->origin);
    free(s->u);
    free(s->start);
    free(s->neighbor);
    free(s->members);
    free(s->place);
    free(s->pair);
    free(s);
}

/* Moves -------------------------------------------------------------------------------------------------------------*/

/* What dE counts wrongly when i and j are neighbours. With heights of at least 2 r_cut, an image within r_cut is the
 * one whose fractional coordinates are nearest, however the box is tilted. */
static double own_bond(const struct swap *s, size_t i, size_t j, int a, int b) {
    double f[3], r2 = 0, r_cut = s->table->r_cut;
    for (int k = 0; k < 3; k++) {
        f[k] = s->s[3 * j + (size_t)k] - s->s[3 * i + (size_t)k];
        f[k] -= (f[k] > 0.5) - (f[k] < -0.5);
    }
    for (int k = 0; k < 3; k++) {
        double d = s->c->box.h[k][0] * f[0] + s->c->box.h[k][1] * f[1] + s->c->box.h[k][2] * f[2];
        r2 += d * d;
    }
    if (r2 > r_cut * r_cut) return 0;
    double r = sqrt(r2);
    return phi(s, a, a, r) + phi(s, b, b, r) - 2 * phi(s, a, b, r);
}

/* Atom i becomes b, was a: what its neighbours feel of it. */
static void change(struct swap *s, size_t i, int a, int b) {
    for (size_t p = s->start[i]; p < s->start[i + 1]; p++) {
        double *u = s->u + s->neighbor[p].k * (size_t)s->n_types, r = s->neighbor[p].r;
        for (int c = 0; c < s->n_types; c++) u[c] += phi(s, c, b, r) - phi(s, c, a, r);
    }
    s->type[i] = b + 1;
}

static void exchange(struct swap *s, size_t i, size_t j, int a, int b) {
    change(s, i, a, b);
    change(s, j, b, a);
    size_t place_i = s->place[i], origin_i = s->origin[i];
    s->member[a][place_i] = j;
    s->member[b][s->place[j]] = i;
    s->place[i] = s->place[j];
    s->place[j] = place_i;
    s->origin[i] = s->origin[j];
    s->origin[j] = origin_i;
}

/* Places 0..n-1 from 32 random bits: no two are likelier by more than n/2^32, and as the exchanged atoms take each
 * other's place, a move and its reverse are proposed exactly alike. */
static size_t place_of(uint64_t bits, size_t n) { return (size_t)((bits & UINT32_MAX) * n >> 32); }

void swap_run(struct swap *s, double kT, uint64_t attempts, uint64_t *random, struct swap_count *count) {
    const double never = 37 * kT; /* exp(-37) is less than the smallest step of the random number */
    if (s->n_pairs == 0) return;
    for (uint64_t m = 0; m < attempts; m++) {
        uint64_t which = random_next(random), atoms = random_next(random);
        const int *pair = s->pair[place_of(which, (size_t)s->n_pairs)], a = pair[0], b = pair[1];
        size_t i = s->member[a][place_of(atoms, s->count[a])], j = s->member[b][place_of(atoms >> 32, s->count[b])];
        const double *ui = s->u + i * (size_t)s->n_types, *uj = s->u + j * (size_t)s->n_types;
        double dE = ui[b] - ui[a] + uj[a] - uj[b] - own_bond(s, i, j, a, b);
        struct swap_count *n = &count[a * s->n_types + b];
        n->tried++;
        if (dE > never || (dE > 0 && random_uniform(random) >= exp(-dE / kT))) continue;
        n->accepted++;
        s->energy += dE;
        exchange(s, i, j, a, b);
    }
}

/* Asking ------------------------------------------------------------------------------------------------------------*/

double swap_energy(const struct swap *s) { return s->energy; }

double swap_energy_afresh(const struct swap *s) {
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        for (size_t p = s->start[i]; p < s->start[i + 1]; p++)
            sum += phi(s, s->type[i] - 1, s->type[s->neighbor[p].k] - 1, s->neighbor[p].r) / 2;
    return sum;
}

double swap_site_energy(const struct swap *s, size_t i, int c) { return s->u[i * (size_t)s->n_types + (size_t)c]; }

const int *swap_types(const struct swap *s) { return s->type; }

const size_t *swap_origin(const struct swap *s) { return s->origin; }

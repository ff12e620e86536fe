/* Atoms as they are read, and their way into a configuration, see read.h. The list's arrays become the configuration's;
 * only atoms out of order are moved, by a radix sort of their ids. Cost O(n), 36 bytes an atom, 76 while atoms are
 * moved.
 */
#include "atoms/read.h"
#include "base/mem.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void atoms_clear(struct atom_list *a) {
    free(a->id);
    free(a->type);
    free(a->x);
    free(a->run);
    *a = (struct atom_list){0};
}

static void resize(struct atom_list *a, size_t cap) {
    a->cap = cap;
    a->id = gb_realloc(a->id, cap, sizeof *a->id);
    a->type = gb_realloc(a->type, cap, sizeof *a->type);
    a->x = gb_realloc(a->x, cap, 3 * sizeof *a->x);
}

static void begin_run(struct atom_list *a, long line) {
    if (a->n_runs == a->cap_runs) {
        a->cap_runs = a->cap_runs ? 2 * a->cap_runs : 16;
        a->run = gb_realloc(a->run, a->cap_runs, sizeof *a->run);
    }
    a->run[a->n_runs++] = (struct line_run){a->n, line};
    a->next_line = line;
}

void atoms_add(struct atom_list *a, int64_t id, int type, const double x[3], long line) {
    if (a->n == a->cap) resize(a, a->cap ? 2 * a->cap : 1024);
    if (line != a->next_line || a->n == 0) begin_run(a, line);
    a->next_line++;
    const size_t i = a->n++;
    a->id[i] = id;
    a->type[i] = type;
    memcpy(a->x + 3 * i, x, 3 * sizeof *x);
}

static long line_of(const struct atom_list *a, size_t i) {
    size_t k = a->n_runs - 1;
    while (a->run[k].first > i) k--;
    return a->run[k].line + (long)(i - a->run[k].first);
}

/* ---- order ---- */

struct screening {
    uint64_t id;
    size_t at; /* in the file */
};

enum { DIGIT_BITS = 11, N_BUCKETS = 1 << DIGIT_BITS };

static size_t digit(uint64_t id, int shift) { return id >> shift & (N_BUCKETS - 1); }

/* By one digit of the ids; what is equal stays in order. */
static void sort_pass(const struct screening *from, struct screening *to, size_t n, int shift) {
    size_t next[N_BUCKETS] = {0}, sum = 0;
    for (size_t i = 0; i < n; i++) next[digit(from[i].id, shift)]++;
    for (size_t b = 0; b < N_BUCKETS; b++) {
        const size_t count = next[b];
        next[b] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++) to[next[digit(from[i].id, shift)]++] = from[i];
}

/* Where in the file the atoms are, by id; NULL when they are in order already. */
static struct screening *sort_by_id(const struct atom_list *a) {
    uint64_t differ = 0; /* the bits in which ids differ: other digits need no pass */
    bool sorted = true;
    for (size_t i = 1; i < a->n; i++) {
        sorted = sorted && a->id[i] >= a->id[i - 1];
        differ |= (uint64_t)(a->id[i] ^ a->id[0]);
    }
    if (sorted) return NULL;
    struct screening *from = gb_realloc(NULL, a->n, sizeof *from), *to = gb_realloc(NULL, a->n, sizeof *to);
    for (size_t i = 0; i < a->n; i++) from[i] = (struct screening){(uint64_t)a->id[i], i};
    for (int shift = 0; shift < 64; shift += DIGIT_BITS) {
        if (digit(differ, shift) == 0) continue;
        sort_pass(from, to, a->n, shift);
        struct screening *swap = from;
        from = to;
        to = swap;
    }
    free(to);
    return from;
}

/* An array at a time, so that one copy of one array is all that is needed. */
static void put_in_order(struct atom_list *a, const struct screening *o) {
    int *type = gb_realloc(NULL, a->n, sizeof *type);
    for (size_t k = 0; k < a->n; k++) {
        a->id[k] = (int64_t)o[k].id;
        type[k] = a->type[o[k].at];
    }
    free(a->type);
    a->type = type;
    double *x = gb_realloc(NULL, a->n, 3 * sizeof *x);
    for (size_t k = 0; k < a->n; k++) memcpy(x + 3 * k, a->x + 3 * o[k].at, 3 * sizeof *x);
    free(a->x);
    a->x = x;
    a->cap = a->n;
}

/* ---- the configuration ---- */

/* Faults that need all atoms, or the box, which may come after them. Atoms are in order; o: where they were, or NULL.
 */
static int check(const struct atom_list *a, const struct screening *o, const struct lines *in, const struct box *box,
                 int n_types, struct gb_error *err) {
    double inv[3][3];
    box_invert(box, inv);
    for (size_t k = 0; k < a->n; k++) {
        const size_t at = o ? o[k].at : k;
        const double *x = a->x + 3 * k;
        double s[3];
        if (k > 0 && a->id[k] == a->id[k - 1])
            return gb_fail(err, GB_EINPUT,
                           "%s:%ld: atom id %" PRId64 " is there twice, first on line %ld; give each atom its own id",
                           in->path, line_of(a, at), a->id[k], line_of(a, o ? o[k - 1].at : k - 1));
        if (a->type[k] > n_types)
            return gb_fail(err, GB_EINPUT, "%s:%ld: atom type %d; allowed: 1 to %d", in->path, line_of(a, at),
                           a->type[k], n_types);
        box_fractional(box, inv, x, s);
        if (!(fabs(s[0]) <= 1e6 && fabs(s[1]) <= 1e6 && fabs(s[2]) <= 1e6))
            return gb_fail(err, GB_EINPUT,
                           "%s:%ld: atom %" PRId64
                           " is at (%g, %g, %g); allowed: finite and within 1e6 boxes of the box; wrap "
                           "the atoms into the box",
                           in->path, line_of(a, at), a->id[k], x[0], x[1], x[2]);
    }
    return GB_OK;
}

/* The arrays change hands. */
static struct config *give(struct atom_list *a, int n_types) {
    struct config *c = config_create(0, n_types);
    free(c->id);
    free(c->type);
    free(c->x);
    resize(a, a->n);
    c->n = a->n;
    c->id = a->id;
    c->type = a->type;
    c->x = a->x;
    a->id = NULL;
    a->type = NULL;
    a->x = NULL;
    atoms_clear(a);
    return c;
}

int atoms_finish(struct atom_list *a, const struct lines *in, const struct box *box, int n_types, struct config **out,
                 struct gb_error *err) {
    struct screening *o = sort_by_id(a);
    if (o) put_in_order(a, o);
    int rc = check(a, o, in, box, n_types, err);
    free(o);
    if (rc != GB_OK) return rc;
    struct config *c = *out = give(a, n_types);
    c->box = *box;
    c->path = gb_strdup(in->path);
    return GB_OK;
}

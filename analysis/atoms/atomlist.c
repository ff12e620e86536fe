/* Atoms as they are read, and their way into a configuration, see read.h. Cost O(n), O(n log n) when ids are unsorted.
 */
#include "atoms/read.h"
#include "base/mem.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

void atoms_clear(struct atom_list *a) {
    free(a->id);
    free(a->type);
    free(a->x);
    free(a->line);
    *a = (struct atom_list){0};
}

void atoms_add(struct atom_list *a, int64_t id, int type, const double x[3], long line) {
    if (a->n == a->cap) {
        a->cap = a->cap ? 2 * a->cap : 1024;
        a->id = gb_realloc(a->id, a->cap, sizeof *a->id);
        a->type = gb_realloc(a->type, a->cap, sizeof *a->type);
        a->x = gb_realloc(a->x, a->cap, 3 * sizeof *a->x);
        a->line = gb_realloc(a->line, a->cap, sizeof *a->line);
    }
    const size_t i = a->n++;
    a->id[i] = id;
    a->type[i] = type;
    for (size_t d = 0; d < 3; d++) a->x[3 * i + d] = x[d];
    a->line[i] = line;
}

struct order {
    int64_t id;
    size_t at;
};

static int by_id(const void *pa, const void *pb) {
    const struct order *a = pa, *b = pb;
    if (a->id != b->id) return a->id < b->id ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static struct order *sort_by_id(const struct atom_list *a) {
    struct order *o = GB_ARRAY(a->n, struct order);
    bool sorted = true;
    for (size_t i = 0; i < a->n; i++) {
        o[i] = (struct order){a->id[i], i};
        if (i > 0 && a->id[i] < a->id[i - 1]) sorted = false;
    }
    if (!sorted) qsort(o, a->n, sizeof *o, by_id);
    return o;
}

/* Faults that need all atoms, or the box, which may come after them. */
static int check(const struct atom_list *a, const struct order *o, const struct lines *in, const struct box *box,
                 int n_types, struct gb_error *err) {
    double inv[3][3];
    box_invert(box, inv);
    for (size_t k = 0; k < a->n; k++) {
        const size_t i = o[k].at;
        const double *x = a->x + 3 * i;
        double s[3];
        if (k > 0 && o[k].id == o[k - 1].id)
            return gb_fail(err, GB_EINPUT,
                           "%s:%ld: atom id %" PRId64 " is there twice, first on line %ld; give each atom its own id",
                           in->path, a->line[i], o[k].id, a->line[o[k - 1].at]);
        if (a->type[i] > n_types)
            return gb_fail(err, GB_EINPUT, "%s:%ld: atom type %d; allowed: 1 to %d", in->path, a->line[i], a->type[i],
                           n_types);
        box_fractional(box, inv, x, s);
        if (!(fabs(s[0]) <= 1e6 && fabs(s[1]) <= 1e6 && fabs(s[2]) <= 1e6))
            return gb_fail(err, GB_EINPUT,
                           "%s:%ld: atom %" PRId64
                           " is at (%g, %g, %g); allowed: finite and within 1e6 boxes of the box; wrap "
                           "the atoms into the box",
                           in->path, a->line[i], o[k].id, x[0], x[1], x[2]);
    }
    return GB_OK;
}

int atoms_finish(const struct atom_list *a, const struct lines *in, const struct box *box, int n_types,
                 struct config **out, struct gb_error *err) {
    struct order *o = sort_by_id(a);
    int rc = check(a, o, in, box, n_types, err);
    if (rc == GB_OK) {
        struct config *c = config_create(a->n, n_types);
        c->box = *box;
        c->path = gb_strdup(in->path);
        for (size_t k = 0; k < a->n; k++) {
            const size_t i = o[k].at;
            c->id[k] = a->id[i];
            c->type[k] = a->type[i];
            for (size_t d = 0; d < 3; d++) c->x[3 * k + d] = a->x[3 * i + d];
        }
        *out = c;
    }
    free(o);
    return rc;
}

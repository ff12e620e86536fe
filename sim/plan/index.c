/* Stages of a plan by name, see index.h. */
#include "plan/index.h"

#include <stdlib.h>
#include <string.h>

struct named {
    const char *name;
    size_t index;
};
static int by_name(const void *a, const void *b) {
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

void plan_index(struct plan *p) {
    struct named *list = GB_ARRAY(p->n, struct named);
    for (size_t i = 0; i < p->n; i++) list[i] = (struct named){p->stage[i].name, i};
    qsort(list, p->n, sizeof *list, by_name);
    p->by_name = GB_ARRAY(p->n, size_t);
    for (size_t i = 0; i < p->n; i++) p->by_name[i] = list[i].index;
    free(list);
}

const struct stage *plan_find(const struct plan *p, const char *name) {
    for (size_t lo = 0, hi = p->n; lo < hi;) {
        size_t mid = lo + (hi - lo) / 2;
        const struct stage *st = &p->stage[p->by_name[mid]];
        int c = strcmp(name, st->name);
        if (c == 0) return st;
        if (c < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

/* Order: which samples of a study are still glasses, decided before anything is averaged.
 *
 * A sample of whose atoms more than <order crystal-max> are crystalline (stage order) is left out of every average,
 * error and figure of its history; summary.tsv, summary.xml, the page and the terminal name it. In the history from
 * whose cooling the liquid line is taken, its curve is left out of that too.
 *
 * order.tsv: rate sample kept (yes, no), then the quantities below; all samples.
 */
#ifndef GB_POOL_SCREENING_H
#define GB_POOL_SCREENING_H

#include "study/study.h"

/* As stage order has them (worker/order.c); NaN where a stage has none. */
enum screening_quantity {
    ORDER_CRYSTALLINE, /* fraction of the atoms */
    ORDER_LARGEST,     /* atoms of the largest crystalline cluster */
    ORDER_ATOMS,
    ORDER_REPEATS,
    ORDER_Q4,
    ORDER_Q6,
    ORDER_Q6_BONDS,
    ORDER_FACES, /* Voronoi statistics: worker/voronoi.h */
    ORDER_FIVE_FOLD,
    ORDER_ICOSAHEDRA,
    ORDER_FRANK_KASPER,
    ORDER_MIXED,
    ORDER_BCC,
    SCREENING_N_QUANTITIES
};
extern const char *const screening_quantity_name[SCREENING_N_QUANTITIES];

struct screening_row {
    const char *rate; /* the study's */
    size_t sample;    /* from 1 */
    bool kept;
    double q[SCREENING_N_QUANTITIES];
};
struct screening {
    size_t n;
    struct screening_row *row; /* histories in the study's order, samples within; owned */
};

/* From what the stages order/HISTORY/sK left in `dir`. GB_EFAIL when one cannot be read or has no fraction. */
int screening_make(struct screening *o, const struct study *s, const char *dir, struct gb_error *err);
void screening_clear(struct screening *o);
/* Samples of history h that are kept: their numbers into sample[s->samples]; how many. */
size_t screening_kept(const struct screening *o, const struct study *s, size_t h, size_t *sample);
/* "1e-2, sample 2: 31 % of its 4000 atoms are crystalline (crystal-max 0.05), 1203 in one cluster"; the caller's. */
char *screening_why(const struct screening_row *row, const struct study *s);

int screening_write(const struct screening *o, const struct study *s, const char *path, struct gb_error *err);
/* GB_EINPUT with file:line. *o is the caller's (screening_clear); `s` must outlive it. */
int screening_read(struct screening *o, const struct study *s, const char *path, struct gb_error *err);

#endif

/* Order: which samples of a study are still glasses, decided before anything is averaged.
 *
 * A sample of whose atoms more than <order crystal-max> are crystalline (stage order) is left out of every average,
 * error and figure of its history; summary.tsv, summary.xml, the page and the terminal name it. In the history from
 * whose cooling the liquid line is taken, its curve is left out of that too.
 *
 * order.tsv: rate sample kept (yes, no), then the quantities below; all samples.
 */
#ifndef GB_SIM_SUMMARY_ORDER_H
#define GB_SIM_SUMMARY_ORDER_H

#include "study/study.h"

/* As stage order has them (worker/order.c); NaN where a stage has none. */
enum order_quantity {
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
    ORDER_N_QUANTITIES
};
extern const char *const order_quantity_name[ORDER_N_QUANTITIES];

struct order_row {
    const char *rate; /* the study's */
    size_t sample;    /* from 1 */
    bool kept;
    double q[ORDER_N_QUANTITIES];
};
struct order {
    size_t n;
    struct order_row *row; /* histories in the study's order, samples within; owned */
};

/* From what the stages order/HISTORY/sK left in `dir`. GB_EFAIL when one cannot be read or has no fraction. */
int order_make(struct order *o, const struct study *s, const char *dir, struct gb_error *err);
void order_clear(struct order *o);
/* Samples of history h that are kept: their numbers into sample[s->samples]; how many. */
size_t order_kept(const struct order *o, const struct study *s, size_t h, size_t *sample);
/* "1e-2, sample 2: 31 % of its 4000 atoms are crystalline (crystal-max 0.05), 1203 in one cluster"; the caller's. */
char *order_why(const struct order_row *row, const struct study *s);

int order_write(const struct order *o, const struct study *s, const char *path, struct gb_error *err);
/* GB_EINPUT with file:line. *o is the caller's (order_clear); `s` must outlive it. */
int order_read(struct order *o, const struct study *s, const char *path, struct gb_error *err);

#endif

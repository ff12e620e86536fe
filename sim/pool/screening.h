/* Order: which samples of a study are still glasses, decided before anything is averaged.
 *
 * A sample of whose atoms more than <order crystal-max> are crystalline (stage order) is left out of every average,
 * error and figure of its history; summary.tsv, summary.xml, the page and the terminal name it. In the history from
 * whose cooling the liquid line is taken, its curve is left out of that too.
 *
 * order.tsv: history sample kept (yes, no), then the quantities below; all samples.
 */
#ifndef GB_POOL_SCREENING_H
#define GB_POOL_SCREENING_H

#include "table/table.h"

/* Each a value of stage order (worker/order.c; Voronoi statistics: worker/voronoi.h) by the same name; NaN where a stage
 * has none. X(id, name, sentence) */
#define SCREENING_QUANTITIES(X)                                                                                        \
    X(ORDER_CRYSTALLINE, "crystalline", "fraction of atoms whose environment is repeated around them")                 \
    X(ORDER_LARGEST, "largest", "atoms of the largest crystalline cluster")                                            \
    X(ORDER_ATOMS, "atoms", NULL)                                                                                      \
    X(ORDER_REPEATS, "repeats", "part of its neighbours that have an atom's environment, mean over the atoms")         \
    X(ORDER_Q4, "q4", "bond order of an atom, mean over the atoms")                                                    \
    X(ORDER_Q6, "q6", "the same")                                                                                      \
    X(ORDER_Q6_BONDS, "q6_bonds", "neighbours with q6m correlated by more than 0.5, mean over the atoms")              \
    X(ORDER_FACES, "faces", "of a Voronoi polyhedron, mean")                                                           \
    X(ORDER_FIVE_FOLD, "five_fold", "fraction of the faces that have five edges")                                      \
    X(ORDER_ICOSAHEDRA, "icosahedra", "fraction of atoms in <0 0 12 0>")                                               \
    X(ORDER_FRANK_KASPER, "frank_kasper", "fraction of atoms in <0 0 12 2..4>")                                        \
    X(ORDER_MIXED, "mixed", "fraction of atoms in <0 4 4 6>")                                                          \
    X(ORDER_BCC, "bcc", "fraction of atoms in <0 6 0 8>")

enum screening_quantity {
#define ID(id, name, sentence) id,
    SCREENING_QUANTITIES(ID)
#undef ID
        SCREENING_N_QUANTITIES
};

struct screening_row {
    size_t history; /* of the study */
    size_t sample;  /* from 1 */
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
size_t screening_kept(const struct screening *o, size_t h, size_t *sample);
/* "1e-2, sample 2: 31 % of its 4000 atoms are crystalline (crystal-max 0.05), 1203 in one cluster"; the caller's. */
char *screening_why(const struct screening_row *row, const struct study *s);

int screening_write(const struct screening *o, const struct study *s, const char *path, struct gb_error *err);
/* GB_EINPUT with file:line. *o is the caller's (screening_clear); `s` must outlive it. */
int screening_read(struct screening *o, const struct study *s, const char *path, struct gb_error *err);

#endif

/* What each history is and costs: the time it lasts, the processor time it takes, how far down it comes.
 *
 * histories.tsv, a row for each:
 *     rate        as in summary.tsv
 *     samples, steps (text)
 *     time        of molecular dynamics in all its steps, the melt's not counted; tau or ps
 * and with _err each:
 *     cpu         s for a sample, the same steps
 *     e_is, T_f, T_f_is
 *     acceptance  accepted part of the swap attempts, mean over its swap steps; nan without
 *     attempts    per atom
 * Processor time is what the stages' records say of their last attempt (stage.h): it depends on the machine and its
 * load.
 */
#ifndef GB_SUMMARY_HISTORIES_H
#define GB_SUMMARY_HISTORIES_H

#include "pool/pool.h"

enum history_quantity { HISTORY_CPU, HISTORY_E_IS, HISTORY_T_F, HISTORY_T_F_IS, HISTORY_ACCEPTANCE, HISTORY_N };
extern const char *const history_quantity_name[HISTORY_N];

struct histories_row {
    const char *rate; /* the study's */
    size_t samples;
    double time, attempts;
    struct estimate q[HISTORY_N];
};
struct histories_table {
    size_t n;
    struct histories_row *row; /* owned */
};

void histories_table_clear(struct histories_table *t);
int histories_table_write(const struct histories_table *t, const struct study *s, const char *path,
                          struct gb_error *err);
/* GB_EINPUT with file:line. *t is the caller's; `s` must outlive it. */
int histories_table_read(struct histories_table *t, const struct study *s, const char *path, struct gb_error *err);

/* Of all steps of history h, s; 0 with a file as given. */
double histories_cpu(const struct study *s, size_t h, size_t sample, const char *dir);

/* The row of history h. */
void histories_table_add(struct histories_table *t, const struct study *s, size_t h, const struct pool_glass *glass,
                         const char *dir);

#endif

/* What each history is and costs: the time it lasts, the processor time it takes, how far down it comes.
 *
 * histories.tsv: history samples, steps (text), time, attempts, then the quantities below; a row for each history.
 * Processor time is what the stages' records say of their last attempt (stage.h): it depends on the machine and its
 * load.
 */
#ifndef GB_SUMMARY_HISTORIES_H
#define GB_SUMMARY_HISTORIES_H

#include "pool/pool.h"
#include "table/table.h"

/* X(id, name, unit, how, symbol, sentence) */
#define HISTORY_QUANTITIES(X)                                                                                          \
    X(HISTORY_CPU, "cpu", UNIT_SECONDS, HOW_ESTIMATE, "CPU s",                                                         \
      "processor time of a sample's steps, by the stages' records; the melt is not counted")                           \
    X(HISTORY_E_IS, "e_is", UNIT_ENERGY, HOW_ESTIMATE, "e_{IS}", "inherent-structure energy")                          \
    X(HISTORY_T_F, "T_f", UNIT_TEMPERATURE, HOW_ESTIMATE, "T_{f}", "fictive temperature, by enthalpy on cooling")      \
    X(HISTORY_T_F_IS, "T_f_is", UNIT_TEMPERATURE, HOW_ESTIMATE, "T_{f,IS}",                                            \
      "fictive temperature, by the equilibrium liquid's e_is")                                                         \
    X(HISTORY_ACCEPTANCE, "acceptance", UNIT_ONE, HOW_ESTIMATE, "accepted",                                            \
      "accepted part of the swap attempts, mean over the swap steps; nan without")

enum history_quantity {
#define ID(id, name, unit, how, symbol, sentence) id,
    HISTORY_QUANTITIES(ID)
#undef ID
        HISTORY_N
};

struct histories_row {
    size_t history; /* of the study */
    size_t samples;
    double time, attempts; /* of all steps, the melt's not counted: molecular dynamics; per atom */
    struct estimate q[HISTORY_N];
};
struct histories_table {
    size_t n;
    struct histories_row *row; /* owned */
};

extern const struct table_kind histories_kind;

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

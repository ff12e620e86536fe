/* What every number of a summary depends on: key and value, in the header of summary.tsv and as attributes of
 * summary.xml. */
#ifndef GB_SUMMARY_FACTS_H
#define GB_SUMMARY_FACTS_H

#include "study/study.h"

enum { SUMMARY_N_FACTS = 10 };
struct summary_fact {
    const char *key;
    char *value; /* owned */
};
void summary_facts(const struct study *s, struct summary_fact f[SUMMARY_N_FACTS]);
void summary_facts_clear(struct summary_fact f[SUMMARY_N_FACTS]);

#endif

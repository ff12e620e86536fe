/* What is known of one history under one load by one method: the quantities of summary.tsv. */
#ifndef GB_POOL_QUANTITY_H
#define GB_POOL_QUANTITY_H

#include "strain/jackknife.h"
#include "study/study.h"

enum quantity {
    Q_T_F,
    Q_T_F_VOLUME,
    Q_T_F_IS,
    Q_E_IS,
    Q_DENSITY,
    Q_POISSON,
    Q_YOUNG,
    Q_SHEAR,
    Q_BULK,
    Q_SHEAR_AFFINE,
    Q_BULK_AFFINE,
    Q_SHEAR_LOST,
    Q_STRESS,
    Q_EPS_TRUE,
    Q_EPS_INF,
    Q_EPS_1,
    Q_EPS_2,
    Q_RATIO,
    Q_FLOOR,
    Q_LOSS,
    Q_CONT_CORR,
    Q_CONT_SLOPE,
    Q_N
};

/* Column names in the order of enum quantity ("T_f" ...). */
extern const char *const quantity_name[Q_N];
/* "K", "eV/atom" ... for a study's model. */
const char *quantity_unit(const struct study *s, enum quantity q);

#endif

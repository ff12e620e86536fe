/* What is known of one history under one load by one method: the quantities of summary.tsv, one row each. A new one is
 * its row here and the line that computes it: in pool_glass_scalars, add_signal or pool_evaluate (methods.c). */
#ifndef GB_POOL_QUANTITY_H
#define GB_POOL_QUANTITY_H

/* X(id, name, unit, how, symbol, phrase): names as in column.h. */
#define QUANTITIES(X)                                                                                                  \
    X(Q_T_F, "T_f", UNIT_TEMPERATURE, HOW_ESTIMATE, "T_{f}", "fictive temperature T_{f}, by enthalpy on cooling")      \
    X(Q_T_F_VOLUME, "T_f_volume", UNIT_TEMPERATURE, HOW_ESTIMATE, "T_{f,V}", "the same, by volume")                    \
    X(Q_T_F_IS, "T_f_is", UNIT_TEMPERATURE, HOW_ESTIMATE, "T_{f,IS}",                                                  \
      "the same, by the equilibrium liquid's e_{IS} (*: extrapolated)")                                                \
    X(Q_E_IS, "e_is", UNIT_ENERGY, HOW_ESTIMATE, "e_{IS}", "inherent-structure energy e_{IS}")                         \
    X(Q_DENSITY, "density", UNIT_DENSITY, HOW_ESTIMATE, "density", NULL)                                               \
    X(Q_POISSON, "poisson", UNIT_ONE, HOW_RATIO, "Poisson's ratio", "Poisson's ratio ν")                               \
    X(Q_YOUNG, "young", UNIT_STRESS, HOW_ESTIMATE, "Young's modulus", NULL)                                            \
    X(Q_SHEAR, "shear", UNIT_STRESS, HOW_ESTIMATE, "G", "shear modulus, relaxed")                                      \
    X(Q_BULK, "bulk", UNIT_STRESS, HOW_ESTIMATE, "K", "bulk modulus, relaxed")                                         \
    X(Q_SHEAR_AFFINE, "shear_affine", UNIT_STRESS, HOW_ESTIMATE, "G affine", "shear modulus, affine")                  \
    X(Q_BULK_AFFINE, "bulk_affine", UNIT_STRESS, HOW_ESTIMATE, "K affine", "bulk modulus, affine")                     \
    X(Q_SHEAR_LOST, "shear_lost", UNIT_ONE, HOW_RATIO, "loss of G", "fraction of the shear modulus lost")              \
    X(Q_STRESS, "stress", UNIT_STRESS, HOW_ESTIMATE, "axial stress", NULL)                                             \
    X(Q_EPS_TRUE, "eps_true", UNIT_ONE, HOW_RATIO, "true strain", "true strain ε_{true}")                              \
    X(Q_EPS_INF, "eps_inf", UNIT_ONE, HOW_RATIO, "ε_{∞}", NULL)                                                        \
    X(Q_EPS_1, "eps_1", UNIT_ONE, HOW_RATIO, "ε_{1}", NULL)                                                            \
    X(Q_EPS_2, "eps_2", UNIT_ONE, HOW_RATIO, "ε_{2}", NULL)                                                            \
    X(Q_RATIO, "ratio", UNIT_ONE, HOW_RATIO, "ratio Δε_{R}/ε_{∞}", NULL)                                               \
    X(Q_FLOOR, "floor", UNIT_ONE, HOW_RATIO, "floor", "ratio of a purely affine strain (floor)")                       \
    X(Q_LOSS, "loss", UNIT_ONE, HOW_RATIO, "absolute loss", "absolute loss 1 − (ε_{1}+ε_{2})/(2 ε_{true})")            \
    X(Q_CONT_CORR, "cont_corr", UNIT_ONE, HOW_RATIO, "continuity", "continuity: correlation")                          \
    X(Q_CONT_SLOPE, "cont_slope", UNIT_ONE, HOW_RATIO, "continuity: slope", NULL)

enum quantity {
#define ID(id, name, unit, how, symbol, phrase) id,
    QUANTITIES(ID)
#undef ID
        Q_N
};

#endif

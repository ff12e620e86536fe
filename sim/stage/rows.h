/* What the rows of several kinds share (kinds.h). */
#ifndef GB_STAGE_ROWS_H
#define GB_STAGE_ROWS_H

#include "stage/kinds.h"

extern const struct stage_kind kind_melt, kind_quench, kind_reheat, kind_anneal, kind_swap, kind_creep, kind_prestrain,
    kind_equilibrium, kind_reference, kind_elastic, kind_order, kind_compress, kind_thermal, kind_compress_thermal,
    kind_measure, kind_summary;

#define KIND_STEPS                                                                                                     \
    (KIND_BIT(STAGE_QUENCH) | KIND_BIT(STAGE_REHEAT) | KIND_BIT(STAGE_ANNEAL) | KIND_BIT(STAGE_SWAP) |                 \
     KIND_BIT(STAGE_CREEP) | KIND_BIT(STAGE_PRESTRAIN))

static const struct kind_when when_swaps = {.text = "with swaps", .name = "attempts", .word = "0", .not = true},
                              when_gave_way = {.text = "where the glass gave way"},
                              when_measured = {.text = "unless the glass gave way"};

/* First and last of every stage; the last of the worker's only. */
#define PARAMETERS_MODEL                                                                                               \
    {"model", KIND_TEXT, NULL, "file of the model in the study's folder"}, {                                           \
        "model-hash", KIND_HASH, NULL, "of the model, with every file that it names"                                   \
    }
#define PARAMETER_RANKS                                                                                                \
    { "ranks", KIND_COUNT, NULL, "MPI processes: sums over another number of them round differently" }
#define PARAMETER_SEED                                                                                                 \
    { "seed", KIND_COUNT, NULL, "of the random numbers, 1 to 900000000" }
#define PARAMETER_NPT                                                                                                  \
    { "npt", KIND_YES_NO, NULL, "at zero pressure; no: at constant volume" }
#define PARAMETER_TIMESTEP                                                                                             \
    { "timestep", KIND_NUMBER, NULL, "MD step" }
#define PARAMETER_ATOMS                                                                                                \
    { "atoms", KIND_COUNT, NULL, "number of atoms" }
#define PARAMETERS_INTERVALS                                                                                           \
    {"checkpoint-steps", KIND_COUNT, NULL, "MD steps between checkpoints, a multiple of thermo-steps"}, {              \
        "thermo-steps", KIND_COUNT, NULL, "MD steps that a row of thermo.tsv averages over"                            \
    }
#define PARAMETERS_REST                                                                                                \
    {"pressure", KIND_NUMBER, NULL, "at rest"}, {                                                                      \
        "relax", KIND_TEXT, NULL, "what relaxes of the cell: none, isotropic (the volume), lengths (the edges)"        \
    }
#define PARAMETERS_AT_T                                                                                                \
    {"T", KIND_NUMBER, NULL, "temperature"},                                                                           \
        {"equilibrate-time", KIND_NUMBER, NULL, "brought there over the first half, held for the second"},             \
        {"time", KIND_NUMBER, NULL, "averaged over"}, PARAMETER_TIMESTEP,                                              \
        {"snapshots", KIND_COUNT, NULL, "configurations kept from the time"}, PARAMETERS_INTERVALS, {                  \
        "observe-steps", KIND_COUNT, NULL, "MD steps between the frames of the average, a divisor of thermo-steps"     \
    }

#define FILE_THERMO                                                                                                    \
    { "thermo.tsv", NULL, "temperature, energies, pressure, cell and stress against the step, means over rows" }
#define FILE_STATE                                                                                                     \
    { "state.restart", NULL, "LAMMPS's state with velocities, from which the next step goes on" }
#define FILE_VALUES                                                                                                    \
    { "values.tsv", NULL, "the values below" }

#endif

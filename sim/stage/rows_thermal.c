/* Kinds of the glass at a temperature: thermal, compress-thermal. See kinds.h. */
#include "stage/rows.h"

/* ---- thermal ---- */

static const struct kind_parameter thermal_parameters[] = {
    PARAMETERS_MODEL, PARAMETER_SEED, PARAMETERS_AT_T, PARAMETER_RANKS, {NULL, 0, NULL, NULL}};
static const struct kind_input thermal_inputs[] = {{"reference", KIND_BIT(STAGE_REFERENCE), NULL}, {NULL, 0, NULL}};

/* What worker/average.c writes, in a folder or not. */
#define AVERAGE_FILES(in)                                                                                              \
    {in "mean.dump", NULL, "time-averaged positions in the mean cell"},                                                \
        {in "half-1.dump", NULL, "the same over the first half of the time"},                                          \
        {in "half-2.dump", NULL, "the same over the second half"},                                                     \
        {in "snapshot-{number}.dump", NULL, "configurations at evenly spaced times, in the mean cell"},                \
        {in "blocks.tsv", NULL, "means over equal parts of the time"}, {                                               \
        in "thermo.tsv", NULL, "temperature, energies, pressure, cell and stress against the step, means over rows"    \
    }
static const struct kind_file thermal_files[] = {
    AVERAGE_FILES(""),
    {"thermal.restart", NULL, "LAMMPS's state with velocities, from which the loads begin"},
    FILE_VALUES,
    {NULL, NULL, NULL}};
static const struct kind_value thermal_values[] = {
    {"frames", false, "-", NULL, "of the average"},
    {"volume", false, "length^3", NULL, "of the mean cell"},
    {"rms_displacement", false, "length", NULL, "of the atoms from their mean positions"},
    {"position_err", false, "length", NULL, "error of a mean position, from the two halves"},
    {"hop_fraction", false, "-", NULL, "share of atoms far from their mean positions"},
    {"T", true, "temperature", NULL, "mean temperature; errors: of block averages"},
    {"e_pot", true, "energy", NULL, "mean potential energy"},
    {"l_{axis}", true, "length", NULL, "mean edges of the cell"},
    {"s_{axes}", true, "stress", NULL, "mean stress xx, yy, zz, tension positive"},
    {"v_{axes}", true, "stress", NULL, "its virial part"},
    {NULL, false, NULL, NULL, NULL}};

const struct stage_kind kind_thermal = {
    .id = STAGE_THERMAL,
    .name = "thermal",
    .purpose = "the unloaded glass at a temperature, averaged over time",
    .path = "thermal/{history}/s{sample}/{temperature}",
    .worker = true,
    .parameter = thermal_parameters,
    .input = thermal_inputs,
    .file = thermal_files,
    .value = thermal_values,
    .cost = "MD steps times atoms",
};

/* ---- compress-thermal ---- */

static const struct kind_parameter load_parameters[] = {PARAMETERS_MODEL,
                                                        {"axis", KIND_AXIS, NULL, "of the load"},
                                                        {"stress", KIND_NUMBER, NULL, "compressive"},
                                                        {"both-signs", KIND_YES_NO, NULL, "in tension likewise"},
                                                        PARAMETERS_AT_T,
                                                        PARAMETER_RANKS,
                                                        {NULL, 0, NULL, NULL}};
static const struct kind_input load_inputs[] = {
    {"reference", KIND_BIT(STAGE_REFERENCE), NULL}, {"thermal", KIND_BIT(STAGE_THERMAL), NULL}, {NULL, 0, NULL}};
static const struct kind_file load_files[] = {
    AVERAGE_FILES("{sign}/"),
    {"{sign}/values.tsv", NULL, "of that sign, as of the unloaded glass; plus: compressed, minus: in tension"},
    FILE_VALUES,
    {NULL, NULL, NULL}};
static const struct kind_value load_values[] = {
    {"e_par_{sign}", true, "-", NULL, "strain of the mean edge along the axis, relative to the unloaded mean cell"},
    {"e_perp_{sign}", true, "-", NULL, "strain of the mean edges across, their mean"},
    {"stress_par_{sign}", true, "stress", NULL, "mean stress along the axis, tension positive"},
    {"stress_perp_{sign}", true, "stress", NULL, "mean stress across"},
    {"stress_wanted_{sign}", false, "stress", NULL, "along the axis"},
    {"creep_{sign}", true, "-", NULL, "growth of the axial strain between the halves of the time, of itself"},
    {"T_{sign}", true, "temperature", NULL, "mean temperature"},
    {"rms_displacement_{sign}", false, "length", NULL, "of the atoms from their mean positions"},
    {"position_err_{sign}", false, "length", NULL, "error of a mean position, from the two halves"},
    {"hop_fraction_{sign}", false, "-", NULL, "share of atoms far from their mean positions"},
    {"frames_{sign}", false, "-", NULL, "of the average"},
    {"young", true, "stress", NULL, "Young's modulus of this load"},
    {"poisson", true, "-", NULL, "Poisson's ratio of this load"},
    {"gave_way", false, "-", &when_gave_way, "1: the strain is none of an elastic glass"},
    {NULL, false, NULL, NULL, NULL}};

const struct stage_kind kind_compress_thermal = {
    .id = STAGE_COMPRESS_THERMAL,
    .name = "compress-thermal",
    .purpose = "under uniaxial stress at a temperature, averaged over time",
    .path = "compress/{history}/s{sample}/{load}-{axis}",
    .worker = true,
    .parameter = load_parameters,
    .input = load_inputs,
    .file = load_files,
    .value = load_values,
    .cost = "MD steps times atoms for each sign",
};

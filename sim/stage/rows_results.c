/* Kinds that analysis code computes: measure, summary. See kinds.h. */
#include "stage/rows.h"

static const struct kind_when at_T = {.text = "at a temperature"},
                              of_snapshots = {.text = "with basis snapshots", .name = "basis", .word = "snapshots"},
                              along_x = {.text = "where axes has x", .name = "axes", .word = "x"},
                              along_y = {.text = "where axes has y", .name = "axes", .word = "y"},
                              along_z = {.text = "where axes has z", .name = "axes", .word = "z"},
                              of_partials = {.text = "with partials, unless the glass gave way"},
                              moved = {.text = "at a temperature, unless the glass gave way"},
                              line_file = {.text = "where the study names the file"},
                              of_line = {.text = "with <equilibrium>"},
                              of_cooling = {.text = "for a history that ends with a quench through the glass"},
                              of_temperatures = {.text = "with loads at a temperature"};

/* ---- measure ---- */

static const struct kind_parameter measure_parameters[] = {
    PARAMETERS_MODEL,
    {"axes", KIND_AXES, NULL, "of the loads"},
    {"r-max", KIND_NUMBER, NULL, "to which the curves are wanted"},
    {"r-bin", KIND_NUMBER, NULL, "width of their bins"},
    {"partials", KIND_YES_NO, NULL, "of the pairs of species too"},
    {"d2min-cut", KIND_NUMBER, NULL, "of the neighbours of D2min"},
    {"margin", KIND_NUMBER, NULL, "measured beyond r-max, for the smoothing"},
    {"both-signs", KIND_YES_NO, NULL, "the loads are of both signs"},
    {"basis", KIND_TEXT, &at_T, "what is measured: mean, the mean positions, or snapshots"},
    {"snapshots", KIND_COUNT, &of_snapshots, "of each state"},
    {NULL, 0, NULL, NULL}};
#define LOADS (KIND_BIT(STAGE_COMPRESS) | KIND_BIT(STAGE_COMPRESS_THERMAL))
static const struct kind_input measure_inputs[] = {
    {"reference", KIND_BIT(STAGE_REFERENCE) | KIND_BIT(STAGE_THERMAL), NULL},
    {"elastic", KIND_BIT(STAGE_ELASTIC), NULL},
    {"compress-x", LOADS, &along_x},
    {"compress-y", LOADS, &along_y},
    {"compress-z", LOADS, &along_z},
    {NULL, 0, NULL}};
static const struct kind_file measure_files[] = {
    {"curves-number.tsv", &when_measured, "g00, g20, the affine copies' and the truth against r, over all pairs"},
    {"curves-{a}-{b}.tsv", &of_partials, "the same of types a and b, where the glass has both"},
    {"d2min.tsv", &when_measured, "distribution of D2min over strain^2"},
    {"atoms-{axis}.xyz.gz", &when_measured, "the compressed atoms along the first axis, with D2min and shear strain"},
    FILE_VALUES,
    {NULL, NULL, NULL}};
static const struct kind_value measure_values[] = {
    {"atoms", false, "-", &when_measured, "number of atoms"},
    {"atoms_{type}", false, "-", &when_measured, "of each type"},
    {"eps_par_{sign}", false, "-", &when_measured, "strain of the edge along the load, mean over axes"},
    {"eps_perp_{sign}", false, "-", &when_measured, "strain of the edges across"},
    {"eps_true_times_1pnu", false, "-", &when_measured, "e_perp - e_par over both signs: (1 + nu) times the strain"},
    {"eps_true_times_1pnu_plus", false, "-", &when_measured, "the same of compression"},
    {"bonds_per_atom", false, "-", &when_measured, "neighbours within d2min-cut"},
    {"bonds_cut_fraction", false, "-", &when_measured, "of the bonds, by compression"},
    {"bonds_formed_fraction", false, "-", &when_measured, "of the bonds, by compression"},
    {"d2min_mean", false, "length^2", &when_measured, "over atoms and compressed states"},
    {"d2min_median", false, "length^2", &when_measured, "over atoms and compressed states"},
    {"shear_strain_mean", false, "-", &when_measured, "of the atoms' best fits"},
    {"d2min_undefined", false, "atoms", &when_measured, "without enough neighbours"},
    {"d2min_noise", false, "length^2", &moved, "of the unloaded glass, mean over atoms"},
    {"gave_way", false, "-", &when_gave_way, "1: under one of the loads; nothing was measured"},
    {NULL, false, NULL, NULL, NULL}};

const struct stage_kind kind_measure = {
    .id = STAGE_MEASURE,
    .name = "measure",
    .purpose = "one glass under one load: curves, and the truth of the same atoms",
    .path = "measure/{history}/s{sample}/{measured}",
    .worker = false,
    .parameter = measure_parameters,
    .input = measure_inputs,
    .file = measure_files,
    .value = measure_values,
    .cost = "pairs within r-max and margin, of the reference, each loaded state and the truth",
};

/* ---- summary ---- */

static const struct kind_parameter summary_parameters[] = {
    PARAMETERS_MODEL, {"study", KIND_TEXT, NULL, "the effective study, XML"}, {NULL, 0, NULL, NULL}};
static const struct kind_input summary_inputs[] = {
    {"{stage}", (KIND_BIT(STAGE_SUMMARY) - 1) & ~KIND_BIT(STAGE_MELT), NULL},
    {"equilibrium-line", KIND_FILE, &line_file},
    {NULL, 0, NULL}};
static const struct kind_file summary_files[] = {
    {"summary.tsv", NULL, "a row for each history, load, weights and method"},
    {"summary.xml", NULL, "the same"},
    {"histories.tsv", NULL, "the histories' steps, energies and temperatures"},
    {"moduli.tsv", NULL, "moduli of the histories, whether they are isotropic"},
    {"trends.tsv", NULL, "dependence on the load and the history"},
    {"validation.tsv", NULL, "the experiment's route against the truth"},
    {"efficiency.tsv", NULL, "processor time for an error of 0.01"},
    {"order.tsv", NULL, "which samples are still glasses"},
    {"equilibrium.tsv", &of_line, "the line e_IS(T) of the liquid"},
    {"thermal.tsv", &of_temperatures, "what temperature changes"},
    {"cooling-{history}.tsv", &of_cooling, "enthalpy against temperature"},
    {"curves-{history}-{measured}-{weights}.tsv", &when_measured, "curves, means over samples with errors"},
    {"structure-{history}-{measured}-{probe}.tsv", &when_measured, "structure factors, means over samples with errors"},
    {"d2min-{history}-{measured}.tsv", &when_measured, "distribution of D2min over strain^2"},
    {NULL, NULL, NULL}};

const struct stage_kind kind_summary = {
    .id = STAGE_SUMMARY,
    .name = "summary",
    .purpose = "all samples: estimates with errors, and their tables",
    .path = "summary",
    .worker = false,
    .parameter = summary_parameters,
    .input = summary_inputs,
    .file = summary_files,
    .value = NULL,
    .cost = "histories, loads and the samples left out in turn",
};

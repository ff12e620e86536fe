/* Kinds of the glass at rest, T = 0: reference, elastic, order, compress. See kinds.h. */
#include "stage/rows.h"

static const struct kind_when by_strain = {.text = "of a load by strain", .name = "stress", .not = true},
                              by_stress = {.text = "of a load by stress", .name = "strain", .not = true},
                              by_voronoi = {.text = "where the linked LAMMPS has its package VORONOI"};

static const struct kind_input of_reference[] = {{"reference", KIND_BIT(STAGE_REFERENCE), NULL}, {NULL, 0, NULL}};
static const struct kind_file only_values[] = {FILE_VALUES, {NULL, NULL, NULL}};

/* ---- reference ---- */

static const struct kind_parameter reference_parameters[] = {
    PARAMETERS_MODEL, PARAMETERS_REST, PARAMETER_RANKS, {NULL, 0, NULL, NULL}};
static const struct kind_input reference_inputs[] = {{"glass", KIND_STEPS | KIND_FILE, NULL}, {NULL, 0, NULL}};
static const struct kind_file reference_files[] = {
    {"reference.dump", NULL, "the atoms at rest"}, FILE_VALUES, {NULL, NULL, NULL}};
static const struct kind_value reference_values[] = {
    {"atoms", false, "-", NULL, "number of atoms"},
    {"e_is", false, "energy", NULL, "energy of the inherent structure"},
    {"density", false, "density", NULL, "metals: of mass; else of atoms"},
    {"volume", false, "length^3", NULL, "of the cell"},
    {"pressure", false, "stress", NULL, "pressure that is left"},
    {"pressure_wanted", false, "stress", NULL, "that of the study; not a number where the cell is kept"},
    {"deviatoric_stress", false, "stress", NULL, "what is frozen in: sqrt(s:s/2) of the deviator"},
    {"newton_steps", false, "-", NULL, "of the cell"},
    {"converged", false, "-", NULL, "1: at rest and at its pressure"},
    {NULL, false, NULL, NULL, NULL}};

const struct stage_kind kind_reference = {
    .id = STAGE_REFERENCE,
    .name = "reference",
    .purpose = "the unloaded glass, at rest at T = 0 and the wanted pressure",
    .path = "reference/{history}/s{sample}",
    .worker = true,
    .parameter = reference_parameters,
    .input = reference_inputs,
    .file = reference_files,
    .value = reference_values,
    .cost = "2000 evaluations of the forces",
};

/* ---- elastic ---- */

static const struct kind_parameter elastic_parameters[] = {
    PARAMETERS_MODEL,
    {"strain", KIND_NUMBER, NULL, "of each of the six strains, with both signs"},
    PARAMETER_RANKS,
    {NULL, 0, NULL, NULL}};
static const struct kind_value elastic_values[] = {
    {"bulk", false, "stress", NULL, "bulk modulus, Voigt's average as the next three"},
    {"shear", false, "stress", NULL, "shear modulus"},
    {"young", false, "stress", NULL, "Young's modulus"},
    {"poisson", false, "-", NULL, "Poisson's ratio"},
    {"C{ij}", false, "stress", NULL, "elastic constants, i <= j from 1 to 6"},
    {"bulk_affine", false, "stress", NULL, "the same before the atoms relax, as the next three"},
    {"shear_affine", false, "stress", NULL, "shear modulus"},
    {"young_affine", false, "stress", NULL, "Young's modulus"},
    {"poisson_affine", false, "-", NULL, "Poisson's ratio"},
    {"C{ij}_affine", false, "stress", NULL, "elastic constants before the atoms relax"},
    {"strain", false, "-", NULL, "that of the parameter"},
    {"unconverged", false, "-", NULL, "minimisations of 12 that stopped early"},
    {NULL, false, NULL, NULL, NULL}};

const struct stage_kind kind_elastic = {
    .id = STAGE_ELASTIC,
    .name = "elastic",
    .purpose = "the 6 x 6 elastic constants at T = 0, affine and relaxed",
    .path = "elastic/{history}/s{sample}",
    .worker = true,
    .parameter = elastic_parameters,
    .input = of_reference,
    .file = only_values,
    .value = elastic_values,
    .cost = "280 evaluations of the forces for each of 12 strains",
};

/* ---- order ---- */

static const struct kind_parameter order_parameters[] = {PARAMETERS_MODEL, PARAMETER_RANKS, {NULL, 0, NULL, NULL}};
static const struct kind_value order_values[] = {
    {"atoms", false, "-", NULL, "number of atoms"},
    {"crystalline", false, "-", NULL, "fraction of the atoms that are crystalline"},
    {"largest", false, "-", NULL, "atoms of the largest crystalline cluster"},
    {"repeats", false, "-", NULL, "mean number of others with the same environment"},
    {"q4", false, "-", NULL, "mean of the bond order Q_4"},
    {"q6", false, "-", NULL, "mean of the bond order Q_6"},
    {"q6_bonds", false, "-", NULL, "mean number of neighbours with a like q_6m"},
    {"faces", false, "-", &by_voronoi, "mean number of faces of the Voronoi polyhedra"},
    {"five_fold", false, "-", &by_voronoi, "share of faces with five edges"},
    {"icosahedra", false, "-", &by_voronoi, "share of polyhedra <0 0 12 0>"},
    {"frank_kasper", false, "-", &by_voronoi, "share of Frank and Kasper's polyhedra"},
    {"mixed", false, "-", &by_voronoi, "share of polyhedra <0 4 4 6>"},
    {"bcc", false, "-", &by_voronoi, "share of polyhedra <0 6 0 8>"},
    {NULL, false, NULL, NULL, NULL}};

const struct stage_kind kind_order = {
    .id = STAGE_ORDER,
    .name = "order",
    .purpose = "how far the reference is crystalline",
    .path = "order/{history}/s{sample}",
    .worker = true,
    .parameter = order_parameters,
    .input = of_reference,
    .file = only_values,
    .value = order_values,
    .cost = "200 evaluations of the forces",
};

/* ---- compress ---- */

static const struct kind_parameter compress_parameters[] = {
    PARAMETERS_MODEL,
    {"axis", KIND_AXIS, NULL, "of the load"},
    {"stress", KIND_NUMBER, &by_stress, "compressive: the strain is this over Young's modulus"},
    {"strain", KIND_NUMBER, &by_strain, "of the cell's edge along the axis"},
    {"both-signs", KIND_YES_NO, NULL, "stretched likewise"},
    PARAMETER_RANKS,
    {NULL, 0, NULL, NULL}};
static const struct kind_input compress_inputs[] = {
    {"reference", KIND_BIT(STAGE_REFERENCE), NULL}, {"elastic", KIND_BIT(STAGE_ELASTIC), NULL}, {NULL, 0, NULL}};
static const struct kind_file compress_files[] = {
    {"{sign}.dump", NULL, "the loaded atoms at rest; plus: compressed, minus: stretched"},
    FILE_VALUES,
    {NULL, NULL, NULL}};
static const struct kind_value compress_values[] = {
    {"e_par_{sign}", false, "-", NULL, "strain of the edge along the axis"},
    {"e_perp_{sign}", false, "-", NULL, "strain of the edges across, their mean"},
    {"stress_par_{sign}", false, "stress", NULL, "change of the stress along the axis, tension positive"},
    {"stress_perp_{sign}", false, "stress", NULL, "change of the stress across, the mean"},
    {"stress_lateral_off_{sign}", false, "stress", NULL, "largest stress across that is left"},
    {"stress_par_affine_{sign}", false, "stress", NULL, "stress_par before the atoms relax"},
    {"stress_perp_affine_{sign}", false, "stress", NULL, "stress_perp before the atoms relax"},
    {"converged_{sign}", false, "-", NULL, "1: at rest and at the wanted lateral stress"},
    {"poisson", false, "-", NULL, "Poisson's ratio of this load"},
    {"young", false, "stress", NULL, "Young's modulus of this load"},
    {"gave_way", false, "-", NULL, "1: no state at the wanted lateral stress was found"},
    {"converged", false, "-", NULL, "1: under both signs"},
    {NULL, false, NULL, NULL, NULL}};

const struct stage_kind kind_compress = {
    .id = STAGE_COMPRESS,
    .name = "compress",
    .purpose = "loaded along one axis at T = 0, the lateral stress relaxed",
    .path = "compress/{history}/s{sample}/{load}-{axis}",
    .worker = true,
    .parameter = compress_parameters,
    .input = compress_inputs,
    .file = compress_files,
    .value = compress_values,
    .cost = "1100 evaluations of the forces for each sign",
};

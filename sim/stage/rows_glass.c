/* Kinds that make glasses and liquids by molecular dynamics: melt, the steps of a history, equilibrium. See kinds.h. */
#include "stage/rows.h"

static const struct kind_when from_stage = {.text = "from a stage", .name = "glass", .not = true},
                              from_file = {.text = "from the user's file", .name = "state", .not = true},
                              cold = {.text = "after a step that ended cold"};

#define STEP_PATH(kind) kind "/{step}/s{sample}"
#define STEP_COST "MD steps times atoms"

/* ---- melt ---- */

static const struct kind_parameter melt_parameters[] = {
    PARAMETERS_MODEL,
    PARAMETER_SEED,
    PARAMETER_ATOMS,
    {"density", KIND_NUMBER, NULL, "of the lattice that it begins as, in number"},
    PARAMETER_NPT,
    PARAMETER_TIMESTEP,
    {"melt-T", KIND_NUMBER, NULL, "temperature of melting"},
    {"from-T", KIND_NUMBER, NULL, "temperature where cooling starts: brought there and held"},
    {"melt-time", KIND_NUMBER, NULL, "at melt-T"},
    {"equilibrate-time", KIND_NUMBER, NULL, "brought to from-T over the first half, held there for the second"},
    PARAMETERS_INTERVALS,
    PARAMETER_RANKS,
    {NULL, 0, NULL, NULL}};
static const struct kind_input no_input[] = {{NULL, 0, NULL}};
static const struct kind_file melt_files[] = {FILE_STATE, FILE_THERMO, {NULL, NULL, NULL}};

const struct stage_kind kind_melt = {
    .id = STAGE_MELT,
    .name = "melt",
    .purpose = "a liquid at the temperature where cooling starts, from a random lattice",
    .path = "melt/s{sample}",
    .worker = true,
    .parameter = melt_parameters,
    .input = no_input,
    .file = melt_files,
    .cost = STEP_COST,
};

/* ---- steps of a history ---- */

#define STEP_HEAD PARAMETERS_MODEL, PARAMETER_SEED, PARAMETER_NPT, PARAMETER_TIMESTEP, PARAMETER_ATOMS
#define STEP_VELOCITIES                                                                                                \
    { "velocities", KIND_TEXT, &cold, "drawn: from the seed; else as they were" }
#define STEP_TAIL                                                                                                      \
    PARAMETERS_INTERVALS, PARAMETER_RANKS, { NULL, 0, NULL, NULL }
#define STEP_HELD                                                                                                      \
    {"T", KIND_NUMBER, NULL, "temperature it is held at"}, { "time", KIND_NUMBER, NULL, "how long" }

static const struct kind_parameter line_parameters[] = {
    STEP_HEAD,
    {"from-T", KIND_NUMBER, NULL, "temperature at the begin"},
    {"to-T", KIND_NUMBER, NULL, "temperature at the end"},
    {"rate", KIND_NUMBER, NULL, "temperature per time between them, in the model's units (metals: K/ps)"},
    STEP_VELOCITIES,
    STEP_TAIL};
static const struct kind_parameter anneal_parameters[] = {STEP_HEAD, STEP_HELD, STEP_VELOCITIES, STEP_TAIL};
static const struct kind_parameter swap_parameters[] = {
    STEP_HEAD,
    STEP_HELD,
    STEP_VELOCITIES,
    {"attempts", KIND_NUMBER, NULL, "swaps tried per atom and block; 0: molecular dynamics alone"},
    {"block-time", KIND_NUMBER, NULL, "MD between two blocks of swaps"},
    STEP_TAIL};
static const struct kind_parameter creep_parameters[] = {
    STEP_HEAD,
    STEP_HELD,
    STEP_VELOCITIES,
    {"stress", KIND_NUMBER, NULL, "compressive, put on and off over a tenth of the time each"},
    {"axis", KIND_AXIS, NULL, "of the stress; none across"},
    STEP_TAIL};
static const struct kind_parameter prestrain_parameters[] = {
    STEP_HEAD,
    {"T", KIND_NUMBER, NULL, "temperature it is held at"},
    STEP_VELOCITIES,
    {"strain", KIND_NUMBER, NULL, "by which each axis is shortened"},
    {"strain-rate", KIND_NUMBER, NULL, "of shortening and stretching back"},
    {"axes", KIND_AXES, NULL, "in turn"},
    {"cycles", KIND_COUNT, NULL, "times through all of them"},
    STEP_TAIL};

/* thermo and state first: what the next step and the fictive temperature read */
#define STEP_FILES                                                                                                     \
    FILE_STATE, FILE_THERMO, { "glass.dump", NULL, "the atoms at the end, not at rest" }
static const struct kind_input step_inputs[] = {
    {"state", KIND_BIT(STAGE_MELT) | KIND_STEPS, &from_stage}, {"glass", KIND_FILE, &from_file}, {NULL, 0, NULL}};
static const struct kind_file step_files[] = {STEP_FILES, {NULL, NULL, NULL}};
static const struct kind_file swap_files[] = {STEP_FILES, FILE_VALUES, {NULL, NULL, NULL}};

/* hold_report() of worker/hold.h */
#define HELD_VALUES                                                                                                    \
    {"atoms", false, "-", NULL, "number of atoms"},                                                                    \
        {"temperature_wanted", false, "temperature", NULL, "that of the thermostat"},                                  \
        {"md_time", false, "time", NULL, "of molecular dynamics in all"},                                              \
        {"T", true, "temperature", NULL, "mean over the second half of the time, as all that follow"},                 \
        {"e_pot", true, "energy", NULL, "potential energy"},                                                           \
        {"swap_blocks", false, "-", &when_swaps, "blocks of swaps"},                                                   \
        {"swap_attempts_per_atom", false, "-", &when_swaps, "in all blocks together"},                                 \
        {"acceptance", true, "-", &when_swaps, "share of the attempts that were accepted"},                            \
        {"acceptance_{a}_{b}", true, "-", &when_swaps, "the same of types a and b"}, {                                 \
        "e_diff", false, "energy", &when_swaps, "largest difference of LAMMPS's energy and that of the swaps"          \
    }
static const struct kind_value swap_values[] = {HELD_VALUES, {NULL, false, NULL, NULL, NULL}};

#define STEP(kind)                                                                                                     \
    .path = STEP_PATH(kind), .name = kind, .worker = true, .input = step_inputs, .file = step_files, .cost = STEP_COST

const struct stage_kind kind_quench = {STEP("quench"), .id = STAGE_QUENCH, .parameter = line_parameters,
                                       .purpose = "cooled at a constant rate"};
const struct stage_kind kind_reheat = {STEP("reheat"), .id = STAGE_REHEAT, .parameter = line_parameters,
                                       .purpose = "heated at a constant rate"};
const struct stage_kind kind_anneal = {STEP("anneal"), .id = STAGE_ANNEAL, .parameter = anneal_parameters,
                                       .purpose = "held at a temperature"};
const struct stage_kind kind_swap = {
    .id = STAGE_SWAP,
    .name = "swap",
    .purpose = "held at a temperature, molecular dynamics alternating with exchanges of types",
    .path = STEP_PATH("swap"),
    .worker = true,
    .parameter = swap_parameters,
    .input = step_inputs,
    .file = swap_files,
    .value = swap_values,
    .cost = "MD steps times atoms; for a block of swaps six steps and a twentieth of one for each attempt",
};
const struct stage_kind kind_creep = {STEP("creep"), .id = STAGE_CREEP, .parameter = creep_parameters,
                                      .purpose = "under uniaxial stress at a temperature, and off again"};
const struct stage_kind kind_prestrain = {STEP("prestrain"), .id = STAGE_PRESTRAIN, .parameter = prestrain_parameters,
                                          .purpose = "strained along each axis in turn at constant volume, and back"};

/* ---- equilibrium ---- */

static const struct kind_parameter equilibrium_parameters[] = {
    PARAMETERS_MODEL,
    PARAMETER_SEED,
    PARAMETER_NPT,
    PARAMETER_TIMESTEP,
    {"from-T", KIND_NUMBER, NULL, "that of the melt: brought from there to T over the first quarter of the time"},
    {"T", KIND_NUMBER, NULL, "temperature it is held at"},
    {"time", KIND_NUMBER, NULL, "how long; the second half is sampled"},
    PARAMETER_ATOMS,
    PARAMETERS_INTERVALS,
    {"block-time", KIND_NUMBER, NULL, "MD between two blocks of swaps"},
    {"attempts", KIND_NUMBER, NULL, "swaps tried per atom and block; 0: molecular dynamics alone"},
    {"snapshots", KIND_COUNT, NULL, "configurations brought to rest"},
    PARAMETERS_REST,
    PARAMETER_RANKS,
    {NULL, 0, NULL, NULL}};
static const struct kind_input equilibrium_inputs[] = {{"state", KIND_BIT(STAGE_MELT), NULL}, {NULL, 0, NULL}};
static const struct kind_file equilibrium_files[] = {
    FILE_THERMO,
    {"snapshots.tsv", NULL, "energy, density, pressure and overlap of each snapshot at rest"},
    {"glass.dump", NULL, "the last snapshot, not at rest"},
    FILE_VALUES,
    {NULL, NULL, NULL}};
static const struct kind_value equilibrium_values[] = {
    HELD_VALUES,
    {"e_is", false, "energy", NULL, "at rest, mean over the snapshots"},
    {"e_is_spread", false, "energy", NULL, "standard deviation over the snapshots"},
    {"density", false, "density", NULL, "at rest, mean over the snapshots"},
    {"density_spread", false, "density", NULL, "standard deviation over the snapshots"},
    {"pressure", false, "stress", NULL, "at rest, mean over the snapshots"},
    {"pressure_spread", false, "stress", NULL, "standard deviation over the snapshots"},
    {"snapshots", false, "-", NULL, "number of snapshots"},
    {"overlap", false, "-", NULL, "share of the atoms that are where they were at the first snapshot, at the last"},
    {"unconverged", false, "-", NULL, "snapshots that did not come to rest"},
    {NULL, false, NULL, NULL, NULL}};

const struct stage_kind kind_equilibrium = {
    .id = STAGE_EQUILIBRIUM,
    .name = "equilibrium",
    .purpose = "the liquid held at a temperature, and its inherent structures",
    .path = "equilibrium/{T}/s{sample}",
    .worker = true,
    .parameter = equilibrium_parameters,
    .input = equilibrium_inputs,
    .file = equilibrium_files,
    .value = equilibrium_values,
    .cost = "as swap, and a relaxation as of reference for each snapshot",
};
